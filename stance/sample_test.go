package stance

import "testing"

// TestSampleSizesAgainstPublishedTables: Riffe, Lacy and Fico, Analyzing Media
// Messages (2005), chapter 6: a standard error of .03, 1,000 units.
func TestSampleSizesAgainstPublishedTables(t *testing.T) {
	for p, want := range map[float64]int{0.90: 92} {
		if got := sampleSize(1000, p, 0.03); got != want {
			t.Errorf("agreement of %.2f: %d units, want %d", p, got, want)
		}
	}
	if all, endless := SampleForAgreement(
		50,
		0.9,
		0.01,
		0.95,
	), SampleForAgreement(
		0,
		0.9,
		0.05,
		0.95,
	); all != 50 || endless < 95 ||
		endless > 100 {
		t.Errorf("%d of 50 and %d of endlessly many", all, endless)
	}
	if loose, strict := SampleForAlpha(
		0.667,
		0.25,
		0.95,
	), SampleForAlpha(
		0.8,
		0.25,
		0.95,
	); loose >= strict ||
		loose < 20 {
		t.Errorf("%d units for .667, %d for .8", loose, strict)
	}
}

func TestStrataGetTheirShare(t *testing.T) {
	var strata []string
	for i := range 100 {
		strata = append(strata, []string{"a", "a", "a", "b", "c"}[i%5])
	}
	drawn := map[string]int{}
	seen := map[int]bool{}
	sample := DrawStratified(strata, 21, 5)
	for _, i := range sample {
		drawn[strata[i]]++
		seen[i] = true
	}
	if len(seen) != 21 || drawn["a"] < 12 || drawn["a"] > 13 || drawn["b"] < 4 || drawn["c"] < 4 {
		t.Errorf("drew %v of %d different units", drawn, len(seen))
	}
	for i, v := range DrawStratified(strata, 21, 5) {
		if v != sample[i] {
			t.Fatal("the same seed draws another sample")
		}
	}
}
