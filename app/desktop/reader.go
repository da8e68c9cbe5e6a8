package desktop

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/corpus"
)

// mark is how a stretch of the text is shown.
type mark struct {
	span      corpus.Span
	ground    color.Color // nil: none
	underline color.Color // nil: none
	dotted    bool
}

// bar is a line in the margin beside a stretch.
type bar struct {
	span   corpus.Span
	color  color.Color
	dashed bool
}

// reader shows a long text with marks. Only the lines in view have objects on
// the canvas, so a text of a hundred thousand words opens and scrolls like a
// short one.
type reader struct {
	widget.BaseWidget
	scroll *container.Scroll

	text       string
	paragraphs []corpus.Paragraph
	marks      []mark
	bars       []bar
	frame      []corpus.Span // the current quote
	find       []corpus.Span

	onTap    func(offset int)
	onSelect func(corpus.Span)

	lines     []textLine
	laidWidth float32
	height    float32
	measure   *measurer
	selection corpus.Span
	dragFrom  int
}

const (
	readerMargin = 28
	readerTop    = 12
)

func newReader() *reader {
	r := &reader{dragFrom: -1}
	r.ExtendBaseWidget(r)
	r.scroll = container.NewVScroll(r)
	r.scroll.OnScrolled = func(fyne.Position) { r.Refresh() }
	return r
}

// setText shows another text.
func (r *reader) setText(text string, paragraphs []corpus.Paragraph) {
	r.text, r.paragraphs = text, paragraphs
	r.marks, r.bars, r.frame, r.find, r.selection = nil, nil, nil, nil, corpus.Span{}
	r.laidWidth = 0
	r.layOut(r.Size().Width)
	r.Refresh()
}

// setMarks shows other marks on the same text.
func (r *reader) setMarks(marks []mark, bars []bar) {
	r.marks, r.bars = marks, bars
	r.Refresh()
}

func (r *reader) size() float32 { return readingSize * textScale() }
func (r *reader) lead() float32 { return readingLead * textScale() }

// column is the width of the text: never wider than reads well.
func (r *reader) column(width float32) float32 {
	return max(120, min(width-2*readerMargin, readingColumn*textScale()))
}

// layOut breaks the whole text into lines for a width: words are measured once,
// the rest is sums.
func (r *reader) layOut(width float32) {
	if width < 50 || width == r.laidWidth && r.measure != nil && r.measure.size == r.size() {
		return
	}
	if r.measure == nil || r.measure.size != r.size() {
		r.measure = newMeasurer(r.size(), serif)
	}
	r.laidWidth = width
	r.lines = r.lines[:0]
	y := float32(readerTop)
	for i, p := range r.paragraphs {
		if p.Kind == corpus.Subhead {
			y += r.lead() / 3
		}
		for _, words := range breakLines(r.text, p.Span.Start, p.Span.End, r.column(width), r.measure) {
			r.lines = append(r.lines, textLine{words: words, y: y, paragraph: i})
			y += r.lead()
		}
		y += r.lead() * 0.5
	}
	r.height = y + r.lead()
}

func (r *reader) MinSize() fyne.Size { return fyne.NewSize(200, max(r.height, 100)) }

func (r *reader) Resize(size fyne.Size) {
	before := r.height
	r.layOut(size.Width)
	r.BaseWidget.Resize(fyne.NewSize(size.Width, max(size.Height, r.height)))
	if before != r.height {
		r.scroll.Refresh()
	}
}

// scrollTo brings a place of the text into view, a third from the top.
func (r *reader) scrollTo(offset int) {
	i := r.lineOf(offset)
	if i < 0 {
		return
	}
	y := r.lines[i].y
	top, view := r.scroll.Offset.Y, r.scroll.Size().Height
	if y < top+r.lead() || y > top+view-3*r.lead() {
		r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y-view/3, r.height-view))))
	}
	r.Refresh()
}

func (r *reader) lineOf(offset int) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].end() > offset })
	if i == len(r.lines) {
		return len(r.lines) - 1
	}
	return i
}

// offsetAt is the byte under a place of the widget; −1 outside the text.
func (r *reader) offsetAt(pos fyne.Position) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].y+r.lead() > pos.Y })
	if i == len(r.lines) {
		if i == 0 {
			return -1
		}
		i--
	}
	x := pos.X - readerMargin
	line := r.lines[i]
	for _, w := range line.words {
		if x < w.x+w.w {
			return r.measure.offsetIn(r.text, w, x-w.x)
		}
	}
	return line.end()
}

// Tapped tells which place was tapped.
func (r *reader) Tapped(e *fyne.PointEvent) {
	r.selection = corpus.Span{}
	if at := r.offsetAt(e.Position); at >= 0 && r.onTap != nil {
		r.onTap(at)
	}
	r.Refresh()
}

// Dragged selects text.
func (r *reader) Dragged(e *fyne.DragEvent) {
	at := r.offsetAt(e.Position)
	if at < 0 {
		return
	}
	if r.dragFrom < 0 {
		r.dragFrom = r.offsetAt(e.Position.Subtract(e.Dragged))
	}
	r.selection = corpus.Span{Start: min(r.dragFrom, at), End: max(r.dragFrom, at)}
	r.Refresh()
}

