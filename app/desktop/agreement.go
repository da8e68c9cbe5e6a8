package desktop

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// underReview is a page that stands under Review on the rail.
type underReview interface{ reviewing() }

// reviewPanes are the two panes of a page under Review: its body below the tabs,
// and at its side what belongs to it.
func reviewPanes(w *Window, here string, body fyne.CanvasObject, title string, side fyne.CanvasObject) *parts.Panes {
	head := container.New(parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 6}, reviewTabs(w, here))
	top := container.NewVBox(head, parts.Divider())
	left := container.NewBorder(top, nil, nil, nil, container.NewVScroll(parts.Padded(16, body)))
	return parts.NewPanes(
		0,
		parts.InspectorWidth,
		parts.Pane{},
		parts.Pane{Title: T(here), Content: left},
		parts.Pane{Title: title, Content: parts.SidePane(side)},
	)
}

// reviewTabs lead from Review to the pages under it, and back.
func reviewTabs(w *Window, here string) fyne.CanvasObject {
	tabs := parts.NewFlow(4)
	for _, name := range []string{"Review", "Suggestions", "Agreement", "Adjudication"} {
		tab := parts.NewKnob(T(name), "", parts.Bare, func() { w.goToNamed(name) })
		tab.On = name == here
		tabs.Add(tab)
	}
	return tabs
}

// agreementPage shows how far coders agree, with the quotes on which they do not.
type agreementPage struct {
	w       *Window
	unit    *widget.Select
	toward  *parts.Knob // only the target that is chosen
	figures *fyne.Container
	side    *fyne.Container
	panes   *parts.Panes
	data    app.Agreement
	loading latest
	reading latest
}

// agreementUnits are named for people in the order of app.AgreementUnits.
func agreementUnits() []string {
	return []string{T("stances"), T("tags"), T("verdicts"), T("speakers"), T("organisations"), T("boundaries")}
}

func newAgreementPage(w *Window) *agreementPage {
	p := &agreementPage{w: w, figures: parts.NewColumn(4), side: parts.NewColumn(6)}
	p.unit = widget.NewSelect(agreementUnits(), nil)
	p.unit.SetSelectedIndex(0)
	p.unit.OnChanged = func(string) { p.refresh() }
	p.toward = parts.NewKnob(T("only for this target"), "", parts.Toggle, func() {
		p.toward.On = !p.toward.On
		p.toward.Refresh()
		p.refresh()
	})
	head := container.New(
		parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 6},
		parts.NewColumn(6, reviewTabs(w, "Agreement"), parts.NewFlow(4, parts.Fixed(180, p.unit), p.toward)),
	)
	left := container.NewBorder(
		container.NewVBox(head, parts.Divider()),
		nil,
		nil,
		nil,
		container.NewVScroll(parts.Padded(16, p.figures)),
	)
	p.panes = parts.NewPanes(
		0,
		parts.InspectorWidth,
		parts.Pane{},
		parts.Pane{Title: T("Agreement"), Content: left},
		parts.Pane{Title: T("Quotes"), Content: parts.SidePane(p.side)},
	)
	return p
}

func (p *agreementPage) name() string               { return "Agreement" }
func (p *agreementPage) mark() string               { return "≈" }
func (p *agreementPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *agreementPage) inspected() *inspector      { return nil }
func (p *agreementPage) letter(rune) bool           { return false }
func (p *agreementPage) key(fyne.KeyName) bool      { return false }
func (p *agreementPage) frame() *parts.Panes        { return p.panes }
func (p *agreementPage) reviewing()                 {}

func (p *agreementPage) refresh() {
	p.side.RemoveAll()
	if p.w.settings.Blind {
		p.figures.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("Hidden in blind mode"),
				T("Agreement shows what others said. Leave blind mode to see it."),
				parts.NewKnob(p.w.blindName(), "", parts.Primary, p.w.toggleBlind),
			),
		}
		p.figures.Refresh()
		return
	}
	r := app.AgreementRequest{Unit: app.AgreementUnits[max(p.unit.SelectedIndex(), 0)]}
	if p.toward.On {
		r.Target = p.w.target.ID
	}
	r.Progress = func(done, of int) {
		p.w.run.onScreen(func() {
			p.side.Objects = []fyne.CanvasObject{parts.Soft(Tf("Counting: %d of %d", done, of))}
			p.side.Refresh()
		})
	}
	load(
		p.w,
		&p.loading,
		func(ctx context.Context) (app.Agreement, error) { return p.w.corpus.Agreement(ctx, r) },
		p.show,
	)
}

