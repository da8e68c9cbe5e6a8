package extract

import (
	"slices"

	"golang.org/x/net/html/atom"

	"quoth/corpus"
)

// findForeign marks the elements that are no part of the article, however much
// their text reads like one. What is decided here is certain by the page's own
// structure; all else is left to the scorer.
func (v *view) findForeign() {
	v.foreign = make([]bool, len(v.elements))
	v.proseBefore = make([]int, len(v.blocks)+1)
	for i := range v.blocks {
		v.proseBefore[i+1] = v.proseBefore[i]
		if v.prose[i] {
			v.proseBefore[i+1] += v.stats[i].words
		}
	}
	if len(v.elements) == 0 {
		return
	}
	holdsHeadline, own := map[int32]bool{}, int32(-1)
	first, prose := v.firstBlocks(), v.proseOf()
	if v.headlineAt >= 0 {
		holder := v.blocks[v.headlineAt].holder
		holdsHeadline, own = v.around(holder), v.articles[holder]
		v.markOtherStories(holdsHeadline, first)
	}
	for i := range v.elements {
		e := &v.elements[i]
		up := e.parent
		switch {
		case up >= 0 && v.foreign[up]:
			v.foreign[i] = true
		case e.place&(inInsert|inMetadata) != 0,
			e.place&inDialog != 0 && e.place&inConsent != 0,
			e.name.place&inManager != 0 && !holdsHeadline[int32(i)]:
			v.foreign[i] = true
		case e.place&inFigure != 0 && e.place&(inQuote|inTable) == 0 && float32(prose[i]) <= mostOfFigure*float32(prose[0]) && !holdsHeadline[int32(i)]:
			v.foreign[i] = true // what a picture says of itself
		case e.tag == atom.Article && own >= 0 && !holdsHeadline[int32(i)] && !v.liesIn(int32(i), own) && e.place&(inLive|inEntries) == 0 &&
			prose[own] >= leastBelow && prose[i] <= 2*prose[own]:
			v.foreign[i] = true // another article beside the one with the headline
		case e.name.place&inThread != 0 && !e.isWrapper() && v.headlineAt >= 0 && !holdsHeadline[int32(i)] && v.proseBetween(v.headlineAt, first[i]) > 0:
			v.foreign[i] = true
		}
	}
}

// liesIn reports whether an element is in another.
func (v *view) liesIn(i, other int32) bool {
	for i > other { // parents come before their children
		i = v.elements[i].parent
	}
	return i == other
}

// mostOfFigure is the share of a page's prose from which on a figure is no picture
// with its caption, but one that was never closed.
const mostOfFigure = 0.2

// proseOf counts the words of prose in each element.
func (v *view) proseOf() []int {
	prose := make([]int, len(v.elements))
	for i := range v.blocks {
		if v.prose[i] {
			prose[v.blocks[i].holder] += v.stats[i].words
		}
	}
	for i := len(prose) - 1; i > 0; i-- { // children come after their parents
		prose[v.elements[i].parent] += prose[i]
	}
	return prose
}

// wrapperWords are words in names of what only says that it has comments.
var wrapperWords = setOfWords("has with open closed no body main page")

func (e *element) isWrapper() bool {
	return e.tag == atom.Body || slices.ContainsFunc(e.name.words, func(w string) bool { return wrapperWords[w] })
}

// beforeHeadline reports how many of the first blocks stand before the headline:
// none of 288 pages looked at has any of its article there. It is 0 where the
// headline may have been taken for another.
func (v *view) beforeHeadline() int {
	if v.headlineAt < 0 || v.proseBetween(v.headlineAt, len(v.blocks)) < leastBelow {
		return 0
	}
	b := &v.blocks[v.headlineAt]
	if !isHeading(b) || covered(v.stats[v.headlineAt].own, v.titleWords) < sameHeadline {
		return 0
	}
	return v.headlineAt
}

// tickers are the lines of lists that stand above the headline too: a page prints
// them for all its articles.
func (v *view) tickers(above int) []int {
	seen := map[uint64]bool{}
	for i := range above {
		seen[v.stats[i].whole] = true
	}
	var out []int
	for i := above; i < len(v.blocks); i++ {
		if v.blocks[i].Kind == corpus.ListItem && v.stats[i].words >= shortestTicker && seen[v.stats[i].whole] {
			out = append(out, i)
		}
	}
	return out
}

// shortestTicker is how many words make a line too long to be alike by accident.
const shortestTicker = 6

// sameHeadline is the share of its words that a heading must have in common with
// the headline.
const sameHeadline = 0.8

// leastBelow is how many words of prose must stand below a headline.
const leastBelow = 40

// A long block that says what shorter ones say together is a copy of the text for
// machines.
const (
	longCopy   = 60   // words
	copiedRuns = 0.85 // the share of its runs of four words that stand in shorter blocks
)

// copies finds the blocks that repeat shorter ones.
func (v *view) copies() []int {
	order := make([]int, len(v.blocks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return v.stats[a].words - v.stats[b].words })
	if len(order) == 0 || v.stats[order[len(order)-1]].words < longCopy {
		return nil
	}
	var out []int
	known := map[uint64]bool{} // the runs of all blocks that are shorter
	for from := 0; from < len(order); {
		until := from
		for until < len(order) && v.stats[order[until]].words == v.stats[order[from]].words {
			until++
		}
		var runs []uint64
		for _, i := range order[from:until] {
			own := shingles(v.stats[i].own)
			if v.stats[i].words >= longCopy && covered(own, known) >= copiedRuns {
				out = append(out, i)
			} else {
				runs = append(runs, own...)
			}
		}
		for _, run := range runs {
			known[run] = true
		}
		from = until
	}
	return out
}

// ownStory is how many words of prose must stand between the headline and a
// second one for the second to be that of another story.
const ownStory = 100

// markOtherStories marks further whole articles below the first, as pages print
// them for those who scroll on: what holds a second unlinked h1, begins with it,
// and does not hold the headline, as those in around do.
func (v *view) markOtherStories(around map[int32]bool, first []int) {
	for _, at := range v.headings {
		if at <= v.headlineAt || v.linkShare[at] > 0.5 || v.stats[at].whole == v.stats[v.headlineAt].whole {
			continue
		}
		story := v.blocks[at].holder
		for up := v.elements[story].parent; up >= 0 && !around[up]; up = v.elements[up].parent {
			story = up
		}
		if around[story] || v.proseBetween(v.headlineAt, first[story]) < ownStory ||
			v.proseBetween(first[story], at) > 0 {
			continue
		}
		v.foreign[story] = true
	}
}

// firstBlocks gives for each element the first block in it.
func (v *view) firstBlocks() []int {
	first := make([]int, len(v.elements))
	for i := range first {
		first[i] = len(v.blocks)
	}
	for i := range v.blocks {
		for at := v.blocks[i].holder; at >= 0 && first[at] > i; at = v.elements[at].parent {
			first[at] = i
		}
	}
	return first
}

// proseBetween counts the words of prose from one block up to another.
func (v *view) proseBetween(from, until int) int {
	return max(0, v.proseBefore[until]-v.proseBefore[from])
}
