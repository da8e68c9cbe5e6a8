package exchange

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"quoth/corpus"
)

// bibWriter writes BibTeX with the fields of biblatex (date, langid, keywords),
// one entry an article or a quote.
type bibWriter struct {
	w     *bufio.Writer
	of    string
	taken map[string]bool
}

func newBibTeX(w io.Writer, o Options) (Writer, error) {
	return &bibWriter{bufio.NewWriter(w), o.Of, map[string]bool{}}, nil
}

func (b *bibWriter) Write(c *Chapter) error {
	entries, err := entriesIn(c, b.of)
	if err != nil {
		return err
	}
	for _, e := range entries {
		b.entry(e)
	}
	return nil
}

func (b *bibWriter) entry(e entry) {
	a := e.article
	fmt.Fprintf(b.w, "@article{%s", citeKey(a, b.taken))
	field := func(name, value string) {
		if value = inLine(printable(value)); value != "" {
			fmt.Fprintf(b.w, ",\n  %s = {%s}", name, value)
		}
	}
	authors := make([]string, len(a.Authors))
	for i, name := range a.Authors {
		if family, given := personName(name); given == "" {
			authors[i] = "{" + toLaTeX(family) + "}"
		} else {
			authors[i] = toLaTeX(family) + ", " + toLaTeX(given)
		}
	}
	field("author", strings.Join(authors, " and "))
	if a.Title != "" {
		field("title", "{"+toLaTeX(a.Title)+"}") // its capitals stay
	}
	field("journal", toLaTeX(a.Publisher))
	field("date", a.Published.String())
	if day := a.Published.Day(); day != "" {
		field("year", day[:4])
	}
	field("titleaddon", toLaTeX(a.Section))
	field("langid", a.Language)
	field("url", strings.NewReplacer("{", "%7B", "}", "%7D", " ", "%20").Replace(a.URL))
	field("abstract", toLaTeX(e.abstract))
	keywords := make([]string, len(e.keywords))
	for i, k := range e.keywords {
		keywords[i] = toLaTeX(strings.ReplaceAll(k, ",", ";"))
	}
	field("keywords", strings.Join(keywords, ", "))
	field("annote", toLaTeX(strings.Join(e.notes, " / ")))
	field("quothid", e.id)
	b.w.WriteString("\n}\n\n")
}

func (b *bibWriter) Close() error { return b.w.Flush() }

// latexSigns are what LaTeX takes for its own. Braces are named: BibTeX counts
// them even where they are escaped.
var latexSigns = []string{
	`\`,
	`\textbackslash{}`,
	"{",
	`\textbraceleft{}`,
	"}",
	`\textbraceright{}`,
	"~",
	`\textasciitilde{}`,
	"^",
	`\textasciicircum{}`,
	"&",
	`\&`,
	"%",
	`\%`,
	"$",
	`\$`,
	"#",
	`\#`,
	"_",
	`\_`,
}

func toLaTeX(s string) string { return strings.NewReplacer(latexSigns...).Replace(s) }

// latexAccents are the accents of LaTeX as combining marks.
var latexAccents = map[string]string{
	`"`: "\u0308",
	"'": "\u0301",
	"`": "\u0300",
	"^": "\u0302",
	"~": "\u0303",
	"=": "\u0304",
	".": "\u0307",
	"u": "\u0306",
	"v": "\u030c",
	"H": "\u030b",
	"c": "\u0327",
	"d": "\u0323",
	"b": "\u0331",
	"k": "\u0328",
	"r": "\u030a",
}

var (
	latexAccent = regexp.MustCompile(
		"\\\\(?:([\"'`^~=.])\\s*\\{?\\\\?([A-Za-z])\\}?|([uvHcdbkr])(?:\\s*\\{\\\\?([A-Za-z])\\}|\\s+([A-Za-z])))",
	)
	latexLetters = strings.NewReplacer(
		`{\ss}`,
		"ß",
		`\ss{}`,
		"ß",
		`{\o}`,
		"ø",
		`\o{}`,
		"ø",
		`{\O}`,
		"Ø",
		`{\ae}`,
		"æ",
		`{\AE}`,
		"Æ",
		`{\oe}`,
		"œ",
		`{\aa}`,
		"å",
		`{\AA}`,
		"Å",
		`{\l}`,
		"ł",
		`{\L}`,
		"Ł",
		`{\i}`,
		"ı",
		"---",
		"—",
		"--",
		"–",
		"``",
		"“",
		"''",
		"”",
	)
)

