package desktop

import (
	"context"
	"encoding/csv"
	"fmt"
	"image/png"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// stancePage shows how stances toward a target move.
type stancePage struct {
	w         *Window
	target    *widget.Select
	by        *widget.Select
	period    *widget.Select
	confirmed *widget.Check
	once      *widget.Check
	legend    *fyne.Container
	chart     *chart
	side      *fyne.Container
	root      fyne.CanvasObject
	body      *fyne.Container
	loading   latest
	reading   latest
}

func newStancePage(w *Window) *stancePage {
	p := &stancePage{w: w, legend: container.NewVBox(), side: container.NewVBox()}
	p.chart = newChart(p.showPoint)
	p.target = widget.NewSelect(nil, func(text string) {
		for _, t := range w.targets {
			if t.Text == text {
				w.target = t.Target
			}
		}
		p.load()
	})
	p.by = widget.NewSelect([]string{"by speaker", "by organisation", "by publisher"}, func(string) { p.load() })
	p.by.Selected = "by organisation"
	p.period = widget.NewSelect([]string{"years", "quarters", "months"}, func(string) { p.load() })
	p.period.Selected = "years"
	p.confirmed = widget.NewCheck("confirmed only", func(bool) { p.load() })
	p.once = widget.NewCheck("once per story", func(bool) { p.load() })
	export := container.NewHBox(widget.NewButton("CSV…", func() { p.exportCSV() }), widget.NewButton("PNG…", func() { p.exportPNG() }), widget.NewButton("Event…", func() { p.addEvent() }))
	tools := container.NewHBox(p.by, p.period, p.confirmed, p.once, layout.NewSpacer(), export)
	p.body = container.NewStack(p.chart)
	left := container.NewBorder(container.NewVBox(container.NewPadded(p.target), container.NewHScroll(tools), divider(), container.NewPadded(p.legend)), nil, nil, nil, p.body)
	split := container.NewHSplit(left, onPanel(colors().panel, container.NewVScroll(container.NewPadded(p.side))))
	split.Offset = 0.74
	p.root = split
	return p
}

func (p *stancePage) name() string               { return "Stance" }
func (p *stancePage) mark() string               { return "◔" }
func (p *stancePage) content() fyne.CanvasObject { return p.root }
func (p *stancePage) inspected() *inspector      { return nil }
func (p *stancePage) letter(r rune) bool         { return false }

func (p *stancePage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyRight, fyne.KeyDown:
		p.chart.step(1)
	case fyne.KeyLeft, fyne.KeyUp:
		p.chart.step(-1)
	default:
		return false
	}
	return true
}

func (p *stancePage) refresh() {
	var options []string
	for _, t := range p.w.targets {
		options = append(options, t.Text)
	}
	p.target.Options = options
	p.target.Selected = p.w.target.Text
	p.target.Refresh()
	p.load()
}

func (p *stancePage) load() {
	if p.w.target.ID == "" {
		p.body.Objects = []fyne.CanvasObject{emptyState("No target yet", "A stance needs a proposition. Add one on the Codebook page, then judge quotes toward it with S, O, N and M.",
			widget.NewButton("Codebook", func() { p.w.goTo(p.w.pages[3]) }))}
		p.body.Refresh()
		return
	}
	request := app.StanceRequest{Target: p.w.target.ID, ConfirmedOnly: p.confirmed.Checked, OncePerStory: p.once.Checked,
		By:     map[string]app.StanceBy{"by speaker": app.StanceBySpeaker, "by organisation": app.StanceByOrganization, "by publisher": app.StanceByPublisher}[p.by.Selected],
		Period: map[string]string{"years": "year", "quarters": "quarter", "months": "month"}[p.period.Selected]}
	load(p.w, &p.loading, func(ctx context.Context) (app.StanceChart, error) { return p.w.corpus.Stance(ctx, request) }, p.show)
}

func (p *stancePage) show(c app.StanceChart) {
	p.body.Objects = []fyne.CanvasObject{p.chart}
	if len(c.Series) == 0 {
		p.body.Objects = []fyne.CanvasObject{emptyState("Nothing judged yet", "Judge quotes toward this target with S, O, N and M in the reader or in review.")}
	}
	p.chart.set(c)
	p.body.Refresh()
	p.legend.RemoveAll()
	row := container.NewHBox()
	for i, s := range c.Series {
		shape := "●"
		if i%2 == 1 {
			shape = "■"
		}
		label := canvas.NewText(fmt.Sprintf("%s %s  %d quotes", shape, s.Label, s.Judged), seriesColors()[i%6])
		label.TextStyle.Bold = true
		label.TextSize = 14 * textScale()
		row.Add(container.NewPadded(label))
	}
	p.legend.Add(container.NewHScroll(row))
	p.legend.Add(soft(fmt.Sprintf("net stance = (support − oppose) / judged; band: %.0f %% bootstrap over articles; hollow: fewer than %d quotes", c.Level*100, c.Minimum)))
	p.drawSide(c, nil)
}

