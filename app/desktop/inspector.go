package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/corpus"
)

// numberKeys is how many recent tags have a key.
const numberKeys = 9

// inspector answers questions about the quote that is selected, and acts on it.
type inspector struct {
	w       *Window
	card    *app.QuoteCard
	queue   string // how the review queue is ordered, while in it
	box     *fyne.Container
	root    fyne.CanvasObject
	recent  []corpus.TagSummary
	loading latest
}

func newInspector(w *Window) *inspector {
	i := &inspector{w: w, box: container.NewVBox()}
	i.root = onPanel(colors().panel, container.NewVScroll(container.NewPadded(i.box)))
	i.clear()
	return i
}

// clear shows that nothing is selected.
func (i *inspector) clear() {
	i.card = nil
	i.box.Objects = []fyne.CanvasObject{section("no quote selected"), soft("Click a marked quote, or press J and K to go through them.")}
	i.box.Refresh()
}

// show shows a quote; position is its place in what is read: "5 of 12".
func (i *inspector) show(card app.QuoteCard, position string) {
	i.card = &card
	load(i.w, &i.loading, func(ctx context.Context) ([]corpus.TagSummary, error) {
		return i.w.corpus.RecentTags(ctx, i.w.settings.Coder, numberKeys)
	}, func(tags []corpus.TagSummary) {
		i.recent = tags
		i.draw(position)
	})
}

func (i *inspector) draw(position string) {
	c := i.card
	if c == nil {
		return
	}
	name := heading(c.Speaker)
	if c.Speaker == "" {
		name = heading("Speaker unknown")
	}
	about := []string{}
	if c.Printed != "" {
		about = append(about, "printed as “"+c.Printed+"”")
	}
	for _, part := range []string{c.Organization, c.Current.Role} {
		if part != "" {
			about = append(about, part)
		}
	}
	items := []fyne.CanvasObject{
		section(strings.Trim("quote "+position+" · "+string(c.Status), " ·")), name, soft(strings.Join(about, " · ")),
		i.verdictButtons(), section(fmt.Sprintf("why · confidence %.2f", c.Current.Confidence)), soft(reasons(*c)),
		section("tags"), i.tags(), section(i.stanceTitle()), i.stances(), section("note"), i.note(),
	}
	if c.Printings > 1 {
		items = append(items, section("also printed in"), soft(fmt.Sprintf("%d other articles", c.Printings-1)))
	}
	i.box.Objects = items
	i.box.Refresh()
}

func reasons(c app.QuoteCard) string {
	var parts []string
	for _, r := range c.Current.Reasons {
		if r.Text != "" {
			parts = append(parts, r.Text)
		}
	}
	if len(parts) == 0 {
		return "marked by hand"
	}
	return strings.Join(parts, " · ")
}

func (i *inspector) verdictButtons() fyne.CanvasObject {
	confirm := widget.NewButton("Confirm ⏎", func() { i.confirm() })
	confirm.Importance = widget.HighImportance
	return container.NewGridWithColumns(3, confirm, widget.NewButton("Correct E", func() { i.correct() }), widget.NewButton("Reject ⌫", func() { i.reject() }))
}

func (i *inspector) tags() fyne.CanvasObject {
	box := container.NewVBox()
	on := map[corpus.TagID]bool{}
	for _, t := range i.card.TagPaths {
		on[t.ID] = true
		tag := t
		box.Add(widget.NewButton("✓ "+t.Path+"   ✕", func() { i.act(corpus.DropTag{Quote: i.card.Quote.ID, Tag: tag.ID}) }))
	}
	var keys []string
	for n, t := range i.recent {
		if !on[t.ID] {
			keys = append(keys, fmt.Sprintf("%d %s", n+1, t.Path))
		}
	}
	if len(keys) > 0 {
		box.Add(soft(strings.Join(keys, "   ")))
	}
	entry := widget.NewEntry()
	entry.SetPlaceHolder("Add a tag… (T)")
	entry.OnSubmitted = func(path string) { i.tagPath(path) }
	i.w.tagEntry = entry
	box.Add(entry)
	return box
}

func (i *inspector) stanceTitle() string {
	if t := i.w.target; t.ID != "" {
		return "stance · “" + t.Text + "”"
	}
	return "stance"
}

