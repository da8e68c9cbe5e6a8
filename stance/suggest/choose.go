package suggest

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

const (
	// neighbors are the open quotes nearest to one, by which it is told whether
	// it stands for others.
	neighbors = 10
	// nextQuotes are chosen one after the other, so that those judged in one go
	// differ from each other.
	nextQuotes = 20
	// comparedMost bounds the comparison of each open quote with each other one.
	comparedMost = 1500
)

// priorities say which open quotes teach most: those whose suggestion is
// uncertain, that stand for many others, and that are unlike those chosen just
// before (uncertainty with density and diversity, Settles 2009, chapter 5).
// The first to be judged have more than 1, the others less.
func (m *matter) priorities(logs [][]float64) []float64 {
	out := make([]float64, len(m.open))
	for i, row := range logs {
		out[i] = 1 - math.Exp(floats.Max(row))
	}
	if len(m.open) > comparedMost || len(m.open) <= neighbors {
		return out
	}
	for i := range out {
		near := make([]float64, 0, len(m.open))
		for j := range out {
			if i != j {
				near = append(near, floats.Dot(m.x[m.open[i]], m.x[m.open[j]]))
			}
		}
		slices.Sort(near)
		density := floats.Sum(near[len(near)-neighbors:]) / neighbors
		out[i] *= .5 + max(0, density)
	}
	left := slices.Clone(out)
	for rank := range min(nextQuotes, len(out)) {
		best := floats.MaxIdx(left)
		out[best] = 2 - float64(rank)/nextQuotes
		left[best] = math.Inf(-1)
		for j := range left {
			if math.IsInf(left[j], -1) {
				continue
			}
			alike := max(0, floats.Dot(m.x[m.open[best]], m.x[m.open[j]]))
			left[j] *= 1 - alike
		}
	}
	return out
}
