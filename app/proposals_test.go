package app

import (
	"fmt"
	"slices"
	"testing"

	"quoth/corpus"
)

// savePeople makes entries of people's own, which are never merged by themselves.
func savePeople(t *testing.T, a *App, names map[corpus.PersonID]string) {
	t.Helper()
	for id, name := range names {
		if _, err := a.Do(
			t.Context(),
			"ada",
			corpus.SavePerson{Person: corpus.Person{ID: id, Name: name}},
		); err != nil {
			t.Fatal(err)
		}
	}
}

// speak files quotes of generated articles under entries, in turn.
func speak(t *testing.T, a *App, ids ...corpus.PersonID) {
	t.Helper()
	quotes, _, err := a.store.Quotes(t.Context(), corpus.QuoteFilter{Limit: 4 * len(ids)})
	if err != nil || len(quotes) < len(ids) {
		t.Fatalf("%d quotes, %v", len(quotes), err)
	}
	none, role := corpus.OrganizationID(""), ""
	for i, q := range quotes {
		id := ids[i%len(ids)]
		if _, err := a.Do(
			t.Context(),
			"ada",
			corpus.Correct{
				Quote:      q.Quote.ID,
				Correction: corpus.Correction{PersonID: &id, OrganizationID: &none, Role: &role},
			},
		); err != nil {
			t.Fatal(err)
		}
	}
}

func proposed(t *testing.T, a *App) []string {
	t.Helper()
	list, err := a.Proposals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range list {
		names := []string{p.NameA, p.NameB}
		slices.Sort(names)
		out = append(out, fmt.Sprint(names))
	}
	slices.Sort(out)
	return out
}

func TestAPairIsProposedOnceAndSettledForGood(t *testing.T) {
	a, _ := generatedCorpus(t, 2)
	savePeople(
		t,
		a,
		map[corpus.PersonID]string{"one": "Otto Quibble", "two": "Sir Otto Quibble", "other": "Bruno Quibble"},
	)
	speak(t, a, "one", "two", "other")
	pair := "[Otto Quibble Sir Otto Quibble]"
	if got := proposed(t, a); !slices.Contains(got, pair) || slices.Contains(got, "[Bruno Quibble Otto Quibble]") {
		t.Fatalf("proposed %v", got)
	}
	list, _ := a.Proposals(t.Context())
	i := slices.IndexFunc(list, func(p ProposalView) bool { return p.A == "one" || p.B == "one" })
	if _, err := a.RejectProposal(t.Context(), "ada", list[i].ID); err != nil {
		t.Fatal(err)
	}
	if got := proposed(t, a); slices.Contains(got, pair) {
		t.Error("the pair is proposed though it is kept apart")
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if got := proposed(t, a); !slices.Contains(got, pair) {
		t.Error("the pair is not proposed though the answer was taken back")
	}
	if _, err := a.AcceptProposal(t.Context(), "ada", list[i].ID); err != nil {
		t.Fatal(err)
	}
	if got := proposed(t, a); slices.Contains(got, pair) {
		t.Error("the pair is proposed though it is merged")
	}
	if _, err := a.AcceptProposal(t.Context(), "ada", list[i].ID); err == nil {
		t.Error("a settled proposal was accepted again")
	}
}

func TestAcceptingAProposalSettlesItsLike(t *testing.T) {
	a, _ := generatedCorpus(t, 3)
	savePeople(t, a, map[corpus.PersonID]string{"one": "Otto Quibble", "two": "Otto Quibble", "three": "Otto Quibble"})
	speak(t, a, "one", "two", "three")
	list, err := a.Proposals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(p ProposalView) bool { return p.NameA == "Otto Quibble" })
	if i < 0 {
		t.Fatal("not proposed")
	}
	if _, err := a.AcceptProposal(t.Context(), "ada", list[i].ID); err != nil {
		t.Fatal(err)
	}
	people, _, err := a.People(t.Context(), "Quibble", 0, 10)
	if err != nil || len(people) != 1 {
		t.Errorf("%d entries, %v; want 1", len(people), err)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if people, _, _ := a.People(t.Context(), "Quibble", 0, 10); len(people) != 3 {
		t.Errorf("%d entries after taking it back; want 3", len(people))
	}
}
