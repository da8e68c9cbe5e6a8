package reader

import "quoth/corpus"

// WholeWords widens a span to whole words.
func WholeWords(text string, s corpus.Span) corpus.Span {
	for s.Start > 0 && !isBlank(text[s.Start-1]) {
		s.Start--
	}
	for s.End < len(text) && !isBlank(text[s.End]) {
		s.End++
	}
	for s.Start < s.End && isBlank(text[s.Start]) {
		s.Start++
	}
	return s
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' }

// WordAfter is the end of the word that ends behind a place.
func WordAfter(text string, at int) int {
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	for at < len(text) && !isBlank(text[at]) {
		at++
	}
	return at
}

// WordBefore is the start of the word that starts before a place.
func WordBefore(text string, at int) int {
	for at > 0 && isBlank(text[at-1]) {
		at--
	}
	for at > 0 && !isBlank(text[at-1]) {
		at--
	}
	return at
}

// WordStart moves a place to the start of its word; from blanks, of the next word.
func WordStart(text string, at int) int {
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	for at > 0 && !isBlank(text[at-1]) {
		at--
	}
	return at
}

// WordEnd moves a place to the end of its word; from blanks, of the word before.
func WordEnd(text string, at int) int {
	for at > 0 && isBlank(text[at-1]) {
		at--
	}
	for at < len(text) && at > 0 && !isBlank(text[at]) {
		at++
	}
	return at
}
