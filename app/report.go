package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/network"
	"quoth/network/draw"
	"quoth/stance"
)

// ReportRequest says what a report is about: exactly one of target, speaker, tag and
// query. Names are those of the codebook and the registry, or their ids.
type ReportRequest struct {
	Target, Speaker, Tag, Query string
	Dossier                     bool // of a speaker: positions over time, roles, ties
}

// Report is what a reader or reviewer gets to see.
type Report struct {
	Title, Kind, Corpus string
	Made                time.Time
	Methods             []string // paragraphs
	Charts              []ReportChart
	Tables              []ReportTable
	Dossier             *Dossier
	Quotes              []ReportQuote
}

// ReportChart is a drawing with what it shows.
type ReportChart struct {
	Title, Caption string
	Picture        NetworkPicture
}

// ReportTable is a table of texts; the first column is what the rows are about.
type ReportTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

// ReportQuote is a quote with everything needed to check it against its source.
type ReportQuote struct {
	QuoteCard
	Number int
	Day    string
	Page   corpus.PageHash
	Stands []ReportStand
	Coders []string
}

// ReportStand is a judgement with its target's words.
type ReportStand struct {
	Target string
	Stance corpus.Stance
	Coder  corpus.Coder
}

// Dossier is what a corpus knows of one speaker.
type Dossier struct {
	Roles     []DossierRole
	Positions []DossierPosition
	With      []NetworkTie // strongest first: agreement; the other is B
	Against   []NetworkTie // likewise: disagreement
}

// DossierRole is a function with the days on which it was seen in print.
type DossierRole struct {
	Role, Organization, From, To string
	Quotes                       int
}

// DossierPosition is what was said toward one target, oldest first.
type DossierPosition struct {
	Target string
	Steps  []DossierStep
}

// DossierStep is one quote toward a target.
type DossierStep struct {
	Day    string
	Stance corpus.Stance
	Number int  // of the quote in the report
	Change bool // another side than the last time a side was taken
}

// Report gathers a report. Rejected quotes are left out and counted.
func (a *App) Report(ctx context.Context, r ReportRequest) (*Report, error) {
	out := &Report{Corpus: a.Name(), Made: a.options.Now()}
	cards, err := a.reportCards(ctx, r, out)
	if err != nil {
		return nil, err
	}
	rejected, undated := 0, 0
	cards = slices.DeleteFunc(cards, func(c QuoteCard) bool {
		if c.Status == corpus.Rejected {
			rejected++
		}
		return c.Status == corpus.Rejected
	})
	slices.SortStableFunc(cards, func(a, b QuoteCard) int {
		return cmp.Or(
			cmp.Compare(a.Article.Published.Day(), b.Article.Published.Day()),
			cmp.Compare(a.Article.ID, b.Article.ID),
			cmp.Compare(corpus.Cover(a.Current.Content).Start, corpus.Cover(b.Current.Content).Start),
		)
	})
	targets, _, err := a.codebookNames(ctx)
	if err != nil {
		return nil, err
	}
	pages, err := a.pagesOf(ctx, cards)
	if err != nil {
		return nil, err
	}
	for i, c := range cards {
		q := ReportQuote{QuoteCard: c, Number: i + 1, Day: c.Article.Published.Day(), Page: pages[c.Current.Version]}
		if q.Day == "" {
			undated++
		}
		coders := map[string]bool{}
		for _, v := range c.Verdicts {
			coders[string(v.Coder)] = true
		}
		for _, j := range c.Judgements {
			q.Stands = append(q.Stands, ReportStand{targets[j.Target], j.Stance, j.Coder})
			coders[string(j.Coder)] = true
		}
		q.Coders = slices.Sorted(maps.Keys(coders))
		out.Quotes = append(out.Quotes, q)
	}
	out.Charts = append(out.Charts, timeChart(out.Quotes, onlyTarget(r, out)))
	out.Tables = reportTables(out.Quotes, onlyTarget(r, out))
	if r.Target != "" {
		if err := a.targetMap(ctx, out); err != nil {
			return nil, err
		}
	}
	if r.Dossier {
		if err := a.dossier(ctx, out); err != nil {
			return nil, err
		}
	}
	out.Methods, err = a.methods(ctx, out, rejected, undated)
	return out, err
}

