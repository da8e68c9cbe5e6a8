package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// TestReadingAgainUsesWhatWasConfirmed confirms a name and an affiliation in one
// article and reads all again: the other article, which prints the surname only,
// follows; what a person decided stays; undo brings the old answers back.
func TestReadingAgainUsesWhatWasConfirmed(t *testing.T) {
	a := create(t, app.Options{})
	texts := []string{
		"Bakery closes early\n\n“We shall not be moved by the plan of the board,” said Mara Quill, the director of Lumen Bakery, on Monday.",
		"Boats are late\n\n“The boats are late again this week,” Quill said on Friday.",
	}
	for _, text := range texts {
		add(t, a, app.Input{Kind: app.TextInput, Body: []byte(text)})
	}
	quotes := func() []corpus.CodedQuote {
		cards, _, err := a.Cards(t.Context(), corpus.QuoteFilter{AllActs: true, Limit: -1})
		if err != nil {
			t.Fatal(err)
		}
		var out []corpus.CodedQuote
		for _, c := range cards {
			out = append(out, c.CodedQuote)
		}
		slices.SortFunc(out, func(a, b corpus.CodedQuote) int { return len(b.Quote.Speaker) - len(a.Quote.Speaker) })
		return out
	}
	before := quotes()
	if len(before) != 2 || before[0].Quote.Speaker != "Mara Quill" || before[1].Quote.Speaker != "Quill" {
		t.Fatalf("%d quotes, want one of Mara Quill and one of Quill", len(before))
	}
	person := corpus.Person{ID: before[0].Quote.PersonID, Name: "Mara Quill", Aliases: []string{"Quill"}}
	for _, act := range []corpus.Act{corpus.Confirm{Quote: before[0].Quote.ID}, corpus.SavePerson{Person: person}} {
		if _, err := a.Do(t.Context(), coder, act); err != nil {
			t.Fatal(err)
		}
	}

	preview, err := a.Resuggest(t.Context(), coder, true, nil)
	if err != nil || preview.Articles != 2 || preview.Speaker != 1 || preview.Decided != 1 || preview.Gone != 0 ||
		preview.New != 0 {
		t.Fatalf("preview %+v (%v), want one other speaker and one decision that stays", preview, err)
	}
	if now := quotes(); now[1].Quote.Speaker != "Quill" {
		t.Errorf("the preview made the speaker %q", now[1].Quote.Speaker)
	}

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Resuggest(cancelled, coder, false, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	report, err := a.Resuggest(t.Context(), coder, false, nil)
	if err != nil || report.Change == "" {
		t.Fatalf("%+v (%v)", report, err)
	}
	for _, q := range quotes() {
		if q.Quote.Speaker != "Mara Quill" || q.Quote.Organization != "Lumen Bakery" {
			t.Errorf("read again: %q for %q", q.Quote.Speaker, q.Quote.Organization)
		}
	}
	if again, err := a.Resuggest(t.Context(), coder, true, nil); err != nil || again.Changed != 0 {
		t.Errorf("read once more: %+v (%v), want nothing to change", again, err)
	}
	if _, err := a.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if now := quotes(); now[1].Quote.Speaker != "Quill" || now[0].Status != corpus.Confirmed {
		t.Errorf("taken back: speaker %q, the decision %q", now[1].Quote.Speaker, now[0].Status)
	}
}
