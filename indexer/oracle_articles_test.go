package indexer_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quoth/indexer"
)

// articleExpr is a part of a query for articles that can judge one.
type articleExpr struct {
	text string
	is   func(indexer.ArticleDoc) bool
}

// articleLeaf draws a word, a phrase or a field of articles.
func (w *world) articleLeaf() articleExpr {
	word, other := pick(w, forms...), pick(w, forms...)
	base, second := vocabulary[word], vocabulary[other]
	words := func(a indexer.ArticleDoc) [][]string {
		return [][]string{bases(a.Title), bases(strings.ReplaceAll(a.Body, "\n", " "))}
	}
	anywhere := func(test func([]string) bool) func(indexer.ArticleDoc) bool {
		return func(a indexer.ArticleDoc) bool { return slices.ContainsFunc(words(a), test) }
	}
	phrase := func(have []string) bool {
		return strings.Contains(" "+strings.Join(have, " ")+" ", " "+base+" "+second+" ")
	}
	n := 1 + w.random.IntN(4)
	return pick(
		w,
		articleExpr{word, anywhere(func(have []string) bool { return slices.Contains(have, base) })},
		articleExpr{`"` + word + " " + other + `"`, anywhere(phrase)},
		articleExpr{
			fmt.Sprintf("%s NEAR/%d %s", word, n, other),
			anywhere(func(have []string) bool { return areNear(have, base, second, n) }),
		},
		articleExpr{"title:" + word, func(a indexer.ArticleDoc) bool { return slices.Contains(bases(a.Title), base) }},
		articleExpr{
			`author:"ann reed"`,
			func(a indexer.ArticleDoc) bool { return slices.Contains(a.Authors, "Ann Reed") },
		},
		articleExpr{"date:2015", func(a indexer.ArticleDoc) bool { return strings.HasPrefix(a.Date.Day(), "2015") }},
		articleExpr{
			"=" + plain(word),
			anywherePrinted(func(have []string) bool { return slices.Contains(have, plain(word)) }),
		},
		articleExpr{`="` + plain(word) + " " + plain(other) + `"`, anywherePrinted(func(have []string) bool {
			return strings.Contains(" "+strings.Join(have, " ")+" ", " "+plain(word)+" "+plain(other)+" ")
		})},
	)
}

func plain(word string) string { return strings.TrimSuffix(word, "’s") }

// anywherePrinted tests the words of the headline and those of the body as they
// are printed.
func anywherePrinted(test func([]string) bool) func(indexer.ArticleDoc) bool {
	return func(a indexer.ArticleDoc) bool {
		return slices.ContainsFunc([]string{a.Title, strings.ReplaceAll(a.Body, "\n", " ")}, func(text string) bool {
			words := printed(text)
			for i, word := range words {
				words[i] = plain(word)
			}
			return test(words)
		})
	}
}

// compareArticles asks for articles by their words and by one quote of theirs.
func (w *world) compareArticles(t *testing.T, x *indexer.Index) {
	t.Helper()
	e := w.articleLeaf()
	query := "in:articles " + e.text
	if w.random.IntN(3) == 0 {
		no := w.articleLeaf()
		query, e = query+" -("+no.text+")", articleExpr{
			is: func(is func(indexer.ArticleDoc) bool) func(indexer.ArticleDoc) bool {
				return func(a indexer.ArticleDoc) bool { return is(a) && !no.is(a) }
			}(e.is),
		}
	}
	said := func(indexer.QuoteDoc) bool { return true }
	ofQuotes := w.random.IntN(2) == 0
	if ofQuotes {
		name, kind := pick(w, "Ada Quill", "Zoe Brandt"), pick(w, "direct", "mixed")
		query += fmt.Sprintf(" speaker:%q kind:%s", name, kind)
		said = func(q indexer.QuoteDoc) bool { return q.Speaker != "" && w.isPerson(q.Speaker, name) && q.Kind == kind }
	}
	var want []indexer.ArticleDoc
	for _, a := range w.articles {
		fits := !ofQuotes ||
			slices.ContainsFunc(w.shown(said), func(q indexer.QuoteDoc) bool { return q.Article == a.ID })
		if fits && e.is(a) {
			want = append(want, a)
		}
	}
	slices.SortFunc(want, func(a, b indexer.ArticleDoc) int {
		return cmp.Or(cmp.Compare(b.Date.Day(), a.Date.Day()), cmp.Compare(b.ID, a.ID))
	})
	wanted := []string{}
	for _, a := range want {
		wanted = append(wanted, string(a.ID))
	}
	if got := w.ask(t, x, indexer.Request{Query: query}); !slices.Equal(got.ids, wanted) {
		t.Fatalf("%s found %v, want %v", query, got.ids, wanted)
	}
}
