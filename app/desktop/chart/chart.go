package chart

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// Stances draws stances over time: a line, a band and points for each key, counts
// under it, events as dotted lines. A point is chosen by a click or the arrow
// keys, shows its figures under the mouse; dragging chooses a period.
type Stances struct {
	widget.BaseWidget
	Data    app.StanceChart
	Hidden  map[string]bool // keys of series that are left out
	Form    Form
	chosen  [2]int     // series and point; −1 for none
	hovered int        // of hot; −1 for none
	brush   [2]float32 // while dragging; equal for none
	onPoint func(series, point int)
	onBrush func(from, to int) // periods, inclusive
	OnOpen  func()             // somebody clicked a point to read its quotes
	Points  []Spot
}

// Form is how a chart shows its figures.
type Form int

// The forms.
const (
	AsLine Form = iota
	AsShares
	AsMultiples
)

type Spot struct {
	X, Y          float32
	Series, point int
}

func NewStances(onPoint func(series, point int), onBrush func(from, to int)) *Stances {
	c := &Stances{onPoint: onPoint, onBrush: onBrush, chosen: [2]int{-1, -1}, hovered: -1, Hidden: map[string]bool{}}
	c.ExtendBaseWidget(c)
	return c
}

func (c *Stances) Set(data app.StanceChart) {
	c.Data = data
	c.chosen, c.hovered = [2]int{-1, -1}, -1
	c.Refresh()
}

// nearest is the point within reach of a place; −1 for none.
func (c *Stances) nearest(at fyne.Position, reach float32) int {
	best, distance := -1, reach*reach
	for i, h := range c.Points {
		dx, dy := h.X-at.X, h.Y-at.Y
		if d := dx*dx + dy*dy; d < distance {
			best, distance = i, d
		}
	}
	return best
}

// Tapped chooses the nearest point.
func (c *Stances) Tapped(e *fyne.PointEvent) {
	if i := c.nearest(e.Position, 40); i >= 0 {
		c.choose(c.Points[i].Series, c.Points[i].point)
		if c.OnOpen != nil {
			c.OnOpen()
		}
	}
}

// MouseIn, MouseMoved and MouseOut show the figures of the point under the mouse.
func (c *Stances) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

func (c *Stances) MouseMoved(e *desktop.MouseEvent) {
	if i := c.nearest(e.Position, 18); i != c.hovered {
		c.hovered = i
		c.Refresh()
	}
}

func (c *Stances) MouseOut() {
	if c.hovered >= 0 {
		c.hovered = -1
		c.Refresh()
	}
}

// Dragged and DragEnd choose a period.
func (c *Stances) Dragged(e *fyne.DragEvent) {
	if c.brush[0] == c.brush[1] {
		c.brush[0] = e.Position.X - e.Dragged.DX
	}
	c.brush[1] = e.Position.X
	c.Refresh()
}

func (c *Stances) DragEnd() {
	from, to := c.frame(c.Size()).periods(c.brush, len(c.Data.Periods))
	c.brush = [2]float32{}
	c.Refresh()
	if c.onBrush != nil && from <= to {
		c.onBrush(from, to)
	}
}

// AccessibilityLabel reads the chart out as sentences.
func (c *Stances) AccessibilityLabel() string {
	var b strings.Builder
	for _, s := range c.Data.Series {
		fmt.Fprintf(&b, "%s:", s.Label)
		for _, p := range s.Points {
			fmt.Fprintf(&b, " %s %+.2f (%s);", c.Data.Periods[p.Period].Label, p.Net, parts.Count(p.Judged, "quote"))
		}
	}
	return b.String()
}

// AccessibilityRole says that it is read like a text.
func (c *Stances) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

var (
	_ fyne.Tappable     = (*Stances)(nil)
	_ fyne.Draggable    = (*Stances)(nil)
	_ desktop.Hoverable = (*Stances)(nil)
	_ fyne.Accessible   = (*Stances)(nil)
)

func (c *Stances) choose(series, point int) {
	c.chosen = [2]int{series, point}
	c.Refresh()
	c.onPoint(series, point)
}

// Step chooses the next or previous point, across the series that are shown.
func (c *Stances) Step(by int) {
	at := -1
	for i, h := range c.Points {
		if c.chosen == [2]int{h.Series, h.point} {
			at = i
		}
	}
	if at += by; at < 0 && by < 0 {
		return
	}
	if at = max(at, 0); at < len(c.Points) {
		c.choose(c.Points[at].Series, c.Points[at].point)
	}
}

func (c *Stances) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(c, c.Draw, func() fyne.Size { return fyne.NewSize(280, 300*parts.TextScale()) })
}
