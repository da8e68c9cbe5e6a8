package stance

import (
	"math"
	"math/rand/v2"
	"time"

	"quoth/corpus"
)

// Newcombe is the interval of the difference of two independent proportions, a of n
// less b of m: method 10 of Newcombe (Statistics in Medicine 17, 1998), the square
// and add of Wilson's intervals without continuity correction.
func Newcombe(a, n, b, m int, level float64) (difference, low, high float64) {
	p, q := float64(a)/float64(n), float64(b)/float64(m)
	pLow, pHigh := Wilson(a, n, level)
	qLow, qHigh := Wilson(b, m, level)
	low, high = squareAndAdd(p, pLow, pHigh, q, qLow, qHigh)
	return p - q, low, high
}

// squareAndAdd is the interval of a difference of two independent figures from
// the intervals of each (Zou and Donner, Statistics in Medicine 27, 2008).
func squareAndAdd(p, pLow, pHigh, q, qLow, qHigh float64) (low, high float64) {
	return p - q - math.Hypot(p-pLow, qHigh-q), p - q + math.Hypot(pHigh-p, q-qLow)
}

// Wilson is the interval of a share seen in a sample of independent things (JASA
// 22, 1927). Everything without any.
func Wilson(seen, of int, level float64) (low, high float64) {
	if of == 0 {
		return 0, 1
	}
	z := normalQuantile(1 - (1-level)/2)
	n, p := float64(of), float64(seen)/float64(of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// Difference is a figure before and after a day.
type Difference struct {
	Value     float64 // after less before
	Low, High float64
}

// Comparison sets the quotes before a day against those from that day on.
type Comparison struct {
	Day           time.Time
	Before, After Point
	Net           Difference // its interval knows of articles
	Support       Difference // of the share of support; Newcombe's interval, which takes quotes for independent
	Oppose        Difference
	P             float64 // of a permutation of articles; NaN when there are too few
}

// Compare sets the quotes before a day against those from that day on. The test
// permutes whole articles between the two sides, because quotes of one article are
// not independent; the interval of the net stance adds the articles' intervals of
// both sides (see MeanInterval). ok is false when one side has no quotes.
func Compare(in []Observation, day time.Time, o Options) (c Comparison, ok bool) {
	o = o.withDefaults()
	kept := ordered(in)
	if o.OncePerStory {
		kept, _ = FirstPrintings(kept)
	}
	var before, after []Observation
	for _, x := range kept {
		if printed(x.When).Before(day) {
			before = append(before, x)
		} else {
			after = append(after, x)
		}
	}
	if len(before) == 0 || len(after) == 0 {
		return c, false
	}
	c = Comparison{Day: day, Before: point(0, before, o), After: point(1, after, o)}
	c.Net.Value = c.After.Net - c.Before.Net
	c.Net.Low, c.Net.High = squareAndAdd(
		c.After.Net,
		c.After.Low,
		c.After.High,
		c.Before.Net,
		c.Before.Low,
		c.Before.High,
	)
	for stance, d := range map[corpus.Stance]*Difference{corpus.Support: &c.Support, corpus.Oppose: &c.Oppose} {
		d.Value, d.Low, d.High = Newcombe(
			c.After.Counts[stance],
			c.After.Judged,
			c.Before.Counts[stance],
			c.Before.Judged,
			o.Level,
		)
	}
	c.P = permuted(clustersOf(before, value), clustersOf(after, value), o.Seed)
	return c, true
}

// permuted is the two-sided p of the difference of net stances when articles are
// dealt to both sides at random.
func permuted(before, after []Cluster, seed uint64) float64 {
	if len(before) < 2 || len(after) < 2 {
		return math.NaN()
	}
	all := append(append([]Cluster{}, before...), after...)
	difference := func() float64 {
		mean := func(some []Cluster) float64 {
			sum, n := 0.0, 0
			for _, c := range some {
				sum, n = sum+c.Sum, n+c.N
			}
			return sum / float64(n)
		}
		return math.Abs(mean(all[len(before):]) - mean(all[:len(before)]))
	}
	seen := difference()
	random := rand.New(rand.NewPCG(seed, 0x636f6d70))
	atLeast := 1
	for range permutations {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if difference() >= seen-1e-12 {
			atLeast++
		}
	}
	return float64(atLeast) / (permutations + 1)
}
