package main

import (
	"io"
	"log"
	"math"
	"sort"

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
	for fold := range folds {
		train, held := append([]speakers.Example(nil), b.silver...), []speakers.Example(nil)
		for i := range b.set {
			if b.part[b.gold[i].Publisher] == fold {
				held = append(held, asked[i])
			} else {
				train = append(train, b.set[i])
			}
		}
		r := speakers.Untrained(b.resolver)
		r.Train(train)
		parts[fold] = r.Trials(held)
		for i := range asked {
			if b.part[b.gold[i].Publisher] == fold {
				predictions[i] = r.Resolve(asked[i].Document, asked[i].Found, nil)
			}
		}
	}
	reportCalibration(b.resolver, parts)
	var all []speakers.Trial
	for _, p := range parts {
		all = append(all, p...)
	}
	for i, a := range b.gold {
		if err := writeAnswers(out, a.id(), a.Text, predictions[i]); err != nil {
			return nil, err
		}
	}
	final := speakers.Untrained(b.resolver)
	final.Train(append(append([]speakers.Example(nil), b.silver...), b.set...))
	final.Calibrate(all)
	return final, nil
}

// dealPublishers gives each publisher a fold, largest first to the emptiest.
func dealPublishers(gold []article) map[string]int {
	size := map[string]int{}
	var names []string
	for _, a := range gold {
		if size[a.Publisher] == 0 {
			names = append(names, a.Publisher)
		}
		size[a.Publisher] += len(a.Quotes) + 1
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

// reportCalibration fits the confidence on four folds and measures the expected
// calibration error on the fifth, five times: ten bins of equal width.
func reportCalibration(shipped *speakers.Resolver, parts [][]speakers.Trial) {
	type bin struct{ n, right, sum float64 }
	var bins [10]bin
	total := 0.0
	for held := range parts {
		r := speakers.Untrained(shipped)
		var rest []speakers.Trial
		for f := range parts {
			if f != held {
				rest = append(rest, parts[f]...)
			}
		}
		r.Calibrate(rest)
		for _, t := range parts[held] {
			p := r.Confidence(t)
			b := &bins[min(9, int(p*10))]
			b.n++
			b.sum += p
			if t.Correct() {
				b.right++
			}
			total++
		}
	}
	ece := 0.0
	for i, b := range bins {
		if b.n > 0 {
			ece += math.Abs(b.sum-b.right) / total
			log.Printf("confidence %.1f–%.1f: %3.0f answers, mean %.2f, right %.2f", float64(i)/10, float64(i+1)/10, b.n, b.sum/b.n, b.right/b.n)
		}
	}
	log.Printf("expected calibration error %.3f on %.0f held-back answers", ece, total)
}
