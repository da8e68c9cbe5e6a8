package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// entryLabel is an entry with what distinguishes it from its namesakes.
func entryLabel(name string, about ...string) string {
	return strings.Join(append([]string{name}, parts.NonEmpty(about)...), " · ")
}

// entriesNamed proposes entries of one registry while somebody types; the labels
// found are kept with their ids.
func (p *peoplePage) entriesNamed(
	kind corpus.EntryKind,
	except string,
	found map[string]string,
) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, words string) ([]string, error) {
		var labels []string
		keep := func(id, label string) {
			if id != except {
				found[label] = id
				labels = append(labels, label)
			}
		}
		if kind == corpus.OrganizationEntry {
			list, _, err := p.w.corpus.Organizations(ctx, words, 0, mostProposals)
			for _, o := range list {
				keep(string(o.ID), entryLabel(o.Name, parts.Count(o.Quotes, "quote")))
			}
			return labels, err
		}
		list, _, err := p.w.corpus.People(ctx, words, 0, mostProposals)
		for _, o := range list {
			keep(string(o.ID), entryLabel(o.Name, o.Role, o.Organization, parts.Count(o.Quotes, "quote")))
		}
		return labels, err
	}
}

// mergeInto asks which entry this one is, then shows what would come together.
func (p *peoplePage) mergeInto(e entry, d detail) {
	found := map[string]string{}
	into := p.w.nameEntry(p.entriesNamed(e.kind, e.id, found))
	into.takesFirst = true
	p.w.form(
		Tf("Merge “%s” into", d.name),
		T("Compare…"),
		[]*widget.FormItem{parts.Item("Entry", into.withProposals())},
		func() {
			id, ok := found[into.Text]
			if !ok && len(into.proposals) == 1 {
				id, ok = found[into.proposals[0]]
			}
			if !ok {
				p.w.fail(fmt.Errorf("choose an entry among those proposed: %w", corpus.ErrInvalid))
				return
			}
			p.previewMerge(e.kind, e.id, id)
		},
	)
}

// previewMerge shows two entries beside each other and what their union is.
func (p *peoplePage) previewMerge(kind corpus.EntryKind, from, into string) {
	type both struct{ from, into detail }
	loadOnce(p.w, func(ctx context.Context) (both, error) {
		var b both
		var err error
		if b.from, err = p.w.readDetail(ctx, kind, from); err != nil {
			return b, err
		}
		b.into, err = p.w.readDetail(ctx, kind, into)
		return b, err
	}, func(b both) {
		size := p.w.Canvas().Size()
		var close func()
		merge := parts.NewKnob(T("Merge"), "", parts.Primary, func() {
			close()
			p.chosen = entry{kind: kind, id: into, name: b.into.name}
			p.w.do(mergeAct(kind, from, into))
		})
		leave := parts.NewKnob(T("Cancel"), "", parts.Bordered, func() { close() })
		sides := container.NewGridWithColumns(2, entrySummary(b.from), entrySummary(b.into))
		if size.Width < 600*parts.TextScale() {
			sides = container.NewVBox(entrySummary(b.from), entrySummary(b.into))
		}
		sum := parts.Soft(
			Tf(
				"Together %s under “%s”; “%s” becomes one of its other names. Undo takes it back.",
				parts.Count(b.from.quotes+b.into.quotes, "quote"),
				b.into.name,
				b.from.name,
			),
		)
		content := container.NewBorder(
			nil,
			parts.NewColumn(8, sum, parts.NewFlow(6, merge, leave)),
			nil,
			nil,
			container.NewVScroll(sides),
		)
		close = p.w.showPanel(
			T("Merge"),
			content,
			fyne.NewSize(min(820*parts.TextScale(), size.Width-24), min(520*parts.TextScale(), size.Height-24)),
		).Hide
	})
}

