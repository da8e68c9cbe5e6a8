package attribution

import (
	"sort"
	"strings"
	"unicode"

	"quoth/attribution/document"
	"quoth/corpus"
)

// found is a quote on its way: which words, which cue, which subject.
type found struct {
	kind      corpus.Kind
	utterance corpus.Utterance
	regions   []int
	clause    corpus.Span // the unquoted clause around the stretches; zero for direct ones
	cue       *cue
	carried   bool // no words of its own attribute it: the speaker before goes on
	paragraph int
	reasons   []corpus.Reason
}

// longFragment is the length in words from which a stretch without a cue may be
// speech that goes on; shorter ones are terms, titles, scare quotes.
const longFragment = 5

// link ties stretches in quotation marks to cues, and finds reported speech
// without marks.
func (t *text) link() []*found {
	var out []*found
	region := 0
	for p := range t.Paragraphs {
		if t.StoppedAt(p) {
			return nil
		}
		first := region
		for region < len(t.Regions) && t.Regions[region].Paragraph == p {
			region++
		}
		out = append(out, t.linkParagraph(p, first, region, out)...)
		out = append(out, t.indirect(p, out)...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].start(t) < out[j].start(t) })
	return out
}

func (f *found) start(t *text) int {
	if len(f.regions) > 0 {
		return t.Regions[f.regions[0]].Outer.Start
	}
	return f.clause.Start
}

// linkParagraph ties the stretches of one paragraph, first to last.
func (t *text) linkParagraph(p, first, last int, before []*found) []*found {
	if first == last || t.isHeadline(p) && t.signature(first) == nil {
		return nil
	}
	cues := t.findCues(t.Paragraphs[p].Tokens)
	var out []*found
	for r := first; r < last; r++ {
		if t.StoppedAt(r) {
			return nil
		}
		previous := lastOf(out)
		if previous == nil && t.Regions[r].Continues && len(before) > 0 && hasRegion(lastQuoted(before), r-1) {
			lastQuoted(before).regions = append(lastQuoted(before).regions, r)
			out = append(out, lastQuoted(before)) // for what follows in this paragraph
			continue
		}
		c := t.cueOf(r, first, last, cues)
		if c == nil {
			c = t.signature(r)
		}
		switch {
		case c != nil && t.isTitleOfWork(r, c):
			continue
		case c != nil:
			if same := withCue(out, c); same != nil {
				same.regions = append(same.regions, r)
				continue
			}
			out = append(out, t.newFound(p, r, c))
		case previous != nil && t.goesOn(previous, r):
			previous.regions = append(previous.regions, r)
		case t.speaksAlone(r):
			f := t.newFound(p, r, nil)
			f.carried = true
			out = append(out, f)
		}
	}
	return without(out, before)
}

// without drops quotes of earlier paragraphs that were only looked at.
func without(list, drop []*found) []*found {
	var out []*found
	for _, f := range list {
		if len(drop) == 0 || f != lastQuoted(drop) {
			out = append(out, f)
		}
	}
	return out
}

