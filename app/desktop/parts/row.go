package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// RowPad is the room around the words of a row.
const RowPad = 14

// Row is one entry of a list, drawn from ready-made strings. All rows of a list
// have the same height, so that a million open as fast as ten.
type Row struct {
	widget.BaseWidget
	Paint  func(size fyne.Size) []fyne.CanvasObject
	Height float32
}

// MinSize is the height that all rows of a list share.
func (r *Row) MinSize() fyne.Size { return fyne.NewSize(120, r.Height*TextScale()) }

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer {
	return NewDrawing(r, func(size fyne.Size) []fyne.CanvasObject {
		line := canvas.NewRectangle(Colors().Line)
		Put(line, 0, size.Height-1, size.Width, 1)
		return append(r.Paint(size), line)
	}, r.MinSize)
}

// Label is a line of text in a row, cut to its width.
func Label(s string, f Face, c color.Color, x, y, width float32) *canvas.Text {
	t := canvas.NewText(f.Measurer().Ellipsis(s, width), c)
	t.TextSize, t.TextStyle, t.FontSource = f.Size, f.style(), f.Source()
	Put(t, x, y, width, f.Size*1.45)
	return t
}
