package command

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// agreementJSON is the answer of agreement --json. Shares go from 0 to 1; what is
// not defined is null, and reasons says why.
type agreementJSON struct {
	Unit      app.AgreementUnit   `json:"unit"`
	Target    *string             `json:"target"`
	TargetID  corpus.TargetID     `json:"target_id,omitempty"`
	Coders    []corpus.Coder      `json:"coders"`
	Items     int                 `json:"items"`
	LeftOut   int                 `json:"left_out"`
	Percent   *float64            `json:"percent"`
	Pairs     []agreementPairJSON `json:"pairs"`
	Fleiss    *float64            `json:"fleiss"`
	Alpha     alphaJSON           `json:"alpha"`
	UAlpha    *float64            `json:"u_alpha"`
	Boundary  *float64            `json:"u_alpha_boundaries,omitempty"`
	Family    *familyJSON         `json:"u_alpha_family,omitempty"` // with --unit span
	Confusion []confusionJSON     `json:"confusion"`
	Reasons   map[string]string   `json:"reasons"`
}

type agreementPairJSON struct {
	Coders  [2]corpus.Coder `json:"coders"`
	N       int             `json:"n"`
	Percent *float64        `json:"percent"`
	Kappa   *float64        `json:"kappa"`
	Low     *float64        `json:"low"`
	High    *float64        `json:"high"`
	UAlpha  *float64        `json:"u_alpha,omitempty"`
	Reason  string          `json:"reason,omitempty"`
}

