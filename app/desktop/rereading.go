package desktop

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// reread has the engine look for quotes again in all articles, with what is
// confirmed by now: first it tells what would change, then it does it as one act.
// What people decided stays.
func (w *Window) reread() {
	ctx, stop := context.WithCancel(w.ctx) // ends when the corpus is closed, too
	bar, told := widget.NewProgressBar(), parts.Wrapped(
		T(
			"Reads all articles with the program as it is now and with the names that are confirmed. Nothing is changed before you say so.",
		),
	)
	take, halt := parts.NewKnob(
		T("Change the suggestions"),
		"",
		parts.Primary,
		nil,
	), parts.NewKnob(
		T("Stop"),
		"",
		parts.Bordered,
		stop,
	)
	take.Hide()
	p := w.newPanel(
		T("Look for quotes anew"),
		container.NewVBox(told, bar),
		fyne.NewSize(600*parts.TextScale(), 320*parts.TextScale()),
		func(p *panel) []fyne.CanvasObject {
			return []fyne.CanvasObject{
				halt,
				parts.NewKnob(T("Close"), "Esc", parts.Bordered, func() { stop(); p.Hide() }),
				take,
			}
		},
	)
	progress := func(done, all int) {
		w.run.onScreen(func() { bar.SetValue(float64(done) / float64(max(all, 1))) })
	}
	coder := w.settings.Coder
	w.aside(func(_ context.Context, a *app.App) error {
		found, err := a.Resuggest(ctx, coder, true, progress)
		w.run.onScreen(func() {
			halt.Hide()
			bar.SetValue(1)
			switch {
			case errors.Is(err, context.Canceled):
				told.SetText(T("Stopped. What was read is kept: asked again, it goes on from there."))
			case err == nil:
				told.SetText(rereadWords(found))
				parts.Show(take, found.Changed > 0)
			default:
				p.Hide()
			}
		})
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	})
	take.OnTap = func() {
		p.Hide()
		w.act(func(ctx context.Context, a *app.App, _ corpus.Coder) error {
			done, err := a.Resuggest(ctx, coder, false, nil)
			w.tell(Tf("Found quotes anew in %s; undo takes it back.", parts.Count(done.Changed, "article")), err)
			return err
		}, nil)
	}
}

// rereadWords say what reading again would change.
func rereadWords(r app.Resuggestion) string {
	if r.Changed == 0 {
		return Tf("%s read. Nothing would change.", parts.Count(r.Articles, "article"))
	}
	lines := []string{Tf("%s read; the suggestions of %d would change:", parts.Count(r.Articles, "article"), r.Changed)}
	for _, of := range []struct {
		n     int
		words string
	}{
		{r.New, Tf("%d quotes more", r.New)},
		{r.Gone, Tf("%d suggestions fewer", r.Gone)},
		{r.Speaker, Tf("%d with another speaker", r.Speaker)},
		{r.Organization, Tf("%d with another organisation", r.Organization)},
	} {
		if of.n > 0 {
			lines = append(lines, "· "+of.words)
		}
	}
	return strings.Join(
		append(
			lines,
			Tf("%d quotes that somebody decided stay as they are. Undo takes all of it back as one act.", r.Decided),
		),
		"\n",
	)
}
