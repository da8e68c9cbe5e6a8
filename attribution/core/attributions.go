package core

import (
	"slices"
	"sort"

	"quoth/attribution/document"
	"quoth/attribution/linear"
	"quoth/corpus"
)

// Attribution is a cue with what it attributes, in tokens.
type Attribution struct {
	Cue     Cue
	Source  document.Range // empty when none was found
	Content []document.Range
	Regions []int // the quotations in the content, each whole
	// Labelled and Sourced are the role tagger's mean probabilities of the labels
	// it gave to content and source; 0 where it gave none.
	Labelled, Sourced float64
	// Probability that cue and content are right.
	Probability float64
}

// certainty is the mean probability of the items given a label.
func certainty(labels []uint8, marginals []float64, label uint8) float64 {
	sum, n := 0.0, 0
	for i, l := range labels {
		if l == label {
			sum += marginals[i*int(roleLabels)+int(label)]
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// assemble reads a cue's source and content off the labels of its window and
// the links of the regions. A long quotation belongs to its cue whole or not at
// all; a short one follows the labels of most of its words.
func (t *Text) assemble(index int, k *roleContext, labels []uint8, links []Link, isCue []bool, o Options) Attribution {
	a := Attribution{Cue: k.cue}
	w := k.window
	content := make([]bool, len(labels))
	for i, l := range labels {
		content[i] = l == isContent
	}
	a.Source = t.mend(longestRunOf(labels, isSource, w.First, k.cue), k.cue, isCue)
	for _, r := range t.regionsAround(w, links, index) {
		in := t.belongs(r, index, k.cue, content, w, links, o)
		tokens := t.regionTokens(r)
		for i := max(tokens.First, w.First); i < min(tokens.Last, w.Last); i++ {
			content[i-w.First] = in && !within(a.Source, i)
		}
		if in {
			a.Regions = append(a.Regions, r)
		}
	}
	for i := range content {
		if (within(k.cue.Range, w.First+i) || within(a.Source, w.First+i)) && t.Tokens[w.First+i].Region < 0 {
			content[i] = false
		}
	}
	a.Content = t.contentRuns(content, w)
	if len(a.Content) == 0 {
		t.contentOfRules(&a)
	}
	for _, r := range a.Regions {
		a.Content = append(a.Content, t.regionTokens(r))
	}
	a.Content = joinRanges(a.Content)
	t.dropAnnouncement(&a)
	t.dropLoose(&a)
	return a
}

// contentOfRules fills in what the rules take for the content where the labels
// found none and the sentence is plainly "…, warned Ada Stone".
func (t *Text) contentOfRules(a *Attribution) {
	if a.Source.First != a.Cue.Last || a.Source.First == a.Source.Last {
		return
	}
	for _, r := range t.ruleContentOf[a.Cue.First] {
		if r.Last > a.Cue.First || r.Last < a.Cue.First-1 || t.Tokens[a.Cue.First-1].IsWord {
			continue
		}
		a.Content = append(a.Content, r)
		for i := r.First; i < r.Last; i++ {
			if at := t.Tokens[i].Region; at >= 0 && !slices.Contains(a.Regions, at) {
				a.Regions = append(a.Regions, at)
			}
		}
	}
}

func within(r document.Range, i int) bool { return i >= r.First && i < r.Last }

// regionsAround are the regions in a window and those linked to the cue.
func (t *Text) regionsAround(w document.Range, links []Link, index int) []int {
	if len(t.Regions) == 0 {
		return nil
	}
	from := sort.Search(len(t.Regions), func(i int) bool { return t.Regions[i].Outer.End > t.Tokens[w.First].Start })
	var out []int
	for r := max(from-1, 0); r < len(t.Regions); r++ {
		if t.Regions[r].Outer.Start >= t.Tokens[w.Last-1].End && links[r].Cue != index {
			break
		}
		if r >= from || links[r].Cue == index {
			out = append(out, r)
		}
	}
	return out
}

// belongs decides whether a region is part of a cue's content.
func (t *Text) belongs(r, index int, cue Cue, content []bool, w document.Range, links []Link, o Options) bool {
	tokens := t.regionTokens(r)
	inside, labelled := 0, 0
	for i := max(tokens.First, w.First); i < min(tokens.Last, w.Last); i++ {
		inside++
		if content[i-w.First] {
			labelled++
		}
	}
	most := 2*labelled > inside && inside > 0
	agreed := within(cue.Range, t.ruleLink[r]) && t.linkedBeside(r, index, links)
	if t.Regions[r].Words < o.TrustedWords {
		return (most || agreed) && (links[r].Cue < 0 || links[r].Cue == index)
	}
	if links[r].Cue == noCue {
		return most && t.Regions[r].Words < o.ForcedWords
	}
	if links[r].Cue != index {
		return false
	}
	return t.Regions[r].Paragraph == t.Tokens[w.First].Paragraph
}

// linkedBeside reports a neighbour in the region's sentence that is linked to the
// cue: phrases in a row are mostly of one utterance.
func (t *Text) linkedBeside(r, index int, links []Link) bool {
	sentence := t.Tokens[t.regionTokens(r).First].Sentence
	for _, n := range []int{r - 1, r + 1} {
		if n >= 0 && n < len(links) && links[n].Cue == index && t.Tokens[t.regionTokens(n).First].Sentence == sentence {
			return true
		}
	}
	return false
}

// longestRunOf is the longest run of a label, the nearest to the cue of equals.
func longestRunOf(labels []uint8, label uint8, offset int, c Cue) document.Range {
	var best document.Range
	for i := 0; i < len(labels); i++ {
		if labels[i] != label {
			continue
		}
		end := i
		for end < len(labels) && labels[end] == label {
			end++
		}
		if end-i > best.Last-best.First {
			best = document.Range{First: offset + i, Last: offset + end}
		}
		i = end
	}
	return best
}

// contentRuns are the runs of content tokens that hold a word.
func (t *Text) contentRuns(content []bool, w document.Range) []document.Range {
	var out []document.Range
	for i := 0; i < len(content); i++ {
		if !content[i] {
			continue
		}
		end, words := i, 0
		for end < len(content) && content[end] {
			if t.Tokens[w.First+end].IsWord {
				words++
			}
			end++
		}
		if words > 0 {
			out = append(out, document.Range{First: w.First + i, Last: w.First + end})
		}
		i = end
	}
	return out
}

// joinRanges sorts ranges and merges those that touch or overlap.
func joinRanges(ranges []document.Range) []document.Range {
	sort.Slice(ranges, func(i, j int) bool { return ranges[i].First < ranges[j].First })
	var out []document.Range
	for _, r := range ranges {
		if n := len(out); n > 0 && r.First <= out[n-1].Last {
			out[n-1].Last = max(out[n-1].Last, r.Last)
			continue
		}
		out = append(out, r)
	}
	return out
}

// dropAnnouncement leaves out the reporter's words before a colon that announces
// an utterance in marks: "read a statement on the steps: “We will close.”"
func (t *Text) dropAnnouncement(a *Attribution) {
	for i, r := range a.Content {
		for at := r.First + 1; at < r.Last; at++ {
			region := t.Tokens[at].Region
			if region >= 0 && t.Tokens[at-1].Word == ":" && t.Tokens[at-1].Region < 0 &&
				t.Regions[region].Words >= announcedWords &&
				t.Tokens[r.First].Region < 0 {
				a.Content[i].First = at
				break
			}
		}
	}
}

// announcedWords is the length of an utterance from which a colon before it
// announces it.
const announcedWords = 4

// dropLoose leaves out unquoted crumbs beside a real quotation: a word or two
// that the labels took in by mistake.
func (t *Text) dropLoose(a *Attribution) {
	longest := 0
	for _, r := range a.Regions {
		longest = max(longest, t.Regions[r].Words)
	}
	if longest < 4 {
		return
	}
	kept := a.Content[:0]
	for _, r := range a.Content {
		words, quoted := 0, false
		for i := r.First; i < r.Last; i++ {
			quoted = quoted || t.Tokens[i].Region >= 0
			if t.Tokens[i].IsWord {
				words++
			}
		}
		if quoted || words > 2 {
			kept = append(kept, r)
		}
	}
	a.Content = kept
}

// judgeFeatures are the features of an attribution among all of a text for being
// right.
func (t *Text) judgeFeatures(out []linear.Feature, list []Attribution, index int) []linear.Feature {
	a := list[index]
	c := a.Cue
	p := t.Paragraphs[t.Tokens[c.First].Paragraph].Tokens
	head, rate := t.Stem[c.Head], t.rates.of(t.Stem[c.Head])
	words, quoted, side, gap := 0, 0, uint32(0), 0
	for _, r := range a.Content {
		for i := r.First; i < r.Last; i++ {
			if t.Tokens[i].IsWord {
				words++
				if t.Tokens[i].Region >= 0 {
					quoted++
				}
			}
		}
	}
	if len(a.Content) > 0 {
		if a.Content[0].First < c.First {
			side |= 1
			gap = c.First - a.Content[0].Last
		}
		if last := a.Content[len(a.Content)-1]; last.Last > c.Last {
			side |= 2
			gap = last.First - c.Last
		}
	}
	state := flag(quoted > 0) + flag(quoted == words)
	source, sourceSide := uint32(0), uint32(0)
	if a.Source.First < a.Source.Last {
		for i := a.Source.First; i < a.Source.Last && source == 0; i++ {
			source = t.who(i)
		}
		source++
		sourceSide = 1 + flag(a.Source.First > c.First)
	}
	sure := uint32(c.Probability * 10)
	inQuote := t.quoteState(c.Head)
	next := t.thatAhead(c.Last-1, p)
	labelled, sourced := uint32(a.Labelled*12), uint32(a.Sourced*12)
	before, after := t.rival(list, index, index-1), t.rival(list, index, index+1)
	return append(
		out,
		linear.Mix2(
			230,
			labelled,
			state,
		),
		linear.Mix(231, labelled, sure, state),
		linear.Mix(232, sourced, source, state),
		linear.Mix(233, labelled, sourced, sure),
		linear.Mix2(
			234,
			before,
			state,
		),
		linear.Mix2(235, after, state),
		linear.Mix(236, before, after, sure),
		linear.Mix(237, before, rate, state),
		linear.Mix(238, after, rate, state),
		linear.Mix(200),
		linear.Mix2(201, sure, 0),
		linear.Mix2(202, sure, state),
		linear.Mix(203, rate, state, source),
		linear.Mix2(
			204,
			head,
			0,
		),
		linear.Mix2(205, head, state),
		linear.Mix2(206, head, source),
		linear.Mix(207, bucket(words), state),
		linear.Mix(208, bucket(words), state, sure),
		linear.Mix(
			209,
			source,
			sourceSide,
			state,
		),
		linear.Mix(210, side, state, sure),
		linear.Mix(211, side, bucket(gap), state),
		linear.Mix(212, inQuote, state),
		linear.Mix(
			213,
			few(len(a.Content), 3),
			state,
		),
		linear.Mix(214, bucket(a.Source.Last-a.Source.First), source),
		linear.Mix(215, next, state, rate),
		linear.Mix(
			216,
			uint32(t.Part[c.Head]),
			rate,
		),
		linear.Mix(217, uint32(t.Part[c.Head]), side, source),
		linear.Mix(218, few(c.Last-c.First, 4), state),
		linear.Mix(
			219,
			t.ruleFlag(c),
			state,
		),
		linear.Mix(220, t.Word[c.Last-1], t.Word[c.First]),
		linear.Mix(221, value(t.Word, c.First-1, p), rate),
		linear.Mix(222, value(t.Word, c.Last, p), rate),
		linear.Mix(
			225,
			t.Sense(c.Head),
			state,
			source,
		),
		linear.Mix(226, t.Sense(c.Head), sure),
		linear.Mix(227, bucket(words), sure, rate),
		linear.Mix(228, source, sourceSide, sure),
		linear.Mix(223, inQuote, source, side),
		linear.Mix(224, t.part(c.Last, p), t.part(c.First-1, p), state),
	)
}

// rival reports how another attribution of the sentence stands to one: how
// probable its cue is, and which of the two says the other.
func (t *Text) rival(list []Attribution, index, other int) uint32 {
	if other < 0 || other >= len(list) ||
		t.Tokens[list[other].Cue.Head].Sentence != t.Tokens[list[index].Cue.Head].Sentence {
		return 0
	}
	a, b := list[index], list[other]
	return 1 + uint32(
		b.Cue.Probability*5,
	) + 8*flag(
		covers(a.Content, b.Cue.Head),
	) + 16*flag(
		covers(b.Content, a.Cue.Head),
	) + 32*flag(
		b.Cue.Probability > a.Cue.Probability,
	)
}

func covers(ranges []document.Range, i int) bool {
	for _, r := range ranges {
		if within(r, i) {
			return true
		}
	}
	return false
}

func (t *Text) ruleFlag(c Cue) uint32 {
	for i := c.First; i < c.Last; i++ {
		if t.ruleCue[i] {
			return 1
		}
	}
	return 0
}

// settle drops attributions without content, those below the threshold, and of
// those that contradict each other the less probable: nothing is attributed
// inside what is attributed.
func (t *Text) settle(list []Attribution, o Options) []Attribution {
	order := make([]int, 0, len(list))
	for i, a := range list {
		if len(a.Content) > 0 && a.Probability >= o.threshold(len(a.Regions) > 0) {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return list[order[i]].Probability > list[order[j]].Probability })
	content := make([]bool, len(t.Tokens))
	cue := make([]bool, len(t.Tokens))
	var out []Attribution
	for _, i := range order {
		a := list[i]
		taken, size, foreign := 0, 0, 0
		for _, r := range a.Content {
			for j := r.First; j < r.Last; j++ {
				size++
				if content[j] {
					taken++
				}
				if cue[j] {
					foreign++
				}
			}
		}
		if content[a.Cue.Head] || 2*taken > size || foreign > 0 && !t.holdsQuotation(a) {
			continue
		}
		for _, r := range a.Content {
			mark(content, r)
		}
		mark(cue, a.Cue.Range)
		out = append(out, a)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Cue.First < out[j].Cue.First })
	return out
}

// holdsQuotation reports a quotation of more than a phrase in the content: its
// words may hold cues of their own.
func (t *Text) holdsQuotation(a Attribution) bool {
	for _, r := range a.Regions {
		if t.Regions[r].Words > 3 {
			return true
		}
	}
	return false
}

// Span is the bytes of a run of tokens.
func (t *Text) Span(r document.Range) corpus.Span {
	return corpus.Span{Start: t.Tokens[r.First].Start, End: t.Tokens[r.Last-1].End}
}
