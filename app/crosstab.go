package app

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"quoth/corpus"
)

// Crosstab counts quotes by the values of two facets. A quote with several tags
// counts under each, so that totals are those of the values, not sums of cells.
type Crosstab struct {
	Rows, Columns []FacetValue
	Cells         [][]int // by row, then column
}

// mostCross is how many values of each facet a cross table has: those with most
// quotes.
const mostCross = 15

// Crosstab counts what a search finds by two facets, "tag" and "speaker" for
// instance.
func (a *App) Crosstab(ctx context.Context, r SearchRequest, rows, columns string) (Crosstab, error) {
	var c Crosstab
	if rows == columns {
		return c, fmt.Errorf("a cross table needs two different facets: %w", corpus.ErrInvalid)
	}
	r.Facets, r.Limit, r.Typing, r.Cursor = []string{rows, columns}, 1, false, ""
	found, err := a.Search(ctx, r)
	if err != nil {
		return c, err
	}
	c.Rows, c.Columns = topValues(found, rows), topValues(found, columns)
	for _, row := range c.Rows {
		one := r
		one.Facets, one.Selected = []string{columns}, map[string][]string{}
		for facet, values := range r.Selected {
			one.Selected[facet] = values
		}
		one.Selected[rows] = []string{row.Value}
		found, err := a.Search(ctx, one)
		if err != nil {
			return c, err
		}
		counts := map[string]int{}
		for _, v := range topAll(found, columns) {
			counts[v.Value] = v.Count
		}
		cells := make([]int, len(c.Columns))
		for i, column := range c.Columns {
			cells[i] = counts[column.Value]
		}
		c.Cells = append(c.Cells, cells)
	}
	return c, nil
}

func topValues(r SearchResult, facet string) []FacetValue {
	all := topAll(r, facet)
	return all[:min(len(all), mostCross)]
}

func topAll(r SearchResult, facet string) []FacetValue {
	for _, f := range r.Facets {
		if f.Name == facet {
			return f.Values
		}
	}
	return nil
}

// WriteCSV writes the table with the names of its rows and columns.
func (c Crosstab) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	head := []string{""}
	for _, v := range c.Columns {
		head = append(head, SafeCell(v.Label))
	}
	if err := w.Write(append(head, "all")); err != nil {
		return err
	}
	for i, row := range c.Rows {
		line := []string{SafeCell(row.Label)}
		for _, n := range c.Cells[i] {
			line = append(line, strconv.Itoa(n))
		}
		if err := w.Write(append(line, strconv.Itoa(row.Count))); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
