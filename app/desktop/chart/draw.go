package chart

import (
	"fmt"
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// frame is where the axes lie.
type frame struct{ left, right, top, bottom, step float32 }

func (f frame) x(period int) float32 { return f.left + f.step*(float32(period)+0.5) }

// of is where a series has its points: beside the others of the period, so that
// equal figures do not hide each other. n is its place among so many.
func (f frame) of(n, series int) frame {
	f.left += (float32(n) - float32(series-1)/2) * min(f.step*0.8/float32(max(series, 1)), 11*parts.TextScale())
	return f
}

func (f frame) y(net float64) float32 {
	return f.top + (f.bottom-f.top)*float32(1-net)/2
}

// periods are those between two places, inclusive; from is above to for none.
func (f frame) periods(between [2]float32, n int) (from, to int) {
	if f.step <= 0 || n == 0 || between[0] == between[1] {
		return 1, 0
	}
	at := func(x float32) int { return min(max(int((x-f.left)/f.step), 0), n-1) }
	return at(min(between[0], between[1])), at(max(between[0], between[1]))
}

func (c *Stances) frame(size fyne.Size) frame {
	s := parts.TextScale()
	f := frame{left: 96 * s, right: size.Width - 16, top: 52 * s, bottom: size.Height - 84*s}
	f.step = (f.right - f.left) / float32(max(len(c.Data.Periods), 1))
	return f
}

func (c *Stances) Draw(size fyne.Size) []fyne.CanvasObject {
	c.Points = nil
	if len(c.Data.Periods) == 0 || size.Width < 200*parts.TextScale() || size.Height < 160*parts.TextScale() {
		return nil
	}
	f := c.frame(size)
	var out []fyne.CanvasObject
	if c.brush[0] != c.brush[1] {
		ground := canvas.NewRectangle(parts.Colors().AccentGround)
		from, to := max(min(c.brush[0], c.brush[1]), f.left), min(max(c.brush[0], c.brush[1]), f.right)
		parts.Put(ground, from, f.top, to-from, f.bottom-f.top)
		out = append(out, ground)
	}
	switch c.Form {
	case AsShares:
		return append(out, c.withTooltip(c.shares(f, size), size)...)
	case AsMultiples:
		return append(out, c.withTooltip(c.multiples(size), size)...)
	}
	out = append(out, c.axes(f, size)...)
	for i, series := range c.Data.Series {
		if !c.Hidden[series.Key] {
			out = append(out, c.band(f.of(i, len(c.Data.Series)), series, parts.SeriesColors()[i%6])...)
		}
	}
	for i, series := range c.Data.Series {
		if !c.Hidden[series.Key] {
			out = append(out, suggested(f.of(i, len(c.Data.Series)), series, parts.SeriesColors()[i%6])...)
		}
	}
	for i, series := range c.Data.Series {
		if !c.Hidden[series.Key] {
			out = append(out, c.line(f.of(i, len(c.Data.Series)), i, series, parts.SeriesColors()[i%6])...)
		}
	}
	out = c.withTooltip(append(out, c.counts(f, size)...), size)
	return out
}

// Figures are what a point says in words.
func Figures(s app.StanceSeries, at app.StancePoint, period string) []string {
	lines := []string{
		s.Label + " · " + period, fmt.Sprintf("%s %+.2f (%+.2f … %+.2f)", parts.T("net"), at.Net, at.Low, at.High),
		fmt.Sprintf("%s, %s", parts.Count(at.Judged, "quote"), parts.Count(at.Articles, "article")),
	}
	if at.Few {
		lines = append(lines, parts.T("too little for the interval to say much"))
	}
	for _, stance := range corpus.Stances {
		if n := at.Counts[stance]; n > 0 {
			lines = append(
				lines,
				fmt.Sprintf(
					"%s %s %d (%.0f %%)",
					StanceMarks[stance],
					parts.T(string(stance)),
					n,
					100*float64(n)/float64(at.Judged),
				),
			)
		}
	}
	if at.Open > 0 {
		lines = append(lines, parts.Tf("%d of %d not confirmed", at.Open, at.Judged))
	}
	return lines
}

// tooltip shows the figures of a point beside it, inside the chart.
func (c *Stances) tooltip(h Spot, size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	series := c.Data.Series[h.Series]
	at := series.Points[h.point]
	lines := Figures(series, at, c.Data.Periods[at.Period].Label)
	m, wide := parts.LabelFace().Measurer(), float32(0)
	for _, l := range lines {
		wide = max(wide, m.Width(l))
	}
	wide += 16 * s
	high := float32(len(lines))*17*s + 10*s
	x, y := min(h.X+12, size.Width-wide-4), min(max(h.Y-high-8, 2), size.Height-high-2)
	box := canvas.NewRectangle(p.Panel)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = p.Soft, 1, 5
	parts.Put(box, x, y, wide, high)
	out := []fyne.CanvasObject{box}
	for i, l := range lines {
		out = append(out, parts.Label(l, parts.LabelFace(), p.Ink, x+8*s, y+4*s+float32(i)*17*s, wide-12*s))
	}
	return out
}

func (c *Stances) axes(f frame, size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	var out []fyne.CanvasObject
	for _, level := range []struct {
		net   float64
		label string
	}{{1, "+1 " + parts.T("all support")}, {0.5, "+½"}, {0, parts.T("even")}, {-0.5, "−½"}, {-1, "−1 " + parts.T("all oppose")}} {
		y := f.y(level.net)
		out = append(
			out,
			parts.Stroke(f.left, y, f.right, y, p.Line, 1),
			parts.Text(level.label, f.left-8, y-8*s, p.Soft, fyne.TextAlignTrailing),
		)
	}
	out = append(out, c.periodLabels(f, size)...)
	for n, e := range c.Data.Events {
		for i, period := range c.Data.Periods {
			if e.Day < period.Start.Format("2006-01-02") || e.Day >= period.End.Format("2006-01-02") {
				continue
			}
			x := f.left + f.step*(float32(i)+dayIn(e.Day, period))
			for y := f.top; y < f.bottom; y += 6 {
				out = append(out, parts.Stroke(x, y, x, min(y+2, f.bottom), p.Soft, 1))
			}
			sign := parts.Text(Circled(n), x, f.top-float32(20+14*(n%2))*s, p.Soft, fyne.TextAlignCenter)
			out = append(out, sign)
			if len(c.Data.Events) <= 2 || f.step > 110*s { // with room for words; the list beside has them all
				out = append(out, parts.Text(e.Label, x+9*s, sign.Position().Y, p.Soft, fyne.TextAlignLeading))
			}
		}
	}
	return append(out, parts.Text(parts.T("quotes"), f.left-8, size.Height-46*s, p.Soft, fyne.TextAlignTrailing))
}

// dayIn is how far into a period a day lies, from 0 to 1.
func dayIn(day string, p app.StancePeriod) float32 {
	when, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0.5
	}
	return float32(when.Sub(p.Start)) / float32(max(p.End.Sub(p.Start), 1))
}

