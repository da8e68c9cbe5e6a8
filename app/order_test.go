package app

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

// printed is a speaker as an article of a test prints them.
type printed struct{ name, organization, role string }

// inventedArticle is an article with one quote of each speaker, without the
// engine.
func inventedArticle(n int, day string, speakers ...printed) corpus.Keep {
	var blocks []corpus.Block
	for i, s := range speakers {
		blocks = append(
			blocks,
			corpus.Block{Text: fmt.Sprintf("“Number %d of article %d,” said %s of %s.", i, n, s.name, s.organization)},
		)
	}
	address := fmt.Sprintf("https://paper.invalid/%d", n)
	published, _ := time.Parse(time.DateOnly, day)
	keep := NewKeep(corpus.Collected{
		Article: corpus.Article{
			URL:       address,
			Title:     fmt.Sprint("Article ", n),
			Publisher: "The Paper",
			Published: corpus.Date{Time: published, DayOnly: true},
		},
		Page:   corpus.Page{URL: address, Body: []byte(address), Fetched: published},
		Blocks: blocks,
	}, func(text string) []corpus.Attribution {
		var out []corpus.Attribution
		for _, s := range speakers {
			from := 0
			if len(out) > 0 {
				from = out[len(out)-1].Content[0].End
			}
			start := from + strings.Index(text[from:], "“")
			end := from + strings.Index(text[from:], "”") + len("”")
			out = append(out, corpus.Attribution{
				Kind:         corpus.Direct,
				Utterance:    corpus.Speech,
				Content:      []corpus.Span{{Start: start, End: end}},
				Confidence:   0.9,
				Speaker:      s.name,
				SpeakerType:  corpus.PersonSpeaker,
				Organization: s.organization,
				Role:         s.role,
			})
		}
		return out
	})
	return keep
}

// realm is a corpus in small: people under several forms, namesakes, offices that
// change.
func realm() []corpus.Keep {
	quill := printed{"Ada Quill", "Labour Party", "minister"}
	other := printed{"Ada Quill", "Lumen Bakery", "baker"}
	return []corpus.Keep{
		inventedArticle(1, "2004-03-01", quill, printed{"Tom Birch", "Birch Farms", "farmer"}),
		inventedArticle(2, "2004-03-02", printed{"Quill", "Labour", "minister"}),
		inventedArticle(
			3,
			"2004-04-02",
			printed{"Ada Quill", "", "minister"},
			printed{"Thomas Birch", "Birch Farms", ""},
		),
		inventedArticle(4, "2004-05-02", other),
		inventedArticle(5, "2004-06-02", printed{"Ada M. Quill", "Home Office", "minister"}),
		inventedArticle(6, "2004-06-03", other, printed{"Dame Mara Lorn", "the Met", "commissioner"}),
		inventedArticle(
			7,
			"2004-06-04",
			printed{"Mara Lorn", "Metropolitan Police Service", ""},
			printed{"Lorn", "Met Police", "commissioner"},
		),
		inventedArticle(
			8,
			"2005-01-04",
			printed{"Quill", "Labour Party", "minister"},
			printed{"Ines Mott", "Tories", "MP"},
		),
		inventedArticle(9, "2005-01-05", printed{"Bruno Quill", "Conservatives", "MP"}),
		inventedArticle(10, "2005-01-06", printed{"Birch", "Birch Farms", "farmer"}),
		inventedArticle(11, "2005-02-06", printed{"Sorrel", "Harbour Board", "director"}),
		inventedArticle(
			12,
			"2005-02-07",
			printed{"Nell Sorrel", "Harbour Board", "director"},
			printed{"Japan's government", "", ""},
		),
		inventedArticle(
			13,
			"2005-02-08",
			printed{"Nell R. Sorrel", "the Harbour Board", ""},
			printed{"Otto Lind", "Japanese government", "spokesman"},
		),
		inventedArticle(
			14,
			"2005-02-09",
			printed{"Otto Lind", "the government of Japan", "spokesman"},
			printed{"Otto Lind Jr", "Lind Press", "publisher"},
		),
	}
}

