package desktop

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// previewed is an input that is better looked at before it is read: a file with
// its preview, or a folder with its settings. at is −1 where none is.
type previewed struct {
	at      int
	preview *app.ImportPreview
	folder  app.ImportSettings
	project *app.ProjectReport // of a coded corpus
}

// preview shows what tables and exports of databases would become before they
// are read, one after the other, then collects. Pages, texts and addresses need
// no look.
func (w *Window) preview(inputs []app.Input, from int) {
	loadOnce(w, func(ctx context.Context) (previewed, error) {
		for i := from; i < len(inputs); i++ {
			if inputs[i].Kind == app.TextInput || strings.Contains(inputs[i].Value, "://") {
				continue
			}
			if app.IsProject(inputs[i].Value, inputs[i].Import) {
				project, err := app.ReadProject(ctx, inputs[i].Value, inputs[i].Import.Columns)
				if err != nil {
					continue // the import names what is wrong
				}
				report, err := w.corpus.PreviewProject(ctx, project)
				return previewed{at: i, project: &report}, err
			}
			if isFolder(inputs[i].Value) {
				return previewed{at: i, folder: w.corpus.FolderImport(ctx, inputs[i].Value)}, nil
			}
			p, err := w.corpus.PreviewImport(ctx, inputs[i].Value, inputs[i].Import)
			if err == nil {
				return previewed{at: i, preview: p}, nil
			}
			if ctx.Err() != nil {
				return previewed{}, ctx.Err()
			}
			// What cannot be read is named by the import itself, item by item.
		}
		return previewed{at: -1}, nil
	}, func(p previewed) {
		if p.at < 0 {
			w.collect(inputs)
			return
		}
		if p.project != nil {
			w.projectReport(inputs, p.at, *p.project)
			return
		}
		if p.preview == nil {
			newFolderPanel(w, inputs, p)
			return
		}
		newImportPanel(w, inputs, p)
	})
}

// isFolder holds for the path of a folder.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// unmapped stands for "no column" in a list of columns.
const unmapped = "—"

// importPanel shows one file before it is imported: what its columns are taken
// for, how many articles there are and what is doubtful in them.
type importPanel struct {
	w        *Window
	inputs   []app.Input
	at       int
	settings app.ImportSettings
	box      *fyne.Container
	panel    *panel
	reading  latest
}

func newImportPanel(w *Window, inputs []app.Input, p previewed) *importPanel {
	i := &importPanel{w: w, inputs: inputs, at: p.at, box: parts.NewColumn(6)}
	i.show(p.preview)
	size := w.Canvas().Size()
	i.panel = w.showPanel(
		T("Before importing"),
		container.NewVScroll(parts.Padded(8, i.box)),
		fyne.NewSize(min(820*parts.TextScale(), size.Width-24), size.Height-48),
	)
	return i
}

// again reads the file with other settings.
func (i *importPanel) again(change func(*app.ImportSettings)) {
	s := i.settings
	s.Columns = maps.Clone(s.Columns)
	change(&s)
	path := i.inputs[i.at].Value
	load(
		i.w,
		&i.reading,
		func(ctx context.Context) (*app.ImportPreview, error) { return i.w.corpus.PreviewImport(ctx, path, s) },
		i.show,
	)
}

func (i *importPanel) show(p *app.ImportPreview) {
	i.settings = p.Settings
	items := []fyne.CanvasObject{parts.Heading(i.inputs[i.at].Value), parts.Soft(i.counts(p))}
	if p.Problem != nil {
		words, _ := app.Explain(p.Problem)
		items = append(items, parts.NewProse("⚠ "+words, parts.UiFace(), parts.InkDanger))
	}
	for _, note := range p.Notes {
		items = append(items, parts.Soft(note))
	}
	if len(p.Columns) > 0 {
		items = append(items, parts.Section(T("columns")), i.columns(p))
	}
	items = append(items, parts.Section(T("dates")), i.dates(), parts.Section(T("the first articles")))
	for _, e := range p.Entries {
		items = append(items, entryWords(e))
	}
	items = append(
		items,
		parts.NewFlow(
			6,
			parts.NewKnob(Tf("Read %s", parts.Count(p.Articles, "article")), "", parts.Primary, i.accept),
			parts.NewKnob(T("Leave this file out"), "", parts.Bordered, i.leaveOut),
		),
	)
	i.box.Objects = items
	i.box.Refresh()
}

