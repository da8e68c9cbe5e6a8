package language

import (
	"strings"
	"unicode"
)

// plainlyEnglish reports whether a text of some length is so full of frequent
// English words that its language need not be looked into: asking
// letter statistics is slower than all else that is done with an article. False says
// nothing. The text should be cut to the beginning of an article.
func plainlyEnglish(text string) bool {
	const (
		enough = 30   // words
		share  = 0.08 // of frequent words; other languages stay below a tenth of it
	)
	words, hits := 0, 0
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		words++
		if frequentEnglish[w] {
			hits++
		}
	}
	return words >= enough && float64(hits) >= share*float64(words)
}

// frequentEnglish are words of every English text that its neighbours lack.
var frequentEnglish = map[string]bool{
	"the": true, "and": true, "with": true, "said": true, "from": true, "they": true,
	"she": true, "this": true, "that": true, "his": true, "you": true, "have": true,
	"would": true, "who": true, "for": true, "are": true, "The": true, "which": true,
}
