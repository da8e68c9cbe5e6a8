package desktop

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// Several articles, several people or organisations of a list at once.

// markArticles lets the articles of the list be marked.
func (p *articlesPage) markArticles() {
	p.list.name = func(i int) string { return string(p.articles[i].ID) }
	p.list.menu = p.articleChoices
	p.list.onMarked = func(names []string) {
		p.marked = make([]corpus.ArticleID, len(names))
		for i, n := range names {
			p.marked[i] = corpus.ArticleID(n)
		}
		if p.inspector.held = p.drawMarked; len(names) == 0 {
			p.inspector.held = nil
		}
		if p.inspector.clear(); len(names) == 0 && p.reading.Article.ID != "" && (p.at >= 0 || p.noted >= 0) {
			p.inspect()
		}
	}
}

func (p *articlesPage) listInView() *keyList { return p.list }

// chosenArticles are the articles that are marked, else the one that is open.
func (p *articlesPage) chosenArticles() []corpus.ArticleID {
	if len(p.marked) > 0 {
		return p.marked
	}
	if p.reading.Article.ID == "" {
		return nil
	}
	return []corpus.ArticleID{p.reading.Article.ID}
}

// drawMarked says which articles are marked and what can be done with them.
func (p *articlesPage) drawMarked() {
	quotes, waiting := 0, 0
	outlets := map[string]int{}
	for _, a := range p.articles {
		if slices.Contains(p.marked, a.ID) {
			quotes, waiting = quotes+a.Quotes, waiting+a.ToReview
			outlets[a.Publisher]++
		}
	}
	delete(outlets, "")
	p.inspector.box.Objects = []fyne.CanvasObject{
		parts.Section(
			T("selected"),
		),
		parts.Heading(parts.Count(len(p.marked), "article")),
		parts.Soft(parts.Count(quotes, "quote") + " · " + Tf("%d to review", waiting)),
		parts.Soft(mostOf(outlets, 4)),
		parts.Spaced(
			6,
			parts.NewFlow(
				6,
				parts.NewKnob(T("Mark as done"), "D", parts.Primary, func() { p.markRead(corpus.Done) }),
				parts.NewKnob(T("Mark as read"), "", parts.Bordered, func() { p.markRead(corpus.Read) }),
			),
		),
		parts.NewFlow(
			6,
			parts.NewKnob(T("Tag…"), "", parts.Bordered, p.tagArticle),
			parts.NewKnob(T("Delete"), "", parts.Bordered, p.w.deleteArticle),
		),
		parts.Section(
			T("take along"),
		),
		parts.NewFlow(
			6,
			parts.NewKnob(T("Export…"), "", parts.Bordered, func() { p.w.exportArticles(p.chosenArticles()) }),
			parts.NewKnob("BibTeX…", "", parts.Bare, func() { p.references("bibtex") }),
			parts.NewKnob("RIS…", "", parts.Bare, func() { p.references("ris") }),
		),
		parts.Spaced(8, parts.NewFlow(0, parts.NewKnob(T("Select none"), "Esc", parts.Bare, func() { p.w.unmark() }))),
		parts.Soft(T("Whatever you do is one act; undo takes it back as one.")),
	}
	p.inspector.box.Refresh()
}

// articleChoices are what can be done with the article of a row, or with those
// marked.
func (p *articlesPage) articleChoices() []parts.Choice {
	out := []parts.Choice{
		{Label: T("Mark as read"), Do: func() { p.markRead(corpus.Read) }},
		{Label: T("Mark as done"), Do: func() { p.markRead(corpus.Done) }},
		{Label: T("Tag the article…"), Do: p.tagArticle},
	}
	if len(p.marked) == 0 {
		out = append(
			out,
			parts.Choice{Label: T("Memo on the article…"), Do: p.articleMemo},
			parts.Choice{Label: T("Correct title, author, date…"), Do: p.editArticle},
			parts.Choice{Label: T("Page as fetched"), Do: p.pageAsFetched},
		)
	}
	return append(
		out,
		parts.Choice{Label: T("Export…"), Do: func() { p.w.exportArticles(p.chosenArticles()) }},
		parts.Choice{Label: T("References as BibTeX…"), Do: func() { p.references("bibtex") }},
		parts.Choice{
			Label: T("References as RIS…"),
			Do:    func() { p.references("ris") },
		},
		parts.Choice{Label: T("Delete"), Do: p.w.deleteArticle},
		parts.Choice{Label: T("Delete for good…"), Do: p.purge},
	)
}

func (p *articlesPage) references(format string) {
	p.w.writeReferences(format, app.ExportRequest{Articles: p.chosenArticles()})
}

// overArticles is an act on one article, or one over all that are marked. The
// verb says what, for the journal: "delete".
func overArticles(ids []corpus.ArticleID, verb string, one func(corpus.ArticleID) corpus.Act) corpus.Act {
	if len(ids) == 1 {
		return one(ids[0])
	}
	many := corpus.Many{Title: fmt.Sprintf("%s %d articles", verb, len(ids))}
	for _, id := range ids {
		many.Acts = append(many.Acts, one(id))
	}
	return many
}

