package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// onTop is what the panel over the window shows, as text, and its knobs by label.
func onTop(t *testing.T, w *Window) (words string, knobs map[string]*parts.Knob) {
	t.Helper()
	top := w.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("no panel is open")
	}
	knobs = map[string]*parts.Knob{}
	var b strings.Builder
	eachIn(top, func(o fyne.CanvasObject) bool {
		switch o := o.(type) {
		case *parts.Prose:
			b.WriteString(o.Text + "\n")
		case *parts.Knob:
			knobs[o.Label] = o
			b.WriteString(o.Label + "\n")
		default:
			return true
		}
		return false
	})
	return b.String(), knobs
}

// fieldsOnTop are the fields of the form over the window.
func fieldsOnTop(w *Window) []fyne.Focusable {
	var out []fyne.Focusable
	eachIn(w.Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
		found := entriesIn(o)
		if _, isBox := o.(*fyne.Container); isBox || len(found) == 0 {
			return true
		}
		out = append(out, found...)
		return false
	})
	return out
}

// eachIn hands every object of a tree to visit, which tells whether to look
// inside it too.
func eachIn(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) {
	if !visit(o) {
		return
	}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = cachedObjects(o)
	}
	for _, c := range inside {
		eachIn(c, visit)
	}
}

func cachedObjects(o fyne.Widget) []fyne.CanvasObject {
	if s, ok := o.(*widget.RichText); ok {
		return []fyne.CanvasObject{parts.NewProse(s.String(), parts.UiFace(), parts.InkText)}
	}
	return o.CreateRenderer().Objects()
}

func (w *Window) closeTop() {
	if top := w.Canvas().Overlays().Top(); top != nil {
		top.Hide()
	}
}

func quotesOn(t *testing.T, query string) (*Window, *quotesPage) {
	w := sampleWindow(t)
	w.goTo(w.quotes())
	p := w.quotes()
	p.query.SetText(query)
	return w, p
}

func TestTheSearchGoesAlongWithTyping(t *testing.T) {
	_, p := quotesOn(t, "encrypt")
	half := p.result.Total
	p.query.OnSubmitted("encrypt")
	if whole := p.result.Total; half <= whole {
		t.Errorf("while typing %d are found, of the whole word %d; want more while typing", half, whole)
	}
}

func TestNeighboursOfAWordNarrowTheSearch(t *testing.T) {
	w, p := quotesOn(t, "police ")
	p.collocates(false)
	words, knobs := onTop(t, w)
	if !strings.Contains(words, "logDice") {
		t.Fatalf("the panel shows %q", words)
	}
	for label, k := range knobs {
		if label == "Close" || strings.HasPrefix(label, "Sort by") {
			continue
		}
		k.OnTap()
		if want := "police NEAR/5 " + label; p.query.Text != want {
			t.Errorf("the query is %q, want %q", p.query.Text, want)
		}
		return
	}
	t.Error("no neighbour is offered")
}

func TestFrequencyIsShownByYear(t *testing.T) {
	w, p := quotesOn(t, "encryption ")
	p.frequency()
	if words, _ := onTop(
		t,
		w,
	); !strings.Contains(words, "2016") ||
		!strings.Contains(strings.ToLower(words), "per million") {
		t.Errorf("the panel shows %q", words)
	}
}

func TestASavedSearchKeepsItsFilters(t *testing.T) {
	w, p := quotesOn(t, "encryption ")
	p.selected = map[string][]string{"stance": {"oppose"}}
	p.search()
	total := p.result.Total
	query, err := w.corpus.AsQuery(t.Context(), p.shown)
	if err != nil {
		t.Fatal(err)
	}
	w.do(corpus.SaveSearch{Search: corpus.SavedSearch{Name: "against", Query: query}})
	p.selected = map[string][]string{}
	p.savedSearches()
	_, knobs := onTop(t, w)
	if knobs["against"] == nil {
		t.Fatalf("the saved search is not offered among %v", knobs)
	}
	knobs["against"].OnTap()
	p.query.OnSubmitted("")
	if p.result.Total != total {
		t.Errorf("the saved search %q finds %d, want %d", p.query.Text, p.result.Total, total)
	}
}

func TestQuotesLikeTheChosenOne(t *testing.T) {
	w, p := quotesOn(t, "warrant")
	p.choose(0)
	p.moreLike()
	if words, _ := onTop(t, w); !strings.Contains(words, "Open article") && !strings.Contains(words, "Nothing found") {
		t.Errorf("the panel shows %q", words)
	}
	w.closeTop()
	p.variants()
	if words, _ := onTop(t, w); !strings.Contains(words, plain(p.result.Quotes[0].Words)) {
		t.Errorf("the panel does not begin with the quote: %q", words)
	}
}

func TestASearchThatLedToAQuoteIsRemembered(t *testing.T) {
	w, p := quotesOn(t, "warrant")
	p.query.OnSubmitted("warrant")
	p.history()
	_, knobs := onTop(t, w)
	if knobs["warrant"] == nil {
		t.Fatal("the search is not offered again")
	}
	p.query.SetText("")
	knobs["warrant"].OnTap()
	if p.query.Text != "warrant" {
		t.Errorf("the query is %q", p.query.Text)
	}
}
