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
	"quoth/corpus"
)

// panelOf shows a panel over the window that is filled when its answer comes.
// close takes it away.
func panelOf[A any](
	w *Window,
	title string,
	get func(context.Context) (A, error),
	fill func(answer A, close func()) []fyne.CanvasObject,
) {
	box := parts.NewColumn(8, parts.Soft(T("Counting…")))
	content := container.NewVScroll(parts.Padded(8, box))
	size := w.Canvas().Size()
	most := fyne.NewSize(min(760*parts.TextScale(), size.Width-24), min(640*parts.TextScale(), size.Height-40))
	panel := w.showPanel(title, content, fyne.NewSize(most.Width, min(most.Height, leastPanel*parts.TextScale())))
	shown := w.Canvas().Overlays().Top()
	type answered struct {
		answer A
		err    error
	}
	loadOnce(w, func(ctx context.Context) (answered, error) {
		answer, err := get(ctx)
		return answered{answer, err}, nil // said in the panel, which covers the foot
	}, func(a answered) {
		if w.Canvas().Overlays().Top() != shown {
			return // closed meanwhile
		}
		if a.err != nil {
			words, _ := app.Explain(a.err)
			box.Objects = []fyne.CanvasObject{parts.NewProse("⚠ "+words, parts.UiFace(), parts.InkDanger)}
		} else {
			box.Objects = fill(a.answer, func() { panel.Hide() })
		}
		box.Resize(
			fyne.NewSize(most.Width-panelFrame/2*parts.TextScale(), box.MinSize().Height),
		) // texts know their height at their width
		high := min(most.Height, max(leastPanel*parts.TextScale(), box.MinSize().Height+panelFrame*parts.TextScale()))
		panel.Hide()
		panel = w.showPanel(title, content, fyne.NewSize(most.Width, high)) // in the middle again
	})
}

// leastPanel is the height of a panel with little in it; panelFrame what its title
// and its button take of that, at 100 % text.
const (
	leastPanel = 240
	panelFrame = 130
)

// collocates shows the words that stand near what is searched for; one of them
// narrows the search to where both stand together.
func (p *quotesPage) collocates(byLogDice bool) {
	request := p.shown
	panelOf(p.w, T("Words that stand near"), func(ctx context.Context) (app.Collocates, error) {
		return p.w.corpus.Collocates(ctx, request, app.CollocateOptions{ByLogDice: byLogDice})
	}, func(c app.Collocates, close func()) []fyne.CanvasObject {
		if len(c.Words) == 0 {
			return []fyne.CanvasObject{
				parts.EmptyState(
					T("No words"),
					T("Search for a word first; its neighbours must stand near it three times or more."),
				),
			}
		}
		about := parts.Soft(
			Tf("Five words to each side, in %d of %d quotes. Sorted by %s.", c.Read, c.Found, measureName(byLogDice)),
		)
		table := container.NewGridWithColumns(
			6,
			columnHeads(T("word"), T("together"), T("left"), T("right"), "log-likelihood", "logDice")...)
		for _, word := range c.Words {
			table.Add(parts.NewFlow(0, parts.NewKnob(word.Word, "", parts.Bare, func() {
				close()
				p.query.SetText(strings.TrimSpace(p.query.Text) + " NEAR/5 " + word.Word)
			})))
			for _, figure := range []string{fmt.Sprint(word.Together), fmt.Sprint(word.Left), fmt.Sprint(word.Right), fmt.Sprintf("%.1f", word.LogLikelihood), fmt.Sprintf("%.2f", word.LogDice)} {
				table.Add(parts.Soft(figure))
			}
		}
		other := parts.NewKnob(Tf("Sort by %s", measureName(!byLogDice)), "", parts.Bordered, func() {
			close()
			p.collocates(!byLogDice)
		})
		return []fyne.CanvasObject{about, parts.NewFlow(4, other), table}
	})
}

func measureName(byLogDice bool) string {
	if byLogDice {
		return "logDice"
	}
	return "log-likelihood"
}

func columnHeads(names ...string) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(names))
	for i, name := range names {
		out[i] = parts.NewProse(name, parts.SectionFace(), parts.InkSoft)
	}
	return out
}

