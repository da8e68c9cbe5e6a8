package network

import (
	"math"
	"sort"
	"time"

	"quoth/corpus"
)

// The levels of a stance. Neutral and mixed are told apart where what either says
// is compared, and weigh the same.
const (
	opposing = iota
	neutral
	mixed
	supporting
	unjudged
	levels
)

func levelOf(s corpus.Stance) int {
	switch s {
	case corpus.Oppose:
		return opposing
	case corpus.Neutral:
		return neutral
	case corpus.MixedStance:
		return mixed
	case corpus.Support:
		return supporting
	}
	return unjudged
}

// cell counts what one row says of one column, by level; weights instead of counts
// under a kernel.
type cell struct {
	row, column int
	n           [levels]float64
}

func (c *cell) total() float64 {
	return c.n[opposing] + c.n[neutral] + c.n[mixed] + c.n[supporting] + c.n[unjudged]
}

func (c *cell) net() float64 { return c.n[supporting] - c.n[opposing] }

// frame are the labels of a network.
type frame struct {
	rows, columns       []string
	rowAt, columnAt     map[string]int
	rowsAre, columnsAre Variable
	aggregation         Aggregation
	normalization       Normalization
}

func newFrame(statements []*Statement, o Options) *frame {
	f := &frame{
		rows: labels(
			statements,
			o.Rows,
		),
		columns:       labels(statements, o.Columns),
		rowsAre:       o.Rows,
		columnsAre:    o.Columns,
		aggregation:   o.Aggregation,
		normalization: o.Normalization,
	}
	f.rowAt, f.columnAt = positions(f.rows), positions(f.columns)
	return f
}

// cells adds up the statements, sorted by column, then row.
func (f *frame) cells(statements []*Statement, weight func(*Statement) float64) []cell {
	at := make(map[[2]int]int, len(statements))
	out := make([]cell, 0, len(statements))
	for _, s := range statements {
		w := weight(s)
		if w == 0 {
			continue
		}
		key := [2]int{f.columnAt[s.Value(f.columnsAre)], f.rowAt[s.Value(f.rowsAre)]}
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, cell{row: key[1], column: key[0]})
		}
		out[i].n[levelOf(s.Stance)] += w
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].column != out[j].column {
			return out[i].column < out[j].column
		}
		return out[i].row < out[j].row
	})
	return out
}

func one(*Statement) float64 { return 1 }

// whole is one network of everything.
func (s *selected) whole(yield func(Matrix) bool) {
	m := s.count(s.kept)
	m.Start, m.Stop = s.start, s.stop
	m.At = s.start.Add(s.stop.Sub(s.start) / 2).Truncate(time.Second)
	yield(m)
}

// count makes the network of the statements.
func (s *selected) count(statements []*Statement) Matrix {
	named := statements
	if s.options.Isolates {
		named = s.all
	}
	f := newFrame(named, s.options)
	cells := f.cells(statements, one)
	m := Matrix{Statements: len(statements), Rows: f.rows, Columns: f.columns}
	if s.options.Mode == TwoMode {
		m.Values = f.twoMode(cells)
	} else {
		m.Columns = f.rows
		m.Values = f.oneMode(cells)
	}
	return m
}

func grid(rows, columns int) [][]float64 {
	all := make([]float64, rows*columns)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = all[i*columns : (i+1)*columns : (i+1)*columns]
	}
	return out
}

// The codes of [Combine].
const (
	supportBit = 1
	opposeBit  = 2
	neutralBit = 4
)

func (f *frame) twoMode(cells []cell) [][]float64 {
	m := grid(len(f.rows), len(f.columns))
	byRow, byColumn := make([]float64, len(f.rows)), make([]float64, len(f.columns))
	for i := range cells {
		c := &cells[i]
		share := c.total()
		switch f.aggregation {
		case Ignore:
			m[c.row][c.column] = share
		case Subtract:
			m[c.row][c.column] = c.net()
		case Combine:
			m[c.row][c.column] = c.combined()
			share = 1
		}
		byRow[c.row] += share
		byColumn[c.column] += share
	}
	for i := range cells {
		c := &cells[i]
		switch f.normalization {
		case Activity:
			m[c.row][c.column] /= byRow[c.row]
		case Prominence:
			m[c.row][c.column] /= byColumn[c.column]
		}
	}
	return m
}

