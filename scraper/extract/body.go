package extract

import (
	"html"
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"quoth/corpus"
)

// body is the article's text with where it came from.
type body struct {
	blocks []corpus.Block
	at     int // the page's block with which it begins; -1 where it is not on the page
	origin corpus.FieldOrigin
}

// threshold is how likely a block must be to be taken, chosen by
// cross-validation.
const threshold = 0.45

// assemble takes the blocks that belong and mends what the scorer cannot see.
func (e *Extractor) assemble(v *view, p []float32) body {
	picked := v.pick(p, threshold)
	if !v.anyProse(picked) {
		picked = v.pick(p, v.likeliest(p)/2)
	}
	picked = v.withAlike(picked, p)
	picked = v.withStandfirst(picked, p)
	out := body{at: -1, origin: corpus.FromMarkup}
	if len(picked) > 0 {
		out.at = picked[0]
	}
	out.blocks = v.write(picked)
	if said := splitBody(v.articleBody); wordsOf(out.blocks)*2 < len(appendWords(nil, v.articleBody)) {
		out = body{
			blocks: e.withoutJunk(said),
			at:     out.at,
			origin: corpus.FromJSONLD,
		} // cut or lost: the page says its text itself
	}
	if wordsOf(out.blocks) < scriptWords {
		if found := e.fromScripts(v); wordsOf(found) > 2*wordsOf(out.blocks)+scriptWords {
			out = body{blocks: found, at: out.at, origin: corpus.FromJSONLD}
		}
	}
	return out
}

// pick takes the blocks that are likely enough.
func (v *view) pick(p []float32, enough float32) []int {
	var out []int
	for i := range v.blocks {
		if p[i] >= enough && !v.repeatsHeadline(i) && !v.junk[i] {
			out = append(out, i)
		}
	}
	return out
}

// maybe is how likely a block must be to follow those that look like it.
const maybe = 0.1

// withAlike adds doubted blocks between and behind those taken that look the same
// as most of them: an article goes on in a second container below a box.
func (v *view) withAlike(picked []int, p []float32) []int {
	if len(picked) == 0 {
		return nil
	}
	taken, left := map[uint64]int{}, map[uint64]int{}
	in := make([]bool, len(v.blocks))
	for _, i := range picked {
		in[i] = true
		taken[v.style(i)] += v.stats[i].words
	}
	for i := range v.blocks {
		if !in[i] && p[i] < maybe {
			left[v.style(i)] += v.stats[i].words
		}
	}
	for i := picked[0] + 1; i < len(v.blocks); i++ {
		look := v.style(i)
		if !in[i] && p[i] >= maybe && !v.junk[i] && !v.repeatsHeadline(i) && v.stats[i].endsSentence &&
			taken[look] > 3*left[look] &&
			2*taken[look] > v.words/4 {
			in[i] = true
		}
	}
	var out []int
	for i, yes := range in {
		if yes {
			out = append(out, i)
		}
	}
	return out
}

func (v *view) anyProse(picked []int) bool {
	return slices.ContainsFunc(picked, func(i int) bool { return v.prose[i] })
}

// likeliest is how likely the likeliest paragraph of a page is: where an article
// is so short that the scorer trusts nothing, its paragraphs are still likelier
// than the rest. Where all are hopeless, it is the threshold doubled: nothing.
func (v *view) likeliest(p []float32) float32 {
	most := float32(0)
	for i := range v.blocks {
		if v.prose[i] && !v.junk[i] {
			most = max(most, p[i])
		}
	}
	if most < hopeless {
		return 2 * threshold
	}
	return most
}

// hopeless is how unlikely the likeliest paragraph of a page without an article
// is.
const hopeless = 0.05

// doubted is how likely a block named as a standfirst must be to be taken.
const doubted = 0.1

// withStandfirst adds what stands between headline and body and is named or
// described as the summary, though the scorer doubts it: sites differ in whether
// they call it a part of the article, and a reader does.
func (v *view) withStandfirst(picked []int, p []float32) []int {
	if len(picked) == 0 || v.headlineAt < 0 {
		return picked
	}
	var lead []int
	for i := v.headlineAt + 1; i < picked[0] && i < v.headlineAt+8; i++ {
		t := &v.stats[i]
		if t.words >= 5 && t.words < 90 && v.linkShare[i] < proseLinks && p[i] > doubted && !v.junk[i] &&
			!v.repeatsHeadline(i) &&
			v.isStandfirst(i) {
			lead = append(lead, i)
		}
	}
	return append(lead, picked...)
}

// repeatsHeadline holds for the headline itself, wherever it is printed.
func (v *view) repeatsHeadline(i int) bool {
	if i == v.headlineAt && v.blocks[i].tag != atom.P {
		return true
	}
	t := &v.stats[i]
	return len(v.titleWords) > 2 && t.words < 60 && covered(t.own, v.titleWords) > 0.9 &&
		t.words*10 >= len(v.titleWords)*8
}

