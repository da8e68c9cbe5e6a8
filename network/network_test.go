package network

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// invented is a project small enough to reckon with: three organizations on two
// targets, one judgement neutral and one mixed.
//
//	         Bike lanes             Tolls
//	Dean     + + (one article), −   +
//	Elm      −                      + neutral
//	Fern     mixed
func invented() []Statement {
	var out []Statement
	add := func(document, when, organization, target string, stance corpus.Stance) {
		out = append(out, Statement{
			Quote: corpus.QuoteID(
				"q" + string(rune('a'+len(out))),
			),
			Document:     corpus.ArticleID(document),
			When:         day(when),
			Organization: organization,
			Speaker:      "Speaker of " + organization,
			Target:       target,
			Stance:       stance,
			Publisher:    "Gazette " + document,
			Authors:      []string{"Author " + document},
		})
	}
	add("1", "2020-01-31", "Dean", "Bike lanes", corpus.Support)
	add("1", "2020-01-31", "Dean", "Bike lanes", corpus.Support)
	add("2", "2020-02-10", "Dean", "Bike lanes", corpus.Oppose)
	add("2", "2020-02-10", "Dean", "Tolls", corpus.Support)
	add("2", "2020-02-10", "Elm", "Bike lanes", corpus.Oppose)
	add("3", "2020-03-31", "Elm", "Tolls", corpus.Support)
	add("3", "2020-03-31", "Elm", "Tolls", corpus.Neutral)
	add("3", "2020-03-31", "Fern", "Bike lanes", corpus.MixedStance)
	return out
}

func only(t *testing.T, statements []Statement, o Options) Matrix {
	t.Helper()
	all := every(t, statements, o)
	if len(all) != 1 {
		t.Fatalf("%+v: %d matrices, want one", o, len(all))
	}
	return all[0]
}

func every(t *testing.T, statements []Statement, o Options) []Matrix {
	t.Helper()
	matrices, _, err := Compute(statements, o)
	if err != nil {
		t.Fatalf("%+v: %v", o, err)
	}
	var out []Matrix
	for m := range matrices {
		out = append(out, m)
	}
	return out
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestTwoMode(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want [][]float64 // Dean, Elm, Fern × Bike lanes, Tolls
	}{
		{Options{Aggregation: Ignore}, [][]float64{{3, 1}, {1, 2}, {1, 0}}},
		{Options{}, [][]float64{{1, 1}, {-1, 1}, {0, 0}}},
		{Options{Aggregation: Combine}, [][]float64{{3, 1}, {2, 5}, {3, 0}}},
		{Options{Normalization: Activity}, [][]float64{{1. / 4, 1. / 4}, {-1. / 3, 1. / 3}, {0, 0}}},
		{Options{Normalization: Prominence}, [][]float64{{1. / 5, 1. / 3}, {-1. / 5, 1. / 3}, {0, 0}}},
		{Options{Duplicates: PerDocument}, [][]float64{{0, 1}, {-1, 1}, {0, 0}}},
		{Options{Duplicates: PerRange, Aggregation: Ignore}, [][]float64{{1, 1}, {1, 1}, {1, 0}}},
		{Options{Exclude: []Exclusion{{Field: "target", Values: []string{"Tolls"}}}}, [][]float64{{1}, {-1}, {0}}},
	} {
		if got := only(t, invented(), c.o).Values; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
	}
}