// defined is a figure for people; a dash where it is not defined.
func defined(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

func (p *agreementPage) show(g app.Agreement) {
	p.data = g
	items := []fyne.CanvasObject{
		parts.Soft(Tf("%d judged by two coders or more; %d that only one has seen are left out", g.Items, g.LeftOut)),
	}
	add := func(name, reason string, v float64, more string) {
		line := fmt.Sprintf("%s  %s", name, defined(v))
		if why := g.Reasons[reason]; math.IsNaN(v) && why != "" {
			more = why
		}
		items = append(
			items,
			parts.NewProse(strings.TrimSpace(line+"  "+more), parts.Face{Size: 14 * parts.TextScale()}, parts.InkText),
		)
	}
	if g.Unit == app.AgreeOnSpan {
		add(T("alpha for unitizing"), "u_alpha", g.UAlpha, "")
		add(T("uα, stretches with their tags"), "u_alpha", g.Family.All, "")
		add(T("|uα, marked or not"), "u_alpha", g.Family.Relevant, "")
		add(
			T("cuα, tags of what two marked"),
			"cu",
			g.Family.Coded,
			Tf("(%d %% of the texts)", percent(g.Family.Covers)),
		)
	} else {
		add(T("agreement"), "percent", g.Percent, "")
		add(
			T("Krippendorff's alpha, nominal"),
			"alpha.nominal",
			g.Alpha["nominal"],
			fmt.Sprintf("(%s … %s)", defined(g.Low), defined(g.High)),
		)
		add(T("Krippendorff's alpha, ordinal"), "alpha.ordinal", g.Alpha["ordinal"], "")
		add(T("Krippendorff's alpha, interval"), "alpha.interval", g.Alpha["interval"], "")
		add(T("Fleiss' kappa"), "fleiss", g.Fleiss, "")
	}
	for _, pair := range g.Pairs {
		items = append(items, parts.Section(Tf("%s and %s", pair.Coders[0], pair.Coders[1])))
		if g.Unit == app.AgreeOnSpan {
			items = append(
				items,
				parts.Soft(
					fmt.Sprintf(
						"%s, %s %s",
						parts.Count(pair.N, "article"),
						T("alpha for unitizing"),
						defined(pair.UAlpha),
					),
				),
			)
			continue
		}
		words := fmt.Sprintf(
			"%s %d · %s %s · %s %s (%s … %s)",
			T("in common"),
			pair.N,
			T("agreement"),
			defined(pair.Percent),
			T("Cohen's kappa"),
			defined(pair.Kappa),
			defined(pair.Low),
			defined(pair.High),
		)
		if pair.Reason != "" {
			words = fmt.Sprintf("%s %d · %s", T("in common"), pair.N, pair.Reason)
		}
		items = append(items, parts.Soft(words), p.matrix(pair.Coders))
	}
	p.figures.Objects = items
	p.figures.Refresh()
	p.side.Objects = []fyne.CanvasObject{parts.Soft(T("Click a cell of a matrix to read its quotes."))}
	p.side.Refresh()
}

// matrix is what two coders said of the same things: rows the first, columns the
// second.
func (p *agreementPage) matrix(coders [2]corpus.Coder) fyne.CanvasObject {
	var rows, columns []string
	cells := map[[2]string]app.ConfusionCell{}
	for _, c := range p.data.Confusion {
		if c.Coders != coders {
			continue
		}
		cells[[2]string{c.A, c.B}] = c
		if !slices.Contains(rows, c.A) {
			rows = append(rows, c.A)
		}
		if !slices.Contains(columns, c.B) {
			columns = append(columns, c.B)
		}
	}
	slices.Sort(columns)
	const most = 12
	if len(rows) > most || len(columns) > most { // too wide for a table: the disagreements as a list
		list := parts.NewColumn(2)
		for _, c := range p.data.Confusion {
			if c.Coders == coders && c.A != c.B {
				list.Add(
					parts.NewKnob(
						fmt.Sprintf("%s ≠ %s  %d", c.A, c.B, len(c.Quotes)),
						"",
						parts.Bare,
						func() { p.open(c) },
					),
				)
			}
		}
		return list
	}
	grid := container.NewGridWithColumns(len(columns)+1, parts.Soft(fmt.Sprintf("%s ↓\n%s →", coders[0], coders[1])))
	for _, b := range columns {
		grid.Add(parts.Soft(T(b)))
	}
	for _, a := range rows {
		grid.Add(parts.Soft(T(a)))
		for _, b := range columns {
			c := cells[[2]string{a, b}]
			look := parts.Bare
			if a != b && len(c.Quotes) > 0 {
				look = parts.Bordered
			}
			grid.Add(parts.NewKnob(fmt.Sprint(len(c.Quotes)), "", look, func() { p.open(c) }))
		}
	}
	return grid
}

// open lists the quotes of a cell.
func (p *agreementPage) open(c app.ConfusionCell) {
	ids := c.Quotes[:min(len(c.Quotes), pointQuotes)]
	if len(ids) == 0 {
		return
	}
	load(p.w, &p.reading, func(ctx context.Context) ([]app.QuoteCard, error) {
		cards, _, err := p.w.corpus.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
		return cards, err
	}, func(cards []app.QuoteCard) {
		items := []fyne.CanvasObject{
			parts.Section(fmt.Sprintf("%s: %s · %s: %s", c.Coders[0], T(c.A), c.Coders[1], T(c.B))),
		}
		for _, card := range cards {
			items = append(
				items,
				parts.NewTap(
					parts.NewColumn(
						3,
						parts.Quoted(plain(card.Words)),
						parts.Soft(speakerLine(card)+" · "+sourceLine(card)),
						parts.Spaced(6, parts.Divider()),
					),
					func() { p.w.openQuote(card) },
				),
			)
		}
		if more := len(c.Quotes) - len(ids); more > 0 {
			items = append(items, parts.Soft(Tf("and %d more", more)))
		}
		p.side.Objects = items
		p.side.Refresh()
		p.panes.Turn(1)
	})
}
