package desktop

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// mostHistory is how much of the history is shown.
const mostHistory = 300

// history names what was done, newest first. An import is one line, and is taken
// back as one.
func (w *Window) history() {
	loadOnce(
		w,
		func(ctx context.Context) ([]app.HistoryLine, error) { return w.corpus.Timeline(ctx, mostHistory) },
		func(lines []app.HistoryLine) {
			var close func()
			list := widget.NewList(
				func() int { return len(lines) },
				func() fyne.CanvasObject { return newHistoryRow() },
				func(i widget.ListItemID, o fyne.CanvasObject) {
					if i < len(lines) {
						o.(*historyRow).set(lines[i], func() { close(); w.undoImport(lines[i]) })
					}
				},
			)
			list.HideSeparators = true
			top := parts.Soft(T("Newest first. Undo (Ctrl+Z) takes back your last act; an import is taken back here."))
			size := w.Canvas().Size()
			close = w.showPanel(
				T("History"),
				container.NewBorder(parts.Padded(4, top), nil, nil, nil, list),
				fyne.NewSize(min(860*parts.TextScale(), size.Width-24), size.Height-60),
			).Hide
		},
	)
}

// undoImport takes an import back, after a word where people have worked on it.
func (w *Window) undoImport(line app.HistoryLine) {
	type left struct{ there, decided int }
	loadOnce(w, func(ctx context.Context) (left, error) {
		there, decided, err := w.corpus.ImportLeft(ctx, line.Import)
		return left{there, decided}, err
	}, func(l left) {
		if l.there == 0 {
			w.status.SetText(T("Nothing of this import is left."))
			return
		}
		w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			_, err := a.UndoImport(ctx, coder, line.Import)
			if errors.Is(err, corpus.ErrNothing) {
				return nil
			}
			words := Tf("Took back %s", parts.Count(l.there, "article"))
			if l.decided > 0 {
				words += ", " + Tf("%d of them with decisions", l.decided)
			}
			w.tell(words+"; "+T("undo brings them back."), err)
			return err
		}, nil)
	})
}

// historyRow is one line of the history.
type historyRow struct {
	parts.Row
	when, who, what string
	undone          bool
	undo            *parts.Knob
}

func newHistoryRow() *historyRow {
	r := &historyRow{undo: parts.NewKnob(T("Take back"), "", parts.Bordered, nil)}
	r.Height, r.Paint = 36, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *historyRow) set(l app.HistoryLine, undo func()) {
	r.when, r.who, r.what, r.undone = l.When.Local().Format("2 Jan 2006 15:04"), string(l.Coder), l.Title, l.Undone
	r.undo.OnTap = undo
	if l.Added > 0 {
		r.who, r.what = "Quoth", Tf("added %s", parts.Count(l.Added, "article"))
	}
	parts.Show(r.undo, l.Import != "")
	r.Refresh()
}

// AccessibilityLabel reads the whole line.
func (r *historyRow) AccessibilityLabel() string { return r.when + ", " + r.who + ", " + r.what }

func (r *historyRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	what, ink := r.what, p.Ink
	if r.undone {
		what, ink = what+" ("+T("undone")+")", p.Soft
	}
	room := size.Width - 282*s - parts.RowPad
	if r.undo.Visible() {
		need := r.undo.MinSize()
		room -= need.Width + 8
		parts.Put(r.undo, size.Width-need.Width-parts.RowPad, (size.Height-need.Height)/2, need.Width, need.Height)
	}
	return []fyne.CanvasObject{
		parts.Label(
			r.when,
			parts.LabelFace(),
			p.Soft,
			parts.RowPad,
			9*s,
			140*s,
		),
		parts.Label(r.who, parts.LabelFace(), p.Soft, 150*s, 9*s, 120*s),
		parts.Label(what, parts.UiFace(), ink, 274*s, 8*s, room),
		r.undo,
	}
}
