package core

import (
	"sort"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/linear"
)

// The labels of the cue tagger.
const (
	noLabel uint8 = iota
	begins
	inside
	cueLabels
)

// Cue is a run of tokens that attributes, and its head: the last verb in it, or
// else its last word.
type Cue struct {
	document.Range
	Head int
	// Probability that a cue begins at First.
	Probability float64
}

// cueFeatures are the features of a token for being part of a cue.
func (t *Text) cueFeatures(out []linear.Feature, i int, run document.Range, shared []uint32) []linear.Feature {
	s0, w0 := t.Stem[i], t.Word[i]
	s1, s2 := value(t.Stem, i-1, run), value(t.Stem, i+1, run)
	w1, w2 := value(t.Word, i-1, run), value(t.Word, i+1, run)
	p0, p1, p2 := uint32(t.Part[i]), t.part(i-1, run), t.part(i+1, run)
	quote := t.quoteState(i)
	left, right := t.quoteDistances(i, run)
	rate := t.rates.of(s0)
	class := uint32(t.Class[i])
	sense := t.Sense(i)
	before, beforeAt := t.subjectBefore(i, run)
	after, _ := t.subjectAfter(i, run)
	out = append(
		out,
		linear.Mix(1),
		linear.Mix2(2, s0, 0),
		linear.Mix2(3, s0, p0),
		linear.Mix2(4, w0, quote),
		linear.Mix2(5, w1, 0),
		linear.Mix2(6, w2, 0),
		linear.Mix2(7, value(t.Word, i-2, run), 0),
		linear.Mix2(8, value(t.Word, i+2, run), 0),
		linear.Mix2(9, value(t.Word, i-3, run), 0),
		linear.Mix2(10, value(t.Word, i+3, run), 0),
		linear.Mix2(11, w1, s0),
		linear.Mix2(12, s0, w2),
		linear.Mix(13, s1, s0, s2),
		linear.Mix2(14, p1, p0),
		linear.Mix2(15, p0, p2),
		linear.Mix(16, p1, p0, p2),
		linear.Mix(17, t.part(i-2, run), p1, p0),
		linear.Mix(18, p0, p2, t.part(i+2, run)),
		linear.Mix2(19, t.Suffix[i], p0),
		linear.Mix2(20, t.Shape[i], 0),
		linear.Mix2(21, t.name(i-1, run), s0),
		linear.Mix2(22, t.name(i+1, run), s0),
		linear.Mix2(23, t.name(i-2, run), t.name(i-1, run)),
		linear.Mix2(24, t.name(i+1, run), t.name(i+2, run)),
		linear.Mix2(25, quote, p0),
		linear.Mix2(26, left, s0),
		linear.Mix2(27, right, s0),
		linear.Mix(28, left, right, p0),
		linear.Mix(29, left, right, rate),
		linear.Mix2(30, rate, p0),
		linear.Mix2(31, rate, quote),
		linear.Mix(32, t.rate(i-1, run), rate, t.rate(i+1, run)),
		linear.Mix2(33, t.rate(i-2, run), rate),
		linear.Mix2(34, rate, t.rate(i+2, run)),
		linear.Mix2(35, class, p0),
		linear.Mix2(36, class, quote),
		linear.Mix(37, before, s0),
		linear.Mix(38, after, s0),
		linear.Mix(39, before, rate, few(beforeAt, 4)),
		linear.Mix(40, after, rate),
		linear.Mix(41, before, after, p0, few(int(rate), 7)),
		linear.Mix2(42, flag(t.ruleCue[i]), quote),
		linear.Mix2(43, flag(t.ruleCue[i]), s0),
		linear.Mix(44, before, w2, rate),
		linear.Mix(45, w1, w2, rate),
		linear.Mix(46, w2, value(t.Word, i+2, run), s0),
		linear.Mix(47, value(t.Word, i-2, run), w1, s0),
		linear.Mix(48, p1, p2, s0),
		linear.Mix(
			49,
			shared[0],
			rate,
		),
		linear.Mix(50, shared[0], p0, class),
		linear.Mix(51, shared[1], rate),
		linear.Mix(52, shared[1], s0),
		linear.Mix(53, t.thatAhead(i, run), rate),
		linear.Mix(54, t.thatAhead(i, run), s0),
		linear.Mix(55, flag(i == run.First), p0, rate),
		linear.Mix(
			58,
			sense,
			p0,
		),
		linear.Mix(59, sense, before, rate),
		linear.Mix(60, sense, t.thatAhead(i, run)),
		linear.Mix(61, sense, quote, w2),
		linear.Mix(
			62,
			sense,
			before,
			after,
		),
		linear.Mix(63, t.senseAt(i-1, run), s0),
		linear.Mix(64, sense, t.senseAt(i+1, run)),
		linear.Mix(65, t.senseAt(i-1, run), sense, p0),
		linear.Mix(66, t.senseAt(i+1, run), t.senseAt(i+2, run), rate),
		linear.Mix(56, t.verbGroup(i, run), rate),
		linear.Mix(57, t.verbGroup(i, run), s0),
	)
	return out
}

