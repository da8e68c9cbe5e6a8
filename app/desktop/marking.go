package desktop

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// marking is a stretch of the text being marked, by mouse or by keys. Right and
// left move its end by a word, down and up by a line; space changes to the other
// end.
type marking struct {
	span   corpus.Span
	front  bool                // the keys move the start
	quote  *app.QuoteCard      // the quote whose edges are corrected; nil for new words
	note   *app.AnnotationCard // the annotation that is moved; nil for a new one
	asking bool                // a field stands at the selection
}

// markFromHere begins to mark words at the current quote, or at the first words
// in view.
func (p *articlesPage) markFromHere() {
	if p.reading.Version.Text == "" {
		return
	}
	at := p.reader.Place()
	if p.at >= 0 {
		at = corpus.Cover(p.reading.Quotes[p.at].Current.Content).Start
	}
	p.selected(corpus.Span{Start: at, End: reader.WordAfter(p.reading.Version.Text, at)})
}

// markEdges begins to correct where the current quote starts and ends.
func (p *articlesPage) markEdges() {
	if p.at < 0 || p.at >= len(p.reading.Quotes) {
		return
	}
	card := p.reading.Quotes[p.at]
	p.begin(&marking{span: corpus.Cover(card.Current.Content), quote: &card})
}

// selected begins to mark words somebody pointed at.
func (p *articlesPage) selected(s corpus.Span) {
	p.w.Canvas().Unfocus()
	p.begin(&marking{span: reader.WholeWords(p.reading.Version.Text, s)})
}

func (p *articlesPage) begin(m *marking) {
	if m.span.Validate(p.reading.Version.Text) != nil || m.span.Empty() {
		return
	}
	p.marking = m
	p.drawBar()
	p.showMarking()
}

// endMarking forgets the marked words.
func (p *articlesPage) endMarking() {
	p.marking = nil
	p.reader.Selection = corpus.Span{}
	p.reader.Over.RemoveAll()
	p.reader.Over.Refresh()
	p.reader.Refresh()
}

func (p *articlesPage) showMarking() {
	p.reader.Selection = p.marking.span
	at := max(p.marking.span.End-1, 0)
	if p.marking.front {
		at = p.marking.span.Start
	}
	p.reader.ScrollTo(at)
	p.reader.PlaceOver()
	p.reader.Refresh()
}

// barTags is how many recent tags the bar at a selection names; their numbers up
// to nine work all the same.
const barTags = 4

// drawBar says at the selection what can be done with the words.
func (p *articlesPage) drawBar() {
	if p.marking.quote != nil {
		p.layOver(
			parts.NewKnob(T("Save these edges"), T("Enter"), parts.Primary, p.saveEdges),
			parts.NewKnob(T("Cancel"), "Esc", parts.Bare, p.endMarking),
			hint(T("arrow keys: word, line · space: other end")),
		)
		return
	}
	if p.marking.note != nil {
		p.layOver(
			parts.NewKnob(T("Save these words"), T("Enter"), parts.Primary, func() { p.annotateWith("") }),
			parts.NewKnob(T("Cancel"), "Esc", parts.Bare, p.endMarking),
			hint(T("arrow keys: word, line · space: other end")),
		)
		return
	}
	p.w.recentTags(func(tags []corpus.TagSummary) {
		p.inspector.recent = tags
		if p.marking == nil || p.marking.asking {
			return
		}
		var items []fyne.CanvasObject
		for i, t := range tags[:min(barTags, len(tags))] {
			items = append(
				items,
				parts.NewKnob(t.Name, strconv.Itoa(i+1), parts.Bordered, func() { p.annotateWith(t.Path) }),
			)
		}
		items = append(
			items,
			parts.NewKnob(T("tag…"), "T", parts.Bare, p.askTag),
			parts.NewKnob(T("memo"), "M", parts.Bare, p.askMemo),
			parts.NewKnob(T("missed quote"), "Q", parts.Bare, p.missedQuote),
			parts.NewKnob(T("cite"), "C", parts.Bare, p.copyMarked),
		)
		p.layOver(items...)
	})
}

// hint is a short soft text that stands in a row.
func hint(text string) fyne.CanvasObject {
	t := parts.Soft(text)
	return parts.Fixed(t.Face.Measurer().Width(text)/parts.TextScale()+6, t)
}

// layOver puts a bar at the selection.
func (p *articlesPage) layOver(items ...fyne.CanvasObject) { p.layOverAt(parts.NewFlow(5, items...)) }

func (p *articlesPage) layOverAt(content fyne.CanvasObject) {
	c := parts.Colors()
	ground := canvas.NewRectangle(c.Panel)
	ground.CornerRadius, ground.StrokeColor, ground.StrokeWidth = 7, c.Line, 1
	ground.Shadow = canvas.Shadow{Color: parts.WithAlpha(c.Ink, 50), BlurRadius: 8, Offset: fyne.NewPos(0, 2)}
	p.reader.Over.Objects = []fyne.CanvasObject{container.NewStack(ground, parts.Padded(7, content))}
	p.reader.Over.Refresh()
	p.reader.PlaceOver()
	p.reader.Refresh()
}

// ask puts a field at the selection; escape goes back to what can be done.
func (p *articlesPage) ask(field fyne.Focusable, content fyne.CanvasObject) {
	p.marking.asking = true
	p.layOverAt(content)
	p.w.Canvas().Focus(field)
}

// backToBar leaves a field at the selection.
func (p *articlesPage) backToBar() {
	p.w.Canvas().Unfocus()
	if p.marking != nil {
		p.marking.asking = false
		p.drawBar()
	}
}

