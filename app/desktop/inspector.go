package desktop

import (
	"context"
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// numberKeys is how many recent tags have a key.
const numberKeys = 9

// inspector answers questions about the quote that is selected, and acts on it.
type inspector struct {
	w         *Window
	card      *app.QuoteCard
	position  string // its place in what is read
	queue     string // how the review queue is ordered, while in it
	box       *fyne.Container
	root      fyne.CanvasObject
	recent    []corpus.TagSummary
	noteEntry *noteEntry
	loading   latest
}

func newInspector(w *Window) *inspector {
	i := &inspector{w: w, box: newColumn(6)}
	i.root = sidePane(i.box)
	i.clear()
	return i
}

// clear shows that nothing is selected.
func (i *inspector) clear() {
	i.card = nil
	i.box.Objects = []fyne.CanvasObject{section(T("no quote selected")), soft(T("Click a marked quote, or press J and K to go through them."))}
	i.box.Refresh()
}

// renewed is a card with the tags used last.
type renewed struct {
	card app.QuoteCard
	tags []corpus.TagSummary
}

// renew reads the quote again that is shown.
func (i *inspector) renew() {
	id, coder := i.card.Quote.ID, i.w.settings.Coder
	load(i.w, &i.loading, func(ctx context.Context) (renewed, error) {
		card, err := i.w.corpus.Card(ctx, id)
		if err != nil {
			return renewed{}, err
		}
		tags, err := i.w.corpus.RecentTags(ctx, coder, numberKeys)
		return renewed{card, tags}, err
	}, func(r renewed) {
		if i.card != nil && i.card.Quote.ID == id {
			i.card, i.recent = &r.card, r.tags
			i.draw(i.position)
		}
	})
}

// show shows a quote; position is its place in what is read: "5 of 12".
func (i *inspector) show(card app.QuoteCard, position string) {
	i.card, i.position = &card, position
	coder := i.w.settings.Coder
	load(i.w, &i.loading, func(ctx context.Context) ([]corpus.TagSummary, error) {
		return i.w.corpus.RecentTags(ctx, coder, numberKeys)
	}, func(tags []corpus.TagSummary) {
		i.recent = tags
		i.draw(position)
	})
}

func (i *inspector) draw(position string) {
	if i.card == nil {
		return
	}
	c, pending := i.shown()
	defer i.w.acted()
	name := c.Speaker
	if name == "" {
		name = T("Speaker unknown")
	}
	var about []string
	if c.Printed != "" {
		about = append(about, Tf("printed as “%s”", c.Printed))
	}
	if c.Organization != "" && c.Organization != c.Speaker {
		about = append(about, c.Organization)
	}
	status := T(string(c.Status))
	if pending {
		status += " …" // on its way into the journal
	}
	items := []fyne.CanvasObject{section(strings.Trim(T("quote")+" "+position+" · "+status, " ·")), heading(name)}
	for _, line := range nonEmpty([]string{strings.Join(about, " · "), c.Current.Role}) {
		items = append(items, soft(line))
	}
	items = append(items, spaced(6, i.verdictKnobs()),
		section(Tf("why · confidence %.2f", c.Current.Confidence)), soft(reasons(c)),
		section(T("tags")), i.tags(), section(i.stanceTitle()), i.stances(), section(T("note")), i.note())
	if c.Printings > 1 {
		items = append(items, section(T("also printed in")), soft(count(c.Printings-1, "other article")))
	}
	i.box.Objects = items
	i.box.Refresh()
}

// shown is the card with the acts on it that are pending, and whether there are
// any.
func (i *inspector) shown() (app.QuoteCard, bool) { return i.w.foreseen(*i.card, i.recent) }

func reasons(c app.QuoteCard) string {
	var parts []string
	for _, r := range c.Current.Reasons {
		if r.Text != "" {
			parts = append(parts, r.Text)
		}
	}
	if len(parts) == 0 {
		return T("marked by hand")
	}
	return strings.Join(parts, " · ")
}

func (i *inspector) verdictKnobs() fyne.CanvasObject {
	return newFlow(6, newKnob(T("Confirm"), "⏎", primary, i.confirm), newKnob(T("Correct"), "E", bordered, i.correct), newKnob(T("Reject"), "⌫", bordered, i.reject))
}

// tags are the quote's own as chips, then the recent ones with their keys.
func (i *inspector) tags() fyne.CanvasObject {
	on := map[corpus.TagID]bool{}
	own, recent := newFlow(5), newFlow(5)
	shown, _ := i.shown()
	for _, t := range shown.TagPaths {
		on[t.ID] = true
		own.Add(newKnob(t.Path, "✕", chip, func() { i.act(corpus.DropTag{Quote: i.card.Quote.ID, Tag: t.ID}) }))
	}
	for n, t := range i.recent {
		if !on[t.ID] {
			k := newKnob(fmt.Sprintf("%d  %s", n+1, t.Name), "", bare, func() { i.tagNumber(n) })
			k.Ink = inkSoft
			recent.Add(k)
		}
	}
	box := newColumn(6)
	if len(own.Objects) > 0 {
		box.Add(own)
	}
	box.Add(recent)
	entry := i.w.nameEntry(i.w.tagPaths)
	entry.SetPlaceHolder(T("Add a tag (T)"))
	entry.OnSubmitted = func(path string) {
		i.w.Canvas().Unfocus()
		i.tagPath(path)
	}
	i.w.tagEntry = entry
	box.Add(entry.withProposals())
	return box
}

func (i *inspector) stanceTitle() string {
	if t := i.w.target; t.ID != "" {
		return T("stance") + " · “" + t.Text + "”"
	}
	return T("stance")
}

// stances are the four judgements; the coder's own is drawn in its colour.
func (i *inspector) stances() fyne.CanvasObject {
	if i.w.target.ID == "" {
		return soft(T("Add a target on the Codebook page to judge quotes toward it."))
	}
	current := corpus.Stance("")
	var others []string
	shown, _ := i.shown()
	for _, j := range shown.Judgements {
		switch {
		case j.Target == i.w.target.ID && j.Coder == i.w.settings.Coder:
			current = j.Stance
		case j.Target == i.w.target.ID:
			others = append(others, fmt.Sprintf("%s %s (%s)", stanceMarks[j.Stance], T(string(j.Stance)), j.Coder))
		}
	}
	grid := container.NewGridWithColumns(2)
	for _, s := range corpus.Stances {
		k := newKnob(stanceMarks[s]+" "+T(string(s)), strings.ToUpper(string(s[0])), bordered, func() { i.judge(s) })
		if s == current {
			k.On = true
			k.Ink = func(palette) color.NRGBA { return stanceColor(s) }
		}
		grid.Add(k)
	}
	box := newColumn(6, grid)
	if len(others) > 0 {
		box.Add(soft(Tf("other coders: %s", strings.Join(others, ", "))))
	}
	if len(i.w.targets) > 1 {
		next := newKnob(T("Other target"), "Y", bare, i.w.nextTarget)
		next.Ink = inkAccent
		box.Add(newFlow(0, next))
	}
	return box
}

func (i *inspector) note() fyne.CanvasObject {
	entry := newNoteEntry()
	i.noteEntry = entry
	for _, n := range i.card.Notes {
		if n.Coder == i.w.settings.Coder {
			entry.SetText(n.Text)
		}
	}
	before, quote := entry.Text, i.card.Quote.ID
	entry.onLeave = func() {
		if text := strings.TrimSpace(entry.Text); text != before {
			before = text
			i.w.do(corpus.WriteNote{Quote: quote, Text: text})
		}
	}
	return entry
}

// noteEntry keeps what was written when the cursor leaves it.
type noteEntry struct {
	widget.Entry
	onLeave func()
}

func newNoteEntry() *noteEntry {
	e := &noteEntry{}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(T("Add a note; it is kept when you leave it"))
	e.SetMinRowsVisible(2)
	return e
}

// TypedKey leaves the note with escape, which keeps it.
func (e *noteEntry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape {
		if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
			c.Unfocus()
		}
		return
	}
	e.Entry.TypedKey(ev)
}