// DragEnd ends a selection.
func (r *reader) DragEnd() {
	r.dragFrom = -1
	if r.selection.Len() > 0 && r.onSelect != nil {
		r.onSelect(r.selection)
	}
}

// Cursor shows that text can be selected.
func (r *reader) Cursor() desktop.Cursor { return desktop.TextCursor }

var (
	_ fyne.Tappable      = (*reader)(nil)
	_ fyne.Draggable     = (*reader)(nil)
	_ desktop.Cursorable = (*reader)(nil)
)

func (r *reader) CreateRenderer() fyne.WidgetRenderer { return &readerRenderer{r: r} }

// readerRenderer makes the objects of the lines in view.
type readerRenderer struct {
	r       *reader
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
	top, bottom := r.scroll.Offset.Y, r.scroll.Offset.Y+max(r.scroll.Size().Height, 400)
	first := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].y+2*r.lead() > top })
	p := colors()
	var under, over []fyne.CanvasObject
	for i := first; i < len(r.lines) && r.lines[i].y < bottom+r.lead(); i++ {
		line := r.lines[i]
		for _, m := range r.marks {
			under = x.drawMark(under, line, m)
		}
		for _, s := range r.find {
			under = x.ground(under, line, s, p.find)
		}
		under = x.ground(under, line, r.selection, p.selection)
		for _, s := range r.frame {
			under = x.frame(under, line, s, p.accent)
		}
		for _, b := range r.bars {
			under = x.bar(under, line, b)
		}
		over = x.words(over, line, p)
	}
	x.objects = append(under, over...)
}

// stretch is where a span lies on a line; ok is false where it does not.
func (x *readerRenderer) stretch(line textLine, s corpus.Span) (from, to float32, ok bool) {
	if s.Empty() || s.End <= line.start() || s.Start >= line.end() {
		return 0, 0, false
	}
	m := x.r.measure
	from, to = -1, -1
	for _, w := range line.words {
		if s.End <= w.start || s.Start >= w.end {
			continue
		}
		left, right := w.x, w.x+w.w
		if s.Start > w.start {
			left = w.x + m.width(x.r.text[w.start:s.Start])
		}
		if s.End < w.end {
			right = w.x + m.width(x.r.text[w.start:s.End])
		}
		if from < 0 {
			from = left
		}
		to = right
	}
	return readerMargin + from, readerMargin + to, from >= 0 && to > from
}

func (x *readerRenderer) ground(out []fyne.CanvasObject, line textLine, s corpus.Span, c color.Color) []fyne.CanvasObject {
	from, to, ok := x.stretch(line, s)
	if !ok {
		return out
	}
	box := canvas.NewRectangle(c)
	box.Move(fyne.NewPos(from-1, line.y+x.r.lead()*0.08))
	box.Resize(fyne.NewSize(to-from+2, x.r.lead()*0.86))
	return append(out, box)
}

func (x *readerRenderer) drawMark(out []fyne.CanvasObject, line textLine, m mark) []fyne.CanvasObject {
	if m.ground != nil {
		out = x.ground(out, line, m.span, m.ground)
	}
	from, to, ok := x.stretch(line, m.span)
	if m.underline == nil || !ok {
		return out
	}
	y := line.y + x.r.lead()*0.86
	if !m.dotted {
		return append(out, stroke(from, y, to, y, m.underline, 2))
	}
	for at := from; at < to; at += 5 {
		out = append(out, stroke(at, y, min(at+2, to), y, m.underline, 1.4))
	}
	return out
}

func (x *readerRenderer) frame(out []fyne.CanvasObject, line textLine, s corpus.Span, c color.Color) []fyne.CanvasObject {
	from, to, ok := x.stretch(line, s)
	if !ok {
		return out
	}
	box := canvas.NewRectangle(color.Transparent)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = c, 1.6, 4
	box.Move(fyne.NewPos(from-4, line.y))
	box.Resize(fyne.NewSize(to-from+8, x.r.lead()))
	return append(out, box)
}

func (x *readerRenderer) bar(out []fyne.CanvasObject, line textLine, b bar) []fyne.CanvasObject {
	if b.span.End <= line.start() || b.span.Start >= line.end() {
		return out
	}
	top, bottom := line.y, line.y+x.r.lead()
	if !b.dashed {
		return append(out, stroke(10, top, 10, bottom, b.color, 3))
	}
	for y := top; y < bottom; y += 8 {
		out = append(out, stroke(10, y, 10, min(y+4, bottom), b.color, 1.6))
	}
	return out
}

func stroke(x1, y1, x2, y2 float32, c color.Color, width float32) *canvas.Line {
	l := canvas.NewLine(c)
	l.StrokeWidth = width
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	return l
}

// words draws the words of a line: one text a word, so that each stands exactly
// where its marks are.
func (x *readerRenderer) words(out []fyne.CanvasObject, line textLine, p palette) []fyne.CanvasObject {
	source := fyne.Resource(serif)
	if k := x.r.paragraphs[line.paragraph].Kind; k == corpus.Subhead || k == corpus.LiveEntry {
		source = serifBold
	}
	for _, w := range line.words {
		t := canvas.NewText(x.r.text[w.start:w.end], p.ink)
		t.TextSize, t.FontSource = x.r.size(), source
		t.Move(fyne.NewPos(readerMargin+w.x, line.y+x.r.lead()*0.04))
		out = append(out, t)
	}
	return out
}
