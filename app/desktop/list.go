package desktop

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
)

// keyList is a list that can be walked with the arrow keys while the window's
// letters go on working. Where its rows have names, several can be marked: Ctrl and
// a click add one or take it away, Shift and a click or an arrow key mark all up to
// there, Ctrl+A marks all, Escape none. The right button opens a menu.
type keyList struct {
	widget.List
	w        *Window
	onEnd    func()                  // the rows near the end of what was read came into view
	name     func(i int) string      // what a row is of; nil: rows cannot be marked
	onMarked func(names []string)    // other rows are marked; none with an empty list
	all      func(func([]string))    // hands over the names of all that could be read; nil: of what was read
	menu     func() []parts.Choice   // what can be done with the row chosen, or with those marked
	marked   map[string]bool         // by name, so that a list that is read again keeps them
	order    []string                // in which they were marked
	at, from int                     // the row chosen last, and where a stretch of marked ones begins
	held     func() fyne.KeyModifier // the keys that are held down
	scrolled float32                 // how far it was scrolled when it was left, until it has rows again
}

// nearEnd is how many rows before the end of what was read more is asked for.
const nearEnd = 20

func newKeyList(
	w *Window,
	length func() int,
	create func() fyne.CanvasObject,
	update func(widget.ListItemID, fyne.CanvasObject),
) *keyList {
	l := &keyList{w: w, at: -1, from: -1, marked: map[string]bool{}, held: heldKeys}
	l.Length = length
	l.CreateItem = func() fyne.CanvasObject { return newListRow(l, create()) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		r := o.(*listRow)
		r.i = i
		r.light(i < length() && l.isMarked(i))
		update(i, r.content)
		if l.onEnd != nil && i >= length()-nearEnd {
			l.onEnd()
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// heldKeys are the modifiers that are held down; none where no screen tells.
func heldKeys() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// Refresh shows other rows, first where the list was left.
func (l *keyList) Refresh() {
	l.List.Refresh()
	if l.scrolled > 0 && l.Length() > 0 {
		l.ScrollToOffset(l.scrolled)
		l.scrolled = 0
	}
}

func (l *keyList) isMarked(i int) bool { return l.name != nil && l.marked[l.name(i)] }

// Select chooses a row by itself.
func (l *keyList) Select(i widget.ListItemID) {
	l.at, l.from = i, i
	l.List.Select(i)
	l.Highlight(i)
}

// tapped chooses a row, or marks it beside others.
func (l *keyList) tapped(i int) {
	l.w.Canvas().Focus(l)
	held := l.held()
	switch {
	case l.name != nil && held&fyne.KeyModifierShortcutDefault != 0:
		if len(l.order) == 0 && l.at >= 0 && l.at != i && l.at < l.Length() {
			l.mark(l.at, true)
		}
		l.mark(i, !l.isMarked(i))
		l.at, l.from = i, i
		l.told()
	case l.name != nil && held&fyne.KeyModifierShift != 0:
		l.stretch(i)
	default:
		again := l.at == i && len(l.order) > 0
		l.clear()
		l.Select(i)
		if again && l.OnSelected != nil { // what was marked stood in the inspector
			l.OnSelected(i)
		}
	}
}

func (l *keyList) mark(i int, on bool) {
	name := l.name(i)
	if l.marked[name] == on {
		return
	}
	if on {
		l.marked[name] = true
		l.order = append(l.order, name)
		return
	}
	l.drop(name)
}

// drop marks a row no longer.
func (l *keyList) drop(name string) {
	delete(l.marked, name)
	for n, other := range l.order {
		if other == name {
			l.order = append(l.order[:n:n], l.order[n+1:]...)
			return
		}
	}
}

// stretch marks all rows between the one chosen and another, and only those.
func (l *keyList) stretch(to int) {
	from := max(l.from, 0)
	l.forget()
	step := 1
	if to < from {
		step = -1
	}
	for i := from; ; i += step {
		l.mark(i, true)
		if i == to {
			break
		}
	}
	l.at, l.from = to, from
	l.told()
}

// walk chooses a neighbour of the row chosen last; with Shift it marks on.
func (l *keyList) walk(by int) {
	n := l.Length()
	if n == 0 {
		return
	}
	to := min(max(l.at+by, 0), n-1)
	if l.name != nil && l.held()&fyne.KeyModifierShift != 0 {
		l.ScrollTo(to)
		l.stretch(to)
		return
	}
	l.clear()
	l.Select(to)
}

// markAll marks all rows.
func (l *keyList) markAll() {
	if l.name == nil || l.Length() == 0 {
		return
	}
	if l.all != nil {
		l.all(l.take)
		return
	}
	l.forget()
	for i := range l.Length() {
		l.mark(i, true)
	}
	l.told()
}

// take marks what has these names, whether it was read or not.
func (l *keyList) take(names []string) {
	l.forget()
	for _, name := range names {
		l.marked[name] = true
	}
	l.order = names
	l.told()
}

// forget marks nothing, without a word.
func (l *keyList) forget() {
	clear(l.marked)
	l.order = nil
}

// keepOnly marks nothing any more that the list no longer has.
func (l *keyList) keepOnly() {
	there := map[string]bool{}
	for i := range l.Length() {
		there[l.name(i)] = true
	}
	before := len(l.order)
	for _, name := range append([]string(nil), l.order...) {
		if !there[name] {
			l.drop(name)
		}
	}
	if len(l.order) != before {
		l.told()
	}
}

// clear marks nothing any more; it reports whether something was.
func (l *keyList) clear() bool {
	if len(l.order) == 0 {
		return false
	}
	l.forget()
	l.told()
	return true
}

// told shows what is marked.
func (l *keyList) told() {
	if len(l.order) > 0 {
		l.UnselectAll() // the row chosen last may not be among them
	}
	l.Refresh()
	if l.onMarked != nil {
		l.onMarked(append([]string(nil), l.order...))
	}
}

// menuAt opens the menu of a row, which is chosen unless it is among those marked.
func (l *keyList) menuAt(i int, at fyne.Position) {
	if l.menu == nil {
		return
	}
	if !l.isMarked(i) {
		l.clear()
		l.Select(i)
	}
	l.w.popUp(l.menu(), at)
}

// TypedRune hands letters on to the window.
func (l *keyList) TypedRune(r rune) { l.w.typedRune(r) }

// TypedKey walks the list with the arrows and hands other keys on.
func (l *keyList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		l.walk(-1)
	case fyne.KeyDown:
		l.walk(1)
	default:
		l.w.typedKey(e)
	}
}

// listed is a page with a list whose rows can be marked; nil where it shows none.
type listed interface{ listInView() *keyList }

// markAll marks all rows of the list in view; in a field, all that is written
// there.
func (w *Window) markAll() {
	if entry, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		entry.TypedShortcut(&fyne.ShortcutSelectAll{})
		return
	}
	if p, ok := w.current.(listed); ok && p.listInView() != nil {
		p.listInView().markAll()
	}
}

// unmark marks no row of the list in view any more; it reports whether one was.
func (w *Window) unmark() bool {
	p, ok := w.current.(listed)
	if !ok || p.listInView() == nil {
		return false
	}
	l := p.listInView()
	if !l.clear() {
		return false
	}
	if l.OnSelected != nil && l.at >= 0 && l.at < l.Length() {
		l.OnSelected(l.at)
	}
	return true
}

// listRow is a row of a list that takes the mouse: its ground says that it is
// marked.
type listRow struct {
	widget.BaseWidget
	list    *keyList
	i       int
	ground  *canvas.Rectangle
	content fyne.CanvasObject
}

func newListRow(l *keyList, content fyne.CanvasObject) *listRow {
	r := &listRow{list: l, ground: canvas.NewRectangle(color.Transparent), content: content}
	r.ExtendBaseWidget(r)
	return r
}

func (r *listRow) light(on bool) {
	var fill color.Color = color.Transparent
	if on {
		fill = parts.Colors().Selection
	}
	if r.ground.FillColor != fill {
		r.ground.FillColor = fill
		r.ground.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.ground, r.content))
}

// Tapped chooses the row.
func (r *listRow) Tapped(*fyne.PointEvent) { r.list.tapped(r.i) }

// TappedSecondary opens its menu.
func (r *listRow) TappedSecondary(e *fyne.PointEvent) { r.list.menuAt(r.i, e.AbsolutePosition) }

var (
	_ fyne.Tappable          = (*listRow)(nil)
	_ fyne.SecondaryTappable = (*listRow)(nil)
)
