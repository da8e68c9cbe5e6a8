package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// codebookPage keeps tags and targets with their definitions.
type codebookPage struct {
	present.Codebook
	w       *Window
	tags    *fyne.Container
	targets *fyne.Container
	rows    []*tagRow
	panes   *parts.Panes
	loading latest
}

func newCodebookPage(w *Window) *codebookPage {
	p := &codebookPage{w: w, tags: parts.NewColumn(0), targets: parts.NewColumn(0)}
	addTag := container.NewHBox(parts.NewMenuKnob(w, "⋯", func() []parts.Choice {
		return []parts.Choice{
			{Label: T("Write to a file…"), Do: p.writeFile},
			{Label: T("Read from a file…"), Do: p.readFile},
		}
	}), parts.NewKnob(T("New tag…"), "A", parts.Primary, func() { p.editTag(corpus.TagSummary{}) }))
	addTarget := parts.NewKnob(T("New target…"), "W", parts.Bordered, func() { p.editTarget(corpus.Target{}) })
	half := func(title string, add, list fyne.CanvasObject) fyne.CanvasObject {
		head := container.New(
			parts.Inset{Left: 24, Top: 14, Right: 16, Bottom: 8},
			container.New(parts.Leading{}, parts.Heading(T(title)), add),
		)
		return container.NewBorder(
			container.NewVBox(head, parts.Divider()),
			nil,
			nil,
			nil,
			container.NewVScroll(container.New(parts.Inset{Left: 24, Top: 4, Right: 16, Bottom: 20}, list)),
		)
	}
	p.panes = parts.NewPanes(
		0,
		parts.HalfWidth,
		parts.Pane{},
		parts.Pane{Title: T("Tags"), Content: half("Tags", addTag, p.tags)},
		parts.Pane{Title: T("Targets"), Content: half("Targets", addTarget, p.targets)},
	)
	return p
}

func (p *codebookPage) name() string               { return "Codebook" }
func (p *codebookPage) mark() string               { return "♯" }
func (p *codebookPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *codebookPage) inspected() *inspector      { return nil }

// key goes through the tags.
func (p *codebookPage) key(k fyne.KeyName) bool {
	by, ok := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1}[k]
	if ok {
		p.step(by)
	}
	return ok
}

func (p *codebookPage) step(by int) {
	if id := p.Step(by); id != "" {
		p.choose(id)
	}
}

func (p *codebookPage) letter(r rune) bool {
	switch r {
	case 'a':
		p.editTag(corpus.TagSummary{})
	case 'w':
		p.editTarget(corpus.Target{})
	case 'j':
		p.step(1)
	case 'k':
		p.step(-1)
	case 'e':
		if t, ok := p.Open(); ok {
			p.editTag(t)
		}
	default:
		return false
	}
	return true
}

func (p *codebookPage) refresh() {
	load(p.w, &p.loading, func(ctx context.Context) (present.Codebook, error) {
		return present.LoadCodebook(ctx, p.w.corpus)
	}, p.show)
}

func (p *codebookPage) show(c present.Codebook) {
	p.Show(c)
	p.drawTags()
	p.targets.RemoveAll()
	if len(p.Targets) == 0 {
		p.targets.Add(
			parts.EmptyState(
				T("No targets yet"),
				T(
					"A target is a proposition one can take a stance on: “Platforms should give police access to user data”.",
				),
			),
		)
	}
	for _, t := range p.Targets {
		target := t.Target
		pieces := []fyne.CanvasObject{parts.NewProse("“"+t.Text+"”", parts.BoldFace(), parts.InkText)}
		if t.Definition != "" {
			pieces = append(pieces, parts.Soft(t.Definition))
		}
		if !p.w.settings.Blind {
			pieces = append(pieces, stanceFlow(t.Judged))
		}
		pieces = append(
			pieces,
			parts.NewFlow(
				4,
				parts.NewKnob(T("Edit…"), "", parts.Bare, func() { p.editTarget(target) }),
				parts.NewKnob(T("Earlier texts…"), "", parts.Bare, func() { p.wordings(target) }),
				parts.NewKnob(T("Delete"), "", parts.Bare, func() { p.w.do(corpus.DropTarget{ID: target.ID}) }),
			),
		)
		p.targets.Add(
			container.NewVBox(
				container.New(parts.Inset{Left: 0, Top: 10, Right: 0, Bottom: 8}, parts.NewColumn(4, pieces...)),
				parts.Divider(),
			),
		)
	}
	p.targets.Refresh()
}

