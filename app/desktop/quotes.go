package desktop

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// facetsShown are the facets beside the results, with their headings.
var facetsShown = []struct{ name, title string }{
	{"speaker", "Speaker"},
	{"organization", "Organisation"},
	{"stance", "Stance"},
	{"tag", "Tag"},
	{"target", "Target"},
	{"publisher", "Publisher"},
	{"status", "Status"},
	{"year", "Year"},
	{"month", "Month"},
}

// othersFacets count what all coders decided; a blind coder does not see them.
var othersFacets = map[string]bool{"stance": true, "tag": true, "status": true, "target": true}

const (
	resultWindow = 200
	facetValues  = 6
	typingPause  = 60 * time.Millisecond
)

// quotesPage searches as one types.
type quotesPage struct {
	w           *Window
	query       *parts.Field
	count       *parts.Prose
	problem     *parts.Prose
	partly      *parts.Prose // what of the quotes found the concordance shows
	facets      *fyne.Container
	list        *keyList
	lines       *keyList
	others      *keyList    // articles or annotations found
	also        *parts.Knob // how many annotations the same search finds
	body        *fyne.Container
	completions *fyne.Container
	tools       *fyne.Container
	news        *parts.Knob // how much is new in saved searches
	once        *parts.Knob
	cards       *parts.Knob
	context     *parts.Knob
	order       *parts.Knob
	lineOrder   app.ConcordanceSort
	cardOrder   app.Sort
	often       *frequencyStrip
	concord     *fyne.Container // the concordance over its frequency
	whole       map[string]bool // facets of which all values are shown
	inspector   *inspector
	results     fyne.CanvasObject
	panes       *parts.Panes

	result      app.SearchResult
	concordance []app.ConcordanceLine
	asLines     bool
	asTable     bool // rows and columns; never together with asLines
	table       *quoteTable
	rows        *parts.Knob
	selected    map[string][]string
	typing      bool              // the last word may not be finished
	entered     bool              // return was pressed: what stays the same keeps its order
	shown       app.SearchRequest // what the results on screen answer
	at          int               // chosen card
	line        int               // chosen line
	searching   latest
	completing  latest
	counting    latest
	reading     latest
	lining      latest
	timing      latest
	counted     newsCount
	growing     growth
}

