package desktop

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

func newColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

// flow puts objects in rows from left to right, as words are.
type flow struct {
	gap   float32
	width *float32 // as laid out last
}

func newFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	width := float32(240)
	return container.New(flow{gap, &width}, objects...)
}

// places hands each object its place: in rows, and in the middle of its row.
func (f flow) places(objects []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
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

// inset keeps room around one object.
type inset struct{ left, top, right, bottom float32 }

func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(i.left, i.top))
		o.Resize(fyne.NewSize(size.Width-i.left-i.right, size.Height-i.top-i.bottom))
	}
}

func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.Add(fyne.NewSize(i.left+i.right, i.top+i.bottom))
}

func padded(all float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(inset{all, all, all, all}, o)
}

func spaced(top float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(inset{top: top}, o)
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 1), max(h, 1)))
}

// onPanel lays content on a coloured ground.
func onPanel(ground color.Color, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(ground), content)
}

// sidePane is a pane on panel ground that scrolls.
func sidePane(content fyne.CanvasObject) fyne.CanvasObject {
	return onPanel(colors().panel, container.NewVScroll(padded(16, content)))
}

// divider is a thin line between parts of a pane.
func divider() fyne.CanvasObject {
	line := canvas.NewRectangle(colors().line)
	line.SetMinSize(fyne.NewSize(1, 1))
	return line
}

// emptyState explains an empty page and offers the next step.
func emptyState(title, words string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(middle{}, newColumn(10, emptyStateParts(title, words, actions...)...))
}

func emptyStateParts(title, words string, actions ...fyne.CanvasObject) []fyne.CanvasObject {
	head, text := heading(title), soft(words)
	head.align, text.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	return []fyne.CanvasObject{head, text, container.NewCenter(container.NewHBox(actions...))}
}

// middle centres one object at a width that reads well.
type middle struct{}

func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width-40, 560*textScale())
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		h := o.MinSize().Height
		put(o, (size.Width-width)/2, max(0, (size.Height-h)*0.4), width, h)
	}
}

func (middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Add(fyne.NewSize(40, 40))
}
