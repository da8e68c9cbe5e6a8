// Package stance computes how stances move: series over time with intervals,
// change points, and agreement between coders. Pure functions; every formula
// names its source.
package stance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"quoth/corpus"
)

// Period is the step of a time axis.
type Period string

// The periods.
const (
	Week    Period = "week" // ISO 8601
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// Observation is one judged quote.
type Observation struct {
	Quote     corpus.QuoteID
	Article   corpus.ArticleID
	Story     corpus.StoryID // of the quote: printings of one utterance share it
	Key       string         // whose line it is on
	When      time.Time
	Stance    corpus.Stance
	Confirmed bool
}

// Options say how to build series. The zero value of a field means its default.
type Options struct {
	Period       Period  // Year
	OncePerStory bool    // keep the earliest printing of each story
	Resamples    int     // of the bootstrap; 1000
	Level        float64 // of the intervals; 0.95
	Minimum      int     // fewer judged quotes than this in a period are "few"; 4
	Seed         uint64  // the same seed gives the same intervals
}

// Chart is a set of series over one time axis.
type Chart struct {
	Periods []Span
	Series  []Series
}

// Span is one step of the axis, half open, in UTC.
type Span struct {
	Label      string
	Start, End time.Time
}

// Series is one line: the periods in which something was judged.
type Series struct {
	Key    string
	Points []Point
	Change *Change // exploratory; nil for fewer than four points
}

// Point is one period of a series.
type Point struct {
	Period    int // index into Chart.Periods
	Counts    map[corpus.Stance]int
	Judged    int
	Net       float64 // (support − oppose) / judged, −1 to 1
	Low, High float64 // percentile interval of Net by bootstrap over articles
	Few       bool
	Quotes    []corpus.QuoteID
}

// Change is where a series most likely moved.
type Change struct {
	Period int     // index into Chart.Periods: the first one of the new level
	P      float64 // of a permutation test; the largest of many, so exploratory
}

// Build makes one series for each key, sorted by key. The order of the
// observations does not matter. It errs on an unknown period or a level outside
// 0 to 1.
func Build(observations []Observation, o Options) (Chart, error) {
	o = o.withDefaults()
	if _, ok := labels[o.Period]; !ok {
		return Chart{}, fmt.Errorf("there is no period %q: use week, month, quarter or year", o.Period)
	}
	if o.Level <= 0 || o.Level >= 1 {
		return Chart{}, fmt.Errorf("an interval of level %v makes no sense", o.Level)
	}
	kept := ordered(observations)
	if o.OncePerStory {
		kept = firstPrintings(kept)
	}
	var chart Chart
	if len(kept) == 0 {
		return chart, nil
	}
	chart.Periods = axis(kept, o.Period)
	byKey := map[string][]Observation{}
	for _, x := range kept {
		byKey[x.Key] = append(byKey[x.Key], x)
	}
	keys := make([]string, 0, len(byKey))
	for k := range byKey {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		chart.Series = append(chart.Series, buildSeries(k, byKey[k], chart.Periods, o))
	}
	return chart, nil
}

func (o Options) withDefaults() Options {
	if o.Period == "" {
		o.Period = Year
	}
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Minimum == 0 {
		o.Minimum = 4
	}
	return o
}

// ordered sorts a copy, so that nothing depends on the order given.
func ordered(in []Observation) []Observation {
	out := append([]Observation(nil), in...)
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case !a.When.Equal(b.When):
			return a.When.Before(b.When)
		case a.Quote != b.Quote:
			return a.Quote < b.Quote
		}
		return a.Key+string(a.Stance) < b.Key+string(b.Stance)
	})
	return out
}

// firstPrintings keeps the earliest quote of each story, with all its
// judgements.
func firstPrintings(in []Observation) []Observation {
	first := map[corpus.StoryID]corpus.QuoteID{}
	var out []Observation
	for _, x := range in {
		if x.Story != "" {
			if q, ok := first[x.Story]; ok && q != x.Quote {
				continue
			}
			first[x.Story] = x.Quote
		}
		out = append(out, x)
	}
	return out
}

var labels = map[Period]func(time.Time) string{
	Week:    func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprintf("%d-W%02d", y, w) },
	Month:   func(t time.Time) string { return t.Format("2006-01") },
	Quarter: func(t time.Time) string { return fmt.Sprintf("%d Q%d", t.Year(), (int(t.Month())+2)/3) },
	Year:    func(t time.Time) string { return t.Format("2006") },
}

