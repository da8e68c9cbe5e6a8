package exchange

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"quoth/corpus"
)

// What a .dna file cannot hold: the sentence of the format's row.
const dnaLoses = "Quotes without a judgement, tags, roles, verdicts, merges and the engine's suggestions stay behind; neutral and mixed judgements " +
	"are of a statement type of their own, since agreement is yes or no; characters beyond Unicode's first plane become one placeholder each."

// dnaSchema is that of version 3 of Discourse Network Analyzer.
const dnaSchema = `
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL CHECK (LENGTH(Name) < 191), Red INTEGER NOT NULL DEFAULT 0, Green INTEGER NOT NULL DEFAULT 0,
  Blue INTEGER NOT NULL DEFAULT 0, Refresh INTEGER NOT NULL DEFAULT 0, FontSize INTEGER NOT NULL DEFAULT 14, Password TEXT NOT NULL CHECK (LENGTH(Password) < 191),
  PopupWidth INTEGER DEFAULT 300, ColorByCoder INTEGER NOT NULL DEFAULT 0, PopupDecoration INTEGER NOT NULL DEFAULT 0, PopupAutoComplete INTEGER NOT NULL DEFAULT 1,
  PermissionAddDocuments INTEGER NOT NULL DEFAULT 1, PermissionEditDocuments INTEGER NOT NULL DEFAULT 1, PermissionDeleteDocuments INTEGER NOT NULL DEFAULT 1,
  PermissionImportDocuments INTEGER NOT NULL DEFAULT 1, PermissionAddStatements INTEGER NOT NULL DEFAULT 1, PermissionEditStatements INTEGER NOT NULL DEFAULT 1,
  PermissionDeleteStatements INTEGER NOT NULL DEFAULT 1, PermissionEditAttributes INTEGER NOT NULL DEFAULT 1, PermissionEditRegex INTEGER NOT NULL DEFAULT 1,
  PermissionEditStatementTypes INTEGER NOT NULL DEFAULT 1, PermissionEditCoders INTEGER NOT NULL DEFAULT 1, PermissionEditCoderRelations INTEGER NOT NULL DEFAULT 1,
  PermissionViewOthersDocuments INTEGER NOT NULL DEFAULT 1, PermissionEditOthersDocuments INTEGER NOT NULL DEFAULT 1,
  PermissionViewOthersStatements INTEGER NOT NULL DEFAULT 1, PermissionEditOthersStatements INTEGER NOT NULL DEFAULT 1);
CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL CHECK (LENGTH(Title) < 191), Text TEXT NOT NULL, Coder INTEGER, Author TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Author) < 191),
  Source TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Source) < 191), Section TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Section) < 191), Notes TEXT NOT NULL DEFAULT '',
  Type TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Type) < 191), Date INTEGER NOT NULL, FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE);
CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL CHECK (LENGTH(Label) < 191), Red INTEGER NOT NULL DEFAULT 0, Green INTEGER NOT NULL DEFAULT 0, Blue INTEGER NOT NULL DEFAULT 0);
CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL CHECK (LENGTH(Variable) < 191), DataType TEXT NOT NULL CHECK (DataType = 'boolean' OR DataType = 'integer' OR DataType = 'long text' OR DataType = 'short text') DEFAULT 'short text',
  StatementTypeId INTEGER, FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE, UNIQUE (Variable, StatementTypeId));
CREATE TABLE VARIABLELINKS(ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER, TargetVariableId INTEGER, CHECK (TargetVariableId != SourceVariableId), FOREIGN KEY(SourceVariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, FOREIGN KEY(TargetVariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE);
CREATE TABLE REGEXES(Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191), Red INTEGER NOT NULL DEFAULT 0, Green INTEGER NOT NULL DEFAULT 0, Blue INTEGER NOT NULL DEFAULT 0);
CREATE TABLE CODERRELATIONS(ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER CHECK(Coder > 0), OtherCoder INTEGER CHECK(OtherCoder > 0), viewStatements INTEGER NOT NULL DEFAULT 1, editStatements INTEGER NOT NULL DEFAULT 1,
  viewDocuments INTEGER NOT NULL DEFAULT 1, editDocuments INTEGER NOT NULL DEFAULT 1, CHECK (Coder != OtherCoder), FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE, FOREIGN KEY(OtherCoder) REFERENCES CODERS(ID) ON DELETE CASCADE);
CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER NOT NULL CHECK(Start >= 0), Stop INTEGER NOT NULL CHECK(Stop >= 0), Coder INTEGER, CHECK (Start < Stop),
  FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE, FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE, FOREIGN KEY(DocumentId) REFERENCES DOCUMENTS(ID) ON DELETE CASCADE);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL, Value INTEGER NOT NULL DEFAULT 1, FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, UNIQUE (StatementId, VariableId));
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL, Value INTEGER NOT NULL DEFAULT 0, FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, UNIQUE (StatementId, VariableId));
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, Value TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Value) < 191), Red INTEGER DEFAULT 0, Green INTEGER DEFAULT 0, Blue INTEGER DEFAULT 0, ChildOf INTEGER CHECK(ChildOf > 0),
  UNIQUE (VariableId, Value), FOREIGN KEY(ChildOf) REFERENCES ENTITIES(ID) ON DELETE CASCADE, FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL, Entity INTEGER NOT NULL, FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, FOREIGN KEY(Entity) REFERENCES ENTITIES(ID) ON DELETE CASCADE, UNIQUE (StatementId, VariableId));
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL, Value TEXT DEFAULT '', FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, UNIQUE (StatementId, VariableId));
CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, AttributeVariable TEXT NOT NULL CHECK (LENGTH(AttributeVariable) < 191), UNIQUE(VariableId, AttributeVariable), FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE);
CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL, AttributeVariableId INTEGER NOT NULL, AttributeValue TEXT NOT NULL DEFAULT '' CHECK (LENGTH(AttributeValue) < 191), UNIQUE (EntityId, AttributeVariableId), FOREIGN KEY(EntityId) REFERENCES ENTITIES(ID) ON DELETE CASCADE, FOREIGN KEY(AttributeVariableId) REFERENCES ATTRIBUTEVARIABLES(ID) ON DELETE CASCADE);
`

