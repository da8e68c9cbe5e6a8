package desktop

import (
	"context"
	"fmt"
	"image/color"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// articleWindow is how many articles the list reads at once.
const articleWindow = 500

// articlesPage lists the articles and reads one of them.
type articlesPage struct {
	w         *Window
	list      *widget.List
	filter    *widget.Entry
	articles  []corpus.ArticleSummary
	total     int
	sort      corpus.ArticleSort
	reading   app.Reading
	at        int // the current quote in reading.Quotes; −1 for none
	reader    *reader
	inspector *inspector
	title     *canvas.Text
	head      *fyne.Container
	find      *widget.Entry
	root      fyne.CanvasObject
	listing   latest
	opening   latest
	selecting bool // the list is being told what is selected
}

func newArticlesPage(w *Window) *articlesPage {
	p := &articlesPage{w: w, at: -1, sort: corpus.NewestFirst, inspector: newInspector(w), reader: newReader()}
	p.filter = widget.NewEntry()
	p.filter.SetPlaceHolder("Filter articles")
	p.filter.OnChanged = func(string) { p.loadList() }
	p.list = widget.NewList(func() int { return len(p.articles) }, func() fyne.CanvasObject { return newArticleRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.articles) {
			o.(*articleRow).set(p.articles[i])
		}
	})
	p.list.OnSelected = func(i widget.ListItemID) {
		if i < len(p.articles) && !p.selecting {
			p.open(p.articles[i].ID)
		}
	}
	order := widget.NewSelect([]string{"newest", "oldest", "last collected", "title", "most to review"}, func(s string) {
		p.sort = map[string]corpus.ArticleSort{"newest": corpus.NewestFirst, "oldest": corpus.OldestFirst, "last collected": corpus.LastCollected,
			"title": corpus.ByTitle, "most to review": corpus.MostToReview}[s]
		p.loadList()
	})
	order.Selected = "newest"
	add := widget.NewButton("Add…", func() { w.addDialog() })
	add.Importance = widget.HighImportance
	left := container.NewBorder(container.NewVBox(container.NewPadded(container.NewBorder(nil, nil, nil, add, p.filter)), order), nil, nil, nil, p.list)
	p.reader.onTap = p.tapped
	p.reader.onSelect = p.selected
	p.head = container.NewVBox()
	p.find = widget.NewEntry()
	p.find.SetPlaceHolder("Find in article")
	p.find.OnChanged = p.findWords
	middle := container.NewBorder(p.head, nil, nil, nil, p.reader.scroll)
	inner := container.NewHSplit(middle, p.inspector.root)
	inner.Offset = 0.70
	outer := container.NewHSplit(left, inner)
	outer.Offset = 0.23
	p.root = outer
	p.showEmpty()
	return p
}

func (p *articlesPage) name() string               { return "Articles" }
func (p *articlesPage) mark() string               { return "☰" }
func (p *articlesPage) content() fyne.CanvasObject { return p.root }
func (p *articlesPage) inspected() *inspector      { return p.inspector }

func (p *articlesPage) refresh() {
	p.loadList()
	if p.reading.Article.ID != "" {
		p.open(p.reading.Article.ID)
	}
}

func (p *articlesPage) loadList() {
	filter := corpus.ArticleFilter{Words: p.filter.Text, Sort: p.sort, Limit: articleWindow}
	type answer struct {
		list  []corpus.ArticleSummary
		total int
	}
	load(p.w, &p.listing, func(ctx context.Context) (answer, error) {
		list, total, err := p.w.corpus.Articles(ctx, filter)
		return answer{list, total}, err
	}, func(a answer) {
		p.articles, p.total = a.list, a.total
		p.list.Refresh()
		if p.reading.Article.ID == "" && len(p.articles) > 0 {
			p.open(p.articles[0].ID)
		}
		p.selectRow()
	})
}

func (p *articlesPage) selectRow() {
	for i, a := range p.articles {
		if a.ID == p.reading.Article.ID {
			p.selecting = true
			p.list.Select(i)
			p.selecting = false
			return
		}
	}
}

