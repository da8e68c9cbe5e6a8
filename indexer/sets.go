package indexer

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Whether a document fits, but not how well, is answered by sets: the index
// keeps the documents of a term as bitmaps, and joining bitmaps costs a
// thousandth of asking Bleve's searchers for one document after the other. Only
// what is scored goes through these.

// sets are documents by segment. None is changed once it is made.
type sets []*roaring.Bitmap

func (s sets) has(segment int, d uint32) bool { return s[segment].Contains(d) }

func (s sets) joined(t sets, join func(a, b *roaring.Bitmap) *roaring.Bitmap) sets {
	out := make(sets, len(s))
	for i := range s {
		out[i] = join(s[i], t[i])
	}
	return out
}

func (s sets) and(t sets) sets { return s.joined(t, roaring.And) }
func (s sets) not(t sets) sets { return s.joined(t, roaring.AndNot) }

// hits are the documents with their number.
func (s sets) hits() hits {
	found := hits{docs: make([][]uint32, len(s))}
	for i, docs := range s {
		found.docs[i] = docs.ToArray()
		found.total += len(found.docs[i])
	}
	return found
}

// sets are the documents found as a set.
func (h hits) sets() sets {
	out := make(sets, len(h.docs))
	for i, docs := range h.docs {
		out[i] = roaring.BitmapOf(docs...)
	}
	return out
}

// answeredBySets is a query that knows its documents.
type answeredBySets interface {
	query.Query
	sets(v *view) (sets, error)
}

// sets are the documents of a query.
func (v *view) sets(q query.Query) (sets, error) {
	switch q := q.(type) {
	case answeredBySets:
		return q.sets(v)
	case *query.TermQuery:
		return v.postings(q.FieldVal, q.Term)
	case *query.DisjunctionQuery:
		return v.anyOf(q.Disjuncts)
	case *query.MatchAllQuery:
		return v.everything(), nil
	case *query.MatchNoneQuery:
		return v.nothing(), nil
	}
	return v.asked(q)
}

func (v *view) nothing() sets {
	out := make(sets, len(v.offsets))
	for i := range out {
		out[i] = roaring.New()
	}
	return out
}

// everything is what was not deleted.
func (v *view) everything() sets {
	out := v.nothing()
	for i, s := range v.snapshot.Segments() {
		out[i].AddRange(0, s.Segment().Count())
		if deleted := s.Deleted(); deleted != nil {
			out[i].AndNot(deleted)
		}
	}
	return out
}

func (v *view) anyOf(parts []query.Query) (sets, error) {
	out := v.nothing()
	for _, part := range parts {
		docs, err := v.sets(part)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i].Or(docs[i])
		}
	}
	return out, nil
}

// postings are the documents that hold a term.
func (v *view) postings(field, term string) (sets, error) {
	out := make(sets, len(v.offsets))
	for i, s := range v.snapshot.Segments() {
		list, err := postingsOf(s, field, term)
		if err != nil {
			return nil, err
		}
		out[i] = bitmapOf(list.Iterator(false, false, false, nil))
	}
	return out, nil
}

// anyPostings are the documents that hold one of some terms.
func (v *view) anyPostings(field string, terms []string) (sets, error) {
	out := v.nothing()
	for i, s := range v.snapshot.Segments() {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return nil, fmt.Errorf("read the search index: %w", err)
		}
		for n, term := range terms {
			list, err := dict.PostingsList([]byte(term), s.Deleted(), nil)
			if err != nil {
				return nil, fmt.Errorf("read the search index: %w", err)
			}
			out[i].Or(bitmapOf(list.Iterator(false, false, false, nil)))
			if n%checkEvery == 0 && v.ctx.Err() != nil {
				return nil, v.ctx.Err()
			}
		}
	}
	return out, nil
}

func postingsOf(s *scorch.SegmentSnapshot, field, term string) (segment.PostingsList, error) {
	dict, err := s.Segment().Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	list, err := dict.PostingsList([]byte(term), s.Deleted(), nil)
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	return list, nil
}

// bitmapOf is what an iterator goes through.
func bitmapOf(postings segment.PostingsIterator) *roaring.Bitmap {
	if whole, ok := postings.(segment.OptimizablePostingsIterator); ok {
		if only, ok := whole.DocNum1Hit(); ok {
			return roaring.BitmapOf(uint32(only))
		}
		if docs := whole.ActualBitmap(); docs != nil {
			return docs
		}
	}
	return roaring.New()
}

