package desktop

import (
	"maps"
	"testing"

	"fyne.io/fyne/v2"

	"quoth/corpus"
)

// Another text size rebuilds all pages: what was asked for and selected stays.
func TestAnotherTextSizeLosesNothing(t *testing.T) {
	w := sampleWindow(t)
	list, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{Limit: 5})
	if err != nil || len(list) < 5 {
		t.Fatal(len(list), err)
	}
	w.articles().open(list[3].ID)
	w.typedRune('j')
	quote := w.articles().inspector.card.Quote.ID
	w.goTo(w.people())
	w.people().turn(true)
	w.people().step(2)
	chosen := w.people().chosen.id
	w.goTo(w.quotes())
	w.quotes().query.SetText("encryption")
	w.quotes().once.Tapped(nil)
	w.quotes().choose(1)
	card := w.quotes().inspector.card.Quote.ID

	old := w.quotes()
	w.zoom(0.1)
	if w.quotes() == old {
		t.Fatal("the pages were not made anew")
	}
	if w.current != page(w.quotes()) {
		t.Errorf("the page %s is shown", w.current.name())
	}
	if q := w.quotes(); q.query.Text != "encryption" || !q.once.On || q.inspector.card == nil ||
		q.inspector.card.Quote.ID != card {
		t.Errorf("the search is %q, once %v, with the card at %d", q.query.Text, q.once.On, q.at)
	}
	w.goTo(w.people())
	if p := w.people(); !p.bodies.On || p.chosen.id != chosen {
		t.Errorf("the registry shows %v, want the organisation %s", p.chosen, chosen)
	}
	w.goTo(w.articles())
	if a := w.articles(); a.reading.Article.ID != list[3].ID || a.inspector.card == nil ||
		a.inspector.card.Quote.ID != quote {
		t.Errorf("the reader shows %s, want %s and its quote", a.reading.Article.ID, list[3].ID)
	}
}

func TestOneGoesBackAndForward(t *testing.T) {
	w := sampleWindow(t)
	list, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{Limit: 5})
	if err != nil || len(list) < 5 {
		t.Fatal(len(list), err)
	}
	reads := func(want corpus.ArticleID) {
		t.Helper()
		if got := w.articles().reading.Article.ID; w.current != page(w.articles()) || got != want {
			t.Errorf("%s is shown with the article %s, want %s", w.current.name(), got, want)
		}
	}
	first := w.articles().reading.Article.ID
	w.articles().open(list[2].ID)
	w.goTo(w.quotes())
	w.quotes().query.SetText("encryption")
	w.quotes().choose(0)
	w.openQuote(*w.quotes().inspector.card)
	found := w.articles().reading.Article.ID
	w.back()
	if w.current != page(w.quotes()) || w.quotes().query.Text != "encryption" {
		t.Errorf("back from a quote shows %s with %q", w.current.name(), w.quotes().query.Text)
	}
	w.back()
	reads(list[2].ID)
	w.back()
	reads(first)
	w.back() // no further
	reads(first)
	w.forward()
	reads(list[2].ID)
	w.forward()
	w.forward()
	reads(found)
}

// Where a corpus was left is shown when it is opened again.
func TestACorpusOpensWhereItWasLeft(t *testing.T) {
	path := smallCorpus(t, "a.quoth")
	w, r := pumpedWindow(t)
	w.openCorpus(path)
	r.until(t, "the corpus", func() bool { return w.corpus != nil })
	w.goTo(w.quotes())
	w.quotes().query.SetText("harbour")
	if err := w.shut(); err != nil {
		t.Fatal(err)
	}
	w, r = pumpedWindow(t)
	w.openCorpus(path)
	r.until(t, "the search", func() bool { return w.corpus != nil && w.current == page(w.quotes()) })
	if got := w.quotes().query.Text; got != "harbour" {
		t.Errorf("the search is %q", got)
	}
	if err := w.shut(); err != nil {
		t.Error(err)
	}
}

// A list that is made again is as far down as it was.
func TestAListIsScrolledAsItWasLeft(t *testing.T) {
	w := sampleWindow(t)
	w.Resize(fyne.NewSize(1200, 500))
	w.goTo(w.quotes())
	w.quotes().list.ScrollToOffset(240)
	old := w.quotes()
	w.zoom(0.1)
	if w.quotes() == old || w.quotes().list.GetScrollOffset() != 240 {
		t.Errorf("the list is at %.0f, was left at 240", w.quotes().list.GetScrollOffset())
	}
	w.goTo(w.people())
	w.back()
	if y := w.quotes().list.GetScrollOffset(); y != 240 {
		t.Errorf("after going back the list is at %.0f", y)
	}
}

func TestNetworksAreFoundAsTheyWereLeft(t *testing.T) {
	w := sampleWindow(t)
	p := pageOf[*networksPage](w)
	w.goTo(p)
	p.kind.SetSelectedIndex(1)
	p.rows.SetSelectedIndex(1)
	p.normalization.SetSelectedIndex(2)
	p.once.Tapped(nil)
	p.from.Value = 1
	p.load()
	left, request := p.where(), p.request()
	w.zoom(0.1)
	again := pageOf[*networksPage](w)
	if again == p || !maps.Equal(again.where(), left) {
		t.Errorf("the page comes back as %v, was left as %v", again.where(), left)
	}
	if got := again.request(); !got.From.Equal(request.From) || got.Normalization != request.Normalization {
		t.Errorf("it asks for %+v, asked for %+v", got, request)
	}
}
