package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// view is the index at one moment: all parts of one search see the same
// documents, whatever is indexed meanwhile.
type view struct {
	ctx      context.Context
	live     *live // nil where only sets are asked for
	mapping  mapping.IndexMapping
	snapshot *scorch.IndexSnapshot
	offsets  []uint64 // the number of the first document of each segment
}

// live is an open Bleve index with what is kept in memory beside it.
type live struct {
	path    string
	bleve   bleve.Index
	columns *columns
	broken  <-chan error // what ended its background work
}

func (l *live) view(ctx context.Context) (*view, error) {
	advanced, err := l.bleve.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the search index is a %T", reader), reader.Close())
	}
	v := newView(ctx, l.bleve.Mapping(), snapshot)
	v.live = l
	return v, nil
}

func newView(ctx context.Context, m mapping.IndexMapping, snapshot *scorch.IndexSnapshot) *view {
	v := &view{ctx: ctx, mapping: m, snapshot: snapshot}
	var offset uint64
	for _, s := range snapshot.Segments() {
		v.offsets = append(v.offsets, offset)
		offset += s.Segment().Count()
	}
	return v
}

func (v *view) close() {
	v.live.columns.forget(v.snapshot)
	v.snapshot.Close()
}

// column gives a field's column of every segment.
func (v *view) column(field string) ([]*column, error) {
	columns, err := v.live.columns.of(v.ctx, v.snapshot, field)
	if err != nil {
		return nil, fmt.Errorf("read the field %s of the search index: %w", field, err)
	}
	return columns, nil
}

// doc is the place of a document: its segment and its number there.
type doc struct {
	segment int
	number  uint32
}

func (v *view) locate(id index.IndexInternalID) doc {
	n := id.Value()
	segment := len(v.offsets) - 1
	for segment > 0 && v.offsets[segment] > n {
		segment--
	}
	return doc{segment, uint32(n - v.offsets[segment])}
}

// id is a document's id in the index.
func (v *view) id(d doc) (string, error) {
	id, err := v.snapshot.Segments()[d.segment].DocID(uint64(d.number))
	if err != nil {
		return "", fmt.Errorf("read the search index: %w", err)
	}
	return string(id), nil
}

// hits are the documents found: for each segment their numbers, ascending, and
// their scores where they were asked for.
type hits struct {
	docs   [][]uint32
	scores [][]float32
	total  int
}

// keep gives those hits that pass a test.
func (h hits) keep(test func(doc) bool) hits {
	out := hits{docs: make([][]uint32, len(h.docs))}
	if h.scores != nil {
		out.scores = make([][]float32, len(h.docs))
	}
	for segment, docs := range h.docs {
		for i, d := range docs {
			if !test(doc{segment, d}) {
				continue
			}
			out.docs[segment] = append(out.docs[segment], d)
			if h.scores != nil {
				out.scores[segment] = append(out.scores[segment], h.scores[segment][i])
			}
		}
		out.total += len(out.docs[segment])
	}
	return out
}

// running is a query with how it is to be run.
type running struct {
	query.Query      // nil finds everything
	scored      bool // ask how well documents fit
	only        sets // nil: of all documents
	few         bool // there are few of only: go from one to the next
}

// run finds the documents of a query. Nothing is sorted yet and nothing but
// numbers is read.
func (v *view) run(r running) (hits, error) {
	if r.Query == nil {
		r.Query = bleve.NewMatchAllQuery()
	}
	if r.scored {
		return v.scored(r)
	}
	docs, err := v.sets(r.Query)
	if err != nil {
		return hits{}, err
	}
	if r.only != nil {
		docs = docs.and(r.only)
	}
	return docs.hits(), v.ctx.Err()
}

// scored asks Bleve's searchers, at some tens of nanoseconds a hit.
func (v *view) scored(r running) (hits, error) {
	searcher, err := r.Searcher(v.ctx, v.snapshot, v.mapping, search.SearcherOptions{})
	if err != nil {
		return hits{}, fmt.Errorf("search the index: %w", err)
	}
	defer searcher.Close()
	next := searcher.Next
	if r.few {
		next = v.stepping(searcher, r.only)
	}
	found := hits{docs: make([][]uint32, len(v.offsets)), scores: make([][]float32, len(v.offsets))}
	err = v.walk(searcher, next, func(d doc, score float64) {
		if r.only == nil || r.only.has(d.segment, d.number) {
			found.docs[d.segment] = append(found.docs[d.segment], d.number)
			found.scores[d.segment] = append(found.scores[d.segment], float32(score))
			found.total++
		}
	})
	return found, err
}

type nextMatch func(*search.SearchContext) (*search.DocumentMatch, error)

// walk goes through what a searcher yields.
func (v *view) walk(of search.Searcher, next nextMatch, do func(d doc, score float64)) error {
	sctx := &search.SearchContext{
		DocumentMatchPool: search.NewDocumentMatchPool(of.DocumentMatchPoolSize()+1, 0),
		IndexReader:       v.snapshot,
	}
	segment, limit := 0, v.limit(0)
	for n := 1; ; n++ {
		match, err := next(sctx)
		if err != nil {
			return fmt.Errorf("search the index: %w", err)
		}
		if match == nil {
			return v.ctx.Err()
		}
		number := match.IndexInternalID.Value()
		for number >= limit {
			segment++
			limit = v.limit(segment)
		}
		do(doc{segment, uint32(number - v.offsets[segment])}, match.Score)
		sctx.DocumentMatchPool.Put(match)
		if n%checkEvery == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
	}
}

// stepping asks a searcher for some documents only, from one to the next.
func (v *view) stepping(s search.Searcher, docs sets) nextMatch {
	wanted := docs.hits().docs
	segment, i := 0, 0
	var at *search.DocumentMatch // where the searcher stands
	return func(sctx *search.SearchContext) (*search.DocumentMatch, error) {
		for ; segment < len(wanted); segment, i = segment+1, 0 {
			for i < len(wanted[segment]) {
				want := v.offsets[segment] + uint64(wanted[segment][i])
				if at == nil || at.IndexInternalID.Value() < want {
					var err error
					if at, err = s.Advance(sctx, index.NewIndexInternalID(nil, want)); at == nil || err != nil {
						return nil, err
					}
				}
				i++
				if at.IndexInternalID.Value() == want {
					found := at
					at = nil // its taker gives it back
					return found, nil
				}
			}
		}
		return nil, nil
	}
}

// checkEvery is after how many matches a search asks whether it was cancelled.
const checkEvery = 4096

// limit is the number of the first document behind a segment.
func (v *view) limit(segment int) uint64 {
	if segment+1 < len(v.offsets) {
		return v.offsets[segment+1]
	}
	return 1 << 62
}
