package reader

import (
	"image/color"
	"sort"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// Mark is how a stretch of the text is shown.
type Mark struct {
	Span      corpus.Span
	Ground    color.Color // nil: none
	Underline color.Color // nil: none
	Dotted    bool
	Struck    bool // the line runs through the words
}

// Bar is a line in the margin beside a stretch.
type Bar struct {
	Span   corpus.Span
	Color  color.Color
	Dashed bool
}

// Reader shows a long text with marks, under a head that scrolls with it. Only
// the lines in view have objects on the canvas, so a text of a hundred thousand
// words opens and scrolls like a short one.
type Reader struct {
	widget.BaseWidget
	Scroll *container.Scroll
	Head   *fyne.Container // headline and source

	Text       string
	paragraphs []corpus.Paragraph
	Marks      []Mark
	bars       []Bar
	Frame      []corpus.Span // the current quote
	Found      []corpus.Span

	Coded   bool // it has a margin for codings
	codings []Coding
	current int // of codings; −1 for none
	Placed  []PlacedCoding
	lanes   int

	OnTap    func(offset int)
	OnCoding func(i int)
	OnMenu   func(offset, coding int, at fyne.Position) // −1 where there is none; at is a place of the window
	OnSelect func(corpus.Span)

	lines      []parts.TextLine
	laidWidth  float32
	textHeight float32
	measure    *parts.Measurer
	bold       *parts.Measurer // of subheads
	Over       *fyne.Container // what lies at the selection
	Selection  corpus.Span
	dragFrom   int

	tappedAt   int
	tappedWhen time.Time
}

const (
	readerMargin = 28 // the least room beside the text; the bars stand in it
	readerTop    = 12
	barAt        = 18 // from the text to the bars
)

func New() *Reader {
	r := &Reader{dragFrom: -1, current: -1, Head: parts.NewColumn(4), Over: container.NewStack()}
	r.ExtendBaseWidget(r)
	r.Scroll = container.NewVScroll(container.New(readerLayout{r}, r.Head, r, r.Over))
	r.Scroll.OnScrolled = func(fyne.Position) { r.Refresh() }
	return r
}

// readerLayout puts the head over the text, both at the width that reads well.
type readerLayout struct{ r *Reader }

func (l readerLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	r := l.r
	parts.Put(r.Head, r.margin(size.Width), 0, r.column(size.Width), r.Head.MinSize().Height)
	h := r.Head.MinSize().Height // now that it knows its width
	parts.Put(r.Head, r.margin(size.Width), 0, r.column(size.Width), h)
	parts.Put(r, 0, h, size.Width, size.Height-h)
	r.PlaceOver()
}

// PlaceOver puts what lies at the selection under its last line, or over its
// first where no line is left below.
func (r *Reader) PlaceOver() {
	if len(r.Over.Objects) == 0 || len(r.lines) == 0 || r.Selection.Empty() {
		return
	}
	width := min(r.column(r.laidWidth), r.laidWidth-12)
	r.Over.Resize(fyne.NewSize(width, r.Over.MinSize().Height))
	h := r.Over.MinSize().Height // now that it knows its width
	first, last := r.lines[r.lineOf(r.Selection.Start)], r.lines[r.lineOf(max(r.Selection.End-1, r.Selection.Start))]
	y := last.Y + r.Lead() + 5
	if view := r.Scroll.Size().Height; y+h > r.top()+view && first.Y-h-5 > r.top() {
		y = first.Y - h - 5
	}
	parts.Put(r.Over, r.margin(r.laidWidth), r.Position().Y+y, width, h)
}

func (l readerLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, l.r.Head.MinSize().Height+l.r.MinSize().Height)
}

// SetText shows another text.
func (r *Reader) SetText(text string, paragraphs []corpus.Paragraph) {
	r.Text, r.paragraphs = text, paragraphs
	r.Marks, r.bars, r.Frame, r.Found, r.Selection = nil, nil, nil, nil, corpus.Span{}
	r.codings, r.Placed, r.current = nil, nil, -1
	r.laidWidth = 0
	r.layOut(r.Size().Width)
	r.Scroll.Refresh()
	r.Refresh()
}

// SetMarks shows other marks on the same text.
func (r *Reader) SetMarks(marks []Mark, bars []Bar) {
	r.Marks, r.bars = marks, bars
	r.Refresh()
}