func Circled(n int) string { return string(rune('①' + n%20)) }

// band shows the intervals between neighbours that have enough quotes; over too
// few an interval says nothing.
func (c *Stances) band(f frame, series app.StanceSeries, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := 0; i+1 < len(series.Points); i++ {
		p, q := series.Points[i], series.Points[i+1]
		if p.Few || q.Few || q.Period-p.Period > 1 {
			continue
		}
		x1, x2 := f.x(p.Period), f.x(q.Period)
		top := min(f.y(p.High), f.y(q.High))
		bottom := max(f.y(p.Low), f.y(q.Low), top+1)
		band := canvas.NewArbitraryPolygon([]fyne.Position{
			{X: 0, Y: f.y(p.High) - top},
			{X: x2 - x1, Y: f.y(q.High) - top},
			{X: x2 - x1, Y: f.y(q.Low) - top},
			{X: 0, Y: f.y(p.Low) - top},
		}, parts.WithAlpha(ink, 36))
		parts.Put(band, x1, top, x2-x1, bottom-top)
		out = append(out, band)
	}
	return out
}

func (c *Stances) line(f frame, n int, series app.StanceSeries, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := 0; i+1 < len(series.Points); i++ {
		p, q := series.Points[i], series.Points[i+1]
		line, width := ink, float32(2)
		if p.Few || q.Few || len(series.Curve) > 0 {
			line, width = parts.WithAlpha(ink, 130), 1.4
		}
		if q.Period-p.Period > 1 { // nothing is known of the time between
			out = append(out, dotted(f.x(p.Period), f.y(p.Net), f.x(q.Period), f.y(q.Net), line, width)...)
			continue
		}
		out = append(out, parts.Stroke(f.x(p.Period), f.y(p.Net), f.x(q.Period), f.y(q.Net), line, width))
	}
	for i := 0; i+1 < len(series.Curve); i++ {
		p, q := series.Curve[i], series.Curve[i+1]
		out = append(out, parts.Stroke(c.at(f, p.Day), f.y(p.Net), c.at(f, q.Day), f.y(q.Net), ink, 3))
	}
	for i, p := range series.Points {
		x, y := f.x(p.Period), f.y(p.Net)
		c.Points = append(c.Points, Spot{x, y, n, i})
		out = append(out, point(x, y, n, p.Few, ink, c.chosen == [2]int{n, i})...)
		if p.Open > 0 {
			out = append(out, ring(x, y, ink)...)
		}
	}
	return out
}

