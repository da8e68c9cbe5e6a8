package command

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// stanceJSON is the answer of stance --json.
type stanceJSON struct {
	Target  string             `json:"target"`
	By      app.StanceBy       `json:"by"`
	Period  string             `json:"period"`
	Level   float64            `json:"interval_level"`
	Minimum int                `json:"minimum"` // fewer quotes than this: "few"
	Series  []stanceSeriesJSON `json:"series"`
}

type stanceSeriesJSON struct {
	Key    string            `json:"key"`
	Label  string            `json:"label"`
	Judged int               `json:"judged"`
	Points []stancePointJSON `json:"points"`
}

type stancePointJSON struct {
	Period  string           `json:"period"`
	Support int              `json:"support"`
	Oppose  int              `json:"oppose"`
	Neutral int              `json:"neutral"`
	Mixed   int              `json:"mixed"`
	Net     float64          `json:"net"`
	Low     float64          `json:"low"`
	High    float64          `json:"high"`
	Few     bool             `json:"few"`
	Quotes  []corpus.QuoteID `json:"quotes"`
}

func stanceCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stance --corpus FILE --target T",
		Short: "Show how stances toward a target move over time",
		Args:  cobra.NoArgs,
	}
	path := cmd.Flags().String("corpus", "", "the corpus file, NAME.quoth")
	target := cmd.Flags().String("target", "", "the proposition, or words that only it holds")
	by := cmd.Flags().String("by", "speaker", "speaker, organization, publisher or group")
	period := cmd.Flags().String("period", "year", "month, quarter or year")
	confirmed := cmd.Flags().Bool("confirmed", false, "only quotes that were confirmed or corrected")
	once := cmd.Flags().Bool("once-per-story", false, "near-identical quotes count once")
	most := cmd.Flags().Int("most", 6, "how many lines")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *path == "" || *target == "" {
			return usage("stance needs --corpus and --target")
		}
		if err := firstOf(choose("by", *by, "speaker", "organization", "publisher", "group"),
			choose("period", *period, "month", "quarter", "year"), atLeast("most", *most, 1)); err != nil {
			return err
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			id, err := findTarget(cmd.Context(), a, *target)
			if err != nil {
				return err
			}
			chart, err := a.Stance(cmd.Context(), app.StanceRequest{
				Target: id, By: app.StanceBy(*by), Period: *period, ConfirmedOnly: *confirmed, OncePerStory: *once, Most: *most})
			if err != nil {
				return err
			}
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(newStanceJSON(chart))
				return out.err
			}
			return printChart(s, chart)
		})
	})
	return cmd
}

// findTarget finds the one target that is, or holds, the words.
func findTarget(ctx context.Context, a *app.App, words string) (corpus.TargetID, error) {
	targets, err := a.Targets(ctx)
	if err != nil {
		return "", err
	}
	var found []corpus.TargetSummary
	for _, t := range targets {
		if string(t.ID) == words || strings.EqualFold(t.Text, words) {
			return t.ID, nil
		}
		if strings.Contains(strings.ToLower(t.Text), strings.ToLower(words)) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 1:
		return found[0].ID, nil
	case 0:
		return "", fmt.Errorf("a target with the words %q: %w", words, corpus.ErrNotFound)
	}
	return "", usage("%d targets hold the words %q: name one in full", len(found), words)
}

func newStanceJSON(c app.StanceChart) stanceJSON {
	out := stanceJSON{Target: c.Target.Text, By: c.By, Period: c.Period, Level: c.Level, Minimum: c.Minimum, Series: []stanceSeriesJSON{}}
	for _, line := range c.Series {
		series := stanceSeriesJSON{Key: line.Key, Label: line.Label, Judged: line.Judged}
		for _, p := range line.Points {
			series.Points = append(series.Points, stancePointJSON{
				Period: c.Periods[p.Period].Label, Support: p.Counts[corpus.Support], Oppose: p.Counts[corpus.Oppose],
				Neutral: p.Counts[corpus.Neutral], Mixed: p.Counts[corpus.MixedStance],
				Net: p.Net, Low: p.Low, High: p.High, Few: p.Few, Quotes: p.Quotes})
		}
		out.Series = append(out.Series, series)
	}
	return out
}

func printChart(s Streams, c app.StanceChart) error {
	fmt.Fprintf(s.Out, "%s\nnet stance = (support − oppose) / judged, −1 to +1; %.0f %% interval over articles; * fewer than %d quotes\n\n",
		c.Target.Text, c.Level*100, c.Minimum)
	w := tabwriter.NewWriter(s.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\tsupport\toppose\tneutral\tmixed\tnet\tinterval\t\n", c.By, c.Period)
	for _, line := range c.Series {
		for _, p := range line.Points {
			few := ""
			if p.Few {
				few = "*"
			}
			fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%+.2f%s\t%+.2f to %+.2f\t\n", line.Label, c.Periods[p.Period].Label,
				p.Counts[corpus.Support], p.Counts[corpus.Oppose], p.Counts[corpus.Neutral], p.Counts[corpus.MixedStance], p.Net, few, p.Low, p.High)
		}
	}
	return w.Flush()
}
