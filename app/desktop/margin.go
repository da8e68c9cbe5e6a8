package desktop

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"quoth/corpus"
)

// coding is something marked in the text, a quote or an annotation, as the margin
// shows it: a bracket beside its lines, and a few short lines of words.
type coding struct {
	span   corpus.Span
	color  color.Color
	dashed bool // nobody decided on it yet
	words  []codingLine
	memo   string // set over a few more lines; empty for none
}

// codingLine is one line of a coding's words.
type codingLine struct {
	text string
	ink  color.Color
	bold bool
}

// placedCoding is where a coding stands: its bracket's lane and height, and its
// words, which make way for those above.
type placedCoding struct {
	coding
	top, bottom float32
	lane        int
	wordsTop    float32
	lines       int
}

// The margin at 100 % text. Where a pane is narrower than foldedBelow, the margin
// is folded away and plain bars stand at the left of the text.
const (
	codingLeast  = 120
	codingMost   = 160
	foldedBelow  = 560
	laneWidth    = 8
	mostLanes    = 4
	codingGap    = 14 // from the text to the first bracket
	codingLead   = 17
	codingLetter = 12
)

// codingRoom is the width of the margin; 0 where it is folded away.
func (r *reader) codingRoom(width float32) float32 {
	if s := textScale(); r.coded && width >= foldedBelow*s {
		return max(codingLeast*s, min(width*0.2, codingMost*s))
	}
	return 0
}

// codingAt is where the brackets begin.
func (r *reader) codingAt() float32 {
	return r.margin(r.laidWidth) + r.column(r.laidWidth) + codingGap
}

// wordsAt is where the words of the margin begin.
func (r *reader) wordsAt() float32 { return r.codingAt() + float32(r.lanes)*laneWidth + 6 }

// setCodings shows other codings in the margin; current is the one selected, −1
// for none.
func (r *reader) setCodings(codings []coding, current int) {
	r.codings, r.current = codings, current
	r.placeCodings()
	r.Refresh()
}

// placeCodings gives each coding its lane and its words their place. Overlaps
// stand side by side, the outer one first.
func (r *reader) placeCodings() {
	r.placed, r.lanes = make([]placedCoding, len(r.codings)), 0
	if len(r.lines) == 0 || r.codingRoom(r.laidWidth) == 0 {
		r.placed = nil
		return
	}
	order := make([]int, len(r.codings))
	for i, c := range r.codings {
		order[i] = i
		first, last := r.lines[r.lineOf(c.span.Start)], r.lines[r.lineOf(max(c.span.End-1, c.span.Start))]
		r.placed[i] = placedCoding{coding: c, top: first.Y + 3, bottom: last.Y + r.lead() - 3}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if d := r.codings[a].span.Start - r.codings[b].span.Start; d != 0 {
			return d
		}
		return r.codings[b].span.End - r.codings[a].span.End
	})
	var ends [mostLanes]float32 // where each lane is free again
	wordsEnd, lead := float32(0), codingLead*textScale()
	for n, i := range order {
		p := &r.placed[i]
		for p.lane = 0; p.lane < mostLanes-1 && ends[p.lane] > p.top; p.lane++ {
		}
		ends[p.lane] = max(ends[p.lane], p.bottom+2)
		r.lanes = max(r.lanes, p.lane+1)
		p.wordsTop = max(p.top-3, wordsEnd)
		p.words = append(slices.Clone(p.words), r.memoLines(p.memo)...)
		p.lines = len(p.words)
		if n+1 < len(order) {
			room := r.placed[order[n+1]].top - 3 - p.wordsTop
			p.lines = max(1, min(p.lines, int(room/lead)))
		}
		wordsEnd = p.wordsTop + float32(p.lines)*lead + 2
	}
}

// memoLines break the beginning of a memo over three lines at most; the inspector
// has it all.
func (r *reader) memoLines(memo string) []codingLine {
	if memo == "" {
		return nil
	}
	const most = 3
	var out []codingLine
	width := r.laidWidth - r.codingAt() - laneWidth - 14
	lines := breakLines(memo, 0, len(memo), width, face{Size: codingLetter * textScale()}.Measurer())
	for i, line := range lines[:min(most, len(lines))] {
		from, to := line[0].Start, line[len(line)-1].End
		if i == most-1 {
			to = len(memo)
		}
		out = append(out, codingLine{memo[from:to], colors().Soft, false})
	}
	return out
}

// codingAtPoint is the coding under a place of the margin; −1 for none.
func (r *reader) codingAtPoint(pos fyne.Position) int {
	lead := codingLead * textScale()
	found := -1
	for i, p := range r.placed {
		x := r.codingAt() + float32(p.lane)*laneWidth
		switch {
		case pos.Y >= p.top && pos.Y < p.bottom && pos.X >= x-3 && pos.X < x+laneWidth-3:
			return i
		case pos.X >= r.wordsAt()-4 && pos.Y >= p.wordsTop && pos.Y < p.wordsTop+float32(p.lines)*lead:
			found = i
		}
	}
	return found
}

// drawCodings draws the brackets and words of the margin that are in view.
func (x *readerRenderer) drawCodings(out []fyne.CanvasObject, top, bottom float32) []fyne.CanvasObject {
	r, p, s := x.r, colors(), textScale()
	width := r.laidWidth - r.wordsAt() - 6
	for i, c := range r.placed {
		wordsEnd := c.wordsTop + float32(c.lines)*codingLead*s
		if max(c.bottom, wordsEnd) < top || min(c.top, c.wordsTop) > bottom {
			continue
		}
		if i == r.current {
			box := canvas.NewRectangle(p.AccentGround)
			box.CornerRadius = 4
			put(box, r.wordsAt()-4, c.wordsTop-1, width+8, wordsEnd-c.wordsTop+2)
			out = append(out, box)
		}
		out = bracket(out, r.codingAt()+float32(c.lane)*laneWidth, c, i == r.current)
		for n, line := range c.words[:c.lines] {
			f := face{Size: codingLetter * s, Bold: line.bold}
			out = append(out, label(line.text, f, line.ink, r.wordsAt(), c.wordsTop+float32(n)*codingLead*s, width))
		}
	}
	return out
}

// bracket is the line of one coding, with its ends turned to the words; dashed
// while it is only a suggestion.
func bracket(out []fyne.CanvasObject, x float32, c placedCoding, current bool) []fyne.CanvasObject {
	width := float32(2)
	if current {
		width = 3
	}
	tick := x + laneWidth - 3
	out = append(out, stroke(x, c.top, tick, c.top, c.color, width), stroke(x, c.bottom, tick, c.bottom, c.color, width))
	if !c.dashed {
		return append(out, stroke(x, c.top, x, c.bottom, c.color, width))
	}
	for y := c.top; y < c.bottom; y += 8 {
		out = append(out, stroke(x, y, x, min(y+4, c.bottom), c.color, width))
	}
	return out
}