// fromLaTeX reads the words of a field.
func fromLaTeX(s string) string {
	s = latexLetters.Replace(s)
	s = latexAccent.ReplaceAllStringFunc(s, func(m string) string {
		part := latexAccent.FindStringSubmatch(m)
		return norm.NFC.String(part[2] + part[4] + part[5] + latexAccents[part[1]+part[3]])
	})
	var back []string
	for i := 0; i < len(latexSigns); i += 2 {
		back = append(back, latexSigns[i+1], "\x00"+string(rune('A'+i/2)))
	}
	s = strings.NewReplacer(back...).Replace(s)
	s = strings.NewReplacer("{", "", "}", "", "~", "\u00a0").Replace(s)
	for i := 0; i < len(latexSigns); i += 2 {
		s = strings.ReplaceAll(s, "\x00"+string(rune('A'+i/2)), latexSigns[i])
	}
	return inLine(s)
}

var bibStart = regexp.MustCompile(`(?m)^\s*@\s*([A-Za-z]+)\s*[{(]`)

func looksBibTeX(f File) bool {
	m := bibStart.FindStringSubmatch(f.head())
	return m != nil && !slices.Contains([]string{"media", "import", "charset", "font"}, strings.ToLower(m[1]))
}

func readBibTeX(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	p, macros := &Project{}, map[string]string{}
	for at := 0; ; {
		where := bibStart.FindStringSubmatchIndex(text[at:])
		if where == nil {
			break
		}
		kind := strings.ToLower(text[at+where[2] : at+where[3]])
		begin := at + where[0]
		line := 1 + strings.Count(text[:at+where[2]], "\n")
		body, next, err := bibBody(text, at+where[1]-1)
		if err != nil {
			p.fail(
				fmt.Sprintf("line %d", line),
				"the entry %.40q: %w",
				strings.TrimSpace(text[begin:min(len(text), begin+40)]),
				err,
			)
			at += where[1]
			continue
		}
		at = next
		switch kind {
		case "comment", "preamble":
		case "string":
			for name, value := range bibFields(body, macros) {
				macros[name] = value
			}
		default:
			key, rest, _ := strings.Cut(body, ",")
			p.Articles = append(p.Articles, bibArticle(bibFields(rest, macros), strings.TrimSpace(key)))
		}
	}
	if len(p.Articles) == 0 && len(p.Failed) == 0 {
		return nil, errors.New("it holds no entry")
	}
	return p, nil
}

// bibBody is what stands between the braces that begin at i, and what comes behind.
func bibBody(text string, i int) (body string, next int, err error) {
	depth := 0
	for j := i; j < len(text); j++ {
		switch text[j] {
		case '{', '(':
			if text[j] == '{' || j == i {
				depth++
			}
		case '}', ')':
			if text[j] == '}' || text[i] == '(' && depth == 1 {
				depth--
			}
			if depth == 0 {
				return text[i+1 : j], j + 1, nil
			}
		}
	}
	return "", 0, errors.New("it has no end: a brace is missing")
}

var bibField = regexp.MustCompile(`([A-Za-z][\w:+-]*)\s*=\s*`)

// bibFields reads name = value, …; values are in braces or quotation marks, numbers
// or macros, joined by #.
func bibFields(body string, macros map[string]string) map[string]string {
	out := map[string]string{}
	for at := 0; at < len(body); {
		where := bibField.FindStringSubmatchIndex(body[at:])
		if where == nil {
			break
		}
		name := strings.ToLower(body[at+where[2] : at+where[3]])
		at += where[1]
		var value strings.Builder
		for at < len(body) {
			part, next := bibValue(body, at, macros)
			value.WriteString(part)
			at = next
			rest := strings.TrimLeft(body[at:], " \t\r\n")
			if !strings.HasPrefix(rest, "#") {
				break
			}
			at = len(body) - len(strings.TrimLeft(rest[1:], " \t\r\n"))
		}
		if _, twice := out[name]; !twice {
			out[name] = value.String()
		}
		if i := strings.IndexByte(body[at:], ','); i >= 0 {
			at += i + 1
		} else {
			break
		}
	}
	return out
}

