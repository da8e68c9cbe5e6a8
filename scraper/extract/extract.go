// Package extract turns the bytes of a page into an article: headline, byline,
// publisher, dates, language and the paragraphs of the body, with nothing of
// the page's furniture. Bytes in, [corpus.Collected] out; it fetches nothing and
// runs no scripts.
//
// The body of HTML is chosen block by block by a scorer of our own; metadata
// comes from JSON-LD, then meta tags, then markup, text and address, and each
// field says from where.
package extract

import (
	"errors"
	"fmt"
	"io/fs"

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
	Charset     string // where the container of the page names it, as a mail does; it goes before the header's
}

// Extractor reads articles. It is safe for concurrent use.
type Extractor struct {
	junk     *junkTable
	agencies map[string]bool // in lower case
	model    *Model
}

// New loads the tables and the weights of the block scorer.
func New(models, tables fs.FS) (*Extractor, error) {
	e, err := NewUntrained(tables)
	if err != nil {
		return nil, err
	}
	e.model, err = LoadModel(models)
	return e, err
}

// NewUntrained is an extractor that can only take pages apart, for training.
func NewUntrained(tables fs.FS) (*Extractor, error) {
	junk, err := loadJunk(tables)
	if err != nil {
		return nil, err
	}
	agencies, err := loadAgencies(tables)
	if err != nil {
		return nil, err
	}
	return &Extractor{junk: junk, agencies: agencies}, nil
}

// HTML reads an article out of a page. Errors: ErrNoText, ErrTooLarge,
// ErrNotText. What metadata was found is returned beside ErrNoText too.
func (e *Extractor) HTML(page []byte, hint Hint) (corpus.Collected, error) {
	study, err := e.Study(page, hint)
	if err != nil {
		return corpus.Collected{}, err
	}
	return e.Finish(study, e.model.probabilities(study.v))
}

// Study takes a page apart. Errors are those of [Extractor.HTML] but ErrNoText.
func (e *Extractor) Study(page []byte, hint Hint) (*Study, error) {
	if len(page) > MaxBytes {
		return nil, ErrTooLarge
	}
	text, name, err := decode(page, hint)
	if err != nil {
		return nil, err
	}
	root, err := parsePage(text)
	if err != nil {
		return nil, err
	}
	return &Study{v: e.newView(readMeta(look(root), hint, e.agencies)), hint: hint, charset: name}, nil
}

// Finish makes an article of the blocks that belong to it, given how likely each
// one does.
func (e *Extractor) Finish(s *Study, p []float32) (corpus.Collected, error) {
	var c corpus.Collected
	c.Page.Charset = s.charset
	m := s.v.meta
	c.Article = m.article(s.hint)
	body := e.assemble(s.v, p)
	c.Blocks = body.blocks
	text, _ := corpus.JoinBlocks(c.Blocks)
	e.complete(m, &c.Article, text, body.at)
	if _, words := describe(text, nil); len(words) < leastWords {
		return c, ErrNoText
	}
	m.note("body", body.origin, text)
	return c, nil
}
