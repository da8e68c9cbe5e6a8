package draw

import (
	"fmt"
	"math"
	"strconv"

	"quoth/network"
)

// HeatMap draws a two-mode matrix: a row a line, support blue with a triangle that
// points up, opposition orange with one that points down, so that it can be read
// without colours. counts give the number of statements of a cell; 0 is empty.
func HeatMap(m network.Matrix, counts func(row, column string) int, title string, t Theme, measure Measure) Picture {
	const cellHeight, gap, size = 22.0, 2.0, 11.0
	left, top := 0.0, 0.0
	for _, r := range m.Rows {
		left = math.Max(left, measure(shortened(r), size))
	}
	for _, c := range m.Columns {
		top = math.Max(top, measure(shortened(c), size))
	}
	left, top = left+margin+8, top*math.Sin(math.Pi/5)+margin+10
	cellWidth := clamp(900/float64(max(len(m.Columns), 1)), 26, 48)
	p := Picture{
		Width:  left + cellWidth*float64(len(m.Columns)) + top + margin,
		Height: top + cellHeight*float64(len(m.Rows)) + margin,
		Ground: t.Ground,
		Title:  title,
	}
	strongest := 0.0
	for _, row := range m.Values {
		for _, v := range row {
			strongest = math.Max(strongest, math.Abs(v))
		}
	}
	for j, c := range m.Columns {
		p.Shapes = append(
			p.Shapes,
			Shape{
				Kind:  Text,
				At:    Point{left + cellWidth*(float64(j)+0.4), top - 10},
				Words: shortened(c),
				Size:  size,
				Angle: 36,
				Color: t.Ink,
				Node:  c,
			},
		)
	}
	for i, r := range m.Rows {
		y := top + cellHeight*float64(i)
		p.Shapes = append(
			p.Shapes,
			Shape{
				Kind:   Text,
				At:     Point{left - 8, y + cellHeight/2},
				Words:  shortened(r),
				Size:   size,
				Anchor: Right,
				Color:  t.Ink,
				Node:   r,
			},
		)
		for j, c := range m.Columns {
			x := left + cellWidth*float64(j)
			v, n := m.Values[i][j], counts(r, c)
			cell := Shape{
				Kind:  Rect,
				At:    Point{x, y},
				To:    Point{x + cellWidth - gap, y + cellHeight - gap},
				Color: faded(t.Rule, 90),
				Tie:   [2]string{r, c},
			}
			words := ""
			if v != 0 {
				sign := "▲"
				cell.Color = t.Support
				if v < 0 {
					sign, cell.Color = "▼", t.Oppose
				}
				cell.Color.A = uint8(70 + 185*math.Abs(v)/strongest)
				words = sign + " " + figure(v)
			} else if n > 0 {
				words = "0"
			}
			p.Shapes = append(p.Shapes, cell)
			if words != "" {
				ink := t.Ink
				if cell.Color.A > 160 && v != 0 {
					ink = t.Ground
				}
				p.Shapes = append(
					p.Shapes,
					Shape{
						Kind:   Text,
						At:     Point{x + (cellWidth-gap)/2, y + (cellHeight-gap)/2},
						Words:  words,
						Size:   9.5,
						Anchor: Middle,
						Color:  ink,
						Tie:    [2]string{r, c},
					},
				)
			}
		}
	}
	return p
}

func figure(v float64) string {
	if v == math.Trunc(v) {
		return strconv.Itoa(int(math.Abs(v)))
	}
	return fmt.Sprintf("%.2f", math.Abs(v))[1:]
}

