package draw

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	ximage "golang.org/x/image/draw"
)

// SVG writes the picture as SVG 1.1. Text stays text.
func (p Picture) SVG(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(
		&b,
		`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="sans-serif" role="img">`+"\n",
		p.Width,
		p.Height,
		p.Width,
		p.Height,
	)
	fmt.Fprintf(
		&b,
		"<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" %s/>\n",
		escaped(p.Title),
		paint("fill", p.Ground),
	)
	for _, s := range p.Shapes {
		s.svg(&b)
	}
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (s Shape) svg(b *bytes.Buffer) {
	about := ""
	if s.Tie[0] != "" {
		about = s.Tie[0] + " – " + s.Tie[1]
	} else if s.Kind != Text {
		about = s.Node
	}
	open, end := "", "/>\n"
	switch s.Kind {
	case Line:
		dash := ""
		if s.Dashed {
			dash = ` stroke-dasharray="5 4"`
		}
		open = fmt.Sprintf(
			`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" %s stroke-width="%.2f"%s`,
			s.At.X,
			s.At.Y,
			s.To.X,
			s.To.Y,
			paint("stroke", s.Color),
			s.Width,
			dash,
		)
		end = "</line>\n"
	case Circle:
		open, end = fmt.Sprintf(
			`<circle cx="%.1f" cy="%.1f" r="%.1f" %s`,
			s.At.X,
			s.At.Y,
			s.Radius,
			paint("fill", s.Color),
		), "</circle>\n"
	case Square:
		side := s.Radius * 1.77
		open, end = fmt.Sprintf(
			`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2" %s`,
			s.At.X-side/2,
			s.At.Y-side/2,
			side,
			side,
			paint("fill", s.Color),
		), "</rect>\n"
	case Rect:
		open, end = fmt.Sprintf(
			`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2" %s`,
			s.At.X,
			s.At.Y,
			s.To.X-s.At.X,
			s.To.Y-s.At.Y,
			paint("fill", s.Color),
		), "</rect>\n"
	case Diamond, Area:
		open = `<polygon points="`
		for _, q := range s.corners() {
			open += fmt.Sprintf("%.1f,%.1f ", q.X, q.Y)
		}
		open, end = open+`" `+paint("fill", s.Color), "</polygon>\n"
	case Text:
		weight, turn := "", ""
		if s.Bold {
			weight = ` font-weight="bold"`
		}
		if s.Angle != 0 {
			turn = fmt.Sprintf(` transform="rotate(%.1f %.1f %.1f)"`, -s.Angle, s.At.X, s.At.Y)
		}
		fmt.Fprintf(
			b,
			`<text x="%.1f" y="%.1f" font-size="%.1f" text-anchor="%s" dominant-baseline="central" %s%s%s>%s</text>`+"\n",
			s.At.X,
			s.At.Y,
			s.Size,
			[...]string{"start", "middle", "end"}[s.Anchor],
			paint("fill", s.Color),
			weight,
			turn,
			escaped(s.Words),
		)
		return
	}
	b.WriteString(open + ">")
	if about != "" {
		b.WriteString("<title>" + escaped(about) + "</title>")
	}
	b.WriteString(end)
}

func paint(what string, c color.NRGBA) string {
	if c.A == 0xff {
		return fmt.Sprintf(`%s="#%02x%02x%02x"`, what, c.R, c.G, c.B)
	}
	return fmt.Sprintf(`%s="#%02x%02x%02x" %s-opacity="%.2f"`, what, c.R, c.G, c.B, what, float64(c.A)/255)
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// corners are those of a diamond or an area.
func (s Shape) corners() []Point {
	if s.Kind == Area {
		return s.Points
	}
	r := s.Radius * 1.2
	return []Point{{s.At.X, s.At.Y - r}, {s.At.X + r, s.At.Y}, {s.At.X, s.At.Y + r}, {s.At.X - r, s.At.Y}}
}

// PNG writes the picture at scale dots a point.
func (p Picture) PNG(w io.Writer, scale float64) error {
	return png.Encode(w, p.Image(scale, func(Shape) bool { return true }))
}

// Image draws the shapes that are wanted at scale dots a point.
func (p Picture) Image(scale float64, wanted func(Shape) bool) *image.RGBA {
	canvas := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale))))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(p.Ground), image.Point{}, draw.Src)
	raster := vector.NewRasterizer(0, 0)
	fill := func(points []Point, c color.NRGBA) {
		if len(points) == 0 {
			return
		}
		low, high := points[0], points[0]
		for _, q := range points {
			low, high = Point{
				math.Min(low.X, q.X),
				math.Min(low.Y, q.Y),
			}, Point{
				math.Max(high.X, q.X),
				math.Max(high.Y, q.Y),
			}
		}
		// The rasterizer costs what it covers: as much as the shape.
		spot := image.Rect(int(math.Floor(low.X*scale)), int(math.Floor(low.Y*scale)), int(math.Ceil(high.X*scale))+1, int(math.Ceil(high.Y*scale))+1).
			Intersect(canvas.Bounds())
		raster.Reset(spot.Dx(), spot.Dy())
		for i, q := range points {
			x, y := float32(q.X*scale)-float32(spot.Min.X), float32(q.Y*scale)-float32(spot.Min.Y)
			if i == 0 {
				raster.MoveTo(x, y)
			} else {
				raster.LineTo(x, y)
			}
		}
		raster.ClosePath()
		raster.Draw(canvas, spot, image.NewUniform(c), image.Point{})
	}
	for _, s := range p.Shapes {
		if !wanted(s) {
			continue
		}
		switch s.Kind {
		case Text:
			s.write(canvas, scale)
		case Line:
			s.stroke(canvas, scale)
		default:
			fill(s.outline(), s.Color)
		}
	}
	return canvas
}

