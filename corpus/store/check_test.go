package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// coded is a corpus of some articles on which people have acted.
func coded(t *testing.T) *store.Store {
	s := storetest.Open(t)
	for n := range 20 {
		do(t, s, storetest.Keep(n))
	}
	quotes, _, err := s.Quotes(t.Context(), corpus.QuoteFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	tag := corpus.SaveTag{Tag: corpus.Tag{Name: "Fees"}}
	made := do(t, s, tag)
	for i, q := range quotes {
		do(t, s, corpus.PutTag{Quote: q.Quote.ID, Tag: corpus.TagID(made.Created)})
		do(t, s, corpus.Confirm{Quote: q.Quote.ID})
		if i%3 == 0 {
			do(t, s, corpus.Reject{Quote: q.Quote.ID})
		}
		if i%4 == 0 {
			if _, err := s.Undo(t.Context(), coder); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func TestASoundCorpusHasNoFaults(t *testing.T) {
	s := coded(t)
	if found, err := s.Check(t.Context(), nil); err != nil || len(found) > 0 {
		t.Errorf("%+v, %v; want none", found, err)
	}
}

// TestFaultsAreFound damages one thing at a time behind the store's back; what can
// be rebuilt is, and the rest is named still.
func TestFaultsAreFound(t *testing.T) {
	for _, test := range []struct {
		kind, damage string
		mended       bool
	}{
		{store.FaultDerived, `UPDATE articles SET quotes = 77 WHERE rowid = 3`, true},
		{store.FaultDerived, `UPDATE quotes SET status = 'rejected' WHERE id NOT IN (SELECT quote FROM verdicts) AND act = 'speech'`, true},
		{store.FaultDerived, `UPDATE people SET root = ''`, true},
		{store.FaultJournal, `UPDATE verdicts SET status = 'rejected' WHERE status = 'confirmed'`, false},
		{store.FaultJournal, `DELETE FROM quote_tags`, false},
		{store.FaultText, `UPDATE versions SET text = replace(text, 'utterance', 'falsehood')`, false},
		{store.FaultAnchor, `UPDATE versions SET text = 'x' || text`, false},
		{store.FaultPage, `UPDATE pages SET body = x'00' WHERE rowid = 2`, false},
		{store.FaultReference, `DELETE FROM tags`, false},
	} {
		t.Run(test.damage, func(t *testing.T) {
			s := coded(t)
			path := s.Path()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if done, err := db.Exec(test.damage); err != nil {
				t.Fatal(err)
			} else if n, _ := done.RowsAffected(); n == 0 {
				t.Fatal("nothing was damaged: this tests nothing")
			}
			db.Close()
			if s, err = store.Open(t.Context(), path, store.Options{}); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if found, err := s.Check(t.Context(), nil); err != nil || !has(found, test.kind) {
				t.Errorf("%+v, %v; want a fault of the kind %s", found, err, test.kind)
			}
			if err := s.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			if found, err := s.Check(t.Context(), nil); err != nil || has(found, test.kind) == test.mended {
				t.Errorf("after repair: %+v, %v; mended should be %v", found, err, test.mended)
			}
		})
	}
}

func has(found []store.Fault, kind string) bool {
	return slices.ContainsFunc(found, func(f store.Fault) bool { return f.Kind == kind && f.What != "" })
}

// TestWhatCanBeReadOfADamagedFileIsSaved: pages of it are overwritten.
func TestWhatCanBeReadOfADamagedFileIsSaved(t *testing.T) {
	s := coded(t)
	before, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(whole), "utterance number 7,") // within a page of texts or quotes
	for i := at &^ 4095; i < at&^4095+4096; i++ {
		whole[i] = 0xee
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	dest := filepath.Join(t.TempDir(), "saved.quoth")
	kept, lost, err := store.Salvage(context.Background(), path, dest, store.Options{})
	if err != nil || kept == 0 || len(lost) == 0 {
		t.Fatalf("%d rows kept, lost %+v, %v", kept, lost, err)
	}
	saved, err := store.Open(t.Context(), dest, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer saved.Close()
	after, err := saved.Counts(t.Context())
	if err != nil || after.Articles*2 < before.Articles {
		t.Errorf("%d of %d articles were saved, %v; lost %+v", after.Articles, before.Articles, err, lost)
	}
	if found, err := saved.Check(t.Context(), nil); err != nil || has(found, store.FaultFile) {
		t.Errorf("the saved file is not sound: %+v, %v", found, err)
	}
	t.Logf("%d rows kept, lost %+v; %d of %d articles", kept, lost, after.Articles, before.Articles)
}
