package suggest

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"quoth/corpus"
)

// Example is a target with judged quotes to learn the prior from.
type Example struct {
	Target string
	Vector []float32 // of the target
	Quotes []Quote
}

// Targets weigh alike, up to so many quotes each.
const exampleWeight = 200

// priorRidge is the precision of the prior's weights.
const priorRidge = 3

// TrainPrior learns from examples which features speak for a proposition and
// which against, by logistic regression over the quotes of all targets that
// support or oppose. Vectors are centred target by target and turned around
// where a proposition asks for less of what it names.
func TrainPrior(words Words, examples []Example) *Prior {
	var width int
	for _, e := range examples {
		width = len(e.Quotes[0].Vector)
	}
	p := &Prior{Center: make([]float64, width), Weights: make([]float64, width+cueCount), Scale: 1}
	count := 0.0
	for _, e := range examples {
		for _, q := range e.Quotes {
			for k, v := range q.Vector {
				p.Center[k] += float64(v)
			}
			count++
		}
	}
	floats.Scale(1/count, p.Center)
	binary := &logistic{ridge: priorRidge}
	for _, e := range examples {
		m := &matter{quotes: e.Quotes}
		m.center(p.Center)
		sign := words.proposition(e.Target)
		sided := 0
		for _, q := range e.Quotes {
			if q.Stance == corpus.Support || q.Stance == corpus.Oppose {
				sided++
			}
		}
		for i, q := range e.Quotes {
			if q.Stance != corpus.Support && q.Stance != corpus.Oppose {
				continue
			}
			cues, _ := words.cues(q.Text, sign)
			x := slices.Clone(m.x[i])
			floats.Scale(sign.sign, x)
			binary.add(append(x, cues[:]...), q.Stance == corpus.Support, min(1, exampleWeight/float64(sided)))
		}
	}
	p.Weights, p.Bias = binary.fit()
	var scores []float64
	for i := range binary.r.x {
		scores = append(scores, p.Bias+floats.Dot(p.Weights, binary.r.x[i]))
	}
	mean := floats.Sum(scores) / float64(len(scores))
	floats.AddConst(-mean, scores)
	p.Scale = floats.Norm(scores, 2) / math.Sqrt(float64(len(scores)))
	p.trainAside(words, examples)
	return p
}

const (
	asideRidge  = 2.5
	asideWeight = 100 // of a target's quotes at most
)

// trainAside learns what marks quotes beside the point from targets that have some.
// Within a target both sorts weigh alike.
func (p *Prior) trainAside(words Words, examples []Example) {
	binary := &logistic{ridge: asideRidge}
	for _, e := range examples {
		beside := 0.0
		for _, q := range e.Quotes {
			if q.Stance == corpus.Neutral {
				beside++
			}
		}
		n := float64(len(e.Quotes))
		if beside == 0 || beside == n {
			continue
		}
		m := &matter{quotes: e.Quotes}
		m.center(p.Center)
		sign := words.proposition(e.Target)
		traits := make([][traitCount]float64, len(e.Quotes))
		for i, q := range e.Quotes {
			_, strength := words.cues(q.Text, sign)
			traits[i] = words.traits(q.Text, strength)
			traits[i][traitCloseness] = cosine(q.Vector, e.Vector)
		}
		every := make([]int, len(traits))
		for i := range every {
			every[i] = i
		}
		compare(traits, [][]int{every})
		for i, q := range e.Quotes {
			weight := .5 * n / (n - beside)
			if q.Stance == corpus.Neutral {
				weight = .5 * n / beside
			}
			binary.add(
				append(slices.Clone(m.x[i]), traits[i][:]...),
				q.Stance == corpus.Neutral,
				weight*min(1, asideWeight/n),
			)
		}
	}
	if len(binary.r.x) > 0 {
		p.Aside, _ = binary.fit()
	}
}

// logistic is a regression of two classes, as a softmax over the class and
// nothing.
type logistic struct {
	ridge float64
	r     regression
}

func (l *logistic) add(x []float64, yes bool, weight float64) {
	label := 1
	if yes {
		label = 0
	}
	l.r.x = append(l.r.x, x)
	l.r.scores = append(l.r.scores, nil)
	l.r.label = append(l.r.label, label)
	l.r.weight = append(l.r.weight, weight)
}

func (l *logistic) fit() (weights []float64, bias float64) {
	l.r.classes, l.r.width, l.r.ridge, l.r.biasRidge = 2, len(l.r.x[0]), 2*l.ridge, .01
	p := l.r.fit().p
	weights = slices.Clone(p[:l.r.width])
	floats.Sub(weights, p[l.r.width:2*l.r.width])
	return weights, p[2*l.r.width] - p[2*l.r.width+1]
}
