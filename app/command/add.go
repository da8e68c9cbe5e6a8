package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

func addCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add --corpus FILE URL|FILE|FOLDER|FEED…",
		Short: "Collect articles with their quotes; the corpus is made when there is none",
		Long: "Collects addresses, feeds, sitemaps, files and folders; - reads a list of them, one a line. Files may be\npages, texts, web archives (WARC, WACZ, MHTML), lists of feeds (OPML), and what news databases export:\n" +
			importFormatNames() + ".\nProgress goes to standard error, one report line per item to standard output. What a run did not reach\nis kept in the corpus: --resume goes on with it.",
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per item")
	resume := cmd.Flags().Bool("resume", false, "go on with what earlier runs did not reach")
	retry := cmd.Flags().Bool("retry", false, "try again what failed")
	template := inputFlags(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 != (*resume || *retry) {
			return usage("give addresses, files or folders, or one of --resume and --retry")
		}
		model, err := template()
		if err != nil {
			return err
		}
		inputs, err := addInputs(args, model, s.In)
		if err != nil {
			return err
		}
		a, err := app.OpenOrCreate(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			collect := func(ctx context.Context, progress func(app.ItemReport)) (app.AddReport, error) {
				switch {
				case *resume:
					return a.Resume(ctx, progress)
				case *retry:
					return a.RetryFailures(ctx, progress)
				}
				return a.Add(ctx, inputs, progress)
			}
			return report(cmd.Context(), collect, *asJSON, s)
		})
	})
	return cmd
}

// inputFlags adds the flags that say how inputs are to be read; the function
// gives an input with them set.
func inputFlags(cmd *cobra.Command) func() (app.Input, error) {
	kind := cmd.Flags().
		String("kind", "", "what the inputs are: url, feed, sitemap, site, file, folder (default: find out)")
	from := cmd.Flags().String("from", "", "the first day, YYYY-MM-DD; what is dated earlier is left out")
	to := cmd.Flags().String("to", "", "the last day")
	gate := cmd.Flags().String("archived", "", "look for dead links in an archive, at this time gate")
	cmd.Flags().Lookup("archived").NoOptDefVal = "https://web.archive.org/web/"
	coder := cmd.Flags().
		String("coder", "", "in whose name a coded corpus of another program is imported (default: the user)")
	settings := importFlags(cmd)
	return func() (app.Input, error) {
		in := app.Input{Kind: app.InputKind(*kind), From: *from, To: *to, TimeGate: *gate, Coder: corpus.Coder(*coder)}
		for _, day := range []string{*from, *to} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
				return in, usage("%q is not a day; write YYYY-MM-DD", day)
			}
		}
		var err error
		in.Import, err = settings()
		return in, err
	}
}

func addInputs(args []string, model app.Input, in io.Reader) ([]app.Input, error) {
	var inputs []app.Input
	add := func(value string) {
		next := model
		next.Value = value
		inputs = append(inputs, next)
	}
	for _, arg := range args {
		if arg != "-" {
			add(arg)
			continue
		}
		lines, err := readLines(in)
		if err != nil {
			return nil, fmt.Errorf("read the list of inputs: %w", err)
		}
		for _, line := range lines {
			add(line)
		}
	}
	return inputs, nil
}

// itemJSON is one report line of add --json.
type itemJSON struct {
	Item    string   `json:"item"`
	From    string   `json:"from,omitempty"`
	State   string   `json:"state"`
	Article string   `json:"article,omitempty"`
	Title   string   `json:"title,omitempty"`
	Quotes  int      `json:"quotes"`
	Doubts  int      `json:"doubts,omitempty"`
	Notes   []string `json:"notes,omitempty"`
	Error   string   `json:"error,omitempty"`
}

func newItemJSON(r app.ItemReport) itemJSON {
	return itemJSON{
		r.Label,
		r.Parent,
		string(r.State),
		string(r.Article),
		r.Title,
		r.Quotes,
		r.Doubts,
		r.Notes,
		message(r.Err),
	}
}

// report carries out a collection and reports on each item.
func report(
	ctx context.Context,
	collect func(context.Context, func(app.ItemReport)) (app.AddReport, error),
	asJSON bool,
	s Streams,
) error {
	out := newJSONLines(s.Out)
	terminal := isTerminal(s.Err)
	finished := 0
	report, err := collect(ctx, func(r app.ItemReport) {
		if !r.State.Final() {
			if terminal {
				fmt.Fprintf(s.Err, "\r\x1b[K%d done · %s %s", finished, r.State, r.Label)
			}
			return
		}
		finished++
		if terminal {
			fmt.Fprint(s.Err, "\r\x1b[K")
		}
		if asJSON {
			out.write(newItemJSON(r))
			return
		}
		printItem(s.Out, r)
	})
	if terminal {
		fmt.Fprint(s.Err, "\r\x1b[K")
	}
	fmt.Fprintf(s.Err, "%d kept with %d quotes, %d already there, %d skipped, %d failed\n",
		report.Kept, report.Quotes, report.Unchanged, report.Skipped, report.Failed)
	if report.Outside > 0 {
		fmt.Fprintf(s.Err, "%d outside the days asked for\n", report.Outside)
	}
	if report.Doubtful > 0 {
		fmt.Fprintf(s.Err, "%d with fields to look at: quoth needs --corpus FILE lists them\n", report.Doubtful)
	}
	switch {
	case err != nil:
		return err
	case out.err != nil:
		return out.err
	case report.Failed+report.Skipped > 0:
		return errItems
	}
	return nil
}

func printItem(w io.Writer, r app.ItemReport) {
	fmt.Fprintf(w, "%s\t%s", r.State, r.Label)
	switch {
	case r.Err != nil:
		fmt.Fprintf(w, "\t%v", r.Err)
	case r.Title != "":
		fmt.Fprintf(w, "\t%s (%d quotes)", r.Title, r.Quotes)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(w, "\t[%s]", note)
	}
	fmt.Fprintln(w)
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// isTerminal reports whether a person watches, so that progress may redraw.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
