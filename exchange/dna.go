package exchange

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"quoth/corpus"
)

// Discourse Network Analyzer keeps a project in an SQLite database, NAME.dna. Its
// statements say who (person, organization) agrees or not (agreement) with what
// (concept): a quote with a judgement. Statements of types without a concept become
// annotations.

const sqliteMagic = "SQLite format 3\x00"

func looksLikeDNA(f File) bool {
	return strings.HasPrefix(string(f.Body[:min(len(f.Body), 64)]), sqliteMagic)
}

// dnaRole is what a variable of a statement type is to us.
type dnaRole int

const (
	dnaOther dnaRole = iota
	dnaPerson
	dnaOrganization
	dnaConcept
	dnaAgreement // boolean: yes is support
	dnaStance    // integer: its sign is the stance
	dnaMixed     // boolean: a stance of 0 is mixed rather than neutral
)

// dnaRoles tells variables by name and data type. The first names are those of the
// statement type that every project begins with.
var dnaRoles = []struct {
	role  dnaRole
	typ   string
	names []string
}{
	{dnaPerson, "short text", []string{"person", "speaker", "individual", "actor"}},
	{dnaOrganization, "short text", []string{"organization", "organisation", "org"}},
	{dnaConcept, "short text", []string{"concept", "proposition", "claim", "belief", "target"}},
	{dnaAgreement, "boolean", []string{"agreement", "agree", "support", "qualifier"}},
	{dnaStance, "integer", []string{"stance", "agreement", "position", "qualifier"}},
	{dnaMixed, "boolean", []string{"mixed"}},
}

func dnaRoleOf(name, typ string) dnaRole {
	for _, r := range dnaRoles {
		for _, n := range r.names {
			if typ == r.typ && strings.EqualFold(strings.TrimSpace(name), n) {
				return r.role
			}
		}
	}
	return dnaOther
}

type dnaVariable struct {
	id            int64
	name, typ     string
	statementType int64
	role          dnaRole
}

// dnaReader reads one database.
type dnaReader struct {
	ctx       context.Context
	db        *sql.DB
	project   *Project
	coders    map[int64]corpus.Coder
	types     map[int64]string
	variables map[int64]dnaVariable
	entities  map[int64]string
	offsets   map[int64]utf16Offsets
	taken     map[dnaPlace]dnaTaken
	moved     int // statements that share their stretch with another speaker's
	scaled    int // stances beyond −1 and 1
}

func readDNA(ctx context.Context, f File) (*Project, error) {
	db, err := openSQLite(f.Path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	r := &dnaReader{
		ctx:       ctx,
		db:        db,
		project:   &Project{Name: strings.TrimSuffix(f.Name, filepath.Ext(f.Name))},
		coders:    map[int64]corpus.Coder{},
		types:     map[int64]string{},
		variables: map[int64]dnaVariable{},
		entities:  map[int64]string{},
		offsets:   map[int64]utf16Offsets{},
		taken:     map[dnaPlace]dnaTaken{},
	}
	for _, step := range []func() error{r.version, r.codersAndTypes, r.documents, r.registry, r.statements, r.left} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.project, nil
}

// openSQLite opens a foreign database for reading and trusts nothing in it.
func openSQLite(path string) (*sql.DB, error) {
	query := "?mode=ro&_pragma=trusted_schema(0)&_pragma=query_only(1)"
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		query += "&immutable=1" // so that a read-only folder will do
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	location := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute)}
	if filepath.VolumeName(absolute) != "" {
		location.Path = "/" + location.Path // C:/x is file:///C:/x
	}
	db, err := sql.Open("sqlite", location.String()+query)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// each calls f for each row of a query.
