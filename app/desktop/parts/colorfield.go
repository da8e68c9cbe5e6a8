package parts

import (
	"fmt"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// Swatch is a color with a name.
type Swatch struct {
	name  string // in English
	Value string // "#rrggbb"
}

// TagColors can be told apart by colour-blind people too (Okabe and Ito 2008, the
// yellow darkened to be seen on paper).
var TagColors = []Swatch{
	{"blue", "#0072b2"},
	{"orange", "#e69f00"},
	{"green", "#009e73"},
	{"vermilion", "#d55e00"},
	{"sky blue", "#56b4e9"},
	{"purple", "#cc79a7"},
	{"olive", "#8a7a00"},
	{"slate", "#5f6b7a"},
}

// ColorField is a line of a form where a colour is chosen by its name; any other
// can be mixed.
type ColorField struct {
	Value  string
	Root   fyne.CanvasObject
	dot    *canvas.Circle
	Choose *widget.Select
}

// NewColorField returns a field that shows a color, "#rrggbb".
func NewColorField(w fyne.Window, value string) *ColorField {
	f := &ColorField{dot: canvas.NewCircle(color.Transparent), Choose: widget.NewSelect(nil, nil)}
	var names []string
	for _, c := range TagColors {
		names = append(names, T(c.name))
	}
	f.Choose.Options = append(names, T("another…"))
	if value == "" {
		value = TagColors[0].Value
	}
	f.Set(value)
	f.Choose.OnChanged = func(string) {
		if i := f.Choose.SelectedIndex(); i >= 0 && i < len(TagColors) {
			f.Set(TagColors[i].Value)
			return
		}
		picker := dialog.NewColorPicker(T("Colour of the tag"), "", func(c color.Color) {
			rgb := color.NRGBAModel.Convert(c).(color.NRGBA)
			f.Set(fmt.Sprintf("#%02x%02x%02x", rgb.R, rgb.G, rgb.B))
		}, w)
		picker.Advanced = true
		picker.Show()
		picker.SetColor(ParseColor(f.Value))
	}
	box := container.NewGridWrap(fyne.NewSquareSize(18*TextScale()), f.dot)
	f.Root = container.NewBorder(nil, nil, container.NewCenter(box), nil, f.Choose)
	return f
}

// Set shows a colour without asking again.
func (f *ColorField) Set(value string) {
	f.Value = value
	f.dot.FillColor = ParseColor(value)
	f.dot.Refresh()
	i := slices.IndexFunc(TagColors, func(c Swatch) bool { return c.Value == value })
	if i < 0 {
		i = len(TagColors)
	}
	f.Choose.Selected = f.Choose.Options[i]
	f.Choose.Refresh()
}
