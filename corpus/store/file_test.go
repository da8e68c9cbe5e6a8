package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

func TestOpeningAForeignDatabaseLeavesItAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "foreign.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE a (b)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		if _, err := store.Open(
			t.Context(),
			path,
			store.Options{ReadOnly: readOnly},
		); !errors.Is(
			err,
			corpus.ErrNotACorpus,
		) {
			t.Errorf("read only %v: %v, want ErrNotACorpus", readOnly, err)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the foreign file was changed (%v)", err)
	}
	if got := names(t, filepath.Dir(path)); got != "foreign.db" {
		t.Errorf("beside it lie now: %s", got)
	}
}

func TestDamagedFilesAreNamedSo(t *testing.T) {
	s := storetest.OpenFile(t)
	for n := range 50 {
		do(t, s, storetest.Keep(n))
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	garbled := bytes.Clone(whole)
	for i := 4096; i < len(garbled); i++ {
		garbled[i] ^= 0x55
	}
	for _, test := range []struct {
		name string
		data []byte
		want error
	}{
		{"a file cut in half is damaged", whole[:len(whole)/2], corpus.ErrDamaged},
		{"a garbled file is damaged", garbled, corpus.ErrDamaged},
		{"an empty file is no corpus", nil, corpus.ErrNotACorpus},
		{"a file of a few bytes is no corpus", whole[:50], corpus.ErrNotACorpus},
	} {
		t.Run(test.name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.quoth")
			if err := os.WriteFile(bad, test.data, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Open(t.Context(), bad, store.Options{}); !errors.Is(err, test.want) {
				t.Errorf("open gave %v, want %v", err, test.want)
			}
		})
	}
}

func TestNothingLiesBesideAClosedCorpus(t *testing.T) {
	s := storetest.OpenFile(t)
	do(t, s, storetest.Keep(1))
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := r.Counts(t.Context()); err != nil || c.Articles != 1 {
		t.Errorf("counts %+v, %v", c, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(path)); got != "test.quoth" {
		t.Errorf("beside the closed corpus lie: %s", got)
	}
}

func TestAReaderOpenedFirstSeesWhatAWriterAdds(t *testing.T) {
	s := storetest.OpenFile(t)
	do(t, s, storetest.Keep(1))
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Counts(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, w, storetest.Keep(2))
	if c, err := r.Counts(t.Context()); err != nil || c.Articles != 2 {
		t.Errorf("beside the writer: %+v, %v; want 2 articles", c, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err := r.Counts(t.Context()); err != nil || c.Articles != 2 {
		t.Errorf("after the writer: %+v, %v; want 2 articles", c, err)
	}
}

func TestAnotherProcessIsLockedOut(t *testing.T) {
	s := storetest.OpenFile(t)
	child := exec.Command(os.Args[0], "-test.run=^TestOpenAsChild$", "-test.v")
	child.Env = append(os.Environ(), "QUOTH_OPEN_AS_CHILD="+s.Path())
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "locked out") {
		t.Errorf("the child said %s (%v)", out, err)
	}
}

// TestOpenAsChild is the child of the test above.
func TestOpenAsChild(t *testing.T) {
	path := os.Getenv("QUOTH_OPEN_AS_CHILD")
	if path == "" {
		t.Skip("only run as a child process")
	}
	if _, err := store.Open(t.Context(), path, store.Options{}); !errors.Is(err, corpus.ErrLocked) {
		t.Fatalf("open gave %v, want ErrLocked", err)
	}
	t.Log("locked out")
}

func TestACopyIsACorpusOfItsOwn(t *testing.T) {
	s := storetest.OpenFile(t)
	do(t, s, storetest.Keep(1))
	dest := filepath.Join(t.TempDir(), "copy.quoth")
	if err := s.Copy(t.Context(), dest); err != nil {
		t.Fatal(err)
	}
	if err := s.Copy(t.Context(), dest); !errors.Is(err, os.ErrExist) {
		t.Errorf("copying over a file gave %v, want ErrExist", err)
	}
	c, err := store.Open(t.Context(), dest, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got, want := storetest.Dump(t, c), storetest.Dump(t, s); got != want {
		t.Errorf("the copy differs:\n%s", storetest.Diff(got, want))
	}
}
