package desktop

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// look is how a knob stands out.
type look int

const (
	bordered look = iota // a choice among several
	primary              // the likely next step
	bare                 // in a line of text
	chip                 // a tag
	toggle               // something that is on or off, with a box that says which
)

// knob is a button that says its key. It never takes the focus, so that the
// window's single letters go on working after a click; each is in the command
// palette or has a key of its own.
type knob struct {
	widget.BaseWidget
	label, hint string
	look        look
	ink         ink  // nil: by look
	on          bool // the choice in force
	onTap       func()
	hovered     bool
}

func newKnob(label, hint string, l look, onTap func()) *knob {
	k := &knob{label: label, hint: hint, look: l, onTap: onTap}
	k.ExtendBaseWidget(k)
	return k
}

// set shows another label.
func (k *knob) set(label string) {
	if k.label != label {
		k.label = label
		k.Refresh()
	}
}

// Tapped does what the knob is for.
func (k *knob) Tapped(*fyne.PointEvent) {
	if k.onTap != nil {
		k.onTap()
	}
}

// MouseIn, MouseMoved and MouseOut show that it can be pressed.
func (k *knob) MouseIn(*desktop.MouseEvent)    { k.hovered = true; k.Refresh() }
func (k *knob) MouseMoved(*desktop.MouseEvent) {}
func (k *knob) MouseOut()                      { k.hovered = false; k.Refresh() }

// AccessibilityLabel and AccessibilityRole tell a screen reader what it is.
func (k *knob) AccessibilityLabel() string {
	switch {
	case k.look == toggle && k.on:
		return k.label + ", " + T("on")
	case k.look == toggle:
		return k.label + ", " + T("off")
	}
	if k.hint != "" {
		return k.label + ", " + k.hint
	}
	return k.label
}

func (k *knob) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Cursor is a hand.
func (k *knob) Cursor() desktop.Cursor { return desktop.PointerCursor }

var (
	_ fyne.Tappable      = (*knob)(nil)
	_ desktop.Hoverable  = (*knob)(nil)
	_ desktop.Cursorable = (*knob)(nil)
	_ fyne.Accessible    = (*knob)(nil)
)

func (k *knob) face() face {
	f := face{size: 13 * textScale(), bold: k.on || k.look == primary}
	if k.look == chip {
		f.size = 12.5 * textScale()
	}
	return f
}

func (k *knob) pads() (x, y float32) {
	s := textScale()
	switch k.look {
	case bare, toggle:
		return 5 * s, 4 * s
	case chip:
		return 9 * s, 2.5 * s
	}
	return 11 * s, 6 * s
}

// MinSize is the room of label and hint.
func (k *knob) MinSize() fyne.Size {
	x, y := k.pads()
	w := k.face().measurer().width(k.label)
	if k.hint != "" {
		w += k.hintFace().measurer().width(k.hint) + 14*textScale()
	}
	if k.look == toggle {
		w += boxRoom * textScale()
	}
	return fyne.NewSize(w+2*x, k.face().size*1.4+2*y)
}

func (k *knob) hintFace() face { return face{size: 11 * textScale()} }

func (k *knob) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: k.draw, minSize: k.MinSize}
}

func (k *knob) colors() (ground, border, label color.NRGBA) {
	p := colors()
	ground, border, label = color.NRGBA{}, color.NRGBA{}, p.ink
	switch k.look {
	case bordered:
		ground, border = p.paper, p.line
	case primary:
		ground, label = p.accent, p.onAccent
	case chip:
		ground, label = p.accentGround, p.accent
	}
	if k.ink != nil {
		label = k.ink(p)
	}
	if k.on {
		border = label
		if k.look == bare || k.look == toggle {
			border, label = color.NRGBA{}, p.accent
		}
	}
	if k.hovered && k.look != primary {
		ground = p.accentGround
	}
	return ground, border, label
}

