package network

import (
	"math"
	"sort"
)

// Tie is a cell that is not 0.
type Tie struct {
	A, B   string // row and column; in a one-mode network A comes first
	Weight float64
}

// Ties lists the cells of a matrix that are not 0, the strongest first; those of a
// one-mode network once.
func Ties(m Matrix, mode Mode) []Tie {
	var out []Tie
	for i, row := range m.Values {
		from := 0
		if mode == OneMode {
			from = i + 1
		}
		for j := from; j < len(row); j++ {
			if row[j] != 0 {
				out = append(out, Tie{m.Rows[i], m.Columns[j], row[j]})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return math.Abs(out[i].Weight) > math.Abs(out[j].Weight) })
	return out
}

// Threshold leaves out cells below least, signs left out, and keeps the nodes.
func Threshold(m Matrix, least float64) Matrix {
	out := m
	out.Values = grid(len(m.Rows), len(m.Columns))
	for i, row := range m.Values {
		for j, v := range row {
			if math.Abs(v) >= least {
				out.Values[i][j] = v
			}
		}
	}
	return out
}
