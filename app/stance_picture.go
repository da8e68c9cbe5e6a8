package app

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"quoth/network/draw"
)

// The measures of a drawn chart, in points.
const (
	stanceWidth, stanceHeight  = 1000.0, 580.0
	stanceLeft, stanceRight    = 70.0, 980.0
	stanceTop, stanceBottom    = 70.0, 420.0
	stanceWords, stanceSmall   = 12.0, 10.0
	stanceBeside               = 6.0 // from a judged point to a suggested one beside it
	legendColumns, legendWidth = 3, 300.0
)

// Picture draws the chart, in the colours of a page of paper: true dates, a bar for each
// interval, dashes over periods without quotes, hollow marks where there is too little.
// What is only suggested is a cross with a dashed interval and never joined by a line.
func (c StanceChart) Picture() draw.Picture {
	d := stanceDrawing{
		c,
		draw.Picture{Width: stanceWidth, Height: stanceHeight, Ground: draw.Light.Ground, Title: c.Target.Text},
	}
	d.text(c.Target.Text, stanceLeft, 24, 15, draw.Left, draw.Light.Ink)
	d.axes()
	for i, s := range c.Series {
		d.suggested(i, s)
	}
	for i, s := range c.Series {
		d.series(i, s)
	}
	d.foot()
	return d.Picture
}

type stanceDrawing struct {
	StanceChart
	draw.Picture
}

func (d *stanceDrawing) add(s draw.Shape) { d.Shapes = append(d.Shapes, s) }

func (d *stanceDrawing) text(words string, x, y, size float64, anchor draw.Anchor, ink color.NRGBA) {
	d.add(draw.Shape{Kind: draw.Text, At: draw.Point{X: x, Y: y}, Words: words, Size: size, Anchor: anchor, Color: ink})
}

func (d *stanceDrawing) line(x1, y1, x2, y2, width float64, dashed bool, ink color.NRGBA) {
	d.add(
		draw.Shape{
			Kind:   draw.Line,
			At:     draw.Point{X: x1, Y: y1},
			To:     draw.Point{X: x2, Y: y2},
			Width:  width,
			Dashed: dashed,
			Color:  ink,
		},
	)
}

func (d *stanceDrawing) x(day time.Time) float64 {
	if len(d.Periods) == 0 {
		return stanceLeft
	}
	first, last := d.Periods[0].Start, d.Periods[len(d.Periods)-1].End
	return stanceLeft + (stanceRight-stanceLeft)*float64(day.Sub(first))/float64(max(last.Sub(first), 1))
}

// middle is where the point of a period lies, beside those of the other lines.
func (d *stanceDrawing) middle(period, line int) float64 {
	p := d.Periods[period]
	wide, n := d.x(p.End)-d.x(p.Start), float64(len(d.Series))
	return d.x(p.Start) + wide/2 + (float64(line)-(n-1)/2)*min(wide*0.7/n, 16)
}

func (d *stanceDrawing) y(net float64) float64 {
	return stanceTop + (stanceBottom-stanceTop)*(1-net)/2
}

func (d *stanceDrawing) axes() {
	for _, net := range []float64{1, 0.5, 0, -0.5, -1} {
		d.line(stanceLeft, d.y(net), stanceRight, d.y(net), 1, false, draw.Light.Rule)
		d.text(fmt.Sprintf("%+.1f", net), stanceLeft-8, d.y(net), stanceWords, draw.Right, draw.Light.Ink)
	}
	free := 0.0
	for _, p := range d.Periods {
		at, wide := (d.x(p.Start)+d.x(p.End))/2, draw.MeasureGo(p.Label, stanceWords)
		if at-wide/2 > free {
			d.text(p.Label, at, stanceBottom+18, stanceWords, draw.Middle, draw.Light.Ink)
			free = at + wide/2 + 10
		}
	}
	for n, e := range d.Events {
		day, err := time.Parse(time.DateOnly, e.Day)
		if x := d.x(day); err == nil && x >= stanceLeft && x <= stanceRight {
			d.line(x, stanceTop, x, stanceBottom, 1, true, draw.Light.Muted)
			d.text(e.Label, x, stanceTop-10-float64(n%2)*14, stanceSmall, draw.Middle, draw.Light.Muted)
		}
	}
}

