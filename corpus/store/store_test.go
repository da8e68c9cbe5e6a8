package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

const coder corpus.Coder = "ada"

func do(t *testing.T, s *store.Store, act corpus.Act) corpus.Change {
	t.Helper()
	change, err := s.Do(t.Context(), coder, act)
	if err != nil {
		t.Fatalf("%T: %v", act, err)
	}
	return change
}

func status(t *testing.T, s *store.Store, id corpus.QuoteID) corpus.Status {
	t.Helper()
	q, err := s.Quote(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return q.Status
}

func TestUndoAndRedoWorkAcrossARestart(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	quote := keep.Quotes[0].ID
	do(t, s, corpus.Confirm{Quote: quote})
	s = storetest.Reopen(t, s)
	if _, err := s.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if got := status(t, s, quote); got != corpus.Suggested {
		t.Errorf("after undo the status is %q, want suggested", got)
	}
	s = storetest.Reopen(t, s)
	if _, err := s.Redo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if got := status(t, s, quote); got != corpus.Confirmed {
		t.Errorf("after redo the status is %q, want confirmed", got)
	}
	if _, err := s.Redo(t.Context(), coder); !errors.Is(err, corpus.ErrNothing) {
		t.Errorf("a second redo gave %v, want ErrNothing", err)
	}
}

func TestKeepingTheSameArticleAgainAddsNothing(t *testing.T) {
	s := storetest.Open(t)
	do(t, s, storetest.Keep(1))
	if change := do(t, s, storetest.Keep(1)); change.Kind != "nothing" {
		t.Errorf("kept twice: kind %q, want nothing", change.Kind)
	}
	counts, err := s.Counts(t.Context())
	if err != nil || counts.Articles != 1 || counts.Quotes != 2 {
		t.Errorf("counts = %+v, %v; want 1 article, 2 quotes", counts, err)
	}
}

func TestUndoIsRefusedWhereSomebodyHasBuiltOnIt(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	tag := do(t, s, corpus.SaveTag{Tag: corpus.Tag{Name: "Access", Color: "#112233"}})
	if _, err := s.Do(
		t.Context(),
		"bea",
		corpus.PutTag{Quote: keep.Quotes[0].ID, Tag: corpus.TagID(tag.Created)},
	); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), coder); !errors.Is(err, corpus.ErrConflict) {
		t.Fatalf("undo gave %v, want ErrConflict", err)
	}
	tags, err := s.Tags(t.Context())
	if err != nil || len(tags) != 1 || tags[0].Uses != 1 {
		t.Errorf("tags = %+v, %v; want the one tag with its use", tags, err)
	}
}

func TestANewVersionKeepsWhatPeopleDid(t *testing.T) {
	s := storetest.Open(t)
	first := storetest.Keep(1)
	do(t, s, first)
	do(t, s, corpus.Confirm{Quote: first.Quotes[0].ID})
	do(t, s, corpus.SaveAnnotation{Annotation: corpus.Annotation{
		Version: first.Version.ID,
		Anchor:  corpus.Anchor{Span: corpus.Span{Start: 0, End: 5}},
	}})
	second := storetest.Revised(first, "An opening line was added.\n\n"+first.Version.Text)
	if change := do(t, s, second); change.Kind != "new version" {
		t.Fatalf("kind %q, want new version", change.Kind)
	}
	q, err := s.Quote(t.Context(), first.Quotes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if q.Status != corpus.Confirmed || q.Unplaced || q.Current.Version != second.Version.ID {
		t.Errorf(
			"quote: status %q, unplaced %v, version %s; want confirmed in %s",
			q.Status,
			q.Unplaced,
			q.Current.Version,
			second.Version.ID,
		)
	}
	if got, want := q.Current.Content[0].Text(
		second.Version.Text,
	), first.Quotes[0].Content[0].Text(
		first.Version.Text,
	); got != want {
		t.Errorf("the quote now covers %q, want %q", got, want)
	}
	gone := storetest.Revised(second, "Nothing of it is left.")
	do(t, s, gone)
	if q, err = s.Quote(t.Context(), first.Quotes[0].ID); err != nil || !q.Unplaced {
		t.Errorf("unplaced = %v, %v; want the quote in the tray", q.Unplaced, err)
	}
	annotations, err := s.Annotations(t.Context(), first.Article.ID)
	if err != nil || len(annotations) != 1 || !annotations[0].Unplaced {
		t.Errorf("annotations = %+v, %v; want one in the tray", annotations, err)
	}
}

func TestMergingPeopleIsUndoneExactly(t *testing.T) {
	s := storetest.Open(t)
	one, two := storetest.Keep(1), storetest.Keep(2)
	do(t, s, one)
	do(t, s, two)
	from, into := two.People[0].ID, one.People[0].ID
	do(t, s, corpus.MergePeople{From: from, Into: into})
	people, total, err := s.People(t.Context(), "", 0, 10)
	if err != nil || total != 1 || people[0].Quotes != 4 {
		t.Fatalf("people = %+v (%d), %v; want one with 4 quotes", people, total, err)
	}
	q, err := s.Quote(t.Context(), two.Quotes[0].ID)
	if err != nil || q.Current.PersonID != into {
		t.Errorf("the merged quote is filed under %q, %v; want %q", q.Current.PersonID, err, into)
	}
	if _, err := s.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if _, total, err = s.People(t.Context(), "", 0, 10); err != nil || total != 2 {
		t.Errorf("after undo there are %d people, %v; want 2", total, err)
	}
}

func TestPurgingLeavesNoWords(t *testing.T) {
	s := storetest.OpenFile(t)
	keep := storetest.Keep(7)
	do(t, s, keep)
	do(t, s, corpus.WriteNote{Quote: keep.Quotes[0].ID, Text: "a secretive remark"})
	do(t, s, corpus.Confirm{Quote: keep.Quotes[0].ID})
	do(t, s, corpus.PurgeArticle{ID: keep.Article.ID})
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"utterance number 7", "secretive", keep.Article.Title, keep.People[0].Name} {
		if strings.Contains(string(data), words) {
			t.Errorf("the file still holds %q", words)
		}
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("the write-ahead log was left behind")
	}
}

