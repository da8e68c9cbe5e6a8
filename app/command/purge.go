package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// purgeJSON is the answer of purge --json.
type purgeJSON struct {
	Article corpus.ArticleID `json:"article,omitempty"`
	Quote   corpus.QuoteID   `json:"quote,omitempty"`
	Change  corpus.ChangeID  `json:"change"`
}

func purgeCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "purge --corpus FILE --article ID|--quote ID --yes",
		Short: "Remove an article or a quote for good; it cannot be undone",
		Long: "Removes an article with its page, texts and quotes, or a quote with all that coders did with it, and what\nthe journal holds of them; a note stays that it happened. It cannot be undone, so it needs --yes.\n" +
			"A quote's article stays, with its words: a later run may suggest the quote again.",
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	article := cmd.Flags().String("article", "", "the article's id")
	quote := cmd.Flags().String("quote", "", "the quote's id")
	coder := cmd.Flags().String("coder", "", "who purges (default: the user)")
	yes := cmd.Flags().Bool("yes", false, "really, for good")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if (*article == "") == (*quote == "") {
			return usage("purge needs one of --article and --quote")
		}
		if !*yes {
			return usage("purging cannot be undone: say --yes if you mean it")
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			change, err := a.Purge(
				cmd.Context(),
				corpus.Coder(*coder),
				corpus.ArticleID(*article),
				corpus.QuoteID(*quote),
			)
			if err != nil {
				return err
			}
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(purgeJSON{corpus.ArticleID(*article), corpus.QuoteID(*quote), change.ID})
				return out.err
			}
			fmt.Fprintf(s.Out, "purged\t%s%s\n", *article, *quote)
			return nil
		})
	})
	return cmd
}
