package desktop

import (
	"cmp"
	"context"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// entry is a row of the registry: a person or an organisation.
type entry struct {
	kind          corpus.EntryKind
	id            string
	name, details string
}

// peoplePage shows the registry.
type peoplePage struct {
	w         *Window
	words     *parts.Field
	people    *parts.Knob
	bodies    *parts.Knob
	list      *keyList
	entries   []entry
	total     int // of the registry, as filtered
	detail    *fyne.Container
	about     *container.Scroll
	panes     *parts.Panes
	chosen    entry
	marked    []entry // several of them; the page shows what they are
	selecting bool
	listing   latest
	growing   growth
	showing   latest
	certain   *parts.Knob // leads to the entries that are certainly the same; hidden where none are
	checking  latest
	checked   bool // whether there are any was looked up
}

func newPeoplePage(w *Window) *peoplePage {
	p := &peoplePage{w: w, detail: parts.NewColumn(6)}
	p.words = parts.NewField(w)
	p.words.SetPlaceHolder(T("Filter names"))
	p.words.OnChanged = func(string) { p.listAnew() }
	p.people = parts.NewKnob(T("People"), "", parts.Bare, func() { p.turn(false) })
	p.bodies = parts.NewKnob(T("Organisations"), "", parts.Bare, func() { p.turn(true) })
	p.people.On = true
	p.list = newKeyList(
		w,
		func() int { return len(p.entries) },
		func() fyne.CanvasObject { return newEntryRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.entries) {
				o.(*entryRow).set(p.entries[i])
			}
		},
	)
	p.list.onEnd = p.readOn
	p.list.OnSelected = func(i widget.ListItemID) {
		if i < len(p.entries) && !p.selecting {
			p.open(p.entries[i])
			p.panes.Reveal(p.about)
		}
	}
	p.markEntries()
	p.certain = parts.NewKnob("", "", parts.Bordered, p.heal)
	p.certain.Hide()
	left := container.NewBorder(
		container.NewVBox(
			parts.Padded(
				10,
				parts.NewColumn(
					6,
					p.words,
					parts.NewFlow(4, p.people, p.bodies, parts.NewKnob(T("Duplicates…"), "", parts.Bare, p.duplicates)),
					parts.NewFlow(0, p.certain),
				),
			),
			parts.Divider(),
		),
		nil,
		nil,
		nil,
		p.list,
	)
	p.about = container.NewVScroll(container.New(parts.Inset{Left: 28, Top: 16, Right: 28, Bottom: 28}, p.detail))
	p.panes = parts.NewPanes(
		parts.ListWidth,
		0,
		parts.Pane{Title: T("Names"), Content: left},
		parts.Pane{Title: T("Entry"), Content: p.about},
		parts.Pane{},
	)
	return p
}

// turn shows people or organisations.
func (p *peoplePage) turn(bodies bool) {
	p.people.On, p.bodies.On = !bodies, bodies
	p.people.Refresh()
	p.bodies.Refresh()
	p.chosen = entry{}
	p.listAnew()
}

// listAnew reads another list, in which nothing is marked.
func (p *peoplePage) listAnew() {
	p.list.clear()
	p.entries = nil
	p.load()
}

func (p *peoplePage) name() string               { return "People" }
func (p *peoplePage) mark() string               { return "☻" }
func (p *peoplePage) content() fyne.CanvasObject { return p.panes.Box }
func (p *peoplePage) inspected() *inspector      { return nil }
func (p *peoplePage) key(k fyne.KeyName) bool {
	by, ok := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1}[k]
	if ok {
		p.step(by)
	}
	return ok
}

func (p *peoplePage) letter(r rune) bool {
	switch r {
	case '/':
		p.w.Canvas().Focus(p.words)
	case 'j':
		p.step(1)
	case 'k':
		p.step(-1)
	default:
		return false
	}
	return true
}

// step opens the next or previous entry.
func (p *peoplePage) step(by int) {
	for i, e := range p.entries {
		if e.id == p.chosen.id && i+by >= 0 && i+by < len(p.entries) {
			p.list.Select(i + by)
			return
		}
	}
}

func (p *peoplePage) refresh() {
	p.load()
	p.lookForCertain()
	if p.chosen.id != "" && len(p.marked) == 0 {
		p.open(p.chosen)
	}
}

