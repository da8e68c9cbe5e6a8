package reader

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/corpus"
)

func TestWordsAreFoundWhateverTheirCase(t *testing.T) {
	for _, c := range []struct {
		text, words string
		want        []string
	}{
		{"Data, data and DATA", "data", []string{"Data", "data", "DATA"}},
		{"İstanbul said that istanbul waits", "ISTANBUL", []string{"İstanbul", "istanbul"}},
		{"ẞtraße und STRASSE", "straße", nil},
		{"Ünal and ünal", "ÜNAL", []string{"Ünal", "ünal"}},
		{"", "data", nil},
		{"data", "", nil},
	} {
		var got []string
		for _, s := range Occurrences(c.text, c.words) {
			got = append(got, s.Text(c.text))
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, got, c.want)
		}
	}
}

// A text is not slow because it is long: a hundred thousand words cost about
// ten times what ten thousand do, and scrolling draws no more objects.
func TestALongTextCostsWhatItsLengthDoes(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	w.Resize(fyne.NewSize(800, 600))
	objects := func(words int) int {
		r := New()
		w.SetContent(r.Scroll)
		text := strings.Repeat("The commander said again that nothing in the law had changed yet. ", words/12)
		r.SetText(text, []corpus.Paragraph{{Span: corpus.Span{End: len(text)}}})
		r.ScrollBy(r.textHeight / 2)
		return len(test.WidgetRenderer(r).Objects())
	}
	short, long := objects(10_000), objects(100_000)
	if short == 0 || long > short*2 {
		t.Errorf("%d objects on screen for a short text, %d for one ten times as long", short, long)
	}
}