func newQuotesPage(w *Window) *quotesPage {
	p := &quotesPage{
		w:         w,
		at:        -1,
		line:      -1,
		selected:  map[string][]string{},
		whole:     map[string]bool{},
		inspector: newInspector(w),
		lineOrder: app.SortByLeft,
		counted:   newsCount{quotes: -1},
	}
	p.query = parts.NewField(w)
	p.query.SetPlaceHolder(T("Search quotes: words, speaker:Name, date:2015..2017"))
	p.query.OnChanged = func(string) {
		p.typing = true
		p.search()
		p.complete()
	}
	p.query.OnSubmitted = func(string) {
		p.typing, p.entered = false, true // the last word is whole
		p.search()
		p.remember()
	}
	p.count, p.problem = parts.NewProse(
		"",
		parts.BoldFace(),
		parts.InkText,
	), parts.NewProse(
		"",
		parts.UiFace(),
		parts.InkDanger,
	)
	p.problem.Hide()
	p.partly = parts.Soft("")
	p.partly.Hide()
	p.count.Most = 1 // it keeps its place while it waits
	p.once = parts.NewKnob(T("once per story"), "", parts.Toggle, func() {
		p.once.On = !p.once.On
		p.once.Refresh()
		p.search()
	})
	p.facets = parts.NewColumn(1)
	p.completions = parts.NewFlow(4)
	p.list = newKeyList(
		w,
		func() int { return len(p.result.Quotes) },
		func() fyne.CanvasObject { return newQuoteRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.result.Quotes) {
				o.(*quoteRow).set(p.result.Quotes[i])
			}
		},
	)
	p.list.OnSelected = func(i widget.ListItemID) { p.choose(i) }
	p.list.onEnd = p.readOn
	p.inspector.markQuotes(p.list, func(i int) corpus.QuoteID { return p.result.Quotes[i].Quote.ID })
	p.list.all = p.allFound
	p.lines = newKeyList(
		w,
		func() int { return len(p.concordance) },
		func() fyne.CanvasObject { return newLineRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.concordance) {
				o.(*lineRow).set(p.concordance[i])
			}
		},
	)
	p.lines.OnSelected = func(i widget.ListItemID) { p.chooseLine(i) }
	p.inspector.markQuotes(p.lines, func(i int) corpus.QuoteID { return p.concordance[i].Quote })
	p.others = p.otherResults()
	p.also = parts.NewKnob("", "", parts.Bare, p.askAnnotations)
	p.also.Ink = parts.InkAccent
	p.also.Hide()
	p.body = container.NewStack(p.list)
	p.cards = parts.NewKnob(T("Cards"), "", parts.Bare, func() { p.view(false) })
	p.context = parts.NewKnob(T("Concordance"), "", parts.Bare, func() { p.view(true) })
	p.table = newQuoteTable(p)
	p.rows = parts.NewKnob(T("Table"), "", parts.Bare, p.viewTable)
	p.order = parts.NewMenuKnob(w, "", p.orders)
	p.often = newFrequencyStrip(func(period string) bool {
		return slices.Contains(p.selected["year"], period) || slices.Contains(p.selected["month"], period)
	}, p.toggle)
	p.concord = container.New(overStrip{p.often}, p.lines, p.often)
	p.news = parts.NewKnob("", "", parts.Primary, p.savedSearches)
	p.news.Hide()
	p.tools = parts.NewFlow(
		4,
		parts.Fixed(126, p.count),
		p.also,
		p.once,
		p.cards,
		p.context,
		p.rows,
		p.order,
		parts.NewKnob(T("Tag all…"), "", parts.Bare, p.tagAll),
		parts.NewMenuKnob(w, "⋯", func() []parts.Choice {
			return []parts.Choice{
				{Label: T("Open article"), Do: p.openArticle},
				{Label: T("Quotes like this…"), Do: p.moreLike},
				{Label: T("Same quote elsewhere…"), Do: p.variants},
				{Label: T("Words that stand near…"), Do: func() { p.collocates(false) }},
				{Label: T("Frequency over time…"), Do: p.frequency},
				{Label: T("Cross table…"), Do: p.crosstab},
				{Label: T("Save this search…"), Do: p.save},
				{Label: T("Saved searches…"), Do: p.savedSearches},
				{Label: T("Past searches…"), Do: p.history},
				{Label: T("Export…"), Do: p.export},
			}
		}),
		p.news,
	)
	top := container.New(
		parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 8},
		parts.NewColumn(6, p.query, p.completions, p.problem, p.tools, p.partly),
	)
	p.showView()
	p.results = container.NewBorder(container.NewVBox(top, parts.Divider()), nil, nil, nil, p.body)
	p.panes = parts.NewPanes(
		parts.FacetWidth,
		parts.InspectorWidth,
		parts.Pane{Title: T("Filters"), Content: parts.SidePane(p.facets)},
		parts.Pane{Title: T("Quotes"), Content: p.results},
		parts.Pane{Title: T("Quote"), Content: p.inspector.root},
	)
	return p
}

// view changes between cards and a concordance.
func (p *quotesPage) view(asLines bool) {
	p.asLines, p.asTable = asLines, false
	p.partly.Hide()
	p.showView()
	p.search()
}

// viewTable shows rows and columns.
func (p *quotesPage) viewTable() {
	p.asLines, p.asTable = false, true
	p.partly.Hide()
	p.showView()
	loadOnce(
		p.w,
		func(ctx context.Context) (string, error) { return p.w.corpus.Setting(ctx, columnsSetting) },
		func(kept string) {
			p.table.remember(kept)
			p.search()
		},
	)
}

func (p *quotesPage) showView() {
	p.cards.On, p.context.On, p.rows.On = !p.asLines && !p.asTable, p.asLines, p.asTable
	p.rows.Refresh()
	name := ""
	if p.asLines {
		name = lineOrders[p.lineOrder]
	} else {
		for _, o := range cardOrders {
			if o.sort == p.cardOrder {
				name = o.name
			}
		}
	}
	p.order.Set(Tf("sort: %s", T(name)) + " ▾")
	if p.asTable {
		p.order.Set(T("columns") + " ▾")
	}
	p.tools.Refresh()
	p.cards.Refresh()
	p.context.Refresh()
}

