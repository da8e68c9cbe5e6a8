package core

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/attribution/document"
	"quoth/attribution/linear"
)

// Link is the cue that a region belongs to: an index into the cues, or noCue.
type Link struct {
	Cue int
	// Sure is how far the chosen candidate leads over the next, in units of the
	// model's score.
	Sure float64
}

// candidateReach is how many cues on each side of a region are candidates.
const candidateReach = 4

// candidates are the cues that may attribute a region: those around it in its
// paragraph, the last before and the first behind. Cues inside it are none.
func (t *Text) candidates(r int, cues []Cue) []int {
	inner := t.regionTokens(r)
	p := t.Regions[r].Paragraph
	next := sort.Search(len(cues), func(i int) bool { return cues[i].First >= inner.Last })
	var out []int
	for i, n := next-1, 0; i >= 0 && n < candidateReach; i-- {
		if cues[i].Last > inner.First {
			continue // inside the region
		}
		q := t.Tokens[cues[i].First].Paragraph
		if q < p-1 || t.Tokens[cues[i].First].Region >= 0 && t.Regions[t.Tokens[cues[i].First].Region].Words > 3 {
			break
		}
		out = append(out, i)
		n++
		if q != p {
			break
		}
	}
	for i, n := next, 0; i < len(cues) && n < candidateReach; i++ {
		q := t.Tokens[cues[i].First].Paragraph
		if q > p+1 || t.Tokens[cues[i].First].Region >= 0 && t.Regions[t.Tokens[cues[i].First].Region].Words > 3 {
			break
		}
		out = append(out, i)
		n++
		if q != p {
			break
		}
	}
	return out
}

// regionView is what features say of a region by itself.
type regionView struct {
	document.Range
	words          uint32
	starts, ends   uint32 // how its words begin and end
	sentenceFirst  bool   // nothing but marks before it in its sentence
	paragraphFirst bool
	paragraphAll   bool // the paragraph is nothing else
	before, after  uint32
	beforePart     uint32
	afterPart      uint32
	capitals       uint32
	firstRegion    bool // of its paragraph
	run            document.Range
}

func (t *Text) viewRegion(r int) regionView {
	region := t.Regions[r]
	inner := region.Inner.Text(t.Text.Text)
	p := t.Paragraphs[region.Paragraph]
	v := regionView{
		Range:      t.regionTokens(r),
		words:      bucket(region.Words),
		run:        p.Tokens,
		before:     outside,
		after:      outside,
		beforePart: outside,
		afterPart:  outside,
	}
	first, _ := utf8.DecodeRuneInString(inner)
	v.starts = flag(unicode.IsUpper(first)) + 2*flag(region.Continues)
	v.ends = endOf(inner) + 8*flag(region.Unclosed)
	if v.First > p.Tokens.First {
		v.before, v.beforePart = t.Word[v.First-1], uint32(t.Part[v.First-1])
		v.sentenceFirst = t.Tokens[v.First-1].Sentence != t.Tokens[v.First].Sentence
	} else {
		v.sentenceFirst, v.paragraphFirst = true, true
	}
	if v.Last < p.Tokens.Last {
		v.after, v.afterPart = t.Word[v.Last], uint32(t.Part[v.Last])
	}
	v.paragraphAll = v.paragraphFirst && p.Tokens.Last-v.Last <= 1
	v.capitals = capitalPattern(inner)
	v.firstRegion = r == 0 || t.Regions[r-1].Paragraph != region.Paragraph
	return v
}

// endOf tells the punctuation a text ends with.
func endOf(s string) uint32 {
	s = strings.TrimRight(s, " \t")
	last, _ := utf8.DecodeLastRuneInString(s)
	switch last {
	case '.', '…':
		return 1
	case ',':
		return 2
	case '?', '!':
		return 3
	case '-', '—', '–':
		return 4
	case ':', ';':
		return 5
	}
	return 0
}

// capitalPattern tells a title ("War and Peace") from a phrase and a sentence.
func capitalPattern(s string) uint32 {
	capitals, small := 0, 0
	for _, w := range strings.Fields(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			capitals++
		} else if len(w) > 3 {
			small++
		}
		if capitals+small >= 12 {
			break
		}
	}
	switch {
	case capitals == 0:
		return 0
	case small == 0:
		return 1 + few(capitals, 2)
	case capitals > small:
		return 4
	}
	return 5
}

