package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"quoth/corpus"
)

func TestAFullDiskKeepsNothingByHalves(t *testing.T) {
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "full.quoth"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.writer.Exec(`PRAGMA max_page_count = 1`); err != nil { // SQLite takes the present size
		t.Fatal(err)
	}
	long := make([]byte, 1<<20)
	for i := range long {
		long[i] = byte('a' + i%26)
	}
	act := corpus.SaveTarget{Target: corpus.Target{Text: "Roads should be quiet", Definition: string(long)}}
	if _, err := s.Do(t.Context(), "ada", act); !errors.Is(err, errDiskFull) {
		t.Fatalf("on a full disk: %v, want %v", err, errDiskFull)
	}
	targets, err := s.Targets(t.Context())
	history, historyErr := s.History(t.Context(), 0, 10)
	if err != nil || historyErr != nil || len(targets) != 0 || len(history) != 0 {
		t.Errorf("kept %d targets, %d changes (%v, %v); want none", len(targets), len(history), err, historyErr)
	}
	if _, err := s.writer.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), "ada", act); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// withSteps runs the rest of a test with other migrations.
func withSteps(t *testing.T, files fs.FS) {
	t.Helper()
	before := migrations
	migrations = files
	t.Cleanup(func() { migrations = before })
}

func TestAnOlderFileIsCopiedThenBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.quoth")
	first, err := fs.ReadFile(migrations, "migrations/0001_corpus.sql")
	if err != nil {
		t.Fatal(err)
	}
	withSteps(t, fstest.MapFS{"migrations/0001_corpus.sql": {Data: first}})
	s, err := Create(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	withSteps(t, fstest.MapFS{
		"migrations/0001_corpus.sql": {Data: first},
		"migrations/0002_wrong.sql": {
			Data: []byte(`CREATE TABLE half (a TEXT) STRICT; CREATE TABLE half (a TEXT) STRICT;`),
		},
	})
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, corpus.ErrUnsupported) {
		t.Errorf("reading an older file gave %v, want ErrUnsupported", err)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil {
		t.Fatal("a migration that fails went unnoticed")
	}
	if _, err := os.Stat(path + ".before-2"); err != nil {
		t.Error("there is no copy from before:", err)
	}
	withSteps(t, fstest.MapFS{
		"migrations/0001_corpus.sql": {Data: first},
		"migrations/0002_right.sql":  {Data: []byte(`CREATE TABLE half (a TEXT) STRICT;`)},
	})
	again, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal("after the failed attempt:", err)
	}
	defer again.Close()
	if _, version, err := header(t.Context(), again.writer); err != nil || version != 2 {
		t.Errorf("version %d, %v; want 2", version, err)
	}
}
