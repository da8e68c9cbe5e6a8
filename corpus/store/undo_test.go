package store_test

import (
	"errors"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

const other corpus.Coder = "bea"

func doAs(t *testing.T, s *store.Store, who corpus.Coder, act corpus.Act) corpus.Change {
	t.Helper()
	change, err := s.Do(t.Context(), who, act)
	if err != nil {
		t.Fatalf("%s: %T: %v", who, act, err)
	}
	return change
}

// TestEachActIsUndoneAndRedone carries out every revocable act once on the same
// prepared corpus, takes it back and does it again.
func TestEachActIsUndoneAndRedone(t *testing.T) {
	keep, second := storetest.Keep(1), storetest.Keep(2)
	quote, version := keep.Quotes[0].ID, keep.Version.ID
	person, office := keep.People[0].ID, keep.Organizations[0].ID
	name, title := "Another Name", "Another headline"
	mark := corpus.Quote{
		Version:     version,
		Attribution: corpus.Attribution{Kind: corpus.Indirect, Content: []corpus.Span{{Start: 0, End: 8}}},
	}
	for _, test := range []struct {
		name string
		act  corpus.Act
	}{
		{"confirm", corpus.Confirm{Quote: quote}},
		{"correct", corpus.Correct{Quote: quote, Correction: corpus.Correction{Speaker: &name}}},
		{"reject", corpus.Reject{Quote: quote}},
		{"withdraw", corpus.Withdraw{Quote: keep.Quotes[1].ID}},
		{"tag", corpus.PutTag{Quote: quote, Tag: "one"}},
		{"untag", corpus.DropTag{Quote: keep.Quotes[1].ID, Tag: "two"}},
		{"judge", corpus.Judge{Quote: quote, Target: "quiet", Stance: corpus.Oppose}},
		{"take a stance back", corpus.Judge{Quote: keep.Quotes[1].ID, Target: "quiet"}},
		{"note", corpus.WriteNote{Quote: quote, Text: "doubtful"}},
		{"mark a quote", corpus.MarkQuote{Quote: mark}},
		{"annotate", corpus.SaveAnnotation{Annotation: corpus.Annotation{Version: version, Anchor: corpus.Anchor{Span: corpus.Span{Start: 0, End: 8}}, Tags: []corpus.TagID{"one"}}}},
		{"drop an annotation", corpus.DropAnnotation{ID: "span"}},
		{"add a tag", corpus.SaveTag{Tag: corpus.Tag{Name: "Three", Parent: "one"}}},
		{"drop a tag with its uses", corpus.DropTagEntry{ID: "two"}},
		{"merge tags", corpus.MergeTags{From: "two", Into: "one"}},
		{"add a target", corpus.SaveTarget{Target: corpus.Target{Text: "Roads should be loud"}}},
		{"drop a target with its judgements", corpus.DropTarget{ID: "quiet"}},
		{"add an event", corpus.SaveEvent{Event: corpus.Event{Day: "2020-02-29", Label: "Leap"}}},
		{"drop an event", corpus.DropEvent{ID: "day"}},
		{"save a search", corpus.SaveSearch{Search: corpus.SavedSearch{Name: "Mine", Query: "road"}}},
		{"drop a search", corpus.DropSearch{ID: "query"}},
		{"rename a person", corpus.SavePerson{Person: corpus.Person{ID: person, Name: name}}},
		{"rename an organisation", corpus.SaveOrganization{Organization: corpus.Organization{ID: office, Name: name}}},
		{"merge people", corpus.MergePeople{From: second.People[0].ID, Into: person}},
		{"merge organisations", corpus.MergeOrganizations{From: second.Organizations[0].ID, Into: office}},
		{"split a person", corpus.SplitPerson{From: person, New: corpus.Person{Name: name}, Quotes: []corpus.QuoteID{quote}}},
		{"split an organisation", corpus.SplitOrganization{From: office, New: corpus.Organization{Name: name}, Quotes: []corpus.QuoteID{quote}}},
		{"keep two entries apart", corpus.KeepApart{Kind: corpus.PersonEntry, A: string(person), B: string(second.People[0].ID)}},
		{"edit an article", corpus.EditArticle{ID: keep.Article.ID, Update: corpus.ArticleUpdate{Title: &title}}},
		{"delete an article", corpus.DeleteArticle{ID: keep.Article.ID}},
		{"several acts as one", corpus.Many{Title: "two at once", Acts: []corpus.Act{corpus.Confirm{Quote: quote}, corpus.PutTag{Quote: quote, Tag: "one"}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := storetest.Open(t)
			for _, act := range []corpus.Act{
				keep, second,
				corpus.SaveTag{Tag: corpus.Tag{ID: "one", Name: "One"}},
				corpus.SaveTag{Tag: corpus.Tag{ID: "two", Name: "Two"}},
				corpus.SaveTarget{Target: corpus.Target{ID: "quiet", Text: "Roads should be quiet"}},
				corpus.SaveEvent{Event: corpus.Event{ID: "day", Day: "2020-01-01", Label: "New year"}},
				corpus.SaveSearch{Search: corpus.SavedSearch{ID: "query", Name: "Roads", Query: "road"}},
				corpus.SaveAnnotation{Annotation: corpus.Annotation{ID: "span", Version: version, Anchor: corpus.Anchor{Span: corpus.Span{Start: 0, End: 8}}, Tags: []corpus.TagID{"two"}}},
				corpus.Confirm{Quote: keep.Quotes[1].ID},
				corpus.PutTag{Quote: keep.Quotes[1].ID, Tag: "two"},
				corpus.Judge{Quote: keep.Quotes[1].ID, Target: "quiet", Stance: corpus.Support},
			} {
				do(t, s, act)
			}
			before := storetest.Dump(t, s)
			change := do(t, s, test.act)
			if change.Title == "" || change.ID == "" {
				t.Errorf("change = %+v; want an id and a title", change)
			}
			after := storetest.Dump(t, s)
			if after == before && test.name != "keep two entries apart" {
				t.Error("the act changed nothing")
			}
			if _, err := s.Undo(t.Context(), coder); err != nil {
				t.Fatal("undo:", err)
			}
			if got := storetest.Dump(t, s); got != before {
				t.Errorf("undo does not give the state before:\n%s", storetest.Diff(got, before))
			}
			if _, err := s.Redo(t.Context(), coder); err != nil {
				t.Fatal("redo:", err)
			}
			if got := storetest.Dump(t, s); got != after {
				t.Errorf("redo does not give the state after:\n%s", storetest.Diff(got, after))
			}
		})
	}
}

func TestUndoSaysWhoBuiltOnIt(t *testing.T) {
	keep := storetest.Keep(1)
	quote := keep.Quotes[0].ID
	person := corpus.PersonID("made")
	for _, test := range []struct {
		name      string
		act       corpus.Act
		builtOn   corpus.Act
		wantTitle string
	}{
		{
			"a tag that another coder put on a quote",
			corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Access"}},
			corpus.PutTag{Quote: quote, Tag: "t"},
			"with Access",
		},
		{
			"a tag that another coder's annotation carries",
			corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Access"}},
			corpus.SaveAnnotation{Annotation: corpus.Annotation{Version: keep.Version.ID, Anchor: corpus.Anchor{Span: corpus.Span{Start: 0, End: 8}}, Tags: []corpus.TagID{"t"}}},
			"annotate",
		},
		{
			"a target that another coder judged",
			corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet"}},
			corpus.Judge{Quote: quote, Target: "x", Stance: corpus.Support},
			"judge",
		},
		{
			"a person whom another coder's correction names",
			corpus.SavePerson{Person: corpus.Person{ID: person, Name: "Made Up"}},
			corpus.Correct{Quote: quote, Correction: corpus.Correction{PersonID: &person}},
			"correct",
		},
		{
			"a name that another coder has changed again",
			corpus.SavePerson{Person: corpus.Person{ID: keep.People[0].ID, Name: "First"}},
			corpus.SavePerson{Person: corpus.Person{ID: keep.People[0].ID, Name: "Second"}},
			"Second",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := storetest.Open(t)
			doAs(t, s, corpus.Program, keep)
			do(t, s, test.act)
			doAs(t, s, other, test.builtOn)
			before := storetest.Dump(t, s)
			_, err := s.Undo(t.Context(), coder)
			if !errors.Is(err, corpus.ErrConflict) || !strings.Contains(err.Error(), string(other)) ||
				!strings.Contains(err.Error(), test.wantTitle) {
				t.Errorf("undo gave %v; want ErrConflict that names %s and %q", err, other, test.wantTitle)
			}
			if got := storetest.Dump(t, s); got != before {
				t.Errorf("the refused undo changed the corpus:\n%s", storetest.Diff(got, before))
			}
		})
	}
}

func TestUndoLeavesOtherColumnsAsTheyAreNow(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	doAs(t, s, corpus.Program, keep)
	id := keep.People[0].ID
	do(t, s, corpus.SavePerson{Person: corpus.Person{ID: id, Name: "Renamed"}})
	doAs(t, s, other, corpus.SavePerson{Person: corpus.Person{ID: id, Name: "Renamed", Note: "kept"}})
	if _, err := s.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	p, err := s.Person(t.Context(), id)
	if err != nil || p.Name != keep.People[0].Name || p.Note != "kept" {
		t.Errorf("person = %+v, %v; want the old name with the other coder's note", p, err)
	}
}

func TestRedoingAMergeTheOtherWayRoundIsRefused(t *testing.T) {
	s := storetest.Open(t)
	one, two := storetest.Keep(1), storetest.Keep(2)
	doAs(t, s, corpus.Program, one)
	doAs(t, s, corpus.Program, two)
	a, b := one.People[0].ID, two.People[0].ID
	do(t, s, corpus.MergePeople{From: a, Into: b})
	if _, err := s.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	doAs(t, s, other, corpus.MergePeople{From: b, Into: a})
	if _, err := s.Redo(t.Context(), coder); !errors.Is(err, corpus.ErrConflict) {
		t.Errorf("redo gave %v, want ErrConflict", err)
	}
	if _, total, err := s.People(t.Context(), "", 0, 10); err != nil || total != 1 {
		t.Errorf("%d people, %v; want the one of the other coder's merge", total, err)
	}
}

func TestConfirmingACorrectedQuoteKeepsTheCorrection(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	doAs(t, s, corpus.Program, keep)
	name := "Right Name"
	do(t, s, corpus.Correct{Quote: keep.Quotes[0].ID, Correction: corpus.Correction{Speaker: &name}})
	if change := do(t, s, corpus.Confirm{Quote: keep.Quotes[0].ID}); change.Kind != "nothing" {
		t.Errorf("kind %q, want nothing", change.Kind)
	}
	q, err := s.Quote(t.Context(), keep.Quotes[0].ID)
	if err != nil || q.Current.Speaker != name || q.Status != corpus.Corrected {
		t.Errorf("speaker %q, status %q, %v; want %q, corrected", q.Current.Speaker, q.Status, err, name)
	}
}

func TestSayingTheSameTwiceIsOneAct(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	doAs(t, s, corpus.Program, keep)
	do(t, s, corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet"}})
	quote := keep.Quotes[0].ID
	for _, act := range []corpus.Act{
		corpus.Confirm{Quote: quote},
		corpus.Judge{Quote: quote, Target: "x", Stance: corpus.Support},
		corpus.WriteNote{Quote: quote, Text: "n"},
		corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "T"}},
		corpus.PutTag{Quote: quote, Tag: "t"},
	} {
		do(t, s, act)
		if change := do(t, s, act); change.Kind != "nothing" {
			t.Errorf("%T twice: kind %q, want nothing", act, change.Kind)
		}
	}
}
