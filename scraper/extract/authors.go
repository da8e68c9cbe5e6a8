package extract

import (
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"quoth/corpus"
)

var (
	byPrefix = regexp.MustCompile(
		`(?i)^\s*(?:(?:by|von|par|por|di|de|door|av|af|fra|words by|written by|reported by|story by|author|authors|autor|autorin|autoren|text|texte|publicado por|escrito por|ein artikel von|eine analyse von|ein kommentar von|erstellt von|verfasst von|写真|文|文・)\s*[:：]?\s+|(?:by|von|author|autor|text)\s*[:：]\s*)`,
	)
	authorCut  = regexp.MustCompile(`(?i)\s*(?:;|\||•|·|\n|／|、|,|，|\s(?:and|und|et|y|e|og|och|en|with|mit|i)\s|&)\s*`)
	inBrackets = regexp.MustCompile(`\s*[(（\[][^()（）\[\]]{0,40}[)）\]]`)
	roleWord   = regexp.MustCompile(
		`(?i)(?:^|[^\p{L}])(editor|correspondent|reporter|writer|producer|journalist|columnist|redakteur|redakteurin|korrespondent|korrespondentin|chefredakteur|reporterin|volontär|volontärin|journaliste|correspondant|periodista|redactor|giornalista|dziennikarz|opinion|fellow|professor|director|chief|head of|freelance|analyst|contributor|contributing|chroniqueur|envoyé|reporters|staff)(?:$|[^\p{L}])`,
	)
	noiseWord = regexp.MustCompile(
		`(?i)(?:^|[^\p{L}])(published|updated|posted|min read|follow|twitter|facebook|email|e-mail|https?:|gepubliceerd|aktualisiert|veröffentlicht|erstellt|author at|view bio|see more|subscribe|lesezeit|uhr|profile|about|articles by|more from|read more|mehr|agencies)(?:$|[^\p{L}])`,
	)
	nameSuffix = regexp.MustCompile(`\s*(?:기자|특파원|記者|記者団)$`)
)

// cleanAuthors turns bylines into names: "By A. Writer and B. Writer, political
// editor" gives the two names.
func cleanAuthors(given []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, line := range given {
		for _, name := range splitAuthors(line) {
			key := fold(name)
			if key == "" || seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, name)
		}
	}
	return out
}

