package exchange

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/corpus"
)

// conllWriter writes one token a line with BIO tags for content, cue and source,
// as taggers are trained with: number, form, first and last code point, and a
// column for each of the three, where B-2 begins and I-2 goes on with the part of
// the second quote of the text. Overlapping quotes are joined by "|". A blank
// line ends a paragraph. Comments hold the article, its text and the quotes.
type conllWriter struct {
	w     *bufio.Writer
	o     Options
	first bool
}

func newCoNLL(w io.Writer, o Options) (Writer, error) {
	c := &conllWriter{w: bufio.NewWriter(w), o: o}
	fmt.Fprintln(c.w, "# columns = id form start end content cue source")
	return c, c.comment("quoth corpus", bookOf(o))
}

func (w *conllWriter) comment(name string, v any) error {
	fmt.Fprintf(w.w, "# %s = ", name)
	if err := encodeLine(w.w, v); err != nil {
		return err
	}
	return w.w.WriteByte('\n')
}

// token is a word or a sign.
type token struct {
	span  corpus.Span
	start int // code points
	end   int
	last  bool // of its paragraph
}

// tokensOf cuts a text into words and signs.
func tokensOf(text string) []token {
	var out []token
	points := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' && len(out) > 0 {
			out[len(out)-1].last = true
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			i, points = i+size, points+1
			continue
		}
		begin, first := i, points
		i, points = i+size, points+1
		if isWordRune(r) {
			for i < len(text) {
				next, size := utf8.DecodeRuneInString(text[i:])
				if !isWordRune(next) && !unicode.Is(unicode.M, next) {
					break
				}
				i, points = i+size, points+1
			}
		} else {
			for i < len(text) { // signs that belong to the one before: accents, joiners
				next, size := utf8.DecodeRuneInString(text[i:])
				if !unicode.Is(unicode.M, next) && next != '\u200d' {
					break
				}
				i, points = i+size, points+1
			}
		}
		out = append(out, token{span: corpus.Span{Start: begin, End: i}, start: first, end: points})
	}
	return out
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (w *conllWriter) Write(c *Chapter) error {
	if err := w.comment("newdoc", c.articleRecord(true)); err != nil {
		return err
	}
	for i := range c.Rows {
		if err := c.checkRow(&c.Rows[i]); err != nil {
			return err
		}
		if err := w.comment(fmt.Sprintf("quote %d", i+1), c.record(&c.Rows[i])); err != nil {
			return err
		}
	}
	for i := range c.Annotations {
		if err := w.comment("annotation", c.annotationRecord(&c.Annotations[i])); err != nil {
			return err
		}
	}
	parts := func(q *corpus.Quote) [3][]corpus.Span { return [3][]corpus.Span{q.Content, q.Cue, q.Source} }
	id := 0
	for _, t := range tokensOf(c.Version.Text) {
		id++
		columns := [3]string{"O", "O", "O"}
		for n := range c.Rows {
			for part, spans := range parts(&c.Rows[n].Quote) {
				for _, s := range spans {
					if !s.Overlaps(t.span) {
						continue
					}
					tag := "I-"
					if t.span.Start <= s.Start ||
						!strings.ContainsFunc(
							c.Version.Text[s.Start:t.span.Start],
							func(r rune) bool { return !unicode.IsSpace(r) },
						) {
						tag = "B-"
					}
					tag += strconv.Itoa(n + 1)
					if columns[part] == "O" {
						columns[part] = tag
					} else {
						columns[part] += "|" + tag
					}
					break
				}
			}
		}
		fmt.Fprintf(
			w.w,
			"%d\t%s\t%d\t%d\t%s\t%s\t%s\n",
			id,
			t.span.Text(c.Version.Text),
			t.start,
			t.end,
			columns[0],
			columns[1],
			columns[2],
		)
		if t.last {
			id = 0
			w.w.WriteByte('\n')
		}
	}
	_, err := w.w.WriteString("\n")
	return err
}

func (w *conllWriter) Close() error { return w.w.Flush() }

