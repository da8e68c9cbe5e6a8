package main

import (
	"log"

	"quoth/attribution"
	"quoth/attribution/fragments"
	"quoth/corpus"
)

// goldFragments is what a fragment of the hand-annotated articles counts beside
// one of PolNeAR: it is annotated for just this question.
const goldFragments = 2

// trainFragments learns which marked phrases somebody said, from what the
// engine's links propose: one model for each fold, without its publishers, and
// a last one on all. It reports the figures on the publishers left out.
func trainFragments(engine *attribution.Engine, rules *attribution.Rules, gold []article, chains []chained, part map[string]int) []fragments.Model {
	var base []fragments.Example
	for _, a := range chains {
		base = append(base, a.fragments(rules)...)
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
			yes := m.Says(e.Features)
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

// fragments lists the proposals of an article with the answer; what is to be
// ignored is left out.
func (a article) fragments(engine *attribution.Engine) []fragments.Example {
	doc, found := engine.Propose(a.Text)
	runes := corpus.NewRuneOffsets(a.Text)
	var out []fragments.Example
	for _, f := range found {
		have := runes.Spans(f.Quoted)
		if !fragments.Judged(f, a.Text) || shared(have, a.Ignore) > 0 {
			continue
		}
		said := false
		for _, q := range a.Quotes {
			said = said || 2*shared(have, q.Content) >= length(have)
		}
		out = append(out, fragments.Example{Features: fragments.Features(doc, f), Said: said, Weight: goldFragments})
	}
	return out
}

// fragments lists the proposals of a PolNeAR article: said is what any
// attribution's content covers. The proposals are the rules': the trained stages
// have seen these articles.
func (a chained) fragments(rules *attribution.Rules) []fragments.Example {
	doc, found := rules.Find(a.Text)
	runes := corpus.NewRuneOffsets(a.Text)
	var out []fragments.Example
	for _, f := range found {
		if !fragments.Judged(f, a.Text) {
			continue
		}
		have, said := runes.Spans(f.Quoted), false
		for _, x := range a.Attributions {
			said = said || 2*shared(have, x.Content) >= length(have)
		}
		out = append(out, fragments.Example{Features: fragments.Features(doc, f), Said: said, Weight: 1})
	}
	return out
}
