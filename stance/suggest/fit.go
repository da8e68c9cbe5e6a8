package suggest

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// regression is a softmax regression with Gaussian priors on its coefficients:
// those of the vector around zero, those of the two scores around what is known
// beforehand.
type regression struct {
	classes int
	width   int
	x       [][]float64
	slopes  [][]float64 // for each class the sign with which each score counts
	scores  [][]float64 // of each row
	label   []int
	weight  []float64

	ridge      float64   // precision of the vector's coefficients
	biasRidge  float64   // of the classes' biases
	expected   []float64 // of each score's coefficient
	confidence []float64 // its precision
}

// solution holds the coefficients: for each class the vector's, then the
// classes' biases, then those of the scores.
type solution struct {
	r *regression
	p []float64
}

func (r *regression) size() int { return r.classes*r.width + r.classes + len(r.expected) }

// fit finds the most probable coefficients by L-BFGS. The loss is convex, so
// the same data have the same answer.
func (r *regression) fit() solution {
	start := make([]float64, r.size())
	copy(start[len(start)-len(r.expected):], r.expected)
	if len(r.x) == 0 {
		return solution{r, start}
	}
	problem := optimize.Problem{
		Func: func(p []float64) float64 { return r.loss(p, nil) },
		Grad: func(grad, p []float64) { r.loss(p, grad) },
	}
	settings := &optimize.Settings{MajorIterations: 80, GradientThreshold: 1e-4}
	found, err := optimize.Minimize(problem, start, settings, &optimize.LBFGS{})
	if found == nil || (err != nil && found.X == nil) {
		return solution{r, start}
	}
	return solution{r, found.X}
}

// logits writes the scores of the classes for a row.
func (r *regression) logits(dst, p, x, scores []float64) {
	biases, slopes := p[r.classes*r.width:], p[r.classes*(r.width+1):]
	for c := range r.classes {
		dst[c] = biases[c] + floats.Dot(p[c*r.width:(c+1)*r.width], x)
		for s, v := range scores {
			dst[c] += slopes[s] * v * r.slopes[c][s]
		}
	}
}

// loss returns the negative log posterior and, where wanted, its gradient.
func (r *regression) loss(p, grad []float64) float64 {
	biasAt, slopeAt := r.classes*r.width, r.classes*(r.width+1)
	sum := 0.0
	for i := range grad {
		switch {
		case i < biasAt:
			grad[i] = r.ridge * p[i]
		case i < slopeAt:
			grad[i] = r.biasRidge * p[i]
		default:
			grad[i] = r.confidence[i-slopeAt] * (p[i] - r.expected[i-slopeAt])
		}
	}
	sum += r.ridge / 2 * floats.Dot(p[:biasAt], p[:biasAt])
	sum += r.biasRidge / 2 * floats.Dot(p[biasAt:slopeAt], p[biasAt:slopeAt])
	for s, expected := range r.expected {
		d := p[slopeAt+s] - expected
		sum += r.confidence[s] / 2 * d * d
	}
	logits := make([]float64, r.classes)
	for i, x := range r.x {
		r.logits(logits, p, x, r.scores[i])
		whole := floats.LogSumExp(logits)
		sum -= r.weight[i] * (logits[r.label[i]] - whole)
		if grad == nil {
			continue
		}
		for c := range r.classes {
			g := math.Exp(logits[c] - whole)
			if c == r.label[i] {
				g--
			}
			g *= r.weight[i]
			floats.AddScaled(grad[c*r.width:(c+1)*r.width], g, x)
			grad[biasAt+c] += g
			for s, v := range r.scores[i] {
				grad[slopeAt+s] += g * v * r.slopes[c][s]
			}
		}
	}
	return sum
}

// logProbabilities of the classes for a row.
func (s solution) logProbabilities(x, scores []float64) []float64 {
	out := make([]float64, s.r.classes)
	s.r.logits(out, s.p, x, scores)
	floats.AddConst(-floats.LogSumExp(out), out)
	return out
}

// draw shifts the classes' log-probabilities so that their mean shares among
// all rows come as far toward the wanted ones as strength says (1: all the
// way).
func draw(rows [][]float64, wanted []float64, strength float64) {
	shift := make([]float64, len(wanted))
	shifted := make([]float64, len(wanted))
	shares := make([]float64, len(wanted))
	for range 30 {
		clear(shares)
		for _, row := range rows {
			floats.AddTo(shifted, row, shift)
			whole := floats.LogSumExp(shifted)
			for c, v := range shifted {
				shares[c] += math.Exp(v-whole) / float64(len(rows))
			}
		}
		for c := range shift {
			shift[c] += math.Log(wanted[c]) - math.Log(shares[c]+1e-9)
		}
	}
	floats.Scale(strength, shift)
	for _, row := range rows {
		floats.Add(row, shift)
	}
}
