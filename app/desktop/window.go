package desktop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// page is one place of the window.
type page interface {
	name() string
	mark() string // its sign on the rail
	content() fyne.CanvasObject
	refresh()                 // read again what it shows
	key(ev fyne.KeyName) bool // true when it used the key
	letter(r rune) bool       // likewise
	inspected() *inspector    // nil without one
}

// Window is the app's one window.
type Window struct {
	fyne.Window
	app      fyne.App
	root     context.Context // ends with the program
	ctx      context.Context // ends when the corpus that is open is closed
	run      runner
	settings app.Settings

	// session, corpus and ctx change on the interface goroutine, and only while
	// nothing of the session runs: what runs in it reads them safely.
	session   *session
	corpus    *app.App // of the session; nil on the first page
	next      *app.App // to be shown when the one that is being closed is
	leaving   bool     // a corpus is being closed
	nextShown func()   // shows next
	opening   latest
	openers   sync.WaitGroup // corpora on their way to being opened
	arrived   arrivals       // opened and not shown yet
	gone      bool           // the window is closed

	pages    []page
	current  page
	center   *fyne.Container
	rail     *fyne.Container
	foot     *fyne.Container
	status   *parts.Prose
	undone   *parts.Knob
	redone   *parts.Knob
	error    *fyne.Container
	tagEntry *nameEntry

	targets []corpus.TargetSummary
	target  corpus.Target

	footing, settling latest
	recents           latest
	targeting         latest
	said              string // what the foot tells for a moment
	saidAt            time.Time
	unfollow          func()
	listed            bool                    // the first list has been drawn
	pending           []*pendingAct           // asked for and not yet in the journal
	trail             present.Trail           // where one has been
	travelling        bool                    // one is going through them
	actAt             time.Time               // when the last act on a quote was asked for
	bound             []action                // the actions with their keys; nil until asked for
	asking            *panel                  // the panel that asked last
	overlayKey        func(fyne.KeyName) bool // takes keys while a panel lies over the pages
}

// Run opens the window on a corpus file, or on the first page, and returns when
// it is closed.
func Run(ctx context.Context, a fyne.App, path string) error {
	ctx, stop := context.WithCancel(ctx)
	settings, err := app.LoadSettings()
	run := &screenRunner{}
	w := newWindow(ctx, a, settings, run)
	if err != nil {
		w.fail(err)
	}
	if _, err := os.Stat(
		settings.LastOpen,
	); path == "" && settings.LastOpen != "" && !settings.FirstPage &&
		err == nil {
		path = settings.LastOpen
	}
	if path == "" {
		w.firstPage()
	} else {
		w.openCorpus(path)
	}
	w.ShowAndRun()
	run.over.Store(true)
	defer stop()
	return w.shut()
}

func newWindow(ctx context.Context, a fyne.App, settings app.Settings, run runner) *Window {
	a.Settings().SetTheme(parts.NewTheme(settings.Theme, settings.TextSize))
	a.SetIcon(parts.Icon)
	w := &Window{Window: a.NewWindow("Quoth"), app: a, root: ctx, ctx: ctx, run: run, settings: settings}
	w.Resize(fyne.NewSize(settings.WindowWidth, settings.WindowHeight))
	w.SetMaster()
	w.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.dropped(files) })
	w.SetOnClosed(func() {
		size := w.Canvas().Size()
		w.settings.WindowWidth, w.settings.WindowHeight = size.Width, size.Height
		if err := w.settings.Save(); err != nil {
			fyne.LogError("save the settings", err)
		}
	})
	w.build()
	w.keys()
	return w
}