func (p *articlesPage) showEmpty() {
	p.head.Objects = []fyne.CanvasObject{emptyState("No articles yet", "Add the address of an article, a feed, a file or a folder.",
		widget.NewButton("Add articles…", func() { p.w.addDialog() }))}
	p.head.Refresh()
}

// open reads an article; where it is the one that is open, the place stays.
func (p *articlesPage) open(id corpus.ArticleID) {
	same := p.reading.Article.ID == id
	load(p.w, &p.opening, func(ctx context.Context) (app.Reading, error) { return p.w.corpus.Read(ctx, id) }, func(r app.Reading) {
		changed := !same || p.reading.Version.ID != r.Version.ID
		p.reading = r
		if changed {
			p.at = -1
			p.reader.setText(r.Version.Text, r.Version.Paragraphs)
			p.reader.scroll.ScrollToTop()
			p.inspector.clear()
			p.drawHead()
			p.selectRow()
		}
		p.drawMarks()
		if p.at >= 0 && p.at < len(r.Quotes) {
			p.inspect()
		}
	})
}

func (p *articlesPage) drawHead() {
	a := p.reading.Article
	c := colors()
	var lines []fyne.CanvasObject
	for _, line := range breakTitle(a.Title, p.reader.column(p.reader.Size().Width), headlineSize*textScale()) {
		t := canvas.NewText(line, c.ink)
		t.TextSize, t.FontSource = headlineSize*textScale(), serifBold
		lines = append(lines, t)
	}
	about := []string{strings.Join(a.Authors, ", "), a.Publisher, prettyDay(a.Published), fmt.Sprintf("version %d of %d", p.reading.Version.Number, len(p.reading.Versions))}
	if n := len(p.reading.Printings); n > 0 {
		about = append(about, fmt.Sprintf("%d other printings", n))
	}
	meta := soft(strings.Join(nonEmpty(about), " · "))
	page := widget.NewButton("Page as fetched", func() { p.w.showPage(p.reading.Version.Page) })
	page.Importance = widget.LowImportance
	tools := container.NewHBox(page)
	if u, err := url.Parse(a.URL); err == nil && strings.HasPrefix(a.URL, "http") {
		tools.Add(widget.NewHyperlink("Source", u))
	}
	lines = append(lines, meta, container.NewBorder(nil, nil, tools, nil, p.find), divider())
	inset := canvas.NewRectangle(color.Transparent)
	inset.SetMinSize(fyne.NewSize(readerMargin-8, 4))
	p.head.Objects = []fyne.CanvasObject{container.NewBorder(inset, nil, inset, nil, container.NewVBox(lines...))}
	p.head.Refresh()
}

func nonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

func breakTitle(title string, width, size float32) []string {
	m := newMeasurer(size, serifBold)
	var out []string
	for _, words := range breakLines(title, 0, len(title), max(width, 200), m) {
		out = append(out, title[words[0].start:words[len(words)-1].end])
	}
	return out
}

// drawMarks shows the quotes and annotations of the article.
func (p *articlesPage) drawMarks() {
	c := colors()
	var marks []mark
	var bars []bar
	p.reader.frame = nil
	for i, q := range p.reading.Quotes {
		if q.Status == corpus.Rejected || q.Current.Utterance != corpus.Speech {
			continue
		}
		ground, line := c.direct, c.directLine
		if q.Current.Kind != corpus.Direct {
			ground, line = c.mixed, c.mixedLine
		}
		shown := q.Current.Content
		if len(q.Current.Quoted) > 0 {
			shown = q.Current.Quoted
		}
		settled := q.Status != corpus.Suggested
		for _, s := range shown {
			m := mark{span: s, underline: line}
			if settled {
				m = mark{span: s, ground: ground}
			}
			marks = append(marks, m)
			b := bar{span: s, color: c.confirmed}
			if !settled {
				b = bar{span: s, color: c.soft, dashed: true}
			}
			bars = append(bars, b)
		}
		for _, s := range append(append([]corpus.Span{}, q.Current.Cue...), q.Current.Source...) {
			marks = append(marks, mark{span: s, underline: c.soft, dotted: true})
		}
		if i == p.at {
			p.reader.frame = shown
		}
	}
	for _, a := range p.reading.Annotations {
		marks = append(marks, mark{span: a.Anchor.Span, ground: withAlpha(c.accentGround, 160), underline: c.accent})
	}
	p.reader.setMarks(marks, bars)
}

