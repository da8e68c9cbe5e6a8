package desktop

import (
	"context"
	"fmt"
	"image"
	"time"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/corpus"
)

// inStep does everything at once, on the goroutine that asks. Pictures and tests
// need no other order.
type inStep struct{}

func (inStep) lasting() bool                              { return false }
func (inStep) background(work func())                     { work() }
func (inStep) onScreen(show func())                       { show() }
func (inStep) pause(context.Context, time.Duration) error { return nil }

// Look says how a picture of the window is taken.
type Look struct {
	Theme         string // "light" or "dark"
	TextSize      float32
	Width, Height float32
}

// shot is a picture of a page after somebody did something on it.
type shot struct {
	name string
	page page
	act  func()
}

// Pictures draws every page of the window on a corpus, as a person would see it
// after a click on its first entry, and hands each to keep with its name.
func Pictures(
	ctx context.Context,
	a fyne.App,
	c *app.App,
	look Look,
	keep func(name string, picture image.Image) error,
) error {
	settings := app.Settings{
		Coder:        "me",
		Theme:        look.Theme,
		TextSize:     look.TextSize,
		WindowWidth:  look.Width,
		WindowHeight: look.Height,
	}
	w := newWindow(ctx, a, settings, inStep{})
	w.firstPage()
	w.Resize(fyne.NewSize(look.Width, look.Height))
	if err := keep("first", w.Canvas().Capture()); err != nil {
		return fmt.Errorf("keep the first page: %w", err)
	}
	w.show(c)
	quotes, stance := w.quotes(), pageOf[*stancePage](w)
	shots := []shot{{"Concordance", quotes, func() {
		quotes.query.SetText("encryption")
		quotes.view(true)
	}}, {"Compared", stance, func() { stance.by.SetSelectedIndex(0) }}}
	articles := w.articles()
	shots = append(shots, shot{"Annotated", articles, func() {
		articles.step(1)
		text := articles.reading.Version.Text
		articles.selected(corpus.Span{Start: 20, End: min(90, len(text))})
		articles.save("compare with the second version of the statement", []string{"Privacy"})
		w.changed()
	}}, shot{"Selection", articles, func() {
		articles.selected(corpus.Span{Start: 100, End: 160})
	}}, shot{"Correcting", articles, func() {
		articles.endMarking()
		articles.choose(articles.speech()[0])
		articles.inspector.correct()
	}})
	for _, p := range w.pages {
		shots = append(shots, shot{p.name(), p, func() {
			p.letter('j')
			p.key(fyne.KeyRight)
		}})
	}
	for _, s := range shots {
		w.goTo(s.page)
		w.Canvas().Unfocus()
		s.act()
		w.Resize(fyne.NewSize(look.Width+1, look.Height)) // the second look a screen gives by itself
		w.Resize(fyne.NewSize(look.Width, look.Height))
		if err := keep(s.name, w.Canvas().Capture()); err != nil {
			return fmt.Errorf("keep the page %s: %w", s.name, err)
		}
		if s.page == page(quotes) {
			quotes.query.SetText("")
			quotes.view(false)
		}
	}
	w.palette()
	if err := keep("Commands", w.Canvas().Capture()); err != nil {
		return fmt.Errorf("keep the palette: %w", err)
	}
	w.closed()
	return nil
}