func (p *codebookPage) drawTags() {
	p.tags.RemoveAll()
	p.rows = nil
	if len(p.Tags) == 0 {
		p.tags.Add(
			parts.EmptyState(
				T("No tags yet"),
				T("A tag is a code: name it, define it, put it on quotes with a number key."),
			),
		)
	}
	for _, t := range p.Tags {
		r := newTagRow(p, t)
		p.rows = append(p.rows, r)
		p.tags.Add(r)
	}
	p.tags.Refresh()
}

// choose opens a tag: what can be done with it stands below it.
func (p *codebookPage) choose(id corpus.TagID) {
	if p.Chosen != id {
		p.Chosen = id
		p.drawTags()
	}
}

// wordings shows the texts a target had.
func (p *codebookPage) wordings(t corpus.Target) {
	loadOnce(
		p.w,
		func(ctx context.Context) ([]corpus.Change, error) { return p.w.corpus.TargetWordings(ctx, t.ID) },
		func(list []corpus.Change) {
			rows := parts.NewColumn(6, parts.Soft(T("A judgement was made about the words of its day.")))
			for _, c := range list {
				rows.Add(
					parts.Wrapped(
						fmt.Sprintf("%s · %s · %s", c.When.Local().Format("2 Jan 2006 15:04"), c.Coder, c.Title),
					),
				)
			}
			p.w.showText(T("Earlier texts"), rows)
		},
	)
}

func (p *codebookPage) editTag(t corpus.TagSummary) {
	name, definition, color := parts.NewField(p.w), parts.NewTextField(p.w), parts.NewColorField(p.w, t.Color)
	name.SetText(t.Name)
	definition.SetText(t.Definition)
	parents := []string{T("(top)")}
	byPath := map[string]corpus.TagID{}
	parent := widget.NewSelect(nil, nil)
	parent.Selected = T("(top)")
	for _, other := range p.Others(t) {
		parents = append(parents, other.Path)
		byPath[other.Path] = other.ID
		if other.ID == t.Parent {
			parent.Selected = other.Path
		}
	}
	parent.Options = parents
	p.w.form(T("Tag"), T("Save"), []*widget.FormItem{
		parts.Item("Name", name), parts.Item("Below", parent),
		parts.Item("Colour", color.Root), parts.Item("Definition", definition),
	}, func() {
		tag := t.Tag
		tag.Name, tag.Definition, tag.Color, tag.Parent = strings.TrimSpace(
			name.Text,
		), definition.Text, color.Value, byPath[parent.Selected]
		p.w.do(corpus.SaveTag{Tag: tag})
	})
}

func (p *codebookPage) mergeTag(t corpus.TagSummary) {
	byPath := map[string]corpus.TagSummary{}
	var paths []string
	for _, other := range p.Others(t) {
		paths = append(paths, other.Path)
		byPath[other.Path] = other
	}
	what := parts.Soft(T("Choose the tag that is to stay."))
	into := widget.NewSelect(paths, func(path string) { what.SetText(mergeWords(t, byPath[path], p.Below(t.ID))) })
	p.w.form(
		Tf("Merge “%s” into", t.Path),
		T("Merge"),
		[]*widget.FormItem{parts.Item("Tag", into), parts.Item("", what)},
		func() {
			if tag, ok := byPath[into.Selected]; ok {
				p.w.do(corpus.MergeTags{From: t.ID, Into: tag.ID})
			}
		},
	)
}

// mergeWords say what merging one tag into another does.
func mergeWords(from, into corpus.TagSummary, below int) string {
	words := []string{
		Tf(
			"%s of “%s” get “%s”, which has %s.",
			parts.Count(from.Uses, "use"),
			from.Path,
			into.Path,
			parts.Count(into.Uses, "use"),
		),
	}
	if below > 0 {
		words = append(words, Tf("%s move below it.", parts.Count(below, "tag")))
	}
	return strings.Join(append(words, Tf("“%s” and its definition are gone; undo brings them back.", from.Path)), " ")
}

func (p *codebookPage) editTarget(t corpus.Target) { p.w.editTarget(t) }

// newTarget asks for a proposition to judge quotes toward, from wherever one is.
func (w *Window) newTarget() { w.editTarget(corpus.Target{Position: len(w.targets)}) }

func (w *Window) editTarget(t corpus.Target) {
	text, definition := parts.NewField(w), parts.NewTextField(w)
	text.SetText(t.Text)
	definition.SetText(t.Definition)
	w.form(
		T("Target"),
		T("Save"),
		[]*widget.FormItem{parts.Item("Proposition", text), parts.Item("Definition", definition)},
		func() {
			t.Text, t.Definition = text.Text, definition.Text
			w.do(corpus.SaveTarget{Target: t})
		},
	)
}

func (p *codebookPage) frame() *parts.Panes { return p.panes }
