package desktop

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

// tagColors can be told apart by colour-blind people too (Okabe and Ito 2008, the
// yellow darkened to be seen on paper).
var tagColors = []struct{ name, value string }{{"blue", "#0072b2"}, {"orange", "#e69f00"}, {"green", "#009e73"}, {"vermilion", "#d55e00"}, {"sky blue", "#56b4e9"},
	{"purple", "#cc79a7"}, {"olive", "#8a7a00"}, {"slate", "#5f6b7a"}}

// colorField is a line of a form where a colour is chosen by its name; any other
// can be mixed.
type colorField struct {
	value  string
	root   fyne.CanvasObject
	dot    *canvas.Circle
	choose *widget.Select
}

func newColorField(w *Window, value string) *colorField {
	f := &colorField{dot: canvas.NewCircle(color.Transparent), choose: widget.NewSelect(nil, nil)}
	var names []string
	for _, c := range tagColors {
		names = append(names, T(c.name))
	}
	f.choose.Options = append(names, T("another…"))
	if value == "" {
		value = tagColors[0].value
	}
	f.set(value)
	f.choose.OnChanged = func(string) {
		if i := f.choose.SelectedIndex(); i >= 0 && i < len(tagColors) {
			f.set(tagColors[i].value)
			return
		}
		picker := dialog.NewColorPicker(T("Colour of the tag"), "", func(c color.Color) {
			rgb := color.NRGBAModel.Convert(c).(color.NRGBA)
			f.set(fmt.Sprintf("#%02x%02x%02x", rgb.R, rgb.G, rgb.B))
		}, w)
		picker.Advanced = true
		picker.Show()
		picker.SetColor(parseColor(f.value))
	}
	box := container.NewGridWrap(fyne.NewSquareSize(18*textScale()), f.dot)
	f.root = container.NewBorder(nil, nil, container.NewCenter(box), nil, f.choose)
	return f
}

// set shows a colour without asking again.
func (f *colorField) set(value string) {
	f.value = value
	f.dot.FillColor = parseColor(value)
	f.dot.Refresh()
	i := slices.IndexFunc(tagColors, func(c struct{ name, value string }) bool { return c.value == value })
	if i < 0 {
		i = len(tagColors)
	}
	f.choose.Selected = f.choose.Options[i]
	f.choose.Refresh()
}
