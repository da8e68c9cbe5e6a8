package desktop

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// addDialog collects articles with live progress.
func (w *Window) addDialog() {
	addresses := newTextField(w)
	addresses.SetPlaceHolder(T("Addresses of articles or feeds, or paths of files and folders, one a line"))
	addresses.SetMinRowsVisible(6)
	pasted := newTextField(w)
	pasted.SetPlaceHolder(T("Or paste the text of an article here, headline first"))
	pasted.SetMinRowsVisible(5)
	file := widget.NewButton(T("File…"), func() {
		dialog.ShowFileOpen(func(f fyne.URIReadCloser, err error) {
			if err == nil && f != nil {
				addresses.SetText(strings.TrimSpace(addresses.Text + "\n" + f.URI().Path()))
				f.Close()
			}
		}, w)
	})
	folder := widget.NewButton(T("Folder…"), func() {
		dialog.ShowFolderOpen(func(f fyne.ListableURI, err error) {
			if err == nil && f != nil {
				addresses.SetText(strings.TrimSpace(addresses.Text + "\n" + f.Path()))
			}
		}, w)
	})
	content := container.NewVBox(addresses, container.NewHBox(file, folder), pasted)
	d := dialog.NewCustomConfirm(T("Add articles"), T("Add"), T("Cancel"), content, func(yes bool) {
		if !yes {
			return
		}
		var inputs []app.Input
		for _, line := range strings.Split(addresses.Text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				inputs = append(inputs, app.Input{Value: line})
			}
		}
		if text := strings.TrimSpace(pasted.Text); text != "" {
			inputs = append(inputs, app.Input{Kind: app.TextInput, Body: []byte(text)})
		}
		if len(inputs) > 0 {
			w.preview(inputs, 0)
		}
	}, w)
	d.Resize(fyne.NewSize(min(680, w.Canvas().Size().Width-40), 420))
	d.Show()
	w.Canvas().Focus(addresses)
}

// collect adds inputs and shows what becomes of each; it can be cancelled, and
// what failed can be tried again.
func (w *Window) collect(inputs []app.Input) {
	w.collecting(func(ctx context.Context, progress func(app.ItemReport)) (app.AddReport, error) {
		return w.corpus.Add(ctx, inputs, progress)
	})
}

// collecting shows the progress of a collection, item by item.
func (w *Window) collecting(run func(context.Context, func(app.ItemReport)) (app.AddReport, error)) {
	ctx, cancel := context.WithCancel(w.ctx) // ends when the corpus is closed, too
	items := map[string]app.ItemReport{}
	var order []string
	summary := widget.NewLabel(T("Collecting …"))
	list := widget.NewList(func() int { return len(order) }, func() fyne.CanvasObject {
		state, label := widget.NewLabel(T("collecting")), widget.NewLabel("")
		label.Truncation = fyne.TextTruncateEllipsis
		return container.NewBorder(nil, nil, state, nil, label)
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i >= len(order) {
			return
		}
		r := items[order[i]]
		box := o.(*fyne.Container)
		text := r.Label
		if r.Title != "" {
			text = fmt.Sprintf("%s (%s)", r.Title, count(r.Quotes, "quote"))
		}
		if r.Err != nil {
			text = r.Err.Error()
		}
		box.Objects[0].(*widget.Label).SetText(text)
		box.Objects[1].(*widget.Label).SetText(T(string(r.State)))
	})
	stop := widget.NewButton(T("Stop"), cancel)
	var d *dialog.CustomDialog
	retry := widget.NewButton(T("Try the failed again"), nil)
	retry.Hide()
	d = dialog.NewCustom(T("Adding articles"), T("Close"), container.NewBorder(summary, container.NewHBox(stop, retry), nil, nil, list), w)
	size := w.Canvas().Size()
	d.Resize(fyne.NewSize(min(760, size.Width-40), min(520, size.Height-60)))
	d.Show()
	w.session.aside(func(context.Context) {
		report, err := run(ctx, func(r app.ItemReport) {
			w.run.onScreen(func() {
				if _, known := items[r.Key]; !known {
					order = append(order, r.Key)
				}
				items[r.Key] = r
				list.Refresh()
			})
		})
		w.run.onScreen(func() {
			cancel()
			stop.Hide()
			summary.SetText(Tf("%d kept with %d quotes, %d already there, %d skipped, %d failed, %d need you", report.Kept, report.Quotes, report.Unchanged, report.Skipped, report.Failed, report.Doubtful))
			if err != nil {
				w.fail(err)
			}
			var again []app.Input
			for _, r := range report.Items {
				if r.State == app.ItemFailed || r.State == app.ItemSkipped {
					again = append(again, app.Input{Value: r.Label})
				}
			}
			if len(again) > 0 {
				retry.OnTapped = func() { d.Hide(); w.collect(again) }
				retry.Show()
			}
			w.changed()
		})
	})
}

// showPage shows the page as fetched: its source, never run.
func (w *Window) showPage(hash corpus.PageHash) {
	loadOnce(w, func(ctx context.Context) (corpus.Page, error) { return w.corpus.Page(ctx, hash) }, func(p corpus.Page) {
		body := string(p.Body)
		if len(body) > 200_000 {
			body = body[:200_000] + "\n… (cut here; the corpus keeps it whole)"
		}
		source := widget.NewLabel(strings.ToValidUTF8(body, "�"))
		source.Wrapping = fyne.TextWrapBreak
		about := wrapped(fmt.Sprintf("%s\nfetched %s\nSHA-256 %s\n%s", p.URL, p.Fetched.Format("2 Jan 2006 15:04 MST"), p.Hash, strings.Join(p.Notes, "\n")))
		w.showText(T("Page as fetched"), container.NewVBox(about, divider(), source))
	})
}