// The statement types of a file that we write, with their variables. The first is
// the one that every project begins with.
const (
	dnaAgreeing = iota + 1 // person, organization, concept, agreement
	dnaNeutral             // neutral or mixed: person, organization, concept, stance, mixed
	dnaNote                // note
)

var dnaTypes = []struct {
	id        int
	label     string
	color     [3]int
	variables []dnaVariable
}{
	{dnaAgreeing, "DNA Statement", [3]int{239, 208, 51}, []dnaVariable{
		{id: 1, name: "person", typ: "short text"},
		{id: 2, name: "organization", typ: "short text"},
		{id: 3, name: "concept", typ: "short text"},
		{id: 4, name: "agreement", typ: "boolean"},
	}},
	{dnaNeutral, "Neutral or mixed statement", [3]int{170, 170, 220}, []dnaVariable{
		{id: 5, name: "person", typ: "short text"},
		{id: 6, name: "organization", typ: "short text"},
		{id: 7, name: "concept", typ: "short text"},
		{id: 8, name: "stance", typ: "integer"},
		{id: 9, name: "mixed", typ: "boolean"},
	}},
	{dnaNote, "Annotation", [3]int{211, 211, 211}, []dnaVariable{{id: 10, name: "note", typ: "long text"}}},
}

// dnaMost is how long a string may be.
const dnaMost = 190

// dnaWriter writes a database aside and pours it out when it is closed.
type dnaWriter struct {
	*database
	out      io.Writer
	options  Options
	password string
	coders   map[corpus.Coder]int64
	entities map[dnaEntityKey]int64
	about    map[dnaEntityKey]ProjectEntry // attributes, of the first statement type
	document int64
}

type dnaEntityKey struct {
	variable int64
	value    string
}

func newDNA(w io.Writer, o Options) (Writer, error) {
	if o.Password == "" {
		return nil, fmt.Errorf("a .dna file asks each coder for a password: choose one (--password)")
	}
	aside, err := newDatabase()
	if err != nil {
		return nil, err
	}
	d := &dnaWriter{
		database: aside,
		out:      w,
		options:  o,
		coders:   map[corpus.Coder]int64{},
		entities: map[dnaEntityKey]int64{},
		about:    map[dnaEntityKey]ProjectEntry{},
	}
	d.password, d.err = dnaHash(o.Password)
	d.begin()
	if d.err != nil {
		d.drop()
	}
	return d, d.err
}