// onlyTarget is the target that counts in charts and tables; empty for all.
func onlyTarget(r ReportRequest, out *Report) string {
	if r.Target != "" {
		return out.Title
	}
	return ""
}

// reportCards finds the quotes of a report and names it.
func (a *App) reportCards(ctx context.Context, r ReportRequest, out *Report) ([]QuoteCard, error) {
	asked := 0
	for _, s := range []string{r.Target, r.Speaker, r.Tag, r.Query} {
		if s != "" {
			asked++
		}
	}
	switch {
	case asked != 1:
		return nil, fmt.Errorf("a report is about one target, speaker, tag or query: %w", corpus.ErrInvalid)
	case r.Dossier && r.Speaker == "":
		return nil, fmt.Errorf("a dossier is about a speaker: %w", corpus.ErrInvalid)
	}
	filter := corpus.QuoteFilter{AllActs: true, Limit: -1}
	switch {
	case r.Target != "":
		list, err := a.store.TargetList(ctx)
		if err != nil {
			return nil, err
		}
		t, err := oneNamed(
			"target",
			r.Target,
			list,
			func(t corpus.Target) (string, string) { return string(t.ID), t.Text },
		)
		if err != nil {
			return nil, err
		}
		filter.Target, out.Title, out.Kind = t.ID, t.Text, "target"
	case r.Tag != "":
		list, err := a.store.TagTree(ctx)
		if err != nil {
			return nil, err
		}
		t, err := oneNamed(
			"tag",
			r.Tag,
			list,
			func(t corpus.TagSummary) (string, string) { return string(t.ID), t.Path },
		)
		if err != nil {
			return nil, err
		}
		filter.Tag, out.Title, out.Kind = t.ID, t.Path, "tag"
	case r.Speaker != "":
		if err := a.findSpeaker(ctx, r.Speaker, &filter, out); err != nil {
			return nil, err
		}
	default:
		out.Title, out.Kind = r.Query, "search"
		index, err := a.searchIndex(ctx)
		if err != nil {
			return nil, err
		}
		request, err := a.indexRequest(ctx, SearchRequest{Query: r.Query, AllActs: true, Sort: ByOldest})
		if err != nil {
			return nil, err
		}
		request.OnlyQuotes = true
		filter.IDs = []corpus.QuoteID{}
		for hit, err := range index.All(ctx, request) {
			if err != nil {
				return nil, queryError(err)
			}
			filter.IDs = append(filter.IDs, corpus.QuoteID(hit.ID))
		}
	}
	cards, _, err := a.Cards(ctx, filter)
	return cards, err
}

// findSpeaker finds the person or organisation of a name or id.
func (a *App) findSpeaker(ctx context.Context, words string, filter *corpus.QuoteFilter, out *Report) error {
	type entry struct {
		id, name string
		person   bool
	}
	var entries []entry
	for p, err := range a.store.AllPeople(ctx) {
		if err != nil {
			return err
		}
		if p.MergedInto == "" {
			entries = append(entries, entry{string(p.ID), p.Name, true})
		}
	}
	for o, err := range a.store.AllOrganizations(ctx) {
		if err != nil {
			return err
		}
		if o.MergedInto == "" {
			entries = append(entries, entry{string(o.ID), o.Name, false})
		}
	}
	e, err := oneNamed("speaker", words, entries, func(e entry) (string, string) { return e.id, e.name })
	if err != nil {
		return err
	}
	out.Title, out.Kind = e.name, "organisation"
	if e.person {
		filter.Person, out.Kind = corpus.PersonID(e.id), "person"
	} else {
		filter.Organization = corpus.OrganizationID(e.id)
	}
	return nil
}

// oneNamed is the one item with the id or name, else the only one whose name holds
// the words.
func oneNamed[T any](what, words string, items []T, of func(T) (id, name string)) (T, error) {
	var exact, holds []T
	for _, item := range items {
		id, name := of(item)
		switch {
		case id == words:
			return item, nil
		case strings.EqualFold(name, words):
			exact = append(exact, item)
		case strings.Contains(strings.ToLower(name), strings.ToLower(words)):
			holds = append(holds, item)
		}
	}
	if len(exact) > 0 {
		holds = exact
	}
	var zero T
	switch len(holds) {
	case 1:
		return holds[0], nil
	case 0:
		return zero, fmt.Errorf("a %s with the words %q: %w", what, words, corpus.ErrNotFound)
	}
	var names []string
	for _, item := range holds[:min(len(holds), 5)] {
		id, name := of(item)
		names = append(names, fmt.Sprintf("%s (%s)", name, id))
	}
	return zero, fmt.Errorf(
		"%d of each %s hold the words %q: name one in full or by its id: %s: %w",
		len(holds),
		what,
		words,
		strings.Join(names, ", "),
		corpus.ErrInvalid,
	)
}

