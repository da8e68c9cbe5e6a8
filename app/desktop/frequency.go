package desktop

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// mostMonths is how many months are told apart; a longer time is counted by
// year.
const mostMonths = 36

// periods turns counts by month into those that are shown: by month, or by year
// where the time is long. Quotes without a date are left out; times without
// quotes are put in, so that a gap is seen as one. by is "month" or "year".
func periods(months []app.PeriodCount) (shown []app.PeriodCount, by string) {
	known := map[string]app.PeriodCount{}
	first, last := 0, 0
	for _, m := range months {
		var year, month int
		if _, err := fmt.Sscanf(m.Period, "%d-%d", &year, &month); err != nil {
			continue
		}
		at := year*12 + month - 1
		if len(known) == 0 {
			first, last = at, at
		}
		first, last = min(first, at), max(last, at)
		known[m.Period] = m
	}
	if len(known) == 0 {
		return nil, ""
	}
	name := func(at int) string { return fmt.Sprintf("%04d-%02d", at/12, at%12+1) }
	by = "month"
	if last-first >= mostMonths {
		by = "year"
	}
	for at := first; at <= last; at++ {
		period := name(at)
		if by == "year" {
			period = period[:4]
		}
		if n := len(shown); n == 0 || shown[n-1].Period != period {
			shown = append(shown, app.PeriodCount{Period: period})
		}
		c, m := &shown[len(shown)-1], known[name(at)]
		c.Found, c.Words = c.Found+m.Found, c.Words+m.Words
		if c.Words > 0 {
			c.PerMillion = float64(c.Found) / float64(c.Words) * 1e6
		}
	}
	return shown, by
}

// frequencyStrip shows how often something is said, time by time; a tap on one
// narrows to it.
type frequencyStrip struct {
	widget.BaseWidget
	counts  []app.PeriodCount
	by      string
	chosen  func(period string) bool
	onTap   func(by, period string)
	hovered int
}

func newFrequencyStrip(chosen func(string) bool, onTap func(by, period string)) *frequencyStrip {
	f := &frequencyStrip{chosen: chosen, onTap: onTap, hovered: -1}
	f.ExtendBaseWidget(f)
	return f
}

// set shows other counts, by month.
func (f *frequencyStrip) set(months []app.PeriodCount) {
	f.counts, f.by = periods(months)
	f.hovered = -1
	f.Refresh()
}

// MinSize is a line of words, the bars and their times.
func (f *frequencyStrip) MinSize() fyne.Size { return fyne.NewSize(120, 108*parts.TextScale()) }

func (f *frequencyStrip) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(f, f.draw, f.MinSize)
}

// step is the room of one time.
func (f *frequencyStrip) step(width float32) float32 {
	return min((width-2*parts.RowPad)/float32(max(len(f.counts), 1)), 80*parts.TextScale())
}

func (f *frequencyStrip) draw(size fyne.Size) []fyne.CanvasObject {
	if len(f.counts) == 0 {
		return nil
	}
	p, s := parts.Colors(), parts.TextScale()
	line := canvas.NewRectangle(p.Line)
	parts.Put(line, 0, 0, size.Width, 1)
	about := T("per million words of all quotes, by year")
	if f.by == "month" {
		about = T("per million words of all quotes, by month")
	}
	if f.hovered >= 0 && f.hovered < len(f.counts) {
		c := f.counts[f.hovered]
		about = c.Period + ": " + parts.Count(c.Found, "quote") + " · " + Tf("%.0f per million words", c.PerMillion)
	}
	out := []fyne.CanvasObject{
		line,
		parts.Label(about, parts.LabelFace(), p.Soft, parts.RowPad, 6*s, size.Width-2*parts.RowPad),
	}
	most := 0.0
	for _, c := range f.counts {
		most = max(most, c.PerMillion)
	}
	step, foot := f.step(size.Width), size.Height-20*s
	every := 1 + int(60*s/step) // so many times are named that the names do not touch
	for i, c := range f.counts {
		x := parts.RowPad + float32(i)*step
		h := float32(0)
		if most > 0 {
			h = (foot - 30*s) * float32(c.PerMillion/most)
		}
		bar := canvas.NewRectangle(f.color(i))
		bar.CornerRadius = 2
		parts.Put(bar, x+step*0.15, foot-h, step*0.7, h)
		if c.Found == 0 {
			bar.Hide()
		}
		out = append(out, bar)
		if i%every == 0 {
			name := parts.Text(c.Period, x+step/2, foot+2*s, p.Soft, fyne.TextAlignCenter)
			name.Move(fyne.NewPos(max(name.Position().X, parts.RowPad/2), name.Position().Y))
			out = append(out, name)
		}
	}
	return out
}

// color is that of a bar: faded while others are chosen.
func (f *frequencyStrip) color(i int) color.Color {
	p := parts.Colors()
	any := false
	for _, c := range f.counts {
		any = any || f.chosen(c.Period)
	}
	switch {
	case i == f.hovered, any && f.chosen(f.counts[i].Period):
		return p.Accent
	case any:
		return parts.WithAlpha(p.Accent, 70)
	}
	return parts.WithAlpha(p.Accent, 190)
}

func (f *frequencyStrip) at(pos fyne.Position) int {
	i := int((pos.X - parts.RowPad) / f.step(f.Size().Width))
	if pos.X < parts.RowPad || i >= len(f.counts) {
		return -1
	}
	return i
}

// Tapped narrows to the time under the pointer, or widens again.
func (f *frequencyStrip) Tapped(e *fyne.PointEvent) {
	if i := f.at(e.Position); i >= 0 {
		f.onTap(f.by, f.counts[i].Period)
	}
}

// MouseIn, MouseMoved and MouseOut tell the figures of the time under the
// pointer.
func (f *frequencyStrip) MouseIn(e *desktop.MouseEvent)    { f.hover(f.at(e.Position)) }
func (f *frequencyStrip) MouseMoved(e *desktop.MouseEvent) { f.hover(f.at(e.Position)) }
func (f *frequencyStrip) MouseOut()                        { f.hover(-1) }

func (f *frequencyStrip) hover(i int) {
	if f.hovered != i {
		f.hovered = i
		f.Refresh()
	}
}

// Cursor is a hand.
func (f *frequencyStrip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel reads out the figures; AccessibilityRole says that they are
// text.
func (f *frequencyStrip) AccessibilityLabel() string {
	words := T("Frequency over time")
	for _, c := range f.counts {
		words += fmt.Sprintf("; %s: %d", c.Period, c.Found)
	}
	return words
}

func (f *frequencyStrip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

var (
	_ fyne.Tappable     = (*frequencyStrip)(nil)
	_ desktop.Hoverable = (*frequencyStrip)(nil)
	_ fyne.Accessible   = (*frequencyStrip)(nil)
)

// overStrip puts an object over a strip, which is left out where there is nothing
// to count or the room is short.
type overStrip struct{ strip *frequencyStrip }

// leastOver is the height at 100 % text that the upper part needs.
const leastOver = 230

func (o overStrip) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	foot := o.strip.MinSize().Height
	fits := len(o.strip.counts) > 0 && size.Height-foot >= leastOver*parts.TextScale()
	parts.Show(o.strip, fits)
	if !fits {
		foot = 0
	}
	parts.Put(objects[0], 0, 0, size.Width, size.Height-foot)
	parts.Put(o.strip, 0, size.Height-foot, size.Width, foot)
}

func (overStrip) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
