package desktop

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/corpus"
)

// sampleWindow is a window on a fresh sample corpus that does everything at
// once; its settings and index live in folders of the test.
func sampleWindow(t *testing.T) *Window {
	t.Helper()
	if testing.Short() {
		t.Skip("building the sample corpus takes seconds")
	}
	t.Setenv("QUOTH_CONFIG", t.TempDir())
	a, err := app.Sample(
		t.Context(),
		filepath.Join(t.TempDir(), "Sample.quoth"),
		app.Options{CacheDir: t.TempDir()},
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	settings := app.Settings{Coder: "tester", Theme: "light", TextSize: 1, WindowWidth: 1440, WindowHeight: 900}
	w := newWindow(context.Background(), test.NewTempApp(t), settings, inStep{})
	w.show(a)
	w.unfollow() // tests say themselves when a change is shown
	w.Resize(fyne.NewSize(1440, 900))
	return w
}

func (w *Window) press(k fyne.KeyName) { w.typedKey(&fyne.KeyEvent{Name: k}) }

func TestAWholeArticleIsCodedByKeysAlone(t *testing.T) {
	w := sampleWindow(t)
	page := w.articles()
	for range page.places() {
		w.typedRune('j')
		w.press(fyne.KeyReturn)
		w.typedRune('o')
		w.typedRune('2')
	}
	reading, err := w.corpus.Read(t.Context(), page.reading.Article.ID)
	if err != nil {
		t.Fatal(err)
	}
	coded := 0
	for _, q := range reading.Quotes {
		if q.Current.Utterance != corpus.Speech || q.Status == corpus.Rejected {
			continue
		}
		coded++
		own := 0
		for _, v := range q.Verdicts {
			if v.Coder == "tester" && v.Status == corpus.Confirmed {
				own++
			}
		}
		for _, j := range q.Judgements {
			if j.Coder == "tester" && j.Stance == corpus.Oppose {
				own++
			}
		}
		for _, tag := range q.Tags {
			if tag.Coder == "tester" {
				own++
			}
		}
		if own < 3 {
			t.Errorf("%q has %d of the verdict, the stance and the tag", plain(q.Words), own)
		}
	}
	if coded == 0 {
		t.Fatal("the first article has no quotes to code")
	}
}

func TestUndoTakesBackTheLastActAndTheFootNamesIt(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.review())
	review := w.review()
	before, quote := review.total, review.inspector.card.Quote.ID
	w.press(fyne.KeyReturn)
	w.changed()
	if review.total != before-1 || !w.undone.Visible() || !strings.Contains(w.undone.Label, "Undo") {
		t.Fatalf("after confirming: %d to review of %d, foot %q", review.total, before, w.undone.Label)
	}
	w.undoKey()
	w.changed()
	card, err := w.corpus.Card(t.Context(), quote)
	if err != nil {
		t.Fatal(err)
	}
	if card.Status != corpus.Suggested || review.total != before {
		t.Errorf("after undo the quote is %s and %d wait, want suggested and %d", card.Status, review.total, before)
	}
	if !w.redone.Visible() {
		t.Error("the foot does not offer to do it again")
	}
}

func TestASearchShowsItsCountOrWhatIsWrongWithIt(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.quotes())
	quotes := w.quotes()
	quotes.query.SetText("encryption")
	if quotes.result.Total == 0 || !strings.Contains(quotes.count.Text, "quote") {
		t.Errorf("encryption: %d found, counted as %q", quotes.result.Total, quotes.count.Text)
	}
	quotes.view(true)
	if len(quotes.concordance) == 0 {
		t.Error("the concordance of encryption is empty")
	}
	quotes.query.SetText(`"half a phrase (`)
	if quotes.query.SetText("date:"); len(w.error.Objects) > 0 {
		t.Error("half a query is shown as a failure")
	}
}

func TestAQuoteOpensInItsArticle(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.review())
	card := *w.review().inspector.card
	w.typedRune('g')
	articles := w.articles()
	if w.current != page(articles) || articles.reading.Article.ID != card.Article.ID {
		t.Fatalf("g shows the article %q, want %q", articles.reading.Article.Title, card.Article.Title)
	}
	if articles.at < 0 || articles.reading.Quotes[articles.at].Quote.ID != card.Quote.ID {
		t.Error("the quote is not the current one")
	}
}

func TestEveryPageDrawsInEveryLook(t *testing.T) {
	w := sampleWindow(t)
	for _, look := range []Look{{"light", 1, 800, 600}, {"dark", 2, 1440, 900}} {
		w.settings.Theme, w.settings.TextSize = look.Theme, look.TextSize
		w.restyle()
		w.Resize(fyne.NewSize(look.Width, look.Height))
		for _, p := range w.pages {
			w.goTo(p)
			if w.Canvas().Capture().Bounds().Empty() {
				t.Errorf("%s draws nothing", p.name())
			}
		}
	}
}
