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
	root    fyne.CanvasObject
	loading latest
}

func newCodebookPage(w *Window) *codebookPage {
	p := &codebookPage{w: w, tags: container.NewVBox(), targets: container.NewVBox()}
	addTag := widget.NewButton("New tag…", func() { p.editTag(corpus.TagSummary{}, nil) })
	addTarget := widget.NewButton("New target…", func() { p.editTarget(corpus.Target{}) })
	addTag.Importance, addTarget.Importance = widget.HighImportance, widget.HighImportance
	left := container.NewBorder(container.NewBorder(nil, nil, heading("Tags"), addTag), nil, nil, nil, container.NewVScroll(container.NewPadded(p.tags)))
	right := container.NewBorder(container.NewBorder(nil, nil, heading("Targets"), addTarget), nil, nil, nil, container.NewVScroll(container.NewPadded(p.targets)))
	split := container.NewHSplit(container.NewPadded(left), container.NewPadded(right))
	split.Offset = 0.55
	p.root = split
	return p
}

func (p *codebookPage) name() string               { return "Codebook" }
func (p *codebookPage) mark() string               { return "♯" }
func (p *codebookPage) content() fyne.CanvasObject { return p.root }
func (p *codebookPage) inspected() *inspector      { return nil }
func (p *codebookPage) key(fyne.KeyName) bool      { return false }
func (p *codebookPage) letter(r rune) bool {
	if r == 'n' {
		p.editTag(corpus.TagSummary{}, nil)
		return true
	}
	return false
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
	p.tags.RemoveAll()
	if len(c.tags) == 0 {
		p.tags.Add(emptyState("No tags yet", "A tag is a code: name it, define it, put it on quotes with a number key."))
	}
	for _, t := range c.tags {
		p.tags.Add(p.tagRow(t, c.tags))
	}
	p.targets.RemoveAll()
	if len(c.targets) == 0 {
		p.targets.Add(emptyState("No targets yet", "A target is a proposition one can take a stance on: “Platforms should give police access to user data”."))
	}
	for _, t := range c.targets {
		target := t.Target
		p.targets.Add(container.NewBorder(nil, divider(), nil, container.NewHBox(widget.NewButton("Edit…", func() { p.editTarget(target) }),
			widget.NewButton("Drop", func() { p.w.do(corpus.DropTarget{ID: target.ID}) })),
			container.NewVBox(wrapped("“"+t.Text+"”"), soft(t.Definition), soft(stanceCounts(t.Judged)))))
	}
	p.tags.Refresh()
	p.targets.Refresh()
}

func (p *codebookPage) tagRow(t corpus.TagSummary, all []corpus.TagSummary) fyne.CanvasObject {
	dot := canvas.NewCircle(parseColor(t.Color))
	dotBox := container.NewGridWrap(fyne.NewSize(14, 14), dot)
	indent := canvas.NewRectangle(colors().paper)
	indent.SetMinSize(fyne.NewSize(float32(t.Depth)*24+4, 1))
	name := widget.NewLabel(fmt.Sprintf("%s   %d", t.Name, t.Uses))
	name.TextStyle.Bold = true
	buttons := container.NewHBox(widget.NewButton("Edit…", func() { p.editTag(t, all) }), widget.NewButton("Merge…", func() { p.mergeTag(t, all) }),
		widget.NewButton("Drop", func() { p.w.do(corpus.DropTagEntry{ID: t.ID}) }))
	text := container.NewVBox(name)
	if t.Definition != "" {
		text.Add(soft(t.Definition))
	}
	return container.NewBorder(nil, divider(), container.NewHBox(indent, container.NewCenter(dotBox)), buttons, text)
}

func (p *codebookPage) editTag(t corpus.TagSummary, all []corpus.TagSummary) {
	name, definition, color := widget.NewEntry(), widget.NewMultiLineEntry(), widget.NewEntry()
	name.SetText(t.Name)
	definition.SetText(t.Definition)
	definition.Wrapping = fyne.TextWrapWord
	color.SetText(t.Color)
	if t.Color == "" {
		color.SetText("#0072b2")
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
	p.w.form("Tag", "Save", []*widget.FormItem{widget.NewFormItem("Name", name), widget.NewFormItem("Below", parent),
		widget.NewFormItem("Colour", color), widget.NewFormItem("Definition", definition)}, func() {
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
	p.w.form("Merge “"+t.Path+"” into", "Merge", []*widget.FormItem{widget.NewFormItem("Tag", into)}, func() {
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
	p.w.form("Target", "Save", []*widget.FormItem{widget.NewFormItem("Proposition", text), widget.NewFormItem("Definition", definition)}, func() {
		t.Text, t.Definition = text.Text, definition.Text
		p.w.do(corpus.SaveTarget{Target: t})
	})
}
