package network

import (
	"math"
	"math/rand/v2"
	"sort"
)

// Point is a place in a drawing: x to the right, y down.
type Point struct{ X, Y float64 }

// layoutRounds is after how many moves a layout stands still.
const layoutRounds = 300

// What keeps many nodes apart: ties of a node that pull in full, the least distance in
// shares of an even spacing, and how often it is seen to.
const (
	fewTies      = 3
	apart        = 0.6
	spreadRounds = 100
)

// onARing is how many nodes stand on a ring, where no tie hides behind a node; more
// are placed by forces.
const onARing = 40

// Layout places the nodes of a matrix in the unit square; the same input gives the
// same places. Few stand on a ring, each camp on an arc of its own; in a two-mode
// network the rows face the columns. Of many, ties above 0 pull, nodes push each other
// away, ties below 0 push more (after Fruchterman and Reingold, Software: Practice and
// Experience 21, 1991).
func Layout(m Matrix, mode Mode, camp func(node string) int) []Point {
	nodes := Nodes(m, mode)
	n := len(nodes)
	at := make([]Point, n)
	if n == 0 {
		return at
	}
	if n <= onARing {
		ring(at, arcs(m, mode, nodes, camp))
		return at
	}
	beginnings(at, nodes, camp)
	type pull struct {
		a, b int
		w    float64
	}
	var pulls []pull
	strongest := 0.0
	shift := 0
	if mode == TwoMode {
		shift = len(m.Rows)
	}
	for _, row := range m.Values {
		for _, w := range row {
			strongest = max(strongest, math.Abs(w))
		}
	}
	for i, row := range m.Values {
		for j, w := range row {
			if w != 0 && (mode == TwoMode || j > i) {
				pulls = append(pulls, pull{i, j + shift, w / strongest})
			}
		}
	}
	ideal := 1 / math.Sqrt(float64(n))
	// Many ties together pull no more than few, else the camps of a dense network
	// shrink to a dot.
	dense := min(1, fewTies*float64(n)/float64(2*max(len(pulls), 1)))
	force := make([]Point, n)
	for round := range layoutRounds {
		for i := range force {
			force[i] = Point{(0.5 - at[i].X) * ideal * 0.6, (0.5 - at[i].Y) * ideal * 0.6} // so that nothing drifts off
		}
		for i := range n {
			for j := i + 1; j < n; j++ {
				dx, dy := at[i].X-at[j].X, at[i].Y-at[j].Y
				d2 := max(dx*dx+dy*dy, 1e-6)
				f := ideal * ideal / d2
				force[i].X, force[i].Y = force[i].X+dx*f, force[i].Y+dy*f
				force[j].X, force[j].Y = force[j].X-dx*f, force[j].Y-dy*f
			}
		}
		for _, p := range pulls {
			dx, dy := at[p.a].X-at[p.b].X, at[p.a].Y-at[p.b].Y
			d := math.Sqrt(max(dx*dx+dy*dy, 1e-6))
			f := -d / ideal * math.Sqrt(math.Abs(p.w)) * dense // pulls along the line
			if p.w < 0 && mode == OneMode {
				f = 0.5 * ideal / d * math.Sqrt(-p.w) * dense
			}
			force[p.a].X, force[p.a].Y = force[p.a].X+dx*f, force[p.a].Y+dy*f
			force[p.b].X, force[p.b].Y = force[p.b].X-dx*f, force[p.b].Y-dy*f
		}
		heat := 0.12 * (1 - float64(round)/layoutRounds)
		for i := range at {
			length := math.Hypot(force[i].X, force[i].Y)
			if length > 0 {
				step := min(length, heat) / length
				at[i].X, at[i].Y = at[i].X+force[i].X*step, at[i].Y+force[i].Y*step
			}
		}
	}
	stretch(at)
	spread(at, apart*ideal)
	stretch(at)
	return at
}

