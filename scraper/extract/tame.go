package extract

import (
	"bytes"
	"fmt"
	"io"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits on what a page may do to the parser. x/net/html merges the attributes
// of every further body tag into the first and compares those of formatting
// tags with each other, both in quadratic time, and it refuses pages that nest
// deeper than 512.
const (
	maxRoots      = 4    // body and html tags
	longTag       = 4096 // bytes; a longer tag is looked at
	suspectMarks  = 512  // equal signs and blanks in it
	maxAttributes = 128
	maxNesting    = 300
)

// parsePage parses a page in linear time, whatever it holds. A page that would
// be slow, or is nested deeper than the parser goes, is flattened first: the
// text stays, the excess tags go.
func parsePage(page []byte) (*html.Node, error) {
	if isHostile(page) {
		page = flatten(page)
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		root, err = html.Parse(bytes.NewReader(flatten(page)))
	}
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	return root, nil
}

// isHostile reports whether a page has what makes the parser slow. It looks at
// every tag once, without reading it.
func isHostile(page []byte) bool {
	roots := 0
	for {
		at := bytes.IndexByte(page, '<')
		if at < 0 || at+5 > len(page) {
			return false
		}
		page = page[at+1:]
		if name := page[:4]; bytes.EqualFold(name, []byte("body")) || bytes.EqualFold(name, []byte("html")) {
			if roots++; roots > maxRoots {
				return true
			}
		}
		if page[0]|0x20 < 'a' || page[0]|0x20 > 'z' {
			continue
		}
		if end := bytes.IndexByte(page[:min(len(page), longTag)], '>'); end >= 0 {
			page = page[end:]
			continue
		}
		end := bytes.IndexByte(page, '>')
		if end < 0 {
			end = len(page)
		}
		if bytes.Count(
			page[:end],
			[]byte("="),
		)+bytes.Count(
			page[:end],
			[]byte(" "),
		)+bytes.Count(
			page[:end],
			[]byte("\n"),
		) > suspectMarks {
			return true
		}
		page = page[end:]
	}
}

// unnested are the elements that do not nest: without an end tag the parser ends
// them itself.
var unnested = map[atom.Atom]bool{
	atom.P:        true,
	atom.Li:       true,
	atom.Option:   true,
	atom.Tr:       true,
	atom.Td:       true,
	atom.Th:       true,
	atom.Dt:       true,
	atom.Dd:       true,
	atom.Br:       true,
	atom.Img:      true,
	atom.Meta:     true,
	atom.Link:     true,
	atom.Input:    true,
	atom.Hr:       true,
	atom.Source:   true,
	atom.Wbr:      true,
	atom.Area:     true,
	atom.Base:     true,
	atom.Col:      true,
	atom.Embed:    true,
	atom.Param:    true,
	atom.Track:    true,
	atom.Html:     true,
	atom.Head:     true,
	atom.Body:     true,
	atom.Script:   true,
	atom.Style:    true,
	atom.Title:    true,
	atom.Textarea: true,
	atom.Noscript: true,
	atom.Iframe:   true,
	atom.Xmp:      true,
}

// flattener writes a page again without what makes it hostile.
type flattener struct {
	out     []byte
	roots   map[atom.Atom]int
	depth   int
	skipped int // tags that were left out and are still open
}

func flatten(page []byte) []byte {
	f := &flattener{out: make([]byte, 0, len(page)), roots: map[atom.Atom]int{}}
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			if tokens.Err() != io.EOF {
				return page
			}
			return f.out
		}
		f.token(kind, tokens)
	}
}

func (f *flattener) token(kind html.TokenType, tokens *html.Tokenizer) {
	raw := tokens.Raw()
	switch kind {
	case html.StartTagToken, html.SelfClosingTagToken:
		f.start(bytes.Clone(raw), tokens, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := tokens.TagName()
		switch {
		case unnested[atom.Lookup(name)]:
			f.out = append(f.out, raw...)
		case f.skipped > 0:
			f.skipped--
		default:
			f.depth = max(0, f.depth-1)
			f.out = append(f.out, raw...)
		}
	default:
		f.out = append(f.out, raw...)
	}
}

func (f *flattener) start(raw []byte, tokens *html.Tokenizer, closed bool) {
	name, more := tokens.TagName()
	tag := atom.Lookup(name)
	if tag == atom.Body || tag == atom.Html {
		if f.roots[tag]++; f.roots[tag] > maxRoots {
			return
		}
	}
	if !unnested[tag] && !closed {
		if f.depth >= maxNesting {
			f.skipped++
			f.out = append(f.out, "<p>"...) // what it kept apart stays apart
			return
		}
		f.depth++
	}
	short := append(append([]byte{'<'}, name...), '>')
	for n := 0; more; n++ {
		if n > maxAttributes {
			f.out = append(f.out, short...)
			return
		}
		_, _, more = tokens.TagAttr()
	}
	f.out = append(f.out, raw...)
}
