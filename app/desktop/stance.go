package desktop

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// stancePage shows how stances toward a target move.
type stancePage struct {
	w         *Window
	target    *widget.Select
	by        *widget.Select
	period    *widget.Select
	confirmed *parts.Knob
	once      *parts.Knob
	suggested *parts.Knob
	form      *widget.Select
	options   stanceOptions
	notes     *parts.Prose // what the chart leaves out
	whole     *parts.Knob
	from, to  string       // the days looked at; empty for all
	keys      []string     // the lines to compare; empty for the strongest
	meaning   *parts.Prose // of what the chart draws
	chosenBy  bool         // somebody chose the grouping: it stays, even without lines
	legend    *fyne.Container
	chart     *chart.Stances
	side      *fyne.Container
	panes     *parts.Panes
	body      *fyne.Container
	loading   latest
	reading   latest
}

func newStancePage(w *Window) *stancePage {
	p := &stancePage{w: w, legend: parts.NewColumn(4), side: parts.NewColumn(6)}
	p.chart = chart.NewStances(p.showPoint, p.zoomTo)
	p.target = widget.NewSelect(nil, func(text string) {
		for _, t := range w.targets {
			if t.Text == text {
				w.target = t.Target
			}
		}
		p.load()
	})
	p.by = widget.NewSelect([]string{T("by speaker"), T("by organisation"), T("by publisher"), T("by group")}, nil)
	p.by.SetSelectedIndex(1)
	p.by.OnChanged = func(string) {
		p.keys, p.chosenBy = nil, true // the keys belong to the grouping before
		p.load()
	}
	p.period = widget.NewSelect([]string{T("years"), T("quarters"), T("months"), T("weeks")}, nil)
	p.period.SetSelectedIndex(0)
	p.period.OnChanged = func(string) { p.load() }
	p.form = widget.NewSelect([]string{T("lines"), T("bars of shares"), T("small multiples")}, nil)
	p.form.SetSelectedIndex(0)
	p.form.OnChanged = func(string) {
		p.chart.Form = chart.Form(max(p.form.SelectedIndex(), 0))
		p.chart.Refresh()
	}
	p.confirmed = p.toggle(T("confirmed only"))
	p.once = p.toggle(T("once per story"))
	p.suggested = p.toggle(T("suggestions"))
	p.whole = parts.NewKnob(T("whole time"), "✕", parts.Chip, func() { p.zoomOut() })
	p.whole.Hide()
	tools := parts.NewFlow(
		4,
		parts.Fixed(150, p.by),
		parts.Fixed(116, p.period),
		parts.Fixed(140, p.form),
		p.confirmed,
		p.once,
		p.suggested,
		parts.NewMenuKnob(w, T("Smoothing"), p.smoothings),
		parts.NewMenuKnob(
			w,
			T("Where coders differ"),
			p.consensuses,
		),
		parts.NewMenuKnob(w, T("Before and after"), p.splits),
		parts.NewKnob(T("Compare…"), "", parts.Bare, p.compare),
		p.whole,
		parts.NewKnob(T("Add event…"), "", parts.Bare, p.addEvent),
		parts.NewMenuKnob(w, T("Export…"), func() []parts.Choice {
			return []parts.Choice{
				{Label: T("Figures as CSV…"), Do: p.exportCSV},
				{Label: T("Picture as PNG…"), Do: p.exportPNG},
				{Label: T("Picture as SVG…"), Do: p.exportSVG},
				{Label: T("Copy the picture"), Do: p.copyPicture},
				{Label: T("Copy the sentence for the methods section"), Do: p.copyMethods},
			}
		}),
	)
	p.body = container.NewStack(p.chart)
	head := container.New(parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 6}, parts.NewColumn(4, p.target, tools))
	p.meaning, p.notes = parts.Soft(""), parts.Soft("")
	top := parts.NewColumn(
		0,
		head,
		parts.Divider(),
		container.New(parts.Inset{Left: 22, Top: 10, Right: 16, Bottom: 0}, p.legend),
	)
	left := container.NewVScroll(
		container.NewBorder(
			top,
			container.New(parts.Inset{Left: 28, Top: 0, Right: 16, Bottom: 8}, parts.NewColumn(4, p.notes, p.meaning)),
			nil,
			nil,
			container.New(parts.Inset{Left: 8, Top: 0, Right: 12, Bottom: 4}, p.body),
		),
	)
	side := parts.SidePane(p.side)
	p.panes = parts.NewPanes(
		0,
		parts.InspectorWidth,
		parts.Pane{},
		parts.Pane{Title: T("Chart"), Content: left},
		parts.Pane{Title: T("Quotes"), Content: side},
	)
	p.chart.OnOpen = func() { p.panes.Reveal(side) }
	p.panes.Least = chartRoom
	return p
}

