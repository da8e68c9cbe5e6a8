package linear

import (
	"io"
	"math"
)

// Chooser picks one of several candidates, each with its features: a log-linear
// model (softmax over the candidates). With two candidates of which one has no
// features it is a logistic regression.
type Chooser struct{ weights Weights }

// Write stores the chooser; ReadChooser loads it.
func (c *Chooser) Write(w io.Writer) error { return c.weights.write(w, nil) }

// ReadChooser loads a stored chooser.
func ReadChooser(r io.Reader) (*Chooser, error) {
	c := &Chooser{}
	_, err := c.weights.read(r)
	return c, err
}

// Score is the score of one candidate; the greatest wins.
func (c *Chooser) Score(features []Feature) float64 {
	var sum [1]int32
	c.weights.add(features, sum[:])
	return float64(sum[0]) * float64(c.weights.Scale)
}

// Probability is the logistic function of the score: how likely a candidate
// stands against nothing.
func (c *Chooser) Probability(features []Feature) float64 {
	return 1 / (1 + math.Exp(-c.Score(features)))
}

// Choice is a training example of a chooser.
type Choice struct {
	Candidates [][]Feature
	Right      int
	Weight     float64 // 0 counts as 1
}

// TrainChooser fits a chooser; the result is the same for the same examples.
func TrainChooser(s Settings, examples []Choice) *Chooser {
	s.Labels = 1
	d := newDescent(s)
	for _, e := range examples {
		for _, f := range e.Candidates {
			d.count(f)
		}
	}
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for epoch := range s.Epochs {
		d.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			d.choose(examples[i])
		}
		d.endEpoch(epoch)
	}
	return &Chooser{weights: d.result()}
}

// choose takes one step on one choice.
func (d *descent) choose(e Choice) {
	kept := make([][]Feature, len(e.Candidates))
	scores := make([]float64, len(e.Candidates))
	top := math.Inf(-1)
	for i, c := range e.Candidates {
		kept[i] = append([]Feature(nil), d.keep(c)...)
		var sum [1]float32
		d.score(kept[i], sum[:])
		scores[i] = float64(sum[0])
		if i != e.Right {
			scores[i] += d.Cost
		}
		top = max(top, scores[i])
	}
	total := 0.0
	for i := range scores {
		scores[i] = math.Exp(scores[i] - top)
		total += scores[i]
	}
	weight := e.Weight
	if weight == 0 {
		weight = 1
	}
	for i := range scores {
		g := scores[i] / total
		if i == e.Right {
			g--
		}
		d.step(kept[i], []float64{g * weight})
	}
}
