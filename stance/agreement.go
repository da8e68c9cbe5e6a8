package stance

import "math"

// Ratings holds what coders said of units: Ratings[coder][unit], "" where a
// coder did not judge the unit. All coders have the same number of units.
type Ratings [][]string

// Alpha is Krippendorff's alpha for nominal data, from the coincidence matrix
// (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C).
// 1 is perfect agreement, 0 what chance gives. NaN when no unit was judged
// twice, or when all judgements are the same, where alpha is not defined.
func Alpha(r Ratings) float64 {
	units := 0
	if len(r) > 0 {
		units = len(r[0])
	}
	coincidence := map[[2]string]float64{}
	total := map[string]float64{}
	n := 0.0
	for u := range units {
		var values []string
		for _, coder := range r {
			if coder[u] != "" {
				values = append(values, coder[u])
			}
		}
		if len(values) < 2 {
			continue
		}
		weight := 1 / float64(len(values)-1)
		for i, a := range values {
			total[a]++
			n++
			for j, b := range values {
				if i != j {
					coincidence[[2]string{a, b}] += weight
				}
			}
		}
	}
	observed, expected := 0.0, 0.0
	for pair, c := range coincidence {
		if pair[0] != pair[1] {
			observed += c
		}
	}
	for a, na := range total {
		for b, nb := range total {
			if a != b {
				expected += na * nb
			}
		}
	}
	if expected == 0 {
		return math.NaN()
	}
	return 1 - (n-1)*observed/expected
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
