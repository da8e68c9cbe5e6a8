package indexer

// printing is one of a story's; fits says that it has what is selected in facets.
type printing struct {
	rank
	fits bool
}

func (p *printing) before(order *sorter, other *printing) bool {
	if p.fits != other.fits {
		return p.fits
	}
	return order.compare(&p.rank, &other.rank) < 0
}

// oncePerStory keeps one printing of each story among the hits: the earliest
// of them, which need not be the earliest of the corpus (a search may leave that
// one out). Documents without a story stay.
func (v *view) oncePerStory(found hits, facets []*facet) (hits, error) {
	stories, err := v.live.columns.storiesOf(v.snapshot)
	if err != nil {
		return hits{}, err
	}
	order, err := v.sorter("oldest", false)
	if err != nil {
		return hits{}, err
	}
	best := map[uint64]printing{}
	for segment, docs := range found.docs {
		for _, d := range docs {
			story := stories[segment][d]
			if story == 0 {
				continue
			}
			p := printing{order.rank(doc{segment, d}, 0), selected(facets, segment, d)}
			if p.day == "" {
				p.day = "undated comes last"
			}
			if old, ok := best[story]; !ok || p.before(order, &old) {
				best[story] = p
			}
		}
	}
	if order.err != nil {
		return hits{}, order.err
	}
	out := hits{docs: make([][]uint32, len(found.docs))}
	if found.scores != nil {
		out.scores = make([][]float32, len(found.scores))
	}
	for segment, docs := range found.docs {
		for i, d := range docs {
			if story := stories[segment][d]; story != 0 && best[story].doc != (doc{segment, d}) {
				continue
			}
			out.docs[segment] = append(out.docs[segment], d)
			if found.scores != nil {
				out.scores[segment] = append(out.scores[segment], found.scores[segment][i])
			}
			out.total++
		}
	}
	return out, nil
}