// asked are the documents that Bleve's searcher of a query finds.
func (v *view) asked(q query.Query) (sets, error) {
	searcher, err := q.Searcher(v.ctx, v.snapshot, v.mapping, search.SearcherOptions{Score: "none"})
	if err != nil {
		return nil, fmt.Errorf("search the index: %w", err)
	}
	defer searcher.Close()
	out := v.nothing()
	return out, v.walk(searcher, searcher.Next, func(d doc, _ float64) { out[d.segment].Add(d.number) })
}

// among is a query for documents that are known.
type among struct{ docs sets }

func (q among) sets(*view) (sets, error) { return q.docs, nil }

func (q among) Searcher(
	ctx context.Context,
	reader index.IndexReader,
	m mapping.IndexMapping,
	_ search.SearcherOptions,
) (search.Searcher, error) {
	return searchSets(ctx, reader, m, q)
}

// expansion is a query for any of the words of a field that its dictionary
// lists.
type expansion struct {
	field string
	list  func(*scorch.IndexSnapshot) (index.FieldDict, error)
}

// begins are the words that begin so.
func begins(field, prefix string) expansion {
	return expansion{field, func(s *scorch.IndexSnapshot) (index.FieldDict, error) {
		return s.FieldDictPrefix(field, []byte(prefix))
	}}
}

// almost are the words so many edits away at most.
func almost(field, word string, edits int) expansion {
	return expansion{field, func(s *scorch.IndexSnapshot) (index.FieldDict, error) {
		return s.FieldDictFuzzy(field, word, edits, "")
	}}
}

func (q expansion) Searcher(
	ctx context.Context,
	reader index.IndexReader,
	m mapping.IndexMapping,
	_ search.SearcherOptions,
) (search.Searcher, error) {
	return searchSets(ctx, reader, m, q)
}

func (q expansion) sets(v *view) (sets, error) {
	dict, err := q.list(v.snapshot)
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	defer dict.Close()
	var words []string
	for {
		entry, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("read the search index: %w", err)
		}
		if entry == nil {
			return v.anyPostings(q.field, words)
		}
		words = append(words, entry.Term)
	}
}

// placed is a query for words of a field by their places, one list of them for
// each word.
type placed struct {
	field string
	words []string
	holds func(places [][]uint64) bool
}

func (q placed) Searcher(
	ctx context.Context,
	reader index.IndexReader,
	m mapping.IndexMapping,
	_ search.SearcherOptions,
) (search.Searcher, error) {
	return searchSets(ctx, reader, m, q)
}

// sets reads the places of the words only where all of them are.
func (q placed) sets(v *view) (sets, error) {
	out := v.nothing()
	for i, s := range v.snapshot.Segments() {
		if err := q.inSegment(v.ctx, s, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (q placed) inSegment(ctx context.Context, s *scorch.SegmentSnapshot, found *roaring.Bitmap) error {
	postings := make([]segment.PostingsIterator, len(q.words))
	var all *roaring.Bitmap
	for i, word := range q.words {
		list, err := postingsOf(s, q.field, word)
		if err != nil {
			return err
		}
		postings[i] = list.Iterator(true, false, true, nil)
		if docs := bitmapOf(postings[i]); all == nil {
			all = docs
		} else {
			all = roaring.And(all, docs)
		}
	}
	if all.IsEmpty() {
		return nil
	}
	for _, p := range postings {
		p.(segment.OptimizablePostingsIterator).ReplaceActual(all)
	}
	places := make([][]uint64, len(postings))
	for n := 1; ; n++ {
		var at uint32
		for i, p := range postings {
			posting, err := p.Next()
			if err != nil {
				return fmt.Errorf("read the search index: %w", err)
			}
			if posting == nil {
				return nil
			}
			at, places[i] = uint32(posting.Number()), places[i][:0]
			for _, l := range posting.Locations() {
				places[i] = append(places[i], l.Pos())
			}
		}
		if q.holds(places) {
			found.Add(at)
		}
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// phrasePlaces finds words one behind the other.
func phrasePlaces(places [][]uint64) bool {
	return slices.ContainsFunc(places[0], func(first uint64) bool {
		for i, of := range places {
			if !slices.Contains(of, first+uint64(i)) {
				return false
			}
		}
		return true
	})
}

// nearPlaces finds two words at most so many words apart.
func nearPlaces(distance int) func(places [][]uint64) bool {
	return func(places [][]uint64) bool {
		for _, left := range places[0] {
			for _, right := range places[1] {
				if left != right && max(left, right)-min(left, right) <= uint64(distance) {
					return true
				}
			}
		}
		return false
	}
}
