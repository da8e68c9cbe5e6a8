package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// column stacks objects at full width. It gives each its width before it asks
// for its height, so that wrapped texts need no second pass.
type column struct{ gap float32 }

func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		if o.Size().Width != size.Width {
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		}
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + c.gap
	}
}

func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size.Width = max(size.Width, m.Width)
			size.Height += m.Height + c.gap
		}
	}
	return size
}

// NewColumn stacks objects with a gap between them.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

// flow puts objects in rows from left to right, as words are.
type flow struct {
	gap   float32
	width *float32 // as laid out last
}

// NewFlow puts objects in rows with a gap between them.
func NewFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	width := float32(240)
	return container.New(flow{gap, &width}, objects...)
}

// places hands each object its place: in rows, and in the middle of its row.
func (f flow) places(
	objects []fyne.CanvasObject,
	width float32,
	place func(fyne.CanvasObject, fyne.Position, fyne.Size),
) float32 {
	type item struct {
		object fyne.CanvasObject
		x      float32
		size   fyne.Size
	}
	var row []item
	x, y, high := float32(0), float32(0), float32(0)
	flush := func() {
		for _, i := range row {
			place(i.object, fyne.NewPos(i.x, y+(high-i.size.Height)/2), i.size)
		}
		row = row[:0]
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		m.Width = min(m.Width, width)
		if x > 0 && x+m.Width > width {
			flush()
			x, y, high = 0, y+high+f.gap, 0
		}
		row = append(row, item{o, x, m})
		x += m.Width + f.gap
		high = max(high, m.Height)
	}
	flush()
	return y + high
}

func (f flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	*f.width = size.Width
	f.places(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, m fyne.Size) {
		o.Move(at)
		o.Resize(m)
	})
}

func (f flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(60, f.places(objects, *f.width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

// Inset keeps room around one object.
type Inset struct{ Left, Top, Right, Bottom float32 }

// Layout implements fyne.Layout.
func (i Inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(i.Left, i.Top))
		o.Resize(fyne.NewSize(size.Width-i.Left-i.Right, size.Height-i.Top-i.Bottom))
	}
}

// MinSize implements fyne.Layout.
func (i Inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.Add(fyne.NewSize(i.Left+i.Right, i.Top+i.Bottom))
}

// Padded keeps the same room around an object on all sides.
func Padded(all float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(Inset{all, all, all, all}, o)
}

// Spaced keeps room above an object.
func Spaced(top float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(Inset{Top: top}, o)
}

// Put moves and resizes an object; no side is less than 1.
func Put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 1), max(h, 1)))
}

// OnPanel lays content on a coloured ground.
func OnPanel(ground color.Color, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(ground), content)
}

// SidePane is a pane on panel ground that scrolls.
func SidePane(content fyne.CanvasObject) fyne.CanvasObject {
	return OnPanel(Colors().Panel, container.NewVScroll(Padded(16, content)))
}

// Divider is a thin line between parts of a pane.
func Divider() fyne.CanvasObject {
	line := canvas.NewRectangle(Colors().Line)
	line.SetMinSize(fyne.NewSize(1, 1))
	return line
}

// EmptyState explains an empty page and offers the next step.
func EmptyState(title, words string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(Middle{}, NewColumn(10, EmptyStateParts(title, words, actions...)...))
}

// EmptyStateParts are the heading, the words and the buttons of [EmptyState].
func EmptyStateParts(title, words string, actions ...fyne.CanvasObject) []fyne.CanvasObject {
	head, text := Heading(title), Soft(words)
	head.align, text.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	return []fyne.CanvasObject{head, text, container.NewCenter(container.NewHBox(actions...))}
}

// Middle centres one object at a width that reads well.
type Middle struct{}

func (Middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width-40, 560*TextScale())
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		h := o.MinSize().Height
		Put(o, (size.Width-width)/2, max(0, (size.Height-h)*0.4), width, h)
	}
}

func (Middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Add(fyne.NewSize(40, 40))
}

// NewProseLine is secondary text as wide as its words.
func NewProseLine(text string) fyne.CanvasObject {
	p := Soft(text)
	return Fixed(p.Face.Measurer().Width(text)/TextScale()+2, p)
}

// Fixed gives an object a width, at 100 % text.
func Fixed(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(fixedWidth{width}, o)
}

type fixedWidth struct{ width float32 }

func (f fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Put(objects[0], 0, 0, size.Width, size.Height)
}

func (f fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.width*TextScale(), objects[0].MinSize().Height)
}
