package exchange

import (
	"archive/zip"
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"quoth/corpus"
)

// qdpxWriter writes a project of REFI-QDA 1.0 (urn:QDA-XML:project:1.0), which
// NVivo, ATLAS.ti, MAXQDA and QualCoder open.
//
// Programs keep one coder for each selection, so every coder of a quote has
// selections of their own: codings are tags, stances and verdicts, the note is
// the description. One more selection, the program's or that of who marked the
// quote, holds what is known of the quote and its speaker's code. Names of codes
// are unique in the whole tree, because QualCoder makes one of two that are
// called the same. People and organisations are cases with variables; the fields
// of an article are variables of its source.
//
// Texts and selections are streamed; users, codes and cases stay in memory.
type qdpxWriter struct {
	zip     *zip.Writer
	sources *spool // the source elements, which come behind what is known at the end only
	encoder *xml.Encoder
	codes   *qdaCodes
	users   map[corpus.Coder]string
	names   map[string]bool // of sources: programs want each once
	cases   map[string]*qdeCase
	order   []string // guids of sources, for the cases
	memos   []qdeNote
	o       Options
	when    string
}

// What the codes of Quoth's own stand under; none of these is a tag.
const (
	speakerGroup  = "Speaker (Quoth)"
	stanceGroup   = "Stance (Quoth)"
	verdictGroup  = "Verdict (Quoth)"
	speakerPrefix = "Speaker: "
	stancePrefix  = "Stance: "
	verdictPrefix = "Verdict: "
	settledPrefix = "Settled: "          // an adjudication, below the stances
	annotationTag = "Annotation (Quoth)" // the note that annotations refer to
	projectMemo   = "the project"
)

type qdeUser struct {
	GUID string `xml:"guid,attr"`
	Name string `xml:"name,attr"`
}

type qdeSource struct {
	XMLName     xml.Name       `xml:"TextSource"`
	GUID        string         `xml:"guid,attr"`
	Name        string         `xml:"name,attr"`
	Path        string         `xml:"plainTextPath,attr"`
	Creator     string         `xml:"creatingUser,attr"`
	Created     string         `xml:"creationDateTime,attr"`
	Description string         `xml:"Description,omitempty"`
	Selections  []qdeSelection `xml:"PlainTextSelection"`
	Codings     []qdeCoding    `xml:"Coding"`
	Notes       []qdeRef       `xml:"NoteRef"`
	Values      []qdeValue     `xml:"VariableValue"`
}

type qdeSelection struct {
	GUID        string      `xml:"guid,attr"`
	Name        string      `xml:"name,attr"`
	Start       int         `xml:"startPosition,attr"` // code points, the end exclusive
	End         int         `xml:"endPosition,attr"`
	Creator     string      `xml:"creatingUser,attr"`
	Created     string      `xml:"creationDateTime,attr"`
	Description string      `xml:"Description,omitempty"`
	Codings     []qdeCoding `xml:"Coding"`
	Notes       []qdeRef    `xml:"NoteRef"`
}

type qdeCoding struct {
	GUID    string `xml:"guid,attr"`
	Creator string `xml:"creatingUser,attr"`
	Created string `xml:"creationDateTime,attr,omitempty"`
	Code    qdeRef `xml:"CodeRef"`
}

type qdeRef struct {
	Target string `xml:"targetGUID,attr"`
}

type qdeVariable struct {
	GUID        string `xml:"guid,attr"`
	Name        string `xml:"name,attr"`
	Type        string `xml:"typeOfVariable,attr"`
	Description string `xml:"Description,omitempty"`
}

type qdeValue struct {
	Variable qdeRef  `xml:"VariableRef"`
	Text     *string `xml:"TextValue,omitempty"`
	Date     *string `xml:"DateValue,omitempty"`
}

type qdeCase struct {
	GUID        string     `xml:"guid,attr"`
	Name        string     `xml:"name,attr"`
	Description string     `xml:"Description,omitempty"`
	Values      []qdeValue `xml:"VariableValue"`
	Sources     []qdeRef   `xml:"SourceRef"`

	seen map[int]bool
}

