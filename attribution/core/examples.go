package core

import (
	"quoth/attribution/document"
	"quoth/attribution/linear"
	"quoth/corpus"
)

// Gold is an attribution as annotated, in tokens.
type Gold struct {
	Cue, Source, Content []document.Range
}

// GoldOf turns annotated spans into tokens.
func (t *Text) GoldOf(cue, source, content []corpus.Span) Gold {
	ranges := func(spans []corpus.Span) []document.Range {
		var out []document.Range
		for _, s := range spans {
			if r := t.tokens(s); r.First < r.Last {
				out = append(out, r)
			}
		}
		return out
	}
	return Gold{ranges(cue), ranges(source), ranges(content)}
}

// Tally counts the stems of a text into c.
func (t *Text) Tally(c *Counts, gold []Gold, by int32) {
	isCue := make([]bool, len(t.Tokens))
	for _, g := range gold {
		for _, r := range g.Cue {
			mark(isCue, r)
		}
	}
	for i, s := range t.Stem {
		if t.Tokens[i].Region >= 0 && t.Regions[t.Tokens[i].Region].Words > 3 {
			continue
		}
		c.All[s&0xFFFF] += by
		if isCue[i] {
			c.Cue[s&0xFFFF] += by
		}
	}
}

// WithRates gives the text with other rates.
func (t *Text) WithRates(rates *Rates) *Text {
	copied := *t
	copied.rates = rates
	return &copied
}

// CueExamples are the runs of a text with the labels of its cues.
func (t *Text) CueExamples(gold []Gold) []linear.Sequence {
	labels := make([]uint8, len(t.Tokens))
	for _, g := range gold {
		for _, r := range g.Cue {
			for i := r.First; i < r.Last; i++ {
				labels[i] = inside
			}
			labels[r.First] = begins
		}
	}
	var out []linear.Sequence
	for _, run := range t.runs() {
		e := linear.Sequence{Labels: labels[run.First:run.Last]}
		t.eachCueItem(run, func(f []linear.Feature) { e.Items = append(e.Items, append([]linear.Feature(nil), f...)) })
		out = append(out, e)
	}
	return out
}

// Cues are the cues a trained tagger finds.
func (t *Text) Cues(tagger *linear.Tagger, o Options) []Cue { return t.findCues(tagger, o) }

// Links are the links a trained chooser gives.
func (t *Text) Links(chooser *linear.Chooser, cues []Cue) []Link { return t.link(chooser, cues) }

// GoldCues are the annotated cues with those of found that overlap none.
func (t *Text) GoldCues(gold []Gold, found []Cue) []Cue {
	taken := make([]bool, len(t.Tokens))
	var out []Cue
	for _, g := range gold {
		for _, r := range g.Cue {
			if taken[r.First] {
				continue
			}
			mark(taken, r)
			c := Cue{Range: r, Head: t.headOf(r), Probability: 0.9}
			for _, f := range found {
				if f.First < r.Last && r.First < f.Last {
					c.Probability = f.Probability
				}
			}
			out = insertCue(out, c)
		}
	}
	for _, f := range found {
		free := true
		for i := f.First; i < f.Last; i++ {
			free = free && !taken[i]
		}
		if free {
			out = insertCue(out, f)
		}
	}
	return out
}

// RegionExamples are the choices of each region among cues.
func (t *Text) RegionExamples(gold []Gold, cues []Cue) []linear.Choice {
	var out []linear.Choice
	for r := range t.Regions {
		v := t.viewRegion(r)
		candidates := t.candidates(r, cues)
		right, annotated := 0, false
		for _, g := range gold {
			if !coversHalf(g.Content, v.Range) {
				continue
			}
			annotated = true
			for k, c := range candidates {
				if overlaps(g.Cue, cues[c].Range) {
					right = k + 1
				}
			}
			break
		}
		if annotated && right == 0 {
			continue // its cue is no candidate
		}
		e := linear.Choice{Right: right, Candidates: [][]linear.Feature{t.noneFeatures(nil, r, v, len(candidates))}}
		for k, c := range candidates {
			e.Candidates = append(e.Candidates, t.linkFeatures(nil, r, v, cues[c], rankOf(k, candidates, c, v, cues)))
		}
		out = append(out, e)
	}
	return out
}

func overlaps(ranges []document.Range, r document.Range) bool {
	for _, x := range ranges {
		if x.First < r.Last && r.First < x.Last {
			return true
		}
	}
	return false
}

func shared(ranges []document.Range, r document.Range) int {
	n := 0
	for _, x := range ranges {
		n += max(0, min(x.Last, r.Last)-max(x.First, r.First))
	}
	return n
}

func coversHalf(ranges []document.Range, r document.Range) bool {
	return 2*shared(ranges, r) > r.Last-r.First
}

// RoleExamples are the windows of the cues that are annotated.
func (t *Text) RoleExamples(gold []Gold, cues []Cue, links []Link) []linear.Sequence {
	isCue := cueFlags(len(t.Tokens), cues)
	var out []linear.Sequence
	for index, c := range cues {
		var of []Gold
		for _, g := range gold {
			if overlaps(g.Cue, c.Range) {
				of = append(of, g)
			}
		}
		if len(of) == 0 {
			continue
		}
		k := t.roleContext(index, cues, links, isCue)
		e := linear.Sequence{Labels: make([]uint8, k.window.Last-k.window.First)}
		for _, g := range of {
			label(e.Labels, g.Content, isContent, k.window)
		}
		for _, g := range of {
			label(e.Labels, g.Source, isSource, k.window)
		}
		t.eachRoleItem(&k, func(f []linear.Feature) { e.Items = append(e.Items, append([]linear.Feature(nil), f...)) })
		out = append(out, e)
	}
	return out
}

func label(labels []uint8, ranges []document.Range, with uint8, w document.Range) {
	for _, r := range ranges {
		for i := max(r.First, w.First); i < min(r.Last, w.Last); i++ {
			labels[i-w.First] = with
		}
	}
}

// Candidates gives every cue its source and content, unjudged.
func (m *Model) Candidates(t *Text, cues []Cue, links []Link) []Attribution {
	return m.candidates(t, cues, links)
}

// JudgeExamples are attributions with the answer: right when the cue meets an
// annotated one and the contents share more than a third of the longer one's tokens.
func (t *Text) JudgeExamples(gold []Gold, list []Attribution) []linear.Choice {
	var out []linear.Choice
	for i, a := range list {
		if len(a.Content) == 0 {
			continue
		}
		right := 1
		for _, g := range gold {
			if overlaps(g.Cue, a.Cue.Range) && alike(g.Content, a.Content) {
				right = 0
			}
		}
		out = append(
			out,
			linear.Choice{Right: right, Candidates: [][]linear.Feature{t.judgeFeatures(nil, list, i), nil}},
		)
	}
	return out
}

func alike(a, b []document.Range) bool {
	common, sizeA, sizeB := 0, 0, 0
	for _, r := range a {
		common += shared(b, r)
		sizeA += r.Last - r.First
	}
	for _, r := range b {
		sizeB += r.Last - r.First
	}
	return 3*common > max(sizeA, sizeB)
}
