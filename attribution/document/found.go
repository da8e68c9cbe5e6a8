package document

import "quoth/corpus"

// Found is a quote before its speaker is known: what the stage that links words
// to cues hands to the one that resolves speakers.
type Found struct {
	Kind      corpus.Kind
	Utterance corpus.Utterance
	Content   []corpus.Span
	Quoted    []corpus.Span
	Cue       []corpus.Span
	Source    []corpus.Span // empty where no words of its own attribute it
	Score     float64       // how sure the linking is, 0 to 1
	Said      float64       // how likely somebody said its shortest phrase in marks; 1 where none is short, 0 where nobody judged
	Reasons   []corpus.Reason
}
