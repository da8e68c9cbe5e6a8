package desktop

import (
	"cmp"
	"context"
	"fmt"
	"image/color"
	"io"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// Where several quotes of a list are marked, the inspector tells what they are and
// acts on all of them: each as one act, with one undo.

// mostAtOnce is how many quotes are marked at once by "all that were found".
const mostAtOnce = 5000

// quoteIDs are names of rows as the quotes they are.
func quoteIDs(names []string) []corpus.QuoteID {
	out := make([]corpus.QuoteID, len(names))
	for i, n := range names {
		out[i] = corpus.QuoteID(n)
	}
	return out
}

// markQuotes lets the quotes of a list be marked; cardOf is the quote of a row.
func (i *inspector) markQuotes(l *keyList, cardOf func(int) corpus.QuoteID) {
	l.name = func(n int) string { return string(cardOf(n)) }
	l.onMarked = func(names []string) { i.showSeveral(quoteIDs(names)) }
	l.menu = i.choices
}

// showSeveral shows the quotes that are marked; none is as before.
func (i *inspector) showSeveral(ids []corpus.QuoteID) {
	if i.several, i.held = ids, i.renewSeveral; len(ids) == 0 {
		i.held = nil
		return
	}
	i.card, i.annotation, i.correcting = nil, nil, false
	coder := i.w.settings.Coder
	load(i.w, &i.loading, func(ctx context.Context) (severalQuotes, error) {
		var s severalQuotes
		var err error
		if s.cards, _, err = i.w.corpus.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1}); err != nil {
			return s, err
		}
		s.tags, err = i.w.corpus.RecentTags(ctx, coder, numberKeys)
		return s, err
	}, func(s severalQuotes) {
		if len(i.several) == 0 {
			return
		}
		i.marked, i.recent = s.cards, s.tags
		i.drawSeveral()
	})
}

// severalQuotes are the quotes that are marked, with the tags used last.
type severalQuotes struct {
	cards []app.QuoteCard
	tags  []corpus.TagSummary
}

func (i *inspector) drawSeveral() {
	defer i.w.acted()
	n := len(i.several)
	who, state := map[string]int{}, map[string]int{}
	tags := map[corpus.TagID]int{}
	for _, c := range i.marked {
		who[orUnknown(c.Speaker)]++
		state[T(string(c.Status))]++
		for _, t := range c.TagPaths {
			tags[t.ID]++
		}
	}
	items := []fyne.CanvasObject{
		parts.Section(
			T("selected"),
		),
		parts.Heading(parts.Count(n, "quote")),
		parts.Soft(mostOf(who, 4)),
		parts.Soft(mostOf(state, 4)),
		parts.Spaced(
			6,
			parts.NewFlow(
				6,
				parts.NewKnob(T("Confirm"), "⏎", parts.Primary, i.confirm),
				parts.NewKnob(T("Reject"), "⌫", parts.Bordered, i.reject),
			),
		),
	}
	recent := parts.NewFlow(5)
	for at, t := range i.recent {
		label := fmt.Sprintf("%d  %s", at+1, t.Name)
		if tags[t.ID] == n {
			label += " ✓"
		}
		k := parts.NewKnob(label, "", parts.Bare, func() { i.tagNumber(at) })
		k.Ink = parts.InkSoft
		recent.Add(k)
	}
	items = append(
		items,
		parts.Section(T("tags")),
		parts.NewColumn(6, recent, i.tagField()),
		parts.Section(i.stanceTitle()),
		i.severalStances(),
		parts.Section(T("take along")),
		parts.NewFlow(
			6,
			parts.NewKnob(T("Copy with citation"), "C", parts.Bordered, i.w.copyCitation),
			parts.NewKnob(T("Export…"), "", parts.Bordered, i.exportSeveral),
		),
		parts.NewFlow(
			6,
			parts.NewKnob("BibTeX…", "", parts.Bare, func() { i.references("bibtex") }),
			parts.NewKnob("RIS…", "", parts.Bare, func() { i.references("ris") }),
		),
		parts.Spaced(8, parts.NewFlow(0, parts.NewKnob(T("Select none"), "Esc", parts.Bare, func() { i.w.unmark() }))),
		parts.Soft(T("Whatever you do is one act; undo takes it back as one.")),
	)
	i.box.Objects = items
	i.box.Refresh()
}

