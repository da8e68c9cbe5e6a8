package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// at is a place over a byte of the text, found as a pointer finds it.
func at(t *testing.T, r *reader.Reader, offset int) fyne.Position {
	t.Helper()
	for y := r.Lead() / 2; y < r.MinSize().Height; y += r.Lead() / 2 {
		for x := float32(0); x < r.Size().Width; x++ {
			if pos := fyne.NewPos(x, y); r.OffsetAt(pos) >= offset {
				return pos
			}
		}
	}
	t.Fatalf("no word stands at byte %d", offset)
	return fyne.Position{}
}

// drag selects a stretch of the text by mouse.
func drag(t *testing.T, r *reader.Reader, s corpus.Span) {
	t.Helper()
	from, to := at(t, r, s.Start), at(t, r, s.End-1)
	r.Dragged(
		&fyne.DragEvent{
			PointEvent: fyne.PointEvent{Position: to},
			Dragged:    fyne.Delta{DX: to.X - from.X, DY: to.Y - from.Y},
		},
	)
	r.DragEnd()
}

// tapKnob taps a button by its label, wherever it is under an object.
func tapKnob(t *testing.T, in fyne.CanvasObject, label string) {
	t.Helper()
	for _, k := range knobsIn(in) {
		if k.Label == label {
			test.Tap(k)
			return
		}
	}
	t.Fatalf("there is no button %q", label)
}

func knobsIn(o fyne.CanvasObject) []*parts.Knob {
	switch o := o.(type) {
	case *parts.Knob:
		return []*parts.Knob{o}
	case *fyne.Container:
		var out []*parts.Knob
		for _, child := range o.Objects {
			out = append(out, knobsIn(child)...)
		}
		return out
	}
	return nil
}

// unmarked is a stretch of the open article where nothing is marked.
func unmarked(t *testing.T, p *articlesPage) corpus.Span {
	t.Helper()
	for _, paragraph := range p.reading.Version.Paragraphs {
		free := corpus.Span{Start: paragraph.Span.Start, End: min(paragraph.Span.Start+30, paragraph.Span.End)}
		taken := false
		for _, c := range p.places() {
			taken = taken || c.span.Overlaps(free)
		}
		if !taken {
			return reader.WholeWords(p.reading.Version.Text, free)
		}
	}
	t.Fatal("everything is marked")
	return corpus.Span{}
}

func TestAnAnnotationIsMadeReadChangedAndDeletedByKeys(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	span := unmarked(t, p)
	before := len(p.reading.Annotations)
	p.selected(span)
	w.typedRune('1') // the first of the recent tags
	w.changed()
	if len(p.reading.Annotations) != before+1 || p.noted < 0 || p.marking != nil {
		t.Fatalf("%d annotations, %d before; number %d is current", len(p.reading.Annotations), before, p.noted)
	}
	made := p.reading.Annotations[p.noted]
	if made.Anchor.Span != span || len(made.TagPaths) != 1 || p.inspector.annotation == nil {
		t.Fatalf("made %+v", made.Annotation)
	}
	w.typedRune('2') // a second tag on the same words
	w.changed()
	if tags := p.reading.Annotations[p.noted].TagPaths; len(tags) != 2 {
		t.Errorf("after a second number it has the tags %v", tags)
	}
	w.typedRune('e')
	p.inspector.noteEntry.SetText("look at this again")
	p.inspector.noteEntry.FocusLost()
	w.changed()
	w.Canvas().Unfocus()
	if note := p.reading.Annotations[p.noted].Note; note != "look at this again" {
		t.Errorf("its memo is %q", note)
	}
	id := made.ID
	p.at, p.noted = -1, -1
	for range p.places() {
		if w.typedRune('j'); p.noted >= 0 {
			break
		}
	}
	if p.noted < 0 || p.reading.Annotations[p.noted].ID != id {
		t.Error("J does not come back to the annotation")
	}
	w.press(fyne.KeyBackspace)
	w.changed()
	if len(p.reading.Annotations) != before || p.inspector.annotation != nil {
		t.Error("the annotation is not deleted")
	}
	w.undoKey()
	w.changed()
	if len(p.reading.Annotations) != before+1 {
		t.Error("undo does not bring it back")
	}
}

