package desktop

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// A search may ask for articles or annotations instead of quotes; they stand in a
// list of their own.

// otherResults is the list of the articles or annotations found.
func (p *quotesPage) otherResults() *keyList {
	list := newKeyList(
		p.w,
		p.othersFound,
		func() fyne.CanvasObject { return newFoundRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			row := o.(*foundRow)
			switch {
			case i < len(p.result.Annotations):
				n := p.result.Annotations[i]
				row.set(
					foundWords(n.Hits, n.Words),
					strings.Join(parts.NonEmpty([]string{strings.Join(pathsOf(n), ", "), n.Note}), " · "),
					noteLine(n),
				)
			case i < len(p.result.Articles):
				a := p.result.Articles[i]
				row.set(
					[]app.Fragment{{Text: a.Title}},
					plain(a.Hits),
					strings.Join(
						parts.NonEmpty([]string{a.Publisher, prettyDay(a.Published), parts.Count(a.Quotes, "quote")}),
						" · ",
					),
				)
			}
		},
	)
	list.OnSelected = func(i widget.ListItemID) { p.chooseOther(i) }
	list.menu = p.otherChoices
	list.onEnd = p.readOn
	return list
}

// foundWords are the words of a hit; without marks, the words alone.
func foundWords(hits []app.Fragment, words string) []app.Fragment {
	if len(hits) > 0 {
		return hits
	}
	return []app.Fragment{{Text: words}}
}

func noteLine(n app.AnnotationCard) string {
	return strings.Join(
		parts.NonEmpty([]string{string(n.Coder), n.Article.Title, n.Article.Publisher, prettyDay(n.Article.Published)}),
		" · ",
	)
}

func (p *quotesPage) othersFound() int {
	return len(p.result.Annotations) + len(p.result.Articles)
}

// chooseOther shows an annotation in the inspector, or opens an article.
func (p *quotesPage) chooseOther(i int) {
	switch {
	case i < 0 || i >= p.othersFound():
	case i < len(p.result.Annotations):
		p.at = i
		p.inspector.showNote(p.result.Annotations[i], Tf("%d of %d", i+1, p.result.Total))
	default:
		p.at = i
		p.w.openArticle(p.result.Articles[i].ID)
	}
}

// otherChoices are what can be done with the annotation or article that is chosen.
func (p *quotesPage) otherChoices() []parts.Choice {
	open := parts.Choice{Label: T("Open article"), Do: p.openArticle}
	if p.inspector.annotation != nil {
		return append([]parts.Choice{open}, p.inspector.choices()...)
	}
	return nil
}

// openArticle shows an article in the reader.
func (w *Window) openArticle(id corpus.ArticleID) {
	articles := w.articles()
	articles.wanted = id
	w.goTo(articles)
	articles.openAt(id, "")
}

// openNote shows an annotation in its article.
func (w *Window) openNote(n app.AnnotationCard) {
	w.articles().wantNote = n.ID
	w.openArticle(n.Annotation.Article)
}

// whatFound counts what a search found by its name.
func (p *quotesPage) whatFound() string {
	switch {
	case len(p.result.Annotations) > 0:
		return parts.Count(p.result.Total, "annotation")
	case len(p.result.Articles) > 0:
		return parts.Count(p.result.Total, "article")
	}
	return parts.Count(p.result.Total, "quote")
}

// offerAnnotations says that the same search finds annotations too.
func (p *quotesPage) offerAnnotations() {
	n := p.result.AlsoAnnotations
	parts.Show(p.also, n > 0)
	if n > 0 {
		p.also.Set("+ " + parts.Count(n, "annotation"))
	}
}

// askAnnotations looks for annotations with the same query.
func (p *quotesPage) askAnnotations() {
	p.query.SetText("in:annotations " + strings.TrimSpace(p.query.Text))
}

// foundRow is an article or an annotation in a list: its words, what was found or
// written, and where it stands.
type foundRow struct {
	parts.Row
	words        []app.Fragment
	about, where string
}

func newFoundRow() *foundRow {
	r := &foundRow{}
	r.Height, r.Paint = 98, r.draw
	r.ExtendBaseWidget(r)
	return r
}

func (r *foundRow) set(words []app.Fragment, about, where string) {
	r.words, r.about, r.where = words, about, where
	r.Refresh()
}

// AccessibilityLabel reads the whole entry.
func (r *foundRow) AccessibilityLabel() string {
	return plain(r.words) + ", " + r.about + ", " + r.where
}

func (r *foundRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	width := size.Width - 2*parts.RowPad
	out, _ := fragments(r.words, parts.RowPad, 9*s, width, 2)
	return append(
		out,
		parts.Label(oneLine(r.about), parts.LabelFace(), p.Ink, parts.RowPad, 56*s, width),
		parts.Label(r.where, parts.LabelFace(), p.Soft, parts.RowPad, 74*s, width),
	)
}

// showTagged looks for what carries a tag: kind is a value of in:, or empty for
// quotes.
func (w *Window) showTagged(path, kind string) {
	p := w.quotes()
	p.selected = map[string][]string{}
	query := `tag:"` + path + `"`
	if kind != "" {
		query = "in:" + kind + " " + query
	}
	p.asLines = false
	p.showView()
	w.goTo(p)
	p.query.SetText(query)
}
