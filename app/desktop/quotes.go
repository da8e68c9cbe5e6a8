package desktop

import (
	"context"
	"fmt"
	"image/color"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// facetsShown are the facets beside the results, with their headings.
var facetsShown = []struct{ name, title string }{{"speaker", "Speaker"}, {"organization", "Organisation"}, {"stance", "Stance"}, {"tag", "Tag"},
	{"publisher", "Publisher"}, {"status", "Status"}, {"year", "Year"}}

const (
	resultWindow = 200
	facetValues  = 6
	typingPause  = 150 * time.Millisecond
)

// quotesPage searches as one types.
type quotesPage struct {
	w           *Window
	query       *widget.Entry
	count       *widget.Label
	problem     *widget.Label
	facets      *fyne.Container
	list        *widget.List
	lines       *widget.List
	body        *fyne.Container
	completions *fyne.Container
	once        *widget.Check
	inspector   *inspector
	root        fyne.CanvasObject

	result      app.SearchResult
	concordance []app.ConcordanceLine
	asLines     bool
	selected    map[string][]string
	at          int
	searching   latest
	completing  latest
}

func newQuotesPage(w *Window) *quotesPage {
	p := &quotesPage{w: w, at: -1, selected: map[string][]string{}, inspector: newInspector(w)}
	p.query = widget.NewEntry()
	p.query.SetPlaceHolder(`Search quotes: words, "exact phrase", speaker:Name, date:2015..2017`)
	p.query.OnChanged = func(string) { p.search(); p.complete() }
	p.count, p.problem = widget.NewLabel(""), widget.NewLabel("")
	p.problem.Importance = widget.DangerImportance
	p.problem.Hide()
	p.once = widget.NewCheck("once per story", func(bool) { p.search() })
	p.facets = container.NewVBox()
	p.completions = container.NewHBox()
	p.list = widget.NewList(func() int { return len(p.result.Quotes) }, func() fyne.CanvasObject { return newQuoteRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.result.Quotes) {
			o.(*quoteRow).set(p.result.Quotes[i])
		}
	})
	p.list.OnSelected = func(i widget.ListItemID) { p.choose(i) }
	p.lines = widget.NewList(func() int { return len(p.concordance) }, func() fyne.CanvasObject { return newLineRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.concordance) {
			o.(*lineRow).set(p.concordance[i])
		}
	})
	p.lines.OnSelected = func(i widget.ListItemID) { p.chooseLine(i) }
	p.body = container.NewStack(p.list)
	view := widget.NewRadioGroup([]string{"Cards", "Concordance"}, func(s string) {
		p.asLines = s == "Concordance"
		p.search()
	})
	view.Horizontal, view.Selected, view.Required = true, "Cards", true
	tools := container.NewHBox(p.count, p.once, layout.NewSpacer(), view,
		widget.NewButton("Open article", func() { p.openArticle() }), widget.NewButton("Tag all…", func() { p.tagAll() }),
		widget.NewButton("Save search…", func() { p.save() }), widget.NewButton("Export…", func() { w.exportDialog(p.query.Text) }))
	top := container.NewVBox(container.NewPadded(p.query), p.completions, p.problem, container.NewHScroll(tools))
	left := onPanel(colors().panel, container.NewVScroll(container.NewPadded(p.facets)))
	inner := container.NewHSplit(container.NewBorder(top, nil, nil, nil, p.body), p.inspector.root)
	inner.Offset = 0.70
	outer := container.NewHSplit(left, inner)
	outer.Offset = 0.19
	p.root = outer
	return p
}

func (p *quotesPage) name() string               { return "Quotes" }
func (p *quotesPage) mark() string               { return "❝" }
func (p *quotesPage) content() fyne.CanvasObject { return p.root }
func (p *quotesPage) inspected() *inspector      { return p.inspector }
func (p *quotesPage) refresh()                   { p.search() }

func (p *quotesPage) request() app.SearchRequest {
	r := app.SearchRequest{Query: p.query.Text, OncePerStory: p.once.Checked, Selected: p.selected, Limit: resultWindow}
	for _, f := range facetsShown {
		r.Facets = append(r.Facets, f.name)
	}
	return r
}

type searchAnswer struct {
	result  app.SearchResult
	lines   []app.ConcordanceLine
	problem string
}

// search asks after a short pause in typing; an older question is dropped.
func (p *quotesPage) search() {
	request, asLines := p.request(), p.asLines
	load(p.w, &p.searching, func(ctx context.Context) (searchAnswer, error) {
		if err := p.w.run.pause(ctx, typingPause); err != nil {
			return searchAnswer{}, err
		}
		var a searchAnswer
		var err error
		if a.result, err = p.w.corpus.Search(ctx, request); err == nil && asLines {
			a.lines, _, err = p.w.corpus.Concordance(ctx, request, app.SortByLeft)
		}
		if words, ok := app.QueryProblem(err); ok {
			return searchAnswer{problem: words}, nil // half a query is no failure while one types
		}
		return a, err
	}, p.show)
}