// spread moves nodes that stand closer than least away from each other.
func spread(at []Point, least float64) {
	for range spreadRounds {
		moved := false
		for i := range at {
			for j := i + 1; j < len(at); j++ {
				dx, dy := at[i].X-at[j].X, at[i].Y-at[j].Y
				d := math.Hypot(dx, dy)
				if d >= least {
					continue
				}
				push := (least - d) / 2
				if d < 1e-9 { // at the same place: each pair parts in a direction of its own
					dy, dx = math.Sincos(float64(i + j))
					d = 1
				}
				push /= d
				at[i].X, at[i].Y = at[i].X+dx*push, at[i].Y+dy*push
				at[j].X, at[j].Y = at[j].X-dx*push, at[j].Y-dy*push
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

// beginnings puts each camp on an arc of its own.
func beginnings(at []Point, nodes []string, camp func(string) int) {
	random := rand.New(rand.NewPCG(1, 0x6c61796f7574))
	order := make([]int, len(nodes))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return camp(nodes[order[i]]) < camp(nodes[order[j]]) })
	for place, i := range order {
		angle := 2*math.Pi*float64(place)/float64(len(order)) + math.Pi/2
		at[i] = Point{
			0.5 + 0.4*math.Cos(angle) + 0.01*random.Float64(),
			0.5 + 0.4*math.Sin(angle) + 0.01*random.Float64(),
		}
	}
}

// arcs are the nodes of each arc in order: those with the strongest ties in the
// middle of theirs.
func arcs(m Matrix, mode Mode, nodes []string, camp func(string) int) [][]int {
	strength := make([]float64, len(nodes))
	for i, row := range m.Values {
		for j, w := range row {
			strength[i] += math.Abs(w)
			if mode == TwoMode {
				strength[len(m.Rows)+j] += math.Abs(w)
			}
		}
	}
	of := map[int][]int{}
	for i, node := range nodes {
		arc := camp(node)
		if mode == TwoMode {
			arc = 0
			if i >= len(m.Rows) {
				arc = 1
			}
		}
		of[arc] = append(of[arc], i)
	}
	var keys []int
	for k := range of {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	var out [][]int
	for _, k := range keys {
		arc := of[k]
		sort.SliceStable(arc, func(i, j int) bool {
			if mode == TwoMode && camp(nodes[arc[i]]) != camp(nodes[arc[j]]) {
				return camp(nodes[arc[i]]) < camp(nodes[arc[j]])
			}
			return strength[arc[i]] > strength[arc[j]]
		})
		if mode == OneMode { // alternately to both ends
			ordered := make([]int, 0, len(arc))
			for place := len(arc) - 1 - len(arc)%2; place > 0; place -= 2 {
				ordered = append(ordered, arc[place])
			}
			for place := 0; place < len(arc); place += 2 {
				ordered = append(ordered, arc[place])
			}
			if len(ordered) < len(arc) {
				ordered = append(ordered, missing(arc, ordered)...)
			}
			arc = ordered
		}
		out = append(out, arc)
	}
	return out
}

func missing(all, have []int) []int {
	known := map[int]bool{}
	for _, i := range have {
		known[i] = true
	}
	var out []int
	for _, i := range all {
		if !known[i] {
			out = append(out, i)
		}
	}
	return out
}

// ring puts the arcs around, with a gap before each; the first one is on the left.
func ring(at []Point, arcs [][]int) {
	const gap = 1.2 // of the distance of two nodes, besides that distance
	slots := 0.0
	for _, arc := range arcs {
		slots += float64(len(arc))
		if len(arcs) > 1 {
			slots += gap
		}
	}
	angle := math.Pi
	if len(arcs) > 0 { // the middle of the first arc points left
		angle -= 2 * math.Pi * (float64(len(arcs[0])) - 1) / 2 / slots
	}
	for _, arc := range arcs {
		for _, i := range arc {
			at[i] = Point{0.5 + 0.5*math.Cos(angle), 0.5 + 0.5*math.Sin(angle)}
			angle += 2 * math.Pi / slots
		}
		if len(arcs) > 1 {
			angle += 2 * math.Pi * gap / slots
		}
	}
}

// stretch fills the unit square.
func stretch(at []Point) {
	low, high := at[0], at[0]
	for _, p := range at {
		low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
	}
	for i := range at {
		at[i].X = share(at[i].X, low.X, high.X)
		at[i].Y = share(at[i].Y, low.Y, high.Y)
	}
}

func share(v, low, high float64) float64 {
	if high-low < 1e-9 {
		return 0.5
	}
	return (v - low) / (high - low)
}
