package desktop

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// articleRow is one article in the list.
type articleRow struct {
	parts.Row
	title, about, count string
}

func newArticleRow() *articleRow {
	r := &articleRow{}
	r.Height, r.Paint = 92, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *articleRow) set(a corpus.ArticleSummary) {
	pieces := []string{parts.Count(a.Quotes, "quote")}
	if a.ToReview > 0 {
		pieces = append(pieces, Tf("%d to review", a.ToReview))
	}
	if a.Annotations > 0 {
		pieces = append(pieces, parts.Count(a.Annotations, "annotation"))
	}
	if a.Printings > 1 {
		pieces = append(pieces, Tf("in %d printings", a.Printings))
	}
	state := map[corpus.ReadState]string{corpus.Read: T("read"), corpus.Done: T("done") + " ✓"}[a.State]
	about, counts := strings.Join(
		parts.NonEmpty([]string{a.Publisher, prettyDay(a.Published), state}),
		" · ",
	), strings.Join(
		pieces,
		" · ",
	)
	if r.title != a.Title || r.about != about || r.count != counts {
		r.title, r.about, r.count = a.Title, about, counts
		r.Refresh()
	}
}

func (r *articleRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	width := size.Width - 2*parts.RowPad
	f := parts.Face{Size: 13.5 * s, Bold: true}
	lines := parts.BreakLines(r.title, 0, len(r.title), width, f.Measurer())
	out := []fyne.CanvasObject{}
	y := 8 * s
	if len(lines) < 2 { // one line stands in the middle of its row
		y += 9 * s
	}
	for i := 0; i < min(len(lines), 2); i++ {
		from, to := lines[i][0].Start, lines[i][len(lines[i])-1].End
		if i == 1 {
			to = len(r.title)
		}
		out = append(out, parts.Label(r.title[from:to], f, p.Ink, parts.RowPad, y, width))
		y += 19 * s
	}
	y += 2 * s
	out = append(out, parts.Label(r.about, parts.LabelFace(), p.Soft, parts.RowPad, y, width))
	return append(out, parts.Label(r.count, parts.LabelFace(), p.Soft, parts.RowPad, y+17*s, width))
}

// quoteRow is one quote in a list: its words, who and where.
type quoteRow struct {
	parts.Row
	card   app.QuoteCard
	narrow bool // who and where stand on lines of their own
}

func newQuoteRow() *quoteRow {
	r := &quoteRow{}
	r.Height, r.Paint = 84, r.draw
	r.ExtendBaseWidget(r)
	return r
}

// newNarrowQuoteRow is for lists beside a text.
func newNarrowQuoteRow() *quoteRow {
	r := &quoteRow{narrow: true}
	r.Height, r.Paint = 100, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *quoteRow) set(c app.QuoteCard) {
	r.card = c
	r.Refresh()
}

func (r *quoteRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	words := r.card.Words
	if len(r.card.Hits) > 0 {
		words = r.card.Hits
	}
	width := size.Width - 2*parts.RowPad
	out, lines := fragments(words, parts.RowPad, 0, width, 2)
	down := float32(lines)*parts.QuoteFace().Size*1.45 + 4*s
	height := down + parts.LabelFace().Size*1.45
	if r.narrow {
		height += 18 * s
	}
	top := (size.Height - height) / 2 // what there is stands in the middle of its row
	for _, o := range out {
		o.Move(o.Position().AddXY(0, top))
	}
	down += top
	x := float32(size.Width - parts.RowPad)
	for _, j := range r.card.Judgements {
		mark := canvas.NewText(chart.StanceMarks[j.Stance], chart.StanceInk(j.Stance))
		mark.TextSize = 13 * s
		x -= 17 * s
		parts.Put(mark, x, down-s, 16*s, 18*s)
		out = append(out, mark)
	}
	if r.narrow {
		return append(
			out,
			parts.Label(speakerLine(r.card), parts.LabelFace(), p.Ink, parts.RowPad, down, x-parts.RowPad-8),
			parts.Label(sourceLine(r.card), parts.LabelFace(), p.Soft, parts.RowPad, down+18*s, width),
		)
	}
	about := parts.NonEmpty([]string{speakerLine(r.card), sourceLine(r.card), statusMark(r.card.Status)})
	return append(
		out,
		parts.Label(strings.Join(about, "  ·  "), parts.LabelFace(), p.Soft, parts.RowPad, down, x-parts.RowPad-8),
	)
}

// fragments sets a text in the reading face on at most some lines; what matches
// is drawn strong.
func fragments(words []app.Fragment, x, y, width float32, most int) (out []fyne.CanvasObject, shown int) {
	var b strings.Builder
	var strong []corpus.Span
	for _, f := range words {
		from := b.Len()
		b.WriteString(strings.ReplaceAll(f.Text, "\n", " "))
		if f.Match {
			strong = append(strong, corpus.Span{Start: from, End: b.Len()})
		}
		if b.Len() > 1200 {
			break
		}
	}
	text := strings.ToValidUTF8(b.String(), "")
	p, f := parts.Colors(), parts.QuoteFace()
	whole := len(strong) == 1 && strong[0].Len() > len(text)-4 || len(strong) == 0
	lines := parts.BreakLines(text, 0, len(text), width, f.Measurer())
	shown = min(len(lines), most)
	for i := 0; i < shown; i++ {
		if i == most-1 && len(lines) > most {
			cut := f.Measurer().Ellipsis(text[lines[i][0].Start:], width)
			end := lines[i][0].Start + len(strings.TrimSuffix(cut, "…"))
			lines[i] = slices.DeleteFunc(lines[i], func(w parts.Word) bool { return w.End > end })
			if n := len(lines[i]); n > 0 {
				last := lines[i][n-1]
				out = append(out, parts.Label("…", f, p.Soft, x+last.X+last.W+2, y, 20))
			}
		}
		for _, w := range lines[i] {
			c := p.Soft
			if whole || inside(strong, corpus.Span{Start: w.Start, End: w.End}) {
				c = p.Ink
			}
			t := canvas.NewText(text[w.Start:w.End], c)
			t.TextSize, t.FontSource = f.Size, f.Source()
			parts.Put(t, x+w.X, y, w.W, f.Size*1.5)
			out = append(out, t)
		}
		y += f.Size * 1.45
	}
	return out, shown
}

