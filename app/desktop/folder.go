package desktop

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// namesShown is how many file names a folder's panel shows.
const namesShown = 12

// folderPanel shows a folder before it is read: what a pattern reads out of the
// names of its files.
type folderPanel struct {
	w        *Window
	inputs   []app.Input
	at       int
	settings app.ImportSettings
	pattern  *parts.Field
	found    *fyne.Container
	panel    *panel
	wrong    error // what is wrong with the pattern, as looked at last
	reading  latest
}

func newFolderPanel(w *Window, inputs []app.Input, p previewed) *folderPanel {
	f := &folderPanel{
		w:        w,
		inputs:   inputs,
		at:       p.at,
		settings: p.folder,
		found:    parts.NewColumn(6),
		pattern:  parts.NewField(w),
	}
	f.pattern.SetText(f.settings.Names)
	f.pattern.SetPlaceHolder("{published}_{publisher}_{title}")
	f.pattern.OnChanged = func(pattern string) {
		f.settings.Names = strings.TrimSpace(pattern)
		f.look()
	}
	f.pattern.OnSubmitted = func(string) { f.accept() }
	about := parts.Soft(
		Tf(
			"Do the names of the files tell dates, publishers or titles? Write where, with fields in braces: %s; {skip} stands for anything. Leave it empty to read the texts alone.",
			strings.Join(
				slices.DeleteFunc(slices.Clone(app.ImportFields()), func(field string) bool { return field == "body" }),
				", ",
			),
		),
	)
	box := parts.NewColumn(
		8,
		parts.Heading(inputs[p.at].Value),
		about,
		f.pattern,
		parts.NewFlow(
			6,
			parts.NewKnob(T("Read this folder"), "⏎", parts.Primary, f.accept),
			parts.NewKnob(T("Leave this folder out"), "", parts.Bordered, f.leaveOut),
		),
		f.found,
	)
	f.look()
	size := w.Canvas().Size()
	f.panel = w.showPanel(
		T("Before importing"),
		container.NewVScroll(parts.Padded(8, box)),
		fyne.NewSize(min(820*parts.TextScale(), size.Width-24), size.Height-48),
	)
	w.Canvas().Focus(f.pattern)
	return f
}

// look reads the names again with the pattern as it is.
func (f *folderPanel) look() {
	type answer struct {
		names []app.ImportNamePreview
		err   error
	}
	folder, settings := f.inputs[f.at].Value, f.settings
	load(f.w, &f.reading, func(ctx context.Context) (answer, error) {
		names, err := f.w.corpus.PreviewNames(ctx, folder, settings)
		return answer{names, err}, nil // half a pattern is no failure while one types
	}, func(a answer) {
		f.wrong = a.err
		f.found.Objects = f.lines(a.names, a.err)
		f.found.Refresh()
	})
}

func (f *folderPanel) lines(names []app.ImportNamePreview, err error) []fyne.CanvasObject {
	if err != nil {
		words, _ := app.Explain(err)
		return []fyne.CanvasObject{parts.NewProse("⚠ "+words, parts.UiFace(), parts.InkDanger)}
	}
	matched := 0
	var out []fyne.CanvasObject
	for i, n := range names {
		if len(n.Fields) > 0 {
			matched++
		}
		if i >= namesShown {
			continue
		}
		name := parts.NewProse(n.Name, parts.UiFace(), parts.InkText)
		name.Most = 1
		out = append(out, parts.Spaced(4, name))
		for _, field := range app.ImportFields() {
			if value := n.Fields[field]; value != "" {
				out = append(out, parts.Soft("    "+T(field)+": "+value))
			}
		}
		for j, d := range n.Doubts {
			if j == 0 || d.Reason != n.Doubts[j-1].Reason { // one that fits nothing is said once
				out = append(out, parts.NewProse("    ? "+d.Reason, parts.LabelFace(), parts.InkDanger))
			}
		}
	}
	if more := len(names) - namesShown; more > 0 {
		out = append(out, parts.Spaced(4, parts.Soft(Tf("and %d more", more))))
	}
	said := parts.Count(len(names), "file")
	if f.settings.Names != "" {
		said = Tf("the pattern fits %d of %s", matched, parts.Count(len(names), "file"))
	}
	return append([]fyne.CanvasObject{parts.Section(said)}, out...)
}

// accept keeps the pattern for the folder and looks at the next input.
func (f *folderPanel) accept() {
	if f.wrong != nil {
		return // it is said under the pattern
	}
	f.panel.Hide()
	folder, settings := f.inputs[f.at].Value, f.settings
	f.inputs[f.at].Import = settings
	f.w.aside(func(ctx context.Context, a *app.App) error { return a.RememberFolder(ctx, folder, settings) })
	f.w.preview(f.inputs, f.at+1)
}

func (f *folderPanel) leaveOut() {
	f.panel.Hide()
	if rest := slices.Delete(slices.Clone(f.inputs), f.at, f.at+1); len(rest) > 0 {
		f.w.preview(rest, f.at)
	}
}
