package speakers

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Question is one training example of a choice: candidates of which some are
// right.
type Question struct {
	class      string
	candidates []candidate
	right      []bool
	weight     float64
}

// Class names the weights that a question trains.
func (q Question) Class() string { return q.class }

// Rates of training, chosen by cross-validation over publishers.
const (
	epochs       = 25
	learningRate = 0.08
	shrinkage    = 0.008
	rare         = 3 // questions below which a feature is left out
)

// Accuracy is how many of the questions of a class the weights answer right.
func (r *Resolver) Accuracy(questions []Question, class string) (right, all int) {
	for _, q := range questions {
		if q.class != class {
			continue
		}
		best, top := 0, math.Inf(-1)
		for i, c := range q.candidates {
			if s := r.model.score(class, c.features); s > top {
				best, top = i, s
			}
		}
		all++
		if q.right[best] {
			right++
		}
	}
	return right, all
}

// Without leaves out the features that begin with one of some words.
func Without(questions []Question, class string, heads []string) []Question {
	out := make([]Question, len(questions))
	for i, q := range questions {
		out[i] = q
		if q.class != class {
			continue
		}
		out[i].candidates = slices.Clone(q.candidates)
		for k, c := range q.candidates {
			out[i].candidates[k].features = slices.DeleteFunc(slices.Clone(c.features), func(f string) bool {
				return slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(f, h) })
			})
		}
	}
	return out
}

// fitted are the weights while they are learned, features as numbers.
type fitted struct {
	number  map[string]int32
	names   []string
	weights []float64
	priors  []float64
}

// asked is a question with its features as numbers.
type asked struct {
	features [][]int32
	right    []bool
	weight   float64
	scores   []float64
}

// fit learns weights by stochastic gradient on a softmax over the candidates of
// each question, where several right candidates share the probability. The
// weights shrink towards their priors.
func fit(questions []Question) model {
	f := &fitted{number: map[string]int32{}}
	counts := map[string]int{}
	for _, q := range questions {
		seen := map[string]bool{}
		for _, c := range q.candidates {
			for _, name := range c.features {
				if !seen[name] {
					seen[name] = true
					counts[q.class+"|"+name]++
				}
			}
		}
	}
	all := make([]asked, len(questions))
	for i, q := range questions {
		a := asked{right: q.right, weight: q.weight, scores: make([]float64, len(q.candidates))}
		for _, c := range q.candidates {
			var numbers []int32
			for _, name := range c.features {
				key := q.class + "|" + name
				if _, prior := priors[key]; prior || counts[key] >= rare {
					numbers = append(numbers, f.of(key))
				}
			}
			a.features = append(a.features, numbers)
		}
		all[i] = a
	}
	mean := make([]float64, len(f.names)) // of the later epochs: it hangs on the order less
	random := rand.New(rand.NewPCG(1, 2))
	for epoch := range epochs {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		rate := learningRate / (1 + 0.1*float64(epoch))
		for i := range all {
			f.learn(&all[i], rate)
		}
		if epoch >= epochs/2 {
			for i, w := range f.weights {
				mean[i] += w / float64(epochs-epochs/2)
			}
		}
	}
	m := model{}
	for name, v := range priors {
		m[name] = v
	}
	for i, name := range f.names {
		m[name] = mean[i]
	}
	return m
}

func (f *fitted) of(name string) int32 {
	n, ok := f.number[name]
	if !ok {
		n = int32(len(f.names))
		f.number[strings.Clone(name)] = n
		f.names, f.weights, f.priors = append(
			f.names,
			name,
		), append(
			f.weights,
			priors[name],
		), append(
			f.priors,
			priors[name],
		)
	}
	return n
}

// learn moves the weights along the gradient of the log of the summed
// probability of the right candidates.
func (f *fitted) learn(a *asked, rate float64) {
	top := math.Inf(-1)
	for i, features := range a.features {
		sum := 0.0
		for _, n := range features {
			sum += f.weights[n]
		}
		a.scores[i] = sum
		top = max(top, sum)
	}
	var all, good float64
	for i := range a.scores {
		a.scores[i] = math.Exp(a.scores[i] - top)
		all += a.scores[i]
		if a.right[i] {
			good += a.scores[i]
		}
	}
	for i, e := range a.scores {
		step := -e / all
		if a.right[i] {
			step += e / max(good, 1e-12)
		}
		for _, n := range a.features[i] {
			f.weights[n] += rate * a.weight * (step - shrinkage*(f.weights[n]-f.priors[n]))
		}
	}
}