func (c *cell) combined() float64 {
	bits := 0
	if c.n[supporting]+c.n[mixed] > 0 {
		bits |= supportBit
	}
	if c.n[opposing]+c.n[mixed] > 0 {
		bits |= opposeBit
	}
	if c.n[neutral] > 0 {
		bits |= neutralBit
	}
	return float64(bits)
}

// oneMode ties rows by the columns both speak of.
func (f *frame) oneMode(cells []cell) [][]float64 {
	n := len(f.rows)
	m := grid(n, n)
	f.tie(m, cells)
	divide := f.divisor(cells)
	var shared [][]float64
	if f.normalization == Jaccard {
		shared = grid(n, n)
		eachPair(cells, func(a, b *cell) { shared[a.row][b.row] += overlap(a, b) })
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			if m[i][j] == 0 {
				continue
			}
			by := divide(i, j)
			if shared != nil {
				by += shared[i][j]
			}
			if by == 0 {
				m[i][j] = 0
			} else {
				m[i][j] /= by
			}
			m[j][i] = m[i][j]
		}
	}
	return m
}

// tie adds up, above the diagonal, what each two rows share in each column. With
// stances at −1, 0 and 1 the similarity of two, 1 less their distance relative to the
// scale, summed over all statements of both is half of both totals multiplied, t₁t₂,
// and half of n₁n₂ + m₁m₂, where n is support less opposition and m what lies midway;
// the dissimilarity is half of their difference.
func (f *frame) tie(m [][]float64, cells []cell) {
	share := map[Aggregation][2]float64{Ignore: {1, 0}, Congruence: {0.5, 0.5}, Conflict: {0.5, -0.5}, Subtract: {0, 1}}[f.aggregation]
	type sums struct{ total, net, middle float64 }
	all := make([]sums, len(cells))
	for i := range cells {
		c := &cells[i]
		all[i] = sums{c.total(), c.net(), c.n[neutral] + c.n[mixed]}
	}
	columns(cells, func(from, to int) {
		for i := from; i < to; i++ {
			row := m[cells[i].row]
			total, net, middle := share[0]*all[i].total, share[1]*all[i].net, share[1]*all[i].middle
			for j := i + 1; j < to; j++ {
				row[cells[j].row] += total*all[j].total + net*all[j].net + middle*all[j].middle
			}
		}
	})
}

// columns calls f with the bounds of the cells of each column.
func columns(cells []cell, call func(from, to int)) {
	for from := 0; from < len(cells); {
		to := from
		for to < len(cells) && cells[to].column == cells[from].column {
			to++
		}
		call(from, to)
		from = to
	}
}

// eachPair calls f for each two rows of each column, the smaller row first.
func eachPair(cells []cell, call func(a, b *cell)) {
	columns(cells, func(from, to int) {
		for i := from; i < to; i++ {
			for j := i + 1; j < to; j++ {
				call(&cells[i], &cells[j])
			}
		}
	})
}

// overlap is, over the levels at which both speak, the product of their counts less
// their sum: added to what both say altogether, it makes Jaccard's divisor m10 + m01 +
// m11.
func overlap(a, b *cell) float64 {
	sum := 0.0
	for k := range levels {
		if a.n[k] > 0 && b.n[k] > 0 {
			sum += a.n[k]*b.n[k] - a.n[k] - b.n[k]
		}
	}
	return sum
}

// divisor is what the tie of two rows is divided by; for Jaccard without what both
// say at the same level.
func (f *frame) divisor(cells []cell) func(i, j int) float64 {
	if f.normalization == None {
		return func(int, int) float64 { return 1 }
	}
	totals := make([]float64, len(f.rows))
	for i := range cells {
		c := &cells[i]
		switch {
		case f.normalization != CosineTextbook:
			totals[c.row] += c.total()
		case f.aggregation == Ignore:
			totals[c.row] += c.total() * c.total()
		case f.aggregation == Subtract:
			totals[c.row] += c.net() * c.net()
		default:
			for _, n := range c.n {
				totals[c.row] += n * n
			}
		}
	}
	switch f.normalization {
	case Jaccard:
		return func(i, j int) float64 { return totals[i] + totals[j] }
	case Cosine:
		return func(i, j int) float64 { return totals[i] * totals[j] }
	case CosineTextbook:
		return func(i, j int) float64 { return math.Sqrt(totals[i]) * math.Sqrt(totals[j]) }
	}
	return func(i, j int) float64 { return (totals[i] + totals[j]) / 2 }
}