func lastOf(list []*found) *found {
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

func lastQuoted(list []*found) *found {
	for i := len(list) - 1; i >= 0; i-- {
		if len(list[i].regions) > 0 {
			return list[i]
		}
	}
	return nil
}

func hasRegion(f *found, r int) bool {
	return f != nil && len(f.regions) > 0 && f.regions[len(f.regions)-1] == r
}

// withCue is the quote that has the cue already; it is one of the last.
func withCue(list []*found, c *cue) *found {
	for i := len(list) - 1; i >= max(0, len(list)-longestCueReach); i-- {
		if list[i].cue == c {
			return list[i]
		}
	}
	return nil
}

// longestCueReach bounds how many quotes back one cue can reach.
const longestCueReach = 16

// isHeadline holds for a short line without a full stop at its end: a headline
// or a line of the page's furniture, whose marks attribute nothing by
// themselves.
func (t *text) isHeadline(p int) bool {
	tokens := t.Paragraphs[p].Tokens
	n := tokens.Last - tokens.First
	if n == 0 || n > 24 {
		return false
	}
	last := t.Tokens[tokens.Last-1]
	if last.Region >= 0 || isSentenceEnd(last.Word) {
		return false
	}
	for i := tokens.First; i < tokens.Last; i++ {
		if w := t.Tokens[i].Word; t.Tokens[i].Region < 0 &&
			(isSentenceEnd(w) || w == ":" && i+1 < tokens.Last && t.Tokens[i+1].Region >= 0) {
			return false
		}
	}
	return true
}

func isSentenceEnd(w string) bool { return w == "." || w == "!" || w == "?" || w == "…" || w == ":" }

// cueOf chooses the cue that attributes a stretch: one in the same sentence,
// nearest to it and preferably touching, else a short sentence before it that
// only attributes ("He added.").
func (t *text) cueOf(r, first, last int, cues []*cue) *cue {
	region := t.Regions[r]
	inside := t.TokensIn(region.Paragraph, region.Outer)
	if inside.First == inside.Last {
		return nil
	}
	sentences := map[int]bool{}
	for i := inside.First; i < inside.Last; i++ {
		sentences[t.Tokens[i].Sentence] = true
	}
	var best *cue
	bestScore := 0
	for _, c := range t.cuesNear(cues, inside) {
		if !sentences[c.sentence] && !t.attributesNext(c, inside.First) {
			continue
		}
		if score := t.weigh(c, r, inside); score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

// cuesNear are the cues of the sentences a stretch stands in and of the one
// before; cues are in the order of the text.
func (t *text) cuesNear(cues []*cue, inside document.Range) []*cue {
	first := max(t.Tokens[inside.First].Sentence-1, 0)
	last := t.Tokens[inside.Last-1].Sentence
	from := sort.Search(len(cues), func(i int) bool { return cues[i].sentence >= first })
	to := sort.Search(len(cues), func(i int) bool { return cues[i].sentence > last })
	return cues[from:max(from, to)]
}

// attributesNext holds for a cue in a short sentence directly before the
// stretch, or one that ends the paragraph's text before it with a colon.
func (t *text) attributesNext(c *cue, regionStart int) bool {
	s := t.Sentences[c.sentence]
	if s.Last != regionStart {
		return false
	}
	words := 0
	for i := s.First; i < s.Last; i++ {
		if t.Tokens[i].IsWord {
			words++
		}
		if t.Tokens[i].Region >= 0 {
			return false
		}
	}
	return words <= 4 && c.source.Last > c.source.First
}

// weigh says how well a cue attributes a stretch; 0 is not at all.
func (t *text) weigh(c *cue, r int, inside document.Range) int {
	score := 100
	gapFirst, gapLast := inside.Last, c.token
	before := c.token < inside.First
	if before {
		gapFirst, gapLast = c.token+1, inside.First
	}
	words, others := 0, 0
	for i := gapFirst; i < gapLast; i++ {
		switch {
		case t.Tokens[i].Region >= 0 && t.Tokens[i].Region != r:
			others++
		case t.Tokens[i].IsWord:
			words++
		case t.Tokens[i].Word == ";":
			words += 6
		}
	}
	score -= 2*min(words, 30) + min(others, 10)
	fragment := !t.isSentence(r)
	if c.source.Last == c.source.First {
		score -= 25
	}
	if c.utterance != corpus.Speech {
		score -= 20
	}
	if before && gapLast > gapFirst && (t.Tokens[gapLast-1].Word == ":" || t.Tokens[gapLast-1].Word == ",") {
		score += 10
	}
	if before && words == 0 {
		score += 10
	}
	if !before && words <= 3 {
		score += 25 // “…,” he said: the attribution behind the mark
	}
	if !before && !fragment && words > 12 {
		return 0
	}
	if fragment && !before && !t.endsClause(c) {
		// Behind a fragment only an attribution of the whole sentence counts:
		// "…, said Ada Stone".
		score -= 30
	}
	return max(score, 0)
}

// endsClause holds for a cue that closes its sentence: ", said X." or ", X said."
func (t *text) endsClause(c *cue) bool {
	if c.inverted {
		return true
	}
	first := c.source.First
	if c.source.Last == c.source.First {
		return false
	}
	return first > 0 && !t.Tokens[first-1].IsWord
}

// isSentence reports whether a stretch is an utterance of its own: it begins
// like a sentence and is not a word or two.
func (t *text) isSentence(r int) bool {
	region := t.Regions[r]
	return region.Continues ||
		beginsUpper(region.Inner.Text(t.Text)) && (region.Words >= 3 || endsSentence(region.Inner.Text(t.Text)))
}

func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	for _, end := range []string{".", "!", "?", "…", ","} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// isTitleOfWork holds for marked titles and names: all words capitalised, no
// sentence, and no comma or colon that hands the word over.
func (t *text) isTitleOfWork(r int, c *cue) bool {
	region := t.Regions[r]
	inner := region.Inner.Text(t.Text)
	if endsSentence(inner) || region.Words > 9 {
		return false
	}
	if before := strings.TrimRightFunc(
		t.Text[:region.Outer.Start],
		unicode.IsSpace,
	); strings.HasSuffix(before, ":") ||
		strings.HasSuffix(before, ",") && region.Words > 3 {
		return false
	}
	capitals, small := 0, 0
	for _, w := range strings.Fields(inner) {
		switch {
		case beginsUpper(w):
			capitals++
		case !smallWords[strings.ToLower(w)]:
			small++
		}
	}
	if named := t.wordBefore(region); namingWords[named] {
		return true
	}
	return small == 0 && capitals >= 2
}

var smallWords = wordSet("a an the of and or in on at to for from by with")

// namingWords stand before titles and names rather than speech.
var namingWords = wordSet(
	"titled entitled named nicknamed headlined song book film movie novel album series episode show play poem hashtag codenamed called-the known",
)

func (t *text) wordBefore(region document.Region) string {
	tokens := t.Paragraphs[region.Paragraph].Tokens
	word := ""
	for i := tokens.First; i < tokens.Last && t.Tokens[i].End <= region.Outer.Start; i++ {
		if t.Tokens[i].IsWord {
			word = t.Tokens[i].Word
		}
	}
	return word
}

// goesOn reports whether a stretch without a cue continues the quote before it
// in the paragraph: nothing stands between but that quote's attribution, or the
// same sentence goes on with another fragment.
func (t *text) goesOn(previous *found, r int) bool {
	last := previous.regions[len(previous.regions)-1]
	if t.Regions[last].Paragraph != t.Regions[r].Paragraph {
		return false
	}
	gap := t.TokensIn(
		t.Regions[r].Paragraph,
		corpus.Span{Start: t.Regions[last].Outer.End, End: t.Regions[r].Outer.Start},
	)
	if gap.First == gap.Last {
		return true
	}
	inner := t.TokensIn(t.Regions[r].Paragraph, t.Regions[r].Outer)
	sameSentence := t.Tokens[gap.First].Sentence == t.Tokens[max(inner.First, 1)].Sentence
	if sameSentence && !t.isSentence(r) {
		return true
	}
	if previous.cue == nil || previous.cue.token < gap.First || previous.cue.token >= gap.Last {
		return false
	}
	// One sentence end at most: the attribution's own.
	ends := 0
	for i := gap.First; i < gap.Last; i++ {
		if isSentenceEnd(t.Tokens[i].Word) && t.Tokens[i].Word != ":" && i+1 < len(t.Tokens) &&
			t.Tokens[i+1].Sentence != t.Tokens[i].Sentence {
			ends++
		}
	}
	return ends <= 1
}

// speaksAlone reports whether a stretch without a cue is speech all the same: a
// sentence of some length that fills its own sentence of the paragraph.
func (t *text) speaksAlone(r int) bool {
	region := t.Regions[r]
	if region.Words < longFragment || !t.isSentence(r) {
		return false
	}
	p := t.Paragraphs[region.Paragraph]
	before := strings.TrimRightFunc(t.Text[p.Start:region.Outer.Start], unicode.IsSpace)
	startsSentence := before == "" || endsSentence(before) && !strings.HasSuffix(before, ",") ||
		strings.HasSuffix(before, ":") ||
		strings.HasSuffix(before, "”") ||
		strings.HasSuffix(before, "\"")
	return startsSentence && (region.Unclosed || endsSentence(region.Inner.Text(t.Text)) || region.Outer.End == p.End)
}

func (t *text) newFound(p, r int, c *cue) *found {
	f := &found{regions: []int{r}, cue: c, paragraph: p, utterance: corpus.Speech, kind: corpus.Direct}
	if !t.isSentence(r) || t.embedded(r) {
		f.kind = corpus.Mixed
	}
	if c == nil {
		f.kind = corpus.Direct
		f.reasons = append(
			f.reasons,
			corpus.Reason{Stage: "cue", Text: "no words attribute it; the speaker before goes on"},
		)
		return f
	}
	if f.kind == corpus.Mixed {
		f.clause = t.clauseOf(c)
	}
	f.reasons = append(
		f.reasons,
		corpus.Reason{Stage: "cue", Text: "“" + c.span.Text(t.Text) + "” attributes it", Span: c.span},
	)
	return f
}

// embedded holds for a stretch governed by a word of the reporter's sentence:
// said that “…”, called it “…”.
func (t *text) embedded(r int) bool {
	region := t.Regions[r]
	i := t.TokensIn(region.Paragraph, region.Outer).First
	if i == t.Paragraphs[region.Paragraph].Tokens.First || i >= len(t.Tokens) ||
		t.Tokens[i-1].Sentence != t.Tokens[i].Sentence {
		return false
	}
	before := t.Tokens[i-1]
	return before.IsWord && before.Region < 0 && !t.isCueVerb(i-1) && t.at[i-1] == nil || before.Word == "that"
}

// clauseOf is the reporter's clause that a cue governs: behind it up to the
// sentence's end, or before it where the attribution closes the sentence.
func (t *text) clauseOf(c *cue) corpus.Span {
	s := t.Sentences[c.sentence]
	if t.endsClause(c) && c.token > s.First {
		last := c.token
		if c.source.Last > c.source.First && !c.inverted {
			last = c.source.First
		}
		for last > s.First && !t.Tokens[last-1].IsWord && t.Tokens[last-1].Region < 0 {
			last--
		}
		if last > s.First {
			return corpus.Span{Start: t.Tokens[s.First].Start, End: t.Tokens[last-1].End}
		}
	}
	first := c.token + 1
	if c.inverted && c.source.Last > c.source.First {
		first = c.source.Last
	}
	for first < s.Last && !t.Tokens[first].IsWord && t.Tokens[first].Region < 0 {
		first++
	}
	last := s.Last
	for last > first && !t.Tokens[last-1].IsWord && t.Tokens[last-1].Region < 0 {
		last--
	}
	if first >= last {
		return corpus.Span{}
	}
	return corpus.Span{Start: t.Tokens[first].Start, End: t.Tokens[last-1].End}
}

// reporters are the verbs that carry reported speech without marks.
var reporters = wordSet(
	`say tell add warn claim argue insist announce explain note stress deny admit acknowledge confirm suggest believe think hope
	fear expect promise maintain contend complain predict testify allege`,
)

// indirect finds reported speech without marks: said (that) …, and …, said X.
func (t *text) indirect(p int, sofar []*found) []*found {
	used := map[int]bool{}
	for i := len(sofar) - 1; i >= 0 && sofar[i].paragraph == p; i-- {
		if c := sofar[i].cue; c != nil {
			used[c.sentence] = true
		}
	}
	var out []*found
	for _, c := range t.findCues(t.Paragraphs[p].Tokens) {
		if used[c.sentence] || !reporters[c.lemma] && c.lemma != "according to" || c.source.Last == c.source.First ||
			t.hasRegion(c.sentence) ||
			t.isHeadline(p) {
			continue
		}
		clause := t.clauseOf(c)
		if clause.Empty() || len(strings.Fields(clause.Text(t.Text))) < 3 {
			continue
		}
		used[c.sentence] = true
		out = append(out, &found{
			kind:      corpus.Indirect,
			utterance: c.utterance,
			clause:    clause,
			cue:       c,
			paragraph: p,
			reasons: []corpus.Reason{
				{Stage: "cue", Text: "“" + c.span.Text(t.Text) + "” reports it without marks", Span: c.span},
			},
		})
	}
	return out
}

func (t *text) hasRegion(sentence int) bool {
	s := t.Sentences[sentence]
	for i := s.First; i < s.Last; i++ {
		if t.Tokens[i].Region >= 0 {
			return true
		}
	}
	return false
}

// joinContent merges spans that touch or overlap.
func joinContent(spans []corpus.Span) []corpus.Span {
	corpus.SortSpans(spans)
	out := spans[:1]
	for _, s := range spans[1:] {
		last := &out[len(out)-1]
		if s.Start <= last.End {
			last.End = max(last.End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
