package reader

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// CreateRenderer draws at once where the text has its size already: the toolkit
// forgets renderers that were not painted for a minute and lays no new one out.
func (r *Reader) CreateRenderer() fyne.WidgetRenderer {
	x := &readerRenderer{r: r}
	if r.Size().Width > 0 {
		x.build()
	}
	return x
}

// readerRenderer makes the objects of the lines in view.
type readerRenderer struct {
	r       *Reader
	margin  float32
	objects []fyne.CanvasObject
}

func (x *readerRenderer) Layout(fyne.Size)             { x.build() }
func (x *readerRenderer) MinSize() fyne.Size           { return x.r.MinSize() }
func (x *readerRenderer) Objects() []fyne.CanvasObject { return x.objects }
func (x *readerRenderer) Destroy()                     {}
func (x *readerRenderer) Refresh() {
	x.build()
	canvas.Refresh(x.r)
}

// build draws grounds, then underlines, then words, of the lines in view.
func (x *readerRenderer) build() {
	r := x.r
	r.layOut(r.Size().Width)
	x.margin = r.margin(r.laidWidth)
	first, last := r.linesInView()
	if first >= last {
		x.objects = nil
		return
	}
	p := parts.Colors()
	seen := corpus.Span{Start: r.lines[first].Start(), End: r.lines[last-1].End()}
	marks := visible(r.Marks, seen, func(m Mark) corpus.Span { return m.Span })
	bars := visible(r.bars, seen, func(b Bar) corpus.Span { return b.Span })
	found := visible(r.Found, seen, func(s corpus.Span) corpus.Span { return s })
	var under, over []fyne.CanvasObject
	for _, line := range r.lines[first:last] {
		for _, m := range marks {
			under = x.drawMark(under, line, m)
		}
		for _, s := range found {
			under = x.ground(under, line, s, p.Find)
		}
		under = x.ground(under, line, r.Selection, p.Selection)
		for _, b := range bars {
			if r.Placed == nil {
				under = x.bar(under, line, b)
			}
		}
		over = x.words(over, line, p)
	}
	under = x.outline(under, r.lines[first:last], p.Accent)
	over = x.drawCodings(over, r.top(), r.lines[last-1].Y+r.Lead())
	x.objects = append(under, over...)
}

// visible are the items whose span touches what is seen.
func visible[T any](all []T, seen corpus.Span, span func(T) corpus.Span) []T {
	var out []T
	for _, item := range all {
		if span(item).Overlaps(seen) {
			out = append(out, item)
		}
	}
	return out
}

// stretch is where a span lies on a line; ok is false where it does not.
func (x *readerRenderer) stretch(line parts.TextLine, s corpus.Span) (from, to float32, ok bool) {
	if s.Empty() || s.End <= line.Start() || s.Start >= line.End() {
		return 0, 0, false
	}
	m := x.r.measureOf(line.Paragraph)
	from, to = -1, -1
	for _, w := range line.Words {
		if s.End <= w.Start || s.Start >= w.End {
			continue
		}
		left, right := w.X, w.X+w.W
		if s.Start > w.Start && !line.Leftward {
			left = w.X + m.Width(x.r.Text[w.Start:s.Start])
		}
		if s.End < w.End && !line.Leftward {
			right = w.X + m.Width(x.r.Text[w.Start:s.End])
		}
		if from < 0 {
			from, to = left, right
		}
		from, to = min(from, left), max(to, right)
	}
	return x.margin + from, x.margin + to, from >= 0 && to > from
}

func (x *readerRenderer) ground(
	out []fyne.CanvasObject,
	line parts.TextLine,
	s corpus.Span,
	c color.Color,
) []fyne.CanvasObject {
	from, to, ok := x.stretch(line, s)
	if !ok {
		return out
	}
	box := canvas.NewRectangle(c)
	box.Move(fyne.NewPos(from-1, line.Y+x.r.Lead()*0.08))
	box.Resize(fyne.NewSize(to-from+2, x.r.Lead()*0.86))
	return append(out, box)
}