// write turns picked blocks into paragraphs of their kinds.
func (v *view) write(picked []int) []corpus.Block {
	seen := map[uint64]uint64{} // the look of the first block with these words
	var out []corpus.Block
	prose := false
	entries := v.liveTimes(picked)
	for _, i := range picked {
		b, t := v.blocks[i].Block, &v.stats[i]
		look, again := seen[t.whole]
		if again && t.words > 4 && (v.prose[i] || look != v.style(i)) || v.isPulled(i, picked) {
			continue // lines of one list may be the same
		}
		seen[t.whole] = v.style(i)
		if entry, ok := entries[i]; ok {
			out, prose = append(out, corpus.Block{Kind: corpus.LiveEntry, Text: entry}), true
			if b.Text == entry {
				continue // the time itself
			}
		}
		if !prose && b.Kind != corpus.ListItem && t.words > 4 && v.isStandfirst(i) {
			b.Kind = corpus.Standfirst
		} else if v.prose[i] {
			prose = true
		}
		if b.Kind == corpus.Subhead && t.words > 40 {
			b.Kind = corpus.PlainParagraph
		}
		out = append(out, b)
	}
	for len(out) > 0 && out[len(out)-1].Kind == corpus.Subhead {
		out = out[:len(out)-1] // a subhead with nothing below it heads a box
	}
	return out
}

// isPulled holds for a phrase of the text that is set apart a second time.
func (v *view) isPulled(i int, picked []int) bool {
	if v.elements[v.blocks[i].holder].place&(inPull|inAside) == 0 && v.blocks[i].Kind != corpus.BlockQuote {
		return false
	}
	phrase := strings.Trim(v.blocks[i].Text, " .,…“”„»«\"'‘’")
	for _, j := range picked {
		if j != i && len(phrase) > shortestPull && strings.Contains(v.blocks[j].Text, phrase) {
			return true
		}
	}
	return false
}

// shortestPull is the length in bytes from which a phrase is no accident.
const shortestPull = 16

// liveTimes gives the time of each entry of a live blog, by the first picked block
// behind it.
func (v *view) liveTimes(picked []int) map[int]string {
	out := map[int]string{}
	next := 0
	for _, t := range v.times {
		for next < len(picked) && picked[next] < t.block {
			next++
		}
		if next == len(picked) {
			break
		}
		i := picked[next]
		if v.elements[v.blocks[i].holder].place&inEntries != 0 && out[i] == "" {
			out[i] = orElse(t.text, t.value)
		}
	}
	return out
}

// isStandfirst holds for a block that is named so, or that is the page's own
// summary.
func (v *view) isStandfirst(i int) bool {
	e := &v.elements[v.blocks[i].holder]
	if e.place&inEntries != 0 && len(v.times) > 1 && e.name.place&inLead == 0 {
		return false // a heading of an entry
	}
	if e.name.place&inLead != 0 || isHeading(&v.blocks[i]) {
		return true
	}
	if up := v.above(v.blocks[i].holder, 1); v.elements[up].name.place&inLead != 0 {
		return true
	}
	t := &v.stats[i]
	return t.words > 5 && t.words < 90 && len(v.aboutWords) > 4 && covered(t.own, v.aboutWords) > 0.9
}

func wordsOf(blocks []corpus.Block) int {
	n := 0
	var words []uint64
	for _, b := range blocks {
		words = appendWords(words[:0], b.Text)
		n += len(words)
	}
	return n
}

// splitBody cuts the text that a page gives about itself into paragraphs.
func splitBody(text string) []corpus.Block {
	var out []corpus.Block
	for _, line := range strings.Split(text, "\n") {
		if line = asPrinted(line); line != "" {
			out = append(out, corpus.Block{Kind: corpus.PlainParagraph, Text: line})
		}
	}
	return out
}

func (e *Extractor) withoutJunk(blocks []corpus.Block) []corpus.Block {
	var out []corpus.Block
	for _, b := range blocks {
		if !e.junk.drops(b.Text) {
			out = append(out, b)
		}
	}
	return out
}

// scriptWords is how little text a page must show for its scripts to be looked
// at, and how much they must hold.
const scriptWords = 60

// fromScripts finds an article that stands only in the data of a script: the
// longest string that reads like paragraphs.
func (e *Extractor) fromScripts(v *view) []corpus.Block {
	best, most := "", 0
	for _, script := range v.scripts {
		for _, s := range longStrings(script) {
			if n := strings.Count(s, " "); n > most && strings.Contains(s, "<p") {
				best, most = s, n
			}
		}
	}
	return e.withoutJunk(splitBody(html.UnescapeString(stripTags(best))))
}
