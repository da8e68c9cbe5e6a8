package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quoth/corpus"
)

// survey is what one walk over a page finds: every block of visible text with
// where it stands, and every place that speaks about the article. The tree is
// not needed afterwards.
type survey struct {
	language string // of the html element
	title    string // of the title element
	link     string // of the canonical link
	metas    map[string][]string
	ld       []string // JSON-LD scripts
	scripts  []string // other scripts that hold data
	times    []timeTag
	bylines  []byline
	tries    int   // elements looked at for bylines and times
	headings []int // blocks that are h1
	elements []element
	blocks   []candidate
	names    map[string]*nameInfo // of class and id
}

// element is a block element with what its name says.
type element struct {
	parent int32 // -1 for the first
	depth  int32
	tag    atom.Atom
	place  placeFlags // of the element and all around it
	name   *nameInfo
	style  uint64 // elements of one style look the same: tag and class
	far    int32  // how many elements up one is named as furniture; 99 for none
}

// candidate is a block of visible text that may belong to the article.
type candidate struct {
	corpus.Block
	holder  int32 // the element that holds it
	tag     atom.Atom
	linked  int // bytes of it inside links
	bold    int // bytes of it in bold or italics
	byLines int // single line breaks in it
}

// timeTag is a moment that the page marks up as one.
type timeTag struct {
	value     string // for machines
	text      string
	published bool // says that it is the date of publication
	modified  bool // says that it is not
	block     int  // the blocks before it
}

// byline is text marked up as an author.
type byline struct {
	text  string
	sure  bool // by rel, itemprop or address; else by its class
	block int  // the blocks before it
}

// maxDepth bounds how deep a tree is followed; text deeper down is not seen.
const maxDepth = 700

// maxElements and maxBlocks bound the survey of a hostile page.
const (
	maxElements = 400_000
	maxBlocks   = 20_000
	maxTries    = 400 // elements whose text is read for a byline or a time
)

// surveyor gathers a survey in one walk.
type surveyor struct {
	*survey
	line    strings.Builder
	linked  int
	bold    int
	breaks  int // line breaks since the last word
	single  int // single line breaks in the line
	inLinks int
	inBold  int
	element int32
	kind    corpus.ParagraphKind
}

// look walks a page once.
func look(root *html.Node) *survey {
	s := &surveyor{
		survey:  &survey{metas: map[string][]string{}, names: map[string]*nameInfo{}},
		kind:    corpus.PlainParagraph,
		element: -1,
	}
	s.open(root)
	s.walk(root, 0)
	s.cut()
	return s.survey
}

// blockTags are the elements that end a line of text, with the kind of
// paragraph that they make.
var blockTags = map[atom.Atom]corpus.ParagraphKind{
	atom.H1:         corpus.Subhead,
	atom.H2:         corpus.Subhead,
	atom.H3:         corpus.Subhead,
	atom.H4:         corpus.Subhead,
	atom.H5:         corpus.Subhead,
	atom.H6:         corpus.Subhead,
	atom.Li:         corpus.ListItem,
	atom.Ul:         corpus.ListItem,
	atom.Ol:         corpus.ListItem,
	atom.Blockquote: corpus.BlockQuote,
	atom.P:          "",
	atom.Div:        "",
	atom.Section:    "",
	atom.Article:    "",
	atom.Main:       "",
	atom.Body:       "",
	atom.Pre:        "",
	atom.Td:         "",
	atom.Th:         "",
	atom.Tr:         "",
	atom.Table:      "",
	atom.Tbody:      "",
	atom.Header:     "",
	atom.Footer:     "",
	atom.Figure:     "",
	atom.Figcaption: "",
	atom.Dd:         "",
	atom.Dt:         "",
	atom.Dl:         "",
	atom.Address:    "",
	atom.Aside:      "",
	atom.Form:       "",
	atom.Nav:        "",
	atom.Hr:         "",
	atom.Fieldset:   "",
	atom.Details:    "",
	atom.Summary:    "",
	atom.Center:     "",
	atom.Label:      "",
	atom.Dialog:     "",
	atom.Hgroup:     "",
	atom.Caption:    "",
}

// unseen are the elements whose text nobody reads.
var unseen = map[atom.Atom]bool{
	atom.Style:    true,
	atom.Noscript: true,
	atom.Template: true,
	atom.Svg:      true,
	atom.Button:   true,
	atom.Iframe:   true,
	atom.Select:   true,
	atom.Textarea: true,
	atom.Nav:      true,
	atom.Object:   true,
	atom.Audio:    true,
	atom.Video:    true,
	atom.Canvas:   true,
	atom.Math:     true,
}

