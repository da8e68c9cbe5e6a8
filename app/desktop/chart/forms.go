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

// at is where a day lies.
func (c *Stances) at(f frame, day time.Time) float32 {
	for i, p := range c.Data.Periods {
		if day.Before(p.End) {
			return f.left + f.step*(float32(i)+dayIn(day.Format(time.DateOnly), p))
		}
	}
	return f.right
}

// dotted is a line over time of which nothing is known.
func dotted(x1, y1, x2, y2 float32, ink color.Color, width float32) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	length := float32(math.Hypot(float64(x2-x1), float64(y2-y1)))
	const gap, dash = 7, 2.5
	for at := float32(0); at < length; at += gap {
		from, to := at/length, min((at+dash)/length, 1)
		out = append(out, parts.Stroke(x1+(x2-x1)*from, y1+(y2-y1)*from, x1+(x2-x1)*to, y1+(y2-y1)*to, ink, width))
	}
	return out
}

// withTooltip adds the figures of the point under the mouse.
func (c *Stances) withTooltip(out []fyne.CanvasObject, size fyne.Size) []fyne.CanvasObject {
	if c.hovered >= 0 && c.hovered < len(c.Points) {
		out = append(out, c.tooltip(c.Points[c.hovered], size)...)
	}
	return out
}

// shareOrder is how the shares of a bar lie on each other, from below.
var shareOrder = []corpus.Stance{corpus.Oppose, corpus.MixedStance, corpus.Neutral, corpus.Support}

// shares draws a bar for each period of each series: what share of its quotes took
// which stance, with its count over it.
func (c *Stances) shares(f frame, size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	var out []fyne.CanvasObject
	for _, percent := range []int{0, 25, 50, 75, 100} {
		y := f.bottom - (f.bottom-f.top)*float32(percent)/100
		out = append(
			out,
			parts.Stroke(f.left, y, f.right, y, p.Line, 1),
			parts.Text(fmt.Sprintf("%d %%", percent), f.left-8, y-8*s, p.Soft, fyne.TextAlignTrailing),
		)
	}
	out = append(out, c.periodLabels(f, size)...)
	width := min(f.step*0.8/float32(max(1, len(c.Data.Series))), 40*s)
	for n, series := range c.Data.Series {
		if c.Hidden[series.Key] {
			continue
		}
		for i, at := range series.Points {
			x := f.x(at.Period) + width*(float32(n)-float32(len(c.Data.Series))/2)
			y := f.bottom
			for _, stance := range shareOrder {
				high := (f.bottom - f.top) * float32(at.Counts[stance]) / float32(max(at.Judged, 1))
				box := canvas.NewRectangle(StanceInk(stance))
				parts.Put(box, x, y-high, max(width-2, 1), high)
				out = append(out, box)
				y -= high
			}
			mark := x + (width-2)/2
			c.Points = append(c.Points, Spot{mark, (f.top + f.bottom) / 2, n, i})
			out = append(
				out,
				point(mark, f.bottom+10*s, n, at.Few, parts.SeriesColors()[n%6], c.chosen == [2]int{n, i})...)
			if width > 14*s {
				out = append(out, parts.Text(fmt.Sprint(at.Judged), mark, f.top-17*s, p.Soft, fyne.TextAlignCenter))
			}
		}
	}
	x := f.left
	for _, stance := range corpus.Stances {
		box := canvas.NewRectangle(StanceInk(stance))
		parts.Put(box, x, size.Height-46*s, 11*s, 11*s)
		words := parts.Text(
			StanceMarks[stance]+" "+parts.T(string(stance)),
			x+15*s,
			size.Height-48*s,
			p.Soft,
			fyne.TextAlignLeading,
		)
		out = append(out, box, words)
		x += 30*s + words.MinSize().Width
	}
	return out
}

func (c *Stances) periodLabels(f frame, size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	var out []fyne.CanvasObject
	every := max(1, int(48*s/f.step)+1)
	if f.step > 52*s {
		every = 1
	}
	for i, period := range c.Data.Periods {
		if i%every == 0 {
			out = append(out, parts.Text(period.Label, f.x(i), size.Height-18*s, p.Soft, fyne.TextAlignCenter))
		}
	}
	return out
}

// multiples draws each series in a chart of its own, all at one scale.
func (c *Stances) multiples(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	var shown []int
	for i, series := range c.Data.Series {
		if !c.Hidden[series.Key] {
			shown = append(shown, i)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	columns := min(len(shown), max(1, int(size.Width/(230*s))))
	rows := (len(shown) + columns - 1) / columns
	wide, high := size.Width/float32(columns), size.Height/float32(rows)
	var out []fyne.CanvasObject
	for k, i := range shown {
		series := c.Data.Series[i]
		left, top := float32(k%columns)*wide, float32(k/columns)*high
		f := frame{left: left + 34*s, right: left + wide - 10*s, top: top + 24*s, bottom: top + high - 24*s}
		f.step = (f.right - f.left) / float32(max(len(c.Data.Periods), 1))
		out = append(
			out,
			parts.Label(
				fmt.Sprintf("%s %s (%d)", SeriesShapes[i%len(SeriesShapes)], series.Label, series.Judged),
				parts.LabelFace(),
				p.Ink,
				left+8*s,
				top+4*s,
				wide-16*s,
			),
		)
		for _, net := range []float64{1, 0, -1} {
			out = append(
				out,
				parts.Stroke(f.left, f.y(net), f.right, f.y(net), p.Line, 1),
				parts.Text(fmt.Sprintf("%+.0f", net), f.left-5*s, f.y(net)-8*s, p.Soft, fyne.TextAlignTrailing),
			)
		}
		first, last := c.Data.Periods[0], c.Data.Periods[len(c.Data.Periods)-1]
		out = append(out, parts.Text(first.Label, f.left, f.bottom+4*s, p.Soft, fyne.TextAlignLeading))
		if len(c.Data.Periods) > 1 {
			out = append(out, parts.Text(last.Label, f.right, f.bottom+4*s, p.Soft, fyne.TextAlignTrailing))
		}
		out = append(out, c.band(f, series, parts.SeriesColors()[i%6])...)
		out = append(out, c.line(f, i, series, parts.SeriesColors()[i%6])...)
	}
	return out
}

// TableRows are the figures of a chart, a line for each period of each series.
func TableRows(c app.StanceChart) []string {
	var out []string
	for _, s := range c.Series {
		for _, at := range s.Points {
			few := ""
			if at.Few {
				few = " *"
			}
			out = append(
				out,
				fmt.Sprintf(
					"%s · %s: %+.2f (%+.2f … %+.2f)%s · ▲ %d ▼ %d ● %d ◆ %d · %s",
					s.Label,
					c.Periods[at.Period].Label,
					at.Net,
					at.Low,
					at.High,
					few,
					at.Counts[corpus.Support],
					at.Counts[corpus.Oppose],
					at.Counts[corpus.Neutral],
					at.Counts[corpus.MixedStance],
					parts.Count(at.Articles, "article"),
				),
			)
		}
		for _, at := range s.Suggested {
			out = append(
				out,
				fmt.Sprintf(
					"× %s · %s: %+.2f (%+.2f … %+.2f) · ▲ %d ▼ %d ● %d · %s",
					s.Label,
					c.Periods[at.Period].Label,
					at.Net,
					at.Low,
					at.High,
					at.Counts[corpus.Support],
					at.Counts[corpus.Oppose],
					at.Counts[corpus.Neutral],
					parts.Count(at.Articles, "article"),
				),
			)
		}
	}
	return out
}
