package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/stance"
)

// The figures of a stance chart. Fewer than stanceMinimum judged quotes in a
// period are drawn hollow: an interval over so few says little.
const (
	stanceMinimum = 4
	stanceLevel   = 0.95
	stanceLines   = 6
)

// Stance draws the series of a target: one line per speaker, organisation,
// publisher or group. Every quote that was judged toward the target is in a line,
// in Others, or named under Omitted.
func (a *App) Stance(ctx context.Context, r StanceRequest) (StanceChart, error) {
	r.By, r.Period = cmp.Or(r.By, StanceBySpeaker), cmp.Or(r.Period, string(stance.Year))
	chart := StanceChart{
		By:      r.By,
		Period:  r.Period,
		Level:   stanceLevel,
		Minimum: stanceMinimum,
		Smooth:  r.Smooth,
		Coder:   r.Coder,
		Once:    r.OncePerStory,
		Alpha:   math.NaN(),
	}
	if err := a.prepareStance(ctx, &r, &chart); err != nil {
		return chart, err
	}
	g, err := a.gatherStances(ctx, r)
	if err != nil {
		return chart, err
	}
	if r.FallBack && g.groupings[r.By].Lines == 0 {
		for _, by := range StanceGroupings {
			if g.groupings[by].Lines > 0 {
				r.By, chart.By = by, by
				break
			}
		}
	}
	lines := g.lines(r)
	suggested, err := a.suggestedLines(ctx, r, &chart, g, &lines)
	if err != nil {
		return chart, err
	}
	drawn, others := chooseLines(lines, r)
	chart.Others = others
	var observations []stance.Observation
	for _, l := range lines {
		if slices.Contains(drawn, l) {
			observations = append(observations, l.observations...)
			continue
		}
		for _, o := range l.observations {
			g.omit(OmittedOther, o.Quote)
		}
	}
	options := stance.Options{
		Period: stance.Period(
			r.Period,
		),
		Level:   stanceLevel,
		Minimum: stanceMinimum,
		Smooth:  r.Smooth,
		Window:  r.Window,
		Seed:    1,
		Reach:   suggested.days(drawn),
	}
	series, err := stance.Build(observations, options)
	if err != nil {
		return chart, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	g.describe(&chart, observations)
	fillChart(&chart, drawn, series)
	suggested.fill(&chart)
	if r.Split != "" {
		compareStances(&chart, drawn, observations, r.Split, options)
	}
	return chart, nil
}

// prepareStance checks the request and finds what it names.
func (a *App) prepareStance(ctx context.Context, r *StanceRequest, chart *StanceChart) error {
	rule, err := corpus.ParseConsensus(string(r.Consensus))
	if err != nil {
		return fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	if rule == corpus.OneCoder && r.Coder == "" {
		return fmt.Errorf("the judgements of one coder were asked for, but not whose: %w", corpus.ErrInvalid)
	}
	if !slices.Contains(StanceGroupings, r.By) {
		return fmt.Errorf(
			"there is no grouping %q: use speaker, organization, publisher or group: %w",
			r.By,
			corpus.ErrInvalid,
		)
	}
	for _, day := range []string{r.From, r.To, r.Split} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fmt.Errorf("%q is no day: write YYYY-MM-DD: %w", day, corpus.ErrInvalid)
		}
	}
	r.Consensus, chart.Consensus = rule, rule
	targets, err := a.store.TargetList(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(targets, func(t corpus.Target) bool { return t.ID == r.Target })
	if i < 0 {
		return fmt.Errorf("the target %q: %w", r.Target, corpus.ErrNotFound)
	}
	chart.Target = targets[i]
	chart.Events, err = a.store.Events(ctx)
	return err
}

// placed is one judged quote with the line it would be on in each grouping.
type placed struct {
	store.JudgedQuote
	stance      corpus.Stance
	keys        map[StanceBy]StanceKey
	observation stance.Observation
}

// gathered is what was judged toward a target.
type gathered struct {
	judged    int
	kept      []placed    // that a chart could show
	divided   []codedItem // left out because coders differ: agreement counts them
	groupings map[StanceBy]StanceGrouping
	omitted   map[OmissionReason][]corpus.QuoteID
	by        map[corpus.QuoteID]*placed
}

func (g *gathered) omit(reason OmissionReason, id corpus.QuoteID) {
	g.omitted[reason] = append(g.omitted[reason], id)
}

// gatherStances reads the judged quotes and leaves out what no grouping shows.
func (a *App) gatherStances(ctx context.Context, r StanceRequest) (*gathered, error) {
	g := &gathered{
		groupings: map[StanceBy]StanceGrouping{},
		omitted:   map[OmissionReason][]corpus.QuoteID{},
		by:        map[corpus.QuoteID]*placed{},
	}
	for judged, err := range a.store.Judged(ctx, r.Target) {
		if err != nil {
			return nil, fmt.Errorf("read the judgements: %w", err)
		}
		g.judged++
		s, reason := countedStance(judged, r)
		if reason != "" {
			g.omit(reason, judged.Quote.ID)
			if reason == OmittedDivided {
				g.divided = append(g.divided, itemOf(judged))
			}
			continue
		}
		p := placed{JudgedQuote: judged, stance: s, keys: map[StanceBy]StanceKey{}}
		for _, by := range StanceGroupings {
			if p.keys[by], err = a.stanceKey(ctx, by, judged); err != nil {
				return nil, err
			}
		}
		p.observation = stance.Observation{
			Quote: judged.Quote.ID, Article: judged.Quote.Article, Story: judged.Quote.Story,
			When: judged.Article.Published.Time, Stance: s, Confirmed: settledStatus(judged.Status),
		}
		g.kept = append(g.kept, p)
	}
	if r.OncePerStory {
		g.firstPrintings()
	}
	for i := range g.kept {
		g.by[g.kept[i].Quote.ID] = &g.kept[i]
	}
	for _, by := range StanceGroupings {
		count, lines := StanceGrouping{By: by}, map[string]bool{}
		for _, p := range g.kept {
			if key := p.keys[by].Key; key != "" {
				count.Shown++
				lines[key] = true
			} else {
				count.LeftOut++
			}
		}
		count.Lines = len(lines)
		g.groupings[by] = count
	}
	return g, nil
}

// itemOf is a judged quote as agreement counts it.
func itemOf(j store.JudgedQuote) codedItem {
	item := codedItem{j.Quote.ID, j.Quote.Article, map[corpus.Coder]string{}}
	for _, one := range j.Judgements {
		item.says[one.Coder] = string(one.Stance)
	}
	return item
}

func settledStatus(s corpus.Status) bool { return s == corpus.Confirmed || s == corpus.Corrected }

// countedStance is the one stance of a quote, or why it has none.
func countedStance(j store.JudgedQuote, r StanceRequest) (corpus.Stance, OmissionReason) {
	if j.Status == corpus.Rejected {
		return "", OmittedRejected
	}
	s, ok := corpus.Settled(j.Judgements, j.Adjudicated, r.Consensus, r.Coder)
	switch {
	case !ok && r.Consensus == corpus.OneCoder:
		return "", OmittedOtherCoders
	case !ok:
		return "", OmittedDivided
	}
	return s, outsideChart(r, j.Article.Published.Day(), settledStatus(j.Status))
}

// outsideChart is why a chart has no place for a quote of a day, whatever its stance;
// empty where it has.
func outsideChart(r StanceRequest, day string, settled bool) OmissionReason {
	switch {
	case r.ConfirmedOnly && !settled:
		return OmittedOpen
	case day == "":
		return OmittedUndated
	case day < r.From || (r.To != "" && day > r.To):
		return OmittedOutside
	}
	return ""
}

// firstPrintings keeps the earliest quote of each story.
func (g *gathered) firstPrintings() {
	all := make([]stance.Observation, len(g.kept))
	for i, p := range g.kept {
		all[i] = p.observation
	}
	_, repeats := stance.FirstPrintings(all)
	gone := map[corpus.QuoteID]bool{}
	for _, id := range repeats {
		gone[id] = true
		g.omit(OmittedRepeat, id)
	}
	g.kept = slices.DeleteFunc(g.kept, func(p placed) bool { return gone[p.Quote.ID] })
}

// noKey says for each grouping why a quote is in no line of it.
var noKey = map[StanceBy]OmissionReason{
	StanceBySpeaker:      OmittedNoSpeaker,
	StanceByOrganization: OmittedNoOrganization,
	StanceByPublisher:    OmittedNoPublisher,
}

// stanceLine gathers what one line of the chart is made of.
type stanceLine struct {
	StanceKey
	speakers     map[string]bool
	observations []stance.Observation
}

// lines are those of the grouping asked for, most judged first.
func (g *gathered) lines(r StanceRequest) []*stanceLine {
	lines := map[string]*stanceLine{}
	for _, p := range g.kept {
		key := p.keys[r.By]
		if key.Key == "" {
			g.omit(noKey[r.By], p.Quote.ID)
			continue
		}
		line := lines[key.Key]
		if line == nil {
			line = &stanceLine{StanceKey: key, speakers: map[string]bool{}}
			lines[key.Key] = line
		}
		line.Judged++
		line.speakers[p.keys[StanceBySpeaker].Key] = true
		o := p.observation
		o.Key = key.Key
		line.observations = append(line.observations, o)
	}
	return slices.SortedFunc(maps.Values(lines), func(a, b *stanceLine) int {
		return cmp.Or(cmp.Compare(b.Judged, a.Judged), strings.Compare(a.Label, b.Label), strings.Compare(a.Key, b.Key))
	})
}

// noGroup is the line of those whom nobody put in a group: left out, they would
// make the others look like all there is.
const noGroup = "no group"

// stanceKey is the line a quote is on; an empty key for none.
func (a *App) stanceKey(ctx context.Context, by StanceBy, j store.JudgedQuote) (StanceKey, error) {
	switch by {
	case StanceByPublisher:
		return StanceKey{Key: j.Article.Publisher, Label: j.Article.Publisher}, nil
	case StanceByGroup:
		group, err := a.names.group(ctx, j.Quote)
		group = cmp.Or(group, noGroup)
		return StanceKey{Key: group, Label: group}, err
	case StanceByOrganization:
		label, err := a.names.organization(ctx, j.Quote.OrganizationID)
		if j.Quote.OrganizationID == "" {
			return StanceKey{Key: j.Quote.Organization, Label: j.Quote.Organization}, err
		}
		return StanceKey{Key: string(j.Quote.OrganizationID), Label: label}, err
	}
	switch {
	case j.Quote.PersonID != "":
		label, err := a.names.person(ctx, j.Quote.PersonID)
		return StanceKey{Key: string(j.Quote.PersonID), Label: label}, err
	case j.Quote.SpeakerType == corpus.OrganizationSpeaker && j.Quote.OrganizationID != "":
		label, err := a.names.organization(ctx, j.Quote.OrganizationID)
		return StanceKey{Key: string(j.Quote.OrganizationID), Label: label}, err
	case j.Quote.SpeakerType == corpus.UnnamedSpeaker && j.Quote.Speaker != "":
		// "A spokesman" of one article is not that of another.
		where := strings.Trim(j.Article.Publisher+" "+j.Article.Published.Day(), " ")
		return StanceKey{
			Key:   string(j.Quote.Article) + "/" + j.Quote.Speaker,
			Label: fmt.Sprintf("%s (%s)", j.Quote.Speaker, where),
		}, nil
	}
	return StanceKey{Key: j.Quote.Speaker, Label: j.Quote.Speaker}, nil
}

// chooseLines splits the lines into those to draw and the rest.
func chooseLines(lines []*stanceLine, r StanceRequest) (drawn []*stanceLine, others []StanceKey) {
	most := cmp.Or(r.Most, stanceLines)
	for _, l := range lines {
		wanted := slices.Contains(r.Keys, l.Key) || slices.Contains(r.Keys, l.Label)
		if wanted || (len(r.Keys) == 0 && len(drawn) < most) {
			drawn = append(drawn, l)
		} else {
			others = append(others, l.StanceKey)
		}
	}
	return drawn, others
}

// describe says what the drawn quotes are, and what was left out.
func (g *gathered) describe(chart *StanceChart, drawn []stance.Observation) {
	chart.Judged, chart.Drawn = g.judged, len(drawn)
	coders, engines, articles := map[corpus.Coder]bool{}, map[string]bool{}, map[corpus.ArticleID]bool{}
	items := slices.Clone(g.divided) // of all lines, as are the others that agreement counts
	for _, p := range g.kept {
		items = append(items, itemOf(p.JudgedQuote))
	}
	for _, o := range drawn {
		p := g.by[o.Quote]
		articles[o.Article] = true
		if p.Adjudicated != nil {
			chart.Adjudicated++
			coders[p.Adjudicated.Coder] = true
		}
		if p.Quote.Engine != "" {
			engines[p.Quote.Engine] = true
		}
		for _, j := range p.Judgements {
			coders[j.Coder] = true
		}
	}
	chart.Articles, chart.Coders, chart.Engines = len(
		articles,
	), slices.Sorted(
		maps.Keys(coders),
	), slices.Sorted(
		maps.Keys(engines),
	)
	coded := stance.Code(ratingsOf(items, codersOf(items, nil)), nil)
	chart.Alpha, chart.Double = coded.Alpha(stance.Nominal), coded.Items()
	for _, by := range StanceGroupings {
		chart.Groupings = append(chart.Groupings, g.groupings[by])
	}
	chart.Omitted = omissions(g.omitted)
}

// omissions lists what is left out in the order in which the reasons are looked at.
func omissions(omitted map[OmissionReason][]corpus.QuoteID) []StanceOmission {
	var out []StanceOmission
	for _, reason := range []OmissionReason{
		OmittedRejected, OmittedDivided, OmittedOtherCoders, OmittedOpen, OmittedUndated, OmittedOutside,
		OmittedRepeat, OmittedNoSpeaker, OmittedNoOrganization, OmittedNoPublisher, OmittedOther,
	} {
		if ids := omitted[reason]; len(ids) > 0 {
			slices.Sort(ids)
			out = append(out, StanceOmission{reason, ids})
		}
	}
	return out
}

func fillChart(chart *StanceChart, lines []*stanceLine, built stance.Chart) {
	chart.Periods = built.Periods
	byKey := map[string]stance.Series{}
	for _, s := range built.Series {
		byKey[s.Key] = s
	}
	for _, l := range lines {
		s := byKey[l.Key]
		series := StanceSeries{
			StanceKey: l.StanceKey,
			Speakers:  len(l.speakers),
			Curve:     s.Curve,
			Change:    s.Change,
			Breaks:    s.Breaks,
		}
		open := openOf(l.observations)
		for _, p := range s.Points {
			series.Points = append(series.Points, stancePoint(p, open))
		}
		chart.Series = append(chart.Series, series)
	}
}

func openOf(observations []stance.Observation) map[corpus.QuoteID]bool {
	open := map[corpus.QuoteID]bool{}
	for _, o := range observations {
		open[o.Quote] = !o.Confirmed
	}
	return open
}

func stancePoint(p stance.Point, open map[corpus.QuoteID]bool) StancePoint {
	point := StancePoint{Point: p}
	for _, q := range p.Quotes {
		if open[q] {
			point.Open++
		}
	}
	return point
}

// compareStances sets before and after a day side by side, for all that is drawn
// and for each line.
func compareStances(chart *StanceChart, lines []*stanceLine, all []stance.Observation, day string, o stance.Options) {
	when, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return // checked before
	}
	event := ""
	for _, e := range chart.Events {
		if e.Day == day {
			event = e.Label
		}
	}
	compare := func(in []stance.Observation) *StanceComparison {
		c, ok := stance.Compare(in, when, o)
		if !ok {
			return nil
		}
		open := openOf(in)
		return &StanceComparison{
			Day: day, Event: event, Before: stancePoint(c.Before, open), After: stancePoint(c.After, open),
			Net: c.Net, Support: c.Support, Oppose: c.Oppose, P: c.P,
		}
	}
	chart.Comparison = compare(all)
	for i, l := range lines {
		chart.Series[i].Comparison = compare(l.observations)
	}
}