// exportDialog writes the quotes of a query to a file.
func (w *Window) exportDialog(query string) {
	formats := app.ExportFormats()
	var titles []string
	for _, f := range formats {
		titles = append(titles, f.Title)
	}
	format, search := widget.NewSelect(titles, nil), newField(w)
	format.SetSelectedIndex(0)
	search.SetText(query)
	search.SetPlaceHolder(T("all quotes"))
	w.form(T("Export quotes"), T("Choose a file…"), []*widget.FormItem{item("Format", format), item("Query", search)}, func() {
		f := formats[max(format.SelectedIndex(), 0)]
		request := app.ExportRequest{Format: f.Name, Query: search.Text}
		w.saveFile("quotes"+f.Extension, func(out io.Writer) error {
			_, err := w.corpus.Export(w.ctx, request, out, nil)
			return err
		})
	})
}

// saveFile asks for a file and writes it in the background.
func (w *Window) saveFile(name string, write func(io.Writer) error) {
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		if err != nil {
			w.fail(err)
			return
		}
		if f == nil {
			return
		}
		w.session.aside(func(ctx context.Context) {
			err := write(f)
			if closeErr := f.Close(); err == nil {
				err = closeErr
			}
			w.run.onScreen(func() {
				if err != nil {
					if ctx.Err() != nil {
						return // the corpus was closed meanwhile
					}
					w.fail(fmt.Errorf("write %s: %w", f.URI().Path(), err))
					return
				}
				w.status.SetText(Tf("Wrote %s", f.URI().Path()))
			})
		})
	}, w)
	d.SetFileName(name)
	d.Show()
}

func (w *Window) newCorpus() {
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		if err != nil || f == nil {
			return
		}
		path := f.URI().Path()
		f.Close()
		os.Remove(path) // the dialog made an empty file of that name
		if filepath.Ext(path) != ".quoth" {
			path += ".quoth"
		}
		w.openBy(Tf("Making %s …", filepath.Base(path)), func(ctx context.Context) (*app.App, error) { return app.Create(ctx, path, app.Options{}) }, nil)
	}, w)
	d.SetFileName("Study.quoth")
	d.Show()
}

func (w *Window) chooseCorpus() {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err == nil && f != nil {
			path := f.URI().Path()
			f.Close()
			w.openCorpus(path)
		}
	}, w)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".quoth"}))
	d.Show()
}

func (w *Window) copyCorpus() {
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		if err != nil || f == nil {
			return
		}
		path := f.URI().Path()
		f.Close()
		os.Remove(path)
		w.aside(func(ctx context.Context, a *app.App) error { return a.CopyCorpus(ctx, path) })
	}, w)
	d.SetFileName("Copy.quoth")
	d.Show()
}

// How far zooming goes.
const (
	smallestText = 0.8
	largestText  = 2
)

// zoom makes all text larger or smaller by a step.
func (w *Window) zoom(by float32) {
	w.settings.TextSize = min(max(w.settings.TextSize+by, smallestText), largestText)
	w.saveAndRestyle()
}

// switchTheme goes from light to dark or back.
func (w *Window) switchTheme() {
	if colors() == dark {
		w.settings.Theme = "light"
	} else {
		w.settings.Theme = "dark"
	}
	w.saveAndRestyle()
}

func (w *Window) saveAndRestyle() {
	if err := w.settings.Save(); err != nil {
		w.fail(err)
	}
	w.restyle()
}

// restyle draws the window anew in another theme or size.
func (w *Window) restyle() {
	w.app.Settings().SetTheme(newTheme(w.settings.Theme, w.settings.TextSize))
	places, at := w.places(), w.current
	w.build()
	if w.corpus == nil {
		w.firstPage()
		return
	}
	w.pages = w.newPages()
	if at == nil {
		return // the corpus is being closed
	}
	w.travelling = true
	w.returnToAll(places)
	w.goToNamed(at.name())
	w.travelling = false
}

// history names every act.
func (w *Window) history() {
	loadOnce(w, func(ctx context.Context) ([]corpus.Change, error) { return w.corpus.History(ctx, 0, 300) }, func(changes []corpus.Change) {
		box := container.NewVBox()
		for _, c := range changes {
			line := fmt.Sprintf("%s   %s   %s", c.When.Local().Format("2 Jan 15:04"), c.Coder, c.Title)
			if c.Undone {
				line += "   (taken back)"
			}
			box.Add(wrapped(line))
		}
		w.showText(T("History"), box)
	})
}

func (w *Window) copyCitation() {
	if w.current == nil || w.current.inspected() == nil {
		return
	}
	i, style := w.current.inspected(), w.settings.Citation
	switch {
	case i.annotation != nil:
		w.copyText(app.Quotation("“"+i.annotation.Words+"”", "", i.annotation.Article, style))
	case i.card != nil:
		id := i.card.Quote.ID
		loadOnce(w, func(ctx context.Context) (string, error) { return w.corpus.Citation(ctx, id, style) }, w.copyText)
	}
}

func (w *Window) deleteArticle() {
	if p, ok := w.current.(*articlesPage); ok && p.reading.Article.ID != "" {
		id := p.reading.Article.ID
		p.reading = app.Reading{}
		w.do(corpus.DeleteArticle{ID: id})
	}
}