// chartRoom is what a chart and its legend need beside the quotes of a point, and
// over them.
var chartRoom = fyne.NewSize(560, 680)

// toggle is a switch in the line of tools.
func (p *stancePage) toggle(label string) *parts.Knob {
	k := parts.NewKnob(label, "", parts.Toggle, nil)
	k.OnTap = func() {
		k.On = !k.On
		k.Refresh()
		p.load()
	}
	return k
}

func (p *stancePage) name() string               { return "Stance" }
func (p *stancePage) mark() string               { return "◔" }
func (p *stancePage) content() fyne.CanvasObject { return p.panes.Box }
func (p *stancePage) inspected() *inspector      { return nil }
func (p *stancePage) letter(r rune) bool         { return false }

func (p *stancePage) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyRight, fyne.KeyDown:
		p.chart.Step(1)
	case fyne.KeyLeft, fyne.KeyUp:
		p.chart.Step(-1)
	case fyne.KeyReturn:
		p.chart.OnOpen()
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
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("Hidden in blind mode"),
				T("The chart counts what all coders judged. Leave blind mode to see it."),
				parts.NewKnob(p.w.blindName(), "", parts.Primary, p.w.toggleBlind),
			),
		}
		p.legend.RemoveAll()
		p.side.RemoveAll()
		p.body.Refresh()
		return
	}
	if p.w.target.ID == "" {
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("No target yet"),
				T(
					"A stance needs a proposition. Add one on the Codebook page, then judge quotes toward it with S, O, N and M.",
				),
				parts.NewKnob(T("Codebook"), "Ctrl+4", parts.Primary, func() { p.w.goTo(p.w.codebook()) }),
			),
		}
		p.legend.RemoveAll()
		p.side.RemoveAll()
		p.body.Refresh()
		return
	}
	request := app.StanceRequest{
		Target:        p.w.target.ID,
		ConfirmedOnly: p.confirmed.On,
		OncePerStory:  p.once.On,
		By:            []app.StanceBy{app.StanceBySpeaker, app.StanceByOrganization, app.StanceByPublisher, app.StanceByGroup}[max(p.by.SelectedIndex(), 0)],
		From:          p.from,
		To:            p.to,
		Keys:          p.keys,
		FallBack:      !p.chosenBy,
		Smooth:        p.options.smooth,
		Consensus:     p.options.consensus,
		Coder:         p.options.coder,
		Split:         p.options.split,
		Period:        []string{"year", "quarter", "month", "week"}[max(p.period.SelectedIndex(), 0)],
		Suggestions:   p.suggested.On,
		Progress:      p.progress,
	}
	if p.chart.Data.Target.ID != request.Target { // of the target shown the old figures stay until the new ones come
		p.body.Objects = []fyne.CanvasObject{
			container.New(
				parts.Inset{Left: 28, Top: 20, Right: 28, Bottom: 20},
				parts.NewColumn(0, parts.Soft(T("Counting…"))),
			),
		}
		p.body.Refresh()
	}
	load(
		p.w,
		&p.loading,
		func(ctx context.Context) (app.StanceChart, error) { return p.w.corpus.Stance(ctx, request) },
		p.show,
	)
}

// progress tells how far reading quotes for suggestions is; the switch ends it.
func (p *stancePage) progress(done, of int) {
	p.w.run.onScreen(func() {
		if p.suggested.On {
			p.notes.SetText(Tf("Reading quotes for suggestions: %d of %d", done, of))
		}
	})
}

func (p *stancePage) show(c app.StanceChart) {
	p.body.Objects = []fyne.CanvasObject{p.chart}
	if len(c.Series) == 0 {
		p.keys = nil
		p.body.Objects = []fyne.CanvasObject{parts.EmptyState(T("Nothing judged yet"), p.whyEmpty(c))}
	}
	p.chart.Set(c)
	p.showGrouping(c)
	p.body.Refresh()
	p.drawLegend(c)
	p.drawSide(c, nil)
}

