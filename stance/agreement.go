package stance

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// Ratings holds what coders said of units: Ratings[coder][unit], "" where a
// coder did not judge the unit. All coders have the same number of units.
type Ratings [][]string

// Units is how many units there are.
func (r Ratings) Units() int {
	if len(r) == 0 {
		return 0
	}
	return len(r[0])
}

// Metric is how far apart two values are.
type Metric string

// The metrics of Krippendorff's alpha.
const (
	Nominal       Metric = "nominal"  // the same or not
	Ordinal       Metric = "ordinal"  // by the values that lie between, as often as they were given
	IntervalScale Metric = "interval" // by their difference
	RatioScale    Metric = "ratio"    // by their difference relative to their sum
)

// Scale gives the number of a value; not ok for one that is no number.
type Scale func(value string) (number float64, ok bool)

// Coded is ratings made ready: for each unit that was judged twice, how often
// each value was given. Units judged once are left out; [Coded.Left] counts them.
type Coded struct {
	Values []string // in the order of the scale, else of the alphabet
	Left   int      // units that only one coder judged
	units  [][]int  // counts by value
	places []int    // the unit of the ratings
	number []float64
}

// Code counts the values of each unit. scale may be nil, when only the nominal
// metric is wanted.
func Code(r Ratings, scale Scale) *Coded {
	c := &Coded{}
	at := map[string]int{}
	for _, coder := range r {
		for _, v := range coder {
			if _, ok := at[v]; v != "" && !ok {
				at[v] = 0
				c.Values = append(c.Values, v)
			}
		}
	}
	sort.Strings(c.Values)
	if number := numbers(c.Values, scale); number != nil {
		sort.SliceStable(c.Values, func(i, j int) bool {
			a, _ := scale(c.Values[i])
			b, _ := scale(c.Values[j])
			return a < b
		})
		c.number = numbers(c.Values, scale)
	}
	for i, v := range c.Values {
		at[v] = i
	}
	for u := range r.Units() {
		counts, n := make([]int, len(c.Values)), 0
		for _, coder := range r {
			if coder[u] != "" {
				counts[at[coder[u]]]++
				n++
			}
		}
		switch {
		case n > 1:
			c.units = append(c.units, counts)
			c.places = append(c.places, u)
		case n == 1:
			c.Left++
		}
	}
	return c
}

func numbers(values []string, scale Scale) []float64 {
	if scale == nil {
		return nil
	}
	out := make([]float64, len(values))
	for i, v := range values {
		n, ok := scale(v)
		if !ok {
			return nil
		}
		out[i] = n
	}
	return out
}

// Items is how many units were judged at least twice.
func (c *Coded) Items() int { return len(c.units) }

// Numeric reports whether all values are numbers, as metrics other than the
// nominal one need.
func (c *Coded) Numeric() bool { return c.number != nil }

// Alpha is Krippendorff's alpha (Computing Krippendorff's Alpha-Reliability, 2011,
// section E): 1 is perfect agreement, 0 what chance gives. NaN when no unit was
// judged twice, when all judgements are the same, or when the metric needs numbers
// that the values are not.
func (c *Coded) Alpha(m Metric) float64 {
	if m != Nominal && c.number == nil {
		return math.NaN()
	}
	return c.alpha(m, nil)
}

// alpha is that of some units, by their places in units; nil for all.
func (c *Coded) alpha(m Metric, chosen []int) float64 {
	totals, n := make([]float64, len(c.Values)), 0.0
	pairs := make([]float64, len(c.Values)*len(c.Values))
	add := func(counts []int) {
		judged := 0
		for _, k := range counts {
			judged += k
		}
		n += float64(judged)
		for a, ka := range counts {
			if ka == 0 {
				continue
			}
			totals[a] += float64(ka)
			for b := a + 1; b < len(counts); b++ {
				pairs[a*len(counts)+b] += float64(ka*counts[b]) / float64(judged-1)
			}
		}
	}
	if chosen == nil {
		for _, counts := range c.units {
			add(counts)
		}
	}
	for _, u := range chosen {
		add(c.units[u])
	}
	observed, expected := 0.0, 0.0
	for a := range totals {
		for b := a + 1; b < len(totals); b++ {
			d := c.distance(m, a, b, totals)
			observed += pairs[a*len(totals)+b] * d
			expected += totals[a] * totals[b] * d
		}
	}
	if expected == 0 {
		return math.NaN()
	}
	return 1 - (n-1)*observed/expected
}

