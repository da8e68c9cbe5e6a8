package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// queueWindow is how many suggestions the page reads ahead.
const queueWindow = 100

// reviewPage goes through the suggestions, one key each.
type reviewPage struct {
	w         *Window
	order     *widget.Select
	progress  *prose
	passage   *reader
	title     *prose
	about     *prose
	list      *keyList
	body      *fyne.Container // the passage and the list, or that nothing waits
	inspector *inspector
	panes     *panes
	queue     []app.QuoteCard
	total     int
	first     int // waiting when the page was first shown
	at        int
	loading   latest
	selecting bool
}

func newReviewPage(w *Window) *reviewPage {
	p := &reviewPage{w: w, inspector: newInspector(w), progress: newFootText(), passage: newReader(), title: newProse("", face{size: headingSize * textScale(), serif: true, bold: true}, inkText), about: soft("")}
	p.order = widget.NewSelect([]string{string(corpus.UncertainFirst), string(corpus.FrequentFirst), string(corpus.RandomOrder), string(corpus.ReadingOrder)}, func(string) {
		p.at = 0
		p.refresh()
	})
	p.order.Selected = string(corpus.UncertainFirst)
	p.list = newKeyList(w, func() int { return len(p.queue) }, func() fyne.CanvasObject { return newQuoteRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.queue) {
			o.(*quoteRow).set(p.queue[i])
		}
	})
	p.list.OnSelected = func(i widget.ListItemID) {
		if !p.selecting {
			p.choose(i)
		}
	}
	p.title.most, p.about.most = 2, 1
	top := newColumn(6, container.New(leading{}, heading(T("Review")), newKnob(T("Open article"), "G", bare, p.openArticle)), p.order, p.progress)
	left := container.NewBorder(container.NewVBox(padded(12, top), divider()), nil, nil, nil, p.list)
	p.passage.head.Objects = []fyne.CanvasObject{spaced(18, p.title), p.about}
	p.body = container.NewStack(p.passage.scroll)
	p.panes = newPanes(listWidth, inspectorWidth, pane{T("Queue"), left}, pane{T("Text"), p.body}, pane{T("Quote"), p.inspector.root})
	return p
}

func (p *reviewPage) name() string               { return "Review" }
func (p *reviewPage) mark() string               { return "✓" }
func (p *reviewPage) content() fyne.CanvasObject { return p.panes.box }
func (p *reviewPage) inspected() *inspector      { return p.inspector }

func (p *reviewPage) refresh() {
	order := corpus.QueueOrder(p.order.Selected)
	type answer struct {
		queue []app.QuoteCard
		total int
	}
	load(p.w, &p.loading, func(ctx context.Context) (answer, error) {
		queue, total, err := p.w.corpus.Queue(ctx, order, "", "", 0, queueWindow)
		return answer{queue, total}, err
	}, func(a answer) {
		p.queue, p.total = a.queue, a.total
		p.first = max(p.first, p.total)
		p.inspector.queue = string(order)
		p.progress.setText(fmt.Sprintf("%d to review · %d done since you came", p.total, p.first-p.total))
		if len(p.queue) == 0 {
			p.body.Objects = []fyne.CanvasObject{emptyState("Nothing waits for review", "Add articles, or read on. Every quote has been looked at.")}
			p.body.Refresh()
			p.inspector.clear()
			return
		}
		p.body.Objects = []fyne.CanvasObject{p.passage.scroll}
		p.body.Refresh()
		p.list.Refresh()
		p.choose(min(p.at, len(p.queue)-1))
	})
}

// choose shows a suggestion between the words before and behind it.
func (p *reviewPage) choose(i int) {
	if i < 0 || i >= len(p.queue) {
		return
	}
	p.at = i
	p.selecting = true
	p.list.Select(i)
	p.selecting = false
	c := p.queue[i]
	text, marks, frame := passage(c)
	p.passage.scroll.ScrollToTop()
	p.passage.setText(text, []corpus.Paragraph{{Span: corpus.Span{End: len(text)}}})
	p.passage.frame = frame
	p.passage.setMarks(marks, []bar{{span: frame[0], color: colors().soft, dashed: true}})
	p.title.setText(c.Article.Title)
	p.about.setText(sourceLine(c))
	p.inspector.show(c, fmt.Sprintf("%d of %d", i+1, p.total))
}

// passage joins a quote with the words around it and marks what is quoted.
func passage(c app.QuoteCard) (text string, marks []mark, content []corpus.Span) {
	p := colors()
	line := p.directLine
	if c.Current.Kind != corpus.Direct {
		line = p.mixedLine
	}
	var b strings.Builder
	b.WriteString(c.Before)
	start := b.Len()
	for _, f := range c.Words {
		from := b.Len()
		b.WriteString(f.Text)
		if f.Match {
			marks = append(marks, mark{span: corpus.Span{Start: from, End: b.Len()}, underline: line})
		}
	}
	content = []corpus.Span{{Start: start, End: b.Len()}}
	if len(marks) == 0 {
		marks = append(marks, mark{span: content[0], underline: line})
	}
	b.WriteString(c.After)
	return b.String(), marks, content
}

func (p *reviewPage) openArticle() {
	if p.inspector.card != nil {
		p.w.openQuote(*p.inspector.card)
	}
}

func (p *reviewPage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown:
		p.choose(p.at + 1)
	case fyne.KeyUp:
		p.choose(p.at - 1)
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
func (p *reviewPage) revealInspector() { p.panes.reveal(p.inspector.root) }
