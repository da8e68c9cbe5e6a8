package desktop

import (
	"cmp"
	"context"
	"io"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// watchCheck is how often the window looks whether a source is due.
const watchCheck = 5 * time.Minute

// sources is the Sources tab of the Articles page.
type sources struct {
	w       *Window
	box     *fyne.Container
	root    fyne.CanvasObject
	loading latest
}

func newSources(w *Window) *sources {
	s := &sources{w: w, box: parts.NewColumn(8)}
	s.root = container.NewVScroll(container.New(parts.Inset{Left: 24, Top: 16, Right: 24, Bottom: 24}, s.box))
	return s
}

func (s *sources) refresh() {
	load(s.w, &s.loading, func(ctx context.Context) (present.Sources, error) {
		return present.LoadSources(ctx, s.w.corpus)
	}, s.show)
}

func (s *sources) show(all present.Sources) {
	s.box.RemoveAll()
	s.box.Add(
		container.New(
			parts.Leading{},
			parts.Heading(T("Sources")),
			container.NewHBox(parts.NewKnob(T("Watch a source…"), "", parts.Primary, s.watch),
				parts.NewMenuKnob(s.w, "⋯", func() []parts.Choice {
					return []parts.Choice{
						{Label: T("Find the feeds of a site"), Do: s.discover},
						{Label: T("Read a list of feeds (OPML)…"), Do: s.readOPML},
						{Label: T("Write the list of feeds (OPML)…"), Do: s.writeOPML},
					}
				})),
		),
	)
	s.box.Add(
		parts.Soft(T("Feeds, sitemaps and home pages that Quoth asks for new articles while this corpus is open.")),
	)
	for _, watch := range all.Watches {
		s.box.Add(s.watchRow(watch))
	}
	if len(all.Watches) > 0 {
		s.box.Add(parts.NewFlow(6, parts.NewKnob(T("Fetch all now"), "", parts.Bordered, s.fetchAll)))
	}
	if all.Unfinished > 0 {
		s.box.Add(parts.Section(T("not finished")))
		s.box.Add(
			parts.NewFlow(
				6,
				parts.NewKnob(
					Tf("Go on with %d items", all.Unfinished),
					"",
					parts.Bordered,
					func() { s.w.collecting(s.w.corpus.Resume) },
				),
				parts.NewKnob(T("Clear the list"), "", parts.Bordered, func() { s.settle(s.w.corpus.DropUnfinished) }),
			),
		)
	}
	s.showUnplaced(all)
	s.showNeeds(all)
	s.showFailures(all)
	s.box.Refresh()
}

// fetchAll asks all sources that are watched, due or not.
func (s *sources) fetchAll() {
	s.w.collecting(func(ctx context.Context, progress func(app.ItemReport)) (app.AddReport, error) {
		return s.w.corpus.FetchWatches(ctx, true, progress)
	})
}

func (s *sources) watchRow(watch app.Watch) fyne.CanvasObject {
	name := watch.Title
	if name == "" {
		name = watch.Address
	}
	about := []string{
		Tf("every %s", watch.Every),
		Tf("last %s", whenWords(watch.Last)),
		parts.Count(watch.Kept, "article"),
	}
	if watch.Paused {
		about = append(about, T("paused"))
	}
	words := parts.NewColumn(
		2,
		parts.NewProse(name, parts.BoldFace(), parts.InkText),
		parts.Soft(strings.Join(about, " · ")),
	)
	if watch.Problem != "" {
		words.Add(parts.NewProse("⚠ "+watch.Problem, parts.LabelFace(), parts.InkDanger))
	}
	pause := T("Pause")
	if watch.Paused {
		pause = T("Go on")
	}
	tools := parts.NewFlow(4, parts.NewKnob(pause, "", parts.Bare, func() {
		watch.Paused = !watch.Paused
		s.settle(func(ctx context.Context) error { return s.w.corpus.SaveWatch(ctx, watch) })
	}), parts.NewKnob(T("Remove"), "", parts.Bare, func() {
		s.settle(func(ctx context.Context) error { return s.w.corpus.DropWatch(ctx, watch.Address) })
	}))
	return container.NewVBox(parts.NewColumn(2, words, tools), parts.Divider())
}

func whenWords(t time.Time) string {
	if t.IsZero() {
		return T("never")
	}
	return t.Local().Format("2 Jan 15:04")
}

// showNeeds is the tray of what a person is to look at.
func (s *sources) showNeeds(all present.Sources) {
	if all.NeedsTotal == 0 {
		return
	}
	s.box.Add(parts.Section(Tf("to look at · %d", all.NeedsTotal)))
	for _, need := range all.Needs {
		words := parts.NewColumn(
			2,
			parts.NewProse(need.Title, parts.BoldFace(), parts.InkText),
			parts.Soft(strings.Join(parts.NonEmpty([]string{need.Publisher, need.Field, need.Reason}), " · ")),
		)
		if need.Printed != "" || need.Now != "" {
			words.Add(parts.Soft(Tf("printed “%s”, taken as “%s”", need.Printed, need.Now)))
		}
		tools := parts.NewFlow(
			4,
			parts.NewKnob(
				T("Right as it is"),
				"",
				parts.Bordered,
				func() { s.w.do(corpus.Settle{Article: need.Article, Field: need.Field}) },
			),
			parts.NewKnob(T("Open article"), "", parts.Bare, func() { s.w.articles().turn(false, need.Article) }),
		)
		s.box.Add(container.NewVBox(parts.NewColumn(4, words, tools), parts.Divider()))
	}
}

// showUnplaced is the tray of what a newer version of its article no longer has.
func (s *sources) showUnplaced(all present.Sources) {
	if all.Lost == 0 {
		return
	}
	s.box.Add(parts.Section(Tf("no longer in the text · %d", all.Lost)))
	s.box.Add(
		parts.Soft(
			T(
				"A newer version of the article does not have these words. They are kept with the version they were marked in.",
			),
		),
	)
	for _, c := range all.Unplaced {
		words := parts.Quoted(plain(c.Words))
		words.Most = 2
		s.box.Add(
			container.NewVBox(
				parts.NewColumn(
					3,
					words,
					parts.Soft(speakerLine(c)+" · "+sourceLine(c)),
					parts.NewFlow(4, parts.NewKnob(T("Open article"), "", parts.Bare, func() { s.w.openQuote(c) })),
				),
				parts.Divider(),
			),
		)
	}
	for _, a := range all.Loose {
		s.box.Add(
			container.NewVBox(
				parts.NewColumn(
					3,
					parts.Soft(cmp.Or(a.Note, a.Anchor.Exact)),
					parts.NewFlow(
						4,
						parts.NewKnob(
							T("Open article"),
							"",
							parts.Bare,
							func() { s.w.articles().turn(false, a.Article) },
						),
					),
				),
				parts.Divider(),
			),
		)
	}
}

// readOPML watches the feeds of a list, once a day.
func (s *sources) readOPML() {
	s.w.askFile(asking{title: T("Open a list of feeds"), pattern: "*.opml"}, func(path string) {
		s.settle(func(ctx context.Context) error {
			_, err := s.w.corpus.ImportOPML(ctx, path, app.DailyWatch)
			return err
		})
	})
}

func (s *sources) writeOPML() {
	s.w.saveFile(
		"sources.opml",
		func(out io.Writer) error { _, err := s.w.corpus.ExportOPML(s.w.ctx, out); return err },
	)
}

func (s *sources) writeFailures() {
	s.w.saveFile(
		"failures.csv",
		func(out io.Writer) error { _, err := s.w.corpus.WriteFailures(s.w.ctx, out); return err },
	)
}

func (s *sources) showFailures(all present.Sources) {
	if all.Failed == 0 {
		return
	}
	s.box.Add(parts.Section(Tf("could not be fetched · %d", all.Failed)))
	s.box.Add(
		parts.NewFlow(
			6,
			parts.NewKnob(T("Try them again"), "", parts.Bordered, func() { s.w.collecting(s.w.corpus.RetryFailures) }),
			parts.NewKnob(
				T("Write them to a file…"),
				"",
				parts.Bordered,
				s.writeFailures,
			),
			parts.NewKnob(T("Clear the list"), "", parts.Bare, func() { s.settle(s.w.corpus.DropFailures) }),
		),
	)
	for _, f := range all.Failures {
		s.box.Add(
			parts.NewColumn(
				1,
				parts.NewProse(f.Label, parts.UiFace(), parts.InkText),
				parts.Soft(entryLabel(f.Reason, f.Parent, f.Day)),
			),
		)
	}
}

// settle does something outside the journal and shows what came of it.
func (s *sources) settle(f func(context.Context) error) {
	s.w.act(func(ctx context.Context, _ *app.App, _ corpus.Coder) error {
		err := f(ctx)
		s.w.run.onScreen(s.refresh)
		return err
	}, nil)
}

// watch asks for a source to watch.
func (s *sources) watch() {
	address, title := parts.NewField(s.w), parts.NewField(s.w)
	address.SetPlaceHolder("https://…")
	periods := []time.Duration{time.Hour, 6 * time.Hour, app.DailyWatch, 7 * app.DailyWatch}
	every := widget.NewSelect([]string{T("every hour"), T("every six hours"), T("every day"), T("every week")}, nil)
	every.SetSelectedIndex(2)
	s.w.form(
		T("Watch a source"),
		T("Watch"),
		[]*widget.FormItem{
			parts.Item("Address of a feed, sitemap or home page", address),
			parts.Item("Name", title),
			parts.Item("How often", every),
		},
		func() {
			watch := app.Watch{
				Address: strings.TrimSpace(address.Text),
				Title:   strings.TrimSpace(title.Text),
				Every:   periods[max(every.SelectedIndex(), 0)],
			}
			s.settle(func(ctx context.Context) error { return s.w.corpus.SaveWatch(ctx, watch) })
		},
	)
}

// keepWatching asks the sources while the corpus is open.
func (w *Window) keepWatching() {
	c := w.corpus
	w.session.aside(func(ctx context.Context) {
		c.KeepWatching(ctx, watchCheck, nil, func(r app.AddReport, err error) {
			w.run.onScreen(func() {
				if ctx.Err() != nil {
					return
				}
				if err != nil {
					w.fail(err)
					return
				}
				w.status.SetText(Tf("Sources: %d new articles, %d failed", r.Kept, r.Failed))
			})
		})
	})
}

// discover looks what feeds and sitemaps a site names; each can be watched.
func (s *sources) discover() {
	address := parts.NewField(s.w)
	address.SetPlaceHolder("https://…")
	s.w.form(T("Find the feeds of a site"), T("Look"), []*widget.FormItem{parts.Item("Home page", address)}, func() {
		site := address.Text
		panelOf(
			s.w,
			T("Feeds and sitemaps"),
			func(ctx context.Context) ([]app.Source, error) { return s.w.corpus.Discover(ctx, site) },
			func(list []app.Source, close func()) []fyne.CanvasObject {
				if len(list) == 0 {
					return []fyne.CanvasObject{
						parts.EmptyState(
							T("Nothing found"),
							T("The site names no feed and no sitemap. Its home page can be watched itself."),
						),
					}
				}
				var out []fyne.CanvasObject
				for _, source := range list {
					watch := parts.NewKnob(T("Watch daily"), "", parts.Bordered, nil)
					watch.OnTap = func() {
						watch.OnTap = nil
						watch.Set(T("watched"))
						s.settle(func(ctx context.Context) error {
							return s.w.corpus.SaveWatch(
								ctx,
								app.Watch{
									Kind:    source.Kind,
									Address: source.Address,
									Title:   source.Title,
									Every:   app.DailyWatch,
								},
							)
						})
					}
					out = append(
						out,
						parts.NewColumn(
							3,
							parts.NewProse(
								entryLabel(source.Title, T(string(source.Kind))),
								parts.BoldFace(),
								parts.InkText,
							),
							parts.Soft(source.Address),
							parts.NewFlow(4, watch),
							parts.Divider(),
						),
					)
				}
				return out
			},
		)
	})
}