func floor(t time.Time, p Period) time.Time {
	t = t.UTC()
	switch p {
	case Week:
		days := (int(t.Weekday()) + 6) % 7
		return time.Date(t.Year(), t.Month(), t.Day()-days, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	case Quarter:
		return time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
}

func next(t time.Time, p Period) time.Time {
	switch p {
	case Week:
		return t.AddDate(0, 0, 7)
	case Month:
		return t.AddDate(0, 1, 0)
	case Quarter:
		return t.AddDate(0, 3, 0)
	}
	return t.AddDate(1, 0, 0)
}

// axis lists every period from the first observation to the last, gaps
// included.
func axis(in []Observation, p Period) []Span {
	var out []Span
	last := in[len(in)-1].When
	for t := floor(in[0].When, p); !t.After(last); t = next(t, p) {
		out = append(out, Span{labels[p](t), t, next(t, p)})
	}
	return out
}

func buildSeries(key string, in []Observation, periods []Span, o Options) Series {
	s := Series{Key: key}
	at := 0
	for i, span := range periods {
		var inside []Observation
		for at < len(in) && in[at].When.Before(span.End) {
			inside = append(inside, in[at])
			at++
		}
		if len(inside) > 0 {
			s.Points = append(s.Points, point(i, inside, o))
		}
	}
	s.Change = changePoint(in, periods, o)
	return s
}

func point(period int, in []Observation, o Options) Point {
	p := Point{Period: period, Counts: map[corpus.Stance]int{}, Judged: len(in), Few: len(in) < o.Minimum, Net: net(in)}
	seen := map[corpus.QuoteID]bool{}
	for _, x := range in {
		p.Counts[x.Stance]++
		if !seen[x.Quote] {
			seen[x.Quote] = true
			p.Quotes = append(p.Quotes, x.Quote)
		}
	}
	p.Low, p.High = Interval(in, o.Resamples, o.Level, o.Seed)
	return p
}

func value(s corpus.Stance) float64 {
	switch s {
	case corpus.Support:
		return 1
	case corpus.Oppose:
		return -1
	}
	return 0
}

// net is the net stance: (support − oppose) / judged.
func net(in []Observation) float64 {
	sum := 0.0
	for _, x := range in {
		sum += value(x.Stance)
	}
	return sum / float64(len(in))
}

// Interval is the percentile interval of the net stance by bootstrap over
// articles: quotes of one article are not independent, so articles are drawn
// with replacement and all their quotes with them (Efron and Tibshirani, An
// Introduction to the Bootstrap, 1993, chapters 8 and 13; cluster bootstrap:
// Field and Welsh, JRSS B 69, 2007). With one article it is the whole range from
// −1 to 1: one article says nothing of how articles differ.
func Interval(in []Observation, resamples int, level float64, seed uint64) (low, high float64) {
	type cluster struct {
		sum float64
		n   int
	}
	index := map[corpus.ArticleID]int{}
	var clusters []cluster
	for _, x := range in {
		i, ok := index[x.Article]
		if !ok {
			i = len(clusters)
			index[x.Article] = i
			clusters = append(clusters, cluster{})
		}
		clusters[i].sum += value(x.Stance)
		clusters[i].n++
	}
	if len(clusters) < 2 {
		return -1, 1
	}
	random := rand.New(rand.NewPCG(seed, 0x51756f7468))
	nets := make([]float64, resamples)
	for r := range nets {
		sum, n := 0.0, 0
		for range clusters {
			c := clusters[random.IntN(len(clusters))]
			sum += c.sum
			n += c.n
		}
		nets[r] = sum / float64(n)
	}
	sort.Float64s(nets)
	tail := (1 - level) / 2
	return quantile(nets, tail), quantile(nets, 1-tail)
}

// quantile is the linear interpolation of order statistics (Hyndman and Fan,
// The American Statistician 50, 1996, definition 7).
func quantile(sorted []float64, q float64) float64 {
	h := q * float64(len(sorted)-1)
	i := int(math.Floor(h))
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

// permutations of the change point test, and how many articles it needs on each
// side.
const (
	permutations  = 999
	leastOnASide  = 4
	leastArticles = 2 * leastOnASide
)

// changePoint finds the period border that splits the articles of a series into
// two levels furthest apart, and tests it by permuting the articles over time
// (Pesarin and Salmaso, Permutation Tests for Complex Data, 2010, chapter 1; the
// statistic is the largest difference of means, weighted by √(mn/(m+n))). Nil
// when there is too little to split.
func changePoint(in []Observation, periods []Span, o Options) *Change {
	type article struct {
		period int
		mean   float64
		n      int
	}
	index := map[corpus.ArticleID]int{}
	var articles []article
	period := 0
	for _, x := range in {
		for period+1 < len(periods) && !x.When.Before(periods[period].End) {
			period++
		}
		i, ok := index[x.Article]
		if !ok {
			i = len(articles)
			index[x.Article] = i
			articles = append(articles, article{period: period})
		}
		articles[i].mean += value(x.Stance)
		articles[i].n++
	}
	if len(articles) < leastArticles {
		return nil
	}
	values := make([]float64, len(articles))
	var borders []int
	for i, a := range articles {
		values[i] = a.mean / float64(a.n)
		if i >= leastOnASide && len(articles)-i >= leastOnASide && a.period != articles[i-1].period {
			borders = append(borders, i)
		}
	}
	if len(borders) == 0 {
		return nil
	}
	best, at := largestSplit(values, borders)
	random := rand.New(rand.NewPCG(o.Seed, 0x63680a))
	atLeast := 1
	for range permutations {
		random.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		if d, _ := largestSplit(values, borders); d >= best-1e-12 {
			atLeast++
		}
	}
	return &Change{Period: articles[at].period, P: float64(atLeast) / (permutations + 1)}
}

func largestSplit(values []float64, borders []int) (best float64, at int) {
	prefix := make([]float64, len(values)+1)
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
