package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"quoth/corpus"
)

// watchedFiles tells each time a file of it is opened.
type watchedFiles struct {
	fs.FS
	opened func()
}

func (w watchedFiles) Open(name string) (fs.File, error) {
	w.opened()
	return w.FS.Open(name)
}

// TestAHalfMadeCorpusNeverHasItsName: a program that is killed while it makes one
// left a file that was refused for ever.
func TestAHalfMadeCorpusNeverHasItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.quoth")
	steps := 0
	withSteps(t, watchedFiles{embedded, func() {
		steps++
		if _, err := os.Lstat(path); err == nil && checkFile(path) != nil {
			t.Error("the file is there before it is a corpus")
		}
	}})
	s, err := Create(t.Context(), path, Options{})
	if err != nil || steps == 0 {
		t.Fatal(steps, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestActsOfAPersonWaitForTheDisk: and the work of a program does not.
func TestActsOfAPersonWaitForTheDisk(t *testing.T) {
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "a.quoth"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const normal, full = 1, 2
	mode := func() (n int) {
		t.Helper()
		if err := s.writer.QueryRow(`PRAGMA synchronous`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 {
		if _, err := s.Do(
			t.Context(),
			"Ada",
			corpus.SaveTarget{Target: corpus.Target{Text: "Roads should be quiet " + newID()}},
		); err != nil {
			t.Fatal(err)
		}
		if got := mode(); got != full {
			t.Errorf("an act was written with synchronous = %d, want FULL", got)
		}
		if err := s.SetSetting(t.Context(), "a", "b"); err != nil {
			t.Fatal(err)
		}
		if got := mode(); got != normal {
			t.Errorf("bookkeeping was written with synchronous = %d, want NORMAL", got)
		}
	}
	if _, err := s.Undo(t.Context(), "Ada"); err != nil {
		t.Fatal(err)
	}
	if got := mode(); got != full {
		t.Errorf("undo was written with synchronous = %d, want FULL", got)
	}
}
