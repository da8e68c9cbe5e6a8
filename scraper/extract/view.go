package extract

import (
	"golang.org/x/net/html/atom"

	"quoth/corpus"
	"quoth/scraper/dates"
)

// view is a page as the block scorer sees it.
type view struct {
	*meta
	stats       []textStats
	linkShare   []float32
	prose       []bool
	junk        []bool
	proseBefore []int  // words of prose before each block, and in all
	foreign     []bool // of each element: no part of the article wherever it stands
	sums        []sums // of each element with all in it
	styles      map[uint64]*styleSum
	seen        map[uint64]int32 // blocks with these words
	titleWords  map[uint64]bool
	aboutWords  map[uint64]bool
	saidRuns    map[uint64]bool // runs of four words of what JSON-LD says the text is
	textWords   map[uint64]float32
	said        []float32 // the share of a block's runs that are in it; -1 where it says nothing
	words       int
	best        int32 // the element that directly holds most prose
	most        int32 // the deepest element with most of all prose
	aroundBest  map[int32]bool
	aroundMost  map[int32]bool
	aroundHead  map[int32]bool // around the headline
	headsBefore []int          // for each block, linked headings and h1 before it: headlines of other stories
	articles    []int32        // for each element, the article element around it; -1 for none
	firstProse  int
	lastProse   int
}

// sums are totals over an element and all in it.
type sums struct {
	words, linked, bytes, prose, blocks int32
	first, last                         int32 // its blocks
	direct                              int32 // words of prose right in it or in its children
}

// styleSum are totals over blocks that look the same.
type styleSum struct{ words, linked, bytes, prose, blocks, first, last float32 }

// Prose is text that reads like a paragraph.
const (
	leastProse     = 12  // words with a full stop at the end
	longProse      = 25  // words without
	proseLinks     = 0.4 // the most that may be links
	saidWords      = 20  // fewer words in JSON-LD are no article
	mostOfProse    = 0.6 // the share of all prose that an element must hold to be the one around the article
	longestDate    = 60  // bytes of a line that is a date
	shortenedBlock = 400 // words of a block whose runs are compared
)

// newView prepares a page for scoring.
func (e *Extractor) newView(m *meta) *view {
	n := len(m.blocks)
	v := &view{
		meta:        m,
		stats:       make([]textStats, n),
		linkShare:   make([]float32, n),
		prose:       make([]bool, n),
		junk:        make([]bool, n),
		said:        make([]float32, n),
		headsBefore: make([]int, n),
		sums: make(
			[]sums,
			len(m.elements),
		),
		styles:     map[uint64]*styleSum{},
		seen:       map[uint64]int32{},
		firstProse: -1,
		lastProse:  -1,
	}
	var hashes []uint64
	heads, begun := 0, false
	for i := range m.blocks {
		b := &m.blocks[i]
		v.stats[i], hashes = describe(b.Text, hashes)
		if cap(hashes)-len(hashes) < 1024 {
			hashes = make([]uint64, 0, 16384) // blocks keep their part of the old one
		}
		v.linkShare[i] = min(1, float32(b.linked)/float32(visible(b.Text)+1))
		v.prose[i] = isProseBlock(&v.stats[i], v.linkShare[i])
		v.junk[i] = e.junk.drops(b.Text) || !begun && len(b.Text) < longestDate && dates.IsLine(b.Text)
		begun = begun || v.prose[i]
		v.seen[v.stats[i].whole]++
		v.words += v.stats[i].words
		v.headsBefore[i] = heads
		if b.tag == atom.H1 || isHeading(b) && v.linkShare[i] > 0.8 {
			heads++
		}
	}
	v.titleWords = setOf(appendWords(nil, m.title))
	v.findArticles()
	v.findForeign()
	for i := range v.blocks {
		if v.foreign[v.blocks[i].holder] {
			v.bar(i)
		}
	}
	v.bar(v.copies()...)
	above := v.beforeHeadline()
	for i := range above {
		v.bar(i)
	}
	v.bar(v.tickers(above)...)
	v.aboutWords = setOf(appendWords(nil, m.described))
	v.compareSaid()
	v.addUp()
	v.findBest()
	return v
}

// bar says of blocks that they are no part of the article, whatever the scorer
// thinks.
func (v *view) bar(blocks ...int) {
	for _, i := range blocks {
		v.junk[i], v.prose[i] = true, false
	}
}

func isProseBlock(t *textStats, linked float32) bool {
	return linked < proseLinks && (t.words >= longProse || t.words >= leastProse && t.endsSentence)
}

// compareSaid measures how far each block is in what JSON-LD says the text is.
func (v *view) compareSaid() {
	if words := appendWords(nil, v.articleBody); len(words) >= saidWords {
		v.saidRuns = setOf(shingles(words))
	}
	for i := range v.said {
		v.said[i] = -1
		if v.saidRuns != nil {
			own := v.stats[i].own
			v.said[i] = float32(covered(shingles(own[:min(len(own), shortenedBlock)]), v.saidRuns))
		}
	}
}