func (s *surveyor) walk(n *html.Node, depth int) {
	switch n.Type {
	case html.TextNode:
		s.text(n.Data)
		return
	case html.ElementNode:
	case html.DocumentNode:
		s.children(n, depth)
		return
	default:
		return
	}
	if s.isHoverCard(n) {
		return
	}
	if depth > maxDepth || unseen[n.DataAtom] || len(s.blocks) >= maxBlocks || len(s.elements) >= maxElements {
		return
	}
	s.noteAuthor(n)
	switch n.DataAtom {
	case atom.Html:
		s.language = attribute(n, "lang")
	case atom.Meta:
		s.meta(n)
		return
	case atom.Link:
		if attribute(n, "rel") == "canonical" && s.link == "" {
			s.link = attribute(n, "href")
		}
		return
	case atom.Title:
		if s.title == "" {
			s.title = cutRunes(tidy(textOf(n)), longestTitle)
		}
		return
	case atom.Script:
		s.script(n)
		return
	case atom.Br:
		s.lineBreak()
		return
	case atom.Time:
		if s.tries++; s.tries > maxTries {
			break
		}
		s.times = append(s.times, timeOf(n, len(s.blocks)))
	case atom.A:
		s.inLinks++
		defer func() { s.inLinks-- }()
	case atom.B, atom.Strong, atom.Em, atom.I:
		s.inBold++
		defer func() { s.inBold-- }()
	}
	kind, isBlock := blockTags[n.DataAtom]
	if isCell := n.DataAtom == atom.Td || n.DataAtom == atom.Th; isCell && !holdsBlocks(n) {
		s.line.WriteByte(' ') // the cells of a row are one line
		isBlock = false
	}
	if !isBlock {
		s.children(n, depth)
		return
	}
	s.cut()
	element, before := s.element, s.kind
	s.open(n)
	if kind != "" {
		s.kind = kind
	}
	s.children(n, depth)
	s.cut()
	s.element, s.kind = element, before
}

// hoverNames are the words in names of what shows only when a pointer rests on
// the link before it.
var hoverNames = setOfWords("rollover hovercard popover tooltip flyout")

// isHoverCard holds for what a link in running text shows when one points at it:
// it would stand in the middle of a sentence.
func (s *surveyor) isHoverCard(n *html.Node) bool {
	before := n.PrevSibling
	if before == nil || before.DataAtom != atom.A || n.DataAtom != atom.Span && n.DataAtom != atom.Div ||
		n.FirstChild == nil {
		return false
	}
	return slices.ContainsFunc(s.nameOf(n).words, func(w string) bool { return hoverNames[w] })
}

// longestTitle is how many characters of a title are read; the comparisons of its
// parts grow with their square.
const longestTitle = 500

func (s *surveyor) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, depth+1)
	}
}

// holdsBlocks holds for a table cell that is more than a value: one of a layout.
func holdsBlocks(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if _, isBlock := blockTags[c.DataAtom]; isBlock || c.DataAtom == atom.Br ||
			c.Type == html.TextNode && len(c.Data) > longCell {
			return true
		}
	}
	return false
}

// longCell is how many bytes of text make a table cell a paragraph.
const longCell = 200

// open enters a block element.
func (s *surveyor) open(n *html.Node) {
	e := element{parent: s.element, tag: n.DataAtom, far: farAway, name: s.nameOf(n), style: styleOf(n)}
	if s.element >= 0 {
		around := &s.elements[s.element]
		e.depth, e.place, e.far = around.depth+1, around.place, min(around.far+1, farAway)
	}
	e.place |= placeOf(n)
	if n.DataAtom != atom.Body && n.DataAtom != atom.Html { // their classes speak of the whole page
		e.place |= e.name.place
		if e.name.place&inFurniture != 0 {
			e.far = 0
		}
	}
	s.element = int32(len(s.elements))
	s.elements = append(s.elements, e)
}

func (s *surveyor) text(data string) {
	bytes := visible(data)
	if bytes > 0 {
		if s.breaks == 1 && s.line.Len() > 0 {
			s.single++
		}
		s.breaks = 0
		if s.inLinks > 0 {
			s.linked += bytes
		}
		if s.inBold > 0 {
			s.bold += bytes
		}
	}
	s.line.WriteString(data)
}

