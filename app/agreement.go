package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
	"quoth/stance"
)

// AgreementUnit is what coders agree or differ on.
type AgreementUnit string

// The units of agreement.
const (
	AgreeOnStance       AgreementUnit = "stance"       // a quote toward a target
	AgreeOnTag          AgreementUnit = "tag"          // the tags of a quote or, with one named, whether it has it
	AgreeOnVerdict      AgreementUnit = "verdict"      // confirmed, corrected or rejected
	AgreeOnSpeaker      AgreementUnit = "speaker"      // whom the verdict leaves as the speaker
	AgreeOnOrganization AgreementUnit = "organization" // likewise
	AgreeOnSpan         AgreementUnit = "span"         // the boundaries of annotations and quotes in an article
)

// AgreementUnits lists them.
var AgreementUnits = []AgreementUnit{
	AgreeOnStance,
	AgreeOnTag,
	AgreeOnVerdict,
	AgreeOnSpeaker,
	AgreeOnOrganization,
	AgreeOnSpan,
}

// AgreementRequest asks how far coders agree. Empty fields do not restrict.
type AgreementRequest struct {
	Unit    AgreementUnit // empty: stance
	Target  corpus.TargetID
	Tag     corpus.TagID
	Article corpus.ArticleID
	Coders  []corpus.Coder

	Progress func(done, of int) // hears of steps: quotes read, then intervals; may be nil
}

// Agreement is how far coders agree. A figure that is not defined is NaN, and
// Reasons says why.
type Agreement struct {
	Unit      AgreementUnit
	Target    corpus.Target // of the request; zero for all
	Coders    []corpus.Coder
	Items     int // judged by at least two of the coders
	LeftOut   int // that only one of them has seen
	Percent   float64
	Pairs     []AgreementPair
	Fleiss    float64 // over the items that all coders judged
	Alpha     map[stance.Metric]float64
	Low, High float64                // of the nominal alpha, by bootstrap over articles
	UAlpha    float64                // of unit span
	Boundary  float64                // the same without regard to tags
	Family    stance.UnitizingFamily // of unit span
	Confusion []ConfusionCell
	Reasons   map[string]string // by the name of the figure: "fleiss", "alpha.ratio", …
}

// AgreementPair is two coders' agreement.
type AgreementPair struct {
	Coders    [2]corpus.Coder
	N         int
	Percent   float64
	Kappa     float64
	Low, High float64 // of kappa, by bootstrap over articles
	UAlpha    float64
	Reason    string // why kappa is not defined
}

// ConfusionCell is what a pair of coders said of the same items: A the first one,
// B the second.
type ConfusionCell struct {
	Coders [2]corpus.Coder
	A, B   string
	Quotes []corpus.QuoteID // one for each item
}

// agreementLevel is that of the intervals.
const agreementLevel = 0.95

// Agreement compares what coders said of the same things.
func (a *App) Agreement(ctx context.Context, r AgreementRequest) (Agreement, error) {
	r.Unit = cmp.Or(r.Unit, AgreeOnStance)
	if !slices.Contains(AgreementUnits, r.Unit) {
		return Agreement{}, fmt.Errorf(
			"there is no unit %q: use stance, tag, verdict, speaker, organization or span: %w",
			r.Unit,
			corpus.ErrInvalid,
		)
	}
	out := Agreement{
		Unit:     r.Unit,
		Percent:  math.NaN(),
		Fleiss:   math.NaN(),
		Low:      math.NaN(),
		High:     math.NaN(),
		UAlpha:   math.NaN(),
		Boundary: math.NaN(),
		Alpha:    map[stance.Metric]float64{},
		Reasons:  map[string]string{},
	}
	if r.Target != "" {
		targets, err := a.store.TargetList(ctx)
		if err != nil {
			return out, err
		}
		i := slices.IndexFunc(targets, func(t corpus.Target) bool { return t.ID == r.Target })
		if i < 0 {
			return out, fmt.Errorf("the target %q: %w", r.Target, corpus.ErrNotFound)
		}
		out.Target = targets[i]
	}
	quotes, err := a.codedFor(ctx, r)
	if err != nil {
		return out, err
	}
	if r.Unit == AgreeOnSpan {
		return out, a.agreeOnSpans(ctx, &out, r, quotes)
	}
	items, err := a.codedItems(ctx, r, quotes)
	if err != nil {
		return out, err
	}
	return out, out.fill(ctx, items, r)
}

