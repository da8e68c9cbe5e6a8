package indexer_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/indexer"
)

// The oracle answers questions by looking at every document. It shares nothing
// with the index: queries are drawn as trees that know how to write themselves
// and how to judge a document, and words as forms of a base that it knows.

// vocabulary maps each printed form to the word as a search sees it.
var vocabulary = map[string]string{
	"police":       "police",
	"Police":       "police",
	"access":       "access",
	"data":         "data",
	"Data":         "data",
	"the":          "the",
	"to":           "to",
	"of":           "of",
	"encryption":   "encryption",
	"encryptions":  "encryption",
	"Encryption’s": "encryption",
	"café":         "cafe",
	"Cafés":        "cafe",
	"warrant":      "warrant",
	"warrants":     "warrant",
	"Facebook":     "facebook",
	"facebook":     "facebook",
	"terror":       "terror",
	"terrorist":    "terrorist",
	"terrorists":   "terrorist",
	"Müller":       "muller",
	"muller":       "muller",
	"закон":        "закон",
	"законы":       "законы",
}

var forms = func() []string {
	var out []string
	for form := range vocabulary {
		out = append(out, form)
	}
	slices.Sort(out)
	return out
}()

// world is a corpus in memory with a registry and a codebook, and what takes the
// last acts back.
type world struct {
	*fake
	random  *rand.Rand
	people  map[corpus.PersonID]string          // names
	merged  map[corpus.PersonID]corpus.PersonID // into whom
	parents map[corpus.TagID]corpus.TagID
	labels  map[corpus.TagID]string
	undo    []func()
	added   int
}

func newWorld(seed uint64) *world {
	w := &world{
		fake:    newFake(),
		random:  rand.New(rand.NewPCG(seed, 3)),
		people:  map[corpus.PersonID]string{},
		merged:  map[corpus.PersonID]corpus.PersonID{},
		parents: map[corpus.TagID]corpus.TagID{},
		labels:  map[corpus.TagID]string{},
	}
	for i, name := range []string{"Ada Quill", "Ben Ott", "Zoë Brandt", "A Quill"} {
		w.people[corpus.PersonID(fmt.Sprint("p", i))] = name
	}
	for i, label := range []string{"Access", "Police", "Privacy", "Courts"} {
		w.labels[corpus.TagID(fmt.Sprint("t", i))] = label
	}
	w.parents["t1"] = "t0"
	return w
}

func pick[T any](w *world, list ...T) T { return list[w.random.IntN(len(list))] }

func (w *world) sentence() string {
	words := make([]string, 3+w.random.IntN(8))
	for i := range words {
		words[i] = pick(w, forms...)
	}
	return "“" + strings.Join(words, " ") + ",”"
}

func (w *world) date() corpus.Date {
	if w.random.IntN(10) == 0 {
		return corpus.Date{}
	}
	return corpus.Date{
		Time: time.Date(
			2014+w.random.IntN(3),
			time.Month(1+w.random.IntN(12)),
			1+w.random.IntN(28),
			23,
			0,
			0,
			0,
			time.FixedZone("", -5*3600),
		),
	}
}

func (w *world) quote(a indexer.ArticleDoc) indexer.QuoteDoc {
	w.added++
	q := indexer.QuoteDoc{
		ID: corpus.QuoteID(
			fmt.Sprintf("q%04d", w.added),
		),
		Article:  a.ID,
		Authors:  a.Authors,
		Text:     w.sentence(),
		Language: pick(w, "en", ""),
		Kind: pick(
			w,
			"direct",
			"mixed",
			"indirect",
		),
		Act:    pick(w, "speech", "speech", "speech", "attitude"),
		Status: "suggested",
		Publisher: pick(
			w,
			"The Times",
			"The New Times",
			"Le Monde",
		),
		Site: pick(w, "times.example", "www.times.example", "blog.times.example", "monde.example"),
		Role: pick(
			w,
			"",
			"prime minister",
			"minister",
		),
		Date:       a.Date,
		Confidence: float64(w.random.IntN(10)) / 10,
		Story:      pick(w, "", "", "s1", "s2", corpus.StoryID(fmt.Sprint("own", w.added))),
	}
	switch w.random.IntN(3) {
	case 0:
		q.SpeakerName = pick(w, "a spokesman", "a spokesman for Lumen")
	case 1:
		q.Speaker = corpus.PersonID(fmt.Sprint("p", w.random.IntN(len(w.people))))
		q.SpeakerName = w.people[q.Speaker]
	}
	return q
}

