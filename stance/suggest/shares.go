package suggest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"quoth/corpus"
)

// Share is the estimated share of a stance among quotes that nobody has judged.
type Share struct {
	Stance    corpus.Stance
	Suggested float64 // as the suggestions have it, 0 to 1
	Corrected float64 // with the errors that the learner makes on judged quotes taken out
	Low, High float64 // 95 % bootstrap interval of Corrected
}

// ErrTooFew is returned where there are too few judged quotes to learn errors from.
var ErrTooFew = errors.New("too few judged quotes")

const (
	shareFolds = 5
	// FewForShares is how many judged quotes the errors must be learned from.
	FewForShares  = 20
	shareSamples  = 400
	shareSteps    = 200
	shareSmallest = 1e-6
	// shareBelief is how much the suggestions are believed as they are, beside
	// what their errors explain: without it few judged quotes swing the shares.
	shareBelief = 0.3
)

// Shares estimates how the stances are shared among the quotes without one. Suggestions
// err, and not the same way for each stance: what they do on judged quotes,
// each judged by a learner that was not shown it (five folds), gives the table
// of their errors, and the shares that best explain the suggestions through it
// are the estimate (maximum likelihood by EM; Saerens, Latinne and Decaestecker
// 2002, with counted errors in place of probabilities; Grimmer and Stewart 2013,
// section 5.2). The interval draws judged and open quotes again. It holds where
// the judged quotes are a fair sample of all. Error: ErrTooFew with
// fewer than FewForShares judged quotes.
func (l *Learner) Shares(ctx context.Context, target string, targetVector []float32, quotes []Quote) ([]Share, error) {
	var judged []int
	for i, q := range quotes {
		if q.Stance != "" {
			judged = append(judged, i)
		}
	}
	if len(judged) < FewForShares {
		return nil, fmt.Errorf("shares of suggestions need %d judged quotes, not %d: %w", FewForShares, len(judged), ErrTooFew)
	}
	suggested, err := l.Suggest(ctx, target, targetVector, quotes)
	if err != nil || len(suggested) == 0 {
		return nil, err
	}
	pairs, err := l.heldBack(ctx, target, targetVector, quotes, judged)
	if err != nil {
		return nil, err
	}
	open := make([]int, len(suggested))
	for i, s := range suggested {
		open[i] = slices.Index(classes, s.Stance)
	}
	given := counted(open)
	best := explain(pairs, given)
	random := rand.New(rand.NewPCG(1, uint64(len(quotes))))
	samples := make([][]float64, len(classes))
	for range shareSamples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		drawn := explain(again(random, pairs), counted(again(random, open)))
		for c, share := range drawn {
			samples[c] = append(samples[c], share)
		}
	}
	out := make([]Share, len(classes))
	for c, stance := range classes {
		slices.Sort(samples[c])
		out[c] = Share{Stance: stance, Suggested: given[c], Corrected: best[c],
			Low: samples[c][shareSamples*25/1000], High: samples[c][shareSamples*975/1000-1]}
	}
	return out, nil
}

// pair is a judged quote: what a person said and what a learner that was not
// shown it suggests, as places among the classes.
type pair struct{ judged, suggested int }

func (l *Learner) heldBack(ctx context.Context, target string, targetVector []float32, quotes []Quote, judged []int) ([]pair, error) {
	var pairs []pair
	for fold := range shareFolds {
		without := slices.Clone(quotes)
		held := map[int]int{}
		for k, i := range judged {
			if k%shareFolds != fold {
				continue
			}
			held[i] = max(0, slices.Index(classes, quotes[i].Stance))
			if quotes[i].Stance == corpus.MixedStance {
				held[i] = slices.Index(classes, corpus.Neutral)
			}
			without[i].Stance = ""
		}
		answers, err := l.Suggest(ctx, target, targetVector, without)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			if truth, ok := held[a.Quote]; ok {
				pairs = append(pairs, pair{truth, slices.Index(classes, a.Stance)})
			}
		}
	}
	return pairs, nil
}

// explain returns the shares of the classes that make the shares of suggestions
// most likely, given what is suggested for quotes of each class.
func explain(pairs []pair, given []float64) []float64 {
	n := len(classes)
	table := make([][]float64, n)
	for c := range table {
		table[c] = make([]float64, n)
	}
	seen := make([]bool, n)
	for _, p := range pairs {
		table[p.judged][p.suggested]++
		seen[p.judged] = true
	}
	shares := make([]float64, n)
	for c := range table {
		for s := range table[c] {
			table[c][s] += 1 / float64(n) // no suggestion is impossible
		}
		floats.Scale(1/floats.Sum(table[c]), table[c])
		if seen[c] {
			shares[c] = 1
		}
	}
	floats.Scale(1/floats.Sum(shares), shares)
	for range shareSteps {
		next := make([]float64, n)
		for s, share := range given {
			whole := shareSmallest
			for c := range shares {
				whole += shares[c] * table[c][s]
			}
			for c := range shares {
				next[c] += share * shares[c] * table[c][s] / whole
			}
		}
		for c := range next {
			if seen[c] {
				next[c] += shareBelief * given[c]
			}
		}
		floats.Scale(1/floats.Sum(next), next)
		shares = next
	}
	return shares
}

// counted are the shares of each class among answers.
func counted(answers []int) []float64 {
	out := make([]float64, len(classes))
	for _, c := range answers {
		out[c] += 1 / float64(len(answers))
	}
	return out
}

// again draws as many as there are, with replacement.
func again[T any](random *rand.Rand, from []T) []T {
	out := make([]T, len(from))
	for i := range out {
		out[i] = from[random.IntN(len(from))]
	}
	return out
}
