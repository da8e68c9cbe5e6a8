package core

import (
	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/linear"
)

// The labels of the role tagger.
const (
	neither uint8 = iota
	isSource
	isContent
	roleLabels
)

// roleReach bounds the window of a cue: tokens to each side of it. Quotations
// that reach further are added whole by their link.
const roleReach = 90

// window is the part of a cue's paragraph that its source and content are looked
// for in: two sentences to each side.
func (t *Text) window(c Cue) document.Range {
	p := t.Paragraphs[t.Tokens[c.First].Paragraph].Tokens
	s := t.Tokens[c.First].Sentence
	first, last := c.First, c.Last
	for first > p.First && c.First-first < roleReach && t.Tokens[first-1].Sentence >= s-2 {
		first--
	}
	for last < p.Last && last-c.Last < roleReach && t.Tokens[last].Sentence <= s+2 {
		last++
	}
	return document.Range{First: first, Last: last}
}

// stretch counts what stands between a token and the cue.
type stretch struct {
	commas, verbs, sentences, edges, cues, prepositions, that, nouns int
}

// along gives the stretches from the cue to each token of the window.
func (t *Text) along(c Cue, w document.Range, isCue []bool) []stretch {
	out := make([]stretch, w.Last-w.First)
	var s stretch
	step := func(i, nearer int) {
		if t.Tokens[i].Sentence != t.Tokens[nearer].Sentence {
			s.sentences++
		}
		if t.Tokens[i].Region != t.Tokens[nearer].Region {
			s.edges++
		}
		out[i-w.First] = s
		switch {
		case t.Tokens[i].Word == ",":
			s.commas++
		case t.isVerb(i):
			s.verbs++
		case t.Part[i] == layers.Preposition:
			s.prepositions++
		case t.isNoun(i) && (nearer < i && !t.nounAt(i+1, w) || nearer > i && !t.nounAt(i-1, w)):
			s.nouns++
		}
		if t.Word[i] == thatWord {
			s.that++
		}
		if isCue[i] && !isCue[nearer] {
			s.cues++
		}
	}
	for i := c.Last; i < w.Last; i++ {
		step(i, i-1)
	}
	s = stretch{}
	for i := c.First - 1; i >= w.First; i-- {
		step(i, i+1)
	}
	return out
}

func (t *Text) nounAt(i int, w document.Range) bool { return i >= w.First && i < w.Last && t.isNoun(i) }

// roleContext is what all tokens of a cue's window share.
type roleContext struct {
	cue           Cue
	window        document.Range
	between       []stretch
	head, word    uint32
	length        uint32
	before, after uint32 // words around the cue
	beforePart    uint32
	afterPart     uint32
	passive       uint32
	adjacent      uint32 // where quotations touch the cue
	linked        func(region int) uint32
	anyLinked     uint32
	rate          uint32
	sense         uint32
}

func (t *Text) roleContext(index int, cues []Cue, links []Link, isCue []bool) roleContext {
	c := cues[index]
	w := t.window(c)
	k := roleContext{
		cue:     c,
		window:  w,
		between: t.along(c, w, isCue),
		head:    t.Stem[c.Head],
		word:    t.Word[c.Head],
		length:  few(c.Last-c.First, 4),
		before: value(
			t.Word,
			c.First-1,
			w,
		),
		after:      value(t.Word, c.Last, w),
		beforePart: t.part(c.First-1, w),
		afterPart:  t.part(c.Last, w),
		rate:       t.rates.of(t.Stem[c.Head]),
		sense:      t.Sense(c.Head),
	}
	k.passive = uint32(t.Part[c.Head])*4 + flag(c.Head != c.Last-1)
	if t.Tokens[c.Head].Region >= 0 {
		k.adjacent = 9
	} else {
		left, right := t.quoteDistances(c.Head, w)
		k.adjacent = few(int(left), 6)*7 + few(int(right), 6)
	}
	k.linked = func(region int) uint32 {
		switch {
		case region < 0:
			return 0
		case links[region].Cue == index:
			return 1
		case links[region].Cue >= 0:
			return 2
		}
		return 3
	}
	last := -1
	for i := w.First; i < w.Last; i++ {
		if r := t.Tokens[i].Region; r >= 0 && r != last {
			last = r
			if links[r].Cue == index {
				side := uint32(1)
				if i > c.First {
					side = 2
				}
				if t.Regions[r].Words >= 4 {
					side *= 4
				}
				k.anyLinked |= side
			}
		}
	}
	return k
}

