// Package core finds attributions in a text by learning: which words are a cue,
// which quotation belongs to which cue, which words are source and content of a
// cue, and which of the attributions so found to trust. Each stage is a small
// linear model over the layers of the text; what the rules of package
// attribution found is a feature among others, so that the models inherit what
// rules know of marks and learn where they err.
//
//	cues     tokens labelled as cue or not      (conditional random field)
//	regions  each quotation's cue, or none      (choice among candidates)
//	roles    source and content of each cue     (conditional random field)
//	judge    how likely an attribution is right (logistic regression)
package core

import (
	"slices"
	"sort"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/corpus"
)

// Text is a document with its layers and what the rules found in it.
type Text struct {
	*layers.Text
	ruleCue    []bool
	ruleSource []bool
	// By first token of a cue, what the rules take for its source and content.
	ruleSourceOf  map[int]document.Range
	ruleContentOf map[int][]document.Range
	ruleLink      []int            // by region: first token of the cue that the rules give it, noCue or notQuoted
	ruleCues      []document.Range // of those, in order of the text, each once
	rates         *Rates
}

// What the rules may say of a region besides its cue.
const (
	noCue     = -1 // speech without words that attribute it
	notQuoted = -2 // no speech
)

// NewText joins a text's layers with what the rules found in it.
func NewText(x *layers.Text, rules []document.Found, rates *Rates) *Text {
	t := &Text{
		Text:          x,
		ruleCue:       make([]bool, len(x.Tokens)),
		ruleSource:    make([]bool, len(x.Tokens)),
		ruleLink:      make([]int, len(x.Regions)),
		ruleSourceOf:  map[int]document.Range{},
		ruleContentOf: map[int][]document.Range{},
		rates:         rates,
	}
	for i := range t.ruleLink {
		t.ruleLink[i] = notQuoted
	}
	for _, f := range rules {
		cue := noCue
		for _, s := range f.Cue {
			r := t.tokens(s)
			cue = r.First
			mark(t.ruleCue, r)
			if len(f.Quoted) > 0 {
				t.ruleCues = append(t.ruleCues, r)
			}
		}
		for _, s := range f.Content {
			if cue >= 0 {
				t.ruleContentOf[cue] = append(t.ruleContentOf[cue], t.tokens(s))
			}
		}
		for _, s := range f.Source {
			mark(t.ruleSource, t.tokens(s))
			if cue >= 0 {
				t.ruleSourceOf[cue] = t.tokens(s)
			}
		}
		for _, s := range f.Quoted {
			if at := t.RegionAt(s.Start); at >= 0 {
				t.ruleLink[at] = cue
			}
		}
	}
	sort.Slice(t.ruleCues, func(i, j int) bool { return t.ruleCues[i].First < t.ruleCues[j].First })
	t.ruleCues = slices.Compact(t.ruleCues)
	return t
}

func mark(flags []bool, r document.Range) {
	for i := r.First; i < r.Last; i++ {
		flags[i] = true
	}
}

// tokens are the tokens that overlap a span.
func (t *Text) tokens(s corpus.Span) document.Range {
	first := sort.Search(len(t.Tokens), func(i int) bool { return t.Tokens[i].End > s.Start })
	last := sort.Search(len(t.Tokens), func(i int) bool { return t.Tokens[i].Start >= s.End })
	return document.Range{First: first, Last: max(first, last)}
}

// regionTokens are the tokens of a region, marks included.
func (t *Text) regionTokens(r int) document.Range { return t.tokens(t.Regions[r].Outer) }

// longestRun bounds the tokens looked at in one go.
const longestRun = 1000

// runs cuts a text into paragraphs, long ones further.
func (t *Text) runs() []document.Range {
	var out []document.Range
	for _, p := range t.Paragraphs {
		for first := p.Tokens.First; first < p.Tokens.Last; first += longestRun {
			out = append(out, document.Range{First: first, Last: min(first+longestRun, p.Tokens.Last)})
		}
	}
	return out
}

// outside stands for a value beyond the run's edges.
const outside = 0x5151

func value(values []uint32, i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return values[i]
}

func (t *Text) part(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return uint32(t.Part[i])
}

func (t *Text) name(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return uint32(t.Name[i])
}

func (t *Text) isVerb(i int) bool {
	p := t.Part[i]
	return p >= layers.VerbBase && p <= layers.Modal
}

func (t *Text) isNoun(i int) bool {
	p := t.Part[i]
	return p >= layers.Noun && p <= layers.ProperNoun
}

// who is what a token may be as a speaker: a kind of name, a pronoun, a noun of
// a role, a group or a document; 0 if none of these.
func (t *Text) who(i int) uint32 {
	switch {
	case t.Name[i] != layers.NoName:
		return uint32(t.Name[i])
	case t.Part[i] == layers.Pronoun:
		return 10
	case t.Part[i] == layers.ProperNoun:
		return 11
	case t.Part[i] == layers.WhWord:
		return 12
	case t.Class[i]&layers.IsRoleNoun != 0:
		return 13
	case t.Class[i]&layers.IsGroupNoun != 0:
		return 14
	case t.Class[i]&layers.IsDocumentNoun != 0:
		return 15
	case t.isNoun(i) && t.Sense(i) == personSense:
		return 18
	case t.isNoun(i) && t.Sense(i) == groupSense:
		return 19
	case t.Part[i] == layers.NounPlural:
		return 16
	case t.Part[i] == layers.Noun:
		return 17
	}
	return 0
}

// The classes of WordNet for nouns of people and of groups.
const (
	personSense = 18
	groupSense  = 14
)

// bucket makes distances comparable: exact when small, coarse when large.
func bucket(n int) uint32 {
	switch {
	case n < 0:
		return 99
	case n <= 4:
		return uint32(n)
	case n <= 6:
		return 5
	case n <= 9:
		return 6
	case n <= 14:
		return 7
	case n <= 20:
		return 8
	case n <= 30:
		return 9
	}
	return 10
}

func few(n, most int) uint32 { return uint32(min(n, most)) }

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// Rates tells by stem how often it is part of a cue: 0 for unknown stems, else
// 1 to 7 from never to nearly always.
type Rates [1 << 16]uint8

func (r *Rates) of(stem uint32) uint32 {
	if r == nil {
		return 0
	}
	return uint32(r[stem&0xFFFF])
}

// Counts are how often stems occur and how often as part of a cue.
type Counts struct{ Cue, All [1 << 16]int32 }

// Rates turns counts into buckets.
func (c *Counts) Rates() *Rates {
	r := &Rates{}
	for i := range r {
		r[i] = rateOf(c.Cue[i], c.All[i])
	}
	return r
}

func rateOf(cue, all int32) uint8 {
	if all < 2 {
		return 0
	}
	rate := (float64(cue) + 0.02) / (float64(all) + 1)
	for i, edge := range []float64{0.004, 0.02, 0.08, 0.25, 0.5, 0.75} {
		if rate < edge {
			return uint8(i + 1)
		}
	}
	return 7
}
