package desktop

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// articleWindow is how many articles the list reads at a time.
const articleWindow = 200

// articlesPage lists the articles and reads one of them.
type articlesPage struct {
	w         *Window
	list      *keyList
	filter    *parts.Field
	articles  []corpus.ArticleSummary
	total     int
	sort      corpus.ArticleSort
	portion   *parts.Knob // which part of the list is shown, with the others to choose
	order     *parts.Knob // likewise its order
	reading   app.Reading
	at        int                // the current quote in reading.Quotes; −1 for none
	noted     int                // the current annotation in reading.Annotations; −1 for none
	marked    []corpus.ArticleID // several of the list
	state     corpus.ReadState
	part      int                 // of listStates
	sets      []corpus.TagSummary // tags that articles carry
	setName   string
	setting   latest
	set       corpus.TagID        // only articles with this tag; empty for all
	wantNote  corpus.AnnotationID // to be the current one when it is read
	reader    *reader.Reader
	inspector *inspector
	sources   *sources
	tabs      [2]*parts.Knob // articles, sources
	marking   *marking       // words being marked; nil for none
	panes     *parts.Panes
	find      *parts.Field
	found     *parts.Prose // how many places, or how many articles
	position  *parts.Prose
	matches   *parts.Prose
	matchBox  fyne.CanvasObject
	foundAt   int
	body      *fyne.Container // the article, or how to add one
	full      fyne.CanvasObject
	wanted    corpus.ArticleID // being opened
	listing   latest
	growing   growth
	opening   latest
	then      func() // what to do when the quote that is being opened is there
	selecting bool   // the list is being told what is selected
}

func newArticlesPage(w *Window) *articlesPage {
	p := &articlesPage{
		w:         w,
		at:        -1,
		noted:     -1,
		sort:      corpus.NewestFirst,
		inspector: newInspector(w),
		reader:    reader.New(),
	}
	p.reader.Coded, p.reader.OnTap, p.reader.OnMenu = true, p.tapped, p.menuAt
	p.reader.OnCoding = func(i int) {
		if places := p.places(); i < len(places) {
			p.chooseCoded(places[i])
		}
	}
	p.reader.OnSelect = p.selected
	p.body = container.NewStack()
	p.full = container.NewBorder(container.NewVBox(p.tools(), parts.Divider()), nil, nil, nil, p.reader.Scroll)
	p.panes = parts.NewPanes(
		parts.ListWidth,
		parts.InspectorWidth,
		parts.Pane{Title: T("Articles"), Content: p.sidebar()},
		parts.Pane{Title: T("Text"), Content: p.body},
		parts.Pane{Title: T("Quote"), Content: p.inspector.root},
	)
	return p // that there are no articles is said when the list has come without any
}

// turn shows the sources or the articles, one of which may be asked for.
func (p *articlesPage) turn(sources bool, article corpus.ArticleID) {
	p.tabs[0].On, p.tabs[1].On = !sources, sources
	p.tabs[0].Refresh()
	p.tabs[1].Refresh()
	if sources {
		p.leave()
		p.inspector.clear()
		p.body.Objects = []fyne.CanvasObject{p.sources.root}
		p.sources.refresh()
	} else if article == "" {
		article = p.reading.Article.ID
	}
	if !sources && article != "" {
		p.open(article)
	} else if !sources {
		p.showEmpty()
	}
	p.body.Refresh()
	p.panes.Reveal(p.body)
}

// articleSorts are the orders of the list, as people call them.
var articleSorts = []struct {
	name string
	sort corpus.ArticleSort
}{{"newest", corpus.NewestFirst}, {"oldest", corpus.OldestFirst}, {"last collected", corpus.LastCollected}, {"title", corpus.ByTitle}, {"most to review", corpus.MostToReview}}

