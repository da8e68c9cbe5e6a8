package desktop

import (
	"context"
	"fmt"

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
	panelOf(p.w, T("Printings of one story"), func(ctx context.Context) (app.Reading, error) { return p.w.corpus.Read(ctx, open.ID) }, func(r app.Reading, close func()) []fyne.CanvasObject {
		regroup := func(do func(context.Context) error) {
			close()
			p.w.work(do)
		}
		out := []fyne.CanvasObject{parts.Soft(T("Articles that are nearly the same count as one where a chart or a search counts once per story.")),
			parts.NewFlow(6, parts.NewKnob(T("Join another article…"), "", parts.Bordered, func() {
				close()
				p.joinStory(open)
			}))}
		if len(r.Printings) == 0 {
			return append(out, parts.Soft(T("No other article prints this story.")))
		}
		for _, other := range r.Printings {
			title := parts.NewProse(other.Title, parts.BoldFace(), parts.InkText)
			title.Most = 2
			out = append(out, parts.NewColumn(3, title, parts.Soft(entryLabel(other.Publisher, prettyDay(other.Published), parts.Count(other.Quotes, "quote"))), parts.NewFlow(4,
				parts.NewKnob(T("Open article"), "", parts.Bare, func() {
					close()
					p.open(other.ID)
				}),
				parts.NewKnob(T("Another story"), "", parts.Bare, func() {
					regroup(func(ctx context.Context) error {
						_, err := p.w.corpus.SplitStory(ctx, p.w.settings.Coder, []corpus.ArticleID{other.ID})
						return err
					})
				})), parts.Divider()))
		}
		return append(out, parts.NewFlow(6, parts.NewKnob(T("The open article is another story"), "", parts.Bordered, func() {
			regroup(func(ctx context.Context) error {
				_, err := p.w.corpus.SplitStory(ctx, p.w.settings.Coder, []corpus.ArticleID{open.ID})
				return err
			})
		})))
	})
}

// joinStory asks which article tells the same story.
func (p *articlesPage) joinStory(open corpus.Article) {
	found := map[string]corpus.ArticleID{}
	other := p.w.nameEntry(func(ctx context.Context, words string) ([]string, error) {
		list, _, err := p.w.corpus.Articles(ctx, corpus.ArticleFilter{Words: words, Limit: mostProposals})
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
	p.w.form(T("Which article tells the same story?"), T("Join"), []*widget.FormItem{parts.Item("Article", other.withProposals())}, func() {
		id, ok := found[other.Text]
		if !ok {
			p.w.fail(fmt.Errorf("choose an article among those proposed: %w", corpus.ErrInvalid))
			return
		}
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			_, err := a.JoinStories(ctx, coder, []corpus.ArticleID{open.ID, id})
			return err
		}, nil)
	})
}

// discover looks what feeds and sitemaps a site names; each can be watched.
func (s *sources) discover() {
	address := parts.NewField(s.w)
	address.SetPlaceHolder("https://…")
	s.w.form(T("Find the feeds of a site"), T("Look"), []*widget.FormItem{parts.Item("Home page", address)}, func() {
		site := address.Text
		panelOf(s.w, T("Feeds and sitemaps"), func(ctx context.Context) ([]app.Source, error) { return s.w.corpus.Discover(ctx, site) }, func(list []app.Source, close func()) []fyne.CanvasObject {
			if len(list) == 0 {
				return []fyne.CanvasObject{parts.EmptyState(T("Nothing found"), T("The site names no feed and no sitemap. Its home page can be watched itself."))}
			}
			var out []fyne.CanvasObject
			for _, source := range list {
				watch := parts.NewKnob(T("Watch daily"), "", parts.Bordered, nil)
				watch.OnTap = func() {
					watch.OnTap = nil
					watch.Set(T("watched"))
					s.settle(func(ctx context.Context) error {
						return s.w.corpus.SaveWatch(ctx, app.Watch{Kind: source.Kind, Address: source.Address, Title: source.Title, Every: app.DailyWatch})
					})
				}
				out = append(out, parts.NewColumn(3, parts.NewProse(entryLabel(source.Title, T(string(source.Kind))), parts.BoldFace(), parts.InkText), parts.Soft(source.Address), parts.NewFlow(4, watch), parts.Divider()))
			}
			return out
		})
	})
}