func (k *knob) draw(size fyne.Size) []fyne.CanvasObject {
	ground, border, label := k.colors()
	x, _ := k.pads()
	box := canvas.NewRectangle(ground)
	box.CornerRadius = 6
	if k.look == chip {
		box.CornerRadius = size.Height / 2
	}
	if border.A > 0 {
		box.StrokeColor, box.StrokeWidth = border, 1
	}
	box.Resize(size)
	t := canvas.NewText(k.label, label)
	f := k.face()
	t.TextSize, t.TextStyle = f.size, f.style()
	if k.look == toggle {
		room := x + boxRoom*textScale()
		t.Text = f.measurer().ellipsis(k.label, size.Width-room)
		put(t, room, 0, size.Width-room, size.Height)
		return append([]fyne.CanvasObject{box, t}, checkBox(x, (size.Height-12*textScale())/2, k.on, k.hovered)...)
	}
	if k.hint == "" {
		t.Alignment = fyne.TextAlignCenter
		if size.Width < k.MinSize().Width-1 {
			t.Text = f.measurer().ellipsis(k.label, size.Width-2*x)
		}
		put(t, 0, 0, size.Width, size.Height)
		return []fyne.CanvasObject{box, t}
	}
	used := k.MinSize().Width
	if used > size.Width+1 { // no room for the hint
		t.Text = f.measurer().ellipsis(k.label, size.Width-2*x)
		put(t, x, 0, size.Width-2*x, size.Height)
		return []fyne.CanvasObject{box, t}
	}
	left := x + max(0, (size.Width-used)/2)
	w := f.measurer().width(k.label)
	put(t, left, 0, w, size.Height)
	h := canvas.NewText(k.hint, withAlpha(label, 190))
	h.TextSize, h.Alignment = k.hintFace().size, fyne.TextAlignCenter
	hw := k.hintFace().measurer().width(k.hint) + 8*textScale()
	put(h, left+w+6*textScale(), 0, hw, size.Height)
	return []fyne.CanvasObject{box, t, h}
}

// boxRoom is the width of a box and the gap behind it, at 100 % text.
const boxRoom = 18

// checkBox draws a box that is empty or ticked.
func checkBox(x, y float32, on, hovered bool) []fyne.CanvasObject {
	p, s := colors(), textScale()
	box := canvas.NewRectangle(color.Transparent)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = p.soft, 1, 3
	if on {
		box.FillColor, box.StrokeColor = p.accent, p.accent
	}
	if hovered {
		box.StrokeColor = p.accent
	}
	put(box, x, y, 12*s, 12*s)
	if !on {
		return []fyne.CanvasObject{box}
	}
	return []fyne.CanvasObject{box, label("✓", face{size: 10.5 * s, bold: true}, p.onAccent, x+1.5*s, y-1.5*s, 12*s)}
}

// railItem is a page's sign and name on the rail.
type railItem struct {
	knob
	sign string
}

func newRailItem(sign, name string, on bool, onTap func()) *railItem {
	r := &railItem{sign: sign}
	r.label, r.on, r.onTap = name, on, onTap
	r.ExtendBaseWidget(r)
	return r
}

// The least size of a page's sign on the rail, and the height that has room for
// its name too, at 100 % text.
const (
	railSign       = 34
	railItemHeight = 56
	railNamed      = 44
)

// MinSize fits the sign; the rail gives what it has.
func (r *railItem) MinSize() fyne.Size {
	return fyne.NewSize(railSign*textScale(), railSign*textScale())
}

func (r *railItem) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: r.draw, minSize: r.MinSize}
}

func (r *railItem) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := colors(), textScale()
	box := canvas.NewRectangle(color.Transparent)
	box.CornerRadius = 6
	put(box, 4, 2, size.Width-8, size.Height-4)
	c := p.soft
	if r.on {
		box.FillColor, c = p.accentGround, p.accent
	} else if r.hovered {
		box.FillColor = withAlpha(p.accentGround, 130)
	}
	sign := canvas.NewText(r.sign, c)
	sign.TextSize, sign.Alignment = 18*s, fyne.TextAlignCenter
	f := face{size: 11.5 * s, bold: r.on}
	if size.Height < railNamed*s || f.measurer().width(r.label) > size.Width-4 {
		put(sign, 0, 0, size.Width, size.Height)
		return []fyne.CanvasObject{box, sign}
	}
	name := canvas.NewText(r.label, c)
	name.TextSize, name.Alignment, name.TextStyle = f.size, fyne.TextAlignCenter, f.style()
	top := (size.Height - 46*s) / 2
	put(sign, 0, top, size.Width, 26*s)
	put(name, 0, top+25*s, size.Width, 18*s)
	return []fyne.CanvasObject{box, sign, name}
}

// railLayout stacks the pages' signs from the top and puts the last one at the
// foot; names are left out where there is no room for them.
type railLayout struct{}

func (railLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := textScale()
	h := min(railItemHeight*s, (size.Height-12)/float32(max(len(objects), 1)))
	for i, o := range objects {
		y := 8 + float32(i)*h
		if i == len(objects)-1 {
			y = max(y, size.Height-h-4)
		}
		put(o, 0, y, size.Width, h)
	}
}

func (railLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(railSign, 100) }

// frameLayout puts the rail, a hairline and the pages beside each other.
type frameLayout struct{}

// The width of the rail at 100 % text: with names, and where every letter counts.
const (
	railWidth  = 78
	railNarrow = 42
)

func (frameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := textScale()
	rail := railWidth * s
	if size.Width < 640*s || size.Height < 7*railNamed*s {
		rail = railNarrow * s
	}
	put(objects[0], 0, 0, rail, size.Height)
	put(objects[1], rail, 0, 1, size.Height)
	put(objects[2], rail+1, 0, size.Width-rail-1, size.Height)
}

func (frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 300) }
