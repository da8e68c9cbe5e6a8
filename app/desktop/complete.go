package desktop

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// mostProposals is how many names a field proposes.
const mostProposals = 6

// nameEntry is a field that proposes names while one types. Down and up go
// through them; a name that is not among them is a new entry, and says so.
type nameEntry struct {
	widget.Entry
	w         *Window
	find      func(context.Context, string) ([]string, error)
	proposals []string
	chosen    int // −1: what was typed
	typed     string
	choosing  bool
	chips     *fyne.Container
	finding   latest
}

// nameEntry makes a field over a list of names.
func (w *Window) nameEntry(find func(context.Context, string) ([]string, error)) *nameEntry {
	e := &nameEntry{w: w, find: find, chosen: -1, chips: newFlow(4)}
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
func (e *nameEntry) withProposals() fyne.CanvasObject { return newColumn(4, e, e.chips) }

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
		if words == "" {
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
		k := newKnob(name, "", chip, func() { e.choose(i) })
		k.On = i == e.chosen
		e.chips.Add(k)
	}
	if e.typed != "" && !slices.Contains(e.proposals, e.Text) {
		k := newKnob(T("new")+": "+e.Text, "", bare, nil)
		k.Ink = inkSoft
		e.chips.Add(k)
	}
	e.chips.Refresh()
}

// choose fills in a proposal; −1 brings back what was typed.
func (e *nameEntry) choose(i int) {
	e.chosen = i
	text := e.typed
	if i >= 0 {
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
		e.choose(min(e.chosen+1, len(e.proposals)-1))
	case ev.Name == fyne.KeyUp && len(e.proposals) > 0:
		e.choose(max(e.chosen-1, -1))
	case ev.Name == fyne.KeyEscape:
		e.w.LeaveField()
	default:
		e.Entry.TypedKey(ev)
	}
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
