package desktop

import (
	"cmp"
	"encoding/json"
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

// tableColumn is a column that the table of quotes can have.
type tableColumn struct {
	name  string
	share float32 // of the width
	value func(app.QuoteCard) string
}

// tableColumns are all of them, in their order; those of tableUsual are shown
// unless somebody chose others.
var tableColumns = []tableColumn{
	{"Date", 1, func(c app.QuoteCard) string { return c.Article.Published.Day() }},
	{"Speaker", 1.6, func(c app.QuoteCard) string { return c.Speaker }},
	{"Organisation", 1.4, func(c app.QuoteCard) string { return c.Organization }},
	{"Role", 1.4, func(c app.QuoteCard) string { return c.Current.Role }},
	{"Quote", 4, func(c app.QuoteCard) string { return oneLine(plain(c.Words)) }},
	{"Tags", 1.5, func(c app.QuoteCard) string { return strings.Join(tagNames(c.TagPaths), ", ") }},
	{"Stance", 1, tableStances},
	{"Status", 1, func(c app.QuoteCard) string { return T(string(c.Status)) }},
	{"How sure", 0.8, func(c app.QuoteCard) string { return T(string(c.Current.Sureness())) }},
	{"Note", 1.6, tableNotes},
	{"Publisher", 1.3, func(c app.QuoteCard) string { return c.Article.Publisher }},
	{"Title", 2.2, func(c app.QuoteCard) string { return c.Article.Title }},
}

var tableUsual = []string{"Date", "Speaker", "Organisation", "Quote", "Tags", "Stance"}

func tableStances(c app.QuoteCard) string {
	var out []string
	for _, j := range c.Judgements {
		if mark := chart.StanceMarks[j.Stance] + " " + T(string(j.Stance)); !slices.Contains(out, mark) {
			out = append(out, mark)
		}
	}
	return strings.Join(out, ", ")
}

func tableNotes(c app.QuoteCard) string {
	var out []string
	for _, n := range c.Notes {
		out = append(out, oneLine(n.Text))
	}
	return strings.Join(out, " · ")
}

// mostInTable is how many quotes are sorted in the table; of more, the first of
// the search's own order are.
const mostInTable = 2000

// columnsSetting is the setting of a corpus that holds which columns are shown.
const columnsSetting = "table columns"

// quoteTable shows quotes in rows and columns. A click on a column's name sorts by
// it, a second one the other way round.
type quoteTable struct {
	p        *quotesPage
	shown    []string // names of columns
	by       string   // the column sorted by; empty for the search's order
	downward bool
	cards    []app.QuoteCard
	head     *fyne.Container
	list     *keyList
	root     fyne.CanvasObject
}

func newQuoteTable(p *quotesPage) *quoteTable {
	t := &quoteTable{p: p, shown: slices.Clone(tableUsual)}
	t.head = container.New(tableLayout{t})
	t.list = newKeyList(
		p.w,
		func() int { return len(t.cards) },
		func() fyne.CanvasObject { return newTableRow(t) },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(t.cards) {
				o.(*tableRow).set(t.cards[i])
			}
		},
	)
	t.list.OnSelected = func(i widget.ListItemID) { t.choose(i) }
	p.inspector.markQuotes(t.list, func(i int) corpus.QuoteID { return t.cards[i].Quote.ID })
	t.root = container.NewBorder(container.NewVBox(t.head, parts.Divider()), nil, nil, nil, t.list)
	return t
}

// columns are those shown, in their order.
func (t *quoteTable) columns() []tableColumn {
	return slices.DeleteFunc(
		slices.Clone(tableColumns),
		func(c tableColumn) bool { return !slices.Contains(t.shown, c.name) },
	)
}

// show shows the cards of a search.
func (t *quoteTable) show(cards []app.QuoteCard) {
	t.cards = slices.Clone(cards)
	for _, c := range tableColumns {
		if c.name == t.by {
			slices.SortStableFunc(t.cards, func(a, b app.QuoteCard) int {
				x, y := c.value(a), c.value(b)
				if (x == "") != (y == "") { // what is not known comes last, both ways
					return cmp.Compare(y, x)
				}
				if t.downward {
					x, y = y, x
				}
				return cmp.Compare(corpus.FoldName(x), corpus.FoldName(y))
			})
		}
	}
	t.drawHead()
	t.list.Refresh()
}