func (d *stanceDrawing) series(i int, s StanceSeries) {
	ink := draw.Light.Camps[i%len(draw.Light.Camps)]
	pale := ink
	pale.A = 100
	for k, p := range s.Points {
		x := d.middle(p.Period, i)
		d.line(x, d.y(p.High), x, d.y(p.Low), 3, false, pale)
		if k > 0 && len(s.Curve) == 0 {
			q := s.Points[k-1]
			d.line(d.middle(q.Period, i), d.y(q.Net), x, d.y(p.Net), 1.6, p.Period-q.Period > 1, ink)
		}
	}
	for k := range max(len(s.Curve)-1, 0) {
		p, q := s.Curve[k], s.Curve[k+1]
		d.line(d.x(p.Day), d.y(p.Net), d.x(q.Day), d.y(q.Net), 2.4, false, ink)
	}
	for _, p := range s.Points {
		at := draw.Point{X: d.middle(p.Period, i), Y: d.y(p.Net)}
		about := fmt.Sprintf(
			"%s %s: %+.2f (%+.2f to %+.2f), %s of %s",
			s.Label,
			d.Periods[p.Period].Label,
			p.Net,
			p.Low,
			p.High,
			plural(p.Judged, "quote"),
			plural(p.Articles, "article"),
		)
		d.mark(i, at, 5.5, ink, about)
		if p.Few {
			d.mark(i, at, 3.5, draw.Light.Ground, about)
		}
	}
}

// mark tells lines apart without their colours.
func (d *stanceDrawing) mark(line int, at draw.Point, r float64, ink color.NRGBA, about string) {
	s := draw.Shape{At: at, Radius: r, Color: ink, Node: about}
	switch line % 6 {
	case 0:
		s.Kind = draw.Circle
	case 1:
		s.Kind = draw.Square
	case 2:
		s.Kind = draw.Diamond
	case 3:
		s.Kind, s.Points = draw.Area, []draw.Point{
			{X: at.X, Y: at.Y - 1.3*r},
			{X: at.X + 1.2*r, Y: at.Y + r},
			{X: at.X - 1.2*r, Y: at.Y + r},
		}
	case 4:
		s.Kind, s.Points = draw.Area, []draw.Point{
			{X: at.X, Y: at.Y + 1.3*r},
			{X: at.X + 1.2*r, Y: at.Y - r},
			{X: at.X - 1.2*r, Y: at.Y - r},
		}
	default:
		s.Kind, s.Points = draw.Area, []draw.Point{
			{X: at.X - 1.5*r, Y: at.Y - 0.7*r},
			{X: at.X + 1.5*r, Y: at.Y - 0.7*r},
			{X: at.X + 1.5*r, Y: at.Y + 0.7*r},
			{X: at.X - 1.5*r, Y: at.Y + 0.7*r},
		}
	}
	d.add(s)
}

func (d *stanceDrawing) suggested(i int, s StanceSeries) {
	ink := draw.Light.Camps[i%len(draw.Light.Camps)]
	for _, p := range s.Suggested {
		x, y := d.middle(p.Period, i)+stanceBeside, d.y(p.Net)
		d.line(x, d.y(p.High), x, d.y(p.Low), 1, true, ink)
		d.line(x-4, y-4, x+4, y+4, 1.6, false, ink)
		d.line(x-4, y+4, x+4, y-4, 1.6, false, ink)
	}
}

func (d *stanceDrawing) foot() {
	for i, s := range d.Series {
		x, y := stanceLeft+float64(i%legendColumns)*legendWidth, stanceBottom+46+float64(i/legendColumns)*18
		d.mark(i, draw.Point{X: x + 6, Y: y}, 5, draw.Light.Camps[i%len(draw.Light.Camps)], "")
		count := fmt.Sprintf(" (%d)", s.Judged)
		d.text(
			cutTo(s.Label, stanceWords, legendWidth-30-draw.MeasureGo(count, stanceWords))+count,
			x+18,
			y,
			stanceWords,
			draw.Left,
			draw.Light.Ink,
		)
	}
	words := d.Methods()
	if d.Suggested != nil {
		words += " " + d.Suggested.Words()
	}
	lines := foldedAt(words, stanceSmall, stanceRight-stanceLeft)
	for i, line := range lines {
		d.text(line, stanceLeft, stanceHeight-10-14*float64(len(lines)-1-i), stanceSmall, draw.Left, draw.Light.Muted)
	}
}

// cutTo shortens words to a width.
func cutTo(words string, size, width float64) string {
	if draw.MeasureGo(words, size) <= width {
		return words
	}
	runes := []rune(words)
	for len(runes) > 1 && draw.MeasureGo(string(runes)+"…", size) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}

// foldedAt breaks words into lines of a width.
func foldedAt(words string, size, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(words) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && draw.MeasureGo(longer, size) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
