package main

import (
	"io"
	"log"
	"math"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"quoth/attribution/speakers"
	"quoth/corpus"
)

// folds is how many parts the publishers are dealt into.
const folds = 5

// crossValidate trains on four fifths of the publishers and answers the rest,
// five times; calibrates the confidence on those answers; and returns the
// resolver trained on all. asked is what is answered: the gold spans or what the
// engine finds. Predictions go to out as eval/speakers.py reads them.
func (b *bench) crossValidate(asked []speakers.Example, out io.Writer) (*speakers.Resolver, error) {
	parts := make([][]speakers.Trial, folds)
	predictions := make([][]corpus.Attribution, len(b.gold))
	inParallel(folds, func(fold int) {
		var held []speakers.Example
		for i := range asked {
			if b.part[b.gold[i].fold()] == fold {
				held = append(held, asked[i])
			}
		}
		parts[fold] = b.trained(fold).Trials(held)
	})
	sure, bins := reportCalibration(b.resolver, parts)
	b.bins = bins
	inParallel(folds, func(fold int) {
		r := b.trained(fold)
		r.CalibratedAs(sure[fold])
		for i := range asked {
			if b.part[b.gold[i].fold()] == fold {
				predictions[i] = r.Resolve(asked[i].Document, asked[i].Names, asked[i].Found, nil)
			}
		}
	})
	var all []speakers.Trial
	for _, p := range parts {
		all = append(all, p...)
	}
	for i, a := range b.gold {
		if err := writeAnswers(out, a.id(), a.Text, predictions[i]); err != nil {
			return nil, err
		}
	}
	final := b.trained(folds)
	final.Calibrate(all)
	return final, nil
}

// trained is a resolver that has not seen a fold; without is folds for one that
// has seen all.
func (b *bench) trained(without int) *speakers.Resolver {
	b.once.Do(func() {
		b.questions()
		inParallel(folds+1, func(fold int) {
			b.resolvers[fold] = speakers.Untrained(b.resolver)
			b.resolvers[fold].Train(b.training(fold))
		})
	})
	return b.resolvers[without]
}

// questions prepares what the examples ask, once: weights that have not seen a
// fold tell kinds of names in its articles, and weights trained on the silver
// examples alone who spoke where an article does not.
func (b *bench) questions() {
	names := make([][]speakers.Question, len(b.gold))
	inParallel(len(b.gold), func(i int) { names[i] = b.gold[i].kinds(b.resolver) })
	others := slices.Concat(b.others...)
	of := func(gold [][]speakers.Question, without int) (out []speakers.Question) {
		for i, list := range gold {
			if b.part[b.gold[i].fold()] != without {
				out = append(out, list...)
			}
		}
		return out
	}
	bases := make([]*speakers.Resolver, folds+1)
	inParallel(folds+1, func(f int) {
		bases[f] = speakers.Untrained(b.resolver)
		bases[f].Train(append(of(names, f), others...))
	})
	silver := make([][]speakers.Question, len(b.silver))
	inParallel(len(b.silver), func(i int) { silver[i] = bases[folds].Questions(b.silver[i]) })
	ranker := speakers.Untrained(b.resolver)
	ranker.Train(slices.Concat(silver...))
	for _, base := range bases {
		base.Join(ranker)
	}
	employed := make([][]speakers.Question, len(b.employed))
	inParallel(len(b.employed), func(i int) { employed[i] = bases[folds].Questions(b.employed[i]) })
	gold := make([][]speakers.Question, len(b.set))
	inParallel(len(b.set), func(i int) { gold[i] = append(names[i], bases[b.part[b.gold[i].fold()]].Questions(b.set[i])...) })
	b.heldQuestions = func(fold int) (out []speakers.Question) {
		for i, list := range gold {
			if b.part[b.gold[i].fold()] == fold {
				out = append(out, list...)
			}
		}
		return out
	}
	b.trainingOn = func(without, part int, chains, entities bool) []speakers.Question {
		var some [][]speakers.Question
		for i, list := range gold {
			if i%part == 0 && b.part[b.gold[i].fold()] != without {
				some = append(some, list)
			}
		}
		if chains {
			some = append(some, silver...)
		}
		if entities {
			some = append(append(some, b.others...), employed...)
		}
		return slices.Concat(some...)
	}
}

