package app_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// TestACorpusOfTheFirstReleaseOpens: testdata/first-release.quoth.gz was made by
// version 0.1.0 out of invented articles, with a decision of each kind. What
// people did is there after the upgrade, all is sound, undo works on, and the file
// as it was lies beside it.
func TestACorpusOfTheFirstReleaseOpens(t *testing.T) {
	packed, err := os.Open("testdata/first-release.quoth.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "first.quoth")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	o := app.Options{CacheDir: t.TempDir()}
	a, err := app.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	counts, err := a.Counts(t.Context())
	if err != nil || counts.Articles != 4 || counts.Quotes != 11 || counts.Confirmed == 0 || counts.Judged != 1 {
		t.Errorf("%+v, %v; want the 4 articles with 11 quotes that stand, and what was decided", counts, err)
	}
	cards, _, err := a.Cards(t.Context(), corpus.QuoteFilter{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	tags, notes := 0, 0
	for _, c := range cards {
		tags, notes = tags+len(c.TagPaths), notes+len(c.Notes)
	}
	if tags != 1 || notes != 1 {
		t.Errorf("%d tags and %d notes came along, want 1 and 1", tags, notes)
	}
	if report, err := a.Check(t.Context(), nil); err != nil || !report.Sound() {
		t.Errorf("after the upgrade: %+v, %v", report.Faults, err)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Errorf("an act of the first release cannot be taken back: %v", err)
	}
	before, err := filepath.Glob(path + ".before-*")
	if err != nil || len(before) != 1 {
		t.Errorf("beside it lie %v, %v; want the file as it was", before, err)
	}
}
