package desktop

import (
	"context"
	"fmt"
	"image/color"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// numberKeys is how many recent tags have a key.
const numberKeys = 9

// inspector answers questions about the quote or the annotation that is selected,
// and acts on it.
type inspector struct {
	w          *Window
	card       *app.QuoteCard      // nil for none
	annotation *app.AnnotationCard // likewise; at most one of the two is there
	held       func()              // draws what is marked in a list, which has the inspector as long as it is marked
	several    []corpus.QuoteID    // the quotes that are marked; card and annotation are nil then
	marked     []app.QuoteCard     // those, read
	position   string              // its place in what is read
	queue      string              // how the review queue is ordered, while in it
	correcting bool                // the name is a field
	more       bool                // reasons and history are shown
	others     bool                // a correction is for the article's other quotes of the same speaker too
	same       []app.QuoteCard     // those
	history    []corpus.Change
	box        *fyne.Container
	root       fyne.CanvasObject
	recent     []corpus.TagSummary
	noteEntry  *noteEntry
	loading    latest
	recalling  latest
}

func newInspector(w *Window) *inspector {
	i := &inspector{w: w, box: parts.NewColumn(6)}
	i.root = parts.SidePane(i.box)
	i.clear()
	return i
}

// clear shows that nothing is selected.
func (i *inspector) clear() {
	i.card, i.annotation, i.correcting = nil, nil, false
	if i.held != nil {
		i.held()
		return
	}
	i.box.Objects = []fyne.CanvasObject{
		parts.Section(T("nothing selected")),
		parts.Soft(
			T(
				"Click a marked quote or an annotation, or press J and K to go through them. Select words to annotate them.",
			),
		),
	}
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
			i.recall()
		}
	})
}

// show shows a quote; position is its place in what is read: "5 of 12".
func (i *inspector) show(card app.QuoteCard, position string) {
	if i.held != nil { // the page was read again; what is marked stays
		i.held()
		return
	}
	if i.card == nil || i.card.Quote.ID != card.Quote.ID {
		i.correcting, i.same, i.history = false, nil, nil
	}
	i.card, i.annotation, i.position = &card, nil, position
	i.w.loadRecent(&i.loading, func(tags []corpus.TagSummary) {
		i.recent = tags
		i.draw(position)
		i.recall()
	})
}

// recall reads what was done with what is shown, where that is to be seen.
func (i *inspector) recall() {
	article, id := corpus.ArticleID(""), ""
	switch {
	case i.annotation != nil:
		article, id = i.annotation.Annotation.Article, string(i.annotation.ID)
	case i.card != nil && i.more:
		article, id = i.card.Quote.Article, string(i.card.Quote.ID)
	default:
		return
	}
	load(
		i.w,
		&i.recalling,
		func(ctx context.Context) ([]corpus.Change, error) { return i.w.corpus.HistoryOf(ctx, article, id) },
		func(changes []corpus.Change) {
			if len(changes) != len(i.history) {
				i.history = changes
				i.redraw()
			}
		},
	)
}

// redraw shows again what is selected.
func (i *inspector) redraw() {
	switch {
	case i.held != nil:
		i.held()
	case i.annotation != nil:
		i.drawNote()
	case i.card != nil:
		i.draw(i.position)
	}
}

func (i *inspector) draw(position string) {
	if i.card == nil || i.correcting {
		return // a field that is typed into stays
	}
	c, pending := i.shown()
	defer i.w.acted()
	status := T(string(c.Status))
	if pending {
		status += " …" // on its way into the journal
	}
	items := []fyne.CanvasObject{
		parts.Section(strings.Trim(T("quote")+" "+position+" · "+status, " ·")),
		parts.NewTap(parts.Heading(orUnknown(c.Speaker)), i.correct),
	}
	items = append(items, i.about()...)
	copied := parts.NewKnob(T("Copy with citation"), "C", parts.Bare, i.w.copyCitation)
	copied.Ink = parts.InkAccent
	items = append(items, parts.Spaced(6, i.verdictKnobs()), parts.NewFlow(0, copied))
	items = append(items, i.why()...)
	items = append(
		items,
		parts.Section(T("tags")),
		i.tags(),
		parts.Section(i.stanceTitle()),
		i.stances(),
		parts.Section(T("note")),
		i.note(),
	)
	if c.Printings > 1 {
		items = append(
			items,
			parts.Section(T("also printed in")),
			parts.Soft(parts.Count(c.Printings-1, "other article")),
		)
	}
	i.box.Objects = items
	i.box.Refresh()
}

