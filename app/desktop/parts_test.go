package desktop

import (
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"

	"quoth/corpus"
)

func TestTypedLettersFindACommand(t *testing.T) {
	for typed, want := range map[string]string{"undo": "Undo", "expo": "Export…", "cs": "Correct the speaker", "quo": "Quotes", "set": "Settings…"} {
		found := ranked(allActions(), typed)
		if len(found) == 0 || found[0].name != want {
			t.Errorf("%q finds %v first, want %q", typed, found, want)
		}
	}
	if found := ranked(allActions(), "zzzz"); len(found) != 0 {
		t.Errorf("zzzz finds %d commands", len(found))
	}
}

func TestNoTwoActionsShareAKey(t *testing.T) {
	if two := clash(bind(allActions(), nil)); two != "" {
		t.Error(two)
	}
}

func TestAKeyIsReadAsPeopleWriteIt(t *testing.T) {
	for written, want := range map[string]binding{
		"J": {letter: 'j'}, "/": {letter: '/'}, "?": {letter: '?'}, "F6": {key: fyne.KeyF6}, "⏎": {key: fyne.KeyReturn}, "": {}, numberHint: {},
		"Ctrl+N":       {shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierShortcutDefault}},
		"Ctrl+Shift+Z": {shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyZ, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}},
		"Ctrl++":       {shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: fyne.KeyModifierShortcutDefault}},
		"Ctrl+Z":       {shortcut: &fyne.ShortcutUndo{}},
	} {
		if got, err := parseKey(written); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v (%v), want %+v", written, got, err, want)
		}
	}
	for _, wrong := range []string{"5", "Shift+J", "Ctrl+Elephant", "Ctrl+C", "elephant"} {
		if got, err := parseKey(wrong); err == nil {
			t.Errorf("%q is read as %+v", wrong, got)
		}
	}
}

func TestAnActionAnswersToTheKeyThatWasChosenForIt(t *testing.T) {
	own := bind(allActions(), app.Keys{"Confirm": "X", "Undo": "nonsense key"})
	for _, a := range own {
		if a.name == "Confirm" && (a.letter != 'x' || a.hint != "X") {
			t.Errorf("Confirm answers to %+v", a.binding)
		}
		if a.name == "Undo" && a.hint != "Ctrl+Z" {
			t.Errorf("a key that cannot be read leaves Undo with %q", a.hint)
		}
	}
	if two := clash(bind(allActions(), app.Keys{"Confirm": "j"})); !strings.Contains(two, "Next quote") {
		t.Errorf("two actions on J clash as %q", two)
	}
}

func TestTextIsLegibleInBothThemes(t *testing.T) {
	for name, p := range map[string]parts.Palette{"light": parts.Light, "dark": parts.Dark} {
		for what, pair := range map[string][2]color.NRGBA{
			"ink on paper": {p.Ink, p.Paper}, "ink on panel": {p.Ink, p.Panel}, "soft on paper": {p.Soft, p.Paper}, "soft on panel": {p.Soft, p.Panel},
			"ink on direct": {p.Ink, p.Direct}, "ink on mixed": {p.Ink, p.Mixed}, "accent on its ground": {p.Accent, p.AccentGround},
			"on accent": {p.OnAccent, p.Accent}, "danger on panel": {p.Danger, p.Panel}, "support": {p.Support, p.Paper}, "oppose": {p.Oppose, p.Paper},
			"neutral": {p.Neutral, p.Paper}, "mixed stance": {p.MixedStance, p.Paper}, "ink on selection": {p.Ink, p.Selection},
		} {
			if c := contrast(pair[0], pair[1]); c < 4.5 {
				t.Errorf("%s: %s has a contrast of %.2f, want 4.5", name, what, c)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.1.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func TestLinesKeepEveryLetterAndTheWidth(t *testing.T) {
	test.NewTempApp(t)
	m := parts.Face{Size: 18, Serif: true}.Measurer()
	for name, text := range map[string]string{
		"prose":              strings.Repeat("The commander said that nothing had changed. ", 40),
		"a word without end": strings.Repeat("https://example.org/", 40),
		"Chinese":            strings.Repeat("警方要求平台交出数据", 30),
		"empty":              "",
	} {
		var got strings.Builder
		for _, line := range parts.BreakLines(text, 0, len(text), 300, m) {
			for _, w := range line {
				got.WriteString(text[w.Start:w.End])
				if w.X+w.W > 300.5 {
					t.Errorf("%s: %q ends at %.1f", name, text[w.Start:w.End], w.X+w.W)
				}
			}
		}
		if want := strings.ReplaceAll(text, " ", ""); got.String() != want {
			t.Errorf("%s: the lines lose letters", name)
		}
	}
}

func TestASpanGrowsToWholeWords(t *testing.T) {
	text := "He said that nothing changed"
	for _, c := range []struct{ from, to, start, end int }{{4, 6, 3, 7}, {3, 7, 3, 7}, {0, 28, 0, 28}} {
		got := reader.WholeWords(text, corpus.Span{Start: c.from, End: c.to})
		if got.Start != c.start || got.End != c.end {
			t.Errorf("%d–%d becomes %v, want %d–%d", c.from, c.to, got, c.start, c.end)
		}
	}
}

func BenchmarkLayOutHundredThousandWords(b *testing.B) {
	test.NewTempApp(b)
	text := strings.Repeat(
		"The commander of the force said that the platforms had not changed their minds about access. ",
		6250,
	)
	for b.Loop() {
		parts.BreakLines(text, 0, len(text), 640, parts.Face{Size: 18, Serif: true}.Measurer())
	}
}
