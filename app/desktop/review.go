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
	full      []fyne.CanvasObject
	inspector *inspector
	root      fyne.CanvasObject
	queue     []app.QuoteCard
	total     int
	first     int // waiting when the page was first shown
	at        int
	loading   latest
	selecting bool
}

func newReviewPage(w *Window) *reviewPage {
	p := &reviewPage{w: w, inspector: newInspector(w), progress: newFootText(), passage: newReader(), title: newProse("", boldFace(), inkText), about: soft("")}
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
	p.title.most, p.about.most = 1, 1
	tools := container.NewHBox(fixed(200, p.order), newKnob("Open article", "G", bordered, p.openArticle))
	head := container.New(inset{20, 12, 16, 10}, container.NewBorder(nil, nil, nil, container.NewCenter(tools), newColumn(2, heading("Review"), p.progress)))
	words := container.New(inset{top: 10}, container.NewBorder(container.New(inset{readerMargin, 4, 16, 6}, newColumn(2, p.title, p.about)), nil, nil, nil, p.passage.scroll))
	p.full = []fyne.CanvasObject{words, divider(), p.list}
	p.body = container.New(share{0.42}, p.full...)
	p.root = newPanes(0, inspectorWidth, nil, container.NewBorder(container.NewVBox(head, divider()), nil, nil, nil, p.body), p.inspector.root)
	return p
}

func (p *reviewPage) name() string               { return "Review" }
func (p *reviewPage) mark() string               { return "✓" }
func (p *reviewPage) content() fyne.CanvasObject { return p.root }
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
			p.body.Objects = []fyne.CanvasObject{emptyState("Nothing waits for review", "Add articles, or read on. Every quote has been looked at."), divider(), divider()}
			p.body.Refresh()
			p.inspector.clear()
			return
		}
		p.body.Objects = p.full
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