// begin writes what is not of articles: the schema, statement types, coders and
// entities.
func (d *dnaWriter) begin() {
	d.do(dnaSchema)
	d.do(`INSERT INTO SETTINGS VALUES ('version', '3.0.11'), ('date', ?)`, d.options.When.Format("2006-01-02"))
	for _, t := range dnaTypes {
		d.do(`INSERT INTO STATEMENTTYPES VALUES (?, ?, ?, ?, ?)`, t.id, t.label, t.color[0], t.color[1], t.color[2])
		for _, v := range t.variables {
			d.do(`INSERT INTO VARIABLES VALUES (?, ?, ?, ?)`, v.id, v.name, v.typ, t.id)
			if v.typ != "short text" {
				continue
			}
			for i, a := range []string{"Type", "Alias", "Notes"} {
				d.do(`INSERT INTO ATTRIBUTEVARIABLES VALUES (?, ?, ?)`, v.id*10+int64(i), v.id, a)
			}
			d.entity(v.id, "")
		}
	}
	d.coder("Admin")
	for _, c := range d.options.Coders {
		d.coder(c)
	}
	for p, err := range d.options.people() {
		if d.err = firstError(d.err, err); d.err == nil && p.MergedInto == "" {
			d.describe(1, ProjectEntry{Name: p.Name, Aliases: p.Aliases, Attributes: p.Attributes, Note: p.Note})
		}
	}
	for o, err := range d.options.organizations() {
		if d.err = firstError(d.err, err); d.err == nil && o.MergedInto == "" {
			d.describe(2, ProjectEntry{Name: o.Name, Aliases: o.Aliases, Attributes: o.Attributes, Note: o.Note})
		}
	}
	for _, t := range d.options.Targets {
		d.describe(3, ProjectEntry{Name: t.Text, Note: t.Definition})
		d.entity(3, t.Text)
	}
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// describe remembers what is known of an entry; people and organizations become
// entities when a statement names them, or when a coder put them in a group.
func (d *dnaWriter) describe(variable int64, e ProjectEntry) {
	d.about[dnaEntityKey{variable, dnaShort(e.Name)}] = e
	if e.Attributes[corpus.GroupAttribute] != "" {
		d.entity(variable, e.Name)
	}
}

// dnaShort is a text as a short field holds it: one line of at most dnaMost letters.
func dnaShort(s string) string {
	s, _ = withoutAstral(strings.Join(strings.Fields(s), " "))
	if utf8.RuneCountInString(s) > dnaMost {
		s = string([]rune(s)[:dnaMost-1]) + "…"
	}
	return s
}

// sameVariable is the variable of the first statement type with this one's entries.
func sameVariable(variable int64) int64 { return (variable-1)%4 + 1 }

func (d *dnaWriter) entity(variable int64, value string) int64 {
	key := dnaEntityKey{variable, dnaShort(value)}
	if id, ok := d.entities[key]; ok {
		return id
	}
	e := d.about[dnaEntityKey{sameVariable(variable), key.value}]
	var red, green, blue int
	_, _ = fmt.Sscanf(e.Attributes[dnaColor], "#%02x%02x%02x", &red, &green, &blue) // black without one
	id := d.do(
		`INSERT INTO ENTITIES (VariableId, Value, Red, Green, Blue) VALUES (?, ?, ?, ?, ?)`,
		variable,
		key.value,
		red,
		green,
		blue,
	)
	for i, v := range []string{e.Attributes[corpus.GroupAttribute], strings.Join(e.Aliases, "; "), e.Note} {
		d.do(
			`INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) VALUES (?, ?, ?)`,
			id,
			variable*10+int64(i),
			dnaShort(v),
		)
	}
	d.entities[key] = id
	return id
}

// coderColors tell coders apart.
var coderColors = [][3]int{
	{255, 255, 0},
	{51, 153, 255},
	{255, 102, 102},
	{102, 255, 0},
	{255, 153, 0},
	{204, 153, 255},
	{0, 204, 204},
}

func (d *dnaWriter) coder(c corpus.Coder) int64 {
	if id, ok := d.coders[c]; ok {
		return id
	}
	color := coderColors[len(d.coders)%len(coderColors)]
	id := d.do(
		`INSERT INTO CODERS (Name, Red, Green, Blue, Password) VALUES (?, ?, ?, ?, ?)`,
		dnaShort(string(c)),
		color[0],
		color[1],
		color[2],
		d.password,
	)
	for _, other := range slices.Sorted(maps.Values(d.coders)) {
		d.do(`INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (?, ?), (?, ?)`, id, other, other, id)
	}
	d.coders[c] = id
	return id
}

// dnaHash is a password as Discourse Network Analyzer keeps it: base64 of 16 bytes of
// salt and SHA-256 of salt and password, hashed 100,000 times.
func dnaHash(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	return dnaHashWith(salt, password), nil
}

func dnaHashWith(salt []byte, password string) string {
	digest := append(append([]byte(nil), salt...), password...)
	for range 100_000 {
		sum := sha256.Sum256(digest)
		digest = sum[:]
	}
	return base64.StdEncoding.EncodeToString(append(append([]byte(nil), salt...), digest...))
}

func (d *dnaWriter) Write(c *Chapter) error {
	text, _ := withoutAstral(c.Version.Text)
	coder := d.coder("Admin")
	if len(c.Rows) > 0 {
		if names := c.Rows[0].coders(); len(names) > 0 {
			coder = d.coder(corpus.Coder(names[0]))
		}
	}
	date := int64(0)
	if !c.Article.Published.IsZero() {
		t := c.Article.Published.Time
		_, zone := t.Zone()
		date = t.Unix() + int64(zone) // the printed time, as if it were UTC
	}
	d.document = d.do(
		`INSERT INTO DOCUMENTS (Title, Text, Coder, Author, Source, Section, Notes, Type, Date) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)`,
		dnaShort(
			c.Article.Title,
		),
		text,
		coder,
		dnaShort(strings.Join(c.Article.Authors, "; ")),
		dnaShort(c.Article.Publisher),
		dnaShort(c.Article.Section),
		c.Article.URL,
		date,
	)
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Status == corpus.Rejected || r.Unplaced {
			continue
		}
		if err := c.checkRow(r); err != nil {
			return err
		}
		at := c.span(corpus.Cover(r.Quote.Content))
		for _, j := range r.Judgements {
			d.judgement(r, j, at)
		}
		for _, n := range r.Notes {
			d.note(at, n.Coder, n.Text)
		}
	}
	for i := range c.Annotations {
		if a := &c.Annotations[i]; c.placed(a) {
			d.note(c.span(a.Anchor.Span), a.Coder, a.Note)
		}
	}
	return d.err
}

