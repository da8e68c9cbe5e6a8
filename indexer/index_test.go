package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"quoth/corpus"
	"quoth/indexer"
)

// fake is a corpus in memory.
type fake struct {
	changes  []corpus.Change
	quotes   map[corpus.QuoteID]indexer.QuoteDoc
	articles map[corpus.ArticleID]indexer.ArticleDoc
	notes    map[corpus.AnnotationID]indexer.AnnotationDoc
}

func newFake() *fake {
	return &fake{
		quotes: map[corpus.QuoteID]indexer.QuoteDoc{}, articles: map[corpus.ArticleID]indexer.ArticleDoc{},
		notes: map[corpus.AnnotationID]indexer.AnnotationDoc{},
	}
}

func (f *fake) change(t corpus.Touched) {
	id := corpus.ChangeID(fmt.Sprintf("change-%04d", len(f.changes)+1))
	f.changes = append(f.changes, corpus.Change{ID: id, Touched: t})
}

// add adds an article with its quotes.
func (f *fake) add(id, day string, quotes ...indexer.QuoteDoc) {
	date, err := corpus.ParseDate(day)
	if err != nil {
		panic(err)
	}
	var body []string
	for i, q := range quotes {
		q.ID, q.Article, q.Date = corpus.QuoteID(fmt.Sprintf("%s-%d", id, i)), corpus.ArticleID(id), date
		if q.Act == "" {
			q.Act = "speech"
		}
		if q.Status == "" {
			q.Status = "suggested"
		}
		f.quotes[q.ID] = q
		body = append(body, q.Text)
	}
	f.articles[corpus.ArticleID(id)] = indexer.ArticleDoc{
		ID:    corpus.ArticleID(id),
		Title: "Headline of " + id,
		Body:  strings.Join(body, "\n\n"),
		Date:  date,
	}
	f.change(corpus.Touched{Articles: []corpus.ArticleID{corpus.ArticleID(id)}})
}

func (f *fake) CorpusID() string { return "corpus" }

func (f *fake) LastChange(context.Context) (corpus.ChangeID, error) {
	if len(f.changes) == 0 {
		return "", nil
	}
	return f.changes[len(f.changes)-1].ID, nil
}

func (f *fake) Changes(_ context.Context, after corpus.ChangeID, limit int) ([]corpus.Change, error) {
	start := 0
	if after != "" {
		i := slices.IndexFunc(f.changes, func(c corpus.Change) bool { return c.ID == after })
		if i < 0 {
			return nil, corpus.ErrNotFound
		}
		start = i + 1
	}
	return f.changes[start:min(len(f.changes), start+limit)], nil
}

func (f *fake) Documents(_ context.Context, ids []corpus.ArticleID) (indexer.Documents, error) {
	var docs indexer.Documents
	for _, id := range ids {
		if a, ok := f.articles[id]; ok {
			docs.Articles = append(docs.Articles, a)
			for _, q := range f.quotes {
				if q.Article == id {
					docs.Quotes = append(docs.Quotes, q)
				}
			}
			for _, n := range f.notes {
				if n.Article == id {
					docs.Annotations = append(docs.Annotations, n)
				}
			}
		}
	}
	return docs, nil
}

func (f *fake) QuoteDocuments(_ context.Context, ids []corpus.QuoteID) ([]indexer.QuoteDoc, error) {
	var out []indexer.QuoteDoc
	for _, id := range ids {
		q, ok := f.quotes[id]
		if _, there := f.articles[q.Article]; ok && there {
			out = append(out, q)
		}
	}
	return out, nil
}

func (f *fake) AllArticles(context.Context) iter.Seq2[corpus.ArticleID, error] {
	return func(yield func(corpus.ArticleID, error) bool) {
		for id := range f.articles {
			if !yield(id, nil) {
				return
			}
		}
	}
}

func (f *fake) Text(_ context.Context, kind string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		if q, ok := f.quotes[corpus.QuoteID(id)]; ok && kind == indexer.QuoteKind {
			out[id] = q.Text
		}
		if n, ok := f.notes[corpus.AnnotationID(id)]; ok && kind == indexer.AnnotationKind {
			out[id] = n.Words + "\n" + n.Note
		}
		switch a, ok := f.articles[corpus.ArticleID(id)]; {
		case ok && kind == indexer.ArticleKind:
			out[id] = a.Body
		case ok && kind == indexer.TitleKind:
			out[id] = a.Title
		}
	}
	return out, nil
}

// names resolves the names of the fake: ids are names in lower case.
type names struct{}

