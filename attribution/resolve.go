package attribution

import (
	"quoth/attribution/document"
	"quoth/corpus"
)

// handOver puts a quote into the words of the stage that resolves speakers.
func (f *found) handOver(t *text) document.Found {
	out := document.Found{Kind: f.kind, Utterance: f.utterance, Reasons: f.reasons, Score: f.score()}
	for _, r := range f.regions {
		out.Quoted = append(out.Quoted, t.Regions[r].Parts()...)
		out.Content = append(out.Content, t.Regions[r].Outer)
	}
	if !f.clause.Empty() {
		out.Content = joinContent(append(out.Content, f.clause))
	}
	corpus.SortSpans(out.Content)
	corpus.SortSpans(out.Quoted)
	if f.cue != nil {
		out.Cue = []corpus.Span{t.grownCue(f.cue)}
		if s := f.cue.source; s.Last > s.First {
			out.Source = []corpus.Span{{Start: t.Tokens[s.First].Start, End: t.Tokens[s.Last-1].End}}
		}
	}
	return out
}

// score says how sure the linking is: a reported clause less than marked words,
// a quotation that goes on without words of its own less than one with a cue.
func (f *found) score() float64 {
	score := map[corpus.Kind]float64{corpus.Direct: 0.9, corpus.Mixed: 0.75, corpus.Indirect: 0.6}[f.kind]
	if f.carried || f.cue == nil {
		score -= 0.2
	}
	return score
}

// grownCue takes in the auxiliaries and adverbs before the verb ("has repeatedly
// said") and the statement it was made in ("said in a statement").
func (t *text) grownCue(c *cue) corpus.Span {
	span, first := c.span, c.token
	for i := c.token - 1; i >= 0 && t.Tokens[i].Sentence == c.sentence && t.Tokens[i].Region < 0 && (skippable[t.Tokens[i].Word] || isAdverb(t.Tokens[i].Word)) && t.at[i] == nil; i-- {
		first = i
	}
	span.Start = min(span.Start, t.Tokens[first].Start)
	if i := c.token + 1; c.span.End == t.Tokens[c.token].End && i+2 < len(t.Tokens) && t.Tokens[i].Word == "in" &&
		t.Tokens[i+1].Word == "a" &&
		t.Tokens[i+2].Word == "statement" {
		span.End = t.Tokens[i+2].End
	}
	return span
}
