package suggest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"quoth/corpus"
)

// Share is the estimated share of a stance among quotes that nobody has judged.
type Share struct {
	Stance    corpus.Stance
	Suggested float64 // as the suggestions have it, 0 to 1
	Corrected float64 // with the errors that the learner makes on judged quotes taken out
	Low, High float64 // 95 % interval of Corrected
}

// Estimate is what suggestions say of the stances of a set of quotes, their
// errors taken out.
type Estimate struct {
	Shares    []Share // in the order support, oppose, neutral
	Net       float64 // share of support less that of opposition, corrected
	Low, High float64 // 95 % interval of Net; Low < High always
}

// Errors is how suggestions err: what a learner suggests of judged quotes that it
// was not shown.
type Errors struct{ pairs []pair }

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
	// shareUnseen is how many more quotes of each stance a set is drawn from: of few
	// quotes that all say the same, others may say something else.
	shareUnseen = 0.5
	// unseenErrors is how many more judged quotes each draw of the interval has.
	unseenErrors = 2
)

// Errors has each judged quote of a target judged by a learner that was not shown
// it (five folds). Error: ErrTooFew with fewer than FewForShares judged quotes.
func (l *Learner) Errors(ctx context.Context, target string, targetVector []float32, quotes []Quote) (Errors, error) {
	var judged []int
	for i, q := range quotes {
		if q.Stance != "" {
			judged = append(judged, i)
		}
	}
	if len(judged) < FewForShares {
		return Errors{}, fmt.Errorf(
			"shares of suggestions need %d judged quotes, not %d: %w",
			FewForShares,
			len(judged),
			ErrTooFew,
		)
	}
	pairs, err := l.heldBack(ctx, target, targetVector, quotes, judged)
	return Errors{pairs}, err
}

// Quotes is how many judged quotes the errors were learned from.
func (e Errors) Quotes() int { return len(e.pairs) }

// Right is the share of them for which the right stance was suggested.
func (e Errors) Right() float64 {
	right := 0.0
	for _, p := range e.pairs {
		if p.judged == p.suggested {
			right++
		}
	}
	return right / float64(len(e.pairs))
}

// Estimate estimates how the stances are shared among quotes for which these were
// suggested. Suggestions err, and not the same way for each stance: the shares that
// best explain the suggestions through the table of their errors are the estimate
// (maximum likelihood by EM; Saerens, Latinne and Decaestecker 2002, with counted
// errors in place of probabilities; Grimmer and Stewart 2013, section 5.2). The
// interval draws the judged quotes again, with a few more that nobody has seen, and
// the suggested shares from their posterior, as if there were as many independent
// quotes as articles, since those of one article are alike. It holds where the judged
// quotes are a fair sample of all. ok is false without suggestions or errors.
func (e Errors) Estimate(suggested []corpus.Stance, articles int) (out Estimate, ok bool) {
	if len(suggested) == 0 || len(e.pairs) == 0 {
		return out, false
	}
	open := make([]int, len(suggested))
	for i, s := range suggested {
		open[i] = slices.Index(classes, s)
	}
	given := counted(open)
	best := explain(e.pairs, given)
	seen := seenIn(e.pairs)
	random := rand.New(rand.NewPCG(1, uint64(len(suggested))))
	samples := make([][]float64, len(classes))
	nets := make([]float64, 0, shareSamples)
	for range shareSamples {
		drawn := explain(
			append(again(random, e.pairs), unseen(random, seen)...),
			posterior(random, given, seen, float64(min(articles, len(suggested)))),
		)
		for c, share := range drawn {
			samples[c] = append(samples[c], share)
		}
		nets = append(nets, drawn[0]-drawn[1])
	}
	for c, stance := range classes {
		share := Share{Stance: stance, Suggested: given[c], Corrected: best[c]}
		share.Low, share.High = middle(samples[c], best[c])
		out.Shares = append(out.Shares, share)
	}
	out.Net = best[0] - best[1]
	out.Low, out.High = middle(nets, out.Net)
	return out, true
}

// middle is the interval that holds 95 % of the samples, and the estimate.
func middle(samples []float64, estimate float64) (low, high float64) {
	slices.Sort(samples)
	return min(estimate, samples[len(samples)*25/1000]), max(estimate, samples[len(samples)*975/1000-1])
}

// posterior draws shares that so many independent quotes with these shares may have
// been drawn from (Dirichlet, with shareUnseen added to each stance that was judged).
func posterior(random *rand.Rand, given []float64, seen []bool, n float64) []float64 {
	out := make([]float64, len(given))
	for c, share := range given {
		alpha := share * n
		if seen[c] {
			alpha += shareUnseen
		}
		if alpha > 0 {
			out[c] = distuv.Gamma{Alpha: alpha, Beta: 1, Src: random}.Rand()
		}
	}
	floats.Scale(1/floats.Sum(out), out)
	return out
}

// pair is a judged quote: what a person said and what a learner that was not
// shown it suggests, as places among the classes.
type pair struct{ judged, suggested int }

func (l *Learner) heldBack(
	ctx context.Context,
	target string,
	targetVector []float32,
	quotes []Quote,
	judged []int,
) ([]pair, error) {
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
	seen := seenIn(pairs)
	for _, p := range pairs {
		table[p.judged][p.suggested]++
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

// unseen are errors that nobody has seen yet, any being as likely as another: few judged
// quotes show few of the ways in which suggestions err.
func unseen(random *rand.Rand, seen []bool) []pair {
	var known []int
	for c, yes := range seen {
		if yes {
			known = append(known, c)
		}
	}
	out := make([]pair, unseenErrors)
	for i := range out {
		out[i] = pair{known[random.IntN(len(known))], known[random.IntN(len(known))]}
	}
	return out
}

// seenIn tells the classes that a person gave.
func seenIn(pairs []pair) []bool {
	seen := make([]bool, len(classes))
	for _, p := range pairs {
		seen[p.judged] = true
	}
	return seen
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
