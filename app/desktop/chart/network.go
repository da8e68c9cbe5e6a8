package chart

import (
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// Network shows a picture of a network: its ties and nodes as one image, however many
// there are, its level texts in the face of the interface. What is under the mouse is
// told; a click chooses it.
type Network struct {
	widget.BaseWidget
	make     func(width, height float64) app.NetworkPicture // of a size in points
	onChoose func(node string, tie [2]string)
	Least    fyne.Size
	Own      bool // the picture has a size of its own

	Picture app.NetworkPicture
	size    fyne.Size // for which it was made; zero: not yet
	zoom    float32   // of a point of the picture on the screen
	raster  *canvas.Raster
	texts   []fyne.CanvasObject
	Node    string    // under the mouse
	Tie     [2]string // likewise
	at      fyne.Position
}

func NewNetwork(make func(width, height float64) app.NetworkPicture, choose func(node string, tie [2]string)) *Network {
	v := &Network{make: make, onChoose: choose, Least: fyne.NewSize(320, 430)}
	v.ExtendBaseWidget(v)
	return v
}

// Redraw asks for the picture again.
func (v *Network) Redraw() {
	v.size, v.Node, v.Tie = fyne.Size{}, "", [2]string{}
	v.Refresh()
}

// prepare makes the picture for a size, once. One with a size of its own is made
// smaller where there is no room.
func (v *Network) prepare(size fyne.Size) {
	if v.size == size && v.raster != nil {
		return
	}
	v.size, v.zoom = size, parts.TextScale()
	v.Picture = v.make(float64(size.Width/v.zoom), float64(size.Height/v.zoom))
	if wide := float32(v.Picture.Width) * v.zoom; v.Own && size.Width > 0 && wide > size.Width {
		v.zoom *= size.Width / wide
	}
	picture := v.Picture
	var drawn image.Image // kept: what is under the mouse lies over it
	wide := 0
	v.raster = canvas.NewRaster(func(w, _ int) image.Image {
		if w == wide {
			return drawn
		}
		wide, drawn = w, picture.Image(
			float64(w)/max(picture.Width, 1),
			func(s app.NetworkShape) bool { return s.Kind != app.NetworkText || s.Angle != 0 },
		)
		return drawn
	})
	parts.Put(v.raster, 0, 0, float32(picture.Width)*v.zoom, float32(picture.Height)*v.zoom)
	v.texts = nil
	for _, s := range v.Picture.Shapes {
		if s.Kind != app.NetworkText || s.Angle != 0 {
			continue
		}
		t := canvas.NewText(s.Words, s.Color)
		t.TextSize = float32(s.Size) * v.zoom
		w := float32(parts.MeasureUI(s.Words, s.Size)) * v.zoom
		x := float32(s.At.X)*v.zoom - []float32{0, w / 2, w}[s.Anchor]
		parts.Put(t, x, float32(s.At.Y)*v.zoom-t.MinSize().Height/2, w, t.MinSize().Height)
		v.texts = append(v.texts, t)
	}
}

func (v *Network) draw(size fyne.Size) []fyne.CanvasObject {
	if size.Width < 60 || size.Height < 60 {
		return nil
	}
	v.prepare(size)
	out := append([]fyne.CanvasObject{v.raster}, v.texts...)
	return append(out, v.told(size)...)
}

// told marks what is under the mouse and says what it is.
func (v *Network) told(size fyne.Size) []fyne.CanvasObject {
	words := v.Node
	if v.Tie[0] != "" {
		words = v.Tie[0] + " — " + v.Tie[1]
	}
	if words == "" {
		return nil
	}
	p, s := parts.Colors(), parts.TextScale()
	var out []fyne.CanvasObject
	for _, shape := range v.Picture.Shapes {
		if shape.Kind == app.NetworkLine &&
			(shape.Tie == v.Tie && v.Tie[0] != "" || v.Node != "" && (shape.Tie[0] == v.Node || shape.Tie[1] == v.Node)) {
			out = append(
				out,
				parts.Stroke(
					float32(shape.At.X)*v.zoom,
					float32(shape.At.Y)*v.zoom,
					float32(shape.To.X)*v.zoom,
					float32(shape.To.Y)*v.zoom,
					p.Accent,
					2,
				),
			)
		}
	}
	m := parts.LabelFace().Measurer()
	wide := min(m.Width(words)+16*s, size.Width-8)
	x, y := min(v.at.X+12, size.Width-wide-4), max(v.at.Y-34*s, 2)
	box := canvas.NewRectangle(p.Panel)
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = p.Soft, 1, 5
	parts.Put(box, x, y, wide, 24*s)
	return append(out, box, parts.Label(words, parts.LabelFace(), p.Ink, x+8*s, y+3*s, wide-12*s))
}

func (v *Network) hit(at fyne.Position) (string, [2]string) {
	if v.zoom == 0 {
		return "", [2]string{}
	}
	return app.NetworkHit(v.Picture, float64(at.X/v.zoom), float64(at.Y/v.zoom))
}

// MouseIn, MouseMoved and MouseOut tell what lies under the mouse.
func (v *Network) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

func (v *Network) MouseMoved(e *desktop.MouseEvent) {
	node, tie := v.hit(e.Position)
	if node != v.Node || tie != v.Tie {
		v.Node, v.Tie, v.at = node, tie, e.Position
		v.Refresh()
	}
}

func (v *Network) MouseOut() {
	if v.Node != "" || v.Tie[0] != "" {
		v.Node, v.Tie = "", [2]string{}
		v.Refresh()
	}
}

// Tapped chooses what lies there.
func (v *Network) Tapped(e *fyne.PointEvent) {
	if node, tie := v.hit(e.Position); v.onChoose != nil && (node != "" || tie[0] != "") {
		v.onChoose(node, tie)
	}
}

// AccessibilityLabel reads out what is drawn.
func (v *Network) AccessibilityLabel() string {
	parts := []string{v.Picture.Title}
	for _, s := range v.Picture.Shapes {
		if s.Kind != app.NetworkText && s.Node != "" {
			parts = append(parts, s.Node)
		}
	}
	return strings.Join(parts, " ")
}

// AccessibilityRole says that it is read like a text.
func (v *Network) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

var (
	_ fyne.Tappable     = (*Network)(nil)
	_ desktop.Hoverable = (*Network)(nil)
	_ fyne.Accessible   = (*Network)(nil)
)

func (v *Network) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(v, v.draw, func() fyne.Size {
		s := parts.TextScale()
		least := fyne.NewSize(v.Least.Width*s, v.Least.Height*s)
		if v.Own {
			v.prepare(v.Size())
			return fyne.NewSize(min(least.Width, float32(v.Picture.Width)*v.zoom), float32(v.Picture.Height)*v.zoom)
		}
		return least
	})
}
