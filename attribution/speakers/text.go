package speakers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// reader gives the stages of this package words by token index; every method is
// safe for indexes outside the text, so that looking around needs no checks.
type reader struct {
	*document.Document
	lex   *knowledge.Tables
	names []layers.Name // by token; nil in a text without labels
	// capital are the words that have a capital inside a sentence, in lower case;
	// nil in a text without labels.
	capital map[string]bool
}

func newReader(doc *document.Document, lex *knowledge.Tables, names []layers.Name) reader {
	r := reader{doc, lex, names, nil}
	if names == nil {
		return r
	}
	r.capital = map[string]bool{}
	for i := range doc.Tokens {
		if t := &doc.Tokens[i]; t.IsUpper && t.IsWord && i > 0 && doc.Tokens[i-1].IsWord &&
			doc.Tokens[i-1].Sentence == t.Sentence {
			r.capital[t.Word] = true
		}
	}
	return r
}

func (r reader) ok(i int) bool { return i >= 0 && i < len(r.Tokens) }

// low is the word in lower case, "" outside the text.
func (r reader) low(i int) string {
	if !r.ok(i) {
		return ""
	}
	return r.Tokens[i].Word
}

// printed is the word as it stands in the text.
func (r reader) printed(i int) string {
	if !r.ok(i) {
		return ""
	}
	return r.Tokens[i].Text(r.Text)
}

func (r reader) upper(i int) bool { return r.ok(i) && r.Tokens[i].IsUpper }
func (r reader) word(i int) bool  { return r.ok(i) && r.Tokens[i].IsWord }

// glued reports that nothing stands between token i and the one before.
func (r reader) glued(i int) bool {
	return r.ok(i) && r.ok(i-1) && r.Tokens[i-1].End == r.Tokens[i].Start
}

// sameSentence reports that both tokens exist and share a sentence.
func (r reader) sameSentence(i, j int) bool {
	return r.ok(i) && r.ok(j) && r.Tokens[i].Sentence == r.Tokens[j].Sentence
}

func (r reader) sameParagraph(i, j int) bool {
	return r.ok(i) && r.ok(j) && r.Tokens[i].Paragraph == r.Tokens[j].Paragraph
}

// quoted reports that token i stands in quotation marks.
func (r reader) quoted(i int) bool { return r.ok(i) && r.Tokens[i].Region >= 0 }

// opensSentence reports a token that is the first word of its sentence or of
// the words in quotation marks.
func (r reader) opensSentence(i int) bool {
	for j := i - 1; ; j-- {
		if !r.sameSentence(i, j) || r.Tokens[j].Region != r.Tokens[i].Region {
			return true
		}
		if w := r.Tokens[j].Word; w == ":" || w == "—" || w == "–" || w == "•" {
			return true
		}
		if r.Tokens[j].IsWord || r.Tokens[j].Word == "," {
			return false
		}
	}
}

// possessive reports that tokens i and i+1 are an apostrophe and an s, or i an
// apostrophe alone behind a word that ends in s; next is the token after it.
func (r reader) possessive(i int) (next int, yes bool) {
	if w := r.low(i); w != "’" && w != "'" || !r.glued(i) {
		return i, false
	}
	if r.low(i+1) == "s" && r.glued(i+1) {
		return i + 2, true
	}
	if strings.HasSuffix(r.low(i-1), "s") && !r.glued(i+1) && !r.quoted(i) {
		return i + 1, true
	}
	return i, false
}

// span covers tokens first to last, last excluded.
func (r reader) span(first, last int) corpus.Span {
	if first >= last || !r.ok(first) || !r.ok(last-1) {
		return corpus.Span{}
	}
	return corpus.Span{Start: r.Tokens[first].Start, End: r.Tokens[last-1].End}
}

// phrase is the text of tokens first to last with single spaces.
func (r reader) phrase(first, last int) string {
	s := r.span(first, last)
	if s.Empty() {
		return ""
	}
	return strings.Join(strings.Fields(s.Text(r.Text)), " ")
}

// tokenAt is the index of the first token that ends after byte offset at.
func (r reader) tokenAt(at int) int {
	low, high := 0, len(r.Tokens)
	for low < high {
		middle := (low + high) / 2
		if r.Tokens[middle].End > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// tokensOf are the tokens a span touches.
func (r reader) tokensOf(s corpus.Span) (first, last int) {
	first = r.tokenAt(s.Start)
	last = first
	for last < len(r.Tokens) && r.Tokens[last].Start < s.End {
		last++
	}
	return first, last
}

// allUpper reports a word of at least two letters, all capitals.
func allUpper(word string) bool {
	letters := 0
	for _, c := range word {
		if unicode.IsLower(c) {
			return false
		}
		if unicode.IsUpper(c) {
			letters++
		}
	}
	return letters >= 2
}

// acronymLike holds for NATO, IRCC, UNHCR, U.S but not for a shouted headline.
func acronymLike(word string) bool {
	n := utf8.RuneCountInString(word)
	return allUpper(word) && n <= 6
}

// fold makes two printings of a name comparable: lower case, plain apostrophes,
// no full stops, single spaces.
func fold(name string) string {
	return strings.Join(strings.Fields(plainGlyphs.Replace(strings.ToLower(name))), " ")
}

var plainGlyphs = strings.NewReplacer("’", "'", ".", "", "‑", "-")

func lastWord(folded string) string {
	return folded[strings.LastIndexByte(folded, ' ')+1:]
}

func firstWord(folded string) string {
	first, _, _ := strings.Cut(folded, " ")
	return first
}
