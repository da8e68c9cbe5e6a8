package desktop

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
)

// mostProposals is how many names a field proposes.
const mostProposals = 6

// nameEntry is a field that proposes names while one types. Down and up go
// through them; a name that is not among them is a new entry, and says so.
type nameEntry struct {
	widget.Entry
	w          *Window
	find       func(context.Context, string) ([]string, error)
	proposals  []string
	chosen     int // −1: what was typed
	typed      string
	choosing   bool
	takesFirst bool   // return takes the first proposal unless another one, or "new", is chosen
	onEscape   func() // nil: leave the field
	onGrown    func() // the proposals need another room; may be nil
	chips      *fyne.Container
	finding    latest
}

// nameEntry makes a field over a list of names.
func (w *Window) nameEntry(find func(context.Context, string) ([]string, error)) *nameEntry {
	e := &nameEntry{w: w, find: find, chosen: -1, chips: parts.NewFlow(4)}
	e.ExtendBaseWidget(e)
	e.OnChanged = func(s string) {
		if !e.choosing {
			e.typed, e.chosen = s, -1
			e.propose()
		}
	}
	return e
}

// withProposals is the field with its proposals under it.
func (e *nameEntry) withProposals() fyne.CanvasObject { return parts.NewColumn(4, e, e.chips) }

// fill sets a text without proposing anything.
func (e *nameEntry) fill(s string) {
	e.choosing = true
	e.SetText(s)
	e.choosing = false
	e.typed = s
}

func (e *nameEntry) propose() {
	words := e.typed
	load(e.w, &e.finding, func(ctx context.Context) ([]string, error) {
		if words == "" && !e.takesFirst {
			return nil, nil
		}
		return e.find(ctx, words)
	}, func(names []string) {
		e.proposals = names[:min(len(names), mostProposals)]
		e.draw()
	})
}

func (e *nameEntry) draw() {
	e.chips.RemoveAll()
	for i, name := range e.proposals {
		k := parts.NewKnob(name, "", parts.Chip, func() { e.pick(i) })
		k.On = i == e.chosen || e.takesFirst && e.chosen < 0 && i == 0 && e.typed != ""
		e.chips.Add(k)
	}
	if e.typed != "" && !slices.Contains(e.proposals, e.Text) {
		k := parts.NewKnob(T("new")+": "+e.typed, "", parts.Bare, func() { e.pick(len(e.proposals)) })
		k.Ink, k.On = parts.InkSoft, e.takesFirst && (e.chosen == len(e.proposals) || len(e.proposals) == 0)
		e.chips.Add(k)
	}
	e.chips.Refresh()
	if e.onGrown != nil {
		e.onGrown()
	}
}

// pick is a click on a proposal: in a field that return submits, it submits.
func (e *nameEntry) pick(i int) {
	e.choose(i)
	if e.takesFirst && e.OnSubmitted != nil {
		e.OnSubmitted(strings.TrimSpace(e.Text))
	}
}

// choose fills in a proposal; −1 brings back what was typed.
func (e *nameEntry) choose(i int) {
	e.chosen = i
	text := e.typed
	if i >= 0 && i < len(e.proposals) {
		text = e.proposals[i]
	}
	e.choosing = true
	e.SetText(text)
	e.choosing = false
	e.CursorColumn = len([]rune(text))
	e.draw()
}

// TypedKey goes through the proposals.
func (e *nameEntry) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeyDown && len(e.proposals) > 0:
		last := len(e.proposals) - 1
		if e.takesFirst {
			last++ // what was typed, as a new entry
		}
		e.choose(min(e.chosen+1, last))
	case e.takesFirst && e.OnSubmitted != nil && (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter):
		e.submitFirst()
	case ev.Name == fyne.KeyUp && len(e.proposals) > 0:
		e.choose(max(e.chosen-1, -1))
	case ev.Name == fyne.KeyEscape && e.onEscape != nil:
		e.onEscape()
	case ev.Name == fyne.KeyEscape:
		e.w.LeaveField()
	default:
		e.Entry.TypedKey(ev)
	}
}

// submitFirst looks the names up again, because return may come before they are
// shown, and submits the first that fits; what is the same as a name is that
// name, and what fits none is new.
func (e *nameEntry) submitFirst() {
	typed, submit := strings.TrimSpace(e.Text), func(name string) {
		e.fill(name)
		e.OnSubmitted(name)
	}
	if e.chosen >= 0 || typed == "" {
		submit(typed)
		return
	}
	load(
		e.w,
		&e.finding,
		func(ctx context.Context) ([]string, error) { return e.find(ctx, typed) },
		func(names []string) {
			for _, name := range names {
				if strings.EqualFold(name, typed) {
					submit(name)
					return
				}
			}
			if len(names) > 0 {
				typed = names[0]
			}
			submit(typed)
		},
	)
}

// peopleNamed and organizationsNamed look names up in the registry.
func (w *Window) peopleNamed(ctx context.Context, s string) ([]string, error) {
	people, _, err := w.corpus.People(ctx, s, 0, mostProposals)
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return names, err
}

func (w *Window) organizationsNamed(ctx context.Context, s string) ([]string, error) {
	list, _, err := w.corpus.Organizations(ctx, s, 0, mostProposals)
	names := make([]string, len(list))
	for i, o := range list {
		names[i] = o.Name
	}
	return names, err
}