// cardOrders and lineOrders are the orders of cards and of a concordance, as
// people call them. The empty order of cards is the best one for the query:
// relevance, or the newest first where there are no words.
var (
	cardOrders = []struct {
		sort app.Sort
		name string
	}{{"", "best match"}, {app.ByNewest, "newest"}, {app.ByOldest, "oldest"}, {app.BySpeaker, "speaker"}, {app.ByConfidence, "surest"}}
	lineOrders = map[app.ConcordanceSort]string{
		app.SortByLeft:  "left word",
		app.SortByRight: "right word",
		app.SortByDate:  "date",
	}
)

// orders offers the orders of the view in force.
func (p *quotesPage) orders() []parts.Choice {
	var out []parts.Choice
	if p.asTable {
		return p.table.choices()
	}
	if p.asLines {
		for _, o := range []app.ConcordanceSort{app.SortByLeft, app.SortByRight, app.SortByDate} {
			out = append(out, parts.Choice{Label: T(lineOrders[o]), Do: func() {
				p.lineOrder = o
				p.view(true)
			}})
		}
		return out
	}
	for _, o := range cardOrders {
		out = append(out, parts.Choice{Label: T(o.name), Do: func() {
			p.cardOrder = o.sort
			p.view(false)
		}})
	}
	return out
}

func (p *quotesPage) name() string               { return "Quotes" }
func (p *quotesPage) mark() string               { return "❝" }
func (p *quotesPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *quotesPage) inspected() *inspector      { return p.inspector }

// refresh asks again, as far as was read before, so that who codes far down a
// list stays there; very far down the cards read before stay behind the new ones.
func (p *quotesPage) refresh() {
	p.ask(rereadOf(len(p.result.Quotes), resultWindow), p.result)
	p.countNews()
}

func (p *quotesPage) request() app.SearchRequest {
	r := app.SearchRequest{
		Query:        p.query.Text,
		OncePerStory: p.once.On,
		Selected:     maps.Clone(p.selected),
		Limit:        resultWindow,
		Typing:       p.typing,
		Sort:         p.cardOrder,
	}
	for _, f := range facetsShown {
		r.Facets = append(r.Facets, f.name)
	}
	return r
}

type searchAnswer struct {
	result  app.SearchResult
	problem string
}

// search asks after a short pause in typing; an older question is dropped. What
// was marked may not be found any more, so that nothing is.
func (p *quotesPage) search() {
	for _, l := range []*keyList{p.list, p.lines, p.table.list} {
		l.clear()
	}
	p.ask(resultWindow, app.SearchResult{})
}

// listInView is the list of the view in force.
func (p *quotesPage) listInView() *keyList {
	switch {
	case p.othersFound() > 0:
		return p.others
	case p.asTable:
		return p.table.list
	case p.asLines:
		return p.lines
	}
	return p.list
}

// allFound hands over what the search found, whether it was read or not, as far as
// it is wise to change at once.
func (p *quotesPage) allFound(take func([]string)) {
	request := p.shown
	request.Facets, request.Limit = nil, mostAtOnce
	loadOnce(
		p.w,
		func(ctx context.Context) (app.SearchResult, error) { return p.w.corpus.Search(ctx, request) },
		func(r app.SearchResult) {
			names := make([]string, len(r.Quotes))
			for i, q := range r.Quotes {
				names[i] = string(q.Quote.ID)
			}
			take(names)
			if r.Total > len(names) {
				p.w.status.SetText(
					Tf(
						"The first %s of %s are selected; “Tag all…” takes every one",
						parts.Number(len(names)),
						parts.Count(r.Total, "quote"),
					),
				)
			}
		},
	)
}

// ask asks for so many cards; those of before that are not among them follow.
func (p *quotesPage) ask(limit int, before app.SearchResult) {
	request := p.request()
	if request.Limit = limit; p.asTable {
		request.Limit = max(limit, mostInTable)
	}
	p.growing.fresh()
	done := p.w.trace("a search, from the last key")
	load(p.w, &p.searching, func(ctx context.Context) (searchAnswer, error) {
		if err := p.w.run.pause(ctx, typingPause); err != nil {
			return searchAnswer{}, err
		}
		result, err := p.w.corpus.Search(ctx, request)
		if words, ok := app.QueryProblem(err); ok {
			return searchAnswer{problem: words}, nil // half a query is no failure while one types
		}
		return searchAnswer{result: followedBy(result, before)}, err
	}, func(a searchAnswer) {
		if a.problem == "" {
			p.shown = request
		}
		entered := p.entered
		if p.entered = false; entered && a.problem == "" && a.result.Total == p.result.Total && p.result.Total > 0 {
			done()
			return // the word was whole already
		}
		p.show(a)
		done()
	})
}

