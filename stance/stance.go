// Package stance computes how stances move: series over time with intervals,
// change points and comparisons, and agreement between coders. Pure functions; every formula
// names its source.
package stance

import (
	"fmt"
	"math"
	"slices"
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
	Period        Period      // Year
	OncePerStory  bool        // keep the earliest printing of each story
	Level         float64     // of the intervals; 0.95
	Minimum       int         // fewer judged quotes than this in a period are "few"; 4
	Smooth        Smoothing   // a line through the single quotes
	Window        int         // of a moving window, in days; a sixth of the time
	SmoothMinimum int         // fewer quotes than this get no line; 20
	Seed          uint64      // of the permutation tests
	Reach         []time.Time // days that the axis reaches, beside those of the quotes
}

// Chart is a set of series over one time axis.
type Chart struct {
	Periods []Span
	Series  []Series
	Repeats []corpus.QuoteID // left out as later printings of a story
}

// Span is one step of the axis, half open. Start and End are days of the printed
// calendar, in UTC: a text dated in New York lies on the day that stands in print.
type Span struct {
	Label      string
	Start, End time.Time
}

// Series is one line: the periods in which something was judged.
type Series struct {
	Key    string
	Points []Point
	Curve  []CurvePoint // smoothed
	Change *Change      // exploratory; nil for fewer than eight articles
	Breaks []Break      // exploratory
}

// Point is one period of a series.
type Point struct {
	Period    int // index into Chart.Periods
	Counts    map[corpus.Stance]int
	Judged    int
	Articles  int
	Net       float64 // (support − oppose) / judged, −1 to 1
	Low, High float64 // interval of Net
	Shares    map[corpus.Stance]Estimate
	Few       bool // too little for the interval to say much
	Quotes    []corpus.QuoteID
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
	var chart Chart
	kept := ordered(observations)
	if o.OncePerStory {
		kept, chart.Repeats = FirstPrintings(kept)
	}
	chart.Periods = axis(kept, o)
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
		series, err := buildSeries(k, byKey[k], chart.Periods, o)
		if err != nil {
			return Chart{}, err
		}
		chart.Series = append(chart.Series, series)
	}
	return chart, nil
}

func (o Options) withDefaults() Options {
	if o.Period == "" {
		o.Period = Year
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Minimum == 0 {
		o.Minimum = 4
	}
	if o.SmoothMinimum == 0 {
		o.SmoothMinimum = 20
	}
	return o
}

// ordered sorts a copy, so that nothing depends on the order given. Printed days
// come before moments: only days are the same for all.
func ordered(in []Observation) []Observation {
	out := append([]Observation(nil), in...)
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch p, q := printed(a.When), printed(b.When); {
		case !p.Equal(q):
			return p.Before(q)
		case !a.When.Equal(b.When):
			return a.When.Before(b.When)
		case a.Quote != b.Quote:
			return a.Quote < b.Quote
		}
		return a.Key+string(a.Stance) < b.Key+string(b.Stance)
	})
	return out
}

// printed is the day that stands in print, whatever moment it is elsewhere.
func printed(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// FirstPrintings keeps the earliest quote of each story, and says which it left
// out.
func FirstPrintings(in []Observation) (kept []Observation, repeats []corpus.QuoteID) {
	first := map[corpus.StoryID]corpus.QuoteID{}
	for _, x := range ordered(in) {
		if x.Story != "" {
			if q, ok := first[x.Story]; ok && q != x.Quote {
				repeats = append(repeats, x.Quote)
				continue
			}
			first[x.Story] = x.Quote
		}
		kept = append(kept, x)
	}
	return kept, repeats
}

var labels = map[Period]func(time.Time) string{
	Week:    func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprintf("%d-W%02d", y, w) },
	Month:   func(t time.Time) string { return t.Format("2006-01") },
	Quarter: func(t time.Time) string { return fmt.Sprintf("%d Q%d", t.Year(), (int(t.Month())+2)/3) },
	Year:    func(t time.Time) string { return t.Format("2006") },
}

func floor(t time.Time, p Period) time.Time {
	t = printed(t)
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

// axis lists every period from the first day to the last, gaps included.
func axis(in []Observation, o Options) []Span {
	days := make([]time.Time, 0, len(in)+len(o.Reach))
	for _, x := range in {
		days = append(days, printed(x.When))
	}
	for _, day := range o.Reach {
		days = append(days, printed(day))
	}
	if len(days) == 0 {
		return nil
	}
	var out []Span
	last := slices.MaxFunc(days, time.Time.Compare)
	for t := floor(slices.MinFunc(days, time.Time.Compare), o.Period); !t.After(last); t = next(t, o.Period) {
		out = append(out, Span{labels[o.Period](t), t, next(t, o.Period)})
	}
	return out
}

func buildSeries(key string, in []Observation, periods []Span, o Options) (Series, error) {
	s := Series{Key: key}
	at := 0
	for i, span := range periods {
		from := at
		for at < len(in) && printed(in[at].When).Before(span.End) {
			at++
		}
		if at > from {
			s.Points = append(s.Points, point(i, in[from:at], o))
		}
	}
	articles := articleMeans(in, periods)
	s.Change, s.Breaks = changePoint(articles, o.Seed), breaks(articles)
	var err error
	s.Curve, err = smooth(in, o.Smooth, o.Window, o.SmoothMinimum)
	return s, err
}

// leastArticlesOfAPoint: fewer say little of how articles differ.
const leastArticlesOfAPoint = 3

func point(period int, in []Observation, o Options) Point {
	p := Point{Period: period, Counts: map[corpus.Stance]int{}, Judged: len(in), Shares: map[corpus.Stance]Estimate{}}
	seen := map[corpus.QuoteID]bool{}
	for _, x := range in {
		p.Counts[x.Stance]++
		if !seen[x.Quote] {
			seen[x.Quote] = true
			p.Quotes = append(p.Quotes, x.Quote)
		}
	}
	net := Net(in, o.Level)
	p.Net, p.Low, p.High, p.Articles = net.Mean, net.Low, net.High, net.Articles
	for _, s := range corpus.Stances {
		p.Shares[s] = MeanInterval(clustersOf(in, func(x corpus.Stance) float64 {
			if x == s {
				return 1
			}
			return 0
		}), o.Level)
	}
	p.Few = p.Judged < o.Minimum || p.Articles < leastArticlesOfAPoint
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

// Net is the net stance, (support − oppose) / judged, with its interval: from −1
// to 1. See MeanInterval, which it scales.
func Net(in []Observation, level float64) Estimate {
	e := MeanInterval(clustersOf(in, func(s corpus.Stance) float64 { return (value(s) + 1) / 2 }), level)
	e.Mean, e.Low, e.High = 2*e.Mean-1, 2*e.Low-1, 2*e.High-1
	return e
}

// clustersOf sums observations up by article.
func clustersOf(in []Observation, of func(corpus.Stance) float64) []Cluster {
	index := map[corpus.ArticleID]int{}
	var out []Cluster
	for _, x := range in {
		i, ok := index[x.Article]
		if !ok {
			i = len(out)
			index[x.Article] = i
			out = append(out, Cluster{})
		}
		v := of(x.Stance)
		out[i].N++
		out[i].Sum += v
		out[i].Squares += v * v
	}
	return out
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
