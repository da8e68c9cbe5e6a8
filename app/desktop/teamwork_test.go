package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/corpus"
)

// twoCoders judge the same quotes of the sample, and differ on one.
func twoCoders(t *testing.T, w *Window) []corpus.QuoteID {
	t.Helper()
	cards, _, err := w.corpus.Cards(t.Context(), corpus.QuoteFilter{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	var ids []corpus.QuoteID
	for i, c := range cards[:6] {
		for k, coder := range []corpus.Coder{"one", "two"} {
			s := corpus.Stances[i%2]
			if i == 2 && k == 1 {
				s = corpus.Neutral
			}
			if _, err := w.corpus.Do(
				t.Context(),
				coder,
				corpus.Judge{Quote: c.Quote.ID, Target: w.target.ID, Stance: s},
			); err != nil {
				t.Fatal(err)
			}
		}
		ids = append(ids, c.Quote.ID)
	}
	return ids
}

func TestAgreementAndAdjudicationStandUnderReview(t *testing.T) {
	w := sampleWindow(t)
	ids := twoCoders(t, w)
	w.goToNamed("Agreement")
	page := pageOf[*agreementPage](w)
	page.toward.Tapped(&fyne.PointEvent{})
	if g := page.data; g.Items < 6 || len(g.Pairs) == 0 {
		t.Fatalf("agreement = %+v", page.data)
	}
	for _, c := range page.data.Confusion {
		if c.A != c.B && c.Coders == [2]corpus.Coder{"one", "two"} {
			page.open(c)
		}
	}
	if len(page.side.Objects) != 2 {
		t.Errorf("%d things beside the matrix, want the one quote under its heading", len(page.side.Objects))
	}
	w.goToNamed("Adjudication")
	p := pageOf[*adjudicationPage](w)
	at := -1
	for i, d := range p.disputes {
		if d.Card.Quote.ID == ids[2] {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("%d disputes, not the one", len(p.disputes))
	}
	p.at = at
	w.typedRune('o')
	card, err := w.corpus.Card(t.Context(), ids[2])
	if err != nil || card.Adjudicated(w.target.ID) == nil || card.Adjudicated(w.target.ID).Stance != corpus.Oppose {
		t.Fatalf("adjudicated %+v (%v)", card.Adjudications, err)
	}
	w.undoKey()
	if card, _ = w.corpus.Card(t.Context(), ids[2]); card.Adjudicated(w.target.ID) != nil {
		t.Error("undo leaves the adjudication")
	}
}

func TestAssignedQuotesAreJudgedBlind(t *testing.T) {
	w := sampleWindow(t)
	me := w.settings.Coder
	drawn, err := w.corpus.Draw(t.Context(), app.DrawRequest{Coder: me, Target: w.target.ID, N: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.corpus.Assign(t.Context(), "boss", drawn); err != nil {
		t.Fatal(err)
	}
	w.goToNamed("Adjudication")
	p := pageOf[*adjudicationPage](w)
	all, err := w.corpus.Assignments(t.Context(), me)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	p.begin(all[0])
	w.toggleBlind()
	if !w.settings.Blind {
		t.Error("others' decisions are shown before all is judged")
	}
	for _, id := range drawn.Quotes {
		if _, err := w.corpus.Do(
			t.Context(),
			me,
			corpus.Judge{Quote: id, Target: w.target.ID, Stance: corpus.Support},
		); err != nil {
			t.Fatal(err)
		}
	}
	w.toggleBlind()
	if w.settings.Blind {
		t.Error("they stay hidden when all is judged")
	}
}

func TestFormsOfTheChart(t *testing.T) {
	w := sampleWindow(t)
	w.goToNamed("Stance")
	p := pageOf[*stancePage](w)
	if !strings.Contains(p.notes.Text, "33") {
		t.Errorf("under the chart stands %q; want how many judged quotes are drawn", p.notes.Text)
	}
	points := 0
	for _, s := range p.chart.Data.Series {
		points += len(s.Points)
	}
	for form := range 3 {
		p.form.SetSelectedIndex(form)
		if drawn := p.chart.Draw(fyne.NewSize(900, 600)); len(drawn) < points || len(p.chart.Points) != points {
			t.Errorf("form %d: %d objects, %d points of %d", form, len(drawn), len(p.chart.Points), points)
		}
	}
	p.splits()[2].Do()
	p.smoothings()[1].Do()
	if p.chart.Data.Comparison == nil || p.chart.Data.Smooth != "lowess" {
		t.Errorf("comparison %v, smoothed by %q", p.chart.Data.Comparison, p.chart.Data.Smooth)
	}
	p.period.SetSelectedIndex(2)
	left := p.where()
	q := newStancePage(w)
	q.returnTo(left)
	if q.period.SelectedIndex() != 2 || q.form.SelectedIndex() != 2 || q.options != p.options {
		t.Errorf("the page comes back as %v, was left as %v", q.where(), left)
	}
}