// frequency shows how often what is searched for is said, time by time, beside
// how much is said at all.
func (p *quotesPage) frequency() {
	request := p.shown
	panelOf(p.w, T("Frequency over time"), func(ctx context.Context) ([]app.PeriodCount, error) {
		return p.w.corpus.Frequency(ctx, request, "month")
	}, func(months []app.PeriodCount, close func()) []fyne.CanvasObject {
		counts, by := periods(months)
		if len(counts) == 0 {
			return []fyne.CanvasObject{parts.EmptyState(T("Nothing found"), T("No quote with a date is found."))}
		}
		table := container.NewGridWithColumns(
			4,
			columnHeads(T(by), T("quotes"), T("words of all quotes"), T("per million words"))...)
		for _, c := range counts {
			for _, figure := range []string{c.Period, fmt.Sprint(c.Found), fmt.Sprint(c.Words), fmt.Sprintf("%.0f", c.PerMillion)} {
				table.Add(parts.Soft(figure))
			}
		}
		strip := newFrequencyStrip(func(string) bool { return false }, func(by, period string) {
			close()
			p.toggle(by, period)
		})
		strip.set(months)
		return []fyne.CanvasObject{strip, table}
	})
}

// moreLike shows quotes that say something like the chosen one.
func (p *quotesPage) moreLike() {
	if p.inspector.card == nil {
		return
	}
	id := p.inspector.card.Quote.ID
	panelOf(p.w, T("Quotes that say something like it"), func(ctx context.Context) ([]app.QuoteCard, error) {
		return p.w.corpus.MoreLike(ctx, id, 30)
	}, func(list []app.QuoteCard, close func()) []fyne.CanvasObject {
		if len(list) == 0 {
			return []fyne.CanvasObject{
				parts.EmptyState(T("Nothing found"), T("No other quote shares enough of its words.")),
			}
		}
		var out []fyne.CanvasObject
		for _, c := range list {
			out = append(out, p.quoteEntry(c, parts.Quoted(plain(c.Words)), close))
		}
		return out
	})
}

// quoteEntry is a quote in a panel, with a way to its article.
func (p *quotesPage) quoteEntry(c app.QuoteCard, words fyne.CanvasObject, close func()) fyne.CanvasObject {
	about := parts.Soft(
		strings.Join(parts.NonEmpty([]string{speakerLine(c), sourceLine(c), statusMark(c.Status)}), "  ·  "),
	)
	return parts.NewColumn(3, words, about, parts.NewFlow(4, parts.NewKnob(T("Open article"), "", parts.Bare, func() {
		close()
		p.w.openQuote(c)
	})), parts.Divider())
}

// variants shows the chosen quote beside how other outlets printed it.
func (p *quotesPage) variants() {
	if p.inspector.card == nil {
		return
	}
	card := *p.inspector.card
	panelOf(p.w, T("Same quote elsewhere"), func(ctx context.Context) ([]app.Variant, error) {
		return p.w.corpus.Variants(ctx, card.Quote.ID)
	}, func(list []app.Variant, close func()) []fyne.CanvasObject {
		own := p.quoteEntry(card, parts.Quoted(plain(card.Words)), close)
		if len(list) == 0 {
			return []fyne.CanvasObject{own, parts.Soft(T("No other article prints these words."))}
		}
		out := []fyne.CanvasObject{parts.Soft(T("Words in bold are not in the chosen quote."))}
		if p.w.Canvas().Size().Width < sideBySide*parts.TextScale() {
			out = append(out, own)
		}
		for _, v := range list {
			other := p.quoteEntry(v.Card, marked(v.Pieces), close)
			if p.w.Canvas().Size().Width >= sideBySide*parts.TextScale() {
				other = container.NewGridWithColumns(
					2,
					p.quoteEntry(card, parts.Quoted(plain(card.Words)), close),
					other,
				)
			}
			out = append(out, other)
		}
		return out
	})
}

// sideBySide is the width at 100 % text from which wordings stand beside each
// other.
const sideBySide = 700

// marked sets a text in the reading face, what matches in bold.
func marked(pieces []app.Fragment) fyne.CanvasObject {
	text := widget.NewRichText()
	for _, f := range pieces {
		text.Segments = append(text.Segments, &widget.TextSegment{
			Text:  strings.ReplaceAll(f.Text, "\n", " "),
			Style: widget.RichTextStyle{Inline: true, TextStyle: fyne.TextStyle{Bold: f.Match}},
		})
	}
	text.Wrapping = fyne.TextWrapWord
	return text
}