// lookForCertain tells, once while the page lives, that entries are certainly the
// same by what the linker knows now: those that earlier versions left apart.
func (p *peoplePage) lookForCertain() {
	if p.checked || p.w.corpus.ReadOnly() {
		return
	}
	p.checked = true
	load(p.w, &p.checking, p.w.corpus.CertainMerges, func(list []corpus.EntryMerge) {
		parts.Show(p.certain, len(list) > 0)
		p.certain.Set(Tf("Certainly the same: %d…", len(list)))
		p.panes.Box.Refresh()
	})
}

// registryWindow is how many entries the list reads at a time.
const registryWindow = 100

// registryAnswer is a window of the registry.
type registryAnswer struct {
	entries []entry
	total   int
}

// read gets a window of people or organisations.
func (p *peoplePage) read(
	ctx context.Context,
	organizations bool,
	words string,
	offset, limit int,
) (registryAnswer, error) {
	var a registryAnswer
	if organizations {
		list, total, err := p.w.corpus.Organizations(ctx, words, offset, limit)
		for _, o := range list {
			a.entries = append(
				a.entries,
				entry{corpus.OrganizationEntry, string(o.ID), o.Name, parts.Count(o.Quotes, "quote")},
			)
		}
		a.total = total
		return a, err
	}
	list, total, err := p.w.corpus.People(ctx, words, offset, limit)
	for _, person := range list {
		about := parts.NonEmpty(
			[]string{parts.Count(person.Quotes, "quote"), person.Role, person.Organization},
		) // what is cut off is what is least needed
		a.entries = append(
			a.entries,
			entry{corpus.PersonEntry, string(person.ID), person.Name, strings.Join(about, " · ")},
		)
	}
	a.total = total
	return a, err
}

// load reads the list again, as far as it was read before.
func (p *peoplePage) load() {
	words, organizations, before := p.words.Text, p.bodies.On, p.entries
	p.growing.fresh()
	load(p.w, &p.listing, func(ctx context.Context) (registryAnswer, error) {
		return p.read(ctx, organizations, words, 0, rereadOf(len(before), registryWindow))
	}, func(a registryAnswer) {
		p.entries, p.total = a.entries, a.total
		if len(p.entries) < p.total {
			p.entries = withTail(p.entries, before, func(e entry) string { return e.id })
		}
		p.list.Refresh()
		if p.chosen.id == "" && len(p.entries) > 0 {
			p.open(p.entries[0])
		}
		for i, e := range p.entries {
			if e.id == p.chosen.id {
				p.selecting = true
				p.list.Select(i)
				p.selecting = false
			}
		}
		if len(p.entries) == 0 && words == "" {
			p.detail.Objects = []fyne.CanvasObject{
				parts.EmptyState(
					T("Nobody yet"),
					T("People and organisations come with the quotes of the articles you add."),
				),
			}
			p.detail.Refresh()
		}
	})
}

// readOn reads the next window of the list.
func (p *peoplePage) readOn() {
	words, organizations, have := p.words.Text, p.bodies.On, len(p.entries)
	if !p.growing.due(have, have < p.total) {
		return
	}
	load(p.w, &p.growing.latest, func(ctx context.Context) (registryAnswer, error) {
		return p.read(ctx, organizations, words, have, registryWindow)
	}, func(a registryAnswer) {
		p.entries = append(p.entries, a.entries...)
		p.list.Refresh()
	})
}

// detail is what is shown of one entry.
type detail struct {
	name      string
	aliases   []string
	quotes    int
	spells    []chart.Spell // affiliations, for the timeline
	lines     []string
	years     []app.YearCount
	stances   []app.TargetStances
	proposals []app.ProposalView
	forms     []app.PrintedForm
	cards     []app.QuoteCard

	person       corpus.Person // the entry itself, of its kind
	organization corpus.Organization
}

// group is the group of the entry; note what somebody wrote about it.
func (d *detail) group() string {
	if d.organization.ID != "" {
		return d.organization.Attributes[corpus.GroupAttribute]
	}
	return d.person.Attributes[corpus.GroupAttribute]
}

func (d *detail) note() string { return cmp.Or(d.organization.Note, d.person.Note) }

// readDetail reads an entry of either registry.
func (w *Window) readDetail(ctx context.Context, kind corpus.EntryKind, id string) (detail, error) {
	if kind == corpus.OrganizationEntry {
		d, err := w.corpus.OrganizationDetail(ctx, corpus.OrganizationID(id))
		return detail{
			name:         d.Name,
			aliases:      d.Aliases,
			quotes:       d.OrganizationSummary.Quotes,
			lines:        organizationLines(d),
			years:        d.ByYear,
			stances:      d.Stances,
			proposals:    d.Proposals,
			forms:        d.Forms,
			cards:        d.Quotes,
			organization: d.Organization,
		}, err
	}
	d, err := w.corpus.PersonDetail(ctx, corpus.PersonID(id))
	return detail{
		name:      d.Name,
		aliases:   d.Aliases,
		quotes:    d.PersonSummary.Quotes,
		spells:    chart.SpellsOf(d),
		years:     d.ByYear,
		stances:   d.Stances,
		proposals: d.Proposals,
		forms:     d.Forms,
		cards:     d.Quotes,
		person:    d.Person,
	}, err
}