// drawSide lists changes and events, or the quotes of a chosen point.
func (p *stancePage) drawSide(c app.StanceChart, head []fyne.CanvasObject) {
	items := head
	if len(head) == 0 {
		items = append(items, soft("Click a point, or go through them with the arrow keys, to read its quotes."))
	}
	items = append(items, section("Change points (exploratory)"))
	for _, s := range c.Series {
		if s.Change != nil {
			items = append(items, wrapped(fmt.Sprintf("%s: %s, p = %.3f", s.Label, c.Periods[s.Change.Period].Label, s.Change.P)))
		}
	}
	items = append(items, section("Events"))
	for n, e := range c.Events {
		event := e
		drop := widget.NewButton("✕", func() { p.w.do(corpus.DropEvent{ID: event.ID}) })
		drop.Importance = widget.LowImportance
		items = append(items, container.NewBorder(nil, nil, nil, drop, wrapped(fmt.Sprintf("%s %s  %s", circled(n), e.Day, e.Label))))
	}
	p.side.Objects = items
	p.side.Refresh()
}

// showPoint lists the quotes behind a point.
func (p *stancePage) showPoint(series, point int) {
	c := p.chart.data
	s := c.Series[series]
	at := s.Points[point]
	head := []fyne.CanvasObject{section(s.Label + " · " + c.Periods[at.Period].Label),
		wrapped(fmt.Sprintf("%d quotes: %s\nnet %+.2f (%+.2f to %+.2f)", at.Judged, stanceCounts(at.Counts), at.Net, at.Low, at.High))}
	load(p.w, &p.reading, func(ctx context.Context) ([]app.QuoteCard, error) {
		cards, _, err := p.w.corpus.Cards(ctx, corpus.QuoteFilter{IDs: at.Quotes, AllActs: true, Limit: -1})
		return cards, err
	}, func(cards []app.QuoteCard) {
		for _, card := range cards {
			quote := card
			words := wrapped(plain(card.Words))
			line := soft(speakerLine(card) + " · " + sourceLine(card) + "  " + stanceLine(card))
			head = append(head, newTap(container.NewVBox(words, line, divider()), func() { p.w.openQuote(quote) }))
		}
		p.drawSide(c, head)
	})
}

func (p *stancePage) addEvent() {
	day, label := widget.NewEntry(), widget.NewEntry()
	day.SetPlaceHolder("2017-03-22")
	p.w.form("Dated event", "Add", []*widget.FormItem{widget.NewFormItem("Day", day), widget.NewFormItem("Label", label)}, func() {
		p.w.do(corpus.SaveEvent{Event: corpus.Event{Day: strings.TrimSpace(day.Text), Label: label.Text}})
	})
}

func (p *stancePage) exportCSV() {
	c := p.chart.data
	p.w.saveFile("stance.csv", func(out io.Writer) error {
		w := csv.NewWriter(out)
		rows := [][]string{{"target", "key", "label", "period", "support", "oppose", "neutral", "mixed", "judged", "net", "low", "high", "few"}}
		for _, s := range c.Series {
			for _, pt := range s.Points {
				rows = append(rows, []string{c.Target.Text, s.Key, s.Label, c.Periods[pt.Period].Label, fmt.Sprint(pt.Counts[corpus.Support]), fmt.Sprint(pt.Counts[corpus.Oppose]),
					fmt.Sprint(pt.Counts[corpus.Neutral]), fmt.Sprint(pt.Counts[corpus.MixedStance]), fmt.Sprint(pt.Judged), fmt.Sprintf("%.4f", pt.Net),
					fmt.Sprintf("%.4f", pt.Low), fmt.Sprintf("%.4f", pt.High), fmt.Sprint(pt.Few)})
			}
		}
		return w.WriteAll(rows)
	})
}

func (p *stancePage) exportPNG() {
	drawn := newChart(func(int, int) {})
	drawn.data = p.chart.data
	picture := software.NewCanvas()
	picture.SetContent(container.NewStack(canvas.NewRectangle(colors().paper), drawn))
	picture.Resize(fyne.NewSize(1200, 640))
	image := picture.Capture()
	p.w.saveFile("stance.png", func(out io.Writer) error { return png.Encode(out, image) })
}