// sidebar is the list of articles with its filter and order.
func (p *articlesPage) sidebar() fyne.CanvasObject {
	p.filter = parts.NewField(p.w)
	p.filter.SetPlaceHolder(T("Filter articles"))
	p.filter.OnChanged = func(string) { p.listAnew() }
	p.list = newKeyList(
		p.w,
		func() int { return len(p.articles) },
		func() fyne.CanvasObject { return newArticleRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.articles) {
				o.(*articleRow).set(p.articles[i])
			}
		},
	)
	p.list.onEnd = p.readOn
	p.list.OnSelected = func(i widget.ListItemID) {
		if i < len(p.articles) && !p.selecting {
			p.open(p.articles[i].ID)
			p.panes.Reveal(p.body)
		}
	}
	p.markArticles()
	p.found = newFootText()
	p.portion, p.order = parts.NewMenuKnob(p.w, "", p.parts), parts.NewMenuKnob(p.w, "", p.orders)
	p.sayParts()
	add := parts.NewKnob(T("Add…"), "", parts.Primary, p.w.addDialog)
	p.sources = newSources(p.w)
	p.tabs = [2]*parts.Knob{
		parts.NewKnob(T("Articles"), "", parts.Bare, func() { p.turn(false, "") }),
		parts.NewKnob(T("Sources"), "", parts.Bare, func() { p.turn(true, "") }),
	}
	p.tabs[0].On = true
	top := parts.NewColumn(
		6,
		parts.NewFlow(4, p.tabs[0], p.tabs[1]),
		container.New(parts.Leading{}, p.filter, add),
		parts.NewFlow(2, p.portion, p.order),
		p.found,
	)
	return container.NewBorder(container.NewVBox(parts.Padded(10, top), parts.Divider()), nil, nil, nil, p.list)
}

// orders offers the orders of the list.
func (p *articlesPage) orders() []parts.Choice {
	var out []parts.Choice
	for _, s := range articleSorts {
		out = append(out, parts.Choice{Label: T(s.name), Do: func() {
			p.sort = s.sort
			p.listAnew()
		}})
	}
	return out
}

// sayParts says which part of the articles is listed, and in which order.
func (p *articlesPage) sayParts() {
	part := T(listStates[p.part].name)
	if p.setName != "" {
		part = "# " + p.setName
	}
	p.portion.Set(part + " ▾")
	for _, s := range articleSorts {
		if s.sort == p.sort {
			p.order.Set(Tf("sort: %s", T(s.name)) + " ▾")
		}
	}
}

// tools is the line over the text.
func (p *articlesPage) tools() fyne.CanvasObject {
	p.find = parts.NewField(p.w)
	p.find.SetPlaceHolder(T("Find, or /pattern/"))
	p.find.OnChanged = p.findWords
	p.find.OnSubmitted = func(string) { p.nextFound() }
	p.position, p.matches = newFootText(), newFootText()
	p.matchBox = parts.Fixed(86, p.matches)
	p.matchBox.Hide()
	looks := parts.NewMenuKnob(p.w, "Aa", func() []parts.Choice {
		return []parts.Choice{
			{Label: T("Larger text"), Do: func() { p.w.zoom(0.1) }},
			{Label: T("Smaller text"), Do: func() { p.w.zoom(-0.1) }},
			{Label: T("Light or dark"), Do: p.w.switchTheme},
		}
	})
	more := parts.NewMenuKnob(p.w, "⋯", func() []parts.Choice {
		return []parts.Choice{
			{Label: T("Page as fetched"), Do: p.pageAsFetched},
			{Label: T("Versions and differences"), Do: p.versions},
			{Label: T("Printings of one story"), Do: p.printings},
			{Label: T("Correct title, author, date…"), Do: p.editArticle},
			{Label: T("Delete this article"), Do: p.w.deleteArticle},
			{Label: T("Delete for good…"), Do: p.purge},
		}
	})
	return container.New(
		parts.Inset{Left: 14, Top: 5, Right: 14, Bottom: 5},
		parts.NewFlow(
			4,
			parts.NewKnob("‹", "", parts.Bare, func() { p.neighbour(-1) }),
			parts.NewKnob("›", "", parts.Bare, func() { p.neighbour(1) }),
			parts.Fixed(124, p.position),
			parts.Fixed(168, p.find),
			p.matchBox,
			looks,
			more,
		),
	)
}

// pageAsFetched shows the source of the page that the text was taken from.
func (p *articlesPage) pageAsFetched() { p.w.showPage(p.reading.Version.Page) }

func (p *articlesPage) name() string               { return "Articles" }
func (p *articlesPage) mark() string               { return "☰" }
func (p *articlesPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *articlesPage) inspected() *inspector      { return p.inspector }

func (p *articlesPage) refresh() {
	p.loadList()
	p.loadSets()
	if p.tabs[1].On {
		p.sources.refresh()
		return
	}
	if p.reading.Article.ID != "" && p.wanted == "" { // else another one is being opened
		p.openAt(p.reading.Article.ID, "")
	}
}

// articlesAnswer is a window of the list of articles.
type articlesAnswer struct {
	list  []corpus.ArticleSummary
	total int
}

