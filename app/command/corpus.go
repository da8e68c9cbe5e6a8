package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

func listCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list --corpus FILE",
		Short: "List the articles and who said what in them",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per article, with its quotes")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			if *asJSON {
				return listJSON(cmd, a, s)
			}
			return listCorpus(cmd, a, s)
		})
	})
	return cmd
}

// listedJSON is one line of list --json.
type listedJSON struct {
	ID        corpus.ArticleID `json:"id"`
	Title     string           `json:"title"`
	Publisher string           `json:"publisher"`
	Published string           `json:"published"`
	URL       string           `json:"url"`
	Quotes    []quoteJSON      `json:"quotes"`
}

func listJSON(cmd *cobra.Command, a *app.App, s Streams) error {
	const window = 200
	out := newJSONLines(s.Out)
	for offset := 0; ; offset += window {
		articles, total, err := a.Articles(
			cmd.Context(),
			corpus.ArticleFilter{Sort: corpus.OldestFirst, Offset: offset, Limit: window},
		)
		if err != nil {
			return err
		}
		for _, article := range articles {
			cards, _, err := a.Cards(cmd.Context(), corpus.QuoteFilter{Article: article.ID, Limit: -1})
			if err != nil {
				return err
			}
			one := listedJSON{
				article.ID,
				article.Title,
				article.Publisher,
				article.Published.String(),
				article.URL,
				[]quoteJSON{},
			}
			for _, c := range cards {
				one.Quotes = append(one.Quotes, newQuoteJSON(c))
			}
			out.write(one)
		}
		if offset+window >= total || out.err != nil {
			return out.err
		}
	}
}

func listCorpus(cmd *cobra.Command, a *app.App, s Streams) error {
	const window = 200
	for offset := 0; ; offset += window {
		articles, total, err := a.Articles(
			cmd.Context(),
			corpus.ArticleFilter{Sort: corpus.OldestFirst, Offset: offset, Limit: window},
		)
		if err != nil {
			return err
		}
		for _, article := range articles {
			fmt.Fprintf(s.Out, "\n%s\n%s, %s\n", article.Title, article.Publisher, article.Published.Day())
			cards, _, err := a.Cards(cmd.Context(), corpus.QuoteFilter{Article: article.ID, Limit: -1})
			if err != nil {
				return err
			}
			for _, c := range cards {
				printQuote(s.Out, c)
			}
		}
		if offset+window >= total {
			break
		}
	}
	counts, err := a.Counts(cmd.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\n%d articles, %d quotes, %d confirmed, %d to review, %d judged\n",
		counts.Articles, counts.Quotes, counts.Confirmed, counts.ToReview, counts.Judged)
	return nil
}

func copyCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "copy --corpus FILE NEW",
		Short: "Make a safe copy of a corpus, also while the desktop has it open; NEW is a file or a team's empty database",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			said := -1
			err := a.CopyTo(cmd.Context(), args[0], func(done, total int) {
				if tenth := 10 * done / max(1, total); tenth > said && !*asJSON {
					said = tenth
					fmt.Fprintf(s.Err, "%d of %d rows\n", done, total)
				}
			})
			if err != nil {
				return err
			}
			place := app.ShownPlace(args[0])
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(map[string]string{"copy": place})
				return out.err
			}
			fmt.Fprintf(s.Err, "copied to %s\n", place)
			return nil
		})
	})
	return cmd
}

func sampleCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sample --corpus FILE",
		Short: "Build the sample corpus: really collect the sample pages over a local web server",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	show := cmd.Flags().Bool("list", false, "then print who said what")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per item; with --list, per article")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		out := newJSONLines(s.Out)
		a, err := app.Sample(cmd.Context(), *path, app.Options{}, func(r app.ItemReport) {
			switch {
			case !r.State.Final():
			case *asJSON && !*show:
				out.write(newItemJSON(r))
			default:
				printItem(s.Err, r)
			}
		})
		return withApp(a, errors.Join(err, out.err), func(a *app.App) error {
			switch {
			case !*show:
				return nil
			case *asJSON:
				return listJSON(cmd, a, s)
			}
			return listCorpus(cmd, a, s)
		})
	})
	return cmd
}
