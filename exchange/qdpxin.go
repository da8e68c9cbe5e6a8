package exchange

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
)

// A project of REFI-QDA as it comes in. Namespaces are not looked at: programs
// write several.
type (
	qdeProject struct {
		XMLName     xml.Name
		Name        string        `xml:"name,attr"`
		Origin      string        `xml:"origin,attr"`
		Users       []qdeUser     `xml:"Users>User"`
		Codes       []qdeCodeIn   `xml:"CodeBook>Codes>Code"`
		Variables   []qdeVariable `xml:"Variables>Variable"`
		Cases       []qdeCaseIn   `xml:"Cases>Case"`
		Texts       []qdeTextIn   `xml:"Sources>TextSource"`
		PDFs        []qdePDFIn    `xml:"Sources>PDFSource"`
		Pictures    []qdeOther    `xml:"Sources>PictureSource"`
		Audio       []qdeOther    `xml:"Sources>AudioSource"`
		Video       []qdeOther    `xml:"Sources>VideoSource"`
		Notes       []qdeNoteIn   `xml:"Notes>Note"`
		Links       []qdeLink     `xml:"Links>Link"`
		Sets        []qdeOther    `xml:"Sets>Set"`
		Graphs      []qdeOther    `xml:"Graphs>Graph"`
		Description string        `xml:"Description"`
	}
	qdeOther  struct{}
	qdeCodeIn struct {
		GUID        string      `xml:"guid,attr"`
		Name        string      `xml:"name,attr"`
		Codable     string      `xml:"isCodable,attr"`
		Color       string      `xml:"color,attr"`
		Description string      `xml:"Description"`
		Below       []qdeCodeIn `xml:"Code"`
	}
	qdeTextIn struct {
		GUID        string        `xml:"guid,attr"`
		Name        string        `xml:"name,attr"`
		Path        string        `xml:"plainTextPath,attr"`
		Content     *string       `xml:"PlainTextContent"`
		Creator     string        `xml:"creatingUser,attr"`
		Description string        `xml:"Description"`
		Selections  []qdeSelectIn `xml:"PlainTextSelection"`
		Codings     []qdeCodeRef  `xml:"Coding"`
		Notes       []qdeRef      `xml:"NoteRef"`
		Values      []qdeValueIn  `xml:"VariableValue"`
	}
	qdePDFIn struct {
		Name           string       `xml:"name,attr"`
		GUID           string       `xml:"guid,attr"`
		Description    string       `xml:"Description"`
		Representation *qdeTextIn   `xml:"Representation"`
		Selections     []qdeOther   `xml:"PDFSelection"`
		Codings        []qdeCodeRef `xml:"Coding"`
		Notes          []qdeRef     `xml:"NoteRef"`
		Values         []qdeValueIn `xml:"VariableValue"`
	}
	qdeSelectIn struct {
		GUID        string       `xml:"guid,attr"`
		Start       int          `xml:"startPosition,attr"`
		End         int          `xml:"endPosition,attr"`
		Creator     string       `xml:"creatingUser,attr"`
		Modifier    string       `xml:"modifyingUser,attr"`
		Description string       `xml:"Description"`
		Codings     []qdeCodeRef `xml:"Coding"`
		Notes       []qdeRef     `xml:"NoteRef"`
	}
	qdeCodeRef struct {
		Creator string   `xml:"creatingUser,attr"`
		Code    qdeRef   `xml:"CodeRef"`
		Notes   []qdeRef `xml:"NoteRef"`
	}
	qdeValueIn struct {
		Variable qdeRef `xml:"VariableRef"`
		Text     string `xml:"TextValue"`
		Boolean  string `xml:"BooleanValue"`
		Integer  string `xml:"IntegerValue"`
		Float    string `xml:"FloatValue"`
		Date     string `xml:"DateValue"`
		DateTime string `xml:"DateTimeValue"`
	}
	qdeCaseIn struct {
		Name    string       `xml:"name,attr"`
		Values  []qdeValueIn `xml:"VariableValue"`
		Sources []qdeRef     `xml:"SourceRef"`
	}
	qdeNoteIn struct {
		GUID        string        `xml:"guid,attr"`
		Name        string        `xml:"name,attr"`
		Path        string        `xml:"plainTextPath,attr"`
		Creator     string        `xml:"creatingUser,attr"`
		Modifier    string        `xml:"modifyingUser,attr"`
		Content     string        `xml:"PlainTextContent"`
		Description string        `xml:"Description"`
		Selections  []qdeSelectIn `xml:"PlainTextSelection"`
	}
	qdeLink struct {
		Origin string `xml:"originGUID,attr"`
		Target string `xml:"targetGUID,attr"`
	}
)