// Lengths of the strokes and gaps of a dashed line, in points.
const dash, blank = 5.0, 4.0

// stroke draws a line by the distance of each pixel beside it: a rasterizer would
// look at all pixels between its ends, and there are thousands of lines.
func (s Shape) stroke(canvas *image.RGBA, scale float64) {
	ax, ay, bx, by := s.At.X*scale, s.At.Y*scale, s.To.X*scale, s.To.Y*scale
	dx, dy := bx-ax, by-ay
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	dx, dy = dx/length, dy/length
	half := s.Width * scale / 2
	steep := math.Abs(dy) > math.Abs(dx)
	from, to, slope := ax, bx, dy/dx
	if steep {
		from, to, slope = ay, by, dx/dy
	}
	start := ax
	other := ay
	if steep {
		start, other = ay, ax
	}
	if from > to {
		from, to = to, from
	}
	beside := (half + 1) / math.Max(math.Abs(dx), math.Abs(dy)) // along the other axis
	for i := int(math.Floor(from - half)); i <= int(math.Ceil(to+half)); i++ {
		middle := other + (float64(i)+0.5-start)*slope
		for j := int(math.Floor(middle - beside)); j <= int(math.Ceil(middle+beside)); j++ {
			x, y := i, j
			if steep {
				x, y = j, i
			}
			px, py := float64(x)+0.5-ax, float64(y)+0.5-ay
			along, off := px*dx+py*dy, math.Abs(px*dy-py*dx)
			cover := clamp(half+0.5-off, 0, min(1, 2*half)) * clamp(along+0.5, 0, 1) * clamp(length-along+0.5, 0, 1)
			if s.Dashed && math.Mod(max(along, 0), (dash+blank)*scale) > dash*scale {
				continue
			}
			if cover > 0 && image.Pt(x, y).In(canvas.Rect) {
				blend(canvas.Pix[canvas.PixOffset(x, y):], s.Color, cover)
			}
		}
	}
}

// blend lays a colour over an opaque pixel.
func blend(pixel []uint8, c color.NRGBA, cover float64) {
	a := cover * float64(c.A) / 255
	for k, v := range [3]uint8{c.R, c.G, c.B} {
		pixel[k] = uint8(float64(pixel[k])*(1-a) + float64(v)*a + 0.5)
	}
}