func (r *dnaReader) each(query string, f func(scan func(...any) error) error) error {
	rows, err := r.db.QueryContext(r.ctx, query)
	if err != nil {
		return fmt.Errorf("it is damaged, or not of version 3 of Discourse Network Analyzer: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *dnaReader) version() error {
	version := ""
	err := r.each(
		`SELECT Value FROM SETTINGS WHERE Property = 'version'`,
		func(scan func(...any) error) error { return scan(&version) },
	)
	if err == nil && !strings.HasPrefix(version, "3.") {
		err = fmt.Errorf(
			"it is of version %q: open it with version 3 of Discourse Network Analyzer, which converts it",
			version,
		)
	}
	return err
}

func (r *dnaReader) codersAndTypes() error {
	err := r.each(`SELECT ID, Name FROM CODERS ORDER BY ID`, func(scan func(...any) error) error {
		var id int64
		var name string
		err := scan(&id, &name)
		if name = strings.TrimSpace(name); name == "" || name == string(corpus.Program) {
			name = "Coder " + strconv.FormatInt(id, 10)
		}
		r.coders[id] = corpus.Coder(name)
		return err
	})
	if err != nil {
		return err
	}
	err = r.each(`SELECT ID, Label FROM STATEMENTTYPES`, func(scan func(...any) error) error {
		var id int64
		var label string
		err := scan(&id, &label)
		r.types[id] = label
		return err
	})
	if err != nil {
		return err
	}
	return r.each(
		`SELECT ID, Variable, DataType, StatementTypeId FROM VARIABLES ORDER BY ID`,
		func(scan func(...any) error) error {
			var v dnaVariable
			err := scan(&v.id, &v.name, &v.typ, &v.statementType)
			v.role = dnaRoleOf(v.name, v.typ)
			r.variables[v.id] = v
			return err
		},
	)
}

func dnaKey(document int64) string { return strconv.FormatInt(document, 10) }

func (r *dnaReader) documents() error {
	notes, types := 0, 0
	err := r.each(
		`SELECT ID, Title, Text, Author, Source, Section, Notes, Type, Date FROM DOCUMENTS ORDER BY ID`,
		func(scan func(...any) error) error {
			var id, date int64
			var a corpus.Article
			var text, author, note, typ string
			if err := scan(&id, &a.Title, &text, &author, &a.Publisher, &a.Section, &note, &typ, &date); err != nil {
				return err
			}
			if author = strings.TrimSpace(author); author != "" {
				a.Authors = []string{author}
			}
			if address := strings.TrimSpace(
				note,
			); strings.HasPrefix(address, "http") &&
				!strings.ContainsAny(address, " \n") {
				a.URL = address // as we write it
			} else if note != "" {
				notes++
			}
			if typ != "" {
				types++
			}
			when := time.Unix(date, 0).UTC()
			a.Published = corpus.Date{Time: when, DayOnly: when.Equal(when.Truncate(24 * time.Hour))}
			r.offsets[id] = newUTF16Offsets(text)
			r.project.Articles = append(r.project.Articles, ProjectArticle{Key: dnaKey(id), Article: a, Text: text})
			return nil
		},
	)
	r.project.leave(notes, "notes on documents")
	r.project.leave(types, "types of documents")
	return err
}

// registry reads the entities: people, organizations and concepts, with their
// attributes.
func (r *dnaReader) registry() error {
	attributes := map[int64]map[string]string{}
	err := r.each(
		`SELECT v.EntityId, a.AttributeVariable, v.AttributeValue FROM ATTRIBUTEVALUES v JOIN ATTRIBUTEVARIABLES a ON a.ID = v.AttributeVariableId`,
		func(scan func(...any) error) error {
			var entity int64
			var name, value string
			err := scan(&entity, &name, &value)
			if value = strings.TrimSpace(value); value != "" {
				if attributes[entity] == nil {
					attributes[entity] = map[string]string{}
				}
				attributes[entity][name] = value
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	children := 0
	err = r.each(
		`SELECT ID, VariableId, Value, ifnull(Red, 0), ifnull(Green, 0), ifnull(Blue, 0), ifnull(ChildOf, 0) FROM ENTITIES ORDER BY ID`,
		func(scan func(...any) error) error {
			var id, variable, red, green, blue, childOf int64
			var value string
			if err := scan(&id, &variable, &value, &red, &green, &blue, &childOf); err != nil {
				return err
			}
			value = strings.TrimSpace(value)
			r.entities[id] = value
			role := r.variables[variable].role
			key := [2]string{strconv.Itoa(int(role)), value}
			if value == "" || seen[key] {
				return nil
			}
			seen[key] = true
			if childOf > 0 {
				children++
			}
			entry := dnaEntry(value, attributes[id])
			if red+green+blue > 0 {
				entry.Attributes[dnaColor] = fmt.Sprintf("#%02x%02x%02x", red&255, green&255, blue&255)
			}
			switch role {
			case dnaPerson:
				r.project.People = append(r.project.People, entry)
			case dnaOrganization:
				r.project.Organizations = append(r.project.Organizations, entry)
			case dnaConcept:
				r.project.Targets = append(
					r.project.Targets,
					corpus.Target{Text: value, Definition: entry.definition(), Position: len(r.project.Targets)},
				)
			}
			return nil
		},
	)
	r.project.leave(children, "entities that are grouped under another one")
	return err
}

// dnaColor is the attribute that keeps an entity's colour.
const dnaColor = "color"

func dnaEntry(name string, attributes map[string]string) ProjectEntry {
	e := ProjectEntry{Name: name, Attributes: map[string]string{}}
	for key, value := range attributes {
		switch strings.ToLower(key) {
		case "type":
			e.Attributes[corpus.GroupAttribute] = value
		case "alias":
			e.Aliases = append(e.Aliases, value)
		case "notes":
			e.Note = value
		default:
			e.Attributes[strings.ToLower(key)] = value
		}
	}
	return e
}

// definition is what a concept's attributes say of it.
func (e ProjectEntry) definition() string {
	lines := append([]string(nil), e.Aliases...)
	if group := e.Attributes[corpus.GroupAttribute]; group != "" {
		lines = append(lines, "Type: "+group)
	}
	if e.Note != "" {
		lines = append(lines, e.Note)
	}
	return strings.Join(lines, "\n")
}

// dnaStatement is a row of STATEMENTS with its values.
type dnaStatement struct {
	id, typ, document int64
	start, stop       int
	coder             corpus.Coder
	values            []dnaValue
}

type dnaValue struct {
	dnaVariable
	text   string
	number int64
}

func (r *dnaReader) statements() error {
	values := map[int64][]dnaValue{}
	for _, table := range []string{
		`SELECT StatementId, VariableId, '', Value, 0 FROM DATABOOLEAN`, `SELECT StatementId, VariableId, '', Value, 0 FROM DATAINTEGER`,
		`SELECT StatementId, VariableId, '', 0, Entity FROM DATASHORTTEXT`, `SELECT StatementId, VariableId, ifnull(Value, ''), 0, 0 FROM DATALONGTEXT`,
	} {
		err := r.each(table+` ORDER BY StatementId, VariableId`, func(scan func(...any) error) error {
			var statement, variable, entity int64
			var v dnaValue
			err := scan(&statement, &variable, &v.text, &v.number, &entity)
			v.dnaVariable = r.variables[variable]
			if entity > 0 {
				v.text = r.entities[entity]
			}
			values[statement] = append(values[statement], v)
			return err
		})
		if err != nil {
			return err
		}
	}
	err := r.each(
		`SELECT ID, StatementTypeId, DocumentId, Start, Stop, Coder FROM STATEMENTS ORDER BY ID`,
		func(scan func(...any) error) error {
			var s dnaStatement
			var coder int64
			if err := scan(&s.id, &s.typ, &s.document, &s.start, &s.stop, &coder); err != nil {
				return err
			}
			s.coder, s.values = r.coders[coder], values[s.id]
			r.take(s)
			return nil
		},
	)
	r.project.leave(
		r.moved,
		"statements share their stretch with another's: a quote has one speaker, so theirs ends some letters earlier",
	)
	r.project.leave(r.scaled, "statements have a stance beyond -1 and 1: only its sign is kept")
	return err
}

// take turns a statement into a quote, or an annotation where its type has no
// concept.
func (r *dnaReader) take(s dnaStatement) {
	place := fmt.Sprintf("statement %d", s.id)
	offsets, known := r.offsets[s.document]
	if !known {
		r.project.fail(place, "its document %d is not in the file", s.document)
		return
	}
	stretch := Range{offsets.rune(s.start), offsets.rune(s.stop)}
	if s.start < 0 || s.stop <= s.start || s.stop > offsets.units {
		r.project.fail(place, "it lies at %d to %d of a text of %d letters", s.start, s.stop, offsets.units)
		return
	}
	if r.has(s.typ, dnaConcept) || r.has(s.typ, dnaPerson) {
		r.quote(s, place, stretch)
		return
	}
	a := ProjectAnnotation{Article: dnaKey(s.document), Place: place, Range: stretch, Coder: s.coder}
	for _, v := range s.values {
		a.Codes, a.Note = r.other(v, r.types[s.typ], a.Codes, a.Note)
	}
	if len(a.Codes) == 0 && a.Note == "" {
		a.Codes = []string{CodePath(r.types[s.typ])}
	}
	r.project.Annotations = append(r.project.Annotations, a)
}

func (r *dnaReader) has(statementType int64, role dnaRole) bool {
	for _, v := range r.variables {
		if v.statementType == statementType && v.role == role {
			return true
		}
	}
	return false
}

// other files the value of a variable that we have no field for: a code, or a note
// where it is long.
func (r *dnaReader) other(v dnaValue, under string, codes []string, note string) ([]string, string) {
	switch {
	case v.typ == "long text":
		return codes, strings.TrimPrefix(note+"\n\n"+strings.TrimSpace(v.text), "\n\n")
	case v.typ == "boolean" && v.number != 0:
		return append(codes, CodePath(under, v.name)), note
	case v.typ == "integer":
		return append(codes, CodePath(under, v.name, strconv.FormatInt(v.number, 10))), note
	case v.typ == "short text" && v.text != "":
		return append(codes, CodePath(under, v.name, v.text)), note
	}
	return codes, note
}

func (r *dnaReader) quote(s dnaStatement, place string, stretch Range) {
	q := ProjectQuote{Article: dnaKey(s.document), Place: place, Coder: s.coder, SpeakerType: corpus.PersonSpeaker}
	concept, stance, mixed := "", corpus.Stance(""), false
	var codes []string
	note := ""
	for _, v := range s.values {
		switch v.role {
		case dnaPerson:
			q.Speaker = v.text
		case dnaOrganization:
			q.Organization = v.text
		case dnaConcept:
			concept = v.text
		case dnaAgreement:
			stance = corpus.Oppose
			if v.number != 0 {
				stance = corpus.Support
			}
		case dnaStance:
			stance = r.sign(v.number)
		case dnaMixed:
			mixed = v.number != 0
		default:
			codes, note = r.other(v, "", codes, note)
		}
	}
	if q.Speaker == "" && q.Organization != "" {
		q.Speaker, q.SpeakerType = q.Organization, corpus.OrganizationSpeaker
	}
	if q.Speaker == "" {
		q.SpeakerType = corpus.UnnamedSpeaker
	}
	if stance == corpus.Neutral && mixed {
		stance = corpus.MixedStance
	}
	switch {
	case concept != "" && stance != "":
		q.Judgements = []ProjectJudgement{{Target: concept, Stance: stance, Coder: s.coder}}
	case concept != "":
		codes = append(codes, CodePath("concept", concept))
	}
	for _, c := range codes {
		q.Tags = append(q.Tags, ProjectTag{Code: c, Coder: s.coder})
	}
	if note != "" {
		q.Notes = []ProjectNote{{Text: note, Coder: s.coder}}
	}
	q.Content = []Range{r.free(s, stretch, q, concept)}
	r.project.Quotes = append(r.project.Quotes, q)
}

func (r *dnaReader) sign(n int64) corpus.Stance {
	if n > 1 || n < -1 {
		r.scaled++
	}
	switch {
	case n > 0:
		return corpus.Support
	case n < 0:
		return corpus.Oppose
	}
	return corpus.Neutral
}

// dnaPlace is a stretch of a document, dnaTaken what is said of it: a quote has one
// speaker, and a coder judges it once toward a target.
type (
	dnaPlace struct {
		document int64
		Range
	}
	dnaTaken struct {
		speaker, organization string
		judged                map[[2]string]bool // concept and coder
	}
)

// free is the stretch itself, or one that ends some letters earlier where another
// speaker's statement, or one more of the same on the same concept, has it already.
func (r *dnaReader) free(s dnaStatement, stretch Range, q ProjectQuote, concept string) Range {
	judgement := [2]string{concept, string(s.coder)}
	for at := stretch; at.End > at.Start; at.End-- {
		key := dnaPlace{s.document, at}
		taken, known := r.taken[key]
		if !known {
			taken = dnaTaken{q.Speaker, q.Organization, map[[2]string]bool{}}
			r.taken[key] = taken
		}
		if taken.speaker != q.Speaker || taken.organization != q.Organization || taken.judged[judgement] {
			continue
		}
		taken.judged[judgement] = true
		if at != stretch {
			r.moved++
		}
		return at
	}
	return stretch
}

// left counts what Quoth has no place for.
func (r *dnaReader) left() error {
	for _, x := range []struct{ query, what string }{
		{`SELECT count(*) FROM REGEXES`, "patterns that are highlighted in texts"},
		{`SELECT count(*) FROM VARIABLELINKS`, "links between variables"},
		{`SELECT count(*) FROM CODERS`, "coders' passwords, colours and permissions"},
	} {
		n := 0
		if err := r.each(x.query, func(scan func(...any) error) error { return scan(&n) }); err != nil {
			return err
		}
		r.project.leave(n, x.what)
	}
	return nil
}

// utf16Offsets converts the places that Java counts, UTF-16 units, to code points.
type utf16Offsets struct {
	astral []int // at which unit each character of two units begins
	units  int
}

func newUTF16Offsets(text string) utf16Offsets {
	var o utf16Offsets
	for _, c := range text {
		if c > 0xffff {
			o.astral = append(o.astral, o.units)
			o.units++
		}
		o.units++
	}
	return o
}

// rune is the code point at a unit.
func (o utf16Offsets) rune(unit int) int {
	n := unit
	for _, at := range o.astral {
		if at >= unit {
			break
		}
		n--
	}
	return n
}

// withoutAstral writes one placeholder for each character that Java counts as two,
// so that its places and those of SQL agree; it says how many there were.
func withoutAstral(text string) (string, int) {
	n := 0
	return strings.Map(func(c rune) rune {
		if c > 0xffff {
			n++
			return utf8.RuneError
		}
		return c
	}, text), n
}