func (t *Text) rate(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return 9
	}
	return t.rates.of(t.Stem[i])
}

func (t *Text) senseAt(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return t.Sense(i)
}

// quoteState reports whether a token stands in marks and in how long a stretch.
func (t *Text) quoteState(i int) uint32 {
	r := t.Tokens[i].Region
	if r < 0 {
		return 0
	}
	switch words := t.Regions[r].Words; {
	case words < 4:
		return 1
	case words < 10:
		return 2
	}
	return 3
}

// quoteReach bounds how far from a token marks are looked for.
const quoteReach = 12

// quoteDistances are the distances, made coarse, to the nearest stretch in marks
// on the left and on the right within the sentence.
func (t *Text) quoteDistances(i int, run document.Range) (left, right uint32) {
	left, right = 88, 88
	if t.Tokens[i].Region >= 0 {
		return 77, 77
	}
	for j := i - 1; j >= run.First && i-j <= quoteReach && t.Tokens[j].Sentence == t.Tokens[i].Sentence; j-- {
		if t.Tokens[j].Region >= 0 {
			left = bucket(i - j)
			break
		}
	}
	for j := i + 1; j < run.Last && j-i <= quoteReach && t.Tokens[j].Sentence == t.Tokens[i].Sentence; j++ {
		if t.Tokens[j].Region >= 0 {
			right = bucket(j - i)
			break
		}
	}
	return left, right
}

// subjectReach bounds how far from a verb its subject is looked for.
const subjectReach = 8

// subjectBefore is what the nearest possible speaker before a token is, and how
// many verbs stand between.
func (t *Text) subjectBefore(i int, run document.Range) (kind uint32, verbs int) {
	for j := i - 1; j >= run.First && i-j <= subjectReach && t.Tokens[j].Sentence == t.Tokens[i].Sentence; j-- {
		if k := t.who(j); k != 0 {
			return k, verbs
		}
		if t.isVerb(j) {
			verbs++
		}
	}
	return 0, verbs
}

// subjectAfter is what the nearest possible speaker behind a token is, unless a
// verb stands between.
func (t *Text) subjectAfter(i int, run document.Range) (kind uint32, distance int) {
	for j := i + 1; j < run.Last && j-i <= 4 && t.Tokens[j].Sentence == t.Tokens[i].Sentence; j++ {
		if k := t.who(j); k != 0 {
			return k, j - i
		}
		if t.isVerb(j) {
			return 50, j - i
		}
	}
	return 0, 0
}

var thatWord, toWord = linear.Hash("that"), linear.Hash("to")

// thatAhead reports how a clause goes on behind a token: "that", a verb, a
// quotation, the sentence's end.
func (t *Text) thatAhead(i int, run document.Range) uint32 {
	for j := i + 1; j < run.Last && j-i <= 6; j++ {
		switch {
		case t.Tokens[j].Region >= 0:
			return 1
		case t.Word[j] == thatWord:
			return 2 + few(j-i, 3)*8
		case t.Word[j] == toWord:
			return 3 + few(j-i, 2)*8
		case t.isVerb(j):
			return 4 + few(j-i, 4)*8
		case t.Tokens[j].Sentence != t.Tokens[i].Sentence:
			return 5
		}
	}
	return 6
}

// verbGroup tells where in a group of verbs and adverbs a token stands: "has
// repeatedly said".
func (t *Text) verbGroup(i int, run document.Range) uint32 {
	if !t.isVerb(i) {
		return 0
	}
	in := func(j int) bool {
		return j >= run.First && j < run.Last && (t.isVerb(j) || t.Part[j] == layers.Adverb || t.Part[j] == layers.To)
	}
	var before, after int
	for in(i-before-1) && before < 3 {
		before++
	}
	for in(i+after+1) && after < 3 {
		after++
	}
	return 1 + uint32(before*4+after)
}

