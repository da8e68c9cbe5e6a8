package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/assets"
)

// paletteEntry is the field of the command palette: arrows choose, return does,
// escape closes.
type paletteEntry struct {
	widget.Entry
	onKey func(fyne.KeyName) bool
}

// TypedKey lets the palette take the keys that choose.
func (e *paletteEntry) TypedKey(ev *fyne.KeyEvent) {
	if !e.onKey(ev.Name) {
		e.Entry.TypedKey(ev)
	}
}

// palette lists everything the window can do at the moment; a few letters find
// it.
func (w *Window) palette() {
	var possible []action
	for _, a := range actions() {
		if w.can(a) {
			possible = append(possible, a)
		}
	}
	shown := ranked(possible, "")
	at := 0
	entry := &paletteEntry{}
	entry.ExtendBaseWidget(entry)
	entry.SetPlaceHolder("What do you want to do?")
	list := widget.NewList(func() int { return len(shown) }, func() fyne.CanvasObject { return newActionRow() }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(shown) {
			o.(*actionRow).set(shown[i])
		}
	})
	list.HideSeparators = true
	size := w.Canvas().Size()
	box := container.NewBorder(entry, nil, nil, nil, list)
	popup := widget.NewModalPopUp(container.NewGridWrap(fyne.NewSize(min(560, size.Width-40), min(420, size.Height-60)), box), w.Canvas())
	run := func(i int) {
		if i >= 0 && i < len(shown) {
			popup.Hide()
			w.perform(shown[i])
		}
	}
	choosing := false
	choose := func(i int) {
		at = min(max(i, 0), len(shown)-1)
		if at >= 0 {
			choosing = true
			list.Select(at)
			choosing = false
		}
	}
	list.OnSelected = func(i widget.ListItemID) {
		if !choosing {
			run(i)
		}
	}
	entry.onKey = func(k fyne.KeyName) bool {
		switch k {
		case fyne.KeyDown:
			choose(at + 1)
		case fyne.KeyUp:
			choose(at - 1)
		case fyne.KeyReturn, fyne.KeyEnter:
			run(at)
		case fyne.KeyEscape:
			popup.Hide()
		default:
			return false
		}
		return true
	}
	entry.OnChanged = func(s string) {
		shown = ranked(possible, s)
		list.UnselectAll()
		list.Refresh()
		choose(0)
	}
	popup.Show()
	w.Canvas().Focus(entry)
	choose(0)
}

// cheatSheet shows all keys, one column a group.
func (w *Window) cheatSheet() {
	columns := container.NewGridWithColumns(2)
	for _, group := range groups {
		rows := container.New(layout.NewFormLayout())
		for _, a := range actions() {
			if a.group == group && a.hint != "" {
				key := widget.NewLabel(a.hint)
				key.TextStyle.Bold = true
				rows.Add(key)
				rows.Add(widget.NewLabel(a.name))
			}
		}
		columns.Add(container.NewVBox(section(group), rows))
	}
	w.showText("Keys", columns)
}

// searchHelp shows the page on the language of searches.
func (w *Window) searchHelp() {
	text := widget.NewRichTextFromMarkdown(assets.Help("search"))
	text.Wrapping = fyne.TextWrapWord
	w.showText("How to search", text)
}

// about says what Quoth is and whose work it stands on.
func (w *Window) about() {
	words := wrapped("Quoth answers one question for people who study news coverage: who said what, for whom, and where do they stand, over time? " +
		"Everything stays on this machine; only the pages you ask for are fetched.")
	licences := soft("The reading face is Noto Serif, SIL Open Font Licence. The interface is drawn with Fyne, searches are answered by Bleve, pages are read with goquery, and corpora are SQLite files.")
	w.showText("About Quoth", container.NewVBox(words, licences))
}
