package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Gauge shows how far somebody has come toward a goal; without a goal it takes
// no room.
type Gauge struct {
	widget.BaseWidget
	done, goal int
}

// NewGauge returns a gauge without a goal.
func NewGauge() *Gauge {
	g := &Gauge{}
	g.ExtendBaseWidget(g)
	return g
}

// Set shows how much is done of a goal; a goal of 0 hides the gauge.
func (g *Gauge) Set(done, goal int) {
	if g.done != done || g.goal != goal {
		g.done, g.goal = done, goal
		g.Refresh()
	}
}

// MinSize is a thin line.
func (g *Gauge) MinSize() fyne.Size {
	if g.goal == 0 {
		return fyne.NewSize(20, 1)
	}
	return fyne.NewSize(20, 6*TextScale())
}

// CreateRenderer implements fyne.Widget.
func (g *Gauge) CreateRenderer() fyne.WidgetRenderer {
	return NewDrawing(g, g.draw, g.MinSize)
}

func (g *Gauge) draw(size fyne.Size) []fyne.CanvasObject {
	if g.goal == 0 {
		return nil
	}
	p := Colors()
	ground, part := canvas.NewRectangle(p.Line), canvas.NewRectangle(p.Confirmed)
	ground.CornerRadius, part.CornerRadius = size.Height/2, size.Height/2
	Put(ground, 0, 0, size.Width, size.Height)
	Put(part, 0, 0, size.Width*min(1, float32(g.done)/float32(g.goal)), size.Height)
	return []fyne.CanvasObject{ground, part}
}