// TestRandomActsAreTakenBackExactly does random acts and undoes them all: the
// corpus must then be what it was, also when reopened in between.
func TestRandomActsAreTakenBackExactly(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			s := storetest.Open(t)
			var quotes []corpus.QuoteID
			var people []corpus.PersonID
			var articles []corpus.ArticleID
			for n := range 4 {
				keep := storetest.Keep(n)
				do(t, s, keep)
				articles = append(articles, keep.Article.ID)
				people = append(people, keep.People[0].ID)
				for _, q := range keep.Quotes {
					quotes = append(quotes, q.ID)
				}
			}
			tag := corpus.TagID(do(t, s, corpus.SaveTag{Tag: corpus.Tag{Name: "One"}}).Created)
			other := corpus.TagID(do(t, s, corpus.SaveTag{Tag: corpus.Tag{Name: "Two"}}).Created)
			target := corpus.TargetID(
				do(t, s, corpus.SaveTarget{Target: corpus.Target{Text: "Roads should be quiet"}}).Created,
			)
			states := []string{storetest.Dump(t, s)}
			name := "Corrected Name"
			for range 40 {
				q := quotes[random.IntN(len(quotes))]
				acts := []corpus.Act{
					corpus.Confirm{Quote: q},
					corpus.Reject{Quote: q},
					corpus.Withdraw{Quote: q},
					corpus.Correct{Quote: q, Correction: corpus.Correction{Speaker: &name}},
					corpus.PutTag{Quote: q, Tag: tag},
					corpus.PutTag{Quote: q, Tag: other},
					corpus.DropTag{Quote: q, Tag: tag},
					corpus.Judge{Quote: q, Target: target, Stance: corpus.Stances[random.IntN(4)]},
					corpus.Judge{Quote: q, Target: target},
					corpus.WriteNote{Quote: q, Text: fmt.Sprint("note ", random.IntN(3))},
					corpus.MergePeople{From: people[random.IntN(4)], Into: people[random.IntN(4)]},
					corpus.DeleteArticle{ID: articles[random.IntN(4)]},
					corpus.MergeTags{From: tag, Into: other},
					corpus.SavePerson{
						Person: corpus.Person{ID: people[random.IntN(4)], Name: fmt.Sprint("Person ", random.IntN(3))},
					},
				}
				change, err := s.Do(t.Context(), coder, acts[random.IntN(len(acts))])
				switch {
				case errors.Is(err, corpus.ErrInvalid), errors.Is(err, corpus.ErrNotFound):
					continue // refused: nothing may have changed, which the next comparison shows
				case err != nil:
					t.Fatal(err)
				case change.Kind == "nothing" || change.ID == "":
					continue
				}
				states = append(states, storetest.Dump(t, s))
				if random.IntN(8) == 0 {
					s = storetest.Reopen(t, s)
				}
			}
			for i := len(states) - 2; i >= 0; i-- {
				if _, err := s.Undo(t.Context(), coder); err != nil {
					t.Fatalf("undo %d: %v", i, err)
				}
				if got := storetest.Dump(t, s); got != states[i] {
					t.Fatalf("undo %d does not give the state before:\n%s", i, storetest.Diff(got, states[i]))
				}
			}
			for i := 1; i < len(states); i++ {
				if _, err := s.Redo(t.Context(), coder); err != nil {
					t.Fatalf("redo %d: %v", i, err)
				}
				if got := storetest.Dump(t, s); got != states[i] {
					t.Fatalf("redo %d does not give the state after:\n%s", i, storetest.Diff(got, states[i]))
				}
			}
		})
	}
}

