package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// benchArticles is the size of the generated corpus; QUOTH_BENCH_ARTICLES
// makes it larger.
func benchArticles() int {
	if n, err := strconv.Atoi(os.Getenv("QUOTH_BENCH_ARTICLES")); err == nil {
		return n
	}
	return 2_000
}

const benchQuotes = 8

// generated is a corpus of many articles with eight quotes each by one of a
// tenth as many speakers, one quote in ten confirmed and one in twenty judged.
func generated(b *testing.B) (*store.Store, corpus.TargetID) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "generated.quoth")
	s, err := store.Create(b.Context(), path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	random := rand.New(rand.NewPCG(1, 1))
	articles := benchArticles()
	target, err := s.Do(b.Context(), coder, corpus.SaveTarget{Target: corpus.Target{Text: "Roads should be quiet"}})
	if err != nil {
		b.Fatal(err)
	}
	for n := range articles {
		keep := storetest.KeepMany(n, benchQuotes, random.IntN(max(1, articles/10)))
		if _, err := s.Do(b.Context(), corpus.Program, keep); err != nil {
			b.Fatal(err)
		}
		for i, q := range keep.Quotes {
			switch {
			case (n+i)%10 == 0:
				_, err = s.Do(b.Context(), coder, corpus.Confirm{Quote: q.ID})
			case (n+i)%20 == 1:
				_, err = s.Do(
					b.Context(),
					coder,
					corpus.Judge{Quote: q.ID, Target: corpus.TargetID(target.Created), Stance: corpus.Support},
				)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	return s, corpus.TargetID(target.Created)
}

// BenchmarkQuestions asks what the pages of the app ask when they open.
func BenchmarkQuestions(b *testing.B) {
	s, target := generated(b)
	ctx := b.Context()
	list := func(n int, err error) {
		if err != nil || n == 0 {
			b.Fatal(n, err)
		}
	}
	articles, _, err := s.Articles(ctx, corpus.ArticleFilter{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	people, _, err := s.People(ctx, "", 0, 1)
	if err != nil {
		b.Fatal(err)
	}
	for _, question := range []struct {
		name string
		ask  func()
	}{
		{"counts", func() { c, err := s.Counts(ctx); list(c.Articles, err) }},
		{"articles newest first", func() { _, n, err := s.Articles(ctx, corpus.ArticleFilter{}); list(n, err) }},
		{"articles most to review", func() { _, n, err := s.Articles(ctx, corpus.ArticleFilter{Sort: corpus.MostToReview}); list(n, err) }},
		{"articles with words", func() { _, n, err := s.Articles(ctx, corpus.ArticleFilter{Words: "headline 1"}); list(n, err) }},
		{"articles deep in the list", func() {
			_, n, err := s.Articles(ctx, corpus.ArticleFilter{Offset: benchArticles() - 100})
			list(n, err)
		}},
		{"quotes of an article", func() {
			_, n, err := s.Quotes(ctx, corpus.QuoteFilter{Article: articles[0].ID})
			list(n, err)
		}},
		{"quotes of a person", func() { _, n, err := s.Quotes(ctx, corpus.QuoteFilter{Person: people[0].ID}); list(n, err) }},
		{"all quotes", func() { _, n, err := s.Quotes(ctx, corpus.QuoteFilter{}); list(n, err) }},
		{"queue uncertain first", func() { _, n, err := s.Queue(ctx, corpus.UncertainFirst, "", "", 0, 50); list(n, err) }},
		{"queue frequent first", func() { _, n, err := s.Queue(ctx, corpus.FrequentFirst, "", "", 0, 50); list(n, err) }},
		{"queue at random", func() { _, n, err := s.Queue(ctx, corpus.RandomOrder, coder, "", 0, 50); list(n, err) }},
		{"queue in reading order", func() { _, n, err := s.Queue(ctx, corpus.ReadingOrder, "", "", 0, 50); list(n, err) }},
		{"queue toward a target", func() { _, n, err := s.Queue(ctx, corpus.UncertainFirst, coder, target, 0, 50); list(n, err) }},
		{"people", func() { _, n, err := s.People(ctx, "", 0, 50); list(n, err) }},
		{"people by name", func() { _, n, err := s.People(ctx, "Invented1", 0, 20); list(n, err) }},
		{"organisations", func() { _, n, err := s.Organizations(ctx, "", 0, 50); list(n, err) }},
		{"person summary", func() { p, err := s.PersonSummary(ctx, people[0].ID); list(p.Quotes, err) }},
		{"names", func() { p, err := s.RegistryNames(ctx, corpus.PersonEntry); list(len(p), err) }},
		{"what is known of a person", func() { p, err := s.PeopleSeen(ctx, []corpus.PersonID{people[0].ID}); list(len(p), err) }},
		{"targets", func() { t, err := s.Targets(ctx); list(len(t), err) }},
		{"known names", func() { k, err := s.Known(ctx); list(len(k), err) }},
		{"history", func() { h, err := s.History(ctx, 0, 50); list(len(h), err) }},
	} {
		b.Run(question.name, func(b *testing.B) {
			for b.Loop() {
				question.ask()
			}
		})
	}
}

// BenchmarkKeep keeps articles of eight quotes, one after the other.
func BenchmarkKeep(b *testing.B) {
	s := storetest.Open(b)
	n := 0
	for b.Loop() {
		if _, err := s.Do(b.Context(), corpus.Program, storetest.KeepMany(n, benchQuotes, n)); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

// BenchmarkConfirmAndUndo is what a person does while reading.
func BenchmarkConfirmAndUndo(b *testing.B) {
	s := storetest.Open(b)
	keep := storetest.Keep(1)
	if _, err := s.Do(b.Context(), corpus.Program, keep); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Do(b.Context(), coder, corpus.Confirm{Quote: keep.Quotes[0].ID}); err != nil {
			b.Fatal(fmt.Errorf("confirm: %w", err))
		}
		if _, err := s.Undo(b.Context(), coder); err != nil {
			b.Fatal(fmt.Errorf("undo: %w", err))
		}
	}
}