// build draws the frame of the window.
func (w *Window) build() {
	p := parts.Colors()
	w.center = container.NewStack()
	w.rail = container.New(parts.RailLayout{})
	w.status = newFootText()
	w.undone = parts.NewKnob("", "", parts.Bare, w.undo)
	w.redone = parts.NewKnob("", "", parts.Bare, w.redo)
	w.undone.Ink, w.redone.Ink = parts.InkSoft, parts.InkSoft
	w.undone.Hide()
	w.redone.Hide()
	w.error = container.NewStack()
	line := container.New(
		parts.Inset{Left: 14, Top: 3, Right: 10, Bottom: 3},
		container.New(footLayout{}, w.status, w.undone, w.redone),
	)
	w.foot = container.NewVBox(w.error, parts.Divider(), line)
	w.drawRail()
	content := container.New(
		parts.FrameLayout{},
		parts.OnPanel(p.Panel, w.rail),
		parts.Divider(),
		container.NewBorder(nil, w.foot, nil, nil, w.center),
	)
	w.SetContent(container.NewStack(canvas.NewRectangle(p.Paper), content))
	w.SetPadded(false)
}

// footLayout gives the status what the acts leave of one line, whose height is
// the same with and without them. Where room is short the act to redo goes first,
// then the one to undo is shortened.
type footLayout struct{}

func (footLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	status, undo, redo := objects[0], objects[1], objects[2]
	left, x := size.Width*0.4, size.Width
	for _, o := range []fyne.CanvasObject{redo, undo} {
		if !o.Visible() {
			continue
		}
		width := o.MinSize().Width
		if room := x - left; width > room && o == redo && undo.Visible() {
			parts.Put(o, size.Width, 0, 0, size.Height) // no room beside the other one
			continue
		} else if width > room {
			width = room
		}
		x -= width
		parts.Put(o, x, 0, width, size.Height)
	}
	h := status.MinSize().Height
	parts.Put(status, 0, (size.Height-h)/2, max(0, x-8), h)
}

func (footLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, 27*parts.TextScale())
}

// newFootText is the line that says where one is.
func newFootText() *parts.Prose {
	t := parts.NewProse("", parts.Face{Size: 12.5 * parts.TextScale()}, parts.InkSoft)
	t.Most = 1
	return t
}

// leaver is a page that keeps something when a person goes elsewhere.
type leaver interface{ leave() }

// goTo shows a page.
func (w *Window) goTo(p page) {
	if w.current != p {
		w.visited()
		w.leavePage()
	}
	w.current = p
	w.center.Objects = []fyne.CanvasObject{p.content()}
	w.center.Refresh()
	parts.Revive(p.content())
	w.drawRail()
	p.refresh()
	w.changedFoot()
	w.Canvas().Unfocus()
}

func (w *Window) drawRail() {
	w.rail.RemoveAll()
	_, below := w.current.(underReview)
	for _, p := range w.pages {
		if _, under := p.(underReview); !under {
			w.rail.Add(
				parts.NewRailItem(
					p.mark(),
					T(p.name()),
					p == w.current || below && p == page(w.review()),
					func() { w.goTo(p) },
				),
			)
		}
	}
	w.rail.Add(parts.NewRailItem("⌘", T("Commands"), false, w.palette))
	w.rail.Refresh()
}

// settlePause is how long the window waits for the next change before it reads a
// page again: a key shows at once on the card, a collection not once an article.
const settlePause = 120 * time.Millisecond

// follow shows a change: at once on the card of the quote it concerns, then in
// all that is in view.
func (w *Window) follow(c corpus.Change) {
	if w.current == nil {
		return
	}
	if i := w.current.inspected(); i != nil && i.card != nil && slices.Contains(c.Touched.Quotes, i.card.Quote.ID) {
		if w.current != page(w.review()) || !w.review().decided(c) {
			i.renew()
		}
	}
	if i := w.current.inspected(); i != nil && i.held != nil {
		i.held()
	}
	if i := w.current.inspected(); i != nil && i.annotation != nil &&
		slices.Contains(c.Touched.Articles, i.annotation.Annotation.Article) {
		i.renewNote()
	}
	load(
		w,
		&w.settling,
		func(ctx context.Context) (struct{}, error) { return struct{}{}, w.run.pause(ctx, settlePause) },
		func(struct{}) { w.changed() },
	)
}

// changed follows a change of the corpus: the page and the foot are read again.
func (w *Window) changed() {
	w.loadTargets()
	if w.current != nil {
		w.current.refresh()
	}
	w.changedFoot()
}