func (t *quoteTable) drawHead() {
	t.head.RemoveAll()
	for _, c := range t.columns() {
		name := T(c.name)
		if c.name == t.by {
			name += map[bool]string{false: " ▲", true: " ▼"}[t.downward]
		}
		k := parts.NewKnob(name, "", parts.Bare, func() { t.sortBy(c.name) })
		k.On = c.name == t.by
		t.head.Add(k)
	}
	t.head.Refresh()
}

func (t *quoteTable) sortBy(column string) {
	t.downward = t.by == column && !t.downward
	t.by = column
	t.show(t.cards)
}

// choose shows the quote of a row in the inspector.
func (t *quoteTable) choose(i int) {
	if i < 0 || i >= len(t.cards) {
		return
	}
	t.p.at = i
	t.p.inspector.show(t.cards[i], Tf("%d of %d", i+1, t.p.result.Total))
}

// choices offer the columns; those shown are ticked.
func (t *quoteTable) choices() []parts.Choice {
	var out []parts.Choice
	for _, c := range tableColumns {
		sign := "☐ "
		if slices.Contains(t.shown, c.name) {
			sign = "☑ "
		}
		out = append(out, parts.Choice{Label: sign + T(c.name), Do: func() { t.turn(c.name) }})
	}
	return out
}

// turn shows a column or hides it, and remembers that in the corpus.
func (t *quoteTable) turn(column string) {
	if i := slices.Index(t.shown, column); i >= 0 && len(t.shown) > 1 {
		t.shown = slices.Delete(t.shown, i, i+1)
	} else if i < 0 {
		t.shown = append(t.shown, column)
	}
	t.show(t.cards)
	if text, err := json.Marshal(t.shown); err == nil && !t.p.w.corpus.ReadOnly() {
		t.p.w.keepSetting(columnsSetting, string(text))
	}
}

// remember takes the columns that were chosen before.
func (t *quoteTable) remember(kept string) {
	var names []string
	if json.Unmarshal([]byte(kept), &names) == nil && len(names) > 0 {
		t.shown = names
	}
}

// widths are the widths of the columns in a row.
func (t *quoteTable) widths(width float32) []float32 {
	columns, sum := t.columns(), float32(0)
	for _, c := range columns {
		sum += c.share
	}
	out := make([]float32, len(columns))
	for i, c := range columns {
		out[i] = (width - 2*parts.RowPad) * c.share / sum
	}
	return out
}

// tableLayout puts the names of columns over their cells.
type tableLayout struct{ t *quoteTable }

func (l tableLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(parts.RowPad)
	for i, w := range l.t.widths(size.Width) {
		if i < len(objects) {
			parts.Put(objects[i], x-5, 0, min(objects[i].MinSize().Width, w), size.Height)
			x += w
		}
	}
}

func (tableLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, 28*parts.TextScale())
}

// tableRow is one quote in the table.
type tableRow struct {
	parts.Row
	t    *quoteTable
	card app.QuoteCard
}

func newTableRow(t *quoteTable) *tableRow {
	r := &tableRow{t: t}
	r.Height, r.Paint = 30, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *tableRow) set(c app.QuoteCard) {
	r.card = c
	r.Refresh()
}

// AccessibilityLabel reads the row cell by cell.
func (r *tableRow) AccessibilityLabel() string {
	var out []string
	for _, c := range r.t.columns() {
		if v := c.value(r.card); v != "" {
			out = append(out, T(c.name)+": "+v)
		}
	}
	return strings.Join(out, ", ")
}

func (r *tableRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	var out []fyne.CanvasObject
	x := float32(parts.RowPad)
	widths := r.t.widths(size.Width)
	for i, c := range r.t.columns() {
		f, ink := parts.Face{Size: 13 * s}, p.Ink
		if c.name == "Quote" || c.name == "Title" {
			f.Serif = true
		}
		if c.name == "Date" || c.name == "Publisher" {
			ink = p.Soft
		}
		out = append(out, parts.Label(c.value(r.card), f, ink, x, 6*s, widths[i]-8))
		x += widths[i]
	}
	return out
}
