package desktop

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// queueWindow is how many suggestions the page reads ahead.
const queueWindow = 40

// queueOrders are the orders of the queue, as they are offered.
var queueOrders = []corpus.QueueOrder{
	corpus.LikelyByArticle,
	corpus.LikelyBySpeaker,
	corpus.UsefulFirst,
	corpus.UncertainFirst,
	corpus.FrequentFirst,
	corpus.RandomOrder,
	corpus.ReadingOrder,
}

// reviewPage goes through the suggestions, one key each.
type reviewPage struct {
	w         *Window
	order     *widget.Select
	toward    *parts.Knob // what waits is a stance toward the target, not a verdict
	progress  *parts.Prose
	today     *parts.Gauge
	passage   *reader.Reader
	title     *parts.Prose
	about     *parts.Prose
	list      *keyList
	body      *fyne.Container // the passage, or that nothing waits
	inspector *inspector
	panes     *parts.Panes
	queue     []app.QuoteCard
	total     int
	at        int
	shown     corpus.VersionID // whose text is in the passage
	loading   latest
	ahead     app.Reading // the article of the next suggestion
	opening   latest
	peeking   latest
	selecting bool
}

func newReviewPage(w *Window) *reviewPage {
	p := &reviewPage{
		w:         w,
		inspector: newInspector(w),
		progress:  newFootText(),
		today:     parts.NewGauge(),
		passage:   reader.New(),
		title: parts.NewProse(
			"",
			parts.Face{Size: parts.HeadingSize * parts.TextScale(), Serif: true, Bold: true},
			parts.InkText,
		),
		about: parts.Soft(""),
	}
	var names []string
	for _, o := range queueOrders {
		names = append(names, T(string(o)))
	}
	p.order = widget.NewSelect(names, nil)
	p.order.SetSelectedIndex(0)
	p.order.OnChanged = func(string) {
		p.at = 0
		p.refresh()
	}
	p.toward = parts.NewKnob(T("only what has no stance yet"), "", parts.Toggle, func() {
		p.toward.On = !p.toward.On
		p.toward.Refresh()
		p.at = 0
		p.refresh()
	})
	p.list = newKeyList(
		w,
		func() int { return len(p.queue) },
		func() fyne.CanvasObject { return newNarrowQuoteRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.queue) {
				o.(*quoteRow).set(p.queue[i])
			}
		},
	)
	p.list.OnSelected = func(i widget.ListItemID) {
		if !p.selecting {
			p.choose(i)
			p.panes.Reveal(p.body)
		}
	}
	p.inspector.markQuotes(p.list, func(i int) corpus.QuoteID { return p.queue[i].Quote.ID })
	p.title.Most, p.about.Most, p.progress.Most = 2, 1, 2
	more := parts.NewMenuKnob(w, "⋯", func() []parts.Choice {
		return []parts.Choice{
			{Label: T("Set a goal for today…"), Do: p.setGoal},
			{Label: T("Confirm the sure ones…"), Do: p.confirmSure},
			{Label: w.blindName(), Do: w.toggleBlind},
			{Label: T("Open article"), Do: p.openArticle},
		}
	})
	top := parts.NewColumn(
		6,
		container.New(parts.Leading{}, parts.Heading(T("Review")), more),
		reviewTabs(w, "Review"),
		p.order,
		parts.NewFlow(4, p.toward),
		p.today,
		p.progress,
	)
	left := container.NewBorder(container.NewVBox(parts.Padded(12, top), parts.Divider()), nil, nil, nil, p.list)
	p.passage.Head.Objects = []fyne.CanvasObject{parts.Spaced(18, p.title), p.about}
	p.body = container.NewStack(p.passage.Scroll)
	p.panes = parts.NewPanes(
		parts.ListWidth,
		parts.InspectorWidth,
		parts.Pane{Title: T("Queue"), Content: left},
		parts.Pane{Title: T("Text"), Content: p.body},
		parts.Pane{Title: T("Quote"), Content: p.inspector.root},
	)
	return p
}

func (p *reviewPage) name() string               { return "Review" }
func (p *reviewPage) mark() string               { return "✓" }
func (p *reviewPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *reviewPage) inspected() *inspector      { return p.inspector }

// queueAnswer is a window of the queue with how far the coder has come.
type queueAnswer struct {
	queue    []app.QuoteCard
	total    int
	progress app.Progress
}

// wanted says whose queue it is: a blind coder's own, or what nobody decided.
func (p *reviewPage) wanted() (coder corpus.Coder, target corpus.TargetID) {
	if p.toward.On && p.w.target.ID != "" {
		return p.w.settings.Coder, p.w.target.ID
	}
	if p.w.settings.Blind {
		return p.w.settings.Coder, ""
	}
	return "", ""
}

func (p *reviewPage) refresh() {
	order := queueOrders[max(p.order.SelectedIndex(), 0)]
	coder, target := p.wanted()
	own := p.w.settings.Coder
	load(p.w, &p.loading, func(ctx context.Context) (queueAnswer, error) {
		var a queueAnswer
		var err error
		if a.queue, a.total, err = p.w.corpus.Queue(ctx, order, coder, target, 0, queueWindow); err != nil {
			return a, err
		}
		a.progress, err = p.w.corpus.Progress(ctx, own)
		return a, err
	}, func(a queueAnswer) { p.show(order, a) })
}

