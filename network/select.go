package network

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// selected are the statements of one network or of one series of them.
type selected struct {
	options     Options
	all         []*Statement // of the range and the articles asked for, oldest first
	kept        []*Statement // those that count
	start, stop time.Time    // the range asked for; where it is open, of all statements
}

// selection takes what the options let through. The range, where it is open, is
// that of all statements, so that leaving some out does not move the windows.
func selection(statements []Statement, o Options) *selected {
	s := &selected{options: o, start: o.From, stop: o.To}
	sorted := make([]*Statement, len(statements))
	for i := range statements {
		sorted[i] = &statements[i]
	}
	sort.Slice(sorted, func(i, j int) bool { return before(sorted[i], sorted[j]) })
	if len(sorted) > 0 {
		if s.start.IsZero() {
			s.start = sorted[0].When
		}
		if s.stop.IsZero() {
			s.stop = sorted[len(sorted)-1].When
		}
	}
	exclude := exclusions(o.Exclude)
	printings := map[string]*Statement{}
	seen := map[string]bool{}
	for _, x := range sorted {
		if x.When.Before(s.start) || x.When.After(s.stop) || exclude.article(x) {
			continue
		}
		s.all = append(s.all, x)
		if exclude.statement(x) || x.Value(o.Rows) == "" || x.Value(o.Columns) == "" {
			continue
		}
		if o.OncePerStory && x.Printing != "" {
			first, known := printings[string(x.Printing)]
			if known && first.Quote != x.Quote {
				continue
			}
			printings[string(x.Printing)] = x
		}
		if key := duplicateKey(x, o); key != "" {
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		s.kept = append(s.kept, x)
	}
	return s
}

// before orders statements by time, and where that is the same by what they are, so
// that nothing depends on the order given.
func before(a, b *Statement) bool {
	switch {
	case !a.When.Equal(b.When):
		return a.When.Before(b.When)
	case a.Document != b.Document:
		return a.Document < b.Document
	case a.Position != b.Position:
		return a.Position < b.Position
	case a.Quote != b.Quote:
		return a.Quote < b.Quote
	case a.Target != b.Target:
		return a.Target < b.Target
	case a.Tag != b.Tag:
		return a.Tag < b.Tag
	}
	return a.Coder < b.Coder
}

// duplicateKey is equal for statements of which one counts; empty where all do.
func duplicateKey(s *Statement, o Options) string {
	span := ""
	switch o.Duplicates {
	case Include:
		return ""
	case PerDocument:
		span = string(s.Document)
	case PerDay:
		span = s.When.Format(time.DateOnly)
	case PerWeek:
		year, week := s.When.ISOWeek()
		span = fmt.Sprint(year, week)
	case PerMonth:
		span = s.When.Format("2006-01")
	case PerYear:
		span = s.When.Format("2006")
	case PerStory:
		if span = string(s.Story); span == "" {
			span = string(s.Document)
		}
	}
	stance := string(s.Stance)
	if o.Aggregation == Ignore {
		stance = ""
	}
	return span + "\x00" + s.Value(o.Rows) + "\x00" + s.Value(o.Columns) + "\x00" + stance
}

type exclusions []Exclusion

// article reports whether the article's own fields leave the statement out.
func (e exclusions) article(s *Statement) bool { return e.any(s, true) }

// statement reports whether its values do.
func (e exclusions) statement(s *Statement) bool { return e.any(s, false) }

func (e exclusions) any(s *Statement, ofArticle bool) bool {
	for _, x := range e {
		named := slices.ContainsFunc(values(s, x.Field), func(v string) bool { return slices.Contains(x.Values, v) })
		if articleField(x.Field) == ofArticle && named != x.Only {
			return true
		}
	}
	return false
}

func articleField(field string) bool {
	return field == "author" || field == "section" || field == string(Publisher)
}

func values(s *Statement, field string) []string {
	switch field {
	case "author":
		return s.Authors
	case "section":
		return []string{s.Section}
	case "stance":
		return []string{string(s.Stance)}
	case "coder":
		return []string{string(s.Coder)}
	}
	return []string{s.Value(Variable(field))}
}

// labels are the values of a variable, sorted; the empty one is none.
func labels(statements []*Statement, v Variable) []string {
	set := map[string]bool{}
	for _, s := range statements {
		if value := s.Value(v); value != "" {
			set[value] = true
		}
	}
	out := make([]string, 0, len(set))
	for value := range set {
		out = append(out, value)
	}
	sort.Strings(out)
	return out
}

func positions(names []string) map[string]int {
	at := make(map[string]int, len(names))
	for i, name := range names {
		at[name] = i
	}
	return at
}