// codedFor reads the quotes that anybody decided on, within the request.
func (a *App) codedFor(ctx context.Context, r AgreementRequest) ([]corpus.CodedQuote, error) {
	outside := func(q corpus.CodedQuote) bool {
		return r.Article != "" && q.Quote.Article != r.Article ||
			r.Target != "" &&
				!slices.ContainsFunc(q.Judgements, func(j corpus.Judgement) bool { return j.Target == r.Target }) ||
			r.Tag != "" && r.Unit != AgreeOnTag &&
				!slices.ContainsFunc(q.Tags, func(t corpus.Tagged) bool { return t.Tag == r.Tag })
	}
	if r.Unit == AgreeOnStance && r.Tag == "" {
		quotes, err := a.store.JudgedBy(ctx)
		return slices.DeleteFunc(quotes, outside), err
	}
	ids, err := a.store.DecidedQuotes(ctx)
	if err != nil {
		return nil, err
	}
	var out []corpus.CodedQuote
	for batch := range slices.Chunk(ids, 1000) {
		r.tell(len(out), len(ids))
		quotes, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{IDs: batch, AllActs: true, Limit: -1})
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(quotes, outside)...)
	}
	return out, nil
}

// codedItem is one thing that coders judged.
type codedItem struct {
	quote   corpus.QuoteID
	article corpus.ArticleID
	says    map[corpus.Coder]string
}

