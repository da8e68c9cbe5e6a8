package indexer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
)

// Collocate is a word that stands near the words found more often than chance
// would have it.
type Collocate struct {
	Word        string // its most frequent form
	Together    int    // times it stands in the window
	Left, Right int    // of these
	Everywhere  int    // times in all quotes (or articles), rejected ones too
	// LogLikelihood is Dunning's G²: 2 Σ O ln(O/E) over the 2×2 table of words
	// in and outside the windows (T. Dunning, Accurate Methods for the
	// Statistics of Surprise and Coincidence, Computational Linguistics 19(1),
	// 1993; for corpora P. Rayson and R. Garside, Comparing Corpora using
	// Frequency Profiling, 2000). Negative where the word is rarer than chance.
	// Above 10.83 chance alone does this once in a thousand times.
	LogLikelihood float64
	// LogDice is 14 + log2(2·together / (found + everywhere)): at most 14,
	// whatever the corpus's size (P. Rychlý, A Lexicographer-Friendly
	// Association Score, RASLAN 2008).
	LogDice float64
}

// Collocates is a table of collocates.
type Collocates struct {
	Found int // documents that match
	Read  int // documents whose words were counted: the newest, when there are more than can be read
	Nodes int // times the words were found in these
	Words []Collocate
}

// CollocateOptions say what counts as near.
type CollocateOptions struct {
	Window  int    // words on each side; 0 means 5
	Minimum int    // times together; 0 means 3
	By      string // "log-likelihood" (or nothing) or "log-dice"
	Most    int    // how many; 0 means 100
}

// lexisDocuments is how many documents are read for a table of words at most.
const lexisDocuments = 5000

// candidates is how many words, those most often together, are weighed.
const candidates = 1000

// wordKey is a word as one field has it.
type wordKey struct{ field, term string }

type tally struct {
	left, right int
	forms       map[string]int
}

// Collocates counts the words around those a query finds and weighs them.
func (x *Index) Collocates(ctx context.Context, r Request, o CollocateOptions) (Collocates, error) {
	o.Window, o.Minimum, o.Most = cmp.Or(o.Window, 5), cmp.Or(o.Minimum, 3), cmp.Or(o.Most, 100)
	var out Collocates
	err := x.reading(ctx, func(v *view) error {
		r.Sort, r.Facets = "newest", nil
		f, err := x.find(v, r)
		if err != nil {
			return err
		}
		if f.marks.empty() {
			return &QueryError{Query: r.Query, Message: "expected a word: collocates are the words around it"}
		}
		out.Found = f.hits.total
		around := map[wordKey]*tally{}
		near := 0 // words in all windows
		base := "text"
		if f.kind == ArticleKind {
			base = "body"
		}
		out.Read, err = x.eachText(v, f, lexisDocuments, func(_ rank, lang, text string) {
			nodes, words := f.marks.in(lang).countAround(languageField(base, lang), text, o.Window, around)
			out.Nodes, near = out.Nodes+nodes, near+words
		})
		if err != nil {
			return err
		}
		out.Words, err = v.weigh(around, out.Nodes, near, f.kind, o)
		return err
	})
	return out, err
}

// eachText reads the texts of the first documents found, at most so many, with
// their languages.
func (x *Index) eachText(v *view, f finding, most int, do func(k rank, lang, text string)) (int, error) {
	ranks, _, err := f.order.first(f.hits, nil, most)
	if err != nil {
		return 0, err
	}
	languages, err := v.column("lang")
	if err != nil {
		return 0, err
	}
	names := v.live.columns.dictionary("lang").all()
	for window := range slices.Chunk(ranks, 500) {
		ids := make([]string, len(window))
		for i, k := range window {
			_, ids[i] = ownID(k.id)
		}
		texts, err := x.src.Text(v.ctx, f.kind, ids)
		if err != nil {
			return 0, fmt.Errorf("read the texts found: %w", err)
		}
		for i, k := range window {
			do(k, names[languages[k.doc.segment].at(k.doc.number)], texts[ids[i]])
		}
	}
	return len(ranks), v.ctx.Err()
}

// countAround counts the words near each place of the marks in one text. Words
// that are found themselves do not count.
func (l *languageMarks) countAround(field, text string, window int, around map[wordKey]*tally) (nodes, near int) {
	tokens := l.x.exact.Analyze([]byte(text))
	found := l.places(text)
	inside := func(t *analysis.Token) bool {
		return slices.ContainsFunc(found, func(s stretch) bool { return t.Start < s.end && s.start < t.End })
	}
	for _, s := range found {
		first, _ := slices.BinarySearchFunc(
			tokens,
			s.start,
			func(t *analysis.Token, at int) int { return cmp.Compare(t.Start, at) },
		)
		last, _ := slices.BinarySearchFunc(
			tokens,
			s.end,
			func(t *analysis.Token, at int) int { return cmp.Compare(t.Start, at) },
		)
		for i := max(0, first-window); i < min(len(tokens), last+window); i++ {
			t := tokens[i]
			if inside(t) {
				continue
			}
			near++
			key := wordKey{field, l.fold(string(t.Term)).word}
			n := around[key]
			if n == nil {
				n = &tally{forms: map[string]int{}}
				around[key] = n
			}
			n.forms[strings.ToLower(text[t.Start:t.End])]++
			if i < first {
				n.left++
			} else {
				n.right++
			}
		}
	}
	return len(found), near
}

