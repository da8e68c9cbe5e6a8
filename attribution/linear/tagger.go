package linear

import (
	"fmt"
	"io"
	"math"
)

// Tagger labels the items of a sequence: a linear-chain conditional random field
// (Lafferty, McCallum, Pereira, ICML 2001) whose transitions do not look at the
// items. Labels are numbered from 0.
type Tagger struct {
	weights Weights
	// trans[(from+1)*labels+to]; row 0 is the start of a sequence.
	trans []float32
}

// Labels is how many labels there are.
func (t *Tagger) Labels() int { return t.weights.Labels }

// Write stores the tagger; ReadTagger loads it.
func (t *Tagger) Write(w io.Writer) error { return t.weights.write(w, t.trans) }

// ReadTagger loads a stored tagger.
func ReadTagger(r io.Reader) (*Tagger, error) {
	t := &Tagger{}
	var err error
	if t.trans, err = t.weights.read(r); err != nil {
		return nil, err
	}
	if n := t.weights.Labels; len(t.trans) != (n+1)*n {
		return nil, fmt.Errorf("the model has %d transitions for %d labels", len(t.trans), n)
	}
	return t, nil
}

// Lattice is the scores of one sequence by item and label, reused between
// sequences. It belongs to one goroutine.
type Lattice struct {
	tagger   *Tagger
	items    int
	unary    []float32 // items × labels
	sums     []int32
	best     []float32
	from     []uint8
	forward  []float64
	backward []float64
	exps     []float64
}

// NewLattice gives an empty lattice for a tagger.
func (t *Tagger) NewLattice() *Lattice {
	return &Lattice{tagger: t, sums: make([]int32, t.weights.Labels)}
}

// Reset begins a sequence.
func (l *Lattice) Reset() { l.items, l.unary = 0, l.unary[:0] }

// Add appends an item with its features.
func (l *Lattice) Add(features []Feature) {
	clear(l.sums)
	l.tagger.weights.add(features, l.sums)
	for _, s := range l.sums {
		l.unary = append(l.unary, float32(s)*l.tagger.weights.Scale)
	}
	l.items++
}

// Bias adds to the score of a label of every item: a positive bias finds more of
// it and errs more.
func (l *Lattice) Bias(label int, by float32) {
	for i := label; i < len(l.unary); i += l.tagger.weights.Labels {
		l.unary[i] += by
	}
}

// Best is the most probable sequence of labels (Viterbi). It is valid until the
// next call.
func (l *Lattice) Best() []uint8 {
	n := l.tagger.weights.Labels
	l.best, l.from = grow(l.best, l.items*n), grow(l.from, l.items*n)
	for i := range l.items {
		for to := range n {
			best, at := float32(math.Inf(-1)), 0
			if i == 0 {
				best = l.tagger.trans[to]
			} else {
				for from := range n {
					if s := l.best[(i-1)*n+from] + l.tagger.trans[(from+1)*n+to]; s > best {
						best, at = s, from
					}
				}
			}
			l.best[i*n+to], l.from[i*n+to] = best+l.unary[i*n+to], uint8(at)
		}
	}
	out := make([]uint8, l.items)
	if l.items == 0 {
		return out
	}
	last := 0
	for to := range n {
		if l.best[(l.items-1)*n+to] > l.best[(l.items-1)*n+last] {
			last = to
		}
	}
	for i := l.items - 1; i >= 0; i-- {
		out[i] = uint8(last)
		last = int(l.from[i*n+last])
	}
	return out
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// Marginals gives the probability of each label of each item, items × labels,
// valid until the next call.
func (l *Lattice) Marginals() []float64 {
	n := l.tagger.weights.Labels
	c := chain{n: n, trans: expAll(l.tagger.trans)}
	l.exps = grow(l.exps, l.items*n)
	c.run(l.unary, l.exps, &l.forward, &l.backward)
	return l.forward
}

// chain is the forward-backward algorithm with every item's scores scaled, so
// that no logarithms of sums are needed.
type chain struct {
	n     int
	trans []float64 // exponentials
}

func expAll(v []float32) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Exp(float64(x))
	}
	return out
}

// run fills forward with the marginal probabilities; exps must have the length
// of unary and holds the exponentials of the scores afterwards.
func (c chain) run(unary []float32, exps []float64, forward, backward *[]float64) {
	n := c.n
	items := len(unary) / n
	*forward, *backward = grow(*forward, len(unary)), grow(*backward, len(unary))
	alpha, beta := *forward, *backward
	for i := range items {
		top := unary[i*n]
		for _, u := range unary[i*n : i*n+n] {
			top = max(top, u)
		}
		for k := range n {
			exps[i*n+k] = math.Exp(float64(unary[i*n+k] - top))
		}
		sum := 0.0
		for to := range n {
			s := c.trans[to]
			if i > 0 {
				s = 0
				for from := range n {
					s += alpha[(i-1)*n+from] * c.trans[(from+1)*n+to]
				}
			}
			alpha[i*n+to] = s * exps[i*n+to]
			sum += alpha[i*n+to]
		}
		scale(alpha[i*n:i*n+n], sum)
	}
	for i := items - 1; i >= 0; i-- {
		sum := 0.0
		for from := range n {
			s := 1.0
			if i < items-1 {
				s = 0
				for to := range n {
					s += c.trans[(from+1)*n+to] * exps[(i+1)*n+to] * beta[(i+1)*n+to]
				}
			}
			beta[i*n+from] = s
			sum += s
		}
		scale(beta[i*n:i*n+n], sum)
	}
	for i := range items {
		sum := 0.0
		for k := range n {
			beta[i*n+k] *= alpha[i*n+k]
			sum += beta[i*n+k]
		}
		scale(beta[i*n:i*n+n], sum)
	}
	*forward, *backward = beta, alpha
}

func scale(v []float64, sum float64) {
	if sum <= 0 {
		sum = 1
	}
	for i := range v {
		v[i] /= sum
	}
}