func TestAWholeArticleIsCodedByMouseAlone(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	// Every quote is confirmed, tagged and judged by clicks in text and inspector.
	for i := range p.speech() {
		q := p.reading.Quotes[p.speech()[i]]
		test.TapAt(p.reader, at(t, p.reader, q.Current.Content[0].Start+2))
		if p.at < 0 || p.reading.Quotes[p.at].Quote.ID != q.Quote.ID {
			t.Fatalf("a click on %q selects something else", plain(q.Words))
		}
		for _, k := range knobsIn(p.inspector.box) {
			if k.Label == "Confirm" {
				test.Tap(k)
				w.changed()
				break
			}
		}
		tapKnob(t, p.inspector.box, chart.StanceMarks[corpus.Oppose]+" oppose")
		w.changed()
	}
	span := unmarked(t, p)
	drag(t, p.reader, span)
	if p.marking == nil || len(p.reader.Over.Objects) == 0 {
		t.Fatal("no bar stands at the selection")
	}
	first := p.inspector.recent[0]
	tapKnob(t, p.reader.Over.Objects[0].(*fyne.Container).Objects[1], first.Name)
	w.changed()
	if p.noted < 0 || p.reading.Annotations[p.noted].TagPaths[0].ID != first.ID {
		t.Error("a click on a tag does not annotate")
	}
	reading, err := w.corpus.Read(t.Context(), p.reading.Article.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range reading.Quotes {
		if q.Current.Utterance != corpus.Speech || q.Status == corpus.Rejected {
			continue
		}
		own := 0
		for _, v := range q.Verdicts {
			if v.Coder == "tester" {
				own++
			}
		}
		for _, j := range q.Judgements {
			if j.Coder == "tester" {
				own++
			}
		}
		if own != 2 {
			t.Errorf("%q has %d of verdict and stance", plain(q.Words), own)
		}
	}
}

func TestTheMarginShowsWhatIsMarkedAndFoldsAway(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	if len(p.reader.Placed) != len(p.places()) {
		t.Fatalf("%d brackets for %d marked stretches", len(p.reader.Placed), len(p.places()))
	}
	span := unmarked(t, p)
	for _, end := range []int{span.End, span.End - 5} { // two that overlap
		p.selected(corpus.Span{Start: span.Start, End: end})
		p.save("a memo of some length", []string{"Privacy"})
		w.changed()
	}
	lanes := map[int]bool{}
	for _, c := range p.reader.Placed {
		if c.Span.Overlaps(span) {
			lanes[c.Lane] = true
			if !strings.Contains(c.Words[0].Text, "Privacy") || !strings.Contains(c.Words[0].Text, "memo") {
				t.Errorf("the margin says %q", c.Words[0].Text)
			}
		}
	}
	if len(lanes) != 2 {
		t.Errorf("overlapping brackets stand in %d lanes", len(lanes))
	}
	places := p.places()
	for i := range places {
		c := p.reader.Placed[i]
		test.TapAt(p.reader, fyne.NewPos(p.reader.BracketsAt()+float32(c.Lane)*reader.LaneWidth, c.Top+2))
		if !p.isCurrent(places[i]) {
			t.Errorf("a click on bracket %d selects something else", i)
		}
	}
	w.Resize(fyne.NewSize(800, 600))
	if len(p.reader.Placed) != 0 {
		t.Error("a narrow window does not fold the margin away")
	}
}

func TestASpeakerIsCorrectedInOneLine(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	var quote corpus.QuoteID
	for _, i := range p.speech() {
		p.choose(i)
		quote = p.reading.Quotes[i].Quote.ID
	}
	other := p.reading.Quotes[p.speech()[0]]
	if other.Speaker == p.inspector.card.Speaker {
		t.Fatal("the article has one speaker; the test tests nothing")
	}
	w.typedRune('e')
	field, ok := w.Canvas().Focused().(*speakerField)
	if !ok {
		t.Fatalf("E puts the cursor into a %T", w.Canvas().Focused())
	}
	if field.SelectedText() != field.Text {
		t.Errorf("selected is %q of %q", field.SelectedText(), field.Text)
	}
	for _, r := range strings.Fields(other.Speaker)[0] {
		field.TypedRune(r)
	}
	if len(field.choices) == 0 || field.choices[0].Name != other.Speaker || !field.choices[0].Here {
		t.Fatalf("typing %q offers %+v", field.Text, field.choices)
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.changed()
	card := p.inspector.card
	if card == nil || card.Quote.ID != quote || card.Speaker != other.Speaker ||
		card.Current.Role != other.Current.Role ||
		card.Organization != other.Organization {
		t.Errorf("after return: %+v", card)
	}
	var said []string
	for _, o := range p.inspector.why() {
		if s, ok := o.(*parts.Prose); ok {
			said = append(said, s.Text)
		}
	}
	if !strings.Contains(strings.Join(said, " "), "corrected by tester") {
		t.Errorf("the inspector says %q", said)
	}
}

func TestEscapeThrowsATypedMemoAway(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	w.typedRune('j')
	w.typedRune('w')
	entry := p.inspector.noteEntry
	entry.SetText("typed by mistake")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	w.changed()
	if card, err := w.corpus.Card(
		t.Context(),
		p.inspector.card.Quote.ID,
	); err != nil ||
		len(card.Notes) > 0 && card.Notes[0].Coder == "tester" {
		t.Errorf("the note was kept: %v", err)
	}
}

func TestTheTableSortsByAnyColumnAndRemembersThem(t *testing.T) {
	w := sampleWindow(t)
	p := w.quotes()
	w.goTo(p)
	p.viewTable()
	if len(p.table.cards) == 0 || len(p.table.cards) != p.result.Total {
		t.Fatalf("%d rows of %d quotes", len(p.table.cards), p.result.Total)
	}
	for _, downward := range []bool{false, true} {
		p.table.sortBy("Speaker")
		last := ""
		for i, c := range p.table.cards {
			name := corpus.FoldName(c.Speaker)
			if i > 0 && name != "" && last != "" && (name < last) != downward && name != last {
				t.Fatalf("downward %v: %q stands after %q", downward, name, last)
			}
			last = name
		}
	}
	p.table.turn("Note")
	p.table.turn("Tags")
	other := newQuoteTable(p)
	kept, err := w.corpus.Setting(t.Context(), columnsSetting)
	if err != nil {
		t.Fatal(err)
	}
	other.remember(kept)
	if got := strings.Join(other.shown, " "); !strings.Contains(got, "Note") || strings.Contains(got, "Tags") {
		t.Errorf("the columns kept are %s", got)
	}
	w.press(fyne.KeyDown)
	if p.inspector.card == nil || p.inspector.card.Quote.ID != p.table.cards[p.at].Quote.ID {
		t.Error("the arrows do not choose a row")
	}
}

func TestASearchForAnnotationsListsThemAndLeadsToTheText(t *testing.T) {
	w := sampleWindow(t)
	p := w.quotes()
	w.goTo(p)
	p.query.SetText("tag:Transparency")
	if p.result.AlsoAnnotations == 0 || !p.also.Visible() {
		t.Fatalf("%d annotations are told of", p.result.AlsoAnnotations)
	}
	p.askAnnotations()
	if len(p.result.Annotations) == 0 || !strings.Contains(p.count.Text, "annotation") {
		t.Fatalf("%d annotations, counted as %q", len(p.result.Annotations), p.count.Text)
	}
	w.typedRune('j')
	n := p.inspector.annotation
	if n == nil {
		t.Fatal("J does not choose an annotation")
	}
	w.typedRune('g')
	articles := w.articles()
	if w.current != page(articles) || articles.noted < 0 || articles.reading.Annotations[articles.noted].ID != n.ID {
		t.Error("G does not show it in its article")
	}
}