func (p *articlesPage) read(ctx context.Context, filter corpus.ArticleFilter) (articlesAnswer, error) {
	list, total, err := p.w.corpus.Articles(ctx, filter)
	return articlesAnswer{list, total}, err
}

// listStates are the parts of the list by how far the coder has come.
var listStates = []struct {
	name  string
	part  bool
	state corpus.ReadState
}{{"all articles", false, ""}, {"unread", true, corpus.Unread}, {"read", true, corpus.Read}, {"done", true, corpus.Done}}

// wantedList asks for a window of the list: words, order, how far the coder has
// come, and the tag of a set.
func (p *articlesPage) wantedList(offset, limit int) corpus.ArticleFilter {
	part := listStates[p.part]
	return corpus.ArticleFilter{
		Words:   p.filter.Text,
		Sort:    p.sort,
		Offset:  offset,
		Limit:   limit,
		Coder:   p.w.settings.Coder,
		InState: part.part,
		State:   part.state,
		Tag:     p.set,
	}
}

// readOn reads the next window of the list.
func (p *articlesPage) readOn() {
	have := len(p.articles)
	filter := p.wantedList(have, articleWindow)
	if !p.growing.due(have, have < p.total) {
		return
	}
	load(
		p.w,
		&p.growing.latest,
		func(ctx context.Context) (articlesAnswer, error) { return p.read(ctx, filter) },
		func(a articlesAnswer) {
			p.articles = append(p.articles, a.list...)
			p.list.Refresh()
		},
	)
}

// listAnew reads another list, in which nothing is marked.
func (p *articlesPage) listAnew() {
	p.list.clear()
	p.articles = nil
	p.loadList()
}

// loadList reads the list again, as far as it was read before.
func (p *articlesPage) loadList() {
	filter := p.wantedList(0, rereadOf(len(p.articles), articleWindow))
	before := p.articles
	p.growing.fresh()
	load(
		p.w,
		&p.listing,
		func(ctx context.Context) (articlesAnswer, error) { return p.read(ctx, filter) },
		func(a articlesAnswer) {
			p.articles, p.total = a.list, a.total
			if len(p.articles) < p.total {
				p.articles = withTail(p.articles, before, func(s corpus.ArticleSummary) string { return string(s.ID) })
			}
			p.w.firstList()
			p.found.SetText(parts.Count(p.total, "article"))
			p.sayParts()
			p.list.Refresh()
			switch {
			case len(p.articles) > 0 && p.reading.Article.ID == "" && p.wanted == "":
				p.open(p.articles[0].ID)
			case len(p.articles) == 0 && filter.Words == "" && !filter.InState && filter.Tag == "":
				p.showEmpty()
			}
			p.selectRow()
		},
	)
}

func (p *articlesPage) selectRow() {
	p.selecting = true
	p.list.UnselectAll() // a row of the list before may have had the same number
	p.selecting = false
	p.position.SetText("")
	for i, a := range p.articles {
		if a.ID == p.reading.Article.ID {
			p.selecting = true
			p.list.Select(i)
			p.selecting = false
			p.position.SetText(Tf("Article %d of %d", i+1, p.total))
			return
		}
	}
}

func (p *articlesPage) showEmpty() {
	p.reading, p.at, p.noted = app.Reading{}, -1, -1
	p.inspector.clear()
	p.body.Objects = []fyne.CanvasObject{
		parts.EmptyState(
			T("No articles yet"),
			T(
				"Add the address of an article, a feed, a file or a folder. Quoth finds who said what; you say whether it is right.",
			),
			parts.NewKnob(T("Add articles…"), "Ctrl+D", parts.Primary, p.w.addDialog),
		),
	}
	p.body.Refresh()
}

// open reads an article; where it is the one that is open, the place stays.
func (p *articlesPage) open(id corpus.ArticleID) {
	if id != p.reading.Article.ID && p.reading.Article.ID != "" && p.w.current == page(p) {
		p.w.visited()
	}
	p.openAt(id, "")
}

// placeKey is the setting of a corpus that holds where an article was left.
func placeKey(id corpus.ArticleID) string { return "place:" + string(id) }

// opened is an article with the place where it was left.
type opened struct {
	reading app.Reading
	place   int
	state   corpus.ReadState // how far the coder has come
	err     error
}

