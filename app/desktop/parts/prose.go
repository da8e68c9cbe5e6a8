package parts

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Ink names a colour of the palette, so that a text keeps its meaning when the
// theme changes.
type Ink func(Palette) color.NRGBA

func InkText(p Palette) color.NRGBA   { return p.Ink }
func InkSoft(p Palette) color.NRGBA   { return p.Soft }
func InkAccent(p Palette) color.NRGBA { return p.Accent }
func InkDanger(p Palette) color.NRGBA { return p.Danger }

// Prose is a text broken on lines to the width it is given. Its height is known
// as soon as its width is, so that panes of several come out right at once.
type Prose struct {
	widget.BaseWidget
	Text   string
	Face   Face
	ink    Ink
	align  fyne.TextAlign
	Most   int // lines; 0 is no limit
	lines  []string
	laid   float32
	laidAs string
}

// NewProse returns a text in a face and an ink.
func NewProse(text string, f Face, c Ink) *Prose {
	p := &Prose{Text: text, Face: f, ink: c}
	p.ExtendBaseWidget(p)
	return p
}

// SetText shows another text.
func (p *Prose) SetText(s string) {
	if p.Text != s {
		p.Text = s
		p.layOut()
		p.Refresh()
	}
}

func (p *Prose) lead() float32 { return p.Face.Size * 1.45 }

func (p *Prose) layOut() {
	width := p.Size().Width
	if width < 20 {
		width = 200
	}
	if p.laid == width && p.laidAs == p.Text {
		return
	}
	p.laid, p.laidAs, p.lines = width, p.Text, p.lines[:0]
	m := p.Face.Measurer()
	for _, part := range strings.Split(p.Text, "\n") {
		for _, words := range BreakLines(part, 0, len(part), width, m) {
			p.lines = append(p.lines, part[words[0].Start:words[len(words)-1].End])
		}
	}
	if p.Most > 0 && len(p.lines) > p.Most {
		rest := strings.Join(p.lines[p.Most-1:], " ")
		p.lines = append(p.lines[:p.Most-1], m.Ellipsis(rest, width))
	}
}

// Resize breaks the lines again where the width changed.
func (p *Prose) Resize(size fyne.Size) {
	changed := size.Width != p.Size().Width
	p.BaseWidget.Resize(size)
	if changed {
		p.layOut()
		p.Refresh()
	}
}

// MinSize is the height of the lines at the width the text has now.
func (p *Prose) MinSize() fyne.Size {
	p.layOut()
	lines := len(p.lines)
	if p.Most > 0 {
		lines = max(lines, 1) // a line that waits for its words keeps its place
	}
	return fyne.NewSize(20, float32(lines)*p.lead())
}

// CreateRenderer implements fyne.Widget.
func (p *Prose) CreateRenderer() fyne.WidgetRenderer {
	return NewDrawing(p, p.draw, p.MinSize)
}

func (p *Prose) draw(size fyne.Size) []fyne.CanvasObject {
	c := p.ink(Colors())
	out := make([]fyne.CanvasObject, len(p.lines))
	for i, line := range p.lines {
		t := canvas.NewText(line, c)
		t.TextSize, t.FontSource, t.TextStyle, t.Alignment = p.Face.Size, p.Face.Source(), p.Face.style(), p.align
		t.Move(fyne.NewPos(0, float32(i)*p.lead()+p.Face.Size*0.06))
		t.Resize(fyne.NewSize(size.Width, p.lead()))
		out[i] = t
	}
	return out
}

// The faces of what Quoth says.
func UiFace() Face       { return Face{Size: uiSize * TextScale()} }
func BoldFace() Face     { return Face{Size: uiSize * TextScale(), Bold: true} }
func LabelFace() Face    { return Face{Size: labelSize * TextScale()} }
func SectionFace() Face  { return Face{Size: 11.5 * TextScale(), Bold: true} }
func headingFace() Face  { return Face{Size: HeadingSize * TextScale(), Bold: true} }
func QuoteFace() Face    { return Face{Size: quoteSize * TextScale(), Serif: true} }
func HeadlineFace() Face { return Face{Size: headlineSize * TextScale(), Serif: true, Bold: true} }

// Section is a small heading inside a pane.
func Section(text string) fyne.CanvasObject {
	return Spaced(14, NewProse(strings.ToUpper(text), SectionFace(), InkSoft))
}

// Soft is secondary text.
func Soft(text string) *Prose { return NewProse(text, Face{Size: 13 * TextScale()}, InkSoft) }

// Wrapped is a paragraph of text.
func Wrapped(text string) *Prose { return NewProse(text, UiFace(), InkText) }

// Heading is the title of a page or a pane.
func Heading(text string) *Prose { return NewProse(text, headingFace(), InkText) }

// Quoted is something others wrote.
func Quoted(text string) *Prose { return NewProse(text, QuoteFace(), InkText) }