// act does something at random, as a person or a program would.
func (w *world) act() {
	if len(w.articles) < 4 {
		w.addArticle()
		return
	}
	switch w.random.IntN(14) {
	case 0, 1, 2:
		w.addArticle()
	case 3:
		w.dropArticle()
	case 4:
		w.redate()
	case 5:
		w.mergePeople()
	case 6:
		w.moveTag()
	case 7:
		if len(w.undo) > 0 {
			last := w.undo[len(w.undo)-1]
			w.undo = w.undo[:len(w.undo)-1]
			last()
		}
	case 8:
		w.forgetQuote()
	default:
		w.code()
	}
}

func (w *world) addArticle() {
	w.added++
	id := corpus.ArticleID(fmt.Sprintf("a%04d", w.added))
	a := indexer.ArticleDoc{
		ID:        id,
		Title:     strings.Trim(w.sentence(), "“,”"),
		Language:  "en",
		Publisher: "Le Monde",
		Date:      w.date(),
		Authors:   []string{pick(w, "Jo Reed", "Ann Reed")},
	}
	for range 1 + w.random.IntN(3) {
		q := w.quote(a)
		w.quotes[q.ID] = q
		a.Body += q.Text + "\n\n"
	}
	w.articles[id] = a
	w.change(corpus.Touched{Articles: []corpus.ArticleID{id}})
}