// openAt reads an article and goes to one of its quotes, or to where it was
// left.
func (p *articlesPage) openAt(id corpus.ArticleID, quote corpus.QuoteID) {
	p.leave()
	p.wanted = id
	done, coder := p.w.trace("open an article"), p.w.settings.Coder
	load(p.w, &p.opening, func(ctx context.Context) (opened, error) {
		r, err := p.w.corpus.Read(ctx, id)
		if err != nil {
			return opened{err: err}, nil
		}
		kept, err := p.w.corpus.Setting(ctx, placeKey(id))
		place, _ := strconv.Atoi(kept) // no place is the head of the text
		if err != nil {
			return opened{err: err}, nil
		}
		state, err := p.w.corpus.ReadState(ctx, coder, id)
		return opened{r, place, state, err}, nil
	}, func(o opened) {
		p.wanted = ""
		if o.err != nil {
			p.w.fail(o.err)
			return
		}
		p.show(o, quote)
		done()
	})
}

func (p *articlesPage) show(o opened, quote corpus.QuoteID) {
	r := o.reading
	p.tabs[0].On, p.tabs[1].On = true, false
	p.tabs[0].Refresh()
	p.tabs[1].Refresh()
	changed := p.reading.Version.ID != r.Version.ID
	about := p.state != o.state || !sameCoding(p.reading, r)
	p.reading, p.state = r, o.state
	p.body.Objects = []fyne.CanvasObject{p.full}
	if changed {
		p.at, p.noted = -1, -1
		p.endMarking()
		p.drawHead()
		p.reader.SetText(r.Version.Text, r.Version.Paragraphs)
		p.inspector.clear()
		p.body.Refresh()
		p.reader.GoTo(o.place)
		p.find.SetText("")
		p.selectRow()
	} else if about {
		p.drawHead()
	}
	for i, q := range r.Quotes {
		if q.Quote.ID == quote {
			p.choose(i)
			if then := p.then; then != nil {
				p.then = nil
				then()
			}
			return
		}
	}
	p.then = nil
	for i, n := range r.Annotations {
		if n.ID == p.wantNote {
			p.wantNote = ""
			p.chooseNote(i)
			return
		}
	}
	p.keepCurrent()
	p.drawMarks()
	if p.at >= 0 || p.noted >= 0 {
		p.inspect()
	}
}

// keepCurrent finds what was selected in what was read again: an act may have
// added something before it, or taken it away.
func (p *articlesPage) keepCurrent() {
	i := p.inspector
	p.at, p.noted = -1, -1
	switch {
	case i.card != nil:
		p.at = slices.IndexFunc(p.reading.Quotes, func(q app.QuoteCard) bool { return q.Quote.ID == i.card.Quote.ID })
	case i.annotation != nil:
		p.noted = slices.IndexFunc(
			p.reading.Annotations,
			func(n app.AnnotationCard) bool { return n.ID == i.annotation.ID },
		)
	}
	if p.at < 0 && p.noted < 0 {
		i.clear()
	}
}

// leave keeps where the open article is left, so that reading goes on there.
func (p *articlesPage) leave() {
	if p.reading.Article.ID == "" || p.w.corpus.ReadOnly() {
		return
	}
	key, place := placeKey(p.reading.Article.ID), strconv.Itoa(p.reader.Place())
	p.w.act(func(ctx context.Context, a *app.App, _ corpus.Coder) error { return a.SetSetting(ctx, key, place) }, nil)
}

