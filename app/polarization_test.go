package app

import (
	"math"
	"strconv"
	"testing"
)

// TestPolarizationChanges searches invented series.
func TestPolarizationChanges(t *testing.T) {
	series := func(values ...float64) []PolarizationPoint {
		var out []PolarizationPoint
		for i, v := range values {
			out = append(out, PolarizationPoint{Label: strconv.Itoa(2010 + i), Modularity: v})
		}
		return out
	}
	got := PolarizationChanges(series(0.10, 0.12, 0.11, 0.09, 0.13, 0.41, 0.39, 0.40, 0.42, 0.38))
	if len(got) != 1 || got[0].Label != "2015" || math.Abs(got[0].Before-0.11) > 1e-9 ||
		math.Abs(got[0].After-0.40) > 1e-9 {
		t.Errorf("a step: %+v", got)
	}
	for name, points := range map[string][]PolarizationPoint{
		"level":     series(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2),
		"wavering":  series(0.2, 0.3, 0.2, 0.3, 0.2, 0.3, 0.2, 0.3),
		"too short": series(0.1, 0.1, 0.9, 0.9),
		"none":      nil,
	} {
		if got := PolarizationChanges(points); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	lines := func(points []PolarizationPoint) (dashed, words int) {
		for _, s := range PolarizationPicture(points, 400, 200, LightTheme(), nil).Shapes {
			if s.Kind == NetworkLine && s.Dashed && s.At.X == s.To.X {
				dashed++
			}
			if s.Words == "change (exploratory)" {
				words++
			}
		}
		return dashed, words
	}
	if dashed, words := lines(series(0.1, 0.1, 0.1, 0.5, 0.5, 0.5)); dashed != 1 || words != 1 {
		t.Errorf("the figure of a step has %d lines and %d notes", dashed, words)
	}
	if dashed, words := lines(series(0.1, 0.1, 0.1, 0.1, 0.1, 0.1)); dashed+words > 0 {
		t.Errorf("the figure of a level series has %d lines and %d notes", dashed, words)
	}
}
