package app

import (
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
)

func TestNamesThatMayBeOnePersonAreProposed(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"Sir Mark Rowley", "Mark Rowley", 0.95},
		{"M. Rowley", "Mark Rowley", 0.8},
		{"Rowley", "Mark Rowley", 0.6},
		{"Mark Andrew Rowley", "Mark Rowley", 0.85},
		{"Marc Rowley", "Mark Rowley", 0.65},
		{"Lotte Achterberg", "Lotte Achterburg", 0.7},
		{"Anna Rowley", "Mark Rowley", 0},
		{"Lotte Achterberg", "Ines Achterbergh", 0},
		{"Ann Li", "Ann Lu", 0}, // too short to tell
	} {
		var got float64
		for _, p := range likePeople([]store.EntryName{{ID: "a", Name: c.a}, {ID: "b", Name: c.b}}) {
			got = max(got, p.Score)
		}
		if got != c.want {
			t.Errorf("%s and %s: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestASurnameOfSeveralPeopleIsNotGivenToOne(t *testing.T) {
	names := []store.EntryName{{ID: "1", Name: "Rowley"}, {ID: "2", Name: "Mark Rowley"}, {ID: "3", Name: "Anna Rowley"}}
	if got := likePeople(names); len(got) != 0 {
		t.Errorf("proposed %+v", got)
	}
}

func TestOrganisationsAreComparedWithoutLegalFormsAndByInitials(t *testing.T) {
	names := []store.EntryName{{ID: "1", Name: "The Lumina Group Ltd"}, {ID: "2", Name: "Lumina"}, {ID: "3", Name: "Port Safety Board"}, {ID: "4", Name: "PSB"}, {ID: "5", Name: "River Board"}}
	got := map[[2]string]bool{}
	for _, p := range likeOrganizations(names) {
		got[[2]string{p.A, p.B}] = true
	}
	if len(got) != 2 || !got[[2]string{"1", "2"}] || !got[[2]string{"3", "4"}] {
		t.Errorf("proposed %v, want 1 with 2 and 3 with 4", got)
	}
}

func TestAPairThatIsKeptApartIsNotProposedAgain(t *testing.T) {
	a, _ := generatedCorpus(t, 1)
	for id, name := range map[corpus.PersonID]string{"one": "Sir Otto Quibble", "two": "Otto Quibble"} {
		if _, err := a.Do(t.Context(), "ada", corpus.SavePerson{Person: corpus.Person{ID: id, Name: name}}); err != nil {
			t.Fatal(err)
		}
	}
	proposed := func() (pair ProposalView, ok bool) {
		t.Helper()
		list, err := a.Duplicates(t.Context(), corpus.PersonEntry)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if p.NameA == "Sir Otto Quibble" {
				return p, true
			}
		}
		return pair, false
	}
	pair, ok := proposed()
	if !ok {
		t.Fatal("the pair is not proposed")
	}
	if _, err := a.Do(t.Context(), "ada", corpus.KeepApart{Kind: pair.Kind, A: pair.A, B: pair.B}); err != nil {
		t.Fatal(err)
	}
	if _, ok := proposed(); ok {
		t.Error("the pair is proposed though it is kept apart")
	}
}
