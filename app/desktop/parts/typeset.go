package parts

import (
	"sort"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Measurer knows the widths of words in one face and size; each distinct word is
// measured once.
type Measurer struct {
	Size   float32
	style  fyne.TextStyle
	source fyne.Resource // nil: the face of the interface
	widths map[string]float32
}

// NewMeasurer measures in the face of a font; a nil source is the face of the interface.
func NewMeasurer(size float32, source fyne.Resource) *Measurer {
	return &Measurer{Size: size, source: source, widths: map[string]float32{}}
}

// measurers are shared by everything on screen; they are used on the interface
// goroutine alone.
var measurers = map[Face]*Measurer{}

// Face is what the width of a word depends on.
type Face struct {
	Size        float32
	Bold, Serif bool
}

// Source is the font of a face; nil is that of the interface.
func (f Face) Source() fyne.Resource {
	switch {
	case f.Serif && f.Bold:
		return SerifBold
	case f.Serif:
		return Serif
	}
	return nil
}

func (f Face) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.Bold && !f.Serif} }

// Measurer is the shared measurer of a face.
func (f Face) Measurer() *Measurer {
	m := measurers[f]
	if m == nil || len(m.widths) > mostWidths {
		m = NewMeasurer(f.Size, f.Source())
		m.style = f.style()
		measurers[f] = m
	}
	return m
}

// mostWidths keeps the widths of words from growing without end.
const mostWidths = 200_000

// Ellipsis cuts a text to a width, after as many letters as fit.
func (m *Measurer) Ellipsis(s string, width float32) string {
	if len(s) > 2000 {
		s = strings.ToValidUTF8(s[:2000], "")
	}
	if m.Width(s) <= width {
		return s
	}
	letters := []rune(s)
	room := width - m.Width("…")
	n := sort.Search(len(letters), func(n int) bool { return m.measured(string(letters[:n+1])) > room })
	return strings.TrimRight(string(letters[:n]), " ,·") + "…"
}

// Tail is the end of a text that fits a width.
func (m *Measurer) Tail(s string, width float32) string {
	words := strings.Fields(s)
	room, from := width-m.Width("… "), len(words)
	for from > 0 {
		room -= m.Width(words[from-1]) + m.Width(" ")
		if room < 0 {
			break
		}
		from--
	}
	if from == 0 {
		return strings.Join(words, " ")
	}
	return "… " + strings.Join(words[from:], " ")
}

// Width is the width of a word, remembered.
func (m *Measurer) Width(s string) float32 {
	if w, ok := m.widths[s]; ok {
		return w
	}
	w := m.measured(s)
	m.widths[s] = w
	return w
}

// measured is a width that is not worth remembering: of a piece of a word.
func (m *Measurer) measured(s string) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, m.Size, m.style, m.source)
	return size.Width
}

// Word is a run of letters between blanks: bytes of the text, and where it
// stands on its line.
type Word struct {
	Start, End int
	X, W       float32
}

// TextLine is one line on screen.
type TextLine struct {
	Words     []Word
	Y         float32 // from the top of the whole text
	Paragraph int
	Leftward  bool // read from right to left
}

// Start and end are the bytes the line covers.
func (l TextLine) Start() int { return l.Words[0].Start }
func (l TextLine) End() int   { return l.Words[len(l.Words)-1].End }

// BreakLines lays the words of one paragraph out on lines of a width. A word
// longer than the line is cut, so that text without blanks (Chinese, an
// address) stays inside.
func BreakLines(text string, from, to int, width float32, m *Measurer) [][]Word {
	var lines [][]Word
	var line []Word
	x, blank := float32(0), m.Width(" ")
	flush := func() {
		if len(line) > 0 {
			lines = append(lines, line)
		}
		line, x = nil, 0
	}
	for at := from; at < to; {
		if text[at] == ' ' || text[at] == '\n' || text[at] == '\t' {
			at++
			continue
		}
		end := at + strings.IndexAny(text[at:to], " \n\t")
		if end < at {
			end = to
		}
		for at < end {
			w := m.Width(text[at:end])
			stop := end
			if w > width {
				stop = fitting(text, at, end, width, m)
				w = m.Width(text[at:stop])
			}
			if x > 0 && x+w > width {
				flush()
			}
			line = append(line, Word{Start: at, End: stop, X: x, W: w})
			x += w + blank
			at = stop
			if stop < end {
				flush()
			}
		}
	}
	flush()
	return lines
}

// fitting is how far a word fits into a width; at least one letter.
func fitting(text string, from, to int, width float32, m *Measurer) int {
	at := from
	for at < to {
		_, size := utf8.DecodeRuneInString(text[at:to])
		if at > from && m.measured(text[from:at+size]) > width {
			break
		}
		at += size
	}
	return at
}

// OffsetIn is the byte of a word nearest to a place on its line.
func (m *Measurer) OffsetIn(text string, w Word, x float32) int {
	at, before := w.Start, float32(0)
	for at < w.End {
		_, size := utf8.DecodeRuneInString(text[at:w.End])
		next := m.measured(text[w.Start : at+size])
		if x < (before+next)/2 {
			break
		}
		at += size
		before = next
	}
	return at
}

// MeasureUI measures in the face of the interface, in points at a scale of 1.
func MeasureUI(words string, size float64) float64 {
	m := LabelFace().Measurer()
	return float64(m.Width(words)) / float64(m.Size) * size
}
