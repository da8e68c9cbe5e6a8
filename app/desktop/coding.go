package desktop

import (
	"context"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// coded is something one goes to in an article: a quote or an annotation, by its
// place in what was read; −1 for the other kind.
type codedPlace struct {
	quote, note int
	span        corpus.Span
}

// places are the quotes and annotations of the article in order of the text:
// what J and K go through and the margin shows.
func (p *articlesPage) places() []codedPlace {
	var out []codedPlace
	for _, i := range p.speech() {
		out = append(out, codedPlace{i, -1, corpus.Cover(p.reading.Quotes[i].Current.Content)})
	}
	for i, n := range p.reading.Annotations {
		out = append(out, codedPlace{-1, i, n.Anchor.Span})
	}
	slices.SortStableFunc(out, func(a, b codedPlace) int { return a.span.Start - b.span.Start })
	return out
}

// isCurrent reports whether a place is the one selected.
func (p *articlesPage) isCurrent(c codedPlace) bool {
	return c.quote >= 0 && c.quote == p.at || c.note >= 0 && c.note == p.noted
}

// chooseCoded makes a quote or an annotation the current one.
func (p *articlesPage) chooseCoded(c codedPlace) {
	if c.note >= 0 {
		p.chooseNote(c.note)
	} else {
		p.choose(c.quote)
	}
}

// chooseNote makes an annotation the current one.
func (p *articlesPage) chooseNote(i int) {
	p.at, p.noted = -1, i
	p.drawMarks()
	p.reader.ScrollTo(p.reading.Annotations[i].Anchor.Span.Start)
	p.inspect()
}

// drawMarks shows the quotes and annotations of the article.
func (p *articlesPage) drawMarks() {
	var marks []reader.Mark
	var bars []reader.Bar
	var codings []reader.Coding
	current := -1
	p.reader.Frame = nil
	for n, c := range p.places() {
		if p.isCurrent(c) {
			current = n
		}
		if c.note >= 0 {
			card := p.reading.Annotations[c.note]
			own := tagColor(card)
			marks = append(marks, reader.Mark{Span: c.span, Ground: tint(own)})
			bars = append(bars, reader.Bar{Span: c.span, Color: own})
			codings = append(codings, noteCoding(card))
			if p.isCurrent(c) {
				p.reader.Frame = []corpus.Span{c.span}
			}
			continue
		}
		card := p.reading.Quotes[c.quote]
		own, beside := quoteMarks(card)
		marks, bars, codings = append(marks, own...), append(bars, beside...), append(codings, quoteCoding(card))
		if p.isCurrent(c) {
			p.reader.Frame = outlineOf(card.Current)
		}
	}
	p.reader.SetMarks(marks, bars)
	p.reader.SetCodings(codings, current)
}

// quoteMarks are how a quote is shown in its text: all that is attributed faintly,
// the words in quotation marks strongly, cue and source with dots. A verdict
// fills the words with colour; a suggestion is underlined.
func quoteMarks(q app.QuoteCard) (marks []reader.Mark, bars []reader.Bar) {
	c := parts.Colors()
	ground, line := c.Direct, c.DirectLine
	if q.Current.Kind != corpus.Direct {
		ground, line = c.Mixed, c.MixedLine
	}
	for _, s := range q.Current.Content {
		marks = append(marks, reader.Mark{Span: s, Ground: parts.WithAlpha(ground, faintly)})
		if q.Status == corpus.Suggested {
			bars = append(bars, reader.Bar{Span: s, Color: c.Soft, Dashed: true})
		} else {
			bars = append(bars, reader.Bar{Span: s, Color: c.Confirmed})
		}
	}
	strong := q.Current.Quoted
	if len(strong) == 0 { // indirect: nothing is in quotation marks
		strong = q.Current.Content
	}
	for _, s := range strong {
		if q.Status == corpus.Suggested {
			marks = append(marks, reader.Mark{Span: s, Underline: line})
		} else {
			marks = append(marks, reader.Mark{Span: s, Ground: ground})
		}
	}
	for _, s := range slices.Concat(q.Current.Cue, q.Current.Source) {
		marks = append(marks, reader.Mark{Span: s, Underline: c.Soft, Dotted: true})
	}
	return marks, bars
}

// faintly is how the words of a quote outside its quotation marks are tinted.
const faintly = 110

// outlineOf is what the line around a quote encloses: its pieces with what stands
// between them, cue and source included. Pieces far apart are enclosed each.
func outlineOf(q corpus.Quote) []corpus.Span {
	const near = 160 // bytes
	pieces := slices.Concat(q.Content, q.Quoted, q.Cue, q.Source)
	slices.SortFunc(pieces, func(a, b corpus.Span) int { return a.Start - b.Start })
	var out []corpus.Span
	for _, s := range pieces {
		if n := len(out); n > 0 && s.Start-out[n-1].End <= near {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// tagColor is the colour of an annotation: that of its first tag.
func tagColor(n app.AnnotationCard) color.NRGBA {
	if len(n.TagPaths) == 0 {
		return parts.Colors().Accent
	}
	return legible(parts.ParseColor(n.TagPaths[0].Color))
}

// legible makes a colour of the codebook readable on the paper in force: colours
// are chosen on white.
func legible(c color.NRGBA) color.NRGBA {
	if parts.Colors() != parts.Dark {
		return c
	}
	lift := func(v uint8) uint8 { return v + uint8(float32(255-v)*0.45) }
	return color.NRGBA{R: lift(c.R), G: lift(c.G), B: lift(c.B), A: 255}
}

// tint is a colour as ground of words.
func tint(c color.NRGBA) color.NRGBA {
	if parts.Colors() == parts.Dark {
		return parts.WithAlpha(c, 80)
	}
	return parts.WithAlpha(c, 46)
}

// quoteCoding is a quote in the margin: who, how sure or how decided, tags,
// stance, the sign of a note.
func quoteCoding(q app.QuoteCard) reader.Coding {
	c := parts.Colors()
	out := reader.Coding{Span: corpus.Cover(q.Current.Content), Color: c.Soft, Dashed: q.Status == corpus.Suggested}
	ink, state := color.Color(c.Ink), T(string(q.Current.Sureness()))
	switch q.Status {
	case corpus.Confirmed, corpus.Corrected:
		out.Color, ink, state = c.Confirmed, c.Confirmed, "✓"
	case corpus.Disputed:
		out.Color, ink, state = c.Danger, c.Danger, T("disputed")
	}
	if q.Status == corpus.Suggested { // a line of its own, so that a long name does not cut it off
		out.Words = append(
			out.Words,
			reader.CodingLine{Text: surname(q), Ink: ink, Bold: true},
			reader.CodingLine{Text: state, Ink: c.Soft},
		)
	} else {
		out.Words = append(out.Words, reader.CodingLine{Text: surname(q) + " " + state, Ink: ink, Bold: true})
	}
	if len(q.TagPaths) > 0 {
		out.Words = append(out.Words, reader.CodingLine{Text: strings.Join(tagNames(q.TagPaths), ", "), Ink: c.Soft})
	}
	for _, j := range q.Judgements {
		out.Words = append(
			out.Words,
			reader.CodingLine{
				Text: chart.StanceMarks[j.Stance] + " " + T(string(j.Stance)),
				Ink:  chart.StanceInk(j.Stance),
			},
		)
	}
	for _, n := range q.Notes {
		out.Memo += "“" + oneLine(n.Text) + "” "
	}
	return out
}

// noteCoding is an annotation in the margin: its tags, and the beginning of its
// memo.
func noteCoding(n app.AnnotationCard) reader.Coding {
	own := tagColor(n)
	head := strings.Join(tagNames(n.TagPaths), ", ")
	if head == "" {
		head = T("marked")
	}
	if n.Note == "" {
		return reader.Coding{
			Span:  n.Anchor.Span,
			Color: own,
			Words: []reader.CodingLine{{Text: head, Ink: own, Bold: true}},
		}
	}
	return reader.Coding{
		Span:  n.Anchor.Span,
		Color: own,
		Words: []reader.CodingLine{{Text: head + " · " + T("memo"), Ink: own, Bold: true}},
		Memo:  "“" + oneLine(n.Note) + "”",
	}
}

// tagNames are the last names of tags, each once.
func tagNames(tags []app.TagLabel) []string {
	var out []string
	for _, t := range tags {
		name := t.Path[strings.LastIndex(t.Path, corpus.TagPathSeparator)+1:]
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// surname is the last word of a person's name; descriptions stay whole.
func surname(q app.QuoteCard) string {
	if q.Speaker == "" {
		return T("unknown")
	}
	words := strings.Fields(q.Speaker)
	if q.Current.SpeakerType != corpus.PersonSpeaker {
		return q.Speaker
	}
	return words[len(words)-1]
}

// menuAt offers what can be done with what is under the pointer.
func (p *articlesPage) menuAt(offset, coding int, at fyne.Position) {
	places := p.places()
	found := codedPlace{-1, -1, corpus.Span{}}
	if coding >= 0 && coding < len(places) {
		found = places[coding]
	} else if p.marking == nil || offset < p.marking.span.Start || offset >= p.marking.span.End {
		found = p.underPlace(offset)
	}
	var choices []parts.Choice
	switch {
	case found.quote >= 0:
		p.choose(found.quote)
		choices = p.inspector.choices()
	case found.note >= 0:
		p.chooseNote(found.note)
		choices = p.inspector.choices()
	case p.marking != nil:
		for i, t := range p.inspector.recent[:min(5, len(p.inspector.recent))] {
			choices = append(
				choices,
				parts.Choice{Label: fmt.Sprintf("%d  %s", i+1, t.Path), Do: func() { p.annotateWith(t.Path) }},
			)
		}
		choices = append(
			choices,
			parts.Choice{Label: T("Tag…"), Do: p.askTag},
			parts.Choice{Label: T("Memo…"), Do: p.askMemo},
			parts.Choice{Label: T("Missed quote…"), Do: p.missedQuote},
			parts.Choice{Label: T("Copy with citation"), Do: p.copyMarked},
		)
	default:
		choices = []parts.Choice{
			{Label: T("Mark words by keys"), Do: p.markFromHere},
			{Label: T("Correct title, author, date…"), Do: p.editArticle},
			{Label: T("Tag the article…"), Do: p.tagArticle},
			{Label: T("Memo on the article…"), Do: p.articleMemo},
		}
	}
	p.w.popUp(choices, at)
}

// popUp shows a menu at a place of the window.
func (w *Window) popUp(choices []parts.Choice, at fyne.Position) {
	var items []*fyne.MenuItem
	for _, c := range choices {
		items = append(items, fyne.NewMenuItem(c.Label, c.Do))
	}
	if len(items) == 0 {
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), w.Canvas())
	size, room := menu.MinSize(), w.Canvas().Size()
	menu.ShowAtPosition(
		fyne.NewPos(max(4, min(at.X, room.Width-size.Width-4)), max(4, min(at.Y, room.Height-size.Height-4))),
	)
}

// underPlace is the quote or annotation under a place of the text; of several the
// shortest.
func (p *articlesPage) underPlace(offset int) codedPlace {
	best := codedPlace{-1, -1, corpus.Span{}}
	for _, c := range p.places() {
		if c.span.Start <= offset && offset < c.span.End && (best.span.Empty() || c.span.Len() < best.span.Len()) {
			best = c
		}
	}
	return best
}

// annotation saves an annotation of the coder and makes it the current one.
func (p *articlesPage) saveNote(n corpus.Annotation, paths []string) {
	p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		change, err := a.Annotate(ctx, coder, n, paths)
		if err == nil && change.Created != "" {
			p.w.run.onScreen(func() { p.wantNote = corpus.AnnotationID(change.Created) })
		}
		return err
	}, nil)
}