func (names) People(_ context.Context, name string) ([]corpus.PersonID, error) {
	return []corpus.PersonID{corpus.PersonID(strings.ToLower(name))}, nil
}

func (names) Organizations(_ context.Context, name string) ([]corpus.OrganizationID, error) {
	return []corpus.OrganizationID{corpus.OrganizationID(strings.ToLower(name))}, nil
}

func (names) Tags(_ context.Context, path string) ([]corpus.TagID, error) {
	return []corpus.TagID{corpus.TagID(strings.ToLower(path))}, nil
}
func (names) Group(context.Context, string) (indexer.Group, error) { return indexer.Group{}, nil }

func (names) Targets(_ context.Context, text string) ([]corpus.TargetID, error) {
	return []corpus.TargetID{corpus.TargetID(strings.ToLower(text))}, nil
}

func open(t *testing.T, dir string, f indexer.Source) *indexer.Index {
	t.Helper()
	x, err := indexer.Open(t.Context(), dir, f, indexer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return x
}

func search(t *testing.T, x *indexer.Index, r indexer.Request) []string {
	t.Helper()
	r.Names, r.Limit, r.Sort = names{}, 100, "oldest"
	result, err := x.Search(t.Context(), r)
	if err != nil {
		t.Fatalf("search %q: %v", r.Query, err)
	}
	if result.Total != len(result.Hits) {
		t.Errorf("search %q: total %d, hits %d", r.Query, result.Total, len(result.Hits))
	}
	var ids []string
	for _, h := range result.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func sample() *fake {
	f := newFake()
	f.add(
		"a",
		"2015-10-06",
		indexer.QuoteDoc{
			Text:         "“Encryption protects everyone,”",
			Speaker:      "ada quill",
			SpeakerName:  "Ada Quill",
			Organization: "lumen",
			Status:       "confirmed",
			Tags:         []corpus.TagID{"access"},
		},
		indexer.QuoteDoc{
			Text:        "“The police need access to data”",
			Speaker:     "ben ott",
			SpeakerName: "Ben Ott",
			Stances:     []string{"support", "t1=support"},
			Targets:     []corpus.TargetID{"t1"},
		},
	)
	f.add(
		"b",
		"2016-03-01",
		indexer.QuoteDoc{
			Text:        "“Facebook’s café does not facebook the encryptions”",
			Speaker:     "ada quill",
			SpeakerName: "Ada Quill",
		},
		indexer.QuoteDoc{Text: "“He wanted it”", Act: "attitude", SpeakerName: "a spokesman"},
	)
	f.add(
		"c",
		"2018-01-15",
		indexer.QuoteDoc{
			Text:        "“Nobody asked the data police about access,”",
			SpeakerName: "a spokesman for the force",
			Status:      "rejected",
		},
		indexer.QuoteDoc{Text: "“Terrorists use access to data”", SpeakerName: "a spokesman for the force"},
	)
	f.annotate("n1", "a", "nobody keeps a log", "ask for the police log", "access")
	f.annotate("n2", "c", "data kept for years", "", "privacy")
	return f
}

// annotate marks words of an article.
func (f *fake) annotate(id corpus.AnnotationID, article corpus.ArticleID, words, note string, tags ...corpus.TagID) {
	f.notes[id] = indexer.AnnotationDoc{
		ID:      id,
		Article: article,
		Words:   words,
		Note:    note,
		Tags:    tags,
		Coder:   "ada",
		Date:    f.articles[article].Date,
	}
	f.change(corpus.Touched{Articles: []corpus.ArticleID{article}})
}

func TestQueries(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"", []string{"a-0", "a-1", "b-0", "c-1"}},
		{"encryption", []string{"a-0", "b-0"}},
		{"data access", []string{"a-1", "c-1"}},
		{`"access to data"`, []string{"a-1", "c-1"}},
		{`"data access"`, nil},
		{"encryption OR terror*", []string{"a-0", "b-0", "c-1"}},
		{"access -police", []string{"c-1"}},
		{"encription~", []string{"a-0", "b-0"}},
		{"=Facebook", []string{"b-0"}},
		{"=Encryption", []string{"a-0"}},
		{"cafe", []string{"b-0"}},
		{"police NEAR/3 access", []string{"a-1"}},
		{`speaker:"Ada Quill"`, []string{"a-0", "b-0"}},
		{"org:Lumen", []string{"a-0"}},
		{"tag:access", []string{"a-0"}},
		{"target:t1 stance:support", []string{"a-1"}},
		{"has:stance", []string{"a-1"}},
		{"is:confirmed", []string{"a-0"}},
		{"is:rejected", []string{"c-0"}},
		{"date:2016", []string{"b-0"}},
		{"date:2015-10..2016-03", []string{"a-0", "a-1", "b-0"}},
		{"date:2016-03-02..", []string{"c-1"}},
		{"act:attitude", []string{"b-1"}},
		{"(police OR terrorists) access", []string{"a-1", "c-1"}},
		{"in:annotations", []string{"n1", "n2"}},
		{"in:annotations log", []string{"n1"}},
		{"in:annotations police", []string{"n1"}},
		{`in:annotations "kept for years"`, []string{"n2"}},
		{"in:annotations note:police", []string{"n1"}},
		{"in:annotations tag:access", []string{"n1"}},
		{"in:annotations -tag:access", []string{"n2"}},
		{"in:annotations coder:ada date:2018", []string{"n2"}},
		{"in:annotations has:note", []string{"n1"}},
		{`in:annotations speaker:"Ada Quill"`, []string{"n1"}},
		{"in:annotations title:headline", []string{"n1", "n2"}},
		{"in:annotations =data", []string{"n2"}},
		{"in:articles access", []string{"a", "c"}},
		{"title:headline in:articles", []string{"a", "b", "c"}},
	} {
		if got := search(t, x, indexer.Request{Query: test.query}); !slices.Equal(got, test.want) {
			t.Errorf("%q found %v, want %v", test.query, got, test.want)
		}
	}
}

