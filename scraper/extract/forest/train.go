package forest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Config says how to train. The zero value of a field is its default.
type Config struct {
	Trees       int     // 200
	Depth       int     // of a tree, in questions; 5
	Rate        float64 // by which each tree's scores are shrunk; 0.1
	Lambda      float64 // L2 penalty on the scores of leaves; 5
	MinWeight   float64 // least sum of second derivatives in a leaf; 5
	RowShare    float64 // of the rows that each tree sees; 0.6
	ColumnShare float64 // of the features that each tree sees; 0.5
	Seed        uint64
}

func (c Config) filled() Config {
	c.Trees, c.Depth = orInt(c.Trees, 200), orInt(c.Depth, 5)
	c.Rate, c.Lambda, c.MinWeight = orFloat(c.Rate, 0.1), orFloat(c.Lambda, 5), orFloat(c.MinWeight, 5)
	c.RowShare, c.ColumnShare = orFloat(c.RowShare, 0.6), orFloat(c.ColumnShare, 0.5)
	return c
}

func orInt(a, b int) int {
	if a == 0 {
		return b
	}
	return a
}

func orFloat(a, b float64) float64 {
	if a == 0 {
		return b
	}
	return a
}

// bins is into how many classes the values of a feature are sorted.
const bins = 64

// Train fits a forest to rows with labels between 0 and 1, each counting as much
// as its weight. It gives the same forest for the same input. Errors: rows of
// different lengths, no rows, lengths that differ.
func Train(rows [][]float32, labels, weights []float32, config Config) (*Forest, error) {
	if len(rows) == 0 || len(labels) != len(rows) || len(weights) != len(rows) {
		return nil, fmt.Errorf("train a forest: %d rows, %d labels, %d weights", len(rows), len(labels), len(weights))
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf(
				"train a forest: row %d has %d features, the first has %d",
				i,
				len(row),
				len(rows[0]),
			)
		}
	}
	g := newGrower(rows, labels, weights, config.filled())
	for range g.config.Trees {
		g.grow()
	}
	return g.forest, nil
}

// slope is the gradient and second derivative of the loss at a row.
type slope struct{ g, h float32 }

// sums are slopes added up.
type sums struct{ g, h float64 }

func (s sums) gain(lambda float64) float64 { return s.g * s.g / (s.h + lambda) }

// grower holds what training needs.
type grower struct {
	config  Config
	forest  *Forest
	labels  []float32
	weights []float32
	scores  []float32 // log odds so far
	cuts    [][]float32
	columns [][]uint8 // bin of each row, by feature
	slopes  []slope
	random  *rand.Rand
	order   []int32
	spare   []int32
}

func newGrower(rows [][]float32, labels, weights []float32, config Config) *grower {
	n := len(rows)
	g := &grower{
		config:  config,
		labels:  labels,
		weights: weights,
		scores:  make([]float32, n),
		slopes:  make([]slope, n),
		random: rand.New(
			rand.NewPCG(config.Seed, 0x9e3779b97f4a7c15),
		),
		order: make([]int32, 0, n),
		spare: make([]int32, n),
	}
	features := len(rows[0])
	g.cuts, g.columns = make([][]float32, features), make([][]uint8, features)
	parallel(features, func(f int) { g.cuts[f], g.columns[f] = binned(rows, f) })
	var sum, all float64
	for i := range rows {
		sum += float64(labels[i] * weights[i])
		all += float64(weights[i])
	}
	share := min(max(sum/all, 1e-4), 1-1e-4)
	g.forest = &Forest{features: features, bias: float32(math.Log(share / (1 - share)))}
	for i := range g.scores {
		g.scores[i] = g.forest.bias
	}
	return g
}