// noneFeatures are the features of a region belonging to no cue.
func (t *Text) noneFeatures(out []linear.Feature, r int, v regionView, candidates int) []linear.Feature {
	shape := v.starts*64 + v.ends
	return append(
		out,
		linear.Mix(100),
		linear.Mix2(101, v.words, 0),
		linear.Mix(102, v.words, shape),
		linear.Mix2(
			103,
			v.before,
			0,
		),
		linear.Mix2(104, v.after, 0),
		linear.Mix(105, v.beforePart, v.afterPart, v.words),
		linear.Mix2(
			106,
			v.capitals,
			v.words,
		),
		linear.Mix(107, flag(v.sentenceFirst), flag(v.paragraphFirst), flag(v.paragraphAll), v.words),
		linear.Mix2(
			108,
			few(candidates, 3),
			v.words,
		),
		linear.Mix2(109, ruleSays(t.ruleLink[r]), v.words),
		linear.Mix2(110, ruleSays(t.ruleLink[r]), shape),
		linear.Mix(
			111,
			v.beforePart,
			v.capitals,
		),
		linear.Mix(112, v.afterPart, v.capitals),
		linear.Mix(113, v.words, v.beforePart, flag(v.sentenceFirst)),
	)
}

func ruleSays(link int) uint32 {
	if link >= 0 {
		return 2
	}
	return uint32(-link - 1)
}

// linkFeatures are the features of a region belonging to a cue.
func (t *Text) linkFeatures(out []linear.Feature, r int, v regionView, c Cue, rank int) []linear.Feature {
	side, gap := uint32(0), document.Range{First: c.Last, Last: v.First}
	if c.First >= v.Last {
		side, gap = 1, document.Range{First: v.Last, Last: c.First}
	}
	head := t.Stem[c.Head]
	words, quoted, sentences, verbs, people, commas := 0, 0, 0, 0, 0, 0
	colon := uint32(0)
	for i := gap.First; i < gap.Last; i++ {
		switch {
		case t.Tokens[i].Region >= 0:
			quoted++
			continue
		case t.Tokens[i].IsWord:
			words++
		case t.Tokens[i].Word == ",":
			commas++
		case t.Tokens[i].Word == ":":
			colon = 1
		}
		if t.isVerb(i) {
			verbs++
		}
		if t.who(i) != 0 {
			people++
		}
		if i > gap.First && t.Tokens[i].Sentence != t.Tokens[i-1].Sentence {
			sentences++
		}
	}
	if gap.First < gap.Last {
		if gap.First > 0 && t.Tokens[gap.First].Sentence != t.Tokens[gap.First-1].Sentence {
			sentences++
		}
		if t.Tokens[gap.Last-1].Sentence != t.Tokens[min(gap.Last, len(t.Tokens)-1)].Sentence {
			sentences++
		}
	}
	relation := uint32(t.Tokens[c.First].Paragraph - t.Regions[r].Paragraph + 1)
	where := side*4 + relation
	near := bucket(words)
	between := few(quoted, 1) + 2*few(sentences, 2)
	other := t.holdsOther(c, v, side)
	rule := uint32(0)
	switch link := t.ruleLink[r]; {
	case link >= c.First && link < c.Last:
		rule = 3
	case link >= 0:
		rule = 2
	case link == noCue:
		rule = 1
	}
	shape := v.starts*64 + v.ends
	rate := t.rates.of(head)
	pattern := linear.Mix(1, side, few(words, 6), few(verbs, 2), few(people, 2), few(commas, 2))
	return append(
		out,
		linear.Mix(
			1,
		),
		linear.Mix2(2, where, near),
		linear.Mix(3, where, near, between),
		linear.Mix(4, where, uint32(rank), between),
		linear.Mix(5, where, head),
		linear.Mix(6, where, rate, between),
		linear.Mix(7, where, near, shape),
		linear.Mix(
			8,
			where,
			few(verbs, 3),
			few(people, 3),
		),
		linear.Mix(9, pattern),
		linear.Mix(10, pattern, shape),
		linear.Mix(11, where, few(commas, 3), between),
		linear.Mix(
			12,
			where,
			colon,
			v.starts,
		),
		linear.Mix(13, where, v.words, between),
		linear.Mix(14, where, v.words, near),
		linear.Mix(
			15,
			rule,
			where,
		),
		linear.Mix(16, rule, between),
		linear.Mix(17, rule, v.words),
		linear.Mix2(18, rule, 0),
		linear.Mix(19, other, where),
		linear.Mix(20, other, between, v.words),
		linear.Mix(21, other, where, shape),
		linear.Mix(22, where, v.beforePart, near),
		linear.Mix(23, where, v.afterPart, near),
		linear.Mix(24, where, v.before, few(words, 2)),
		linear.Mix(25, where, v.after, few(words, 2)),
		linear.Mix(
			26,
			flag(v.sentenceFirst),
			flag(v.paragraphAll),
			where,
			between,
		),
		linear.Mix(27, bucketProbability(c.Probability), where, between),
		linear.Mix(
			28,
			where,
			flag(v.firstRegion),
			v.words,
			between,
		),
		linear.Mix(29, v.capitals, v.words, where),
		linear.Mix(30, head, v.words, side),
		linear.Mix(
			31,
			head,
			v.capitals,
		),
		linear.Mix(32, head, v.beforePart, side),
		linear.Mix(33, t.cueSubject(c), where, between),
	)
}