func bibValue(body string, at int, macros map[string]string) (value string, next int) {
	switch body[at] {
	case '{':
		inside, next, err := bibBody(body, at)
		if err != nil {
			return body[at+1:], len(body)
		}
		return inside, next
	case '"':
		depth := 0
		for j := at + 1; j < len(body); j++ {
			switch {
			case body[j] == '{':
				depth++
			case body[j] == '}':
				depth--
			case body[j] == '"' && depth == 0:
				return body[at+1 : j], j + 1
			}
		}
		return body[at+1:], len(body)
	}
	end := at
	for end < len(body) && !strings.ContainsRune(",# \t\r\n", rune(body[end])) {
		end++
	}
	word := body[at:end]
	if known, ok := macros[strings.ToLower(word)]; ok {
		word = known
	}
	return word, max(end, at+1)
}

// bibMonths are the macros of months.
var bibMonths = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func bibArticle(f map[string]string, key string) ProjectArticle {
	a := newEntry(key)
	first := func(names ...string) string {
		for _, n := range names {
			if f[n] != "" {
				return fromLaTeX(f[n])
			}
		}
		return ""
	}
	a.Article.Title = first("title")
	a.Article.Publisher = first("journaltitle", "journal", "publisher", "organization", "howpublished")
	a.Article.Section = first("titleaddon", "section")
	a.Article.URL = strings.NewReplacer(`\_`, "_", `\%`, "%", `\&`, "&", `\#`, "#").Replace(strings.TrimSpace(f["url"]))
	if lang := strings.ToLower(first("langid", "language")); len(lang) >= 2 {
		a.Article.Language = bibLanguage(lang)
	}
	for _, name := range bibAuthors(f["author"]) {
		a.Article.Authors = append(a.Article.Authors, name)
	}
	switch {
	case f["date"] != "":
		setDate(&a, first("date"))
	case f["year"] != "" && f["month"] != "" && f["day"] != "":
		month := strings.ToLower(first("month"))
		if i := slices.IndexFunc(bibMonths, func(m string) bool { return strings.HasPrefix(month, m) }); i >= 0 {
			month = fmt.Sprint(i + 1)
		}
		setDate(&a, fmt.Sprintf("%s-%02s-%02s", first("year"), month, first("day")))
	case f["year"] != "":
		a.Doubts = append(a.Doubts, ProjectDoubt{"published", first("year"), "the file gives the year only"})
	}
	abstract := first("abstract")
	if id := f["quothid"]; id != "" {
		a.Article.ID, abstract = corpus.ArticleID(id), ""
	} else {
		if note := first("annote", "note", "annotation"); note != "" {
			a.Memos = append(a.Memos, ProjectNote{Text: note})
		}
		for _, k := range strings.FieldsFunc(first("keywords"), func(r rune) bool { return r == ',' || r == ';' }) {
			if path := CodePath(k); path != "" {
				a.Tags = append(a.Tags, ProjectTag{Code: path})
			}
		}
	}
	finishEntry(&a, abstract)
	return a
}

// bibLanguages are names of languages as biblatex has them.
var bibLanguages = map[string]string{
	"english":    "en",
	"american":   "en",
	"british":    "en",
	"german":     "de",
	"ngerman":    "de",
	"french":     "fr",
	"spanish":    "es",
	"italian":    "it",
	"dutch":      "nl",
	"portuguese": "pt",
	"swedish":    "sv",
	"danish":     "da",
}

func bibLanguage(s string) string {
	if code := bibLanguages[s]; code != "" {
		return code
	}
	if len(s) == 2 || len(s) > 2 && (s[2] == '-' || s[2] == '_') {
		return s[:2]
	}
	return ""
}

// bibAuthors cuts names at "and" outside braces; one in braces is whole.
func bibAuthors(s string) []string {
	var out []string
	depth, from := 0, 0
	add := func(name string) {
		name = strings.TrimSpace(name)
		switch {
		case name == "" || name == "others":
		case strings.HasPrefix(name, "{") && strings.HasSuffix(name, "}"):
			out = append(out, fromLaTeX(name))
		default:
			out = append(out, invertedName(fromLaTeX(name)))
		}
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], " and "):
			add(s[from:i])
			from, i = i+5, i+4
		}
	}
	add(s[from:])
	return out
}