// training are the questions for weights that do not see a fold.
func (b *bench) training(without int) []speakers.Question {
	return b.trainingOn(without, 1, true, true)
}

// inParallel calls f for 0 to n−1, as many at a time as there are processors.
func inParallel(n int, f func(i int)) {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error { f(i); return nil })
	}
	_ = g.Wait()
}

// dealPublishers gives each publisher a fold, largest first to the emptiest.
func dealPublishers(gold []article) map[string]int {
	size := map[string]int{}
	var names []string
	for _, a := range gold {
		if size[a.fold()] == 0 {
			names = append(names, a.fold())
		}
		size[a.fold()] += len(a.Quotes) + 1
	}
	sort.Slice(names, func(i, j int) bool {
		if size[names[i]] != size[names[j]] {
			return size[names[i]] > size[names[j]]
		}
		return names[i] < names[j]
	})
	load, part := [folds]int{}, map[string]int{}
	for _, n := range names {
		best := 0
		for f := range load {
			if load[f] < load[best] {
				best = f
			}
		}
		part[n] = best
		load[best] += size[n]
	}
	return part
}

// reportCalibration fits the probabilities on four folds and measures them on the
// fifth, five times: the expected calibration error over ten bins of equal width
// (Guo et al., On Calibration of Modern Neural Networks, ICML 2017), how well
// right answers are told from wrong ones, and how right the sure ones are. The
// answers with these probabilities are returned by fold.
func reportCalibration(shipped *speakers.Resolver, parts [][]speakers.Trial) ([]*speakers.Resolver, []bin) {
	var bins [10]bin
	var scores []float64
	var rights []bool
	words := map[corpus.Sureness]*[4]float64{corpus.Sure: {}, corpus.Likely: {}, corpus.AGuess: {}}
	var out []*speakers.Resolver
	for held := range parts {
		r := speakers.Untrained(shipped)
		var rest []speakers.Trial
		for f := range parts {
			if f != held {
				rest = append(rest, parts[f]...)
			}
		}
		r.Calibrate(rest)
		out = append(out, r)
		for _, t := range parts[held] {
			parts, p := r.Sure(t)
			b := &bins[min(9, int(p*10))]
			b.n++
			b.sum += p
			b.right += float64(one(t.Right()))
			scores, rights = append(scores, p), append(rights, t.Right())
			w := words[parts.Sureness()]
			w[0]++
			w[1] += float64(one(t.Quote && t.Speaker))
			w[2] += float64(one(t.Quote && t.Organization))
			w[3] += float64(one(t.Right()))
		}
	}
	ece, total := 0.0, float64(len(scores))
	for i, b := range bins {
		if b.n > 0 {
			ece += math.Abs(b.sum-b.right) / total
			log.Printf("confidence %.1f–%.1f: %4.0f answers, mean %.3f, right %.3f", float64(i)/10, float64(i+1)/10, b.n, b.sum/b.n, b.right/b.n)
		}
	}
	for _, c := range []corpus.Sureness{corpus.Sure, corpus.Likely, corpus.AGuess} {
		w := words[c]
		log.Printf("%-6s %.3f of the answers: speaker right %.3f, organisation %.3f, all %.3f", c, w[0]/total, w[1]/max(w[0], 1), w[2]/max(w[0], 1), w[3]/max(w[0], 1))
	}
	log.Printf("expected calibration error %.3f, area under the curve %.3f, on %.0f held-back answers", ece, speakers.AUROC(scores, rights), total)
	return out, bins[:]
}