func TestOneMode(t *testing.T) {
	// Dean and Elm meet on bike lanes (2 support and 1 oppose, 1 oppose) and on tolls
	// (1 support; 1 support, 1 neutral); Fern's mixed lies midway.
	for _, c := range []struct {
		o                           Options
		deanElm, deanFern, elmsFern float64
	}{
		{Options{Aggregation: Ignore}, 3 + 2, 3, 1},
		{Options{Aggregation: Congruence}, 1 + 1 + 0.5, 1.5, 0.5},
		{Options{Aggregation: Conflict}, 2 + 0.5, 1.5, 0.5},
		{Options{Aggregation: Subtract}, 0, 0, 0},
		{Options{Aggregation: Congruence, Normalization: Average}, 2.5 / 3.5, 1.5 / 2.5, 0.5 / 2},
		{Options{Aggregation: Congruence, Normalization: AverageTextbook}, 2.5 / 3.5, 1.5 / 2.5, 0.5 / 2},
		{Options{Aggregation: Congruence, Normalization: Cosine}, 2.5 / 12, 1.5 / 4, 0.5 / 3},
		// at one level only Dean: 2 (support of lanes); only Elm: 1 (neutral on tolls);
		// both: 1×1 (oppose lanes) + 1×1 (support tolls)
		{Options{Aggregation: Congruence, Normalization: Jaccard}, 2.5 / (2 + 1 + 2), 1.5 / 5, 0.5 / 4},
		{Options{Aggregation: Ignore, Normalization: CosineTextbook}, 5 / (math.Sqrt(10) * math.Sqrt(5)), 3 / math.Sqrt(10), 1 / math.Sqrt(5)},
	} {
		c.o.Mode = OneMode
		m := only(t, invented(), c.o)
		if !reflect.DeepEqual(m.Rows, []string{"Dean", "Elm", "Fern"}) || !reflect.DeepEqual(m.Rows, m.Columns) {
			t.Fatalf("rows %v, columns %v", m.Rows, m.Columns)
		}
		if got := m.Values; !near(got[0][1], c.deanElm) || !near(got[0][2], c.deanFern) ||
			!near(got[1][2], c.elmsFern) ||
			got[1][0] != got[0][1] ||
			got[0][0] != 0 {
			t.Errorf("%+v: %v, want %v, %v, %v", c.o, got, c.deanElm, c.deanFern, c.elmsFern)
		}
	}
}

func TestDuplicates(t *testing.T) {
	base := Statement{Organization: "Dean", Target: "Tolls", Stance: corpus.Support}
	var statements []Statement
	for i, when := range []string{"2020-01-06T08:00:00Z", "2020-01-06T18:00:00Z", "2020-01-12T08:00:00Z", "2020-01-13T08:00:00Z", "2020-12-30T08:00:00Z", "2021-01-02T08:00:00Z", "2021-01-15T08:00:00Z"} {
		s := base
		s.Quote, s.Document = corpus.QuoteID(rune('a'+i)), corpus.ArticleID(rune('a'+i))
		s.When, _ = time.Parse(time.RFC3339, when)
		s.Story = "wire"
		if i >= 5 {
			s.Story = ""
		}
		statements = append(statements, s)
	}
	for rule, want := range map[Duplicates]float64{Include: 7, PerDocument: 7, PerDay: 6, PerWeek: 4, PerMonth: 3, PerYear: 2, PerStory: 3, PerRange: 1} {
		if got := only(t, statements, Options{Duplicates: rule}).Values[0][0]; got != want {
			t.Errorf("%s: %v, want %v", rule, got, want)
		}
	}
	oppose := base
	oppose.Stance, oppose.When = corpus.Oppose, statements[0].When
	statements = append(statements, oppose)
	if got := only(t, statements, Options{Duplicates: PerRange}).Values[0][0]; got != 0 {
		t.Errorf("support and oppose are no duplicates: %v", got)
	}
	if got := only(t, statements, Options{Duplicates: PerRange, Aggregation: Ignore}).Values[0][0]; got != 1 {
		t.Errorf("where stances are ignored they are: %v", got)
	}
}

