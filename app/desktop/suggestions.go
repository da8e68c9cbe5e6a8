package desktop

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/corpus"
)

// suggestionsPage shows stances that the judged quotes of a target suggest for
// others, one at a time, with the words each rests on. Nothing is judged before
// the coder accepts it or says otherwise.
type suggestionsPage struct {
	w       *Window
	body    *fyne.Container
	about   *fyne.Container
	panes   *panes
	found   app.StanceSuggestions
	done    map[corpus.QuoteID]bool // accepted or judged since they were made
	at      int
	loading latest
}

// suggestionsShown is how many suggestions are made at a time.
const suggestionsShown = 100

func newSuggestionsPage(w *Window) *suggestionsPage {
	p := &suggestionsPage{w: w, body: newColumn(10), about: newColumn(6), done: map[corpus.QuoteID]bool{}}
	head := container.New(inset{Left: 16, Top: 10, Right: 16, Bottom: 6}, reviewTabs(w, "Suggestions"))
	left := container.NewBorder(container.NewVBox(head, divider()), nil, nil, nil, container.NewVScroll(padded(16, p.body)))
	p.panes = newPanes(0, inspectorWidth, pane{}, pane{Title: T("Suggestions"), Content: left}, pane{Title: T("About"), Content: sidePane(p.about)})
	return p
}

func (p *suggestionsPage) name() string               { return "Suggestions" }
func (p *suggestionsPage) mark() string               { return "?" }
func (p *suggestionsPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *suggestionsPage) inspected() *inspector      { return nil }
func (p *suggestionsPage) frame() *panes              { return p.panes }
func (p *suggestionsPage) reviewing()                 {}

// refresh makes the suggestions anew when the page is opened on another target;
// acts of one's own leave the list as it is, so that the place is kept.
func (p *suggestionsPage) refresh() {
	switch {
	case p.w.settings.Blind:
		p.found = app.StanceSuggestions{}
		p.about.RemoveAll()
		p.say(T("Hidden in blind mode"), T("Suggestions rest on what all coders said. Leave blind mode to see them."), newKnob(p.w.blindName(), "", primary, p.w.toggleBlind))
	case p.w.target.ID == "":
		p.say(T("No target yet"), T("Stances are suggested toward a target, from the quotes you have judged."))
	case p.found.Target.ID != p.w.target.ID:
		p.suggest()
	}
}

func (p *suggestionsPage) say(title, words string, knobs ...fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{emptyState(title, words, knobs...)}
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
	about := []fyne.CanvasObject{heading(p.found.Target.Text), soft(Tf("Learned from %d judged quotes.", judged))}
	if p.found.Unsettled > 0 {
		about = append(about, soft(Tf("%d left out: rejected, or their coders differ.", p.found.Unsettled)))
	}
	if len(p.found.Shares) > 0 {
		about = append(about, section(T("Estimated shares")), soft(Tf("Among %d quotes that nobody has judged, with the errors of suggestions taken out:", p.found.Looked)))
		for _, share := range p.found.Shares {
			about = append(about, soft(Tf("%s %d %% (95 %% interval %d to %d)", chart.StanceMarks[share.Stance]+" "+T(string(share.Stance)),
				percent(share.Corrected), percent(share.Low), percent(share.High))))
		}
	}
	about = append(about, soft(T("A suggestion is no judgement: charts and exports count it only once you accept it.")),
		newKnob(T("Suggest again"), "", bordered, p.suggest))
	p.about.Objects = about
	p.about.Refresh()
	if len(p.found.Suggestions) == 0 {
		p.say(T("Nothing to suggest"), T("No quote that nobody has judged seems to be about this target."))
		return
	}
	s := p.found.Suggestions[p.at]
	items := []fyne.CanvasObject{soft(Tf("%d of %d", p.at+1, len(p.found.Suggestions))),
		quoted(plain(s.Card.Words)), newTap(soft(speakerLine(s.Card)+" · "+sourceLine(s.Card)), func() { p.w.openQuote(s.Card) }),
		section(T("Suggested")), newProse(chart.StanceMarks[s.Stance]+" "+T(string(s.Stance))+Tf(" · %d %%", percent(s.Probability)), face{Size: 15 * textScale(), Bold: true}, inkText)}
	if len(s.Evidence) > 0 {
		items = append(items, soft(Tf("It rests on: %s", strings.Join(s.Evidence, ", "))))
	}
	if p.done[s.Card.Quote.ID] {
		items = append(items, soft(T("Judged.")))
	}
	knobs := newFlow(6, newKnob(T("Accept"), "Enter", primary, func() { p.judge(s.Stance) }))
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
