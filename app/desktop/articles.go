package desktop

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
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
	list      *keyList
	filter    *widget.Entry
	articles  []corpus.ArticleSummary
	total     int
	sort      corpus.ArticleSort
	reading   app.Reading
	at        int // the current quote in reading.Quotes; −1 for none
	reader    *reader
	inspector *inspector
	head      *fyne.Container
	find      *widget.Entry
	found     *prose // how many places, or how many articles
	position  *prose
	matches   *prose
	foundAt   int
	body      *fyne.Container // the article, or how to add one
	full      fyne.CanvasObject
	wanted    corpus.ArticleID // being opened
	root      fyne.CanvasObject
	listing   latest
	opening   latest
	places    map[corpus.ArticleID]fyne.Position // where each was left
	selecting bool                               // the list is being told what is selected
}

func newArticlesPage(w *Window) *articlesPage {
	p := &articlesPage{w: w, at: -1, places: map[corpus.ArticleID]fyne.Position{}, sort: corpus.NewestFirst, inspector: newInspector(w), reader: newReader()}
	p.filter = widget.NewEntry()
	p.filter.SetPlaceHolder("Filter articles")
	p.filter.OnChanged = func(string) { p.loadList() }
	p.list = newKeyList(w, func() int { return len(p.articles) }, func() fyne.CanvasObject { return newArticleRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
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
	add := newKnob("Add…", "", primary, w.addDialog)
	p.found, p.position = newFootText(), newFootText()
	top := newColumn(6, container.NewBorder(nil, nil, nil, add, p.filter), container.NewBorder(nil, nil, nil, order, container.New(inset{top: 8}, p.found)))
	left := container.NewBorder(container.NewVBox(padded(10, top), divider()), nil, nil, nil, p.list)
	p.reader.onTap = p.tapped
	p.reader.onSelect = p.selected
	p.head = newColumn(4)
	p.find = widget.NewEntry()
	p.find.SetPlaceHolder("Find in article  /")
	p.find.OnChanged = p.findWords
	p.find.OnSubmitted = func(string) { p.nextFound() }
	p.matches = newFootText()
	p.body = container.NewStack()
	down := func(width float32, o fyne.CanvasObject) fyne.CanvasObject {
		return fixed(width, container.New(inset{top: 6}, o))
	}
	bar := newFlow(4, newKnob("‹", "", bare, func() { p.neighbour(-1) }), newKnob("›", "", bare, func() { p.neighbour(1) }), down(116, p.position),
		fixed(200, p.find), down(76, p.matches), newKnob("Page as fetched", "", bare, func() { w.showPage(p.reading.Version.Page) }),
		newKnob("A−", "", bare, func() { w.zoom(-0.1) }), newKnob("A+", "", bare, func() { w.zoom(0.1) }), newKnob("☾", "", bare, w.switchTheme))
	p.full = container.NewBorder(container.NewVBox(container.New(inset{14, 5, 14, 5}, bar), divider(), p.head), nil, nil, nil, p.reader.scroll)
	p.root = newPanes(listWidth, inspectorWidth, left, p.body, p.inspector.root)
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
		p.found.setText(count(p.total, "article"))
		p.list.Refresh()
		switch {
		case len(p.articles) > 0 && p.reading.Article.ID == "" && p.wanted == "":
			p.open(p.articles[0].ID)
		case len(p.articles) == 0 && filter.Words == "":
			p.showEmpty()
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
			p.position.setText(fmt.Sprintf("Article %d of %d", i+1, p.total))
			return
		}
	}
}

func (p *articlesPage) showEmpty() {
	p.reading, p.at = app.Reading{}, -1
	p.inspector.clear()
	p.body.Objects = []fyne.CanvasObject{emptyState("No articles yet", "Add the address of an article, a feed, a file or a folder. Quoth finds who said what; you say whether it is right.",
		newKnob("Add articles…", "Ctrl+D", primary, p.w.addDialog))}
	p.body.Refresh()
}

// open reads an article; where it is the one that is open, the place stays.
func (p *articlesPage) open(id corpus.ArticleID) { p.openAt(id, "") }

// openAt reads an article and goes to one of its quotes.
func (p *articlesPage) openAt(id corpus.ArticleID, quote corpus.QuoteID) {
	p.wanted = id
	load(p.w, &p.opening, func(ctx context.Context) (app.Reading, error) { return p.w.corpus.Read(ctx, id) }, func(r app.Reading) {
		p.wanted = ""
		changed := p.reading.Version.ID != r.Version.ID
		if changed {
			p.places[p.reading.Article.ID] = p.reader.scroll.Offset
			p.at = -1
		}
		p.reading = r
		p.body.Objects = []fyne.CanvasObject{p.full}
		if changed {
			p.reader.setText(r.Version.Text, r.Version.Paragraphs)
			p.inspector.clear()
			p.drawHead()
			p.body.Refresh()
			p.reader.scroll.ScrollToOffset(p.places[r.Article.ID])
			p.find.SetText("")
			p.selectRow()
		}
		for i, q := range r.Quotes {
			if q.Quote.ID == quote {
				p.choose(i)
				return
			}
		}
		p.drawMarks()
		if p.at >= 0 && p.at < len(p.reading.Quotes) {
			p.inspect()
		}
	})
}

// drawHead shows the headline and where the text comes from.
func (p *articlesPage) drawHead() {
	a := p.reading.Article
	about := []string{strings.Join(a.Authors, ", "), a.Publisher, longDay(a.Published), fmt.Sprintf("version %d of %d", p.reading.Version.Number, len(p.reading.Versions))}
	if n := len(p.reading.Printings); n > 0 {
		about = append(about, count(n, "other printing"))
	}
	line := newFlow(8, newProseLine(strings.Join(nonEmpty(about), " · ")))
	if strings.HasPrefix(a.URL, "http") {
		if u, err := url.Parse(a.URL); err == nil {
			source := newKnob("source", "", bare, func() {
				if err := p.w.app.OpenURL(u); err != nil {
					p.w.fail(err)
				}
			})
			source.ink = inkAccent
			line.Add(source)
		}
	}
	title := newProse(a.Title, headlineFace(), inkText)
	p.head.Objects = []fyne.CanvasObject{container.New(inset{readerMargin, 18, readerMargin, 8}, newColumn(8, container.New(measured{}, title), line))}
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
	p.foundAt = 0
	p.showFound(len(words) > 1)
}

// nextFound goes to the next place with the words looked for.
func (p *articlesPage) nextFound() {
	if n := len(p.reader.find); n > 0 {
		p.foundAt = (p.foundAt + 1) % n
		p.showFound(true)
	}
}

func (p *articlesPage) showFound(asked bool) {
	n := len(p.reader.find)
	switch {
	case n > 0:
		p.matches.setText(fmt.Sprintf("%d of %d", p.foundAt+1, n))
		p.reader.scrollTo(p.reader.find[p.foundAt].Start)
	case asked:
		p.matches.setText("not found")
	default:
		p.matches.setText("")
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
