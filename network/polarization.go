package network

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"quoth/corpus"
)

// Period is a step of a time axis.
type Period string

// The periods.
const (
	ByMonth   Period = "month"
	ByQuarter Period = "quarter"
	ByYear    Period = "year"
)

// Periods lists them.
var Periods = []Period{ByMonth, ByQuarter, ByYear}

// PolarizationOptions say how polarization is measured. The zero value of a field
// means its default.
type PolarizationOptions struct {
	Period    Period  // year
	Resamples int     // of articles, and of the model of chance; 100
	Level     float64 // of the interval; 0.95
	Seed      uint64
}

// PolarizationPoint says how far the actors of one period fall into two camps.
type PolarizationPoint struct {
	Label      string    `json:"label"`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"` // exclusive
	Actors     int       `json:"actors"`
	Statements int       `json:"statements"`
	// Modularity of the best split in two, of agreement and disagreement together
	// (Gómez, Jensen and Arenas, Phys. Rev. E 80, 2009): 0 is what the actors' strengths
	// let expect.
	Modularity float64 `json:"modularity"`
	Low        float64 `json:"low"` // percentile interval by bootstrap over articles
	High       float64 `json:"high"`
	// Chance is the mean of the same measure after the stances toward each target were
	// dealt out again among those who spoke of it, ChanceHigh its upper percentile.
	Chance     float64 `json:"chance"`
	ChanceHigh float64 `json:"chance_high"`
	// Greedy is the measure of Discourse Network Analyzer's greedy algorithm: the sum of
	// absolute differences from what two camps of equal size would show if they agreed
	// inside and disagreed between them, relative to its largest value, raised by
	// exchanging members. As its code has it, which seeks the largest distance; the
	// modularity is the measure to report.
	Greedy float64        `json:"greedy"`
	Camps  map[string]int `json:"camps"` // actor → 0 or 1
}