// shown is the card with the acts on it that are pending, and whether there are
// any.
func (i *inspector) shown() (app.QuoteCard, bool) { return i.w.foreseen(*i.card, i.recent) }

// about are the lines under the name: as printed, for whom, in which role.
func (i *inspector) about() []fyne.CanvasObject {
	c := i.card
	var line []string
	if c.Printed != "" && c.Printed != c.Speaker {
		line = append(line, Tf("printed as “%s”", c.Printed))
	}
	if c.Organization != "" && c.Organization != c.Speaker {
		line = append(line, c.Organization)
	}
	var out []fyne.CanvasObject
	for _, text := range parts.NonEmpty([]string{strings.Join(line, " · "), c.Current.Role}) {
		out = append(out, parts.Soft(text))
	}
	return out
}

// why says in a word how sure the program is, or who decided; reasons and history
// stand behind "more".
func (i *inspector) why() []fyne.CanvasObject {
	c, _ := i.shown()
	var said []string
	for _, v := range c.Verdicts {
		said = append(
			said,
			Tf(
				map[corpus.Status]string{corpus.Confirmed: "confirmed by %s", corpus.Corrected: "corrected by %s", corpus.Rejected: "rejected by %s"}[v.Status],
				v.Coder,
			),
		)
	}
	given := reasons(c)
	if c.Quote.Origin == corpus.ByPerson {
		said, given = []string{T("marked by hand")}, nil
	}
	if len(said) == 0 {
		word := T(string(c.Current.Sureness()))
		if len(given) > 0 {
			word += ": " + given[0]
			given = given[1:]
		}
		said = []string{word}
	}
	label := T("more")
	if i.more {
		label = T("less")
	}
	more := parts.NewKnob(label, "", parts.Bare, func() {
		i.more = !i.more
		i.redraw()
		i.recall()
	})
	more.Ink = parts.InkAccent
	out := []fyne.CanvasObject{parts.Section(T("why")), parts.Soft(strings.Join(said, " · "))}
	if i.more {
		for _, r := range given {
			out = append(out, parts.Soft("· "+r))
		}
		out = append(out, i.historyLines()...)
	}
	return append(out, parts.NewFlow(0, more))
}

// historyLines tell what people did, newest first.
func (i *inspector) historyLines() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for n := len(i.history) - 1; n >= 0; n-- {
		c := i.history[n]
		line := c.When.Local().Format("2 Jan 2006 15:04") + " · " + string(c.Coder) + " · " + c.Title
		if c.Undone {
			line += " (" + T("undone") + ")"
		}
		out = append(out, parts.Soft(line))
	}
	return out
}

// innerFigures are the numbers of inner stages in a reason; they mean nothing to a
// reader.
var innerFigures = regexp.MustCompile(`\s*\([^()]*\d[^()]*\)`)

func reasons(c app.QuoteCard) []string {
	var pieces []string
	for _, r := range c.Current.Reasons {
		if text := strings.TrimSpace(innerFigures.ReplaceAllString(r.Text, "")); text != "" {
			pieces = append(pieces, text)
		}
	}
	return pieces
}

func (i *inspector) verdictKnobs() fyne.CanvasObject {
	confirm := parts.NewKnob(T("Confirm"), "⏎", parts.Primary, i.confirm)
	shown, _ := i.shown()
	for _, v := range shown.Verdicts {
		if v.Coder == i.w.settings.Coder && v.Status != corpus.Rejected {
			confirm = parts.NewKnob(T("Confirmed"), "✓", parts.Bordered, i.confirm)
		}
	}
	return parts.NewFlow(
		6,
		confirm,
		parts.NewKnob(T("Correct"), "E", parts.Bordered, i.correct),
		parts.NewKnob(T("Reject"), "⌫", parts.Bordered, i.reject),
	)
}