func (r *Reader) size() float32 { return parts.ReadingSize * parts.TextScale() }
func (r *Reader) Lead() float32 { return parts.ReadingLead * parts.TextScale() }

// column is the width of the text: never wider than reads well.
func (r *Reader) column(width float32) float32 {
	return max(120, min(width-r.codingRoom(width)-2*readerMargin, parts.ReadingColumn*parts.TextScale()))
}

// margin is the room at its left, which keeps it in the middle of a wide pane.
func (r *Reader) margin(width float32) float32 {
	return max(readerMargin, (width-r.codingRoom(width)-r.column(width))/2)
}

// layOut breaks the whole text into lines for a width: words are measured once,
// the rest is sums.
func (r *Reader) layOut(width float32) {
	if width < 50 || width == r.laidWidth && r.measure != nil && r.measure.Size == r.size() {
		return
	}
	if r.measure == nil || r.measure.Size != r.size() {
		r.measure, r.bold = parts.NewMeasurer(r.size(), parts.Serif), parts.NewMeasurer(r.size(), parts.SerifBold)
	}
	r.laidWidth = width
	r.lines = r.lines[:0]
	y := float32(readerTop)
	for i, p := range r.paragraphs {
		if p.Kind == corpus.Subhead {
			y += r.Lead() / 3
		}
		leftward, measure := parts.RunsLeft(r.Text[p.Span.Start:p.Span.End]), r.measureOf(i)
		for _, words := range parts.BreakLines(r.Text, p.Span.Start, p.Span.End, r.column(width), measure) {
			if leftward {
				parts.TurnLine(r.Text, words, r.column(width), measure.Width(" "))
			}
			r.lines = append(r.lines, parts.TextLine{Words: words, Y: y, Paragraph: i, Leftward: leftward})
			y += r.Lead()
		}
		y += r.Lead() * 0.5
	}
	r.textHeight = y + r.Lead()
	r.placeCodings()
}

// measureOf measures the words of a paragraph: subheads are set in bold.
func (r *Reader) measureOf(paragraph int) *parts.Measurer {
	if r.isHead(paragraph) {
		return r.bold
	}
	return r.measure
}

func (r *Reader) isHead(paragraph int) bool {
	k := r.paragraphs[paragraph].Kind
	return k == corpus.Subhead || k == corpus.LiveEntry
}

func (r *Reader) MinSize() fyne.Size { return fyne.NewSize(200, max(r.textHeight, 100)) }

func (r *Reader) Resize(size fyne.Size) {
	before := r.textHeight
	r.layOut(size.Width)
	r.BaseWidget.Resize(fyne.NewSize(size.Width, max(size.Height, r.textHeight)))
	if before != r.textHeight {
		r.Scroll.Refresh()
	}
}

// top is where the view begins, in the text's own measure.
func (r *Reader) top() float32 { return r.Scroll.Offset.Y - r.Position().Y }

// ScrollTo brings a place of the text into view, a third from the top.
func (r *Reader) ScrollTo(offset int) {
	i := r.lineOf(offset)
	if i < 0 {
		return
	}
	y, view := r.lines[i].Y, r.Scroll.Size().Height
	if y < r.top()+r.Lead() || y > r.top()+view-3*r.Lead() {
		r.ScrollBy(y - view/3 - r.top())
	}
	r.Refresh()
}

// ScrollBy moves the view; it stays inside the text.
func (r *Reader) ScrollBy(dy float32) {
	most := max(0, r.Position().Y+r.textHeight-r.Scroll.Size().Height)
	r.Scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(r.Scroll.Offset.Y+dy, most))))
}

// Place is the first byte in view, by which a reader finds back to where they
// were in any window and at any size of text; 0 at the head.
func (r *Reader) Place() int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y >= r.top() })
	if r.Scroll.Offset.Y <= 0 || i == len(r.lines) {
		return 0
	}
	return r.lines[i].Start()
}

// GoTo shows a place as it was left.
func (r *Reader) GoTo(place int) {
	r.Scroll.ScrollToOffset(fyne.NewPos(0, 0))
	if i := r.lineOf(place); place > 0 && i >= 0 {
		r.ScrollBy(r.lines[i].Y + r.Position().Y)
	}
	r.Refresh()
}

func (r *Reader) lineOf(offset int) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].End() > offset })
	if i == len(r.lines) {
		return len(r.lines) - 1
	}
	return i
}

