package exchange

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"quoth/corpus"
)

// qdpxWriter writes a project of REFI-QDA 1.0 (urn:QDA-XML:project:1.0), which
// NVivo, ATLAS.ti, MAXQDA and QualCoder open: one text source for each version,
// one selection for each stretch of a quote, with tags, stances and speakers as
// codes. Texts are written as they come; the project itself is kept until Close,
// so memory grows with the number of quotes, not with the length of texts.
type qdpxWriter struct {
	zip     *zip.Writer
	project qdeProject
	sources map[corpus.VersionID]*qdeSource
	codes   map[string]*qdeCode
	users   map[corpus.Coder]string
	when    time.Time
}

type qdeProject struct {
	XMLName xml.Name     `xml:"urn:QDA-XML:project:1.0 Project"`
	Name    string       `xml:"name,attr"`
	Origin  string       `xml:"origin,attr"`
	Creator string       `xml:"creatingUserGUID,attr"`
	Created string       `xml:"creationDateTime,attr"`
	Users   []qdeUser    `xml:"Users>User"`
	Codes   []*qdeCode   `xml:"CodeBook>Codes>Code,omitempty"`
	Sources []*qdeSource `xml:"Sources>TextSource,omitempty"`
}

type qdeUser struct {
	GUID string `xml:"guid,attr"`
	Name string `xml:"name,attr"`
}

type qdeCode struct {
	GUID    string     `xml:"guid,attr"`
	Name    string     `xml:"name,attr"`
	Codable bool       `xml:"isCodable,attr"`
	Below   []*qdeCode `xml:"Code"`
}

type qdeSource struct {
	GUID        string         `xml:"guid,attr"`
	Name        string         `xml:"name,attr"`
	Path        string         `xml:"plainTextPath,attr"`
	Creator     string         `xml:"creatingUser,attr"`
	Created     string         `xml:"creationDateTime,attr"`
	Description string         `xml:"Description,omitempty"`
	Selections  []qdeSelection `xml:"PlainTextSelection"`
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
}

type qdeCoding struct {
	GUID    string `xml:"guid,attr"`
	Creator string `xml:"creatingUser,attr"`
	Code    struct {
		Target string `xml:"targetGUID,attr"`
	} `xml:"CodeRef"`
}

// program is the user who made what no person made.
const program = corpus.Coder("Quoth")

// guid is always the same for the same thing, so that a project exported twice
// can be merged.
func guid(parts ...string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("quoth:"+strings.Join(parts, "\x00"))).String()
}

func newQDPX(w io.Writer, o Options) (Writer, error) {
	q := &qdpxWriter{zip: zip.NewWriter(w), sources: map[corpus.VersionID]*qdeSource{}, codes: map[string]*qdeCode{}, users: map[corpus.Coder]string{}, when: o.When.UTC()}
	q.project = qdeProject{Name: o.Corpus, Origin: "Quoth", Created: q.when.Format(time.RFC3339)}
	q.project.Creator = q.user(program)
	return q, nil
}

func (q *qdpxWriter) user(c corpus.Coder) string {
	id, ok := q.users[c]
	if !ok {
		id = guid("coder", string(c))
		q.users[c] = id
		q.project.Users = append(q.project.Users, qdeUser{id, string(c)})
	}
	return id
}

// code is the code at a path; those above it are made with it.
func (q *qdpxWriter) code(path ...string) string {
	return q.codeAt(path).GUID
}

func (q *qdpxWriter) codeAt(path []string) *qdeCode {
	key := strings.Join(path, "\x00")
	if c, ok := q.codes[key]; ok {
		return c
	}
	c := &qdeCode{GUID: guid("code", key), Name: path[len(path)-1], Codable: true}
	q.codes[key] = c
	if len(path) == 1 {
		q.project.Codes = append(q.project.Codes, c)
	} else {
		above := q.codeAt(path[:len(path)-1])
		above.Below = append(above.Below, c)
	}
	return c
}

// source is the text of a row; it goes into the file when it is first seen.
func (q *qdpxWriter) source(r Row) (*qdeSource, error) {
	if s, ok := q.sources[r.Version.ID]; ok {
		return s, nil
	}
	id := guid("version", string(r.Version.ID))
	out, err := q.zip.CreateHeader(&zip.FileHeader{Name: "Sources/" + id + ".txt", Method: zip.Deflate, Modified: q.when})
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(out, r.Version.Text); err != nil {
		return nil, err
	}
	about := nonEmpty(r.Article.Publisher, r.Article.Published.String(), strings.Join(r.Article.Authors, listSeparator), r.Article.URL, "article "+string(r.Article.ID))
	s := &qdeSource{GUID: id, Name: r.Article.Title, Path: "internal://" + id + ".txt", Creator: q.user(program),
		Created: r.Article.Collected.UTC().Format(time.RFC3339), Description: strings.Join(about, "\n")}
	q.sources[r.Version.ID] = s
	q.project.Sources = append(q.project.Sources, s)
	return s, nil
}

func (q *qdpxWriter) Write(r Row) error {
	f, err := newFacts(r)
	if err != nil {
		return err
	}
	s, err := q.source(r)
	if err != nil {
		return err
	}
	about := strings.Join(nonEmpty("speaker: "+r.SpeakerName, "organisation: "+r.OrganizationName, "role: "+r.Quote.Role, "status: "+string(r.Status),
		fmt.Sprintf("confidence: %.2f", r.Quote.Confidence), "kind: "+string(r.Quote.Kind), "quote: "+string(r.Quote.ID), f.notes()), "\n")
	for i, span := range r.Quote.Content {
		id := []string{string(r.Quote.ID), fmt.Sprint(i)}
		s.Selections = append(s.Selections, qdeSelection{GUID: guid(append(id, "selection")...), Name: shortName(span.Text(r.Version.Text)),
			Start: f.offsets.Rune(span.Start), End: f.offsets.Rune(span.End), Creator: q.user(program), Created: q.project.Created,
			Description: about, Codings: q.codings(r, id)})
	}
	return nil
}

func (q *qdpxWriter) codings(r Row, id []string) []qdeCoding {
	var out []qdeCoding
	add := func(coder corpus.Coder, path ...string) {
		c := qdeCoding{Creator: q.user(coder)}
		c.Code.Target = q.code(path...)
		c.GUID = guid(append(slices.Clone(id), string(coder), c.Code.Target)...)
		out = append(out, c)
	}
	for _, t := range r.Tags {
		add(t.Coder, strings.Split(t.Path, corpus.TagPathSeparator)...)
	}
	for _, j := range r.Judgements {
		add(j.Coder, "Stance (Quoth)", j.Target, string(j.Stance))
	}
	if r.SpeakerName != "" {
		add(program, "Speaker (Quoth)", r.SpeakerName)
	}
	return out
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

// nonEmpty leaves out empty lines and labels without a value.
func nonEmpty(lines ...string) []string {
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" || strings.HasSuffix(s, ": ") })
}

func (q *qdpxWriter) Close() error {
	out, err := q.zip.Create("project.qde")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	if err := xml.NewEncoder(out).Encode(q.project); err != nil {
		return err
	}
	return q.zip.Close()
}