// value is what a variable has, whatever its type.
func (v qdeValueIn) value() string {
	return strings.TrimSpace(cmp.Or(v.Text, v.Date, v.DateTime, v.Integer, v.Float, v.Boolean))
}

func looksQDPX(f File) bool {
	if !looksPacked(f) {
		return false
	}
	p, err := openPack(f.Body)
	return err == nil && p.projectFile() != ""
}

// projectFile is the name of the project's description; empty for none.
func (p *pack) projectFile() string {
	for name := range p.files {
		if strings.HasSuffix(name, ".qde") {
			return name
		}
	}
	return ""
}

func readQDPX(_ context.Context, f File) (*Project, error) {
	p, err := openPack(f.Body)
	if err != nil {
		return nil, err
	}
	body, err := p.read(p.files[p.projectFile()])
	if err != nil {
		return nil, err
	}
	var project qdeProject
	if err := decodeXML(body, &project); err != nil {
		return nil, fmt.Errorf("project.qde: %w", err)
	}
	if project.XMLName.Local != "Project" {
		return nil, fmt.Errorf("project.qde holds a %s, not a Project", project.XMLName.Local)
	}
	in := &qdaReader{
		pack:      p,
		project:   &project,
		fields:    f.Fields,
		out:       &Project{Name: project.Name},
		users:     map[string]corpus.Coder{},
		codes:     map[string]qdaMeaning{},
		notes:     map[string]*qdeNoteIn{},
		noted:     map[string]bool{},
		linked:    map[string]string{},
		variables: map[string]string{},
	}
	in.read()
	return in.out, nil
}

// decodeXML decodes a whole file; other character sets than UTF-8 are refused.
func decodeXML(body []byte, v any) error {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	d.Entity = xml.HTMLEntity
	return d.Decode(v)
}

// qdaMeaning is what a code stands for: a tag, or one of Quoth's own.
type qdaMeaning struct {
	path    string // of a tag
	speaker string
	target  string
	stance  corpus.Stance
	settled bool // an adjudication
	verdict corpus.Status
}

// qdaReader turns a project of REFI-QDA into ours.
type qdaReader struct {
	pack      *pack
	project   *qdeProject
	fields    map[string]string
	out       *Project
	users     map[string]corpus.Coder
	codes     map[string]qdaMeaning
	notes     map[string]*qdeNoteIn
	noted     map[string]bool   // notes that found their place
	linked    map[string]string // selection → note
	variables map[string]string
	cases     map[string]string
}

// ours reports whether Quoth wrote the project.
func (in *qdaReader) ours() bool { return in.project.Origin == "Quoth" }

func (in *qdaReader) read() {
	for _, u := range in.project.Users {
		in.users[strings.ToLower(u.GUID)] = corpus.Coder(u.Name)
	}
	for _, v := range in.project.Variables {
		in.variables[strings.ToLower(v.GUID)] = v.Name
	}
	for i := range in.project.Notes {
		in.notes[strings.ToLower(in.project.Notes[i].GUID)] = &in.project.Notes[i]
	}
	for _, l := range in.project.Links {
		in.linked[strings.ToLower(l.Target)], in.linked[strings.ToLower(l.Origin)] = strings.ToLower(
			l.Origin,
		), strings.ToLower(
			l.Target,
		)
	}
	codes, targets := readCodes(in.project.Codes, in.ours(), in.codes)
	in.out.Codes, in.out.Targets = codes, targets
	in.readCases()
	for i := range in.project.Texts {
		in.source(&in.project.Texts[i])
	}
	for i := range in.project.PDFs {
		in.pdf(&in.project.PDFs[i])
	}
	in.looseNotes()
	in.out.leave(len(in.project.Pictures), "pictures with their codings")
	in.out.leave(len(in.project.Audio), "sound recordings with their codings")
	in.out.leave(len(in.project.Video), "films with their codings")
	in.out.leave(len(in.project.Sets), "sets")
	in.out.leave(len(in.project.Graphs), "graphs")
}