// severalStances are the four judgements for all quotes that are marked.
func (i *inspector) severalStances() fyne.CanvasObject {
	if i.w.target.ID == "" {
		return i.noTarget()
	}
	grid := container.NewGridWithColumns(2)
	for _, s := range corpus.Stances {
		k := parts.NewKnob(
			chart.StanceMarks[s]+" "+T(string(s)),
			strings.ToUpper(string(s[0])),
			parts.Bordered,
			func() { i.judge(s) },
		)
		k.Ink = func(parts.Palette) color.NRGBA { return chart.StanceInk(s) }
		grid.Add(k)
	}
	return grid
}

// mostOf names what there is most of: "Ada Stone 6 · Ben Hill 4 · 3 others".
func mostOf(counts map[string]int, most int) string {
	names := slices.SortedFunc(
		maps.Keys(counts),
		func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) },
	)
	var pieces []string
	others := 0
	for n, name := range names {
		if n < most {
			pieces = append(pieces, name+" "+parts.Number(counts[name]))
		} else {
			others += counts[name]
		}
	}
	if others > 0 {
		pieces = append(pieces, Tf("%d others", others))
	}
	return strings.Join(pieces, " · ")
}

// actAll does the same to each quote that is marked, as one act. The verb says
// what, for the journal: "confirm".
func (i *inspector) actAll(verb string, one func(corpus.QuoteID) corpus.Act) {
	many := corpus.Many{Title: fmt.Sprintf("%s %d quotes", verb, len(i.several))}
	for _, id := range i.several {
		many.Acts = append(many.Acts, one(id))
	}
	i.w.actBegun()
	i.w.do(many)
}

// tagAll puts a tag on each quote that is marked, or takes it off where all have
// it.
func (i *inspector) tagAll(t corpus.TagSummary) {
	coder, missing := i.w.settings.Coder, false
	for _, c := range i.marked {
		if !slices.ContainsFunc(
			c.TagPaths,
			func(own app.TagLabel) bool { return own.ID == t.ID && own.Coder == coder },
		) {
			missing = true
		}
	}
	if missing {
		i.actAll(
			"tag with "+t.Path+":",
			func(id corpus.QuoteID) corpus.Act { return corpus.PutTag{Quote: id, Tag: t.ID} },
		)
	} else {
		i.actAll(
			"take the tag "+t.Path+" off",
			func(id corpus.QuoteID) corpus.Act { return corpus.DropTag{Quote: id, Tag: t.ID} },
		)
	}
}

// renewSeveral reads the quotes again that are marked.
func (i *inspector) renewSeveral() { i.showSeveral(i.several) }

// exportSeveral offers to write the quotes that are marked to a file.
func (i *inspector) exportSeveral() { i.w.exportQuotes(i.several) }

// references writes where the quotes that are marked come from, for a reference
// manager.
func (i *inspector) references(format string) {
	ids := i.several
	if len(ids) == 0 && i.card != nil {
		ids = []corpus.QuoteID{i.card.Quote.ID}
	}
	i.w.writeReferences(format, app.ExportRequest{Quotes: ids})
}

// writeReferences asks for a file and writes the articles of a selection into it.
func (w *Window) writeReferences(format string, of app.ExportRequest) {
	f, ok := formatNamed(format)
	if !ok || len(of.Quotes)+len(of.Articles) == 0 {
		return
	}
	of.Format, of.AllActs, of.Rejected = format, true, true
	w.saveFile(exportName(w.corpus.Name(), "references")+f.Extension, func(out io.Writer) error {
		_, err := w.corpus.Export(w.ctx, of, out, nil)
		return err
	})
}

func formatNamed(name string) (app.ExportFormat, bool) {
	for _, f := range app.ExportFormats() {
		if f.Name == name {
			return f, true
		}
	}
	return app.ExportFormat{}, false
}

// citations are the words of quotes, each with where it comes from.
func (w *Window) citations(ctx context.Context, ids []corpus.QuoteID) (string, error) {
	var out []string
	for _, id := range ids {
		words, err := w.corpus.Citation(ctx, id, w.settings.Citation)
		if err != nil {
			return "", err
		}
		out = append(out, words)
	}
	return strings.Join(out, "\n\n"), nil
}
