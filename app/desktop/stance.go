package desktop

import (
	"context"
	"encoding/csv"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
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
	confirmed *knob
	once      *knob
	legend    *fyne.Container
	chart     *chart
	side      *fyne.Container
	panes     *panes
	body      *fyne.Container
	loading   latest
	reading   latest
}

func newStancePage(w *Window) *stancePage {
	p := &stancePage{w: w, legend: newColumn(4), side: newColumn(6)}
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
	p.confirmed = p.toggle("confirmed only")
	p.once = p.toggle("once per story")
	tools := newFlow(4, fixed(150, p.by), fixed(116, p.period), p.confirmed, p.once, newKnob(T("Add event…"), "", bare, p.addEvent),
		newMenuKnob(w, T("Export…"), func() []choice {
			return []choice{{T("Figures as CSV…"), p.exportCSV}, {T("Picture as PNG…"), p.exportPNG}, {T("Picture as SVG…"), p.exportSVG}}
		}))
	p.body = container.NewStack(p.chart)
	head := container.New(inset{16, 10, 16, 6}, newColumn(4, p.target, tools))
	top := newColumn(0, head, divider(), container.New(inset{22, 10, 16, 0}, p.legend))
	left := container.NewVScroll(container.NewBorder(top, nil, nil, nil, container.New(inset{8, 0, 12, 8}, p.body)))
	p.panes = newPanes(0, inspectorWidth, pane{}, pane{T("Chart"), left}, pane{T("Quotes"), sidePane(p.side)})
	return p
}

// toggle is a switch in the line of tools.
func (p *stancePage) toggle(label string) *knob {
	k := newKnob(label, "", bare, nil)
	k.onTap = func() {
		k.on = !k.on
		k.Refresh()
		p.load()
	}
	return k
}

func (p *stancePage) name() string               { return "Stance" }
func (p *stancePage) mark() string               { return "◔" }
func (p *stancePage) content() fyne.CanvasObject { return p.panes.box }
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
	if p.w.settings.Blind {
		p.body.Objects = []fyne.CanvasObject{emptyState(T("Hidden in blind mode"), T("The chart counts what all coders judged. Leave blind mode to see it."), newKnob(p.w.blindName(), "", primary, p.w.toggleBlind))}
		p.legend.RemoveAll()
		p.side.RemoveAll()
		p.body.Refresh()
		return
	}
	if p.w.target.ID == "" {
		p.body.Objects = []fyne.CanvasObject{emptyState("No target yet", "A stance needs a proposition. Add one on the Codebook page, then judge quotes toward it with S, O, N and M.",
			newKnob("Codebook", "Ctrl+4", primary, func() { p.w.goTo(p.w.pages[3]) }))}
		p.legend.RemoveAll()
		p.side.RemoveAll()
		p.body.Refresh()
		return
	}
	request := app.StanceRequest{Target: p.w.target.ID, ConfirmedOnly: p.confirmed.on, OncePerStory: p.once.on,
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
	row := newFlow(14)
	for i, s := range c.Series {
		k := newKnob(fmt.Sprintf("%s %s", seriesShapes[i%len(seriesShapes)], s.Label), fmt.Sprintf("%s, %d speakers", count(s.Judged, "quote"), s.Speakers), bare, nil)
		k.ink = func(palette) color.NRGBA { return seriesColors()[i%6] }
		row.Add(k)
	}
	p.legend.Add(row)
	p.legend.Add(soft(fmt.Sprintf("net stance = (support − oppose) / judged; band: %.0f %% bootstrap over articles; hollow, without a band: fewer than %d quotes", c.Level*100, c.Minimum)))
	p.drawSide(c, nil)
}

// drawSide lists changes and events, or the quotes of a chosen point.
func (p *stancePage) drawSide(c app.StanceChart, head []fyne.CanvasObject) {
	items := head
	if len(head) == 0 {
		items = append(items, soft("Click a point, or go through them with the arrow keys, to read its quotes."))
	}
	var changes []fyne.CanvasObject
	for _, s := range c.Series {
		if s.Change != nil {
			changes = append(changes, soft(fmt.Sprintf("%s: %s, p = %.3f", s.Label, c.Periods[s.Change.Period].Label, s.Change.P)))
		}
	}
	if len(changes) > 0 {
		items = append(append(items, section("Change points (exploratory)")), changes...)
	}
	items = append(items, section("Events"))
	for n, e := range c.Events {
		event := e
		drop := newKnob("✕", "", bare, func() { p.w.do(corpus.DropEvent{ID: event.ID}) })
		items = append(items, container.NewBorder(nil, nil, nil, drop, soft(fmt.Sprintf("%s %s  %s", circled(n), e.Day, e.Label))))
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
		soft(fmt.Sprintf("%d judged: %s\nnet %+.2f (%+.2f to %+.2f)", at.Judged, stanceCounts(at.Counts), at.Net, at.Low, at.High))}
	load(p.w, &p.reading, func(ctx context.Context) ([]app.QuoteCard, error) {
		cards, _, err := p.w.corpus.Cards(ctx, corpus.QuoteFilter{IDs: at.Quotes, AllActs: true, Limit: -1})
		return cards, err
	}, func(cards []app.QuoteCard) {
		for _, card := range cards {
			quote := card
			words := quoted(plain(card.Words))
			line := soft(speakerLine(card) + " · " + sourceLine(card) + "  " + stanceLine(card))
			head = append(head, newTap(newColumn(3, words, line, spaced(6, divider())), func() { p.w.openQuote(quote) }))
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

func (p *stancePage) exportSVG() {
	drawn := newChart(nil)
	drawn.data = p.chart.data
	size := fyne.NewSize(1200, 640)
	objects := drawn.draw(size)
	ground := colors().paper
	p.w.saveFile("stance.svg", func(out io.Writer) error { return writeSVG(out, size, ground, objects) })
}

func (p *stancePage) frame() *panes { return p.panes }