// tags are the quote's own as chips, then the recent ones with their keys.
func (i *inspector) tags() fyne.CanvasObject {
	on := map[corpus.TagID]bool{}
	own, recent := parts.NewFlow(5), parts.NewFlow(5)
	shown, _ := i.shown()
	for _, t := range shown.TagPaths {
		on[t.ID] = true
		own.Add(
			parts.NewKnob(t.Path, "✕", parts.Chip, func() { i.act(corpus.DropTag{Quote: i.card.Quote.ID, Tag: t.ID}) }),
		)
	}
	for n, t := range i.recent {
		if !on[t.ID] {
			k := parts.NewKnob(fmt.Sprintf("%d  %s", n+1, t.Name), "", parts.Bare, func() { i.tagNumber(n) })
			k.Ink = parts.InkSoft
			recent.Add(k)
		}
	}
	box := parts.NewColumn(6)
	if len(own.Objects) > 0 {
		box.Add(own)
	}
	box.Add(recent)
	box.Add(i.tagField())
	return box
}

// tagField takes the first tag that fits what is typed.
func (i *inspector) tagField() fyne.CanvasObject {
	entry := i.w.nameEntry(i.w.tagPaths)
	entry.takesFirst, entry.onGrown = true, i.box.Refresh
	entry.SetPlaceHolder(T("Add a tag (T)"))
	entry.OnSubmitted = func(path string) {
		i.w.Canvas().Unfocus()
		i.tagPath(path)
	}
	i.w.tagEntry = entry
	return entry.withProposals()
}

func (i *inspector) stanceTitle() string {
	if t := i.w.target; t.ID != "" {
		return T("stance") + " · “" + t.Text + "”"
	}
	return T("stance")
}

// noTarget offers to make a target where there is none to judge quotes toward.
func (i *inspector) noTarget() fyne.CanvasObject {
	return parts.NewColumn(4, parts.Soft(T("A stance is taken on a target: a sentence one can agree with or not.")),
		parts.NewFlow(0, parts.NewKnob(T("Add a target…"), "S", parts.Bordered, i.w.newTarget)))
}

// stances are the four judgements; the coder's own is drawn in its colour.
func (i *inspector) stances() fyne.CanvasObject {
	if i.w.target.ID == "" {
		return i.noTarget()
	}
	current := corpus.Stance("")
	var others []string
	shown, _ := i.shown()
	for _, j := range shown.Judgements {
		switch {
		case j.Target == i.w.target.ID && j.Coder == i.w.settings.Coder:
			current = j.Stance
		case j.Target == i.w.target.ID:
			others = append(
				others,
				fmt.Sprintf("%s %s (%s)", chart.StanceMarks[j.Stance], T(string(j.Stance)), j.Coder),
			)
		}
	}
	grid := container.NewGridWithColumns(2)
	for _, s := range corpus.Stances {
		k := parts.NewKnob(
			chart.StanceMarks[s]+" "+T(string(s)),
			strings.ToUpper(string(s[0])),
			parts.Bordered,
			func() { i.judge(s) },
		)
		if s == current {
			k.On = true
			k.Ink = func(parts.Palette) color.NRGBA { return chart.StanceInk(s) }
		}
		grid.Add(k)
	}
	box := parts.NewColumn(6, grid)
	if len(others) > 0 {
		box.Add(parts.Soft(Tf("other coders: %s", strings.Join(others, ", "))))
	}
	if len(i.w.targets) > 1 {
		next := parts.NewKnob(T("Other target"), "Y", parts.Bare, i.w.nextTarget)
		next.Ink = parts.InkAccent
		box.Add(parts.NewFlow(0, next))
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
	entry.onEscape = func() { // what was typed is thrown away
		entry.SetText(before)
		i.w.Canvas().Unfocus()
	}
	entry.onSave = i.w.Canvas().Unfocus
	entry.onLeave = func() {
		if text := strings.TrimSpace(entry.Text); text != before {
			before = text
			i.w.do(corpus.WriteNote{Quote: quote, Text: text})
		}
	}
	return entry
}

// noteEntry is a field of several lines. Ctrl+Enter keeps what was written, and so
// does leaving it where it stands beside what it belongs to; escape throws it
// away.
type noteEntry struct {
	widget.Entry
	onLeave  func() // nil: leaving it does nothing
	onSave   func()
	onEscape func()
}

func newNoteEntry() *noteEntry {
	e := &noteEntry{}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(T("Add a note; it is kept when you leave it, Esc undoes"))
	e.SetMinRowsVisible(2)
	return e
}

// TypedKey throws away with escape what was typed.
func (e *noteEntry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape {
		if e.onEscape != nil {
			e.onEscape()
		}
		return
	}
	e.Entry.TypedKey(ev)
}

// TypedShortcut keeps with Ctrl+Enter what was written.
func (e *noteEntry) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && (c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyEnter) &&
		e.onSave != nil {
		e.onSave()
		return
	}
	e.Entry.TypedShortcut(s)
}