type qdeNote struct {
	GUID    string `xml:"guid,attr"`
	Name    string `xml:"name,attr"`
	Creator string `xml:"creatingUser,attr"`
	Created string `xml:"creationDateTime,attr"`
	Content string `xml:"PlainTextContent"`
}

// program is the user who made what no person made.
const program = corpus.Coder("Quoth")

// guid is always the same for the same thing, so that a project exported twice
// can be merged.
func guid(parts ...string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("quoth:"+strings.Join(parts, "\x00"))).String()
}

// sourceVariables are the fields of an article as variables of its source. Those
// of cases have names of their own: a program takes a variable for one or the
// other.
var sourceVariables = []struct {
	name, kind, meaning string
	value               func(*Chapter) string
}{
	{"title", "Text", "headline", func(c *Chapter) string { return c.Article.Title }},
	{"publisher", "Text", "outlet", func(c *Chapter) string { return c.Article.Publisher }},
	{
		"author",
		"Text",
		"byline, names separated by semicolons; a semicolon in a name is doubled",
		func(c *Chapter) string { return joinEscaped(c.Article.Authors) },
	},
	{"date", "Date", "day of publication", func(c *Chapter) string { return c.Article.Published.Day() }},
	{
		"published",
		"Text",
		"day or moment of publication, RFC 3339",
		func(c *Chapter) string { return c.Article.Published.String() },
	},
	{"site", "Text", "host name of the outlet", func(c *Chapter) string { return c.Article.Site }},
	{"section", "Text", "section of the outlet", func(c *Chapter) string { return c.Article.Section }},
	{"language", "Text", "ISO 639-1", func(c *Chapter) string { return c.Article.Language }},
	{"url", "Text", "address", func(c *Chapter) string { return c.Article.URL }},
	{"article_id", "Text", "identifier in Quoth", func(c *Chapter) string { return string(c.Article.ID) }},
	{"version_id", "Text", "identifier of the text in Quoth", func(c *Chapter) string { return string(c.Version.ID) }},
}

// caseVariables are those of people and organisations.
var caseVariables = []struct{ name, meaning string }{
	{"speaker", "name in the registry"},
	{"speaker_type", "person, organization or unnamed"},
	{"organisation", "spoken for, last seen"},
	{"role", "function as printed, last seen"},
	{"group", "group a coder put them in"},
}

func variableGUID(name string) string { return guid("variable", name) }

// joinEscaped joins texts by "; " so that they can be taken apart again.
func joinEscaped(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ReplaceAll(s, ";", ";;")
	}
	return strings.Join(out, "; ")
}

func splitEscaped(s string) []string {
	var out []string
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != ';':
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == ';':
			b.WriteByte(';')
			i++
		default:
			out = append(out, strings.TrimSpace(b.String()))
			b.Reset()
		}
	}
	if last := strings.TrimSpace(b.String()); last != "" {
		out = append(out, last)
	}
	return out
}

func newQDPX(w io.Writer, o Options) (Writer, error) {
	aside, err := newSpool()
	if err != nil {
		return nil, err
	}
	q := &qdpxWriter{
		zip:     zip.NewWriter(w),
		sources: aside,
		encoder: xml.NewEncoder(aside),
		codes:   newCodes(o.Codes),
		users:   map[corpus.Coder]string{},
		names:   map[string]bool{},
		cases:   map[string]*qdeCase{},
		o:       o,
		when:    o.When.UTC().Format(time.RFC3339),
	}
	q.user(program)
	for _, c := range o.Coders {
		q.user(c)
	}
	for _, t := range o.Targets {
		q.stances(t.Text, t.Definition)
	}
	for _, m := range o.Memos {
		q.memo(m, projectMemo)
	}
	return q, nil
}

func (q *qdpxWriter) drop() { q.sources.drop() }

func (q *qdpxWriter) user(c corpus.Coder) string {
	id, ok := q.users[c]
	if !ok {
		id = guid("coder", string(c))
		q.users[c] = id
	}
	return id
}