// drawLegend names the series; each can be left out and taken in again.
func (p *stancePage) drawLegend(c app.StanceChart) {
	p.legend.RemoveAll()
	row := parts.NewFlow(4)
	for i, s := range c.Series {
		k := parts.NewKnob(
			fmt.Sprintf("%s %s", chart.SeriesShapes[i%len(chart.SeriesShapes)], s.Label),
			fmt.Sprintf("%s, %s", parts.Count(s.Judged, "quote"), parts.Count(s.Speakers, "speaker")),
			parts.Bare,
			nil,
		)
		k.Ink = func(pal parts.Palette) color.NRGBA {
			if p.chart.Hidden[s.Key] {
				return pal.Soft
			}
			return parts.SeriesColors()[i%6]
		}
		if p.chart.Hidden[s.Key] {
			k.Label = "○ " + s.Label
		}
		k.OnTap = func() {
			p.chart.Hidden[s.Key] = !p.chart.Hidden[s.Key]
			p.chart.Refresh()
			p.drawLegend(c)
		}
		row.Add(k)
	}
	p.legend.Add(row)
	p.notes.SetText(strings.TrimSpace(leftOut(c) + "\n" + suggestedWords(c.Suggested)))
	p.meaning.SetText(
		Tf(
			"net stance = (support − oppose) / judged; band: %.0f %% interval over articles; hollow, without a band: fewer than %d quotes or 3 articles; dotted: no quotes between; dashed ring: some not confirmed",
			c.Level*100,
			c.Minimum,
		),
	)
	p.legend.Refresh()
}

// zoomTo looks at some periods only.
func (p *stancePage) zoomTo(from, to int) {
	periods := p.chart.Data.Periods
	if from < 0 || to >= len(periods) || to-from+1 == len(periods) {
		return
	}
	p.from, p.to = periods[from].Start.Format(time.DateOnly), periods[to].End.AddDate(0, 0, -1).Format(time.DateOnly)
	p.whole.Set(p.from + " – " + p.to)
	p.whole.Show()
	p.load()
}

// zoomOut looks at all periods again.
func (p *stancePage) zoomOut() {
	p.from, p.to = "", ""
	p.whole.Hide()
	p.load()
}

// mostCompared is how many lines a chart holds.
const mostCompared = 6

// compare chooses the lines of the chart among all there are.
func (p *stancePage) compare() {
	c := p.chart.Data
	all := make([]app.StanceKey, 0, len(c.Series)+len(c.Others))
	on := map[string]bool{}
	for _, s := range c.Series {
		all = append(all, s.StanceKey)
		on[s.Key] = true
	}
	all = append(all, c.Others...)
	checks, said := parts.NewColumn(2), parts.Soft(Tf("At most %d.", mostCompared))
	for _, k := range all[:min(len(all), 200)] {
		check := widget.NewCheck(fmt.Sprintf("%s (%d)", k.Label, k.Judged), func(yes bool) { on[k.Key] = yes })
		check.Checked = on[k.Key]
		checks.Add(check)
	}
	size := p.w.Canvas().Size()
	var close func()
	show := parts.NewKnob(T("Show these"), "", parts.Primary, func() {
		var keys []string
		for _, k := range all {
			if on[k.Key] {
				keys = append(keys, k.Key)
			}
		}
		if len(keys) > mostCompared {
			said.SetText(Tf("These are %d; a chart holds at most %d.", len(keys), mostCompared))
			return
		}
		p.keys = keys
		close()
		p.load()
	})
	strongest := parts.NewKnob(T("Those with most quotes"), "", parts.Bordered, func() {
		p.keys = nil
		close()
		p.load()
	})
	content := container.NewBorder(
		said,
		parts.Padded(6, parts.NewFlow(6, show, strongest)),
		nil,
		nil,
		container.NewVScroll(checks),
	)
	close = p.w.showPanel(
		T("Compare"),
		content,
		fyne.NewSize(min(480*parts.TextScale(), size.Width-24), min(520*parts.TextScale(), size.Height-24)),
	).Hide
}

