package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// view is the index at one moment: all parts of one search see the same
// documents, whatever is indexed meanwhile.
type view struct {
	ctx      context.Context
	live     *live
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
	v := &view{ctx: ctx, live: l, snapshot: snapshot}
	var offset uint64
	for _, s := range snapshot.Segments() {
		v.offsets = append(v.offsets, offset)
		offset += s.Segment().Count()
	}
	return v, nil
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

// bearers are the documents with one value in a field that has one for each. To
// look a hit up costs a nanosecond; to intersect it in Bleve, a hundred.
type bearers struct {
	columns []*column
	value   uint32
}

func (v *view) bearers(field, value string) (*bearers, error) {
	columns, err := v.column(field)
	if err != nil {
		return nil, err
	}
	return &bearers{columns, v.live.columns.dictionary(field).id(value)}, nil
}

// has is true of every document for nil.
func (b *bearers) has(segment int, d uint32) bool {
	return b == nil || b.columns[segment].at(d) == b.value
}

// everyBearer lists all of them that are still there.
func (v *view) everyBearer(b *bearers) hits {
	found := hits{docs: make([][]uint32, len(v.offsets))}
	for segment, s := range v.snapshot.Segments() {
		deleted := s.Deleted()
		for d := range uint32(b.columns[segment].length()) {
			if b.has(segment, d) && (deleted == nil || !deleted.Contains(d)) {
				found.docs[segment] = append(found.docs[segment], d)
			}
		}
		found.total += len(found.docs[segment])
	}
	return found
}

// running is a query with how it is to be run.
type running struct {
	query.Query          // nil finds everything
	scored      bool     // ask how well documents fit
	only        *bearers // nil: of all documents
	among       *hits    // nil: of all documents; else of these few
}

// run finds the documents of a query. Nothing is sorted yet and nothing but
// numbers is read, so this costs some tens of nanoseconds a hit.
func (v *view) run(r running) (hits, error) {
	if r.Query == nil {
		if r.only != nil && r.among == nil && !r.scored {
			return v.everyBearer(r.only), v.ctx.Err()
		}
		r.Query = bleve.NewMatchAllQuery()
	}
	options := search.SearcherOptions{Score: "none"}
	if r.scored {
		options.Score = ""
	}
	searcher, err := r.Searcher(v.ctx, v.snapshot, v.live.bleve.Mapping(), options)
	if err != nil {
		return hits{}, fmt.Errorf("search the index: %w", err)
	}
	defer searcher.Close()
	found := hits{docs: make([][]uint32, len(v.offsets))}
	if r.scored {
		found.scores = make([][]float32, len(v.offsets))
	}
	sctx := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: v.snapshot}
	next := func() (*search.DocumentMatch, error) { return searcher.Next(sctx) }
	if r.among != nil {
		next = v.stepping(sctx, searcher, *r.among)
	}
	segment, limit := 0, v.limit(0)
	for seen := 1; ; seen++ {
		match, err := next()
		if err != nil {
			return hits{}, fmt.Errorf("search the index: %w", err)
		}
		if match == nil {
			return found, v.ctx.Err()
		}
		n := match.IndexInternalID.Value()
		for n >= limit {
			segment++
			limit = v.limit(segment)
		}
		if d := uint32(n - v.offsets[segment]); r.only.has(segment, d) {
			found.docs[segment] = append(found.docs[segment], d)
			if r.scored {
				found.scores[segment] = append(found.scores[segment], float32(match.Score))
			}
			found.total++
		}
		sctx.DocumentMatchPool.Put(match)
		if seen%checkEvery == 0 && v.ctx.Err() != nil {
			return hits{}, v.ctx.Err()
		}
	}
}

// stepping asks a searcher for some documents only, from one to the next.
func (v *view) stepping(sctx *search.SearchContext, s search.Searcher, among hits) func() (*search.DocumentMatch, error) {
	segment, i := 0, 0
	var at *search.DocumentMatch // where the searcher stands
	return func() (*search.DocumentMatch, error) {
		for ; segment < len(among.docs); segment, i = segment+1, 0 {
			for i < len(among.docs[segment]) {
				want := v.offsets[segment] + uint64(among.docs[segment][i])
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