func (p *quotesPage) show(a searchAnswer) {
	p.problem.Hide()
	if a.problem != "" {
		p.problem.SetText(a.problem)
		p.problem.Show()
		return
	}
	p.result, p.concordance = a.result, a.lines
	p.count.SetText(fmt.Sprintf("%d quotes", a.result.Total))
	p.body.Objects = []fyne.CanvasObject{p.list}
	switch {
	case a.result.Total == 0:
		p.body.Objects = []fyne.CanvasObject{emptyState("Nothing found", "Use fewer words, or OR between them; operators are explained in the command palette under “Search help”.")}
	case p.asLines && len(a.lines) == 0:
		p.body.Objects = []fyne.CanvasObject{emptyState("No keyword", "Type a word: a concordance shows it in its context.")}
	case p.asLines:
		p.body.Objects = []fyne.CanvasObject{p.lines}
	}
	p.body.Refresh()
	p.list.Refresh()
	p.lines.Refresh()
	p.drawFacets()
	if p.at >= 0 && p.at < len(p.result.Quotes) {
		p.inspector.show(p.result.Quotes[p.at], fmt.Sprintf("%d of %d", p.at+1, p.result.Total))
	}
}

func (p *quotesPage) drawFacets() {
	p.facets.RemoveAll()
	for _, shown := range facetsShown {
		for _, f := range p.result.Facets {
			if f.Name != shown.name || len(f.Values) == 0 {
				continue
			}
			p.facets.Add(section(shown.title))
			for n, v := range f.Values {
				if n == facetValues && !v.Selected {
					break
				}
				p.facets.Add(p.facetCheck(f.Name, v))
			}
		}
	}
	p.facets.Refresh()
}

func (p *quotesPage) facetCheck(facet string, v app.FacetValue) fyne.CanvasObject {
	label := v.Label
	if mark, ok := stanceMarks[corpus.Stance(v.Value)]; ok && facet == "stance" {
		label = mark + " " + label
	}
	check := widget.NewCheck(ellipsis(label, 14*textScale(), 170*textScale()), nil)
	check.Checked = v.Selected
	check.OnChanged = func(on bool) {
		kept := p.selected[facet][:0:0]
		for _, s := range p.selected[facet] {
			if s != v.Value {
				kept = append(kept, s)
			}
		}
		if on {
			kept = append(kept, v.Value)
		}
		p.selected[facet] = kept
		p.search()
	}
	return container.NewBorder(nil, nil, nil, soft(fmt.Sprint(v.Count)), check)
}

// complete proposes how the query may go on.
func (p *quotesPage) complete() {
	query, cursor := p.query.Text, len(p.query.Text)
	load(p.w, &p.completing, func(ctx context.Context) ([]app.Completion, error) { return p.w.corpus.Complete(ctx, query, cursor) }, func(list []app.Completion) {
		p.completions.RemoveAll()
		for _, c := range list {
			completion := c
			b := widget.NewButton(c.Label, func() {
				cut := strings.LastIndexAny(strings.TrimRight(query, " "), " (") + 1
				p.query.SetText(query[:cut] + completion.Insert)
				p.query.CursorColumn = len([]rune(p.query.Text))
				p.w.Canvas().Focus(p.query)
			})
			b.Importance = widget.LowImportance
			p.completions.Add(b)
		}
		p.completions.Refresh()
	})
}

func (p *quotesPage) choose(i int) {
	if i < 0 || i >= len(p.result.Quotes) {
		return
	}
	p.at = i
	p.inspector.show(p.result.Quotes[i], fmt.Sprintf("%d of %d", i+1, p.result.Total))
	p.w.Canvas().Unfocus()
}

func (p *quotesPage) chooseLine(i int) {
	if i >= len(p.concordance) {
		return
	}
	for n, q := range p.result.Quotes {
		if q.Quote.ID == p.concordance[i].Quote {
			p.choose(n)
			return
		}
	}
}

func (p *quotesPage) openArticle() {
	if p.inspector.card != nil {
		p.w.openQuote(*p.inspector.card)
	}
}

// tagAll puts a tag on every quote found, as one act that can be undone.
func (p *quotesPage) tagAll() {
	entry := widget.NewEntry()
	entry.SetPlaceHolder("Access/Police data")
	request := p.request()
	p.w.form(fmt.Sprintf("Tag %d quotes", p.result.Total), "Tag", []*widget.FormItem{widget.NewFormItem("Tag", entry)}, func() {
		path := entry.Text
		p.w.work(func(ctx context.Context) error { return p.w.corpus.TagAll(ctx, p.w.settings.Coder, request, path) })
	})
}