func (i *inspector) stances() fyne.CanvasObject {
	if i.w.target.ID == "" {
		return soft("Add a target on the Codebook page to judge quotes toward it.")
	}
	current := corpus.Stance("")
	for _, j := range i.card.Judgements {
		if j.Target == i.w.target.ID && j.Coder == i.w.settings.Coder {
			current = j.Stance
		}
	}
	grid := container.NewGridWithColumns(2)
	for _, s := range corpus.Stances {
		stance := s
		b := widget.NewButton(fmt.Sprintf("%s %s  %s", stanceMarks[s], s, strings.ToUpper(string(s[0]))), func() { i.judge(stance) })
		if s == current {
			b.Importance = widget.HighImportance
		}
		grid.Add(b)
	}
	var others []string
	for _, j := range i.card.Judgements {
		if j.Coder != i.w.settings.Coder || j.Target != i.w.target.ID {
			others = append(others, fmt.Sprintf("%s %s (%s)", stanceMarks[j.Stance], j.Stance, j.Coder))
		}
	}
	box := container.NewVBox(grid)
	if len(i.w.targets) > 1 {
		box.Add(widget.NewButton("Other target… (Y)", func() { i.w.nextTarget() }))
	}
	if len(others) > 0 {
		box.Add(soft("others: " + strings.Join(others, ", ")))
	}
	return box
}

func (i *inspector) note() fyne.CanvasObject {
	entry := widget.NewMultiLineEntry()
	entry.Wrapping = fyne.TextWrapWord
	entry.SetPlaceHolder("Add a note…")
	entry.SetMinRowsVisible(2)
	for _, n := range i.card.Notes {
		if n.Coder == i.w.settings.Coder {
			entry.SetText(n.Text)
		}
	}
	before := entry.Text
	save := widget.NewButton("Keep note", func() {
		if entry.Text != before {
			i.act(corpus.WriteNote{Quote: i.card.Quote.ID, Text: strings.TrimSpace(entry.Text)})
		}
	})
	return container.NewVBox(entry, save)
}

// act carries out an act on the quote; the page shows what came of it.
func (i *inspector) act(a corpus.Act) {
	if i.card != nil {
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
	for _, j := range i.card.Judgements {
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
	for _, t := range i.card.TagPaths {
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
	i.w.work(func(ctx context.Context) error {
		tag, err := i.w.corpus.EnsureTag(ctx, i.w.settings.Coder, path)
		if err != nil {
			return err
		}
		_, err = i.w.corpus.Do(ctx, i.w.settings.Coder, corpus.PutTag{Quote: quote, Tag: tag})
		return err
	})
}

// correct asks who really said it.
func (i *inspector) correct() {
	if i.card == nil {
		return
	}
	c := *i.card
	speaker, organization, role := widget.NewSelectEntry(nil), widget.NewSelectEntry(nil), widget.NewEntry()
	speaker.SetText(c.Speaker)
	organization.SetText(c.Organization)
	role.SetText(c.Current.Role)
	i.complete(speaker, func(ctx context.Context, s string) ([]string, error) {
		people, _, err := i.w.corpus.People(ctx, s, 0, 8)
		names := make([]string, len(people))
		for n, p := range people {
			names[n] = p.Name
		}
		return names, err
	})
	i.complete(organization, func(ctx context.Context, s string) ([]string, error) {
		list, _, err := i.w.corpus.Organizations(ctx, s, 0, 8)
		names := make([]string, len(list))
		for n, o := range list {
			names[n] = o.Name
		}
		return names, err
	})
	others := widget.NewCheck("also the article's other undecided quotes by "+orUnknown(c.Speaker), nil)
	others.SetChecked(true)
	i.w.form("Who said it?", "Correct", []*widget.FormItem{
		widget.NewFormItem("Speaker", speaker), widget.NewFormItem("Organisation", organization), widget.NewFormItem("Role", role), widget.NewFormItem("", others),
	}, func() {
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
		return "an unknown speaker"
	}
	return name
}

// complete proposes names of the registry while one types.
func (i *inspector) complete(entry *widget.SelectEntry, find func(context.Context, string) ([]string, error)) {
	var l latest
	entry.OnChanged = func(s string) {
		load(i.w, &l, func(ctx context.Context) ([]string, error) { return find(ctx, s) }, entry.SetOptions)
	}
}

// divider is a thin line between parts of a pane.
func divider() fyne.CanvasObject {
	line := canvas.NewRectangle(colors().line)
	line.SetMinSize(fyne.NewSize(1, 1))
	return line
}