func (p *peoplePage) open(e entry) {
	p.chosen = e
	load(
		p.w,
		&p.showing,
		func(ctx context.Context) (detail, error) { return p.w.readDetail(ctx, e.kind, e.id) },
		func(d detail) {
			if len(p.marked) == 0 {
				p.show(e, d)
			}
		},
	)
}

func organizationLines(d app.OrganizationDetail) []string {
	var out []string
	for _, p := range d.People {
		out = append(out, strings.Join(parts.NonEmpty([]string{p.Name, p.Role, parts.Count(p.Quotes, "quote")}), " · "))
	}
	return out
}

// counted says how many quotes are the entry's, and what of it is no speech: names
// and roles are counted in all that was printed.
func (d detail) counted() string {
	printed := 0
	for _, f := range d.forms {
		printed += f.Quotes
	}
	if other := printed - d.quotes; other > 0 {
		return parts.Count(d.quotes, "quote") + " · " + Tf("%d more that are no speech (beliefs, votes)", other)
	}
	return parts.Count(d.quotes, "quote")
}

// mostForms is how many printed forms a detail shows.
const mostForms = 12

// formLine is a printed form with its quotes and days, and who says that they are
// the entry's.
func formLine(f app.PrintedForm) string {
	days := chart.Spell{First: f.First, Last: f.Last}.Days()
	said := ""
	switch {
	case f.Decided > 0:
		said = Tf("%d decided by %s", f.Decided, strings.Join(f.Coders, ", "))
	case f.Sure > 0:
		said = Tf("linked by the program, %s", T(string(corpus.SurenessOf(f.Sure))))
	}
	return entryLabel("“"+f.Form+"”", parts.Times(f.Quotes), days, said)
}

// quotesShown is how many quotes a detail shows.
const quotesShown = 12

func (p *peoplePage) show(e entry, d detail) {
	items := []fyne.CanvasObject{parts.Heading(d.name), parts.Soft(d.counted())}
	if len(d.aliases) > 0 {
		items = append(items, parts.Soft(Tf("also printed as %s", strings.Join(d.aliases, ", "))))
	}
	if group := d.group(); group != "" {
		items = append(items, parts.Soft(Tf("group: %s", group)))
	}
	if note := d.note(); note != "" {
		items = append(items, parts.Wrapped(note))
	}
	items = append(
		items,
		parts.NewFlow(
			6,
			parts.NewKnob(T("Search quotes"), "", parts.Bordered, func() { p.search(e, d) }),
			parts.NewKnob(T("Edit…"), "", parts.Bordered, func() { p.edit(d) }),
			parts.NewKnob(
				T("Merge into…"),
				"",
				parts.Bordered,
				func() { p.mergeInto(e, d) },
			),
			parts.NewKnob(T("Split…"), "", parts.Bordered, func() { p.split(e, d) }),
		),
	)
	for _, proposal := range d.proposals {
		items = append(items, p.proposal(proposal))
	}
	if len(d.spells) > 0 {
		items = append(items, parts.Section(T("Seen in print as")), chart.NewTimeline(d.spells))
	}
	if len(d.forms) > 0 {
		items = append(items, parts.Section(T("Printed as")))
	}
	for _, f := range d.forms[:min(len(d.forms), mostForms)] {
		items = append(items, parts.Wrapped(formLine(f)))
	}
	if len(d.lines) > 0 {
		items = append(items, parts.Section(T("Who speaks for it")))
	}
	for _, line := range d.lines {
		items = append(items, parts.Wrapped(line))
	}
	if len(d.years) > 0 {
		items = append(items, parts.Section(T("Quotes by year")), chart.NewYears(d.years))
	}
	if p.w.settings.Blind {
		d.stances = nil // they are everybody's
	}
	for _, s := range d.stances {
		items = append(items, parts.Section("“"+s.Target.Text+"”"), stanceFlow(s.Counts))
	}
	items = append(items, parts.Section(T("Quotes")))
	for _, q := range d.cards[:min(len(d.cards), quotesShown)] {
		card := q
		row := newQuoteRow()
		row.set(q)
		items = append(items, parts.NewTap(row, func() { p.w.openQuote(card) }))
	}
	p.detail.Objects = items
	p.detail.Refresh()
}

