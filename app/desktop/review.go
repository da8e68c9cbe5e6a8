package desktop

import (
	"context"
	"fmt"

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
	progress  *widget.Label
	words     *widget.RichText
	about     *widget.Label
	list      *widget.List
	inspector *inspector
	root      fyne.CanvasObject
	queue     []app.QuoteCard
	total     int
	at        int
	loading   latest
}

func newReviewPage(w *Window) *reviewPage {
	p := &reviewPage{w: w, inspector: newInspector(w), progress: widget.NewLabel(""), words: widget.NewRichText(), about: soft("")}
	p.words.Wrapping = fyne.TextWrapWord
	p.order = widget.NewSelect([]string{string(corpus.UncertainFirst), string(corpus.FrequentFirst), string(corpus.RandomOrder), string(corpus.ReadingOrder)}, func(string) { p.refresh() })
	p.order.Selected = string(corpus.UncertainFirst)
	p.list = widget.NewList(func() int { return len(p.queue) }, func() fyne.CanvasObject { return newQuoteRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.queue) {
			o.(*quoteRow).set(p.queue[i])
		}
	})
	p.list.OnSelected = func(i widget.ListItemID) { p.choose(i) }
	open := widget.NewButton("Open article (G)", func() { p.openArticle() })
	top := container.NewVBox(container.NewBorder(nil, nil, heading("Review"), container.NewHBox(p.progress, p.order, open)), divider(),
		container.NewPadded(p.words), p.about, divider())
	split := container.NewHSplit(container.NewBorder(top, nil, nil, nil, p.list), p.inspector.root)
	split.Offset = 0.72
	p.root = split
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
		p.inspector.queue = string(order)
		p.progress.SetText(fmt.Sprintf("%d to review", p.total))
		p.list.Refresh()
		if len(p.queue) == 0 {
			p.words.ParseMarkdown("Nothing waits for review. Add articles, or read on.")
			p.about.SetText("")
			p.inspector.clear()
			return
		}
		p.choose(min(p.at, len(p.queue)-1))
	})
}

// choose shows a suggestion in its context: the words before and behind are in
// the plain face, the quoted ones bold.
func (p *reviewPage) choose(i int) {
	if i < 0 || i >= len(p.queue) {
		return
	}
	p.at = i
	c := p.queue[i]
	p.words.Segments = []widget.RichTextSegment{run(c.Before, false, true)}
	for _, f := range c.Words {
		p.words.Segments = append(p.words.Segments, run(f.Text, f.Match, false))
	}
	p.words.Segments = append(p.words.Segments, run(c.After, false, true))
	p.words.Refresh()
	p.about.SetText(speakerLine(c) + " · " + c.Article.Title + " · " + sourceLine(c))
	p.inspector.show(c, fmt.Sprintf("%d of %d", i+1, p.total))
}

func run(text string, bold, quiet bool) *widget.TextSegment {
	style := widget.RichTextStyleInline
	style.TextStyle.Bold = bold
	if quiet {
		style.ColorName = "disabled"
	}
	return &widget.TextSegment{Text: text, Style: style}
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
