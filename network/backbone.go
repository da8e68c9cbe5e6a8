package network

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Spectrum is what two networks are compared by.
type Spectrum string

// The spectra. Leifeld's backbone compares the eigenvalues of Laplacians, scaled to a
// sum of 1 (Leifeld, "Discourse network backbones", 2024); version 3.0.11 of his
// program compares the nodes' degrees, for its subtraction of the ties is lost.
const (
	Laplacian Spectrum = "laplacian"
	Degrees   Spectrum = "degrees"
)

// BackboneStep is one column that a network can do without.
type BackboneStep struct {
	Column     string  `json:"column"`
	Loss       float64 `json:"loss"`           // distance of the network without it and those before from the whole one
	Redundant  float64 `json:"redundant_loss"` // distance of the network of it and those before
	Statements int     `json:"statements"`     // that are left
}

// NestedBackbone takes away one column after the other, each time the one whose loss
// changes a one-mode network least: the last ones are its backbone.
func NestedBackbone(statements []Statement, o Options, by Spectrum) ([]BackboneStep, error) {
	b, err := newBackbone(statements, o, by)
	if err != nil {
		return nil, err
	}
	left := slices.Clone(b.columns)
	var gone []string
	var steps []BackboneStep
	for len(left) > 0 {
		best, loss := -1, math.Inf(1)
		for i := len(left) - 1; i >= 0; i-- {
			if d := b.distance(slices.Delete(slices.Clone(left), i, i+1)); d < loss-1e-12 {
				best, loss = i, d
			}
		}
		gone = append(gone, left[best])
		left = slices.Delete(left, best, best+1)
		steps = append(steps, BackboneStep{gone[len(gone)-1], loss, b.distance(gone), len(b.of(left))})
	}
	return steps, nil
}

// FixedBackbone looks for the given number of columns that give a one-mode network
// most like the whole, by simulated annealing with exchanges. The same seed gives the
// same columns.
func FixedBackbone(
	statements []Statement,
	o Options,
	by Spectrum,
	size, rounds int,
	seed uint64,
) (columns []string, loss float64, err error) {
	b, err := newBackbone(statements, o, by)
	if err != nil {
		return nil, 0, err
	}
	size = min(size, len(b.columns))
	random := rand.New(rand.NewPCG(seed, 0x6262))
	order := slices.Clone(b.columns)
	random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	now := b.distance(order[:size])
	best, bestLoss := slices.Clone(order[:size]), now
	if size == len(order) || size == 0 {
		rounds = 0
	}
	for t := 1; t <= rounds; t++ {
		i, j := random.IntN(size), size+random.IntN(len(order)-size)
		order[i], order[j] = order[j], order[i]
		d := b.distance(order[:size])
		temperature := 1 - 1/(1+math.Exp(5-12*float64(t)/float64(rounds)))
		if d < now || random.Float64() < math.Exp(now-d)*temperature {
			now = d
			if d < bestLoss {
				best, bestLoss = slices.Clone(order[:size]), d
			}
			continue
		}
		order[i], order[j] = order[j], order[i]
	}
	slices.Sort(best)
	return best, bestLoss, nil
}

type backbone struct {
	options  Options
	kept     []*Statement
	rows     []string
	columns  []string
	spectrum Spectrum
	whole    []float64
}

func newBackbone(statements []Statement, o Options, by Spectrum) (*backbone, error) {
	o.Mode = OneMode
	o, _, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	s := selection(statements, o)
	b := &backbone{
		options:  o,
		kept:     s.kept,
		rows:     labels(s.kept, o.Rows),
		columns:  labels(s.kept, o.Columns),
		spectrum: by,
	}
	b.whole = b.eigenvalues(b.columns)
	return b, nil
}

func (b *backbone) of(columns []string) []*Statement {
	var out []*Statement
	for _, s := range b.kept {
		if slices.Contains(columns, s.Value(b.options.Columns)) {
			out = append(out, s)
		}
	}
	return out
}

func (b *backbone) distance(columns []string) float64 {
	sum := 0.0
	for i, v := range b.eigenvalues(columns) {
		sum += math.Abs(v - b.whole[i])
	}
	return sum
}

// eigenvalues are those of the network of some columns, ties below 0 left out,
// smallest first, scaled to a sum of 1.
func (b *backbone) eigenvalues(columns []string) []float64 {
	n := len(b.rows)
	f := newFrame(b.kept, b.options)
	values := f.oneMode(f.cells(b.of(columns), one))
	laplacian := mat.NewSymDense(max(n, 1), nil)
	degrees := make([]float64, n)
	for i := range n {
		for j := range n {
			if w := max(values[i][j], 0); i != j {
				degrees[i] += w
				if i < j {
					laplacian.SetSym(i, j, -w)
				}
			}
		}
		laplacian.SetSym(i, i, degrees[i])
	}
	out := degrees
	if b.spectrum == Laplacian && n > 0 {
		var e mat.EigenSym
		if e.Factorize(laplacian, false) {
			out = e.Values(nil)
		}
	}
	slices.Sort(out)
	sum := 0.0
	for _, v := range out {
		sum += v
	}
	for i := range out {
		if sum > 0 {
			out[i] /= sum
		}
	}
	return out
}
