package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"quoth/corpus"
)

// Reference managers keep one entry for each article, with the quotes found in it
// as notes, or, asked for quotes, one for each quote, whose words are its abstract.
var entriesOf = []string{"articles", "quotes"}

// entry is one entry of a reference manager.
type entry struct {
	id       string
	article  *corpus.Article
	abstract string
	keywords []string
	notes    []string
}

// entriesIn are the entries of a chapter.
func entriesIn(c *Chapter, of string) ([]entry, error) {
	for i := range c.Rows {
		if err := c.checkRow(&c.Rows[i]); err != nil {
			return nil, err
		}
	}
	if of == "quotes" {
		out := make([]entry, 0, len(c.Rows))
		for i := range c.Rows {
			r := &c.Rows[i]
			out = append(
				out,
				entry{
					id:       string(r.Quote.ID),
					article:  &c.Article,
					abstract: c.words(r.Quote.Content),
					keywords: tagPaths(r.Tags),
					notes:    []string{said(r)},
				},
			)
		}
		return out, nil
	}
	e := entry{id: string(c.Article.ID), article: &c.Article, keywords: tagPaths(c.Tags)}
	for i := range c.Rows {
		r := &c.Rows[i]
		e.notes = append(e.notes, fmt.Sprintf("“%s” — %s", strings.Trim(c.words(r.Quote.Content), "“”\""), said(r)))
		for _, path := range tagPaths(r.Tags) {
			if !slices.Contains(e.keywords, path) {
				e.keywords = append(e.keywords, path)
			}
		}
	}
	for i := range c.Annotations {
		a := &c.Annotations[i]
		e.notes = append(e.notes, strings.TrimSuffix(fmt.Sprintf("[%s] %s: %s", a.Anchor.Exact, a.Coder, a.Note), ": "))
	}
	if c.Version.ID != c.Article.Current && len(c.Rows)+len(c.Annotations) == 0 {
		return nil, nil
	}
	return []entry{e}, nil
}

// said is who said a quote and what coders make of it.
func said(r *Row) string {
	var who []string
	for _, s := range []string{r.SpeakerName, r.Quote.Role, r.OrganizationName} {
		if s != "" && !slices.Contains(who, s) {
			who = append(who, s)
		}
	}
	line := strings.Join(who, ", ")
	for _, j := range r.Judgements {
		line += fmt.Sprintf("; %s: %s (%s)", j.Target, j.Stance, j.Coder)
	}
	for _, n := range r.Notes {
		line += fmt.Sprintf("; %s: %s", n.Coder, inLine(n.Text))
	}
	return fmt.Sprintf("%s [quote %s]", strings.TrimPrefix(line, "; "), r.Quote.ID)
}

// particles begin a family name.
var particles = map[string]bool{
	"de":    true,
	"del":   true,
	"della": true,
	"der":   true,
	"den":   true,
	"di":    true,
	"da":    true,
	"dos":   true,
	"du":    true,
	"la":    true,
	"le":    true,
	"van":   true,
	"von":   true,
	"zu":    true,
	"zur":   true,
	"ten":   true,
	"ter":   true,
	"bin":   true,
	"ibn":   true,
	"al":    true,
	"el":    true,
}

// personName splits a printed name into family and given names; joined again by
// [joinName] it is the same. A name of one word, or one with a comma, is a family
// name whole.
func personName(name string) (family, given string) {
	name = strings.Join(strings.Fields(name), " ")
	words := strings.Split(name, " ")
	if len(words) < 2 || strings.Contains(name, ",") {
		return name, ""
	}
	at := len(words) - 1
	for i := 1; i < len(words)-1; i++ {
		if particles[words[i]] {
			at = i
			break
		}
	}
	return strings.Join(words[at:], " "), strings.Join(words[:at], " ")
}

func joinName(family, given string) string { return strings.TrimSpace(given + " " + family) }

// invertedName reads "Family, Given" as well as "Given Family".
func invertedName(s string) string {
	family, given, found := strings.Cut(s, ",")
	if !found {
		return strings.TrimSpace(s)
	}
	return joinName(strings.TrimSpace(family), strings.TrimSpace(given))
}

func invert(name string) string {
	family, given := personName(name)
	if given == "" {
		return family
	}
	return family + ", " + given
}

// newEntry begins an article that a reference manager knows of. Where it brings no
// text, that is said: its address can be fetched.
func newEntry(key string) ProjectArticle { return ProjectArticle{Key: key} }

// finishEntry completes an article of a reference manager.
func finishEntry(a *ProjectArticle, abstract string) {
	a.Text = abstract
	switch {
	case a.Page != nil:
	case abstract != "":
		a.Doubts = append(
			a.Doubts,
			ProjectDoubt{"body", "", "the file has an abstract only; add its address to have the text"},
		)
	default:
		a.Doubts = append(
			a.Doubts,
			ProjectDoubt{"body", "", cmp.Or("the file has no text of it; add "+a.Article.URL+" to have it", "")},
		)
	}
}

// citeKey is a key as BibTeX wants it: family, year, first word of the title.
func citeKey(a *corpus.Article, taken map[string]bool) string {
	var parts []string
	if len(a.Authors) > 0 {
		family, _ := personName(a.Authors[0])
		parts = append(parts, family)
	} else {
		parts = append(parts, a.Publisher)
	}
	if day := a.Published.Day(); len(day) >= 4 {
		parts = append(parts, day[:4])
	}
	if words := strings.Fields(a.Title); len(words) > 0 {
		parts = append(parts, words[0])
	}
	key := strings.ToLower(strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, strings.Join(parts, "")))
	key = cmp.Or(key, "article")
	unique := key
	for n := 2; taken[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", key, n)
	}
	taken[unique] = true
	return unique
}
