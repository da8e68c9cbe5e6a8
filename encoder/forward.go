package encoder

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/viterin/vek/vek32"
	"golang.org/x/sync/errgroup"
)

// batchTokens is how many tokens go through the layers together: enough for the
// matrix product to be fast, few enough to stay in the cache.
const batchTokens = 256

// Vectors returns a vector for each text: the mean of its tokens after the
// middle layer and after the last one, each of length one, one after the other.
// A text without any word has the vector of an empty text. It stops with the
// context's error.
func (e *Encoder) Vectors(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	cut := make([][]int32, len(texts))
	order := make([]int, len(texts))
	for i, text := range texts {
		cut[i], order[i] = e.pieces.cut(text, limit), i
	}
	// Texts of like length together, so that the batches are even.
	slices.SortStableFunc(order, func(a, b int) int { return len(cut[a]) - len(cut[b]) })
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for start := 0; start < len(order); {
		end, tokens := start, 0
		for end < len(order) && (end == start || tokens+len(cut[order[end]]) <= batchTokens) {
			tokens += len(cut[order[end]])
			end++
		}
		batch := order[start:end]
		start = end
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			e.forward(batch, cut, out)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}

// forward reads the texts of a batch; each token attends to its own text only.
func (e *Encoder) forward(batch []int, cut [][]int32, out [][]float32) {
	var starts []int
	tokens := 0
	for _, i := range batch {
		starts = append(starts, tokens)
		tokens += len(cut[i])
		out[i] = make([]float32, Dimensions)
	}
	starts = append(starts, tokens)
	x := make([]float32, tokens*width)
	for b, i := range batch {
		for place, id := range cut[i] {
			row := x[(starts[b]+place)*width:][:width]
			e.words.row(row, id)
			vek32.Add_Inplace(row, e.positions.values[place*width:][:width])
			vek32.Add_Inplace(row, e.segment)
		}
	}
	e.entry.apply(x)
	s := newScratch(tokens)
	for l := range e.layers {
		e.layers[l].apply(x, starts, s)
		switch l + 1 {
		case middle:
			pool(x, starts, batch, out, 0)
		case depth:
			pool(x, starts, batch, out, width)
		}
	}
}

// pool writes the mean of each text's tokens, at length one, from a place on.
func pool(x []float32, starts, batch []int, out [][]float32, from int) {
	for b, i := range batch {
		mean := out[i][from:][:width]
		for t := starts[b]; t < starts[b+1]; t++ {
			vek32.Add_Inplace(mean, x[t*width:][:width])
		}
		if length := vek32.Norm(mean); length > 0 {
			vek32.DivNumber_Inplace(mean, length)
		}
	}
}

type scratch struct{ query, key, value, mixed, projected, wide []float32 }

func newScratch(tokens int) *scratch {
	narrow := func() []float32 { return make([]float32, tokens*width) }
	return &scratch{narrow(), narrow(), narrow(), narrow(), narrow(), make([]float32, tokens*inner)}
}

func (l *layer) apply(x []float32, starts []int, s *scratch) {
	l.query.apply(s.query, x)
	l.key.apply(s.key, x)
	l.value.apply(s.value, x)
	clear(s.mixed)
	for b := range len(starts) - 1 {
		attend(s, starts[b], starts[b+1])
	}
	l.output.apply(s.projected, s.mixed)
	vek32.Add_Inplace(x, s.projected)
	l.afterAttention.apply(x)
	l.widen.apply(s.wide, x)
	for i, v := range s.wide {
		s.wide[i] = gelu(v)
	}
	l.narrow.apply(s.projected, s.wide)
	vek32.Add_Inplace(x, s.projected)
	l.afterWiden.apply(x)
}

func (l linear) apply(dst, x []float32) {
	vek32.MatMul_Into(dst, x, l.weights.values, l.weights.rows)
	for start := 0; start < len(dst); start += l.weights.columns {
		vek32.Add_Inplace(dst[start:][:l.weights.columns], l.bias)
	}
}

// attend mixes the values of one text's tokens by how well queries fit keys,
// head by head.
func attend(s *scratch, from, to int) {
	const size = width / heads
	scale := float32(1 / math.Sqrt(size))
	weights := make([]float32, to-from)
	for t := from; t < to; t++ {
		for h := range heads {
			query := s.query[t*width+h*size:][:size]
			for u := from; u < to; u++ {
				weights[u-from] = vek32.Dot(query, s.key[u*width+h*size:][:size]) * scale
			}
			softmax(weights)
			mixed := s.mixed[t*width+h*size:][:size]
			for u := from; u < to; u++ {
				w := weights[u-from]
				for k, v := range s.value[u*width+h*size:][:size] {
					mixed[k] += w * v
				}
			}
		}
	}
}

func softmax(x []float32) {
	most := slices.Max(x)
	var sum float32
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - most)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// gelu is the Gaussian error linear unit (Hendrycks and Gimpel 2016), x·Φ(x),
// with Φ looked up: the error function took a fifth of the time. Between the
// steps of the table it is joined by straight lines, wrong by less than 1e-6.
func gelu(x float32) float32 {
	if x <= -gaussReach {
		return 0
	}
	if x >= gaussReach {
		return x
	}
	at := (x + gaussReach) * gaussSteps
	i := int(at)
	return x * (gauss[i] + (at-float32(i))*(gauss[i+1]-gauss[i]))
}

const (
	gaussReach = 6
	gaussSteps = 512 // a unit
)

var gauss = func() (table [2*gaussReach*gaussSteps + 2]float32) {
	for i := range table {
		table[i] = float32(0.5 * (1 + math.Erf((float64(i)/gaussSteps-gaussReach)/math.Sqrt2)))
	}
	return table
}()

// apply brings each token to mean 0 and variance 1, then scales and shifts
// (layer normalisation, Ba et al. 2016).
func (n norms) apply(x []float32) {
	for start := 0; start < len(x); start += width {
		row := x[start:][:width]
		mean := vek32.Sum(row) / width
		vek32.SubNumber_Inplace(row, mean)
		deviation := float32(math.Sqrt(float64(vek32.Dot(row, row)/width) + 1e-12))
		vek32.DivNumber_Inplace(row, deviation)
		vek32.Mul_Inplace(row, n.gain)
		vek32.Add_Inplace(row, n.bias)
	}
}
