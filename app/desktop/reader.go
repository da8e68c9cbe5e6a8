package desktop

import (
	"image/color"
	"sort"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
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
	struck    bool // the line runs through the words
}

// bar is a line in the margin beside a stretch.
type bar struct {
	span   corpus.Span
	color  color.Color
	dashed bool
}

// reader shows a long text with marks, under a head that scrolls with it. Only
// the lines in view have objects on the canvas, so a text of a hundred thousand
// words opens and scrolls like a short one.
type reader struct {
	widget.BaseWidget
	scroll *container.Scroll
	head   *fyne.Container // headline and source

	text       string
	paragraphs []corpus.Paragraph
	marks      []mark
	bars       []bar
	frame      []corpus.Span // the current quote
	find       []corpus.Span

	coded   bool // it has a margin for codings
	codings []coding
	current int // of codings; −1 for none
	placed  []placedCoding
	lanes   int

	onTap    func(offset int)
	onCoding func(i int)
	onMenu   func(offset, coding int, at fyne.Position) // −1 where there is none; at is a place of the window
	onSelect func(corpus.Span)

	lines     []textLine
	laidWidth float32
	height    float32
	measure   *measurer
	bold      *measurer       // of subheads
	over      *fyne.Container // what lies at the selection
	selection corpus.Span
	dragFrom  int

	tappedAt   int
	tappedWhen time.Time
}

const (
	readerMargin = 28 // the least room beside the text; the bars stand in it
	readerTop    = 12
	barAt        = 18 // from the text to the bars
)

func newReader() *reader {
	r := &reader{dragFrom: -1, current: -1, head: newColumn(4), over: container.NewStack()}
	r.ExtendBaseWidget(r)
	r.scroll = container.NewVScroll(container.New(readerLayout{r}, r.head, r, r.over))
	r.scroll.OnScrolled = func(fyne.Position) { r.Refresh() }
	return r
}

// readerLayout puts the head over the text, both at the width that reads well.
type readerLayout struct{ r *reader }

func (l readerLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	r := l.r
	put(r.head, r.margin(size.Width), 0, r.column(size.Width), r.head.MinSize().Height)
	h := r.head.MinSize().Height // now that it knows its width
	put(r.head, r.margin(size.Width), 0, r.column(size.Width), h)
	put(r, 0, h, size.Width, size.Height-h)
	r.placeOver()
}

// placeOver puts what lies at the selection under its last line, or over its
// first where no line is left below.
func (r *reader) placeOver() {
	if len(r.over.Objects) == 0 || len(r.lines) == 0 || r.selection.Empty() {
		return
	}
	width := min(r.column(r.laidWidth), r.laidWidth-12)
	r.over.Resize(fyne.NewSize(width, r.over.MinSize().Height))
	h := r.over.MinSize().Height // now that it knows its width
	first, last := r.lines[r.lineOf(r.selection.Start)], r.lines[r.lineOf(max(r.selection.End-1, r.selection.Start))]
	y := last.Y + r.lead() + 5
	if view := r.scroll.Size().Height; y+h > r.top()+view && first.Y-h-5 > r.top() {
		y = first.Y - h - 5
	}
	put(r.over, r.margin(r.laidWidth), r.Position().Y+y, width, h)
}

func (l readerLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, l.r.head.MinSize().Height+l.r.MinSize().Height)
}

// setText shows another text.
func (r *reader) setText(text string, paragraphs []corpus.Paragraph) {
	r.text, r.paragraphs = text, paragraphs
	r.marks, r.bars, r.frame, r.find, r.selection = nil, nil, nil, nil, corpus.Span{}
	r.codings, r.placed, r.current = nil, nil, -1
	r.laidWidth = 0
	r.layOut(r.Size().Width)
	r.scroll.Refresh()
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
	return max(120, min(width-r.codingRoom(width)-2*readerMargin, readingColumn*textScale()))
}

// margin is the room at its left, which keeps it in the middle of a wide pane.
func (r *reader) margin(width float32) float32 {
	return max(readerMargin, (width-r.codingRoom(width)-r.column(width))/2)
}

// layOut breaks the whole text into lines for a width: words are measured once,
// the rest is sums.
func (r *reader) layOut(width float32) {
	if width < 50 || width == r.laidWidth && r.measure != nil && r.measure.Size == r.size() {
		return
	}
	if r.measure == nil || r.measure.Size != r.size() {
		r.measure, r.bold = newMeasurer(r.size(), serif), newMeasurer(r.size(), serifBold)
	}
	r.laidWidth = width
	r.lines = r.lines[:0]
	y := float32(readerTop)
	for i, p := range r.paragraphs {
		if p.Kind == corpus.Subhead {
			y += r.lead() / 3
		}
		leftward, measure := runsLeft(r.text[p.Span.Start:p.Span.End]), r.measureOf(i)
		for _, words := range breakLines(r.text, p.Span.Start, p.Span.End, r.column(width), measure) {
			if leftward {
				turnLine(r.text, words, r.column(width), measure.Width(" "))
			}
			r.lines = append(r.lines, textLine{Words: words, Y: y, Paragraph: i, Leftward: leftward})
			y += r.lead()
		}
		y += r.lead() * 0.5
	}
	r.height = y + r.lead()
	r.placeCodings()
}

