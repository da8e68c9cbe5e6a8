package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// addDialog collects articles with live progress.
func (w *Window) addDialog() {
	addresses := parts.NewTextField(w)
	addresses.SetPlaceHolder(T("Addresses of articles or feeds, or paths of files and folders, one a line"))
	addresses.SetMinRowsVisible(6)
	pasted := parts.NewTextField(w)
	pasted.SetPlaceHolder(T("Or paste the text of an article here, headline first"))
	pasted.SetMinRowsVisible(5)
	add := func(path string) { addresses.SetText(strings.TrimSpace(addresses.Text + "\n" + path)) }
	file := parts.NewKnob(T("File…"), "", parts.Bordered, func() { w.askFile(asking{title: T("Add a file")}, add) })
	folder := parts.NewKnob(
		T("Folder…"),
		"",
		parts.Bordered,
		func() { w.askFile(asking{title: T("Add a folder"), folder: true}, add) },
	)
	content := container.NewVBox(addresses, parts.NewFlow(6, file, folder), pasted)
	w.asks(T("Add articles"), T("Add"), content, fyne.NewSize(680*parts.TextScale(), 420*parts.TextScale()), func() {
		var inputs []app.Input
		for _, line := range strings.Split(addresses.Text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				inputs = append(inputs, app.Input{Value: line, Coder: w.settings.Coder})
			}
		}
		if text := strings.TrimSpace(pasted.Text); text != "" {
			inputs = append(inputs, app.Input{Kind: app.TextInput, Body: []byte(text)})
		}
		if len(inputs) > 0 {
			w.preview(inputs, 0)
		}
	})
	w.Canvas().Focus(addresses)
}

// addFile asks for a file or a folder and adds it.
func (w *Window) addFile(folder bool) {
	asks := asking{title: T("Add a file")}
	if folder {
		asks = asking{title: T("Add a folder"), folder: true}
	}
	w.askFile(asks, func(path string) { w.preview([]app.Input{{Value: path, Coder: w.settings.Coder}}, 0) })
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
	lists := map[string]bool{} // folders, feeds and tables: what they hold is counted, not they
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
			text = fmt.Sprintf("%s (%s)", r.Title, parts.Count(r.Quotes, "quote"))
		}
		if r.Err != nil {
			text = r.Err.Error()
		}
		box.Objects[0].(*widget.Label).SetText(text)
		box.Objects[1].(*widget.Label).SetText(T(string(r.State)))
	})
	stop, retry := parts.NewKnob(
		T("Stop"),
		"",
		parts.Bordered,
		cancel,
	), parts.NewKnob(
		T("Try the failed again"),
		"",
		parts.Bordered,
		nil,
	)
	retry.Hide()
	d := w.newPanel(
		T("Adding articles"),
		container.NewBorder(summary, nil, nil, nil, list),
		fyne.NewSize(760*parts.TextScale(), 520*parts.TextScale()),
		func(p *panel) []fyne.CanvasObject {
			return []fyne.CanvasObject{retry, stop, parts.NewKnob(T("Close"), "Esc", parts.Bordered, p.Hide)}
		},
	)
	w.session.aside(func(context.Context) {
		report, err := run(ctx, func(r app.ItemReport) {
			w.run.onScreen(func() {
				if _, known := items[r.Key]; !known {
					order = append(order, r.Key)
				}
				items[r.Key], lists[r.Parent] = r, true
				final, all := 0, 0
				for _, i := range items {
					if lists[i.Key] || lists[i.Label] {
						continue
					}
					if all++; i.State.Final() {
						final++
					}
				}
				summary.SetText(Tf("Collecting … %d of %d", final, all))
				list.Refresh()
			})
		})
		w.run.onScreen(func() {
			cancel()
			stop.Hide()
			summary.SetText(
				Tf(
					"%d kept with %d quotes, %d already there, %d skipped, %d failed, %d to look at",
					report.Kept,
					report.Quotes,
					report.Unchanged,
					report.Skipped,
					report.Failed,
					report.Doubtful,
				),
			)
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
				retry.OnTap = func() { d.Hide(); w.collect(again) }
				retry.Show()
			}
			w.changed()
		})
	})
}