type footing struct {
	counts     corpus.Counts
	undo, redo *corpus.Change
}

// saidFor is how long the foot tells what came of something.
const saidFor = 4 * time.Second

func (w *Window) changedFoot() {
	if w.corpus == nil {
		return
	}
	coder := w.settings.Coder
	load(w, &w.footing, func(ctx context.Context) (footing, error) {
		var f footing
		var err error
		if f.counts, err = w.corpus.Counts(ctx); err != nil {
			return f, err
		}
		f.undo, f.redo, err = w.corpus.NextUndo(ctx, coder)
		return f, err
	}, func(f footing) {
		facts := []string{
			parts.Count(f.counts.Articles, "article"),
			parts.Count(f.counts.Quotes, "quote"),
			Tf("%d confirmed", f.counts.Confirmed),
			Tf("%d to review", f.counts.ToReview),
		}
		if f.counts.Annotations > 0 {
			facts = append(facts, parts.Count(f.counts.Annotations, "annotation"))
		}
		counts := filepath.Base(w.corpus.Path()) + "    " + strings.Join(append(facts, Tf("coder: %s", coder)), " · ")
		if w.said != "" && time.Since(w.saidAt) < saidFor { // what was just said stays for a moment
			w.aside(func(ctx context.Context, _ *app.App) error {
				if w.run.lasting() && w.run.pause(ctx, saidFor) == nil {
					w.run.onScreen(w.changedFoot)
				}
				return nil
			})
		} else {
			w.status.SetText(counts)
		}
		showAct(w.undone, "↶ "+T("Undo"), f.undo)
		showAct(w.redone, "↷ "+T("Redo"), f.redo)
	})
}

func showAct(b *parts.Knob, verb string, c *corpus.Change) {
	if c == nil {
		b.Hide()
		return
	}
	title := []rune(c.Title)
	if len(title) > 48 {
		title = append(title[:47], '…')
	}
	b.Set(fmt.Sprintf("%s “%s”", verb, string(title)))
	b.Show()
}

// fail shows an error once, in words, with its details to copy.
func (w *Window) fail(err error) {
	words, detail := app.Explain(err)
	details := parts.NewKnob(T("Details"), "", parts.Bordered, func() {
		entry := parts.NewTextField(w)
		entry.SetText(detail)
		w.showPanel(T("What happened"), entry, fyne.NewSize(600*parts.TextScale(), 320*parts.TextScale()))
	})
	hide := parts.NewKnob(T("Dismiss"), "Esc", parts.Bordered, w.dismiss)
	label := parts.NewProse("⚠ "+words, parts.UiFace(), parts.InkDanger)
	w.error.Objects = []fyne.CanvasObject{
		container.NewVBox(
			parts.Divider(),
			parts.OnPanel(
				parts.Colors().Panel,
				parts.Padded(8, container.NewBorder(nil, nil, nil, container.NewHBox(details, hide), label)),
			),
		),
	}
	w.error.Refresh()
}

// dismiss takes the error away.
func (w *Window) dismiss() {
	w.error.RemoveAll()
	w.error.Refresh()
}

// tagPaths are the tags whose path holds some letters.
func (w *Window) tagPaths(ctx context.Context, typed string) ([]string, error) {
	tags, err := w.corpus.Tags(ctx)
	var first, rest []string // those whose own name begins so, then the others
	typed = corpus.FoldName(typed)
	for _, t := range tags {
		switch {
		case strings.HasPrefix(corpus.FoldName(t.Name), typed):
			first = append(first, t.Path)
		case strings.Contains(corpus.FoldName(t.Path), typed):
			rest = append(rest, t.Path)
		}
	}
	return append(first, rest...), err
}

// recentTags hands the tags used last to the screen.
func (w *Window) recentTags(show func([]corpus.TagSummary)) {
	w.loadRecent(&w.recents, show)
}

func (w *Window) loadRecent(l *latest, show func([]corpus.TagSummary)) {
	coder := w.settings.Coder
	load(w, l, func(ctx context.Context) ([]corpus.TagSummary, error) {
		return w.corpus.RecentTags(ctx, coder, numberKeys)
	}, show)
}

