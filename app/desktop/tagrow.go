package desktop

import (
	"context"
	"fmt"
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// tagRow is a tag of the codebook. A click opens it; dragged onto another tag it
// comes to stand below that one, dragged beside the list at the top.
type tagRow struct {
	widget.BaseWidget
	p       *codebookPage
	tag     corpus.TagSummary
	content *fyne.Container
	ground  *canvas.Rectangle
	over    *tagRow // while dragging: where it would come to stand
}

func newTagRow(p *codebookPage, t corpus.TagSummary) *tagRow {
	r := &tagRow{p: p, tag: t, ground: canvas.NewRectangle(parts.Colors().Paper)}
	r.ExtendBaseWidget(r)
	dot := container.NewGridWrap(
		fyne.NewSize(12*parts.TextScale(), 12*parts.TextScale()),
		canvas.NewCircle(parts.ParseColor(t.Color)),
	)
	words := parts.NewColumn(
		2,
		parts.NewProse(fmt.Sprintf("%s   %s", t.Name, parts.Number(t.Uses)), parts.BoldFace(), parts.InkText),
	)
	if t.Definition != "" {
		words.Add(parts.Soft(t.Definition))
	}
	if p.Chosen == t.ID {
		r.ground.FillColor = parts.Colors().AccentGround
		words.Add(r.carried())
		words.Add(r.tools())
		words.Add(r.examples())
	}
	dotBox := container.New(
		parts.Inset{Left: 6 + float32(t.Depth)*24, Top: 4, Right: 12, Bottom: 0},
		container.NewVBox(dot),
	)
	line := container.New(
		parts.Inset{Left: 0, Top: 8, Right: 6, Bottom: 8},
		container.NewBorder(nil, nil, dotBox, nil, words),
	)
	r.content = container.NewStack(r.ground, container.NewBorder(nil, parts.Divider(), nil, nil, line))
	return r
}

// carried says what carries the tag, and leads there.
func (r *tagRow) carried() fyne.CanvasObject {
	row := parts.NewFlow(4)
	for _, of := range []struct {
		n          int
		noun, kind string
	}{{r.tag.Quotes, "quote", ""}, {r.tag.Annotations, "annotation", "annotations"}, {r.tag.Articles, "article", "articles"}} {
		if of.n > 0 {
			k := parts.NewKnob(
				parts.Count(of.n, of.noun),
				"",
				parts.Bare,
				func() { r.p.w.showTagged(r.tag.Path, of.kind) },
			)
			k.Ink = parts.InkAccent
			row.Add(k)
		}
	}
	if len(row.Objects) == 0 {
		row.Add(hint(T("not used yet")))
	}
	return row
}

// tools are what can be done with the tag that is open.
func (r *tagRow) tools() fyne.CanvasObject {
	p, t := r.p, r.tag
	return parts.NewFlow(
		4,
		parts.NewKnob(T("Edit…"), "E", parts.Bare, func() { p.editTag(t) }),
		parts.NewKnob("↑", "", parts.Bare, func() { p.move(t, present.Up) }),
		parts.NewKnob("↓", "", parts.Bare, func() { p.move(t, present.Down) }),
		parts.NewKnob(
			"←",
			"",
			parts.Bare,
			func() { p.move(t, present.Out) },
		),
		parts.NewKnob("→", "", parts.Bare, func() { p.move(t, present.In) }),
		parts.NewKnob(T("Merge…"), "", parts.Bare, func() { p.mergeTag(t) }),
		parts.NewKnob(
			T("Replace on quotes…"),
			"",
			parts.Bare,
			func() { p.recode(t) },
		),
		parts.NewKnob(T("Delete"), "", parts.Bare, func() { p.w.do(corpus.DropTagEntry{ID: t.ID}) }),
	)
}

// examples are the quotes picked to show what the tag means.
func (r *tagRow) examples() fyne.CanvasObject {
	box := parts.NewColumn(4)
	w := r.p.w
	loadOnce(w, func(ctx context.Context) ([]app.QuoteCard, error) {
		ids, err := w.corpus.Examples(ctx, r.tag.ID)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		cards, _, err := w.corpus.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
		return cards, err
	}, func(cards []app.QuoteCard) {
		for _, c := range cards {
			words := parts.Quoted(plain(c.Words))
			words.Most = 3
			box.Add(
				parts.NewTap(
					parts.NewColumn(1, words, parts.Soft(speakerLine(c)+" · "+sourceLine(c))),
					func() { w.openQuote(c) },
				),
			)
		}
		if len(cards) == 0 {
			box.Add(
				parts.Soft(
					T("No examples yet: choose “Use as an example of its tags” (X) at a quote that carries this tag."),
				),
			)
		}
		r.p.tags.Refresh()
	})
	return box
}

func (r *tagRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

// MinSize follows the width the row has, as wrapped texts do.
func (r *tagRow) MinSize() fyne.Size { return r.content.MinSize() }

// Resize lays the texts out before their height is asked for.
func (r *tagRow) Resize(size fyne.Size) {
	r.BaseWidget.Resize(size)
	r.content.Resize(size)
}

// Tapped opens the tag.
func (r *tagRow) Tapped(*fyne.PointEvent) { r.p.choose(r.tag.ID) }

// Dragged marks the tag under the mouse.
func (r *tagRow) Dragged(e *fyne.DragEvent) {
	at := r.Position().Y + e.Position.Y
	var over *tagRow
	for _, other := range r.p.rows {
		if at >= other.Position().Y && at < other.Position().Y+other.Size().Height && other != r {
			over = other
		}
	}
	if over == r.over {
		return
	}
	if r.over != nil {
		r.over.light(false)
	}
	if r.over = over; over != nil {
		over.light(true)
	}
}

func (r *tagRow) light(on bool) {
	r.ground.FillColor = parts.Colors().Paper
	if on {
		r.ground.FillColor = parts.Colors().Selection
	}
	r.ground.Refresh()
}

// DragEnd puts the tag below the one under the mouse, or at the top.
func (r *tagRow) DragEnd() {
	parent := corpus.TagID("")
	if r.over != nil {
		parent = r.over.tag.ID
	}
	r.over = nil
	r.p.moveTo(r.tag, parent, 1<<20)
}

// AccessibilityLabel and AccessibilityRole tell a screen reader what it is.
func (r *tagRow) AccessibilityLabel() string {
	return r.tag.Path + ", " + parts.Count(r.tag.Uses, "use")
}
func (r *tagRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

var (
	_ fyne.Tappable   = (*tagRow)(nil)
	_ fyne.Draggable  = (*tagRow)(nil)
	_ fyne.Accessible = (*tagRow)(nil)
)

// move moves a tag by a key.
func (p *codebookPage) move(t corpus.TagSummary, to present.Way) {
	if parent, place, ok := p.Moved(t, to); ok {
		p.moveTo(t, parent, place)
	}
}

func (p *codebookPage) moveTo(t corpus.TagSummary, parent corpus.TagID, place int) {
	if parent == t.ID {
		return
	}
	p.Chosen = t.ID
	p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		return a.MoveTag(ctx, coder, t.ID, parent, place)
	}, nil)
}

// moveChosen moves the tag that is open.
func (p *codebookPage) moveChosen(to present.Way) {
	if t, ok := p.Open(); ok {
		p.move(t, to)
	}
}

// recode gives the coder's quotes of one tag another one.
func (p *codebookPage) recode(t corpus.TagSummary) {
	to := p.w.nameEntry(p.w.tagPaths)
	keep := widget.NewCheck(Tf("keep “%s” on them too", t.Path), nil)
	p.w.form(
		Tf("Replace “%s” on the quotes you tagged with it", t.Path),
		T("Replace"),
		[]*widget.FormItem{parts.Item("New tag", to.withProposals()), parts.Item("", keep)},
		func() {
			path := to.Text
			p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
				into, err := a.EnsureTag(ctx, coder, path)
				if err == nil {
					_, err = a.Recode(ctx, coder, t.ID, into, keep.Checked)
				}
				return err
			}, nil)
		},
	)
}

func (p *codebookPage) writeFile() {
	p.w.saveFile("codebook.csv", func(out io.Writer) error { return p.w.corpus.WriteCodebook(p.w.ctx, out) })
}

func (p *codebookPage) readFile() {
	p.w.askFile(asking{title: T("Open a codebook"), pattern: "*.csv"}, func(path string) {
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = a.ReadCodebook(ctx, coder, f)
			return err
		}, nil)
	})
}