// followedBy is a first window of results with what was read beyond it before.
func followedBy(first, before app.SearchResult) app.SearchResult {
	if first.Next != "" && len(before.Quotes) > len(first.Quotes) {
		first.Quotes = withTail(first.Quotes, before.Quotes, func(c app.QuoteCard) string { return string(c.Quote.ID) })
		first.Next = before.Next
	}
	return first
}

func (p *quotesPage) show(a searchAnswer) {
	p.problem.Hide()
	if a.problem != "" {
		p.problem.SetText(a.problem)
		p.problem.Show()
		return
	}
	p.result = a.result
	p.count.SetText(p.whatFound())
	p.offerAnnotations()
	switch {
	case a.result.Total == 0:
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("Nothing found"),
				T("Use fewer words, or OR between them; “How to search” under Help explains the operators."),
			),
		}
	case p.othersFound() > 0:
		p.body.Objects = []fyne.CanvasObject{p.others}
		p.others.Refresh()
	case p.asTable:
		p.table.show(a.result.Quotes)
		p.body.Objects = []fyne.CanvasObject{p.table.root}
		parts.Show(p.partly, a.result.Total > len(a.result.Quotes))
		p.partly.SetText(
			Tf("%s rows, out of %s", parts.Number(len(a.result.Quotes)), parts.Count(a.result.Total, "quote")),
		)
		p.results.Refresh()
	case p.asLines:
		p.readLines() // they need more reading than cards and filters; what is there stays until they come
	default:
		p.body.Objects = []fyne.CanvasObject{p.list}
	}
	p.body.Refresh()
	p.list.Refresh()
	p.drawFacets()
	switch i := p.inspector; {
	case i.annotation != nil && p.at >= 0 && p.at < len(p.result.Annotations):
		i.showNote(p.result.Annotations[p.at], Tf("%d of %d", p.at+1, p.result.Total))
	case p.othersFound() > 0:
		i.clear()
	case p.asTable && p.at >= 0 && p.at < len(p.table.cards):
		i.show(p.table.cards[p.at], Tf("%d of %d", p.at+1, p.result.Total))
	case p.at >= 0 && p.at < len(p.result.Quotes):
		i.show(p.result.Quotes[p.at], Tf("%d of %d", p.at+1, p.result.Total))
	}
}

// readLines reads the concordance of what was found, then how often it is said.
func (p *quotesPage) readLines() {
	request, order := p.shown, p.lineOrder
	load(p.w, &p.lining, func(ctx context.Context) (app.Concordance, error) {
		return p.w.corpus.Concordance(ctx, request, order)
	}, func(c app.Concordance) {
		if !p.asLines {
			return
		}
		p.concordance = c.Lines
		p.body.Objects = []fyne.CanvasObject{p.concord}
		if len(c.Lines) == 0 {
			p.body.Objects = []fyne.CanvasObject{
				parts.EmptyState(T("No keyword"), T("Type a word: a concordance shows it in its context.")),
			}
		}
		parts.Show(p.partly, c.Read < c.Found)
		p.partly.SetText(
			Tf(
				"%s lines, out of the newest %s of %s",
				parts.Number(len(c.Lines)),
				parts.Number(c.Read),
				parts.Count(c.Found, "quote"),
			),
		)
		p.body.Refresh()
		p.results.Refresh()
		p.lines.Refresh()
		p.countOften()
	})
}

func (p *quotesPage) drawFacets() {
	p.facets.RemoveAll()
	for _, shown := range facetsShown {
		if p.w.settings.Blind && othersFacets[shown.name] {
			continue
		}
		for _, f := range p.result.Facets {
			if f.Name != shown.name || len(f.Values) == 0 {
				continue
			}
			p.facets.Add(parts.Section(T(shown.title)))
			for n, v := range f.Values {
				if n < facetValues || v.Selected || p.whole[f.Name] {
					p.facets.Add(p.facetCheck(f.Name, v))
				}
			}
			if len(f.Values) > facetValues {
				p.facets.Add(p.moreValues(f.Name, len(f.Values)-facetValues))
			}
		}
	}
	p.facets.Refresh()
}