func bucketProbability(p float64) uint32 { return uint32(p * 8) }

// holdsOther reports whether another quotation stands nearer to the cue on this
// side or directly on its other side.
func (t *Text) holdsOther(c Cue, v regionView, side uint32) uint32 {
	const reach = 8
	nearer, opposite := uint32(0), uint32(0)
	for i := c.Last; i < len(t.Tokens) && i < c.Last+reach && t.Tokens[i].Paragraph == t.Tokens[c.First].Paragraph; i++ {
		if t.Tokens[i].Region >= 0 {
			if side == 1 {
				opposite = 1 + flag(t.Tokens[i].Sentence == t.Tokens[c.First].Sentence)
			} else if i < v.First {
				nearer = 1
			}
			break
		}
	}
	for i := c.First - 1; i >= 0 && i >= c.First-reach && t.Tokens[i].Paragraph == t.Tokens[c.First].Paragraph; i-- {
		if t.Tokens[i].Region >= 0 {
			if side == 0 {
				opposite = 1 + flag(t.Tokens[i].Sentence == t.Tokens[c.First].Sentence)
			} else if i >= v.Last {
				nearer = 1
			}
			break
		}
	}
	return nearer*4 + opposite
}

// cueSubject reports what may be the subject of a cue, before and behind it.
func (t *Text) cueSubject(c Cue) uint32 {
	run := t.Paragraphs[t.Tokens[c.First].Paragraph].Tokens
	before, _ := t.subjectBefore(c.First, run)
	after, _ := t.subjectAfter(c.Last-1, run)
	return before*64 + after
}

// link chooses the cue of every region.
func (t *Text) link(chooser *linear.Chooser, cues []Cue) []Link {
	out := make([]Link, len(t.Regions))
	var features []linear.Feature
	for r := range t.Regions {
		if t.StoppedAt(r) {
			return out
		}
		v := t.viewRegion(r)
		candidates := t.candidates(r, cues)
		features = t.noneFeatures(features[:0], r, v, len(candidates))
		best, second := chooser.Score(features), -1e9
		out[r] = Link{Cue: noCue}
		for rank, c := range candidates {
			features = t.linkFeatures(features[:0], r, v, cues[c], rankOf(rank, candidates, c, v, cues))
			if s := chooser.Score(features); s > best {
				best, second, out[r].Cue = s, best, c
			} else {
				second = max(second, s)
			}
		}
		out[r].Sure = best - second
		if out[r].Cue >= 0 {
			out[r].Cue = t.innermost(v, out[r].Cue, candidates, cues)
		}
	}
	return out
}

// leastInner is the probability from which a cue counts as the inner one.
const leastInner = 0.5

// innermost is the nearest cue before a quotation where a cue before it was
// chosen: in "Quill said Reed told her: “…”" the words are Reed's.
func (t *Text) innermost(v regionView, chosen int, candidates []int, cues []Cue) int {
	if cues[chosen].Last > v.First || v.First == 0 || t.Tokens[v.First-1].Word != ":" {
		return chosen
	}
	for _, c := range candidates {
		inner := cues[c]
		if inner.First >= cues[chosen].Last && inner.Last <= v.First && inner.Probability >= leastInner &&
			t.Tokens[inner.Head].Region < 0 &&
			t.Tokens[inner.First].Sentence == t.Tokens[cues[chosen].First].Sentence {
			chosen = c
		}
	}
	return chosen
}

// rankOf is how many candidates on the same side stand nearer.
func rankOf(rank int, candidates []int, c int, v regionView, cues []Cue) int {
	if cues[c].First < v.Last {
		return rank
	}
	n := 0
	for _, o := range candidates[:rank] {
		if cues[o].First >= v.Last {
			n++
		}
	}
	return n
}
