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

// shown is a reader of some text in a window, at a size.
func shown(t *testing.T, width, height float32, paragraphs ...string) *Reader {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	r := New()
	w.SetContent(r.Scroll)
	w.Resize(fyne.NewSize(width, height))
	text, at := strings.Join(paragraphs, "\n\n"), 0
	var places []corpus.Paragraph
	for _, p := range paragraphs {
		places = append(places, corpus.Paragraph{Span: corpus.Span{Start: at, End: at + len(p)}})
		at += len(p) + 2
	}
	r.SetText(text, places)
	return r
}

const sentence = "The commander said again that nothing in the law had changed yet. "

func TestAPlaceIsFoundAgainAtAnotherWidth(t *testing.T) {
	r := shown(t, 800, 300, strings.Repeat(sentence, 20), strings.Repeat(sentence, 20), strings.Repeat(sentence, 20))
	if r.Place() != 0 {
		t.Fatalf("the head is at byte %d", r.Place())
	}
	r.ScrollBy(700)
	left := r.Place()
	if left == 0 || !strings.HasPrefix(r.InView().Text(r.Text), r.Text[left:left+10]) && r.InView().Start > left {
		t.Fatalf("byte %d is in view of %+v", left, r.InView())
	}
	r.Scroll.Resize(fyne.NewSize(500, 300))
	r.GoTo(left)
	if seen := r.InView(); left < seen.Start || left >= seen.End {
		t.Errorf("byte %d is not in view at another width: %+v", left, seen)
	}
	r.GoTo(0)
	if r.Scroll.Offset.Y != 0 {
		t.Errorf("the head stands at %.0f", r.Scroll.Offset.Y)
	}
}

func TestWordsAreSelectedByDraggingAndByTwoTaps(t *testing.T) {
	r := shown(t, 800, 300, strings.Repeat(sentence, 4))
	var selected []string
	r.OnSelect = func(s corpus.Span) { selected = append(selected, s.Text(r.Text)) }
	place := func(offset int) fyne.Position {
		for x := float32(0); x < r.Size().Width; x++ {
			if pos := fyne.NewPos(x, readerTop+r.Lead()/2); r.OffsetAt(pos) >= offset {
				return pos
			}
		}
		t.Fatalf("byte %d is not on the first line", offset)
		return fyne.Position{}
	}
	from, to := place(4), place(18)
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(to.X-from.X, 0)})
	r.DragEnd()
	test.TapAt(r, place(20))
	test.TapAt(r, place(20))
	if len(selected) != 2 || !strings.HasPrefix(selected[0], "commander sai") || selected[1] != "again" {
		t.Errorf("selected are %q", selected)
	}
}

// Brackets of stretches that overlap stand beside each other, the others not; a
// click finds each.
func TestBracketsOfTheMarginStandInLanes(t *testing.T) {
	r := shown(t, 1000, 600, strings.Repeat(sentence, 20))
	r.Coded = true
	r.Resize(r.Size().AddWidthHeight(-1, 0)) // the margin takes its room
	spans := []corpus.Span{{Start: 0, End: 400}, {Start: 100, End: 200}, {Start: 900, End: 1000}}
	var codings []Coding
	for _, s := range spans {
		codings = append(codings, Coding{Span: s, Words: []CodingLine{{Text: "Harbour"}}})
	}
	r.SetCodings(codings, -1)
	if len(r.Placed) != 3 {
		t.Fatalf("%d brackets", len(r.Placed))
	}
	if a, b, c := r.Placed[0].Lane, r.Placed[1].Lane, r.Placed[2].Lane; a == b || c != 0 {
		t.Errorf("the lanes are %d, %d and %d", a, b, c)
	}
	for i, p := range r.Placed {
		if got := r.CodingAt(fyne.NewPos(r.BracketsAt()+float32(p.Lane)*LaneWidth, p.Top+2)); got != i {
			t.Errorf("at bracket %d is %d", i, got)
		}
	}
	r.Scroll.Resize(fyne.NewSize(400, 600))
	if len(r.Placed) != 0 {
		t.Error("a narrow reader has a margin")
	}
}

func TestTheEndsOfAMarkMoveByWords(t *testing.T) {
	const text = "One two\n\nthree four"
	for _, c := range []struct {
		name      string
		move      func(string, int) int
		from, end int
	}{
		{"after", WordAfter, 0, 3},
		{"after", WordAfter, 3, 7},
		{"after a paragraph", WordAfter, 7, 14},
		{"after the end", WordAfter, len(text), len(text)},
		{"before", WordBefore, 14, 9},
		{"before a paragraph", WordBefore, 9, 4},
		{"before the start", WordBefore, 0, 0},
		{"start", WordStart, 11, 9},
		{"start of the next", WordStart, 7, 9},
		{"end", WordEnd, 1, 3},
		{"end of the one before", WordEnd, 9, 7},
	} {
		if got := c.move(text, c.from); got != c.end {
			t.Errorf("%s from %d: %d, want %d", c.name, c.from, got, c.end)
		}
	}
	if got := WholeWords(text, corpus.Span{Start: 5, End: 10}).Text(text); got != "two\n\nthree" {
		t.Errorf("whole words are %q", got)
	}
}
