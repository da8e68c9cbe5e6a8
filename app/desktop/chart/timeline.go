package chart

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// Spell is a role with the days on which it was seen in print.
type Spell struct {
	Label       string
	First, Last string   // YYYY-MM-DD; empty without a date
	seen        []string // the days
	quotes      int
}

func (s Spell) Days() string {
	switch {
	case s.First == "":
		return parts.T("no date")
	case s.First == s.Last:
		return s.First
	}
	return s.First + " – " + s.Last
}

func SpellsOf(d app.PersonDetail) []Spell {
	var out []Spell
	for _, a := range d.Affiliations {
		label := strings.Join(parts.NonEmpty([]string{a.Role, d.OrganizationNames[a.Organization]}), " · ")
		if label == "" {
			label = parts.T("without a role")
		}
		out = append(out, Spell{Label: label, First: a.FirstSeen, Last: a.LastSeen, seen: a.Days, quotes: a.Quotes})
	}
	return out
}

// mostSpells is how many roles a timeline shows.
const mostSpells = 12

// timeline shows roles one under the other, each with a dot for every day on which
// it was seen: a bar would claim the time between.
type timeline struct {
	widget.BaseWidget
	spells []Spell
}

func NewTimeline(spells []Spell) *timeline {
	t := &timeline{spells: spells[:min(len(spells), mostSpells)]}
	t.ExtendBaseWidget(t)
	return t
}

// MinSize is two lines for each role and one for the years.
func (t *timeline) MinSize() fyne.Size {
	return fyne.NewSize(200, (float32(len(t.spells))*44+24)*parts.TextScale())
}

func (t *timeline) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(t, t.draw, t.MinSize)
}

// yearOf is a day as a number of years; 0 without a day.
func yearOf(day string) float64 {
	if len(day) < 10 {
		return 0
	}
	year, _ := strconv.Atoi(day[:4])
	month, _ := strconv.Atoi(day[5:7])
	date, _ := strconv.Atoi(day[8:10])
	return float64(year) + (float64(month-1)+float64(date-1)/31)/12
}

func (t *timeline) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	first, last := 0.0, 0.0
	for _, sp := range t.spells {
		if y := yearOf(sp.First); y > 0 && (first == 0 || y < first) {
			first = y
		}
		last = max(last, yearOf(sp.Last))
	}
	from, to := float64(int(first)), float64(int(last)+1)
	at := func(year float64) float32 { return float32((year-from)/max(to-from, 1)) * (size.Width - 12) }
	var out []fyne.CanvasObject
	for i, sp := range t.spells {
		y := float32(i) * 44 * s
		out = append(
			out,
			parts.Label(
				fmt.Sprintf("%s · %s · %s", sp.Label, sp.Days(), parts.Times(sp.quotes)),
				parts.Face{Size: 13 * s},
				p.Ink,
				0,
				y,
				size.Width,
			),
		)
		line := canvas.NewRectangle(p.Line)
		parts.Put(line, 0, y+29*s, size.Width-12, 1)
		out = append(out, line)
		before := float32(-1)
		for _, day := range sp.seen {
			if x := at(yearOf(day)); before < 0 || x-before >= 1 { // days that fall on one place are one dot
				out = append(out, dot(x, y+25*s, 8*s, p.Accent))
				before = x
			}
		}
	}
	if first == 0 {
		return out
	}
	y := float32(len(t.spells)) * 44 * s
	every := max(1, int((to-from)*float64(48*s)/float64(max(size.Width, 1)))+1)
	for year := int(from); year < int(to); year += every {
		out = append(out, parts.Text(strconv.Itoa(year), at(float64(year)), y, p.Soft, fyne.TextAlignLeading))
	}
	return out
}

func dot(x, y, wide float32, c color.Color) fyne.CanvasObject {
	r := canvas.NewCircle(c)
	parts.Put(r, x, y, wide, wide)
	return r
}
