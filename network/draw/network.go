package draw

import (
	"image/color"
	"math"
	"sort"
	"unicode/utf8"

	"quoth/network"
)

// Node is what a node of a network is drawn by.
type Node struct {
	Label  string
	Shape  Kind // Circle for people, Square for organizations, Diamond for the rest
	Camp   int
	Weight float64      // statements: its size
	Color  *color.NRGBA // instead of the camp's
}

// Graph is a network with what is known of its nodes.
type Graph struct {
	Nodes []Node // in the order of network.Nodes
	Rows  int    // how many of them are rows; of a one-mode network all
	Ties  []network.Tie
	Mode  network.Mode
	Title string
}

// Sizes of a drawing, in points.
const (
	margin      = 24
	labelSize   = 11
	leastRadius = 4
	mostRadius  = 13
	mostWidth   = 5
	longest     = 42  // letters of a label; the rest is cut
	roomyNodes  = 40  // more are drawn smaller
	roomyTies   = 150 // more are drawn thinner and paler
)

// shrunk is by how much n things shrink where only so many have room.
func shrunk(n, roomy int) float64 {
	return math.Min(1, math.Sqrt(float64(roomy)/float64(max(n, 1))))
}

// Network draws a network at places in the unit square. Labels do not overlap:
// those of nodes with the most statements come first, and what finds no room is left
// to hovering.
func Network(g Graph, at []network.Point, width, height float64, t Theme, measure Measure) Picture {
	p := Picture{Width: width, Height: height, Ground: t.Ground, Title: g.Title}
	points := make([]Point, len(g.Nodes))
	radius := make([]float64, len(g.Nodes))
	heaviest, widest := 1.0, 0.0
	for _, n := range g.Nodes {
		heaviest = math.Max(heaviest, n.Weight)
	}
	for i, n := range g.Nodes {
		radius[i] = (leastRadius + (mostRadius-leastRadius)*math.Sqrt(n.Weight/heaviest)) * (1 + shrunk(len(g.Nodes), roomyNodes)) / 2
		widest = math.Max(widest, measure(shortened(n.Label), labelSize))
	}
	side := margin + math.Min(widest, width/5)
	for i := range g.Nodes {
		points[i] = Point{side + at[i].X*(width-2*side), margin + at[i].Y*(height-2*margin)}
	}
	p.ties(g, points, t)
	boxes := make([]box, len(points))
	for i, n := range g.Nodes {
		c := t.camp(n.Camp)
		if n.Color != nil {
			c = *n.Color
		}
		p.Shapes = append(p.Shapes, Shape{Kind: n.Shape, At: points[i], Radius: radius[i], Color: c, Node: n.Label})
		boxes[i] = around(points[i], radius[i])
	}
	p.labels(g, points, radius, boxes, t, measure)
	return p
}

// ties are drawn the weakest first, so that the strongest lie on top.
func (p *Picture) ties(g Graph, points []Point, t Theme) {
	rows, columns := map[string]int{}, map[string]int{}
	for i, n := range g.Nodes {
		if i < g.Rows {
			rows[n.Label] = i
		}
		if i >= g.Rows || g.Mode == network.OneMode {
			columns[n.Label] = i
		}
	}
	strongest := 0.0
	for _, tie := range g.Ties {
		strongest = math.Max(strongest, math.Abs(tie.Weight))
	}
	thin := shrunk(len(g.Ties), roomyTies)
	for i := len(g.Ties) - 1; i >= 0; i-- {
		tie := g.Ties[i]
		a, knownA := rows[tie.A]
		b, knownB := columns[tie.B]
		if !knownA || !knownB {
			continue
		}
		share := math.Abs(tie.Weight) / strongest
		c := t.Agree
		if tie.Weight < 0 {
			c = t.Disagree
		}
		p.Shapes = append(p.Shapes, Shape{
			Kind: Line, At: points[a], To: points[b], Width: 0.6 + (mostWidth*thin-0.6)*share,
			Color: faded(c, uint8((90+130*share)*thin)), Dashed: tie.Weight < 0, Tie: [2]string{tie.A, tie.B},
		})
	}
}

func shortened(label string) string {
	if utf8.RuneCountInString(label) <= longest {
		return label
	}
	return string([]rune(label)[:longest-1]) + "…"
}

func (p *Picture) labels(g Graph, points []Point, radius []float64, taken []box, t Theme, measure Measure) {
	order := make([]int, len(g.Nodes))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return g.Nodes[order[i]].Weight > g.Nodes[order[j]].Weight })
	for _, i := range order {
		words := shortened(g.Nodes[i].Label)
		w, h := measure(words, labelSize), labelSize*1.25
		x, y, r := points[i].X, points[i].Y, radius[i]+4
		outward := []struct {
			at     Point
			anchor Anchor
		}{{Point{x + r, y}, Left}, {Point{x - r, y}, Right}, {Point{x, y - r - h/2 + 2}, Middle}, {Point{x, y + r + h/2 - 2}, Middle}}
		if x < p.Width/2 {
			outward[0], outward[1] = outward[1], outward[0]
		}
		for _, o := range outward {
			b := box{o.at.X, o.at.Y - h/2, o.at.X + w, o.at.Y + h/2}
			switch o.anchor {
			case Middle:
				b.left, b.right = b.left-w/2, b.right-w/2
			case Right:
				b.left, b.right = b.left-w, b.right-w
			}
			if !b.inside(p.Width, p.Height) || meetsAny(b, taken) {
				continue
			}
			taken = append(taken, b)
			p.Shapes = append(
				p.Shapes,
				Shape{
					Kind:   Text,
					At:     o.at,
					Words:  words,
					Size:   labelSize,
					Anchor: o.anchor,
					Color:  t.Ink,
					Node:   g.Nodes[i].Label,
				},
			)
			break
		}
	}
}

func meetsAny(b box, taken []box) bool {
	for _, o := range taken {
		if b.meets(o) {
			return true
		}
	}
	return false
}
