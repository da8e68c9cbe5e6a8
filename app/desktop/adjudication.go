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
	"quoth/corpus"
)

// adjudicationPage shows the quotes on whose stance coders differ, one at a time
// with what each said, and the quotes assigned to coders.
type adjudicationPage struct {
	w           *Window
	body        *fyne.Container
	assignments *fyne.Container
	panes       *panes
	disputes    []app.Dispute
	at          int
	loading     latest
	listing     latest
}

func newAdjudicationPage(w *Window) *adjudicationPage {
	p := &adjudicationPage{w: w, body: newColumn(10), assignments: newColumn(6)}
	head := container.New(inset{Left: 16, Top: 10, Right: 16, Bottom: 6}, reviewTabs(w, "Adjudication"))
	left := container.NewBorder(container.NewVBox(head, divider()), nil, nil, nil, container.NewVScroll(padded(16, p.body)))
	p.panes = newPanes(0, inspectorWidth, pane{}, pane{Title: T("Adjudication"), Content: left}, pane{Title: T("Assignments"), Content: sidePane(p.assignments)})
	return p
}

func (p *adjudicationPage) name() string               { return "Adjudication" }
func (p *adjudicationPage) mark() string               { return "⚖" }
func (p *adjudicationPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *adjudicationPage) inspected() *inspector      { return nil }
func (p *adjudicationPage) frame() *panes              { return p.panes }
func (p *adjudicationPage) reviewing()                 {}

func (p *adjudicationPage) refresh() {
	target, coder := p.w.target.ID, p.w.settings.Coder
	load(p.w, &p.listing, func(ctx context.Context) ([]app.AssignmentProgress, error) { return p.w.corpus.Assignments(ctx, "") }, p.showAssignments)
	switch {
	case p.w.settings.Blind:
		p.disputes = nil
		p.body.Objects = []fyne.CanvasObject{emptyState(T("Hidden in blind mode"), Tf("Who adjudicates sees what all coders said. %s judges blind.", coder), newKnob(p.w.blindName(), "", primary, p.w.toggleBlind))}
		p.body.Refresh()
		return
	case target == "":
		p.body.Objects = []fyne.CanvasObject{emptyState(T("No target yet"), T("Coders differ about stances toward a target."))}
		p.body.Refresh()
		return
	}
	load(p.w, &p.loading, func(ctx context.Context) ([]app.Dispute, error) { return p.w.corpus.Disputes(ctx, target) }, func(d []app.Dispute) {
		p.disputes = d
		p.at = min(p.at, max(len(d)-1, 0))
		p.show()
	})
}

// show draws the dispute at hand.
func (p *adjudicationPage) show() {
	if len(p.disputes) == 0 {
		p.body.Objects = []fyne.CanvasObject{soft(p.w.target.Text), emptyState(T("Nothing to adjudicate"), T("No two coders differ on a quote toward this target."))}
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
	items := []fyne.CanvasObject{soft(p.w.target.Text), soft(Tf("%d of %d · %d not adjudicated", p.at+1, len(p.disputes), open)),
		quoted(plain(d.Card.Words)), newTap(soft(speakerLine(d.Card)+" · "+sourceLine(d.Card)), func() { p.w.openQuote(d.Card) })}
	sides := container.NewGridWithColumns(max(1, min(len(d.Judgements), 3)))
	for _, j := range d.Judgements {
		side := newColumn(3, section(string(j.Coder)), newProse(chart.StanceMarks[j.Stance]+" "+T(string(j.Stance)), face{Size: 15 * textScale(), Bold: true}, inkText))
		if note := d.Notes[j.Coder]; note != "" {
			side.Add(soft(note))
		} else {
			side.Add(soft(T("no note")))
		}
		sides.Add(side)
	}
	items = append(items, sides)
	if a := d.Adjudicated; a != nil {
		items = append(items, section(T("Adjudicated")), soft(strings.TrimSpace(fmt.Sprintf("%s %s · %s %s", chart.StanceMarks[a.Stance], T(string(a.Stance)), a.Coder, a.Reason))))
	}
	knobs := newFlow(6, judgeKnobs(p.step, p.settle)...)
	items = append(items, knobs, soft(T("What is adjudicated is what charts and exports use. Undo takes it back.")))
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
	items := []fyne.CanvasObject{heading(T("Assignments")), newKnob(T("Draw a sample for a coder…"), "", bordered, p.draw)}
	if len(all) == 0 {
		items = append(items, soft(T("A second coder judges a sample without seeing what the first one said.")))
	}
	for _, a := range all {
		bar := newGauge()
		bar.Set(a.Done, len(a.Quotes))
		row := newColumn(3, section(string(a.Coder)), soft(strings.TrimSpace(a.Title+" "+a.Drawn)), bar, soft(Tf("%d of %d", a.Done, len(a.Quotes))))
		knobs := newFlow(4)
		if a.Coder == p.w.settings.Coder && !a.Finished() {
			knobs.Add(newKnob(T("Judge the next one, blind"), "", primary, func() { p.begin(a) }))
		}
		knobs.Add(newKnob(T("Take back"), "", bare, func() { p.w.do(corpus.DropAssignment{ID: a.ID}) }))
		row.Add(knobs)
		items = append(items, row, divider())
	}
	p.assignments.Objects = items
	p.assignments.Refresh()
}

// begin opens the next quote of the coder's assignment, others' work hidden.
func (p *adjudicationPage) begin(a app.AssignmentProgress) {
	if !p.w.settings.Blind {
		p.w.toggleBlind()
	}
	loadOnce(p.w, func(ctx context.Context) (app.QuoteCard, error) { return p.w.corpus.Card(ctx, a.Next) }, p.w.openQuote)
}

// draw asks for a sample and assigns it.
func (p *adjudicationPage) draw() {
	coder, n, judgedBy := newField(p.w), newField(p.w), newField(p.w)
	n.SetText("50")
	judgedBy.SetPlaceHolder(T("anybody"))
	strata := widget.NewSelect([]string{T("simple random"), T("speaker"), T("organisation"), T("publisher"), T("year"), T("stance"), T("kind")}, nil)
	strata.SetSelectedIndex(0)
	words := ""
	if sizes, err := app.SampleSizes(0, 0.9, 0.05, 0.667, 0.25); err == nil {
		words = Tf("%d quotes show an agreement of 90 %% within 5 points; %d tell alpha from .667", sizes.ForAgreement, sizes.ForAlpha)
	}
	items := []*widget.FormItem{item("Coder", coder), item("Quotes", n), item("Judged by", judgedBy), item("Stratified by", strata), item("", soft(words))}
	p.w.form(T("Draw a sample for a coder"), T("Assign"), items, func() {
		number, err := strconv.Atoi(strings.TrimSpace(n.Text))
		if err != nil {
			p.w.fail(fmt.Errorf("%q is no number of quotes: %w", n.Text, corpus.ErrInvalid))
			return
		}
		r := app.DrawRequest{Coder: corpus.Coder(strings.TrimSpace(coder.Text)), Target: p.w.target.ID, N: number, JudgedBy: corpus.Coder(strings.TrimSpace(judgedBy.Text)), Seed: 1}
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