// Methods is a sentence for the methods section of a paper: what was counted, by
// whom, and how far they agree.
func (c StanceChart) Methods() string {
	parts := []string{fmt.Sprintf("%s of %s", plural(c.Drawn, "quote"), plural(c.Articles, "article"))}
	if c.Once {
		parts = append(parts, "once per story")
	} else {
		parts = append(parts, "every printing")
	}
	parts = append(parts, plural(len(c.Coders), "coder"))
	if c.Double > 0 && !math.IsNaN(c.Alpha) {
		parts = append(
			parts,
			fmt.Sprintf("Krippendorff's alpha %.2f (nominal, %s judged twice)", c.Alpha, plural(c.Double, "quote")),
		)
	} else {
		parts = append(parts, "no measure of agreement (too few quotes judged twice with more than one value)")
	}
	if c.Adjudicated > 0 {
		parts = append(parts, fmt.Sprintf("%d adjudicated", c.Adjudicated))
	}
	parts = append(parts, map[corpus.Consensus]string{
		corpus.Majority: "else the majority of coders", corpus.Unanimity: "else only where all coders agree",
		corpus.OneCoder: "else the judgement of " + string(c.Coder),
	}[c.Consensus])
	if left := c.Judged - c.Drawn; left > 0 {
		var why []string
		for _, o := range c.Omitted {
			why = append(why, fmt.Sprintf("%d %s", len(o.Quotes), o.Reason))
		}
		parts = append(
			parts,
			fmt.Sprintf("%d of %d judged quotes left out (%s)", left, c.Judged, strings.Join(why, ", ")),
		)
	}
	if len(c.Engines) > 0 {
		parts = append(parts, "quotes found by "+strings.Join(c.Engines, " and "))
	}
	return fmt.Sprintf(
		"Stance toward “%s”: %s; %.0f %% intervals over articles (Quoth %s).",
		c.Target.Text,
		strings.Join(parts, ", "),
		c.Level*100,
		Version,
	)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
