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

// chart draws stances over time: a line, a band and points for each key, counts
// under it, events as dotted lines.
type chart struct {
	widget.BaseWidget
	data    app.StanceChart
	chosen  [2]int // series and point; −1 for none
	onPoint func(series, point int)
	hot     []hotSpot
}

type hotSpot struct {
	x, y          float32
	series, point int
}

func newChart(onPoint func(series, point int)) *chart {
	c := &chart{onPoint: onPoint, chosen: [2]int{-1, -1}}
	c.ExtendBaseWidget(c)
	return c
}

func (c *chart) set(data app.StanceChart) {
	c.data = data
	c.chosen = [2]int{-1, -1}
	c.Refresh()
}

// Tapped chooses the nearest point.
func (c *chart) Tapped(e *fyne.PointEvent) {
	best, distance := -1, float32(40*40)
	for i, h := range c.hot {
		dx, dy := h.x-e.Position.X, h.y-e.Position.Y
		if d := dx*dx + dy*dy; d < distance {
			best, distance = i, d
		}
	}
	if best >= 0 {
		c.choose(c.hot[best].series, c.hot[best].point)
	}
}

func (c *chart) choose(series, point int) {
	c.chosen = [2]int{series, point}
	c.Refresh()
	c.onPoint(series, point)
}

// step chooses the next or previous point, across series.
func (c *chart) step(by int) {
	s, p := c.chosen[0], c.chosen[1]
	if len(c.data.Series) == 0 {
		return
	}
	if s < 0 {
		c.choose(0, 0)
		return
	}
	p += by
	switch {
	case p < 0 && s > 0:
		s--
		p = len(c.data.Series[s].Points) - 1
	case p >= len(c.data.Series[s].Points) && s+1 < len(c.data.Series):
		s, p = s+1, 0
	}
	if p >= 0 && p < len(c.data.Series[s].Points) {
		c.choose(s, p)
	}
}

func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: c.draw, minSize: func() fyne.Size { return fyne.NewSize(280, 300*textScale()) }}
}

// frame is where the axes lie.
type frame struct{ left, right, top, bottom, step float32 }

func (f frame) x(period int) float32 { return f.left + f.step*(float32(period)+0.5) }
func (f frame) y(net float64) float32 {
	return f.top + (f.bottom-f.top)*float32(1-net)/2
}

func (c *chart) draw(size fyne.Size) []fyne.CanvasObject {
	c.hot = nil
	if len(c.data.Periods) == 0 || size.Width < 200*textScale() || size.Height < 160*textScale() {
		return nil
	}
	s := textScale()
	f := frame{left: 96 * s, right: size.Width - 16, top: 52 * s, bottom: size.Height - 84*s}
	f.step = (f.right - f.left) / float32(len(c.data.Periods))
	out := c.axes(f, size)
	for i, series := range c.data.Series {
		out = append(out, c.band(f, series, seriesColors()[i%6])...)
	}
	for i, series := range c.data.Series {
		out = append(out, c.line(f, i, series, seriesColors()[i%6])...)
	}
	return append(out, c.counts(f, size)...)
}

func (c *chart) axes(f frame, size fyne.Size) []fyne.CanvasObject {
	p, s := colors(), textScale()
	var out []fyne.CanvasObject
	for _, level := range []struct {
		net   float64
		label string
	}{{1, "+1 all support"}, {0.5, "+½"}, {0, "even"}, {-0.5, "−½"}, {-1, "−1 all oppose"}} {
		y := f.y(level.net)
		out = append(out, stroke(f.left, y, f.right, y, p.line, 1), text(level.label, f.left-8, y-8*s, p.soft, fyne.TextAlignTrailing))
	}
	every := max(1, int(48*s/f.step)+1)
	if f.step > 52*s {
		every = 1
	}
	for i, period := range c.data.Periods {
		if i%every == 0 {
			out = append(out, text(period.Label, f.x(i), size.Height-18*s, p.soft, fyne.TextAlignCenter))
		}
	}
	for n, e := range c.data.Events {
		for i, period := range c.data.Periods {
			if e.Day < period.Start.Format("2006-01-02") || e.Day >= period.End.Format("2006-01-02") {
				continue
			}
			x := f.left + f.step*(float32(i)+0.5)
			for y := f.top; y < f.bottom; y += 6 {
				out = append(out, stroke(x, y, x, min(y+2, f.bottom), p.soft, 1))
			}
			sign := text(circled(n), x, f.top-float32(20+14*(n%2))*s, p.soft, fyne.TextAlignCenter)
			out = append(out, sign)
			if len(c.data.Events) <= 2 || f.step > 110*s { // with room for words; the list beside has them all
				out = append(out, text(e.Label, x+9*s, sign.Position().Y, p.soft, fyne.TextAlignLeading))
			}
		}
	}
	return append(out, text("quotes", f.left-8, size.Height-46*s, p.soft, fyne.TextAlignTrailing))
}