// FocusLost keeps the note.
func (e *noteEntry) FocusLost() {
	e.Entry.FocusLost()
	e.onLeave()
}

// act carries out an act on the quote; the page shows what came of it.
func (i *inspector) act(a corpus.Act) {
	if i.card != nil {
		i.w.actBegun()
		i.w.do(a)
	}
}

func (i *inspector) confirm() {
	if i.card != nil {
		i.act(corpus.Confirm{Quote: i.card.Quote.ID, Queue: i.queue})
	}
}

func (i *inspector) reject() {
	if i.card != nil {
		i.act(corpus.Reject{Quote: i.card.Quote.ID, Queue: i.queue})
	}
}

func (i *inspector) judge(s corpus.Stance) {
	if i.card == nil || i.w.target.ID == "" {
		return
	}
	shown, _ := i.shown()
	for _, j := range shown.Judgements {
		if j.Target == i.w.target.ID && j.Coder == i.w.settings.Coder && j.Stance == s {
			s = "" // the same key again takes it back
			break
		}
	}
	i.act(corpus.Judge{Quote: i.card.Quote.ID, Target: i.w.target.ID, Stance: s})
}

// tagNumber toggles the n-th recent tag.
func (i *inspector) tagNumber(n int) {
	if i.card == nil || n >= len(i.recent) {
		return
	}
	id := i.recent[n].ID
	shown, _ := i.shown()
	for _, t := range shown.TagPaths {
		if t.ID == id && t.Coder == i.w.settings.Coder {
			i.act(corpus.DropTag{Quote: i.card.Quote.ID, Tag: id})
			return
		}
	}
	i.act(corpus.PutTag{Quote: i.card.Quote.ID, Tag: id})
}

