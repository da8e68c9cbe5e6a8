package exchange

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// w3cWriter writes Web Annotations (W3C Recommendation, 2017) as an
// AnnotationPage in JSON-LD: one annotation a quote, one for what each coder did
// with it, one a free annotation. Every target holds its words with what stands
// around them, and their place in code points. The texts and the codebook stand
// behind, under terms of Quoth's own, which others pass over.
type w3cWriter struct {
	w        *bufio.Writer
	articles *spool
	o        Options
	items    int
	texts    int
}

const w3cContext = "http://www.w3.org/ns/anno.jsonld"

type (
	w3cAnnotation struct {
		ID         string          `json:"id"`
		Type       string          `json:"type"`
		Motivation any             `json:"motivation,omitempty"`
		Creator    any             `json:"creator,omitempty"`
		Created    string          `json:"created,omitempty"`
		Body       []w3cBody       `json:"body,omitempty"`
		Target     []w3cTarget     `json:"target"`
		Quote      *quoteJSON      `json:"quoth:quote,omitempty"`
		Marked     *annotationJSON `json:"quoth:annotation,omitempty"`
		About      string          `json:"quoth:about,omitempty"` // the quote that a coder's annotation is about
	}
	w3cAgent struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	w3cBody struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Value   string `json:"value"`
		Target  string `json:"quoth:target,omitempty"`
	}
	w3cTarget struct {
		Source   string `json:"source"`
		Selector []any  `json:"selector,omitempty"`
	}
	w3cQuoteSelector struct {
		Type   string `json:"type"`
		Exact  string `json:"exact"`
		Prefix string `json:"prefix"`
		Suffix string `json:"suffix"`
	}
	w3cPositionSelector struct {
		Type  string `json:"type"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
)

func newW3C(w io.Writer, o Options) (Writer, error) {
	aside, err := newSpool()
	if err != nil {
		return nil, err
	}
	j := &w3cWriter{w: bufio.NewWriter(w), articles: aside, o: o}
	fmt.Fprintf(
		j.w,
		`{"@context":["%s",{"quoth":"urn:quoth:terms#"}],"id":"urn:quoth:page:%s","type":"AnnotationPage","items":[`,
		w3cContext,
		slug(o.Corpus),
	)
	return j, nil
}

func (j *w3cWriter) drop() { j.articles.drop() }

// sourceOf is the address by which annotations name an article.
func sourceOf(a *corpus.Article) string {
	return cmp.Or(a.URL, "urn:quoth:article:"+string(a.ID))
}

func (j *w3cWriter) target(c *Chapter, spans []corpus.Span) []w3cTarget {
	var out []w3cTarget
	for _, s := range spans {
		a, at := corpus.NewAnchor(c.Version.Text, s), c.span(s)
		out = append(
			out,
			w3cTarget{
				sourceOf(&c.Article),
				[]any{
					w3cQuoteSelector{"TextQuoteSelector", a.Exact, a.Prefix, a.Suffix},
					w3cPositionSelector{"TextPositionSelector", at.Start, at.End},
				},
			},
		)
	}
	return out
}

func (j *w3cWriter) put(a w3cAnnotation) error {
	if j.items++; j.items > 1 {
		j.w.WriteByte(',')
	}
	j.w.WriteByte('\n')
	a.Type = "Annotation"
	return encodeLine(j.w, a)
}

func person(c corpus.Coder) w3cAgent { return w3cAgent{"Person", string(c)} }

func created(t time.Time) string { return stampOf(t) }

func (j *w3cWriter) Write(c *Chapter) error {
	if j.texts++; j.texts > 1 {
		j.articles.WriteByte(',')
	}
	j.articles.WriteByte('\n')
	if err := encodeLine(j.articles, c.articleRecord(true)); err != nil {
		return err
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if err := c.checkRow(r); err != nil {
			return err
		}
		if err := j.quote(c, r); err != nil {
			return err
		}
	}
	for i := range c.Annotations {
		a := &c.Annotations[i]
		record := c.annotationRecord(a)
		out := w3cAnnotation{
			ID:         "urn:quoth:annotation:" + string(a.ID),
			Motivation: "highlighting",
			Creator:    person(a.Coder),
			Created:    created(a.Created),
			Marked:     &record,
		}
		out.Body = bodies(a.Codes, nil, a.Note)
		if c.placed(a) {
			out.Target = j.target(c, []corpus.Span{a.Anchor.Span})
		} else {
			out.Target = []w3cTarget{
				{
					sourceOf(&c.Article),
					[]any{w3cQuoteSelector{"TextQuoteSelector", a.Anchor.Exact, a.Anchor.Prefix, a.Anchor.Suffix}},
				},
			}
		}
		if err := j.put(out); err != nil {
			return err
		}
	}
	return nil
}

func bodies(tags []Tag, judgements []Judgement, note string) []w3cBody {
	var out []w3cBody
	for _, t := range tags {
		out = append(out, w3cBody{"TextualBody", "tagging", t.Path, ""})
	}
	for _, v := range judgements {
		out = append(out, w3cBody{"TextualBody", "assessing", string(v.Stance), v.Target})
	}
	if note != "" {
		out = append(out, w3cBody{"TextualBody", "commenting", note, ""})
	}
	return out
}

func (j *w3cWriter) quote(c *Chapter, r *Row) error {
	id := "urn:quoth:quote:" + string(r.Quote.ID)
	record := c.record(r)
	a := w3cAnnotation{
		ID:         id,
		Motivation: "identifying",
		Creator:    w3cAgent{"Software", "Quoth"},
		Target:     j.target(c, r.Quote.Content),
		Quote:      &record,
	}
	if who := said(r); r.SpeakerName != "" || r.OrganizationName != "" {
		a.Body = []w3cBody{{"TextualBody", "identifying", who, ""}}
	}
	if err := j.put(a); err != nil {
		return err
	}
	for _, coder := range r.coders() {
		of := w3cAnnotation{
			ID:         id + ":" + coder,
			Motivation: "assessing",
			Creator:    person(corpus.Coder(coder)),
			Target:     a.Target,
			About:      id,
		}
		for _, v := range r.Verdicts {
			if string(v.Coder) == coder {
				of.Body, of.Created = append(
					of.Body,
					w3cBody{"TextualBody", "moderating", string(v.Status), ""},
				), created(
					v.When,
				)
			}
		}
		tags := slices.DeleteFunc(slices.Clone(r.Tags), func(t Tag) bool { return string(t.Coder) != coder })
		judgements := slices.DeleteFunc(
			slices.Clone(r.Judgements),
			func(v Judgement) bool { return string(v.Coder) != coder },
		)
		note := ""
		for _, n := range r.Notes {
			if string(n.Coder) == coder {
				note = n.Text
			}
		}
		of.Body = append(of.Body, bodies(tags, judgements, note)...)
		if err := j.put(of); err != nil {
			return err
		}
	}
	return nil
}

func (j *w3cWriter) Close() error {
	j.w.WriteString("\n],\"quoth:corpus\":")
	if err := encodeLine(j.w, bookOf(j.o)); err != nil {
		return err
	}
	j.w.WriteString(",\"quoth:articles\":[")
	if err := j.articles.pour(j.w); err != nil {
		return err
	}
	j.w.WriteString("\n]}\n")
	return j.w.Flush()
}

func looksW3C(f File) bool {
	head := f.head()
	return strings.Contains(head, "anno.jsonld") && strings.Contains(head, "Annotation") ||
		strings.Contains(head, `"TextQuoteSelector"`) && strings.Contains(head, `"Annotation"`)
}

// w3cIn is an annotation of any program; JSON-LD lets most things be one or many.
type w3cIn struct {
	ID      string           `json:"id"`
	Type    json.RawMessage  `json:"type"`
	Creator json.RawMessage  `json:"creator"`
	Body    json.RawMessage  `json:"body"`
	Value   string           `json:"bodyValue"`
	Target  json.RawMessage  `json:"target"`
	Quote   *quoteJSON       `json:"quoth:quote"`
	Marked  *annotationJSON  `json:"quoth:annotation"`
	About   string           `json:"quoth:about"`
	Items   []w3cIn          `json:"items"`
	First   *json.RawMessage `json:"first"`
}

// many gives a value that is one or a list as a list.
func many(raw json.RawMessage) []json.RawMessage {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var list []json.RawMessage
	if raw[0] == '[' && json.Unmarshal(raw, &list) == nil {
		return list
	}
	return []json.RawMessage{raw}
}

// plainText is a value that is a text, or the text under one of some names.
func plainText(raw json.RawMessage, names ...string) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return ""
	}
	for _, n := range names {
		if s = plainText(object[n], names...); s != "" {
			return s
		}
	}
	return ""
}

func readW3C(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	p := &Project{}
	var root struct {
		w3cIn
		Articles []articleJSON `json:"quoth:articles"`
		Book     bookJSON      `json:"quoth:corpus"`
	}
	items := []w3cIn{}
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		err = json.Unmarshal([]byte(text), &items)
	} else if err = json.Unmarshal([]byte(text), &root); err == nil {
		items = root.Items
		if root.First != nil {
			var page w3cIn
			if json.Unmarshal(*root.First, &page) == nil {
				items = append(items, page.Items...)
			}
		}
		if len(items) == 0 && len(root.Target) > 0 {
			items = []w3cIn{root.w3cIn}
		}
	}
	if err != nil {
		return nil, jsonError(text, err)
	}
	root.Book.fill(p)
	known := map[string]bool{}
	for _, a := range root.Articles {
		article := a.article("")
		article.Key = sourceOf(&article.Article)
		if known[article.Key] { // an earlier text of the same article
			article.Key += "#" + a.Version
		}
		known[article.Key] = true
		p.Articles = append(p.Articles, article)
	}
	in := &w3cReader{p: p, known: known}
	for n, item := range items {
		in.item(fmt.Sprintf("annotation %d", n+1), item)
	}
	if len(items) == 0 && len(p.Articles) == 0 {
		return nil, errors.New("it holds no annotation")
	}
	return p, nil
}

// jsonError says at which line JSON is damaged.
func jsonError(text string, err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("line %d: %w", 1+strings.Count(text[:min(int(syntax.Offset), len(text))], "\n"), err)
	}
	return err
}

type w3cReader struct {
	p     *Project
	known map[string]bool
}

// article is the key of an address; one that the file does not hold must be in
// the corpus.
func (in *w3cReader) article(address string) string {
	if !in.known[address] {
		in.known[address] = true
		in.p.Articles = append(in.p.Articles, ProjectArticle{Key: address, Article: corpus.Article{URL: address}})
	}
	return address
}

func (in *w3cReader) item(place string, item w3cIn) {
	if item.About != "" {
		return // said with its quote
	}
	targets := many(item.Target)
	if len(targets) == 0 {
		in.p.fail(place, "it has no target")
		return
	}
	coder := corpus.Coder(plainText(firstRaw(many(item.Creator)), "nickname", "name", "id"))
	var codes, notes []string
	if item.Value != "" {
		notes = append(notes, item.Value)
	}
	for _, body := range many(item.Body) {
		value := plainText(body, "value", "source", "id")
		if strings.Contains(plainText(body, "purpose"), "tagging") || plainText(body, "purpose") == "classifying" {
			codes = append(codes, CodePath(strings.Split(value, corpus.TagPathSeparator)...))
		} else if value != "" {
			notes = append(notes, value)
		}
	}
	for n, raw := range targets {
		address := plainText(raw, "source", "id")
		if address == "" {
			in.p.fail(place, "its target names no source")
			continue
		}
		switch {
		case item.Quote != nil:
			if n == 0 {
				in.p.Quotes = append(in.p.Quotes, item.Quote.statement(in.article(address), place))
			}
			continue
		case item.Marked != nil:
			in.p.Annotations = append(in.p.Annotations, item.Marked.annotation(in.article(address), place))
			continue
		}
		at, words, ok := selectors(raw)
		if !ok {
			in.p.fail(place, "its target has neither words nor a place in the text")
			continue
		}
		in.p.Annotations = append(in.p.Annotations, ProjectAnnotation{
			Article: in.article(address), Place: place, Range: at, Words: words, Codes: codes,
			Note: strings.Join(notes, "\n\n"), Coder: coder, Decides: true,
		})
	}
}

func firstRaw(list []json.RawMessage) json.RawMessage {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// selectors reads the words and the place that a target selects.
func selectors(target json.RawMessage) (at Range, words Words, ok bool) {
	var object struct {
		Selector json.RawMessage `json:"selector"`
	}
	if json.Unmarshal(target, &object) != nil {
		return at, words, false
	}
	at = Range{-1, -1}
	for _, raw := range many(object.Selector) {
		var s struct {
			Type   string
			Exact  string
			Prefix string
			Suffix string
			Start  *int
			End    *int
		}
		if json.Unmarshal(raw, &s) != nil {
			continue
		}
		switch {
		case s.Type == "TextQuoteSelector" && s.Exact != "":
			words, ok = Words{s.Exact, s.Prefix, s.Suffix}, true
		case s.Type == "TextPositionSelector" && s.Start != nil && s.End != nil:
			at, ok = Range{*s.Start, *s.End}, true
		}
	}
	return at, words, ok
}
