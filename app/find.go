package app

import (
	"fmt"
	"regexp"
	"strings"

	"quoth/corpus"
)

// mostFound is how many places one look through an article shows.
const mostFound = 5000

// Pattern reads what to find in an article: words as they are, case apart, or a
// regular expression between slashes (RE2; (?-i) makes it tell case). It is nil
// for nothing to look for.
func Pattern(words string) (*regexp.Regexp, error) {
	expression, ok := strings.CutPrefix(words, "/")
	if !ok || expression == "" {
		if len([]rune(words)) < 2 {
			return nil, nil
		}
		return regexp.Compile("(?i)" + regexp.QuoteMeta(words))
	}
	expression = strings.TrimSuffix(expression, "/")
	if expression == "" {
		return nil, nil
	}
	pattern, err := regexp.Compile("(?im)" + expression)
	if err != nil {
		return nil, fmt.Errorf("the expression /%s/ cannot be understood: %w: %w", expression, err, corpus.ErrInvalid)
	}
	return pattern, nil
}

// FindIn lists the places of a pattern in a text, in order; empty ones are left
// out. RE2 keeps the time linear in the text, whatever the expression.
func FindIn(text string, pattern *regexp.Regexp) []corpus.Span {
	if pattern == nil {
		return nil
	}
	var out []corpus.Span
	for _, at := range pattern.FindAllStringIndex(text, mostFound) {
		if at[1] > at[0] {
			out = append(out, corpus.Span{Start: at[0], End: at[1]})
		}
	}
	return out
}
