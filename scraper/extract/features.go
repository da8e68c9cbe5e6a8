package extract

import (
	"math"

	"golang.org/x/net/html/atom"

	"quoth/corpus"
)

// rowWriter writes the features of one block after the other; names is filled
// by the first where it is wanted.
type rowWriter struct {
	cells []float32
	names *[]string
}

func (w *rowWriter) add(name string, value float32) {
	w.cells = append(w.cells, value)
	if w.names != nil {
		*w.names = append(*w.names, name)
	}
}

func (w *rowWriter) addBit(name string, value bool) { w.add(name, bit(value)) }

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func logOf[N int | int32 | float32](n N) float32 { return float32(math.Log1p(float64(max(n, 0)))) }

func within[N int | int32](n, limit N) float32 { return float32(max(-limit, min(n, limit))) }

// rows describes every block by numbers. names may be nil.
func (v *view) rows(names *[]string) [][]float32 {
	n := len(v.blocks)
	rows := make([][]float32, n)
	w := &rowWriter{names: names, cells: make([]float32, 0, 160*n)}
	before := 0
	for i := range v.blocks {
		start := len(w.cells)
		v.addText(w, i)
		v.addPlace(w, i, before)
		v.addNames(w, i)
		v.addBoxes(w, i)
		v.addAgreement(w, i)
		v.addNeighbours(w, i)
		rows[i] = w.cells[start:len(w.cells):len(w.cells)]
		before += v.stats[i].words
		w.names = nil
	}
	return rows
}

// addText: what the block's words and element say.
func (v *view) addText(w *rowWriter, i int) {
	b, t := &v.blocks[i], &v.stats[i]
	words, bytes := float32(t.words+1), float32(len(b.Text)+1)
	w.add("text words", logOf(t.words))
	w.add("text links", v.linkShare[i])
	w.add("text bold", min(1, float32(b.bold)/bytes))
	w.add("text word length", float32(t.letters)/words)
	w.add("text commas", float32(t.commas)/words)
	w.add("text sentences", within(t.sentences, 10))
	w.addBit("text ends sentence", t.endsSentence)
	w.addBit("text ends colon", t.endsColon)
	w.add("text quotes", within(t.quotes, 8))
	w.add("text digits", float32(t.digits)/bytes)
	w.add("text upper", float32(t.upper)/float32(t.letters+1))
	w.add("text capitals", float32(t.capitals)/words)
	w.addBit("text starts lower", t.startsLower)
	w.addBit("text starts upper", t.startsUpper)
	w.add("text signs", within(t.signs, 4))
	w.addBit("text clock", t.clock)
	w.addBit("text junk", v.junk[i])
	w.add("text breaks", within(b.byLines, 5))
	mean, against, strong := v.textEvidence(i, v.textWords)
	w.add("words mean", mean)
	w.add("words against", against)
	w.add("words strong", within(strong, 8))
	w.addBit("tag p", b.tag == atom.P)
	w.addBit("tag div", b.tag == atom.Div || b.tag == atom.Section)
	w.addBit("tag li", b.tag == atom.Li)
	w.addBit("tag h1", b.tag == atom.H1)
	w.addBit("tag h2", b.tag == atom.H2)
	w.addBit("tag h3", b.tag == atom.H3)
	w.addBit("tag h4", b.tag == atom.H4 || b.tag == atom.H5 || b.tag == atom.H6)
	w.addBit("tag td", b.tag == atom.Td || b.tag == atom.Th)
	w.addBit("tag caption", b.tag == atom.Figcaption || b.tag == atom.Figure)
	w.addBit("kind item", b.Kind == corpus.ListItem)
	w.addBit("kind quote", b.Kind == corpus.BlockQuote)
}