// askTag asks for a tag of the marked words.
func (p *articlesPage) askTag() {
	entry := p.w.nameEntry(p.w.tagPaths)
	entry.SetPlaceHolder(T("Tag; Enter takes the first, Esc goes back"))
	entry.takesFirst, entry.onEscape, entry.onGrown = true, p.backToBar, p.reader.PlaceOver
	entry.OnSubmitted = func(path string) {
		p.w.Canvas().Unfocus()
		p.annotateWith(path)
	}
	p.ask(entry, entry.withProposals())
	entry.propose()
}

// askMemo asks for a memo on the marked words.
func (p *articlesPage) askMemo() {
	entry := newNoteEntry()
	entry.SetPlaceHolder(T("Memo; Ctrl+Enter saves, Esc throws it away"))
	entry.onEscape = p.backToBar
	save := func() {
		if text := strings.TrimSpace(entry.Text); text != "" {
			p.save(text, nil)
		} else {
			p.backToBar()
		}
	}
	entry.onSave = save
	p.ask(
		entry,
		parts.NewColumn(
			5,
			entry,
			parts.NewFlow(
				5,
				parts.NewKnob(T("Save"), "Ctrl+"+T("Enter"), parts.Primary, save),
				parts.NewKnob(T("Cancel"), "Esc", parts.Bare, p.backToBar),
			),
		),
	)
}

// annotateWith tags the marked words; an empty path only marks them.
func (p *articlesPage) annotateWith(path string) { p.save("", []string{path}) }

func (p *articlesPage) save(note string, paths []string) {
	if p.marking == nil {
		return
	}
	n := corpus.Annotation{Version: p.reading.Version.ID, Anchor: corpus.Anchor{Span: p.marking.span}, Note: note}
	if old := p.marking.note; old != nil { // another stretch for the same annotation
		n.ID, n.Note = old.ID, old.Note
		paths = pathsOf(*old)
	}
	p.w.Canvas().Unfocus()
	p.endMarking()
	p.saveNote(n, paths)
}

func (p *articlesPage) markingKey(k fyne.KeyName) bool {
	m, text := p.marking, p.reading.Version.Text
	move := map[fyne.KeyName]func(int) int{
		fyne.KeyRight: func(at int) int { return reader.WordAfter(text, at) }, fyne.KeyLeft: func(at int) int { return reader.WordBefore(text, at) },
		fyne.KeyDown: func(at int) int { return p.reader.LineAway(at, 1) }, fyne.KeyUp: func(at int) int { return p.reader.LineAway(at, -1) },
	}[k]
	switch {
	case k == fyne.KeySpace:
		m.front = !m.front
	case k == fyne.KeyEscape:
		p.endMarking()
		return true
	case k == fyne.KeyReturn && m.quote != nil:
		p.saveEdges()
		return true
	case k == fyne.KeyReturn:
		p.annotateWith("")
		return true
	case move == nil:
		return false
	case m.front:
		if start := reader.WordStart(text, move(m.span.Start)); start < m.span.End {
			m.span.Start = start
		}
	default:
		if end := reader.WordEnd(text, move(m.span.End)); end > m.span.Start {
			m.span.End = end
		}
	}
	p.showMarking()
	return true
}

// modalLetter takes the letters that mean something while words are marked.
func (p *articlesPage) modalLetter(r rune) bool {
	if p.marking == nil {
		return false
	}
	if p.marking.quote != nil || p.marking.note != nil {
		return false
	}
	if n := int(r - '1'); r >= '1' && r <= '9' {
		if n < len(p.inspector.recent) {
			p.annotateWith(p.inspector.recent[n].Path)
		}
		return true
	}
	do := map[rune]func(){'a': func() { p.annotateWith("") }, 't': p.askTag, 'm': p.askMemo, 'q': p.missedQuote, 'c': p.copyMarked}[r]
	if do == nil {
		return false
	}
	do()
	return true
}

// saveEdges corrects what belongs to the quote. Its words in quotation marks
// stay marked as far as they are inside.
func (p *articlesPage) saveEdges() {
	m := p.marking
	var quoted []corpus.Span
	for _, s := range m.quote.Current.Quoted {
		if s.Overlaps(m.span) {
			quoted = append(quoted, corpus.Span{Start: max(s.Start, m.span.Start), End: min(s.End, m.span.End)})
		}
	}
	content := []corpus.Span{m.span}
	correction := corpus.Correction{Content: &content}
	if len(quoted) > 0 || len(m.quote.Current.Quoted) > 0 {
		correction.Quoted = &quoted
	}
	p.endMarking()
	p.w.do(corpus.Correct{Quote: m.quote.Quote.ID, Correction: correction})
}

func (p *articlesPage) copyMarked() {
	p.w.copyText(
		app.Quotation(
			"“"+p.marking.span.Text(p.reading.Version.Text)+"”",
			"",
			p.reading.Article,
			p.w.settings.Citation,
		),
	)
	p.endMarking()
}

// copyText puts text on the clipboard and says so.
func (w *Window) copyText(text string) {
	w.app.Clipboard().SetContent(text)
	w.tell(T("Copied with its source"), nil)
}

// missedQuote makes a quote of the marked words: it asks who said them, the
// article's people first.
func (p *articlesPage) missedQuote() {
	version, span := p.reading.Version, p.marking.span
	who := newSpeakerField(p.w, p.reading.Article.ID, "")
	who.SetPlaceHolder(T("Who said it? Enter takes the first, Esc goes back"))
	who.onEscape, who.onGrown = p.backToBar, p.reader.PlaceOver
	who.onChosen = func(c app.SpeakerChoice) {
		p.w.Canvas().Unfocus()
		p.endMarking()
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			return a.MarkQuote(ctx, coder, version, span, c)
		}, nil)
	}
	p.ask(who, who.withChoices())
	who.find()
}
