package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Look is how a knob stands out.
type Look int

const (
	Bordered Look = iota // a choice among several
	Primary              // the likely next step
	Bare                 // in a line of text
	Chip                 // a tag
	Toggle               // something that is on or off, with a box that says which
)

// Knob is a button that says its key. It never takes the focus, so that the
// window's single letters go on working after a click; each is in the command
// palette or has a key of its own.
type Knob struct {
	widget.BaseWidget
	Label, hint string
	Look        Look
	Ink         Ink  // nil: by look
	On          bool // the choice in force
	OnTap       func()
	Hovered     bool
}

// NewKnob returns a button with a label and the key that does the same; both may be empty.
func NewKnob(label, hint string, l Look, onTap func()) *Knob {
	k := &Knob{Label: label, hint: hint, Look: l, OnTap: onTap}
	k.ExtendBaseWidget(k)
	return k
}

// Set shows another label.
func (k *Knob) Set(label string) {
	if k.Label != label {
		k.Label = label
		k.Refresh()
	}
}

// Tapped does what the knob is for.
func (k *Knob) Tapped(*fyne.PointEvent) {
	if k.OnTap != nil {
		k.OnTap()
	}
}

// MouseIn, MouseMoved and MouseOut show that it can be pressed.
func (k *Knob) MouseIn(*desktop.MouseEvent)    { k.Hovered = true; k.Refresh() }
func (k *Knob) MouseMoved(*desktop.MouseEvent) {}
func (k *Knob) MouseOut()                      { k.Hovered = false; k.Refresh() }

// AccessibilityLabel and AccessibilityRole tell a screen reader what it is.
func (k *Knob) AccessibilityLabel() string {
	switch {
	case k.Look == Toggle && k.On:
		return k.Label + ", " + T("on")
	case k.Look == Toggle:
		return k.Label + ", " + T("off")
	}
	if k.hint != "" {
		return k.Label + ", " + k.hint
	}
	return k.Label
}

// AccessibilityRole says that it is a button.
func (k *Knob) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Cursor is a hand.
func (k *Knob) Cursor() desktop.Cursor { return desktop.PointerCursor }

var (
	_ fyne.Tappable      = (*Knob)(nil)
	_ desktop.Hoverable  = (*Knob)(nil)
	_ desktop.Cursorable = (*Knob)(nil)
	_ fyne.Accessible    = (*Knob)(nil)
)

func (k *Knob) face() Face {
	f := Face{Size: 13 * TextScale(), Bold: k.On || k.Look == Primary}
	if k.Look == Chip {
		f.Size = 12.5 * TextScale()
	}
	return f
}

func (k *Knob) pads() (x, y float32) {
	s := TextScale()
	switch k.Look {
	case Bare, Toggle:
		return 5 * s, 4 * s
	case Chip:
		return 9 * s, 2.5 * s
	}
	return 11 * s, 6 * s
}

// MinSize is the room of label and hint.
func (k *Knob) MinSize() fyne.Size {
	x, y := k.pads()
	w := k.face().Measurer().Width(k.Label)
	if k.hint != "" {
		w += k.hintFace().Measurer().Width(k.hint) + 14*TextScale()
	}
	if k.Look == Toggle {
		w += boxRoom * TextScale()
	}
	return fyne.NewSize(w+2*x, k.face().Size*1.4+2*y)
}

func (k *Knob) hintFace() Face { return Face{Size: 11 * TextScale()} }

// CreateRenderer implements fyne.Widget.
func (k *Knob) CreateRenderer() fyne.WidgetRenderer {
	return NewDrawing(k, k.draw, k.MinSize)
}

func (k *Knob) colors() (ground, border, label color.NRGBA) {
	p := Colors()
	ground, border, label = color.NRGBA{}, color.NRGBA{}, p.Ink
	switch k.Look {
	case Bordered:
		ground, border = p.Paper, p.Line
	case Primary:
		ground, label = p.Accent, p.OnAccent
	case Chip:
		ground, label = p.AccentGround, p.Accent
	}
	if k.Ink != nil {
		label = k.Ink(p)
	}
	if k.On {
		border = label
		if k.Look == Bare || k.Look == Toggle {
			border, label = color.NRGBA{}, p.Accent
		}
	}
	if k.Hovered && k.Look != Primary {
		ground = p.AccentGround
	}
	return ground, border, label
}

