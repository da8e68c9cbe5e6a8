package exchange

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
)

// debate is a corpus with what makes .dna files differ from it: characters beyond the
// first plane, neutral and mixed judgements, two coders, an organization that speaks
// for itself, a title that is too long.
func debate() ([]*Chapter, Options) {
	text := "😀 “No tolls,” said Zoë Dean. “Perhaps,” said Elm Ltd. Others said both."
	span := func(words string) corpus.Span {
		at := strings.Index(text, words)
		return corpus.Span{Start: at, End: at + len(words)}
	}
	quote := func(words, speaker string, typ corpus.SpeakerType) corpus.Quote {
		return corpus.Quote{ID: corpus.QuoteID(words), Attribution: corpus.Attribution{
			Kind: corpus.Direct, Utterance: corpus.Speech,
			Content: []corpus.Span{span(words)}, Speaker: speaker, SpeakerType: typ,
		}}
	}
	judged := func(stance corpus.Stance, coder corpus.Coder) Judgement {
		return Judgement{Judgement: corpus.Judgement{Stance: stance, Coder: coder}, Target: "There should be tolls"}
	}
	day, _ := corpus.ParseDate("2021-03-04")
	c := &Chapter{
		Article: corpus.Article{
			ID:        "a",
			Title:     strings.Repeat("long ", 60),
			Authors:   []string{"A", "B"},
			Publisher: "Gazette",
			Section:   "News",
			URL:       "https://example.org/1",
			Published: day,
		},
		Version: corpus.Version{ID: "v", Text: text},
		Rows: []Row{
			{
				Quote: quote(
					"No tolls",
					"Zoë Dean",
					corpus.PersonSpeaker,
				),
				SpeakerName:      "Zoë Dean",
				OrganizationName: "Town",
				Judgements:       []Judgement{judged(corpus.Oppose, "Ann"), judged(corpus.Support, "Bob")},
				Notes:            []corpus.Note{{Text: "sure?", Coder: "Ann"}},
			},
			{
				Quote:       quote("Perhaps", "Elm Ltd", corpus.OrganizationSpeaker),
				SpeakerName: "Elm Ltd",
				Judgements:  []Judgement{judged(corpus.Neutral, "Ann"), judged(corpus.MixedStance, "Bob")},
			},
			{
				Quote:      quote("both", "", corpus.UnnamedSpeaker),
				Status:     corpus.Rejected,
				Judgements: []Judgement{judged(corpus.Support, "Ann")},
			},
		},
	}
	people := func(yield func(corpus.Person, error) bool) {
		yield(
			corpus.Person{
				ID:         "p",
				Name:       "Zoë Dean",
				Aliases:    []string{"Dean"},
				Attributes: map[string]string{"group": "Council", "color": "#ff9900"},
				Note:       "mayor",
			},
			nil,
		)
	}
	return []*Chapter{c}, Options{
		When: time.Unix(
			0,
			0,
		),
		Password: "sesame",
		Coders:   []corpus.Coder{"Ann", "Bob"},
		Targets:  []corpus.Target{{Text: "There should be tolls"}, {Text: "Nobody spoke of this"}},
		People:   iter.Seq2[corpus.Person, error](people),
	}
}

