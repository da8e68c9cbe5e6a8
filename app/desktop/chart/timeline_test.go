package chart

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/corpus"
)

func TestSpellsSayRoleBodyAndDays(t *testing.T) {
	var d app.PersonDetail
	d.OrganizationNames = map[corpus.OrganizationID]string{"h": "Harbour Office"}
	d.Affiliations = []corpus.Affiliation{
		{Role: "director", Organization: "h", FirstSeen: "2015-10-06", LastSeen: "2016-01-02", Quotes: 3},
		{Organization: "h", FirstSeen: "2017-05-01", LastSeen: "2017-05-01"},
		{Role: "pilot"},
		{},
	}
	var got []string
	for _, s := range SpellsOf(d) {
		got = append(got, s.Label+" | "+s.Days())
	}
	want := []string{
		"director · Harbour Office | 2015-10-06 – 2016-01-02", "Harbour Office | 2017-05-01",
		"pilot | no date", "without a role | no date",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the spells are %q, want %q", got, want)
	}
}

// A later day stands further right; days that fall on one place are one dot, and a
// spell without a date has none.
func TestDotsOfATimelineStandOnTheirDays(t *testing.T) {
	test.NewTempApp(t)
	line := NewTimeline([]Spell{
		{
			Label: "pilot",
			First: "2010-01-01",
			Last:  "2012-01-01",
			seen:  []string{"2010-01-01", "2010-01-01", "2012-01-01"},
		},
		{Label: "director", First: "2014-06-01", Last: "2014-06-01", seen: []string{"2014-06-01"}},
		{Label: "founder"},
	})
	var dots []float32
	for _, o := range line.draw(fyne.NewSize(600, line.MinSize().Height)) {
		if c, ok := o.(*canvas.Circle); ok {
			dots = append(dots, c.Position().X)
			if c.Position().X+c.Size().Width > 600 {
				t.Errorf("a dot ends at %.0f of 600", c.Position().X+c.Size().Width)
			}
		}
	}
	if len(dots) != 3 || dots[0] != 0 || !slices.IsSorted(dots) || dots[1] == dots[2] {
		t.Errorf("dots stand at %v", dots)
	}
}

// The keys go through the points of the lines that are drawn, and stop at the ends.
func TestStepsPassOverLinesThatAreLeftOut(t *testing.T) {
	test.NewTempApp(t)
	var chosen [][2]int
	c := NewStances(func(series, point int) { chosen = append(chosen, [2]int{series, point}) }, nil)
	c.Data = twoLines()
	c.Hidden["a"] = true
	c.Draw(fyne.NewSize(800, 500))
	for range 5 {
		c.Step(1)
	}
	c.Step(-1)
	want := [][2]int{{1, 0}, {1, 1}, {1, 2}, {1, 1}}
	if !slices.Equal(chosen, want) {
		t.Errorf("the keys chose %v, want %v", chosen, want)
	}
}

func TestEveryFormDrawsEveryPoint(t *testing.T) {
	test.NewTempApp(t)
	for _, form := range []Form{AsLine, AsShares, AsMultiples} {
		c := NewStances(nil, nil)
		c.Data, c.Form = twoLines(), form
		if drawn := c.Draw(fyne.NewSize(800, 500)); len(drawn) == 0 || len(c.Points) != 6 {
			t.Errorf("form %d: %d objects, %d points of 6", form, len(drawn), len(c.Points))
		}
	}
}
