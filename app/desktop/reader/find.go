package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/corpus"
)

// Occurrences are the places of words in a text, whatever their case. Each
// letter is lowered by itself, so that bytes can be counted back where the lower
// letter is longer or shorter.
func Occurrences(text, words string) []corpus.Span {
	lowered, origin := lower(text)
	looked, _ := lower(words)
	var out []corpus.Span
	for at := 0; looked != ""; {
		i := strings.Index(lowered[at:], looked)
		if i < 0 {
			break
		}
		from := at + i
		at = from + len(looked)
		out = append(out, corpus.Span{Start: origin(from), End: origin(at)})
	}
	return out
}

// lower lowers a text letter by letter; origin is where a byte of the result
// came from.
func lower(text string) (lowered string, origin func(int) int) {
	var b strings.Builder
	b.Grow(len(text))
	var from, to []int // where the two drift apart
	for i, r := range text {
		l := unicode.ToLower(r)
		if r == utf8.RuneError {
			l = 'x' // a broken byte is found by nothing sensible
		}
		b.WriteRune(l)
		_, size := utf8.DecodeRuneInString(text[i:])
		if b.Len() != i+size-drift(from, to) {
			from, to = append(from, b.Len()), append(to, i+size)
		}
	}
	return b.String(), func(at int) int {
		for n := len(from) - 1; n >= 0; n-- {
			if from[n] <= at {
				return at + to[n] - from[n]
			}
		}
		return at
	}
}

func drift(from, to []int) int {
	if n := len(from); n > 0 {
		return to[n-1] - from[n-1]
	}
	return 0
}