// speech are the places of the quotes that j and k go through.
func (p *articlesPage) speech() []int {
	var out []int
	for i, q := range p.reading.Quotes {
		if q.Current.Utterance == corpus.Speech && q.Status != corpus.Rejected {
			out = append(out, i)
		}
	}
	return out
}

func (p *articlesPage) inspect() {
	places := p.speech()
	position := ""
	for n, i := range places {
		if i == p.at {
			position = fmt.Sprintf("%d of %d", n+1, len(places))
		}
	}
	p.inspector.show(p.reading.Quotes[p.at], position)
}

// choose makes a quote the current one.
func (p *articlesPage) choose(i int) {
	p.at = i
	p.drawMarks()
	p.reader.scrollTo(corpus.Cover(p.reading.Quotes[i].Current.Content).Start)
	p.inspect()
}

// step goes to the next or previous quote.
func (p *articlesPage) step(by int) {
	places := p.speech()
	if len(places) == 0 {
		return
	}
	next := 0
	if by < 0 {
		next = len(places) - 1
	}
	for n, i := range places {
		if i == p.at {
			next = min(max(n+by, 0), len(places)-1)
		}
	}
	p.choose(places[next])
}

// tapped chooses the quote under a place; of several the shortest.
func (p *articlesPage) tapped(offset int) {
	best, length := -1, 0
	for _, i := range p.speech() {
		cover := corpus.Cover(p.reading.Quotes[i].Current.Content)
		if cover.Start <= offset && offset < cover.End && (best < 0 || cover.Len() < length) {
			best, length = i, cover.Len()
		}
	}
	p.w.Canvas().Unfocus()
	if best >= 0 {
		p.choose(best)
	}
}

// selected offers what can be done with words somebody marked.
func (p *articlesPage) selected(s corpus.Span) {
	s = wholeWords(p.reading.Version.Text, s)
	p.w.annotateDialog(p.reading, s)
}

// wholeWords widens a span to whole words.
func wholeWords(text string, s corpus.Span) corpus.Span {
	isBlank := func(b byte) bool { return b == ' ' || b == '\n' }
	for s.Start > 0 && !isBlank(text[s.Start-1]) {
		s.Start--
	}
	for s.End < len(text) && !isBlank(text[s.End]) {
		s.End++
	}
	for s.Start < s.End && isBlank(text[s.Start]) {
		s.Start++
	}
	return s
}

// findWords marks words in the article and goes to the first.
func (p *articlesPage) findWords(words string) {
	p.reader.find = nil
	text, words := strings.ToLower(p.reading.Version.Text), strings.ToLower(words)
	if len(words) > 1 && len(text) == len(p.reading.Version.Text) {
		for at := 0; ; {
			i := strings.Index(text[at:], words)
			if i < 0 {
				break
			}
			p.reader.find = append(p.reader.find, corpus.Span{Start: at + i, End: at + i + len(words)})
			at += i + len(words)
		}
	}
	if len(p.reader.find) > 0 {
		p.reader.scrollTo(p.reader.find[0].Start)
	}
	p.reader.Refresh()
}

func (p *articlesPage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown, fyne.KeyUp:
		by := p.reader.lead() * 3
		if k == fyne.KeyUp {
			by = -by
		}
		p.reader.scroll.ScrollToOffset(fyne.NewPos(0, max(0, p.reader.scroll.Offset.Y+by)))
		return true
	case fyne.KeyPageDown, fyne.KeyPageUp:
		by := p.reader.scroll.Size().Height * 0.9
		if k == fyne.KeyPageUp {
			by = -by
		}
		p.reader.scroll.ScrollToOffset(fyne.NewPos(0, max(0, p.reader.scroll.Offset.Y+by)))
		return true
	}
	return false
}

