// Package extract turns the bytes of a page into an article: headline, byline,
// publisher, dates, language and the paragraphs of the body, with nothing of
// the page's furniture. Bytes in, [corpus.Collected] out; it fetches nothing and
// runs no scripts.
//
// The body of HTML is chosen block by block by a scorer of our own, which also
// looks at what go-trafilatura would take; metadata comes from JSON-LD, then meta tags, then
// markup, and each field says from where.
package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"quoth/corpus"
)

// Errors of a page; what wraps them names it.
var (
	ErrNoText   = errors.New("no article text was found: the page may need a login or a script")
	ErrTooLarge = fmt.Errorf("the page is larger than %d MB", MaxBytes>>20)
	ErrNotText  = errors.New("the file is not text")
)

// MaxBytes bounds a page.
const MaxBytes = 32 << 20

// leastWords is how much text a page must have to be an article.
const leastWords = 8

// Hint is what is known of a page beside its bytes; all of it is optional.
type Hint struct {
	URL         string // where it was fetched from
	ContentType string // the header as sent
	Charset     string
}

// Extractor reads articles. It is safe for concurrent use.
type Extractor struct {
	junk      *junkTable
	languages *languageWords
}

// New loads the tables and the block scorer's model from models.
func New(models, tables fs.FS) (*Extractor, error) {
	junk, err := loadJunk(tables)
	if err != nil {
		return nil, err
	}
	languages, err := loadLanguages(tables)
	if err != nil {
		return nil, err
	}
	return &Extractor{junk: junk, languages: languages}, nil
}

// HTML reads an article out of a page. Errors: ErrNoText, ErrTooLarge,
// ErrNotText. What metadata was found is returned beside ErrNoText too.
func (e *Extractor) HTML(page []byte, hint Hint) (corpus.Collected, error) {
	var c corpus.Collected
	if len(page) > MaxBytes {
		return c, ErrTooLarge
	}
	text, name, err := decode(page, hint)
	if err != nil {
		return c, err
	}
	c.Page.Charset = name
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return c, fmt.Errorf("parse the page: %w", err)
	}
	m := readMeta(look(root), hint)
	c.Article = m.article(hint)
	c.Blocks = e.body(root, m, hint)
	body, _ := corpus.JoinBlocks(c.Blocks)
	bodyAt := m.find(c.Blocks)
	e.complete(m, &c.Article, body, bodyAt)
	if len(strings.Fields(body)) < leastWords {
		return c, ErrNoText
	}
	m.note("body", corpus.FromMarkup, body)
	return c, nil
}

// find is the candidate with which the body begins; -1 for none.
func (m *meta) find(body []corpus.Block) int {
	if len(body) > 0 {
		for i, b := range m.blocks {
			if b.Text == body[0].Text {
				return i
			}
		}
	}
	return -1
}

// body finds the paragraphs and mends the known failures of the library.
func (e *Extractor) body(root *html.Node, m *meta, hint Hint) []corpus.Block {
	address, err := url.Parse(hint.URL)
	if err != nil {
		address = nil // an address that is none is no help
	}
	blocks := e.clean(libraryBlocks(root, address), m)
	if said := splitBody(m.articleBody); textLength(blocks) < len(m.articleBody)/2 && len(said) > 0 {
		blocks = e.clean(said, m) // cut or lost: the page says its text itself
	}
	return blocks
}

// libraryBlocks is go-trafilatura's choice.
func libraryBlocks(root *html.Node, address *url.URL) []corpus.Block {
	result, err := trafilatura.ExtractDocument(root, trafilatura.Options{
		OriginalURL: address, ExcludeComments: true, ExcludeTables: true, EnableFallback: true, HtmlDateMode: trafilatura.Disabled,
	})
	if err != nil || result == nil || result.ContentNode == nil {
		return nil
	}
	var out []corpus.Block
	for _, b := range look(result.ContentNode).blocks {
		out = append(out, b.Block)
	}
	return out
}

func textLength(blocks []corpus.Block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Text)
	}
	return n
}

// splitBody cuts the text that a page gives about itself into paragraphs.
func splitBody(body string) []corpus.Block {
	var out []corpus.Block
	for _, line := range strings.Split(body, "\n") {
		if line = tidy(line); line != "" {
			out = append(out, corpus.Block{Kind: corpus.PlainParagraph, Text: line})
		}
	}
	return out
}

// clean drops a first block that repeats the headline, junk lines, and repeats.
func (e *Extractor) clean(blocks []corpus.Block, m *meta) []corpus.Block {
	seen := map[string]bool{}
	var out []corpus.Block
	title := fold(m.title)
	for _, b := range blocks {
		key := fold(b.Text)
		switch {
		case key == "" || seen[key] && len(key) > 20:
			continue
		case len(out) == 0 && title != "" && (key == title || strings.HasPrefix(title, key) && len(key) > len(title)/2):
			continue
		case e.junk.drops(b.Text):
			continue
		}
		seen[key] = true
		out = append(out, b)
	}
	for len(out) > 0 && out[len(out)-1].Kind == corpus.Subhead {
		out = out[:len(out)-1] // a subhead with nothing below it heads a box
	}
	return out
}
