package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// exportJSON is what export --json says of a run.
type exportJSON struct {
	Format       string `json:"format"`
	Out          string `json:"out,omitempty"`
	Articles     int    `json:"articles"`
	Quotes       int    `json:"quotes"`
	Annotations  int    `json:"annotations"`
	Rejected     int    `json:"rejected"`      // of the quotes
	LeftRejected int    `json:"left_rejected"` // rejected quotes that were left out
	OtherActs    int    `json:"left_other_acts"`
	Loses        string `json:"loses,omitempty"`
}

func exportCommand(s Streams) *cobra.Command {
	formats := app.ExportFormats()
	var names []string
	var about strings.Builder
	for _, f := range formats {
		names = append(names, f.Name)
		fmt.Fprintf(&about, "\n  %-9s %s", f.Name, f.Title)
		if len(f.Of) > 1 {
			fmt.Fprintf(&about, "; --of %s", strings.Join(f.Of, "|"))
		}
	}
	cmd := &cobra.Command{
		Use:   "export --corpus FILE --format " + strings.Join(names, "|") + " [QUERY]",
		Short: "Export all quotes, or those a query finds",
		Long:  "Writes all quotes, or those a query finds, for other programs. Formats:" + about.String() + "\n\nTables leave attitudes and rejected quotes out unless asked for, and say how many; formats that\nbring a whole corpus elsewhere hold them.",
		Args:  cobra.MaximumNArgs(1),
	}
	path := corpusFlag(cmd)
	format := cmd.Flags().String("format", "csv", "one of "+strings.Join(names, ", "))
	of := cmd.Flags().String("of", "", "which table or sort of record, of formats that have several")
	out := cmd.Flags().
		String("out", "", "the file to write (default: standard output); for formats of several files also a folder: NAME/")
	once := cmd.Flags().Bool("once-per-story", false, "near-identical quotes count once")
	all := cmd.Flags().Bool("all-acts", false, "attitudes and other attributions too, not only speech")
	rejected := cmd.Flags().Bool("rejected", false, "rejected quotes too")
	every := cmd.Flags().Bool("every-coder", false, "coders' own judgements even where one was adjudicated")
	password := cmd.Flags().String("password", "", "the password that coders get, of formats that have one")
	asJSON := cmd.Flags().
		Bool("json", false, "say as one JSON object what was exported: on standard output with --out, else on standard error")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		request := app.ExportRequest{
			Format:       *format,
			Of:           *of,
			OncePerStory: *once,
			AllActs:      *all,
			Rejected:     *rejected,
			EveryCoder:   *every,
			Password:     *password,
		}
		if len(args) == 1 {
			request.Query = args[0]
		}
		i := slices.IndexFunc(formats, func(f app.ExportFormat) bool { return f.Name == *format })
		if i < 0 {
			return usage("there is no format %q: use %s", *format, strings.Join(names, ", "))
		}
		if *of != "" && !slices.Contains(formats[i].Of, *of) {
			return usage("%s does not hold %q; it takes --of %s", *format, *of, strings.Join(formats[i].Of, ", "))
		}
		if isFolder(*out) && !formats[i].Files {
			return usage("%s is a folder, and %s is one file", *out, *format)
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			report, err := exportTo(cmd, a, request, *out, s)
			switch {
			case errors.Is(err, corpus.ErrInvalid): // a format that wants more than was given
				return usage("%w", err)
			case err != nil:
				return err
			}
			return tellExport(formats[i], *out, report, *asJSON, s)
		})
	})
	return cmd
}

// exportTo writes the file or folder, which appears under its name only when it is
// whole.
func exportTo(
	cmd *cobra.Command,
	a *app.App,
	request app.ExportRequest,
	path string,
	s Streams,
) (app.ExportReport, error) {
	open := func() (w io.Writer, commit func() error, discard func(), err error) { return output(path, s.Out) }
	if isFolder(path) {
		open = func() (w io.Writer, commit func() error, discard func(), err error) {
			request.Create, commit, discard, err = outputFolder(path)
			return io.Discard, commit, discard, err
		}
	}
	w, commit, discard, err := open()
	if err != nil {
		return app.ExportReport{}, err
	}
	// What is read of a large corpus is garbage at once: collecting it sooner costs some
	// tenths of the time and saves a quarter of the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	report, err := a.Export(cmd.Context(), request, w, exportProgress(s.Err))
	if err == nil {
		err = commit()
	}
	if err != nil {
		discard()
	}
	return report, err
}

// exportProgress redraws a line where a person watches.
func exportProgress(w io.Writer) func(done, total int) {
	if !isTerminal(w) {
		return nil
	}
	return func(done, total int) {
		fmt.Fprintf(w, "\r\x1b[K%d of %d articles", done, total)
		if done == total {
			fmt.Fprint(w, "\r\x1b[K")
		}
	}
}

func tellExport(f app.ExportFormat, out string, r app.ExportReport, asJSON bool, s Streams) error {
	if asJSON {
		return tell(
			beside(out, s),
			exportJSON{
				f.Name,
				out,
				r.Articles,
				r.Quotes,
				r.Annotations,
				r.Rejected,
				r.LeftRejected,
				r.OtherActs,
				f.Loses,
			},
		)
	}
	fmt.Fprintf(s.Err, "%d quotes exported", r.Quotes)
	if r.Rejected > 0 {
		fmt.Fprintf(s.Err, ", %d of them rejected", r.Rejected)
	}
	if r.Annotations > 0 {
		fmt.Fprintf(s.Err, ", %d annotations", r.Annotations)
	}
	fmt.Fprintln(s.Err)
	if r.LeftRejected > 0 {
		fmt.Fprintf(s.Err, "%d rejected quotes left out: --rejected brings them\n", r.LeftRejected)
	}
	if r.OtherActs > 0 {
		fmt.Fprintf(s.Err, "%d attitudes and others left out: --all-acts brings them\n", r.OtherActs)
	}
	if f.Loses != "" {
		fmt.Fprintf(s.Err, "%s cannot hold: %s\n", f.Name, f.Loses)
	}
	if out != "" && filepath.Ext(out) == "" && f.Extension != "" {
		if info, err := os.Stat(out); err == nil && !info.IsDir() {
			fmt.Fprintf(s.Err, "programs look for the ending %s\n", f.Extension)
		}
	}
	return nil
}
