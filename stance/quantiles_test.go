package stance

import (
	"math"
	"testing"
)

// TestQuantilesAgainstTables uses R's qbeta, qt and qnorm.
func TestQuantilesAgainstTables(t *testing.T) {
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"qbeta(.025, 5, 1)", betaQuantile(0.025, 5, 1), 0.4781762498950185}, // .025^(1/5)
		{"qbeta(.975, 57, 25)", betaQuantile(0.975, 57, 25), 0.789318},
		{"qt(.975, 4)", tQuantile(0.975, 4), 2.776445},
		{"qt(.975, 79)", tQuantile(0.975, 79), 1.990450},
		{"qnorm(.975)", normalQuantile(0.975), 1.959964},
	} {
		if math.Abs(test.got-test.want) > 5e-5 {
			t.Errorf("%s = %v, want %v", test.name, test.got, test.want)
		}
	}
}
