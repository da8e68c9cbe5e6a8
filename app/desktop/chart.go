package desktop

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
)

// chart draws stances over time: a line, a band and points for each key, counts
// under it, events as dotted lines. A point is chosen by a click or the arrow
// keys, tells its figures under the mouse; dragging chooses a period.
type chart struct {
	widget.BaseWidget
	data    app.StanceChart
	hidden  map[string]bool // keys of series that are left out
	form    chartForm
	chosen  [2]int     // series and point; −1 for none
	hovered int        // of hot; −1 for none
	brush   [2]float32 // while dragging; equal for none
	onPoint func(series, point int)
	onBrush func(from, to int) // periods, inclusive
	onOpen  func()             // somebody clicked a point to read its quotes
	hot     []hotSpot
}

// chartForm is how a chart shows its figures.
type chartForm int

// The forms.
const (
	asLine chartForm = iota
	asShares
	asMultiples
)

type hotSpot struct {
	x, y          float32
	series, point int
}

func newChart(onPoint func(series, point int), onBrush func(from, to int)) *chart {
	c := &chart{onPoint: onPoint, onBrush: onBrush, chosen: [2]int{-1, -1}, hovered: -1, hidden: map[string]bool{}}
	c.ExtendBaseWidget(c)
	return c
}

func (c *chart) set(data app.StanceChart) {
	c.data = data
	c.chosen, c.hovered = [2]int{-1, -1}, -1
	c.Refresh()
}

// nearest is the point within reach of a place; −1 for none.
func (c *chart) nearest(at fyne.Position, reach float32) int {
	best, distance := -1, reach*reach
	for i, h := range c.hot {
		dx, dy := h.x-at.X, h.y-at.Y
		if d := dx*dx + dy*dy; d < distance {
			best, distance = i, d
		}
	}
	return best
}

// Tapped chooses the nearest point.
func (c *chart) Tapped(e *fyne.PointEvent) {
	if i := c.nearest(e.Position, 40); i >= 0 {
		c.choose(c.hot[i].series, c.hot[i].point)
		if c.onOpen != nil {
			c.onOpen()
		}
	}
}

// MouseIn, MouseMoved and MouseOut show the figures of the point under the mouse.
func (c *chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }
func (c *chart) MouseMoved(e *desktop.MouseEvent) {
	if i := c.nearest(e.Position, 18); i != c.hovered {
		c.hovered = i
		c.Refresh()
	}
}
func (c *chart) MouseOut() {
	if c.hovered >= 0 {
		c.hovered = -1
		c.Refresh()
	}
}

// Dragged and DragEnd choose a period.
func (c *chart) Dragged(e *fyne.DragEvent) {
	if c.brush[0] == c.brush[1] {
		c.brush[0] = e.Position.X - e.Dragged.DX
	}
	c.brush[1] = e.Position.X
	c.Refresh()
}

func (c *chart) DragEnd() {
	from, to := c.frame(c.Size()).periods(c.brush, len(c.data.Periods))
	c.brush = [2]float32{}
	c.Refresh()
	if c.onBrush != nil && from <= to {
		c.onBrush(from, to)
	}
}

// AccessibilityLabel reads the chart out as sentences.
func (c *chart) AccessibilityLabel() string {
	var b strings.Builder
	for _, s := range c.data.Series {
		fmt.Fprintf(&b, "%s:", s.Label)
		for _, p := range s.Points {
			fmt.Fprintf(&b, " %s %+.2f (%s);", c.data.Periods[p.Period].Label, p.Net, count(p.Judged, "quote"))
		}
	}
	return b.String()
}

// AccessibilityRole says that it is read like a text.
func (c *chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

var (
	_ fyne.Tappable     = (*chart)(nil)
	_ fyne.Draggable    = (*chart)(nil)
	_ desktop.Hoverable = (*chart)(nil)
	_ fyne.Accessible   = (*chart)(nil)
)

func (c *chart) choose(series, point int) {
	c.chosen = [2]int{series, point}
	c.Refresh()
	c.onPoint(series, point)
}

// step chooses the next or previous point, across the series that are shown.
func (c *chart) step(by int) {
	at := -1
	for i, h := range c.hot {
		if c.chosen == [2]int{h.series, h.point} {
			at = i
		}
	}
	if at += by; at < 0 && by < 0 {
		return
	}
	if at = max(at, 0); at < len(c.hot) {
		c.choose(c.hot[at].series, c.hot[at].point)
	}
}

func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	return newDrawing(c, c.draw, func() fyne.Size { return fyne.NewSize(280, 300*textScale()) })
}
