package app

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// openTeamTwice opens one database as two people do.
func openTeamTwice(t *testing.T) (ada, bea *App) {
	t.Helper()
	place := storetest.Postgres(t).New(t)
	for _, a := range []**App{&ada, &bea} {
		one, err := OpenOrCreate(t.Context(), place, Options{CacheDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { one.Close() })
		*a = one
	}
	return ada, bea
}

// TestColleaguesSeeEachOthersActs has one of two programs on a database act: the
// other is told, once and in order, and its search knows.
func TestColleaguesSeeEachOthersActs(t *testing.T) {
	ada, bea := openTeamTwice(t)
	keep := storetest.Keep(1)
	told := make(chan corpus.Change, 100)
	defer bea.Subscribe(func(c corpus.Change) { told <- c })()
	next := func() corpus.Change {
		t.Helper()
		select {
		case c := <-told:
			return c
		case <-time.After(time.Minute):
			t.Fatal("Bea was not told")
			return corpus.Change{}
		}
	}
	for _, act := range []corpus.Act{keep, corpus.SaveTag{Tag: corpus.Tag{ID: "fees", Name: "Fees"}}, corpus.PutTag{Quote: keep.Quotes[0].ID, Tag: "fees"}} {
		want, err := ada.Do(t.Context(), "ada", act)
		if err != nil {
			t.Fatal(err)
		}
		if got := next(); got.ID != want.ID || got.Coder != want.Coder || got.Seq != want.Seq {
			t.Errorf("told of %+v, want %+v", got, want)
		}
	}
	result, err := bea.Search(t.Context(), SearchRequest{Query: "tag:fees"})
	if err != nil || result.Total != 1 {
		t.Errorf("Bea's search finds %d, %v", result.Total, err)
	}
	own, err := bea.Do(t.Context(), "bea", corpus.Confirm{Quote: keep.Quotes[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := next(); got.ID != own.ID {
		t.Errorf("told of %+v, want her own", got)
	}
	after, err := ada.Do(t.Context(), "ada", corpus.Reject{Quote: keep.Quotes[1].ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := next(); got.ID != after.ID {
		t.Errorf("told of %+v, want Ada's: her own came twice", got)
	}
	if bea.Name() == "" || bea.indexName() == bea.store.ID() {
		t.Errorf("name %q, index %q", bea.Name(), bea.indexName())
	}
}

func TestMain(m *testing.M) {
	status := m.Run()
	storetest.StopPostgres()
	os.Exit(status)
}

// TestExportsAreTheSameThereAndBack moves a corpus from a file into a database and
// into another file: each way out writes the same bytes of all three.
func TestExportsAreTheSameThereAndBack(t *testing.T) {
	place := storetest.Postgres(t).New(t)
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	o := Options{CacheDir: t.TempDir(), Now: now}
	name := store.PlaceName(place) + ".quoth" // exports say the name of the corpus
	file, err := Create(t.Context(), filepath.Join(t.TempDir(), name), o)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	acts := []corpus.Act{
		corpus.SaveTag{Tag: corpus.Tag{ID: "fees", Name: "Fees"}},
		corpus.SaveTag{Tag: corpus.Tag{ID: "more", Name: "Ältere Gebühren", Parent: "fees"}},
		corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Roads should be quiet"}},
	}
	for n := range 12 {
		keep := storetest.KeepMany(n, 3, n%4)
		q := keep.Quotes[n%3].ID
		acts = append(
			acts,
			keep,
			corpus.Confirm{Quote: q},
			corpus.PutTag{Quote: q, Tag: []corpus.TagID{"fees", "more"}[n%2]},
			corpus.Judge{
				Quote:  q,
				Target: "x",
				Stance: corpus.Stances[n%3],
			},
			corpus.WriteNote{Quote: q, Text: fmt.Sprint("note ", n)},
			corpus.WriteMemo{
				Article: keep.Article.ID,
				Text:    "memo",
			},
			corpus.TagArticle{Article: keep.Article.ID, Tag: "fees"},
			corpus.SaveAnnotation{
				Annotation: corpus.Annotation{
					Version: keep.Version.ID,
					Anchor:  corpus.Anchor{Span: corpus.Span{Start: 0, End: 9}},
					Note:    "here",
					Tags:    []corpus.TagID{"more"},
				},
			},
		)
	}
	acts = append(acts, corpus.MergePeople{From: "person-1", Into: "person-2"}, corpus.SavePerson{Person: corpus.Person{
		ID: "person-3", Name: "Zoë Ångström",
		Attributes: map[string]string{"group": "émigrés"},
	}})
	for i, act := range acts {
		if _, err := file.Do(t.Context(), []corpus.Coder{"ada", "bea"}[i%2], act); err != nil {
			t.Fatalf("%T: %v", act, err)
		}
	}
	if err := file.CopyCorpus(t.Context(), place); err != nil {
		t.Fatal(err)
	}
	team, err := Open(t.Context(), place, o)
	if err != nil {
		t.Fatal(err)
	}
	defer team.Close()
	back := filepath.Join(t.TempDir(), name)
	if err := team.CopyCorpus(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	home, err := Open(t.Context(), back, o)
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	for _, format := range ExportFormats() {
		var want string
		for i, a := range []*App{file, team, home} {
			var out bytes.Buffer
			if _, err := a.Export(
				t.Context(),
				ExportRequest{Format: format.Name, Password: "p"},
				&out,
				nil,
			); err != nil {
				t.Errorf("%s of %s: %v", format.Name, a.Path(), err)
				break
			}
			got := within(t, out.Bytes())
			if i == 0 {
				want = got
			}
			if got != want || want == "" {
				t.Errorf("%s of %s is not that of the file:\n%s", format.Name, a.Path(), storetest.Diff(got, want))
			}
		}
	}
}

// within is an export without what differs from one writing to the next: of an
// archive what lies in it, of a database its rows, but for coders, whose
// passwords are salted.
func within(t *testing.T, data []byte) string {
	t.Helper()
	var out strings.Builder
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(archive.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		for _, f := range archive.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			inner, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%s %s\n", f.Name, within(t, inner))
		}
	case bytes.HasPrefix(data, []byte("SQLite format 3")):
		path := filepath.Join(t.TempDir(), "export.db")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		tables, err := db.Query(
			`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'CODER%' ORDER BY name`,
		)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for tables.Next() {
			names = append(names, "")
			if err := tables.Scan(&names[len(names)-1]); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range names {
			rows, err := db.Query(`SELECT * FROM "` + name + `"`)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := rows.Columns()
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				values := make([]any, len(columns))
				for i := range values {
					values[i] = new(any)
				}
				if err := rows.Scan(values...); err != nil {
					t.Fatal(err)
				}
				out.WriteString(name)
				for _, v := range values {
					fmt.Fprintf(&out, " %v", *v.(*any))
				}
				out.WriteString("\n")
			}
			rows.Close()
		}
	default:
		return string(data)
	}
	return out.String()
}
