package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
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
	w       *Window
	words   *widget.Entry
	kind    *widget.RadioGroup
	list    *widget.List
	entries []entry
	detail  *fyne.Container
	root    fyne.CanvasObject
	chosen  entry
	listing latest
	showing latest
}

func newPeoplePage(w *Window) *peoplePage {
	p := &peoplePage{w: w, detail: container.NewVBox()}
	p.words = widget.NewEntry()
	p.words.SetPlaceHolder("Filter names")
	p.words.OnChanged = func(string) { p.load() }
	p.kind = widget.NewRadioGroup([]string{"People", "Organisations"}, func(string) { p.load() })
	p.kind.Horizontal, p.kind.Selected, p.kind.Required = true, "People", true
	p.list = widget.NewList(func() int { return len(p.entries) }, func() fyne.CanvasObject {
		name := widget.NewLabel("")
		name.TextStyle.Bold = true
		name.Truncation = fyne.TextTruncateEllipsis
		about := widget.NewLabel("")
		about.Importance = widget.LowImportance
		about.Truncation = fyne.TextTruncateEllipsis
		return container.NewVBox(name, about)
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(p.entries) {
			box := o.(*fyne.Container)
			box.Objects[0].(*widget.Label).SetText(p.entries[i].name)
			box.Objects[1].(*widget.Label).SetText(p.entries[i].details)
		}
	})
	p.list.OnSelected = func(i widget.ListItemID) {
		if i < len(p.entries) {
			p.open(p.entries[i])
		}
	}
	left := container.NewBorder(container.NewVBox(container.NewPadded(p.words), p.kind), nil, nil, nil, p.list)
	split := container.NewHSplit(left, container.NewVScroll(container.NewPadded(p.detail)))
	split.Offset = 0.28
	p.root = split
	return p
}

func (p *peoplePage) name() string               { return "People" }
func (p *peoplePage) mark() string               { return "☺" }
func (p *peoplePage) content() fyne.CanvasObject { return p.root }
func (p *peoplePage) inspected() *inspector      { return nil }
func (p *peoplePage) key(fyne.KeyName) bool      { return false }
func (p *peoplePage) letter(r rune) bool {
	if r == '/' {
		p.w.Canvas().Focus(p.words)
		return true
	}
	return false
}

func (p *peoplePage) refresh() {
	p.load()
	if p.chosen.id != "" {
		p.open(p.chosen)
	}
}

// registryWindow is how many entries the list reads.
const registryWindow = 500

func (p *peoplePage) load() {
	words, organizations := p.words.Text, p.kind.Selected == "Organisations"
	load(p.w, &p.listing, func(ctx context.Context) ([]entry, error) {
		if organizations {
			list, _, err := p.w.corpus.Organizations(ctx, words, 0, registryWindow)
			out := make([]entry, len(list))
			for i, o := range list {
				out[i] = entry{corpus.OrganizationEntry, string(o.ID), o.Name, fmt.Sprintf("%d quotes by %d people", o.Quotes, o.People)}
			}
			return out, err
		}
		list, _, err := p.w.corpus.People(ctx, words, 0, registryWindow)
		out := make([]entry, len(list))
		for i, person := range list {
			about := nonEmpty([]string{person.Role, person.Organization, fmt.Sprintf("%d quotes", person.Quotes)})
			out[i] = entry{corpus.PersonEntry, string(person.ID), person.Name, strings.Join(about, " · ")}
		}
		return out, err
	}, func(list []entry) {
		p.entries = list
		p.list.Refresh()
		if p.chosen.id == "" && len(list) > 0 {
			p.open(list[0])
		}
		if len(list) == 0 && words == "" {
			p.detail.Objects = []fyne.CanvasObject{emptyState("Nobody yet", "People and organisations come with the quotes of the articles you add.")}
			p.detail.Refresh()
		}
	})
}

// detail is what is shown of one entry.
type detail struct {
	name      string
	aliases   []string
	lines     []string // affiliations, or people
	years     []app.YearCount
	stances   []app.TargetStances
	proposals []app.ProposalView
	quotes    []app.QuoteCard
}

func (p *peoplePage) open(e entry) {
	p.chosen = e
	load(p.w, &p.showing, func(ctx context.Context) (detail, error) {
		if e.kind == corpus.OrganizationEntry {
			d, err := p.w.corpus.OrganizationDetail(ctx, corpus.OrganizationID(e.id))
			return detail{d.Name, d.Aliases, organizationLines(d), d.ByYear, d.Stances, d.Proposals, d.Quotes}, err
		}
		d, err := p.w.corpus.PersonDetail(ctx, corpus.PersonID(e.id))
		return detail{d.Name, d.Aliases, personLines(d), d.ByYear, d.Stances, d.Proposals, d.Quotes}, err
	}, func(d detail) { p.show(e, d) })
}

func personLines(d app.PersonDetail) []string {
	var out []string
	for _, a := range d.Affiliations {
		when := a.FirstSeen
		if a.LastSeen != a.FirstSeen {
			when += " to " + a.LastSeen
		}
		out = append(out, strings.Join(nonEmpty([]string{a.Role, d.OrganizationNames[a.Organization], when, fmt.Sprintf("%d quotes", a.Quotes)}), " · "))
	}
	return out
}

