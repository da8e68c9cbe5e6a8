package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"quoth/corpus"
)

// What Hypothesis exports: the rows of its API, or the annotations of a file that
// its client saves.
type hypothesisFile struct {
	Rows        []hypothesisRow `json:"rows"`
	Annotations []hypothesisRow `json:"annotations"`
	ExportUser  string          `json:"export_userid"`
}

type hypothesisRow struct {
	ID       string            `json:"id"`
	User     string            `json:"user"`
	URI      string            `json:"uri"`
	Text     string            `json:"text"`
	Tags     []string          `json:"tags"`
	Target   []json.RawMessage `json:"target"`
	Refs     []string          `json:"references"` // of an answer: what it answers
	UserInfo struct {
		Name string `json:"display_name"`
	} `json:"user_info"`
	Document struct {
		Title []string `json:"title"`
	} `json:"document"`
}

func looksHypothesis(f File) bool {
	head := f.head()
	return strings.Contains(head, `"uri"`) && strings.Contains(head, `"user"`) &&
		(strings.Contains(head, "acct:") || strings.Contains(head, "export_userid"))
}

func readHypothesis(_ context.Context, f File) (*Project, error) {
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	var rows []hypothesisRow
	switch trimmed := strings.TrimSpace(text); {
	case strings.HasPrefix(trimmed, "["):
		err = json.Unmarshal([]byte(text), &rows)
	default:
		d := json.NewDecoder(bytes.NewReader([]byte(text)))
		for d.More() { // one object, or one a line
			var raw json.RawMessage
			if err = d.Decode(&raw); err != nil {
				break
			}
			var file hypothesisFile
			var row hypothesisRow
			if json.Unmarshal(raw, &file) == nil && len(file.Rows)+len(file.Annotations) > 0 {
				rows = append(append(rows, file.Rows...), file.Annotations...)
			} else if json.Unmarshal(raw, &row) == nil && row.URI != "" {
				rows = append(rows, row)
			}
		}
	}
	if err != nil {
		return nil, jsonError(text, err)
	}
	if len(rows) == 0 {
		return nil, errors.New("it holds no annotation")
	}
	p := &Project{}
	known := map[string]bool{}
	answers := 0
	for n, r := range rows {
		if len(r.Refs) > 0 {
			answers++
			continue
		}
		place := fmt.Sprintf("annotation %d (%s)", n+1, r.ID)
		if !known[r.URI] {
			known[r.URI] = true
			a := ProjectArticle{Key: r.URI, Article: corpus.Article{URL: r.URI}}
			p.Articles = append(p.Articles, a)
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(r.User, "acct:"), "@")
		a := ProjectAnnotation{
			Article: r.URI,
			Place:   place,
			Range:   Range{-1, -1},
			Note:    r.Text,
			Coder:   corpus.Coder(name),
			Decides: true,
		}
		for _, t := range r.Tags {
			a.Codes = append(a.Codes, CodePath(t))
		}
		selected := false
		for _, target := range r.Target {
			if _, words, ok := selectors(
				target,
			); ok &&
				words.Exact != "" { // places count the letters of the page, not of our text
				a.Words, selected = words, true
			}
		}
		if selected {
			p.Annotations = append(p.Annotations, a)
			continue
		}
		for i := range p.Articles { // a note on the page as a whole
			if p.Articles[i].Key == r.URI {
				for _, code := range a.Codes {
					p.Articles[i].Tags = append(p.Articles[i].Tags, ProjectTag{code, a.Coder})
				}
				if r.Text != "" {
					p.Articles[i].Memos = append(p.Articles[i].Memos, ProjectNote{r.Text, a.Coder})
				}
			}
		}
	}
	p.leave(answers, "answers to annotations")
	return p, nil
}

// citronFile is what the quotation extractor Citron writes.
type citronFile struct {
	Text   *string       `json:"text"`
	Quotes []citronQuote `json:"quotes"`
}

type citronQuote struct {
	Cue          *citronSpan  `json:"cue"`
	Sources      []citronSpan `json:"sources"`
	Contents     []citronSpan `json:"contents"`
	Coreferences []citronSpan `json:"coreferences"`
	Confidence   float64      `json:"confidence"`
}

type citronSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

func looksCitron(f File) bool {
	var c citronFile
	head := f.head()
	return strings.Contains(head, `"text"`) && (strings.Contains(head, `"contents"`) || strings.Contains(head, `"quotes"`)) &&
		json.Unmarshal(bytes.TrimPrefix(f.Body, []byte("\ufeff")), &c) == nil && c.Text != nil &&
		c.Quotes != nil
}

func readCitron(_ context.Context, f File) (*Project, error) {
	var c citronFile
	text, err := f.text()
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return nil, jsonError(text, err)
	}
	title := strings.TrimSuffix(f.Name, f.ext())
	p := &Project{Articles: []ProjectArticle{{Key: "1", Text: *c.Text, Article: corpus.Article{Title: title}}}}
	spans := func(list []citronSpan) []Range {
		var out []Range
		for _, s := range list {
			out = append(out, Range{s.Start, s.End})
		}
		return out
	}
	for n, q := range c.Quotes {
		s := ProjectQuote{
			Article:    "1",
			Place:      fmt.Sprintf("quote %d", n+1),
			Content:    spans(q.Contents),
			Source:     spans(q.Sources),
			Confidence: q.Confidence,
			Engine:     "citron",
		}
		if len(q.Contents) == 1 {
			s.Words.Exact = q.Contents[0].Text
		}
		if len(q.Contents) == 0 {
			p.fail(s.Place, "it has no content")
			continue
		}
		if q.Cue != nil && q.Cue.End > q.Cue.Start {
			s.Cue = spans([]citronSpan{*q.Cue})
		}
		if len(q.Sources) > 0 {
			s.Speaker = q.Sources[0].Text
		}
		if len(q.Coreferences) > 0 { // who a pronoun or a description means
			s.Speaker = q.Coreferences[0].Text
		}
		p.Quotes = append(p.Quotes, s)
	}
	return p, nil
}