func TestOfDuplicatesTheFirstOfADocumentCounts(t *testing.T) {
	first := Statement{
		Quote:        "z",
		Document:     "d",
		Position:     10,
		When:         day("2020-01-01"),
		Organization: "Dean",
		Target:       "Tolls",
		Stance:       corpus.Oppose,
	}
	second := first
	second.Quote, second.Position, second.Stance = "a", 90, corpus.Support
	kept, err := Kept([]Statement{second, first}, Options{Aggregation: Ignore, Duplicates: PerDocument})
	if err != nil || len(kept) != 1 || kept[0].Quote != "z" {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestOncePerStoryKeepsTheEarliestPrinting(t *testing.T) {
	early := Statement{
		Quote:        "early",
		Printing:     "p",
		When:         day("2020-01-01"),
		Organization: "Dean",
		Target:       "Tolls",
		Stance:       corpus.Support,
	}
	second := early
	second.Target, second.Stance = "Bike lanes", corpus.Oppose
	late := early
	late.Quote, late.When, late.Stance = "late", day("2020-01-02"), corpus.Oppose
	got := only(t, []Statement{late, second, early}, Options{OncePerStory: true})
	if want := [][]float64{{-1, 1}}; !reflect.DeepEqual(got.Values, want) {
		t.Errorf("%v of %v, want %v", got.Values, got.Columns, want)
	}
}

func TestMovingWindow(t *testing.T) {
	// A month after 31 January is 29 February, and half a window around it begins
	// before the range.
	if got := every(t, invented(), Options{Mode: OneMode, Window: Months, Size: 2}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	weeks := every(t, invented(), Options{Window: Weeks, Size: 2, Isolates: true})
	for i, m := range weeks {
		if m.Index != i || m.Stop.Sub(m.Start) != 14*24*time.Hour || m.Start.Before(day("2020-01-31")) ||
			m.Stop.After(day("2020-03-31")) {
			t.Errorf("%d: %d from %v to %v", i, m.Index, m.Start, m.Stop)
		}
		if len(m.Rows) != 3 || len(m.Columns) != 2 {
			t.Errorf("isolates were left out: %v × %v", m.Rows, m.Columns)
		}
	}
	// 31 January + 1 to + 7 weeks; 31 January with 10 February is in the first only.
	if len(weeks) != 7 || weeks[0].Statements != 5 || weeks[1].Statements != 3 {
		t.Errorf("%d windows", len(weeks))
	}
	events := every(t, invented(), Options{Window: Events, Size: 3})
	if len(events) != 6 || events[0].Statements != 3 || events[0].Start != day("2020-01-31") ||
		events[0].Stop != day("2020-02-10") {
		t.Errorf("%d windows of events", len(events))
	}
}

func TestShift(t *testing.T) {
	for _, c := range []struct {
		from string
		unit Unit
		by   int
		want string
	}{
		{"2020-01-31", Months, 1, "2020-02-29"},
		{"2020-03-31", Months, -1, "2020-02-29"},
		{"2020-02-29", Years, 1, "2021-02-28"},
		{"2020-12-31", Months, 2, "2021-02-28"},
		{"2020-01-15", Months, -13, "2018-12-15"},
		{"2020-02-28", Days, 2, "2020-03-01"},
	} {
		if got := shift(day(c.from), c.unit, c.by); got != day(c.want) {
			t.Errorf("%s and %d %s: %s, want %s", c.from, c.by, c.unit, got.Format(time.DateOnly), c.want)
		}
	}
	for _, c := range []struct {
		from, to string
		unit     Unit
		want     int
	}{
		{"2020-01-31", "2020-02-29", Months, 0},
		{"2020-01-31", "2020-03-31", Months, 2},
		{"2020-03-31", "2020-01-31", Months, -2},
		{"2020-03-15", "2020-02-20", Months, 0},
		{"2020-03-15", "2018-03-16", Years, -1},
		{"2020-03-15", "2020-02-24", Weeks, -2},
		{"2020-03-15", "2020-03-01", Days, -14},
	} {
		if got := distance(day(c.from), day(c.to), c.unit); got != c.want {
			t.Errorf("from %s to %s: %d %s, want %d", c.from, c.to, got, c.unit, c.want)
		}
	}
}

func TestKernels(t *testing.T) {
	// Two statements, two weeks apart; the middle of a window of four weeks lies on
	// both ends of the time once and between them once.
	statements := []Statement{
		{
			Quote:        "a",
			Document:     "a",
			When:         day("2020-01-01"),
			Organization: "Dean",
			Target:       "Tolls",
			Stance:       corpus.Support,
		},
		{
			Quote:        "b",
			Document:     "b",
			When:         day("2020-01-29"),
			Organization: "Elm",
			Target:       "Tolls",
			Stance:       corpus.Oppose,
		},
	}
	for kernel, want := range map[Kernel][2]float64{ // weights of the first (behind the middle) and the second (before it)
		Uniform: {0.5, 0.5}, Triangular: {0, 2}, Epanechnikov: {0, 3}, TriangularTextbook: {0, 0}, EpanechnikovTextbook: {0, 0},
		Gaussian: {math.Exp(-0.5) / math.Sqrt(2*math.Pi), math.Exp(-0.5) / math.Sqrt(2*math.Pi)},
	} {
		m := only(t, statements, Options{Window: Weeks, Size: 4, Kernel: kernel})
		if m.At != day("2020-01-15") || !near(m.Values[0][0], want[0]) || !near(m.Values[1][0], -want[1]) {
			t.Errorf("%s: %v, want %v", kernel, m.Values, want)
		}
		one := only(t, statements, Options{Mode: OneMode, Window: Weeks, Size: 4, Kernel: kernel})
		if !near(one.Values[0][1], -math.Sqrt(want[0]*want[1])) {
			t.Errorf("%s: a tie of %v", kernel, one.Values[0][1])
		}
	}
	notes := func(o Options) int {
		_, n, err := Compute(statements, o)
		if err != nil {
			t.Fatal(err)
		}
		return len(n)
	}
	if n := notes(
		Options{Window: Weeks, Size: 3, Kernel: Uniform, Aggregation: Combine, Normalization: Activity},
	); n != 3 {
		t.Errorf("%d notes on what was replaced, want 3", n)
	}
}

func TestNothingDependsOnTheOrderGiven(t *testing.T) {
	want := every(
		t,
		invented(),
		Options{Mode: OneMode, Window: Events, Size: 4, Normalization: Average, Duplicates: PerDocument},
	)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		statements := invented()
		random.Shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
		if got := every(
			t,
			statements,
			Options{Mode: OneMode, Window: Events, Size: 4, Normalization: Average, Duplicates: PerDocument},
		); !reflect.DeepEqual(
			got,
			want,
		) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

func TestRefusesWhatDoesNotGoTogether(t *testing.T) {
	for _, c := range []struct {
		o    Options
		says string
	}{
		{Options{Mode: "threemode"}, "use onemode, twomode"},
		{Options{Rows: "person"}, "use speaker, organization, target, tag, group, publisher"},
		{Options{Rows: Target}, "two different variables"},
		{Options{Mode: OneMode, Aggregation: Combine}, "use ignore, congruence, conflict, subtract"},
		{Options{Aggregation: Congruence}, "use ignore, subtract, combine"},
		{Options{Columns: Tag, Aggregation: Subtract}, "use ignore"},
		{Options{Mode: OneMode, Normalization: Activity}, "use none, average, jaccard"},
		{Options{Normalization: Jaccard}, "use none, activity, prominence"},
		{Options{Duplicates: "decade"}, "use include, document, day"},
		{Options{Window: "fortnights"}, "use seconds, minutes"},
		{Options{Kernel: Uniform}, "choose a window"},
		{Options{Window: Events, Kernel: Uniform}, "choose a window"},
		{Options{Window: Days, Kernel: "cosine"}, "use uniform, gaussian"},
		{Options{From: day("2020-02-01"), To: day("2020-01-01")}, "before it begins"},
		{Options{Exclude: []Exclusion{{Field: "colour"}}}, "use speaker"},
	} {
		if _, _, err := Compute(nil, c.o); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want words like %q", c.o, err, c.says)
		}
	}
}

func TestEmptyProject(t *testing.T) {
	if m := only(t, nil, Options{}); len(m.Rows) != 0 || m.Values == nil {
		t.Errorf("%+v", m)
	}
	if got := every(t, nil, Options{Window: Days, Kernel: Gaussian, Size: 2}); len(got) != 0 {
		t.Errorf("%d matrices of nothing", len(got))
	}
}

// many is what an analyst may have: judgements of 500 actors on 20 targets over ten
// years.
func many() []Statement {
	random := rand.New(rand.NewPCG(7, 7))
	stances := corpus.Stances
	out := make([]Statement, 10_000)
	for i := range out {
		out[i] = Statement{
			Quote:    corpus.QuoteID(strings.Repeat("q", 8) + string(rune(i))),
			Document: corpus.ArticleID(rune(i / 3)),
			When: day(
				"2014-01-01",
			).AddDate(0, 0, random.IntN(3650)),
			Organization: "Organization " + string(rune(0x4e00+random.IntN(500))),
			Target:       "Target " + string(rune('a'+random.IntN(20))),
			Stance:       stances[random.IntN(len(stances))],
		}
	}
	return out
}

func BenchmarkMonthlyWindows(b *testing.B) {
	statements := many()
	for _, c := range []struct {
		name string
		o    Options
	}{
		{"window of 12 months", Options{Mode: OneMode, Window: Months, Size: 12, Normalization: Average}},
		{"window of 12 months, Jaccard", Options{Mode: OneMode, Window: Months, Size: 12, Normalization: Jaccard}},
		{"epanechnikov", Options{Mode: OneMode, Window: Months, Size: 12, Kernel: Epanechnikov, Normalization: Average}},
		{"gaussian", Options{Mode: OneMode, Window: Months, Size: 12, Kernel: Gaussian, Normalization: Average}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				matrices, _, err := Compute(statements, c.o)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for range matrices {
					n++
				}
				b.ReportMetric(float64(n), "matrices")
			}
		})
	}
}