// distance is the square of how far two values are apart; a < b.
func (c *Coded) distance(m Metric, a, b int, totals []float64) float64 {
	switch m {
	case Ordinal:
		between := -(totals[a] + totals[b]) / 2
		for _, n := range totals[a : b+1] {
			between += n
		}
		return between * between
	case IntervalScale:
		d := c.number[a] - c.number[b]
		return d * d
	case RatioScale:
		sum := c.number[a] + c.number[b]
		if sum == 0 {
			return 0
		}
		d := (c.number[a] - c.number[b]) / sum
		return d * d
	}
	return 1
}

// Fleiss is the kappa of Fleiss (Psychological Bulletin 76, 1971) over the units
// that all the given number of coders judged; n is how many those are. NaN without
// such units, or when all judgements are the same.
func (c *Coded) Fleiss(coders int) (kappa float64, n int) {
	var full [][]int
	for _, counts := range c.units {
		judged := 0
		for _, k := range counts {
			judged += k
		}
		if judged == coders {
			full = append(full, counts)
		}
	}
	return FleissCounts(full), len(full)
}

// FleissCounts is Fleiss' kappa of a table: how many coders gave a unit each value,
// counts[unit][value], the same number of coders for each unit.
func FleissCounts(counts [][]int) float64 {
	if len(counts) == 0 {
		return math.NaN()
	}
	totals, all, agreeing := make([]float64, len(counts[0])), 0.0, 0.0
	for _, unit := range counts {
		n, same := 0.0, 0.0
		for v, k := range unit {
			totals[v] += float64(k)
			n += float64(k)
			same += float64(k * (k - 1))
		}
		all += n
		agreeing += same / (n * (n - 1))
	}
	observed, chance := agreeing/float64(len(counts)), 0.0
	for _, t := range totals {
		chance += t / all * t / all
	}
	if chance > 1-1e-12 {
		return math.NaN()
	}
	return (observed - chance) / (1 - chance)
}

// Kappa is Cohen's kappa of two coders over the units both judged (Cohen,
// Educational and Psychological Measurement 20, 1960). NaN without such units or
// when chance agreement is certain.
func Kappa(a, b []string) float64 {
	both, same := 0.0, 0.0
	left, right := map[string]float64{}, map[string]float64{}
	for i := range a {
		if a[i] == "" || b[i] == "" {
			continue
		}
		both++
		left[a[i]]++
		right[b[i]]++
		if a[i] == b[i] {
			same++
		}
	}
	chance := 0.0
	for value, n := range left {
		chance += n * right[value]
	}
	if both == 0 || chance == both*both {
		return math.NaN()
	}
	chance /= both * both
	return (same/both - chance) / (1 - chance)
}

// Agreement is the share of units on which two coders who both judged them say
// the same. NaN without such units.
func Agreement(a, b []string) float64 {
	both, same := 0.0, 0.0
	for i := range a {
		if a[i] != "" && b[i] != "" {
			both++
			if a[i] == b[i] {
				same++
			}
		}
	}
	return same / both
}

// Percent is the share of pairs of judgements of one unit that are the same, the
// mean over units: with two coders the share of units on which they agree. NaN
// when no unit was judged twice.
func (c *Coded) Percent() float64 {
	sum := 0.0
	for _, counts := range c.units {
		same, n := 0, 0
		for _, k := range counts {
			same += k * (k - 1)
			n += k
		}
		sum += float64(same) / float64(n*(n-1))
	}
	return sum / float64(len(c.units))
}

// resamples of the bootstrap of agreement.
const resamples = 1000