// tagPath puts a tag by its path, making it when there is none.
func (i *inspector) tagPath(path string) {
	if i.card == nil || strings.TrimSpace(path) == "" {
		return
	}
	quote := i.card.Quote.ID
	i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		tag, err := a.EnsureTag(ctx, coder, path)
		if err != nil {
			return err
		}
		_, err = a.Do(ctx, coder, corpus.PutTag{Quote: quote, Tag: tag})
		return err
	}, nil)
}

// example picks the quote as an example of each of its tags, or no longer.
func (i *inspector) example() {
	if i.card == nil || len(i.card.TagPaths) == 0 {
		i.w.status.SetText(T("A quote needs a tag to be its example"))
		return
	}
	card := *i.card
	i.w.work(func(ctx context.Context) error {
		for _, t := range card.TagPaths {
			picked, err := i.w.corpus.ToggleExample(ctx, t.ID, card.Quote.ID)
			if err != nil {
				return err
			}
			i.w.run.onScreen(func() {
				if picked {
					i.w.status.SetText(Tf("An example of “%s” now", t.Path))
				} else {
					i.w.status.SetText(Tf("No example of “%s” any more", t.Path))
				}
			})
		}
		return nil
	})
}

// correct asks who really said it.
func (i *inspector) correct() {
	if i.card == nil {
		return
	}
	c := *i.card
	speaker, organization, role := i.w.nameEntry(i.w.peopleNamed), i.w.nameEntry(i.w.organizationsNamed), newField(i.w)
	speaker.fill(c.Speaker)
	organization.fill(c.Organization)
	role.SetText(c.Current.Role)
	others := widget.NewCheck(Tf("also the article's other undecided quotes by %s", orUnknown(c.Speaker)), nil)
	others.SetChecked(true)
	i.w.form(T("Who said it?"), T("Correct"), []*widget.FormItem{item("Speaker", speaker.withProposals()), item("Organisation", organization.withProposals()),
		item("Role", role), item("", others)}, func() {
		correction := app.SpeakerCorrection{Quote: c.Quote.ID, Speaker: strings.TrimSpace(speaker.Text), Organization: strings.TrimSpace(organization.Text),
			ClearOrganization: strings.TrimSpace(organization.Text) == "" && c.Organization != "", Role: strings.TrimSpace(role.Text), Queue: i.queue}
		i.w.work(func(ctx context.Context) error {
			_, same, err := i.w.corpus.CorrectSpeaker(ctx, i.w.settings.Coder, correction)
			if err != nil || !others.Checked || len(same) == 0 {
				return err
			}
			_, err = i.w.corpus.CorrectSpeakers(ctx, i.w.settings.Coder, same, correction)
			return err
		})
	})
}

func orUnknown(name string) string {
	if name == "" {
		return T("an unknown speaker")
	}
	return name
}