// showPage shows the page as fetched: its source, never run.
func (w *Window) showPage(hash corpus.PageHash) {
	loadOnce(
		w,
		func(ctx context.Context) (corpus.Page, error) { return w.corpus.Page(ctx, hash) },
		func(p corpus.Page) {
			body := string(p.Body)
			if len(body) > 200_000 {
				body = body[:200_000] + "\n… (cut here; the corpus keeps it whole)"
			}
			source := widget.NewLabel(strings.ToValidUTF8(body, "�"))
			source.Wrapping = fyne.TextWrapBreak
			about := parts.Wrapped(
				fmt.Sprintf(
					"%s\nfetched %s\nSHA-256 %s\n%s",
					p.URL,
					p.Fetched.Format("2 Jan 2006 15:04 MST"),
					p.Hash,
					strings.Join(p.Notes, "\n"),
				),
			)
			w.showText(T("Page as fetched"), container.NewVBox(about, parts.Divider(), source))
		},
	)
}

// exportHere writes what is marked, else what was found on the Quotes page, else
// everything.
func (w *Window) exportHere() {
	switch p := w.current.(type) {
	case *quotesPage:
		if len(p.inspector.several) == 0 {
			p.export()
			return
		}
	case *articlesPage:
		if len(p.marked) > 0 {
			w.exportArticles(p.marked)
			return
		}
	}
	if i := w.current.inspected(); i != nil && len(i.several) > 0 {
		i.exportSeveral()
		return
	}
	w.exportDialog("")
}

// exportDialog writes the quotes of a query to a file.
func (w *Window) exportDialog(query string) { w.exportSome(app.ExportRequest{Query: query}) }

// exportQuotes writes these quotes alone.
func (w *Window) exportQuotes(ids []corpus.QuoteID) { w.exportSome(app.ExportRequest{Quotes: ids}) }

// exportArticles writes the quotes of these articles alone.
func (w *Window) exportArticles(ids []corpus.ArticleID) {
	w.exportSome(app.ExportRequest{Articles: ids})
}

// exportSome asks how something is to be written, and where.
func (w *Window) exportSome(of app.ExportRequest) {
	query := of.Query
	formats := app.ExportFormats()
	var titles []string
	for _, f := range formats {
		titles = append(titles, f.Title)
	}
	format, search := widget.NewSelect(titles, nil), parts.NewField(w)
	format.SetSelectedIndex(0)
	search.SetText(query)
	search.SetPlaceHolder(T("all quotes"))
	many := parts.Soft("")
	var counting latest
	tell := func(query string) {
		load(w, &counting, func(ctx context.Context) (int, error) {
			found, err := w.corpus.Search(ctx, app.SearchRequest{Query: query, Limit: 1})
			if _, half := app.QueryProblem(err); half {
				return -1, nil
			}
			return found.Total, err
		}, func(n int) {
			if n >= 0 {
				many.SetText(parts.Count(n, "quote"))
			}
		})
	}
	what := parts.Item("Query", search)
	switch {
	case len(of.Quotes) > 0:
		what = parts.Item("What", parts.Soft(Tf("%s that you selected", parts.Count(len(of.Quotes), "quote"))))
	case len(of.Articles) > 0:
		what = parts.Item(
			"What",
			parts.Soft(Tf("all of %s that you selected", parts.Count(len(of.Articles), "article"))),
		)
	default:
		search.OnChanged = tell
		tell(query)
	}
	table, password, rejected := widget.NewSelect(
		nil,
		nil,
	), parts.NewField(
		w,
	), widget.NewCheck(
		T("rejected quotes and attitudes too"),
		nil,
	)
	password.Password = true
	password.SetPlaceHolder(T("only for files of DNA"))
	choose := func(string) {
		f := formats[max(format.SelectedIndex(), 0)]
		table.SetOptions(f.Of)
		table.ClearSelected()
		if len(f.Of) > 0 {
			table.SetSelectedIndex(0)
			table.Enable()
		} else {
			table.Disable()
		}
		if f.Name == "dna" {
			password.Enable()
		} else {
			password.Disable()
		}
	}
	format.OnChanged = choose
	choose("")
	w.form(
		T("Export quotes"),
		T("Choose a file…"),
		[]*widget.FormItem{
			parts.Item("Format", format),
			parts.Item("Table", table),
			what,
			parts.Item("", many),
			parts.Item("", rejected),
			parts.Item("Password", password),
		},
		func() {
			f := formats[max(format.SelectedIndex(), 0)]
			request := of
			request.Format, request.Of, request.Query, request.Password = f.Name, table.Selected, search.Text, password.Text
			request.Rejected, request.AllActs = rejected.Checked ||
				len(of.Quotes) > 0, rejected.Checked ||
				len(of.Quotes) > 0 // what was picked goes out
			w.askFile(
				asking{
					title:   T("Save as"),
					name:    exportName(w.corpus.Name(), search.Text) + f.Extension,
					pattern: "*" + f.Extension,
				},
				func(path string) { w.export(request, path) },
			)
		},
	)
}

