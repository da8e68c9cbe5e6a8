package desktop

import (
	"cmp"
	"runtime"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"quoth/app/desktop/parts"
)

// keys makes the menus and listens to the keyboard. Shortcuts hang on menu
// items, which work while a field has the focus; single letters work while none
// has.
func (w *Window) keys() {
	w.SetMainMenu(w.menus())
	w.Canvas().SetOnTypedRune(w.typedRune)
	w.Canvas().SetOnTypedKey(w.typedKey)
	// Plus as typed on most keyboards, and that of the number pad.
	for _, plus := range []desktop.CustomShortcut{
		{KeyName: fyne.KeyEqual, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift},
		{KeyName: fyne.KeyPlus, Modifier: fyne.KeyModifierShortcutDefault},
		{KeyName: fyne.KeyPlus, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift},
	} {
		w.Canvas().AddShortcut(&plus, func(fyne.Shortcut) { w.zoom(0.1) })
	}
	for _, enter := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter} {
		w.Canvas().
			AddShortcut(&desktop.CustomShortcut{KeyName: enter, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { w.Agree() })
	}
	for _, extra := range []fyne.Shortcut{&fyne.ShortcutRedo{}, &desktop.CustomShortcut{KeyName: fyne.KeyZ, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}} {
		w.Canvas().AddShortcut(extra, func(fyne.Shortcut) { w.redoKey() })
	}
}

func (w *Window) menus() *fyne.MainMenu {
	menu := fyne.NewMainMenu()
	for _, group := range groups {
		m := fyne.NewMenu(T(group))
		var listed []action
		for _, a := range w.actions() {
			if a.group == group && a.do != nil && !a.inPalette {
				listed = append(listed, a)
			}
		}
		for i, label := range menuLabels(listed) {
			a := listed[i]
			item := fyne.NewMenuItem(label, func() { w.perform(a) })
			item.Shortcut = a.shortcut
			if a.shortcut != nil && !nativeMenus {
				item.Shortcut = unseen(a.shortcut.ShortcutName())
			}
			m.Items = append(m.Items, item)
		}
		menu.Items = append(menu.Items, m)
	}
	return menu
}

// nativeMenus holds where the system draws the menus, keys included.
const nativeMenus = runtime.GOOS == "darwin"

// unseen is a shortcut that a menu item answers to and the toolkit does not draw:
// it would, in a fifth of the ink.
type unseen string

// ShortcutName implements fyne.Shortcut.
func (u unseen) ShortcutName() string { return string(u) }

// menuLabels are the names of actions with their keys, set to the right by spaces.
func menuLabels(list []action) []string {
	out := make([]string, len(list))
	f := parts.UiFace().Measurer()
	widest, space := float32(0), cmp.Or(f.Width(" "), 1)
	for i, a := range list {
		if out[i] = T(a.name); a.hint != "" && (!nativeMenus || a.shortcut == nil) {
			widest = max(widest, f.Width(out[i])+f.Width(a.hint)+6*space)
		}
	}
	for i, a := range list {
		if a.hint != "" && (!nativeMenus || a.shortcut == nil) {
			out[i] += strings.Repeat(" ", int((widest-f.Width(out[i])-f.Width(a.hint))/space)) + a.hint
		}
	}
	return out
}

// typedRune is a letter typed while no field has the focus. A page that marks
// words takes its letters first; then come the actions; then what only the page
// knows.
func (w *Window) typedRune(r rune) {
	if w.Canvas().Overlays().Top() != nil {
		return
	}
	r = unicode.ToLower(r)
	if w.current != nil {
		if m, ok := w.current.(interface{ modalLetter(rune) bool }); ok && m.modalLetter(r) {
			return
		}
		if i := w.current.inspected(); i != nil && r >= '1' && r <= '9' {
			i.tagNumber(int(r - '1'))
			return
		}
	}
	for _, a := range w.actions() {
		if a.letter == r && w.can(a) {
			w.perform(a)
			return
		}
	}
	if w.current != nil {
		w.current.letter(r)
	}
}

// typedKey is another key pressed while no field has the focus.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	key := e.Name
	switch key {
	case fyne.KeyEnter:
		key = fyne.KeyReturn
	case fyne.KeyDelete:
		key = fyne.KeyBackspace
	}
	if w.Canvas().Overlays().Top() != nil {
		if key == fyne.KeyEscape {
			w.escape()
		} else if key == fyne.KeyReturn && w.Agree() {
			return
		} else if w.overlayKey != nil {
			w.overlayKey(key)
		}
		return
	}
	if key == fyne.KeyEscape {
		w.dismiss()
		if w.current != nil && w.unmark() {
			return
		}
	}
	if w.current != nil && w.current.key(key) {
		return
	}
	for _, a := range w.actions() {
		if a.key != "" && a.key == key {
			w.perform(a)
			return
		}
	}
}

// undoKey takes back the last act; in a field, the last thing typed there.
func (w *Window) undoKey() {
	if entry, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		entry.TypedShortcut(&fyne.ShortcutUndo{})
		return
	}
	w.undo()
}

func (w *Window) redoKey() {
	if entry, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		entry.TypedShortcut(&fyne.ShortcutRedo{})
		return
	}
	if w.corpus != nil {
		w.redo()
	}
}

// focusTag puts the cursor where a tag is typed.
func (w *Window) focusTag() {
	if w.tagEntry != nil {
		if p, ok := w.current.(interface{ revealInspector() }); ok {
			p.revealInspector()
		}
		w.Canvas().Focus(w.tagEntry)
	}
}

// focusNote puts the cursor into the note.
func (w *Window) focusNote() {
	if i := w.current.inspected(); i != nil && i.noteEntry != nil {
		if p, ok := w.current.(interface{ revealInspector() }); ok {
			p.revealInspector()
		}
		w.Canvas().Focus(i.noteEntry)
	}
}

// paned is a page made of panes.
type paned interface{ frame() *parts.Panes }

// nextPane goes to the next pane where only one is shown.
func (w *Window) nextPane() {
	if p, ok := w.current.(paned); ok {
		p.frame().Next()
	}
}

// markEdges corrects the edges of the quote that is selected, in its article.
func (w *Window) markEdges() {
	articles := w.articles()
	if w.current == page(articles) {
		articles.markEdges()
		return
	}
	articles.then = articles.markEdges
	w.openQuote(*w.current.inspected().card)
}

// LeaveField ends typing; a form that was typed into is closed.
func (w *Window) LeaveField() {
	w.Canvas().Unfocus()
	w.escape()
}