// history offers the searches made before.
func (p *quotesPage) history() {
	panelOf(
		p.w,
		T("Past searches"),
		func(ctx context.Context) ([]app.PastSearch, error) { return p.w.corpus.PastSearches(ctx) },
		func(list []app.PastSearch, close func()) []fyne.CanvasObject {
			if len(list) == 0 {
				return []fyne.CanvasObject{
					parts.EmptyState(
						T("No past searches"),
						T("A search is remembered when one of its quotes is opened, or with Enter."),
					),
				}
			}
			out := []fyne.CanvasObject{parts.NewFlow(4, parts.NewKnob(T("Clear the list"), "", parts.Bordered, func() {
				close()
				p.w.aside(func(ctx context.Context, a *app.App) error { return a.ForgetSearches(ctx) })
			}))}
			for _, s := range list {
				out = append(out, parts.NewFlow(8, parts.NewKnob(s.Query, "", parts.Bare, func() {
					close()
					p.query.SetText(s.Query)
				}), parts.Soft(parts.Count(s.Found, "quote")+" · "+s.When.Local().Format("2 Jan 2006 15:04"))))
			}
			return out
		},
	)
}

// remember keeps the search in the history: it led to something.
func (p *quotesPage) remember() {
	query, found := p.query.Text, p.result.Total
	p.w.aside(func(ctx context.Context, a *app.App) error { return a.RememberSearch(ctx, query, found) })
}

// savedSearches offers the searches kept in the corpus, with what is new in them.
func (p *quotesPage) savedSearches() {
	panelOf(
		p.w,
		T("Saved searches"),
		func(ctx context.Context) ([]app.Alert, error) { return p.w.corpus.Alerts(ctx) },
		func(list []app.Alert, close func()) []fyne.CanvasObject {
			if len(list) == 0 {
				return []fyne.CanvasObject{
					parts.EmptyState(
						T("No search is saved yet."),
						T("Save one from the ⋯ menu: it then tells what is new each time articles arrive."),
					),
				}
			}
			var out []fyne.CanvasObject
			for _, a := range list {
				row := parts.NewFlow(6, parts.NewKnob(a.Name, "", parts.Bordered, func() {
					close()
					p.query.SetText(a.Query)
				}))
				if a.Err != nil {
					row.Add(parts.Soft(a.Err.Error()))
				} else {
					row.Add(parts.Soft(parts.Count(a.Total, "quote")))
				}
				if a.New > 0 {
					row.Add(parts.NewKnob(Tf("%d new", a.New), "", parts.Primary, func() {
						close()
						p.showNews(a)
					}))
				}
				row.Add(parts.NewKnob(T("Delete"), "", parts.Bare, func() {
					close()
					p.counted.quotes = -1
					p.w.do(corpus.DropSearch{ID: a.ID})
				}))
				out = append(out, row)
			}
			return out
		},
	)
}

// showNews lists what a saved search has found since it was last looked at, and
// notes that it has been looked at now.
func (p *quotesPage) showNews(a app.Alert) {
	panelOf(p.w, Tf("New in “%s”", a.Name), func(ctx context.Context) (app.SearchResult, error) {
		found, err := p.w.corpus.News(ctx, a.ID, app.SearchRequest{Limit: resultWindow})
		if err != nil {
			return found, err
		}
		return found, p.w.corpus.SeeNews(ctx, a.ID)
	}, func(found app.SearchResult, close func()) []fyne.CanvasObject {
		p.counted.quotes = -1
		p.countNews()
		var out []fyne.CanvasObject
		for _, c := range found.Quotes {
			out = append(out, p.quoteEntry(c, parts.Quoted(plain(c.Words)), close))
		}
		return out
	})
}

// newsCount is how much is new in the saved searches, as counted when the corpus
// had so many quotes; −1 where that must be counted again.
type newsCount struct{ quotes, news int }

// countNews shows how much is new in the saved searches. They are asked only when
// quotes have come or gone: what a coder decides makes nothing new.
func (p *quotesPage) countNews() {
	last := p.counted
	load(p.w, &p.counting, func(ctx context.Context) (newsCount, error) {
		counts, err := p.w.corpus.Counts(ctx)
		if err != nil || counts.Quotes == last.quotes {
			return last, err
		}
		list, err := p.w.corpus.Alerts(ctx)
		now := newsCount{quotes: counts.Quotes}
		for _, a := range list {
			now.news += a.New
		}
		return now, err
	}, func(now newsCount) {
		p.counted = now
		p.news.Hidden = now.news == 0
		p.news.Set(Tf("%d new", now.news))
		p.tools.Refresh()
	})
}
