package indexer

// oncePerStory keeps one printing of each story among the hits: the earliest
// of them, which need not be the earliest of the corpus (a search may leave that
// one out), and one that has what is selected in facets where there is one.
// Documents without a story stay.
func (v *view) oncePerStory(found hits, facets []*facet) (hits, error) {
	stories, err := v.live.columns.storiesOf(v.ctx, v.snapshot)
	if err != nil {
		return hits{}, err
	}
	order, err := v.sorter("oldest", false)
	if err != nil {
		return hits{}, err
	}
	before := func(a, b doc) bool {
		if fits := selected(facets, a); fits != selected(facets, b) {
			return fits
		}
		first, second := order.rank(a, 0), order.rank(b, 0)
		if (first.day == "") != (second.day == "") {
			return second.day == "" // undated ones come last
		}
		return order.compare(&first, &second) < 0
	}
	best := make(map[uint64]doc, found.total)
	for segment, docs := range found.docs {
		for _, number := range docs {
			d, story := doc{segment, number}, stories[segment][number]
			if old, ok := best[story]; story != 0 && (!ok || before(d, old)) {
				best[story] = d
			}
		}
	}
	if order.err != nil {
		return hits{}, order.err
	}
	return found.keep(func(d doc) bool {
		story := stories[d.segment][d.number]
		return story == 0 || best[story] == d
	}), nil
}
