package attribution

import (
	"fmt"
	"math"
	"slices"

	"quoth/attribution/core"
	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/corpus"
)

// trained finds attributions with the trained stages, rules answering what
// those leave open; see fill.
func (e *Engine) trained(x *layers.Text, rules []document.Found) []document.Found {
	t := core.NewText(x, rules, e.core.Rates)
	var out []document.Found
	owner := make([]int, len(x.Regions)) // 1 + the attribution a region belongs to
	for _, a := range e.core.Attributions(t) {
		out = append(out, e.found(t, a))
		for _, r := range a.Regions {
			owner[r] = len(out)
		}
	}
	return fill(t, out, rules, owner)
}

// found puts an attribution into the words of the stage that resolves speakers.
func (e *Engine) found(t *core.Text, a core.Attribution) document.Found {
	f := document.Found{Score: a.Probability, Cue: []corpus.Span{t.Span(a.Cue.Range)}, Utterance: corpus.Other}
	if a.Source.First < a.Source.Last {
		f.Source = []corpus.Span{t.Span(a.Source)}
	}
	for _, c := range a.Content {
		f.Content = append(f.Content, t.Span(c))
	}
	for _, r := range a.Regions {
		f.Quoted = append(f.Quoted, t.Regions[r].Parts()...)
	}
	corpus.SortSpans(f.Quoted)
	f.Kind = kindOf(t, a)
	if verb, ok := e.lex.Verbs[t.Tokens[a.Cue.Head].Word]; ok {
		f.Utterance = verb.Utterance
	} else if f.Kind != corpus.Indirect {
		f.Utterance = corpus.Speech
	}
	f.Reasons = []corpus.Reason{
		{
			Stage: "cue",
			Span:  f.Cue[0],
			Text: fmt.Sprintf(
				"“%s” attributes it (a cue at %d %%, the attribution at %d %%)",
				f.Cue[0].Text(t.Document.Text),
				percent(a.Cue.Probability),
				percent(a.Probability),
			),
		},
	}
	return f
}

func percent(p float64) int { return int(math.Round(100 * p)) }

// kindOf tells how much of the content stands inside quotation marks.
func kindOf(t *core.Text, a core.Attribution) corpus.Kind {
	quoted, plain := 0, 0
	for _, c := range a.Content {
		for i := c.First; i < c.Last; i++ {
			switch {
			case !t.Tokens[i].IsWord:
			case t.Tokens[i].Region >= 0:
				quoted++
			default:
				plain++
			}
		}
	}
	switch {
	case quoted == 0:
		return corpus.Indirect
	case plain == 0:
		return corpus.Direct
	}
	return corpus.Mixed
}

// surelySaid is the length in words from which nearly every quotation in a
// newspaper is speech: of those of ten words and more all but one in a hundred.
const surelySaid = 8

// fill adds what the trained stages do not look for, as the rules find it: the
// paragraphs that a quotation is carried over into, quotations that no words
// attribute, and long ones whose cue is no word ("— Mara Quill"). What was found
// inside of those is part of them.
func fill(t *core.Text, out, rules []document.Found, owner []int) []document.Found {
	filled := make([]bool, len(t.Regions))
	for _, f := range rules {
		var open []int // regions that belong to nothing yet
		holder, home, longest := 0, 0, 0
		for _, s := range f.Quoted {
			r := t.RegionAt(s.Start)
			if len(open) > 0 && open[len(open)-1] == r {
				continue // another part of it
			}
			if owner[r] > 0 {
				holder, home = owner[r], t.Regions[r].Paragraph
				continue
			}
			open = append(open, r)
			longest = max(longest, t.Regions[r].Words)
		}
		switch {
		case len(open) == 0:
		case holder > 0:
			for _, r := range open {
				if region := t.Regions[r]; region.Paragraph != home {
					h := &out[holder-1]
					h.Content, h.Quoted = append(h.Content, region.Outer), append(h.Quoted, region.Parts()...)
					filled[r], owner[r] = true, holder
				}
			}
		case len(f.Cue) == 0 || longest >= surelySaid:
			out = append(out, f)
			for _, r := range open {
				filled[r], owner[r] = true, len(out)
			}
		}
	}
	return slices.DeleteFunc(out, func(f document.Found) bool {
		r := t.RegionAt(f.Content[0].Start)
		return r >= 0 && filled[r] && len(f.Quoted) == 0
	})
}