// entrySummary is an entry as a preview shows it.
func entrySummary(d detail) fyne.CanvasObject {
	items := []fyne.CanvasObject{parts.Heading(d.name), parts.Soft(parts.Count(d.quotes, "quote"))}
	if len(d.aliases) > 0 {
		items = append(items, parts.Soft(Tf("also printed as %s", strings.Join(d.aliases, ", "))))
	}
	for i, s := range d.spells {
		if i < 6 {
			items = append(items, parts.Soft(s.Label+" · "+s.Days()))
		}
	}
	for i, c := range d.cards {
		if i < 3 {
			words := parts.Quoted(plain(c.Words))
			words.Most = 3
			items = append(items, parts.Spaced(4, words), parts.Soft(sourceLine(c)))
		}
	}
	return container.New(parts.Inset{Right: 16}, parts.NewColumn(4, items...))
}

// split moves quotes of an entry to a new one: for namesakes.
func (p *peoplePage) split(e entry, d detail) {
	name := parts.NewField(p.w)
	name.SetText(d.name)
	chosen := map[corpus.QuoteID]bool{}
	rows := parts.NewColumn(4)
	for _, c := range d.cards {
		check := widget.NewCheck("", func(yes bool) { chosen[c.Quote.ID] = yes })
		words := parts.Quoted(plain(c.Words))
		words.Most = 2
		rows.Add(
			container.NewBorder(
				nil,
				nil,
				container.NewVBox(check),
				nil,
				parts.NewColumn(2, words, parts.Soft(entryLabel(sourceLine(c), c.Current.Role, c.Organization))),
			),
		)
	}
	size := p.w.Canvas().Size()
	said := parts.NewProse("", parts.UiFace(), parts.InkDanger)
	var close func()
	do := parts.NewKnob(T("Split off"), "", parts.Primary, func() {
		var quotes []corpus.QuoteID
		for _, c := range d.cards {
			if chosen[c.Quote.ID] {
				quotes = append(quotes, c.Quote.ID)
			}
		}
		if len(quotes) == 0 || strings.TrimSpace(name.Text) == "" {
			said.SetText(T("Choose the quotes that somebody else said, and write that one's name."))
			return
		}
		close()
		p.w.do(splitAct(e, strings.TrimSpace(name.Text), quotes))
	})
	top := parts.NewColumn(
		6,
		parts.Soft(
			T(
				"Choose the quotes that belong to somebody else of this name. They become a new entry; undo takes it back.",
			),
		),
		name,
		said,
	)
	content := container.NewBorder(top, parts.Padded(6, parts.NewFlow(6, do)), nil, nil, container.NewVScroll(rows))
	close = p.w.showPanel(
		Tf("Split “%s”", d.name),
		content,
		fyne.NewSize(min(720*parts.TextScale(), size.Width-24), size.Height-48),
	).Hide
}

func splitAct(e entry, name string, quotes []corpus.QuoteID) corpus.Act {
	if e.kind == corpus.OrganizationEntry {
		return corpus.SplitOrganization{
			From:   corpus.OrganizationID(e.id),
			New:    corpus.Organization{Name: name, Confirmed: true},
			Quotes: quotes,
		}
	}
	return corpus.SplitPerson{
		From:   corpus.PersonID(e.id),
		New:    corpus.Person{Name: name, Confirmed: true},
		Quotes: quotes,
	}
}

// duplicates shows who may be the same, one card an entry, with the quotes that
// help to tell.
func (p *peoplePage) duplicates() {
	kind := corpus.PersonEntry
	if p.bodies.On {
		kind = corpus.OrganizationEntry
	}
	loadOnce(
		p.w,
		func(ctx context.Context) ([]app.DuplicateCard, error) { return p.w.corpus.DuplicateCards(ctx, kind) },
		func(list []app.DuplicateCard) {
			rows := parts.NewColumn(10)
			if len(list) == 0 {
				rows.Add(parts.Soft(T("No two names look as if they were the same.")))
			}
			for _, c := range list {
				rows.Add(p.duplicateCard(c))
			}
			size := p.w.Canvas().Size()
			p.w.showPanel(
				T("Possible duplicates"),
				container.NewVScroll(container.New(parts.Inset{Right: 16}, rows)),
				fyne.NewSize(min(760*parts.TextScale(), size.Width-24), size.Height-48),
			)
		},
	)
}

