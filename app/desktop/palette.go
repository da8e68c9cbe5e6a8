package desktop

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
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

// palette lists everything the window can do; a few letters find it. What makes no
// sense at the moment says why.
func (w *Window) palette() {
	all := w.actions()
	shown := w.offered(all, "")
	at := 0
	entry := &paletteEntry{}
	entry.ExtendBaseWidget(entry)
	entry.SetPlaceHolder(T("What do you want to do?"))
	list := widget.NewList(
		func() int { return len(shown) },
		func() fyne.CanvasObject { return newActionRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(shown) {
				o.(*actionRow).set(shown[i], w.can(shown[i]))
			}
		},
	)
	list.HideSeparators = true
	size := w.Canvas().Size()
	nothing := parts.Soft(T("No command has these letters in its name."))
	nothing.Hide()
	box := container.NewBorder(container.NewVBox(entry, nothing), nil, nil, nil, list)
	popup := widget.NewModalPopUp(
		container.NewGridWrap(fyne.NewSize(min(560, size.Width-40), min(420, size.Height-60)), box),
		w.Canvas(),
	)
	run := func(i int) {
		if i >= 0 && i < len(shown) && w.can(shown[i]) {
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
		shown = w.offered(all, s)
		parts.Show(nothing, len(shown) == 0)
		list.UnselectAll()
		list.Refresh()
		choose(0)
	}
	popup.Show()
	w.Canvas().Focus(entry)
	choose(0)
}

// offered are the actions that fit what somebody typed, those first that make
// sense at the moment.
func (w *Window) offered(all []action, typed string) []action {
	found := ranked(all, typed)
	slices.SortStableFunc(found, func(a, b action) int { return btoi(w.can(b)) - btoi(w.can(a)) })
	return found
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cheatSheet shows all keys, group below group in as many columns as there is room
// for.
func (w *Window) cheatSheet() {
	columns := []*fyne.Container{container.NewVBox(), container.NewVBox()}
	if w.Canvas().Size().Width < 620*parts.TextScale() {
		columns = columns[:1]
	}
	heights := make([]int, len(columns)) // in rows
	for _, group := range groups {
		rows := container.New(layout.NewFormLayout())
		n := 2
		for _, a := range w.actions() {
			if a.group == group && a.hint != "" {
				key := widget.NewLabel(a.hint)
				key.TextStyle.Bold = true
				rows.Add(key)
				rows.Add(widget.NewLabel(T(a.name)))
				n++
			}
		}
		if n == 2 {
			continue
		}
		at := slices.Index(heights, slices.Min(heights))
		heights[at] += n
		columns[at].Add(container.NewVBox(parts.Section(T(group)), rows))
	}
	grid := container.NewGridWithColumns(len(columns))
	for _, c := range columns {
		grid.Add(c)
	}
	w.showText(
		T("Keys"),
		container.NewVBox(parts.NewFlow(6, parts.NewKnob(T("Change keys…"), "", parts.Bordered, w.keysPanel)), grid),
	)
}
