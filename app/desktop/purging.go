package desktop

import (
	"context"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// Forgetting is the one act that cannot be taken back, and so the one that asks
// first.

// purge forgets the article that is open, or those marked.
func (p *articlesPage) purge() {
	ids := p.chosenArticles()
	if len(ids) == 0 {
		return
	}
	words := Tf(
		"%s with page, text, quotes and all that anybody decided about them go for good; the history keeps only that it happened. This cannot be taken back.",
		parts.Count(len(ids), "article"),
	)
	p.w.sureToForget(words, func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		for _, id := range ids {
			if _, err := a.Purge(ctx, coder, id, ""); err != nil {
				return err
			}
		}
		return nil
	}, func() {
		p.list.clear()
		p.reading = app.Reading{}
	})
}

// purge forgets the quote that is selected.
func (i *inspector) purge() {
	if i.card == nil {
		return
	}
	id := i.card.Quote.ID
	words := T(
		"This quote, its tags, stances, notes and history go for good; the article's text stays. This cannot be taken back.",
	)
	i.w.sureToForget(words, func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		_, err := a.Purge(ctx, coder, "", id)
		return err
	}, i.clear)
}

// sureToForget asks before something is forgotten; before is done first, where the
// answer is yes.
func (w *Window) sureToForget(words string, forget func(context.Context, *app.App, corpus.Coder) error, before func()) {
	w.asks(
		T("Delete for good?"),
		T("Delete for good"),
		parts.Wrapped(words),
		fyne.NewSize(520*parts.TextScale(), 220*parts.TextScale()),
		func() {
			before()
			w.act(forget, nil)
		},
	)
}