func TestOpeningRefusesWhatIsNoCorpus(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.quoth")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), text, store.Options{}); !errors.Is(err, corpus.ErrNotACorpus) {
		t.Errorf("a text file gave %v, want ErrNotACorpus", err)
	}
	if _, err := store.Open(
		t.Context(),
		filepath.Join(dir, "absent.quoth"),
		store.Options{},
	); !errors.Is(
		err,
		os.ErrNotExist,
	) {
		t.Errorf("an absent file gave %v, want ErrNotExist", err)
	}
	s := storetest.OpenFile(t)
	if _, err := store.Create(t.Context(), s.Path(), store.Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("creating over a corpus gave %v, want ErrExist", err)
	}
	path := storetest.Newer(t, s)
	if _, err := store.Open(t.Context(), path, store.Options{}); !errors.Is(err, corpus.ErrNewer) {
		t.Errorf("a newer file gave %v, want ErrNewer", err)
	}
}

func TestASecondWriterIsRefusedAndAReaderIsNot(t *testing.T) {
	s := storetest.OpenFile(t)
	do(t, s, storetest.Keep(1))
	if _, err := store.Open(t.Context(), s.Path(), store.Options{}); !errors.Is(err, corpus.ErrLocked) {
		t.Errorf("a second writer got %v, want ErrLocked", err)
	}
	r, err := store.Open(t.Context(), s.Path(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if counts, err := r.Counts(t.Context()); err != nil || counts.Articles != 1 {
		t.Errorf("the reader sees %+v, %v; want 1 article", counts, err)
	}
	if _, err := r.Do(
		t.Context(),
		coder,
		corpus.SaveTarget{Target: corpus.Target{Text: "x"}},
	); !errors.Is(
		err,
		corpus.ErrReadOnly,
	) {
		t.Errorf("an act of the reader gave %v, want ErrReadOnly", err)
	}
}

// TestEveryAcknowledgedArticleSurvivesKill kills a child that keeps articles as
// fast as it can and looks for each one it had acknowledged.
func TestEveryAcknowledgedArticleSurvivesKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "killed.quoth")
	child := exec.Command(os.Args[0], "-test.run=TestKeepUntilKilled")
	child.Env = append(os.Environ(), "QUOTH_KEEP_UNTIL_KILLED="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []int
	for len(acknowledged) < 40 {
		var n int
		if _, err := fmt.Fscanln(out, &n); err != nil {
			t.Fatalf("after %d articles: %v", len(acknowledged), err)
		}
		acknowledged = append(acknowledged, n)
	}
	child.Process.Kill()
	child.Wait()
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, n := range acknowledged {
		keep := storetest.Keep(n)
		quotes, _, err := s.Quotes(t.Context(), corpus.QuoteFilter{Article: keep.Article.ID})
		if err != nil || len(quotes) != len(keep.Quotes) {
			t.Errorf("article %d has %d quotes, %v; want %d", n, len(quotes), err, len(keep.Quotes))
		}
	}
}

// TestKeepUntilKilled is the child of the test above.
func TestKeepUntilKilled(t *testing.T) {
	path := os.Getenv("QUOTH_KEEP_UNTIL_KILLED")
	if path == "" {
		t.Skip("only run as a child process")
	}
	s, err := store.Create(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 100_000 {
		if _, err := s.Do(context.Background(), corpus.Program, storetest.Keep(n)); err != nil {
			t.Fatal(err)
		}
		fmt.Println(n)
	}
}
