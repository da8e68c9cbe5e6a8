package indexer_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"quoth/corpus"
	"quoth/indexer"
)

// talk is a corpus whose words can be counted by hand: 20 quotes of 5 words.
func talk() *fake {
	f := newFake()
	for i := range 20 {
		text := "one two three four five"
		if i < 4 {
			text = "sweeping new powers for police"
		}
		f.add(
			fmt.Sprintf("d%02d", i),
			fmt.Sprintf("20%02d-05-01", 14+i/10),
			indexer.QuoteDoc{Text: text, Language: "en"},
		)
	}
	return f
}

func TestCollocatesAreWeighedAgainstChance(t *testing.T) {
	x := open(t, t.TempDir(), talk())
	defer x.Close()
	got, err := x.Collocates(
		t.Context(),
		indexer.Request{Query: "powers", Names: names{}},
		indexer.CollocateOptions{Window: 2},
	)
	if err != nil {
		t.Fatal(err)
	}
	if got.Found != 4 || got.Read != 4 || got.Nodes != 4 || len(got.Words) != 4 {
		t.Fatalf("the table is %+v, want four words around four places", got)
	}
	for _, c := range got.Words {
		if !slices.Contains([]string{"sweeping", "new", "for", "police"}, c.Word) || c.Together != 4 ||
			c.Everywhere != 4 ||
			c.Left+c.Right != 4 {
			t.Errorf("unexpected %+v", c)
		}
		// 16 words stand near, 100 are there; the word stands 4 times, always near.
		g2 := 2 * (4*math.Log(4/(16*4/100.0)) + 12*math.Log(12/(16*96/100.0)) + 84*math.Log(84/(84*96/100.0)))
		if math.Abs(c.LogLikelihood-g2) > 1e-9 {
			t.Errorf("log-likelihood of %s is %f, want %f", c.Word, c.LogLikelihood, g2)
		}
		if c.LogDice != 14 { // never apart: 14 + log2(2·4/(4+4))
			t.Errorf("logDice of %s is %f, want 14", c.Word, c.LogDice)
		}
	}
	if _, err := x.Collocates(
		t.Context(),
		indexer.Request{Query: "date:2014", Names: names{}},
		indexer.CollocateOptions{},
	); err == nil {
		t.Error("collocates of no word are no error")
	}
}

func TestFrequencyIsPerMillionWordsOfTheTime(t *testing.T) {
	x := open(t, t.TempDir(), talk())
	defer x.Close()
	got, err := x.Frequency(t.Context(), indexer.Request{Query: "police", Names: names{}}, "year")
	if err != nil {
		t.Fatal(err)
	}
	want := []indexer.PeriodCount{
		{Period: "2014", Found: 4, Words: 50, PerMillion: 80_000},
		{Period: "2015", Words: 50},
	}
	if !slices.Equal(got, want) {
		t.Errorf("the frequency is %+v, want %+v", got, want)
	}
	if _, err := x.Frequency(t.Context(), indexer.Request{Names: names{}}, "week"); err == nil {
		t.Error("weeks are no error")
	}
}

func TestAConcordanceIsSortedByTheWordsBeside(t *testing.T) {
	f := newFake()
	f.add("a", "2016-01-01", indexer.QuoteDoc{Text: "“We want strong encryption, today”"})
	f.add("b", "2014-01-01", indexer.QuoteDoc{Text: "No encryption at all"})
	f.add("c", "2015-01-01", indexer.QuoteDoc{Text: "weak encryption; back doors to encryption"})
	x := open(t, t.TempDir(), f)
	defer x.Close()
	for order, want := range map[string][]string{
		"left":  {"b-0", "a-0", "c-0", "c-0"}, // no, strong want we, to doors, weak
		"right": {"c-0", "b-0", "c-0", "a-0"}, // nothing, at, back, today
		"date":  {"b-0", "c-0", "c-0", "a-0"},
	} {
		lines, err := x.Concordance(t.Context(), indexer.Request{Query: "encryption", Names: names{}, Limit: 10}, order)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range lines.Lines {
			if got = append(got, l.ID); l.Left+l.Keyword+l.Right != f.quotes[corpus.QuoteID(l.ID)].Text {
				t.Errorf("the line %+v is not its text", l)
			}
		}
		if !slices.Equal(got, want) || lines.Total != 3 || lines.Read != 3 {
			t.Errorf("by %s: %v of %d, want %v of 3", order, got, lines.Total, want)
		}
	}
	few, err := x.Concordance(t.Context(), indexer.Request{Query: "encryption", Names: names{}, Limit: 2}, "left")
	if err != nil || len(few.Lines) != 2 {
		t.Errorf("two lines asked for: %+v, %v", few, err)
	}
}

func TestMoreLikeAQuoteLeavesOutItself(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	hits, err := x.MoreLike(t.Context(), indexer.QuoteKind, "a-1", 5)
	if err != nil || len(hits) == 0 || hits[0].ID != "c-1" {
		t.Errorf("like a-1 are %v, %v; want c-1 first", hits, err)
	}
	for _, h := range hits {
		if h.ID == "a-1" || h.ID == "c-0" {
			t.Errorf("%s is not to be shown", h.ID)
		}
	}
	if _, err := x.MoreLike(t.Context(), indexer.QuoteKind, "none", 5); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("like a quote that is not there: %v", err)
	}
}

func TestBestQuotesBelongToTheirArticles(t *testing.T) {
	x := open(t, t.TempDir(), sample())
	defer x.Close()
	best, marks, err := x.BestQuotes(
		t.Context(),
		indexer.Request{Query: "access in:articles", Names: names{}},
		[]corpus.ArticleID{"c", "a"},
		1,
	)
	if err != nil {
		t.Fatal(err)
	}
	if len(best) != 2 || len(best["a"]) != 1 || best["a"][0].ID != "a-1" || best["c"][0].ID != "c-1" {
		t.Errorf("the best quotes are %v", best)
	}
	if pieces := marks.Highlight("en", "access"); len(pieces) != 1 || !pieces[0].Match {
		t.Errorf("the marks give %v", pieces)
	}
	within := search(t, x, indexer.Request{Query: "access", Within: []corpus.ArticleID{"c"}})
	if !slices.Equal(within, []string{"c-1"}) {
		t.Errorf("within c: %v", within)
	}
	if none := search(t, x, indexer.Request{Query: "access", Within: []corpus.ArticleID{}}); len(none) != 0 {
		t.Errorf("within nothing: %v", none)
	}
}

func TestWordingsAreSetBesideEachOther(t *testing.T) {
	x := open(t, t.TempDir(), newFake())
	defer x.Close()
	for _, c := range []struct {
		first, second string
		differs       []string
		shared        float64
	}{
		{"We will not weaken it", "“We will not weaken it,”", nil, 1},
		{"We will never ever weaken it", "we will not weaken it", []string{"not"}, 0.8},
		{"We will not weaken it for anyone", "We will not weaken it", nil, 1},
		{"", "Something", []string{"Something"}, 0},
	} {
		pieces, shared := x.Compare(c.first, c.second)
		var differs []string
		whole := ""
		for _, p := range pieces {
			if whole += p.Text; p.Match {
				differs = append(differs, p.Text)
			}
		}
		if !slices.Equal(differs, c.differs) || shared != c.shared || whole != c.second {
			t.Errorf("%q beside %q: %q differ, %.2f shared, whole %q", c.second, c.first, differs, shared, whole)
		}
	}
}
