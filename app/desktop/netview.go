package desktop

import (
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
)

// netView shows a picture of a network: its ties and nodes as one image, however many
// there are, its level texts in the face of the interface. What is under the mouse is
// told; a click chooses it.
type netView struct {
	widget.BaseWidget
	make     func(width, height float64) app.NetworkPicture // of a size in points
	onChoose func(node string, tie [2]string)
	least    fyne.Size
	own      bool // the picture has a size of its own

	picture app.NetworkPicture
	size    fyne.Size // for which it was made; zero: anew
	zoom    float32   // of a point of the picture on the screen
	raster  *canvas.Raster
	texts   []fyne.CanvasObject
	node    string    // under the mouse
	tie     [2]string // likewise
	at      fyne.Position
}

func newNetView(make func(width, height float64) app.NetworkPicture, choose func(node string, tie [2]string)) *netView {
	v := &netView{make: make, onChoose: choose, least: fyne.NewSize(320, 430)}
	v.ExtendBaseWidget(v)
	return v
}

// set draws anew what make makes.
func (v *netView) set() {
	v.size, v.node, v.tie = fyne.Size{}, "", [2]string{}
	v.Refresh()
}

// prepare makes the picture for a size, once. One with a size of its own is made
// smaller where there is no room.
func (v *netView) prepare(size fyne.Size) {
	if v.size == size && v.raster != nil {
		return
	}
	v.size, v.zoom = size, textScale()
	v.picture = v.make(float64(size.Width/v.zoom), float64(size.Height/v.zoom))
	if wide := float32(v.picture.Width) * v.zoom; v.own && size.Width > 0 && wide > size.Width {
		v.zoom *= size.Width / wide
	}
	picture := v.picture
	var drawn image.Image // kept: what is under the mouse lies over it
	wide := 0
	v.raster = canvas.NewRaster(func(w, _ int) image.Image {
		if w == wide {
			return drawn
		}
		wide, drawn = w, picture.Image(float64(w)/max(picture.Width, 1), func(s app.NetworkShape) bool { return s.Kind != app.NetworkText || s.Angle != 0 })
		return drawn
	})
	put(v.raster, 0, 0, float32(picture.Width)*v.zoom, float32(picture.Height)*v.zoom)
	v.texts = nil
	for _, s := range v.picture.Shapes {
		if s.Kind != app.NetworkText || s.Angle != 0 {
			continue
		}
		t := canvas.NewText(s.Words, s.Color)
		t.TextSize = float32(s.Size) * v.zoom
		w := float32(measureUI(s.Words, s.Size)) * v.zoom
		x := float32(s.At.X)*v.zoom - []float32{0, w / 2, w}[s.Anchor]
		put(t, x, float32(s.At.Y)*v.zoom-t.MinSize().Height/2, w, t.MinSize().Height)
		v.texts = append(v.texts, t)
	}
}

func (v *netView) draw(size fyne.Size) []fyne.CanvasObject {
	if size.Width < 60 || size.Height < 60 {
		return nil
	}
	v.prepare(size)
	out := append([]fyne.CanvasObject{v.raster}, v.texts...)
	return append(out, v.told(size)...)
}

// told marks what is under the mouse and says what it is.
func (v *netView) told(size fyne.Size) []fyne.CanvasObject {
	words := v.node
	if v.tie[0] != "" {
		words = v.tie[0] + " — " + v.tie[1]
	}
	if words == "" {
		return nil
	}
	p, s := colors(), textScale()
	var out []fyne.CanvasObject
	for _, shape := range v.picture.Shapes {
		if shape.Kind == app.NetworkLine && (shape.Tie == v.tie && v.tie[0] != "" || v.node != "" && (shape.Tie[0] == v.node || shape.Tie[1] == v.node)) {
			out = append(out, stroke(float32(shape.At.X)*v.zoom, float32(shape.At.Y)*v.zoom, float32(shape.To.X)*v.zoom, float32(shape.To.Y)*v.zoom, p.Accent, 2))
		}
	}
	m := labelFace().Measurer()
	wide := min(m.Width(words)+16*s, size.Width-8)
	x, y := min(v.at.X+12, size.Width-wide-4), max(v.at.Y-34*s, 2)
	box := canvas.NewRectangle(p.Panel)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = p.Soft, 1, 5
	put(box, x, y, wide, 24*s)
	return append(out, box, label(words, labelFace(), p.Ink, x+8*s, y+3*s, wide-12*s))
}

func (v *netView) hit(at fyne.Position) (string, [2]string) {
	if v.zoom == 0 {
		return "", [2]string{}
	}
	return app.NetworkHit(v.picture, float64(at.X/v.zoom), float64(at.Y/v.zoom))
}

// MouseIn, MouseMoved and MouseOut tell what lies under the mouse.
func (v *netView) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }
func (v *netView) MouseMoved(e *desktop.MouseEvent) {
	node, tie := v.hit(e.Position)
	if node != v.node || tie != v.tie {
		v.node, v.tie, v.at = node, tie, e.Position
		v.Refresh()
	}
}
func (v *netView) MouseOut() {
	if v.node != "" || v.tie[0] != "" {
		v.node, v.tie = "", [2]string{}
		v.Refresh()
	}
}

// Tapped chooses what lies there.
func (v *netView) Tapped(e *fyne.PointEvent) {
	if node, tie := v.hit(e.Position); v.onChoose != nil && (node != "" || tie[0] != "") {
		v.onChoose(node, tie)
	}
}

// AccessibilityLabel reads out what is drawn.
func (v *netView) AccessibilityLabel() string {
	parts := []string{v.picture.Title}
	for _, s := range v.picture.Shapes {
		if s.Kind != app.NetworkText && s.Node != "" {
			parts = append(parts, s.Node)
		}
	}
	return strings.Join(parts, " ")
}

// AccessibilityRole says that it is read like a text.
func (v *netView) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

var (
	_ fyne.Tappable     = (*netView)(nil)
	_ desktop.Hoverable = (*netView)(nil)
	_ fyne.Accessible   = (*netView)(nil)
)

func (v *netView) CreateRenderer() fyne.WidgetRenderer {
	return newDrawing(v, v.draw, func() fyne.Size {
		s := textScale()
		least := fyne.NewSize(v.least.Width*s, v.least.Height*s)
		if v.own {
			v.prepare(v.Size())
			return fyne.NewSize(min(least.Width, float32(v.picture.Width)*v.zoom), float32(v.picture.Height)*v.zoom)
		}
		return least
	})
}
