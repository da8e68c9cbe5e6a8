package desktop

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// adjudicationPage shows the quotes on whose stance coders differ, one at a time
// with what each said, and the quotes assigned to coders.
type adjudicationPage struct {
	w           *Window
	body        *fyne.Container
	assignments *fyne.Container
	panes       *parts.Panes
	disputes    []app.Dispute
	at          int
	loading     latest
	listing     latest
}

func newAdjudicationPage(w *Window) *adjudicationPage {
	p := &adjudicationPage{w: w, body: parts.NewColumn(10), assignments: parts.NewColumn(6)}
	p.panes = reviewPanes(w, "Adjudication", p.body, T("Assignments"), p.assignments)
	return p
}

func (p *adjudicationPage) name() string               { return "Adjudication" }
func (p *adjudicationPage) mark() string               { return "⚖" }
func (p *adjudicationPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *adjudicationPage) inspected() *inspector      { return nil }
func (p *adjudicationPage) frame() *parts.Panes        { return p.panes }
func (p *adjudicationPage) reviewing()                 {}

func (p *adjudicationPage) refresh() {
	target, coder := p.w.target.ID, p.w.settings.Coder
	load(
		p.w,
		&p.listing,
		func(ctx context.Context) ([]app.AssignmentProgress, error) { return p.w.corpus.Assignments(ctx, "") },
		p.showAssignments,
	)
	switch {
	case p.w.settings.Blind:
		p.disputes = nil
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(
				T("Hidden in blind mode"),
				Tf("Who adjudicates sees what all coders said. %s judges blind.", coder),
				parts.NewKnob(p.w.blindName(), "", parts.Primary, p.w.toggleBlind),
			),
		}
		p.body.Refresh()
		return
	case target == "":
		p.body.Objects = []fyne.CanvasObject{
			parts.EmptyState(T("No target yet"), T("Coders differ about stances toward a target.")),
		}
		p.body.Refresh()
		return
	}
	load(
		p.w,
		&p.loading,
		func(ctx context.Context) ([]app.Dispute, error) { return p.w.corpus.Disputes(ctx, target) },
		func(d []app.Dispute) {
			p.disputes = d
			p.at = min(p.at, max(len(d)-1, 0))
			p.show()
		},
	)
}

// show draws the dispute at hand.
func (p *adjudicationPage) show() {
	if len(p.disputes) == 0 {
		p.body.Objects = []fyne.CanvasObject{
			parts.Soft(p.w.target.Text),
			parts.EmptyState(T("Nothing to adjudicate"), T("No two coders differ on a quote toward this target.")),
		}
		p.body.Refresh()
		return
	}
	d := p.disputes[p.at]
	open := 0
	for _, one := range p.disputes {
		if one.Adjudicated == nil {
			open++
		}
	}
	items := []fyne.CanvasObject{
		parts.Soft(p.w.target.Text),
		parts.Soft(Tf("%d of %d · %d not adjudicated", p.at+1, len(p.disputes), open)),
		parts.Quoted(
			plain(d.Card.Words),
		),
		parts.NewTap(parts.Soft(speakerLine(d.Card)+" · "+sourceLine(d.Card)), func() { p.w.openQuote(d.Card) }),
	}
	sides := container.NewGridWithColumns(max(1, min(len(d.Judgements), 3)))
	for _, j := range d.Judgements {
		side := parts.NewColumn(
			3,
			parts.Section(string(j.Coder)),
			parts.NewProse(
				chart.StanceMarks[j.Stance]+" "+T(string(j.Stance)),
				parts.Face{Size: 15 * parts.TextScale(), Bold: true},
				parts.InkText,
			),
		)
		if note := d.Notes[j.Coder]; note != "" {
			side.Add(parts.Soft(note))
		} else {
			side.Add(parts.Soft(T("no note")))
		}
		sides.Add(side)
	}
	items = append(items, sides)
	if a := d.Adjudicated; a != nil {
		items = append(
			items,
			parts.Section(T("Adjudicated")),
			parts.Soft(
				strings.TrimSpace(
					fmt.Sprintf("%s %s · %s %s", chart.StanceMarks[a.Stance], T(string(a.Stance)), a.Coder, a.Reason),
				),
			),
		)
	}
	knobs := parts.NewFlow(6, judgeKnobs(p.step, p.settle)...)
	items = append(
		items,
		knobs,
		parts.Soft(T("What is adjudicated is what charts and exports use. Undo takes it back.")),
	)
	p.body.Objects = items
	p.body.Refresh()
}