// duplicateCard is one entry with boxes for all that may be the same: one act, one
// undo.
func (p *peoplePage) duplicateCard(c app.DuplicateCard) fyne.CanvasObject {
	box := parts.NewColumn(4, parts.NewProse(c.Name+" ←", parts.BoldFace(), parts.InkText), parts.Soft(c.Detail))
	boxes := map[string]*parts.Knob{}
	for _, o := range c.Others {
		k := parts.NewKnob(entryLabel(o.Name, o.Detail), "", parts.Toggle, nil)
		k.On = true
		k.OnTap = func() {
			k.On = !k.On
			k.Refresh()
		}
		boxes[o.ID] = k
		lines := parts.NewColumn(1, parts.Soft(T(o.Reason)))
		for _, q := range o.Quotes {
			line := parts.Soft("“" + oneLine(plain(q.Words)) + "” · " + sourceLine(q))
			line.Most = 1
			lines.Add(line)
		}
		box.Add(parts.NewFlow(0, k))
		box.Add(container.New(parts.Inset{Left: 28}, lines))
	}
	card := container.NewVBox(box)
	settle := func(merge bool) {
		var chosen []string
		for _, o := range c.Others {
			if boxes[o.ID].On {
				chosen = append(chosen, o.ID)
			}
		}
		if len(chosen) == 0 {
			return
		}
		card.Hide()
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			_, err := a.SettleDuplicates(ctx, coder, c, chosen, merge)
			return err
		}, nil)
	}
	box.Add(
		parts.NewFlow(
			6,
			parts.NewKnob(T("Merge those ticked"), "", parts.Primary, func() { settle(true) }),
			parts.NewKnob(T("Those ticked are not the same"), "", parts.Bordered, func() { settle(false) }),
		),
	)
	card.Add(parts.Divider())
	return card
}

// heal shows which entries are certainly the same by what the linker knows now,
// and merges them as one act.
func (p *peoplePage) heal() {
	loadOnce(p.w, p.w.corpus.Certain, func(list []app.CertainMerge) {
		if len(list) == 0 {
			p.w.showText(
				T("Certainly the same"),
				parts.Wrapped(T("No two entries are certain to be the same. Doubtful ones are among the duplicates.")),
			)
			return
		}
		rows := parts.NewColumn(
			4,
			parts.Soft(
				Tf(
					"%d entries would become other names of those they stand for. It is one act; undo takes it back as one.",
					len(list),
				),
			),
		)
		for _, m := range list[:min(len(list), mostHealed)] {
			rows.Add(
				parts.Wrapped(
					Tf("“%s” becomes “%s”", entryLabel(m.From, m.FromAbout), entryLabel(m.Into, m.IntoAbout)),
				),
			)
			rows.Add(parts.Soft(T(m.Reason)))
		}
		if more := len(list) - mostHealed; more > 0 {
			rows.Add(parts.Soft(Tf("and %d more", more)))
		}
		size := p.w.Canvas().Size()
		p.w.asks(
			T("Certainly the same"),
			Tf("Merge %d entries", len(list)),
			container.NewVScroll(rows),
			fyne.NewSize(min(760*parts.TextScale(), size.Width-24), min(560*parts.TextScale(), size.Height-48)),
			func() {
				p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
					_, n, err := a.Heal(ctx, coder)
					p.w.tell(Tf("Merged %d entries; undo takes it back.", n), err)
					p.w.run.onScreen(func() { p.checked = false })
					return err
				}, nil)
			},
		)
	})
}

// mostHealed is how many certain merges are shown.
const mostHealed = 200
