package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quoth/corpus"
)

// blockKinds are the elements that make paragraphs, with the kind they make.
var blockKinds = map[atom.Atom]corpus.ParagraphKind{
	atom.P: corpus.PlainParagraph, atom.Div: corpus.PlainParagraph, atom.Section: corpus.PlainParagraph, atom.Article: corpus.PlainParagraph,
	atom.H1: corpus.Subhead, atom.H2: corpus.Subhead, atom.H3: corpus.Subhead, atom.H4: corpus.Subhead, atom.H5: corpus.Subhead, atom.H6: corpus.Subhead,
	atom.Li: corpus.ListItem, atom.Blockquote: corpus.BlockQuote, atom.Pre: corpus.PlainParagraph, atom.Body: corpus.PlainParagraph,
	atom.Main: corpus.PlainParagraph, atom.Ul: corpus.ListItem, atom.Ol: corpus.ListItem,
}

// maxDepth bounds how deep a tree is followed; deeper text is taken whole.
const maxDepth = 400

// blockReader gathers the paragraphs of a tree in one walk.
type blockReader struct {
	out  []corpus.Block
	line strings.Builder
	kind corpus.ParagraphKind
}

// readBlocks lists the paragraphs of a tree: block elements and line breaks cut,
// inline markup neither splits nor glues words.
func readBlocks(root *html.Node) []corpus.Block {
	r := &blockReader{kind: corpus.PlainParagraph}
	r.walk(root, 0)
	r.cut()
	return r.out
}

func (r *blockReader) walk(n *html.Node, depth int) {
	switch n.Type {
	case html.TextNode:
		r.line.WriteString(n.Data)
		return
	case html.ElementNode:
		if hidden[n.DataAtom] {
			return
		}
	}
	kind, isBlock := blockKinds[n.DataAtom]
	if n.DataAtom == atom.Br {
		if n.NextSibling != nil && n.NextSibling.DataAtom == atom.Br {
			r.cut()
		} else {
			r.line.WriteByte('\n')
		}
		return
	}
	before := r.kind
	if isBlock {
		r.cut()
		if kind != corpus.PlainParagraph || before == corpus.PlainParagraph {
			r.kind = kind
		}
	}
	if depth < maxDepth {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.walk(c, depth+1)
		}
	}
	if isBlock {
		r.cut()
		r.kind = before
	}
}

var hidden = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Figcaption: true,
	atom.Form: true, atom.Button: true, atom.Iframe: true, atom.Nav: true, atom.Aside: true}

func (r *blockReader) cut() {
	for _, line := range strings.Split(r.line.String(), "\n\n") {
		if text := tidy(line); text != "" {
			r.out = append(r.out, corpus.Block{Kind: r.kind, Text: text})
		}
	}
	r.line.Reset()
}

// tidy folds white space and drops invisible characters.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u2060':
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// fold makes two printings of a line comparable.
func fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else if unicode.IsSpace(r) && b.Len() > 0 {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