// parallel calls f for 0 ≤ i < n, as many at once as there are processors.
func parallel(n int, f func(int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	group.Wait()
}

// sampled is how many values of a feature the cuts are taken from.
const sampled = 20_000

// binned sorts the values of a feature into at most bins classes of about the
// same size. A value v is in the class of the first cut with v ≤ cut.
func binned(rows [][]float32, feature int) (cuts []float32, column []uint8) {
	step := max(1, len(rows)/sampled)
	var values []float32
	for i := 0; i < len(rows); i += step {
		values = append(values, rows[i][feature])
	}
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= bins {
		for i := 1; i < len(distinct); i++ {
			cuts = append(cuts, middle(distinct[i-1], distinct[i]))
		}
	} else {
		for b := 1; b < bins; b++ {
			at := b * len(values) / bins
			if cut := middle(
				values[at-1],
				values[at],
			); (len(cuts) == 0 || cut > cuts[len(cuts)-1]) &&
				cut < values[len(values)-1] {
				cuts = append(cuts, cut)
			}
		}
	}
	column = make([]uint8, len(rows))
	for i, row := range rows {
		at, _ := slices.BinarySearch(cuts, row[feature])
		column[i] = uint8(at)
	}
	return cuts, column
}

// middle is between a and b, and rounded as a file keeps it.
func middle(a, b float32) float32 {
	m := rounded(a + (b-a)/2)
	if m < a || m >= b {
		return a
	}
	return m
}

// leafRows is a node of a tree that still may be split.
type leafRows struct {
	rows  []int32
	total sums
	hist  []sums // of the chosen features, bins each
}

// grow adds a tree.
func (g *grower) grow() {
	g.order = g.order[:0]
	for i := range g.scores {
		p := Probability(g.scores[i])
		g.slopes[i] = slope{g.weights[i] * (p - g.labels[i]), g.weights[i] * max(p*(1-p), 1e-5)}
		if g.random.Float64() < g.config.RowShare {
			g.order = append(g.order, int32(i))
		}
	}
	features := g.random.Perm(len(g.cuts))[:max(1, int(float64(len(g.cuts))*g.config.ColumnShare))]
	slices.Sort(features)
	root := leafRows{rows: g.order}
	for _, i := range root.rows {
		root.total.g += float64(g.slopes[i].g)
		root.total.h += float64(g.slopes[i].h)
	}
	root.hist = g.histogram(root.rows, features)
	start := int32(len(g.forest.nodes))
	g.forest.roots = append(g.forest.roots, start)
	g.split(root, features, 0)
	g.update(start)
}

// histogram sums the slopes of rows by class for each of the features.
func (g *grower) histogram(rows []int32, features []int) []sums {
	hist := make([]sums, len(features)*bins)
	parallel(len(features), func(k int) {
		column, own := g.columns[features[k]], hist[k*bins:(k+1)*bins]
		for _, i := range rows {
			s := g.slopes[i]
			cell := &own[column[i]]
			cell.g += float64(s.g)
			cell.h += float64(s.h)
		}
	})
	return hist
}

// question is the best way to split a node.
type question struct {
	feature, bin int // index into the chosen features
	gain         float64
	left         sums
}

func (g *grower) best(leaf *leafRows, features []int) question {
	found := make([]question, len(features))
	whole := leaf.total.gain(g.config.Lambda)
	parallel(len(features), func(k int) {
		var left sums
		for b := range len(g.cuts[features[k]]) {
			cell := leaf.hist[k*bins+b]
			left.g += cell.g
			left.h += cell.h
			right := sums{leaf.total.g - left.g, leaf.total.h - left.h}
			if left.h < g.config.MinWeight || right.h < g.config.MinWeight {
				continue
			}
			if gain := left.gain(g.config.Lambda) + right.gain(g.config.Lambda) - whole; gain > found[k].gain {
				found[k] = question{k, b, gain, left}
			}
		}
	})
	top := question{}
	for _, q := range found {
		if q.gain > top.gain {
			top = q
		}
	}
	return top
}

// split writes the node and all below it, in preorder.
func (g *grower) split(leaf leafRows, features []int, depth int) {
	at := len(g.forest.nodes)
	var q question
	if depth < g.config.Depth {
		q = g.best(&leaf, features)
	}
	if q.gain <= 1e-9 {
		score := -leaf.total.g / (leaf.total.h + g.config.Lambda) * g.config.Rate
		g.forest.nodes = append(g.forest.nodes, node{feature: -1, value: rounded(float32(score))})
		return
	}
	feature := features[q.feature]
	g.forest.nodes = append(g.forest.nodes, node{feature: int16(feature), value: g.cuts[feature][q.bin]})
	left, right := g.divide(leaf, features, feature, q)
	g.split(left, features, depth+1)
	g.forest.nodes[at].right = int32(len(g.forest.nodes))
	g.split(right, features, depth+1)
}

// divide sorts a node's rows to both sides of a question. Only the smaller
// side's histogram is counted; the other is what is left.
func (g *grower) divide(leaf leafRows, features []int, feature int, q question) (left, right leafRows) {
	column, kept, moved := g.columns[feature], 0, g.spare[:0]
	for _, i := range leaf.rows {
		if int(column[i]) <= q.bin {
			leaf.rows[kept] = i
			kept++
		} else {
			moved = append(moved, i)
		}
	}
	copy(leaf.rows[kept:], moved)
	left = leafRows{rows: leaf.rows[:kept], total: q.left}
	right = leafRows{rows: leaf.rows[kept:], total: sums{leaf.total.g - q.left.g, leaf.total.h - q.left.h}}
	small, large := &left, &right
	if len(right.rows) < len(left.rows) {
		small, large = large, small
	}
	small.hist = g.histogram(small.rows, features)
	large.hist = leaf.hist
	for i, s := range small.hist {
		large.hist[i].g -= s.g
		large.hist[i].h -= s.h
	}
	return left, right
}

// update adds the last tree's scores to those of all rows, also of those that
// it was not grown from.
func (g *grower) update(root int32) {
	const share = 4096
	n := len(g.scores)
	parallel((n+share-1)/share, func(part int) {
		for i := part * share; i < min(n, (part+1)*share); i++ {
			at := root
			for g.forest.nodes[at].feature >= 0 {
				question := &g.forest.nodes[at]
				// The cut that the class was made from: equal to asking the value itself.
				if g.value(question.feature, i) <= question.value {
					at++
				} else {
					at = question.right
				}
			}
			g.scores[i] += g.forest.nodes[at].value
		}
	})
}

// value stands for a row's value of a feature: the cut that ends its class.
func (g *grower) value(feature int16, row int) float32 {
	cuts, class := g.cuts[feature], g.columns[feature][row]
	if int(class) < len(cuts) {
		return cuts[class]
	}
	return float32(math.Inf(1))
}
