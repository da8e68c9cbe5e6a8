package desktop

import (
	"sort"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// measurer knows the widths of words in one face and size; each distinct word is
// measured once.
type measurer struct {
	size   float32
	style  fyne.TextStyle
	source fyne.Resource // nil: the face of the interface
	widths map[string]float32
}

func newMeasurer(size float32, source fyne.Resource) *measurer {
	return &measurer{size: size, source: source, widths: map[string]float32{}}
}

// measurers are shared by everything on screen; they are used on the interface
// goroutine alone.
var measurers = map[face]*measurer{}

// face is what the width of a word depends on.
type face struct {
	size        float32
	bold, serif bool
}

func (f face) source() fyne.Resource {
	switch {
	case f.serif && f.bold:
		return serifBold
	case f.serif:
		return serif
	}
	return nil
}

func (f face) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.bold && !f.serif} }

func (f face) measurer() *measurer {
	m := measurers[f]
	if m == nil || len(m.widths) > mostWidths {
		m = newMeasurer(f.size, f.source())
		m.style = f.style()
		measurers[f] = m
	}
	return m
}

// mostWidths keeps the widths of words from growing without end.
const mostWidths = 200_000

// ellipsis cuts a text to a width, after as many letters as fit.
func (m *measurer) ellipsis(s string, width float32) string {
	if len(s) > 2000 {
		s = strings.ToValidUTF8(s[:2000], "")
	}
	if m.width(s) <= width {
		return s
	}
	letters := []rune(s)
	room := width - m.width("…")
	n := sort.Search(len(letters), func(n int) bool { return m.measured(string(letters[:n+1])) > room })
	return strings.TrimRight(string(letters[:n]), " ,·") + "…"
}

// tail is the end of a text that fits a width.
func (m *measurer) tail(s string, width float32) string {
	words := strings.Fields(s)
	room, from := width-m.width("… "), len(words)
	for from > 0 {
		room -= m.width(words[from-1]) + m.width(" ")
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

func (m *measurer) width(s string) float32 {
	if w, ok := m.widths[s]; ok {
		return w
	}
	w := m.measured(s)
	m.widths[s] = w
	return w
}

// measured is a width that is not worth remembering: of a piece of a word.
func (m *measurer) measured(s string) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, m.size, m.style, m.source)
	return size.Width
}

// word is a run of letters between blanks: bytes of the text, and where it
// stands on its line.
type word struct {
	start, end int
	x, w       float32
}

// textLine is one line on screen.
type textLine struct {
	words     []word
	y         float32 // from the top of the whole text
	paragraph int
	leftward  bool // read from right to left
}

// start and end are the bytes the line covers.
func (l textLine) start() int { return l.words[0].start }
func (l textLine) end() int   { return l.words[len(l.words)-1].end }

// breakLines lays the words of one paragraph out on lines of a width. A word
// longer than the line is cut, so that text without blanks (Chinese, an
// address) stays inside.
func breakLines(text string, from, to int, width float32, m *measurer) [][]word {
	var lines [][]word
	var line []word
	x, blank := float32(0), m.width(" ")
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
			w := m.width(text[at:end])
			stop := end
			if w > width {
				stop = fitting(text, at, end, width, m)
				w = m.width(text[at:stop])
			}
			if x > 0 && x+w > width {
				flush()
			}
			line = append(line, word{start: at, end: stop, x: x, w: w})
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
func fitting(text string, from, to int, width float32, m *measurer) int {
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

// offsetIn is the byte of a word nearest to a place on its line.
func (m *measurer) offsetIn(text string, w word, x float32) int {
	at, before := w.start, float32(0)
	for at < w.end {
		_, size := utf8.DecodeRuneInString(text[at:w.end])
		next := m.measured(text[w.start : at+size])
		if x < (before+next)/2 {
			break
		}
		at += size
		before = next
	}
	return at
}
