package desktop

import (
	"context"
	"slices"
	"strings"
	"time"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// pendingAct is an act that is shown already and is not yet in the journal.
type pendingAct struct{ act corpus.Act }

// do carries out an act of the coder, after all those before it. It is shown at
// once as pending, as kept when the corpus says that it changed, and no longer
// when it failed.
func (w *Window) do(act corpus.Act) {
	p := &pendingAct{act}
	w.pending = append(w.pending, p)
	w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		_, err := a.Do(ctx, coder, act)
		return err
	}, func(err error) {
		w.pending = slices.DeleteFunc(w.pending, func(q *pendingAct) bool { return q == p })
		if err != nil {
			w.drawCard() // as it was
		}
	})
	if _, ok := act.(corpus.WriteNote); !ok { // its field shows it, and may be giving the focus to another
		w.drawCard()
	}
}

// drawCard draws the card in view with the acts that are pending.
func (w *Window) drawCard() {
	if w.current == nil {
		return
	}
	if i := w.current.inspected(); i != nil && i.card != nil {
		i.draw(i.position)
	}
}

// foreseen is a card with the acts on it that are pending, and whether there are
// any.
func (w *Window) foreseen(c app.QuoteCard, tags []corpus.TagSummary) (app.QuoteCard, bool) {
	pending := false
	for _, p := range w.pending {
		after, ok := app.Foresee(c, w.settings.Coder, p.act, tags)
		if ok {
			c, pending = after, true
		}
	}
	return c, pending
}

// undo and redo wait for the acts before them, so that they concern the last one
// somebody asked for.
func (w *Window) undo() {
	w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		change, err := a.Undo(ctx, coder)
		if err != nil {
			return err
		}
		words := Tf("Undone: %s", strings.TrimPrefix(change.Title, "undo: "))
		if n, err := a.AddedSince(ctx, change.Undoes); err == nil && n > 0 {
			words += ". " + Tf("%s added since then stay; History takes an import back.", parts.Count(n, "article"))
		}
		w.tell(words, nil)
		return nil
	}, nil)
}

func (w *Window) redo() {
	w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		change, err := a.Redo(ctx, coder)
		w.tell(Tf("Done again: %s", change.Title), err)
		return err
	}, nil)
}

// keepSetting keeps a setting of the corpus, after the acts before it.
func (w *Window) keepSetting(key, value string) {
	w.act(func(ctx context.Context, a *app.App, _ corpus.Coder) error { return a.SetSetting(ctx, key, value) }, nil)
}

// tell says in the line at the foot what came of something that worked, until the
// counts stand there again.
func (w *Window) tell(words string, err error) {
	if err == nil {
		w.run.onScreen(func() { w.said, w.saidAt = words, time.Now(); w.status.SetText(words) })
	}
}
