package exchange

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"quoth/corpus"
)

// risWriter writes RIS, which all reference managers read: TY NEWS, one record an
// article or a quote.
type risWriter struct {
	w  *bufio.Writer
	of string
}

func newRIS(w io.Writer, o Options) (Writer, error) {
	return &risWriter{bufio.NewWriter(w), o.Of}, nil
}

func (r *risWriter) Write(c *Chapter) error {
	entries, err := entriesIn(c, r.of)
	if err != nil {
		return err
	}
	for _, e := range entries {
		r.record(e)
	}
	return nil
}

// line writes a field; RIS has one line for each.
func (r *risWriter) line(tag, value string) {
	if value = inLine(printable(value)); value != "" {
		fmt.Fprintf(r.w, "%s  - %s\r\n", tag, value)
	}
}

func (r *risWriter) record(e entry) {
	a := e.article
	r.line("TY", "NEWS")
	r.line("ID", e.id)
	r.line("TI", a.Title)
	for _, name := range a.Authors {
		r.line("AU", invert(name))
	}
	r.line("T2", a.Publisher)
	if day := a.Published.Day(); day != "" {
		r.line("PY", day[:4])
		r.line(
			"DA",
			strings.ReplaceAll(day, "-", "/")+"/"+clockOf(a.Published)+strings.TrimPrefix(zoneOf(a.Published), "UTC"),
		)
	}
	r.line("SE", a.Section)
	r.line("LA", a.Language)
	r.line("UR", a.URL)
	r.line("AN", string(a.ID))
	r.line("AB", e.abstract)
	for _, k := range e.keywords {
		r.line("KW", k)
	}
	for _, n := range e.notes {
		r.line("N1", n)
	}
	r.line("DB", "Quoth")
	r.w.WriteString("ER  - \r\n\r\n")
}

func (r *risWriter) Close() error { return r.w.Flush() }

var risLine = regexp.MustCompile(`^([A-Z][A-Z0-9])  ?- ?(.*)$`)

func looksRIS(f File) bool {
	for _, line := range strings.SplitN(f.head(), "\n", 20) {
		if line = strings.TrimSpace(line); line != "" {
			m := risLine.FindStringSubmatch(line + " ")
			return m != nil && m[1] == "TY"
		}
	}
	return false
}

func readRIS(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	p := &Project{}
	var fields [][2]string
	began := 0
	end := func(line int) {
		if len(fields) > 0 {
			p.Articles = append(p.Articles, risArticle(fields, fmt.Sprintf("%d", len(p.Articles)+1)))
		}
		fields = nil
	}
	for n, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		m := risLine.FindStringSubmatch(strings.TrimRight(line, " ") + " ")
		switch {
		case m == nil && strings.TrimSpace(line) == "":
		case m == nil && len(fields) > 0: // a line goes on
			fields[len(fields)-1][1] += " " + strings.TrimSpace(line)
		case m == nil:
			p.fail(fmt.Sprintf("line %d", n+1), "it belongs to no record: %.60q", line)
		case m[1] == "ER":
			end(n)
		case m[1] == "TY":
			if len(fields) > 0 {
				p.fail(fmt.Sprintf("line %d", began+1), "the record has no end (ER)")
			}
			end(n)
			began = n
			fields = append(fields, [2]string{"TY", strings.TrimSpace(m[2])})
		default:
			fields = append(fields, [2]string{m[1], strings.TrimSpace(m[2])})
		}
	}
	if len(fields) > 0 {
		p.fail(fmt.Sprintf("line %d", began+1), "the record has no end (ER): the file was cut")
		end(0)
	}
	if len(p.Articles) == 0 {
		return nil, fmt.Errorf("it holds no record")
	}
	return p, nil
}

func risArticle(fields [][2]string, key string) ProjectArticle {
	a := newEntry(key)
	abstract, ours := "", false
	var notes []string
	for _, f := range fields {
		ours = ours || f == [2]string{"DB", "Quoth"}
	}
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	for _, f := range fields {
		switch value := f[1]; f[0] {
		case "TI", "T1", "CT":
			set(&a.Article.Title, value)
		case "AU", "A1":
			a.Article.Authors = append(a.Article.Authors, invertedName(value))
		case "T2", "JO", "JF", "JA", "BT":
			set(&a.Article.Publisher, value)
		case "SE":
			a.Article.Section = value
		case "LA":
			if len(value) >= 2 {
				a.Article.Language = strings.ToLower(value[:2])
			}
		case "UR":
			set(&a.Article.URL, value)
		case "AB", "N2":
			set(&abstract, value)
		case "DA", "Y1":
			risDate(&a, value)
		case "AN":
			if ours {
				a.Article.ID = corpus.ArticleID(value)
			}
		case "N1":
			notes = append(notes, value)
		case "KW":
			if !ours {
				a.Tags = append(a.Tags, ProjectTag{Code: CodePath(value)})
			}
		}
	}
	if ours {
		abstract = "" // a quote's words are no text
	} else if len(notes) > 0 {
		a.Memos = append(a.Memos, ProjectNote{Text: strings.Join(notes, "\n\n")})
	}
	finishEntry(&a, abstract)
	return a
}

// risDate reads YYYY/MM/DD/rest, where the rest may be a time.
func risDate(a *ProjectArticle, value string) {
	parts := strings.SplitN(value, "/", 4)
	if len(parts) < 3 {
		if !strings.Contains(value, "/") {
			setDate(a, value)
		}
		return
	}
	day := fmt.Sprintf("%s-%02s-%02s", parts[0], parts[1], parts[2])
	if len(parts) == 4 && len(parts[3]) == len("15:04:05+01:00") {
		a.Article.Published = joinDate(day, parts[3][:8], parts[3][8:])
		return
	}
	if d, err := corpus.ParseDate(day); err == nil {
		a.Article.Published = d
	}
}
