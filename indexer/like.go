package indexer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/search/query"

	"quoth/corpus"
)

// likeness makes a query that scores documents by how alike they are to a text.
// Words are the only one yet; a model that knows sentences by vectors is another
// implementation of it.
type likeness interface {
	query(b *builder, text string) (query.Query, error)
}

// byWords is likeness by the words that tell a text from others: those with the
// highest inverse document frequency.
type byWords struct{ most int }

// likeWords is how many words of a quote are looked for; more find no better and
// cost more.
const likeWords = 12

func (l byWords) query(b *builder, text string) (query.Query, error) {
	fields, err := b.wordFields()
	if err != nil {
		return nil, err
	}
	count, err := b.v.snapshot.DocCount()
	if err != nil {
		return nil, err
	}
	type weighed struct {
		query.Query
		idf float64
	}
	var all []weighed
	for _, field := range fields {
		words := terms(b.analyzer(field), text)
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			reader, err := b.v.snapshot.TermFieldReader(b.v.ctx, []byte(word), field, false, false, false)
			if err != nil {
				return nil, fmt.Errorf("read the search index: %w", err)
			}
			n := reader.Count()
			reader.Close()
			if n > 0 {
				all = append(all, weighed{term(field, word), math.Log(float64(count) / float64(n))})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b weighed) int { return cmp.Compare(b.idf, a.idf) })
	parts := make([]query.Query, 0, l.most)
	for _, w := range all[:min(len(all), l.most)] {
		parts = append(parts, w.Query)
	}
	return anyOf(parts), nil
}

// MoreLike lists documents of the same kind that are like the text of one of
// them, most alike first, without itself.
func (x *Index) MoreLike(ctx context.Context, kind, id string, limit int) ([]Hit, error) {
	texts, err := x.src.Text(ctx, kind, []string{id})
	if err != nil {
		return nil, fmt.Errorf("read the text to compare with: %w", err)
	}
	if _, ok := texts[id]; !ok {
		return nil, fmt.Errorf("the %s %s: %w", kind, id, corpus.ErrNotFound)
	}
	var hits []Hit
	err = x.reading(ctx, func(v *view) error {
		b := &builder{x: x, v: v, kind: kind}
		var by likeness = byWords{likeWords}
		alike, err := by.query(b, texts[id])
		if err != nil {
			return err
		}
		only, _, err := b.shown()
		if err != nil {
			return err
		}
		found, err := v.run(running{Query: alike, scored: true, only: only})
		if err != nil {
			return err
		}
		order, err := v.sorter("relevance", true)
		if err != nil {
			return err
		}
		ranks, _, err := order.first(found, nil, limit+1)
		for _, k := range ranks {
			if kind, own := ownID(k.id); own != id && len(hits) < limit {
				hits = append(hits, Hit{Kind: kind, ID: own, Score: float64(k.score)})
			}
		}
		return err
	})
	return hits, err
}

// Printings lists the quotes (or articles) of a story, earliest first.
func (x *Index) Printings(ctx context.Context, kind, story string) ([]string, error) {
	var ids []string
	err := x.reading(ctx, func(v *view) error {
		found, err := v.run(running{Query: allOf{filter: []query.Query{term("story", story), term("type", kind)}}})
		if err != nil {
			return err
		}
		order, err := v.sorter("oldest", false)
		if err != nil {
			return err
		}
		ranks, _, err := order.first(found, nil, found.total)
		for _, k := range ranks {
			_, id := ownID(k.id)
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}
