package app_test

import (
	"os"
	"strconv"
	"testing"

	"quoth/app"
	"quoth/internal/generate"
)

// pageFacets are the facets beside the results of the quotes page.
var pageFacets = []string{
	"speaker",
	"organization",
	"publisher",
	"tag",
	"target",
	"stance",
	"status",
	"lang",
	"year",
	"month",
}

// BenchmarkSearch measures what the quotes page waits for: hits with their
// cards, and facets with their names. QUOTH_BENCH_CORPUS names a corpus made by
// internal/generate/invent; without it a small one is made, of
// QUOTH_BENCH_ARTICLES.
//
//	QUOTH_BENCH_CORPUS=Large.quoth go test -tags headless -run xxx -bench Search ./app
func BenchmarkSearch(b *testing.B) {
	a := benchCorpus(b)
	if err := a.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, r := range map[string]app.SearchRequest{
		"word, 50 cards":                  {Query: "harbour", Limit: 50},
		"word, 200 cards":                 {Query: "harbour", Limit: 200},
		"word, 200 cards, facets":         {Query: "harbour", Limit: 200, Facets: pageFacets},
		"as typed, 50 cards, facets":      {Query: "harb", Typing: true, Limit: 50, Facets: pageFacets},
		"everything, 50 cards, facets":    {Limit: 50, Facets: pageFacets},
		"no cards, facets":                {Query: "harbour", Limit: -1, Facets: pageFacets},
		"articles by a rare phrase":       {Query: `in:articles "harbour safety"`, Limit: 50},
		"articles, 50 with best quotes":   {Query: "in:articles harbour", Limit: 50},
		"once per story, 50 cards, facet": {Query: "harbour", Limit: 50, OncePerStory: true, Facets: pageFacets[:1]},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := a.Search(b.Context(), r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchCorpus(b *testing.B) *app.App {
	path := os.Getenv("QUOTH_BENCH_CORPUS")
	if path != "" {
		a, err := app.Open(b.Context(), path, app.Options{ReadOnly: true})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { a.Close() })
		return a
	}
	articles, err := strconv.Atoi(os.Getenv("QUOTH_BENCH_ARTICLES"))
	if err != nil {
		articles = 300
	}
	path = b.TempDir() + "/bench.quoth"
	if err := generate.Create(b.Context(), path, articles, 0, nil); err != nil {
		b.Fatal(err)
	}
	a, err := app.Open(b.Context(), path, app.Options{CacheDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	return a
}

// BenchmarkLexis measures what the concordance and the tables of words read.
func BenchmarkLexis(b *testing.B) {
	a := benchCorpus(b)
	if err := a.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	r := app.SearchRequest{Query: "harbour"}
	for name, ask := range map[string]func() error{
		"concordance": func() error { _, err := a.Concordance(b.Context(), r, app.SortByLeft); return err },
		"collocates":  func() error { _, err := a.Collocates(b.Context(), r, app.CollocateOptions{}); return err },
		"frequency":   func() error { _, err := a.Frequency(b.Context(), r, "month"); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
