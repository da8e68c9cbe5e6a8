package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Choice is one line of a small menu.
type Choice struct {
	Label string
	Do    func()
}

// NewMenuKnob is a knob that opens a small menu under itself, for what is wanted
// less often.
func NewMenuKnob(w fyne.Window, label string, choices func() []Choice) *Knob {
	k := NewKnob(label, "", Bare, nil)
	k.OnTap = func() {
		var items []*fyne.MenuItem
		for _, c := range choices() {
			items = append(items, fyne.NewMenuItem(c.Label, c.Do))
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(k)
		menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), w.Canvas())
		room := w.Canvas().Size().Width - menu.MinSize().Width - 8
		menu.ShowAtPosition(fyne.NewPos(max(8, min(at.X, room)), at.Y+k.Size().Height))
	}
	return k
}

// Leading gives the first of two objects the room that the second leaves.
type Leading struct{}

func (Leading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	last := objects[1].MinSize()
	width := max(0, size.Width-last.Width-6)
	first := min(objects[0].MinSize().Height, size.Height)
	Put(objects[0], 0, (size.Height-first)/2, width, first)
	Put(objects[1], width+6, (size.Height-last.Height)/2, last.Width, last.Height)
}

func (Leading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+6, max(a.Height, b.Height))
}

// Item is a line of a form.
func Item(label string, o fyne.CanvasObject) *widget.FormItem {
	return widget.NewFormItem(T(label), o)
}
