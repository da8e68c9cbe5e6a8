package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// allOf holds where all of must and filter and none of not do. Only must is
// scored. Bleve's own boolean query takes a part that finds nothing for a part
// that is not there, which would turn "nobody of this name" into everybody.
type allOf struct{ must, filter, not []query.Query }

func (q allOf) sets(v *view) (sets, error) {
	out, err := v.narrow(v.everything(), q.must)
	if err == nil {
		out, err = v.narrow(out, q.filter)
	}
	if err != nil || len(q.not) == 0 {
		return out, err
	}
	without, err := v.anyOf(q.not)
	if err != nil {
		return nil, err
	}
	return out.not(without), nil
}

func (v *view) narrow(docs sets, parts []query.Query) (sets, error) {
	for _, part := range parts {
		fit, err := v.sets(part)
		if err != nil {
			return nil, err
		}
		docs = docs.and(fit)
	}
	return docs, nil
}

func (q allOf) Searcher(
	ctx context.Context,
	reader index.IndexReader,
	m mapping.IndexMapping,
	options search.SearcherOptions,
) (search.Searcher, error) {
	if len(q.must) == 0 || options.Score == "none" {
		return searchSets(ctx, reader, m, q)
	}
	found, err := bleve.NewConjunctionQuery(q.must...).Searcher(ctx, reader, m, options)
	if err != nil || len(q.filter)+len(q.not) == 0 {
		return found, err
	}
	narrow, err := searchSets(ctx, reader, m, allOf{filter: q.filter, not: q.not})
	if err != nil {
		return nil, errors.Join(err, found.Close())
	}
	return searcher.NewConjunctionSearcher(ctx, reader, []search.Searcher{found, narrow}, options)
}

// setSearcher goes through sets where Bleve asks one document after the other.
// They score nothing.
type setSearcher struct {
	v       *view
	docs    sets
	segment int
	at      roaring.IntPeekable // in the segment
}

func searchSets(
	ctx context.Context,
	reader index.IndexReader,
	m mapping.IndexMapping,
	q answeredBySets,
) (search.Searcher, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("the search index is a %T", reader)
	}
	v := newView(ctx, m, snapshot)
	docs, err := q.sets(v)
	if err != nil {
		return nil, err
	}
	s := &setSearcher{v: v, docs: docs}
	if len(docs) > 0 {
		s.at = docs[0].Iterator()
	}
	return s, nil
}

func (s *setSearcher) Next(sctx *search.SearchContext) (*search.DocumentMatch, error) {
	for s.segment < len(s.docs) {
		if s.at.HasNext() {
			found := sctx.DocumentMatchPool.Get()
			found.IndexInternalID = index.NewIndexInternalID(
				found.IndexInternalID,
				s.v.offsets[s.segment]+uint64(s.at.Next()),
			)
			return found, nil
		}
		s.toSegment(s.segment + 1)
	}
	return nil, nil
}

func (s *setSearcher) toSegment(n int) {
	if s.segment = n; n < len(s.docs) {
		s.at = s.docs[n].Iterator()
	}
}

func (s *setSearcher) Advance(sctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	if s.segment >= len(s.docs) {
		return nil, nil
	}
	want := s.v.locate(id)
	if want.segment > s.segment {
		s.toSegment(want.segment)
	}
	if want.segment == s.segment {
		s.at.AdvanceIfNeeded(want.number)
	}
	return s.Next(sctx)
}

func (s *setSearcher) Count() (n uint64) {
	for _, docs := range s.docs {
		n += docs.GetCardinality()
	}
	return n
}

func (s *setSearcher) Close() error               { return nil }
func (s *setSearcher) Weight() float64            { return 0 }
func (s *setSearcher) SetQueryNorm(float64)       {}
func (s *setSearcher) Min() int                   { return 0 }
func (s *setSearcher) Size() int                  { return 0 }
func (s *setSearcher) DocumentMatchPoolSize() int { return 1 }

func term(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

// anyTerm matches any of some whole values; none of them matches nothing.
func anyTerm[T ~string](field string, values []T) query.Query {
	switch len(values) {
	case 0:
		return bleve.NewMatchNoneQuery()
	case 1:
		return term(field, string(values[0]))
	}
	parts := make([]query.Query, len(values))
	for i, v := range values {
		parts[i] = term(field, string(v))
	}
	return bleve.NewDisjunctionQuery(parts...)
}

func anyOf(parts []query.Query) query.Query {
	switch len(parts) {
	case 0:
		return bleve.NewMatchNoneQuery()
	case 1:
		return parts[0]
	}
	return bleve.NewDisjunctionQuery(parts...)
}
