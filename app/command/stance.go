package command

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// stanceJSON is the answer of stance --json.
type stanceJSON struct {
	Target      string                `json:"target"`
	TargetID    corpus.TargetID       `json:"target_id"`
	By          app.StanceBy          `json:"by"`
	Period      string                `json:"period"`
	Level       float64               `json:"interval_level"`
	Minimum     int                   `json:"minimum"` // fewer quotes than this: "few"
	Consensus   corpus.Consensus      `json:"consensus"`
	Coder       corpus.Coder          `json:"coder,omitempty"`
	Coders      []corpus.Coder        `json:"coders"`
	Judged      int                   `json:"judged"` // quotes judged toward the target
	Drawn       int                   `json:"drawn"`  // of these, in the series
	Articles    int                   `json:"articles"`
	Adjudicated int                   `json:"adjudicated"`
	Once        bool                  `json:"once_per_story"`
	Series      []stanceSeriesJSON    `json:"series"`
	Others      []stanceKeyJSON       `json:"others"`
	Events      []corpus.Event        `json:"events"`
	Omissions   []omissionJSON        `json:"omissions"`
	Groupings   []groupingJSON        `json:"groupings"`
	Comparison  *stanceComparisonJSON `json:"comparison,omitempty"`
	Alpha       *float64              `json:"alpha"`
	Methods     string                `json:"methods"`
	Suggested   *suggestedJSON        `json:"suggested,omitempty"` // with --suggestions
}

// suggestedJSON is what is only suggested; the figures have the errors of suggestions
// taken out.
type suggestedJSON struct {
	Quotes    int            `json:"quotes"`  // that nobody judged and that seem to be about the target
	Drawn     int            `json:"drawn"`   // of these, in the series
	Learned   int            `json:"learned"` // judged quotes they were learned from
	Right     *float64       `json:"right"`   // share of judged quotes, each held back, with the right suggestion
	Reason    string         `json:"reason,omitempty"`
	Total     *estimateJSON  `json:"total"`
	Omissions []omissionJSON `json:"omissions"`
}

type estimateJSON struct {
	Net    float64                     `json:"net"`
	Low    float64                     `json:"low"`
	High   float64                     `json:"high"`
	Shares map[corpus.Stance]shareJSON `json:"shares"`
}

type suggestedPointJSON struct {
	Period   string `json:"period"`
	Start    string `json:"start"`
	End      string `json:"end"`
	Support  int    `json:"support"` // as suggested, like the next two
	Oppose   int    `json:"oppose"`
	Neutral  int    `json:"neutral"`
	Articles int    `json:"articles"`
	estimateJSON
	Quotes []corpus.QuoteID `json:"quotes"`
}

type stanceSeriesJSON struct {
	Key          string                `json:"key"`
	Label        string                `json:"label"`
	Judged       int                   `json:"judged"`
	Speakers     int                   `json:"speakers"`
	Points       []stancePointJSON     `json:"points"`
	Curve        []curvePointJSON      `json:"curve,omitempty"`
	ChangePoints []changePointJSON     `json:"change_points"`
	Suggested    []suggestedPointJSON  `json:"suggested,omitempty"`
	Comparison   *stanceComparisonJSON `json:"comparison,omitempty"`
}

type stanceKeyJSON struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Judged int    `json:"judged"`
}

type stancePointJSON struct {
	Period   string                      `json:"period,omitempty"`
	Start    string                      `json:"start,omitempty"` // its first day
	End      string                      `json:"end,omitempty"`   // its last
	Support  int                         `json:"support"`
	Oppose   int                         `json:"oppose"`
	Neutral  int                         `json:"neutral"`
	Mixed    int                         `json:"mixed"`
	Judged   int                         `json:"judged"`
	Articles int                         `json:"articles"`
	Net      float64                     `json:"net"`
	Low      float64                     `json:"low"`
	High     float64                     `json:"high"`
	Shares   map[corpus.Stance]shareJSON `json:"shares"`
	Few      bool                        `json:"few"`
	Quotes   []corpus.QuoteID            `json:"quotes"`
}

type shareJSON struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

type curvePointJSON struct {
	Day    string  `json:"day"`
	Net    float64 `json:"net"`
	Quotes int     `json:"quotes"`
}

