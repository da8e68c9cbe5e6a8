package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Field is a field to type in that can be left with escape: in a form it closes
// the form, on a page it gives the letters back to the window. Fyne's own keeps
// the key to itself.
type Field struct {
	widget.Entry
	host FieldHost
}

// FieldHost is what a field is left for.
type FieldHost interface {
	LeaveField()
	Agree() bool // with the form the field is in; false without one
}

// NewField makes a field of one line.
func NewField(host FieldHost) *Field {
	f := &Field{host: host}
	f.ExtendBaseWidget(f)
	return f
}

// NewTextField makes a field of several lines.
func NewTextField(host FieldHost) *Field {
	f := NewField(host)
	f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
	return f
}

// TypedKey leaves the field with escape.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.host.LeaveField()
		return
	}
	f.Entry.TypedKey(e)
}

// TypedShortcut says yes to the form with Ctrl and return.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && (c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyEnter) &&
		f.host.Agree() {
		return
	}
	f.Entry.TypedShortcut(s)
}
