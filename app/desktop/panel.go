package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
)

// panel lies over the pages until it is closed: a title, something to read or to
// fill in, and at the foot its buttons at the right, the likely step last. All
// panels look so, and have at most one likely step.
type panel struct {
	popup    *widget.PopUp
	agree    func() // what its likely step does; nil without one
	onClosed func()
}

// newPanel shows a panel. Escape closes it, and so does each button that says so.
func (w *Window) newPanel(
	title string,
	content fyne.CanvasObject,
	size fyne.Size,
	buttons func(*panel) []fyne.CanvasObject,
) *panel {
	p := &panel{}
	foot := container.NewHBox(append([]fyne.CanvasObject{layout.NewSpacer()}, buttons(p)...)...)
	box := container.NewBorder(
		container.New(parts.Inset{Left: 16, Top: 12, Right: 16, Bottom: 10}, parts.Heading(title)),
		container.New(parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 12}, foot),
		nil,
		nil,
		container.New(parts.Inset{Left: 16, Right: 16}, content),
	)
	p.popup = widget.NewModalPopUp(box, w.Canvas())
	room := w.Canvas().Size()
	p.popup.Resize(
		fyne.NewSize(min(size.Width, room.Width-16), min(max(size.Height, box.MinSize().Height), room.Height-16)),
	)
	p.popup.Show()
	return p
}

// Hide closes the panel.
func (p *panel) Hide() {
	p.popup.Hide()
	if p.onClosed != nil {
		p.onClosed()
	}
}

// showText shows something to read over the window.
func (w *Window) showText(title string, content fyne.CanvasObject) {
	size := w.Canvas().Size()
	w.showPanel(
		title,
		container.NewVScroll(content),
		fyne.NewSize(min(820*parts.TextScale(), size.Width-24), size.Height-60),
	)
}

// showPanel shows something over the window until it is closed.
func (w *Window) showPanel(title string, content fyne.CanvasObject, size fyne.Size) *panel {
	return w.newPanel(title, content, size, func(p *panel) []fyne.CanvasObject {
		return []fyne.CanvasObject{parts.NewKnob(T("Close"), "Esc", parts.Bordered, p.Hide)}
	})
}

// asks shows something to fill in or to agree to; yes is done where somebody does.
// It returns what the likely step does: return in a field is the same.
func (w *Window) asks(title, ok string, content fyne.CanvasObject, size fyne.Size, yes func()) (agree func()) {
	p := w.newPanel(title, content, size, func(p *panel) []fyne.CanvasObject {
		agree = func() {
			p.Hide()
			yes()
		}
		return []fyne.CanvasObject{
			parts.NewKnob(T("Cancel"), "Esc", parts.Bordered, p.Hide),
			parts.NewKnob(ok, "Ctrl+⏎", parts.Primary, agree),
		}
	})
	p.agree, w.asking = agree, p
	return agree
}

// Agree does what the panel on top asks for; it reports whether there is one.
func (w *Window) Agree() bool {
	p := w.asking
	if p == nil || !p.popup.Visible() || w.Canvas().Overlays().Top() == nil {
		return false
	}
	p.agree()
	return true
}

// form asks for several values. The first field has the focus; return in any
// one-line field says yes.
func (w *Window) form(title, ok string, items []*widget.FormItem, done func()) {
	fields := widget.NewForm(items...)
	size := w.Canvas().Size()
	scroll := container.NewVScroll(fields)
	width := min(620*parts.TextScale(), size.Width-24)
	fields.Resize(fyne.NewSize(width-32, fields.MinSize().Height)) // wrapped texts know their height by their width
	scroll.SetMinSize(fyne.NewSize(0, min(fields.MinSize().Height+8, size.Height-140)))
	agree := w.asks(title, ok, scroll, fyne.NewSize(width, 0), done)
	var first fyne.Focusable
	for _, i := range items {
		for _, e := range entriesIn(i.Widget) {
			if entry := plainEntry(
				e,
			); first == nil &&
				(entry == nil || !entry.Disabled()) { // one that is disabled would swallow every key
				first = e
			}
			if entry := plainEntry(e); entry != nil && !entry.MultiLine && entry.OnSubmitted == nil {
				entry.OnSubmitted = func(string) { agree() }
			}
		}
	}
	if first != nil {
		w.Canvas().Focus(first)
	}
}