// readCodes flattens a tree of codes: tags as paths, and in meanings what each
// guid stands for.
func readCodes(
	codes []qdeCodeIn,
	ours bool,
	meanings map[string]qdaMeaning,
) (out []ProjectCode, targets []corpus.Target) {
	seen := map[string]bool{}
	var walk func(list []qdeCodeIn, path []string, group string, depth int)
	walk = func(list []qdeCodeIn, path []string, group string, depth int) {
		if depth > 30 {
			return // deeper than any codebook
		}
		for _, c := range list {
			within := group
			if len(path) == 0 && group == "" &&
				slices.Contains([]string{speakerGroup, stanceGroup, verdictGroup}, c.Name) {
				walk(c.Below, nil, c.Name, depth+1)
				continue
			}
			id := strings.ToLower(c.GUID)
			if m, ok := ownMeaning(within, c.Name); ok {
				meanings[id] = m
				if m.target != "" && !seen[m.target] {
					seen[m.target] = true
					targets = append(targets, corpus.Target{Text: m.target, Definition: c.Description})
				}
				continue
			}
			name := c.Name
			if ours {
				name = strings.TrimSuffix(name, " (tag)")
				name = name[strings.LastIndex(name, corpus.TagPathSeparator)+1:] // called by its path where two share a name
			}
			own := append(slices.Clone(path), name)
			meanings[id] = qdaMeaning{path: CodePath(own...)}
			out = append(
				out,
				ProjectCode{
					Path:       CodePath(own...),
					Color:      strings.ToLower(hexColor(c.Color)),
					Definition: c.Description,
				},
			)
			walk(c.Below, own, "", depth+1)
		}
	}
	walk(codes, nil, "", 0)
	return out, targets
}

// ownMeaning reads the name of a code below one of Quoth's groups.
func ownMeaning(group, name string) (qdaMeaning, bool) {
	name = strings.TrimSuffix(strings.TrimSpace(name), " (Quoth)")
	switch group {
	case speakerGroup:
		if who, ok := strings.CutPrefix(name, speakerPrefix); ok {
			return qdaMeaning{speaker: who}, true
		}
	case verdictGroup:
		if status, ok := strings.CutPrefix(name, verdictPrefix); ok {
			return qdaMeaning{verdict: corpus.Status(status)}, true
		}
	case stanceGroup:
		rest, ok := strings.CutPrefix(name, stancePrefix)
		settled := false
		if !ok {
			rest, settled = strings.CutPrefix(name, settledPrefix)
			ok = settled
		}
		if i := strings.LastIndex(rest, ": "); ok && i > 0 {
			if s, err := corpus.ParseStance(rest[i+2:]); err == nil {
				return qdaMeaning{target: rest[:i], stance: s, settled: settled}, true
			}
		}
	}
	return qdaMeaning{}, false
}

// readCases reads people and organisations out of Quoth's own cases; of others'
// only that there were some: what a case is, each project decides.
func (in *qdaReader) readCases() {
	if !in.ours() {
		named := 0
		for _, c := range in.project.Cases {
			if c.Name != "" {
				named++
			}
		}
		in.out.leave(named, "cases with their variables")
		return
	}
	for _, c := range in.project.Cases {
		values := map[string]string{}
		for _, v := range c.Values {
			values[in.variables[strings.ToLower(v.Variable.Target)]] = v.value()
		}
		e := ProjectEntry{Name: values["speaker"]}
		if values["group"] == "" || e.Name == "" {
			continue // named by its quotes
		}
		e.Attributes = map[string]string{corpus.GroupAttribute: values["group"]}
		switch corpus.SpeakerType(values["speaker_type"]) {
		case corpus.PersonSpeaker:
			in.out.People = append(in.out.People, e)
		case corpus.OrganizationSpeaker:
			in.out.Organizations = append(in.out.Organizations, e)
		}
	}
}