// loadTargets reads the propositions; the one chosen stays, else the first.
func (w *Window) loadTargets() {
	load(
		w,
		&w.targeting,
		func(ctx context.Context) ([]corpus.TargetSummary, error) { return w.corpus.Targets(ctx) },
		func(targets []corpus.TargetSummary) {
			w.targets = targets
			for _, t := range targets {
				if t.ID == w.target.ID {
					w.target = t.Target
					return
				}
			}
			w.target = corpus.Target{}
			if len(targets) > 0 {
				w.target = targets[0].Target
			}
		},
	)
}

// nextTarget takes the next proposition for the stance keys.
func (w *Window) nextTarget() {
	for n, t := range w.targets {
		if t.ID == w.target.ID {
			w.target = w.targets[(n+1)%len(w.targets)].Target
			break
		}
	}
	w.current.refresh()
}

// entriesIn are the fields of one line of a form.
func entriesIn(o fyne.CanvasObject) []fyne.Focusable {
	switch o := o.(type) {
	case *fyne.Container:
		var out []fyne.Focusable
		for _, child := range o.Objects {
			out = append(out, entriesIn(child)...)
		}
		return out
	case *parts.Field, *nameEntry:
		return []fyne.Focusable{o.(fyne.Focusable)}
	}
	return nil
}

func plainEntry(o fyne.Focusable) *widget.Entry {
	switch o := o.(type) {
	case *parts.Field:
		return &o.Entry
	case *nameEntry:
		return &o.Entry
	}
	return nil
}

// escape closes what lies over the pages.
func (w *Window) escape() {
	if top := w.Canvas().Overlays().Top(); top != nil {
		top.Hide()
		w.Canvas().Overlays().Remove(top)
		w.overlayKey = nil
	}
}

// firstPage explains itself where no corpus is open.
func (w *Window) firstPage() {
	w.current = nil
	w.pages = nil
	w.status.SetText(T("No corpus is open"))
	box := parts.NewColumn(10, parts.EmptyStateParts(
		T("Who said what, for whom, and where do they stand?"),
		T(
			"Quoth collects news articles, finds every quotation and who said it, and lets you check, tag and judge them. Everything stays in one file on this machine: a corpus.",
		),
		parts.NewKnob(
			T("New corpus…"),
			"Ctrl+N",
			parts.Primary,
			w.newCorpus,
		),
		parts.NewKnob(T("Open corpus…"), "Ctrl+O", parts.Bordered, w.chooseCorpus),
		parts.NewKnob(T("Open the sample"), "", parts.Bordered, w.openSample),
	)...)
	for _, step := range []struct{ title, words string }{
		{T("1. Add"), T("Addresses, feeds, files, exports of archives, or pasted text: Quoth keeps the article and finds who said what.")},
		{T("2. Check"), T("Go through the quotes with J and K; Enter confirms, E corrects who said it, number keys tag, marked words take a memo.")},
		{T("3. Compare"), T("Search, count and chart who stands where over time; export to spreadsheets, R, Python or other tools.")},
	} {
		box.Add(parts.NewColumn(1, parts.NewProse(step.title, parts.BoldFace(), parts.InkText), parts.Soft(step.words)))
	}
	var recent []fyne.CanvasObject
	for _, path := range w.settings.Recent {
		if _, err := os.Stat(path); err == nil {
			k := parts.NewKnob(
				filepath.Base(path)+"   "+filepath.Dir(path),
				"",
				parts.Bare,
				func() { w.openCorpus(path) },
			)
			k.Ink = parts.InkAccent
			recent = append(recent, parts.NewFlow(0, k))
		}
	}
	if len(recent) > 0 {
		box.Add(parts.Section(T("opened before")))
	}
	for _, o := range recent {
		box.Add(o)
	}
	w.center.Objects = []fyne.CanvasObject{container.New(parts.Middle{}, box)}
	w.center.Refresh()
	w.drawRail()
}
