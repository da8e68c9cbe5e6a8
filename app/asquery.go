package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// queryFields are the fields of the query language that stand for facets.
var queryFields = map[string]string{
	"speaker":      "speaker",
	"organization": "org",
	"publisher":    "publisher",
	"site":         "site",
	"tag":          "tag",
	"target":       "target",
	"stance":       "stance",
	"status":       "status",
	"lang":         "lang",
	"kind":         "kind",
	"coder":        "coder",
	"year":         "date",
	"month":        "date",
}

// exactly marks values that words of others may hold: The Times is not The New
// Times.
var exactly = map[string]string{"publisher": "=", "site": "=", "coder": "="}

// AsQuery writes a request as one query, what is selected in facets included, so
// that it can be saved, cited and run from a terminal: words, then
// speaker:("Ines Halloran" OR "Jon Field").
func (a *App) AsQuery(ctx context.Context, r SearchRequest) (string, error) {
	facets := make([]string, 0, len(r.Selected))
	for facet := range r.Selected {
		facets = append(facets, facet)
	}
	slices.Sort(facets)
	parts := []string{}
	if words := strings.TrimSpace(r.Query); words != "" {
		parts = append(parts, words)
	}
	if len(facets) > 0 && strings.Contains(r.Query, " OR ") {
		parts[0] = "(" + parts[0] + ")"
	}
	if r.InArticles && !strings.Contains(r.Query, "in:") {
		parts = append(parts, "in:articles")
	}
	for _, facet := range facets {
		field, ok := queryFields[facet]
		if !ok {
			return "", fmt.Errorf("the facet %q has no field in the query language", facet)
		}
		read, err := a.facetReader(ctx, facet)
		if err != nil {
			return "", err
		}
		var values []string
		for _, value := range r.Selected[facet] {
			entry, err := read(value)
			if err != nil {
				return "", err
			}
			if entry.name != "" {
				values = append(values, exactly[facet]+quoted(entry.name))
			}
		}
		switch len(values) {
		case 0:
		case 1:
			parts = append(parts, field+":"+values[0])
		default:
			parts = append(parts, field+":("+strings.Join(values, " OR ")+")")
		}
	}
	return strings.Join(parts, " "), nil
}