func (a *App) pagesOf(ctx context.Context, cards []QuoteCard) (map[corpus.VersionID]corpus.PageHash, error) {
	out := map[corpus.VersionID]corpus.PageHash{}
	for batch := range slices.Chunk(cards, 200) {
		var ids []corpus.VersionID
		for _, c := range batch {
			ids = append(ids, c.Current.Version)
		}
		versions, err := a.store.VersionsByID(ctx, ids)
		if err != nil {
			return nil, err
		}
		for id, v := range versions {
			out[id] = v.Page
		}
	}
	return out, nil
}

// timeChart counts stances, or quotes without one, by year; by month where there is
// only one year.
func timeChart(quotes []ReportQuote, target string) ReportChart {
	years := map[string]bool{}
	for _, q := range quotes {
		if q.Day != "" {
			years[q.Day[:4]] = true
		}
	}
	letters, step := 4, "year"
	if len(years) == 1 {
		letters, step = 7, "month"
	}
	counts := map[string]*draw.Bar{}
	for _, q := range quotes {
		if q.Day == "" {
			continue
		}
		label := q.Day[:letters]
		if counts[label] == nil {
			counts[label] = &draw.Bar{Label: label}
		}
		b := counts[label]
		judged := false
		for _, s := range q.Stands {
			if target != "" && s.Target != target {
				continue
			}
			judged = true
			switch s.Stance {
			case corpus.Support:
				b.Support++
			case corpus.Oppose:
				b.Oppose++
			case corpus.Neutral:
				b.Neutral++
			case corpus.MixedStance:
				b.Mixed++
			}
		}
		if !judged {
			b.Unjudged++
		}
	}
	var bars []draw.Bar
	for _, label := range slices.Sorted(maps.Keys(counts)) {
		bars = append(bars, *counts[label])
	}
	return ReportChart{
		Title:   "Over time",
		Picture: draw.Bars(bars, 760, 240, draw.Light, draw.MeasureGo),
		Caption: "Judgements by " + step + ": support above the line, opposition below it; in grey neutral and mixed judgements, and quotes that nobody judged.",
	}
}

func reportTables(quotes []ReportQuote, target string) []ReportTable {
	by := func(title string, of func(ReportQuote) string) ReportTable {
		t := ReportTable{Title: title, Head: []string{"", "quotes", "support", "oppose", "neutral", "mixed"}}
		rows := map[string]*[5]int{}
		for _, q := range quotes {
			key := cmp.Or(of(q), "—")
			if rows[key] == nil {
				rows[key] = &[5]int{}
			}
			rows[key][0]++
			for _, s := range q.Stands {
				if target == "" || s.Target == target {
					rows[key][1+slices.Index(corpus.Stances, s.Stance)]++
				}
			}
		}
		keys := slices.Collect(maps.Keys(rows))
		sort.Slice(keys, func(i, j int) bool {
			if rows[keys[i]][0] != rows[keys[j]][0] {
				return rows[keys[i]][0] > rows[keys[j]][0]
			}
			return keys[i] < keys[j]
		})
		for _, k := range keys {
			line := []string{k}
			for _, n := range rows[k] {
				line = append(line, fmt.Sprint(n))
			}
			t.Rows = append(t.Rows, line)
		}
		return t
	}
	return []ReportTable{
		by("By speaker", func(q ReportQuote) string { return q.Speaker }),
		by(
			"By organisation",
			func(q ReportQuote) string { return q.Organization },
		),
		by("By publisher", func(q ReportQuote) string { return q.Article.Publisher }),
	}
}

