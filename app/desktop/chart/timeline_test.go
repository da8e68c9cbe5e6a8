package chart

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// A role seen twice in seven years is two dots, not seven years.
func TestATimelineClaimsOnlyTheDaysOnWhichARoleWasSeen(t *testing.T) {
	test.NewTempApp(t)
	line := NewTimeline(
		[]Spell{
			{
				Label:  "President",
				First:  "2019-02-01",
				Last:   "2026-03-01",
				seen:   []string{"2019-02-01", "2026-03-01"},
				quotes: 4,
			},
		},
	)
	dots := 0
	for _, o := range line.draw(fyne.NewSize(800, 80)) {
		if c, ok := o.(*canvas.Circle); ok {
			dots++
			if c.Size().Width > 10 {
				t.Errorf("a day is %.0f wide", c.Size().Width)
			}
		}
	}
	if dots != 2 {
		t.Errorf("%d dots for two days", dots)
	}
}
