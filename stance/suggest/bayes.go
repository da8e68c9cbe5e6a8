package suggest

import (
	"math"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// stem is the stem of an English word (Porter 2, Snowball).
func stem(word string) string {
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// stems are the different stems of a text.
func stems(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range tokens(text) {
		out[stem(word)] = true
	}
	return out
}

// bayes is naive Bayes over the presence of word stems (Bernoulli, of the
// words that are there), with half a count added.
type bayes struct {
	count []map[string]float64
	size  []float64
}

func newBayes(classes int) *bayes {
	b := &bayes{count: make([]map[string]float64, classes), size: make([]float64, classes)}
	for c := range b.count {
		b.count[c] = map[string]float64{}
	}
	return b
}

func (b *bayes) learn(text map[string]bool, class int) {
	b.size[class]++
	for word := range text {
		b.count[class][word]++
	}
}

// logLikelihoods of a text under each class; words that no class has seen do
// not count.
func (b *bayes) logLikelihoods(text map[string]bool) []float64 {
	out := make([]float64, len(b.size))
	for _, word := range sorted(text) {
		seen := false
		for c := range b.count {
			seen = seen || b.count[c][word] > 0
		}
		if !seen {
			continue
		}
		for c := range out {
			out[c] += math.Log((b.count[c][word] + .5) / (b.size[c] + 1))
		}
	}
	return out
}
