package stance

import (
	"math"
	"math/rand/v2"
	"time"

	"quoth/corpus"
)

// Change is where a series most likely moved.
type Change struct {
	Period int     // index into Chart.Periods: the first one of the new level
	P      float64 // of a permutation test; the largest of many, so exploratory
}

// Break is where PELT splits a series. Exploratory: it has no error probability.
type Break struct {
	Period        int       // index into Chart.Periods
	Day           time.Time // of the first article of the new level
	Before, After float64   // mean of the articles' net stances on both sides, up to the next break
}

// permutations of the tests, and how many articles a change needs on each side.
const (
	permutations  = 999
	leastOnASide  = 4
	leastArticles = 2 * leastOnASide
)

// articleMean is one article's net stance.
type articleMean struct {
	period int
	day    time.Time
	mean   float64
	n      int
}

// articleMeans sums the quotes, which are in order of time, up by article.
func articleMeans(in []Observation, periods []Span) []articleMean {
	index := map[corpus.ArticleID]int{}
	var out []articleMean
	period := 0
	for _, x := range in {
		day := printed(x.When)
		for period+1 < len(periods) && !day.Before(periods[period].End) {
			period++
		}
		i, ok := index[x.Article]
		if !ok {
			i = len(out)
			index[x.Article] = i
			out = append(out, articleMean{period: period, day: day})
		}
		out[i].mean += value(x.Stance)
		out[i].n++
	}
	for i := range out {
		out[i].mean /= float64(out[i].n)
	}
	return out
}

// changePoint finds the period border that splits the articles of a series into
// two levels furthest apart, and tests it by permuting the articles over time
// (Pesarin and Salmaso, Permutation Tests for Complex Data, 2010, chapter 1; the
// statistic is the largest difference of means, weighted by √(mn/(m+n))). Nil
// when there is too little to split.
func changePoint(articles []articleMean, seed uint64) *Change {
	if len(articles) < leastArticles {
		return nil
	}
	values := make([]float64, len(articles))
	var borders []int
	for i, a := range articles {
		values[i] = a.mean
		if i >= leastOnASide && len(articles)-i >= leastOnASide && a.period != articles[i-1].period {
			borders = append(borders, i)
		}
	}
	if len(borders) == 0 {
		return nil
	}
	best, at := largestSplit(values, borders)
	random := rand.New(rand.NewPCG(seed, 0x63680a))
	atLeast := 1
	prefix := make([]float64, len(values)+1)
	for range permutations {
		random.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		if d, _ := largestSplitWith(prefix, values, borders); d >= best-1e-12 {
			atLeast++
		}
	}
	return &Change{Period: articles[at].period, P: float64(atLeast) / (permutations + 1)}
}

func largestSplit(values []float64, borders []int) (best float64, at int) {
	return largestSplitWith(make([]float64, len(values)+1), values, borders)
}

func largestSplitWith(prefix, values []float64, borders []int) (best float64, at int) {
	for i, v := range values {
		prefix[i+1] = prefix[i] + v
	}
	total, n := prefix[len(values)], float64(len(values))
	best = -1
	for _, b := range borders {
		m := float64(b)
		d := math.Abs(prefix[b]/m-(total-prefix[b])/(n-m)) * math.Sqrt(m*(n-m)/n)
		if d > best {
			best, at = d, b
		}
	}
	return best, at
}

// breaks are the changes that PELT finds among the articles, in units of their own
// spread, at a penalty of 2 ln n.
func breaks(articles []articleMean) []Break {
	if len(articles) < leastArticles {
		return nil
	}
	values := make([]float64, len(articles))
	for i, a := range articles {
		values[i] = a.mean
	}
	at := PELT(Standardized(values), 2*math.Log(float64(len(values))), leastOnASide)
	edges := append(append([]int{0}, at...), len(values))
	mean := func(from, to int) float64 {
		sum := 0.0
		for _, v := range values[from:to] {
			sum += v
		}
		return sum / float64(to-from)
	}
	var out []Break
	for i, b := range at {
		out = append(out, Break{articles[b].period, articles[b].day, mean(edges[i], b), mean(b, edges[i+2])})
	}
	return out
}

// Standardized has mean 0 and standard deviation 1 (n − 1); values that are all
// the same become zeros.
func Standardized(values []float64) []float64 {
	n, mean, spread := float64(len(values)), 0.0, 0.0
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		spread += (v - mean) * (v - mean) / (n - 1)
	}
	out := make([]float64, len(values))
	if spread < 1e-12 {
		return out
	}
	for i, v := range values {
		out[i] = (v - mean) / math.Sqrt(spread)
	}
	return out
}

// PELT finds the changes of the mean that minimise the squared error plus penalty
// for each change (Killick, Fearnhead and Eckley, JASA 107, 2012), exactly. It
// returns the indexes of the first values of new levels. Levels shorter than least
// are not considered.
func PELT(values []float64, penalty float64, least int) []int {
	n := len(values)
	least = max(least, 1)
	sum, squares := make([]float64, n+1), make([]float64, n+1)
	for i, v := range values {
		sum[i+1], squares[i+1] = sum[i]+v, squares[i]+v*v
	}
	cost := func(from, to int) float64 {
		s := sum[to] - sum[from]
		return squares[to] - squares[from] - s*s/float64(to-from)
	}
	best, previous := make([]float64, n+1), make([]int, n+1)
	best[0] = -penalty
	for i := 1; i <= n; i++ {
		best[i] = math.Inf(1)
	}
	open := []int{0}
	for end := least; end <= n; end++ {
		for _, from := range open {
			if c := best[from] + cost(from, end) + penalty; end-from >= least && c < best[end] {
				best[end], previous[end] = c, from
			}
		}
		kept := open[:0]
		for _, from := range open {
			if end-from < least || best[from]+cost(from, end) <= best[end] {
				kept = append(kept, from)
			}
		}
		open = kept
		if next := end - least + 1; next >= least {
			open = append(open, next)
		}
	}
	var out []int
	for at := previous[n]; n >= least && at > 0; at = previous[at] {
		out = append([]int{at}, out...)
	}
	return out
}
