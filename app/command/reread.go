package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

func rereadCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reread --corpus FILE --coder NAME",
		Short: "Find the quotes of kept articles anew, with this version of the engine",
		Long: "Reads every kept article again, with the engine of this Quoth and the names that are confirmed by now. Quotes that\npeople acted on stay as they are; other suggestions are replaced, as one change that undo takes back. A run that is\n" +
			"ended goes on where it was when it is asked for again.",
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	coder := cmd.Flags().String("coder", "", "who asks for it; needed without --preview")
	preview := cmd.Flags().Bool("preview", false, "tell what would change, and change nothing")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *coder == "" && !*preview {
			return usage("--coder is needed: every act names its coder")
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			report, err := a.Resuggest(cmd.Context(), corpus.Coder(*coder), *preview, func(done, all int) {
				fmt.Fprintf(s.Err, "\r%d of %d articles read", done, all)
				if done == all {
					fmt.Fprintln(s.Err)
				}
			})
			if err != nil {
				return err
			}
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(report)
				return out.err
			}
			would := ""
			if *preview {
				would = "would be "
			}
			_, err = fmt.Fprintf(
				s.Out,
				"%d articles read; quotes %snew %d, gone %d, with another speaker %d, with another organisation %d; %d that people acted on stay\n",
				report.Articles,
				would,
				report.New,
				report.Gone,
				report.Speaker,
				report.Organization,
				report.Decided,
			)
			return err
		})
	})
	return cmd
}