// splitAuthors cuts a byline into names. A part after the first that reads like a
// role or a place is none; "Le Figaro et AFP" stays whole, because neither side
// reads like a person.
func splitAuthors(line string) []string {
	line = html.UnescapeString(line)
	var lines []string
	for _, l := range strings.Split(line, "\n") {
		if l = tidy(inBrackets.ReplaceAllString(l, "")); l != "" {
			lines = append(lines, l)
		}
	}
	var out []string
	for _, l := range lines {
		l = byPrefix.ReplaceAllString(l, "")
		parts := authorCut.Split(l, -1)
		if len(parts) == 2 && !strings.ContainsAny(l, ",;|•·，、") && (!likePerson(parts[0]) || !likePerson(parts[1])) {
			parts = []string{l}
		}
		for i, part := range parts {
			name := cleanName(part)
			if name == "" || len(out) > 0 && roleWord.MatchString(name) {
				continue // a role behind the name
			}
			if i == 0 || likePerson(name) || isAcronym(name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// longestName bounds the name of an author, in bytes.
const longestName = 60

// cleanName strips what is no part of a name; empty where nothing is left.
func cleanName(s string) string {
	s = byPrefix.ReplaceAllString(tidy(s), "")
	s = nameSuffix.ReplaceAllString(s, "")
	s = strings.Trim(s, " .@-–—:,/*\"“”")
	switch {
	case s == "" || len(s) > longestName || strings.Count(s, " ") > 5 || strings.Contains(s, "//") || strings.Contains(s, "@") || strings.ContainsAny(s, "?!<>{}"):
		return ""
	case noiseWord.MatchString(s):
		return ""
	case strings.HasPrefix(strings.ToLower(s), "http") || strings.HasPrefix(strings.ToLower(s), "www."):
		return ""
	case strings.IndexFunc(s, unicode.IsLetter) < 0 || strings.ContainsAny(s, "0123456789") && !strings.Contains(s, "24"):
		return ""
	}
	return s
}

// likePerson holds for two to five words that all begin with a capital but for
// particles, and for any name in a script without capitals.
func likePerson(s string) bool {
	words := strings.Fields(s)
	capitals := 0
	for _, w := range words {
		r := []rune(w)[0]
		switch {
		case unicode.IsUpper(r):
			capitals++
		case !unicode.IsLower(r) && unicode.IsLetter(r):
			return true
		}
	}
	return capitals >= 2 && len(words) <= 5 && capitals*2 >= len(words)
}

func isAcronym(s string) bool {
	return len(s) <= 6 && (strings.ToUpper(s) == s || s == "dpa" || s == "afp" || s == "sid")
}

// loadAgencies reads the table of news agencies.
func loadAgencies(tables fs.FS) (map[string]bool, error) {
	data, err := fs.ReadFile(tables, "extract_agencies.txt")
	if err != nil {
		return nil, fmt.Errorf("read the table of agencies: %w", err)
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out, nil
}

// authorMetas are the meta tags that name authors.
var authorMetas = []string{
	"author",
	"article:author",
	"byl",
	"parsely-author",
	"dc.creator",
	"dcterms.creator",
	"sailthru.author",
	"cxenseparse:author",
	"article:author_name",
	"dable:author",
	"authors",
	"article.author",
	"og:article:author",
	"creator",
	"twitter:creator:name",
}

// authors reads the byline: JSON-LD first, then meta tags, then markup. Where a
// surer place only names the outlet itself, the persons of the next are taken.
func (m *meta) authors(host string) []string {
	var meta []string
	for _, name := range authorMetas {
		if list := cleanAuthors(m.metas[name]); len(meta) == 0 && len(list) > 0 {
			meta = list
		}
	}
	var fallback []string
	var origin corpus.FieldOrigin
	for _, source := range []struct {
		names  []string
		origin corpus.FieldOrigin
	}{
		{cleanAuthors(m.ld.Authors), corpus.FromJSONLD},
		{meta, corpus.FromMeta},
		{m.markedAuthors(), corpus.FromMarkup},
	} {
		persons := m.withoutOutlet(source.names, host)
		if len(persons) > 0 {
			m.origins["authors"] = source.origin
			return persons
		}
		if len(fallback) == 0 && len(source.names) > 0 {
			fallback, origin = source.names, source.origin
		}
	}
	if len(fallback) > 0 {
		m.origins["authors"] = origin
	}
	return fallback
}

// withoutOutlet drops the names that are the outlet's own.
func (m *meta) withoutOutlet(names []string, host string) []string {
	own := map[string]bool{"admin": true, "administrator": true, "webmaster": true}
	host = strings.TrimPrefix(host, "www.")
	stem, _, _ := strings.Cut(host, ".")
	for _, s := range []string{m.ld.Publisher, m.site, host, stem} {
		if key := squeeze(s); key != "" {
			own[key] = true
		}
	}
	var out []string
	for _, n := range names {
		if !own[squeeze(n)] {
			out = append(out, n)
		}
	}
	return out
}

// squeeze folds a name without blanks: "Lrt.lt", "LRT.lt".
func squeeze(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// markedAuthors are the names that the markup around the headline points out:
// by rel, itemprop or the address of an author's page, else by a class.
func (m *meta) markedAuthors() []string {
	for _, sure := range []bool{true, false} {
		var given []string
		for _, b := range m.bylines {
			if b.sure == sure && m.nearHeadline(b.block) {
				given = append(given, b.text)
			}
		}
		names := cleanAuthors(given)
		if !sure {
			names = slices.DeleteFunc(names, func(n string) bool {
				return !m.agencies[strings.ToLower(n)] && (!likePerson(n) || roleWord.MatchString(n))
			})
		}
		if len(names) > 0 && len(names) <= maxMarked {
			return names
		}
	}
	return nil
}

// maxMarked is how many names markup may point out; more are a list of all who
// write for the outlet.
const maxMarked = 6

// nearHeadline holds for the blocks where bylines stand.
func (m *meta) nearHeadline(block int) bool {
	return m.headlineAt < 0 || block >= m.headlineAt-8 && block <= m.headlineAt+25
}

var writtenByline = regexp.MustCompile(`^(?:By|BY|Von|VON|Par|Por|Door|Av|Di)\s+(\p{Lu}[^.!?]{2,80})$`)

// writtenAuthors reads a byline out of the words around the headline.
func (m *meta) writtenAuthors(bodyAt int) []string {
	for _, line := range m.headLines(bodyAt) {
		found := writtenByline.FindStringSubmatch(line)
		if found == nil || len(strings.Fields(line)) > 14 {
			continue
		}
		name, _, _ := strings.Cut(found[1], ", in ")
		if names := cleanAuthors([]string{name}); len(names) > 0 {
			m.origins["authors"] = corpus.FromText
			return names
		}
	}
	return nil
}