func (in *qdaReader) user(ids ...string) corpus.Coder {
	for _, id := range ids {
		if c := in.users[strings.ToLower(id)]; c != "" {
			return c
		}
	}
	return ""
}

// text reads what a path inside the project names.
func (in *qdaReader) text(path string) (string, error) {
	name, ok := strings.CutPrefix(path, "internal://")
	if !ok {
		return "", fmt.Errorf("its text lies outside the file, at %q: export the project with its sources", path)
	}
	f := in.pack.find("sources/" + strings.TrimPrefix(name, "/"))
	if f == nil {
		return "", fmt.Errorf("its text %q is not in the file", name)
	}
	body, err := in.pack.read(f)
	if err != nil {
		return "", err
	}
	text := strings.ToValidUTF8(strings.TrimPrefix(string(body), "\ufeff"), "\uFFFD")
	if strings.Contains(strings.ToUpper(in.project.Origin), "ATLAS") {
		text = strings.ReplaceAll(text, "\r\n", "\n") // it counts a line end as one
	}
	return text, nil
}

func (in *qdaReader) pdf(p *qdePDFIn) {
	in.out.leave(len(p.Selections), "selections on pages of the PDF “"+p.Name+"”; those in its text are read")
	if p.Representation == nil {
		in.out.fail("the PDF “"+p.Name+"”", "the project holds no text of it")
		return
	}
	text := *p.Representation
	text.Name, text.Description = p.Name, cmp.Or(text.Description, p.Description)
	text.GUID = cmp.Or(p.GUID, text.GUID)
	text.Values, text.Codings, text.Notes = append(
		text.Values,
		p.Values...), append(
		text.Codings,
		p.Codings...), append(
		text.Notes,
		p.Notes...)
	in.source(&text)
}

// source reads one text with what was coded in it.
func (in *qdaReader) source(s *qdeTextIn) {
	place := "the source “" + s.Name + "”"
	var text string
	var err error
	switch {
	case s.Content != nil:
		text = *s.Content
	case s.Path != "":
		text, err = in.text(s.Path)
	default:
		err = fmt.Errorf("it has no plain text")
	}
	if err != nil {
		in.out.Failed = append(in.out.Failed, fmt.Errorf("%s: %w", place, err))
		return
	}
	a := ProjectArticle{Key: s.GUID, Text: text, Article: corpus.Article{Title: s.Name}}
	values := map[string]string{}
	for _, v := range append(slices.Clone(s.Values), in.valuesOf(s.GUID)...) {
		values[in.variables[strings.ToLower(v.Variable.Target)]] = v.value()
	}
	used, rest := fillFields(&a, values, in.fields, in.ours())
	in.out.noteVariables(values, used)
	if len(rest) > 0 {
		a.Memos = append(a.Memos, ProjectNote{Text: strings.Join(rest, "\n")})
	}
	if !in.ours() && strings.TrimSpace(s.Description) != "" {
		a.Memos = append(a.Memos, ProjectNote{Text: s.Description, Coder: in.user(s.Creator)})
	}
	for _, c := range s.Codings {
		if m := in.codes[strings.ToLower(c.Code.Target)]; m.path != "" {
			a.Tags = append(a.Tags, ProjectTag{Code: m.path, Coder: in.user(c.Creator, s.Creator)})
		}
	}
	for _, ref := range s.Notes {
		in.note(&a, strings.ToLower(ref.Target))
	}
	in.out.Articles = append(in.out.Articles, a)
	in.selections(a.Key, s.Selections)
}

// valuesOf are variables that programs keep in a case without a name.
func (in *qdaReader) valuesOf(source string) []qdeValueIn {
	for _, c := range in.project.Cases {
		if c.Name == "" && len(c.Sources) == 1 && strings.EqualFold(c.Sources[0].Target, source) {
			return c.Values
		}
	}
	return nil
}

// noteText is what a note says.
func (in *qdaReader) noteText(n *qdeNoteIn) string {
	if n.Content != "" || n.Path == "" {
		return cmp.Or(n.Content, n.Description)
	}
	text, err := in.text(n.Path)
	if err != nil {
		return n.Description
	}
	return text
}