// sentenceShared gives what all tokens of a sentence share: whether it holds
// quotations and how many reporting verbs outside them.
func (t *Text) sentenceShared(sentence int) []uint32 {
	s := t.Sentences[sentence]
	quoted, words, verbs := 0, 0, 0
	for i := s.First; i < s.Last; i++ {
		switch {
		case t.Tokens[i].Region >= 0:
			quoted++
		case t.Class[i]&layers.IsReportingVerb != 0 && t.isVerb(i):
			verbs++
		}
		words++
	}
	state := uint32(0)
	switch {
	case quoted == words:
		state = 3
	case quoted > 4:
		state = 2
	case quoted > 0:
		state = 1
	}
	return []uint32{state, few(verbs, 3)*4 + state}
}

// eachCueItem calls f with the features of every token of a run.
func (t *Text) eachCueItem(run document.Range, f func([]linear.Feature)) {
	var features []linear.Feature
	var shared []uint32
	sentence := -1
	for i := run.First; i < run.Last; i++ {
		if s := t.Tokens[i].Sentence; s != sentence {
			sentence, shared = s, t.sentenceShared(s)
		}
		features = t.cueFeatures(features[:0], i, run, shared)
		f(features)
	}
}

// findCues lists the cues of a text, in its order. A positive bias finds more.
// A paragraph with a long quotation and no cue outside marks gets its most
// probable one, where one is at all likely.
func (t *Text) findCues(tagger *linear.Tagger, o Options) []Cue {
	lattice := tagger.NewLattice()
	var out []Cue
	for _, run := range t.runs() {
		if t.Stopped() {
			return nil
		}
		lattice.Reset()
		t.eachCueItem(run, lattice.Add)
		marginals := lattice.Marginals()
		probability := func(i int) float64 { return marginals[(i-run.First)*int(cueLabels)+int(begins)] }
		lattice.Bias(int(begins), o.CueBias)
		found := t.cuesFrom(lattice.Best(), run, probability)
		found = t.withRuleCues(found, run, probability)
		if forced, ok := t.forcedCue(found, run, probability, o); ok {
			found = insertCue(found, forced)
		}
		out = append(out, found...)
	}
	return out
}

// withRuleCues adds the cues that the rules tie to quotations, for the later
// stages to weigh.
func (t *Text) withRuleCues(found []Cue, run document.Range, probability func(int) float64) []Cue {
	taken := make(map[int]bool)
	for _, c := range found {
		for i := c.First; i < c.Last; i++ {
			taken[i] = true
		}
	}
	from := sort.Search(len(t.ruleCues), func(i int) bool { return t.ruleCues[i].First >= run.First })
	for _, r := range t.ruleCues[from:] {
		if r.Last > run.Last {
			break
		}
		free := true
		for i := r.First; i < r.Last; i++ {
			free = free && !taken[i]
		}
		if free {
			found = insertCue(found, Cue{Range: r, Head: t.headOf(r), Probability: probability(r.First)})
		}
	}
	return found
}

// cuesFrom reads cues off labels.
func (t *Text) cuesFrom(labels []uint8, run document.Range, probability func(int) float64) []Cue {
	var out []Cue
	for k := 0; k < len(labels); k++ {
		if labels[k] == noLabel {
			continue
		}
		end := k + 1
		for end < len(labels) && labels[end] == inside {
			end++
		}
		r := document.Range{First: run.First + k, Last: run.First + end}
		out = append(out, Cue{Range: r, Head: t.headOf(r), Probability: probability(r.First)})
		k = end - 1
	}
	return out
}

// headOf is the last verb of a cue, else its last word.
func (t *Text) headOf(r document.Range) int {
	head := r.Last - 1
	for i := r.First; i < r.Last; i++ {
		if t.isVerb(i) {
			head = i
		}
	}
	return head
}

// forcedCue is the likeliest cue of a run that holds a quotation of some length
// and no cue outside marks.
func (t *Text) forcedCue(found []Cue, run document.Range, probability func(int) float64, o Options) (Cue, bool) {
	for _, c := range found {
		if t.Tokens[c.Head].Region < 0 {
			return Cue{}, false
		}
	}
	best, longest := -1, 0
	for i := run.First; i < run.Last; i++ {
		if r := t.Tokens[i].Region; r >= 0 {
			longest = max(longest, t.Regions[r].Words)
		} else if best < 0 || probability(i) > probability(best) {
			best = i
		}
	}
	if longest < o.ForcedWords || best < 0 || probability(best) < o.ForcedProbability {
		return Cue{}, false
	}
	return Cue{Range: document.Range{First: best, Last: best + 1}, Head: best, Probability: probability(best)}, true
}

func insertCue(list []Cue, c Cue) []Cue {
	at := len(list)
	for at > 0 && list[at-1].First > c.First {
		at--
	}
	list = append(list, Cue{})
	copy(list[at+1:], list[at:])
	list[at] = c
	return list
}
