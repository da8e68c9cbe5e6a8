package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// gauge shows how far somebody has come toward a goal; without a goal it takes
// no room.
type gauge struct {
	widget.BaseWidget
	done, goal int
}

func newGauge() *gauge {
	g := &gauge{}
	g.ExtendBaseWidget(g)
	return g
}

func (g *gauge) set(done, goal int) {
	if g.done != done || g.goal != goal {
		g.done, g.goal = done, goal
		g.Refresh()
	}
}

// MinSize is a thin line.
func (g *gauge) MinSize() fyne.Size {
	if g.goal == 0 {
		return fyne.NewSize(20, 1)
	}
	return fyne.NewSize(20, 6*textScale())
}

func (g *gauge) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{draw: g.draw, minSize: g.MinSize}
}

func (g *gauge) draw(size fyne.Size) []fyne.CanvasObject {
	if g.goal == 0 {
		return nil
	}
	p := colors()
	ground, part := canvas.NewRectangle(p.line), canvas.NewRectangle(p.confirmed)
	ground.CornerRadius, part.CornerRadius = size.Height/2, size.Height/2
	put(ground, 0, 0, size.Width, size.Height)
	put(part, 0, 0, size.Width*min(1, float32(g.done)/float32(g.goal)), size.Height)
	return []fyne.CanvasObject{ground, part}
}
