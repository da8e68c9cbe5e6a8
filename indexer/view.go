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
	bleve   bleve.Index
	columns *columns
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
	columns, err := v.live.columns.of(v.snapshot, field)
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

// run finds the documents of a query. Nothing is sorted yet and nothing but
// numbers is read, so this costs some tens of nanoseconds a hit.
func (v *view) run(q query.Query, scored bool) (hits, error) {
	options := search.SearcherOptions{Score: "none"}
	if scored {
		options.Score = ""
	}
	searcher, err := q.Searcher(v.ctx, v.snapshot, v.live.bleve.Mapping(), options)
	if err != nil {
		return hits{}, fmt.Errorf("search the index: %w", err)
	}
	defer searcher.Close()
	found := hits{docs: make([][]uint32, len(v.offsets))}
	if scored {
		found.scores = make([][]float32, len(v.offsets))
	}
	sctx := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: v.snapshot}
	segment, limit := 0, v.limit(0)
	for {
		match, err := searcher.Next(sctx)
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
		found.docs[segment] = append(found.docs[segment], uint32(n-v.offsets[segment]))
		if scored {
			found.scores[segment] = append(found.scores[segment], float32(match.Score))
		}
		sctx.DocumentMatchPool.Put(match)
		if found.total++; found.total%checkEvery == 0 && v.ctx.Err() != nil {
			return hits{}, v.ctx.Err()
		}
	}
}

// checkEvery is after how many hits a search asks whether it was cancelled.
const checkEvery = 4096

// limit is the number of the first document behind a segment.
func (v *view) limit(segment int) uint64 {
	if segment+1 < len(v.offsets) {
		return v.offsets[segment+1]
	}
	return 1 << 62
}
