package stance_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"quoth/stance"
)

// ratings reads one row a coder, "." where nothing was judged.
func ratings(rows ...string) stance.Ratings {
	var r stance.Ratings
	for _, row := range rows {
		var coder []string
		for _, v := range strings.Fields(row) {
			coder = append(coder, strings.Trim(v, "."))
		}
		r = append(r, coder)
	}
	return r
}

func number(v string) (float64, bool) {
	n, err := strconv.ParseFloat(v, 64)
	return n, err == nil
}

func near(t *testing.T, what string, got, want, precision float64) {
	t.Helper()
	if !(math.Abs(got-want) <= precision) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// TestAlphaAgainstPublishedValues uses the worked examples of Krippendorff,
// Computing Krippendorff's Alpha-Reliability (2011); the six digits of the last
// were computed with his formulas by two other programs.
func TestAlphaAgainstPublishedValues(t *testing.T) {
	near(
		t,
		"section A, binary",
		stance.Code(ratings("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), nil).Alpha(stance.Nominal),
		0.095,
		0.0006,
	)
	near(
		t,
		"section B, nominal",
		stance.Code(ratings("a a b b d c c c e d d a", "b a b b b c c c e d d d"), nil).Alpha(stance.Nominal),
		0.692,
		0.0006,
	)
	c := stance.Code(
		ratings(
			"1 2 3 3 2 1 4 1 2 . . .",
			"1 2 3 3 2 2 4 1 2 5 . 3",
			". 3 3 3 2 3 4 2 2 5 1 .",
			"1 2 3 3 2 4 4 1 2 5 1 .",
		),
		number,
	)
	near(t, "nominal", c.Alpha(stance.Nominal), 0.743421, 5e-7)
	near(t, "ordinal", c.Alpha(stance.Ordinal), 0.815388, 5e-7)
	near(t, "interval", c.Alpha(stance.IntervalScale), 0.849107, 5e-7)
	near(t, "ratio", c.Alpha(stance.RatioScale), 0.797403, 5e-7)
	if c.Left != 1 || c.Items() != 11 {
		t.Errorf("%d units, %d left out; want 11 and the one that only one coder judged", c.Items(), c.Left)
	}
}

func TestWhatIsNotDefinedIsNotANumber(t *testing.T) {
	one := stance.Code(ratings("a a", "a a"), nil)
	once := stance.Code(ratings("a b", ". ."), nil)
	words := stance.Code(ratings("a b", "a b"), nil)
	for what, got := range map[string]float64{
		"alpha of one value": one.Alpha(stance.Nominal), "kappa of one value": stance.Kappa([]string{"a"}, []string{"a"}),
		"alpha of one coder": once.Alpha(stance.Nominal), "percent of one coder": once.Percent(),
		"alpha of words as an interval": words.Alpha(stance.IntervalScale),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s = %v, which is not defined", what, got)
		}
	}
}

// TestFleissAgainstThePublishedTable is the table of Fleiss (1971) as textbooks
// print it: 14 coders, 10 units, 5 values.
func TestFleissAgainstThePublishedTable(t *testing.T) {
	near(t, "kappa", stance.FleissCounts([][]int{
		{0, 0, 0, 0, 14},
		{0, 2, 6, 4, 2},
		{0, 0, 3, 5, 6},
		{0, 3, 9, 2, 0},
		{2, 2, 8, 1, 1},
		{7, 7, 0, 0, 0},
		{3, 2, 6, 3, 0},
		{2, 5, 3, 2, 2},
		{6, 5, 2, 1, 0},
		{0, 2, 2, 3, 7},
	}), 0.20993, 5e-6)
}

// TestKappaAgainstAKnownValue: 50 proposals of two readers, 20 yes/yes, 5
// yes/no, 10 no/yes, 15 no/no, give kappa 0.40.
func TestKappaAgainstAKnownValue(t *testing.T) {
	var a, b []string
	for pair, n := range map[[2]string]int{{"y", "y"}: 20, {"y", "n"}: 5, {"n", "y"}: 10, {"n", "n"}: 15} {
		for range n {
			a, b = append(a, pair[0]), append(b, pair[1])
		}
	}
	near(t, "kappa", stance.Kappa(a, b), 0.4, 1e-9)
	near(t, "agreement", stance.Agreement(a, b), 0.7, 1e-9)
	low, high := stance.KappaInterval(a, b, nil, 0.95, 1)
	// Fleiss, Cohen and Everitt (1969): standard error 0.127.
	near(t, "low", low, 0.4-1.96*0.127, 0.04)
	near(t, "high", high, 0.4+1.96*0.127, 0.04)
}

func TestPerfectAgreementIsNoCertainty(t *testing.T) {
	var a []string
	for i := range 20 {
		a = append(a, fmt.Sprint(i%2))
	}
	c := stance.Code(stance.Ratings{a, a}, nil)
	if low, high := c.AlphaInterval(stance.Nominal, nil, 0.95, 1); high != 1 || low > 0.75 || low < 0.5 {
		t.Errorf("alpha of 20 units without a disagreement: %.3f to %.3f; want a lower end of about 0.68", low, high)
	}
}

// TestUnitizingAgainstThePublishedExample is figure 11.5 of Krippendorff, Content
// Analysis (2004), with the values of its section 11.6.
func TestUnitizingAgainstThePublishedExample(t *testing.T) {
	from150 := func(start, length int, category string) stance.Stretch {
		return stance.Stretch{Start: start - 150, End: start - 150 + length, Category: category}
	}
	text := stance.Continuum{Length: 300, Coders: [][]stance.Stretch{
		{from150(225, 70, "c"), from150(370, 30, "c"), from150(180, 60, "k"), from150(300, 50, "k")},
		{
			from150(220, 80, "c"),
			from150(355, 20, "c"),
			from150(400, 20, "c"),
			from150(180, 60, "k"),
			from150(300, 50, "k"),
		},
	}}
	alpha, by := stance.UnitizingAlpha([]stance.Continuum{text})
	near(t, "alpha", alpha, 0.8591, 0.0005)
	near(t, "category c", by["c"], 0.7286, 0.0001)
	near(t, "category k", by["k"], 1, 1e-9)
	near(
		t,
		"boundaries of the same",
		stance.Boundaries([]stance.Continuum{{Length: 50, Coders: [][]stance.Stretch{{{5, 9, "a"}}, {{5, 9, "b"}}}}}),
		1,
		1e-9,
	)
	if none, _ := stance.UnitizingAlpha(
		[]stance.Continuum{{Length: 50, Coders: [][]stance.Stretch{{}, {}}}},
	); !math.IsNaN(
		none,
	) {
		t.Errorf("alpha where nobody marked anything = %v", none)
	}
}

// The values were computed by another program (Python), written from the equations of
// the paper; shares of chance add up to the whole there.
func TestUnitizingFamily(t *testing.T) {
	one := func(start, end int) stance.Stretch { return stance.Stretch{Start: start, End: end, Category: "1"} }
	two := func(start, end int) stance.Stretch { return stance.Stretch{Start: start, End: end, Category: "2"} }
	text := stance.Continuum{
		Length: 60,
		Coders: [][]stance.Stretch{{one(2, 5)}, {one(2, 5), two(10, 20)}, {two(2, 5), two(15, 20)}},
	}
	got := stance.UnitizingCoefficients([]stance.Continuum{text})
	near(t, "uα", got.All, 0.3982981, 1e-7)
	near(t, "|uα", got.Relevant, 0.5238010, 1e-7)
	near(t, "cuα", got.Coded, 0.3571429, 1e-7)
	near(t, "covered", got.Covers, 0.0777778, 1e-7)
	near(t, "(1)uα", got.Values["1"].Alpha, 0.3125, 1e-9)
	near(t, "(2)uα", got.Values["2"].Alpha, 0.390625, 1e-9)
	near(t, "covered of 2", got.Values["2"].Covers, 0.4444444, 1e-7)

	same := stance.Continuum{Length: 60, Coders: [][]stance.Stretch{{one(2, 5), two(9, 20)}, {one(2, 5), two(9, 20)}}}
	perfect := stance.UnitizingCoefficients([]stance.Continuum{same, text2(one, two)})
	near(t, "uα of the same", perfect.All, 1, 1e-12)
	near(t, "cuα of the same", perfect.Coded, 1, 1e-12)
	empty := stance.UnitizingCoefficients([]stance.Continuum{{Length: 60, Coders: [][]stance.Stretch{{}, {}}}})
	if !math.IsNaN(empty.All) || !math.IsNaN(empty.Relevant) || !math.IsNaN(empty.Coded) {
		t.Errorf("where nobody marked anything: %+v", empty)
	}
}

// text2 is marked alike by two coders, one stretch lying within another.
func text2(one, two func(int, int) stance.Stretch) stance.Continuum {
	marks := []stance.Stretch{one(0, 30), two(10, 20)}
	return stance.Continuum{Length: 40, Coders: [][]stance.Stretch{marks, marks}}
}