// isBIO reports whether a cell is a tag.
func isBIO(cell string) bool {
	if cell == "O" || cell == "_" {
		return true
	}
	for _, tag := range strings.Split(cell, "|") {
		if len(tag) < 3 || !strings.HasPrefix(tag, "B-") && !strings.HasPrefix(tag, "I-") {
			return false
		}
	}
	return true
}

func looksCoNLL(f File) bool {
	tagged := 0
	for _, line := range strings.SplitN(f.head(), "\n", 400) {
		line = strings.TrimRight(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) < 2 || !isBIO(cells[len(cells)-1]) {
			return false
		}
		if cells[len(cells)-1] != "_" {
			tagged++
		}
		if tagged > 20 {
			return true
		}
	}
	return tagged > 0
}

func readCoNLL(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	in := &conllReader{p: &Project{}}
	in.start(strings.TrimSuffix(f.Name, f.ext()))
	for n, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		in.line(n+1, line)
	}
	in.end()
	if len(in.p.Articles) == 0 {
		return nil, errors.New("it holds no text")
	}
	return in.p, nil
}

// conllReader reads documents line by line.
type conllReader struct {
	p     *Project
	name  string
	doc   ProjectArticle
	whole bool // its text and quotes came in comments
	text  strings.Builder
	at    int // code points of text
	words int
	open  map[string]*conllPart // by role and label
	parts []conllPart
}

// conllPart is a stretch with a role in a quotation.
type conllPart struct {
	role, label string
	at          Range
	sentence    int
}

func (r *conllReader) start(name string) {
	r.name, r.doc, r.whole, r.at, r.words, r.parts = name, ProjectArticle{}, false, 0, 0, nil
	r.text.Reset()
	r.open = map[string]*conllPart{}
	r.doc.Key = fmt.Sprintf("%s %d", name, len(r.p.Articles)+1)
	r.doc.Article.Title = name
}

func (r *conllReader) end() {
	r.close()
	if r.whole {
		r.p.Articles = append(r.p.Articles, r.doc)
		return
	}
	if r.words == 0 {
		return
	}
	r.doc.Text = strings.TrimRight(r.text.String(), " \n")
	r.p.Articles = append(r.p.Articles, r.doc)
	r.quotes()
}

// close ends the stretches that are open.
func (r *conllReader) close() {
	for key, part := range r.open {
		r.parts = append(r.parts, *part)
		delete(r.open, key)
	}
}

func (r *conllReader) line(n int, line string) {
	switch {
	case strings.HasPrefix(line, "#"):
		r.comment(n, line)
	case strings.TrimSpace(line) == "":
		r.close()
		if r.words > 0 && !strings.HasSuffix(r.text.String(), "\n\n") {
			r.text.WriteString("\n\n")
			r.at += 2
		}
	case r.whole: // the tokens say what the comments said
	default:
		r.token(n, strings.Split(line, "\t"))
	}
}

func (r *conllReader) comment(n int, line string) {
	name, value, found := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), " = ")
	place := fmt.Sprintf("line %d", n)
	var err error
	switch {
	case name == "quoth corpus":
		var b bookJSON
		if err = json.Unmarshal([]byte(value), &b); err == nil {
			b.fill(r.p)
		}
	case name == "newdoc" && strings.HasPrefix(value, "{"):
		r.end()
		r.start(r.name)
		var a articleJSON
		if err = json.Unmarshal([]byte(value), &a); err == nil {
			r.doc, r.whole = a.article(r.doc.Key), true
		}
	case strings.HasPrefix(name, "quote ") && r.whole && found:
		var q quoteJSON
		if err = json.Unmarshal([]byte(value), &q); err == nil {
			r.p.Quotes = append(r.p.Quotes, q.statement(r.doc.Key, place))
		}
	case name == "annotation" && r.whole && found:
		var a annotationJSON
		if err = json.Unmarshal([]byte(value), &a); err == nil {
			r.p.Annotations = append(r.p.Annotations, a.annotation(r.doc.Key, place))
		}
	case strings.HasPrefix(name, "newdoc") || strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(line, "#")), "begin document"):
		r.end()
		r.start(r.name)
		if found && value != "" {
			r.doc.Article.Title = value
		}
	case name == "title" && found:
		r.doc.Article.Title = value
	}
	if err != nil {
		r.p.fail(place, "%w", err)
	}
}

