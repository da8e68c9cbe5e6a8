package command

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// collocateJSON is one line of collocates --json.
type collocateJSON struct {
	Word          string  `json:"word"`
	Together      int     `json:"together"`
	Left          int     `json:"left"`
	Right         int     `json:"right"`
	Everywhere    int     `json:"everywhere"`
	LogLikelihood float64 `json:"log_likelihood"`
	LogDice       float64 `json:"log_dice"`
}

func collocatesCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "collocates --corpus FILE 'QUERY'",
		Short: "List the words that stand near those found more often than by chance",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	var o app.CollocateOptions
	cmd.Flags().IntVar(&o.Window, "window", 5, "how many words on each side are near")
	cmd.Flags().IntVar(&o.Minimum, "minimum", 3, "how often a word must stand near")
	cmd.Flags().IntVar(&o.Most, "most", 50, "how many words")
	cmd.Flags().BoolVar(&o.ByLogDice, "log-dice", false, "sort by logDice, not by log-likelihood")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per word")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := firstOf(
			atLeast("window", o.Window, 1),
			atLeast("minimum", o.Minimum, 1),
			atLeast("most", o.Most, 1),
		); err != nil {
			return err
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			table, err := a.Collocates(cmd.Context(), app.SearchRequest{Query: args[0]}, o)
			if err != nil {
				return err
			}
			out, columns := newJSONLines(s.Out), tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
			for _, c := range table.Words {
				if *asJSON {
					out.write(collocateJSON(c))
				} else {
					fmt.Fprintf(
						columns,
						"%s\t%d (%d left, %d right)\tlog-likelihood %.1f\tlogDice %.1f\n",
						c.Word,
						c.Together,
						c.Left,
						c.Right,
						c.LogLikelihood,
						c.LogDice,
					)
				}
			}
			fmt.Fprintf(
				s.Err,
				"%d found, %d read; the words stand there %d times\n",
				table.Found,
				table.Read,
				table.Times,
			)
			return errors.Join(out.err, columns.Flush())
		})
	})
	return cmd
}

// periodJSON is one line of frequency --json.
type periodJSON struct {
	Period     string  `json:"period"`
	Found      int     `json:"found"`
	Words      int     `json:"words"`
	PerMillion float64 `json:"per_million"`
}

func frequencyCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "frequency --corpus FILE 'QUERY'",
		Short: "Count what a query finds over time, per million words",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	by := cmd.Flags().String("by", "year", "year or month")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per period")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if *by != "year" && *by != "month" {
			return usage("--by takes year or month, not %q", *by)
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			counts, err := a.Frequency(cmd.Context(), app.SearchRequest{Query: args[0]}, *by)
			if err != nil {
				return err
			}
			out := newJSONLines(s.Out)
			for _, c := range counts {
				if *asJSON {
					out.write(periodJSON(c))
				} else {
					fmt.Fprintf(s.Out, "%s\t%d\t%.1f per million words\n", c.Period, c.Found, c.PerMillion)
				}
			}
			return out.err
		})
	})
	return cmd
}

func likeCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "like --corpus FILE QUOTE",
		Short: "List quotes that say something like this one, by its id",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	limit := cmd.Flags().Int("limit", 20, "how many quotes")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per quote")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := atLeast("limit", *limit, 1); err != nil {
			return err
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			cards, err := a.MoreLike(cmd.Context(), corpus.QuoteID(args[0]), *limit)
			if err != nil {
				return err
			}
			out := newJSONLines(s.Out)
			for _, c := range cards {
				if *asJSON {
					out.write(newQuoteJSON(c))
				} else {
					printQuote(s.Out, c)
				}
			}
			return out.err
		})
	})
	return cmd
}

// variantJSON is one line of variants --json: a quote and how it is worded.
type variantJSON struct {
	Quote  quoteJSON `json:"quote"`
	Shared float64   `json:"shared"` // words in common by the words of the shorter one
	Story  bool      `json:"same_story"`
	Other  []string  `json:"other_words"` // stretches the first has not
}

func variantsCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "variants --corpus FILE QUOTE",
		Short: "Set the printings of a quote side by side; words the quote has not stand in [brackets]",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per printing")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			variants, err := a.Variants(cmd.Context(), corpus.QuoteID(args[0]))
			if err != nil {
				return err
			}
			out := newJSONLines(s.Out)
			for _, v := range variants {
				if *asJSON {
					out.write(newVariantJSON(v))
				} else {
					fmt.Fprintf(
						s.Out,
						"%s\n  %s, %s, %.0f %% of the words\n",
						bracketed(v.Pieces),
						v.Card.Article.Publisher,
						v.Card.Article.Published.Day(),
						100*v.Shared,
					)
				}
			}
			return out.err
		})
	})
	return cmd
}

func newVariantJSON(v app.Variant) variantJSON {
	out := variantJSON{Quote: newQuoteJSON(v.Card), Shared: v.Shared, Story: v.Story, Other: []string{}}
	for _, f := range v.Pieces {
		if f.Match {
			out.Other = append(out.Other, f.Text)
		}
	}
	return out
}

// bracketed puts brackets around what matches.
func bracketed(fragments []app.Fragment) string {
	var b strings.Builder
	for _, f := range fragments {
		if f.Match {
			b.WriteString("[" + f.Text + "]")
		} else {
			b.WriteString(f.Text)
		}
	}
	return oneLine(b.String())
}
