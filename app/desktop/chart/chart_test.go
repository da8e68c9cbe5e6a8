package chart

import (
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// twoLines is a chart of two organisations over three years.
func twoLines() app.StanceChart {
	year := func(y int) app.StancePeriod {
		return app.StancePeriod{
			Label: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006"),
			Start: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC),
			End:   time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC),
		}
	}
	points := func(nets ...float64) []app.StancePoint {
		var out []app.StancePoint
		for i, net := range nets {
			p := app.StancePoint{Open: i}
			p.Period, p.Judged, p.Net, p.Low, p.High = i, 10, net, net-0.2, net+0.2
			p.Counts = map[corpus.Stance]int{corpus.Support: 7, corpus.Oppose: 3}
			out = append(out, p)
		}
		return out
	}
	return app.StanceChart{
		Periods: []app.StancePeriod{year(2015), year(2016), year(2017)}, Level: 0.95, Minimum: 4,
		Series: []app.StanceSeries{
			{StanceKey: app.StanceKey{Key: "a", Label: "Harbour Office"}, Points: points(0.4, 0.2, 0)},
			{StanceKey: app.StanceKey{Key: "b", Label: "River Board"}, Points: points(-0.4, -0.2, 0.1)},
		},
		Events: []corpus.Event{{Day: "2016-07-01", Label: "the fair"}},
	}
}

func TestAPointTellsItsFiguresUnderTheMouse(t *testing.T) {
	test.NewTempApp(t)
	c := NewStances(func(int, int) {}, nil)
	c.Data = twoLines()
	c.Resize(fyne.NewSize(800, 500))
	test.WidgetRenderer(c).Layout(fyne.NewSize(800, 500))
	spot := c.Points[1]
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(spot.X+3, spot.Y)}})
	if c.hovered != 1 {
		t.Fatalf("the mouse is over point %d, want 1", c.hovered)
	}
	words := strings.Join(Figures(c.Data.Series[0], c.Data.Series[0].Points[1], "2016"), "\n")
	for _, want := range []string{"Harbour Office · 2016", "+0.20 (+0.00 … +0.40)", "7 (70 %)", "1 of 10 not confirmed"} {
		if !strings.Contains(words, want) {
			t.Errorf("the figures are %q, want %q among them", words, want)
		}
	}
	c.MouseOut()
	if c.hovered >= 0 {
		t.Error("the figures stay when the mouse has gone")
	}
}

func TestDraggingOverAChartChoosesPeriods(t *testing.T) {
	test.NewTempApp(t)
	from, to := -1, -1
	c := NewStances(func(int, int) {}, func(a, b int) { from, to = a, b })
	c.Data = twoLines()
	c.Resize(fyne.NewSize(800, 500))
	f := c.frame(c.Size())
	c.Dragged(
		&fyne.DragEvent{
			PointEvent: fyne.PointEvent{Position: fyne.NewPos(f.x(2), 200)},
			Dragged:    fyne.NewDelta(f.x(2)-f.x(1), 0),
		},
	)
	c.DragEnd()
	if from != 1 || to != 2 {
		t.Errorf("the periods are %d to %d, want 1 to 2", from, to)
	}
}

func TestASeriesThatIsLeftOutIsNotDrawn(t *testing.T) {
	test.NewTempApp(t)
	c := NewStances(func(int, int) {}, nil)
	c.Data = twoLines()
	all := len(c.Draw(fyne.NewSize(800, 500)))
	c.Hidden["b"] = true
	if left := len(c.Draw(fyne.NewSize(800, 500))); left >= all || len(c.Points) != 3 {
		t.Errorf("%d objects of %d, %d points", left, all, len(c.Points))
	}
}

func TestAnEventStandsOnItsDay(t *testing.T) {
	period := twoLines().Periods[1]
	for day, want := range map[string]float32{"2016-01-01": 0, "2016-07-02": 0.5, "no day": 0.5} {
		if got := dayIn(day, period); math.Abs(float64(got-want)) > 0.01 {
			t.Errorf("%s stands at %.3f of the year, want %.2f", day, got, want)
		}
	}
}

func TestThePictureOfAChartHoldsWhatIsOnScreen(t *testing.T) {
	test.NewTempApp(t)
	c := NewStances(nil, nil)
	c.Data = twoLines()
	size := fyne.NewSize(800, 500)
	var out strings.Builder
	if err := parts.WriteSVG(&out, size, parts.Colors().Paper, c.Draw(size)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<svg", "2016", "the fair", "<polygon", "<circle", "</svg>"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
}
