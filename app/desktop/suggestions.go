package desktop

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// suggestionsPage shows stances that the judged quotes of a target suggest for
// others, one at a time, with the words each rests on. Nothing is judged before
// the coder accepts it or says otherwise.
type suggestionsPage struct {
	w       *Window
	body    *fyne.Container
	about   *fyne.Container
	panes   *parts.Panes
	found   app.StanceSuggestions
	done    map[corpus.QuoteID]bool // accepted or judged since they were made
	at      int
	loading latest
}

// suggestionsShown is how many suggestions are made at a time.
const suggestionsShown = 100

func newSuggestionsPage(w *Window) *suggestionsPage {
	p := &suggestionsPage{w: w, body: parts.NewColumn(10), about: parts.NewColumn(6), done: map[corpus.QuoteID]bool{}}
	p.panes = reviewPanes(w, "Suggestions", p.body, T("About"), p.about)
	return p
}

func (p *suggestionsPage) name() string               { return "Suggestions" }
func (p *suggestionsPage) mark() string               { return "?" }
func (p *suggestionsPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *suggestionsPage) inspected() *inspector      { return nil }
func (p *suggestionsPage) frame() *parts.Panes        { return p.panes }
func (p *suggestionsPage) reviewing()                 {}

// refresh asks for the suggestions again when the page is opened on another target;
// acts of one's own leave the list as it is, so that the place is kept.
func (p *suggestionsPage) refresh() {
	switch {
	case p.w.settings.Blind:
		p.found = app.StanceSuggestions{}
		p.about.RemoveAll()
		p.say(
			T("Hidden in blind mode"),
			T("Suggestions rest on what all coders said. Leave blind mode to see them."),
			parts.NewKnob(p.w.blindName(), "", parts.Primary, p.w.toggleBlind),
		)
	case p.w.target.ID == "":
		p.say(T("No target yet"), T("Stances are suggested toward a target, from the quotes you have judged."))
	case p.found.Target.ID != p.w.target.ID:
		p.suggest()
	}
}

func (p *suggestionsPage) say(title, words string, knobs ...fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{parts.EmptyState(title, words, knobs...)}
	p.body.Refresh()
}

// suggest reads quotes and learns in the background; going elsewhere cancels it.
func (p *suggestionsPage) suggest() {
	target := p.w.target.ID
	p.say(T("Reading quotes"), T("The first time this takes about a second for twenty quotes."))
	load(p.w, &p.loading, func(ctx context.Context) (app.StanceSuggestions, error) {
		return p.w.corpus.SuggestStances(ctx, target, suggestionsShown, nil)
	}, func(found app.StanceSuggestions) {
		p.found, p.at, p.done = found, 0, map[corpus.QuoteID]bool{}
		p.show()
	})
}

// show draws the suggestion at hand and what it was learned from.
func (p *suggestionsPage) show() {
	judged := 0
	for _, n := range p.found.Judged {
		judged += n
	}
	about := []fyne.CanvasObject{
		parts.Heading(p.found.Target.Text),
		parts.Soft(Tf("Learned from %d judged quotes.", judged)),
	}
	if p.found.Unsettled > 0 {
		about = append(about, parts.Soft(Tf("%d left out: rejected, or their coders differ.", p.found.Unsettled)))
	}
	if len(p.found.Shares) > 0 {
		about = append(
			about,
			parts.Section(T("Estimated shares")),
			parts.Soft(
				Tf("Among %d quotes that nobody has judged, with the errors of suggestions taken out:", p.found.Looked),
			),
		)
		for _, share := range p.found.Shares {
			about = append(
				about,
				parts.Soft(
					Tf(
						"%s %d %% (95 %% interval %d to %d)",
						chart.StanceMarks[share.Stance]+" "+T(string(share.Stance)),
						percent(share.Corrected),
						percent(share.Low),
						percent(share.High),
					),
				),
			)
		}
	}
	about = append(
		about,
		parts.Soft(T("A suggestion is no judgement: charts and exports count it only once you accept it.")),
		parts.NewKnob(T("Suggest again"), "", parts.Bordered, p.suggest),
	)
	p.about.Objects = about
	p.about.Refresh()
	if len(p.found.Suggestions) == 0 {
		p.say(T("Nothing to suggest"), T("No quote that nobody has judged seems to be about this target."))
		return
	}
	s := p.found.Suggestions[p.at]
	items := []fyne.CanvasObject{
		parts.Soft(Tf("%d of %d", p.at+1, len(p.found.Suggestions))),
		parts.Quoted(
			plain(s.Card.Words),
		),
		parts.NewTap(parts.Soft(speakerLine(s.Card)+" · "+sourceLine(s.Card)), func() { p.w.openQuote(s.Card) }),
		parts.Section(
			T("Suggested"),
		),
		parts.NewProse(
			chart.StanceMarks[s.Stance]+" "+T(string(s.Stance))+Tf(" · %d %%", percent(s.Probability)),
			parts.Face{Size: 15 * parts.TextScale(), Bold: true},
			parts.InkText,
		),
	}
	if len(s.Evidence) > 0 {
		items = append(items, parts.Soft(Tf("It rests on: %s", strings.Join(s.Evidence, ", "))))
	}
	if p.done[s.Card.Quote.ID] {
		items = append(items, parts.Soft(T("Judged.")))
	}
	knobs := parts.NewFlow(6, parts.NewKnob(T("Accept"), "Enter", parts.Primary, func() { p.judge(s.Stance) }))
	for _, knob := range judgeKnobs(p.step, p.judge) {
		knobs.Add(knob)
	}
	p.body.Objects = append(items, knobs)
	p.body.Refresh()
}

// judge judges the quote at hand and goes on to the next that is open.
func (p *suggestionsPage) judge(s corpus.Stance) {
	if len(p.found.Suggestions) == 0 {
		return
	}
	quote := p.found.Suggestions[p.at].Card.Quote.ID
	p.w.do(corpus.Judge{Quote: quote, Target: p.found.Target.ID, Stance: s})
	p.done[quote] = true
	n := len(p.found.Suggestions)
	for k := 1; k < n; k++ {
		if i := (p.at + k) % n; !p.done[p.found.Suggestions[i].Card.Quote.ID] {
			p.at = i
			break
		}
	}
	p.show()
}

func (p *suggestionsPage) step(by int) {
	if n := len(p.found.Suggestions); n > 0 {
		p.at = (p.at + by + n) % n
		p.show()
	}
}

func (p *suggestionsPage) key(k fyne.KeyName) bool {
	if k != fyne.KeyReturn && k != fyne.KeyEnter {
		return stepKey(k, p.step)
	}
	if len(p.found.Suggestions) > 0 {
		p.judge(p.found.Suggestions[p.at].Stance)
	}
	return true
}

func (p *suggestionsPage) letter(r rune) bool { return judgeLetter(r, p.step, p.judge) }

// percent rounds a share to whole per cents.
func percent(share float64) int { return int(100*share + .5) }