// suggested draws what is only suggested: crosses beside the judged points, with dotted
// intervals, and no line through them.
func suggested(f frame, series app.StanceSeries, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	const arm = 4
	for _, p := range series.Suggested {
		x, y := f.x(p.Period)+6*parts.TextScale(), f.y(p.Net)
		out = append(out, dotted(x, f.y(p.High), x, f.y(p.Low), ink, 1.4)...)
		out = append(
			out,
			parts.Stroke(x-arm, y-arm, x+arm, y+arm, ink, 1.6),
			parts.Stroke(x-arm, y+arm, x+arm, y-arm, ink, 1.6),
		)
	}
	return out
}

// ring tells a point that holds stances of quotes nobody confirmed.
func ring(x, y float32, ink color.NRGBA) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	const r, dashes = 10.0, 8
	for i := range dashes {
		from, to := 2*math.Pi*float64(i)/dashes, 2*math.Pi*(float64(i)+0.5)/dashes
		out = append(
			out,
			parts.Stroke(
				x+float32(r*math.Cos(from)),
				y+float32(r*math.Sin(from)),
				x+float32(r*math.Cos(to)),
				y+float32(r*math.Sin(to)),
				ink,
				1.2,
			),
		)
	}
	return out
}

// SeriesShapes tell lines apart without their colours.
var SeriesShapes = []string{"●", "■", "▲", "◆", "▼", "⬟"}

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
		fill = parts.Colors().Paper
	}
	form := shapeSides[n%len(shapeSides)]
	if form.sides == 0 {
		circle := canvas.NewCircle(fill)
		circle.StrokeColor, circle.StrokeWidth = ink, 2
		parts.Put(circle, x-r, y-r, 2*r, 2*r)
		return []fyne.CanvasObject{circle}
	}
	shape := canvas.NewPolygon(form.sides, fill)
	shape.Angle, shape.StrokeColor, shape.StrokeWidth = form.angle, ink, 2
	r *= 1.25
	parts.Put(shape, x-r, y-r, 2*r, 2*r)
	return []fyne.CanvasObject{shape}
}

// counts are always under the line: a share without its number misleads.
func (c *Stances) counts(f frame, size fyne.Size) []fyne.CanvasObject {
	s := parts.TextScale()
	most := 1
	for _, series := range c.Data.Series {
		for _, p := range series.Points {
			most = max(most, p.Judged)
		}
	}
	width := min(f.step*0.8/float32(max(1, len(c.Data.Series))), 24)
	var out []fyne.CanvasObject
	for n, series := range c.Data.Series {
		if c.Hidden[series.Key] {
			continue
		}
		for _, p := range series.Points {
			h := 30 * s * float32(p.Judged) / float32(most)
			x := f.x(p.Period) + width*(float32(n)-float32(len(c.Data.Series))/2)
			box := canvas.NewRectangle(parts.SeriesColors()[n%6])
			box.Move(fyne.NewPos(x, size.Height-26*s-h))
			box.Resize(fyne.NewSize(max(width-2, 1), h))
			out = append(out, box)
		}
	}
	return out
}
