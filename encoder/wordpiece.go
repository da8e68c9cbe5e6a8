package encoder

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// pieces cuts texts into the word pieces of an uncased BERT vocabulary: words
// in lower case without accents, marks of punctuation alone, and each word into
// the longest pieces that the vocabulary holds (Devlin et al. 2019, appendix A).
type pieces struct {
	ids                 map[string]int32
	unknown, first, end int32
}

// longestWord is how many characters of a word are cut into pieces; longer ones
// are unknown, as in the reference implementation.
const longestWord = 100

func newPieces(vocabulary []string) pieces {
	p := pieces{ids: make(map[string]int32, len(vocabulary))}
	for i, piece := range vocabulary {
		p.ids[piece] = int32(i)
	}
	p.unknown, p.first, p.end = p.ids["[UNK]"], p.ids["[CLS]"], p.ids["[SEP]"]
	return p
}

// cut returns the ids of a text, with the signs for its beginning and end, at
// most limit in all.
func (p pieces) cut(text string, limit int) []int32 {
	ids := []int32{p.first}
	for _, word := range words(text) {
		ids = p.cutWord(ids, word)
		if len(ids) >= limit {
			ids = ids[:limit-1]
			break
		}
	}
	return append(ids, p.end)
}

func (p pieces) cutWord(ids []int32, word string) []int32 {
	runes := []rune(word)
	if len(runes) > longestWord {
		return append(ids, p.unknown)
	}
	before := len(ids)
	for start := 0; start < len(runes); {
		end := len(runes)
		for ; end > start; end-- {
			piece := string(runes[start:end])
			if start > 0 {
				piece = "##" + piece
			}
			if id, ok := p.ids[piece]; ok {
				ids = append(ids, id)
				break
			}
		}
		if end == start {
			return append(ids[:before], p.unknown)
		}
		start = end
	}
	return ids
}

// words cuts a text at white space and around punctuation, in lower case and
// without accents.
func words(text string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.IsSpace(r):
			flush()
		case r == 0 || r == unicode.ReplacementChar || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.C, r):
		case isPunctuation(r) || unicode.Is(unicode.Han, r):
			flush()
			out = append(out, string(r))
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return out
}

// isPunctuation counts the symbols of ASCII as punctuation, as the encoder's
// own tokenizer does.
func isPunctuation(r rune) bool {
	if r < 128 {
		return r > ' ' && r != 127 && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return unicode.IsPunct(r)
}
