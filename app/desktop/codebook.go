package desktop

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/corpus"
)

// codebookPage keeps tags and targets with their definitions.
type codebookPage struct {
	w       *Window
	tags    *fyne.Container
	targets *fyne.Container
	all     []corpus.TagSummary
	panes   *panes
	loading latest
}

func newCodebookPage(w *Window) *codebookPage {
	p := &codebookPage{w: w, tags: newColumn(0), targets: newColumn(0)}
	addTag := newKnob(T("New tag…"), "A", primary, func() { p.editTag(corpus.TagSummary{}, p.all) })
	addTarget := newKnob(T("New target…"), "W", primary, func() { p.editTarget(corpus.Target{}) })
	half := func(title string, add, list fyne.CanvasObject) fyne.CanvasObject {
		head := container.New(inset{24, 14, 16, 8}, container.New(leading{}, heading(T(title)), add))
		return container.NewBorder(container.NewVBox(head, divider()), nil, nil, nil, container.NewVScroll(container.New(inset{24, 4, 16, 20}, list)))
	}
	p.panes = newPanes(0, halfWidth, pane{}, pane{T("Tags"), half(T("Tags"), addTag, p.tags)}, pane{T("Targets"), half(T("Targets"), addTarget, p.targets)})
	return p
}

func (p *codebookPage) name() string               { return "Codebook" }
func (p *codebookPage) mark() string               { return "♯" }
func (p *codebookPage) content() fyne.CanvasObject { return p.panes.box }
func (p *codebookPage) inspected() *inspector      { return nil }
func (p *codebookPage) key(fyne.KeyName) bool      { return false }
func (p *codebookPage) letter(r rune) bool {
	switch r {
	case 'a':
		p.editTag(corpus.TagSummary{}, p.all)
	case 'w':
		p.editTarget(corpus.Target{})
	default:
		return false
	}
	return true
}

type codebook struct {
	tags    []corpus.TagSummary
	targets []corpus.TargetSummary
}

func (p *codebookPage) refresh() {
	load(p.w, &p.loading, func(ctx context.Context) (codebook, error) {
		var c codebook
		var err error
		if c.tags, err = p.w.corpus.Tags(ctx); err != nil {
			return c, err
		}
		c.targets, err = p.w.corpus.Targets(ctx)
		return c, err
	}, p.show)
}

func (p *codebookPage) show(c codebook) {
	p.all = c.tags
	p.tags.RemoveAll()
	if len(c.tags) == 0 {
		p.tags.Add(emptyState(T("No tags yet"), T("A tag is a code: name it, define it, put it on quotes with a number key.")))
	}
	for _, t := range c.tags {
		p.tags.Add(p.tagRow(t, c.tags))
	}
	p.targets.RemoveAll()
	if len(c.targets) == 0 {
		p.targets.Add(emptyState(T("No targets yet"), T("A target is a proposition one can take a stance on: “Platforms should give police access to user data”.")))
	}
	for _, t := range c.targets {
		target := t.Target
		parts := []fyne.CanvasObject{newProse("“"+t.Text+"”", boldFace(), inkText)}
		if t.Definition != "" {
			parts = append(parts, soft(t.Definition))
		}
		parts = append(parts, stanceFlow(t.Judged), newFlow(4, newKnob(T("Edit…"), "", bare, func() { p.editTarget(target) }),
			newKnob(T("Drop"), "", bare, func() { p.w.do(corpus.DropTarget{ID: target.ID}) })))
		p.targets.Add(container.NewVBox(container.New(inset{0, 10, 0, 8}, newColumn(4, parts...)), divider()))
	}
	p.tags.Refresh()
	p.targets.Refresh()
}

func (p *codebookPage) tagRow(t corpus.TagSummary, all []corpus.TagSummary) fyne.CanvasObject {
	dot := canvas.NewCircle(parseColor(t.Color))
	name := newProse(fmt.Sprintf("%s   %d", t.Name, t.Uses), boldFace(), inkText)
	text := newColumn(2, name)
	if t.Definition != "" {
		text.Add(soft(t.Definition))
	}
	buttons := container.NewHBox(newKnob(T("Edit…"), "", bare, func() { p.editTag(t, all) }), newKnob(T("Merge…"), "", bare, func() { p.mergeTag(t, all) }),
		newKnob(T("Drop"), "", bare, func() { p.w.do(corpus.DropTagEntry{ID: t.ID}) }))
	dotBox := container.New(inset{float32(t.Depth) * 24, 4, 12, 0}, container.NewVBox(container.NewGridWrap(fyne.NewSize(12*textScale(), 12*textScale()), dot)))
	line := container.New(inset{0, 8, 0, 8}, container.NewBorder(nil, nil, dotBox, container.NewVBox(buttons), text))
	return container.NewBorder(nil, divider(), nil, nil, line)
}

func (p *codebookPage) editTag(t corpus.TagSummary, all []corpus.TagSummary) {
	name, definition, color := widget.NewEntry(), widget.NewMultiLineEntry(), widget.NewEntry()
	name.SetText(t.Name)
	definition.SetText(t.Definition)
	definition.Wrapping = fyne.TextWrapWord
	color.SetText(t.Color)
	if t.Color == "" {
		color.SetText(T("#0072b2"))
	}
	parents := []string{"(top)"}
	byPath := map[string]corpus.TagID{}
	parent := widget.NewSelect(nil, nil)
	parent.Selected = "(top)"
	for _, other := range all {
		if other.ID != t.ID && !strings.HasPrefix(other.Path+"/", t.Path+"/") || t.ID == "" {
			parents = append(parents, other.Path)
			byPath[other.Path] = other.ID
		}
		if other.ID == t.Parent {
			parent.Selected = other.Path
		}
	}
	parent.Options = parents
	p.w.form(T("Tag"), T("Save"), []*widget.FormItem{item("Name", name), item("Below", parent),
		item("Colour", color), item("Definition", definition)}, func() {
		tag := t.Tag
		tag.Name, tag.Definition, tag.Color, tag.Parent = strings.TrimSpace(name.Text), definition.Text, color.Text, byPath[parent.Selected]
		p.w.do(corpus.SaveTag{Tag: tag})
	})
}

func (p *codebookPage) mergeTag(t corpus.TagSummary, all []corpus.TagSummary) {
	byPath := map[string]corpus.TagID{}
	var paths []string
	for _, other := range all {
		if other.ID != t.ID {
			paths = append(paths, other.Path)
			byPath[other.Path] = other.ID
		}
	}
	into := widget.NewSelect(paths, nil)
	p.w.form("Merge “"+t.Path+"” into", "Merge", []*widget.FormItem{item("Tag", into)}, func() {
		if id, ok := byPath[into.Selected]; ok {
			p.w.do(corpus.MergeTags{From: t.ID, Into: id})
		}
	})
}

func (p *codebookPage) editTarget(t corpus.Target) {
	text, definition := widget.NewEntry(), widget.NewMultiLineEntry()
	text.SetText(t.Text)
	definition.SetText(t.Definition)
	definition.Wrapping = fyne.TextWrapWord
	p.w.form(T("Target"), T("Save"), []*widget.FormItem{item("Proposition", text), item("Definition", definition)}, func() {
		t.Text, t.Definition = text.Text, definition.Text
		p.w.do(corpus.SaveTarget{Target: t})
	})
}

func (p *codebookPage) frame() *panes { return p.panes }