// exportName proposes a name for a file: the corpus, and what was looked for.
func exportName(corpus, query string) string {
	words := strings.FieldsFunc(
		strings.ToLower(query),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) },
	)
	return strings.Join(append([]string{corpus, "quotes"}, words[:min(len(words), 4)]...), "-")
}

// saveFile asks for a file and writes it in the background. The file gets its name
// when it is whole, so that a cancelled export leaves an earlier one alone.
func (w *Window) saveFile(name string, write func(io.Writer) error) {
	w.askFile(asking{title: T("Save as"), name: name, pattern: "*" + filepath.Ext(name)}, func(path string) {
		w.aside(func(context.Context, *app.App) error {
			f, err := os.CreateTemp(filepath.Dir(path), ".quoth-*")
			if err != nil {
				return fmt.Errorf("write %s: %w", path, err)
			}
			err = errors.Join(write(f), f.Chmod(0o644), f.Close())
			if err == nil {
				err = os.Rename(f.Name(), path)
			}
			if err != nil {
				os.Remove(f.Name())
				return fmt.Errorf("write %s: %w", path, err)
			}
			w.run.onScreen(func() { w.status.SetText(Tf("Wrote %s", path)) })
			return nil
		})
	})
}

// corpusPattern is how corpus files are called.
const corpusPattern = "*.quoth"

func (w *Window) newCorpus() {
	w.askFile(asking{title: T("New corpus"), name: "Study.quoth", pattern: corpusPattern}, func(path string) {
		if filepath.Ext(path) != ".quoth" {
			path += ".quoth"
		}
		w.openBy(
			Tf("Making %s …", filepath.Base(path)),
			func(ctx context.Context) (*app.App, error) { return app.Create(ctx, path, app.Options{}) },
			nil,
		)
	})
}

func (w *Window) chooseCorpus() {
	w.askFile(asking{title: T("Open a corpus"), pattern: corpusPattern}, w.openCorpus)
}

func (w *Window) copyCorpus() {
	w.askFile(
		asking{title: T("Copy the corpus"), name: w.corpus.Name() + "-copy.quoth", pattern: corpusPattern},
		func(path string) {
			w.aside(func(ctx context.Context, a *app.App) error {
				err := a.CopyCorpus(ctx, path)
				if err == nil {
					w.run.onScreen(func() { w.status.SetText(Tf("Wrote %s", path)) })
				}
				return err
			})
		},
	)
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
	if parts.Colors() == parts.Dark {
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
	w.app.Settings().SetTheme(parts.NewTheme(w.settings.Theme, w.settings.TextSize))
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

func (w *Window) copyCitation() {
	if w.current == nil || w.current.inspected() == nil {
		return
	}
	i, style := w.current.inspected(), w.settings.Citation
	switch {
	case len(i.several) > 0:
		ids := i.several
		loadOnce(w, func(ctx context.Context) (string, error) { return w.citations(ctx, ids) }, w.copyText)
	case i.annotation != nil:
		w.copyText(app.Quotation("“"+i.annotation.Words+"”", "", i.annotation.Article, style))
	case i.card != nil:
		id := i.card.Quote.ID
		loadOnce(w, func(ctx context.Context) (string, error) { return w.corpus.Citation(ctx, id, style) }, w.copyText)
	}
}

func (w *Window) deleteArticle() {
	p, ok := w.current.(*articlesPage)
	if !ok {
		return
	}
	if ids := p.chosenArticles(); len(ids) > 0 {
		p.list.clear()
		p.reading = app.Reading{}
		w.do(overArticles(ids, "delete", func(id corpus.ArticleID) corpus.Act { return corpus.DeleteArticle{ID: id} }))
	}
}
