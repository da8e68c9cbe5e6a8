//go:build unix

package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// TestTheLockBelongsToTheFile: two writers through two names destroyed a file.
func TestTheLockBelongsToTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.quoth")
	s, err := store.Create(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	do(t, s, storetest.Keep(1))
	link, soft, moved := filepath.Join(
		dir,
		"hard.quoth",
	), filepath.Join(
		dir,
		"soft.quoth",
	), filepath.Join(
		dir,
		"moved.quoth",
	)
	if err := errors.Join(os.Symlink(path, soft), os.Link(path, link)); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if _, err := store.Open(
		t.Context(),
		link,
		store.Options{},
	); err == nil ||
		!strings.Contains(err.Error(), "hard links") {
		t.Errorf("a second writer through a hard link: %v; want a refusal with the reason", err)
	}
	if _, err := store.Open(t.Context(), link, store.Options{ReadOnly: true}); !errors.Is(err, corpus.ErrLocked) {
		t.Errorf("a reader through a hard link beside a writer: %v; want ErrLocked", err)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), soft, store.Options{}); !errors.Is(err, corpus.ErrLocked) {
		t.Errorf("a second writer through a symbolic link: %v; want ErrLocked", err)
	}
	if err := os.Rename(path, moved); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), moved, store.Options{}); !errors.Is(err, corpus.ErrLocked) {
		t.Errorf("a second writer under a new name: %v; want ErrLocked", err)
	}
	if err := os.Rename(moved, path); err != nil {
		t.Fatal(err)
	}
	do(t, s, storetest.Keep(2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), soft, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := again.Counts(t.Context()); err != nil || c.Articles != 2 {
		t.Errorf("%+v, %v; want 2 articles", c, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != "a.quoth soft.quoth" {
		t.Errorf("beside the closed corpus lie: %s", got)
	}
}

func TestAPipeIsNoCorpus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.quoth")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no pipes here: %v", err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := store.Open(t.Context(), path, store.Options{})
		ended <- err
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, corpus.ErrNotACorpus) {
			t.Errorf("a pipe: %v, want ErrNotACorpus", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("a pipe as corpus hangs")
	}
}

// TestACorpusIsItsOwnersAlone: the corpus, what lies beside it and its copies.
func TestACorpusIsItsOwnersAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o022))
	dir := t.TempDir()
	s, err := store.Create(t.Context(), filepath.Join(dir, "a.quoth"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	do(t, s, storetest.Keep(1))
	if err := s.Copy(t.Context(), filepath.Join(dir, "copy.quoth")); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

// TestLeftoversOfKilledProgramsGo: those that nobody can be using.
func TestLeftoversOfKilledProgramsGo(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".quoth-new-1": 2 * time.Hour, ".quoth-probe-2": 2 * time.Hour, ".quoth-new-3": time.Minute} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Now().Add(-age), time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Create(t.Context(), filepath.Join(dir, "a.quoth"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != ".quoth-new-3 a.quoth" {
		t.Errorf("there lie: %s", got)
	}
}
