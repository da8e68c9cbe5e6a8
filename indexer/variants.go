package indexer

import (
	"strings"
	"unicode/utf8"
)

// Compare sets one wording of an utterance beside another: the second text in
// pieces, those that the first has not marked, and how much they share: the
// words in common, in their order (longest common subsequence), by the words of
// the shorter text. An outlet that cuts a quote shares everything with it.
func (x *Index) Compare(first, second string) (pieces []Fragment, shared float64) {
	a, b := x.comparable(first), x.comparable(second)
	if len(a) == 0 || len(b) == 0 {
		return []Fragment{{Text: second, Match: true}}, 0
	}
	common := commonWords(a, b)
	at, n := 0, 0
	for i, w := range b {
		if common[i] {
			n++
			continue
		}
		if w.start > at {
			pieces = appendPiece(pieces, second[at:w.start], false)
		}
		pieces = appendPiece(pieces, second[w.start:w.end], true)
		at = w.end
	}
	if at < len(second) {
		pieces = appendPiece(pieces, second[at:], false)
	}
	return pieces, float64(n) / float64(min(len(a), len(b)))
}

// appendPiece joins neighbours of one sort; a blank between two differences
// belongs to them.
func appendPiece(pieces []Fragment, text string, differs bool) []Fragment {
	last := len(pieces) - 1
	switch {
	case last >= 0 && pieces[last].Match == differs:
		pieces[last].Text += text
	case last >= 1 && differs && strings.TrimSpace(pieces[last].Text) == "":
		pieces[last-1].Text += pieces[last].Text + text
		pieces = pieces[:last]
	default:
		pieces = append(pieces, Fragment{text, differs})
	}
	return pieces
}

type placedWord struct {
	word       string
	start, end int
}

// compareWords bounds what is compared: the time grows with its square.
const compareWords = 400

func (x *Index) comparable(text string) []placedWord {
	var out []placedWord
	for _, t := range x.exact.Analyze([]byte(text)) {
		if len(out) == compareWords {
			break
		}
		if utf8.Valid(t.Term) {
			out = append(out, placedWord{fold(x.words, string(t.Term)), t.Start, t.End})
		}
	}
	return out
}

// commonWords marks the words of b in a longest common subsequence with a.
func commonWords(a, b []placedWord) []bool {
	longest := make([][]int16, len(a)+1)
	for i := range longest {
		longest[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].word == b[j].word {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	common := make([]bool, len(b))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].word == b[j].word:
			common[j] = true
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return common
}
