package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Revive lays out all widgets of what is shown again after it was hidden. The
// toolkit forgets the renderers of what was not painted for a minute and leaves
// those it makes instead without a layout: fields and lists would be invisible
// until their size changes.
func Revive(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			Revive(child)
		}
	case *container.Scroll:
		layOutAnew(o)
		Revive(o.Content)
	case fyne.Widget:
		layOutAnew(o)
	}
}

func layOutAnew(o fyne.CanvasObject) {
	if size := o.Size(); size.Width > 0 && size.Height > 0 {
		o.Resize(size.AddWidthHeight(1, 0))
		o.Resize(size)
	}
}