func (w *world) anyQuote() (indexer.QuoteDoc, bool) {
	var ids []corpus.QuoteID
	for id, q := range w.quotes {
		if _, there := w.articles[q.Article]; there {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return indexer.QuoteDoc{}, false
	}
	slices.Sort(ids)
	return w.quotes[pick(w, ids...)], true
}

func (w *world) anyArticle() corpus.ArticleID {
	var ids []corpus.ArticleID
	for id := range w.articles {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return pick(w, ids...)
}

func (w *world) dropArticle() {
	id := w.anyArticle()
	old := w.articles[id]
	delete(w.articles, id)
	touched := corpus.Touched{Articles: []corpus.ArticleID{id}}
	w.change(touched)
	w.undo = append(w.undo, func() { w.articles[id] = old; w.change(touched) })
}

func (w *world) redate() {
	id, date := w.anyArticle(), w.date()
	a := w.articles[id]
	a.Date = date
	w.articles[id] = a
	for qid, q := range w.quotes {
		if q.Article == id {
			q.Date = date
			w.quotes[qid] = q
		}
	}
	w.change(corpus.Touched{Articles: []corpus.ArticleID{id}})
}

// mergePeople touches the registry only: no document changes.
func (w *world) mergePeople() {
	from, into := corpus.PersonID(fmt.Sprint("p", 1+w.random.IntN(3))), corpus.PersonID("p0")
	if _, done := w.merged[from]; done {
		return
	}
	w.merged[from] = into
	touched := corpus.Touched{People: []corpus.PersonID{from, into}}
	w.change(touched)
	w.undo = append(w.undo, func() { delete(w.merged, from); w.change(touched) })
}

// moveTag moves a tag in the tree or renames it.
func (w *world) moveTag() {
	if w.random.IntN(2) == 0 {
		old := w.labels["t2"]
		w.labels["t2"] = pick(w, "Privacy", "Secrecy")
		w.undo = append(w.undo, func() { w.labels["t2"] = old })
	} else {
		old := w.parents["t3"]
		w.parents["t3"] = pick[corpus.TagID](w, "", "t0", "t1", "t2")
		w.undo = append(w.undo, func() { w.parents["t3"] = old })
	}
	w.change(corpus.Touched{Tags: []corpus.TagID{"t2", "t3"}})
}

func (w *world) forgetQuote() {
	if q, ok := w.anyQuote(); ok {
		delete(w.quotes, q.ID)
		w.change(corpus.Touched{Quotes: []corpus.QuoteID{q.ID}})
	}
}

// code does something to one quote that can be undone.
func (w *world) code() {
	q, ok := w.anyQuote()
	if !ok {
		return
	}
	old := q
	switch w.random.IntN(4) {
	case 0:
		q.Tags = append(slices.Clone(q.Tags), corpus.TagID(fmt.Sprint("t", w.random.IntN(4))))
		q.Coders = []string{"ada"}
	case 1:
		q.Status = pick(w, "confirmed", "rejected", "corrected")
	case 2:
		target, stance := pick(w, "g1", "g2"), pick(w, "support", "oppose")
		q.Targets = append(slices.Clone(q.Targets), corpus.TargetID(target))
		q.Stances = append(slices.Clone(q.Stances), stance, target+"="+stance)
	case 3:
		q.Notes = "compare " + pick(w, "police", "café")
	}
	w.quotes[q.ID] = q
	touched := corpus.Touched{Quotes: []corpus.QuoteID{q.ID}}
	w.change(touched)
	w.undo = append(w.undo, func() {
		if now, there := w.quotes[q.ID]; there {
			old.Date = now.Date
			w.quotes[q.ID] = old
			w.change(touched)
		}
	})
}

// The registry and the codebook, as queries ask them.

func (w *world) root(id corpus.PersonID) corpus.PersonID {
	if into, ok := w.merged[id]; ok {
		return into
	}
	return id
}

func (w *world) People(_ context.Context, name string) ([]corpus.PersonID, error) {
	var out []corpus.PersonID
	for id := range w.people {
		if w.isPerson(id, name) {
			out = append(out, id)
		}
	}
	return out, nil
}

// isPerson reports whether an entry, or one it is merged with, has the name.
func (w *world) isPerson(id corpus.PersonID, name string) bool {
	for other, n := range w.people {
		if w.root(other) == w.root(id) && corpus.FoldName(n) == corpus.FoldName(name) {
			return true
		}
	}
	return false
}

func (w *world) Organizations(context.Context, string) ([]corpus.OrganizationID, error) {
	return nil, nil
}

func (w *world) isTag(id corpus.TagID, name string) bool {
	for ; id != ""; id = w.parents[id] {
		if strings.EqualFold(w.labels[id], name) {
			return true
		}
	}
	return false
}

func (w *world) Tags(_ context.Context, name string) ([]corpus.TagID, error) {
	var out []corpus.TagID
	for id := range w.labels {
		if w.isTag(id, name) {
			out = append(out, id)
		}
	}
	return out, nil
}

func (w *world) Group(context.Context, string) (indexer.Group, error) { return indexer.Group{}, nil }

func (w *world) Targets(_ context.Context, text string) ([]corpus.TargetID, error) {
	return []corpus.TargetID{corpus.TargetID(text)}, nil
}

// expr is a query that can write itself and judge a quote.
type expr struct {
	text string
	is   func(indexer.QuoteDoc) bool
}

// bases are a text's words as a search sees them; printed are the words.
func printed(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("“”, ", r) })
}

func bases(text string) []string {
	words := printed(text)
	for i, w := range words {
		words[i] = vocabulary[w]
	}
	return words
}

