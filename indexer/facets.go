package indexer

import (
	"cmp"
	"slices"
	"strings"
)

// facetFields are the fields of facets.
var facetFields = map[string]string{
	"speaker":      "speaker",
	"organization": "organization",
	"publisher":    "publisher",
	"tag":          "tag",
	"target":       "target",
	"stance":       "stance",
	"status":       "status",
	"lang":         "lang",
	"kind":         "kind",
	"year":         "year",
	"month":        "month",
	"coder":        "coder",
	"site":         "site",
}

// facetSize is how many values a facet lists; those that are selected come on
// top of these.
const facetSize = 50

// facet counts the values of one field. Counts are over the documents that fit
// all that was selected in the other facets: within one facet values are
// alternatives, so that choosing one must not hide the rest.
type facet struct {
	name     string
	columns  []*column
	values   []string
	counts   []int32
	selected map[uint32]bool // nil when nothing is
	counted  bool            // asked for, not only selected in
}

func (v *view) facets(names []string, selected map[string][]string) ([]*facet, error) {
	wanted := slices.Clone(names)
	for name, values := range selected {
		if len(values) > 0 && !slices.Contains(wanted, name) {
			wanted = append(wanted, name)
		}
	}
	slices.Sort(wanted)
	var out []*facet
	for _, name := range slices.Compact(wanted) {
		field, ok := facetFields[name]
		if !ok {
			continue
		}
		columns, err := v.column(field)
		if err != nil {
			return nil, err
		}
		d := v.live.columns.dictionary(field)
		f := &facet{name: name, columns: columns, values: d.all(), counted: slices.Contains(names, name)}
		f.counts = make([]int32, len(f.values))
		if chosen := selected[name]; len(chosen) > 0 {
			f.selected = map[uint32]bool{}
			for _, value := range chosen {
				if id := d.find(value); id != 0 {
					f.selected[id] = true
				}
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// sift keeps the hits that fit what is selected and counts facets on the way:
// a document that fails one facet only is counted there and nowhere else.
func sift(found hits, facets []*facet) hits {
	if !slices.ContainsFunc(facets, func(f *facet) bool { return f.selected != nil }) {
		countAll(found, facets)
		return found
	}
	out := found.keep(func(d doc) bool { return failing(facets, d) == nil })
	countAll(out, facets)
	return out
}

// tooMany is what failing answers for a document that fails several facets.
var tooMany = &facet{}

// failing is the only facet a document fails, nil for none. One that fails a
// single facet is counted there.
func failing(facets []*facet, d doc) *facet {
	var failed *facet
	for _, f := range facets {
		if f.fits(d) {
			continue
		}
		if failed != nil {
			return tooMany
		}
		failed = f
	}
	if failed != nil && failed.counted {
		failed.count(d.segment, d.number)
	}
	return failed
}

// fits reports whether a document has what is selected in the facet.
func (f *facet) fits(d doc) bool {
	return f.selected == nil || f.columns[d.segment].has(d.number, f.selected)
}

// selected reports whether a document fits what is selected in all facets.
func selected(facets []*facet, d doc) bool {
	return !slices.ContainsFunc(facets, func(f *facet) bool { return !f.fits(d) })
}

// countAll goes facet by facet, so that one column at a time is in the cache.
func countAll(found hits, facets []*facet) {
	for _, f := range facets {
		if !f.counted {
			continue
		}
		for segment, docs := range found.docs {
			for _, d := range docs {
				f.count(segment, d)
			}
		}
	}
}

func (f *facet) count(segment int, d uint32) {
	c := f.columns[segment]
	f.counts[c.at(d)]++
	if len(c.more) > 0 {
		for _, v := range c.more[d] {
			f.counts[v]++
		}
	}
}

// top lists the most frequent values, and the selected ones wherever they stand.
func (f *facet) top() []FacetCount {
	var first, selected []FacetCount
	fewest := int32(1) // that can still be among the first
	for id, count := range f.counts {
		switch {
		case id == 0:
		case f.selected[uint32(id)]:
			selected = append(selected, FacetCount{f.values[id], int(count), true})
		case count < fewest:
		case f.name == "stance" && strings.Contains(f.values[id], "="): // a stance toward one target, for queries
		default:
			if first = append(first, FacetCount{f.values[id], int(count), false}); len(first) == 4*facetSize {
				first = mostFrequent(first)
				fewest = int32(first[facetSize-1].Count)
			}
		}
	}
	return sortCounts(append(mostFrequent(first), selected...))
}

func mostFrequent(counts []FacetCount) []FacetCount {
	return sortCounts(counts)[:min(len(counts), facetSize)]
}

func sortCounts(counts []FacetCount) []FacetCount {
	slices.SortFunc(counts, func(a, b FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return counts
}
