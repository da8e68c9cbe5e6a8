package core

import (
	"quoth/attribution/document"
	"quoth/attribution/layers"
)

// mend puts right what grammar decides of a source that the labels got wrong:
// who follows "according to", and whose the nearer of two verbs is. A source that
// the labels did not find is the one the rules give.
func (t *Text) mend(source document.Range, c Cue, isCue []bool) document.Range {
	if t.accordingTo(c) {
		if phrase := t.phraseFrom(c.Last); phrase.First < phrase.Last && !overlap(phrase, source) {
			return phrase
		}
		return source
	}
	if source.First == source.Last {
		return t.ruleSourceOf[c.First]
	}
	if source.Last < c.First && t.Tokens[source.First].Sentence == t.Tokens[c.First].Sentence &&
		t.cueBetween(source.Last, c.First, isCue) {
		if phrase := t.phraseBefore(c.First); phrase.First > source.Last {
			return phrase
		}
	}
	return source
}

func overlap(a, b document.Range) bool { return a.First < b.Last && b.First < a.Last }

func (t *Text) accordingTo(c Cue) bool {
	return c.Last-c.First >= 2 && t.Tokens[c.Last-1].Word == "to" && t.Tokens[c.Last-2].Word == "according"
}

// cueBetween reports another cue outside of marks between a source and its cue.
func (t *Text) cueBetween(first, last int, isCue []bool) bool {
	for i := first; i < last; i++ {
		if isCue[i] && t.Tokens[i].Region < 0 {
			return true
		}
	}
	return false
}

// longestPhrase bounds the tokens of a phrase.
const longestPhrase = 16

// phraseFrom is the noun phrase that begins at a token, with what depends on it,
// up to the next punctuation, verb or quotation.
func (t *Text) phraseFrom(first int) document.Range {
	last, noun := first, false
	for last < len(t.Tokens) && last-first < longestPhrase && t.Tokens[last].Sentence == t.Tokens[first].Sentence && t.Tokens[last].Region < 0 {
		finite := t.Part[last] == layers.VerbPast || t.Part[last] == layers.VerbPresent || t.Part[last] == layers.Modal
		if finite || t.Part[last] == layers.WhWord || t.Part[last] == layers.Punctuation && t.Tokens[last].Word != "." {
			break
		}
		noun = noun || t.who(last) != 0
		last++
	}
	for last > first && !t.Tokens[last-1].IsWord {
		last--
	}
	if !noun {
		return document.Range{}
	}
	return document.Range{First: first, Last: last}
}

// phraseBefore is the subject that ends directly before a verb, adverbs aside.
func (t *Text) phraseBefore(verb int) document.Range {
	same := func(i int) bool {
		return i >= 0 && t.Tokens[i].Sentence == t.Tokens[verb].Sentence && t.Tokens[i].Region < 0
	}
	last := verb
	for same(last-1) && (t.Part[last-1] == layers.Adverb || t.Part[last-1] == layers.Modal) {
		last--
	}
	if !same(last - 1) {
		return document.Range{}
	}
	if t.Part[last-1] == layers.Pronoun {
		return document.Range{First: last - 1, Last: last}
	}
	first := last
	for same(first-1) && (t.isNoun(first-1) || t.Part[first-1] == layers.Adjective || t.Part[first-1] == layers.Determiner || t.Part[first-1] == layers.PossessivePronoun || t.Part[first-1] == layers.Possessive) {
		first--
	}
	if first == last || !t.isNoun(last-1) {
		return document.Range{}
	}
	return document.Range{First: first, Last: last}
}