// leaf draws one word, phrase, pattern or field.
func (w *world) leaf() expr {
	word, other := pick(w, forms...), pick(w, forms...)
	base, second := vocabulary[word], vocabulary[other]
	switch w.random.IntN(22) {
	case 0, 1, 2:
		return expr{word, func(q indexer.QuoteDoc) bool { return slices.Contains(bases(q.Text), base) }}
	case 3, 4:
		return expr{`"` + word + " " + other + `"`, func(q indexer.QuoteDoc) bool {
			return strings.Contains(" "+strings.Join(bases(q.Text), " ")+" ", " "+base+" "+second+" ")
		}}
	case 5:
		runes := []rune(base)
		begin := string(runes[:2+w.random.IntN(len(runes)-1)])
		return expr{begin + "*", func(q indexer.QuoteDoc) bool {
			return slices.ContainsFunc(bases(q.Text), func(b string) bool { return strings.HasPrefix(b, begin) })
		}}
	case 6:
		plain := strings.TrimSuffix(word, "’s")
		return expr{"=" + plain, func(q indexer.QuoteDoc) bool {
			return slices.ContainsFunc(
				printed(q.Text),
				func(p string) bool { return strings.TrimSuffix(p, "’s") == plain },
			)
		}}
	case 7:
		n := 1 + w.random.IntN(4)
		return expr{
			fmt.Sprintf("%s NEAR/%d %s", word, n, other),
			func(q indexer.QuoteDoc) bool { return areNear(bases(q.Text), base, second, n) },
		}
	case 8:
		return expr{"fasebook~", func(q indexer.QuoteDoc) bool { return slices.Contains(bases(q.Text), "facebook") }}
	case 9:
		return expr{"закин~", func(q indexer.QuoteDoc) bool { return slices.Contains(bases(q.Text), "закон") }}
	case 10, 11:
		name := pick(w, "Ada Quill", "Ben Ott", "Zoe Brandt", "A Quill", "nobody")
		return expr{
			`speaker:"` + name + `"`,
			func(q indexer.QuoteDoc) bool { return q.Speaker != "" && w.isPerson(q.Speaker, name) },
		}
	case 12:
		return expr{
			`speaker:spokesman`,
			func(q indexer.QuoteDoc) bool { return q.Speaker == "" && strings.Contains(q.SpeakerName, "spokesman") },
		}
	case 13, 14:
		name := pick(w, "Access", "police", "Privacy", "Courts", "Secrecy")
		return expr{"tag:" + name, func(q indexer.QuoteDoc) bool {
			return slices.ContainsFunc(q.Tags, func(t corpus.TagID) bool { return w.isTag(t, name) })
		}}
	case 15:
		target, stance := pick(w, "g1", "g2"), pick(w, "support", "oppose")
		return expr{
			fmt.Sprintf("(target:%s stance:%s)", target, stance),
			func(q indexer.QuoteDoc) bool { return slices.Contains(q.Stances, target+"="+stance) },
		}
	case 16:
		from, to := 2014+w.random.IntN(2), 1+w.random.IntN(12)
		return expr{fmt.Sprintf("date:%d..2016-%02d", from, to), func(q indexer.QuoteDoc) bool {
			day := q.Date.Day()
			return day >= strconv.Itoa(from) && day < fmt.Sprintf("2016-%02d", to+1)
		}}
	case 17:
		day := w.date().Day()
		if day == "" {
			day = "2015-06-01"
		}
		return expr{"date:" + day + "..", func(q indexer.QuoteDoc) bool { return q.Date.Day() >= day }}
	case 18:
		if w.random.IntN(2) == 0 {
			return expr{`publisher:="Le Monde"`, func(q indexer.QuoteDoc) bool { return q.Publisher == "Le Monde" }}
		}
		return expr{`publisher:"the times"`, func(q indexer.QuoteDoc) bool { return q.Publisher == "The Times" }}
	case 19:
		return expr{
			"site:times.example",
			func(q indexer.QuoteDoc) bool { return strings.HasSuffix(q.Site, "times.example") },
		}
	case 20:
		return expr{"role:minister", func(q indexer.QuoteDoc) bool { return q.Role != "" }}
	default:
		return pick(
			w,
			expr{"has:note", func(q indexer.QuoteDoc) bool { return q.Notes != "" }},
			expr{"note:cafe", func(q indexer.QuoteDoc) bool { return strings.Contains(q.Notes, "café") }},
			expr{"coder:ada", func(q indexer.QuoteDoc) bool { return len(q.Coders) > 0 }},
			expr{"kind:direct", func(q indexer.QuoteDoc) bool { return q.Kind == "direct" }},
			expr{`author:"ann reed"`, func(q indexer.QuoteDoc) bool { return slices.Contains(q.Authors, "Ann Reed") }},
			expr{
				"title:" + word,
				func(q indexer.QuoteDoc) bool { return slices.Contains(bases(w.articles[q.Article].Title), base) },
			},
		)
	}
}

