package desktop

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// ink names a colour of the palette, so that a text keeps its meaning when the
// theme changes.
type ink func(palette) color.NRGBA

func inkText(p palette) color.NRGBA   { return p.ink }
func inkSoft(p palette) color.NRGBA   { return p.soft }
func inkAccent(p palette) color.NRGBA { return p.accent }
func inkDanger(p palette) color.NRGBA { return p.danger }

// prose is a text broken on lines to the width it is given. Its height is known
// as soon as its width is, so that panes of several come out right at once.
type prose struct {
	widget.BaseWidget
	text   string
	face   face
	ink    ink
	align  fyne.TextAlign
	most   int // lines; 0 is no limit
	lines  []string
	laid   float32
	laidAs string
}

func newProse(text string, f face, c ink) *prose {
	p := &prose{text: text, face: f, ink: c}
	p.ExtendBaseWidget(p)
	return p
}

// setText shows another text.
func (p *prose) setText(s string) {
	if p.text != s {
		p.text = s
		p.layOut()
		p.Refresh()
	}
}

func (p *prose) lead() float32 { return p.face.size * 1.45 }

func (p *prose) layOut() {
	width := p.Size().Width
	if width < 20 {
		width = 200
	}
	if p.laid == width && p.laidAs == p.text {
		return
	}
	p.laid, p.laidAs, p.lines = width, p.text, p.lines[:0]
	m := p.face.measurer()
	for _, part := range strings.Split(p.text, "\n") {
		for _, words := range breakLines(part, 0, len(part), width, m) {
			p.lines = append(p.lines, part[words[0].start:words[len(words)-1].end])
		}
	}
	if p.most > 0 && len(p.lines) > p.most {
		rest := strings.Join(p.lines[p.most-1:], " ")
		p.lines = append(p.lines[:p.most-1], m.ellipsis(rest, width))
	}
}

// Resize breaks the lines anew where the width changed.
func (p *prose) Resize(size fyne.Size) {
	changed := size.Width != p.Size().Width
	p.BaseWidget.Resize(size)
	if changed {
		p.layOut()
		p.Refresh()
	}
}

// MinSize is the height of the lines at the width the text has now.
func (p *prose) MinSize() fyne.Size {
	p.layOut()
	lines := len(p.lines)
	if p.most > 0 {
		lines = max(lines, 1) // a line that waits for its words keeps its place
	}
	return fyne.NewSize(20, float32(lines)*p.lead())
}

func (p *prose) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: p.draw, minSize: p.MinSize}
}

func (p *prose) draw(size fyne.Size) []fyne.CanvasObject {
	c := p.ink(colors())
	out := make([]fyne.CanvasObject, len(p.lines))
	for i, line := range p.lines {
		t := canvas.NewText(line, c)
		t.TextSize, t.FontSource, t.TextStyle, t.Alignment = p.face.size, p.face.source(), p.face.style(), p.align
		t.Move(fyne.NewPos(0, float32(i)*p.lead()+p.face.size*0.06))
		t.Resize(fyne.NewSize(size.Width, p.lead()))
		out[i] = t
	}
	return out
}

// The faces of what Quoth says.
func uiFace() face       { return face{size: uiSize * textScale()} }
func boldFace() face     { return face{size: uiSize * textScale(), bold: true} }
func labelFace() face    { return face{size: labelSize * textScale()} }
func sectionFace() face  { return face{size: 11.5 * textScale(), bold: true} }
func headingFace() face  { return face{size: headingSize * textScale(), bold: true} }
func quoteFace() face    { return face{size: quoteSize * textScale(), serif: true} }
func headlineFace() face { return face{size: headlineSize * textScale(), serif: true, bold: true} }

// section is a small heading inside a pane.
func section(text string) fyne.CanvasObject {
	return spaced(14, newProse(strings.ToUpper(text), sectionFace(), inkSoft))
}

// soft is secondary text.
func soft(text string) *prose { return newProse(text, face{size: 13 * textScale()}, inkSoft) }

// wrapped is a paragraph of text.
func wrapped(text string) *prose { return newProse(text, uiFace(), inkText) }

// heading is the title of a page or a pane.
func heading(text string) *prose { return newProse(text, headingFace(), inkText) }

// quoted is something others wrote.
func quoted(text string) *prose { return newProse(text, quoteFace(), inkText) }