// Polarization draws polarization over time: the measure with its interval, and what
// chance would give. changes are the indexes of the first points of new levels: a
// dashed line before each, which says that it is exploratory.
func Polarization(
	points []network.PolarizationPoint,
	changes []int,
	width, height float64,
	t Theme,
	measure Measure,
) Picture {
	const left, right, top, bottom, size = 40.0, 60.0, 16.0, 26.0, 11.0
	p := Picture{Width: width, Height: height, Ground: t.Ground, Title: "Polarization over time"}
	high := 0.2
	for _, x := range points {
		high = math.Max(high, math.Max(x.High, x.ChanceHigh))
	}
	high = math.Ceil(high*10) / 10
	x := func(i int) float64 {
		if len(points) == 1 {
			return (left + width - right) / 2
		}
		return left + (width-left-right)*float64(i)/float64(len(points)-1)
	}
	y := func(v float64) float64 { return height - bottom - (height-top-bottom)*clamp(v, 0, high)/high }
	for step := 0.0; step <= high+1e-9; step += high / 4 {
		p.Shapes = append(
			p.Shapes,
			Shape{Kind: Line, At: Point{left, y(step)}, To: Point{width - right, y(step)}, Width: 0.5, Color: t.Rule},
			Shape{
				Kind:   Text,
				At:     Point{left - 6, y(step)},
				Words:  fmt.Sprintf("%.2f", step),
				Size:   size,
				Anchor: Right,
				Color:  t.Muted,
			},
		)
	}
	if len(points) == 0 {
		return p
	}
	var band []Point
	for i, v := range points {
		band = append(band, Point{x(i), y(v.High)})
	}
	for i := len(points) - 1; i >= 0; i-- {
		band = append(band, Point{x(i), y(points[i].Low)})
	}
	p.Shapes = append(p.Shapes, Shape{Kind: Area, Points: band, Color: faded(t.Support, 50)})
	room := -1e9
	for i, v := range points {
		if i > 0 {
			p.Shapes = append(
				p.Shapes,
				Shape{
					Kind:   Line,
					At:     Point{x(i - 1), y(points[i-1].Chance)},
					To:     Point{x(i), y(v.Chance)},
					Width:  1,
					Color:  t.Muted,
					Dashed: true,
				},
				Shape{
					Kind:  Line,
					At:    Point{x(i - 1), y(points[i-1].Modularity)},
					To:    Point{x(i), y(v.Modularity)},
					Width: 2,
					Color: t.Support,
				},
			)
		}
		p.Shapes = append(
			p.Shapes,
			Shape{Kind: Circle, At: Point{x(i), y(v.Modularity)}, Radius: 3, Color: t.Support, Node: v.Label},
		)
		if w := measure(v.Label, size); x(i)-w/2 > room {
			p.Shapes = append(
				p.Shapes,
				Shape{
					Kind:   Text,
					At:     Point{x(i), height - bottom/2},
					Words:  v.Label,
					Size:   size,
					Anchor: Middle,
					Color:  t.Muted,
				},
			)
			room = x(i) + w/2 + 8
		}
	}
	for i, change := range changes {
		at := (x(change-1) + x(change)) / 2
		p.Shapes = append(
			p.Shapes,
			Shape{Kind: Line, At: Point{at, top}, To: Point{at, height - bottom}, Width: 1, Color: t.Ink, Dashed: true},
		)
		if i > 0 { // one of them is named
			continue
		}
		words, anchor, beside := "change (exploratory)", Left, 4.0
		if at+beside+measure(words, size) > width {
			anchor, beside = Right, -beside
		}
		p.Shapes = append(
			p.Shapes,
			Shape{
				Kind:   Text,
				At:     Point{at + beside, top / 2},
				Words:  words,
				Size:   size,
				Anchor: anchor,
				Color:  t.Muted,
			},
		)
	}
	last := points[len(points)-1]
	p.Shapes = append(
		p.Shapes,
		Shape{
			Kind:  Text,
			At:    Point{width - right + 8, y(last.Modularity)},
			Words: fmt.Sprintf("%.2f", last.Modularity),
			Size:  size,
			Color: t.Support,
		},
	)
	if math.Abs(y(last.Chance)-y(last.Modularity)) > size {
		p.Shapes = append(
			p.Shapes,
			Shape{
				Kind:  Text,
				At:    Point{width - right + 8, y(last.Chance)},
				Words: "by chance",
				Size:  size,
				Color: t.Muted,
			},
		)
	}
	return p
}
