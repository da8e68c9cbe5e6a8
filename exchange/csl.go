package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
)

// cslWriter writes CSL-JSON (citeproc), as Zotero, pandoc and others read it.
type cslWriter struct {
	w     *bufio.Writer
	of    string
	taken map[string]bool
	rows  int
}

// cslItem is an entry of CSL-JSON.
type cslItem struct {
	ID        string     `json:"id"`
	Type      string     `json:"type"`
	Title     string     `json:"title,omitempty"`
	Author    []cslName  `json:"author,omitempty"`
	Container string     `json:"container-title,omitempty"`
	Issued    *cslDate   `json:"issued,omitempty"`
	Section   string     `json:"section,omitempty"`
	Language  string     `json:"language,omitempty"`
	URL       string     `json:"URL,omitempty"`
	Abstract  string     `json:"abstract,omitempty"`
	Keyword   string     `json:"keyword,omitempty"`
	Note      string     `json:"note,omitempty"`
	Publisher string     `json:"publisher,omitempty"`
	Custom    *cslCustom `json:"custom,omitempty"`
}

type cslName struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
	Dropped string `json:"dropping-particle,omitempty"`
	Kept    string `json:"non-dropping-particle,omitempty"`
}

type cslDate struct {
	Parts [][]json.RawMessage `json:"date-parts,omitempty"`
	Raw   string              `json:"raw,omitempty"`
}

// cslCustom is what only Quoth reads.
type cslCustom struct {
	ID        string `json:"quoth_id,omitempty"`
	Published string `json:"quoth_published,omitempty"`
}

func newCSL(w io.Writer, o Options) (Writer, error) {
	c := &cslWriter{bufio.NewWriter(w), o.Of, map[string]bool{}, 0}
	_, err := c.w.WriteString("[")
	return c, err
}

func (w *cslWriter) Write(c *Chapter) error {
	entries, err := entriesIn(c, w.of)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if w.rows++; w.rows > 1 {
			w.w.WriteByte(',')
		}
		w.w.WriteByte('\n')
		if err := encodeLine(w.w, cslOf(e, citeKey(e.article, w.taken))); err != nil {
			return err
		}
	}
	return nil
}

// encodeLine writes a value as JSON on one line, without a line end.
func encodeLine(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

func cslOf(e entry, key string) cslItem {
	a := e.article
	item := cslItem{
		ID:        key,
		Type:      "article-newspaper",
		Title:     a.Title,
		Container: a.Publisher,
		Section:   a.Section,
		Language:  a.Language,
		URL:       a.URL,
		Abstract:  e.abstract,
		Keyword:   strings.Join(e.keywords, ", "),
		Note:      strings.Join(e.notes, "\n"),
		Custom:    &cslCustom{e.id, a.Published.String()},
	}
	for _, name := range a.Authors {
		if family, given := personName(name); given == "" {
			item.Author = append(item.Author, cslName{Literal: name})
		} else {
			item.Author = append(item.Author, cslName{Family: family, Given: given})
		}
	}
	if day := a.Published.Day(); len(day) == 10 {
		var parts []json.RawMessage
		for _, p := range strings.Split(day, "-") {
			parts = append(parts, json.RawMessage(strings.TrimLeft(p, "0")))
		}
		item.Issued = &cslDate{Parts: [][]json.RawMessage{parts}}
	}
	return item
}

func (w *cslWriter) Close() error {
	w.w.WriteString("\n]\n")
	return w.w.Flush()
}

// cslTypes are the types of entries that are texts one can read.
var cslTypes = []string{
	"article",
	"article-journal",
	"article-magazine",
	"article-newspaper",
	"post",
	"post-weblog",
	"webpage",
	"report",
	"document",
	"broadcast",
	"interview",
	"speech",
	"book",
	"chapter",
	"manuscript",
	"thesis",
	"entry",
	"motion_picture",
	"personal_communication",
	"review",
	"bill",
	"legislation",
	"legal_case",
	"hearing",
	"pamphlet",
	"paper-conference",
	"song",
	"graphic",
	"map",
	"dataset",
	"patent",
	"software",
	"standard",
	"treaty",
	"regulation",
	"event",
	"periodical",
	"performance",
	"collection",
	"classic",
	"figure",
	"musical_score",
	"entry-dictionary",
	"entry-encyclopedia",
	"review-book",
}

func looksCSL(f File) bool {
	head := strings.TrimSpace(f.head())
	if !strings.HasPrefix(head, "[") {
		return false
	}
	d := json.NewDecoder(strings.NewReader(head))
	if _, err := d.Token(); err != nil || !d.More() {
		return false
	}
	var first struct {
		Type   string          `json:"type"`
		Title  *string         `json:"title"`
		Issued json.RawMessage `json:"issued"`
		Author json.RawMessage `json:"author"`
	}
	return d.Decode(&first) == nil && slices.Contains(cslTypes, first.Type) &&
		(first.Title != nil || first.Issued != nil || first.Author != nil)
}

func readCSL(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	p := &Project{}
	d := json.NewDecoder(strings.NewReader(text))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for n := 1; d.More(); n++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			p.fail(fmt.Sprintf("entry %d", n), "the file is damaged from here on: %w", err)
			break
		}
		var item cslItem
		if err := json.Unmarshal(raw, &item); err != nil {
			p.fail(fmt.Sprintf("entry %d", n), "%w", err)
			continue
		}
		p.Articles = append(p.Articles, item.article(fmt.Sprint(n)))
	}
	return p, nil
}

func (i cslItem) article(key string) ProjectArticle {
	a := newEntry(key)
	a.Article.Title, a.Article.Publisher, a.Article.Section, a.Article.URL = i.Title, i.Container, i.Section, i.URL
	if a.Article.Publisher == "" {
		a.Article.Publisher = i.Publisher
	}
	a.Article.Language = bibLanguage(strings.ToLower(i.Language))
	for _, n := range i.Author {
		name := n.Literal
		if name == "" {
			name = joinName(strings.Join(strings.Fields(n.Dropped+" "+n.Kept+" "+n.Family), " "), n.Given)
		}
		if name != "" {
			a.Article.Authors = append(a.Article.Authors, name)
		}
	}
	i.date(&a)
	ours := i.Custom != nil && i.Custom.ID != ""
	abstract := i.Abstract
	if ours {
		a.Article.ID, abstract = corpus.ArticleID(i.Custom.ID), ""
	} else {
		if i.Note != "" {
			a.Memos = append(a.Memos, ProjectNote{Text: i.Note})
		}
		for _, k := range strings.Split(i.Keyword, ",") {
			if path := CodePath(k); path != "" {
				a.Tags = append(a.Tags, ProjectTag{Code: path})
			}
		}
	}
	finishEntry(&a, abstract)
	return a
}

func (i cslItem) date(a *ProjectArticle) {
	if i.Custom != nil && i.Custom.Published != "" {
		if d, err := corpus.ParseDate(i.Custom.Published); err == nil {
			a.Article.Published = d
			return
		}
	}
	if i.Issued == nil {
		return
	}
	if len(i.Issued.Parts) == 0 {
		setDate(a, i.Issued.Raw)
		return
	}
	var numbers []string
	for _, part := range i.Issued.Parts[0] {
		n, err := strconv.Atoi(strings.Trim(string(part), `"`))
		if err != nil {
			return
		}
		numbers = append(numbers, fmt.Sprintf("%02d", n))
	}
	if len(numbers) == 3 {
		setDate(a, strings.Join(numbers, "-"))
	} else {
		a.Doubts = append(a.Doubts, ProjectDoubt{"published", strings.Join(numbers, "-"), "the file gives no day"})
	}
}