func (i *importPanel) counts(p *app.ImportPreview) string {
	pieces := []string{p.Title, parts.Count(p.Articles, "article")}
	if p.Announced > 0 {
		pieces = append(pieces, Tf("its cover announces %d", p.Announced))
	}
	if p.Damaged > 0 {
		pieces = append(pieces, Tf("%d damaged or missing", p.Damaged))
	}
	if p.Doubtful > 0 {
		pieces = append(pieces, Tf("%d with a doubtful field", p.Doubtful))
	}
	return strings.Join(pieces, " · ")
}

// columns lets a person say which column fills which field.
func (i *importPanel) columns(p *app.ImportPreview) fyne.CanvasObject {
	names := []string{unmapped}
	samples := map[string]string{}
	for _, c := range p.Columns {
		names = append(names, c.Name)
		samples[c.Name] = strings.Join(c.Samples, " · ")
	}
	grid := container.NewGridWithColumns(3)
	for _, field := range app.ImportFields() {
		column := i.settings.Columns[field]
		choose := widget.NewSelect(names, nil)
		choose.SetSelected(cmp.Or(column, unmapped))
		choose.OnChanged = func(name string) {
			i.again(func(s *app.ImportSettings) {
				if s.Columns == nil {
					s.Columns = map[string]string{}
				}
				if delete(s.Columns, field); name != unmapped {
					s.Columns[field] = name
				}
			})
		}
		sample := parts.Soft(samples[column])
		sample.Most = 1
		grid.Add(parts.Wrapped(T(field)))
		grid.Add(choose)
		grid.Add(sample)
	}
	return grid
}

// dates lets a person say how days are written where that cannot be told.
func (i *importPanel) dates() fyne.CanvasObject {
	layouts := []string{T("only what is certain"), "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYY-MM-DD"}
	choose := widget.NewSelect(layouts, nil)
	choose.SetSelected(cmp.Or(i.settings.DateLayout, layouts[0]))
	choose.OnChanged = func(layout string) {
		i.again(func(s *app.ImportSettings) {
			if s.DateLayout = layout; layout == layouts[0] {
				s.DateLayout = ""
			}
		})
	}
	return parts.Fixed(260, choose)
}

// entryWords is one article of a file, or what is wrong with it.
func entryWords(e app.ImportEntry) fyne.CanvasObject {
	if e.Err != nil {
		return parts.NewProse("⚠ "+e.Label+": "+e.Err.Error(), parts.UiFace(), parts.InkDanger)
	}
	a := e.Collected.Article
	title, about := parts.NewProse(
		a.Title,
		parts.BoldFace(),
		parts.InkText,
	), parts.Soft(
		strings.Join(
			parts.NonEmpty([]string{strings.Join(a.Authors, "; "), a.Publisher, prettyDay(a.Published)}),
			" · ",
		),
	)
	title.Most, about.Most = 1, 1
	box := parts.NewColumn(1, title, about)
	for _, d := range e.Doubts {
		box.Add(parts.NewProse("? "+T(d.Field)+" “"+d.Printed+"”: "+d.Reason, parts.LabelFace(), parts.InkDanger))
	}
	return box
}

// accept keeps the settings for files of the kind and looks at the next file.
func (i *importPanel) accept() {
	i.panel.Hide()
	i.inputs[i.at].Import = i.settings
	i.w.preview(i.inputs, i.at+1)
}

func (i *importPanel) leaveOut() {
	i.panel.Hide()
	if rest := slices.Delete(slices.Clone(i.inputs), i.at, i.at+1); len(rest) > 0 {
		i.w.preview(rest, i.at)
	}
}
