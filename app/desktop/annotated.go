package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// showNote shows an annotation in the inspector.
func (i *inspector) showNote(n app.AnnotationCard, position string) {
	if i.held != nil {
		i.held()
		return
	}
	if i.annotation == nil || i.annotation.ID != n.ID {
		i.history = nil
	}
	i.card, i.annotation, i.position, i.correcting = nil, &n, position, false
	i.w.loadRecent(&i.loading, func(tags []corpus.TagSummary) {
		i.recent = tags
		i.drawNote()
		i.recall()
	})
}

// own reports whether the annotation is the coder's to change.
func (i *inspector) own() bool { return i.annotation.Coder == i.w.settings.Coder }

func (i *inspector) drawNote() {
	n := i.annotation
	if n == nil {
		return
	}
	defer i.w.acted()
	words := parts.Quoted("“" + oneLine(n.Words) + "”")
	words.Most = 5
	items := []fyne.CanvasObject{
		parts.Section(strings.Trim(T("annotation")+" "+i.position, " ")), words,
		parts.Soft(Tf("by %s, %s", n.Coder, n.Created.Local().Format("2 Jan 2006 15:04"))),
	}
	if i.own() {
		items = append(
			items,
			parts.Spaced(
				4,
				parts.NewFlow(
					6,
					parts.NewKnob(T("Change the words"), "B", parts.Bordered, i.moveNote),
					parts.NewKnob(T("Delete"), "⌫", parts.Bordered, i.deleteNote),
				),
			),
			parts.Section(T("tags")),
			i.noteTags(),
			parts.Section(T("memo")),
			i.memo(),
		)
	} else {
		items = append(
			items,
			parts.Section(T("tags")),
			parts.Soft(strings.Join(pathsOf(*n), ", ")),
			parts.Section(T("memo")),
			parts.Soft(n.Note),
		)
	}
	items = append(items, parts.Section(T("history")))
	items = append(items, i.historyLines()...)
	i.box.Objects = items
	i.box.Refresh()
}

func pathsOf(n app.AnnotationCard) []string {
	var out []string
	for _, t := range n.TagPaths {
		out = append(out, t.Path)
	}
	return out
}

// noteTags are the annotation's own tags as chips, then the recent ones with
// their keys.
func (i *inspector) noteTags() fyne.CanvasObject {
	own, recent := parts.NewFlow(5), parts.NewFlow(5)
	on := pathsOf(*i.annotation)
	for _, path := range on {
		own.Add(parts.NewKnob(path, "✕", parts.Chip, func() { i.toggleNoteTag(path) }))
	}
	for n, t := range i.recent {
		if !slices.Contains(on, t.Path) {
			k := parts.NewKnob(fmt.Sprintf("%d  %s", n+1, t.Name), "", parts.Bare, func() { i.toggleNoteTag(t.Path) })
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

// memo is the annotation's memo; it is kept when the cursor leaves it.
func (i *inspector) memo() fyne.CanvasObject {
	entry := newNoteEntry()
	i.noteEntry = entry
	n := *i.annotation
	entry.SetText(n.Note)
	before := n.Note
	entry.onEscape = func() {
		entry.SetText(before)
		i.w.Canvas().Unfocus()
	}
	entry.onSave = i.w.Canvas().Unfocus
	entry.onLeave = func() {
		if text := strings.TrimSpace(entry.Text); text != before {
			before = text
			n.Note = text
			i.saveNote(n.Annotation, pathsOf(n))
		}
	}
	return entry
}

// toggleNoteTag puts a tag on the annotation or takes it off.
func (i *inspector) toggleNoteTag(path string) {
	if i.annotation == nil || !i.own() {
		return
	}
	paths := pathsOf(*i.annotation)
	if at := slices.Index(paths, path); at >= 0 {
		paths = slices.Delete(paths, at, at+1)
	} else {
		paths = append(paths, path)
	}
	i.saveNote(i.annotation.Annotation, paths)
}

func (i *inspector) saveNote(n corpus.Annotation, paths []string) {
	i.w.actBegun()
	i.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
		_, err := a.Annotate(ctx, coder, n, paths)
		return err
	}, nil)
}

// deleteNote takes the annotation away; undo brings it back.
func (i *inspector) deleteNote() {
	if i.annotation != nil && i.own() {
		id := i.annotation.ID
		i.clear()
		i.w.do(corpus.DropAnnotation{ID: id})
	}
}

// moveNote gives the annotation other words, by mouse or by keys.
func (i *inspector) moveNote() {
	if p, ok := i.w.current.(*articlesPage); ok && i.annotation != nil && i.own() {
		n := *i.annotation
		p.begin(&marking{span: n.Anchor.Span, note: &n})
	}
}

// renewNote reads the annotation again that is shown.
func (i *inspector) renewNote() {
	id := i.annotation.ID
	load(
		i.w,
		&i.loading,
		func(ctx context.Context) (app.AnnotationCard, error) { return i.w.corpus.Annotation(ctx, id) },
		func(n app.AnnotationCard) {
			if i.annotation != nil && i.annotation.ID == id {
				i.annotation = &n
				i.drawNote()
				i.recall()
			}
		},
	)
}

// choices are what a menu offers on what is selected.
func (i *inspector) choices() []parts.Choice {
	if i.annotation != nil {
		out := []parts.Choice{{Label: T("Copy with citation"), Do: i.w.copyCitation}}
		if i.own() {
			out = append([]parts.Choice{
				{Label: T("Add a tag"), Do: i.w.focusTag},
				{Label: T("Memo"), Do: i.w.focusNote},
				{Label: T("Change the words"), Do: i.moveNote},
				{Label: T("Delete"), Do: i.deleteNote},
			}, out...)
		}
		return out
	}
	if n := len(i.several); n > 0 {
		return []parts.Choice{
			{Label: Tf("Confirm %d quotes", n), Do: i.confirm},
			{Label: Tf("Reject %d quotes", n), Do: i.reject},
			{Label: T("Add a tag"), Do: i.w.focusTag},
			{Label: T("Copy with citation"), Do: i.w.copyCitation},
			{Label: T("Export…"), Do: i.exportSeveral},
			{Label: T("References as BibTeX…"), Do: func() { i.references("bibtex") }},
			{Label: T("References as RIS…"), Do: func() { i.references("ris") }},
			{Label: T("Select none"), Do: func() { i.w.unmark() }},
		}
	}
	return []parts.Choice{
		{Label: T("Confirm"), Do: i.confirm},
		{Label: T("Correct the speaker"), Do: i.correct},
		{Label: T("Role and organisation…"), Do: i.correctRole},
		{Label: T("Reject"), Do: i.reject},
		{Label: T("Add a tag"), Do: i.w.focusTag},
		{Label: T("Write a note"), Do: i.w.focusNote},
		{Label: T("Correct where it starts and ends"), Do: i.w.markEdges},
		{Label: T("Copy with citation"), Do: i.w.copyCitation},
		{Label: T("Quotes like this…"), Do: func() { onQuotes((*quotesPage).moreLike)(i.w) }},
	}
}
