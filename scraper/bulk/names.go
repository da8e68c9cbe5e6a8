package bulk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Names is a pattern over the names of files that carry the metadata.
type Names struct {
	expression *regexp.Regexp
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// CompileNames reads a pattern over file names without their ending. It is
// either plain text with fields in braces,
//
//	{published}_{publisher}_{title}
//
// where a field takes as little as it can and {skip} takes anything, or a
// regular expression with named groups, (?P<published>\d{8}).
func CompileNames(pattern string) (*Names, error) {
	source := pattern
	if !strings.Contains(pattern, "(?P<") {
		source = templateExpression(pattern)
	}
	expression, err := regexp.Compile(source)
	if err != nil {
		return nil, fmt.Errorf("the pattern %q is not a regular expression: %w", pattern, err)
	}
	found := false
	for _, name := range expression.SubexpNames() {
		switch {
		case name == "" || strings.HasPrefix(name, "skip"):
		case slices.Contains(Fields(), name) && name != Body:
			found = true
		default:
			return nil, fmt.Errorf(
				"the pattern %q names the field %q; the fields are %s",
				pattern,
				name,
				strings.Join(Fields(), ", "),
			)
		}
	}
	if !found {
		return nil, fmt.Errorf("the pattern %q names no field; write it like {published}_{publisher}_{title}", pattern)
	}
	return &Names{expression}, nil
}

func templateExpression(pattern string) string {
	var b strings.Builder
	b.WriteByte('^')
	at, skips := 0, 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(pattern, -1) {
		b.WriteString(regexp.QuoteMeta(pattern[at:m[0]]))
		name := pattern[m[2]:m[3]]
		if name == "skip" {
			skips++
			name = fmt.Sprint("skip", skips)
		}
		b.WriteString("(?P<" + name + ">.+?)")
		at = m[1]
	}
	b.WriteString(regexp.QuoteMeta(pattern[at:]))
	b.WriteByte('$')
	return b.String()
}

// Fields lists the fields that the pattern names.
func (n *Names) Fields() []string {
	var out []string
	for _, name := range n.expression.SubexpNames() {
		if name != "" && !strings.HasPrefix(name, "skip") {
			out = append(out, name)
		}
	}
	return out
}

// Match reads the fields out of a name without its ending; nil where the pattern
// does not fit.
func (n *Names) Match(name string) map[string]string {
	m := n.expression.FindStringSubmatch(name)
	if m == nil {
		return nil
	}
	out := map[string]string{}
	for i, field := range n.expression.SubexpNames() {
		if field != "" && !strings.HasPrefix(field, "skip") {
			gap := " "
			if field == Published {
				gap = "-"
			}
			out[field] = strings.TrimSpace(strings.ReplaceAll(m[i], "_", gap))
		}
	}
	return out
}
