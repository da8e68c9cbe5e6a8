package present

import (
	"maps"
	"slices"
)

// Place is where one is on a page: what was asked for, what is selected. It is
// kept when the page is made again (another theme or text size), when one goes
// elsewhere and comes back, and from one run of the program to the next. An empty
// one is a page as it opens at first.
type Place map[string]string

// Spot is a page with a place on it.
type Spot struct {
	Page  string
	Place Place
}

// Scroll is the key of a place under which it says how far its list is scrolled.
const Scroll = "scroll"

// Same reports whether two spots are one, however far their lists are scrolled.
func (s Spot) Same(other Spot) bool {
	return s.Page == other.Page && maps.Equal(still(s.Place), still(other.Place))
}

func still(p Place) Place {
	p = maps.Clone(p)
	delete(p, Scroll)
	return p
}

// mostSpots is how far one can go back.
const mostSpots = 100

// Trail is where one has been. The zero value is an empty one.
type Trail struct{ behind, ahead []Spot }

// Leave remembers where one is before going elsewhere; nothing is ahead then.
func (t *Trail) Leave(here Spot) {
	if n := len(t.behind); n == 0 || !t.behind[n-1].Same(here) {
		t.behind = append(t.behind, here)
	}
	if len(t.behind) > mostSpots {
		t.behind = slices.Delete(t.behind, 0, 1)
	}
	t.ahead = nil
}

// Back and Forward return the next spot that is not where one is; here is nil on
// a page that has no places. ok is false at the trail's end.
func (t *Trail) Back(here *Spot) (next Spot, ok bool)    { return travel(&t.behind, &t.ahead, here) }
func (t *Trail) Forward(here *Spot) (next Spot, ok bool) { return travel(&t.ahead, &t.behind, here) }

func travel(from, to *[]Spot, here *Spot) (Spot, bool) {
	for len(*from) > 0 {
		n := len(*from) - 1
		next := (*from)[n]
		*from = (*from)[:n]
		if here == nil {
			return next, true
		}
		if !next.Same(*here) {
			*to = append(*to, *here)
			return next, true
		}
	}
	return Spot{}, false
}
