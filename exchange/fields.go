package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// The fields of an article that a variable, a column or an entry of another
// program can fill, with the names that those go by.
var fieldNames = map[string][]string{
	"title":     {"title", "headline", "titel", "titre"},
	"publisher": {"publisher", "source", "outlet", "newspaper", "publication", "medium", "media outlet", "zeitung"},
	"authors":   {"author", "authors", "byline", "journalist", "autor"},
	"published": {"published", "date", "publication date", "publication_date", "pub date", "datum"},
	"section":   {"section", "ressort", "rubric"},
	"language":  {"language", "lang", "sprache"},
	"url":       {"url", "link", "address", "uri"},
	"site":      {"site", "host"},
}

// ArticleFields lists them.
func ArticleFields() []string { return slices.Sorted(maps.Keys(fieldNames)) }

// fillFields sets an article's fields from values by their names. chosen says
// which field a name fills (field → name); others are told by their usual names.
// It returns which value filled which field, and those that fill none as lines. In
// what Quoth wrote itself, values are taken to the letter.
func fillFields(
	a *ProjectArticle,
	values, chosen map[string]string,
	ours bool,
) (used map[string]string, rest []string) {
	used = map[string]string{}
	names := slices.Sorted(maps.Keys(values))
	take := func(field string) string {
		if name, ok := chosen[field]; ok {
			used[name] = field
			return values[name]
		}
		for _, usual := range fieldNames[field] {
			for _, name := range names {
				if values[name] != "" && used[name] == "" && strings.EqualFold(strings.TrimSpace(name), usual) {
					used[name] = field
					return values[name]
				}
			}
		}
		return ""
	}
	if s := take("title"); s != "" {
		a.Article.Title = s
	}
	a.Article.Publisher, a.Article.Section, a.Article.Site = take("publisher"), take("section"), take("site")
	a.Article.URL = take("url")
	if s := take("authors"); ours {
		a.Article.Authors = splitEscaped(s)
	} else if s != "" {
		a.Article.Authors = splitAuthors(s)
	}
	if s := take("language"); len(s) == 2 || len(s) > 2 && (s[2] == '-' || s[2] == '_') {
		a.Article.Language = strings.ToLower(s[:2])
	}
	setDate(a, take("published"))
	if ours {
		a.Article.ID = corpus.ArticleID(values["article_id"])
		return used, nil
	}
	for _, name := range names {
		if values[name] != "" && used[name] == "" {
			rest = append(rest, fmt.Sprintf("%s: %s", name, values[name]))
		}
	}
	return used, rest
}

// setDate reads a date that can be read one way only, and leaves a doubt for
// others.
func setDate(a *ProjectArticle, s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	date, ok := parseDate(s)
	if !ok {
		a.Doubts = append(a.Doubts, ProjectDoubt{"published", s, "the date can be read in several ways, or in none"})
		return
	}
	a.Article.Published = date
}

// dateLayouts are those that name a day beyond doubt. Where the month is a word
// or the year comes first there is one way to read it.
var dateLayouts = []string{
	"2006/01/02",
	"2006.01.02",
	"20060102",
	"2 January 2006",
	"2 Jan 2006",
	"January 2, 2006",
	"Jan 2, 2006",
	"Monday, January 2, 2006",
	"2006 Jan 2",
	"2006 January 2",
}

func parseDate(s string) (corpus.Date, bool) {
	if d, err := corpus.ParseDate(s); err == nil {
		return d, !d.IsZero()
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil { // no zone: only the day is certain
			return corpus.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), DayOnly: true}, true
		}
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return corpus.Date{Time: t, DayOnly: true}, true
		}
	}
	return corpus.Date{}, false
}

// splitAuthors takes a byline apart at semicolons, else at "and"; commas may
// stand between surname and first name, so they part nothing.
func splitAuthors(s string) []string {
	cut := ";"
	if !strings.Contains(s, cut) {
		cut = " and "
	}
	var out []string
	for _, name := range strings.Split(s, cut) {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
