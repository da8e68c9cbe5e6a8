package store_test

import (
	"testing"

	"quoth/corpus"
	"quoth/corpus/store/storetest"
)

func TestKeepingTogetherIsKeepingOneByOne(t *testing.T) {
	together, single := storetest.Open(t), storetest.Open(t)
	var keeps []corpus.Keep
	for n := range 5 {
		keeps = append(keeps, storetest.Keep(n))
		if _, err := single.Do(t.Context(), corpus.Program, storetest.Keep(n)); err != nil {
			t.Fatal(err)
		}
	}
	changes, err := together.KeepAll(t.Context(), append(keeps, keeps[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := storetest.Dump(t, together), storetest.Dump(t, single); got != want {
		t.Errorf("kept together:\n%s\none by one:\n%s", got, want)
	}
	if changes[0].Kind != "keep" || changes[5].Kind != "nothing" {
		t.Errorf("the kinds are %q and %q, want keep and nothing", changes[0].Kind, changes[5].Kind)
	}
	history, err := together.History(t.Context(), 0, 50)
	if err != nil || len(history) != 5 {
		t.Errorf("%d entries in the journal (%v), want 5", len(history), err)
	}
}

func TestOneBadArticleKeepsNoneOfItsBatch(t *testing.T) {
	s := storetest.Open(t)
	bad := storetest.Keep(2)
	bad.Version.Article = "another"
	if _, err := s.KeepAll(t.Context(), []corpus.Keep{storetest.Keep(1), bad}); err == nil {
		t.Fatal("an article without its version is kept")
	}
	if c, err := s.Counts(t.Context()); err != nil || c.Articles != 0 {
		t.Errorf("%d articles are kept (%v), want none", c.Articles, err)
	}
}
