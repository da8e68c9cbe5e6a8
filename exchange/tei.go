package exchange

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"quoth/corpus"
)

// teiWriter writes TEI P5: a teiCorpus with a TEI element for each text. Quotes
// are <said who> inside the text where they do not overlap; a quote that goes on
// in another paragraph or stretch has parts (part="I", "M", "F"). Everything about
// each quote stands in standOff besides, overlapping ones too. Characters of the
// text are kept one by one: <ab> elements hold what stands between paragraphs.
type teiWriter struct {
	w *bufio.Writer
	o Options
	n int
}

func newTEI(w io.Writer, o Options) (Writer, error) {
	t := &teiWriter{w: bufio.NewWriter(w), o: o}
	t.w.WriteString(xml.Header)
	t.w.WriteString(
		`<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>` + escapeXML(
			o.Corpus,
		) + `</title></titleStmt><publicationStmt><p>` +
			"Written by Quoth on " + o.When.UTC().
			Format("2006-01-02") +
			`</p></publicationStmt><sourceDesc><p>News articles</p></sourceDesc></fileDesc>`,
	)
	t.w.WriteString(`<xenoData type="quoth">`)
	if err := t.json(bookOf(o)); err != nil {
		return nil, err
	}
	t.w.WriteString("</xenoData></teiHeader>\n")
	return t, nil
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(printable(s))) // a Builder never fails
	return strings.NewReplacer("&#xA;", "\n", "&#x9;", "\t").Replace(b.String())
}

func attributeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(printable(s)))
	return b.String()
}

func (t *teiWriter) json(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.w.WriteString(escapeXML(string(data)))
	return err
}

// teiSaid is a stretch of the text inside <said>.
type teiSaid struct {
	span corpus.Span
	row  int
	part string
}

// inline are the stretches that can stand in the text: cut at paragraphs, and
// those that overlap an earlier one left out.
func (t *teiWriter) inline(c *Chapter, pieces []corpus.Span) []teiSaid {
	var out []teiSaid
	for n := range c.Rows {
		var mine []teiSaid
		free := true
		for _, s := range c.Rows[n].Quote.Content {
			for _, p := range pieces {
				cut := corpus.Span{Start: max(s.Start, p.Start), End: min(s.End, p.End)}
				if cut.Empty() || strings.TrimSpace(cut.Text(c.Version.Text)) == "" {
					continue
				}
				mine = append(mine, teiSaid{span: cut, row: n})
				free = free && !slices.ContainsFunc(out, func(o teiSaid) bool { return o.span.Overlaps(cut) })
			}
		}
		if !free {
			continue
		}
		for i := range mine {
			switch {
			case len(mine) == 1:
			case i == 0:
				mine[i].part = "I"
			case i == len(mine)-1:
				mine[i].part = "F"
			default:
				mine[i].part = "M"
			}
		}
		out = append(out, mine...)
	}
	slices.SortFunc(out, func(a, b teiSaid) int { return a.span.Start - b.span.Start })
	return out
}

func (t *teiWriter) Write(c *Chapter) error {
	t.n++
	for i := range c.Rows {
		if err := c.checkRow(&c.Rows[i]); err != nil {
			return err
		}
	}
	people := t.header(c)
	t.w.WriteString("<text><body>")
	pieces, paragraph := teiPieces(c.Version.Text)
	said := t.inline(c, pieces)
	for i, p := range pieces {
		element := "ab"
		if paragraph[i] {
			element = "p"
		}
		t.w.WriteString("<" + element + ` xml:space="preserve">`)
		at := p.Start
		for _, s := range said {
			if s.span.Start < p.Start || s.span.End > p.End {
				continue
			}
			t.w.WriteString(escapeXML(c.Version.Text[at:s.span.Start]))
			r := &c.Rows[s.row]
			fmt.Fprintf(
				t.w,
				`<said n="%s" direct="%t"`,
				attributeXML(string(r.Quote.ID)),
				r.Quote.Kind != corpus.Indirect,
			)
			if id := people[r.SpeakerName]; id != "" {
				fmt.Fprintf(t.w, ` who="#%s"`, id)
			}
			if s.part != "" {
				fmt.Fprintf(t.w, ` part="%s"`, s.part)
			}
			t.w.WriteString(">" + escapeXML(s.span.Text(c.Version.Text)) + "</said>")
			at = s.span.End
		}
		t.w.WriteString(escapeXML(c.Version.Text[at:p.End]) + "</" + element + ">")
	}
	if len(pieces) == 0 {
		t.w.WriteString("<p/>")
	}
	t.w.WriteString("</body></text>")
	if err := t.standOff(c); err != nil {
		return err
	}
	_, err := t.w.WriteString("</TEI>\n")
	return err
}