// drawSide lists changes and events, or the quotes of a chosen point.
func (p *stancePage) drawSide(c app.StanceChart, head []fyne.CanvasObject) {
	items := head
	if len(head) == 0 {
		items = append(
			items,
			parts.Soft(T("Click a point, or go through them with the arrow keys, to read its quotes.")),
		)
	}
	var changes []fyne.CanvasObject
	for _, s := range c.Series {
		if s.Change != nil {
			changes = append(
				changes,
				parts.Soft(fmt.Sprintf("%s: %s, p = %.3f", s.Label, c.Periods[s.Change.Period].Label, s.Change.P)),
			)
		}
		for _, b := range s.Breaks {
			changes = append(
				changes,
				parts.Soft(
					fmt.Sprintf(
						"%s: %s, %+.2f → %+.2f (PELT)",
						s.Label,
						b.Day.Format(time.DateOnly),
						b.Before,
						b.After,
					),
				),
			)
		}
	}
	if len(changes) > 0 {
		items = append(append(items, parts.Section(T("Change points (exploratory)"))), changes...)
	}
	items = append(items, comparisons(c)...)
	if len(head) == 0 {
		items = append(items, parts.Section(T("Figures")))
		for _, row := range chart.TableRows(c) {
			items = append(items, parts.Soft(row))
		}
	}
	items = append(items, parts.Section(T("Events")))
	for n, e := range c.Events {
		event := e
		drop := parts.NewKnob("✕", "", parts.Bare, func() { p.w.do(corpus.DropEvent{ID: event.ID}) })
		items = append(
			items,
			container.NewBorder(
				nil,
				nil,
				nil,
				drop,
				parts.Soft(fmt.Sprintf("%s %s  %s", chart.Circled(n), e.Day, e.Label)),
			),
		)
	}
	p.side.Objects = items
	p.side.Refresh()
}

// showPoint lists the quotes behind a point.
func (p *stancePage) showPoint(series, point int) {
	c := p.chart.Data
	s := c.Series[series]
	at := s.Points[point]
	head := []fyne.CanvasObject{
		parts.Section(s.Label + " · " + c.Periods[at.Period].Label),
		parts.Soft(Tf("%d judged", at.Judged) + "\n" + strings.Join(chart.Figures(s, at, "")[1:], "\n")),
	}
	load(p.w, &p.reading, func(ctx context.Context) ([]app.QuoteCard, error) {
		cards, _, err := p.w.corpus.Cards(
			ctx,
			corpus.QuoteFilter{IDs: at.Quotes[:min(len(at.Quotes), pointQuotes)], AllActs: true, Limit: -1},
		)
		return cards, err
	}, func(cards []app.QuoteCard) {
		for _, card := range cards {
			quote := card
			words := parts.Quoted(plain(card.Words))
			line := parts.Soft(speakerLine(card) + " · " + sourceLine(card) + "  " + stanceLine(card))
			head = append(
				head,
				parts.NewTap(
					parts.NewColumn(3, words, line, parts.Spaced(6, parts.Divider())),
					func() { p.w.openQuote(quote) },
				),
			)
		}
		if more := len(at.Quotes) - pointQuotes; more > 0 {
			head = append(head, parts.Soft(Tf("and %d more", more)))
		}
		p.drawSide(c, head)
	})
}

// pointQuotes is how many quotes of a point are listed beside the chart.
const pointQuotes = 60

func (p *stancePage) addEvent() {
	day, label := parts.NewField(p.w), parts.NewField(p.w)
	day.SetPlaceHolder("2017-03-22")
	p.w.form(
		T("Dated event"),
		T("Add"),
		[]*widget.FormItem{parts.Item("Day", day), parts.Item("Label", label)},
		func() {
			p.w.do(corpus.SaveEvent{Event: corpus.Event{Day: strings.TrimSpace(day.Text), Label: label.Text}})
		},
	)
}

func (p *stancePage) exportCSV() {
	c := p.chart.Data
	p.w.saveFile("stance.csv", c.WriteCSV)
}

// picture draws the chart at the size of a page.
func (p *stancePage) picture() image.Image {
	drawn := chart.NewStances(nil, nil)
	drawn.Data, drawn.Hidden, drawn.Form = p.chart.Data, p.chart.Hidden, p.chart.Form
	picture := software.NewCanvas()
	picture.SetContent(container.NewStack(canvas.NewRectangle(parts.Colors().Paper), drawn))
	picture.Resize(fyne.NewSize(1200, 640))
	return picture.Capture()
}

func (p *stancePage) exportPNG() {
	image := p.picture()
	p.w.saveFile("stance.png", func(out io.Writer) error { return png.Encode(out, image) })
}

func (p *stancePage) exportSVG() {
	drawn := chart.NewStances(nil, nil)
	drawn.Data, drawn.Hidden, drawn.Form = p.chart.Data, p.chart.Hidden, p.chart.Form
	size := fyne.NewSize(1200, 640)
	objects := drawn.Draw(size)
	ground := parts.Colors().Paper
	p.w.saveFile("stance.svg", func(out io.Writer) error { return parts.WriteSVG(out, size, ground, objects) })
}

func (p *stancePage) frame() *parts.Panes { return p.panes }
