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
	"quoth/app/desktop/present"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// versions shows what changed between two versions of the open article.
func (p *articlesPage) versions() {
	list := p.reading.Versions
	if len(list) < 2 {
		var fetched string
		if len(list) == 1 {
			fetched = list[0].Fetched.Local().Format("2 Jan 2006 15:04")
		}
		p.w.showText(
			T("Versions"),
			parts.Wrapped(
				Tf(
					"There is one version of this article, fetched %s. When its page is fetched again and its text has changed, both are kept and shown beside each other here.",
					fetched,
				),
			),
		)
		return
	}
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = Tf("version %d, fetched %s", v.Number, v.Fetched.Local().Format("2 Jan 2006 15:04"))
	}
	view, older, newer := reader.New(), widget.NewSelect(names, nil), widget.NewSelect(names, nil)
	older.SetSelectedIndex(1)
	newer.SetSelectedIndex(0)
	summary := parts.Soft("")
	var reading latest
	redraw := func(string) {
		from, to := list[older.SelectedIndex()].ID, list[newer.SelectedIndex()].ID
		load(p.w, &reading, func(ctx context.Context) (present.Comparison, error) {
			before, err := p.w.corpus.ReadVersion(ctx, from)
			if err != nil {
				return present.Comparison{}, err
			}
			var after app.Reading
			after, err = p.w.corpus.ReadVersion(ctx, to)
			return present.Compare(before.Version.Text, after.Version.Text), err
		}, func(c present.Comparison) {
			view.SetText(c.Text, c.Paragraphs)
			view.SetMarks(comparisonMarks(c), nil)
			summary.SetText(
				Tf("%d stretches added (underlined), %d taken out (struck through)", len(c.Added), len(c.Removed)),
			)
		})
	}
	older.OnChanged, newer.OnChanged = redraw, redraw
	redraw("")
	top := parts.NewColumn(6, container.NewGridWithColumns(2, older, newer), summary)
	size := p.w.Canvas().Size()
	content := container.NewBorder(top, nil, nil, nil, view.Scroll)
	p.w.showPanel(T("Versions and differences"), content, fyne.NewSize(min(860, size.Width-24), size.Height-24))
}

// comparisonMarks underline what was added and strike through what was taken out.
func comparisonMarks(c present.Comparison) []reader.Mark {
	p := parts.Colors()
	var marks []reader.Mark
	for _, s := range c.Added {
		marks = append(marks, reader.Mark{Span: s, Ground: p.Mixed, Underline: p.MixedLine})
	}
	for _, s := range c.Removed {
		marks = append(marks, reader.Mark{Span: s, Underline: p.Danger, Struck: true})
	}
	return marks
}

// editArticle corrects what is known about the open article.
func (p *articlesPage) editArticle() {
	a := p.reading.Article
	if a.ID == "" {
		return
	}
	fields := map[string]*parts.Field{}
	entry := func(name, text string) *widget.FormItem {
		e := parts.NewField(p.w)
		e.SetText(text)
		fields[name] = e
		return parts.Item(name, e)
	}
	day := entry("Published (YYYY-MM-DD)", a.Published.Day())
	p.w.form(T("About this article"), T("Save"), []*widget.FormItem{
		entry("Title", a.Title), entry("Authors (separated by ;)", strings.Join(a.Authors, "; ")),
		entry("Publisher", a.Publisher), entry("Section", a.Section), day,
	}, func() {
		var authors []string
		for _, name := range strings.Split(fields["Authors (separated by ;)"].Text, ";") {
			if name = strings.TrimSpace(name); name != "" {
				authors = append(authors, name)
			}
		}
		update := corpus.ArticleUpdate{
			Title:     &fields["Title"].Text,
			Authors:   &authors,
			Publisher: &fields["Publisher"].Text,
			Section:   &fields["Section"].Text,
		}
		if text := strings.TrimSpace(fields["Published (YYYY-MM-DD)"].Text); text != a.Published.Day() {
			published, err := corpus.ParseDate(text)
			if err != nil {
				p.w.fail(fmt.Errorf("the day %q is not written YYYY-MM-DD: %w", text, corpus.ErrInvalid))
				return
			}
			update.Published = &published
		}
		p.reading.Version.ID = "" // so that the head is drawn again
		p.w.do(corpus.EditArticle{ID: a.ID, Update: update})
	})
}
