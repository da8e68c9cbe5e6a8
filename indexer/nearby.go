package indexer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
)

// nearby finds words that stand together in a text. Cutting a text into words is
// what takes long, so only the places are cut where all of them may be.
type nearby struct {
	analyzer analysis.Analyzer
	holds    func(words []string) bool
	reach    int      // words that may stand between the rarest and the others, these included
	folds    bool     // the analyser folds case and accents
	starts   []string // how the words begin in every text, the longest first; empty where that is not known
}

// phraseOf asks for words in their order, as an analyser has them. Only endings
// may differ from the printed words for places to be found without analysing.
func phraseOf(a analysis.Analyzer, words []string, folds, endingsOnly bool) nearby {
	n := nearby{analyzer: a, reach: len(words), folds: folds, holds: func(have []string) bool {
		for i := 0; i+len(words) <= len(have); i++ {
			if slices.Equal(have[i:i+len(words)], words) {
				return true
			}
		}
		return false
	}}
	if endingsOnly {
		n.starts = startsOf(words)
	}
	return n
}

// nearOf asks for two words at most so many words apart.
func nearOf(a analysis.Analyzer, words []string, distance int, endingsOnly bool) nearby {
	n := nearby{
		analyzer: a,
		reach:    distance,
		folds:    true,
		holds:    func(have []string) bool { return holdsNear(have, words, distance) },
	}
	if endingsOnly {
		n.starts = startsOf(words)
	}
	return n
}

func startsOf(words []string) []string {
	starts := make([]string, len(words))
	for i, word := range words {
		starts[i] = strings.TrimSuffix(word, "y") // parties are a party
	}
	slices.SortFunc(starts, func(a, b string) int { return len(b) - len(a) })
	return starts
}

// in reports whether a text holds the words so.
func (n nearby) in(text string) bool {
	if len(n.starts) == 0 || n.starts[0] == "" {
		return n.holds(terms(n.analyzer, text))
	}
	if n.folds {
		text = foldText(text)
	}
	for at := 0; ; {
		i := strings.Index(text[at:], n.starts[0])
		if i < 0 {
			return false
		}
		around := text[leftOf(text, at+i, n.reach):rightOf(text, at+i, n.reach)]
		missing := slices.ContainsFunc(n.starts, func(start string) bool { return !strings.Contains(around, start) })
		if !missing && n.holds(terms(n.analyzer, around)) {
			return true
		}
		at += i + len(n.starts[0])
	}
}

// leftOf is where the field starts that is so many fields left of the one at a
// place. Fields stand between blanks; those without a word do not count.
func leftOf(text string, at, fields int) int {
	for at > 0 {
		blank := strings.LastIndexFunc(text[:at], unicode.IsSpace)
		start := blank + 1
		if blank >= 0 {
			_, size := utf8.DecodeRuneInString(text[blank:])
			start = blank + size
		}
		if strings.IndexFunc(text[start:at], isWordRune) >= 0 {
			if fields < 0 {
				return at
			}
			fields--
		}
		at = max(blank, 0)
	}
	return 0
}

// rightOf is where the field ends that is so many fields to the right.
func rightOf(text string, at, fields int) int {
	for at < len(text) {
		size := strings.IndexFunc(text[at:], unicode.IsSpace)
		if size < 0 {
			return len(text)
		}
		if strings.IndexFunc(text[at:at+size], isWordRune) >= 0 {
			if fields < 0 {
				return at
			}
			fields--
		}
		_, blank := utf8.DecodeRuneInString(text[at+size:])
		at += size + blank
	}
	return len(text)
}

var folder = asciifolding.New()

// foldText is a text in small letters without accents.
func foldText(text string) string {
	if !isPlain(text) {
		text = string(folder.Filter([]byte(text)))
	}
	return strings.ToLower(text)
}

// isPlain reports whether a text has nothing outside ASCII but dashes, quotation
// marks and the like, U+2000 to U+207F: most English ones.
func isPlain(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 0x80 {
			continue
		}
		if text[i] != 0xE2 || i+2 >= len(text) || text[i+1] != 0x80 && text[i+1] != 0x81 {
			return false
		}
		i += 2
	}
	return true
}
