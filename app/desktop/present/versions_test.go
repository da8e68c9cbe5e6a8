package present

import (
	"strings"
	"testing"

	"quoth/corpus"
)

func TestAComparisonHoldsBothVersions(t *testing.T) {
	older := "The minister said no.\n\nA spokesman declined to comment."
	newer := "The minister said yes, twice.\n\nA spokesman declined to comment."
	c := Compare(older, newer)
	join := func(spans []corpus.Span) string {
		var pieces []string
		for _, s := range spans {
			pieces = append(pieces, strings.TrimSpace(s.Text(c.Text)))
		}
		return strings.Join(pieces, "|")
	}
	if got := join(c.Removed); got != "no." {
		t.Errorf("taken out: %q, want “no.”", got)
	}
	if got := join(c.Added); got != "yes, twice." {
		t.Errorf("added: %q, want “yes, twice.”", got)
	}
	if len(c.Paragraphs) != 2 || !strings.Contains(c.Paragraphs[1].Span.Text(c.Text), "declined") {
		t.Errorf("the paragraphs are %v of %q", c.Paragraphs, c.Text)
	}
}
