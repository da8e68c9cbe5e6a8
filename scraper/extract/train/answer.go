package main

import (
	"encoding/json"
	"io"

	"quoth/corpus"
	"quoth/scraper/extract"
)

// answer is one line for eval/extract.py.
type answer struct {
	File       string                        `json:"file"`
	Title      string                        `json:"title"`
	Authors    []string                      `json:"authors"`
	Published  string                        `json:"published"`
	Language   string                        `json:"language"`
	Tags       []string                      `json:"tags"`
	Paragraphs []string                      `json:"paragraphs"`
	Text       string                        `json:"text"`
	Origins    map[string]corpus.FieldOrigin `json:"origins"`
}

// answerPage writes what the extractor makes of a page.
func answerPage(w io.Writer, e *extract.Extractor, p *page) error {
	body, err := p.html()
	if err != nil {
		return err
	}
	c, _ := e.HTML(body, extract.Hint{URL: p.url}) // a page without an article is an empty answer
	a := c.Article
	out := answer{File: p.key, Title: a.Title, Authors: a.Authors, Published: a.Published.String(), Language: a.Language, Tags: a.Keywords, Origins: a.FieldOrigins}
	text, paragraphs := corpus.JoinBlocks(c.Blocks)
	out.Text = text
	for _, b := range paragraphs {
		out.Paragraphs = append(out.Paragraphs, b.Span.Text(text))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}
