package indexer

import (
	"context"

	"github.com/blevesearch/bleve/v2"
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

func (q allOf) Searcher(ctx context.Context, reader index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	bare := search.SearcherOptions{Score: "none"}
	must, filter := q.must, q.filter
	if options.Score == "none" { // one conjunction of bitmaps
		must, filter = append(append([]query.Query{}, must...), filter...), nil
	}
	if len(must) == 0 && len(filter) > 0 {
		must, filter, options = filter, nil, bare
	}
	var found search.Searcher
	var err error
	switch len(must) {
	case 0:
		found, err = searcher.NewMatchAllSearcher(ctx, reader, 1, options)
	case 1:
		found, err = must[0].Searcher(ctx, reader, m, options)
	default:
		found, err = bleve.NewConjunctionQuery(must...).Searcher(ctx, reader, m, options)
	}
	if err != nil {
		return nil, err
	}
	if len(filter) > 0 {
		narrow, err := allOf{filter: filter}.Searcher(ctx, reader, m, bare)
		if err != nil {
			return nil, err
		}
		found = sifted(ctx, found, inStep(narrow))
	}
	if len(q.not) == 0 {
		return found, nil
	}
	without, err := bleve.NewDisjunctionQuery(q.not...).Searcher(ctx, reader, m, bare)
	if err != nil {
		return nil, err
	}
	return sifted(ctx, found, not(inStep(without))), nil
}

// finite stays at its end. Bleve's disjunction asks searchers that have ended
// again, and those over a term then start anew, with filters that do not.
type finite struct {
	search.Searcher
	ended bool
}

func sifted(ctx context.Context, s search.Searcher, filter searcher.FilterFunc) search.Searcher {
	return &finite{Searcher: searcher.NewFilteringSearcher(ctx, s, filter)}
}

func (f *finite) Next(sctx *search.SearchContext) (*search.DocumentMatch, error) {
	if f.ended {
		return nil, nil
	}
	d, err := f.Searcher.Next(sctx)
	f.ended = d == nil
	return d, err
}

func (f *finite) Advance(sctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	if f.ended {
		return nil, nil
	}
	d, err := f.Searcher.Advance(sctx, id)
	f.ended = d == nil
	return d, err
}

// inStep tells whether a searcher finds a document too. Documents must be asked
// for in ascending order, as searchers yield them.
func inStep(s search.Searcher) searcher.FilterFunc {
	var at *search.DocumentMatch
	started := false
	return func(sctx *search.SearchContext, d *search.DocumentMatch) bool {
		var err error
		switch {
		case !started:
			started = true
			at, err = s.Advance(sctx, d.IndexInternalID)
		case at != nil && at.IndexInternalID.Compare(d.IndexInternalID) < 0:
			sctx.DocumentMatchPool.Put(at)
			at, err = s.Advance(sctx, d.IndexInternalID)
		}
		return err == nil && at != nil && at.IndexInternalID.Compare(d.IndexInternalID) == 0
	}
}

func not(f searcher.FilterFunc) searcher.FilterFunc {
	return func(sctx *search.SearchContext, d *search.DocumentMatch) bool { return !f(sctx, d) }
}

// narrowed keeps those documents of a query that accept keeps; withPlaces asks
// for the places of the words too.
type narrowed struct {
	of         query.Query
	withPlaces bool
	accept     func(*search.DocumentMatch) bool
}

func (q narrowed) Searcher(ctx context.Context, reader index.IndexReader, m mapping.IndexMapping, options search.SearcherOptions) (search.Searcher, error) {
	options.IncludeTermVectors = options.IncludeTermVectors || q.withPlaces
	if q.withPlaces {
		options.Score = "" // places come only with scores
	}
	found, err := q.of.Searcher(ctx, reader, m, options)
	if err != nil {
		return nil, err
	}
	return sifted(ctx, found, func(_ *search.SearchContext, d *search.DocumentMatch) bool { return q.accept(d) }), nil
}

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
