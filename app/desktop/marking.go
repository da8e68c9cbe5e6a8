package desktop

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// marking is a stretch of the text being marked, by mouse or by keys. Right and
// left move its end by a word, down and up by a line; space changes to the other
// end.
type marking struct {
	span  corpus.Span
	front bool           // the keys move the start
	quote *app.QuoteCard // the quote whose edges are corrected; nil for new words
}

// markFromHere begins to mark words at the current quote, or at the first words
// in view.
func (p *articlesPage) markFromHere() {
	if p.reading.Version.Text == "" {
		return
	}
	at := p.reader.place()
	if p.at >= 0 {
		at = corpus.Cover(p.reading.Quotes[p.at].Current.Content).Start
	}
	p.selected(corpus.Span{Start: at, End: wordAfter(p.reading.Version.Text, at)})
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
	p.begin(&marking{span: wholeWords(p.reading.Version.Text, s)})
}

func (p *articlesPage) begin(m *marking) {
	if m.span.Validate(p.reading.Version.Text) != nil || m.span.Empty() {
		return
	}
	p.marking = m
	p.drawStrip()
	p.showMarking()
}

// endMarking forgets the marked words.
func (p *articlesPage) endMarking() {
	p.marking = nil
	p.reader.selection = corpus.Span{}
	p.strip.RemoveAll()
	p.strip.Refresh()
	p.reader.Refresh()
}

func (p *articlesPage) showMarking() {
	p.reader.selection = p.marking.span
	at := max(p.marking.span.End-1, 0)
	if p.marking.front {
		at = p.marking.span.Start
	}
	p.reader.scrollTo(at)
	p.reader.Refresh()
}

// drawStrip says under the text what can be done with the words.
func (p *articlesPage) drawStrip() {
	items := []fyne.CanvasObject{newKnob(T("Annotate…"), "A", primary, p.annotate), newKnob(T("Missed quote…"), "Q", bordered, p.missedQuote),
		newKnob(T("Copy with citation"), "C", bordered, p.copyMarked)}
	if p.marking.quote != nil {
		items = []fyne.CanvasObject{newKnob(T("Save these edges"), "⏎", primary, p.saveEdges)}
	}
	items = append(items, newKnob(T("Leave"), "Esc", bare, p.endMarking), soft(T("← → word · ↑ ↓ line · space: other end")))
	for _, o := range items {
		if hint, ok := o.(*prose); ok {
			items[len(items)-1] = fixed(hint.Face.Measurer().Width(hint.Text)/textScale()+4, hint)
		}
	}
	p.strip.Objects = []fyne.CanvasObject{onPanel(colors().Panel, container.NewBorder(divider(), nil, nil, nil, padded(8, newFlow(6, items...))))}
	p.strip.Refresh()
}

func (p *articlesPage) markingKey(k fyne.KeyName) bool {
	m, text := p.marking, p.reading.Version.Text
	move := map[fyne.KeyName]func(int) int{
		fyne.KeyRight: func(at int) int { return wordAfter(text, at) }, fyne.KeyLeft: func(at int) int { return wordBefore(text, at) },
		fyne.KeyDown: func(at int) int { return p.lineAway(at, 1) }, fyne.KeyUp: func(at int) int { return p.lineAway(at, -1) }}[k]
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
		p.annotate()
		return true
	case move == nil:
		return false
	case m.front:
		if start := wordStart(text, move(m.span.Start)); start < m.span.End {
			m.span.Start = start
		}
	default:
		if end := wordEnd(text, move(m.span.End)); end > m.span.Start {
			m.span.End = end
		}
	}
	p.showMarking()
	return true
}

// lineAway is the place above or below another one.
func (p *articlesPage) lineAway(at, by int) int {
	i := p.reader.lineOf(at) + by
	if i < 0 || i >= len(p.reader.lines) {
		return at
	}
	line := p.reader.lines[i]
	return min(line.End(), line.Start()+max(at-p.reader.lines[i-by].Start(), 0))
}

// modalLetter takes the letters that mean something while words are marked.
func (p *articlesPage) modalLetter(r rune) bool {
	if p.marking == nil {
		return false
	}
	do := map[rune]func(){'a': p.annotate, 'q': p.missedQuote, 'c': p.copyMarked}[r]
	if do == nil || p.marking.quote != nil {
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
	a := p.reading.Article
	source := strings.Join(nonEmpty([]string{strings.Join(a.Authors, ", "), "“" + a.Title + "”", a.Publisher, a.Published.Day(), a.URL}), ". ")
	p.w.app.Clipboard().SetContent(p.marking.span.Text(p.reading.Version.Text) + "\n— " + source)
	p.endMarking()
	p.w.status.SetText(T("Copied with its source"))
}

// annotate puts tags and a note on the marked words.
func (p *articlesPage) annotate() {
	reading, span := p.reading, p.marking.span
	p.w.annotateDialog(reading, span, p.endMarking)
}

// missedQuote makes a quote of the marked words.
func (p *articlesPage) missedQuote() {
	version, span := p.reading.Version, p.marking.span
	speaker := p.w.nameEntry(p.w.peopleNamed)
	p.w.form(T("Who said it?"), T("Add the quote"), []*widget.FormItem{item("Speaker", speaker.withProposals())}, func() {
		name := strings.TrimSpace(speaker.Text)
		p.endMarking()
		p.w.work(func(ctx context.Context) error {
			return p.w.corpus.MarkQuote(ctx, p.w.settings.Coder, version, span, name)
		})
	})
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' }

// wordAfter is the end of the word that ends behind a place.
func wordAfter(text string, at int) int {
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	for at < len(text) && !isBlank(text[at]) {
		at++
	}
	return at
}

// wordBefore is the start of the word that starts before a place.
func wordBefore(text string, at int) int {
	for at > 0 && isBlank(text[at-1]) {
		at--
	}
	for at > 0 && !isBlank(text[at-1]) {
		at--
	}
	return at
}

// wordStart and wordEnd move a place to the edge of a word.
func wordStart(text string, at int) int {
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	for at > 0 && !isBlank(text[at-1]) {
		at--
	}
	return at
}

func wordEnd(text string, at int) int {
	for at > 0 && isBlank(text[at-1]) {
		at--
	}
	for at < len(text) && at > 0 && !isBlank(text[at]) {
		at++
	}
	return at
}