func (k *Knob) draw(size fyne.Size) []fyne.CanvasObject {
	ground, border, label := k.colors()
	x, _ := k.pads()
	box := canvas.NewRectangle(ground)
	box.CornerRadius = 6
	if k.Look == Chip {
		box.CornerRadius = size.Height / 2
	}
	if border.A > 0 {
		box.StrokeColor, box.StrokeWidth = border, 1
	}
	box.Resize(size)
	t := canvas.NewText(k.Label, label)
	f := k.face()
	t.TextSize, t.TextStyle = f.Size, f.style()
	if k.Look == Toggle {
		room := x + boxRoom*TextScale()
		t.Text = f.Measurer().Ellipsis(k.Label, size.Width-room)
		Put(t, room, 0, size.Width-room, size.Height)
		return append([]fyne.CanvasObject{box, t}, CheckBox(x, (size.Height-12*TextScale())/2, k.On, k.Hovered)...)
	}
	if k.hint == "" {
		t.Alignment = fyne.TextAlignCenter
		if size.Width < k.MinSize().Width-1 {
			t.Text = f.Measurer().Ellipsis(k.Label, size.Width-2*x)
		}
		Put(t, 0, 0, size.Width, size.Height)
		return []fyne.CanvasObject{box, t}
	}
	used := k.MinSize().Width
	if used > size.Width+1 { // no room for the hint
		t.Text = f.Measurer().Ellipsis(k.Label, size.Width-2*x)
		Put(t, x, 0, size.Width-2*x, size.Height)
		return []fyne.CanvasObject{box, t}
	}
	left := x + max(0, (size.Width-used)/2)
	w := f.Measurer().Width(k.Label)
	Put(t, left, 0, w, size.Height)
	h := canvas.NewText(k.hint, WithAlpha(label, 190))
	h.TextSize, h.Alignment = k.hintFace().Size, fyne.TextAlignCenter
	hw := k.hintFace().Measurer().Width(k.hint) + 8*TextScale()
	Put(h, left+w+6*TextScale(), 0, hw, size.Height)
	return []fyne.CanvasObject{box, t, h}
}

// boxRoom is the width of a box and the gap behind it, at 100 % text.
const boxRoom = 18

// CheckBox draws a box that is empty or ticked.
func CheckBox(x, y float32, on, hovered bool) []fyne.CanvasObject {
	p, s := Colors(), TextScale()
	box := canvas.NewRectangle(color.Transparent)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = p.Soft, 1, 3
	if on {
		box.FillColor, box.StrokeColor = p.Accent, p.Accent
	}
	if hovered {
		box.StrokeColor = p.Accent
	}
	Put(box, x, y, 12*s, 12*s)
	if !on {
		return []fyne.CanvasObject{box}
	}
	return []fyne.CanvasObject{box, Label("✓", Face{Size: 10.5 * s, Bold: true}, p.OnAccent, x+1.5*s, y-1.5*s, 12*s)}
}

// RailItem is a page's sign and name on the rail.
type RailItem struct {
	Knob
	sign string
}

// NewRailItem returns an entry of the rail; on marks the page in view.
func NewRailItem(sign, name string, on bool, onTap func()) *RailItem {
	r := &RailItem{sign: sign}
	r.Label, r.On, r.OnTap = name, on, onTap
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
func (r *RailItem) MinSize() fyne.Size {
	return fyne.NewSize(railSign*TextScale(), railSign*TextScale())
}

// CreateRenderer implements fyne.Widget.
func (r *RailItem) CreateRenderer() fyne.WidgetRenderer {
	return NewDrawing(r, r.draw, r.MinSize)
}

func (r *RailItem) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := Colors(), TextScale()
	box := canvas.NewRectangle(color.Transparent)
	box.CornerRadius = 6
	Put(box, 4, 2, size.Width-8, size.Height-4)
	c := p.Soft
	if r.On {
		box.FillColor, c = p.AccentGround, p.Accent
	} else if r.Hovered {
		box.FillColor = WithAlpha(p.AccentGround, 130)
	}
	sign := canvas.NewText(r.sign, c)
	sign.TextSize, sign.Alignment = 18*s, fyne.TextAlignCenter
	f := Face{Size: 11.5 * s, Bold: r.On}
	if size.Height < railNamed*s || f.Measurer().Width(r.Label) > size.Width-4 {
		if drawn, ok := drawIcon(r.sign, c, 0, 0, size.Width, min(size.Height, 26*s)); ok {
			return append([]fyne.CanvasObject{box}, drawn...)
		}
		Put(sign, 0, 0, size.Width, size.Height)
		return []fyne.CanvasObject{box, sign}
	}
	name := canvas.NewText(r.Label, c)
	name.TextSize, name.Alignment, name.TextStyle = f.Size, fyne.TextAlignCenter, f.style()
	top := (size.Height - 46*s) / 2
	if drawn, ok := drawIcon(r.sign, c, 0, top, size.Width, 26*s); ok {
		Put(name, 0, top+25*s, size.Width, 18*s)
		return append([]fyne.CanvasObject{box, name}, drawn...)
	}
	Put(sign, 0, top, size.Width, 26*s)
	Put(name, 0, top+25*s, size.Width, 18*s)
	return []fyne.CanvasObject{box, sign, name}
}

// RailLayout stacks the pages' signs from the top and puts the last one at the
// foot; names are left out where there is no room for them.
type RailLayout struct{}

func (RailLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := TextScale()
	h := min(railItemHeight*s, (size.Height-12)/float32(max(len(objects), 1)))
	for i, o := range objects {
		y := 8 + float32(i)*h
		if i == len(objects)-1 {
			y = max(y, size.Height-h-4)
		}
		Put(o, 0, y, size.Width, h)
	}
}

func (RailLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(railSign, 100) }

// FrameLayout puts the rail, a hairline and the pages beside each other.
type FrameLayout struct{}

// The width of the rail at 100 % text: with names, and where every letter counts.
const (
	railWidth  = 78
	railNarrow = 42
)

func (FrameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := TextScale()
	rail := railWidth * s
	if size.Width < 640*s || size.Height < 7*railNamed*s {
		rail = railNarrow * s
	}
	Put(objects[0], 0, 0, rail, size.Height)
	Put(objects[1], rail, 0, 1, size.Height)
	Put(objects[2], rail+1, 0, size.Width-rail-1, size.Height)
}

func (FrameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 300) }
