package reader

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// Coding is something marked in the text, a quote or an annotation, as the margin
// shows it: a bracket beside its lines, and a few short lines of words.
type Coding struct {
	Span   corpus.Span
	Color  color.Color
	Dashed bool // nobody decided on it yet
	Words  []CodingLine
	Memo   string // set over a few more lines; empty for none
}

// CodingLine is one line of a coding's words.
type CodingLine struct {
	Text string
	Ink  color.Color
	Bold bool
}

// PlacedCoding is where a coding stands: its bracket's lane and height, and its
// words, which make way for those above.
type PlacedCoding struct {
	Coding
	Top, bottom float32
	Lane        int
	wordsTop    float32
	lines       int
}

// The margin at 100 % text. Where a pane is narrower than foldedBelow, the margin
// is folded away and plain bars stand at the left of the text.
const (
	codingLeast  = 120
	codingMost   = 160
	foldedBelow  = 560
	LaneWidth    = 8
	mostLanes    = 4
	codingGap    = 14 // from the text to the first bracket
	codingLead   = 17
	codingLetter = 12
)

// codingRoom is the width of the margin; 0 where it is folded away.
func (r *Reader) codingRoom(width float32) float32 {
	if s := parts.TextScale(); r.Coded && width >= foldedBelow*s {
		return max(codingLeast*s, min(width*0.2, codingMost*s))
	}
	return 0
}

// BracketsAt is where the brackets begin.
func (r *Reader) BracketsAt() float32 {
	return r.margin(r.laidWidth) + r.column(r.laidWidth) + codingGap
}

// wordsAt is where the words of the margin begin.
func (r *Reader) wordsAt() float32 { return r.BracketsAt() + float32(r.lanes)*LaneWidth + 6 }

// SetCodings shows other codings in the margin; current is the one selected, −1
// for none.
func (r *Reader) SetCodings(codings []Coding, current int) {
	r.codings, r.current = codings, current
	r.placeCodings()
	r.Refresh()
}

// placeCodings gives each coding its lane and its words their place. Overlaps
// stand side by side, the outer one first.
func (r *Reader) placeCodings() {
	r.Placed, r.lanes = make([]PlacedCoding, len(r.codings)), 0
	if len(r.lines) == 0 || r.codingRoom(r.laidWidth) == 0 {
		r.Placed = nil
		return
	}
	order := make([]int, len(r.codings))
	for i, c := range r.codings {
		order[i] = i
		first, last := r.lines[r.lineOf(c.Span.Start)], r.lines[r.lineOf(max(c.Span.End-1, c.Span.Start))]
		r.Placed[i] = PlacedCoding{Coding: c, Top: first.Y + 3, bottom: last.Y + r.Lead() - 3}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if d := r.codings[a].Span.Start - r.codings[b].Span.Start; d != 0 {
			return d
		}
		return r.codings[b].Span.End - r.codings[a].Span.End
	})
	var ends [mostLanes]float32 // where each lane is free again
	wordsEnd, lead := float32(0), codingLead*parts.TextScale()
	for n, i := range order {
		p := &r.Placed[i]
		for p.Lane = 0; p.Lane < mostLanes-1 && ends[p.Lane] > p.Top; p.Lane++ {
		}
		ends[p.Lane] = max(ends[p.Lane], p.bottom+2)
		r.lanes = max(r.lanes, p.Lane+1)
		p.wordsTop = max(p.Top-3, wordsEnd)
		p.Words = append(slices.Clone(p.Words), r.memoLines(p.Memo)...)
		p.lines = len(p.Words)
		if n+1 < len(order) {
			room := r.Placed[order[n+1]].Top - 3 - p.wordsTop
			p.lines = max(1, min(p.lines, int(room/lead)))
		}
		wordsEnd = p.wordsTop + float32(p.lines)*lead + 2
	}
}

// memoLines break the beginning of a memo over three lines at most; the inspector
// has it all.
func (r *Reader) memoLines(memo string) []CodingLine {
	if memo == "" {
		return nil
	}
	const most = 3
	var out []CodingLine
	width := r.laidWidth - r.BracketsAt() - LaneWidth - 14
	lines := parts.BreakLines(memo, 0, len(memo), width, parts.Face{Size: codingLetter * parts.TextScale()}.Measurer())
	for i, line := range lines[:min(most, len(lines))] {
		from, to := line[0].Start, line[len(line)-1].End
		if i == most-1 {
			to = len(memo)
		}
		out = append(out, CodingLine{memo[from:to], parts.Colors().Soft, false})
	}
	return out
}

// CodingAt is the coding under a place of the margin; −1 for none.
func (r *Reader) CodingAt(pos fyne.Position) int {
	lead := codingLead * parts.TextScale()
	found := -1
	for i, p := range r.Placed {
		x := r.BracketsAt() + float32(p.Lane)*LaneWidth
		switch {
		case pos.Y >= p.Top && pos.Y < p.bottom && pos.X >= x-3 && pos.X < x+LaneWidth-3:
			return i
		case pos.X >= r.wordsAt()-4 && pos.Y >= p.wordsTop && pos.Y < p.wordsTop+float32(p.lines)*lead:
			found = i
		}
	}
	return found
}

// drawCodings draws the brackets and words of the margin that are in view.
func (x *readerRenderer) drawCodings(out []fyne.CanvasObject, top, bottom float32) []fyne.CanvasObject {
	r, p, s := x.r, parts.Colors(), parts.TextScale()
	width := r.laidWidth - r.wordsAt() - 6
	for i, c := range r.Placed {
		wordsEnd := c.wordsTop + float32(c.lines)*codingLead*s
		if max(c.bottom, wordsEnd) < top || min(c.Top, c.wordsTop) > bottom {
			continue
		}
		if i == r.current {
			box := canvas.NewRectangle(p.AccentGround)
			box.CornerRadius = 4
			parts.Put(box, r.wordsAt()-4, c.wordsTop-1, width+8, wordsEnd-c.wordsTop+2)
			out = append(out, box)
		}
		out = bracket(out, r.BracketsAt()+float32(c.Lane)*LaneWidth, c, i == r.current)
		for n, line := range c.Words[:c.lines] {
			f := parts.Face{Size: codingLetter * s, Bold: line.Bold}
			out = append(
				out,
				parts.Label(line.Text, f, line.Ink, r.wordsAt(), c.wordsTop+float32(n)*codingLead*s, width),
			)
		}
	}
	return out
}

// bracket is the line of one coding, with its ends turned to the words; dashed
// while it is only a suggestion.
func bracket(out []fyne.CanvasObject, x float32, c PlacedCoding, current bool) []fyne.CanvasObject {
	width := float32(2)
	if current {
		width = 3
	}
	tick := x + LaneWidth - 3
	out = append(
		out,
		parts.Stroke(x, c.Top, tick, c.Top, c.Color, width),
		parts.Stroke(x, c.bottom, tick, c.bottom, c.Color, width),
	)
	if !c.Dashed {
		return append(out, parts.Stroke(x, c.Top, x, c.bottom, c.Color, width))
	}
	for y := c.Top; y < c.bottom; y += 8 {
		out = append(out, parts.Stroke(x, y, x, min(y+4, c.bottom), c.Color, width))
	}
	return out
}
