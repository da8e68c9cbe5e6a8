package parts

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

// RunsLeft reports whether a paragraph is read from right to left, as its first
// letter says (rule P2 of the Unicode bidirectional algorithm).
func RunsLeft(paragraph string) bool {
	leftward, _ := direction(paragraph)
	return leftward
}

// TurnLine places the words of a line from the right; runs of words in the other
// direction (names, numbers with letters) keep their order among themselves.
// This is the algorithm at the grain of words, which is what the reader draws.
func TurnLine(text string, words []Word, width, blank float32) {
	order := make([]int, len(words)) // from the right
	for i := range order {
		order[i] = i
	}
	for i := 0; i < len(order); {
		j := i
		for j < len(order) {
			left, known := direction(text[words[j].Start:words[j].End])
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
		x -= words[i].W
		words[i].X = x
		x -= blank
	}
}