func organizationLines(d app.OrganizationDetail) []string {
	var out []string
	for _, p := range d.People {
		out = append(out, strings.Join(nonEmpty([]string{p.Name, p.Role, fmt.Sprintf("%d quotes", p.Quotes)}), " · "))
	}
	return out
}

// quotesShown is how many quotes a detail shows.
const quotesShown = 12

func (p *peoplePage) show(e entry, d detail) {
	items := []fyne.CanvasObject{heading(d.name)}
	if len(d.aliases) > 0 {
		items = append(items, soft("also printed as "+strings.Join(d.aliases, ", ")))
	}
	items = append(items, container.NewHBox(widget.NewButton("Rename…", func() { p.rename(e, d) }),
		widget.NewButton("Merge into…", func() { p.mergeInto(e, d) }), widget.NewButton("Search quotes", func() { p.search(e, d) })))
	for _, proposal := range d.proposals {
		items = append(items, p.proposal(proposal))
	}
	title := "Seen in print as"
	if e.kind == corpus.OrganizationEntry {
		title = "Who speaks for it"
	}
	items = append(items, section(title))
	for _, line := range d.lines {
		items = append(items, wrapped(line))
	}
	if len(d.years) > 0 {
		items = append(items, section("Quotes by year"), newBars(d.years))
	}
	for _, s := range d.stances {
		items = append(items, section("“"+s.Target.Text+"”"), wrapped(stanceCounts(s.Counts)))
	}
	items = append(items, section("Quotes"))
	for _, q := range d.quotes[:min(len(d.quotes), quotesShown)] {
		card := q
		row := newQuoteRow()
		row.set(q)
		items = append(items, newTap(row, func() { p.w.openQuote(card) }))
	}
	p.detail.Objects = items
	p.detail.Refresh()
}

func stanceCounts(counts map[corpus.Stance]int) string {
	var parts []string
	for _, s := range corpus.Stances {
		parts = append(parts, fmt.Sprintf("%s %s %d", stanceMarks[s], s, counts[s]))
	}
	return strings.Join(parts, "    ")
}

// proposal asks whether two entries are the same.
func (p *peoplePage) proposal(v app.ProposalView) fyne.CanvasObject {
	words := wrapped(fmt.Sprintf("Is “%s” (%s) the same as “%s” (%s)? %s.", v.NameB, v.DetailB, v.NameA, v.DetailA, v.Reason))
	merge := widget.NewButton("Merge", func() { p.w.do(mergeAct(v.Kind, v.B, v.A)) })
	merge.Importance = widget.HighImportance
	apart := widget.NewButton("Keep apart", func() { p.w.do(corpus.KeepApart{Kind: v.Kind, A: v.A, B: v.B}) })
	return onPanel(colors().accentGround, container.NewPadded(container.NewBorder(nil, container.NewHBox(merge, apart), nil, nil, words)))
}

func mergeAct(kind corpus.EntryKind, from, into string) corpus.Act {
	if kind == corpus.OrganizationEntry {
		return corpus.MergeOrganizations{From: corpus.OrganizationID(from), Into: corpus.OrganizationID(into)}
	}
	return corpus.MergePeople{From: corpus.PersonID(from), Into: corpus.PersonID(into)}
}

func (p *peoplePage) rename(e entry, d detail) {
	name, aliases := widget.NewEntry(), widget.NewEntry()
	name.SetText(d.name)
	aliases.SetText(strings.Join(d.aliases, "; "))
	p.w.form("Name and aliases", "Save", []*widget.FormItem{widget.NewFormItem("Name", name), widget.NewFormItem("Aliases", aliases)}, func() {
		var list []string
		for _, a := range strings.Split(aliases.Text, ";") {
			if a = strings.TrimSpace(a); a != "" {
				list = append(list, a)
			}
		}
		if e.kind == corpus.OrganizationEntry {
			p.w.do(corpus.SaveOrganization{Organization: corpus.Organization{ID: corpus.OrganizationID(e.id), Name: name.Text, Aliases: list}})
			return
		}
		p.w.do(corpus.SavePerson{Person: corpus.Person{ID: corpus.PersonID(e.id), Name: name.Text, Aliases: list}})
	})
}

// mergeInto merges this entry into another one of the list.
func (p *peoplePage) mergeInto(e entry, d detail) {
	var names []string
	byName := map[string]entry{}
	for _, other := range p.entries {
		if other.id != e.id {
			label := other.name + " — " + other.details
			names = append(names, label)
			byName[label] = other
		}
	}
	choice := widget.NewSelect(names, nil)
	p.w.form("Merge “"+d.name+"” into", "Merge", []*widget.FormItem{widget.NewFormItem("Entry", choice)}, func() {
		if into, ok := byName[choice.Selected]; ok {
			p.chosen = into
			p.w.do(mergeAct(e.kind, e.id, into.id))
		}
	})
}

func (p *peoplePage) search(e entry, d detail) {
	field := "speaker"
	if e.kind == corpus.OrganizationEntry {
		field = "org"
	}
	quotes := p.w.pages[1].(*quotesPage)
	p.w.goTo(quotes)
	quotes.query.SetText(fmt.Sprintf("%s:%q", field, d.name))
}
