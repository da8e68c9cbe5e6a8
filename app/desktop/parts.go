package desktop

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// section is a small heading inside a pane.
func section(text string) fyne.CanvasObject {
	label := canvas.NewText(strings.ToUpper(text), colors().soft)
	label.TextSize = labelSize * textScale()
	label.TextStyle.Bold = true
	return container.NewPadded(label)
}

// soft is a line of secondary text that wraps.
func soft(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.Importance = widget.LowImportance
	label.Wrapping = fyne.TextWrapWord
	return label
}

// wrapped is a paragraph of text.
func wrapped(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	return label
}

// heading is the title of a page or a pane.
func heading(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.TextStyle.Bold = true
	label.Wrapping = fyne.TextWrapWord
	label.SizeName = "headingText"
	return label
}

// onPanel lays content on a coloured ground.
func onPanel(ground color.Color, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(ground), content)
}

// emptyState explains an empty page and offers the next step.
func emptyState(title, words string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	head := heading(title)
	head.Alignment = fyne.TextAlignCenter
	text := soft(words)
	text.Alignment = fyne.TextAlignCenter
	buttons := container.NewHBox(layout.NewSpacer())
	for _, a := range actions {
		buttons.Add(a)
	}
	buttons.Add(layout.NewSpacer())
	return container.NewVBox(layout.NewSpacer(), head, text, buttons, layout.NewSpacer())
}

// plain joins the fragments of a text on one line.
func plain(fragments []app.Fragment) string {
	var b strings.Builder
	for _, f := range fragments {
		b.WriteString(f.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// speakerLine names who said a quote, for whom.
func speakerLine(c app.QuoteCard) string {
	who := c.Speaker
	if who == "" {
		who = "speaker unknown"
	}
	if c.Organization != "" && c.Organization != c.Speaker {
		who += ", " + c.Organization
	}
	return who
}

// sourceLine names where a quote was printed.
func sourceLine(c app.QuoteCard) string {
	return strings.Trim(c.Article.Publisher+" · "+prettyDay(c.Article.Published), " ·")
}

func prettyDay(d corpus.Date) string {
	if d.IsZero() {
		return "no date"
	}
	return d.Time.Format("2 Jan 2006")
}

// stanceLine is the stances of a quote as marks.
func stanceLine(c app.QuoteCard) string {
	var b strings.Builder
	for _, j := range c.Judgements {
		b.WriteString(stanceMarks[j.Stance])
	}
	return b.String()
}

// statusMarks tell a quote's status by sign and word.
var statusMarks = map[corpus.Status]string{corpus.Suggested: "○ suggested", corpus.Confirmed: "✓ confirmed", corpus.Corrected: "✎ corrected",
	corpus.Rejected: "✕ rejected", corpus.Disputed: "? disputed"}

// quoteRow is one quote in a list: its words, who and where.
type quoteRow struct {
	widget.BaseWidget
	words, who, mark *canvas.Text
	line             *canvas.Line
}

func newQuoteRow() *quoteRow {
	r := &quoteRow{words: canvas.NewText("", color.Black), who: canvas.NewText("", color.Black), mark: canvas.NewText("", color.Black), line: canvas.NewLine(color.Black)}
	r.words.FontSource = serif
	r.ExtendBaseWidget(r)
	return r
}

func (r *quoteRow) set(c app.QuoteCard) {
	p := colors()
	words := c.Words
	if len(c.Hits) > 0 {
		words = c.Hits
	}
	r.words.Text, r.words.Color, r.words.TextSize = plain(words), p.ink, 15*textScale()
	r.who.Text, r.who.Color, r.who.TextSize = speakerLine(c)+"  ·  "+sourceLine(c)+"  ·  "+statusMarks[c.Status], p.soft, labelSize*textScale()
	r.mark.Text, r.mark.TextSize, r.mark.Color = stanceLine(c), 14*textScale(), p.soft
	if len(c.Judgements) > 0 {
		r.mark.Color = stanceColor(c.Judgements[0].Stance)
	}
	r.line.StrokeColor = p.line
	r.Refresh()
}

func (r *quoteRow) CreateRenderer() fyne.WidgetRenderer {
	return &rowRenderer{row: r, objects: []fyne.CanvasObject{r.words, r.who, r.mark, r.line}}
}

type rowRenderer struct {
	row     *quoteRow
	objects []fyne.CanvasObject
	width   float32
	shown   string
}

func (r *rowRenderer) Layout(size fyne.Size) {
	r.width = size.Width
	const pad = 10
	r.row.words.Move(fyne.NewPos(pad, 6))
	r.row.words.Resize(fyne.NewSize(size.Width-2*pad, 22*textScale()))
	r.row.who.Move(fyne.NewPos(pad, 6+24*textScale()))
	r.row.who.Resize(fyne.NewSize(size.Width-2*pad, 18*textScale()))
	r.row.mark.Move(fyne.NewPos(size.Width-30*textScale(), 6+20*textScale()))
	r.row.line.Position1, r.row.line.Position2 = fyne.NewPos(0, size.Height-1), fyne.NewPos(size.Width, size.Height-1)
	r.fit()
}

// fit cuts the words to the width, so that rows never run over each other.
func (r *rowRenderer) fit() {
	r.row.words.Text = ellipsis(r.row.words.Text, r.row.words.TextSize, r.width-20)
	r.row.who.Text = ellipsis(r.row.who.Text, r.row.who.TextSize, r.width-60*textScale())
}

// ellipsis cuts a text at a word to about a width; letters are taken as half
// their size wide, which is near enough for a row.
func ellipsis(s string, size, width float32) string {
	most := int(width / (size * 0.52))
	runes := []rune(s)
	if most < 4 || len(runes) <= most {
		return s
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

func (r *rowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(200, 6+24*textScale()+20*textScale()+6)
}
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *rowRenderer) Destroy()                     {}
func (r *rowRenderer) Refresh() {
	r.fit()
	for _, o := range r.objects {
		canvas.Refresh(o)
	}
}