func (p *quotesPage) facetCheck(facet string, v app.FacetValue) fyne.CanvasObject {
	name := v.Label
	if mark, ok := chart.StanceMarks[corpus.Stance(v.Value)]; ok && facet == "stance" {
		name = mark + " " + name
	}
	return newFacetRow(name, v.Count, v.Selected, func() { p.toggle(facet, v.Value) })
}

// toggle narrows the search to a value of a facet, or widens it again.
func (p *quotesPage) toggle(facet, value string) {
	kept := slices.Clone(p.selected[facet])
	if i := slices.Index(kept, value); i >= 0 {
		kept = slices.Delete(kept, i, i+1)
	} else {
		kept = append(kept, value)
	}
	p.selected[facet] = kept
	p.search()
}

// moreValues shows all values of a facet, or the first ones again.
func (p *quotesPage) moreValues(facet string, hidden int) fyne.CanvasObject {
	words := Tf("%d more…", hidden)
	if p.whole[facet] {
		words = T("fewer")
	}
	k := parts.NewKnob(words, "", parts.Bare, func() {
		if p.whole[facet] {
			delete(p.whole, facet)
		} else {
			p.whole[facet] = true
		}
		p.drawFacets()
	})
	k.Ink = parts.InkAccent
	return parts.NewFlow(0, k)
}

// allValues shows all values of every facet, or the first ones of each again.
func (p *quotesPage) allValues() {
	all := len(p.whole) == 0
	clear(p.whole)
	for _, f := range facetsShown {
		if all {
			p.whole[f.name] = true
		}
	}
	p.drawFacets()
}

// countOften shows under the concordance how often what is looked for is said, at
// any time: the times that were chosen stand among the others.
func (p *quotesPage) countOften() {
	request := p.shown
	request.Selected = maps.Clone(request.Selected)
	delete(request.Selected, "year")
	delete(request.Selected, "month")
	load(p.w, &p.timing, func(ctx context.Context) ([]app.PeriodCount, error) {
		return p.w.corpus.Frequency(ctx, request, "month")
	}, func(months []app.PeriodCount) {
		p.often.set(months)
		p.concord.Refresh()
	})
}

// readOn reads the next window of cards.
func (p *quotesPage) readOn() {
	request, have := p.shown, len(p.result.Quotes)+p.othersFound()
	if !p.growing.due(have, p.result.Next != "") {
		return
	}
	request.Cursor, request.Facets, request.Limit = p.result.Next, nil, resultWindow
	load(
		p.w,
		&p.growing.latest,
		func(ctx context.Context) (app.SearchResult, error) { return p.w.corpus.Search(ctx, request) },
		func(r app.SearchResult) {
			p.result.Quotes, p.result.Next = append(p.result.Quotes, r.Quotes...), r.Next
			p.result.Annotations, p.result.Articles = append(
				p.result.Annotations,
				r.Annotations...), append(
				p.result.Articles,
				r.Articles...)
			p.list.Refresh()
			p.others.Refresh()
		},
	)
}

// complete proposes how the query may go on.
func (p *quotesPage) complete() {
	query, cursor := p.query.Text, len(p.query.Text)
	load(
		p.w,
		&p.completing,
		func(ctx context.Context) ([]app.Completion, error) { return p.w.corpus.Complete(ctx, query, cursor) },
		func(list []app.Completion) {
			p.completions.RemoveAll()
			for _, c := range list {
				completion := c
				p.completions.Add(parts.NewKnob(c.Label, "", parts.Chip, func() {
					cut := strings.LastIndexAny(strings.TrimRight(query, " "), " (") + 1
					p.query.SetText(query[:cut] + completion.Insert)
					p.query.CursorColumn = len([]rune(p.query.Text))
					p.w.Canvas().Focus(p.query)
				}))
			}
			p.completions.Refresh()
		},
	)
}

