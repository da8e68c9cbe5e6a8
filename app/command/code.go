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
	Line   int             `json:"line"`
	Act    string          `json:"act"`
	Change corpus.ChangeID `json:"change,omitempty"`
	Title  string          `json:"title,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func codeCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "code --corpus FILE --coder NAME ACTS.jsonl",
		Short: "Apply acts of a coder, one a line, as the desktop would; - reads standard input",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	coder := cmd.Flags().String("coder", "", "who acts")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per act")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if *coder == "" {
			return usage("--coder is needed: every act names its coder")
		}
		acts, err := openInput(args[0], s.In)
		if err != nil {
			return err
		}
		defer acts.Close()
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			out := newJSONLines(s.Out)
			failed := 0
			err := a.Code(cmd.Context(), corpus.Coder(*coder), acts, func(r app.CodeReport) {
				if r.Err != nil {
					failed++
				}
				switch {
				case *asJSON:
					out.write(codeJSON{r.Line, r.Act, r.Change, r.Title, message(r.Err)})
				case r.Err != nil:
					fmt.Fprintln(s.Err, "quoth:", r.Err)
				default:
					fmt.Fprintf(s.Out, "%d\t%s\n", r.Line, r.Title)
				}
			})
			if err := errors.Join(err, out.err); err != nil {
				return err
			}
			if failed > 0 {
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
