package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
)

func exportCommand(s Streams) *cobra.Command {
	var names []string
	for _, f := range app.ExportFormats() {
		names = append(names, f.Name)
	}
	cmd := &cobra.Command{
		Use:   "export --corpus FILE --format " + strings.Join(names, "|") + " [QUERY]",
		Short: "Export all quotes, or those a query finds",
		Args:  cobra.MaximumNArgs(1),
	}
	path := corpusFlag(cmd)
	format := cmd.Flags().String("format", "csv", "one of "+strings.Join(names, ", "))
	out := cmd.Flags().String("out", "", "the file to write (default: standard output)")
	once := cmd.Flags().Bool("once-per-story", false, "near-identical quotes count once")
	all := cmd.Flags().Bool("all-acts", false, "attitudes and other attributions too, not only speech")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		request := app.ExportRequest{Format: *format, OncePerStory: *once, AllActs: *all}
		if len(args) == 1 {
			request.Query = args[0]
		}
		known := false
		for _, name := range names {
			known = known || name == *format
		}
		if !known {
			return usage("there is no format %q: use %s", *format, strings.Join(names, ", "))
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			w, commit, discard, err := output(*out, s.Out)
			if err != nil {
				return err
			}
			n, err := a.Export(cmd.Context(), request, w, nil)
			if err != nil {
				discard()
				return err
			}
			if err := commit(); err != nil {
				discard()
				return err
			}
			fmt.Fprintf(s.Err, "%d quotes exported\n", n)
			return nil
		})
	})
	return cmd
}
