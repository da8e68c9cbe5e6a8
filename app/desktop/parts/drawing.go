package parts

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// ParseColor reads "#rrggbb"; anything else is grey.
func ParseColor(s string) color.NRGBA {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			return hex(uint32(v))
		}
	}
	return hex(0x808080)
}

// SeriesColors tell lines apart together with their shapes (Okabe and Ito).
func SeriesColors() []color.NRGBA {
	p := Colors()
	return []color.NRGBA{p.Accent, p.MixedStance, p.Oppose, p.Support, p.Confirmed, p.Neutral}
}

// Tap makes a widget of anything that can be tapped.
type Tap struct {
	widget.BaseWidget
	content fyne.CanvasObject
	onTap   func()
}

// NewTap makes a widget of content that calls onTap when it is tapped.
func NewTap(content fyne.CanvasObject, onTap func()) *Tap {
	t := &Tap{content: content, onTap: onTap}
	t.ExtendBaseWidget(t)
	return t
}

func (t *Tap) Tapped(*fyne.PointEvent)             { t.onTap() }
func (t *Tap) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }

// Text places a small label by its middle, its start or its end.
func Text(s string, x, y float32, c color.Color, align fyne.TextAlign) *canvas.Text {
	t := canvas.NewText(s, c)
	t.TextSize = labelSize * TextScale()
	w := t.MinSize().Width
	switch align {
	case fyne.TextAlignCenter:
		x -= w / 2
	case fyne.TextAlignTrailing:
		x -= w
	}
	t.Move(fyne.NewPos(x, y))
	return t
}

// drawing renders what draw makes for a size.
type drawing struct {
	draw    func(fyne.Size) []fyne.CanvasObject
	minSize func() fyne.Size
	objects []fyne.CanvasObject
	size    fyne.Size
}

// NewDrawing renders an object by a function that draws it for a size. The
// toolkit forgets renderers that were not painted for a minute and does not lay
// out the new ones, so that a renderer must be complete from the start.
func NewDrawing(
	of fyne.CanvasObject,
	draw func(fyne.Size) []fyne.CanvasObject,
	minSize func() fyne.Size,
) fyne.WidgetRenderer {
	d := &drawing{draw: draw, minSize: minSize}
	if size := of.Size(); size.Width > 0 && size.Height > 0 {
		d.Layout(size)
	}
	return d
}

// Layout draws for a size.
func (d *drawing) Layout(size fyne.Size)        { d.size = size; d.objects = d.draw(size) }
func (d *drawing) MinSize() fyne.Size           { return d.minSize() }
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawing) Destroy()                     {}

// Refresh draws again.
func (d *drawing) Refresh() {
	if d.size.Width > 0 {
		d.objects = d.draw(d.size)
	}
	for _, o := range d.objects {
		canvas.Refresh(o)
	}
}

// Stroke is a line between two places.
func Stroke(x1, y1, x2, y2 float32, c color.Color, width float32) *canvas.Line {
	l := canvas.NewLine(c)
	l.StrokeWidth = width
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	return l
}
