package stance_test

import (
	"math"
	"testing"

	"quoth/corpus"
	"quoth/stance"
)

// cars are the speeds and stopping distances of 50 cars (Ezekiel 1930), the data
// set of that name in R.
var cars = struct{ speed, distance []float64 }{
	[]float64{
		4,
		4,
		7,
		7,
		8,
		9,
		10,
		10,
		10,
		11,
		11,
		12,
		12,
		12,
		12,
		13,
		13,
		13,
		13,
		14,
		14,
		14,
		14,
		15,
		15,
		15,
		16,
		16,
		17,
		17,
		17,
		18,
		18,
		18,
		18,
		19,
		19,
		19,
		20,
		20,
		20,
		20,
		20,
		22,
		23,
		24,
		24,
		24,
		24,
		25,
	},
	[]float64{
		2,
		10,
		4,
		22,
		16,
		10,
		18,
		26,
		34,
		17,
		28,
		14,
		20,
		24,
		28,
		26,
		34,
		34,
		46,
		26,
		36,
		60,
		80,
		20,
		26,
		54,
		32,
		40,
		32,
		40,
		50,
		42,
		56,
		76,
		84,
		36,
		46,
		68,
		32,
		48,
		52,
		56,
		64,
		66,
		54,
		70,
		92,
		93,
		120,
		85,
	},
}

// TestLowessAgainstR is lowess(cars), with R's defaults.
func TestLowessAgainstR(t *testing.T) {
	line := stance.LowessLine(cars.speed, cars.distance, 2.0/3, 3, 0.01*21)
	for i, want := range []float64{4.965459, 4.965459, 13.124495, 13.124495, 15.858633, 18.579691, 21.280313} {
		near(t, "lowess", line[i], want, 5e-7)
	}
}

// TestPELTAgainstR is cpt.mean of the annual flow of the Nile, standardised, with
// penalty 2 ln 100: the dam of 1898.
func TestPELTAgainstR(t *testing.T) {
	nile := []float64{
		1120,
		1160,
		963,
		1210,
		1160,
		1160,
		813,
		1230,
		1370,
		1140,
		995,
		935,
		1110,
		994,
		1020,
		960,
		1180,
		799,
		958,
		1140,
		1100,
		1210,
		1150,
		1250,
		1260,
		1220,
		1030,
		1100,
		774,
		840,
		874,
		694,
		940,
		833,
		701,
		916,
		692,
		1020,
		1050,
		969,
		831,
		726,
		456,
		824,
		702,
		1120,
		1100,
		832,
		764,
		821,
		768,
		845,
		864,
		862,
		698,
		845,
		744,
		796,
		1040,
		759,
		781,
		865,
		845,
		944,
		984,
		897,
		822,
		1010,
		771,
		676,
		649,
		846,
		812,
		742,
		801,
		1040,
		860,
		874,
		848,
		890,
		744,
		749,
		838,
		1050,
		918,
		986,
		797,
		923,
		975,
		815,
		1020,
		906,
		901,
		1170,
		912,
		746,
		919,
		718,
		714,
		740,
	}
	if got := stance.PELT(stance.Standardized(nile), 2*math.Log(100), 1); len(got) != 1 || got[0] != 28 {
		t.Errorf("changes at %v, want [28]", got)
	}
}

// TestPELTIsExact compares with trying all ways to split.
func TestPELTIsExact(t *testing.T) {
	values := []float64{0, 1, 0, 5, 6, 5, 5, -3, -2, -3, 0, 0}
	const penalty = 3.0
	cost := func(part []float64) float64 {
		mean, sum := 0.0, 0.0
		for _, v := range part {
			mean += v / float64(len(part))
		}
		for _, v := range part {
			sum += (v - mean) * (v - mean)
		}
		return sum
	}
	total := func(at []int) float64 {
		sum, from := 0.0, 0
		for _, a := range append(append([]int{}, at...), len(values)) {
			sum, from = sum+cost(values[from:a])+penalty, a
		}
		return sum
	}
	best := math.Inf(1)
	for mask := range 1 << (len(values) - 1) {
		var at []int
		for i := range len(values) - 1 {
			if mask>>i&1 == 1 {
				at = append(at, i+1)
			}
		}
		best = min(best, total(at))
	}
	if got := stance.PELT(values, penalty, 1); math.Abs(total(got)-best) > 1e-9 {
		t.Errorf("changes at %v cost %v, the best ones %v", got, total(got), best)
	}
}

// TestNewcombeAgainstThePublishedExample is example (a) of Newcombe (1998), table II.
func TestNewcombeAgainstThePublishedExample(t *testing.T) {
	d, low, high := stance.Newcombe(56, 70, 48, 80, 0.95)
	near(t, "difference", d, 0.2, 1e-9)
	near(t, "low", low, 0.0524, 5e-5)
	near(t, "high", high, 0.3339, 5e-5)
}

func TestBeforeAndAfter(t *testing.T) {
	var in []stance.Observation
	for i := range 40 {
		s := corpus.Support
		if i >= 20 && i%4 != 0 {
			s = corpus.Oppose
		}
		in = append(in, observe("a", 2010+i/4, i, s))
	}
	day := observe("a", 2015, 0, corpus.Support).When
	c, ok := stance.Compare(in, day, stance.Options{})
	if !ok || c.Before.Judged != 20 || c.After.Judged != 20 || c.Net.Value != -1.5 || c.P > 0.01 {
		t.Errorf("comparison = %+v, %v; want twenty of support against five", c, ok)
	}
	if c.Net.High > -0.8 || c.Net.Low < -2 || c.Support.High > -0.4 {
		t.Errorf("intervals %+v, %+v", c.Net, c.Support)
	}
	if _, ok := stance.Compare(in[:20], day, stance.Options{}); ok {
		t.Error("there is nothing after the day, yet it is compared")
	}
}

func TestCurvesNeedEnoughQuotes(t *testing.T) {
	var in []stance.Observation
	for i := range 60 {
		in = append(in, observe("a", 2010+i/6, i, []corpus.Stance{corpus.Support, corpus.Oppose}[i/30]))
	}
	for _, s := range stance.Smoothings {
		chart, err := stance.Build(in, stance.Options{Smooth: s, Window: 900})
		if err != nil {
			t.Fatal(err)
		}
		curve := chart.Series[0].Curve
		if len(curve) < 10 || curve[0].Net < 0.8 || curve[len(curve)-1].Net > -0.8 {
			t.Errorf("%s: %v; want a line from support to oppose", s, curve)
		}
		if chart, _ = stance.Build(in[:10], stance.Options{Smooth: s}); len(chart.Series[0].Curve) > 0 {
			t.Errorf("%s draws a line through ten quotes", s)
		}
	}
	if _, err := stance.Build(in, stance.Options{Smooth: "spline"}); err == nil {
		t.Error("an unknown smoothing is taken")
	}
}
