package store_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func TestCorrectedSpansMoveWithTheText(t *testing.T) {
	s := storetest.Open(t)
	first := storetest.Keep(1)
	do(t, s, first)
	whole := first.Quotes[0].Content[0]
	shorter := []corpus.Span{{Start: whole.Start, End: whole.Start + len("“This is utterance")}}
	quoted := []corpus.Span{}
	do(
		t,
		s,
		corpus.Correct{Quote: first.Quotes[0].ID, Correction: corpus.Correction{Content: &shorter, Quoted: &quoted}},
	)
	second := storetest.Revised(first, "A line was put before.\n\n"+first.Version.Text)
	do(t, s, second)
	q, err := s.Quote(t.Context(), first.Quotes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Current.Content[0].Text(
		second.Version.Text,
	); got != "“This is utterance" ||
		q.Status != corpus.Corrected {
		t.Errorf("the corrected quote covers %q, status %q; want “This is utterance, corrected", got, q.Status)
	}
}

func TestAQuoteLeavesTheTrayWhenItsWordsComeBack(t *testing.T) {
	s := storetest.Open(t)
	first := storetest.Keep(1)
	do(t, s, first)
	do(t, s, corpus.Confirm{Quote: first.Quotes[0].ID})
	gone := storetest.Revised(first, "Nothing of it is left.")
	do(t, s, gone)
	back := storetest.Revised(gone, "It was put back.\n\n"+first.Version.Text)
	do(t, s, back)
	q, err := s.Quote(t.Context(), first.Quotes[0].ID)
	if err != nil || q.Unplaced || q.Current.Version != back.Version.ID {
		t.Errorf(
			"unplaced %v, version %s, %v; want it placed in %s",
			q.Unplaced,
			q.Current.Version,
			err,
			back.Version.ID,
		)
	}
}

func TestANewEngineLeavesWhatPeopleDecided(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	do(t, s, corpus.Reject{Quote: keep.Quotes[0].ID})
	doAs(
		t,
		s,
		corpus.Program,
		corpus.Resuggest{
			Title:    "find quotes anew",
			Articles: []corpus.Suggestions{{Version: keep.Version.ID, Quotes: keep.Quotes[:1]}},
		},
	)
	if got := status(t, s, keep.Quotes[0].ID); got != corpus.Rejected {
		t.Errorf("the rejected quote is %q now", got)
	}
	if _, err := s.Quote(t.Context(), keep.Quotes[1].ID); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("the suggestion that the new engine does not make gave %v, want ErrNotFound", err)
	}
	if _, err := s.Undo(t.Context(), corpus.Program); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Quote(t.Context(), keep.Quotes[1].ID); err != nil {
		t.Errorf("taken back, the suggestion is not there again: %v", err)
	}
}

func TestADeletedArticleStaysDeleted(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	do(t, s, corpus.DeleteArticle{ID: keep.Article.ID})
	for _, again := range []corpus.Keep{keep, storetest.Revised(keep, "Another text.")} {
		if change := do(t, s, again); change.Kind != "deleted" {
			t.Errorf("kept again: kind %q, want deleted", change.Kind)
		}
	}
}

func TestPurgingManyArticlesLeavesNoWordsAnywhere(t *testing.T) {
	s := storetest.OpenFile(t)
	var keeps []corpus.Keep
	for n := range 60 {
		keep := storetest.KeepMany(n, 8, n)
		keep.Version.Text += "\n\n" + strings.Repeat(fmt.Sprintf("Padding of article %d. ", n), 300)
		keep.Version.ID = corpus.NewVersionID(keep.Article.ID, keep.Version.Text)
		keep.Article.Current = keep.Version.ID
		for i := range keep.Quotes {
			keep.Quotes[i].Version = keep.Version.ID
			keep.Quotes[i].ID = corpus.NewQuoteID(keep.Version.ID, keep.Quotes[i].Content)
		}
		doAs(t, s, corpus.Program, keep)
		do(t, s, corpus.WriteNote{Quote: keep.Quotes[0].ID, Text: fmt.Sprintf("secretive remark %d.", n)})
		keeps = append(keeps, keep)
	}
	// A merge taken back leaves images of both names in the journal.
	do(t, s, corpus.MergePeople{From: keeps[7].People[0].ID, Into: keeps[8].People[0].ID})
	if _, err := s.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	for n := 7; n < 60; n += 10 {
		do(t, s, corpus.PurgeArticle{ID: keeps[n].Article.ID})
	}
	check := func(where string) {
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(s.Path() + suffix)
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for n := 7; n < 60; n += 10 {
				for _, words := range []string{"article %d concerns", "secretive remark %d.", "Padding of article %d.", "Headline %d\"", "Person Invented%d\""} {
					if words = fmt.Sprintf(words, n); strings.Contains(string(data), words) {
						t.Errorf("%s the file%s still holds %q", where, suffix, words)
					}
				}
			}
		}
	}
	check("while open")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check("once closed")
}

func TestAMergedQuoteStaysFiledUnderItsOwnEntry(t *testing.T) {
	s := storetest.Open(t)
	one, two := storetest.Keep(1), storetest.Keep(2)
	do(t, s, one)
	do(t, s, two)
	from, into := two.People[0].ID, one.People[0].ID
	do(t, s, corpus.MergePeople{From: from, Into: into})
	q, err := s.Quote(t.Context(), two.Quotes[0].ID)
	if err != nil || q.Current.PersonID != into || store.Filed(q).PersonID != from {
		t.Errorf(
			"shown under %q, filed under %q, %v; want %q, %q",
			q.Current.PersonID,
			store.Filed(q).PersonID,
			err,
			into,
			from,
		)
	}
	if family, err := s.PersonFamilies(t.Context(), []corpus.PersonID{into}); err != nil || len(family) != 2 {
		t.Errorf("the family is %v, %v; want both entries", family, err)
	}
}