// weigh turns counts into a table.
func (v *view) weigh(around map[wordKey]*tally, nodes, near int, kind string, o CollocateOptions) ([]Collocate, error) {
	total, err := v.wordsOf(kind)
	if err != nil {
		return nil, err
	}
	keys := make([]wordKey, 0, len(around))
	for key, n := range around {
		if n.left+n.right >= o.Minimum {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b wordKey) int {
		return cmp.Or(
			cmp.Compare(around[b].left+around[b].right, around[a].left+around[a].right),
			cmp.Compare(a.term, b.term),
		)
	})
	out := []Collocate{}
	for _, key := range keys[:min(len(keys), candidates)] {
		n := around[key]
		everywhere, err := v.frequency(key)
		if err != nil {
			return nil, err
		}
		c := Collocate{
			Word:       usualForm(n.forms),
			Together:   n.left + n.right,
			Left:       n.left,
			Right:      n.right,
			Everywhere: everywhere,
		}
		c.LogLikelihood = logLikelihood(c.Together, near, everywhere, total)
		c.LogDice = logDice(c.Together, nodes, everywhere)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Collocate) int {
		if o.By == "log-dice" {
			return cmp.Compare(b.LogDice, a.LogDice)
		}
		return cmp.Compare(b.LogLikelihood, a.LogLikelihood)
	})
	return out[:min(len(out), o.Most)], nil
}

// logLikelihood is Dunning's G² of a word seen together times in near words and
// everywhere times in total words.
func logLikelihood(together, near, everywhere, total int) float64 {
	o11, r1, c1, n := float64(
		together,
	), float64(
		near,
	), float64(
		max(everywhere, together),
	), float64(
		max(total, near+everywhere),
	)
	g := 0.0
	for _, cell := range []struct{ o, e float64 }{
		{o11, r1 * c1 / n}, {r1 - o11, r1 * (n - c1) / n}, {c1 - o11, (n - r1) * c1 / n}, {n - r1 - c1 + o11, (n - r1) * (n - c1) / n},
	} {
		if cell.o > 0 && cell.e > 0 {
			g += 2 * cell.o * math.Log(cell.o/cell.e)
		}
	}
	if o11 < r1*c1/n {
		return -g
	}
	return g
}

func logDice(together, nodes, everywhere int) float64 {
	return 14 + math.Log2(2*float64(together)/float64(nodes+max(everywhere, together)))
}

func usualForm(forms map[string]int) string {
	best := ""
	for form, n := range forms {
		if best == "" || n > forms[best] || n == forms[best] && form < best {
			best = form
		}
	}
	return best
}

// frequency is how often a word stands in a field of all documents.
func (v *view) frequency(key wordKey) (int, error) {
	reader, err := v.snapshot.TermFieldReader(v.ctx, []byte(key.term), key.field, true, false, false)
	if err != nil {
		return 0, fmt.Errorf("read the search index: %w", err)
	}
	defer reader.Close()
	n := 0
	for {
		d, err := reader.Next(nil)
		if err != nil || d == nil {
			return n, err
		}
		n += int(d.Freq)
	}
}

// eachLength calls do for every document of a kind with its number of words.
func (v *view) eachLength(kind string, do func(doc, int)) error {
	columns, err := v.column("words")
	if err != nil {
		return err
	}
	values := v.live.columns.dictionary("words").all()
	lengths := make([]int, len(values))
	for i, value := range values {
		lengths[i], _ = strconv.Atoi(value) // the one that is no number stands for none
	}
	all, err := v.postings("type", kind)
	if err != nil {
		return err
	}
	for segment, docs := range all.hits().docs {
		for _, d := range docs {
			do(doc{segment, d}, lengths[columns[segment].at(d)])
		}
	}
	return nil
}

// wordsOf is how many words all documents of a kind have.
func (v *view) wordsOf(kind string) (int, error) {
	total := 0
	err := v.eachLength(kind, func(_ doc, n int) { total += n })
	return total, err
}

// PeriodCount is one step of a frequency over time.
type PeriodCount struct {
	Period     string // "2015" or "2015-10"
	Found      int    // documents that match
	Words      int    // of all documents of that time, rejected ones too
	PerMillion float64
}

// Frequency counts what a query finds by "year" or "month", beside the words
// there are: a corpus grows, and only the share of it says whether something is
// said more often. Periods without words are left out.
func (x *Index) Frequency(ctx context.Context, r Request, by string) ([]PeriodCount, error) {
	if by != "year" && by != "month" {
		return nil, fmt.Errorf("there is no period %q: expected year or month", by)
	}
	var out []PeriodCount
	err := x.reading(ctx, func(v *view) error {
		r.Facets = nil
		f, err := x.find(v, r)
		if err != nil {
			return err
		}
		periods, err := v.column(by)
		if err != nil {
			return err
		}
		names := v.live.columns.dictionary(by).all()
		counts := make([]PeriodCount, len(names))
		if err := v.eachLength(
			f.kind,
			func(d doc, n int) { counts[periods[d.segment].at(d.number)].Words += n },
		); err != nil {
			return err
		}
		for segment, docs := range f.hits.docs {
			for _, d := range docs {
				counts[periods[segment].at(d)].Found++
			}
		}
		for i, c := range counts {
			if i > 0 && c.Words > 0 {
				c.Period, c.PerMillion = names[i], float64(c.Found)*1e6/float64(c.Words)
				out = append(out, c)
			}
		}
		slices.SortFunc(out, func(a, b PeriodCount) int { return cmp.Compare(a.Period, b.Period) })
		return nil
	})
	return out, err
}
