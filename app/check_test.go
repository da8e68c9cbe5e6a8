package app_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoth/app"
	"quoth/corpus"
)

// codedSample is a closed corpus of invented articles, some of them coded.
func codedSample(t *testing.T, o app.Options) string {
	t.Helper()
	a := create(t, o)
	var texts []app.Input
	for i := range 12 {
		texts = append(texts, app.Input{Kind: app.TextInput, Title: "Harbour news", Body: []byte(harbourNews(i))})
	}
	if _, err := a.Add(t.Context(), texts, nil); err != nil {
		t.Fatal(err)
	}
	cards, _, err := a.Cards(t.Context(), corpus.QuoteFilter{Limit: 9})
	if err != nil || len(cards) == 0 {
		t.Fatal(len(cards), err)
	}
	for i, c := range cards {
		act := corpus.Act(corpus.Confirm{Quote: c.Quote.ID})
		if i%3 == 0 {
			act = corpus.Reject{Quote: c.Quote.ID}
		}
		if _, err := a.Do(t.Context(), "ada", act); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Path()
}

func damage(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestCheckAndRepair(t *testing.T) {
	cache := t.TempDir()
	o := app.Options{CacheDir: cache}
	path := codedSample(t, o)
	if report, err := app.Check(
		t.Context(),
		path,
		o,
		nil,
	); err != nil || !report.Sound() ||
		report.Counts.Articles != 12 {
		t.Fatalf("a sound corpus: %+v, %v", report, err)
	}
	damage(t, path, `UPDATE articles SET quotes = 99; UPDATE quotes SET status = 'suggested'`)
	report, err := app.Check(t.Context(), path, o, nil)
	if err != nil || report.Sound() {
		t.Fatalf("a damaged corpus: %+v, %v", report, err)
	}
	kinds := map[string]bool{}
	for _, f := range report.Faults {
		kinds[f.Kind] = true
	}
	if !kinds["derived"] || !kinds["index"] {
		t.Errorf("found %v, want faults of derived rows and of the index", kinds)
	}
	repaired, err := app.Repair(t.Context(), path, o, nil)
	if err != nil || len(repaired.After) > 0 || repaired.Backup == "" {
		t.Fatalf("repair: %+v, %v", repaired, err)
	}
	if report, err := app.Check(t.Context(), path, o, nil); err != nil || !report.Sound() {
		t.Errorf("after repair: %+v, %v", report, err)
	}
}

// TestAFileThatCannotBeOpenedIsSavedBeside: the damaged file stays as it is.
func TestAFileThatCannotBeOpenedIsSavedBeside(t *testing.T) {
	o := app.Options{CacheDir: t.TempDir()}
	path := codedSample(t, o)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(whole) * 2 / 3 &^ 4095; i < len(whole)*2/3&^4095+8192; i++ {
		whole[i] = 0xee
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := app.Repair(t.Context(), path, o, nil)
	if err != nil || report.Saved == "" || report.Rows == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	saved, err := app.Open(t.Context(), report.Saved, o)
	if err != nil {
		t.Fatal(err)
	}
	defer saved.Close()
	if c, err := saved.Counts(t.Context()); err != nil || c.Articles == 0 {
		t.Errorf("%+v, %v; want articles", c, err)
	}
}

// TestABackupIsCheckedAndComesBack: restoring gives the same corpus, and a backup
// that was damaged on its way is not taken for one.
func TestABackupIsCheckedAndComesBack(t *testing.T) {
	o := app.Options{CacheDir: t.TempDir()}
	path := codedSample(t, o)
	a, err := app.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	before, err := a.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "backups")
	if made, err := a.BackUp(t.Context(), folder, time.Hour, 3); err != nil || !made {
		t.Fatal(made, err)
	}
	list, err := a.Backups(folder)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	restored, err := app.Restore(t.Context(), list[0].Path, path)
	if err != nil {
		t.Fatal(err)
	}
	report, err := app.Check(t.Context(), restored, o, nil)
	if err != nil || !report.Sound() || report.Counts != before {
		t.Errorf("restored: %+v, %v; want %+v", report, err, before)
	}
}

// TestManySearchAtOnce: the ninth found no place.
func TestManySearchAtOnce(t *testing.T) {
	o := app.Options{CacheDir: t.TempDir()}
	path := codedSample(t, o)
	o.ReadOnly = true
	for n := range 12 {
		a, err := app.Open(t.Context(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if found, err := a.Search(
			t.Context(),
			app.SearchRequest{Query: "harbour", Limit: 1},
		); err != nil ||
			found.Total == 0 {
			t.Fatalf("searcher %d: %d quotes, %v", n+1, found.Total, err)
		}
	}
}

// TestAFullDiskIsNoWrongCall: the words of an export that cannot be written.
func TestAFullDiskIsNoWrongCall(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full here: %v", err)
	}
	defer full.Close()
	path := codedSample(t, app.Options{CacheDir: t.TempDir()})
	a, err := app.Open(t.Context(), path, app.Options{ReadOnly: true, CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, f := range app.ExportFormats() {
		_, err := a.Export(t.Context(), app.ExportRequest{Format: f.Name, Password: "secret"}, full, nil)
		if err == nil || errors.Is(err, corpus.ErrInvalid) || strings.Contains(err.Error(), "invalid") {
			t.Errorf("%s on a full disk: %v; want the full disk, not a wrong call", f.Name, err)
		}
	}
}