func (x *readerRenderer) drawMark(out []fyne.CanvasObject, line parts.TextLine, m Mark) []fyne.CanvasObject {
	if m.Ground != nil {
		out = x.ground(out, line, m.Span, m.Ground)
	}
	from, to, ok := x.stretch(line, m.Span)
	if m.Underline == nil || !ok {
		return out
	}
	y := line.Y + x.r.Lead()*0.86
	if m.Struck {
		y = line.Y + x.r.Lead()*0.5
	}
	if !m.Dotted {
		return append(out, parts.Stroke(from, y, to, y, m.Underline, 2))
	}
	for at := from; at < to; at += 5 {
		out = append(out, parts.Stroke(at, y, min(at+2, to), y, m.Underline, 1.4))
	}
	return out
}

// outline draws one line around each stretch of the current quote, however many
// lines and paragraphs it runs over. It keeps clear of the marks.
func (x *readerRenderer) outline(out []fyne.CanvasObject, lines []parts.TextLine, c color.Color) []fyne.CanvasObject {
	for _, s := range x.r.Frame {
		var boxes []outlineBox
		for _, line := range lines {
			if from, to, ok := x.stretch(line, s); ok {
				boxes = append(boxes, outlineBox{from - 4, to + 4, line.Y, line.Y + x.r.Lead()})
			}
		}
		for i := range len(boxes) - 1 { // over the room between two paragraphs
			if gap := boxes[i+1].top - boxes[i].bottom; gap > 0 && gap < x.r.Lead() {
				boxes[i].bottom = boxes[i+1].top
			}
		}
		for i, b := range boxes {
			out = append(
				out,
				parts.Stroke(b.left, b.top, b.left, b.bottom, c, 1.6),
				parts.Stroke(b.right, b.top, b.right, b.bottom, c, 1.6),
			)
			above, below := outlineBox{}, outlineBox{}
			if i > 0 && boxes[i-1].bottom >= b.top-1 {
				above = boxes[i-1]
			}
			if i+1 < len(boxes) && boxes[i+1].top <= b.bottom+1 {
				below = boxes[i+1]
			}
			out = b.edge(out, b.top, above, c)
			out = b.edge(out, b.bottom, below, c)
		}
	}
	return out
}

type outlineBox struct{ left, right, top, bottom float32 }

// edge draws the upper or lower side of a box where the neighbour does not touch
// it.
func (b outlineBox) edge(out []fyne.CanvasObject, y float32, next outlineBox, c color.Color) []fyne.CanvasObject {
	if next.right <= b.left || next.left >= b.right {
		return append(out, parts.Stroke(b.left, y, b.right, y, c, 1.6))
	}
	if next.left > b.left {
		out = append(out, parts.Stroke(b.left, y, next.left, y, c, 1.6))
	}
	if next.right < b.right {
		out = append(out, parts.Stroke(next.right, y, b.right, y, c, 1.6))
	}
	return out
}

func (x *readerRenderer) bar(out []fyne.CanvasObject, line parts.TextLine, b Bar) []fyne.CanvasObject {
	if b.Span.End <= line.Start() || b.Span.Start >= line.End() {
		return out
	}
	top, bottom := line.Y, line.Y+x.r.Lead()
	if !b.Dashed {
		return append(out, parts.Stroke(x.margin-barAt, top, x.margin-barAt, bottom, b.Color, 3))
	}
	for y := top; y < bottom; y += 8 {
		out = append(out, parts.Stroke(x.margin-barAt, y, x.margin-barAt, min(y+4, bottom), b.Color, 1.6))
	}
	return out
}

// words draws the words of a line: one text a word, so that each stands exactly
// where its marks are.
func (x *readerRenderer) words(out []fyne.CanvasObject, line parts.TextLine, p parts.Palette) []fyne.CanvasObject {
	source := fyne.Resource(parts.Serif)
	if x.r.isHead(line.Paragraph) {
		source = parts.SerifBold
	}
	for _, w := range line.Words {
		t := canvas.NewText(x.r.Text[w.Start:w.End], p.Ink)
		t.TextSize, t.FontSource = x.r.size(), source
		t.Move(fyne.NewPos(x.margin+w.X, line.Y+x.r.Lead()*0.04))
		out = append(out, t)
	}
	return out
}
