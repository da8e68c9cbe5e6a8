package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/indexer"
)

// allFacets are those of the page of results.
var allFacets = []string{
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

var threeFacets = []string{"speaker", "publisher", "year"}

// question is one row of the table: the same thing asked of both.
type question struct {
	name, bar string
	ask       func() string // the words of one round
	ours      func(ctx context.Context, x *indexer.Index, words string) error
	fts       func(f *ftsIndex, words string) error // nil where FTS5 has no such thing
}

func questions(c *fakeCorpus) []question {
	search := func(r indexer.Request) func(context.Context, *indexer.Index, string) error {
		return func(ctx context.Context, x *indexer.Index, words string) error {
			r.Query, r.Names, r.Limit = words, c, 20
			_, err := x.Search(ctx, r)
			return err
		}
	}
	phrase := func(ctx context.Context, x *indexer.Index, words string) error {
		return search(indexer.Request{})(ctx, x, `"`+words+`"`)
	}
	pair := func() string {
		words, at := c.content()
		other := (at + 1 + c.random.IntN(len(words)-1)) % len(words)
		for isFunctionWord[words[other]] && other != at {
			other = (other + 1) % len(words)
		}
		return words[at] + " " + words[other]
	}
	typed := func() string {
		word := c.word()
		return word[:min(len(word), 2+c.random.IntN(5))]
	}
	inExactly := func(f *ftsIndex, words string) error { return f.match(`"` + words + `"`) }
	return []question{
		{
			"as typed",
			"p95 ≤ 15, p99 ≤ 30, ≥ 4×",
			typed,
			search(indexer.Request{Typing: true}),
			func(f *ftsIndex, w string) error { return f.match(w + "*") },
		},
		{"one word", "", c.word, search(indexer.Request{}), inExactly},
		{
			"two words",
			"p95 ≤ 15, ≥ 6×",
			pair,
			search(indexer.Request{}),
			func(f *ftsIndex, w string) error { return f.match(ftsWords(w)) },
		},
		{"phrase", "p95 ≤ 30, p99 ≤ 100", c.phrase, phrase, inExactly},
		{"newest first", "p95 ≤ 8", c.word, search(indexer.Request{Sort: "newest"}), (*ftsIndex).newest},
		{
			"three facets",
			"p95 ≤ 50 (25)",
			c.word,
			search(indexer.Request{Facets: threeFacets}),
			func(f *ftsIndex, w string) error { return f.facets(w, threeFacets) },
		},
		{"all facets", "≤ 150", c.word, search(indexer.Request{Facets: allFacets}), func(f *ftsIndex, w string) error {
			return f.facets(w, []string{"speaker", "organization", "publisher", "status", "lang", "year", "month"})
		}},
		{"fuzzy", "p95 ≤ 3", func() string { return misspelt(c.word()) + "~" }, search(indexer.Request{}), nil},
		{
			"everything, newest, all facets",
			"",
			func() string { return "" },
			search(indexer.Request{Sort: "newest", Facets: allFacets}),
			nil,
		},
	}
}

// misspelt drops a letter from the middle.
func misspelt(word string) string {
	at := len(word) / 2
	return word[:at] + word[at+1:]
}

func measureAll(ctx context.Context, c *fakeCorpus, x *indexer.Index, fts *ftsIndex, rounds int, only string) error {
	fmt.Printf(
		"\n%-32s %9s %9s %9s   %9s %9s %9s   %7s  %s\n",
		"milliseconds",
		"p50",
		"p95",
		"p99",
		"FTS5 p50",
		"p95",
		"p99",
		"p95 ×",
		"bar",
	)
	for _, q := range questions(c) {
		if !strings.Contains(q.name, only) {
			continue
		}
		asked := make([]string, rounds)
		for i := range asked {
			asked[i] = q.ask()
		}
		ours, err := timed(asked, func(w string) error { return q.ours(ctx, x, w) })
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		fmt.Printf("%-32s %9.2f %9.2f %9.2f", q.name, ours[0], ours[1], ours[2])
		if q.fts != nil && fts != nil {
			theirs, err := timed(asked, func(w string) error { return q.fts(fts, w) })
			if err != nil {
				return err
			}
			fmt.Printf("   %9.2f %9.2f %9.2f   %7.1f", theirs[0], theirs[1], theirs[2], theirs[1]/ours[1])
		} else {
			fmt.Printf("   %9s %9s %9s   %7s", "–", "–", "–", "–")
		}
		fmt.Printf("  %s\n", q.bar)
	}
	if !strings.Contains("a tag", only) {
		return nil
	}
	return measureTags(ctx, c, x, rounds)
}

// measureTags puts tags on quotes one by one. When CatchUp returns the tag is on
// disk, so that durable comes before visible.
func measureTags(ctx context.Context, c *fakeCorpus, x *indexer.Index, rounds int) error {
	var visible, durable, synced []time.Duration
	for i := range min(rounds, 100) {
		quote := c.anyShown()
		tag := corpus.TagID(fmt.Sprintf("new%d", i))
		c.tag(quote, tag)
		start := clock()
		if err := x.CatchUp(ctx, nil); err != nil {
			return err
		}
		durable = append(durable, clock()-start)
		found, err := x.Search(ctx, indexer.Request{Query: "tag:" + string(tag), Names: c, Limit: 1})
		if err != nil {
			return err
		}
		if found.Total != 1 {
			return fmt.Errorf("the tag %s is on %d quotes", tag, found.Total)
		}
		visible = append(visible, clock()-start)
		start = clock()
		if err := syncTwice(); err != nil {
			return err
		}
		synced = append(synced, clock()-start)
	}
	for _, row := range []struct {
		name, bar string
		took      []time.Duration
	}{
		{"a tag durable", "p95 ≤ 10", durable},
		{"a tag durable and found", "p95 ≤ 5", visible},
		{"two small files synced", "(what the disk takes)", synced},
	} {
		p := percentiles(row.took)
		fmt.Printf(
			"%-32s %9.2f %9.2f %9.2f   %9s %9s %9s   %7s  %s\n",
			row.name,
			p[0],
			p[1],
			p[2],
			"–",
			"–",
			"–",
			"–",
			row.bar,
		)
	}
	return nil
}

// syncTwice writes what a batch of one document writes at least: a segment and
// the list of segments, each synced.
func syncTwice() error {
	for range 2 {
		f, err := os.CreateTemp("", "quoth-bench-")
		if err != nil {
			return err
		}
		_, err = f.Write(make([]byte, 8<<10))
		if err = errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name())); err != nil {
			return err
		}
	}
	return nil
}

func timed(asked []string, do func(string) error) ([3]float64, error) {
	for _, words := range asked[:min(5, len(asked))] { // warm
		if err := do(words); err != nil {
			return [3]float64{}, err
		}
	}
	took := make([]time.Duration, len(asked))
	for i, words := range asked {
		start := clock()
		if err := do(words); err != nil {
			return [3]float64{}, err
		}
		took[i] = clock() - start
	}
	return percentiles(took), nil
}

// percentiles are p50, p95 and p99 in milliseconds.
func percentiles(took []time.Duration) (out [3]float64) {
	slices.Sort(took)
	for i, p := range []int{50, 95, 99} {
		out[i] = ms(took[min(len(took)-1, len(took)*p/100)])
	}
	return out
}
