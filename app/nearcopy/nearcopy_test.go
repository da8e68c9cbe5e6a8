package nearcopy_test

import (
	"fmt"
	"strings"
	"testing"

	"quoth/app/nearcopy"
)

// words makes an invented text of n distinct words.
func words(from, n int) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, "word%d ", i)
	}
	return b.String()
}

func meet(a, b nearcopy.Signature) bool {
	keys := map[int64]bool{}
	for _, k := range a.Bands() {
		keys[k] = true
	}
	for _, k := range b.Bands() {
		if keys[k] {
			return true
		}
	}
	return false
}

func TestSimilarity(t *testing.T) {
	text := words(0, 400)
	for _, test := range []struct {
		name     string
		other    string
		from, to float64
		meets    bool
	}{
		{"the same words in other dress", strings.ToUpper(strings.ReplaceAll(text, " ", ", ")), 1, 1, true},
		{"wire copy with a new ending", words(0, 360) + words(9000, 40), 0.65, 0.95, true},
		{"another text", words(5000, 400), 0, 0.05, false},
		{"a text too short to tell", "one two three", 0, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := nearcopy.Sign(text), nearcopy.Sign(test.other)
			if got := a.Similarity(b); got < test.from || got > test.to {
				t.Errorf("similarity = %.2f, want %.2f to %.2f", got, test.from, test.to)
			}
			if got := meet(a, b); got != test.meets {
				t.Errorf("share a band = %v, want %v", got, test.meets)
			}
		})
	}
}
