package desktop

import (
	"strings"
	"testing"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// addTexts adds articles as one import.
func addTexts(t *testing.T, w *Window, texts ...string) {
	t.Helper()
	var inputs []app.Input
	for _, text := range texts {
		inputs = append(inputs, app.Input{Kind: app.TextInput, Body: []byte(text)})
	}
	report, err := w.corpus.Add(t.Context(), inputs, nil)
	if err != nil || report.Kept != len(texts) {
		t.Fatalf("kept %d of %d: %v", report.Kept, len(texts), err)
	}
	w.changed()
}

func TestAnImportIsOneLineOfTheHistoryAndTakenBackAsOne(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	quote := p.reading.Quotes[p.speech()[0]].Quote.ID
	w.do(corpus.Confirm{Quote: quote})
	before := p.total
	addTexts(
		t,
		w,
		"Harbour opens\n\n“The harbour is open,” said Mira Vance, its master.",
		"Harbour closes\n\n“The harbour is closed,” said Mira Vance, its master.",
	)
	lines, err := w.corpus.Timeline(t.Context(), mostHistory)
	if err != nil {
		t.Fatal(err)
	}
	if lines[0].Added != 2 || lines[0].Import == "" || lines[1].Kind != "confirm" {
		t.Fatalf("the newest lines are %+v and %+v", lines[0], lines[1])
	}

	// Undo skips what a program added, and says so.
	w.undoKey()
	if card, err := w.corpus.Card(
		t.Context(),
		quote,
	); err != nil ||
		card.Status == corpus.Confirmed && len(card.Verdicts) > 1 {
		t.Fatalf("the act before the import is not undone: %v", err)
	}
	if !strings.Contains(w.said, "2 articles added since then") {
		t.Errorf("undo says %q", w.said)
	}
	w.undoImport(lines[0])
	if w.changed(); p.total != before {
		t.Errorf("%d articles are left, %d were there before the import", p.total, before)
	}
	w.undoKey()
	if w.changed(); p.total != before+2 {
		t.Errorf("undo brings back %d of 2 articles", p.total-before)
	}
}

func TestReadingAnewTellsFirstAndIsUndoneAsOne(t *testing.T) {
	w := sampleWindow(t)
	w.reread()
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("nothing is told")
	}
	w.escape()
	for _, words := range []string{rereadWords(app.Resuggestion{Articles: 3}), rereadWords(app.Resuggestion{Articles: 3, Changed: 2, New: 1, Decided: 7})} {
		if !strings.Contains(words, "3 articles read") {
			t.Errorf("told %q", words)
		}
	}
}

func TestThePaletteNamesEverythingAndSaysWhatIsMissing(t *testing.T) {
	w := sampleWindow(t)
	all := w.actions()
	listed := w.offered(all, "")
	want := 0
	for _, a := range all {
		if a.do != nil {
			want++
		}
		if a.needs != always && needWords[a.needs] == "" {
			t.Errorf("%s: nothing says what is missing", a.name)
		}
	}
	if len(listed) != want {
		t.Errorf("%d of %d actions are listed", len(listed), want)
	}
	possible := true
	for _, a := range listed {
		if can := w.can(a); can && !possible {
			t.Fatalf("%s can be done and stands behind what cannot", a.name)
		} else {
			possible = can
		}
	}
	if possible {
		t.Error("no quote is selected, and yet all can be done")
	}
	if found := w.offered(all, "Tag the marked words"); len(found) == 0 || w.can(found[0]) {
		t.Error("words can be tagged though none are marked")
	}
	p := w.articles()
	p.selected(corpus.Span{Start: 20, End: 60})
	if found := w.offered(all, "Tag the marked words"); !w.can(found[0]) {
		t.Error("words that are marked cannot be tagged by the palette")
	}
}

func TestMenusShowTheirKeysAtTheRight(t *testing.T) {
	w := sampleWindow(t)
	labels := menuLabels(w.actions())
	f := parts.UiFace().Measurer()
	var widths []float32
	for i, a := range w.actions() {
		if a.hint == "" {
			continue
		}
		if !strings.HasSuffix(labels[i], a.hint) {
			t.Errorf("%q does not end with %q", labels[i], a.hint)
		}
		widths = append(widths, f.Width(labels[i]))
	}
	for _, width := range widths {
		if width < widths[0]-f.Width("  ") || width > widths[0]+f.Width("  ") {
			t.Errorf("a key ends at %.0f, the first one at %.0f", width, widths[0])
		}
	}
}
