package network

import (
	"math"
	"time"
)

// Kernel weighs statements by their distance from the middle of a window.
type Kernel string

// The kernels. Discourse Network Analyzer's triangular and Epanechnikov kernels are
// not symmetric: what comes after the middle weighs most. The textbook's are (Wand
// and Jones, Kernel Smoothing, 1995).
const (
	Uniform              Kernel = "uniform"
	Gaussian             Kernel = "gaussian"
	Epanechnikov         Kernel = "epanechnikov"
	Triangular           Kernel = "triangular"
	EpanechnikovTextbook Kernel = "epanechnikov-textbook"
	TriangularTextbook   Kernel = "triangular-textbook"
)

// Kernels lists them.
var Kernels = []Kernel{Uniform, Gaussian, Epanechnikov, Triangular, EpanechnikovTextbook, TriangularTextbook}

// weight is the weight at distance d, where −1 and 1 are the ends of the window.
func (k Kernel) weight(d float64) float64 {
	if k == Gaussian {
		return math.Exp(-d*d/2) / math.Sqrt(2*math.Pi)
	}
	if d < -1 || d > 1 {
		return 0
	}
	switch k {
	case Uniform:
		return 0.5
	case Epanechnikov:
		return 0.75 * (1 - d) * (1 - d)
	case Triangular:
		return math.Abs(1 - d)
	case EpanechnikovTextbook:
		return 0.75 * (1 - d*d)
	case TriangularTextbook:
		return 1 - math.Abs(d)
	}
	return 0
}

// smoothed makes one network for each step of the middle of a window through the
// time of the statements, half a window away from its ends. All have the same nodes.
func (s *selected) smoothed(yield func(Matrix) bool) {
	if len(s.kept) == 0 {
		return
	}
	unit, half := s.options.Window, s.options.Size/2
	first, last := later(s.start, s.kept[0].When), earlier(s.stop, s.kept[len(s.kept)-1].When)
	end := shift(last, unit, -half)
	named := s.kept
	if s.options.Isolates {
		named = s.all
	}
	f := newFrame(named, s.options)
	average := s.averageUnderKernel(f)
	index := 0
	for at := shift(first, unit, half); !at.After(end); at = shift(at, unit, 1) {
		start, stop := first, last
		inside := s.kept
		if s.options.Kernel != Gaussian { // which reaches everywhere
			start, stop = later(first, shift(at, unit, -half)), earlier(last, shift(at, unit, half))
			inside = s.between(start, stop)
		}
		weight := func(x *Statement) float64 {
			return s.options.Kernel.weight(2 * float64(distance(x.When, at, unit)) / float64(s.options.Size))
		}
		m := Matrix{Index: index, At: at, Start: start, Stop: stop, Rows: f.rows, Columns: f.columns}
		if s.options.Mode == TwoMode {
			m.Values = f.twoMode(f.cells(inside, weight))
		} else {
			m.Columns = f.rows
			m.Values = f.smoothedOneMode(inside, weight, average)
		}
		if !yield(m) {
			return
		}
		index++
	}
}

// smoothedOneMode: two statements count as much as the geometric mean of their
// weights, so the roots of the weights are added up.
func (f *frame) smoothedOneMode(inside []*Statement, weight func(*Statement) float64, average [][]float64) [][]float64 {
	n := len(f.rows)
	m := grid(n, n)
	f.tie(m, f.cells(inside, func(x *Statement) float64 { return math.Sqrt(weight(x)) }))
	var totals []float64
	if f.normalization == AverageTextbook {
		totals = make([]float64, n)
		for _, c := range f.cells(inside, weight) {
			totals[c.row] += c.total()
		}
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			if m[i][j] == 0 {
				continue
			}
			switch {
			case totals != nil:
				m[i][j] /= (totals[i] + totals[j]) / 2
			case f.normalization == Average:
				m[i][j] *= average[i][j]
			}
			m[j][i] = m[i][j]
		}
	}
	return m
}

// averageUnderKernel is what Discourse Network Analyzer multiplies by under a
// kernel: the sum, over columns and levels, of 2 / (n1 + n2), where n counts all
// statements whatever the window. It is filled in above the diagonal.
func (s *selected) averageUnderKernel(f *frame) [][]float64 {
	if s.options.Mode != OneMode || s.options.Normalization != Average {
		return nil
	}
	n := len(f.rows)
	cells := f.cells(s.kept, one)
	alone := make([]float64, n) // as if the other said nothing
	for i := range cells {
		for _, n := range cells[i].n {
			if n > 0 {
				alone[cells[i].row] += 2 / n
			}
		}
	}
	out := grid(n, n)
	eachPair(cells, func(a, b *cell) {
		for k := range levels {
			if a.n[k] > 0 && b.n[k] > 0 {
				out[a.row][b.row] += 2/(a.n[k]+b.n[k]) - 2/a.n[k] - 2/b.n[k]
			}
		}
	})
	for i := range n {
		for j := i + 1; j < n; j++ {
			out[i][j] += alone[i] + alone[j]
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
