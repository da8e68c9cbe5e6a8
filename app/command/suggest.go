package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// fewQuotes are read so soon that nobody waits.
const fewQuotes = 200

func suggestCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "suggest --json | --corpus FILE --target T",
		Short: "Suggest stances of quotes from those that were judged",
		Long: `Reads JSON lines from standard input: {"target","text","stance"} is a quote that was judged (support, oppose,
neutral or mixed; mixed counts as neutral), {"target","text"} wants a suggestion. Prints a line for each of these:
{"index": its line from 0, "stance", "probability", "evidence": words of the text, "priority": judge the largest next}.

With --corpus and --target it suggests for quotes of the corpus that no one has judged toward the target.`,
		Args: cobra.NoArgs,
	}
	asJSON := cmd.Flags().Bool("json", false, "JSON lines")
	path := cmd.Flags().String("corpus", "", "suggest for the quotes of this corpus instead of those on standard input")
	target := cmd.Flags().String("target", "", "with --corpus: the proposition, or words that only it holds")
	most := cmd.Flags().Int("most", 50, "with --corpus: how many suggestions, the surest first")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		switch {
		case (*path == "") != (*target == ""):
			return usage("stance suggest needs --corpus and --target together, or neither")
		case *path == "" && !*asJSON:
			return usage("stance suggest without --corpus needs --json: it reads and writes JSON lines")
		}
		if err := atLeast("most", *most, 1); err != nil {
			return err
		}
		progress := readingQuotes(s)
		if *path == "" {
			suggester, err := app.NewSuggester("")
			if err != nil {
				return err
			}
			return suggester.SuggestLines(cmd.Context(), s.In, s.Out, progress)
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			id, err := findTarget(cmd.Context(), a, *target)
			if err != nil {
				return err
			}
			found, err := a.SuggestStances(cmd.Context(), id, *most, progress)
			if err != nil {
				return err
			}
			if *asJSON {
				return writeSuggestions(s, found)
			}
			return printSuggestions(s, found)
		})
	})
	return cmd
}

// readingQuotes tells how far reading quotes is, where somebody waits.
func readingQuotes(s Streams) func(done, of int) {
	return func(done, of int) {
		if of > fewQuotes {
			fmt.Fprintf(s.Err, "reading quotes: %d of %d\n", done, of)
		}
	}
}

type suggestionJSON struct {
	Quote       corpus.QuoteID   `json:"quote"`
	Article     corpus.ArticleID `json:"article"`
	Speaker     string           `json:"speaker"`
	Text        string           `json:"text"`
	Stance      corpus.Stance    `json:"stance"`
	Probability float64          `json:"probability"`
	Evidence    []string         `json:"evidence"`
}

func writeSuggestions(s Streams, found app.StanceSuggestions) error {
	out := newJSONLines(s.Out)
	for _, one := range found.Suggestions {
		out.write(suggestionJSON{
			one.Card.Quote.ID, one.Card.Article.ID, one.Card.Speaker, app.TextOf(one.Card.Current),
			one.Stance, one.Probability, one.Evidence,
		})
	}
	return out.err
}

func printSuggestions(s Streams, found app.StanceSuggestions) error {
	judged := 0
	for _, n := range found.Judged {
		judged += n
	}
	fmt.Fprintf(s.Out, "%s\nlearned from %d judged quotes", found.Target.Text, judged)
	if found.Unsettled > 0 {
		fmt.Fprintf(s.Out, "; %d left out, rejected or judged in different ways", found.Unsettled)
	}
	fmt.Fprintln(s.Out)
	if len(found.Shares) > 0 {
		fmt.Fprintf(
			s.Out,
			"estimated shares among %d quotes nobody has judged (95 %% interval, with the errors of suggestions taken out):",
			found.Looked,
		)
		for _, share := range found.Shares {
			fmt.Fprintf(
				s.Out,
				" %s %.0f %% (%.0f–%.0f)",
				share.Stance,
				100*share.Corrected,
				100*share.Low,
				100*share.High,
			)
		}
		fmt.Fprintln(s.Out)
	}
	fmt.Fprintln(s.Out)
	for _, one := range found.Suggestions {
		fmt.Fprintf(
			s.Out,
			"%s\t%-8s %3.0f %%  %s: %s\n\t%s\n",
			one.Card.Quote.ID,
			one.Stance,
			100*one.Probability,
			one.Card.Speaker,
			app.TextOf(one.Card.Current),
			strings.Join(one.Evidence, ", "),
		)
	}
	return nil
}
