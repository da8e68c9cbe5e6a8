package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// projectReport previews a coded corpus of another program: what an import would
// do, before anything is kept.
func (w *Window) projectReport(inputs []app.Input, at int, report app.ProjectReport) {
	lines := report.Summary()
	for _, d := range report.Doubts {
		if d.Article != "" {
			lines = append(lines, fmt.Sprintf("%s, %s: %s", d.Title, d.Place, d.Reason))
		}
	}
	for _, err := range report.Failed {
		lines = append(lines, err.Error())
	}
	text := parts.Wrapped(strings.Join(lines, "\n"))
	size := w.Canvas().Size()
	w.asks(
		Tf("Import %s", filepath.Base(inputs[at].Value)),
		T("Import"),
		container.NewVScroll(text),
		fyne.NewSize(min(680*parts.TextScale(), size.Width-40), min(420*parts.TextScale(), size.Height-60)),
		func() { w.preview(inputs, at+1) },
	)
}

// export writes a file with its progress; stopping leaves no file behind.
func (w *Window) export(request app.ExportRequest, path string) {
	ctx, stop := context.WithCancel(w.ctx) // ends when the corpus is closed, too
	bar, told := widget.NewProgressBar(), parts.Wrapped("")
	stopKnob := parts.NewKnob(T("Stop"), "", parts.Bordered, stop)
	d := w.newPanel(
		T("Exporting"),
		container.NewVBox(bar, told),
		fyne.NewSize(520*parts.TextScale(), 220*parts.TextScale()),
		func(p *panel) []fyne.CanvasObject {
			return []fyne.CanvasObject{stopKnob, parts.NewKnob(T("Close"), "Esc", parts.Bordered, p.Hide)}
		},
	)
	w.aside(func(_ context.Context, a *app.App) error {
		report, err := exportFile(ctx, a, request, path, func(done, total int) {
			w.run.onScreen(func() { bar.SetValue(float64(done) / float64(max(total, 1))) })
		})
		w.run.onScreen(func() {
			stop()
			stopKnob.Hide()
			if err == nil {
				bar.SetValue(1)
				told.SetText(exportWords(report, path))
				w.status.SetText(Tf("Wrote %s", path))
			} else if errors.Is(err, context.Canceled) {
				told.SetText(T("Stopped; no file was written."))
				err = nil
			} else {
				d.Hide()
			}
		})
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	})
}

// exportFile writes a file that appears under its name only when it is whole.
func exportFile(
	ctx context.Context,
	a *app.App,
	request app.ExportRequest,
	path string,
	progress func(done, total int),
) (app.ExportReport, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".quoth-*")
	if err != nil {
		return app.ExportReport{}, fmt.Errorf("write %s: %w", path, err)
	}
	report, err := a.Export(ctx, request, f, progress)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return report, fmt.Errorf("write %s: %w", path, err)
	}
	return report, nil
}

// exportWords say what went out, and what of the corpus did not.
func exportWords(r app.ExportReport, path string) string {
	lines := []string{Tf("Wrote %s", path), parts.Count(r.Quotes, "quote")}
	if r.Annotations > 0 {
		lines = append(lines, parts.Count(r.Annotations, "annotation"))
	}
	if r.LeftRejected > 0 {
		lines = append(lines, Tf("%d rejected quotes left out", r.LeftRejected))
	}
	if r.OtherActs > 0 {
		lines = append(lines, Tf("%d attitudes and others left out", r.OtherActs))
	}
	return strings.Join(lines, "\n")
}