// changePointJSON is exploratory: the method "permutation" looks for one change and
// tests it, "pelt" finds any number and has no error probability.
type changePointJSON struct {
	Method      string   `json:"method"`
	Period      string   `json:"period"`
	Day         string   `json:"day"`
	P           *float64 `json:"p,omitempty"`
	Before      *float64 `json:"before,omitempty"`
	After       *float64 `json:"after,omitempty"`
	Exploratory bool     `json:"exploratory"`
}

type omissionJSON struct {
	Reason app.OmissionReason `json:"reason"`
	N      int                `json:"n"`
	Quotes []corpus.QuoteID   `json:"quotes"`
}

type groupingJSON struct {
	By      app.StanceBy `json:"by"`
	Lines   int          `json:"lines"`
	Shown   int          `json:"shown"`
	LeftOut int          `json:"left_out"`
}

type stanceComparisonJSON struct {
	Day     string          `json:"day"`
	Event   string          `json:"event,omitempty"`
	Before  stancePointJSON `json:"before"`
	After   stancePointJSON `json:"after"`
	Net     differenceJSON  `json:"net"`     // after less before, interval over articles
	Support differenceJSON  `json:"support"` // of shares, Newcombe's interval
	Oppose  differenceJSON  `json:"oppose"`
	P       *float64        `json:"p"` // permutation of articles
}

