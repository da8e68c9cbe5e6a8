package app

import (
	"os"
	"testing"
	"time"

	"quoth/corpus"
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
