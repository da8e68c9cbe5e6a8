package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"quoth/corpus"
)

// valuesWhere lists the values of a field that pass a test: there are few
// outlets and roles beside the documents that have them.
func (v *view) valuesWhere(field string, test func(value string) bool) ([]string, error) {
	if _, err := v.column(field); err != nil {
		return nil, err
	}
	var out []string
	for i, value := range v.live.columns.dictionary(field).all() {
		if i > 0 && test(value) {
			out = append(out, value)
		}
	}
	return out, nil
}

// valuesWith lists the values that hold words in their order, case and accents
// aside; a star at the end stands for any ending.
func (v *view) valuesWith(field, words string) ([]string, error) {
	want, open := strings.CutSuffix(words, "*")
	want = " " + corpus.FoldName(want)
	if !open {
		want += " "
	}
	d := v.live.columns.dictionary(field)
	if _, err := v.column(field); err != nil {
		return nil, err
	}
	var out []string
	values, folded := d.fold()
	for i := range folded {
		if i > 0 && strings.Contains(folded[i], want) {
			out = append(out, values[i])
		}
	}
	return out, nil
}

// fold gives all values, and all folded, each between blanks, by their number.
func (d *dictionary) fold() (values, folded []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := len(d.folded); i < len(d.values); i++ {
		d.folded = append(d.folded, " "+corpus.FoldName(d.values[i])+" ")
	}
	return d.values, d.folded
}

// completable are the fields whose values can be proposed.
var completable = map[string]string{
	"publisher": "publisher",
	"site":      "site",
	"author":    "author",
	"role":      "role",
	"section":   "section",
	"lang":      "lang",
	"coder":     "coder",
}

// Values lists values of a field that hold a text, the most frequent first;
// nothing for fields whose values are names of the registry or the codebook.
func (x *Index) Values(ctx context.Context, field, part string, limit int) ([]string, error) {
	name, ok := completable[field]
	if !ok {
		return nil, nil
	}
	var out []string
	err := x.reading(ctx, func(v *view) error {
		columns, err := v.column(name)
		if err != nil {
			return err
		}
		values, folded := v.live.columns.dictionary(name).fold()
		counts := make([]int, len(values))
		for _, c := range columns {
			for d := range c.length() {
				c.each(uint32(d), func(id uint32) { counts[id]++ })
			}
		}
		want := corpus.FoldName(part)
		var found []int
		for id := range values {
			if id > 0 && counts[id] > 0 && (strings.Contains(folded[id], want) || strings.Contains(values[id], part)) {
				found = append(found, id)
			}
		}
		slices.SortFunc(found, func(a, b int) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(values[a], values[b]))
		})
		for _, id := range found[:min(len(found), limit)] {
			out = append(out, values[id])
		}
		return nil
	})
	return out, err
}