// whoIsWho is which printed names of which articles are filed together, in words
// that do not depend on ids.
func whoIsWho(t *testing.T, a *App) string {
	t.Helper()
	quotes, _, err := a.store.Quotes(t.Context(), corpus.QuoteFilter{Limit: -1, AllActs: true})
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{}
	for _, q := range quotes {
		article, err := a.store.Article(t.Context(), q.Quote.Article)
		if err != nil {
			t.Fatal(err)
		}
		person, err := a.names.personEntry(t.Context(), q.Current.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		body, err := a.names.organizationEntry(t.Context(), q.Current.OrganizationID)
		if err != nil {
			t.Fatal(err)
		}
		groups["person "+person.id] = append(groups["person "+person.id], article.Title+" "+q.Quote.Speaker)
		groups["body "+body.id] = append(groups["body "+body.id], article.Title+" "+q.Quote.Organization)
	}
	var lines []string
	for list := range maps.Values(groups) {
		slices.Sort(list)
		lines = append(lines, strings.Join(list, ", "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func keepEach(t *testing.T, a *App, keeps []corpus.Keep) {
	t.Helper()
	for _, k := range keeps {
		k.Quotes = slices.Clone(k.Quotes)
		if state, _, err := a.keepArticle(
			t.Context(),
			k,
			nearcopy.Sign(k.Version.Text),
		); err != nil ||
			state != ItemKept {
			t.Fatalf("%s: %s, %v", k.Article.Title, state, err)
		}
	}
}

func TestTheOrderOfArticlesDoesNotChangeWhoIsWho(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var first string
	for round := range 8 {
		a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		keeps := realm()
		if round > 0 {
			random.Shuffle(len(keeps), func(i, j int) { keeps[i], keeps[j] = keeps[j], keeps[i] })
		}
		keepEach(t, a, keeps)
		got := whoIsWho(t, a)
		if round == 0 {
			first = got
			if people, _, _ := a.People(t.Context(), "", 0, 50); len(people) != 9 {
				t.Errorf("%d people, want 9:\n%s", len(people), got)
			}
		}
		if got != first {
			t.Errorf("round %d:\n%s\nthe first order:\n%s", round, got, first)
		}
	}
}

func TestAnEntryHasTheFullestNamePrinted(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	keepEach(t, a, realm()[10:12])
	for _, p := range must2(a.People(t.Context(), "Sorrel", 0, 50)) {
		if p.Name != "Nell Sorrel" || p.Quotes != 2 {
			t.Errorf("%q has %d quotes", p.Name, p.Quotes)
		}
	}
}

func must2[T, U any](v T, _ U, err error) T { return must(v, err) }

func TestASplitHoldsWhateverComesAfterIt(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	keeps := realm()
	keepEach(t, a, keeps[:1])
	before := whoIsWho(t, a)
	quotes, _, _ := a.store.Quotes(t.Context(), corpus.QuoteFilter{Limit: -1})
	q := quotes[slices.IndexFunc(quotes, func(q corpus.CodedQuote) bool { return q.Quote.Speaker == "Ada Quill" })]
	split := corpus.SplitPerson{
		From:   q.Current.PersonID,
		New:    corpus.Person{ID: "another", Name: "Ada Quill"},
		Quotes: []corpus.QuoteID{q.Quote.ID},
	}
	if _, err := a.Do(t.Context(), "ada", split); err != nil {
		t.Fatal(err)
	}
	apart := whoIsWho(t, a)
	for _, p := range must(a.Proposals(t.Context())) {
		if p.A == "another" || p.B == "another" {
			t.Errorf("a pair that was split is proposed: %+v", p)
		}
	}
	if _, _, err := a.keepArticle(t.Context(), keeps[0], nearcopy.Sign(keeps[0].Version.Text)); err != nil {
		t.Fatal(err)
	}
	if got := whoIsWho(t, a); got != apart {
		t.Errorf("keeping the article again:\n%s\nafter the split:\n%s", got, apart)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if got := whoIsWho(t, a); got != before {
		t.Errorf("after undo:\n%s\nbefore the split:\n%s", got, before)
	}
	keepEach(t, a, keeps[1:])
	fresh, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	keepEach(t, fresh, realm())
	if got, want := whoIsWho(t, a), whoIsWho(t, fresh); got != want {
		t.Errorf("after a split that was taken back:\n%s\nwithout it:\n%s", got, want)
	}
}

func TestWhatSomebodyDecidedIsNotMoved(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	keepEach(t, a, []corpus.Keep{inventedArticle(1, "2004-03-02", printed{"Quill", "Labour", "minister"})})
	quotes, _, _ := a.store.Quotes(t.Context(), corpus.QuoteFilter{Limit: -1})
	if _, err := a.Do(t.Context(), "ada", corpus.Confirm{Quote: quotes[0].Quote.ID}); err != nil {
		t.Fatal(err)
	}
	keepEach(t, a, []corpus.Keep{inventedArticle(2, "2004-03-03", printed{"Ada Quill", "Labour", "minister"})})
	q, err := a.store.Person(t.Context(), quotes[0].Current.PersonID)
	if err != nil || q.MergedInto != "" {
		t.Errorf("the entry of a confirmed quote was merged into %q, %v", q.MergedInto, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
