package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// field is a field to type in that can be left with escape: in a form it closes
// the form, on a page it gives the letters back to the window. Fyne's own keeps
// the key to itself.
type field struct {
	widget.Entry
	w *Window
}

// newField makes a field of one line.
func newField(w *Window) *field {
	f := &field{w: w}
	f.ExtendBaseWidget(f)
	return f
}

// newTextField makes a field of several lines.
func newTextField(w *Window) *field {
	f := newField(w)
	f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
	return f
}

// TypedKey leaves the field with escape.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.w.leaveField()
		return
	}
	f.Entry.TypedKey(e)
}

// leaveField ends typing; a form that was typed into is closed.
func (w *Window) leaveField() {
	w.Canvas().Unfocus()
	w.escape()
}