// markEntries lets the people or organisations of the list be marked.
func (p *peoplePage) markEntries() {
	p.list.name = func(i int) string { return p.entries[i].id }
	p.list.menu = p.entryChoices
	p.list.onMarked = func(names []string) {
		p.marked = nil
		for _, e := range p.entries { // in the order of the list: the most quoted first
			if slices.Contains(names, e.id) {
				p.marked = append(p.marked, e)
			}
		}
		if len(p.marked) > 0 {
			p.drawMarked()
		} else if p.chosen.id != "" {
			p.open(p.chosen)
		}
	}
}

func (p *peoplePage) listInView() *keyList { return p.list }

func (p *peoplePage) drawMarked() {
	items := []fyne.CanvasObject{parts.Section(T("selected")), parts.Heading(parts.Count(len(p.marked), p.noun()))}
	for _, e := range p.marked[:min(len(p.marked), 12)] {
		items = append(items, parts.Soft(entryLabel(e.name, e.details)))
	}
	if more := len(p.marked) - 12; more > 0 {
		items = append(items, parts.Soft(Tf("and %d more", more)))
	}
	items = append(
		items,
		parts.Spaced(6, parts.NewFlow(
			6,
			parts.NewKnob(Tf("Merge into “%s”", p.marked[0].name), "", parts.Primary, p.mergeMarked),
			parts.NewKnob(T("Group…"), "", parts.Bordered, p.groupMarked),
			parts.NewKnob(
				T("Search their quotes"),
				"",
				parts.Bordered,
				p.searchMarked,
			),
			parts.NewKnob(T("Select none"), "Esc", parts.Bare, func() { p.w.unmark() }),
		)),
		parts.Soft(T("Whatever you do is one act; undo takes it back as one.")),
	)
	p.detail.Objects = items
	p.detail.Refresh()
}

func (p *peoplePage) noun() string {
	if p.bodies.On {
		return "organisation"
	}
	return "person"
}

func (p *peoplePage) entryChoices() []parts.Choice {
	if n := len(p.marked); n > 0 {
		return []parts.Choice{
			{Label: Tf("Merge into “%s”", p.marked[0].name), Do: p.mergeMarked},
			{Label: T("Group…"), Do: p.groupMarked},
			{Label: T("Search their quotes"), Do: p.searchMarked},
		}
	}
	return []parts.Choice{
		{Label: T("Search quotes"), Do: p.withDetail(p.search)},
		{Label: T("Edit…"), Do: p.withDetail(func(_ entry, d detail) { p.edit(d) })},
		{Label: T("Merge into…"), Do: p.withDetail(p.mergeInto)},
		{Label: T("Split…"), Do: p.withDetail(p.split)},
	}
}

// withDetail does something with the entry that is chosen, once it is read.
func (p *peoplePage) withDetail(f func(entry, detail)) func() {
	return func() {
		e := p.chosen
		if e.id == "" {
			return
		}
		loadOnce(
			p.w,
			func(ctx context.Context) (detail, error) { return p.w.readDetail(ctx, e.kind, e.id) },
			func(d detail) { f(e, d) },
		)
	}
}

// mergeMarked makes one entry of those marked: the most quoted stays.
func (p *peoplePage) mergeMarked() {
	into := p.marked[0]
	many := corpus.Many{Title: fmt.Sprintf("merge %d entries into %s", len(p.marked)-1, into.name)}
	for _, e := range p.marked[1:] {
		many.Acts = append(many.Acts, mergeAct(e.kind, e.id, into.id))
	}
	p.chosen = into
	p.list.clear()
	if len(many.Acts) > 0 {
		p.w.do(many)
	}
}

// groupMarked puts all that are marked into a group.
func (p *peoplePage) groupMarked() {
	group := p.groupField("")
	marked := p.marked
	p.w.form(T("Group"), T("Save"), []*widget.FormItem{parts.Item("Group", group.withProposals())}, func() {
		name := group.Text
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			many := corpus.Many{
				Title: fmt.Sprintf("put %d entries into the group %s", len(marked), strings.TrimSpace(name)),
			}
			for _, e := range marked {
				d, err := p.w.readDetail(ctx, e.kind, e.id)
				if err != nil {
					return err
				}
				if o := d.organization; o.ID != "" {
					o.Attributes = withGroup(o.Attributes, name)
					many.Acts = append(many.Acts, corpus.SaveOrganization{Organization: o})
				} else {
					d.person.Attributes = withGroup(d.person.Attributes, name)
					many.Acts = append(many.Acts, corpus.SavePerson{Person: d.person})
				}
			}
			_, err := a.Do(ctx, coder, many)
			return err
		}, nil)
	})
}

// searchMarked looks for the quotes of all that are marked.
func (p *peoplePage) searchMarked() {
	field := "speaker"
	if p.bodies.On {
		field = "org"
	}
	var pieces []string
	for _, e := range p.marked {
		pieces = append(pieces, fmt.Sprintf("%s:%q", field, e.name))
	}
	p.w.searchFor(strings.Join(pieces, " OR "))
}

// searchFor shows what a query finds on the Quotes page, with no other filter.
func (w *Window) searchFor(query string) {
	p := w.quotes()
	maps.DeleteFunc(p.selected, func(string, []string) bool { return true })
	w.goTo(p)
	p.query.SetText(query)
}
