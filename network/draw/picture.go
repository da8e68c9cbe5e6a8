// Package draw turns networks into pictures: shapes first, which a window draws as
// they are, then SVG, PNG or PDF.
package draw

import (
	"image/color"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// Kind is what a shape is.
type Kind int

// The kinds of shape.
const (
	Line    Kind = iota // from At to To
	Circle              // around At
	Square              // around At
	Diamond             // around At
	Rect                // from At to To, filled
	Text                // At its left end, middle or right end, and its vertical middle
	Area                // a polygon of Points, filled
)

// Anchor is where a text stands.
type Anchor int

// The anchors.
const (
	Left Anchor = iota
	Middle
	Right
)

// Point is a place in points of the picture: x to the right, y down.
type Point struct{ X, Y float64 }

// Shape is one piece of a picture. Later ones lie over earlier ones.
type Shape struct {
	Kind   Kind
	At, To Point
	Points []Point
	Radius float64 // half the width of what stands around At
	Width  float64 // of a line; of an outline
	Color  color.NRGBA
	Dashed bool
	Words  string
	Size   float64 // of a text
	Anchor Anchor
	Angle  float64 // of a text, degrees, counterclockwise
	Bold   bool

	Node string    // what it shows, for hovering
	Tie  [2]string // likewise
}

// Picture is a drawing of a size.
type Picture struct {
	Width, Height float64
	Ground        color.NRGBA
	Title         string // what it shows, for those who cannot see it
	Shapes        []Shape
}

// Theme are the colours of a picture.
type Theme struct {
	Ground, Ink, Muted, Rule color.NRGBA
	Agree, Disagree          color.NRGBA
	Support, Oppose          color.NRGBA
	Camps                    []color.NRGBA
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// Light is for paper.
var Light = Theme{
	Ground:   rgb(0xffffff),
	Ink:      rgb(0x1b1d21),
	Muted:    rgb(0x5f6368),
	Rule:     rgb(0xd8d6cf),
	Agree:    rgb(0x3f8a63),
	Disagree: rgb(0xd97a3a),
	Support:  rgb(0x1e63a8),
	Oppose:   rgb(0xc8571b),
	Camps: []color.NRGBA{
		rgb(0x1e63a8),
		rgb(0x7d52a5),
		rgb(0x3a8f8f),
		rgb(0xb5812a),
		rgb(0xa8476a),
		rgb(0x5f7a2e),
		rgb(0x6b6f76),
		rgb(0x8a5a3c),
	},
}

// Dark is for screens at night.
var Dark = Theme{
	Ground:   rgb(0x17191c),
	Ink:      rgb(0xeceae4),
	Muted:    rgb(0xa9adb3),
	Rule:     rgb(0x3a3d42),
	Agree:    rgb(0x6fc295),
	Disagree: rgb(0xf0a062),
	Support:  rgb(0x6aa9e9),
	Oppose:   rgb(0xf08a4b),
	Camps: []color.NRGBA{
		rgb(0x6aa9e9),
		rgb(0xb592de),
		rgb(0x6cc3c3),
		rgb(0xe0b45f),
		rgb(0xe08aa8),
		rgb(0xa3c06a),
		rgb(0xb3b7be),
		rgb(0xc99a7a),
	},
}

func (t Theme) camp(i int) color.NRGBA { return t.Camps[i%len(t.Camps)] }

func faded(c color.NRGBA, alpha uint8) color.NRGBA { c.A = alpha; return c }

// Measure is the width of words at a size; a window measures with its own face.
type Measure func(words string, size float64) float64

var parsed = func() *opentype.Font {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the face is part of the program
	}
	return f
}()

func face(size float64) font.Face {
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // the face is part of the program
	}
	return f
}

// MeasureGo measures in the face that PNG and PDF are set in.
func MeasureGo(words string, size float64) float64 {
	const at = 100
	return float64(font.MeasureString(measuring, words)) / 64 * size / at
}

var measuring = face(100)

// box is what a shape takes up.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) inside(width, height float64) bool {
	return b.left >= 0 && b.top >= 0 && b.right <= width && b.bottom <= height
}

func around(p Point, r float64) box { return box{p.X - r, p.Y - r, p.X + r, p.Y + r} }

func clamp(v, low, high float64) float64 { return max(low, min(high, v)) }

// reach is how near a place must be to a tie.
const reach = 5

// Hit is what lies at a place: a node, or the tie or cell of two labels; both empty
// for nothing. Nodes come before ties.
func (p Picture) Hit(x, y float64) (node string, tie [2]string) {
	nearest := math.Inf(1)
	for i := len(p.Shapes) - 1; i >= 0; i-- {
		s := &p.Shapes[i]
		switch s.Kind {
		case Circle, Square, Diamond:
			if s.Node != "" && math.Hypot(x-s.At.X, y-s.At.Y) <= s.Radius+3 {
				return s.Node, [2]string{}
			}
		case Rect:
			if s.Tie[0] != "" && x >= s.At.X && x <= s.To.X && y >= s.At.Y && y <= s.To.Y {
				return "", s.Tie
			}
		case Line:
			if s.Tie[0] == "" {
				continue
			}
			if d := toLine(x, y, s.At, s.To); d <= reach+s.Width/2 && d < nearest {
				nearest, tie = d, s.Tie
			}
		}
	}
	return "", tie
}

// toLine is the distance of a place from a stretch.
func toLine(x, y float64, a, b Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = clamp(((x-a.X)*dx+(y-a.Y)*dy)/l, 0, 1)
	}
	return math.Hypot(x-a.X-t*dx, y-a.Y-t*dy)
}
