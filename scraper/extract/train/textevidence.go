package main

import "math"

// textEvidence counts in how many publishers' article blocks, and in how many
// other blocks of theirs, a word of the text stands.
type textEvidence struct {
	publishers map[string]map[uint64]textCount
	totals     map[uint64]textCount
}

// textCount are shares of blocks, summed over publishers.
type textCount struct {
	inside, outside float64
	publishers      int
}

func newTextEvidence(samples []*sample) *textEvidence {
	e := &textEvidence{publishers: map[string]map[uint64]textCount{}, totals: map[uint64]textCount{}}
	sizes := map[string]*[2]float64{}
	for _, s := range samples {
		own := e.publishers[s.page.publisher]
		if own == nil {
			own = map[uint64]textCount{}
			e.publishers[s.page.publisher] = own
			sizes[s.page.publisher] = &[2]float64{1, 1}
		}
		for i, words := range s.words {
			inside := s.labels[i] > belongs
			sizes[s.page.publisher][sideOf(inside)]++
			for _, w := range words {
				c := own[w]
				if inside {
					c.inside++
				} else {
					c.outside++
				}
				own[w] = c
			}
		}
	}
	for name, own := range e.publishers {
		for w, c := range own {
			c = textCount{c.inside / sizes[name][1], c.outside / sizes[name][0], 1}
			own[w] = c
			t := e.totals[w]
			e.totals[w] = textCount{t.inside + c.inside, t.outside + c.outside, t.publishers + 1}
		}
	}
	return e
}

func sideOf(inside bool) int {
	if inside {
		return 1
	}
	return 0
}

// What a word must have to be kept.
const (
	leastTextPublishers = 6
	leastTextOdds       = 0.7
	textSmoothing       = 0.02 // publishers' worth of blocks added to both sides
)

func (c textCount) odds() float32 {
	if c.publishers < leastTextPublishers {
		return 0
	}
	odds := math.Log((c.inside + textSmoothing) / (c.outside + textSmoothing))
	if math.Abs(odds) < leastTextOdds {
		return 0
	}
	return float32(min(max(odds, -mostOdds), mostOdds))
}

// without is the evidence for a page's words that all other publishers give.
func (e *textEvidence) without(s *sample) map[uint64]float32 {
	own := e.publishers[s.page.publisher]
	out := map[uint64]float32{}
	for _, words := range s.words {
		for _, w := range words {
			t, mine := e.totals[w], own[w]
			if odds := (textCount{t.inside - mine.inside, t.outside - mine.outside, t.publishers - mine.publishers}).odds(); odds != 0 {
				out[w] = odds
			}
		}
	}
	return out
}

// table is the evidence of all.
func (e *textEvidence) table() map[uint64]float32 {
	out := map[uint64]float32{}
	for w, t := range e.totals {
		if odds := t.odds(); odds != 0 {
			out[w] = odds
		}
	}
	return out
}
