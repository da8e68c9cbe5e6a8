package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestLookingAtAPeriodReadsOnlyIts(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(pageOf[*stancePage](w))
	page := pageOf[*stancePage](w)
	all := len(page.chart.Data.Periods)
	if all < 4 {
		t.Fatalf("the sample has %d periods", all)
	}
	page.zoomTo(1, 2)
	if n := len(page.chart.Data.Periods); n == 0 || n > 2 || !page.whole.Visible() {
		t.Errorf("%d periods are shown after looking at two", n)
	}
	page.zoomOut()
	if n := len(page.chart.Data.Periods); n != all {
		t.Errorf("%d periods after looking at all again, want %d", n, all)
	}
}

// In a small window a click on a point brings its quotes into view.
func TestAClickOnAPointShowsItsQuotes(t *testing.T) {
	w := sampleWindow(t)
	w.Resize(fyne.NewSize(800, 600))
	w.goTo(pageOf[*stancePage](w))
	p := pageOf[*stancePage](w)
	w.Resize(fyne.NewSize(801, 600))
	if !p.panes.Single || p.side.Visible() && p.panes.Shown != 0 {
		t.Fatalf("the chart does not have the page to itself: single %v, shown %d", p.panes.Single, p.panes.Shown)
	}
	p.chart.Draw(p.chart.Size())
	p.chart.Tapped(&fyne.PointEvent{Position: fyne.NewPos(p.chart.Points[0].X, p.chart.Points[0].Y)})
	if p.panes.Shown != 1 || len(p.side.Objects) < 3 {
		t.Errorf("pane %d is in view, with %d things beside the chart", p.panes.Shown, len(p.side.Objects))
	}
	p.panes.Turn(0)
	w.press(fyne.KeyRight)
	if p.panes.Shown != 0 {
		t.Error("an arrow key left the chart")
	}
	w.press(fyne.KeyReturn)
	if p.panes.Shown != 1 {
		t.Error("Enter does not show the quotes")
	}
}