func areNear(words []string, a, b string, n int) bool {
	for i := range words {
		for j := range words {
			if i != j && words[i] == a && words[j] == b && max(i-j, j-i) <= n {
				return true
			}
		}
	}
	return false
}

// tree draws a query of some depth.
func (w *world) tree(depth int) expr {
	if depth == 0 {
		return w.leaf()
	}
	a, b := w.tree(depth-1), w.tree(depth-1)
	switch w.random.IntN(4) {
	case 0:
		return expr{"(" + a.text + " OR " + b.text + ")", func(q indexer.QuoteDoc) bool { return a.is(q) || b.is(q) }}
	case 1:
		return expr{a.text + " -(" + b.text + ")", func(q indexer.QuoteDoc) bool { return a.is(q) && !b.is(q) }}
	case 2:
		return expr{"-(" + a.text + ")", func(q indexer.QuoteDoc) bool { return !a.is(q) }}
	}
	return expr{a.text + " " + b.text, func(q indexer.QuoteDoc) bool { return a.is(q) && b.is(q) }}
}

// shown lists the quotes a query finds when nothing more is asked for, newest
// first.
func (w *world) shown(is func(indexer.QuoteDoc) bool) []indexer.QuoteDoc {
	var out []indexer.QuoteDoc
	for _, q := range w.quotes {
		if _, there := w.articles[q.Article]; there && q.Act == "speech" && q.Status != "rejected" && is(q) {
			out = append(out, q)
		}
	}
	slices.SortFunc(out, func(a, b indexer.QuoteDoc) int {
		return cmp.Or(strings.Compare(b.Date.Day(), a.Date.Day()), strings.Compare(string(b.ID), string(a.ID)))
	})
	return out
}

func ids(list []indexer.QuoteDoc) []string {
	out := []string{}
	for _, q := range list {
		out = append(out, string(q.ID))
	}
	return out
}

// firsts keeps the earliest of each story.
func firsts(list []indexer.QuoteDoc) []indexer.QuoteDoc {
	key := func(q indexer.QuoteDoc) string {
		if q.Date.IsZero() {
			return "undated" + string(q.ID)
		}
		return q.Date.Day() + string(q.ID)
	}
	best := map[corpus.StoryID]string{}
	for _, q := range list {
		if old, ok := best[q.Story]; q.Story != "" && (!ok || key(q) < old) {
			best[q.Story] = key(q)
		}
	}
	return slices.DeleteFunc(
		slices.Clone(list),
		func(q indexer.QuoteDoc) bool { return q.Story != "" && best[q.Story] != key(q) },
	)
}

// count is a facet by hand.
func count(list []indexer.QuoteDoc, value func(indexer.QuoteDoc) string) map[string]int {
	out := map[string]int{}
	for _, q := range list {
		if v := value(q); v != "" {
			out[v]++
		}
	}
	return out
}

func rounds(t *testing.T, name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	if testing.Short() {
		return max(1, otherwise/10)
	}
	return otherwise
}

// TestTheIndexAnswersWhatALinearScanAnswers draws corpora, acts and queries at
// random. QUOTH_ORACLE_ROUNDS says how many corpora.
func TestTheIndexAnswersWhatALinearScanAnswers(t *testing.T) {
	for seed := range rounds(t, "QUOTH_ORACLE_ROUNDS", 8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(uint64(seed))
			dir := t.TempDir()
			x := open(t, dir, w)
			defer func() { x.Close() }()
			for range 12 {
				for range 1 + w.random.IntN(12) {
					w.act()
				}
				if w.random.IntN(6) == 0 {
					x.Close()
					x = open(t, dir, w)
				}
				if err := x.CatchUp(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				for range 20 {
					w.compare(t, x, w.tree(w.random.IntN(3)))
				}
				for range 6 {
					w.compareArticles(t, x)
				}
			}
		})
	}
}

