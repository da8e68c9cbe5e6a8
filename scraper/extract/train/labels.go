package main

import (
	"quoth/scraper/extract"
)

// A block belongs to the article when at least this share of its runs of four
// words is in the gold body.
const belongs = 0.5

// shortest is the least number of words of a block that is looked for anywhere in
// the gold body; a shorter one must be a whole paragraph of it.
const shortest = 4

// places is how many places in the gold body are considered for one block.
const places = 4

// gold is the body of a page, in order.
type gold struct {
	words  []uint64
	runs   map[uint64][]int32 // where each run of four words begins
	wholes map[uint64][]int32 // where each short paragraph begins
}

func newGold(paragraphs []string) *gold {
	g := &gold{runs: map[uint64][]int32{}, wholes: map[uint64][]int32{}}
	for _, p := range paragraphs {
		words := extract.HashWords(p)
		if n := len(words); n > 0 && n < shortest {
			key := extract.Shingles(words)[0]
			g.wholes[key] = append(g.wholes[key], int32(len(g.words)))
		}
		g.words = append(g.words, words...)
	}
	for i, run := range extract.Shingles(g.words) {
		g.runs[run] = append(g.runs[run], int32(i))
	}
	return g
}

// match is a block at a place of the gold body.
type match struct {
	block int
	start int32
	words int
	cover float64
}

// label reports which blocks of a page are its article. A text that stands on the
// page more often than in the article counts where it keeps the article's order.
func label(s *extract.Study, paragraphs []string) []float32 {
	g := newGold(paragraphs)
	var matches []match
	for i := range s.Len() {
		if s.Barred(i) {
			continue
		}
		matches = append(matches, g.find(i, extract.HashWords(s.Block(i).Text))...)
	}
	labels := make([]float32, s.Len())
	taken := make([]bool, len(g.words))
	for _, m := range inOrder(matches) {
		labels[m.block] = 1
		for j := m.start; j < min(m.start+int32(m.words), int32(len(taken))); j++ {
			taken[j] = true
		}
	}
	for _, m := range matches { // what the gold has in another order
		if labels[m.block] == 1 || m.words < shortest {
			continue
		}
		free := 0
		end := min(m.start+int32(m.words), int32(len(taken)))
		for j := m.start; j < end; j++ {
			if !taken[j] {
				free++
			}
		}
		if free*2 > m.words {
			labels[m.block] = 1
			for j := m.start; j < end; j++ {
				taken[j] = true
			}
		}
	}
	return labels
}

// find tells where in the gold body a block may stand.
func (g *gold) find(block int, words []uint64) []match {
	var out []match
	if len(words) == 0 {
		return nil
	}
	runs := extract.Shingles(words)
	if len(words) < shortest {
		for _, at := range g.wholes[runs[0]] {
			if len(out) < places {
				out = append(out, match{block, at, len(words), 1})
			}
		}
		return out
	}
	found, first := 0, -1
	for i, run := range runs {
		if len(g.runs[run]) > 0 {
			found++
			if first < 0 {
				first = i
			}
		}
	}
	cover := float64(found) / float64(len(runs))
	if cover < belongs {
		return nil
	}
	for _, at := range g.runs[runs[first]] {
		if len(out) < places {
			out = append(out, match{block, max(0, at-int32(first)), len(words), cover})
		}
	}
	return out
}

// inOrder picks the matches with most words whose order is the gold's.
func inOrder(matches []match) []match {
	n := len(matches)
	best, from := make([]float64, n), make([]int, n)
	top := -1
	for i, m := range matches {
		best[i], from[i] = float64(m.words)*m.cover, -1
		for j := range i {
			o := matches[j]
			if o.block < m.block && o.start+int32(float64(o.words)*0.8) <= m.start &&
				best[j]+float64(m.words)*m.cover > best[i] {
				best[i], from[i] = best[j]+float64(m.words)*m.cover, j
			}
		}
		if top < 0 || best[i] > best[top] {
			top = i
		}
	}
	var out []match
	for i := top; i >= 0; i = from[i] {
		out = append(out, matches[i])
	}
	return out
}
