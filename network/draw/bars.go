package draw

import (
	"math"
	"strconv"
)

// Bar is one period with how often each stance was taken.
type Bar struct {
	Label                           string
	Support, Oppose, Neutral, Mixed int
	Unjudged                        int
}

// Bars draws counts of stances over time: support above the line, opposition below
// it, what lies between or was not judged as a third bar beside.
func Bars(bars []Bar, width, height float64, t Theme, measure Measure) Picture {
	const left, right, size = 34.0, 12.0, 11.0
	p := Picture{Width: width, Height: height, Ground: t.Ground, Title: "Judgements over time"}
	up, down := 1, 1
	for _, b := range bars {
		up = max(up, b.Support, b.Neutral+b.Mixed+b.Unjudged)
		down = max(down, b.Oppose)
	}
	top, bottom := 22.0, height-30
	zero := top + (bottom-top)*float64(up)/float64(up+down)
	unit := (bottom - top) / float64(up+down)
	p.Shapes = append(
		p.Shapes,
		Shape{Kind: Line, At: Point{left, zero}, To: Point{width - right, zero}, Width: 1, Color: t.Muted},
	)
	for _, tick := range []int{up, -down} {
		p.Shapes = append(
			p.Shapes,
			Shape{
				Kind:   Text,
				At:     Point{left - 6, zero - float64(tick)*unit},
				Words:  strconv.Itoa(max(tick, -tick)),
				Size:   size,
				Anchor: Right,
				Color:  t.Muted,
			},
		)
	}
	step := (width - left - right) / float64(max(len(bars), 1))
	bar := math.Min(26, step*0.36)
	room := -1e9
	for i, b := range bars {
		x := left + step*(float64(i)+0.5)
		p.Shapes = append(
			p.Shapes,
			Shape{Kind: Rect, At: Point{x - bar, zero - float64(b.Support)*unit}, To: Point{x, zero}, Color: t.Support},
			Shape{Kind: Rect, At: Point{x - bar, zero}, To: Point{x, zero + float64(b.Oppose)*unit}, Color: t.Oppose},
			Shape{
				Kind:  Rect,
				At:    Point{x, zero - float64(b.Neutral+b.Mixed+b.Unjudged)*unit},
				To:    Point{x + bar, zero},
				Color: faded(t.Muted, 110),
			},
		)
		for _, n := range []struct {
			count int
			at    Point
		}{
			{b.Support, Point{x - bar/2, zero - float64(b.Support)*unit - 8}},
			{b.Oppose, Point{x - bar/2, zero + float64(b.Oppose)*unit + 8}},
			{b.Neutral + b.Mixed + b.Unjudged, Point{x + bar/2, zero - float64(b.Neutral+b.Mixed+b.Unjudged)*unit - 8}},
		} {
			if n.count > 0 && bar > 8 {
				p.Shapes = append(
					p.Shapes,
					Shape{Kind: Text, At: n.at, Words: strconv.Itoa(n.count), Size: 9.5, Anchor: Middle, Color: t.Ink},
				)
			}
		}
		if w := measure(b.Label, size); x-w/2 > room {
			p.Shapes = append(
				p.Shapes,
				Shape{
					Kind:   Text,
					At:     Point{x, height - 10},
					Words:  b.Label,
					Size:   size,
					Anchor: Middle,
					Color:  t.Muted,
				},
			)
			room = x + w/2 + 6
		}
	}
	return p
}
