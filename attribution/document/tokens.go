package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/corpus"
)

// paragraphs cuts a text at line ends; blank lines vanish.
func paragraphs(text string) []corpus.Span {
	var out []corpus.Span
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:], '\n')
		if end < start {
			end = len(text)
		}
		line := text[start:end]
		left := len(line) - len(strings.TrimLeftFunc(line, unicode.IsSpace))
		trimmed := strings.TrimSpace(line)
		if trimmed != "" {
			out = append(out, corpus.Span{Start: start + left, End: start + left + len(trimmed)})
		}
		start = end + 1
	}
	return out
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// joins reports characters that stand inside a word between two letters or
// digits: don't, co-operate, 3.5, U.S.
func joins(r rune) bool {
	switch r {
	case '\'', '’', '-', '‑', '.', ',', '&', '­':
		return true
	}
	return false
}

// tokenize appends the tokens of span, until stopped says that it is enough.
func tokenize(tokens []Token, text string, span corpus.Span, stopped func(step int) bool) []Token {
	for i := span.Start; i < span.End && !stopped(len(tokens)); {
		r, size := utf8.DecodeRuneInString(text[i:span.End])
		switch {
		case unicode.IsSpace(r):
			i += size
			continue
		case !isWordRune(r):
			tokens = append(tokens, Token{Span: corpus.Span{Start: i, End: i + size}, Word: text[i : i+size]})
			i += size
			continue
		}
		end := wordEnd(text, i, span.End)
		word := strings.ReplaceAll(strings.ToLower(text[i:end]), "’", "'")
		tokens = append(
			tokens,
			Token{Span: corpus.Span{Start: i, End: end}, Word: word, IsWord: true, IsUpper: unicode.IsUpper(r)},
		)
		i = end
	}
	return tokens
}

// wordEnd is where the word that begins at start ends. A possessive 's is a
// token of its own, so that a name keeps its shape.
func wordEnd(text string, start, limit int) int {
	i := start
	for i < limit {
		r, size := utf8.DecodeRuneInString(text[i:limit])
		if isWordRune(r) {
			i += size
			continue
		}
		next, nextSize := utf8.DecodeRuneInString(text[min(i+size, limit):limit])
		if i == start || !joins(r) || !isWordRune(next) || isPossessive(text[i:limit], r, size, next, nextSize) {
			break
		}
		if (r == '.' || r == ',') && !joinsNumbersOrInitials(text[start:i], r, next) {
			break
		}
		i += size
	}
	return i
}

func isPossessive(rest string, r rune, size int, next rune, nextSize int) bool {
	if (r != '\'' && r != '’') || (next != 's' && next != 'S') {
		return false
	}
	after, _ := utf8.DecodeRuneInString(rest[min(size+nextSize, len(rest)):])
	return !isWordRune(after)
}

// joinsNumbersOrInitials holds for 3.5, 10,000 and U.S but not for a full stop
// or comma that lacks its blank ("said.Alweendo").
func joinsNumbersOrInitials(before string, r, next rune) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	if unicode.IsDigit(last) && unicode.IsDigit(next) {
		return true
	}
	initial := utf8.RuneCountInString(before) == 1 || before[len(before)-2] == '.' ||
		(len(before) > 2 && before[len(before)-3] == '.')
	return r == '.' && unicode.IsLetter(last) && unicode.IsLetter(next) && initial
}

// cutSentences cuts a paragraph's tokens at sentence ends. A full stop inside
// quotation marks ends the sentence only where a capital or the end follows.
func (d *Document) cutSentences(tokens Range, abbreviations map[string]bool) {
	start := tokens.First
	end := func(last int) {
		for i := start; i < last; i++ {
			d.Tokens[i].Sentence = len(d.Sentences)
		}
		if last > start {
			d.Sentences = append(d.Sentences, Range{start, last})
		}
		start = last
	}
	for i := tokens.First; i < tokens.Last; i++ {
		if !isTerminator(d.Tokens[i].Word) || d.isAbbreviation(i, tokens.First, abbreviations) {
			continue
		}
		next := i + 1
		for next < tokens.Last && isCloser(d, next) {
			next++
		}
		if next == tokens.Last || startsSentence(d, next, tokens.Last) {
			end(next)
			i = next - 1
		}
	}
	end(tokens.Last)
}

func isTerminator(w string) bool { return w == "." || w == "!" || w == "?" || w == "…" || w == "。" }

// isCloser reports marks and brackets that still belong to the sentence before.
func isCloser(d *Document, i int) bool {
	switch d.Tokens[i].Word {
	case ")", "]", "”", "’", "»":
		return true
	case "\"", "'", "“", "‘", "“ ":
		// A straight or wrongly turned mark closes when nothing stands between.
		region := d.Tokens[i].Region
		return d.Tokens[i].Start == d.Tokens[i-1].End && region >= 0 && d.Regions[region].Outer.End == d.Tokens[i].End
	case ".", "!", "?", "…":
		return true
	}
	return false
}

// startsSentence reports whether a sentence may begin at a token: a capital, a
// digit, or an opening mark or bracket before one.
func startsSentence(d *Document, i, limit int) bool {
	for i < limit && !d.Tokens[i].IsWord {
		i++
	}
	if i == limit {
		return true
	}
	r, _ := utf8.DecodeRuneInString(d.Text[d.Tokens[i].Start:])
	return !unicode.IsLower(r)
}

// hasDigit reports a token that begins with a digit.
func (d *Document) hasDigit(i int) bool {
	return i < len(d.Tokens) && d.Tokens[i].Word[0] >= '0' && d.Tokens[i].Word[0] <= '9'
}

// isAbbreviation reports a full stop that belongs to the word before it. The
// table marks ordinary words: "^wash" abbreviates with a capital only, "1no"
// before a digit only.
func (d *Document) isAbbreviation(i, first int, abbreviations map[string]bool) bool {
	if d.Tokens[i].Word != "." || i == first {
		return false
	}
	before := d.Tokens[i-1]
	if !before.IsWord || before.End != d.Tokens[i].Start {
		return false
	}
	if abbreviations[before.Word] || before.IsUpper && abbreviations["^"+before.Word] ||
		abbreviations["1"+before.Word] && d.hasDigit(i+1) {
		return true
	}
	return before.IsUpper &&
		(before.Len() == 1 || before.Len() <= 4 && strings.Contains(before.Word, ".")) // J. Smith, G.K. Smith
}