// stanceFlow shows counts of stances, each in its colour and with its shape.
func stanceFlow(counts map[corpus.Stance]int) fyne.CanvasObject {
	row := parts.NewFlow(6)
	for _, s := range corpus.Stances {
		k := parts.NewKnob(fmt.Sprintf("%s %s %d", chart.StanceMarks[s], T(string(s)), counts[s]), "", parts.Bare, nil)
		k.Ink = func(parts.Palette) color.NRGBA { return chart.StanceInk(s) }
		row.Add(k)
	}
	return row
}

// proposal asks whether two entries are the same.
func (p *peoplePage) proposal(v app.ProposalView) fyne.CanvasObject {
	words := parts.Wrapped(
		Tf("Is “%s” (%s) the same as “%s” (%s)? %s.", v.NameB, v.DetailB, v.NameA, v.DetailA, T(v.Reason)),
	)
	merge := parts.NewKnob(T("Merge"), "", parts.Bordered, func() { p.w.do(mergeAct(v.Kind, v.B, v.A)) })
	apart := parts.NewKnob(
		T("Not the same"),
		"",
		parts.Bordered,
		func() { p.w.do(corpus.KeepApart{Kind: v.Kind, A: v.A, B: v.B}) },
	)
	return parts.OnPanel(
		parts.Colors().AccentGround,
		parts.Padded(10, parts.NewColumn(8, words, parts.NewFlow(6, merge, apart))),
	)
}

func mergeAct(kind corpus.EntryKind, from, into string) corpus.Act {
	if kind == corpus.OrganizationEntry {
		return corpus.MergeOrganizations{From: corpus.OrganizationID(from), Into: corpus.OrganizationID(into)}
	}
	return corpus.MergePeople{From: corpus.PersonID(from), Into: corpus.PersonID(into)}
}

// edit changes what a person can say of an entry; the rest of it stays.
func (p *peoplePage) edit(d detail) {
	name, aliases, note := parts.NewField(p.w), parts.NewField(p.w), parts.NewTextField(p.w)
	name.SetText(d.name)
	aliases.SetText(strings.Join(d.aliases, "; "))
	note.SetText(d.note())
	group := p.groupField(d.group())
	p.w.form(
		T("Name, aliases, group"),
		T("Save"),
		[]*widget.FormItem{
			parts.Item("Name", name),
			parts.Item("Aliases", aliases),
			parts.Item("Group", group.withProposals()),
			parts.Item("Note", note),
		},
		func() {
			var list []string
			for _, a := range strings.Split(aliases.Text, ";") {
				if a = strings.TrimSpace(a); a != "" {
					list = append(list, a)
				}
			}
			if o := d.organization; o.ID != "" {
				o.Name, o.Aliases, o.Note, o.Attributes = name.Text, list, note.Text, withGroup(
					o.Attributes,
					group.Text,
				)
				p.w.do(corpus.SaveOrganization{Organization: o})
				return
			}
			person := d.person
			person.Name, person.Aliases, person.Note, person.Attributes = name.Text, list, note.Text, withGroup(
				person.Attributes,
				group.Text,
			)
			p.w.do(corpus.SavePerson{Person: person})
		},
	)
}

// groupField asks for a group, those there are proposed.
func (p *peoplePage) groupField(is string) *nameEntry {
	group := p.w.nameEntry(func(ctx context.Context, words string) ([]string, error) {
		groups, err := p.w.corpus.Groups(ctx)
		return slices.DeleteFunc(
			groups,
			func(g string) bool { return !strings.Contains(strings.ToLower(g), strings.ToLower(words)) },
		), err
	})
	group.SetText(is)
	group.SetPlaceHolder(T("such as police, platforms, civil society"))
	return group
}

func withGroup(attributes map[string]string, group string) map[string]string {
	out := maps.Clone(attributes)
	if out == nil {
		out = map[string]string{}
	}
	if out[corpus.GroupAttribute] = strings.TrimSpace(group); out[corpus.GroupAttribute] == "" {
		delete(out, corpus.GroupAttribute)
	}
	return out
}

func (p *peoplePage) search(e entry, d detail) {
	field := "speaker"
	if e.kind == corpus.OrganizationEntry {
		field = "org"
	}
	p.w.searchFor(fmt.Sprintf("%s:%q", field, d.name))
}

func (p *peoplePage) frame() *parts.Panes { return p.panes }