func TestFacetsCountOverTheHits(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	result, err := x.Search(
		t.Context(),
		indexer.Request{Names: names{}, Limit: 10, Facets: []string{"speaker", "year", "stance"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]indexer.FacetCount{
		"speaker": {{Value: "ada quill", Count: 2}, {Value: "ben ott", Count: 1}},
		"year":    {{Value: "2015", Count: 2}, {Value: "2016", Count: 1}, {Value: "2018", Count: 1}},
		"stance":  {{Value: "support", Count: 1}},
	}
	for name, counts := range want {
		if !slices.Equal(result.Facets[name], counts) {
			t.Errorf("facet %s = %v, want %v", name, result.Facets[name], counts)
		}
	}
	if got := search(t, x, indexer.Request{Selected: map[string][]string{"year": {"2015", "2018"}}}); len(got) != 3 {
		t.Errorf("two years selected found %v, want three quotes", got)
	}
}

func TestTheWordsFoundAreMarkedAsTheirLanguageHasThem(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	for _, c := range []struct {
		query, lang, text string
		want              []string
		typing            bool
	}{
		{"cafe encryption", "en", "In the café, encryptions won.", []string{"café", "encryptions"}, false},
		{"haus", "de", "Die Häuser und das Haus", []string{"Häuser", "Haus"}, false},
		{"accès", "fr", "L’accès aux données", []string{"L’accès"}, false},
		{"加密", "zh", "警察要加密通信", []string{"加密"}, false},
		{`"the data"`, "en", "The “data” of the data", []string{"The “data", "the data"}, false},
		{"=Data", "en", "data and Data", []string{"Data"}, false},
		{"encryptions", "en", "Encryptions, encryption", []string{"Encryptions", "encryption"}, true},
		{"en*ption fasebook~", "en", "Facebook encryption", []string{"Facebook", "encryption"}, false},
		{"data -access", "en", "access to data", []string{"data"}, false},
		{"", "en", "nothing is looked for", nil, false},
	} {
		result, err := x.Search(
			t.Context(),
			indexer.Request{Query: c.query, Names: names{}, Limit: 10, Typing: c.typing},
		)
		if err != nil {
			t.Fatal(err)
		}
		var marked []string
		whole := ""
		for _, f := range result.Marks.Highlight(c.lang, c.text) {
			if whole += f.Text; f.Match {
				marked = append(marked, f.Text)
			}
		}
		if !slices.Equal(marked, c.want) || whole != c.text {
			t.Errorf("%s marks %q in %q, want %q", c.query, marked, whole, c.want)
		}
	}
}

func TestAnExcerptShowsTheWordsAroundTheFirstMatch(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	result, err := x.Search(t.Context(), indexer.Request{Query: "warrant", Names: names{}, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("wörds before ", 100) + "a warrant " + strings.Repeat("and after ", 100)
	var shown, marked string
	for _, f := range result.Marks.Excerpt("en", text) {
		if shown += f.Text; f.Match {
			marked += f.Text
		}
	}
	if marked != "warrant" || len(shown) > 400 || !strings.Contains(text, shown) || !utf8.ValidString(shown) {
		t.Errorf("the excerpt is %q with %q marked", shown, marked)
	}
}

func TestTheIndexCatchesUpAndForgetsWhatIsGone(t *testing.T) {
	f, dir := sample(), t.TempDir()
	x := open(t, dir, f)
	q := f.quotes["a-0"]
	q.Tags = append(q.Tags, "privacy")
	f.quotes["a-0"] = q
	f.change(corpus.Touched{Quotes: []corpus.QuoteID{"a-0"}})
	delete(f.articles, "b")
	f.annotate("n3", "c", "terrorists", "")
	delete(f.notes, "n2")
	f.change(corpus.Touched{Articles: []corpus.ArticleID{"b"}})
	if err := x.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := search(t, x, indexer.Request{Query: "tag:privacy"}); !slices.Equal(got, []string{"a-0"}) {
		t.Errorf("the new tag finds %v", got)
	}
	if got := search(t, x, indexer.Request{Query: "in:annotations"}); !slices.Equal(got, []string{"n1", "n3"}) {
		t.Errorf("the annotations are %v", got)
	}
	if got := search(t, x, indexer.Request{Query: "encryption"}); !slices.Equal(got, []string{"a-0"}) {
		t.Errorf("the deleted article is still found: %v", got)
	}
	x.Close()
	f.add("d", "2020-01-01", indexer.QuoteDoc{Text: "“A late word on encryption”"})
	x = open(t, dir, f)
	defer x.Close()
	if got := search(t, x, indexer.Request{Query: "encryption"}); !slices.Equal(got, []string{"a-0", "d-0"}) {
		t.Errorf("after reopening: %v", got)
	}
}

func TestCursorsGoThroughAllHitsOnce(t *testing.T) {
	f := newFake()
	for i := range 25 {
		f.add(fmt.Sprintf("n%02d", i), fmt.Sprintf("2015-01-%02d", i+1), indexer.QuoteDoc{Text: "“the same word”"})
	}
	x := open(t, t.TempDir(), f)
	defer x.Close()
	seen := map[string]bool{}
	r := indexer.Request{Query: "word", Names: names{}, Limit: 4, Sort: "newest"}
	for {
		result, err := x.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range result.Hits {
			if seen[h.ID] {
				t.Fatalf("%s came twice", h.ID)
			}
			seen[h.ID] = true
		}
		if result.Next == "" {
			break
		}
		r.Cursor = result.Next
	}
	if len(seen) != 25 {
		t.Errorf("paged through %d hits, want 25", len(seen))
	}
}

func TestASecondProcessGetsItsOwnSlot(t *testing.T) {
	f, dir := sample(), t.TempDir()
	x := open(t, dir, f)
	defer x.Close()
	y := open(t, dir, f)
	defer y.Close()
	if got := search(t, y, indexer.Request{Query: "encryption"}); len(got) != 2 {
		t.Errorf("the second index found %v", got)
	}
}

func TestTooManyProcessesAreToldSo(t *testing.T) {
	f, dir := sample(), t.TempDir()
	held := 0
	for {
		x, err := indexer.Open(t.Context(), dir, f, indexer.Options{})
		if err != nil {
			if !errors.Is(err, corpus.ErrLocked) || !strings.Contains(err.Error(), "close one of them") {
				t.Errorf("process %d is told %v", held+1, err)
			}
			break
		}
		defer x.Close()
		if held++; held > 200 {
			t.Fatal("any number of processes may hold an index")
		}
	}
	if held < 9 {
		t.Errorf("%d processes may search at once, want more than eight", held)
	}
}

func TestQueryErrorsPointAtThePlace(t *testing.T) {
	for query, at := range map[string]int{
		`one "two`: 4, "(a b": 0, "a b)": 3, "colour:red": 0, "date:never": 5, "a OR": 2, "speaker:": 8, "a -": 2, "** x": 0, "a NEAR/x b": 2,
	} {
		_, err := indexer.Parse(query)
		bad, ok := err.(*indexer.QueryError)
		if !ok || bad.At != at {
			t.Errorf("Parse(%q) = %v, want an error at %d", query, err, at)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`a OR (b -"c d") NEAR/3 e`, "speaker:\"x\" date:2015..", "((((", "-(-(-a))", "=X* ~", "“ä”"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := indexer.Parse(query); err != nil {
			if bad, ok := err.(*indexer.QueryError); !ok || bad.At > len(query) {
				t.Fatalf("Parse(%q): %v", query, err)
			}
		}
	})
}