// teiPieces cuts a text into paragraphs and what stands between them.
func teiPieces(text string) (pieces []corpus.Span, paragraph []bool) {
	at := 0
	for at < len(text) {
		end := len(text)
		if i := strings.Index(text[at:], corpus.ParagraphBreak); i >= 0 {
			end = at + i
		}
		if end > at {
			pieces, paragraph = append(pieces, corpus.Span{Start: at, End: end}), append(paragraph, true)
		}
		gap := end
		for gap < len(text) && text[gap] == '\n' {
			gap++
		}
		if gap > end {
			pieces, paragraph = append(pieces, corpus.Span{Start: end, End: gap}), append(paragraph, false)
		}
		at = gap
	}
	return pieces, paragraph
}

// header describes the article and its speakers, and gives these identifiers.
func (t *teiWriter) header(c *Chapter) map[string]string {
	a := &c.Article
	t.w.WriteString("<TEI><teiHeader><fileDesc><titleStmt><title>" + escapeXML(a.Title) + "</title>")
	for _, name := range a.Authors {
		t.w.WriteString("<author>" + escapeXML(name) + "</author>")
	}
	t.w.WriteString("</titleStmt><publicationStmt><publisher>" + escapeXML(a.Publisher) + "</publisher>")
	if day := a.Published.Day(); day != "" {
		fmt.Fprintf(t.w, `<date when="%s"/>`, attributeXML(a.Published.String()))
	}
	t.w.WriteString(`</publicationStmt><sourceDesc><bibl><title level="a">` + escapeXML(a.Title) + "</title>")
	if a.URL != "" {
		fmt.Fprintf(t.w, `<ref target="%s"/>`, attributeXML(a.URL))
	}
	t.w.WriteString("</bibl></sourceDesc></fileDesc><profileDesc>")
	if a.Language != "" {
		fmt.Fprintf(t.w, `<langUsage><language ident="%s"/></langUsage>`, attributeXML(a.Language))
	}
	people := map[string]string{}
	var list strings.Builder
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.SpeakerName == "" || people[r.SpeakerName] != "" {
			continue
		}
		id := fmt.Sprintf("a%dp%d", t.n, len(people)+1)
		people[r.SpeakerName] = id
		if r.Quote.SpeakerType == corpus.OrganizationSpeaker {
			fmt.Fprintf(&list, `<org xml:id="%s"><orgName>%s</orgName></org>`, id, escapeXML(r.SpeakerName))
			continue
		}
		fmt.Fprintf(&list, `<person xml:id="%s"><persName>%s</persName>`, id, escapeXML(r.SpeakerName))
		if r.OrganizationName != "" || r.Quote.Role != "" {
			fmt.Fprintf(
				&list,
				`<affiliation>%s<orgName>%s</orgName></affiliation>`,
				escapeXML(r.Quote.Role),
				escapeXML(r.OrganizationName),
			)
		}
		list.WriteString("</person>")
	}
	if list.Len() > 0 {
		t.w.WriteString("<particDesc><listPerson>" + list.String() + "</listPerson></particDesc>")
	}
	t.w.WriteString("</profileDesc></teiHeader>")
	return people
}

func (t *teiWriter) standOff(c *Chapter) error {
	t.w.WriteString("<standOff>")
	note := func(kind string, v any) error {
		t.w.WriteString(`<note type="` + kind + `">`)
		if err := t.json(v); err != nil {
			return err
		}
		_, err := t.w.WriteString("</note>")
		return err
	}
	if err := note("quoth-article", c.articleRecord(false)); err != nil {
		return err
	}
	for i := range c.Rows {
		if err := note("quoth-quote", c.record(&c.Rows[i])); err != nil {
			return err
		}
	}
	for i := range c.Annotations {
		if err := note("quoth-annotation", c.annotationRecord(&c.Annotations[i])); err != nil {
			return err
		}
	}
	_, err := t.w.WriteString("</standOff>")
	return err
}