// note brings a note of a source to its place: a stretch, or the whole article.
func (in *qdaReader) note(a *ProjectArticle, id string) {
	n := in.notes[id]
	if n == nil {
		return
	}
	in.noted[id] = true
	coder, text := in.user(n.Modifier, n.Creator), in.noteText(n)
	if len(n.Selections) == 0 {
		a.Memos = append(a.Memos, ProjectNote{Text: text, Coder: coder})
	}
	for _, s := range n.Selections {
		in.out.Annotations = append(
			in.out.Annotations,
			ProjectAnnotation{Article: a.Key, Range: Range{s.Start, s.End}, Note: text, Coder: coder},
		)
	}
}

// looseNotes are those of the project as a whole.
func (in *qdaReader) looseNotes() {
	for i := range in.project.Notes {
		n := &in.project.Notes[i]
		if in.noted[strings.ToLower(n.GUID)] || n.Name == annotationTag {
			continue
		}
		if text := strings.TrimSpace(in.noteText(n)); text != "" {
			in.out.Memos = append(
				in.out.Memos,
				ProjectNote{
					Text:  strings.TrimPrefix(strings.TrimPrefix(n.Name, "Memo: "+projectMemo)+"\n"+text, "\n"),
					Coder: in.user(n.Creator, n.Modifier),
				},
			)
		}
	}
	if text := strings.TrimSpace(in.project.Description); text != "" {
		in.out.Memos = append(in.out.Memos, ProjectNote{Text: text})
	}
}

// selections reads what was coded in a text: quotes that Quoth wrote, with what
// each coder did with them, statements that a coder judged, and annotations.
func (in *qdaReader) selections(article string, list []qdeSelectIn) {
	first, later := map[Range]int{}, map[Range]bool{}
	var others []qdeSelectIn
	for _, s := range list {
		at := Range{s.Start, s.End}
		q, _, ok := readRecord(s.Description)
		switch {
		case strings.HasPrefix(s.Description, recordPart):
			later[at] = true
			continue
		case !ok:
			others = append(others, s)
			continue
		}
		if i, twice := first[at]; twice && slices.Equal(in.out.Quotes[i].Content, q.Content) {
			continue
		}
		q.Article, q.Place = article, fmt.Sprintf("the selection %d–%d", s.Start, s.End)
		first[at] = len(in.out.Quotes)
		in.out.Quotes = append(in.out.Quotes, q)
	}
	for _, s := range others {
		at := Range{s.Start, s.End}
		if in.isAnnotation(s) {
			in.annotation(article, s, s.Codings, in.user(s.Creator, s.Modifier), s.Description, false)
			continue
		}
		if i, ok := first[at]; ok {
			in.decide(&in.out.Quotes[i], s)
			continue
		}
		if later[at] && in.ours() {
			continue // said with the first stretch
		}
		in.foreign(article, s)
	}
}

func (in *qdaReader) isAnnotation(s qdeSelectIn) bool {
	return slices.ContainsFunc(s.Notes, func(r qdeRef) bool {
		n := in.notes[strings.ToLower(r.Target)]
		return n != nil && n.Name == annotationTag
	})
}

// decide puts what a coder's selection holds on its quote.
func (in *qdaReader) decide(q *ProjectQuote, s qdeSelectIn) {
	whose := in.user(s.Creator, s.Modifier)
	for _, c := range s.Codings {
		m, coder := in.codes[strings.ToLower(c.Code.Target)], cmp.Or(in.user(c.Creator), whose)
		if coder == program {
			continue
		}
		switch {
		case m.verdict != "":
			q.Verdicts = append(q.Verdicts, ProjectVerdict{coder, m.verdict})
		case m.settled:
			q.Settled = append(q.Settled, ProjectAdjudication{Target: m.target, Stance: m.stance, Coder: coder})
		case m.stance != "":
			q.Judgements = append(q.Judgements, ProjectJudgement{m.target, m.stance, coder})
		case m.path != "":
			q.Tags = append(q.Tags, ProjectTag{m.path, coder})
		}
	}
	if strings.TrimSpace(s.Description) != "" && whose != program {
		q.Notes = append(q.Notes, ProjectNote{s.Description, whose})
	}
}

