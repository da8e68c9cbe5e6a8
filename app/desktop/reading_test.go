package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

func TestWordsOfALeftwardLineStandFromTheRight(t *testing.T) {
	test.NewTempApp(t)
	m := parts.Face{Size: 18, Serif: true}.Measurer()
	text := "قال Mark Rowley للصحفيين"
	lines := parts.BreakLines(text, 0, len(text), 600, m)
	if !parts.RunsLeft(text) || len(lines) != 1 {
		t.Fatalf("leftward %v, %d lines", parts.RunsLeft(text), len(lines))
	}
	parts.TurnLine(text, lines[0], 600, m.Width(" "))
	x := map[string]float32{}
	for _, w := range lines[0] {
		x[text[w.Start:w.End]] = w.X
	}
	if !(x["قال"] > x["Rowley"] && x["Rowley"] > x["Mark"] && x["Mark"] > x["للصحفيين"]) {
		t.Errorf("the words stand at %v", x)
	}
}

func TestTheEdgesOfAQuoteAreCorrectedByKeys(t *testing.T) {
	w := sampleWindow(t)
	page := w.articles()
	w.typedRune('j')
	before := page.reading.Quotes[page.at]
	text := page.reading.Version.Text
	span := corpus.Cover(before.Current.Content)
	w.typedRune('b')
	w.press(fyne.KeyLeft)  // one word less at the end
	w.press(fyne.KeySpace) // the other end
	w.press(fyne.KeyRight) // one word less at the start
	w.press(fyne.KeyReturn)
	w.changed()
	after, err := w.corpus.Card(t.Context(), before.Quote.ID)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(span.Text(text))
	want := strings.Join(words[1:len(words)-1], " ")
	if got := strings.Join(strings.Fields(corpus.JoinSpans(text, after.Current.Content)), " "); got != want {
		t.Errorf("the quote is %q, want %q", got, want)
	}
	if after.Status != corpus.Corrected {
		t.Errorf("the quote is %s, want corrected", after.Status)
	}
}

func TestAnArticleIsOpenedWhereItWasLeft(t *testing.T) {
	w := sampleWindow(t)
	w.Resize(fyne.NewSize(1200, 420)) // so small that the text has to scroll
	page := w.articles()
	w.press(fyne.KeyPageDown)
	left := page.reader.Place()
	if left == 0 {
		t.Fatal("the text does not scroll")
	}
	first := page.reading.Article.ID
	w.typedRune(']')
	if page.reading.Article.ID == first || page.reader.Place() != 0 {
		t.Fatalf("the next article is open at byte %d", page.reader.Place())
	}
	w.typedRune('[')
	if page.reading.Article.ID != first || page.reader.Place() != left {
		t.Errorf("the first article is open at byte %d, was left at %d", page.reader.Place(), left)
	}
}

func TestASmallWindowWithLargeTextShowsOnePaneAndTabsToTheOthers(t *testing.T) {
	w := sampleWindow(t)
	w.settings.TextSize = 2
	w.restyle()
	w.Resize(fyne.NewSize(800, 600))
	page := w.articles()
	if !page.panes.Single || !page.body.Visible() || page.inspector.root.Visible() {
		t.Fatalf(
			"one pane: %v, text %v, quote %v",
			page.panes.Single,
			page.body.Visible(),
			page.inspector.root.Visible(),
		)
	}
	page.revealInspector()
	if page.body.Visible() || !page.inspector.root.Visible() {
		t.Error("the tab of the quote does not show it")
	}
	w.settings.TextSize = 1
	w.restyle()
	w.Resize(fyne.NewSize(1440, 900))
	page = w.articles()
	if page.panes.Single || !page.body.Visible() || !page.inspector.root.Visible() {
		t.Error("a wide window does not show all panes")
	}
}

func TestATagIsMovedByKeysAndByDragging(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.codebook())
	page := w.codebook()
	path := func(name string) string {
		for _, tag := range page.Tags {
			if tag.Name == name {
				return tag.Path
			}
		}
		return ""
	}
	row := func(name string) *tagRow {
		for _, r := range page.rows {
			if r.tag.Name == name {
				return r
			}
		}
		t.Fatalf("there is no tag %s", name)
		return nil
	}
	page.choose(row("Privacy").tag.ID)
	page.moveChosen(present.In)
	w.changed()
	if got := path("Privacy"); got != "Takedowns/Privacy" {
		t.Fatalf("moved in, the tag is %q", got)
	}
	page.moveChosen(present.Out)
	w.changed()
	if got := path("Privacy"); got != "Privacy" {
		t.Fatalf("moved out, the tag is %q", got)
	}
	from, onto := row("Legislation"), row("Encryption")
	from.Dragged(
		&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(10, onto.Position().Y-from.Position().Y+5)}},
	)
	from.DragEnd()
	w.changed()
	if got := path("Legislation"); got != "Encryption/Legislation" {
		t.Errorf("dragged onto another, the tag is %q", got)
	}
}
