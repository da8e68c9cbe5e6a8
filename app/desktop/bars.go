package desktop

import (
	"fmt"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
)

// parseColor reads "#rrggbb"; anything else is grey.
func parseColor(s string) color.NRGBA {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			return hex(uint32(v))
		}
	}
	return hex(0x808080)
}

// seriesColors tell lines apart together with their shapes (Okabe and Ito).
func seriesColors() []color.NRGBA {
	p := colors()
	return []color.NRGBA{p.accent, p.mixedStance, p.oppose, p.support, p.confirmed, p.neutral}
}

// tap makes a widget of anything that can be tapped.
type tap struct {
	widget.BaseWidget
	content fyne.CanvasObject
	onTap   func()
}

func newTap(content fyne.CanvasObject, onTap func()) *tap {
	t := &tap{content: content, onTap: onTap}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tap) Tapped(*fyne.PointEvent)             { t.onTap() }
func (t *tap) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }

// bars is a small chart of counts by year.
type bars struct {
	widget.BaseWidget
	years []app.YearCount
}

func newBars(years []app.YearCount) *bars {
	b := &bars{years: years}
	b.ExtendBaseWidget(b)
	return b
}

func (b *bars) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: b.draw, minSize: func() fyne.Size { return fyne.NewSize(200, 90*textScale()) }}
}

func (b *bars) draw(size fyne.Size) []fyne.CanvasObject {
	p := colors()
	most, first := 1, b.years[0].Year
	last := b.years[len(b.years)-1].Year
	for _, y := range b.years {
		most = max(most, y.Count)
	}
	step := min(size.Width/float32(last-first+1), 80)
	var out []fyne.CanvasObject
	for _, y := range b.years {
		x := float32(y.Year-first) * step
		h := max(size.Height-36*textScale(), 0) * float32(y.Count) / float32(most)
		box := canvas.NewRectangle(p.accent)
		box.CornerRadius = 2
		box.Move(fyne.NewPos(x+step*0.15, size.Height-18*textScale()-h))
		box.Resize(fyne.NewSize(step*0.7, h))
		out = append(out, box, text(fmt.Sprint(y.Count), x+step/2, size.Height-34*textScale()-h, p.ink, fyne.TextAlignCenter),
			text(fmt.Sprint(y.Year), x+step/2, size.Height-16*textScale(), p.soft, fyne.TextAlignCenter))
	}
	return out
}

// text places a small label by its middle, its start or its end.
func text(s string, x, y float32, c color.Color, align fyne.TextAlign) *canvas.Text {
	t := canvas.NewText(s, c)
	t.TextSize = labelSize * textScale()
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
	minSize func() fyne.Size
	draw    func(fyne.Size) []fyne.CanvasObject
	objects []fyne.CanvasObject
	size    fyne.Size
}

// Layout draws for a size.
func (d *drawing) Layout(size fyne.Size)        { d.size = size; d.objects = d.draw(size) }
func (d *drawing) MinSize() fyne.Size           { return d.minSize() }
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawing) Destroy()                     {}

// Refresh draws anew.
func (d *drawing) Refresh() {
	if d.size.Width > 0 {
		d.objects = d.draw(d.size)
	}
	for _, o := range d.objects {
		canvas.Refresh(o)
	}
}
