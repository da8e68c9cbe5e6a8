package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// actedOn is a file on which people have done things of every sort.
func actedOn(t *testing.T) *store.Store {
	t.Helper()
	s := storetest.OpenFile(t)
	for _, act := range acts(rand.New(rand.NewPCG(7, 7)), 120) {
		coder := corpus.Coder([]string{"ada", "bea"}[act.coder])
		switch act.way {
		case "undo":
			s.Undo(t.Context(), coder)
		case "redo":
			s.Redo(t.Context(), coder)
		default:
			s.Do(t.Context(), coder, act.act)
		}
	}
	// A fraction that the two databases write each in its own way.
	keep := storetest.Keep(77)
	do(t, s, keep)
	mark := corpus.Quote{
		Version: keep.Version.ID,
		Attribution: corpus.Attribution{
			Kind:       corpus.Indirect,
			Confidence: 1 / 3.,
			Content:    []corpus.Span{{Start: 0, End: 8}},
		},
	}
	do(t, s, corpus.MarkQuote{Quote: mark})
	return s
}

// TestACorpusMovesThereAndBack carries a file into a database and back: rows,
// journal and images are the same, and acts are still taken back.
func TestACorpusMovesThereAndBack(t *testing.T) {
	file, place := actedOn(t), storetest.Postgres(t).New(t)
	rows, journal := storetest.Dump(t, file), storetest.Journal(t, file)
	if err := file.CopyTo(t.Context(), place, store.Options{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := file.CopyTo(t.Context(), place, store.Options{}, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("copied over a corpus: %v", err)
	}
	team := createdBefore(t, place)
	same := func(s *store.Store) {
		t.Helper()
		if got := storetest.Dump(t, s); got != rows {
			t.Errorf("%s has other rows:\n%s", s.Path(), storetest.Diff(got, rows))
		}
		if got := storetest.Journal(t, s); got != journal {
			t.Errorf("%s has another journal:\n%s", s.Path(), storetest.Diff(got, journal))
		}
		if found, err := s.Check(t.Context(), nil); err != nil || len(found) > 0 || s.ID() != file.ID() {
			t.Errorf("%s: %+v, %v, %s", s.Path(), found, err, s.ID())
		}
	}
	same(team)
	back := filepath.Join(t.TempDir(), "back.quoth")
	if err := team.CopyTo(t.Context(), back, store.Options{}, nil); err != nil {
		t.Fatal(err)
	}
	home, err := store.Open(t.Context(), back, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	same(home)
	var want [2]string
	for i, s := range []*store.Store{file, team, home} {
		titles := ""
		for range 15 {
			change, err := s.Undo(t.Context(), coder)
			titles += change.Title + "|"
			if err != nil {
				titles += reasonOf(err).Error()
				break
			}
		}
		got := [2]string{titles, storetest.Dump(t, s)}
		if i == 0 {
			want = got
		}
		if got != want {
			t.Errorf(
				"%s: taking back does otherwise:\n%s\n%s\n%s",
				s.Path(),
				got[0],
				want[0],
				storetest.Diff(got[1], want[1]),
			)
		}
		// New ones go on where the old ones ended.
		if change := do(t, s, corpus.SaveTag{Tag: corpus.Tag{ID: "new", Name: "Brand new"}}); change.Seq == 0 {
			t.Error("no place in the journal")
		}
		do(t, s, storetest.Keep(99))
	}
}

// TestACopyThatWasBrokenOffGoesOn breaks copies off after each batch.
func TestACopyThatWasBrokenOffGoesOn(t *testing.T) {
	file, place := actedOn(t), storetest.Postgres(t).New(t)
	rows := storetest.Dump(t, file)
	inBits := func(from *store.Store, to string) {
		t.Helper()
		for most := 2; ; most += 3 {
			ctx, stop := context.WithCancel(t.Context())
			batches := 0
			err := from.CopyTo(ctx, to, store.Options{}, func(done, total int) {
				if batches++; batches == most {
					stop()
				}
				if done > total {
					t.Errorf("%d of %d rows", done, total)
				}
			})
			stop()
			if err == nil {
				return
			}
			if !errors.Is(err, context.Canceled) || most > 1000 {
				t.Fatal(err)
			}
			if _, err := store.Open(
				t.Context(),
				to,
				store.Options{},
			); !errors.Is(err, corpus.ErrNotACorpus) &&
				!errors.Is(err, os.ErrNotExist) {
				t.Errorf("half a copy opens: %v", err)
			}
		}
	}
	inBits(file, place)
	team := createdBefore(t, place)
	if got := storetest.Dump(t, team); got != rows {
		t.Errorf("the database has other rows:\n%s", storetest.Diff(got, rows))
	}
	back := filepath.Join(t.TempDir(), "back.quoth")
	inBits(team, back)
	home, err := store.Open(t.Context(), back, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	if got := storetest.Dump(t, home); got != rows {
		t.Errorf("the file has other rows:\n%s", storetest.Diff(got, rows))
	}
}
