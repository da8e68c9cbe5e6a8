package desktop

import (
	"testing"

	"fyne.io/fyne/v2"

	"quoth/app/desktop/parts"
)

// Escape closes a form whatever field has the focus, keeps nothing of it, and
// gives the letters back to the window.
func TestEscapeLeavesAFormFromItsFields(t *testing.T) {
	w := sampleWindow(t)
	p := w.codebook()
	w.goTo(p)
	before := len(p.Tags)
	for i := range 2 {
		w.typedRune('a')
		fields := fieldsOnTop(w)
		plainEntry(fields[0]).SetText("Never kept")
		w.Canvas().Focus(fields[i])
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if w.Canvas().Overlays().Top() != nil || w.Canvas().Focused() != nil {
			t.Fatalf("field %d: the form is still there, or keeps the focus", i)
		}
	}
	p.refresh()
	if len(p.Tags) != before {
		t.Error("a form that was left was kept")
	}
	quotes := w.quotes()
	w.goTo(quotes)
	w.typedRune('/')
	if w.Canvas().Focused() != fyne.Focusable(quotes.query) {
		t.Fatal("the search field did not get the focus")
	}
	quotes.query.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.Canvas().Focused() != nil {
		t.Error("escape does not leave the search field")
	}
}

// While a form is open no key leads away from it; what is undone in a field is
// the typing.
func TestKeysStayInAForm(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.codebook())
	w.typedRune('a')
	for _, a := range w.actions() {
		if a.name == "Quotes" || a.name == "Review" {
			w.perform(a)
		}
	}
	if w.current != w.codebook() {
		t.Error("a page was turned under an open form")
	}
	w.escape()
	for _, a := range w.actions() {
		if a.name == "Quotes" {
			w.perform(a)
		}
	}
	if w.current != w.quotes() {
		t.Error("the page cannot be turned after the form is closed")
	}
}

// A screen reader tells whether a switch is on.
func TestSwitchesSayWhetherTheyAreOn(t *testing.T) {
	k := parts.NewKnob("once per story", "", parts.Toggle, nil)
	off := k.AccessibilityLabel()
	k.On = true
	if off != "once per story, off" || k.AccessibilityLabel() != "once per story, on" {
		t.Errorf("off it is %q, on it is %q", off, k.AccessibilityLabel())
	}
	if got := newFacetRow("Ines Halloran", 3, true, nil).AccessibilityLabel(); got != "Ines Halloran, on" {
		t.Errorf("a chosen value of a filter is %q", got)
	}
}
