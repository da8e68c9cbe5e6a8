package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// splitBreaks turns text whose paragraphs are cut by two line breaks into real
// paragraphs, so that no later step glues them together.
func splitBreaks(root *html.Node) {
	var holders []*html.Node
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		if depth > maxDepth {
			return
		}
		if n.Type == html.ElementNode && breakHolders[n.DataAtom] && hasDoubleBreak(n) {
			holders = append(holders, n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(root, 0)
	for _, n := range holders {
		splitOne(n)
	}
}

// breakHolders are the elements whose text people cut with line breaks.
var breakHolders = map[atom.Atom]bool{atom.Div: true, atom.Td: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Span: true, atom.P: true}

func isBreak(n *html.Node) bool { return n.Type == html.ElementNode && n.DataAtom == atom.Br }

func isBlank(n *html.Node) bool { return n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" }

func hasDoubleBreak(n *html.Node) bool {
	breaks := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isBreak(c):
			if breaks++; breaks == 2 {
				return true
			}
		case !isBlank(c):
			breaks = 0
		}
	}
	return false
}

// splitOne gathers the children between double breaks into paragraphs; block
// elements stay where they are. A p becomes a div, which may hold paragraphs.
func splitOne(n *html.Node) {
	if n.DataAtom == atom.P || n.DataAtom == atom.Span {
		n.DataAtom, n.Data = atom.Div, "div"
	}
	var children []*html.Node
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		children = append(children, c)
	}
	paragraph := newParagraph()
	flush := func() {
		if paragraph.FirstChild != nil {
			n.AppendChild(paragraph)
			paragraph = newParagraph()
		}
	}
	for i := 0; i < len(children); i++ {
		c := children[i]
		_, block := blockKinds[c.DataAtom]
		switch {
		case isBreak(c) && breaksAt(children, i) > 1:
			flush()
			i += breaksAt(children, i) - 1
		case block && c.Type == html.ElementNode:
			flush()
			n.AppendChild(c)
		default:
			paragraph.AppendChild(c)
		}
	}
	flush()
}

func newParagraph() *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p"}
}

// breaksAt is how many nodes from i on are line breaks or blanks between them;
// 1 for a single break.
func breaksAt(nodes []*html.Node, i int) int {
	breaks, end := 0, i
	for j := i; j < len(nodes) && (isBreak(nodes[j]) || isBlank(nodes[j])); j++ {
		if isBreak(nodes[j]) {
			breaks++
			end = j
		}
	}
	if breaks < 2 {
		return 1
	}
	return end - i + 1
}