// addPlace: where the block stands on the page.
func (v *view) addPlace(w *rowWriter, i, before int) {
	e := &v.elements[v.blocks[i].holder]
	w.add("place index", float32(i)/float32(len(v.blocks)))
	w.add("place words before", float32(before)/float32(v.words+1))
	w.add("place depth", float32(e.depth))
	fromHeadline := float32(-60)
	if v.headlineAt >= 0 {
		fromHeadline = within(i-v.headlineAt, 50)
	}
	w.add("place from headline", fromHeadline)
	w.add("place from first prose", within(i-v.firstProse, 30))
	w.add("place to last prose", within(v.lastProse-i, 30))
	holder := v.blocks[i].holder
	up, down := v.apart(holder, v.best, v.aroundBest)
	w.add("place best up", within(up, 12))
	w.add("place best down", within(down, 12))
	w.add("place best first", within(i-int(v.sums[v.best].first), 30))
	w.add("place best last", within(int(v.sums[v.best].last)-i, 30))
	up, down = v.apart(holder, v.most, v.aroundMost)
	w.add("place most up", within(up, 12))
	w.add("place most down", within(down, 12))
	w.add("place most last", within(int(v.sums[v.most].last)-i, 30))
	up, down = -1, -1
	if v.headlineAt >= 0 {
		up, down = v.apart(holder, v.blocks[v.headlineAt].holder, v.aroundHead)
	}
	w.add("place headline up", within(up, 15))
	w.add("place headline down", within(down, 15))
	article := v.articles[holder]
	w.addBit("place best article", article == v.articles[v.best])
	w.addBit("place headline article", v.headlineAt >= 0 && article == v.articles[v.blocks[v.headlineAt].holder])
	w.add("place headings since", within(v.headsBefore[i]-v.headsBefore[max(v.headlineAt, 0)], 20))
	w.add("place depth from best", float32(e.depth-v.elements[v.best].depth))
}

// addNames: what the names of the elements around say.
func (v *view) addNames(w *rowWriter, i int) {
	e := &v.elements[v.blocks[i].holder]
	for _, f := range placeFeatures {
		w.addBit(f.name, e.place&f.flag != 0)
	}
	near := e.name.place
	parent, grand := v.elements[v.above(v.blocks[i].holder, 1)].name, v.elements[v.above(v.blocks[i].holder, 2)].name
	near |= parent.place
	for _, f := range nearFeatures {
		w.addBit(f.name, near&f.flag != 0)
	}
	w.add("name furniture far", float32(e.far))
	w.add("evidence own", e.name.mean)
	w.add("evidence own least", e.name.least)
	w.add("evidence own most", e.name.most)
	w.add("evidence parent", parent.mean)
	w.add("evidence parent least", parent.least)
	w.add("evidence grand", grand.mean)
	w.add("evidence grand least", grand.least)
	var sum, least, most float32
	at, n := v.blocks[i].holder, 0
	for ; at >= 0 && n < 30; at, n = v.elements[at].parent, n+1 {
		name := v.elements[at].name
		sum, least, most = sum+name.mean, min(least, name.least), max(most, name.most)
	}
	w.add("evidence sum", sum)
	w.add("evidence around", sum/float32(n))
	w.add("evidence least", least)
	w.add("evidence most", most)
}

type placeFeature struct {
	name string
	flag placeFlags
}

var placeFeatures = []placeFeature{
	{"in aside", inAside},
	{"in header", inHeader},
	{"in footer", inFooter},
	{"in form", inForm},
	{"in figure", inFigure},
	{"in table", inTable},
	{"in list", inList},
	{"in article", inArticle},
	{"in main", inMain},
	{"in body", inBody},
	{"in hidden", inHidden},
	{"in dialog", inDialog},
	{"in quote", inQuote},
	{"in furniture", inFurniture},
	{"in text", inText},
	{"in lead", inLead},
	{"in caption", inCaption},
	{"in byline", inByline},
	{"in comments", inComments},
	{"in related", inRelated},
	{"in consent", inConsent},
	{"in live", inLive},
}

var nearFeatures = []placeFeature{
	{"near furniture", inFurniture},
	{"near text", inText},
	{"near lead", inLead},
	{"near caption", inCaption},
	{"near byline", inByline},
	{"near related", inRelated},
	{"near consent", inConsent},
}

