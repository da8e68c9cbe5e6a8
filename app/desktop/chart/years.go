package chart

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// Years is a small chart of counts by year.
type Years struct {
	widget.BaseWidget
	years []app.YearCount
}

func NewYears(years []app.YearCount) *Years {
	b := &Years{years: years}
	b.ExtendBaseWidget(b)
	return b
}

func (b *Years) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(b, b.draw, func() fyne.Size { return fyne.NewSize(200, 90*parts.TextScale()) })
}

func (b *Years) draw(size fyne.Size) []fyne.CanvasObject {
	p := parts.Colors()
	most, first := 1, b.years[0].Year
	last := b.years[len(b.years)-1].Year
	for _, y := range b.years {
		most = max(most, y.Count)
	}
	step := min(size.Width/float32(last-first+1), 80)
	var out []fyne.CanvasObject
	for _, y := range b.years {
		x := float32(y.Year-first) * step
		h := max(size.Height-36*parts.TextScale(), 0) * float32(y.Count) / float32(most)
		box := canvas.NewRectangle(p.Accent)
		box.CornerRadius = 2
		box.Move(fyne.NewPos(x+step*0.15, size.Height-18*parts.TextScale()-h))
		box.Resize(fyne.NewSize(step*0.7, h))
		out = append(
			out,
			box,
			parts.Text(fmt.Sprint(y.Count), x+step/2, size.Height-34*parts.TextScale()-h, p.Ink, fyne.TextAlignCenter),
			parts.Text(fmt.Sprint(y.Year), x+step/2, size.Height-16*parts.TextScale(), p.Soft, fyne.TextAlignCenter),
		)
	}
	return out
}