func (d *dnaWriter) statement(typ int, at Range, coder corpus.Coder) int64 {
	return d.do(
		`INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, ?, ?, ?, ?)`,
		typ,
		d.document,
		at.Start,
		at.End,
		d.coder(coder),
	)
}

func (d *dnaWriter) judgement(r *Row, j Judgement, at Range) {
	typ, variable := dnaAgreeing, int64(1)
	if j.Stance == corpus.Neutral || j.Stance == corpus.MixedStance {
		typ, variable = dnaNeutral, 5
	}
	id := d.statement(typ, at, j.Coder)
	person, organization := r.SpeakerName, r.OrganizationName
	if r.Quote.SpeakerType == corpus.OrganizationSpeaker {
		if organization == "" {
			organization = person
		}
		person = ""
	}
	for i, value := range []string{person, organization, j.Target} {
		d.do(
			`INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)`,
			id,
			variable+int64(i),
			d.entity(variable+int64(i), value),
		)
	}
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	if typ == dnaAgreeing {
		d.do(
			`INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, 4, ?)`,
			id,
			yes(j.Stance == corpus.Support),
		)
		return
	}
	d.do(`INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (?, 8, 0)`, id)
	d.do(
		`INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, 9, ?)`,
		id,
		yes(j.Stance == corpus.MixedStance),
	)
}

func (d *dnaWriter) note(at Range, coder corpus.Coder, text string) {
	if text == "" {
		return
	}
	id := d.statement(dnaNote, at, coder)
	text, _ = withoutAstral(text)
	d.do(`INSERT INTO DATALONGTEXT (StatementId, VariableId, Value) VALUES (?, 10, ?)`, id, text)
}

func (d *dnaWriter) Close() error { return d.pour(d.out) }