type differenceJSON struct {
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

func stanceCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stance --corpus FILE --target T",
		Short: "Show how stances toward a target move over time",
		Long: `Show how stances toward a target move over time: counts, net stance and shares with intervals that allow for quotes of
one article being alike. What is left out is named with its reason. Change points are exploratory.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(suggestCommand(s))
	path := cmd.Flags().String("corpus", "", "the corpus file, NAME.quoth")
	target := cmd.Flags().String("target", "", "the proposition, or words that only it holds")
	var r app.StanceRequest
	by := cmd.Flags().String("by", "speaker", "speaker, organization, publisher or group")
	cmd.Flags().StringVar(&r.Period, "period", "year", "week, month, quarter or year")
	cmd.Flags().StringVar(&r.From, "from", "", "the first day, YYYY-MM-DD")
	cmd.Flags().StringVar(&r.To, "to", "", "the last day, YYYY-MM-DD")
	cmd.Flags().BoolVar(&r.ConfirmedOnly, "confirmed", false, "only quotes that were confirmed or corrected")
	cmd.Flags().BoolVar(&r.OncePerStory, "once-per-story", false, "near-identical quotes count once")
	cmd.Flags().IntVar(&r.Most, "most", 6, "how many lines")
	cmd.Flags().
		StringArrayVar(&r.Keys, "line", nil, "draw this line (a name or key; may be given several times) instead of the strongest")
	rule := cmd.Flags().
		String("consensus", "majority", "where coders differ and nobody adjudicated: majority, all (they must agree) or one (--coder)")
	coder := cmd.Flags().String("coder", "", "count this coder's judgements (implies --consensus one)")
	smooth := cmd.Flags().
		String("smooth", "", "a line through single quotes: lowess, uniform, triangular, epanechnikov or gaussian")
	cmd.Flags().IntVar(&r.Window, "window", 0, "of a moving window, in days (default: a sixth of the time)")
	split := cmd.Flags().String("split", "", "compare before and after: a day, or the label of an event")
	cmd.Flags().
		BoolVar(&r.Suggestions, "suggestions", false, "beside what was judged, what is only suggested, with the error it carries")
	out := cmd.Flags().
		String("out", "", "write the chart to this file: NAME.csv (figures), NAME.png, NAME.svg or NAME.pdf (picture) or NAME.json")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *path == "" || *target == "" {
			return usage("stance needs --corpus and --target")
		}
		if err := firstOf(
			choose("by", *by, "speaker", "organization", "publisher", "group"),
			choose(
				"period",
				r.Period,
				"week",
				"month",
				"quarter",
				"year",
			),
			choose("consensus", *rule, "majority", "all", "one"),
			choose(
				"smooth",
				*smooth,
				"",
				"lowess",
				"uniform",
				"triangular",
				"epanechnikov",
				"gaussian",
			),
			atLeast("most", r.Most, 1),
			atLeast("window", r.Window, 0),
		); err != nil {
			return err
		}
		r.By, r.Consensus, r.Coder, r.Smooth = app.StanceBy(
			*by,
		), corpus.Consensus(
			*rule,
		), corpus.Coder(
			*coder,
		), app.Smoothing(
			*smooth,
		)
		if *coder != "" {
			r.Consensus = corpus.OneCoder
		}
		r.Progress = readingQuotes(s)
		write, known := stanceFiles[strings.ToLower(filepath.Ext(*out))]
		if *out != "" && !known {
			return usage("%s: a chart is written as .csv, .png, .svg, .pdf or .json", *out)
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			var err error
			if r.Target, err = findTarget(cmd.Context(), a, *target); err != nil {
				return err
			}
			if r.Split, err = splitDay(cmd.Context(), a, *split); err != nil {
				return err
			}
			chart, err := a.Stance(cmd.Context(), r)
			if err != nil {
				return err
			}
			if *out != "" {
				if err := writeChart(chart, *out, write); err != nil {
					return err
				}
			}
			switch {
			case *asJSON:
				lines := newJSONLines(s.Out)
				lines.write(newStanceJSON(chart))
				return lines.err
			case *out != "":
				fmt.Fprintf(s.Err, "%d of %d judged quotes written to %s\n", chart.Drawn, chart.Judged, *out)
				return nil
			}
			return printChart(s, chart)
		})
	})
	return cmd
}

// splitDay reads a day, or the label of one event.
func splitDay(ctx context.Context, a *app.App, s string) (string, error) {
	if _, err := time.Parse(time.DateOnly, s); s == "" || err == nil {
		return s, nil
	}
	events, err := a.Events(ctx)
	if err != nil {
		return "", err
	}
	var found []corpus.Event
	for _, e := range events {
		if string(e.ID) == s || strings.EqualFold(e.Label, s) {
			return e.Day, nil
		}
		if strings.Contains(strings.ToLower(e.Label), strings.ToLower(s)) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0].Day, nil
	case 0:
		return "", fmt.Errorf("a day or an event %q: %w", s, corpus.ErrNotFound)
	}
	return "", usage("%d events hold the words %q: name one in full", len(found), s)
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
	out := stanceJSON{
		Target:      c.Target.Text,
		TargetID:    c.Target.ID,
		By:          c.By,
		Period:      c.Period,
		Level:       c.Level,
		Minimum:     c.Minimum,
		Consensus:   c.Consensus,
		Coder:       c.Coder,
		Coders:      c.Coders,
		Judged:      c.Judged,
		Drawn:       c.Drawn,
		Articles:    c.Articles,
		Adjudicated: c.Adjudicated,
		Once:        c.Once,
		Series:      []stanceSeriesJSON{},
		Others:      []stanceKeyJSON{},
		Events:      c.Events,
		Omissions:   []omissionJSON{},
		Comparison:  newComparisonJSON(c.Comparison),
		Alpha:       defined(c.Alpha),
		Methods:     c.Methods(),
	}
	if out.Coders == nil {
		out.Coders = []corpus.Coder{}
	}
	if out.Events == nil {
		out.Events = []corpus.Event{}
	}
	for _, line := range c.Series {
		series := stanceSeriesJSON{
			Key:          line.Key,
			Label:        line.Label,
			Judged:       line.Judged,
			Speakers:     line.Speakers,
			ChangePoints: changePoints(c, line),
			Comparison:   newComparisonJSON(line.Comparison),
		}
		for _, p := range line.Points {
			point := newPointJSON(p)
			at := c.Periods[p.Period]
			point.Period, point.Start, point.End = at.Label, at.Start.Format(time.DateOnly), lastDay(at)
			series.Points = append(series.Points, point)
		}
		for _, p := range line.Curve {
			series.Curve = append(series.Curve, curvePointJSON{p.Day.Format(time.DateOnly), p.Net, p.Quotes})
		}
		for _, p := range line.Suggested {
			at := c.Periods[p.Period]
			series.Suggested = append(series.Suggested, suggestedPointJSON{
				Period:       at.Label,
				Start:        at.Start.Format(time.DateOnly),
				End:          lastDay(at),
				Support:      p.Counts[corpus.Support],
				Oppose:       p.Counts[corpus.Oppose],
				Neutral:      p.Counts[corpus.Neutral],
				Articles:     p.Articles,
				estimateJSON: newEstimateJSON(p.Estimate),
				Quotes:       p.Quotes,
			})
		}
		out.Series = append(out.Series, series)
	}
	for _, k := range c.Others {
		out.Others = append(out.Others, stanceKeyJSON(k))
	}
	out.Omissions = newOmissionsJSON(c.Omitted)
	if n := c.Suggested; n != nil {
		out.Suggested = &suggestedJSON{
			Quotes:    n.Quotes,
			Drawn:     n.Drawn,
			Learned:   n.Learned,
			Right:     defined(n.Right),
			Reason:    n.Reason,
			Omissions: newOmissionsJSON(n.LeftOut),
		}
		if n.Drawn > 0 {
			total := newEstimateJSON(n.Total)
			out.Suggested.Total = &total
		}
	}
	for _, g := range c.Groupings {
		out.Groupings = append(out.Groupings, groupingJSON(g))
	}
	return out
}

func lastDay(p app.StancePeriod) string { return p.End.AddDate(0, 0, -1).Format(time.DateOnly) }

func newOmissionsJSON(omitted []app.StanceOmission) []omissionJSON {
	out := []omissionJSON{}
	for _, o := range omitted {
		out = append(out, omissionJSON{o.Reason, len(o.Quotes), o.Quotes})
	}
	return out
}

func newEstimateJSON(e app.SuggestedEstimate) estimateJSON {
	out := estimateJSON{Net: e.Net, Low: e.Low, High: e.High, Shares: map[corpus.Stance]shareJSON{}}
	for _, s := range e.Shares {
		out.Shares[s.Stance] = shareJSON{s.Corrected, s.Low, s.High}
	}
	return out
}

func newPointJSON(p app.StancePoint) stancePointJSON {
	out := stancePointJSON{
		Support:  p.Counts[corpus.Support],
		Oppose:   p.Counts[corpus.Oppose],
		Neutral:  p.Counts[corpus.Neutral],
		Mixed:    p.Counts[corpus.MixedStance],
		Judged:   p.Judged,
		Articles: p.Articles,
		Net:      p.Net,
		Low:      p.Low,
		High:     p.High,
		Shares:   map[corpus.Stance]shareJSON{},
		Few:      p.Few,
		Quotes:   p.Quotes,
	}
	for s, e := range p.Shares {
		out.Shares[s] = shareJSON{e.Mean, e.Low, e.High}
	}
	return out
}

func changePoints(c app.StanceChart, line app.StanceSeries) []changePointJSON {
	out := []changePointJSON{}
	if line.Change != nil {
		at := c.Periods[line.Change.Period]
		out = append(
			out,
			changePointJSON{
				Method:      "permutation",
				Period:      at.Label,
				Day:         at.Start.Format(time.DateOnly),
				P:           &line.Change.P,
				Exploratory: true,
			},
		)
	}
	for _, b := range line.Breaks {
		out = append(
			out,
			changePointJSON{
				Method:      "pelt",
				Period:      c.Periods[b.Period].Label,
				Day:         b.Day.Format(time.DateOnly),
				Before:      &b.Before,
				After:       &b.After,
				Exploratory: true,
			},
		)
	}
	return out
}

func newComparisonJSON(c *app.StanceComparison) *stanceComparisonJSON {
	if c == nil {
		return nil
	}
	difference := func(d app.StanceDiff) differenceJSON { return differenceJSON{d.Value, d.Low, d.High} }
	return &stanceComparisonJSON{
		c.Day,
		c.Event,
		newPointJSON(c.Before),
		newPointJSON(c.After),
		difference(c.Net),
		difference(c.Support),
		difference(c.Oppose),
		defined(c.P),
	}
}

func printChart(s Streams, c app.StanceChart) error {
	rule := map[corpus.Consensus]string{corpus.Majority: "the majority of coders", corpus.Unanimity: "only where all coders agree", corpus.OneCoder: "the judgement of " + string(c.Coder)}[c.Consensus]
	fmt.Fprintf(
		s.Out,
		"%s\nnet stance = (support − oppose) / judged, −1 to +1; %.0f %% interval over articles; * fewer than %d quotes or 3 articles\n"+
			"one stance a quote: the adjudicated one, else %s\n\n",
		c.Target.Text,
		c.Level*100,
		c.Minimum,
		rule,
	)
	w := tabwriter.NewWriter(s.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\tsupport\toppose\tneutral\tmixed\tarticles\tnet\tinterval\t\n", c.By, c.Period)
	for _, line := range c.Series {
		for _, p := range line.Points {
			few := ""
			if p.Few {
				few = "*"
			}
			fmt.Fprintf(
				w,
				"%s\t%s\t%d\t%d\t%d\t%d\t%d\t%+.2f%s\t%+.2f to %+.2f\t\n",
				line.Label,
				c.Periods[p.Period].Label,
				p.Counts[corpus.Support],
				p.Counts[corpus.Oppose],
				p.Counts[corpus.Neutral],
				p.Counts[corpus.MixedStance],
				p.Articles,
				p.Net,
				few,
				p.Low,
				p.High,
			)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if c.Suggested != nil {
		if err := printSuggested(s, c); err != nil {
			return err
		}
	}
	printNotes(s, c)
	return nil
}

// printSuggested prints what is only suggested, apart from what was judged.
func printSuggested(s Streams, c app.StanceChart) error {
	fmt.Fprintf(s.Out, "\n%s\n", c.Suggested.Words())
	if c.Suggested.Drawn == 0 {
		return nil
	}
	w := tabwriter.NewWriter(s.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\tsupport\toppose\tneutral\tarticles\tnet, corrected\tinterval\t\n", c.By, c.Period)
	for _, line := range c.Series {
		for _, p := range line.Suggested {
			fmt.Fprintf(
				w,
				"%s\t%s\t%d\t%d\t%d\t%d\t%+.2f\t%+.2f to %+.2f\t\n",
				line.Label,
				c.Periods[p.Period].Label,
				p.Counts[corpus.Support],
				p.Counts[corpus.Oppose],
				p.Counts[corpus.Neutral],
				p.Articles,
				p.Net,
				p.Low,
				p.High,
			)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, o := range c.Suggested.LeftOut {
		fmt.Fprintf(s.Out, "suggestions left out: %d, %s\n", len(o.Quotes), o.Reason)
	}
	return nil
}

func printNotes(s Streams, c app.StanceChart) {
	fmt.Fprintf(s.Out, "\n%d of %d judged quotes are shown\n", c.Drawn, c.Judged)
	for _, o := range c.Omitted {
		fmt.Fprintf(s.Out, "left out: %d, %s\n", len(o.Quotes), o.Reason)
	}
	for _, g := range c.Groupings {
		if g.By != c.By && g.LeftOut > 0 {
			fmt.Fprintf(s.Out, "by %s: %d in %d lines, %d have none\n", g.By, g.Shown, g.Lines, g.LeftOut)
		}
	}
	for _, line := range c.Series {
		for _, p := range changePoints(c, line) {
			if p.P != nil {
				fmt.Fprintf(
					s.Out,
					"change (exploratory): %s in %s, p = %.3f, permutation of articles\n",
					line.Label,
					p.Period,
					*p.P,
				)
			} else {
				fmt.Fprintf(
					s.Out,
					"change (exploratory): %s on %s, from %+.2f to %+.2f, PELT\n",
					line.Label,
					p.Day,
					*p.Before,
					*p.After,
				)
			}
		}
		printComparison(s, line.Label, line.Comparison)
	}
	printComparison(s, "all", c.Comparison)
	for _, e := range c.Events {
		fmt.Fprintf(s.Out, "event: %s %s\n", e.Day, e.Label)
	}
	fmt.Fprintf(s.Out, "\n%s\n", c.Methods())
}

func printComparison(s Streams, label string, c *app.StanceComparison) {
	if c == nil {
		return
	}
	p := "too few articles to test"
	if v := defined(c.P); v != nil {
		p = fmt.Sprintf("p = %.3f, permutation of articles", *v)
	}
	fmt.Fprintf(
		s.Out,
		"before and after %s%s: %s: net %+.2f (%d quotes) to %+.2f (%d quotes), difference %+.2f, %+.2f to %+.2f; %s; share of support %+.2f, %+.2f to %+.2f (Newcombe)\n",
		c.Day,
		strings.TrimRight(" "+c.Event, " "),
		label,
		c.Before.Net,
		c.Before.Judged,
		c.After.Net,
		c.After.Judged,
		c.Net.Value,
		c.Net.Low,
		c.Net.High,
		p,
		c.Support.Value,
		c.Support.Low,
		c.Support.High,
	)
}