// AlphaInterval is the percentile interval of alpha by bootstrap over groups of
// units (articles: their quotes are not independent), group[unit of the ratings];
// nil takes each unit for itself. Where all agree, drawing again shows no
// disagreement either: then the lower end is what alpha would be at the largest
// share of disagreeing units that this many units without one allow (Clopper and
// Pearson 1934). NaN where alpha is.
func (c *Coded) AlphaInterval(m Metric, group []string, level float64, seed uint64) (low, high float64) {
	alpha := c.Alpha(m)
	if math.IsNaN(alpha) {
		return alpha, alpha
	}
	groups := c.groups(group)
	if alpha == 1 {
		return 1 - mostUnseen(len(groups), level)/c.chanceDisagreement(), 1
	}
	return bootstrap(groups, level, seed, func(chosen []int) float64 { return c.alpha(m, chosen) })
}

// KappaInterval is the same for Cohen's kappa of two coders.
func KappaInterval(a, b []string, group []string, level float64, seed uint64) (low, high float64) {
	kappa := Kappa(a, b)
	if math.IsNaN(kappa) {
		return kappa, kappa
	}
	c := Code(Ratings{a, b}, nil)
	groups := c.groups(group)
	if kappa == 1 {
		return 1 - mostUnseen(len(groups), level)/c.chanceDisagreement(), 1
	}
	values := map[string]int{}
	for i, v := range c.Values {
		values[v] = i
	}
	k := len(c.Values)
	cells, table := make([]int, len(c.places)), make([]float64, k*k)
	for u, place := range c.places {
		cells[u] = values[a[place]]*k + values[b[place]]
	}
	return bootstrap(groups, level, seed, func(chosen []int) float64 {
		clear(table)
		for _, u := range chosen {
			table[cells[u]]++
		}
		return kappaOf(table, k, float64(len(chosen)))
	})
}

// kappaOf is Cohen's kappa of a table of k by k values with n units.
func kappaOf(table []float64, k int, n float64) float64 {
	same, chance := 0.0, 0.0
	for v := range k {
		row, column := 0.0, 0.0
		for w := range k {
			row += table[v*k+w]
			column += table[w*k+v]
		}
		same += table[v*k+v]
		chance += row * column
	}
	if chance == n*n {
		return math.NaN()
	}
	return (same/n - chance/n/n) / (1 - chance/n/n)
}

// groups are the places in units that belong together.
func (c *Coded) groups(group []string) [][]int {
	var out [][]int
	at := map[string]int{}
	for i, u := range c.places {
		if group == nil {
			out = append(out, []int{i})
			continue
		}
		g, ok := at[group[u]]
		if !ok {
			g = len(out)
			at[group[u]] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], i)
	}
	return out
}

// chanceDisagreement is how often two judgements drawn at random differ.
func (c *Coded) chanceDisagreement() float64 {
	totals, n := make([]float64, len(c.Values)), 0.0
	for _, counts := range c.units {
		for v, k := range counts {
			totals[v] += float64(k)
			n += float64(k)
		}
	}
	same := 0.0
	for _, t := range totals {
		same += t * (t - 1)
	}
	return 1 - same/(n*(n-1))
}

// mostUnseen is the largest share of something that n tries without it allow.
func mostUnseen(n int, level float64) float64 {
	return 1 - math.Pow((1-level)/2, 1/float64(n))
}

func bootstrap(groups [][]int, level float64, seed uint64, of func(chosen []int) float64) (low, high float64) {
	random := rand.New(rand.NewPCG(seed, 0x61677265))
	var draws []float64
	var chosen []int
	for range resamples {
		chosen = chosen[:0]
		for range groups {
			chosen = append(chosen, groups[random.IntN(len(groups))]...)
		}
		if v := of(chosen); !math.IsNaN(v) {
			draws = append(draws, v)
		}
	}
	if len(draws) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(draws)
	tail := (1 - level) / 2
	return quantile(draws, tail), quantile(draws, 1-tail)
}
