package command

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// codeJSON is one report line of code --json.
type codeJSON struct {
	Line     int             `json:"line"`
	Act      string          `json:"act"`
	ID       string          `json:"id,omitempty"`
	Change   corpus.ChangeID `json:"change,omitempty"`
	Title    string          `json:"title,omitempty"`
	Skipped  bool            `json:"skipped,omitempty"`
	Conflict bool            `json:"conflict,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func codeCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "code --corpus FILE (--coder NAME | --as-written) ACTS.jsonl",
		Short: "Apply acts of a coder, one a line, as the desktop would; - reads standard input",
		Long: `Apply acts of a coder, one a line, as the desktop would; - reads standard input.

With --as-written every line names its coder, its moment and its id, as quoth export --format acts writes them: what
was done in one corpus comes into another of the same articles. A line that was applied before is skipped; one that
would change what its coder says here is named as a conflict, and nothing is overwritten.`,
		Args: cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	coder := cmd.Flags().String("coder", "", "who acts")
	written := cmd.Flags().
		Bool("as-written", false, "the lines name their coders: apply the acts of another corpus of the same articles")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per act")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		switch {
		case *coder == "" && !*written:
			return usage("--coder is needed: every act names its coder")
		case *coder != "" && *written:
			return usage("--coder and --as-written exclude each other: as written, the lines name their coders")
		}
		acts, err := openInput(args[0], s.In)
		if err != nil {
			return err
		}
		defer acts.Close()
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			out := newJSONLines(s.Out)
			applied, here, conflicts, failed := 0, 0, 0, 0
			options := app.CodeOptions{Coder: corpus.Coder(*coder), AsWritten: *written}
			err := a.Code(cmd.Context(), options, acts, func(r app.CodeReport) {
				switch {
				case r.Conflict:
					conflicts++
				case r.Err != nil:
					failed++
				case r.Skipped:
					here++
				default:
					applied++
				}
				switch {
				case *asJSON:
					out.write(codeJSON{r.Line, r.Act, r.ID, r.Change, r.Title, r.Skipped, r.Conflict, message(r.Err)})
				case r.Err != nil:
					fmt.Fprintln(s.Err, "quoth:", r.Err)
				default:
					fmt.Fprintf(s.Out, "%d\t%s\n", r.Line, r.Title)
				}
			})
			if err := errors.Join(err, out.err); err != nil {
				return err
			}
			if *written {
				fmt.Fprintf(
					s.Err,
					"%d applied, %d here already, %d conflicts left as they were, %d failed\n",
					applied,
					here,
					conflicts,
					failed,
				)
			}
			if failed+conflicts > 0 {
				return errItems
			}
			return nil
		})
	})
	return cmd
}

// openInput opens a file, or standard input for "-".
func openInput(path string, stdin io.Reader) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(stdin), nil
	}
	return os.Open(path)
}
