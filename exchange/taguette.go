package exchange

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"quoth/corpus"
)

// taguetteColumns are those of the table of highlights that Taguette exports.
var taguetteColumns = []string{"id", "document", "content", "tag"}

// newTaguette writes highlights as Taguette exports them, one row a highlight and
// tag, or a project that it imports.
func newTaguette(w io.Writer, o Options) (Writer, error) {
	if o.Of == "project" {
		return newTaguetteProject(w, o)
	}
	t := &taguetteWriter{cells: &cellWriter{w: csv.NewWriter(w)}}
	return t, t.cells.w.Write(taguetteColumns)
}

type taguetteWriter struct {
	cells *cellWriter
	n     int
}

// highlight is a stretch with its tags.
type highlight struct {
	span  corpus.Span // empty where the words are not in the text
	words string
	tags  []string
}

// highlights are the quotes and annotations of a text that are tagged; stances of
// quotes are tags.
func (c *Chapter) highlights() ([]highlight, error) {
	var out []highlight
	for i := range c.Rows {
		r := &c.Rows[i]
		if err := c.checkRow(r); err != nil {
			return nil, err
		}
		tags := taguettePaths(tagPaths(r.Tags))
		for _, j := range r.Judgements {
			if tag := stancePrefix + j.Target + ": " + string(j.Stance); !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
		out = append(out, highlight{corpus.Cover(r.Quote.Content), c.words(r.Quote.Content), tags})
	}
	for i := range c.Annotations {
		a := &c.Annotations[i]
		h := highlight{words: a.Anchor.Exact, tags: taguettePaths(tagPaths(a.Codes))}
		if c.placed(a) {
			h.span = a.Anchor.Span
		}
		out = append(out, h)
	}
	return slices.DeleteFunc(out, func(h highlight) bool { return len(h.tags) == 0 }), nil
}

func (t *taguetteWriter) Write(c *Chapter) error {
	list, err := c.highlights()
	if err != nil {
		return err
	}
	for _, h := range list {
		t.n++
		for _, tag := range h.tags {
			if err := t.cells.row(strconv.Itoa(t.n), c.Article.Title, h.words, tag); err != nil {
				return err
			}
		}
	}
	return nil
}

// taguettePaths joins the names of a path by dots, as Taguette's users do.
func taguettePaths(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = strings.ReplaceAll(p, corpus.TagPathSeparator, ".")
	}
	return out
}

func (t *taguetteWriter) Close() error {
	t.cells.w.Flush()
	return t.cells.w.Error()
}

func looksTaguette(f File) bool {
	switch f.ext() {
	case ".csv":
		header, err := csv.NewReader(strings.NewReader(f.head())).Read()
		return err == nil &&
			(slices.Equal(header, taguetteColumns) || slices.Equal(header, []string{"tag", "description", "number of highlights"}) || slices.Equal(header, []string{"tag", "description"}))
	case ".sqlite3", ".taguette", ".db":
		return bytes.HasPrefix(f.Body, []byte("SQLite format 3\x00")) &&
			bytes.Contains(f.Body, []byte("highlight_tags"))
	}
	return false
}

func readTaguette(ctx context.Context, f File) (*Project, error) {
	if f.ext() != ".csv" {
		return readTaguetteProject(ctx, f)
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Body, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	p := &Project{}
	if rows[0][0] == "tag" {
		for _, r := range rows[1:] {
			p.Codes = append(p.Codes, ProjectCode{Path: taguettePath(Unguard(r[0])), Definition: Unguard(cellAt(r, 1))})
		}
		return p, nil
	}
	known := map[string]bool{}
	byHighlight := map[string]int{}
	for n, r := range rows[1:] {
		if len(r) != len(taguetteColumns) {
			p.fail(fmt.Sprintf("row %d", n+2), "it has %d cells, not %d", len(r), len(taguetteColumns))
			continue
		}
		document, words, tag := Unguard(r[1]), Unguard(r[2]), Unguard(r[3])
		if !known[document] {
			known[document] = true
			p.Articles = append(p.Articles, ProjectArticle{Key: document, Article: corpus.Article{Title: document}})
		}
		if i, ok := byHighlight[r[0]]; ok && p.Annotations[i].Words.Exact == words {
			p.Annotations[i].Codes = append(p.Annotations[i].Codes, taguettePath(tag))
			continue
		}
		byHighlight[r[0]] = len(p.Annotations)
		p.Annotations = append(p.Annotations, ProjectAnnotation{
			Article: document, Place: "the highlight " + r[0], Range: Range{-1, -1}, Words: Words{Exact: words},
			Codes: []string{taguettePath(tag)}, Decides: true,
		})
	}
	return p, nil
}

func cellAt(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// taguettePath reads dots as the borders of a path.
func taguettePath(tag string) string { return CodePath(strings.Split(tag, ".")...) }

// readTaguetteProject reads a project file. Its texts are HTML; places of
// highlights count bytes of their words.
func readTaguetteProject(ctx context.Context, f File) (*Project, error) {
	db, err := sql.Open("sqlite", "file:"+f.Path+"?mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	p := &Project{}
	if err := db.QueryRowContext(ctx, `SELECT name FROM projects LIMIT 1`).Scan(&p.Name); err != nil {
		return nil, fmt.Errorf("it has no project: %w", err)
	}
	texts := map[string]string{}
	err = eachRow(
		ctx,
		db,
		`SELECT id, name, coalesce(description, ''), contents FROM documents ORDER BY id`,
		4,
		func(r []string) {
			text := htmlText(r[3])
			texts[r[0]] = text
			a := ProjectArticle{
				Key:       r[0],
				Text:      text,
				Page:      []byte(r[3]),
				MediaType: "text/html",
				Article:   corpus.Article{Title: r[1]},
			}
			if r[2] != "" {
				a.Memos = append(a.Memos, ProjectNote{Text: r[2]})
			}
			p.Articles = append(p.Articles, a)
		},
	)
	tags := map[string]string{}
	err = errors.Join(
		err,
		eachRow(ctx, db, `SELECT id, path, coalesce(description, '') FROM tags`, 3, func(r []string) {
			tags[r[0]] = taguettePath(r[1])
			p.Codes = append(p.Codes, ProjectCode{Path: tags[r[0]], Definition: r[2]})
		}),
	)
	codes := map[string][]string{}
	err = errors.Join(err, eachRow(ctx, db, `SELECT highlight_id, tag_id FROM highlight_tags`, 2, func(r []string) {
		codes[r[0]] = append(codes[r[0]], tags[r[1]])
	}))
	err = errors.Join(
		err,
		eachRow(
			ctx,
			db,
			`SELECT id, document_id, start_offset, end_offset, snippet FROM highlights ORDER BY id`,
			5,
			func(r []string) {
				start, _ := strconv.Atoi(r[2])
				end, _ := strconv.Atoi(r[3])
				offsets := corpus.NewRuneOffsets(texts[r[1]])
				p.Annotations = append(p.Annotations, ProjectAnnotation{
					Article: r[1], Place: "the highlight " + r[0], Range: Range{offsets.Rune(start), offsets.Rune(end)},
					Words: Words{Exact: htmlText(r[4])}, Codes: codes[r[0]], Decides: true,
				})
			},
		),
	)
	if err != nil {
		return nil, fmt.Errorf("it is no project of Taguette: %w", err)
	}
	return p, nil
}

func eachRow(ctx context.Context, db *sql.DB, query string, columns int, do func([]string)) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		cells, into := make([]string, columns), make([]any, columns)
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		do(cells)
	}
	return rows.Err()
}

// htmlText is the words of a piece of HTML, one after the other.
func htmlText(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}