// drawHead shows the headline and where the text comes from.
func (p *articlesPage) drawHead() {
	a := p.reading.Article
	about := []string{
		strings.Join(a.Authors, ", "),
		a.Publisher,
		longDay(a.Published),
		Tf("version %d of %d", p.reading.Version.Number, len(p.reading.Versions)),
	}
	if n := len(p.reading.Printings); n > 0 {
		about = append(about, parts.Count(n, "other printing"))
	}
	line := parts.NewFlow(8, parts.NewProseLine(strings.Join(parts.NonEmpty(about), " · ")))
	if strings.HasPrefix(a.URL, "http") {
		if u, err := url.Parse(a.URL); err == nil {
			source := parts.NewKnob(T("source"), "", parts.Bare, func() { p.w.openURL(u) })
			source.Ink = parts.InkAccent
			line.Add(source)
		}
	}
	p.reader.Head.Objects = append(
		[]fyne.CanvasObject{
			parts.Spaced(18, parts.NewProse(a.Title, parts.HeadlineFace(), parts.InkText)),
			parts.Spaced(4, line),
		},
		p.aboutArticle()...)
	p.reader.Head.Refresh()
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

// inspect shows the current quote or annotation in the inspector.
func (p *articlesPage) inspect() {
	places := p.places()
	position := ""
	for n, c := range places {
		if p.isCurrent(c) {
			position = Tf("%d of %d", n+1, len(places))
		}
	}
	if p.noted >= 0 {
		p.inspector.showNote(p.reading.Annotations[p.noted], position)
		return
	}
	p.inspector.show(p.reading.Quotes[p.at], position)
}

// choose makes a quote the current one.
func (p *articlesPage) choose(i int) {
	p.at, p.noted = i, -1
	p.drawMarks()
	p.reader.ScrollTo(corpus.Cover(p.reading.Quotes[i].Current.Content).Start)
	p.inspect()
}

// step goes to the next or previous quote or annotation.
func (p *articlesPage) step(by int) {
	places := p.places()
	if len(places) == 0 {
		return
	}
	next := 0
	if by < 0 {
		next = len(places) - 1
	}
	for n, c := range places {
		if p.isCurrent(c) {
			next = min(max(n+by, 0), len(places)-1)
		}
	}
	p.chooseCoded(places[next])
}

// tapped chooses what is under a place; a tap beside everything ends a selection.
func (p *articlesPage) tapped(offset int) {
	p.w.Canvas().Unfocus()
	if p.marking != nil {
		p.endMarking()
	}
	if c := p.underPlace(offset); c.quote >= 0 || c.note >= 0 {
		p.chooseCoded(c)
	}
}

// findWords marks words in the article and goes to the first.
func (p *articlesPage) findWords(words string) {
	p.reader.Found, p.foundAt = nil, 0
	if expression, ok := strings.CutPrefix(words, "/"); ok {
		pattern, err := app.Pattern(words)
		if err != nil { // half an expression, while one types
			p.matches.SetText(T("not yet a pattern"))
			parts.Show(p.matchBox, true)
			p.reader.Refresh()
			return
		}
		p.reader.Found = app.FindIn(p.reading.Version.Text, pattern)
		p.showFound(expression != "")
		return
	}
	if len([]rune(words)) > 1 {
		p.reader.Found = reader.Occurrences(p.reading.Version.Text, words)
	}
	p.showFound(len([]rune(words)) > 1)
}

// nextFound goes to the next place with the words looked for.
func (p *articlesPage) nextFound() {
	if n := len(p.reader.Found); n > 0 {
		p.foundAt = (p.foundAt + 1) % n
		p.showFound(true)
	}
}

func (p *articlesPage) showFound(asked bool) {
	n := len(p.reader.Found)
	switch {
	case n > 0:
		p.matches.SetText(Tf("%d of %d", p.foundAt+1, n))
		p.reader.ScrollTo(p.reader.Found[p.foundAt].Start)
	case asked:
		p.matches.SetText(T("not found"))
	default:
		p.matches.SetText("")
	}
	parts.Show(p.matchBox, asked)
	p.reader.Refresh()
}

func (p *articlesPage) key(k fyne.KeyName) bool {
	if p.marking != nil {
		return p.markingKey(k)
	}
	if p.noted >= 0 && k == fyne.KeyBackspace {
		p.inspector.deleteNote()
		return true
	}
	by, ok := map[fyne.KeyName]float32{
		fyne.KeyDown: p.reader.Lead() * 3, fyne.KeyUp: -p.reader.Lead() * 3,
		fyne.KeyPageDown: p.reader.Scroll.Size().Height * 0.9, fyne.KeyPageUp: -p.reader.Scroll.Size().Height * 0.9,
		fyne.KeySpace: p.reader.Scroll.Size().Height * 0.9, fyne.KeyHome: -p.reader.MinSize().Height, fyne.KeyEnd: p.reader.MinSize().Height,
	}[k]
	if ok {
		p.reader.ScrollBy(by)
	}
	return ok
}

func (p *articlesPage) letter(r rune) bool {
	if p.noted >= 0 {
		if do := map[rune]func(){'e': p.w.focusNote, 'm': p.w.focusNote, 'b': p.inspector.moveNote}[r]; do != nil {
			do()
			return true
		}
	}
	switch r {
	case 'v':
		p.markFromHere()
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

// revealInspector brings the card of the quote into view.
func (p *articlesPage) revealInspector() { p.panes.Reveal(p.inspector.root) }

func (p *articlesPage) frame() *parts.Panes { return p.panes }