func (w *world) compare(t *testing.T, x *indexer.Index, e expr) {
	t.Helper()
	want := w.shown(e.is)
	got := w.ask(t, x, indexer.Request{Query: e.text, Facets: []string{"publisher", "status", "year"}})
	if !slices.Equal(got.ids, ids(want)) {
		t.Fatalf("%s found %v, want %v", e.text, got.ids, ids(want))
	}
	for name, value := range map[string]func(indexer.QuoteDoc) string{
		"publisher": func(q indexer.QuoteDoc) string { return q.Publisher },
		"status":    func(q indexer.QuoteDoc) string { return q.Status },
		"year":      func(q indexer.QuoteDoc) string { return q.Date.Day()[:min(4, len(q.Date.Day()))] },
	} {
		for v, n := range count(want, value) {
			if !slices.ContainsFunc(
				got.facets[name],
				func(c indexer.FacetCount) bool { return c.Value == v && c.Count == n },
			) {
				t.Fatalf("%s: facet %s counts %v, want %d of %q", e.text, name, got.facets[name], n, v)
			}
		}
	}
	if once := w.ask(
		t,
		x,
		indexer.Request{Query: e.text, OncePerStory: true},
	); !slices.Equal(
		once.ids,
		ids(firsts(want)),
	) {
		t.Fatalf("%s once per story found %v, want %v", e.text, once.ids, ids(firsts(want)))
	}
	w.compareSelected(t, x, e, want)
}

// compareSelected chooses values in two facets: alternatives within one, both
// must hold, and each facet counts as if nothing were chosen in it.
func (w *world) compareSelected(t *testing.T, x *indexer.Index, e expr, found []indexer.QuoteDoc) {
	t.Helper()
	kinds, publishers := []string{"direct", "mixed"}, []string{"The Times"}
	got := w.ask(
		t,
		x,
		indexer.Request{
			Query:    e.text,
			Facets:   []string{"kind", "publisher"},
			Selected: map[string][]string{"kind": kinds, "publisher": publishers},
		},
	)
	keep := func(ofKinds, ofPublishers bool) []indexer.QuoteDoc {
		return slices.DeleteFunc(slices.Clone(found), func(q indexer.QuoteDoc) bool {
			return ofKinds && !slices.Contains(kinds, q.Kind) ||
				ofPublishers && !slices.Contains(publishers, q.Publisher)
		})
	}
	if want := ids(keep(true, true)); !slices.Equal(got.ids, want) {
		t.Fatalf("%s, selected, found %v, want %v", e.text, got.ids, want)
	}
	for _, side := range []struct {
		facet string
		want  map[string]int
	}{
		{"kind", count(keep(false, true), func(q indexer.QuoteDoc) string { return q.Kind })},
		{"publisher", count(keep(true, false), func(q indexer.QuoteDoc) string { return q.Publisher })},
	} {
		have := map[string]int{}
		for _, c := range got.facets[side.facet] {
			if c.Count > 0 {
				have[c.Value] = c.Count
			}
		}
		if fmt.Sprint(have) != fmt.Sprint(side.want) {
			t.Fatalf("%s, selected: facet %s counts %v, want %v", e.text, side.facet, have, side.want)
		}
	}
}

type answer struct {
	ids    []string
	facets map[string][]indexer.FacetCount
}

// ask pages through all of an answer, newest first.
func (w *world) ask(t *testing.T, x *indexer.Index, r indexer.Request) answer {
	t.Helper()
	r.Names, r.Limit, r.Sort = w, 7, "newest"
	out := answer{ids: []string{}}
	for {
		result, err := x.Search(t.Context(), r)
		if err != nil {
			t.Fatalf("search %q: %v", r.Query, err)
		}
		if out.facets == nil {
			out.facets = result.Facets
		}
		for _, h := range result.Hits {
			out.ids = append(out.ids, h.ID)
		}
		if result.Next == "" {
			if result.Total != len(out.ids) {
				t.Fatalf("search %q: total %d, but %d hits", r.Query, result.Total, len(out.ids))
			}
			return out
		}
		r.Cursor = result.Next
	}
}