// roleFeatures are the features of a token for being source or content of a cue.
func (t *Text) roleFeatures(out []linear.Feature, i int, k *roleContext) []linear.Feature {
	c, w := k.cue, k.window
	side, distance := uint32(0), 0
	switch {
	case i < c.First:
		side, distance = 1, c.First-i
	case i >= c.Last:
		side, distance = 2, i-c.Last+1
	}
	b := k.between[i-w.First]
	near := bucket(distance)
	w0, p0, n0 := t.Word[i], uint32(t.Part[i]), uint32(t.Name[i])
	p1, p2 := t.part(i-1, w), t.part(i+1, w)
	sentences := few(b.sentences, 2) * 4
	sided := side + sentences
	region := t.Tokens[i].Region
	linked := k.linked(region)
	quote := t.quoteState(i)
	edges := few(b.edges, 3)
	who := t.who(i)
	nextQuote := uint32(0)
	if region < 0 {
		if i+1 < w.Last && t.Tokens[i+1].Region >= 0 {
			nextQuote = 1 + k.linked(t.Tokens[i+1].Region)
		}
		if i > w.First && t.Tokens[i-1].Region >= 0 {
			nextQuote += 8 * (1 + k.linked(t.Tokens[i-1].Region))
		}
	}
	verbs, commas, cues, nouns := few(b.verbs, 3), few(b.commas, 3), few(b.cues, 2), few(b.nouns, 4)
	first := flag(i == w.First || t.Tokens[i-1].Sentence != t.Tokens[i].Sentence)
	last := flag(i+1 >= len(t.Tokens) || t.Tokens[i+1].Sentence != t.Tokens[i].Sentence)
	rule := flag(t.ruleSource[i])
	frame := linear.Mix(0, side, k.beforePart, k.afterPart)
	out = append(
		out,
		linear.Mix2(1, side, 0),
		linear.Mix2(2, sided, near),
		linear.Mix(3, sided, commas, edges),
		linear.Mix2(
			4,
			sided,
			w0,
		),
		linear.Mix2(5, sided, p0),
		linear.Mix(6, sided, p0, near),
		linear.Mix(7, sided, n0, p0),
		linear.Mix(
			8,
			sided,
			k.head,
			few(int(near), 7),
		),
		linear.Mix(9, sided, k.head, p0),
		linear.Mix(10, side, k.word, w0),
		linear.Mix(11, sided, value(t.Word, i-1, w), w0),
		linear.Mix(12, sided, w0, value(t.Word, i+1, w)),
		linear.Mix(13, sided, p1, p0),
		linear.Mix(14, sided, p0, p2),
		linear.Mix(15, sided, p1, p0, p2),
		linear.Mix(
			16,
			side,
			linked,
			quote,
		),
		linear.Mix(17, side, linked, edges, k.anyLinked),
		linear.Mix(18, sided, k.anyLinked, quote),
		linear.Mix(
			19,
			sided,
			verbs,
			p0,
		),
		linear.Mix(20, sided, verbs, n0, who),
		linear.Mix(21, sided, verbs, commas, edges),
		linear.Mix(
			22,
			sided,
			few(b.prepositions, 3),
			who,
		),
		linear.Mix(23, sided, cues, verbs),
		linear.Mix(24, sided, cues, edges, linked),
		linear.Mix(25, sided, few(b.that, 2), verbs),
		linear.Mix(26, sided, few(b.that, 2), near),
		linear.Mix(
			27,
			frame,
			p0,
		),
		linear.Mix(28, frame, verbs, commas),
		linear.Mix(29, side, k.before, p0),
		linear.Mix(30, side, k.after, near),
		linear.Mix(31, side, k.after, k.head),
		linear.Mix(32, frame, near),
		linear.Mix(33, sided, k.adjacent, quote),
		linear.Mix(34, sided, k.adjacent, verbs, who),
		linear.Mix(
			35,
			sided,
			uint32(t.Class[i]),
			p0,
		),
		linear.Mix(36, sided, nouns, p0),
		linear.Mix(37, sided, nouns, who),
		linear.Mix(
			38,
			sided,
			k.head,
			verbs,
			commas,
		),
		linear.Mix(39, side, k.head, k.length),
		linear.Mix(40, sided, k.passive, verbs),
		linear.Mix(41, sided, k.passive, who),
		linear.Mix(
			42,
			side,
			first,
			p0,
		),
		linear.Mix(43, side, last, p0),
		linear.Mix(44, rule, sided),
		linear.Mix(45, rule, who, side),
		linear.Mix(46, nextQuote, side, p0),
		linear.Mix(
			47,
			nextQuote,
			w0,
		),
		linear.Mix(48, sided, t.name(i-1, w), n0),
		linear.Mix(49, sided, n0, t.name(i+1, w)),
		linear.Mix(
			50,
			sided,
			k.rate,
			verbs,
			commas,
		),
		linear.Mix(51, sided, k.anyLinked, verbs, commas),
		linear.Mix(52, sided, k.anyLinked, who, near),
		linear.Mix(
			53,
			side,
			k.anyLinked,
			frame,
		),
		linear.Mix(54, side, value(t.Word, i-2, w), w0),
		linear.Mix(55, sided, t.Shape[i], near),
		linear.Mix(
			56,
			sided,
			w0,
			verbs,
		),
		linear.Mix(57, sided, t.part(i-2, w), p1, p0),
		linear.Mix(58, sided, p0, p2, t.part(i+2, w)),
		linear.Mix(59, sided, k.adjacent, k.anyLinked, commas),
		linear.Mix(60, sided, cues, verbs, commas),
		linear.Mix(61, k.head, k.before, k.after, side),
		linear.Mix(
			62,
			sided,
			t.Sense(i),
			p0,
		),
		linear.Mix(63, sided, t.Sense(i), verbs, commas),
		linear.Mix(64, sided, k.sense, verbs, commas),
		linear.Mix(65, side, k.sense, p0),
		linear.Mix(66, sided, k.sense, who, verbs),
		linear.Mix(67, side, k.sense, w0),
	)
	return out
}

// eachRoleItem calls f with the features of every token of a cue's window.
func (t *Text) eachRoleItem(k *roleContext, f func([]linear.Feature)) {
	var features []linear.Feature
	for i := k.window.First; i < k.window.Last; i++ {
		features = t.roleFeatures(features[:0], i, k)
		f(features)
	}
}

func cueFlags(n int, cues []Cue) []bool {
	out := make([]bool, n)
	for _, c := range cues {
		mark(out, c.Range)
	}
	return out
}