type alphaJSON struct {
	Nominal  *float64 `json:"nominal"`
	Ordinal  *float64 `json:"ordinal"`
	Interval *float64 `json:"interval"`
	Ratio    *float64 `json:"ratio"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
}

// familyJSON are the coefficients of Krippendorff and others (2016).
type familyJSON struct {
	All      *float64             `json:"u"`
	Relevant *float64             `json:"binary_u"`
	Coded    *float64             `json:"cu"`
	Covers   float64              `json:"cu_covers"`
	Values   map[string]valueJSON `json:"ku"`
}

type valueJSON struct {
	Alpha  *float64 `json:"alpha"`
	Covers float64  `json:"covers"`
}

type confusionJSON struct {
	Coders [2]corpus.Coder  `json:"coders"`
	A      string           `json:"a"`
	B      string           `json:"b"`
	N      int              `json:"n"`
	Quotes []corpus.QuoteID `json:"quotes"`
}

// defined is a pointer to a figure; nil for one that is not defined.
func defined(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func agreementCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "agreement --corpus FILE",
		Short: "Show how far coders agree",
		Long: `Show how far coders agree: percent, Cohen's kappa of each pair, Fleiss' kappa and Krippendorff's alpha with
95 % intervals, Krippendorff's alpha for unitizing with --unit span, and the confusion matrix.
What only one coder has seen is left out and counted.`,
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	unit := cmd.Flags().String("unit", "stance", "stance, tag, verdict, speaker, organization or span")
	target := cmd.Flags().String("target", "", "only quotes judged toward this proposition (words that only it holds)")
	tag := cmd.Flags().
		String("tag", "", "with --unit tag: whether quotes have this tag; else only quotes with it (a path)")
	article := cmd.Flags().String("article", "", "only this article (its id)")
	coders := cmd.Flags().String("coders", "", "only these coders, separated by commas")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		r := app.AgreementRequest{Unit: app.AgreementUnit(*unit), Article: corpus.ArticleID(*article)}
		if !slices.Contains(app.AgreementUnits, r.Unit) {
			return usage("there is no unit %q: use stance, tag, verdict, speaker, organization or span", *unit)
		}
		for _, name := range strings.Split(*coders, ",") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(r.Coders, corpus.Coder(name)) {
				r.Coders = append(r.Coders, corpus.Coder(name))
			}
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			var err error
			if *target != "" {
				if r.Target, err = findTarget(cmd.Context(), a, *target); err != nil {
					return err
				}
			}
			if *tag != "" {
				if r.Tag, err = findTag(cmd.Context(), a, *tag); err != nil {
					return err
				}
			}
			g, err := a.Agreement(cmd.Context(), r)
			if err != nil {
				return err
			}
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(newAgreementJSON(g))
				return out.err
			}
			return printAgreement(s, g)
		})
	})
	return cmd
}

// findTag finds a tag by its id or its path.
func findTag(ctx context.Context, a *app.App, path string) (corpus.TagID, error) {
	tags, err := a.Tags(ctx)
	if err != nil {
		return "", err
	}
	for _, t := range tags {
		if string(t.ID) == path || strings.EqualFold(t.Path, path) {
			return t.ID, nil
		}
	}
	return "", fmt.Errorf("the tag %q: %w", path, corpus.ErrNotFound)
}

func newAgreementJSON(g app.Agreement) agreementJSON {
	out := agreementJSON{
		Unit:     g.Unit,
		TargetID: g.Target.ID,
		Coders:   g.Coders,
		Items:    g.Items,
		LeftOut:  g.LeftOut,
		Percent:  defined(g.Percent),
		Fleiss:   defined(g.Fleiss),
		Alpha: alphaJSON{
			defined(g.Alpha["nominal"]),
			defined(g.Alpha["ordinal"]),
			defined(g.Alpha["interval"]),
			defined(g.Alpha["ratio"]),
			defined(g.Low),
			defined(g.High),
		},
		UAlpha: defined(
			g.UAlpha,
		),
		Boundary:  defined(g.Boundary),
		Reasons:   g.Reasons,
		Pairs:     []agreementPairJSON{},
		Confusion: []confusionJSON{},
	}
	if g.Target.ID != "" {
		out.Target = &g.Target.Text
	}
	if out.Coders == nil {
		out.Coders = []corpus.Coder{}
	}
	if g.Unit == app.AgreeOnSpan {
		out.Family = &familyJSON{
			defined(g.Family.All),
			defined(g.Family.Relevant),
			defined(g.Family.Coded),
			g.Family.Covers,
			map[string]valueJSON{},
		}
		for category, v := range g.Family.Values {
			out.Family.Values[category] = valueJSON{defined(v.Alpha), v.Covers}
		}
	}
	for _, p := range g.Pairs {
		out.Pairs = append(
			out.Pairs,
			agreementPairJSON{
				p.Coders,
				p.N,
				defined(p.Percent),
				defined(p.Kappa),
				defined(p.Low),
				defined(p.High),
				defined(p.UAlpha),
				p.Reason,
			},
		)
	}
	for _, c := range g.Confusion {
		out.Confusion = append(out.Confusion, confusionJSON{c.Coders, c.A, c.B, len(c.Quotes), c.Quotes})
	}
	return out
}

// figure is a number for people; a dash where it is not defined.
func figure(v float64) string {
	if defined(v) == nil {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

func printAgreement(s Streams, g app.Agreement) error {
	about := string(g.Unit)
	if g.Target.Text != "" {
		about += " toward “" + g.Target.Text + "”"
	}
	fmt.Fprintf(
		s.Out,
		"%s: %d items judged by two coders or more; %d that only one has seen are left out\n\n",
		about,
		g.Items,
		g.LeftOut,
	)
	w := tabwriter.NewWriter(s.Out, 0, 4, 2, ' ', 0)
	row := func(name, reason string, v float64, more string) {
		if defined(v) == nil {
			more = g.Reasons[reason]
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, figure(v), more)
	}
	if g.Unit == app.AgreeOnSpan {
		row("alpha for unitizing", "u_alpha", g.UAlpha, "")
		row("… boundaries alone", "u_alpha", g.Boundary, "")
		row("by lengths: uα, stretches with their tags", "u_alpha", g.Family.All, "")
		row("|uα, marked or not", "u_alpha", g.Family.Relevant, "")
		row(
			"cuα, tags of what two marked",
			"cu",
			g.Family.Coded,
			fmt.Sprintf("%.0f %% of the texts", 100*g.Family.Covers),
		)
		for _, category := range slices.Sorted(maps.Keys(g.Family.Values)) {
			v := g.Family.Values[category]
			row("… "+category, "cu", v.Alpha, fmt.Sprintf("%.0f %% of what has the tag", 100*v.Covers))
		}
	} else {
		row("agreement", "percent", g.Percent, "")
		row(
			"Krippendorff's alpha, nominal",
			"alpha.nominal",
			g.Alpha["nominal"],
			fmt.Sprintf("%s to %s", figure(g.Low), figure(g.High)),
		)
		for _, m := range []string{"ordinal", "interval", "ratio"} {
			for metric, v := range g.Alpha {
				if string(metric) == m {
					row("… "+m, "alpha."+m, v, "")
				}
			}
		}
		row("Fleiss' kappa", "fleiss", g.Fleiss, "")
	}
	fmt.Fprintln(w, "\t\t")
	for _, p := range g.Pairs {
		about, v, interval := "kappa", p.Kappa, fmt.Sprintf("%s to %s", figure(p.Low), figure(p.High))
		if g.Unit == app.AgreeOnSpan {
			about, v, interval = "alpha for unitizing", p.UAlpha, ""
		} else if p.Reason != "" {
			interval = p.Reason
		}
		fmt.Fprintf(
			w,
			"%s and %s\t%d in common, agreement %s\t%s %s %s\n",
			p.Coders[0],
			p.Coders[1],
			p.N,
			figure(p.Percent),
			about,
			figure(v),
			interval,
		)
	}
	if len(g.Confusion) > 0 {
		fmt.Fprintln(w, "\t\t")
	}
	for _, c := range g.Confusion {
		fmt.Fprintf(w, "%s: %s\t%s: %s\t%d\n", c.Coders[0], c.A, c.Coders[1], c.B, len(c.Quotes))
	}
	return w.Flush()
}