// outline is the border of a filled shape.
func (s Shape) outline() []Point {
	switch s.Kind {
	case Circle:
		const parts = 48
		out := make([]Point, parts)
		for i := range out {
			angle := 2 * math.Pi * float64(i) / parts
			out[i] = Point{s.At.X + s.Radius*math.Cos(angle), s.At.Y + s.Radius*math.Sin(angle)}
		}
		return out
	case Square:
		r := s.Radius * 0.885
		return []Point{
			{s.At.X - r, s.At.Y - r},
			{s.At.X + r, s.At.Y - r},
			{s.At.X + r, s.At.Y + r},
			{s.At.X - r, s.At.Y + r},
		}
	case Rect:
		return []Point{s.At, {s.To.X, s.At.Y}, s.To, {s.At.X, s.To.Y}}
	}
	return s.corners()
}

// write sets a text; turned ones are set level and turned as an image.
func (s Shape) write(canvas *image.RGBA, scale float64) {
	f := face(s.Size * scale)
	width := MeasureGo(s.Words, s.Size) * scale
	shift := [...]float64{0, width / 2, width}[s.Anchor]
	drop := s.Size * scale * 0.36
	if s.Angle == 0 {
		d := font.Drawer{
			Dst:  canvas,
			Src:  image.NewUniform(s.Color),
			Face: f,
			Dot: fixed.Point26_6{
				X: fixed.Int26_6((s.At.X*scale - shift) * 64),
				Y: fixed.Int26_6((s.At.Y*scale + drop) * 64),
			},
		}
		d.DrawString(s.Words)
		return
	}
	height := int(math.Ceil(s.Size * scale * 2))
	level := image.NewNRGBA(image.Rect(0, 0, int(math.Ceil(width))+2, height))
	d := font.Drawer{
		Dst:  level,
		Src:  image.NewUniform(s.Color),
		Face: f,
		Dot:  fixed.Point26_6{X: 0, Y: fixed.Int26_6((float64(height)/2 + drop) * 64)},
	}
	d.DrawString(s.Words)
	sin, cos := math.Sincos(s.Angle * math.Pi / 180)
	x0, y0 := shift, float64(height)/2
	turn := f64.Aff3{cos, sin, s.At.X*scale - cos*x0 - sin*y0, -sin, cos, s.At.Y*scale + sin*x0 - cos*y0}
	ximage.BiLinear.Transform(canvas, turn, level, level.Bounds(), draw.Over, nil)
}

// PDF writes the picture as a page of its own size. Text stays text, in an embedded
// face.
func (p Picture) PDF(w io.Writer) error {
	f := fpdf.NewCustom(
		&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: p.Width, Ht: p.Height}, OrientationStr: "P"},
	)
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	f.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	f.SetTitle(p.Title, true)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.AddPage()
	f.SetFillColor(int(p.Ground.R), int(p.Ground.G), int(p.Ground.B))
	f.Rect(0, 0, p.Width, p.Height, "F")
	for _, s := range p.Shapes {
		f.SetAlpha(float64(s.Color.A)/255, "Normal")
		f.SetFillColor(int(s.Color.R), int(s.Color.G), int(s.Color.B))
		f.SetDrawColor(int(s.Color.R), int(s.Color.G), int(s.Color.B))
		f.SetTextColor(int(s.Color.R), int(s.Color.G), int(s.Color.B))
		switch s.Kind {
		case Line:
			f.SetLineWidth(s.Width)
			f.SetDashPattern(nil, 0)
			if s.Dashed {
				f.SetDashPattern([]float64{5, 4}, 0)
			}
			f.Line(s.At.X, s.At.Y, s.To.X, s.To.Y)
		case Circle:
			f.Circle(s.At.X, s.At.Y, s.Radius, "F")
		case Text:
			style := ""
			if s.Bold {
				style = "B"
			}
			f.SetFont("go", style, s.Size)
			x := s.At.X - [...]float64{0, 0.5, 1}[s.Anchor]*f.GetStringWidth(s.Words)
			f.TransformBegin()
			if s.Angle != 0 {
				f.TransformRotate(s.Angle, s.At.X, s.At.Y)
			}
			f.Text(x, s.At.Y+s.Size*0.36, s.Words)
			f.TransformEnd()
		default:
			var points []fpdf.PointType
			for _, q := range s.outline() {
				points = append(points, fpdf.PointType{X: q.X, Y: q.Y})
			}
			f.Polygon(points, "F")
		}
	}
	return f.Output(w)
}