// boxNames are the features of the elements around a block, by level.
var boxNames = [4][7]string{
	{"box words", "box links", "box prose", "box words a block"},
	{"box1 words", "box1 links", "box1 prose", "box1 words a block", "box1 blocks", "box1 at", "box1 share"},
	{"box2 words", "box2 links", "box2 prose", "box2 words a block", "box2 blocks", "box2 at", "box2 share"},
	{"box3 words", "box3 links", "box3 prose", "box3 words a block", "box3 blocks", "box3 at", "box3 share"},
}

// addBoxes: what else is in the elements around the block, and in those that
// look the same.
func (v *view) addBoxes(w *rowWriter, i int) {
	all := float32(v.sums[0].prose + 1)
	at := v.blocks[i].holder
	for level, names := range boxNames {
		s := &v.sums[at]
		w.add(names[0], logOf(s.words))
		w.add(names[1], float32(s.linked)/float32(s.bytes+1))
		w.add(names[2], float32(s.prose)/float32(s.words+1))
		w.add(names[3], float32(s.words)/float32(s.blocks+1))
		if level > 0 {
			w.add(names[4], logOf(s.blocks))
			w.add(names[5], float32(int32(i)-s.first)/float32(s.blocks+1))
			w.add(names[6], float32(s.prose)/all)
		}
		at = v.above(at, 1)
	}
	s := v.styles[v.style(i)]
	w.add("style words", logOf(s.words))
	w.add("style links", s.linked/(s.bytes+1))
	w.add("style blocks", logOf(s.blocks))
	w.add("style prose", s.prose/(s.words+1))
	w.add("style words a block", s.words/(s.blocks+1))
	w.add("style span", (s.last-s.first)/float32(len(v.blocks)))
	w.add("style share", s.prose/all)
}

// addAgreement: what the page says elsewhere about its article.
func (v *view) addAgreement(w *rowWriter, i int) {
	t := &v.stats[i]
	w.add("said", v.said[i])
	w.add("agrees title", float32(covered(t.own, v.titleWords)))
	w.add("agrees title all", min(2, float32(t.words)/float32(len(v.titleWords)+1)))
	w.addBit("agrees headline", i == v.headlineAt)
	about := float32(0)
	if t.words < 120 {
		about = float32(covered(t.own, v.aboutWords))
	}
	w.add("agrees description", about)
	w.add("agrees description all", min(2, float32(t.words)/float32(len(v.aboutWords)+1)))
	w.add("repeated", within(v.seen[t.whole], 4))
	w.add("page words", logOf(v.words))
	w.add("page prose", float32(v.sums[0].prose)/float32(v.words+1))
	w.add("page blocks", logOf(len(v.blocks)))
}

// neighbourNames are the features of the blocks around, by distance.
var neighbourNames = map[int][6]string{}

// neighbourSteps are the neighbours that a block is described by.
var neighbourSteps = [...]int{-3, -2, -1, 1, 2, 3}

func init() {
	for _, step := range neighbourSteps {
		side := "next" + string(rune('0'+step))
		if step < 0 {
			side = "last" + string(rune('0'-step))
		}
		neighbourNames[step] = [6]string{
			side + " words",
			side + " links",
			side + " ends sentence",
			side + " alike",
			side + " said",
			side + " prose",
		}
	}
}

func (v *view) addNeighbours(w *rowWriter, i int) {
	mine := &v.elements[v.blocks[i].holder]
	for _, step := range neighbourSteps {
		names := neighbourNames[step]
		j := i + step
		if j < 0 || j >= len(v.blocks) {
			for _, name := range names {
				w.add(name, -1)
			}
			continue
		}
		other := &v.elements[v.blocks[j].holder]
		alike := float32(0)
		switch {
		case v.blocks[j].holder == v.blocks[i].holder || other.parent == mine.parent:
			alike = 2
		case v.style(j) == v.style(i):
			alike = 1
		}
		w.add(names[0], logOf(v.stats[j].words))
		w.add(names[1], v.linkShare[j])
		w.addBit(names[2], v.stats[j].endsSentence)
		w.add(names[3], alike)
		w.add(names[4], v.said[j])
		w.addBit(names[5], v.prose[j])
	}
}