func inside(spans []corpus.Span, word corpus.Span) bool {
	for _, s := range spans {
		if s.Overlaps(word) {
			return true
		}
	}
	return false
}

// lineRow is one line of a concordance: the keyword stands in the middle.
type lineRow struct {
	parts.Row
	data app.ConcordanceLine
}

func newLineRow() *lineRow {
	r := &lineRow{}
	r.Height, r.Paint = 36, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *lineRow) set(l app.ConcordanceLine) {
	r.data = l
	r.Refresh()
}

func (r *lineRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	f := parts.Face{Size: 14.5 * s, Serif: true}
	strong := parts.Face{Size: 14.5 * s, Serif: true, Bold: true}
	day, who := 84*s, 130*s
	if size.Width < 640*s {
		who = 0
	}
	room := size.Width - day - who - 34*s - parts.RowPad
	keyword := oneLine(r.data.Keyword)
	word := strong.Measurer().Width(keyword)
	mid := parts.RowPad + (room-word)*0.48
	left := canvas.NewText(f.Measurer().Tail(r.data.Left, mid-parts.RowPad-12*s), p.Soft)
	left.TextSize, left.FontSource, left.Alignment = f.Size, f.Source(), fyne.TextAlignTrailing
	y := 7 * s
	parts.Put(left, parts.RowPad, y, mid-parts.RowPad-9*s, f.Size*1.45)
	out := []fyne.CanvasObject{
		left, parts.Label(keyword, strong, p.Accent, mid, y, word+2),
		parts.Label(oneLine(r.data.Right), f, p.Ink, mid+word+9*s, y, room-mid-word-14*s),
	}
	x := parts.RowPad + room
	if who > 0 {
		out = append(out, parts.Label(r.data.Speaker, parts.LabelFace(), p.Ink, x, y+2*s, who-8*s))
	}
	out = append(out, parts.Label(r.data.Day, parts.LabelFace(), p.Soft, x+who, y+2*s, day))
	for i, stance := range r.data.Stances {
		if i == 2 {
			break
		}
		mark := canvas.NewText(chart.StanceMarks[stance], chart.StanceInk(stance))
		mark.TextSize = 12 * s
		parts.Put(mark, x+who+day+float32(i)*14*s, y+2*s, 14*s, 18*s)
		out = append(out, mark)
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// facetRow is one value of a facet with its count.
type facetRow struct {
	parts.Knob
	count int
}

func newFacetRow(name string, count int, on bool, onTap func()) *facetRow {
	r := &facetRow{count: count}
	r.Label, r.Look, r.On, r.OnTap = name, parts.Toggle, on, onTap
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is one line.
func (r *facetRow) MinSize() fyne.Size { return fyne.NewSize(80, 24*parts.TextScale()) }

func (r *facetRow) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(r, r.draw, r.MinSize)
}

func (r *facetRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	f := parts.Face{Size: 13 * s, Bold: r.On}
	n := canvas.NewText(parts.Number(r.count), p.Soft)
	n.TextSize, n.Alignment = 12.5*s, fyne.TextAlignTrailing
	parts.Put(n, size.Width-50*s, 2*s, 50*s, 20*s)
	return append(
		parts.CheckBox(1, 6*s, r.On, r.Hovered),
		parts.Label(r.Label, f, p.Ink, 20*s, 3*s, size.Width-62*s),
		n,
	)
}

// entryRow is one entry of the registry.
type entryRow struct {
	parts.Row
	entry entry
}

func newEntryRow() *entryRow {
	r := &entryRow{}
	r.Height, r.Paint = 54, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *entryRow) set(e entry) {
	r.entry = e
	r.Refresh()
}

func (r *entryRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	width := size.Width - 2*parts.RowPad
	return []fyne.CanvasObject{
		parts.Label(r.entry.name, parts.Face{Size: 14 * s, Bold: true}, p.Ink, parts.RowPad, 7*s, width),
		parts.Label(r.entry.details, parts.LabelFace(), p.Soft, parts.RowPad, 29*s, width),
	}
}

// actionRow is one command of the palette.
type actionRow struct {
	parts.Row
	action   action
	possible bool
}

func newActionRow() *actionRow {
	r := &actionRow{}
	r.Height, r.Paint = 34, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *actionRow) set(a action, possible bool) {
	r.action, r.possible = a, possible
	r.Refresh()
}

func (r *actionRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	ink, words, room := p.Ink, r.action.hint, 130*s
	if !r.possible {
		ink, words = p.Soft, T(needWords[r.action.needs])
		room = parts.LabelFace().Measurer().Width(words) + 8
	}
	hint := canvas.NewText(words, p.Soft)
	hint.TextSize, hint.Alignment = parts.LabelFace().Size, fyne.TextAlignTrailing
	parts.Put(hint, size.Width-parts.RowPad-room, 8*s, room, 20*s)
	return []fyne.CanvasObject{
		parts.Label(T(r.action.name), parts.UiFace(), ink, parts.RowPad, 7*s, size.Width-2*parts.RowPad-room-8),
		hint,
	}
}