// OffsetAt is the byte under a place of the widget; −1 outside the text.
func (r *Reader) OffsetAt(pos fyne.Position) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y+r.Lead() > pos.Y })
	if i == len(r.lines) {
		if i == 0 {
			return -1
		}
		i--
	}
	x := pos.X - r.margin(r.laidWidth)
	line := r.lines[i]
	if line.Leftward {
		for _, w := range line.Words {
			if x >= w.X {
				return w.Start
			}
		}
		return line.End()
	}
	for _, w := range line.Words {
		if x < w.X+w.W {
			return r.measureOf(line.Paragraph).OffsetIn(r.Text, w, x-w.X)
		}
	}
	return line.End()
}

// twice is how soon a second tap on a word selects it. Fyne's own double tap
// would hold every single one back as long.
const twice = 400 * time.Millisecond

// Tapped reports which place was tapped; a second time, it selects the word.
func (r *Reader) Tapped(e *fyne.PointEvent) {
	if i := r.CodingAt(e.Position); i >= 0 && r.OnCoding != nil {
		r.OnCoding(i)
		return
	}
	at := r.OffsetAt(e.Position)
	r.Selection = corpus.Span{}
	again := at >= 0 && at < len(r.Text) && time.Since(r.tappedWhen) < twice && max(at-r.tappedAt, r.tappedAt-at) < 3
	r.tappedAt, r.tappedWhen = at, time.Now()
	switch {
	case again && r.OnSelect != nil:
		_, size := utf8.DecodeRuneInString(r.Text[at:])
		r.OnSelect(WholeWords(r.Text, corpus.Span{Start: at, End: at + size}))
	case at >= 0 && r.OnTap != nil:
		r.OnTap(at)
	}
	r.Refresh()
}

// TappedSecondary asks for the menu of what is under the pointer.
func (r *Reader) TappedSecondary(e *fyne.PointEvent) {
	if r.OnMenu != nil {
		r.OnMenu(r.OffsetAt(e.Position), r.CodingAt(e.Position), e.AbsolutePosition)
	}
}

// Dragged selects text, inside quotes and across paragraphs too.
func (r *Reader) Dragged(e *fyne.DragEvent) {
	at := r.OffsetAt(e.Position)
	if at < 0 || r.OnSelect == nil {
		return
	}
	if r.dragFrom < 0 {
		r.dragFrom = r.OffsetAt(e.Position.Subtract(e.Dragged))
	}
	r.Selection = corpus.Span{Start: min(r.dragFrom, at), End: max(r.dragFrom, at)}
	r.Refresh()
}

// DragEnd ends a selection.
func (r *Reader) DragEnd() {
	r.dragFrom = -1
	if r.Selection.Len() > 0 && r.OnSelect != nil {
		r.OnSelect(r.Selection)
	}
}

// Cursor shows that text can be selected.
func (r *Reader) Cursor() desktop.Cursor { return desktop.TextCursor }

// AccessibilityLabel reads out the text in view.
func (r *Reader) AccessibilityLabel() string {
	return r.InView().Text(r.Text)
}

// AccessibilityRole says that it is a text.
func (r *Reader) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// InView is the text a person sees at the moment.
func (r *Reader) InView() corpus.Span {
	first, last := r.linesInView()
	if first >= last {
		return corpus.Span{}
	}
	return corpus.Span{Start: r.lines[first].Start(), End: r.lines[last-1].End()}
}

// linesInView are its lines.
func (r *Reader) linesInView() (first, last int) {
	top := r.top()
	bottom := top + max(r.Scroll.Size().Height, 400)
	first = sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y+2*r.Lead() > top })
	last = sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y >= bottom+r.Lead() })
	return first, last
}

var (
	_ fyne.Tappable          = (*Reader)(nil)
	_ fyne.Draggable         = (*Reader)(nil)
	_ fyne.SecondaryTappable = (*Reader)(nil)
	_ desktop.Cursorable     = (*Reader)(nil)
)

// LineAway is the place above or below another one.
func (r *Reader) LineAway(at, by int) int {
	i := r.lineOf(at) + by
	if i < 0 || i >= len(r.lines) {
		return at
	}
	line := r.lines[i]
	return min(line.End(), line.Start()+max(at-r.lines[i-by].Start(), 0))
}
