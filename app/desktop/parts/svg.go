package parts

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// WriteSVG writes drawn objects as a picture that stays sharp at any size. It
// knows the kinds of object that charts are made of.
func WriteSVG(out io.Writer, size fyne.Size, ground color.Color, objects []fyne.CanvasObject) error {
	var b strings.Builder
	fmt.Fprintf(
		&b,
		`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="sans-serif">`+"\n",
		size.Width,
		size.Height,
		size.Width,
		size.Height,
	)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" %s/>`+"\n", fill(ground))
	for _, o := range objects {
		at, box := o.Position(), o.Size()
		switch o := o.(type) {
		case *canvas.Line:
			fmt.Fprintf(
				&b,
				`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" %s/>`,
				o.Position1.X,
				o.Position1.Y,
				o.Position2.X,
				o.Position2.Y,
				edge(o.StrokeColor, o.StrokeWidth),
			)
		case *canvas.Rectangle:
			fmt.Fprintf(
				&b,
				`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" %s/>`,
				at.X,
				at.Y,
				box.Width,
				box.Height,
				fill(o.FillColor),
			)
		case *canvas.Circle:
			fmt.Fprintf(
				&b,
				`<circle cx="%.1f" cy="%.1f" r="%.1f" %s %s/>`,
				at.X+box.Width/2,
				at.Y+box.Height/2,
				box.Width/2,
				fill(o.FillColor),
				edge(o.StrokeColor, o.StrokeWidth),
			)
		case *canvas.ArbitraryPolygon:
			fmt.Fprintf(&b, `<polygon points="%s" %s/>`, points(at, o.Points), fill(o.FillColor))
		case *canvas.RegularPolygon:
			fmt.Fprintf(
				&b,
				`<polygon points="%s" %s %s/>`,
				points(at, corners(o)),
				fill(o.FillColor),
				edge(o.StrokeColor, o.StrokeWidth),
			)
		case *canvas.Text:
			fmt.Fprintf(
				&b,
				`<text x="%.1f" y="%.1f" font-size="%.1f" %s>`,
				at.X,
				at.Y+o.TextSize,
				o.TextSize,
				fill(o.Color),
			)
			if err := xml.EscapeText(&b, []byte(o.Text)); err != nil {
				return fmt.Errorf("write the picture: %w", err)
			}
			b.WriteString("</text>")
		}
		b.WriteString("\n")
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func fill(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf(`fill="#%02x%02x%02x" fill-opacity="%.2f"`, n.R, n.G, n.B, float64(n.A)/255)
}

func edge(c color.Color, width float32) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf(
		`stroke="#%02x%02x%02x" stroke-opacity="%.2f" stroke-width="%.1f"`,
		n.R,
		n.G,
		n.B,
		float64(n.A)/255,
		width,
	)
}

func points(at fyne.Position, list []fyne.Position) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = fmt.Sprintf("%.1f,%.1f", at.X+p.X, at.Y+p.Y)
	}
	return strings.Join(parts, " ")
}

// corners are the points of a regular shape inside its box, the first one up.
func corners(p *canvas.RegularPolygon) []fyne.Position {
	r := float64(p.Size().Width) / 2
	out := make([]fyne.Position, p.Sides)
	for i := range out {
		turn := 2*math.Pi*float64(i)/float64(p.Sides) - math.Pi/2 + float64(p.Angle)*math.Pi/180
		out[i] = fyne.NewPos(float32(r+r*math.Cos(turn)), float32(r+r*math.Sin(turn)))
	}
	return out
}
