package desktop

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// direction is that of the first letter of a text that has one.
func direction(s string) (leftward, known bool) {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return false, true
		case bidi.R, bidi.AL:
			return true, true
		}
	}
	return false, false
}

// runsLeft reports whether a paragraph is read from right to left, as its first
// letter says (rule P2 of the Unicode bidirectional algorithm).
func runsLeft(paragraph string) bool {
	leftward, _ := direction(paragraph)
	return leftward
}

// turnLine places the words of a line from the right; runs of words in the other
// direction (names, numbers with letters) keep their order among themselves.
// This is the algorithm at the grain of words, which is what the reader draws.
func turnLine(text string, words []word, width, blank float32) {
	order := make([]int, len(words)) // from the right
	for i := range order {
		order[i] = i
	}
	for i := 0; i < len(order); {
		j := i
		for j < len(order) {
			left, known := direction(text[words[j].start:words[j].end])
			if left || !known {
				break
			}
			j++
		}
		slices.Reverse(order[i:j])
		i = max(j, i+1)
	}
	x := width
	for _, i := range order {
		x -= words[i].w
		words[i].x = x
		x -= blank
	}
}