// targetMap adds who stands where toward the target.
func (a *App) targetMap(ctx context.Context, out *Report) error {
	n, err := a.Network(
		ctx,
		NetworkRequest{
			NetworkOptions: NetworkOptions{
				Rows:    network.Speaker,
				Exclude: []NetworkExclusion{{Field: "target", Values: []string{out.Title}, Only: true}},
			},
		},
	)
	if err != nil {
		return err
	}
	if m, ok := n.First(); ok && len(m.Rows) > 0 && len(m.Rows) <= 60 {
		out.Charts = append(out.Charts, ReportChart{
			Title: "Who stands where", Picture: n.HeatMap(m, draw.Light, nil),
			Caption: "Support less opposition of each speaker; 0 where they balance.",
		})
	}
	return nil
}

// dossier gathers roles, positions and ties of the report's speaker.
func (a *App) dossier(ctx context.Context, out *Report) error {
	d := &Dossier{}
	out.Dossier = d
	if len(out.Quotes) == 0 {
		return nil
	}
	if out.Kind == "person" {
		roles, err := a.store.Affiliations(ctx, out.Quotes[0].Current.PersonID)
		if err != nil {
			return err
		}
		for _, r := range roles {
			name, err := a.names.organization(ctx, r.Organization)
			if err != nil {
				return err
			}
			d.Roles = append(d.Roles, DossierRole{r.Role, name, r.FirstSeen, r.LastSeen, r.Quotes})
		}
		slices.SortStableFunc(d.Roles, func(a, b DossierRole) int { return cmp.Compare(a.From, b.From) })
	}
	d.Positions = positions(out.Quotes)
	rows := network.Speaker
	if out.Kind == "organisation" {
		rows = network.Organization
	}
	n, err := a.Network(
		ctx,
		NetworkRequest{
			NetworkOptions: NetworkOptions{Mode: network.OneMode, Rows: rows, Normalization: network.Average},
		},
	)
	if err != nil {
		return err
	}
	m, ok := n.First()
	if !ok {
		return nil
	}
	for _, t := range network.Ties(m, network.OneMode) {
		if t.B == out.Title { // the other comes second
			t.A, t.B = t.B, t.A
		}
		switch {
		case t.A != out.Title:
		case t.Weight > 0 && len(d.With) < 10:
			d.With = append(d.With, t)
		case t.Weight < 0 && len(d.Against) < 10:
			d.Against = append(d.Against, t)
		}
	}
	return nil
}

// positions puts the judgements of each target in order of time. A change is a side,
// support or opposition, other than the last one taken; what lies between is none.
func positions(quotes []ReportQuote) []DossierPosition {
	of := map[string]*DossierPosition{}
	var order []string
	last := map[string]corpus.Stance{}
	for _, q := range quotes {
		seen := map[string]bool{}
		for _, s := range q.Stands {
			key := s.Target + "\x00" + string(s.Stance)
			if seen[key] {
				continue // another coder says the same
			}
			seen[key] = true
			p := of[s.Target]
			if p == nil {
				p = &DossierPosition{Target: s.Target}
				of[s.Target] = p
				order = append(order, s.Target)
			}
			step := DossierStep{Day: q.Day, Stance: s.Stance, Number: q.Number}
			if s.Stance == corpus.Support || s.Stance == corpus.Oppose {
				step.Change = last[s.Target] != "" && last[s.Target] != s.Stance
				last[s.Target] = s.Stance
			}
			p.Steps = append(p.Steps, step)
		}
	}
	var out []DossierPosition
	for _, t := range order {
		out = append(out, *of[t])
	}
	return out
}

