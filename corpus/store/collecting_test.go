package store_test

import (
	"slices"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func doubts(t *testing.T, s *store.Store) []string {
	t.Helper()
	list, total, err := s.Doubts(t.Context(), 0, 0)
	if err != nil || total != len(list) {
		t.Fatalf("%d doubts of %d, %v", len(list), total, err)
	}
	var fields []string
	for _, d := range list {
		fields = append(fields, d.Field)
	}
	return fields
}

func TestADoubtfulFieldWaitsUntilACoderSetsIt(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	if _, err := s.Do(t.Context(), corpus.Program, keep); err != nil {
		t.Fatal(err)
	}
	id := keep.Article.ID
	noted := []store.Doubt{
		{id, "published", "07/06/2019", "day and month cannot be told apart"},
		{id, "body", "412 words", "21 were read"},
	}
	for range 2 { // an import twice
		if err := s.NoteDoubts(t.Context(), noted); err != nil {
			t.Fatal(err)
		}
	}
	if got := doubts(t, s); !slices.Equal(got, []string{"body", "published"}) {
		t.Fatalf("the tray holds %q", got)
	}
	date, _ := corpus.ParseDate("2019-06-07")
	steps := []struct {
		name string
		act  corpus.Act
		want []string
	}{
		{
			"setting the field",
			corpus.EditArticle{ID: id, Update: corpus.ArticleUpdate{Published: &date}},
			[]string{"body"},
		},
		{"saying that it is right", corpus.Settle{Article: id, Field: "body"}, nil},
		{"taking that back", nil, []string{"body"}},
		{"deleting the article", corpus.DeleteArticle{ID: id}, nil},
		{"purging it", corpus.PurgeArticle{ID: id}, nil},
	}
	for _, step := range steps {
		var err error
		if step.act == nil {
			_, err = s.Undo(t.Context(), "ada")
		} else {
			_, err = s.Do(t.Context(), "ada", step.act)
		}
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := doubts(t, s); !slices.Equal(got, step.want) {
			t.Errorf("after %s the tray holds %q, want %q", step.name, got, step.want)
		}
	}
}

func TestStoriesAreJoinedByHandAndTakenApartExactly(t *testing.T) {
	s := storetest.Open(t)
	a, b := storetest.Keep(1), storetest.Keep(2)
	for _, k := range []corpus.Keep{a, b} {
		if _, err := s.Do(t.Context(), corpus.Program, k); err != nil {
			t.Fatal(err)
		}
	}
	before := storetest.Dump(t, s)
	change, err := s.Do(t.Context(), "ada", corpus.Regroup{
		Title: "join", Articles: map[corpus.ArticleID]corpus.StoryID{b.Article.ID: a.Article.Story},
		Quotes: map[corpus.QuoteID]corpus.StoryID{b.Quotes[0].ID: a.Quotes[0].Story},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(change.Touched.Articles) != 2 {
		t.Errorf("touched %v, want both articles: either may have become the first", change.Touched.Articles)
	}
	joined, err := s.Printings(t.Context(), a.Article.Story, a.Article.ID)
	if err != nil || len(joined) != 1 || joined[0].ID != b.Article.ID {
		t.Errorf("printings %+v, %v", joined, err)
	}
	if _, err := s.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if diff := storetest.Diff(storetest.Dump(t, s), before); diff != "" {
		t.Errorf("taken back, the corpus differs:\n%s", diff)
	}
	if _, err := s.Do(
		t.Context(),
		"ada",
		corpus.Regroup{Articles: map[corpus.ArticleID]corpus.StoryID{"absent": "x"}},
	); err == nil {
		t.Error("an article that is not there was regrouped")
	}
}

func TestWhatIsPendingSurvivesUntilItWasGot(t *testing.T) {
	s := storetest.Open(t)
	if err := s.AddPending(
		t.Context(),
		[]store.Pending{{Key: "a", Label: "A", Input: "{}"}, {Key: "b", Input: "{}"}, {Key: "c", Input: "{}"}},
	); err != nil {
		t.Fatal(err)
	}
	if err := s.DropPending(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	if err := s.FailPending(t.Context(), store.Pending{Key: "b", Label: "B", Reason: "no such page"}); err != nil {
		t.Fatal(err)
	}
	s = storetest.Reopen(t, s)
	keys := func(failed bool) (out []string) {
		items, err := s.PendingItems(t.Context(), failed)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range items {
			out = append(out, p.Key+p.Input)
		}
		return out
	}
	if !slices.Equal(keys(false), []string{"c{}"}) || !slices.Equal(keys(true), []string{"b{}"}) {
		t.Errorf("waiting %q, failed %q; want c and b with what to go on with", keys(false), keys(true))
	}
	if err := s.AddPending(t.Context(), []store.Pending{{Key: "b", Input: "{}"}}); err != nil {
		t.Fatal(err)
	}
	if len(keys(true)) != 0 || len(keys(false)) != 2 {
		t.Error("what is asked for again waits again")
	}
}