func (a *App) codedItems(ctx context.Context, r AgreementRequest, quotes []corpus.CodedQuote) ([]codedItem, error) {
	var out []codedItem
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range quotes {
		item := func() codedItem {
			return codedItem{q.Quote.ID, q.Quote.Article, map[corpus.Coder]string{}}
		}
		switch r.Unit {
		case AgreeOnStance:
			byTarget := map[corpus.TargetID]codedItem{}
			for _, j := range q.Judgements {
				if r.Target != "" && j.Target != r.Target {
					continue
				}
				if _, ok := byTarget[j.Target]; !ok {
					byTarget[j.Target] = item()
				}
				byTarget[j.Target].says[j.Coder] = string(j.Stance)
			}
			for _, t := range slices.Sorted(maps.Keys(byTarget)) {
				out = append(out, byTarget[t])
			}
		case AgreeOnTag:
			if one := tagItem(q, r.Tag, tags, item()); one != nil {
				out = append(out, *one)
			}
		case AgreeOnVerdict:
			one := item()
			for _, v := range q.Verdicts {
				one.says[v.Coder] = string(v.Status)
			}
			out = append(out, one)
		default:
			one := item()
			for _, v := range q.Verdicts {
				if v.Status == corpus.Rejected {
					continue
				}
				if one.says[v.Coder], err = a.attributedBy(ctx, r.Unit, q.Quote, v); err != nil {
					return nil, err
				}
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// What a coder says of a quote that has no tag, and of one tag.
const (
	noTag    = "(no tag)"
	tagged   = "tagged"
	untagged = "not tagged"
)

// tagItem is what each coder who has seen a quote says of its tags. Of one tag all
// that were seen count; of all tags, those to which anybody gave one.
func tagItem(
	q corpus.CodedQuote,
	tag corpus.TagID,
	tags map[corpus.TagID]corpus.TagSummary,
	item codedItem,
) *codedItem {
	if tag == "" && len(q.Tags) == 0 {
		return nil
	}
	sets := map[corpus.Coder][]string{}
	see := func(c corpus.Coder) {
		if _, ok := sets[c]; !ok {
			sets[c] = nil
		}
	}
	for _, v := range q.Verdicts {
		see(v.Coder)
	}
	for _, j := range q.Judgements {
		see(j.Coder)
	}
	for _, n := range q.Notes {
		see(n.Coder)
	}
	for _, t := range q.Tags {
		see(t.Coder)
		if tag == "" || t.Tag == tag {
			sets[t.Coder] = append(sets[t.Coder], tags[t.Tag].Path)
		}
	}
	for coder, paths := range sets {
		slices.Sort(paths)
		switch {
		case tag != "" && len(paths) > 0:
			item.says[coder] = tagged
		case tag != "":
			item.says[coder] = untagged
		default:
			item.says[coder] = cmp.Or(strings.Join(paths, "; "), noTag)
		}
	}
	return &item
}

// attributedBy is the speaker or organisation that one coder's verdict leaves.
func (a *App) attributedBy(ctx context.Context, unit AgreementUnit, q corpus.Quote, v corpus.Verdict) (string, error) {
	if v.Correction != nil {
		q = v.Correction.Apply(q)
	}
	if unit == AgreeOnOrganization {
		name, err := a.names.organization(ctx, q.OrganizationID)
		return cmp.Or(name, q.Organization, "(none)"), err
	}
	name, err := a.names.person(ctx, q.PersonID)
	return cmp.Or(name, q.Speaker, "(unknown)"), err
}

func (r AgreementRequest) tell(done, of int) {
	if r.Progress != nil {
		r.Progress(done, of)
	}
}

// fill computes the figures of items. It stops with the context's error: the intervals
// of many coders take a while.
func (g *Agreement) fill(ctx context.Context, items []codedItem, r AgreementRequest) error {
	g.Coders = codersOf(items, r.Coders)
	ratings, articles := ratingsOf(items, g.Coders), make([]string, len(items))
	for i, item := range items {
		articles[i] = string(item.article)
	}
	coded := stance.Code(ratings, nil)
	g.Items, g.LeftOut, g.Percent = coded.Items(), coded.Left, coded.Percent()
	g.Fleiss, _ = coded.Fleiss(len(g.Coders))
	g.Alpha[stance.Nominal] = coded.Alpha(stance.Nominal)
	g.Low, g.High = coded.AlphaInterval(stance.Nominal, articles, agreementLevel, 1)
	g.scaled(ratings, coded.Values)
	g.explain(len(coded.Values))
	done, pairs := 0, len(g.Coders)*(len(g.Coders)-1)/2
	for i := range g.Coders {
		for j := i + 1; j < len(g.Coders); j++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			g.pair(i, j, ratings, articles, items)
			done++
			r.tell(done, pairs)
		}
	}
	return nil
}

func ratingsOf(items []codedItem, coders []corpus.Coder) stance.Ratings {
	ratings := make(stance.Ratings, len(coders))
	for c, coder := range coders {
		ratings[c] = make([]string, len(items))
		for i, item := range items {
			ratings[c][i] = item.says[coder]
		}
	}
	return ratings
}

func codersOf(items []codedItem, only []corpus.Coder) []corpus.Coder {
	if len(only) > 0 {
		return only
	}
	seen := map[corpus.Coder]bool{}
	for _, item := range items {
		for coder := range item.says {
			seen[coder] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// stanceScale puts stances in order: neutral and mixed both lie in the middle.
var stanceScale = map[string]float64{
	string(corpus.Oppose):      -1,
	string(corpus.Neutral):     0,
	string(corpus.MixedStance): 0,
	string(corpus.Support):     1,
}

// scaleOf gives values numbers: stances, and tags whose last names are numbers
// below one parent ("Strength/1" to "Strength/5"). ok is false for others.
func scaleOf(unit AgreementUnit, values []string) (scale map[string]float64, ok bool) {
	if unit == AgreeOnStance {
		return stanceScale, true
	}
	if unit != AgreeOnTag || len(values) == 0 {
		return nil, false
	}
	scale = map[string]float64{}
	parent := ""
	for i, v := range values {
		at := strings.LastIndex(v, corpus.TagPathSeparator) + 1
		n, err := strconv.ParseFloat(v[at:], 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || (i > 0 && v[:at] != parent) {
			return nil, false
		}
		scale[v], parent = n, v[:at]
	}
	return scale, true
}

// scaled computes the alphas that need numbers.
func (g *Agreement) scaled(ratings stance.Ratings, values []string) {
	for _, m := range []stance.Metric{stance.Ordinal, stance.IntervalScale, stance.RatioScale} {
		g.Alpha[m] = math.NaN()
	}
	scale, ok := scaleOf(g.Unit, values)
	if !ok {
		for _, m := range []stance.Metric{stance.Ordinal, stance.IntervalScale, stance.RatioScale} {
			g.Reasons["alpha."+string(m)] = "the values are no numbers and have no order"
		}
		return
	}
	text := func(v string) string { return strconv.FormatFloat(scale[v], 'g', -1, 64) }
	numbers := make(stance.Ratings, len(ratings))
	for c, coder := range ratings {
		numbers[c] = make([]string, len(coder))
		for i, v := range coder {
			if v != "" {
				numbers[c][i] = text(v)
			}
		}
	}
	coded := stance.Code(numbers, func(v string) (float64, bool) {
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	})
	g.Alpha[stance.Ordinal], g.Alpha[stance.IntervalScale] = coded.Alpha(
		stance.Ordinal,
	), coded.Alpha(
		stance.IntervalScale,
	)
	if g.Unit == AgreeOnStance {
		g.Reasons["alpha.ratio"] = "a stance has no natural zero"
		return
	}
	g.Alpha[stance.RatioScale] = coded.Alpha(stance.RatioScale)
}

// explain says why figures are not defined.
func (g *Agreement) explain(values int) {
	reason := ""
	switch {
	case len(g.Coders) == 0:
		reason = "nobody has judged anything of this kind"
	case len(g.Coders) == 1:
		reason = fmt.Sprintf("%s is the only coder", g.Coders[0])
	case g.Items == 0:
		reason = "no item was judged by two coders"
	case values == 1:
		reason = "all judgements are the same, so that chance alone gives perfect agreement"
	}
	figures := map[string]float64{"percent": g.Percent, "fleiss": g.Fleiss}
	for m, v := range g.Alpha {
		figures["alpha."+string(m)] = v
	}
	for name, v := range figures {
		if _, said := g.Reasons[name]; !math.IsNaN(v) || said && reason == "" {
			continue
		}
		g.Reasons[name] = cmp.Or(reason, "the judgements of what two coders have seen are all the same")
		if name == "fleiss" && reason == "" && len(g.Coders) > 2 {
			g.Reasons[name] = fmt.Sprintf("no item was judged by all %d coders with more than one value", len(g.Coders))
		}
	}
	g.Reasons["u_alpha"] = "it is of unit span"
}

func (g *Agreement) pair(i, j int, ratings stance.Ratings, articles []string, items []codedItem) {
	a, b := ratings[i], ratings[j]
	p := AgreementPair{
		Coders:  [2]corpus.Coder{g.Coders[i], g.Coders[j]},
		Percent: stance.Agreement(a, b),
		Kappa:   stance.Kappa(a, b),
		UAlpha:  math.NaN(),
	}
	p.Low, p.High = stance.KappaInterval(a, b, articles, agreementLevel, 1)
	cells := map[[2]string]*ConfusionCell{}
	for u := range a {
		if a[u] == "" || b[u] == "" {
			continue
		}
		p.N++
		key := [2]string{a[u], b[u]}
		if cells[key] == nil {
			cells[key] = &ConfusionCell{Coders: p.Coders, A: key[0], B: key[1]}
		}
		cells[key].Quotes = append(cells[key].Quotes, items[u].quote)
	}
	switch {
	case p.N == 0:
		p.Reason = "the two have judged nothing in common"
	case math.IsNaN(p.Kappa):
		p.Reason = "both gave one and the same value throughout, so that chance alone gives perfect agreement"
	}
	g.Pairs = append(g.Pairs, p)
	for _, key := range slices.SortedFunc(maps.Keys(cells), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }) {
		g.Confusion = append(g.Confusion, *cells[key])
	}
}
