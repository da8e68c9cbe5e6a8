package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/corpus"
)

// holding lets a list believe that keys are held down.
func (l *keyList) holding(m fyne.KeyModifier) { l.held = func() fyne.KeyModifier { return m } }

// confirmedBy counts the quotes that a coder confirmed.
func confirmedBy(t *testing.T, w *Window, coder corpus.Coder) int {
	t.Helper()
	found, err := w.corpus.Search(
		t.Context(),
		app.SearchRequest{Query: "coder:" + string(coder) + " is:confirmed", Limit: 1},
	)
	if err != nil {
		t.Fatal(err)
	}
	return found.Total
}

func TestSeveralQuotesAreOneActAndOneUndo(t *testing.T) {
	w := sampleWindow(t)
	p := w.quotes()
	w.goTo(p)
	p.list.tapped(1)
	p.list.holding(fyne.KeyModifierShortcutDefault)
	p.list.tapped(3)
	p.list.tapped(6)
	if got := len(p.inspector.several); got != 3 {
		t.Fatalf("three rows were clicked with Ctrl, %d are marked", got)
	}
	p.list.tapped(3)
	if got := len(p.inspector.several); got != 2 {
		t.Fatalf("one row was clicked again, %d are marked", got)
	}
	p.list.holding(fyne.KeyModifierShift)
	p.list.tapped(8)
	w.press(fyne.KeyDown)
	if got := len(p.inspector.several); got != 7 {
		t.Fatalf("rows 3 to 9 were marked with Shift, %d are", got)
	}
	p.list.holding(0)
	before := confirmedBy(t, w, "tester")
	w.press(fyne.KeyReturn)
	w.typedRune('2')
	w.typedRune('o')
	for _, id := range p.inspector.several {
		card, err := w.corpus.Card(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if card.Status != corpus.Confirmed {
			t.Errorf("a marked quote is %s", card.Status)
		}
		if len(card.Judgements) == 0 || len(card.TagPaths) == 0 {
			t.Errorf("a marked quote has %d stances and %d tags", len(card.Judgements), len(card.TagPaths))
		}
	}
	for range 3 {
		w.undoKey()
	}
	if got := confirmedBy(t, w, "tester"); got != before {
		t.Errorf("after three undos %d are confirmed, %d were", got, before)
	}
	if w.press(fyne.KeyEscape); len(p.inspector.several) != 0 || p.inspector.card == nil {
		t.Error("Escape leaves rows marked, or shows none of them")
	}
}

func TestAllThatWasFoundIsSelectedAtOnce(t *testing.T) {
	w := sampleWindow(t)
	p := w.quotes()
	w.goTo(p)
	w.markAll()
	if got := len(p.inspector.several); got != p.result.Total {
		t.Fatalf("%d quotes are marked, %d were found", got, p.result.Total)
	}
	p.query.SetText("encryption")
	if len(p.inspector.several) != 0 {
		t.Error("quotes that may not be found any more are still marked")
	}
	w.Canvas().Focus(p.query)
	if w.markAll(); p.query.SelectedText() != "encryption" {
		t.Errorf("in a field all is marked that is written there, not %q", p.query.SelectedText())
	}
}

func TestSeveralArticlesAreOneActAndOneUndo(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	p.list.tapped(0)
	p.list.holding(fyne.KeyModifierShift)
	p.list.tapped(3)
	total := p.total
	if len(p.marked) != 4 {
		t.Fatalf("%d articles are marked", len(p.marked))
	}
	w.typedRune('d')
	for _, id := range p.marked {
		if state, err := w.corpus.ReadState(t.Context(), "tester", id); err != nil || state != corpus.Done {
			t.Errorf("a marked article is %q, %v", state, err)
		}
	}
	w.deleteArticle()
	if w.changed(); p.total != total-4 {
		t.Fatalf("%d articles are left of %d", p.total, total)
	}
	w.undoKey()
	if w.changed(); p.total != total {
		t.Errorf("%d articles are there after undo, %d were", p.total, total)
	}
}

func TestSeveralPeopleAreMergedAtOnce(t *testing.T) {
	w := sampleWindow(t)
	p := pageOf[*peoplePage](w)
	w.goTo(p)
	p.list.tapped(0)
	p.list.holding(fyne.KeyModifierShift)
	p.list.tapped(2)
	total := p.total
	p.mergeMarked()
	if w.changed(); p.total != total-2 {
		t.Fatalf("%d people are left of %d", p.total, total)
	}
	w.undoKey()
	if w.changed(); p.total != total {
		t.Errorf("%d people are there after undo, %d were", p.total, total)
	}
}

func TestReferencesOfTheSelectionAreThoseOfItsArticles(t *testing.T) {
	w := sampleWindow(t)
	p := w.quotes()
	w.goTo(p)
	p.list.tapped(0)
	p.list.holding(fyne.KeyModifierShift)
	p.list.tapped(9)
	articles := map[corpus.ArticleID]bool{}
	for _, c := range p.inspector.marked {
		articles[c.Article.ID] = true
	}
	path := filepath.Join(t.TempDir(), "references.ris")
	report, err := exportFile(
		t.Context(),
		w.corpus,
		app.ExportRequest{Format: "ris", Quotes: p.inspector.several, AllActs: true, Rejected: true},
		path,
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(text), "TY  - "); got != len(articles) || report.Quotes != 10 {
		t.Errorf("%d references of %d articles, %d of 10 quotes", got, len(articles), report.Quotes)
	}
}

func TestTheRightButtonOpensTheMenuOfARow(t *testing.T) {
	w := sampleWindow(t)
	for _, p := range []page{w.articles(), w.quotes(), pageOf[*peoplePage](w), w.review()} {
		w.goTo(p)
		l := p.(listed).listInView()
		row := newListRow(l, newQuoteRow())
		row.i = 1
		test.TapSecondary(row)
		if w.Canvas().Overlays().Top() == nil {
			t.Errorf("%s: no menu", p.name())
		}
		if l.at != 1 {
			t.Errorf("%s: the row under the pointer is not the one chosen", p.name())
		}
		w.escape()
	}
}
