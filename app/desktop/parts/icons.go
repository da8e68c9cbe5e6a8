package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// An icon is drawn with lines of one weight in a square of 24, so that all of the
// rail belong together whatever the fonts of the machine hold.
type icon struct {
	lines [][]float32 // x, y of each point of a polyline
	rings [][3]float32
}

// icons by the sign they stand for.
var icons = map[string]icon{
	"☰": {lines: [][]float32{{4, 6, 20, 6}, {4, 12, 20, 12}, {4, 18, 14, 18}}},
	"❝": {
		lines: [][]float32{
			{10, 7, 5, 7, 5, 13, 10, 13, 10, 7},
			{10, 13, 9, 16, 6, 18},
			{19, 7, 14, 7, 14, 13, 19, 13, 19, 7},
			{19, 13, 18, 16, 15, 18},
		},
	},
	"☻": {lines: [][]float32{{4, 20, 5, 17, 8, 15, 16, 15, 19, 17, 20, 20}}, rings: [][3]float32{{12, 8, 4}}},
	"♯": {lines: [][]float32{{9, 4, 7, 20}, {17, 4, 15, 20}, {4, 9, 20, 9}, {4, 15, 20, 15}}},
	"◔": {lines: [][]float32{{4, 4, 4, 20, 20, 20}, {7, 15, 11, 10, 14, 13, 19, 6}}},
	"✓": {lines: [][]float32{{4, 13, 9, 18, 20, 6}}},
	"⌘": {lines: [][]float32{{5, 7, 10, 12, 5, 17}, {12, 18, 19, 18}}},
	"⁂": {
		lines: [][]float32{{8, 15, 10, 10}, {14, 10, 16, 15}, {9, 18, 15, 18}},
		rings: [][3]float32{{12, 6, 3}, {6, 18, 3}, {18, 18, 3}},
	},
}

// drawIcon draws an icon in the middle of a box; false where there is none for
// the sign.
func drawIcon(sign string, c color.Color, x, y, w, h float32) ([]fyne.CanvasObject, bool) {
	i, ok := icons[sign]
	if !ok {
		return nil, false
	}
	scale := min(w, h) / 26 * 0.82
	x, y = x+(w-24*scale)/2, y+(h-24*scale)/2
	width := 1.7 * TextScale()
	var out []fyne.CanvasObject
	for _, points := range i.lines {
		for n := 2; n+1 < len(points); n += 2 {
			l := canvas.NewLine(c)
			l.StrokeWidth = width
			l.Position1, l.Position2 = fyne.NewPos(
				x+points[n-2]*scale,
				y+points[n-1]*scale,
			), fyne.NewPos(
				x+points[n]*scale,
				y+points[n+1]*scale,
			)
			out = append(out, l)
		}
	}
	for _, r := range i.rings {
		ring := canvas.NewCircle(color.Transparent)
		ring.StrokeColor, ring.StrokeWidth = c, width
		Put(ring, x+(r[0]-r[2])*scale, y+(r[1]-r[2])*scale, 2*r[2]*scale, 2*r[2]*scale)
		out = append(out, ring)
	}
	return out, true
}
