package desktop

import (
	"context"
	"fmt"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// printings shows the other articles of the story that is open: which count as
// one where one counts once per story. A person can take one out, or join one.
func (p *articlesPage) printings() {
	open := p.reading.Article
	if open.ID == "" {
		return
	}
	panelOf(
		p.w,
		T("Printings of one story"),
		func(ctx context.Context) (app.Reading, error) { return p.w.corpus.Read(ctx, open.ID) },
		func(r app.Reading, close func()) []fyne.CanvasObject {
			split := func(id corpus.ArticleID) {
				close()
				p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
					_, err := a.SplitStory(ctx, coder, []corpus.ArticleID{id})
					return err
				}, nil)
			}
			out := []fyne.CanvasObject{
				parts.Soft(
					T(
						"Articles that are nearly the same count as one where a chart or a search counts once per story.",
					),
				),
				parts.NewFlow(6, parts.NewKnob(T("Join another article…"), "", parts.Bordered, func() {
					close()
					p.joinStory(open)
				})),
			}
			if len(r.Printings) == 0 {
				return append(out, parts.Soft(T("No other article prints this story.")))
			}
			for _, other := range r.Printings {
				title := parts.NewProse(other.Title, parts.BoldFace(), parts.InkText)
				title.Most = 2
				out = append(
					out,
					parts.NewColumn(
						3,
						title,
						parts.Soft(
							entryLabel(other.Publisher, prettyDay(other.Published), parts.Count(other.Quotes, "quote")),
						),
						parts.NewFlow(
							4,
							parts.NewKnob(T("Open article"), "", parts.Bare, func() {
								close()
								p.open(other.ID)
							}),
							parts.NewKnob(
								T("Another story"),
								"",
								parts.Bare,
								func() { split(other.ID) },
							),
						),
						parts.Divider(),
					),
				)
			}
			return append(
				out,
				parts.NewFlow(
					6,
					parts.NewKnob(
						T("The open article is another story"),
						"",
						parts.Bordered,
						func() { split(open.ID) },
					),
				),
			)
		},
	)
}

// joinStory asks which article tells the same story.
func (p *articlesPage) joinStory(open corpus.Article) {
	var mu sync.Mutex // proposals are looked up off the screen
	found := map[string]corpus.ArticleID{}
	other := p.w.nameEntry(func(ctx context.Context, words string) ([]string, error) {
		list, _, err := p.w.corpus.Articles(ctx, corpus.ArticleFilter{Words: words, Limit: mostProposals})
		mu.Lock()
		defer mu.Unlock()
		var labels []string
		for _, a := range list {
			if a.ID != open.ID {
				label := entryLabel(a.Title, a.Publisher, prettyDay(a.Published))
				found[label] = a.ID
				labels = append(labels, label)
			}
		}
		return labels, err
	})
	p.w.form(
		T("Which article tells the same story?"),
		T("Join"),
		[]*widget.FormItem{parts.Item("Article", other.withProposals())},
		func() {
			mu.Lock()
			id, ok := found[other.Text]
			mu.Unlock()
			if !ok {
				p.w.fail(fmt.Errorf("choose an article among those proposed: %w", corpus.ErrInvalid))
				return
			}
			p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
				_, err := a.JoinStories(ctx, coder, []corpus.ArticleID{open.ID, id})
				return err
			}, nil)
		},
	)
}