func (p *articlesPage) letter(r rune) bool {
	switch r {
	case 'j':
		p.step(1)
	case 'k':
		p.step(-1)
	case '/':
		p.w.Canvas().Focus(p.find)
	case '[', ']':
		p.neighbour(map[rune]int{'[': -1, ']': 1}[r])
	default:
		return false
	}
	return true
}

// neighbour opens the article before or after in the list.
func (p *articlesPage) neighbour(by int) {
	for i, a := range p.articles {
		if a.ID == p.reading.Article.ID && i+by >= 0 && i+by < len(p.articles) {
			p.open(p.articles[i+by].ID)
			return
		}
	}
}

// articleRow is one article in the list.
type articleRow struct {
	widget.BaseWidget
	title, second, about, count *canvas.Text
	line                        *canvas.Line
	full                        string
}

func newArticleRow() *articleRow {
	blank := func() *canvas.Text { return canvas.NewText("", color.Black) }
	r := &articleRow{title: blank(), second: blank(), about: blank(), count: blank(), line: canvas.NewLine(color.Black)}
	r.title.TextStyle.Bold, r.second.TextStyle.Bold = true, true
	r.ExtendBaseWidget(r)
	return r
}

func (r *articleRow) set(a corpus.ArticleSummary) {
	c := colors()
	r.full = a.Title
	for _, t := range []*canvas.Text{r.title, r.second} {
		t.Color, t.TextSize = c.ink, 14*textScale()
	}
	r.about.Text, r.about.Color, r.about.TextSize = strings.Trim(a.Publisher+" · "+prettyDay(a.Published), " ·"), c.soft, labelSize*textScale()
	parts := []string{fmt.Sprintf("%d quotes", a.Quotes)}
	if a.ToReview > 0 {
		parts = append(parts, fmt.Sprintf("%d to review", a.ToReview))
	}
	if a.Printings > 1 {
		parts = append(parts, fmt.Sprintf("in %d printings", a.Printings))
	}
	r.count.Text, r.count.Color, r.count.TextSize = strings.Join(parts, " · "), c.soft, labelSize*textScale()
	r.line.StrokeColor = c.line
	r.Refresh()
}

func (r *articleRow) CreateRenderer() fyne.WidgetRenderer { return &articleRowRenderer{r} }

type articleRowRenderer struct{ r *articleRow }

func (x *articleRowRenderer) Layout(size fyne.Size) {
	s := textScale()
	x.r.title.Move(fyne.NewPos(10, 6))
	x.r.second.Move(fyne.NewPos(10, 6+19*s))
	x.r.about.Move(fyne.NewPos(10, 6+40*s))
	x.r.count.Move(fyne.NewPos(10, 6+56*s))
	x.r.line.Position1, x.r.line.Position2 = fyne.NewPos(0, size.Height-1), fyne.NewPos(size.Width, size.Height-1)
	x.fit(size.Width)
}

// fit puts the headline on two lines.
func (x *articleRowRenderer) fit(width float32) {
	size := 14 * textScale()
	first := ellipsis(x.r.full, size, width-20)
	x.r.second.Text = ""
	if cut, isCut := strings.CutSuffix(first, " …"); isCut {
		first = cut
		x.r.second.Text = ellipsis(strings.TrimSpace(strings.TrimPrefix(x.r.full, cut)), size, width-20)
	}
	x.r.title.Text = first
}

func (x *articleRowRenderer) MinSize() fyne.Size { return fyne.NewSize(160, 6+74*textScale()+4) }
func (x *articleRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{x.r.title, x.r.second, x.r.about, x.r.count, x.r.line}
}
func (x *articleRowRenderer) Destroy() {}
func (x *articleRowRenderer) Refresh() {
	x.fit(x.r.Size().Width)
	for _, o := range x.Objects() {
		canvas.Refresh(o)
	}
}
