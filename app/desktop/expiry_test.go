package desktop

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// forget drops the renderers of an object and of all within it, as the toolkit
// does with those that were not painted for a minute.
func forget(t *testing.T, o fyne.CanvasObject) {
	var widgets []fyne.Widget
	var collect func(fyne.CanvasObject)
	collect = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				collect(child)
			}
		case fyne.Widget:
			widgets = append(widgets, o)
			for _, child := range test.WidgetRenderer(o).Objects() {
				collect(child)
			}
		}
	}
	collect(o)
	t.Run("forget", func(t *testing.T) {
		for _, w := range widgets {
			test.TempWidgetRenderer(t, w) // destroyed where the sub-test ends
		}
	})
}

// differing counts the pixels in which two pictures differ.
func differing(a, b image.Image) int {
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// The toolkit forgets the renderers of what was not painted for a minute, so that
// a page left alone that long is drawn by new ones.
func TestPagesLookTheSameAfterTheirRenderersExpired(t *testing.T) {
	w := sampleWindow(t)
	for _, p := range w.pages {
		t.Run(p.name(), func(t *testing.T) {
			w.goTo(p)
			w.typedRune('j')
			w.goTo(w.codebook())
			w.goTo(p)
			before := w.Canvas().Capture()
			w.goTo(w.codebook())
			forget(t, p.content())
			w.goTo(p)
			if n := differing(before, w.Canvas().Capture()); n > 0 {
				t.Errorf("%d pixels of the page differ after a minute elsewhere", n)
			}
			forget(t, w.rail)
			forget(t, w.foot)
			if n := differing(before, w.Canvas().Capture()); n > 0 {
				t.Errorf("%d pixels of rail and foot differ once their renderers are new", n)
			}
		})
	}
}
