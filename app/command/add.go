package command

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"quoth/app"
)

func addCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add --corpus FILE URL|FILE|FOLDER|FEED…",
		Short: "Collect articles with their quotes; the corpus is made when there is none",
		Long:  "Collects addresses, feeds, files and folders; - reads a list of them, one a line.\nProgress goes to standard error, one report line per item to standard output.",
		Args:  cobra.MinimumNArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per item")
	kind := cmd.Flags().String("kind", "", "what the inputs are: url, feed, sitemap, file, folder (default: find out)")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		inputs, err := addInputs(args, app.InputKind(*kind), s.In)
		if err != nil {
			return err
		}
		a, err := app.OpenOrCreate(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error { return add(cmd.Context(), a, inputs, *asJSON, s) })
	})
	return cmd
}

func addInputs(args []string, kind app.InputKind, in io.Reader) ([]app.Input, error) {
	var inputs []app.Input
	for _, arg := range args {
		if arg != "-" {
			inputs = append(inputs, app.Input{Kind: kind, Value: arg})
			continue
		}
		lines, err := readLines(in)
		if err != nil {
			return nil, fmt.Errorf("read the list of inputs: %w", err)
		}
		for _, line := range lines {
			inputs = append(inputs, app.Input{Kind: kind, Value: line})
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
	Notes   []string `json:"notes,omitempty"`
	Error   string   `json:"error,omitempty"`
}

func add(ctx context.Context, a *app.App, inputs []app.Input, asJSON bool, s Streams) error {
	out := newJSONLines(s.Out)
	terminal := isTerminal(s.Err)
	finished := 0
	report, err := a.Add(ctx, inputs, func(r app.ItemReport) {
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
			out.write(itemJSON{r.Label, r.Parent, string(r.State), string(r.Article), r.Title, r.Quotes, r.Notes, message(r.Err)})
			return
		}
		printItem(s.Out, r)
	})
	if terminal {
		fmt.Fprint(s.Err, "\r\x1b[K")
	}
	fmt.Fprintf(s.Err, "%d kept with %d quotes, %d already there, %d skipped, %d failed\n",
		report.Kept, report.Quotes, report.Unchanged, report.Skipped, report.Failed)
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