func (p *quotesPage) choose(i int) {
	if i < 0 || i >= len(p.result.Quotes) {
		return
	}
	p.at = i
	p.inspector.show(p.result.Quotes[i], Tf("%d of %d", i+1, p.result.Total))
}

func (p *quotesPage) chooseLine(i int) {
	if i < 0 || i >= len(p.concordance) {
		return
	}
	p.line = i
	id := p.concordance[i].Quote
	for n, q := range p.result.Quotes {
		if q.Quote.ID == id {
			p.choose(n)
			return
		}
	}
	// A concordance has more lines than there are cards on screen.
	load(
		p.w,
		&p.reading,
		func(ctx context.Context) (app.QuoteCard, error) { return p.w.corpus.Card(ctx, id) },
		func(c app.QuoteCard) {
			p.at = -1
			p.inspector.show(c, Tf("%d of %d", i+1, len(p.concordance)))
		},
	)
}

func (p *quotesPage) openArticle() {
	if n := p.inspector.annotation; n != nil {
		p.w.openNote(*n)
		return
	}
	if p.inspector.card != nil {
		p.remember()
		p.w.openQuote(*p.inspector.card)
	}
}

// tagAll puts a tag on every quote found, as one act that can be undone, after a
// look at what that is.
func (p *quotesPage) tagAll() {
	entry := p.w.nameEntry(p.w.tagPaths)
	entry.SetPlaceHolder("Access/Police data")
	request := p.shown
	preview := parts.NewColumn(3)
	for i, q := range p.result.Quotes {
		if i == 4 {
			break
		}
		words := parts.Quoted(plain(q.Words))
		words.Most = 1
		preview.Add(words)
		preview.Add(parts.Soft(speakerLine(q)))
	}
	if p.result.Total > 4 {
		preview.Add(parts.Soft(Tf("and %d more", p.result.Total-4)))
	}
	p.w.form(Tf("Tag %s", parts.Count(p.result.Total, "quote")), T("Tag"), []*widget.FormItem{
		parts.Item("Tag", entry.withProposals()), parts.Item("These", preview),
		parts.Item("", parts.Soft(T("One act; undo takes it back as one."))),
	}, func() {
		path := entry.Text
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			return a.TagAll(ctx, coder, request, path)
		}, nil)
	})
}

// save keeps what is on screen, filters included, as a search of the corpus.
func (p *quotesPage) save() {
	request := p.request()
	loadOnce(
		p.w,
		func(ctx context.Context) (string, error) { return p.w.corpus.AsQuery(ctx, request) },
		func(query string) {
			name := parts.NewField(p.w)
			name.SetText(query)
			p.w.form(T("Save this search"), T("Save"), []*widget.FormItem{parts.Item("Name", name)}, func() {
				p.w.do(corpus.SaveSearch{Search: corpus.SavedSearch{Name: name.Text, Query: query}})
			})
		},
	)
}

// export offers to write what is on screen, filters included, to a file.
func (p *quotesPage) export() {
	request := p.request()
	loadOnce(
		p.w,
		func(ctx context.Context) (string, error) { return p.w.corpus.AsQuery(ctx, request) },
		p.w.exportDialog,
	)
}

func (p *quotesPage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown:
		p.step(1)
	case fyne.KeyUp:
		p.step(-1)
	default:
		return false
	}
	return true
}

// step goes to the next or previous result, in the view in force.
func (p *quotesPage) step(by int) {
	if list := p.listInView(); list != p.others ||
		len(p.result.Annotations) > 0 { // going through articles would open each
		list.walk(by)
	}
}

func (p *quotesPage) letter(r rune) bool {
	switch r {
	case 'j':
		return p.key(fyne.KeyDown)
	case 'k':
		return p.key(fyne.KeyUp)
	case '/':
		p.w.Canvas().Focus(p.query)
	case 'g':
		p.openArticle()
	default:
		return false
	}
	return true
}

// openQuote shows a quote in its article.
func (w *Window) openQuote(c app.QuoteCard) {
	articles := w.articles()
	articles.wanted = c.Article.ID
	w.goTo(articles)
	articles.openAt(c.Article.ID, c.Quote.ID)
}

// revealInspector brings the card of the quote into view.
func (p *quotesPage) revealInspector() { p.panes.Reveal(p.inspector.root) }

func (p *quotesPage) frame() *parts.Panes { return p.panes }