func writeDNA(t *testing.T, chapters []*Chapter, o Options) string {
	t.Helper()
	var out bytes.Buffer
	w, err := newDNA(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chapters {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x & y?.dna")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readDNAFile(t *testing.T, path string) *Project {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := File{Name: filepath.Base(path), Path: path, Body: body}
	importer := DetectImport(f)
	if importer == nil || importer.Name != "dna" {
		t.Fatalf("%s is taken for %v", path, importer)
	}
	p, err := importer.Read(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDNAOutAndBack(t *testing.T) {
	chapters, o := debate()
	p := readDNAFile(t, writeDNA(t, chapters, o))
	if len(p.Failed) > 0 || len(p.Articles) != 1 {
		t.Fatalf("%+v", p)
	}
	a := p.Articles[0]
	if a.Article.Publisher != "Gazette" || a.Article.URL != "https://example.org/1" ||
		a.Article.Published.String() != "2021-03-04" ||
		len([]rune(a.Article.Title)) > dnaMost {
		t.Errorf("%+v", a.Article)
	}
	runes := []rune(a.Text)
	var got []string
	for _, q := range p.Quotes {
		at := q.Content[0]
		got = append(
			got,
			strings.Join(
				[]string{
					string(runes[at.Start:at.End]),
					q.Speaker,
					string(q.SpeakerType),
					q.Organization,
					string(q.Coder),
					string(q.Judgements[0].Stance),
				},
				"|",
			),
		)
	}
	want := []string{
		"No tolls|Zoë Dean|person|Town|Ann|oppose", "No tolls|Zoë Dean|person|Town|Bob|support",
		"Perhaps|Elm Ltd|organization|Elm Ltd|Ann|neutral", "Perhaps|Elm Ltd|organization|Elm Ltd|Bob|mixed",
	}
	sort.Strings(got)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(p.Annotations) != 1 || p.Annotations[0].Note != "sure?" || p.Annotations[0].Coder != "Ann" {
		t.Errorf("%+v", p.Annotations)
	}
	if len(p.People) != 1 || p.People[0].Attributes["group"] != "Council" ||
		p.People[0].Attributes["color"] != "#ff9900" ||
		p.People[0].Note != "mayor" ||
		!reflect.DeepEqual(p.People[0].Aliases, []string{"Dean"}) {
		t.Errorf("%+v", p.People)
	}
	if len(p.Targets) != 2 || len(p.Organizations) != 2 {
		t.Errorf("targets %+v, organizations %+v", p.Targets, p.Organizations)
	}
}

// TestDNAOfOthers changes what was written as its own program writes it.
func TestDNAOfOthers(t *testing.T) {
	chapters, o := debate()
	path := writeDNA(t, chapters, o)
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE DOCUMENTS SET Text = '😀 One two three', Notes = 'a note'`,
		`DELETE FROM STATEMENTS`, `DELETE FROM DATASHORTTEXT`, `DELETE FROM DATABOOLEAN`, `DELETE FROM DATAINTEGER`,
		// Java counts the first character as two: "One" lies at 3 to 6.
		`INSERT INTO STATEMENTS VALUES (1, 1, 1, 3, 6, 2), (2, 1, 1, 3, 6, 2), (3, 1, 1, 3, 6, 2), (4, 1, 1, 90, 95, 2), (5, 1, 99, 0, 5, 2)`,
		`INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (1, 4, 1), (2, 4, 1), (3, 4, 0), (4, 4, 1), (5, 4, 1)`,
		`INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) SELECT s.ID, 1, e.ID FROM STATEMENTS s, ENTITIES e WHERE e.Value = 'Zoë Dean' AND s.ID <> 3`,
		`INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) SELECT 3, 2, ID FROM ENTITIES WHERE Value = 'Elm Ltd' AND VariableId = 2`,
		`INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) SELECT s.ID, 3, e.ID FROM STATEMENTS s, ENTITIES e WHERE e.Value = 'There should be tolls' AND e.VariableId = 3`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p := readDNAFile(t, path)
	var got []Range
	for _, q := range p.Quotes {
		got = append(got, q.Content...)
	}
	// The second is the first once more and the third another speaker's: each needs a
	// stretch of its own.
	if want := []Range{{2, 5}, {2, 4}, {2, 3}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(p.Failed) != 2 || !strings.Contains(p.Failed[0].Error(), "statement 4") {
		t.Errorf("failed: %v", p.Failed)
	}
	if left := strings.Join(
		p.Left,
		"; ",
	); !strings.Contains(left, "2 statements share") ||
		!strings.Contains(left, "1 notes on documents") {
		t.Errorf("left: %s", left)
	}
	if _, err := readDNA(t.Context(), File{Name: "x.dna", Path: filepath.Join(t.TempDir(), "none.dna")}); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestDNAPasswords(t *testing.T) {
	if _, err := newDNA(&bytes.Buffer{}, Options{}); err == nil {
		t.Error("a project without a password")
	}
	root := os.Getenv("QUOTH_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(root, "data", "dna", "sample.dna")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the development data is not here: %v", err)
	}
	db, err := openSQLite(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kept string
	if err := db.QueryRow(`SELECT Password FROM CODERS WHERE ID = 1`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(kept)
	if err != nil || dnaHashWith(raw[:16], "sample") != kept || dnaHashWith(raw[:16], "other") == kept {
		t.Errorf("the password of the sample is not recognised, %v", err)
	}
}
