package desktop

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// What a coder says of the whole article: how far they have come, tags, memos.

// mark says how far the coder has come with the open article; the same again
// takes it back.
func (p *articlesPage) markRead(state corpus.ReadState) {
	ids := p.chosenArticles()
	switch {
	case len(ids) == 0:
		return
	case len(p.marked) == 0 && p.state == state:
		state = corpus.Unread
	}
	p.w.do(
		overArticles(
			ids,
			"mark as "+string(state)+":",
			func(id corpus.ArticleID) corpus.Act { return corpus.MarkRead{Article: id, State: state} },
		),
	)
}

// markDone marks the article as done and goes on to the next.
func (p *articlesPage) markDone() { p.markRead(corpus.Done) }

// ownTags are the coder's own tags on the whole article.
func (p *articlesPage) ownTags() []app.TagLabel {
	var out []app.TagLabel
	for _, t := range p.reading.Tags {
		if t.Coder == p.w.settings.Coder {
			out = append(out, t)
		}
	}
	return out
}

// tagArticle asks for a tag of the whole article: a set it belongs to.
func (p *articlesPage) tagArticle() {
	articles := p.chosenArticles()
	if len(articles) == 0 {
		return
	}
	tag := p.w.nameEntry(p.w.tagPaths)
	p.w.form(T("Tag the article"), T("Tag"), []*widget.FormItem{parts.Item("Tag", tag.withProposals())}, func() {
		path := strings.TrimSpace(tag.Text)
		if path == "" {
			return
		}
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			id, err := a.EnsureTag(ctx, coder, path)
			if err != nil {
				return err
			}
			_, err = a.Do(
				ctx,
				coder,
				overArticles(
					articles,
					"tag with "+path+":",
					func(article corpus.ArticleID) corpus.Act { return corpus.TagArticle{Article: article, Tag: id} },
				),
			)
			return err
		}, nil)
	})
}

// articleMemo writes the coder's memo on the article.
func (p *articlesPage) articleMemo() {
	if p.reading.Article.ID != "" {
		p.w.memoDialog(p.reading.Article.Title, p.reading.Article.ID, p.reading.Memos)
	}
}

// projectMemo writes the coder's memo on the project as a whole.
func (w *Window) projectMemo() {
	loadOnce(w, w.corpus.ProjectMemos, func(memos []corpus.Memo) { w.memoDialog(T("Memo on the project"), "", memos) })
}

// memoDialog shows what everybody wrote and lets the coder change their own.
func (w *Window) memoDialog(title string, article corpus.ArticleID, memos []corpus.Memo) {
	text := parts.NewTextField(w)
	text.SetMinRowsVisible(6)
	items := []*widget.FormItem{parts.Item("Memo", text)}
	for _, m := range memos {
		if m.Coder == w.settings.Coder {
			text.SetText(m.Text)
		} else {
			items = append(items, widget.NewFormItem(string(m.Coder), parts.Soft(m.Text)))
		}
	}
	w.form(
		title,
		T("Save"),
		items,
		func() { w.do(corpus.WriteMemo{Article: article, Text: strings.TrimSpace(text.Text)}) },
	)
}

// aboutArticle are the lines under the headline that say what coders made of the
// whole article.
func (p *articlesPage) aboutArticle() []fyne.CanvasObject {
	row := parts.NewFlow(5)
	for _, state := range []corpus.ReadState{corpus.Read, corpus.Done} {
		k := parts.NewKnob(T(string(state)), "", parts.Toggle, func() { p.markRead(state) })
		k.On = p.state == state || p.state == corpus.Done && state == corpus.Read
		row.Add(k)
	}
	for _, t := range p.reading.Tags {
		if t.Coder == p.w.settings.Coder {
			row.Add(
				parts.NewKnob(
					t.Path,
					"✕",
					parts.Chip,
					func() { p.w.do(corpus.UntagArticle{Article: p.reading.Article.ID, Tag: t.ID}) },
				),
			)
		} else {
			row.Add(parts.NewKnob(t.Path, "", parts.Chip, nil))
		}
	}
	tag, memo := parts.NewKnob(
		T("+ tag"),
		"",
		parts.Bare,
		p.tagArticle,
	), parts.NewKnob(
		T("+ memo"),
		"",
		parts.Bare,
		p.articleMemo,
	)
	tag.Ink, memo.Ink = parts.InkAccent, parts.InkAccent
	row.Add(tag)
	if len(p.reading.Memos) == 0 {
		row.Add(memo)
	}
	out := []fyne.CanvasObject{row}
	for _, m := range p.reading.Memos {
		line := parts.Soft(string(m.Coder) + ": " + m.Text)
		line.Most = 3
		out = append(out, parts.NewTap(line, p.articleMemo))
	}
	for _, n := range p.reading.Tray { // words that this version does not have
		line := parts.Soft(
			"⚠ " + Tf("not in this version: “%s” %s %s", oneLine(n.Words), strings.Join(pathsOf(n), ", "), n.Note),
		)
		line.Most = 2
		out = append(out, line)
	}
	return out
}

// sameCoding reports whether two readings say the same of the whole article.
func sameCoding(a, b app.Reading) bool {
	return slices.Equal(a.Tags, b.Tags) &&
		slices.EqualFunc(a.Memos, b.Memos, func(x, y corpus.Memo) bool { return x == y }) &&
		len(a.Tray) == len(b.Tray)
}

// parts offers the parts of the list: how far one has come, and the sets that
// articles were tagged with.
func (p *articlesPage) parts() []parts.Choice {
	var out []parts.Choice
	for i, s := range listStates {
		out = append(out, parts.Choice{Label: T(s.name), Do: func() {
			p.part, p.set, p.setName = i, "", ""
			p.listAnew()
		}})
	}
	for _, t := range p.sets {
		out = append(out, parts.Choice{Label: "# " + t.Path + "   " + parts.Number(t.Articles), Do: func() {
			p.part, p.set, p.setName = 0, t.ID, t.Path
			p.listAnew()
		}})
	}
	return out
}

// loadSets reads which tags articles carry.
func (p *articlesPage) loadSets() {
	load(
		p.w,
		&p.setting,
		func(ctx context.Context) ([]corpus.TagSummary, error) { return p.w.corpus.Tags(ctx) },
		func(tags []corpus.TagSummary) {
			p.sets = slices.DeleteFunc(tags, func(t corpus.TagSummary) bool { return t.Articles == 0 })
		},
	)
}