func (p *reviewPage) show(order corpus.QueueOrder, a queueAnswer) {
	p.queue, p.total = a.queue, a.total
	p.list.keepOnly()
	p.inspector.queue = string(order)
	p.today.Set(a.progress.Today, a.progress.Goal)
	p.progress.SetText(p.words(a))
	if len(p.queue) == 0 {
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("Nothing waits for review"),
				T("Add articles, or read on. Every quote has been looked at."),
			),
		}
		p.body.Refresh()
		p.inspector.clear()
		p.list.Refresh()
		return
	}
	p.body.Objects = []fyne.CanvasObject{p.passage.Scroll}
	p.body.Refresh()
	p.list.Refresh()
	p.choose(min(p.at, len(p.queue)-1))
}

// decisions are the acts that take a quote out of the queue.
var decisions = map[string]bool{"confirm": true, "reject": true, "correct": true}

// decided goes on to the next quote at once when a decision took the one shown
// out of the queue; the queue itself is read again when the acts have settled. It
// reports whether it did.
func (p *reviewPage) decided(c corpus.Change) bool {
	if !decisions[c.Kind] || p.toward.On {
		return false
	}
	before := len(p.queue)
	p.queue = slices.DeleteFunc(
		slices.Clone(p.queue),
		func(q app.QuoteCard) bool { return slices.Contains(c.Touched.Quotes, q.Quote.ID) },
	)
	if len(p.queue) == before || len(p.queue) == 0 {
		return false
	}
	p.total -= before - len(p.queue)
	p.list.clear() // what was marked is decided
	p.list.Refresh()
	p.choose(min(p.at, len(p.queue)-1))
	return true
}

// words say how much waits, and how far today's goal is.
func (p *reviewPage) words(a queueAnswer) string {
	left := Tf("%d to review", a.total)
	if p.toward.On {
		left = Tf("%d not judged by you", a.total)
	}
	done := Tf("%d decided today", a.progress.Today)
	if a.progress.Goal > 0 {
		done = Tf("%d of %d today", a.progress.Today, a.progress.Goal)
	}
	if p.w.settings.Blind {
		done += " · " + T("blind")
	}
	return left + " · " + done
}

// choose shows a suggestion where it stands in its article.
func (p *reviewPage) choose(i int) {
	if i < 0 || i >= len(p.queue) {
		return
	}
	p.at = i
	p.selecting = true
	p.list.Select(i)
	p.selecting = false
	c := p.queue[i]
	p.inspector.show(c, Tf("%d of %d", i+1, p.total))
	switch c.Quote.Version {
	case p.shown:
		p.point(c)
		p.peek()
	case p.ahead.Version.ID:
		p.showText(c, p.ahead)
	default:
		load(
			p.w,
			&p.opening,
			func(ctx context.Context) (app.Reading, error) { return p.w.corpus.ReadVersion(ctx, c.Quote.Version) },
			func(r app.Reading) { p.showText(c, r) },
		)
	}
}

// showText shows the article a suggestion stands in, unless somebody has gone on.
func (p *reviewPage) showText(c app.QuoteCard, r app.Reading) {
	if p.at >= len(p.queue) || p.queue[p.at].Quote.ID != c.Quote.ID {
		return
	}
	p.shown = c.Quote.Version
	p.title.SetText(c.Article.Title)
	p.about.SetText(sourceLine(c))
	p.passage.SetText(r.Version.Text, r.Version.Paragraphs)
	p.passage.Scroll.ScrollToTop()
	p.point(c)
	p.peek()
}

// peek reads the article of the next suggestion beforehand, so that a verdict is
// followed by it at once.
func (p *reviewPage) peek() {
	if p.at+1 >= len(p.queue) {
		return
	}
	next := p.queue[p.at+1].Quote.Version
	if next == p.shown || next == p.ahead.Version.ID {
		return
	}
	load(
		p.w,
		&p.peeking,
		func(ctx context.Context) (app.Reading, error) { return p.w.corpus.ReadVersion(ctx, next) },
		func(r app.Reading) { p.ahead = r },
	)
}

// point shows in the text which words are the quote, its cue and its source.
// Others' quotes stay unmarked: they would tell a blind coder what was decided.
func (p *reviewPage) point(c app.QuoteCard) {
	marks, bars := quoteMarks(c)
	p.passage.Frame = outlineOf(c.Current)
	p.passage.SetMarks(marks, bars)
	p.passage.ScrollTo(corpus.Cover(c.Current.Content).Start)
}

func (p *reviewPage) listInView() *keyList { return p.list }

func (p *reviewPage) openArticle() {
	if p.inspector.card != nil {
		p.w.openQuote(*p.inspector.card)
	}
}

func (p *reviewPage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown:
		p.list.walk(1)
	case fyne.KeyUp:
		p.list.walk(-1)
	default:
		return false
	}
	return true
}

func (p *reviewPage) letter(r rune) bool {
	switch r {
	case 'j':
		p.choose(p.at + 1)
	case 'k':
		p.choose(p.at - 1)
	case 'g':
		p.openArticle()
	default:
		return false
	}
	return true
}

// revealInspector brings the card of the quote into view.
func (p *reviewPage) revealInspector() { p.panes.Reveal(p.inspector.root) }

func (p *reviewPage) frame() *parts.Panes { return p.panes }
