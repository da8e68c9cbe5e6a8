package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"quoth/corpus"
)

// HistoryLine is one thing that was done: an act of a person, or all that one
// import added.
type HistoryLine struct {
	corpus.Change        // the newest one of an import
	Added         int    // articles that an import added; 0 for an act
	Import        string // names the import, where it can be taken back as one
}

// importKeys is what the settings begin with that hold which articles came in one
// run. The journal has an entry for each article; people think in runs.
const importKeys = "import:"

// noteImport remembers which articles a run added.
func (c *collection) noteImport(ctx context.Context) error {
	var added []corpus.ArticleID
	for _, item := range c.report.Items {
		if item.State == ItemKept {
			added = append(added, item.Article)
		}
	}
	if len(added) == 0 {
		return nil
	}
	list, err := json.Marshal(added)
	if err != nil {
		return err
	}
	return c.app.store.SetSetting(ctx, importKeys+c.began.UTC().Format(time.RFC3339Nano), string(list))
}

// Timeline lists what was done, newest first, an import as one thing; at most so
// many lines.
func (a *App) Timeline(ctx context.Context, most int) ([]HistoryLine, error) {
	runs, err := a.store.SettingsUnder(ctx, importKeys)
	if err != nil {
		return nil, err
	}
	runOf := map[corpus.ArticleID]string{}
	sizes := map[string]int{}
	for name, list := range runs {
		var ids []corpus.ArticleID
		if err := json.Unmarshal([]byte(list), &ids); err != nil {
			return nil, fmt.Errorf("read the list of the import %s: %w", name, err)
		}
		sizes[name] = len(ids)
		for _, id := range ids {
			runOf[id] = name
		}
	}
	const window = 1000
	var out []HistoryLine
	told := map[string]bool{}
	for offset := 0; len(out) < most; offset += window {
		changes, err := a.store.History(ctx, offset, window)
		if err != nil || len(changes) == 0 {
			return out, err
		}
		for _, c := range changes {
			run := ""
			if c.Kind == "keep" && len(c.Touched.Articles) > 0 {
				run = runOf[c.Touched.Articles[0]]
			}
			switch last := len(out) - 1; {
			case run != "" && told[run]:
			case run != "":
				told[run] = true
				out = append(out, HistoryLine{Change: c, Added: sizes[run], Import: run})
			case c.Kind == "keep" && last >= 0 && out[last].Added > 0 && out[last].Import == "": // of before runs were noted
				out[last].Added++
			case c.Kind == "keep":
				out = append(out, HistoryLine{Change: c, Added: 1})
			case len(out) < most:
				out = append(out, HistoryLine{Change: c})
			}
		}
	}
	return out, nil
}

// ImportLeft reports how many articles of an import are still there, and how many of
// those hold something that a person did.
func (a *App) ImportLeft(ctx context.Context, run string) (there, decided int, err error) {
	ids, decided, err := a.importedStill(ctx, run)
	return len(ids), decided, err
}

func (a *App) importedStill(ctx context.Context, run string) ([]corpus.ArticleID, int, error) {
	list, err := a.store.Setting(ctx, run)
	if err != nil || list == "" {
		return nil, 0, err
	}
	var ids []corpus.ArticleID
	if err := json.Unmarshal([]byte(list), &ids); err != nil {
		return nil, 0, fmt.Errorf("read the list of the import %s: %w", run, err)
	}
	return a.store.StillThere(ctx, ids)
}

// UndoImport deletes what an import added, as one act that can be undone. The
// error is [corpus.ErrNothing] where nothing of it is left.
func (a *App) UndoImport(ctx context.Context, coder corpus.Coder, run string) (corpus.Change, error) {
	ids, _, err := a.importedStill(ctx, run)
	if err != nil {
		return corpus.Change{}, err
	}
	if len(ids) == 0 {
		return corpus.Change{}, corpus.ErrNothing
	}
	many := corpus.Many{Title: fmt.Sprintf("take back the import of %d articles", len(ids))}
	for _, id := range ids {
		many.Acts = append(many.Acts, corpus.DeleteArticle{ID: id})
	}
	return a.Do(ctx, coder, many)
}

// AddedSince counts the articles that were added after an act: what its undo
// leaves alone.
func (a *App) AddedSince(ctx context.Context, act corpus.ChangeID) (int, error) {
	return a.store.KeptAfter(ctx, act)
}