func (p *quotesPage) save() {
	name := widget.NewEntry()
	name.SetText(p.query.Text)
	p.w.form("Save this search", "Save", []*widget.FormItem{widget.NewFormItem("Name", name)}, func() {
		p.w.do(corpus.SaveSearch{Search: corpus.SavedSearch{Name: name.Text, Query: p.query.Text}})
	})
}

func (p *quotesPage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown:
		p.list.Select(min(p.at+1, len(p.result.Quotes)-1))
	case fyne.KeyUp:
		p.list.Select(max(p.at-1, 0))
	default:
		return false
	}
	return true
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

// lineRow is one line of a concordance: the keyword stands in the middle.
type lineRow struct {
	widget.BaseWidget
	left, word, right, who *canvas.Text
	stance                 *canvas.Text
	data                   app.ConcordanceLine
}

func newLineRow() *lineRow {
	blank := func() *canvas.Text { return canvas.NewText("", color.Black) }
	r := &lineRow{left: blank(), word: blank(), right: blank(), who: blank(), stance: blank()}
	r.left.Alignment = fyne.TextAlignTrailing
	r.word.Alignment = fyne.TextAlignCenter
	r.word.TextStyle.Bold = true
	r.left.FontSource, r.right.FontSource, r.word.FontSource = serif, serif, serifBold
	r.ExtendBaseWidget(r)
	return r
}

func (r *lineRow) set(l app.ConcordanceLine) {
	c := colors()
	r.data = l
	size := 14 * textScale()
	for t, ink := range map[*canvas.Text]color.Color{r.left: c.soft, r.right: c.ink, r.word: c.accent, r.who: c.soft, r.stance: c.soft} {
		t.Color, t.TextSize = ink, size
	}
	r.who.TextSize = labelSize * textScale()
	r.stance.Text = ""
	for _, s := range l.Stances {
		r.stance.Text, r.stance.Color = stanceMarks[s], stanceColor(s)
	}
	r.Refresh()
}

func (r *lineRow) CreateRenderer() fyne.WidgetRenderer { return &lineRowRenderer{r} }

type lineRowRenderer struct{ r *lineRow }

func (x *lineRowRenderer) Layout(size fyne.Size) {
	r := x.r
	s := textScale()
	aside := 220 * s
	room := size.Width - aside
	mid := room * 0.46
	wordWidth := float32(len([]rune(r.data.Keyword)))*size14(s)*0.6 + 12
	r.word.Text = r.data.Keyword
	r.left.Text = tail(r.data.Left, 14*s, mid-wordWidth/2)
	r.right.Text = ellipsis(oneLine(r.data.Right), 14*s, room-mid-wordWidth/2-8)
	r.who.Text = ellipsis(r.data.Speaker, labelSize*s, aside-100*s) + "  " + r.data.Day
	y := float32(6)
	place(r.left, 0, y, mid-wordWidth/2)
	place(r.word, mid-wordWidth/2, y, wordWidth)
	place(r.right, mid+wordWidth/2+4, y, room-mid-wordWidth/2)
	place(r.who, room, y+2, aside-20*s)
	place(r.stance, size.Width-20*s, y, 18*s)
}

func size14(s float32) float32 { return 14 * s }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func place(o fyne.CanvasObject, x, y, width float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 1), o.MinSize().Height))
}

// tail is the end of a text that fits a width.
func tail(s string, size, width float32) string {
	s = oneLine(s)
	most := int(width / (size * 0.52))
	runes := []rune(s)
	if len(runes) <= most || most < 2 {
		return s
	}
	return "… " + string(runes[len(runes)-most+2:])
}

func (x *lineRowRenderer) MinSize() fyne.Size { return fyne.NewSize(400, 32*textScale()) }
func (x *lineRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{x.r.left, x.r.word, x.r.right, x.r.who, x.r.stance}
}
func (x *lineRowRenderer) Destroy() {}
func (x *lineRowRenderer) Refresh() {
	x.Layout(x.r.Size())
	for _, o := range x.Objects() {
		canvas.Refresh(o)
	}
}

// openQuote shows a quote in its article.
func (w *Window) openQuote(c app.QuoteCard) {
	articles := w.pages[0].(*articlesPage)
	w.goTo(articles)
	load(w, &articles.opening, func(ctx context.Context) (app.Reading, error) { return w.corpus.Read(ctx, c.Article.ID) }, func(r app.Reading) {
		articles.reading = r
		articles.reader.setText(r.Version.Text, r.Version.Paragraphs)
		articles.drawHead()
		articles.selectRow()
		for i, q := range r.Quotes {
			if q.Quote.ID == c.Quote.ID {
				articles.choose(i)
				return
			}
		}
		articles.drawMarks()
	})
}

// showText shows a page of help or a source in a window of its own.
func (w *Window) showText(title string, content fyne.CanvasObject) {
	size := w.Canvas().Size()
	d := dialog.NewCustom(title, "Close", container.NewScroll(content), w)
	d.Resize(fyne.NewSize(min(820, size.Width-60), size.Height-100))
	d.Show()
}
