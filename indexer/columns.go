package indexer

import (
	"context"
	"hash/maphash"
	"math"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Facets and orders need, for every hit, the value of a field. Bleve reads doc
// values for that, at the cost of decoding a chunk for each hit and field. A
// column holds the values of one field of one segment as numbers instead, read
// once from the segment's dictionary (which costs less than one facet over all
// documents does) and kept for as long as the segment lives: a segment never
// changes. A value has the same number in every segment, so that counting is
// adding to an array.

// dictionary numbers the values of one field from 1; 0 is no value.
type dictionary struct {
	mu     sync.RWMutex
	ids    map[string]uint32
	values []string
	folded []string // for finding values by words; filled as needed
}

func newDictionary() *dictionary {
	return &dictionary{ids: map[string]uint32{}, values: []string{""}}
}

func (d *dictionary) id(value string) uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, ok := d.ids[value]
	if !ok {
		id = uint32(len(d.values))
		d.values = append(d.values, value)
		d.ids[value] = id
	}
	return id
}

// find is the number of a value, 0 when there is none.
func (d *dictionary) find(value string) uint32 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.ids[value]
}

// all gives the values by their number. Numbers given later are not in it; those
// in it never change.
func (d *dictionary) all() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.values
}

func (d *dictionary) size() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.values)
}

// column holds the first value of each document of a segment, and the others of
// the few documents that have more.
type column struct {
	narrow []uint16 // when all numbers fit
	wide   []uint32
	more   map[uint32][]uint32
}

func (c *column) at(doc uint32) uint32 {
	if c.narrow != nil {
		return uint32(c.narrow[doc])
	}
	return c.wide[doc]
}

func (c *column) length() int { return max(len(c.narrow), len(c.wide)) }

// each calls do for every value of a document.
func (c *column) each(doc uint32, do func(uint32)) {
	if first := c.at(doc); first != 0 {
		do(first)
		for _, v := range c.more[doc] {
			do(v)
		}
	}
}

// has reports whether a document has one of the values.
func (c *column) has(doc uint32, values map[uint32]bool) bool {
	if values[c.at(doc)] {
		return true
	}
	for _, v := range c.more[doc] {
		if values[v] {
			return true
		}
	}
	return false
}

// columns keeps the columns of the segments of one open index.
type columns struct {
	mu           sync.Mutex
	dictionaries map[string]*dictionary
	bySegment    map[uint64]map[string]*column
	stories      map[uint64][]uint64
	seed         maphash.Seed
}

func newColumns() *columns {
	return &columns{
		dictionaries: map[string]*dictionary{},
		bySegment:    map[uint64]map[string]*column{},
		stories:      map[uint64][]uint64{},
		seed:         maphash.MakeSeed(),
	}
}

func (cs *columns) dictionary(field string) *dictionary {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	d, ok := cs.dictionaries[field]
	if !ok {
		d = newDictionary()
		cs.dictionaries[field] = d
	}
	return d
}

// of gives the columns of a field, one for each segment of a snapshot.
func (cs *columns) of(ctx context.Context, snapshot *scorch.IndexSnapshot, field string) ([]*column, error) {
	d := cs.dictionary(field)
	segments := snapshot.Segments()
	out := make([]*column, len(segments))
	for i, s := range segments {
		cs.mu.Lock()
		c := cs.bySegment[s.Id()][field]
		cs.mu.Unlock()
		if c == nil {
			var err error
			if c, err = readColumn(ctx, s, field, d); err != nil {
				return nil, err
			}
			cs.mu.Lock()
			if cs.bySegment[s.Id()] == nil {
				cs.bySegment[s.Id()] = map[string]*column{}
			}
			cs.bySegment[s.Id()][field] = c
			cs.mu.Unlock()
		}
		out[i] = c
	}
	return out, nil
}

// storiesOf gives the stories of a snapshot's documents as hashes of 64 bits:
// there are nearly as many stories as quotes, and nobody asks for their names.
// Documents without a story have 0.
func (cs *columns) storiesOf(ctx context.Context, snapshot *scorch.IndexSnapshot) ([][]uint64, error) {
	segments := snapshot.Segments()
	out := make([][]uint64, len(segments))
	for i, s := range segments {
		cs.mu.Lock()
		hashes := cs.stories[s.Id()]
		cs.mu.Unlock()
		if hashes == nil {
			hashes = make([]uint64, s.Segment().Count())
			if err := eachPosting(ctx, s, "story", func(term string) func(uint32) {
				hash := maphash.String(cs.seed, term) | 1
				return func(doc uint32) { hashes[doc] = hash }
			}); err != nil {
				return nil, err
			}
			cs.mu.Lock()
			cs.stories[s.Id()] = hashes
			cs.mu.Unlock()
		}
		out[i] = hashes
	}
	return out, nil
}

// forget drops the columns of segments that the snapshot no longer has.
func (cs *columns) forget(snapshot *scorch.IndexSnapshot) {
	alive := map[uint64]bool{}
	for _, s := range snapshot.Segments() {
		alive[s.Id()] = true
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for id := range cs.bySegment {
		if !alive[id] {
			delete(cs.bySegment, id)
		}
	}
	for id := range cs.stories {
		if !alive[id] {
			delete(cs.stories, id)
		}
	}
}

func readColumn(ctx context.Context, s *scorch.SegmentSnapshot, field string, d *dictionary) (*column, error) {
	c := &column{wide: make([]uint32, s.Segment().Count()), more: map[uint32][]uint32{}}
	err := eachPosting(ctx, s, field, func(term string) func(uint32) {
		id := d.id(term)
		return func(doc uint32) {
			if c.wide[doc] == 0 {
				c.wide[doc] = id
			} else {
				c.more[doc] = append(c.more[doc], id)
			}
		}
	})
	if d.size() <= math.MaxUint16 {
		c.narrow = make([]uint16, len(c.wide))
		for i, v := range c.wide {
			c.narrow[i] = uint16(v)
		}
		c.wide = nil
	}
	return c, err
}

// eachPosting goes through a field's dictionary: for each term the documents
// that hold it.
func eachPosting(
	ctx context.Context,
	s *scorch.SegmentSnapshot,
	field string,
	term func(string) func(doc uint32),
) error {
	dict, err := s.Segment().Dictionary(field)
	if err != nil || dict == nil {
		return err
	}
	var list segment.PostingsList
	var postings segment.PostingsIterator
	terms := dict.AutomatonIterator(nil, nil, nil)
	for n := 1; ; n++ {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if list, err = dict.PostingsList([]byte(entry.Term), nil, list); err != nil {
			return err
		}
		visit := term(entry.Term)
		postings = list.Iterator(false, false, false, postings)
		bitmapOf(postings).Iterate(func(doc uint32) bool {
			visit(doc)
			return true
		})
	}
}

// Warm reads what facets, orders and stories need, which a first search would
// wait for. Searches go on meanwhile.
func (x *Index) Warm(ctx context.Context) error {
	fields := []string{"article", "day", "speaker_name", "confidence", "lang"}
	for _, field := range facetFields {
		fields = append(fields, field)
	}
	for _, field := range fields {
		err := x.reading(ctx, func(v *view) error {
			_, err := v.column(field)
			return err
		})
		if err != nil {
			return err
		}
	}
	return x.reading(ctx, func(v *view) error {
		_, err := v.live.columns.storiesOf(ctx, v.snapshot)
		return err
	})
}