// stances makes the codes of a target, one for each stance.
func (q *qdpxWriter) stances(target, definition string) {
	q.codes.group(stanceGroup)
	for _, s := range corpus.Stances {
		q.codes.own(stanceGroup, stancePrefix+target+": "+string(s), definition)
	}
}

// sourceName is a headline that no other source has.
func (q *qdpxWriter) sourceName(c *Chapter) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`+"\n\r\t", r) { // programs make file names of them
			return '_'
		}
		return r
	}, printable(cmp.Or(c.Article.Title, string(c.Article.ID))))
	const most = 120
	if runes := []rune(name); len(runes) > most {
		name = string(runes[:most-1]) + "…"
	}
	unique := name
	for n := 2; q.names[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s (%d)", name, n)
	}
	q.names[strings.ToLower(unique)] = true
	return unique
}

func (q *qdpxWriter) Write(c *Chapter) error {
	id := guid("version", string(c.Version.ID))
	out, err := q.zip.CreateHeader(
		&zip.FileHeader{Name: "Sources/" + id + ".txt", Method: zip.Deflate, Modified: q.o.When},
	)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, c.Version.Text); err != nil {
		return err
	}
	s := qdeSource{
		GUID:    id,
		Name:    q.sourceName(c),
		Path:    "internal://" + id + ".txt",
		Creator: q.user(program),
		Created: c.Article.Collected.UTC().Format(time.RFC3339),
	}
	for _, v := range sourceVariables {
		if value := v.value(c); value != "" {
			s.Values = append(s.Values, textValue(v.name, v.kind, value))
		}
	}
	place := len(q.order)
	q.order = append(q.order, id)
	for i := range c.Rows {
		if err := c.checkRow(&c.Rows[i]); err != nil {
			return err
		}
		q.person(&c.Rows[i], place)
		s.Selections = append(s.Selections, q.quote(c, &c.Rows[i])...)
	}
	for i := range c.Annotations {
		if a := &c.Annotations[i]; c.placed(a) {
			s.Selections = append(s.Selections, q.annotation(c, a))
		}
	}
	for _, t := range c.Tags {
		code := q.codes.tag(t)
		s.Codings = append(
			s.Codings,
			qdeCoding{GUID: guid(id, string(t.Coder), code), Creator: q.user(t.Coder), Code: qdeRef{code}},
		)
	}
	for _, m := range c.Memos {
		s.Notes = append(s.Notes, qdeRef{q.memo(m, c.Article.Title)})
	}
	return q.encoder.Encode(s)
}

// memo makes a note of a memo.
func (q *qdpxWriter) memo(m corpus.Memo, title string) string {
	n := qdeNote{
		GUID:    guid("memo", string(m.Article), string(m.Coder)),
		Name:    xmlText(shortName("Memo: " + title)),
		Creator: q.user(m.Coder),
		Created: q.when,
		Content: xmlText(m.Text),
	}
	if !m.When.IsZero() {
		n.Created = m.When.UTC().Format(time.RFC3339)
	}
	q.memos = append(q.memos, n)
	return n.GUID
}

func textValue(name, kind, value string) qdeValue {
	v := qdeValue{Variable: qdeRef{variableGUID(name)}}
	value = xmlText(value)
	if kind == "Date" {
		v.Date = &value
	} else {
		v.Text = &value
	}
	return v
}

// xmlText drops what no XML can hold.
func xmlText(s string) string { return printable(s) }

// selection is one stretch in a coder's name.
func (q *qdpxWriter) selection(
	c *Chapter,
	span corpus.Span,
	coder corpus.Coder,
	when time.Time,
	id ...string,
) qdeSelection {
	at := c.span(span)
	created := q.when
	if !when.IsZero() {
		created = when.UTC().Format(time.RFC3339)
	}
	return qdeSelection{
		GUID: guid(append(id, string(coder), "selection")...), Name: xmlText(shortName(span.Text(c.Version.Text))),
		Start: at.Start, End: at.End, Creator: q.user(coder), Created: created,
	}
}

func (q *qdpxWriter) code(s *qdeSelection, coder corpus.Coder, code string, when time.Time) {
	c := qdeCoding{GUID: guid(s.GUID, string(coder), code), Creator: q.user(coder), Code: qdeRef{code}}
	if !when.IsZero() {
		c.Created = when.UTC().Format(time.RFC3339)
	}
	s.Codings = append(s.Codings, c)
}

// quote is what is known of a quote and then what each coder did, a selection for
// each of its stretches.
func (q *qdpxWriter) quote(c *Chapter, r *Row) []qdeSelection {
	var out []qdeSelection
	for n, span := range r.Quote.Content {
		s := q.selection(c, span, program, time.Time{}, string(r.Quote.ID), fmt.Sprint(n))
		if n == 0 {
			s.Description = xmlText(quoteRecord(c, r))
		} else {
			s.Description = recordPart + string(r.Quote.ID)
		}
		if r.SpeakerName != "" {
			q.codes.group(speakerGroup)
			q.code(&s, program, q.codes.own(speakerGroup, speakerPrefix+r.SpeakerName, ""), time.Time{})
		}
		out = append(out, s)
	}
	for _, coder := range r.coders() {
		for n, span := range r.Quote.Content {
			s := q.selection(c, span, corpus.Coder(coder), time.Time{}, string(r.Quote.ID), fmt.Sprint(n), "by")
			if n == 0 {
				for _, note := range r.Notes {
					if string(note.Coder) == coder {
						s.Description = xmlText(note.Text)
					}
				}
			}
			q.decisions(&s, r, corpus.Coder(coder))
			out = append(out, s)
		}
	}
	return out
}

func (q *qdpxWriter) decisions(s *qdeSelection, r *Row, coder corpus.Coder) {
	for _, v := range r.Verdicts {
		if v.Coder == coder {
			q.codes.group(verdictGroup)
			q.code(s, coder, q.codes.own(verdictGroup, verdictPrefix+string(v.Status), ""), v.When)
		}
	}
	for _, t := range r.Tags {
		if t.Coder == coder {
			q.code(s, coder, q.codes.tag(t), t.When)
		}
	}
	for _, a := range r.Adjudications {
		if a.Coder == coder {
			q.codes.group(stanceGroup)
			q.code(s, coder, q.codes.own(stanceGroup, settledPrefix+a.Target+": "+string(a.Stance), ""), a.When)
		}
	}
	for _, j := range r.Judgements {
		if j.Coder == coder {
			q.codes.group(stanceGroup)
			q.code(s, coder, q.codes.own(stanceGroup, stancePrefix+j.Target+": "+string(j.Stance), ""), j.When)
		}
	}
}

func (q *qdpxWriter) annotation(c *Chapter, a *Annotation) qdeSelection {
	s := q.selection(c, a.Anchor.Span, a.Coder, a.Created, string(a.ID))
	s.Description = xmlText(a.Note)
	for _, t := range a.Codes {
		q.code(&s, a.Coder, q.codes.tag(t), time.Time{})
	}
	s.Notes = []qdeRef{{guid("note", annotationTag)}}
	return s
}

// person notes the case of a speaker.
func (q *qdpxWriter) person(r *Row, source int) {
	if r.SpeakerName == "" {
		return
	}
	key := cmp.Or(string(r.Quote.PersonID), strings.ToLower(r.SpeakerName))
	known := q.cases[key]
	if known == nil {
		known = &qdeCase{GUID: guid("case", key), Name: xmlText(r.SpeakerName), seen: map[int]bool{}}
		q.cases[key] = known
	}
	known.seen[source] = true
	values := map[string]string{
		"speaker":      r.SpeakerName,
		"speaker_type": string(r.Quote.SpeakerType),
		"organisation": r.OrganizationName,
		"role":         r.Quote.Role,
		"group":        r.Group,
	}
	for _, v := range caseVariables {
		if value := values[v.name]; value != "" {
			known.set(textValue(v.name, "Text", value))
		}
	}
}

// set takes the newest value of a variable: articles come oldest first.
func (c *qdeCase) set(v qdeValue) {
	i := slices.IndexFunc(c.Values, func(have qdeValue) bool { return have.Variable == v.Variable })
	if i < 0 {
		c.Values = append(c.Values, v)
	} else {
		c.Values[i] = v
	}
}

// shortName is the first words of a selection, as lists of other programs show
// them.
func shortName(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

func (q *qdpxWriter) Close() error {
	if err := q.encoder.Flush(); err != nil {
		q.drop()
		return err
	}
	out, err := q.zip.CreateHeader(&zip.FileHeader{Name: "project.qde", Method: zip.Deflate, Modified: q.o.When})
	if err != nil {
		q.drop()
		return err
	}
	b := bufio.NewWriter(out)
	if err := q.project(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return q.zip.Close()
}

// project writes the parts of the project in the order of the schema.
func (q *qdpxWriter) project(w io.Writer) error {
	e := xml.NewEncoder(w)
	root := xml.StartElement{Name: xml.Name{Local: "Project"}, Attr: []xml.Attr{
		{Name: xml.Name{Local: "xmlns"}, Value: "urn:QDA-XML:project:1.0"},
		{Name: xml.Name{Local: "name"}, Value: xmlText(q.o.Corpus)},
		{Name: xml.Name{Local: "origin"}, Value: "Quoth"},
		{Name: xml.Name{Local: "creatingUserGUID"}, Value: q.user(program)},
		{Name: xml.Name{Local: "creationDateTime"}, Value: q.when},
	}}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	if err := e.EncodeToken(root); err != nil {
		return err
	}
	part := func(name string, content any) error {
		return e.EncodeElement(content, xml.StartElement{Name: xml.Name{Local: name}})
	}
	users := struct{ User []qdeUser }{}
	for _, c := range slices.Sorted(maps.Keys(q.users)) {
		if c != program {
			users.User = append(users.User, qdeUser{q.users[c], xmlText(string(c))})
		}
	}
	users.User = append(
		users.User,
		qdeUser{q.users[program], string(program)},
	) // a reader takes the first for who works here
	if err := part("Users", users); err != nil {
		return err
	}
	if codes := q.codes.tree(); len(codes) > 0 {
		if err := part("CodeBook", struct {
			Codes []*qdeCode `xml:"Codes>Code"`
		}{codes}); err != nil {
			return err
		}
	}
	if err := part("Variables", struct{ Variable []qdeVariable }{q.variables()}); err != nil {
		return err
	}
	if len(q.cases) > 0 {
		if err := part("Cases", struct{ Case []*qdeCase }{q.allCases()}); err != nil {
			return err
		}
	}
	if err := e.Flush(); err != nil {
		return err
	}
	if len(q.order) > 0 {
		if _, err := io.WriteString(w, "<Sources>"); err != nil {
			return err
		}
		if err := q.sources.pour(w); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "</Sources>"); err != nil {
			return err
		}
	} else if err := q.sources.drop(); err != nil {
		return err
	}
	note := qdeNote{
		guid("note", annotationTag), annotationTag, q.user(program), q.when,
		"Selections that refer to this note are annotations: spans marked beside the quotes.",
	}
	if err := part("Notes", struct{ Note []qdeNote }{append(q.memos, note)}); err != nil {
		return err
	}
	if err := e.EncodeToken(root.End()); err != nil {
		return err
	}
	return e.Close()
}

func (q *qdpxWriter) variables() []qdeVariable {
	var out []qdeVariable
	for _, v := range sourceVariables {
		out = append(out, qdeVariable{variableGUID(v.name), v.name, v.kind, v.meaning})
	}
	for _, v := range caseVariables {
		out = append(out, qdeVariable{variableGUID(v.name), v.name, "Text", v.meaning})
	}
	return out
}

// allCases are the cases by name; two of one name are told apart.
func (q *qdpxWriter) allCases() []*qdeCase {
	out := slices.SortedFunc(maps.Values(q.cases), func(a, b *qdeCase) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.GUID, b.GUID))
	})
	names := map[string]int{}
	for _, c := range out {
		names[c.Name]++
		if n := names[c.Name]; n > 1 {
			c.Name = fmt.Sprintf("%s (%d)", c.Name, n)
		}
		for _, source := range slices.Sorted(maps.Keys(c.seen)) {
			c.Sources = append(c.Sources, qdeRef{q.order[source]})
		}
	}
	return out
}