// measureOf measures the words of a paragraph: subheads are set in bold.
func (r *reader) measureOf(paragraph int) *measurer {
	if r.isHead(paragraph) {
		return r.bold
	}
	return r.measure
}

func (r *reader) isHead(paragraph int) bool {
	k := r.paragraphs[paragraph].Kind
	return k == corpus.Subhead || k == corpus.LiveEntry
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

// top is where the view begins, in the text's own measure.
func (r *reader) top() float32 { return r.scroll.Offset.Y - r.Position().Y }

// scrollTo brings a place of the text into view, a third from the top.
func (r *reader) scrollTo(offset int) {
	i := r.lineOf(offset)
	if i < 0 {
		return
	}
	y, view := r.lines[i].Y, r.scroll.Size().Height
	if y < r.top()+r.lead() || y > r.top()+view-3*r.lead() {
		r.scrollBy(y - view/3 - r.top())
	}
	r.Refresh()
}

// scrollBy moves the view; it stays inside the text.
func (r *reader) scrollBy(dy float32) {
	most := max(0, r.Position().Y+r.height-r.scroll.Size().Height)
	r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(r.scroll.Offset.Y+dy, most))))
}

// place is the first byte in view, by which a reader finds back to where they
// were in any window and at any size of text; 0 at the head.
func (r *reader) place() int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y >= r.top() })
	if r.scroll.Offset.Y <= 0 || i == len(r.lines) {
		return 0
	}
	return r.lines[i].Start()
}

// goTo shows a place as it was left.
func (r *reader) goTo(place int) {
	r.scroll.ScrollToOffset(fyne.NewPos(0, 0))
	if i := r.lineOf(place); place > 0 && i >= 0 {
		r.scrollBy(r.lines[i].Y + r.Position().Y)
	}
	r.Refresh()
}

func (r *reader) lineOf(offset int) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].End() > offset })
	if i == len(r.lines) {
		return len(r.lines) - 1
	}
	return i
}

// offsetAt is the byte under a place of the widget; −1 outside the text.
func (r *reader) offsetAt(pos fyne.Position) int {
	i := sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y+r.lead() > pos.Y })
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
			return r.measureOf(line.Paragraph).OffsetIn(r.text, w, x-w.X)
		}
	}
	return line.End()
}

// twice is how soon a second tap on a word selects it. Fyne's own double tap
// would hold every single one back as long.
const twice = 400 * time.Millisecond

// Tapped tells which place was tapped; a second time, it selects the word.
func (r *reader) Tapped(e *fyne.PointEvent) {
	if i := r.codingAtPoint(e.Position); i >= 0 && r.onCoding != nil {
		r.onCoding(i)
		return
	}
	at := r.offsetAt(e.Position)
	r.selection = corpus.Span{}
	again := at >= 0 && at < len(r.text) && time.Since(r.tappedWhen) < twice && max(at-r.tappedAt, r.tappedAt-at) < 3
	r.tappedAt, r.tappedWhen = at, time.Now()
	switch {
	case again && r.onSelect != nil:
		_, size := utf8.DecodeRuneInString(r.text[at:])
		r.onSelect(wholeWords(r.text, corpus.Span{Start: at, End: at + size}))
	case at >= 0 && r.onTap != nil:
		r.onTap(at)
	}
	r.Refresh()
}

// TappedSecondary asks for the menu of what is under the pointer.
func (r *reader) TappedSecondary(e *fyne.PointEvent) {
	if r.onMenu != nil {
		r.onMenu(r.offsetAt(e.Position), r.codingAtPoint(e.Position), e.AbsolutePosition)
	}
}

// Dragged selects text, inside quotes and across paragraphs too.
func (r *reader) Dragged(e *fyne.DragEvent) {
	at := r.offsetAt(e.Position)
	if at < 0 || r.onSelect == nil {
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

// AccessibilityLabel reads out the text in view.
func (r *reader) AccessibilityLabel() string {
	first, last := r.inView()
	if first >= last {
		return ""
	}
	return r.text[r.lines[first].Start():r.lines[last-1].End()]
}

// AccessibilityRole says that it is a text.
func (r *reader) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// inView are the lines a person sees at the moment.
func (r *reader) inView() (first, last int) {
	top := r.top()
	bottom := top + max(r.scroll.Size().Height, 400)
	first = sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y+2*r.lead() > top })
	last = sort.Search(len(r.lines), func(i int) bool { return r.lines[i].Y >= bottom+r.lead() })
	return first, last
}

var (
	_ fyne.Tappable          = (*reader)(nil)
	_ fyne.Draggable         = (*reader)(nil)
	_ fyne.SecondaryTappable = (*reader)(nil)
	_ desktop.Cursorable     = (*reader)(nil)
)