// methods says from the corpus and its journal how the report came about.
func (a *App) methods(ctx context.Context, out *Report, rejected, undated int) ([]string, error) {
	counts, err := a.store.Counts(ctx)
	if err != nil {
		return nil, err
	}
	articles, publishers, stories, engines := map[corpus.ArticleID]bool{}, map[string]bool{}, map[corpus.StoryID]bool{}, map[string]bool{}
	byStatus := map[corpus.Status]int{}
	byCoder := map[corpus.Coder]int{}
	first, last := "", ""
	judged, unjudged := 0, 0
	for _, q := range out.Quotes {
		articles[q.Article.ID] = true
		if q.Article.Publisher != "" {
			publishers[q.Article.Publisher] = true
		}
		stories[cmp.Or(q.Current.Story, corpus.StoryID(q.Current.ID))] = true
		if q.Current.Engine != "" {
			engines[q.Current.Engine] = true
		}
		byStatus[q.Status]++
		for _, v := range q.Verdicts {
			byCoder[v.Coder]++
		}
		for _, j := range q.Judgements {
			byCoder[j.Coder]++
		}
		if judged += len(q.Stands); len(q.Stands) == 0 {
			unjudged++
		}
		if q.Day != "" {
			if first == "" {
				first = q.Day
			}
			last = q.Day
		}
	}
	var coders []string
	for _, c := range slices.Sorted(maps.Keys(byCoder)) {
		coders = append(coders, fmt.Sprintf("%s (%d decisions)", c, byCoder[c]))
	}
	p := []string{
		fmt.Sprintf(
			"This report is about the %s “%s” in the corpus “%s”, which holds %d articles. It lists %d quotes from %d articles of %d publishers, printed between %s and %s. "+
				"Counting repeated printings of a quote once there are %d.",
			out.Kind,
			out.Title,
			out.Corpus,
			counts.Articles,
			len(out.Quotes),
			len(articles),
			len(publishers),
			cmp.Or(first, "an unknown day"),
			cmp.Or(last, "an unknown day"),
			len(stories),
		),
	}
	by := "No coder has decided on them yet."
	if len(coders) > 0 {
		by = "Coders: " + strings.Join(coders, ", ") + "."
	}
	p = append(
		p,
		fmt.Sprintf(
			"%d quotes were confirmed, %d corrected, %d are suggestions that nobody decided on, %d are disputed; %d were rejected and are left out. %d judgements were made; %d quotes have none. %s%s",
			byStatus[corpus.Confirmed],
			byStatus[corpus.Corrected],
			byStatus[corpus.Suggested],
			byStatus[corpus.Disputed],
			rejected,
			judged,
			unjudged,
			by,
			agreementSentence(out.Quotes),
		),
	)
	program := "Quotes were marked by hand."
	if len(engines) > 0 {
		program = "Quotes were suggested by " + strings.Join(
			slices.Sorted(maps.Keys(engines)),
			", ",
		) + "; who said them and for whom is the engine's reading until a coder confirmed or corrected it."
	}
	if undated > 0 {
		program += fmt.Sprintf(" %d quotes stand in articles without a date: charts leave them out.", undated)
	}
	changes, newest, err := a.journalExtent(ctx)
	if err != nil {
		return nil, err
	}
	return append(
		p,
		program+fmt.Sprintf(
			" Made with Quoth %s on %s, from a journal of %d changes, the last one of %s. Each quote gives the SHA-256 of the page it was read from.",
			Version,
			out.Made.Format("2 January 2006, 15:04"),
			changes,
			newest,
		),
	), nil
}

func (a *App) journalExtent(ctx context.Context) (n int, newest string, err error) {
	newest = "no day"
	after := corpus.ChangeID("")
	for {
		changes, err := a.store.Changes(ctx, after, 1000)
		if err != nil || len(changes) == 0 {
			return n, newest, err
		}
		n += len(changes)
		after, newest = changes[len(changes)-1].ID, changes[len(changes)-1].When.Format("2 January 2006")
	}
}

// agreementSentence says how far coders agree on stances, where two judged the same.
func agreementSentence(quotes []ReportQuote) string {
	coders := map[corpus.Coder]int{}
	units := map[[2]string]int{}
	for _, q := range quotes {
		for _, j := range q.Judgements {
			if _, ok := coders[j.Coder]; !ok {
				coders[j.Coder] = len(coders)
			}
			key := [2]string{string(q.Current.ID), string(j.Target)}
			if _, ok := units[key]; !ok {
				units[key] = len(units)
			}
		}
	}
	if len(coders) < 2 {
		return ""
	}
	ratings := make(stance.Ratings, len(coders))
	for i := range ratings {
		ratings[i] = make([]string, len(units))
	}
	for _, q := range quotes {
		for _, j := range q.Judgements {
			ratings[coders[j.Coder]][units[[2]string{string(q.Current.ID), string(j.Target)}]] = string(j.Stance)
		}
	}
	coded := stance.Code(ratings, nil)
	alpha := coded.Alpha(stance.Nominal)
	if coded.Items() == 0 || math.IsNaN(alpha) {
		return " No quote was judged by two coders, or all say the same, so that agreement cannot be measured."
	}
	return fmt.Sprintf(
		" On %d quotes that two or more judged toward the same target they agree with Krippendorff's alpha = %.2f (nominal).",
		coded.Items(),
		alpha,
	)
}
