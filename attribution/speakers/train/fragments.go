package main

import (
	"log"
	"slices"

	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/attribution/layers"
	"quoth/attribution/speakers"
	"quoth/corpus"
)

// trainFragments learns which marked phrases somebody said, from what the
// engine's links propose: one model for each fold, without its publishers, and
// a last one on all. It reports the figures on the publishers left out.
func trainFragments(gold []article, part map[string]int) []fragments.Model {
	byFold := make([][]fragments.Example, folds)
	for _, a := range gold {
		byFold[part[a.fold()]] = append(byFold[part[a.fold()]], a.fragments()...)
	}
	var out []fragments.Model
	var outcomes [folds][]fragments.Outcome
	for held := 0; held <= folds; held++ {
		train := []fragments.Example(nil)
		for f, examples := range byFold {
			if f != held {
				train = append(train, examples...)
			}
		}
		m := fragments.Train(train)
		out = append(out, m)
		if held == folds {
			break
		}
		for _, e := range byFold[held] {
			outcomes[held] = append(outcomes[held], m.Judge(e))
		}
	}
	for held, m := range out {
		var rest []fragments.Outcome
		for f := range outcomes {
			if f != held {
				rest = append(rest, outcomes[f]...)
			}
		}
		m.Join(rest)
	}
	var scores []float64
	var rights []bool
	for held := range byFold {
		for _, e := range byFold[held] {
			scores, rights = append(scores, out[held].Of(e.Features, e.Score)), append(rights, e.Said)
		}
	}
	log.Printf(
		"fragments of held-back publishers: area under the curve %.4f, n %d",
		speakers.AUROC(scores, rights),
		len(scores),
	)
	for _, least := range []float64{0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94} {
		kept, said, passed, noise := 0, 0, 0, 0
		for held := range byFold {
			for _, e := range byFold[held] {
				yes := out[held].Of(e.Features, e.Score) >= least
				if e.Said {
					said++
					kept += one(yes)
				} else {
					noise++
					passed += one(yes)
				}
			}
		}
		log.Printf(
			"fragments of held-back publishers at %.2f: kept %d of %d said, let through %d of %d others",
			least,
			kept,
			said,
			passed,
			noise,
		)
	}
	return out
}

// fragments lists the marked phrases of an article with the answer; what is to
// be ignored is left out.
func (a article) fragments() []fragments.Example {
	runes := corpus.NewRuneOffsets(a.Text)
	return examples(a.text, a.found, func(f *document.Found, region corpus.Span) (said, counts bool) {
		have := [][2]int{{runes.Rune(region.Start), runes.Rune(region.End)}}
		for _, q := range a.Quotes {
			said = said || 2*shared(have, q.Content) >= length(have)
		}
		return said, shared(have, a.Ignore) == 0 && len(f.Quoted) > 0
	})
}

// examples are the phrases of a text that fragments judges, with the find each
// belongs to, as answer tells of them.
func examples(
	x *layers.Text,
	found []document.Found,
	answer func(f *document.Found, region corpus.Span) (said, counts bool),
) []fragments.Example {
	holder := make([]document.Found, len(x.Regions))
	for _, f := range found {
		for _, s := range f.Quoted {
			if r := x.RegionAt(s.Start); r >= 0 {
				holder[r] = f
			}
		}
	}
	var out []fragments.Example
	view := fragments.Look(x)
	for r, region := range x.Regions {
		if !fragments.Judged(x.Document, r) {
			continue
		}
		if said, counts := answer(&holder[r], region.Inner); counts {
			out = append(
				out,
				fragments.Example{Score: holder[r].Score, Features: view.Features(holder[r], r), Said: said, Weight: 1},
			)
		}
	}
	return out
}

// chooseLimits prints what limits of the model do to the marked stretches of
// held-back articles.
func (b *bench) chooseLimits() error {
	for _, limits := range [][2]float64{{0.5, 0.05}, {0.5, 0.3}, {0.6, 0.3}, {0.7, 0.3}, {0.75, 0.3}, {0.8, 0.3}, {0.85, 0.3}, {0.8, 0.5}} {
		said, given, right, others, taken := 0, 0, 0, 0, 0
		for _, a := range b.gold {
			runes := corpus.NewRuneOffsets(a.Text)
			var spans [][2]int
			for _, f := range b.judges[b.part[a.fold()]].KeepFrom(a.text, slices.Clone(a.found), limits[0], limits[1]) {
				if f.Kind != corpus.Indirect {
					spans = append(spans, runes.Spans(f.Quoted)...)
				}
			}
			var gold [][2]int
			for _, q := range a.Quotes {
				gold = append(gold, q.Content...)
			}
			said += len(gold)
			for _, s := range spans {
				one := [][2]int{s}
				if 2*shared(one, a.Ignore) >= length(one) {
					continue
				}
				given++
				for _, g := range gold {
					if n := shared(one, [][2]int{g}); 2*n >= max(length(one), g[1]-g[0]) {
						right++
						break
					}
				}
			}
			for _, n := range a.Negatives {
				others++
				taken += one(2*shared(spans, [][2]int{n}) >= n[1]-n[0])
			}
		}
		p, r := share(right, given), share(right, said)
		log.Printf(
			"limits %.2f, %.2f: stretches P %.3f R %.3f F1 %.4f, non-quotes taken %d of %d",
			limits[0],
			limits[1],
			p,
			r,
			2*p*r/(p+r),
			taken,
			others,
		)
	}
	return nil
}
