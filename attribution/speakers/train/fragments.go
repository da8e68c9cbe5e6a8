package main

import (
	"log"

	"quoth/attribution"
	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/attribution/layers"
	"quoth/corpus"
)

// goldFragments is what a fragment of the hand-annotated articles counts beside
// one of PolNeAR: it is annotated for just this question.
const goldFragments = 2

// trainFragments learns which marked phrases somebody said, from what the
// engine's links propose: one model for each fold, without its publishers, and
// a last one on all. It reports the figures on the publishers left out.
func trainFragments(engine *attribution.Engine, gold []article, chains []chained, part map[string]int) []fragments.Model {
	var base []fragments.Example
	for _, a := range chains {
		base = append(base, a.fragments(engine)...)
	}
	byFold := make([][]fragments.Example, folds)
	for _, a := range gold {
		byFold[part[a.Publisher]] = append(byFold[part[a.Publisher]], a.fragments(engine)...)
	}
	var out []fragments.Model
	kept, said, passed, noise := 0, 0, 0, 0
	for held := 0; held <= folds; held++ {
		train := append([]fragments.Example(nil), base...)
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
			yes := m.Of(e.Features, e.Score) >= fragments.Least
			if e.Said {
				said++
			} else {
				noise++
			}
			if e.Said && yes {
				kept++
			} else if yes {
				passed++
			}
		}
	}
	log.Printf("fragments of held-back publishers: kept %d of %d said, let through %d of %d others", kept, said, passed, noise)
	return out
}

// fragments lists the marked phrases of an article with the answer; what is to
// be ignored is left out.
func (a article) fragments(engine *attribution.Engine) []fragments.Example {
	x, found := engine.Propose(a.Text)
	runes := corpus.NewRuneOffsets(a.Text)
	return examples(x, found, goldFragments, func(f *document.Found, region corpus.Span) (said, counts bool) {
		have := [][2]int{{runes.Rune(region.Start), runes.Rune(region.End)}}
		for _, q := range a.Quotes {
			said = said || 2*shared(have, q.Content) >= length(have)
		}
		return said, shared(have, a.Ignore) == 0 && len(f.Quoted) > 0
	})
}

// fragments lists the marked phrases of a PolNeAR article: said is what an
// attribution's content covers. Where a phrase is but a small part of a report,
// its being covered tells nothing about its marks, and it is left out. The finds
// are the rules': the trained stages have seen these articles.
func (a chained) fragments(engine *attribution.Engine) []fragments.Example {
	x, found := engine.Layers(a.Text)
	runes := corpus.NewRuneOffsets(a.Text)
	return examples(x, found, 1, func(f *document.Found, region corpus.Span) (said, counts bool) {
		have := [][2]int{{runes.Rune(region.Start), runes.Rune(region.End)}}
		counts = true
		for _, q := range a.Attributions {
			if 2*shared(have, q.Content) >= length(have) {
				said, counts = true, leastShare*float64(length(q.Content)) <= float64(length(have))
			}
		}
		return said, counts
	})
}

// leastShare is the share of a report's characters from which a phrase in it is
// an example of said words.
const leastShare = 0.15

// examples are the phrases of a text that fragments judges, with the find each
// belongs to, as answer tells of them.
func examples(x *layers.Text, found []document.Found, weight float64, answer func(f *document.Found, region corpus.Span) (said, counts bool)) []fragments.Example {
	holder := make([]document.Found, len(x.Regions))
	for _, f := range found {
		for _, s := range f.Quoted {
			if r := x.RegionAt(s.Start); r >= 0 {
				holder[r] = f
			}
		}
	}
	var out []fragments.Example
	for r, region := range x.Regions {
		if !fragments.Judged(x.Document, r) {
			continue
		}
		if said, counts := answer(&holder[r], region.Inner); counts {
			out = append(out, fragments.Example{Score: holder[r].Score, Features: fragments.Features(x, holder[r], r), Said: said, Weight: weight})
		}
	}
	return out
}