// settle adjudicates the dispute at hand and goes on to the next open one.
func (p *adjudicationPage) settle(s corpus.Stance) {
	if len(p.disputes) == 0 {
		return
	}
	d := &p.disputes[p.at]
	p.w.do(corpus.Adjudicate{Quote: d.Card.Quote.ID, Target: p.w.target.ID, Stance: s})
	d.Adjudicated = &corpus.Adjudication{Stance: s, Coder: p.w.settings.Coder}
	for k := 1; k < len(p.disputes); k++ {
		if i := (p.at + k) % len(p.disputes); p.disputes[i].Adjudicated == nil {
			p.at = i
			break
		}
	}
	p.show()
}

func (p *adjudicationPage) step(by int) {
	if n := len(p.disputes); n > 0 {
		p.at = (p.at + by + n) % n
		p.show()
	}
}

func (p *adjudicationPage) key(k fyne.KeyName) bool { return stepKey(k, p.step) }

func (p *adjudicationPage) letter(r rune) bool {
	if p.w.settings.Blind && strings.ContainsRune(stanceLetters, r) {
		return false
	}
	return judgeLetter(r, p.step, p.settle)
}

// showAssignments lists what is assigned to whom, and how far they are.
func (p *adjudicationPage) showAssignments(all []app.AssignmentProgress) {
	items := []fyne.CanvasObject{
		parts.Heading(T("Assignments")),
		parts.NewKnob(T("Draw a sample for a coder…"), "", parts.Bordered, p.draw),
	}
	if len(all) == 0 {
		items = append(items, parts.Soft(T("A second coder judges a sample without seeing what the first one said.")))
	}
	for _, a := range all {
		bar := parts.NewGauge()
		bar.Set(a.Done, len(a.Quotes))
		row := parts.NewColumn(
			3,
			parts.Section(string(a.Coder)),
			parts.Soft(strings.TrimSpace(a.Title+" "+a.Drawn)),
			bar,
			parts.Soft(Tf("%d of %d", a.Done, len(a.Quotes))),
		)
		knobs := parts.NewFlow(4)
		if a.Coder == p.w.settings.Coder && !a.Finished() {
			knobs.Add(parts.NewKnob(T("Judge the next one, blind"), "", parts.Primary, func() { p.begin(a) }))
		}
		knobs.Add(parts.NewKnob(T("Take back"), "", parts.Bare, func() { p.w.do(corpus.DropAssignment{ID: a.ID}) }))
		row.Add(knobs)
		items = append(items, row, parts.Divider())
	}
	p.assignments.Objects = items
	p.assignments.Refresh()
}

// begin opens the next quote of the coder's assignment, others' work hidden.
func (p *adjudicationPage) begin(a app.AssignmentProgress) {
	if !p.w.settings.Blind {
		p.w.toggleBlind()
	}
	loadOnce(
		p.w,
		func(ctx context.Context) (app.QuoteCard, error) { return p.w.corpus.Card(ctx, a.Next) },
		p.w.openQuote,
	)
}

// draw asks for a sample and assigns it.
func (p *adjudicationPage) draw() {
	coder, n, judgedBy := parts.NewField(p.w), parts.NewField(p.w), parts.NewField(p.w)
	n.SetText("50")
	judgedBy.SetPlaceHolder(T("anybody"))
	strata := widget.NewSelect(
		[]string{
			T("simple random"),
			T("speaker"),
			T("organisation"),
			T("publisher"),
			T("year"),
			T("stance"),
			T("kind"),
		},
		nil,
	)
	strata.SetSelectedIndex(0)
	words := ""
	if sizes, err := app.SampleSizes(0, 0.9, 0.05, 0.667, 0.25); err == nil {
		words = Tf(
			"%d quotes show an agreement of 90 %% within 5 points; %d tell alpha from .667",
			sizes.ForAgreement,
			sizes.ForAlpha,
		)
	}
	items := []*widget.FormItem{
		parts.Item("Coder", coder),
		parts.Item("Quotes", n),
		parts.Item("Judged by", judgedBy),
		parts.Item("Stratified by", strata),
		parts.Item("", parts.Soft(words)),
	}
	p.w.form(T("Draw a sample for a coder"), T("Assign"), items, func() {
		number, err := strconv.Atoi(strings.TrimSpace(n.Text))
		if err != nil {
			p.w.fail(fmt.Errorf("%q is no number of quotes: %w", n.Text, corpus.ErrInvalid))
			return
		}
		r := app.DrawRequest{
			Coder:    corpus.Coder(strings.TrimSpace(coder.Text)),
			Target:   p.w.target.ID,
			N:        number,
			JudgedBy: corpus.Coder(strings.TrimSpace(judgedBy.Text)),
			Seed:     1,
		}
		if i := strata.SelectedIndex(); i > 0 {
			r.Stratify = app.Strata[i-1]
		}
		p.w.act(func(ctx context.Context, a *app.App, by corpus.Coder) error {
			drawn, err := a.Draw(ctx, r)
			if err == nil {
				_, err = a.Assign(ctx, by, drawn)
			}
			return err
		}, func(error) { p.refresh() })
	})
}
