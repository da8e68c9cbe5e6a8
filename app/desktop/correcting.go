package desktop

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// correct turns the name into a field: its text is selected, the article's people
// are offered, and return takes the one that is lit. Role and organisation follow.
func (i *inspector) correct() {
	if i.card == nil || i.correcting {
		return
	}
	card := *i.card
	i.correcting, i.others, i.same = true, false, nil
	who := newSpeakerField(i.w, card.Quote.Article, card.Speaker)
	who.onChosen = func(c app.SpeakerChoice) { i.correctTo(card, c) }
	who.onEscape, who.onGrown = i.endCorrecting, i.box.Refresh
	others := parts.NewColumn(4)
	items := []fyne.CanvasObject{
		parts.Section(strings.Trim(T("quote")+" "+i.position+" · "+T("who said it?"), " ·")),
		who.withChoices(),
		others,
	}
	items = append(items, i.about()...)
	items = append(
		items,
		parts.NewFlow(
			6,
			parts.NewKnob(T("Role and organisation…"), "R", parts.Bare, func() { i.endCorrecting(); i.correctRole() }),
			parts.NewKnob(T("Cancel"), "Esc", parts.Bare, i.endCorrecting),
		),
	)
	items = append(items, i.why()...)
	i.box.Objects = items
	i.box.Refresh()
	if p, ok := i.w.current.(interface{ revealInspector() }); ok {
		p.revealInspector()
	}
	i.w.Canvas().Focus(who)
	who.selectAll()
	who.find()
	load(
		i.w,
		&i.recalling,
		func(ctx context.Context) ([]app.QuoteCard, error) { return i.w.corpus.SameSpeaker(ctx, card.Quote.ID) },
		func(same []app.QuoteCard) {
			if !i.correcting || len(same) == 0 {
				return
			}
			i.same = same
			i.offerOthers(others)
			i.box.Refresh()
		},
	)
}

// offerOthers lists the article's other quotes that the same correction may be
// for; they are left alone unless somebody says so.
func (i *inspector) offerOthers(box *fyne.Container) {
	also := parts.NewKnob(Tf("also %d others in this article", len(i.same)), "", parts.Toggle, nil)
	if len(i.same) == 1 {
		also.Label = T("also 1 other in this article")
	}
	also.OnTap = func() {
		i.others = !i.others
		also.On = i.others
		also.Refresh()
	}
	box.Objects = []fyne.CanvasObject{parts.NewFlow(0, also)}
	for _, q := range i.same[:min(3, len(i.same))] {
		line := parts.Soft("“" + oneLine(plain(q.Words)) + "”")
		line.Most = 1
		box.Add(line)
	}
	box.Refresh()
}

// endCorrecting brings the name back.
func (i *inspector) endCorrecting() {
	i.correcting = false
	i.w.Canvas().Unfocus()
	i.redraw()
}

// correctTo gives the quote, and the others where that was asked for, to somebody
// as one act.
func (i *inspector) correctTo(card app.QuoteCard, c app.SpeakerChoice) {
	ids := []corpus.QuoteID{card.Quote.ID}
	if i.others {
		for _, q := range i.same {
			ids = append(ids, q.Quote.ID)
		}
	}
	correction := c.Correction()
	if c.Type == "" { // a new person: what is known of them follows by the name
		correction = app.SpeakerCorrection{Speaker: c.Name}
	}
	correction.Quote, correction.Queue = card.Quote.ID, i.queue
	i.endCorrecting()
	i.w.actBegun()
	i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		_, err := a.CorrectSpeakers(ctx, coder, ids, correction)
		return err
	}, nil)
}

// correctRole asks for the role and the organisation alone.
func (i *inspector) correctRole() {
	if i.card == nil {
		return
	}
	c := *i.card
	organization, role := i.w.nameEntry(i.w.organizationsNamed), parts.NewField(i.w)
	organization.fill(c.Organization)
	role.SetText(c.Current.Role)
	i.w.form(
		orUnknown(c.Speaker),
		T("Correct"),
		[]*widget.FormItem{parts.Item("Organisation", organization.withProposals()), parts.Item("Role", role)},
		func() {
			org, role := strings.TrimSpace(organization.Text), strings.TrimSpace(role.Text)
			correction := app.SpeakerCorrection{
				Quote: c.Quote.ID, Organization: org, ClearOrganization: org == "" && c.Organization != "",
				Role: role, ClearRole: role == "" && c.Current.Role != "", Queue: i.queue,
			}
			i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
				_, err := a.CorrectSpeakers(ctx, coder, []corpus.QuoteID{c.Quote.ID}, correction)
				return err
			}, nil)
		},
	)
}

func orUnknown(name string) string {
	if name == "" {
		return T("Speaker unknown")
	}
	return name
}
