package desktop

import (
	"testing"

	"fyne.io/fyne/v2"

	"quoth/corpus"
)

func TestASuggestedStanceIsJudgedOnlyWhenItIsAccepted(t *testing.T) {
	w := sampleWindow(t)
	w.goToNamed("Suggestions")
	p := pageOf[*suggestionsPage](w)
	if len(p.found.Suggestions) == 0 {
		t.Fatal("no suggestions")
	}
	first := p.found.Suggestions[0]
	judged := func() []corpus.Judgement {
		card, err := w.corpus.Card(t.Context(), first.Card.Quote.ID)
		if err != nil {
			t.Fatal(err)
		}
		return card.Judgements
	}
	if len(judged()) != 0 {
		t.Fatal("a suggestion was judged before anybody accepted it")
	}
	if !p.key(fyne.KeyReturn) {
		t.Fatal("Enter did nothing")
	}
	if got := judged(); len(got) != 1 || got[0].Stance != first.Stance || got[0].Coder != w.settings.Coder {
		t.Errorf("judged %+v, want %s", got, first.Stance)
	}
	if p.at != 1 {
		t.Errorf("at suggestion %d, want the next one", p.at)
	}
	w.undo()
	if got := judged(); len(got) != 0 {
		t.Errorf("undo left %+v", got)
	}
	if !p.letter('k') || p.at != 0 || !p.letter('n') {
		t.Fatal("the letters do nothing")
	}
	if got := judged(); len(got) != 1 || got[0].Stance != corpus.Neutral {
		t.Errorf("judged %+v, want neutral", got)
	}
}

func TestBlindCodersSeeNoSuggestions(t *testing.T) {
	w := sampleWindow(t)
	w.goToNamed("Suggestions")
	p := pageOf[*suggestionsPage](w)
	w.toggleBlind()
	p.refresh()
	if len(p.found.Suggestions) != 0 || p.letter('s') && len(p.done) != 0 {
		t.Error("a blind coder sees or accepts suggestions")
	}
}
