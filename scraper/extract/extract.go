// Package extract turns the bytes of a page into an article: headline, byline,
// publisher, dates, language and the paragraphs of the body, with nothing of
// the page's furniture. Bytes in, [corpus.Collected] out; it fetches nothing and
// runs no scripts.
//
// The body of HTML is found by go-trafilatura, the best of the kept libraries on
// our development pages; metadata comes from JSON-LD, then meta tags, then
// markup, and each field says from where.
package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

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
type Extractor struct{ junk *junkTable }

// New loads the tables. models is where trained models lie; there is none yet.
func New(models, tables fs.FS) (*Extractor, error) {
	junk, err := loadJunk(tables)
	if err != nil {
		return nil, err
	}
	return &Extractor{junk: junk}, nil
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
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return c, fmt.Errorf("parse the page: %w", err)
	}
	splitBreaks(root)
	m := readMeta(root)
	c.Article = m.article(hint)
	c.Blocks = e.body(root, m, hint)
	body, _ := corpus.JoinBlocks(c.Blocks)
	if len(strings.Fields(body)) < leastWords {
		return c, ErrNoText
	}
	m.complete(&c.Article, body)
	return c, nil
}

// body finds the paragraphs and mends the known failures of the library.
func (e *Extractor) body(root *html.Node, m *meta, hint Hint) []corpus.Block {
	address, err := url.Parse(hint.URL)
	if err != nil {
		address = nil // an address that is none is no help
	}
	var blocks []corpus.Block
	result, err := trafilatura.ExtractDocument(root, trafilatura.Options{
		OriginalURL: address, ExcludeComments: true, ExcludeTables: true, EnableFallback: true, HtmlDateMode: trafilatura.Disabled,
	})
	if err == nil && result != nil && result.ContentNode != nil {
		blocks = readBlocks(result.ContentNode)
	}
	blocks = e.clean(blocks, m)
	if said := splitBody(m.articleBody); textLength(blocks) < len(m.articleBody)/2 && len(said) > 0 {
		blocks = e.clean(said, m) // cut or lost: the page says its text itself
	}
	return addStandfirst(blocks, m)
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

// addStandfirst puts the page's own summary before the body where it stands
// visibly on the page but was not found.
func addStandfirst(blocks []corpus.Block, m *meta) []corpus.Block {
	if len(blocks) == 0 || m.standfirst == "" {
		return blocks
	}
	key := fold(m.standfirst)
	for _, b := range blocks[:min(3, len(blocks))] {
		if strings.Contains(fold(b.Text), key) || strings.Contains(key, fold(b.Text)) {
			return blocks
		}
	}
	return append([]corpus.Block{{Kind: corpus.Standfirst, Text: m.standfirst}}, blocks...)
}

// decode turns a page into UTF-8. Valid UTF-8 is taken as it is, whatever the
// page declares: guessing is slow and pages lie.
func decode(page []byte, hint Hint) (text, name string, err error) {
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	if utf8.Valid(page) {
		return norm.NFC.String(strings.ReplaceAll(string(page), "\r\n", "\n")), "utf-8", nil
	}
	if bytes.Count(page[:min(len(page), 4096)], []byte{0}) > 8 && !bytes.HasPrefix(page, []byte{0xff, 0xfe}) && !bytes.HasPrefix(page, []byte{0xfe, 0xff}) {
		return "", "", ErrNotText
	}
	contentType := hint.ContentType
	if hint.Charset != "" {
		contentType = "text/html; charset=" + hint.Charset
	}
	encoding, name, _ := charset.DetermineEncoding(page, contentType)
	decoded, _, err := transform.Bytes(encoding.NewDecoder(), page)
	if err != nil {
		return "", "", fmt.Errorf("read the page as %s: %w", name, err)
	}
	return norm.NFC.String(strings.ReplaceAll(string(decoded), "\r\n", "\n")), name, nil
}

// language tells the language of a text by its letters and their order; the
// declared one where the text is too short to tell.
func language(text, declared string) string {
	declared = strings.ToLower(declared)
	if len(declared) > 2 {
		declared = declared[:2]
	}
	info := whatlanggo.Detect(text)
	if len(text) < 200 && declared != "" || !info.IsReliable() && declared != "" {
		return declared
	}
	if code := info.Lang.Iso6391(); code != "" {
		return code
	}
	return declared
}
