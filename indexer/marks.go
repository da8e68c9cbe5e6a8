package indexer

import (
	"regexp"
	"strings"
)

// mark says how to recognise a term's words in a text shown.
func (b *builder) mark(t Term) matcher {
	m := matcher{terms: terms(b.x.words, t.Value), fuzzy: t.Fuzzy}
	if t.Exact {
		m = matcher{terms: terms(b.x.exact, t.Value), exact: true}
	}
	if t.Pattern {
		parts := strings.Split(t.Value, "*")
		for i, p := range parts {
			parts[i] = regexp.QuoteMeta(fold(b.x.words, p))
		}
		m.pattern = regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")
	}
	return m
}