func (t *teiWriter) Close() error {
	t.w.WriteString("</teiCorpus>\n")
	return t.w.Flush()
}

func looksTEI(f File) bool {
	return strings.Contains(f.head(), "http://www.tei-c.org/ns/1.0")
}

func readTEI(_ context.Context, f File) (*Project, error) {
	body := strings.TrimPrefix(string(f.Body), "\ufeff")
	in := &teiReader{
		d:    xml.NewDecoder(strings.NewReader(body)),
		p:    &Project{},
		name: strings.TrimSuffix(f.Name, f.ext()),
	}
	in.d.Entity = xml.HTMLEntity
	if err := in.read(); err != nil {
		line, _ := in.d.InputPos()
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	if len(in.p.Articles) == 0 {
		return nil, errors.New("it holds no text")
	}
	return in.p, nil
}

// teiReader reads elements one by one.
type teiReader struct {
	d    *xml.Decoder
	p    *Project
	name string

	doc      *ProjectArticle
	text     strings.Builder
	points   int
	path     []string
	people   map[string]ProjectEntry
	firms    map[string]bool // ids of organisations
	id       string          // of the person whose name comes
	open     []teiOpen
	quotes   []ProjectQuote
	ours     bool
	preserve int
	chars    strings.Builder // of an element whose words are data
	note     string          // type of the note that is open
	date     string
}

type teiOpen struct {
	quote int
	start int
	depth int
}

func (t *teiReader) in(name string) bool { return slices.Contains(t.path, name) }

func (t *teiReader) read() error {
	for {
		tok, err := t.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			t.path = append(t.path, e.Name.Local)
			t.begin(e)
		case xml.EndElement:
			t.finish(e.Name.Local)
			t.path = t.path[:len(t.path)-1]
		case xml.CharData:
			t.data(string(e))
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (t *teiReader) begin(e xml.StartElement) {
	t.chars.Reset()
	switch name := e.Name.Local; {
	case name == "TEI":
		t.doc = &ProjectArticle{Key: fmt.Sprintf("text %d", len(t.p.Articles)+1)}
		t.text.Reset()
		t.points, t.people, t.firms, t.quotes, t.open, t.ours = 0, map[string]ProjectEntry{}, map[string]bool{}, nil, nil, false
	case t.doc == nil:
	case name == "person" || name == "org":
		t.id = attribute(e, "id")
		t.firms[t.id] = name == "org"
	case name == "date" && t.in("teiHeader"):
		t.date = attribute(e, "when")
	case name == "ref" && t.in("sourceDesc") && t.doc.Article.URL == "":
		t.doc.Article.URL = attribute(e, "target")
	case name == "language" && t.in("langUsage"):
		t.doc.Article.Language = bibLanguage(strings.ToLower(attribute(e, "ident")))
	case name == "note":
		t.note = attribute(e, "type")
	case t.in("body") && isTEIBlock(name):
		if attribute(e, "space") == "preserve" {
			t.preserve++
		} else if t.points > 0 && !strings.HasSuffix(t.text.String(), "\n\n") {
			t.write("\n\n")
		}
	case t.in("body") && (name == "said" || name == "q" || name == "quote"):
		t.said(e)
	}
}

// isTEIBlock reports elements that are paragraphs.
func isTEIBlock(name string) bool {
	return name == "p" || name == "ab" || name == "head" || name == "l" || name == "item"
}

func (t *teiReader) said(e xml.StartElement) {
	q := ProjectQuote{
		Article: t.doc.Key,
		Place:   fmt.Sprintf("<said> %d of %s", len(t.quotes)+1, t.doc.Key),
		Marked:  true,
		Speaker: strings.TrimPrefix(attribute(e, "who"), "#"),
	}
	n := len(t.quotes)
	if part := attribute(e, "part"); (part == "M" || part == "F") && n > 0 && attribute(e, "who") != "" {
		n-- // it goes on with the one before
	} else {
		t.quotes = append(t.quotes, q)
	}
	t.open = append(t.open, teiOpen{n, t.points, len(t.path)})
}

func (t *teiReader) write(s string) {
	t.text.WriteString(s)
	t.points += utf8.RuneCountInString(s)
}

func (t *teiReader) data(s string) {
	t.chars.WriteString(s)
	if t.doc == nil || !t.in("body") || !slices.ContainsFunc(t.path, isTEIBlock) || t.in("note") {
		return
	}
	if t.preserve == 0 {
		words := strings.Join(strings.Fields(s), " ")
		if s != "" && strings.TrimLeft(s, " \n\t") != s && t.points > 0 && !strings.HasSuffix(t.text.String(), " ") &&
			!strings.HasSuffix(t.text.String(), "\n") {
			words = " " + words
		}
		if words != "" && strings.TrimRight(s, " \n\t") != s && strings.TrimSpace(s) != "" {
			words += " "
		}
		s = words
	}
	t.write(s)
}

func (t *teiReader) finish(name string) {
	words := inLine(t.chars.String())
	switch {
	case name == "xenoData":
		var b bookJSON
		if json.Unmarshal([]byte(t.chars.String()), &b) == nil {
			b.fill(t.p)
		}
	case t.doc == nil:
	case name == "title" && t.in("titleStmt") && t.doc.Article.Title == "":
		t.doc.Article.Title = words
	case name == "author" && t.in("titleStmt"):
		t.doc.Article.Authors = append(t.doc.Article.Authors, words)
	case name == "publisher":
		t.doc.Article.Publisher = cmp.Or(t.doc.Article.Publisher, words)
	case name == "date" && t.in("teiHeader"):
		if t.doc.Article.Published.IsZero() {
			setDate(t.doc, cmp.Or(t.date, words))
		}
	case (name == "persName" || name == "orgName" || name == "name") && (t.in("listPerson") || t.in("listOrg") || t.in("particDesc")):
		if known := t.people[t.id]; known.Name == "" {
			t.people[t.id] = ProjectEntry{Name: words}
		} else if name == "orgName" {
			known.Title = words // the organisation, until the quotes are told
			t.people[t.id] = known
		}
	case name == "note" && strings.HasPrefix(t.note, "quoth-"):
		t.record(t.chars.String())
	case t.in("body") && isTEIBlock(name) && t.preserve > 0:
		t.preserve--
	case name == "said" || name == "q" || name == "quote":
		if n := len(t.open); n > 0 && t.open[n-1].depth == len(t.path) {
			o := t.open[n-1]
			t.open = t.open[:n-1]
			if t.points > o.start {
				t.quotes[o.quote].Content = append(t.quotes[o.quote].Content, Range{o.start, t.points})
			}
		}
	case name == "TEI":
		t.end()
	}
}

// record reads a note of Quoth's own.
func (t *teiReader) record(text string) {
	place := fmt.Sprintf("a note of %s", t.doc.Key)
	var err error
	switch t.note {
	case "quoth-article":
		var a articleJSON
		if err = json.Unmarshal([]byte(text), &a); err == nil {
			*t.doc, t.ours = a.article(t.doc.Key), true
		}
	case "quoth-quote":
		var q quoteJSON
		if err = json.Unmarshal([]byte(text), &q); err == nil {
			t.p.Quotes = append(t.p.Quotes, q.statement(t.doc.Key, place))
		}
	case "quoth-annotation":
		var a annotationJSON
		if err = json.Unmarshal([]byte(text), &a); err == nil {
			t.p.Annotations = append(t.p.Annotations, a.annotation(t.doc.Key, place))
		}
	}
	if err != nil {
		t.p.fail(place, "%w", err)
	}
}

func (t *teiReader) end() {
	t.doc.Text = t.text.String()
	t.doc.Article.Title = cmp.Or(t.doc.Article.Title, t.name)
	t.p.Articles = append(t.p.Articles, *t.doc)
	if !t.ours {
		for _, q := range t.quotes {
			if len(q.Content) == 0 {
				continue
			}
			if who, ok := t.people[q.Speaker]; ok {
				id := q.Speaker
				q.Speaker, q.Organization = who.Name, who.Title
				if t.firms[id] {
					q.SpeakerType = corpus.OrganizationSpeaker
				}
			}
			t.p.Quotes = append(t.p.Quotes, q)
		}
	}
	t.doc = nil
}
