package app_test

import (
	"bytes"
	"strings"
	"testing"

	"quoth/app"
)

func TestACrossTableCountsWhatSearchesFind(t *testing.T) {
	a := sample(t)
	c, err := a.Crosstab(t.Context(), app.SearchRequest{}, "tag", "speaker")
	if err != nil || len(c.Rows) < 2 || len(c.Columns) < 2 {
		t.Fatalf("%d rows, %d columns (%v)", len(c.Rows), len(c.Columns), err)
	}
	checked := 0
	for i, row := range c.Rows {
		for j, column := range c.Columns {
			found, err := a.Search(
				t.Context(),
				app.SearchRequest{Selected: map[string][]string{"tag": {row.Value}, "speaker": {column.Value}}},
			)
			if err != nil {
				t.Fatal(err)
			}
			if found.Total != c.Cells[i][j] {
				t.Errorf("%s by %s: %d in the table, %d found", row.Label, column.Label, c.Cells[i][j], found.Total)
			}
			checked += c.Cells[i][j]
		}
	}
	if checked == 0 {
		t.Error("the table is empty")
	}
	var out bytes.Buffer
	if err := c.WriteCSV(&out); err != nil || strings.Count(out.String(), "\n") != len(c.Rows)+1 {
		t.Errorf("%v: %q", err, out.String())
	}
	if _, err := a.Crosstab(t.Context(), app.SearchRequest{}, "tag", "tag"); err == nil {
		t.Error("a facet is crossed with itself")
	}
}
