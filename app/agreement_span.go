package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/stance"
)

// quoteCategory is the category of a quote among annotations, whose tags are
// theirs.
const (
	quoteCategory      = "quote"
	annotationCategory = "annotation"
)

// agreeOnSpans compares the boundaries of annotations and of the quotes that coders
// let stand, in the current text of each article.
func (a *App) agreeOnSpans(ctx context.Context, g *Agreement, r AgreementRequest, quotes []corpus.CodedQuote) error {
	marks, texts, err := a.marksOf(ctx, r, quotes)
	if err != nil {
		return err
	}
	g.Coders = r.Coders
	if len(g.Coders) == 0 {
		seen := map[corpus.Coder]bool{}
		for _, byCoder := range marks {
			for coder := range byCoder {
				seen[coder] = true
			}
		}
		g.Coders = slices.Sorted(maps.Keys(seen))
	}
	lengths := map[corpus.ArticleID]int{}
	for id, byCoder := range marks {
		n := 0
		for _, coder := range g.Coders {
			if _, ok := byCoder[coder]; ok {
				n++
			}
		}
		switch {
		case n == 1:
			g.LeftOut++
		case n > 1:
			g.Items++
			lengths[id] = texts[id].length
		}
	}
	articles := slices.Sorted(maps.Keys(lengths))
	continua := func(coders ...corpus.Coder) (out []stance.Continuum) {
		for _, id := range articles {
			text := stance.Continuum{Length: lengths[id]}
			for _, coder := range coders {
				if own, ok := marks[id][coder]; ok {
					text.Coders = append(text.Coders, own)
				}
			}
			if len(text.Coders) == len(coders) {
				out = append(out, text)
			}
		}
		return out
	}
	all := continua(g.Coders...)
	g.Family = stance.UnitizingCoefficients(all)
	if len(g.Coders) > 1 && len(all) > 0 {
		g.UAlpha, _ = stance.UnitizingAlpha(all)
		g.Boundary = stance.Boundaries(all)
	}
	for i := range g.Coders {
		for _, other := range g.Coders[i+1:] {
			p := AgreementPair{
				Coders: [2]corpus.Coder{
					g.Coders[i],
					other,
				},
				Percent: math.NaN(),
				Kappa:   math.NaN(),
				Low:     math.NaN(),
				High:    math.NaN(),
				UAlpha:  math.NaN(),
				Reason:  "boundaries have no kappa; u_alpha is theirs",
			}
			both := continua(p.Coders[0], p.Coders[1])
			if p.N = len(both); p.N > 0 {
				p.UAlpha, _ = stance.UnitizingAlpha(both)
			}
			g.Pairs = append(g.Pairs, p)
		}
	}
	for _, name := range []string{"percent", "fleiss", "alpha.nominal", "alpha.ordinal", "alpha.interval", "alpha.ratio"} {
		g.Reasons[name] = "boundaries are no categories; u_alpha is theirs"
	}
	for _, m := range []stance.Metric{stance.Nominal, stance.Ordinal, stance.IntervalScale, stance.RatioScale} {
		g.Alpha[m] = math.NaN()
	}
	if math.IsNaN(g.Family.Coded) {
		g.Reasons["cu"] = "no two coders marked the same with more than one tag"
	}
	if math.IsNaN(g.UAlpha) {
		switch {
		case len(g.Coders) < 2:
			g.Reasons["u_alpha"] = "fewer than two coders have marked anything"
		case g.Items == 0:
			g.Reasons["u_alpha"] = "no article was marked by two coders"
		default:
			g.Reasons["u_alpha"] = fmt.Sprintf("no article was marked by all %d coders", len(g.Coders))
		}
	}
	return nil
}

// marksOf gathers each coder's stretches of each article, in code points.
func (a *App) marksOf(
	ctx context.Context,
	r AgreementRequest,
	quotes []corpus.CodedQuote,
) (marks map[corpus.ArticleID]map[corpus.Coder][]stance.Stretch, texts map[corpus.ArticleID]*currentText, err error) {
	out := map[corpus.ArticleID]map[corpus.Coder][]stance.Stretch{}
	texts = map[corpus.ArticleID]*currentText{}
	mark := func(id corpus.ArticleID, version corpus.VersionID, coder corpus.Coder, category string, spans []corpus.Span) error {
		text := texts[id]
		if text == nil {
			var err error
			if text, err = a.currentText(ctx, id); err != nil {
				return err
			}
			texts[id] = text
		}
		if text.version != version {
			return nil // of an earlier text, in the tray
		}
		if out[id] == nil {
			out[id] = map[corpus.Coder][]stance.Stretch{}
		}
		own := out[id][coder]
		for _, s := range spans {
			own = append(
				own,
				stance.Stretch{Start: text.offsets.Rune(s.Start), End: text.offsets.Rune(s.End), Category: category},
			)
		}
		out[id][coder] = own
		return nil
	}
	for _, q := range quotes {
		if q.Unplaced {
			continue
		}
		for _, v := range q.Verdicts {
			as := q.Quote
			if v.Correction != nil {
				as = v.Correction.Apply(as)
			}
			spans := as.Content
			if v.Status == corpus.Rejected {
				spans = nil // seen, and found to be none
			}
			if err := mark(q.Quote.Article, as.Version, v.Coder, quoteCategory, spans); err != nil {
				return nil, nil, err
			}
		}
	}
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return nil, nil, err
	}
	for n, err := range a.store.AllAnnotations(ctx) {
		if err != nil {
			return nil, nil, err
		}
		if n.Unplaced || (r.Article != "" && n.Article != r.Article) ||
			(r.Tag != "" && !slices.Contains(n.Tags, r.Tag)) {
			continue
		}
		var paths []string
		for _, t := range n.Tags {
			paths = append(paths, tags[t].Path)
		}
		slices.Sort(paths)
		if err := mark(
			n.Article,
			n.Version,
			n.Coder,
			cmp.Or(strings.Join(paths, "; "), annotationCategory),
			[]corpus.Span{n.Anchor.Span},
		); err != nil {
			return nil, nil, err
		}
	}
	return out, texts, nil
}

// currentText is an article's text as agreement counts it.
type currentText struct {
	version corpus.VersionID
	offsets corpus.RuneOffsets
	length  int // code points
}

func (a *App) currentText(ctx context.Context, id corpus.ArticleID) (*currentText, error) {
	articles, err := a.store.ArticlesByID(ctx, []corpus.ArticleID{id})
	if err != nil {
		return nil, err
	}
	version, err := a.store.Version(ctx, articles[id].Current)
	if err != nil {
		return nil, err
	}
	offsets := corpus.NewRuneOffsets(version.Text)
	return &currentText{version.ID, offsets, offsets.Rune(len(version.Text))}, nil
}