// FocusLost keeps the note.
func (e *noteEntry) FocusLost() {
	e.Entry.FocusLost()
	if e.onLeave != nil {
		e.onLeave()
	}
}

// act carries out an act on the quote; the page shows what came of it.
func (i *inspector) act(a corpus.Act) {
	if i.card != nil {
		i.w.actBegun()
		i.w.do(a)
	}
}

func (i *inspector) confirm() {
	if len(i.several) > 0 {
		i.actAll("confirm", func(id corpus.QuoteID) corpus.Act { return corpus.Confirm{Quote: id, Queue: i.queue} })
		return
	}
	if i.card != nil {
		i.act(corpus.Confirm{Quote: i.card.Quote.ID, Queue: i.queue})
	}
}

func (i *inspector) reject() {
	if len(i.several) > 0 {
		i.actAll("reject", func(id corpus.QuoteID) corpus.Act { return corpus.Reject{Quote: id, Queue: i.queue} })
		return
	}
	if i.card != nil {
		i.act(corpus.Reject{Quote: i.card.Quote.ID, Queue: i.queue})
	}
}

func (i *inspector) judge(s corpus.Stance) {
	if i.card == nil && len(i.several) == 0 {
		return
	}
	if i.w.target.ID == "" {
		i.w.newTarget()
		return
	}
	if target := i.w.target.ID; len(i.several) > 0 {
		i.actAll(
			"judge "+string(s)+":",
			func(id corpus.QuoteID) corpus.Act { return corpus.Judge{Quote: id, Target: target, Stance: s} },
		)
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
	if n >= len(i.recent) {
		return
	}
	if i.annotation != nil {
		i.toggleNoteTag(i.recent[n].Path)
		return
	}
	if len(i.several) > 0 {
		i.tagAll(i.recent[n])
		return
	}
	if i.card == nil {
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
	if strings.TrimSpace(path) == "" {
		return
	}
	if i.annotation != nil {
		i.toggleNoteTag(path)
		return
	}
	quotes := i.several
	switch {
	case len(quotes) > 0:
	case i.card != nil:
		quotes = []corpus.QuoteID{i.card.Quote.ID}
	default:
		return
	}
	i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		tag, err := a.EnsureTag(ctx, coder, path)
		if err != nil {
			return err
		}
		acts := make([]corpus.Act, len(quotes))
		for n, quote := range quotes {
			acts[n] = corpus.PutTag{Quote: quote, Tag: tag}
		}
		act := acts[0]
		if len(acts) > 1 {
			act = corpus.Many{Title: fmt.Sprintf("tag %d quotes with %s", len(acts), path), Acts: acts}
		}
		_, err = a.Do(ctx, coder, act)
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
	i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		for _, t := range card.TagPaths {
			picked, err := a.ToggleExample(ctx, t.ID, card.Quote.ID)
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
	}, nil)
}