// selectionNote is what a selection says of itself and in the notes that it, a link
// or one of its codings names.
func (in *qdaReader) selectionNote(s qdeSelectIn) string {
	refs := append(slices.Clone(s.Notes), qdeRef{in.linked[strings.ToLower(s.GUID)]})
	for _, c := range s.Codings {
		refs = append(refs, c.Notes...)
	}
	parts := []string{strings.TrimSpace(s.Description)}
	for _, ref := range refs {
		n := in.notes[strings.ToLower(ref.Target)]
		if n == nil {
			continue
		}
		in.noted[strings.ToLower(n.GUID)] = true
		if text := strings.TrimSpace(in.noteText(n)); !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// foreign reads a selection that is not about one of Quoth's quotes, for each of
// its coders: with a stance or a speaker it is a statement, else an annotation.
func (in *qdaReader) foreign(article string, s qdeSelectIn) {
	whose := in.user(s.Creator, s.Modifier)
	note := in.selectionNote(s)
	byCoder := map[corpus.Coder][]qdeCodeRef{}
	order := []corpus.Coder{}
	for _, c := range s.Codings {
		coder := cmp.Or(in.user(c.Creator), whose)
		if _, ok := byCoder[coder]; !ok {
			order = append(order, coder)
		}
		byCoder[coder] = append(byCoder[coder], c)
	}
	if len(order) == 0 {
		order = append(order, whose)
	}
	for n, coder := range order {
		if n > 0 {
			note = "" // it is said once
		}
		q := ProjectQuote{
			Article: article,
			Place:   fmt.Sprintf("the selection %d–%d", s.Start, s.End),
			Content: []Range{{s.Start, s.End}},
			Coder:   coder,
		}
		statement := false
		for _, c := range byCoder[coder] {
			switch m := in.codes[strings.ToLower(c.Code.Target)]; {
			case m.settled:
				q.Settled, statement = append(
					q.Settled,
					ProjectAdjudication{Target: m.target, Stance: m.stance, Coder: coder},
				), true
			case m.stance != "":
				q.Judgements, statement = append(q.Judgements, ProjectJudgement{m.target, m.stance, coder}), true
			case m.speaker != "":
				q.Speaker, statement = m.speaker, true
			case m.verdict != "":
				q.Verdicts, statement = append(q.Verdicts, ProjectVerdict{coder, m.verdict}), true
			case m.path != "":
				q.Tags = append(q.Tags, ProjectTag{m.path, coder})
			}
		}
		if !statement {
			in.annotation(article, s, byCoder[coder], coder, note, true)
			continue
		}
		if strings.TrimSpace(note) != "" {
			q.Notes = append(q.Notes, ProjectNote{note, coder})
		}
		in.out.Quotes = append(in.out.Quotes, q)
	}
}

func (in *qdaReader) annotation(
	article string,
	s qdeSelectIn,
	codings []qdeCodeRef,
	coder corpus.Coder,
	note string,
	decides bool,
) {
	a := ProjectAnnotation{
		Article: article,
		Place:   fmt.Sprintf("the selection %d–%d", s.Start, s.End),
		Range:   Range{s.Start, s.End},
		Note:    note,
		Coder:   coder,
		Decides: decides,
	}
	for _, c := range codings {
		if m := in.codes[strings.ToLower(c.Code.Target)]; m.path != "" {
			a.Codes = append(a.Codes, m.path)
		}
	}
	in.out.Annotations = append(in.out.Annotations, a)
}

func looksQDC(f File) bool {
	head := f.head()
	return strings.Contains(head, "<CodeBook") && strings.Contains(head, "urn:QDA-XML:codebook")
}

func readQDC(_ context.Context, f File) (*Project, error) {
	var book struct {
		XMLName xml.Name    `xml:"CodeBook"`
		Origin  string      `xml:"origin,attr"`
		Codes   []qdeCodeIn `xml:"Codes>Code"`
	}
	if err := decodeXML(f.Body, &book); err != nil {
		return nil, err
	}
	p := &Project{}
	p.Codes, p.Targets = readCodes(book.Codes, book.Origin == "Quoth", map[string]qdaMeaning{})
	return p, nil
}
