package attribution

import (
	"quoth/attribution/document"
	"quoth/corpus"
)

// handOver puts a quote into the words of the stage that resolves speakers.
func (f *found) handOver(t *text) document.Found {
	out := document.Found{Kind: f.kind, Utterance: f.utterance, Reasons: f.reasons, Score: f.score()}
	for _, r := range f.regions {
		out.Quoted = append(out.Quoted, t.Regions[r].Inner)
		out.Content = append(out.Content, t.Regions[r].Outer)
	}
	if !f.clause.Empty() {
		out.Content = joinContent(append(out.Content, f.clause))
	}
	corpus.SortSpans(out.Content)
	corpus.SortSpans(out.Quoted)
	if f.cue != nil {
		out.Cue = []corpus.Span{f.cue.span}
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