// Polarize measures polarization period by period, on the one-mode network of the
// rows. Ranges, exclusions and duplicates are those of o; windows do not count. It
// stops early when ctx ends.
func Polarize(
	ctx context.Context,
	statements []Statement,
	o Options,
	p PolarizationOptions,
) ([]PolarizationPoint, error) {
	o.Mode, o.Window, o.Kernel, o.Normalization = OneMode, "", "", Average
	o.Aggregation = Subtract
	o, _, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	fill(&p.Period, ByYear)
	fill(&p.Resamples, 100)
	fill(&p.Level, 0.95)
	if err := oneOf("period", p.Period, Periods); err != nil {
		return nil, err
	}
	s := selection(statements, o)
	var out []PolarizationPoint
	for from := 0; from < len(s.kept); {
		start, end, label := p.Period.around(s.kept[from].When)
		to := from
		for to < len(s.kept) && s.kept[to].When.Before(end) {
			to++
		}
		point := polarizationOf(ctx, s.kept[from:to], o, p)
		point.Label, point.Start, point.End = label, start, end
		out = append(out, point)
		from = to
		if err := ctx.Err(); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (p Period) around(t time.Time) (start, end time.Time, label string) {
	switch p {
	case ByMonth:
		start = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 1, 0), start.Format("2006-01")
	case ByQuarter:
		quarter := (int(t.Month()) - 1) / 3
		start = time.Date(t.Year(), time.Month(quarter*3+1), 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 3, 0), fmt.Sprintf("%d Q%d", t.Year(), quarter+1)
	}
	start = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return start, start.AddDate(1, 0, 0), start.Format("2006")
}

func polarizationOf(ctx context.Context, kept []*Statement, o Options, p PolarizationOptions) PolarizationPoint {
	point := PolarizationPoint{Statements: len(kept), Camps: map[string]int{}}
	agree, disagree, rows := agreement(kept, o)
	point.Actors = len(rows)
	camps, q := bestSplit(agree, disagree, p.Seed)
	point.Modularity = q
	for i, row := range rows {
		point.Camps[row] = camps[i]
	}
	point.Greedy = greedyPolarization(agree, disagree, p.Seed)
	random := rand.New(rand.NewPCG(p.Seed, uint64(len(kept))))
	tail := (1 - p.Level) / 2
	var over, chance []float64
	for range p.Resamples {
		if ctx.Err() != nil {
			return point
		}
		a, d, _ := agreement(resampled(kept, random), o)
		_, q := bestSplit(a, d, p.Seed)
		over = append(over, q)
		a, d, _ = agreement(dealtAnew(kept, o.Columns, random), o)
		_, q = bestSplit(a, d, p.Seed)
		chance = append(chance, q)
		point.Chance += q / float64(p.Resamples)
	}
	sort.Float64s(over)
	sort.Float64s(chance)
	point.Low, point.High = quantile(over, tail), quantile(over, 1-tail)
	point.ChanceHigh = quantile(chance, 1-tail)
	return point
}

// agreement makes the networks of congruence and conflict, divided by the mean
// activity of both actors.
func agreement(kept []*Statement, o Options) (agree, disagree [][]float64, rows []string) {
	o.Aggregation = Congruence
	f := newFrame(kept, o)
	cells := f.cells(kept, one)
	agree = f.oneMode(cells)
	f.aggregation = Conflict
	return agree, f.oneMode(cells), f.rows
}

// resampled draws articles with replacement, with all their statements.
func resampled(kept []*Statement, random *rand.Rand) []*Statement {
	var articles []corpus.ArticleID
	of := map[corpus.ArticleID][]*Statement{}
	for _, s := range kept {
		if of[s.Document] == nil {
			articles = append(articles, s.Document)
		}
		of[s.Document] = append(of[s.Document], s)
	}
	var out []*Statement
	for range articles {
		out = append(out, of[articles[random.IntN(len(articles))]]...)
	}
	return out
}

// dealtAnew shuffles the stances toward each target among its statements: who speaks
// how often of what stays, only what they say of it is left to chance.
func dealtAnew(kept []*Statement, columns Variable, random *rand.Rand) []*Statement {
	of := map[string][]int{}
	var targets []string
	for i, s := range kept {
		target := s.Value(columns)
		if of[target] == nil {
			targets = append(targets, target)
		}
		of[target] = append(of[target], i)
	}
	out := make([]*Statement, len(kept))
	for _, target := range targets {
		from := of[target]
		for k, at := range random.Perm(len(from)) {
			s := *kept[from[k]]
			s.Stance = kept[from[at]].Stance
			out[from[k]] = &s
		}
	}
	return out
}

// restarts of the search for the best split.
const restarts = 4

// bestSplit looks for the split in two with the highest signed modularity, by moving
// one actor at a time from several random beginnings; the last one begins with all in
// one camp.
func bestSplit(agree, disagree [][]float64, seed uint64) (camps []int, q float64) {
	n := len(agree)
	b, total := modularityMatrix(agree, disagree)
	random := rand.New(rand.NewPCG(seed, 0x73706c6974))
	best := make([]int, n)
	if total == 0 {
		return best, 0
	}
	bestQ := math.Inf(-1)
	side := make([]float64, n) // −1 or 1
	pull := make([]float64, n) // Σ b·side
	for try := range restarts {
		for i := range side {
			side[i] = 1
			if try < restarts-1 && random.IntN(2) == 0 {
				side[i] = -1
			}
		}
		for i := range pull {
			pull[i] = 0
			for j, v := range b[i] {
				if i != j {
					pull[i] += v * side[j]
				}
			}
		}
		for moved := true; moved; {
			moved = false
			for i := range side {
				if side[i]*pull[i] < -1e-12 {
					side[i] = -side[i]
					for j := range pull {
						if j != i {
							pull[j] += 2 * b[j][i] * side[i]
						}
					}
					moved = true
				}
			}
		}
		q := 0.0
		for i := range b {
			for j, v := range b[i] {
				if side[i] == side[j] {
					q += v
				}
			}
		}
		if q /= total; q > bestQ+1e-12 {
			bestQ = q
			for i := range side {
				best[i] = 0
				if side[i] != side[0] {
					best[i] = 1
				}
			}
		}
	}
	return best, bestQ
}

// modularityMatrix is what each pair adds to the modularity when both are in one
// camp, and what the sum is divided by.
func modularityMatrix(agree, disagree [][]float64) (b [][]float64, total float64) {
	n := len(agree)
	support, against := make([]float64, n), make([]float64, n)
	sumFor, sumAgainst := 0.0, 0.0
	for i := range n {
		for j := range n {
			support[i] += agree[i][j]
			against[i] += disagree[i][j]
		}
		sumFor += support[i]
		sumAgainst += against[i]
	}
	b = grid(n, n)
	for i := range n {
		for j := range n {
			b[i][j] = agree[i][j] - disagree[i][j]
			if sumFor > 0 {
				b[i][j] -= support[i] * support[j] / sumFor
			}
			if sumAgainst > 0 {
				b[i][j] += against[i] * against[j] / sumAgainst
			}
		}
	}
	return b, sumFor + sumAgainst
}

// greedyPolarization exchanges members of two camps of equal size, which begin by
// chance, as long as that raises Discourse Network Analyzer's measure.
func greedyPolarization(agree, disagree [][]float64, seed uint64) float64 {
	n := len(agree)
	norm := 0.0
	sumAgree, sumDisagree := 0.0, 0.0
	for i := range n {
		for j := range n {
			sumAgree += math.Abs(agree[i][j])
			sumDisagree += math.Abs(disagree[i][j])
		}
	}
	if norm = 2 * (sumAgree + sumDisagree); norm == 0 || n < 3 {
		return 0
	}
	sizes := [2]float64{float64((n + 1) / 2), float64(n / 2)}
	within := sizes[0]*(sizes[0]-1) + sizes[1]*(sizes[1]-1)
	between := float64(n*(n-1)) - within
	var expectAgree [2]float64
	for c := range sizes {
		expectAgree[c] = sizes[c] * (sizes[c] - 1) / within * sumAgree / within
	}
	expectDisagree := sizes[0] * sizes[1] / between * sumDisagree / between
	value := func(i, j, ci, cj int) float64 {
		if ci == cj {
			return math.Abs(agree[i][j]-expectAgree[ci]) + math.Abs(disagree[i][j])
		}
		return math.Abs(agree[i][j]) + math.Abs(disagree[i][j]-expectDisagree)
	}
	camp := make([]int, n)
	for i := range camp {
		camp[i] = i % 2
	}
	random := rand.New(rand.NewPCG(seed, 0x677265656479))
	random.Shuffle(n, func(i, j int) { camp[i], camp[j] = camp[j], camp[i] })
	part := func(i, but int) float64 { // of i with all but one
		sum := 0.0
		for j := range n {
			if j != i && j != but {
				sum += value(i, j, camp[i], camp[j])
			}
		}
		return sum
	}
	for changed := true; changed; {
		changed = false
		for i := range n {
			for j := i + 1; j < n; j++ {
				if camp[i] == camp[j] {
					continue
				}
				before := part(i, j) + part(j, i)
				camp[i], camp[j] = camp[j], camp[i]
				if part(i, j)+part(j, i) > before+1e-12 {
					changed = true
					continue
				}
				camp[i], camp[j] = camp[j], camp[i]
			}
		}
	}
	sum := 0.0
	for i := range n {
		for j := range n {
			if i != j {
				sum += value(i, j, camp[i], camp[j])
			}
		}
	}
	return sum / norm
}

// quantile is the linear interpolation of order statistics (Hyndman and Fan, The
// American Statistician 50, 1996, definition 7).
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	h := q * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}