func circled(n int) string { return string(rune('①' + n%20)) }

// band shows the intervals between neighbours that have enough quotes; over too
// few an interval says nothing.
func (c *chart) band(f frame, series app.StanceSeries, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := 0; i+1 < len(series.Points); i++ {
		p, q := series.Points[i], series.Points[i+1]
		if p.Few || q.Few {
			continue
		}
		x1, x2 := f.x(p.Period), f.x(q.Period)
		top := min(f.y(p.High), f.y(q.High))
		bottom := max(f.y(p.Low), f.y(q.Low), top+1)
		band := canvas.NewArbitraryPolygon([]fyne.Position{{X: 0, Y: f.y(p.High) - top}, {X: x2 - x1, Y: f.y(q.High) - top},
			{X: x2 - x1, Y: f.y(q.Low) - top}, {X: 0, Y: f.y(p.Low) - top}}, withAlpha(ink, 36))
		put(band, x1, top, x2-x1, bottom-top)
		out = append(out, band)
	}
	return out
}

func (c *chart) line(f frame, n int, series app.StanceSeries, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := 0; i+1 < len(series.Points); i++ {
		p, q := series.Points[i], series.Points[i+1]
		line, width := ink, float32(2)
		if p.Few || q.Few {
			line, width = withAlpha(ink, 130), 1.4
		}
		out = append(out, stroke(f.x(p.Period), f.y(p.Net), f.x(q.Period), f.y(q.Net), line, width))
	}
	for i, p := range series.Points {
		x, y := f.x(p.Period), f.y(p.Net)
		c.hot = append(c.hot, hotSpot{x, y, n, i})
		out = append(out, point(x, y, n, p.Few, ink, c.chosen == [2]int{n, i})...)
	}
	return out
}

// seriesShapes tell lines apart without their colours.
var seriesShapes = []string{"●", "■", "▲", "◆", "▼", "⬟"}

// shapeSides are the corners of those shapes; 0 is a circle.
var shapeSides = []struct {
	sides uint
	angle float32
}{{0, 0}, {4, 45}, {3, 0}, {4, 0}, {3, 180}, {5, 0}}

// point is the mark of a series, hollow where there are too few quotes.
func point(x, y float32, n int, few bool, ink color.NRGBA, chosen bool) []fyne.CanvasObject {
	r := float32(5)
	if chosen {
		r = 7.5
	}
	fill := ink
	if few {
		fill = colors().paper
	}
	form := shapeSides[n%len(shapeSides)]
	if form.sides == 0 {
		circle := canvas.NewCircle(fill)
		circle.StrokeColor, circle.StrokeWidth = ink, 2
		put(circle, x-r, y-r, 2*r, 2*r)
		return []fyne.CanvasObject{circle}
	}
	shape := canvas.NewPolygon(form.sides, fill)
	shape.Angle, shape.StrokeColor, shape.StrokeWidth = form.angle, ink, 2
	r *= 1.25
	put(shape, x-r, y-r, 2*r, 2*r)
	return []fyne.CanvasObject{shape}
}

// counts are always under the line: a share without its number misleads.
func (c *chart) counts(f frame, size fyne.Size) []fyne.CanvasObject {
	s := textScale()
	most := 1
	for _, series := range c.data.Series {
		for _, p := range series.Points {
			most = max(most, p.Judged)
		}
	}
	width := min(f.step*0.8/float32(max(1, len(c.data.Series))), 24)
	var out []fyne.CanvasObject
	for n, series := range c.data.Series {
		for _, p := range series.Points {
			h := 30 * s * float32(p.Judged) / float32(most)
			x := f.x(p.Period) + width*(float32(n)-float32(len(c.data.Series))/2)
			box := canvas.NewRectangle(seriesColors()[n%6])
			box.Move(fyne.NewPos(x, size.Height-26*s-h))
			box.Resize(fyne.NewSize(max(width-2, 1), h))
			out = append(out, box)
		}
	}
	return out
}
