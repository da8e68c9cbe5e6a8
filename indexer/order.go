package indexer

import (
	"cmp"
	"container/heap"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// An order compares keys one after the other: first the order's own, then the
// day, newest first, then the id. The id makes every order total, so that a
// cursor stays right; it is read only where the others are equal.

// orders says which column comes first and whether its largest value does.
var orders = map[string]struct {
	column     string
	descending bool
}{
	"relevance":  {"", true},
	"newest":     {"", true},
	"oldest":     {"", false},
	"speaker":    {"speaker_name", false},
	"confidence": {"confidence", true},
}

// rank is a document with its keys.
type rank struct {
	doc   doc
	score float32
	first string // the value of the order's column
	day   string
	id    string // read when needed
}

// sorter picks the first documents of an order.
type sorter struct {
	v          *view
	byScore    bool
	descending bool // of the order's column and the id
	newest     bool // the day descends
	columns    []*column
	values     []string
	days       []*column
	dayValues  []string
	err        error
}

func (v *view) sorter(name string, scored bool) (*sorter, error) {
	order, ok := orders[name]
	if !ok {
		return nil, fmt.Errorf("there is no order %q: expected relevance, newest, oldest, speaker or confidence", name)
	}
	s := &sorter{v: v, byScore: name == "relevance" && scored, descending: order.descending, newest: name != "oldest"}
	var err error
	if s.days, err = v.column("day"); err != nil {
		return nil, err
	}
	s.dayValues = v.live.columns.dictionary("day").all()
	if order.column != "" {
		if s.columns, err = v.column(order.column); err != nil {
			return nil, err
		}
		s.values = v.live.columns.dictionary(order.column).all()
	}
	return s, nil
}

func (s *sorter) rank(d doc, score float32) rank {
	r := rank{doc: d, score: score, day: s.dayValues[s.days[d.segment].at(d.number)]}
	if s.columns != nil {
		r.first = s.values[s.columns[d.segment].at(d.number)]
	}
	return r
}

// compare is negative when a comes before b.
func (s *sorter) compare(a, b *rank) int {
	if s.byScore {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(a.first, b.first); c != 0 {
		if s.descending {
			return -c
		}
		return c
	}
	c := cmp.Compare(a.day, b.day)
	if c == 0 {
		c = cmp.Compare(s.id(a), s.id(b))
	}
	if s.newest {
		return -c
	}
	return c
}

func (s *sorter) id(r *rank) string {
	if r.id == "" {
		id, err := s.v.id(r.doc)
		if err != nil && s.err == nil {
			s.err = err
		}
		r.id = id
	}
	return r.id
}

// window holds the best ranks so far, the worst on top.
type window struct {
	*sorter
	ranks []rank
}

func (w *window) Len() int           { return len(w.ranks) }
func (w *window) Less(i, j int) bool { return w.compare(&w.ranks[i], &w.ranks[j]) > 0 }
func (w *window) Swap(i, j int)      { w.ranks[i], w.ranks[j] = w.ranks[j], w.ranks[i] }
func (w *window) Push(r any)         { w.ranks = append(w.ranks, r.(rank)) }
func (w *window) Pop() any {
	last := w.ranks[len(w.ranks)-1]
	w.ranks = w.ranks[:len(w.ranks)-1]
	return last
}

// first picks the n first documents behind the cursor, in order; more says
// whether others follow.
func (s *sorter) first(found hits, after *rank, n int) (ranks []rank, more bool, err error) {
	w := &window{sorter: s}
	for segment, docs := range found.docs {
		for i, d := range docs {
			var score float32
			if found.scores != nil {
				score = found.scores[segment][i]
			}
			r := s.rank(doc{segment, d}, score)
			switch {
			case after != nil && s.compare(&r, after) <= 0:
			case len(w.ranks) < n:
				heap.Push(w, r)
			default:
				more = true
				if n > 0 && s.compare(&r, &w.ranks[0]) < 0 {
					w.ranks[0] = r
					heap.Fix(w, 0)
				}
			}
		}
	}
	slices.SortFunc(w.ranks, func(a, b rank) int { return s.compare(&a, &b) })
	for i := range w.ranks {
		s.id(&w.ranks[i])
	}
	return w.ranks, more, s.err
}

// A cursor holds the keys of the last document shown.

var errCursor = errors.New("the cursor does not belong to this search")

func (s *sorter) cursor(r rank) string {
	data, err := json.Marshal(
		[]string{strconv.FormatUint(uint64(math.Float32bits(r.score)), 10), r.first, r.day, s.id(&r)},
	)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func parseCursor(cursor string) (*rank, error) {
	if cursor == "" {
		return nil, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, errCursor
	}
	var keys []string
	if err := json.Unmarshal(data, &keys); err != nil || len(keys) != 4 || keys[3] == "" {
		return nil, errCursor
	}
	bits, err := strconv.ParseUint(keys[0], 10, 32)
	if err != nil {
		return nil, errCursor
	}
	return &rank{score: math.Float32frombits(uint32(bits)), first: keys[1], day: keys[2], id: keys[3]}, nil
}
