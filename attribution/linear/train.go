package linear

import (
	"math"
	"math/rand/v2"
)

// Sequence is a training example of a tagger: features and label by item.
type Sequence struct {
	Items  [][]Feature
	Labels []uint8
}

// Settings of training.
type Settings struct {
	Labels int
	Bits   uint    // 2^Bits buckets
	Epochs int     // passes over the examples
	Rate   float64 // AdaGrad's step
	Drop   float64 // share of features left out at each look, at random
	// Cost is added to the score of every label but the right one where the right
	// one is not 0 (softmax margin, Gimpel & Smith, NAACL 2010): with it, missing
	// a label costs more than inventing one.
	Cost float64
	// Rare is the number of examples below which a feature is left out.
	Rare int
}

// descent is AdaGrad (Duchi, Hazan, Singer, JMLR 2011) over hashed weights. The
// weights that count are the mean over the ends of the later epochs.
type descent struct {
	Settings
	values, squares, mean []float32
	frequent              []uint8
	ends                  int
	random                *rand.Rand
	kept                  []Feature
}

func newDescent(s Settings) *descent {
	n := s.Labels << s.Bits
	return &descent{
		Settings: s, values: make([]float32, n), squares: make([]float32, n), mean: make([]float32, n),
		random: rand.New(rand.NewPCG(7, 11)),
	}
}

// count notes how often features occur, up to Rare.
func (d *descent) count(features []Feature) {
	if d.Rare < 2 {
		return
	}
	if d.frequent == nil {
		d.frequent = make([]uint8, 1<<24)
	}
	for _, f := range features {
		if d.frequent[f>>8] < 255 {
			d.frequent[f>>8]++
		}
	}
}

// keep leaves out rare features and some others at random.
func (d *descent) keep(features []Feature) []Feature {
	d.kept = d.kept[:0]
	for _, f := range features {
		if d.Rare > 1 && d.frequent[f>>8] < uint8(d.Rare) || d.Drop > 0 && d.random.Float64() < d.Drop {
			continue
		}
		d.kept = append(d.kept, f)
	}
	return d.kept
}

func (d *descent) score(features []Feature, into []float32) {
	mask := uint32(1)<<d.Bits - 1
	n := uint32(d.Labels)
	for _, f := range features {
		at := (f & mask) * n
		for k, v := range d.values[at : at+n] {
			into[k] += v
		}
	}
}

// step moves the weights of features against the gradient by label.
func (d *descent) step(features []Feature, gradient []float64) {
	mask := uint32(1)<<d.Bits - 1
	n := uint32(d.Labels)
	for _, f := range features {
		at := (f & mask) * n
		for k, g := range gradient {
			if g > -1e-4 && g < 1e-4 {
				continue
			}
			i := at + uint32(k)
			d.squares[i] += float32(g * g)
			d.values[i] -= float32(d.Rate * g / math.Sqrt(float64(d.squares[i])+1e-2))
		}
	}
}

func (d *descent) endEpoch(epoch int) {
	if 2*epoch < d.Epochs-1 {
		return
	}
	d.ends++
	for i, v := range d.values {
		d.mean[i] += v
	}
}

func (d *descent) result() Weights {
	for i := range d.mean {
		d.mean[i] /= float32(max(d.ends, 1))
	}
	return quantise(d.Labels, d.Bits, d.mean)
}

// TrainTagger fits a tagger; the result is the same for the same examples.
func TrainTagger(s Settings, examples []Sequence) *Tagger {
	d := newDescent(s)
	for _, e := range examples {
		for _, f := range e.Items {
			d.count(f)
		}
	}
	f := &field{
		descent: d,
		trans:   make([]float32, (s.Labels+1)*s.Labels),
		squares: make([]float64, (s.Labels+1)*s.Labels),
		mean:    make([]float32, (s.Labels+1)*s.Labels),
	}
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for epoch := range s.Epochs {
		d.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			f.look(examples[i])
		}
		d.endEpoch(epoch)
		if 2*epoch >= s.Epochs-1 {
			for i, v := range f.trans {
				f.mean[i] += v
			}
		}
	}
	for i := range f.mean {
		f.mean[i] /= float32(max(d.ends, 1))
	}
	return &Tagger{weights: d.result(), trans: f.mean}
}

// field trains a conditional random field.
type field struct {
	*descent
	trans    []float32
	squares  []float64
	mean     []float32
	unary    []float32
	exps     []float64
	forward  []float64
	backward []float64
	features [][]Feature
	buffer   []Feature
}

// look takes one step on one sequence.
func (f *field) look(e Sequence) {
	n := f.Labels
	f.unary = grow(f.unary, len(e.Items)*n)
	clear(f.unary)
	f.features, f.buffer = f.features[:0], f.buffer[:0]
	starts := make([]int, 0, len(e.Items)+1)
	for _, item := range e.Items {
		starts = append(starts, len(f.buffer))
		f.buffer = append(f.buffer, f.keep(item)...)
	}
	starts = append(starts, len(f.buffer))
	for i := range e.Items {
		f.score(f.buffer[starts[i]:starts[i+1]], f.unary[i*n:i*n+n])
		if f.Cost > 0 && e.Labels[i] != 0 {
			for k := range n {
				if k != int(e.Labels[i]) {
					f.unary[i*n+k] += float32(f.Cost)
				}
			}
		}
	}
	c := chain{n: n, trans: expAll(f.trans)}
	f.exps = grow(f.exps, len(f.unary))
	c.run(f.unary, f.exps, &f.forward, &f.backward)
	f.moveTransitions(c, e)
	for i := range e.Items {
		gradient := f.forward[i*n : i*n+n]
		gradient[e.Labels[i]]--
		f.step(f.buffer[starts[i]:starts[i+1]], gradient)
	}
}

// moveTransitions takes the step of the transitions: expected less seen counts.
// The pairs are taken as independent given their marginals on one side, which
// the scaled forward values of run give exactly.
func (f *field) moveTransitions(c chain, e Sequence) {
	n := f.Labels
	gradient := make([]float64, len(f.trans))
	alpha := f.backward // run leaves the forward values there
	marginal := f.forward
	pair := make([]float64, n*n)
	for i := range e.Items {
		if i == 0 {
			for k := range n {
				gradient[k] += marginal[k]
			}
			gradient[e.Labels[0]]--
			continue
		}
		// P(from, to) = P(to) · α(from)·t(from,to) / Σ α(from')·t(from',to).
		for to := range n {
			sum := 0.0
			for from := range n {
				pair[from*n+to] = alpha[(i-1)*n+from] * c.trans[(from+1)*n+to]
				sum += pair[from*n+to]
			}
			if sum == 0 {
				sum = 1
			}
			for from := range n {
				gradient[(from+1)*n+to] += pair[from*n+to] / sum * marginal[i*n+to]
			}
		}
		gradient[(int(e.Labels[i-1])+1)*n+int(e.Labels[i])]--
	}
	for i, g := range gradient {
		f.squares[i] += g * g
		if g != 0 {
			f.trans[i] -= float32(f.Rate * g / math.Sqrt(f.squares[i]+1))
		}
	}
}
