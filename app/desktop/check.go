package desktop

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// checkCorpus looks whether all of the corpus is sound, in the background.
func (w *Window) checkCorpus() {
	s := w.session
	w.aside(func(ctx context.Context, a *app.App) error {
		report, err := a.Check(ctx, nil)
		if err != nil {
			return err
		}
		s.run.onScreen(func() { w.showCheck(report) })
		return nil
	})
}

func (w *Window) showCheck(report app.CheckReport) {
	if report.Sound() {
		w.showText(
			T("Check corpus"),
			parts.Wrapped(
				Tf(
					"All is sound: %d articles, %d quotes, their pages, texts, notes and the journal.",
					report.Counts.Articles,
					report.Counts.Quotes,
				),
			),
		)
		return
	}
	list := parts.NewColumn(6, parts.Wrapped(Tf("%d faults were found.", len(report.Faults))))
	for _, f := range report.Faults {
		list.Add(parts.Wrapped(fmt.Sprintf("%s · %s: %s", f.Kind, f.Item, f.What)))
	}
	list.Add(parts.NewKnob(T("Rebuild what can be rebuilt"), "", parts.Bordered, func() { w.repairCorpus() }))
	w.showText(T("Check corpus"), list)
}

// repairCorpus rebuilds what follows from sound rows and the search index, after a
// copy of the corpus as it is.
func (w *Window) repairCorpus() {
	s := w.session
	w.aside(func(ctx context.Context, a *app.App) error {
		report, err := a.Repair(ctx, nil)
		if err != nil {
			return err
		}
		s.run.onScreen(func() {
			lines := []fyne.CanvasObject{
				parts.Wrapped(
					Tf(
						"%d faults before, %d remain. The corpus as it was: %s",
						len(report.Before),
						len(report.After),
						report.Backup,
					),
				),
			}
			for _, f := range report.After {
				lines = append(lines, parts.Wrapped(fmt.Sprintf("%s · %s: %s", f.Kind, f.Item, f.What)))
			}
			w.showText(T("Check corpus"), parts.NewColumn(6, lines...))
		})
		return nil
	})
}