// lineBreak cuts at the second of two breaks: many pages write paragraphs so.
func (s *surveyor) lineBreak() {
	if s.breaks++; s.breaks >= 2 {
		s.cut()
		return
	}
	s.line.WriteByte(' ')
}

// cut ends a block of text.
func (s *surveyor) cut() {
	if s.line.Len() > 0 {
		if text := asPrinted(s.line.String()); text != "" && len(s.blocks) < maxBlocks {
			c := candidate{
				Block:   corpus.Block{Kind: s.kind, Text: text},
				holder:  s.element,
				tag:     s.elements[s.element].tag,
				linked:  s.linked,
				bold:    s.bold,
				byLines: s.single,
			}
			if c.tag == atom.H1 {
				s.headings = append(s.headings, len(s.blocks))
			}
			s.blocks = append(s.blocks, c)
		}
	}
	s.line.Reset()
	s.linked, s.bold, s.breaks, s.single = 0, 0, 0, 0
}

// meta notes a meta tag under each of its names.
func (s *surveyor) meta(n *html.Node) {
	var names [4]string
	content, found := "", 0
	for _, a := range n.Attr {
		switch a.Key {
		case "name", "property", "itemprop", "http-equiv":
			if found < len(names) {
				names[found] = strings.ToLower(a.Val)
				found++
			}
		case "content":
			content = a.Val
		}
	}
	if strings.TrimSpace(content) == "" {
		return
	}
	for _, name := range names[:found] {
		if len(s.metas[name]) < 32 {
			s.metas[name] = append(s.metas[name], content)
		}
	}
}

// dataScripts is how long a script must be to be looked at for an article that
// stands nowhere else.
const dataScripts = 1000

func (s *surveyor) script(n *html.Node) {
	if n.FirstChild == nil {
		return
	}
	switch data := n.FirstChild.Data; {
	case strings.Contains(attribute(n, "type"), "ld+json"):
		s.ld = append(s.ld, data)
	case len(data) >= dataScripts:
		s.scripts = append(s.scripts, data)
	}
}

// noteAuthor notes an element that is marked up as naming an author.
func (s *surveyor) noteAuthor(n *html.Node) {
	sure, marked := false, false
	for _, a := range n.Attr {
		switch a.Key {
		case "rel":
			sure = sure || a.Val == "author"
		case "itemprop":
			sure = sure || a.Val == "author"
			if a.Val == "datePublished" && n.DataAtom != atom.Time && n.DataAtom != atom.Meta {
				s.times = append(
					s.times,
					timeTag{
						value:     orElse(attribute(n, "content"), attribute(n, "datetime")),
						text:      tidy(textOf(n)),
						published: true,
						block:     len(s.blocks),
					},
				)
			}
		case "href":
			sure = sure || n.DataAtom == atom.A && authorAddress(a.Val)
		case "class", "data-testid", "id":
			marked = marked || s.named(a.Val).place&inByline != 0
		}
	}
	if !sure && !marked || s.tries >= maxTries || n.DataAtom == atom.Meta || n.DataAtom == atom.Link ||
		n.DataAtom == atom.Body {
		return
	}
	s.tries++
	if text := tidy(linesOf(n)); text != "" && len(text) < 200 {
		s.bylines = append(s.bylines, byline{text: linesOf(n), sure: sure, block: len(s.blocks)})
	}
}

func timeOf(n *html.Node, block int) timeTag {
	name := strings.ToLower(attribute(n, "class") + " " + attribute(n, "itemprop") + " " + attribute(n, "id"))
	return timeTag{
		value: attribute(n, "datetime"),
		text:  tidy(textOf(n)),
		block: block,
		published: strings.Contains(
			name,
			"publi",
		),
		modified: strings.Contains(name, "modif") || strings.Contains(name, "updat"),
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// maxText bounds how much text is gathered of one small element.
const maxText = 2000

// textOf is all text in an element.
func textOf(n *html.Node) string { return gather(n, "") }

// linesOf is all text in an element, the texts of its parts on lines of their
// own.
func linesOf(n *html.Node) string { return gather(n, "\n") }

func gather(n *html.Node, gap string) string {
	var b strings.Builder
	var walk func(*html.Node, int)
	walk = func(n *html.Node, depth int) {
		if b.Len() > maxText || depth > 40 ||
			n.Type == html.ElementNode && (unseen[n.DataAtom] || n.DataAtom == atom.Script) {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
			if c.Type == html.ElementNode {
				b.WriteString(gap)
			}
		}
	}
	walk(n, 0)
	return b.String()
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
