package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"quoth/app/desktop/parts"
)

// What a panel asks for is agreed to without a mouse, from a field of several
// lines too, and escape leaves it.
func TestPanelsAreAnsweredByKeysAlone(t *testing.T) {
	w := sampleWindow(t)
	enter := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault}
	text := parts.NewTextField(w)
	said := 0
	w.asks("Question", "Yes", text, fyne.NewSize(300, 200), func() { said++ })
	w.Canvas().Focus(text)
	text.TypedShortcut(enter)
	if said != 1 || w.Canvas().Overlays().Top() != nil {
		t.Fatalf("said yes %d times, with Ctrl and return", said)
	}
	text.TypedShortcut(enter) // nothing asks any more
	w.asks("Question", "Yes", parts.Wrapped("Sure?"), fyne.NewSize(300, 200), func() { said++ })
	w.press(fyne.KeyReturn)
	if said != 2 {
		t.Fatalf("said yes %d times, want 2", said)
	}
	w.asks("Question", "Yes", parts.Wrapped("Sure?"), fyne.NewSize(300, 200), func() { said++ })
	w.press(fyne.KeyEscape)
	if w.press(fyne.KeyReturn); said != 2 || w.Canvas().Overlays().Top() != nil {
		t.Errorf("said yes %d times after escape, want 2", said)
	}
}

// A form whose only field is disabled for the moment is answered by keys too.
func TestAnExportOfASelectionIsAskedForByKeysAlone(t *testing.T) {
	w := sampleWindow(t)
	w.exportQuotes(w.quotes().inspector.several)
	w.escape()
	p := w.quotes()
	w.goTo(p)
	w.markAll()
	w.exportHere()
	if f := w.Canvas().Focused(); f != nil {
		if d, ok := f.(fyne.Disableable); ok && d.Disabled() {
			t.Error("a field that is disabled has the keys")
		}
	}
	if !w.Agree() {
		t.Error("the form cannot be answered")
	}
}
