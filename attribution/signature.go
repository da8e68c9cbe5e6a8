package attribution

import (
	"quoth/attribution/document"
	"quoth/corpus"
)

// signatureReach bounds the tokens of a signature.
const signatureReach = 24

// signature is the line that signs a quotation: "…" — Mara Quill, director. It
// stands behind the marks or, for a quotation that is a paragraph of its own,
// begins the next paragraph. The dash is the cue.
func (t *text) signature(r int) *cue {
	region := t.Regions[r]
	if region.Words < longFragment {
		return nil
	}
	tokens := t.Paragraphs[region.Paragraph].Tokens
	inside := t.TokensIn(region.Paragraph, region.Outer)
	if inside.Last == tokens.Last && inside.First == tokens.First && region.Paragraph+1 < len(t.Paragraphs) {
		next := t.Paragraphs[region.Paragraph+1].Tokens
		return t.signedIn(document.Range{First: next.First, Last: next.Last})
	}
	return t.signedIn(document.Range{First: inside.Last, Last: tokens.Last})
}

// signedIn reads a signature that takes up all of a run of tokens.
func (t *text) signedIn(run document.Range) *cue {
	if run.Last-run.First < 2 || run.Last-run.First > signatureReach {
		return nil
	}
	dash := run.First
	for dash < run.Last && isDash(t.Tokens[dash].Word) {
		dash++
	}
	if dash == run.First || dash == run.Last || !t.Tokens[dash].IsUpper {
		return nil
	}
	name := document.Range{First: dash, Last: dash}
	for name.Last < run.Last && t.Tokens[name.Last].IsWord && t.Tokens[name.Last].Region < 0 {
		name.Last++
	}
	for i := run.First; i < run.Last; i++ {
		if t.Tokens[i].Region >= 0 || t.isCueVerb(i) {
			return nil // a sentence of the reporter's
		}
	}
	span := corpus.Span{Start: t.Tokens[run.First].Start, End: t.Tokens[dash-1].End}
	return &cue{
		token:     run.First,
		span:      span,
		lemma:     "—",
		utterance: corpus.Speech,
		source:    name,
		inverted:  true,
		sentence:  t.Tokens[run.First].Sentence,
	}
}

func isDash(w string) bool {
	switch w {
	case "—", "–", "―", "-", "‒":
		return true
	}
	return false
}