// token adds a word. The form is the first cell that is neither a number nor a tag.
func (r *conllReader) token(n int, cells []string) {
	form := slices.IndexFunc(cells, func(c string) bool {
		_, err := strconv.Atoi(c)
		return err != nil && !isBIO(c)
	})
	if form < 0 {
		if form = 0; len(cells) > 1 && isNumber(cells[0]) {
			form = 1
		}
	}
	if len(cells) < 2 {
		r.p.fail(fmt.Sprintf("line %d", n), "it has no tag: %.60q", strings.Join(cells, "\t"))
		return
	}
	if text := r.text.String(); r.words > 0 && !strings.HasSuffix(text, "\n\n") && !closes(cells[form]) &&
		!opensLast(text) {
		r.text.WriteByte(' ')
		r.at++
	}
	start := r.at
	r.text.WriteString(cells[form])
	r.at += utf8.RuneCountInString(cells[form])
	r.words++
	seen := map[string]bool{}
	for i, cell := range cells {
		if i == form || !isBIO(cell) || cell == "O" || cell == "_" {
			continue
		}
		for _, tag := range strings.Split(cell, "|") {
			label := tag[2:]
			role := quoteRole(strings.TrimRight(label, "0123456789-_"))
			if role == "" {
				role = quoteRole(label)
			}
			if role == "" {
				role = label
			}
			key := role + "\x00" + label
			seen[key] = true
			part := r.open[key]
			if part != nil && tag[0] == 'B' {
				r.parts = append(r.parts, *part)
				part = nil
			}
			if part == nil {
				part = &conllPart{role: role, label: label, at: Range{start, r.at}}
				r.open[key] = part
			}
			part.at.End = r.at
		}
	}
	for key, part := range r.open {
		if !seen[key] {
			r.parts = append(r.parts, *part)
			delete(r.open, key)
		}
	}
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// closes and opensLast say where no space stands between tokens.
func closes(form string) bool {
	return len(form) > 0 && strings.ContainsRune(".,;:!?)]}”’»…", []rune(form)[0]) &&
		utf8.RuneCountInString(form) == 1 ||
		form == "n't" ||
		strings.HasPrefix(form, "’") ||
		strings.HasPrefix(form, "'") && len(form) > 1
}

func opensLast(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("([{“‘«„", r)
}

// quotes makes quotes of the contents, each with the cue and the source nearest
// to it.
func (r *conllReader) quotes() {
	slices.SortFunc(r.parts, func(a, b conllPart) int { return a.at.Start - b.at.Start })
	nearest := func(role string, to Range) []Range {
		best, far := -1, 400 // code points: beyond that it is another sentence's
		for i, p := range r.parts {
			if p.role != role {
				continue
			}
			d := max(p.at.Start-to.End, to.Start-p.at.End, 0)
			if d < far {
				best, far = i, d
			}
		}
		if best < 0 {
			return nil
		}
		return []Range{r.parts[best].at}
	}
	text := []rune(r.doc.Text)
	for n, p := range r.parts {
		place := fmt.Sprintf("tokens of part %d", n+1)
		switch p.role {
		case "content":
			q := ProjectQuote{
				Article: r.doc.Key,
				Place:   place,
				Content: []Range{p.at},
				Cue:     nearest("cue", p.at),
				Source:  nearest("source", p.at),
				Marked:  true,
			}
			if len(q.Source) == 1 && q.Source[0].End <= len(text) {
				q.Speaker = string(text[q.Source[0].Start:q.Source[0].End])
			}
			r.p.Quotes = append(r.p.Quotes, q)
		case "cue", "source":
		default:
			r.p.Annotations = append(
				r.p.Annotations,
				ProjectAnnotation{Article: r.doc.Key, Place: place, Range: p.at, Codes: []string{CodePath(p.label)}},
			)
		}
	}
}
