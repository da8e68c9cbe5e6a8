package main

import (
	"encoding/json"
	"io"

	"quoth/corpus"
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

// writeAnswer writes what an extractor made of a page.
func writeAnswer(w io.Writer, p *page, c corpus.Collected) error {
	a := c.Article
	out := answer{
		File:      p.key,
		Title:     a.Title,
		Authors:   a.Authors,
		Published: a.Published.String(),
		Language:  a.Language,
		Tags:      a.Keywords,
		Origins:   a.FieldOrigins,
	}
	text, paragraphs := corpus.JoinBlocks(c.Blocks)
	out.Text = text
	for _, b := range paragraphs {
		out.Paragraphs = append(out.Paragraphs, b.Span.Text(text))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}
