package indexer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// Field explains one field of the query language, for help and completion.
type Field struct {
	Name, Help string
	Values     []string // of fields that have few
}

var statuses = []string{
	string(corpus.Suggested),
	string(corpus.Confirmed),
	string(corpus.Corrected),
	string(corpus.Rejected),
	string(corpus.Disputed),
}

// fields is the table of the query language.
var fields = []Field{
	{Name: "speaker", Help: "who said it, by any name the registry knows"},
	{Name: "org", Help: "the organisation spoken for"},
	{Name: "group", Help: "the group of the speaker, else of the organisation"},
	{Name: "role", Help: "the speaker's function as printed"},
	{Name: "publisher", Help: "the outlet's name"},
	{Name: "site", Help: "the outlet's host name, with those below it"},
	{Name: "author", Help: "who wrote the article"},
	{Name: "title", Help: "words of the headline"},
	{Name: "section", Help: "the outlet's section"},
	{Name: "tag", Help: "a tag, with those below it"},
	{Name: "target", Help: "judged toward this proposition"},
	{
		Name: "stance",
		Help: "how it was judged",
		Values: []string{
			string(corpus.Support),
			string(corpus.Oppose),
			string(corpus.Neutral),
			string(corpus.MixedStance),
		},
	},
	{Name: "status", Help: "how far it was reviewed", Values: statuses},
	{Name: "coder", Help: "who coded it"},
	{
		Name:   "kind",
		Help:   "inside quotation marks wholly, partly, not at all",
		Values: []string{string(corpus.Direct), string(corpus.Mixed), string(corpus.Indirect)},
	},
	{
		Name:   "act",
		Help:   "speech unless asked for more",
		Values: []string{string(corpus.Speech), string(corpus.Attitude), string(corpus.Other)},
	},
	{Name: "lang", Help: "language of the article, two letters"},
	{Name: "note", Help: "words of notes and memos"},
	{Name: "date", Help: "published: 2015, 2015-10, 2015-10..2016-03"},
	{Name: "collected", Help: "when it was added, written like date:"},
	{Name: "has", Help: "what is there", Values: []string{"stance", "tag", "note", "speaker", "org", "date"}},
	{Name: "is", Help: "the same as status:", Values: statuses},
	{Name: "in", Help: "what to look for", Values: []string{"quotes", "articles", "annotations"}},
}

// Fields lists the fields of the query language.
func Fields() []Field { return slices.Clone(fields) }

var knownFields = func() map[string]bool {
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
	}
	return known
}()

func fieldNames() string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name + ":"
	}
	return strings.Join(names, " ")
}

func helpOf(field string) string {
	for _, f := range fields {
		if f.Name+":" == strings.ToLower(field) {
			if len(f.Values) > 0 {
				return strings.Join(f.Values, ", ")
			}
			return f.Help
		}
	}
	return ""
}

// valueChecks refuse values that could never find anything.
var valueChecks = func() map[string]func(string) error {
	checks := map[string]func(string) error{"date": checkPeriod, "collected": checkPeriod}
	for _, f := range fields {
		if len(f.Values) > 0 {
			checks[f.Name] = func(v string) error {
				if !slices.Contains(f.Values, strings.ToLower(v)) {
					return fmt.Errorf("%s:%s finds nothing: expected %s", f.Name, v, strings.Join(f.Values, ", "))
				}
				return nil
			}
		}
	}
	return checks
}()

func checkPeriod(v string) error {
	_, _, err := Period(v)
	return err
}

// Period reads a day, a month, a year, or two of them with ".." between: the
// first day and the first one after, in UTC. An open side is zero.
func Period(s string) (from, to time.Time, err error) {
	left, right, ranged := strings.Cut(s, "..")
	if !ranged {
		right = left
	}
	if left == "" && right == "" {
		return from, to, fmt.Errorf("%q names no time: expected 2015, 2015-10, 2015-10-06 or 2015..2017", s)
	}
	if left != "" {
		if from, _, err = moment(left); err != nil {
			return from, to, err
		}
	}
	if right != "" {
		if _, to, err = moment(right); err != nil {
			return from, to, err
		}
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, fmt.Errorf("%q ends before it begins", s)
	}
	return from, to, nil
}

func moment(s string) (from, to time.Time, err error) {
	for _, unit := range []struct {
		layout  string
		y, m, d int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if from, err = time.Parse(unit.layout, s); err == nil {
			return from, from.AddDate(unit.y, unit.m, unit.d), nil
		}
	}
	return from, to, fmt.Errorf("%q is no date: expected 2015, 2015-10, 2015-10-06 or 2015..2017", s)
}