// style tells blocks of different looks apart: by their element and the one
// around it.
func (v *view) style(i int) uint64 {
	e := &v.elements[v.blocks[i].holder]
	h := e.style
	if e.parent >= 0 {
		h = h*31 + v.elements[e.parent].style
	}
	return h
}

// addUp fills sums and styles.
func (v *view) addUp() {
	for i := range v.sums {
		v.sums[i].first = int32(len(v.blocks))
		v.sums[i].last = -1
	}
	for i := range v.blocks {
		b, t := &v.blocks[i], &v.stats[i]
		bytes := int32(visible(b.Text))
		own := sums{
			words:  int32(t.words),
			linked: int32(b.linked),
			bytes:  bytes,
			blocks: 1,
			first:  int32(i),
			last:   int32(i),
		}
		if v.prose[i] {
			own.prose = int32(t.words)
			if v.firstProse < 0 {
				v.firstProse = i
			}
			v.lastProse = i
		}
		v.sums[b.holder].add(own)
		v.sums[b.holder].direct += own.prose
		if up := v.elements[b.holder].parent; up >= 0 {
			v.sums[up].direct += own.prose
		}
		key := v.style(i)
		s := v.styles[key]
		if s == nil {
			s = &styleSum{first: float32(i)}
			v.styles[key] = s
		}
		s.words, s.linked, s.bytes, s.prose, s.blocks, s.last = s.words+float32(
			t.words,
		), s.linked+float32(
			b.linked,
		), s.bytes+float32(
			bytes,
		), s.prose+float32(
			own.prose,
		), s.blocks+1, float32(
			i,
		)
	}
	for i := len(v.sums) - 1; i > 0; i-- { // children come after their parents
		v.sums[v.elements[i].parent].add(v.sums[i])
	}
}

func (s *sums) add(o sums) {
	s.words, s.linked, s.bytes, s.prose, s.blocks = s.words+o.words, s.linked+o.linked, s.bytes+o.bytes, s.prose+o.prose, s.blocks+o.blocks
	s.first, s.last = min(s.first, o.first), max(s.last, o.last)
}

// findBest finds the elements that hold the article, as far as prose alone
// tells.
func (v *view) findBest() {
	for i := range v.sums {
		s, best := &v.sums[i], &v.sums[v.best]
		tag := v.elements[i].tag
		if s.direct > best.direct && tag != atom.P && v.elements[i].place&(inComments|inAside|inHidden) == 0 {
			v.best = int32(i)
		}
		if float32(s.prose) >= mostOfProse*float32(v.sums[0].prose) {
			v.most = int32(i) // children come after their parents, so the last is the deepest
		}
	}
	v.aroundBest, v.aroundMost = v.around(v.best), v.around(v.most)
	if v.headlineAt >= 0 {
		v.aroundHead = v.around(v.blocks[v.headlineAt].holder)
	}
}

// findArticles finds the article element around each element.
func (v *view) findArticles() {
	v.articles = make([]int32, len(v.elements))
	for i := range v.elements {
		e := &v.elements[i]
		switch {
		case e.tag == atom.Article:
			v.articles[i] = int32(i)
		case e.parent < 0:
			v.articles[i] = -1
		default:
			v.articles[i] = v.articles[e.parent]
		}
	}
}

// around is the set of an element and all around it.
func (v *view) around(i int32) map[int32]bool {
	set := map[int32]bool{}
	for ; i >= 0; i = v.elements[i].parent {
		set[i] = true
	}
	return set
}

// above is the element n levels up.
func (v *view) above(i int32, n int) int32 {
	for ; n > 0 && v.elements[i].parent >= 0; n-- {
		i = v.elements[i].parent
	}
	return i
}

// apart reports how many levels one goes up from an element to one around another,
// and down from there.
func (v *view) apart(i, other int32, around map[int32]bool) (up, down int32) {
	from := v.elements[i].depth
	for !around[i] {
		i = v.elements[i].parent
	}
	return from - v.elements[i].depth, v.elements[other].depth - v.elements[i].depth
}

// textEvidence is what a block's first words are evidence for: their mean, the
// two strongest against it added up, and how many are strongly against it.
func (v *view) textEvidence(i int, words map[uint64]float32) (mean, against float32, strong int) {
	own := v.stats[i].own
	own = own[:min(len(own), evidenceWords)]
	var least, second float32
	for _, w := range own {
		x := words[w]
		mean += x
		switch {
		case x < least:
			least, second = x, least
		case x < second:
			second = x
		}
		if x < -1 {
			strong++
		}
	}
	return mean / float32(len(own)+1), least + second, strong
}

// evidenceWords is how many words of a block are looked up.
const evidenceWords = 60

// weigh sets what the words of classes and ids are evidence for. evidence gives
// 0 for words that it does not know.
func (s *survey) weigh(evidence func(word string) float32) {
	for _, info := range s.names {
		info.mean, info.least, info.most = 0, 0, 0
		for _, w := range info.words {
			x := evidence(w)
			info.mean += x / float32(len(info.words))
			info.least, info.most = min(info.least, x), max(info.most, x)
		}
	}
}

// isHeading holds for a block in h1 to h6.
func isHeading(b *candidate) bool { return b.Kind == corpus.Subhead }
