package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"quoth/app"
	"quoth/assets"
	"quoth/indexer"
)

// helpQueries are the examples of the page that teaches the query language: the
// code in the first column of its tables, fields in the second, and the block
// under Examples.
func helpQueries(page string) []string {
	code := regexp.MustCompile("`([^`]+)`")
	var out []string
	for _, line := range strings.Split(page, "\n") {
		switch {
		case strings.HasPrefix(line, "| `"):
			for i, cell := range strings.SplitN(line[2:], " | ", 2) {
				for _, m := range code.FindAllStringSubmatch(cell, -1) {
					if i == 0 || strings.Contains(m[1], ":") {
						out = append(out, m[1])
					}
				}
			}
		case strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "    quoth "):
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

func TestEveryExampleOfTheHelpIsAQuery(t *testing.T) {
	a := sample(t)
	queries := helpQueries(assets.Help("search"))
	if len(queries) < 40 {
		t.Fatalf("only %d examples were read from the page", len(queries))
	}
	for _, q := range queries {
		if _, err := a.Search(t.Context(), app.SearchRequest{Query: q}); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestTheHelpExplainsEveryField(t *testing.T) {
	queries := strings.Join(helpQueries(assets.Help("search")), " ")
	for _, f := range indexer.Fields() {
		for _, value := range append(slices.Clone(f.Values), "") {
			if !strings.Contains(queries, f.Name+":"+value) && !strings.Contains(assets.Help("search"), value) ||
				!strings.Contains(queries, f.Name+":") {
				t.Errorf("the help has no example of %s:%s", f.Name, value)
			}
		}
	}
}
