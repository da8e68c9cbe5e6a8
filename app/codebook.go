package app

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/exchange"
)

// Tags lists the codebook in tree order.
func (a *App) Tags(ctx context.Context) ([]corpus.TagSummary, error) { return a.store.Tags(ctx) }

// Targets lists the propositions.
func (a *App) Targets(ctx context.Context) ([]corpus.TargetSummary, error) {
	return a.store.Targets(ctx)
}

// Events lists the dated events of the charts.
func (a *App) Events(ctx context.Context) ([]corpus.Event, error) { return a.store.Events(ctx) }

// tagColors are given to new tags in turn: the categorical palette of Okabe and
// Ito (2008), which colour-blind readers can tell apart, darkened for text.
var tagColors = []string{"#0072b2", "#d55e00", "#009e73", "#b4588d", "#7a6a00", "#3b6fb6", "#8a4b08", "#4f6d7a"}

// EnsureTag returns the tag of a path ("Access/Police data"), making the levels
// that are missing, each as an act of the coder.
func (a *App) EnsureTag(ctx context.Context, coder corpus.Coder, path string) (corpus.TagID, error) {
	tags, err := a.store.TagTree(ctx)
	if err != nil {
		return "", err
	}
	byPath := map[string]corpus.TagID{}
	for _, t := range tags {
		byPath[strings.ToLower(t.Path)] = t.ID
	}
	var parent corpus.TagID
	var soFar []string
	for _, name := range strings.Split(path, corpus.TagPathSeparator) {
		name = strings.TrimSpace(name)
		soFar = append(soFar, name)
		key := strings.ToLower(strings.Join(soFar, corpus.TagPathSeparator))
		id, ok := byPath[key]
		if !ok {
			id = corpus.TagID(newID())
			tag := corpus.Tag{
				ID:       id,
				Parent:   parent,
				Name:     name,
				Color:    tagColors[len(byPath)%len(tagColors)],
				Position: len(byPath),
			}
			if err := tag.Validate(); err != nil {
				return "", fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
			}
			if _, err := a.Do(ctx, coder, corpus.SaveTag{Tag: tag}); err != nil {
				return "", err
			}
			byPath[key] = id
		}
		parent = id
	}
	return parent, nil
}

// EnsureTarget returns the target with this text and makes it when there is
// none.
func (a *App) EnsureTarget(ctx context.Context, coder corpus.Coder, text string) (corpus.TargetID, error) {
	targets, err := a.store.TargetList(ctx)
	if err != nil {
		return "", err
	}
	for _, t := range targets {
		if strings.EqualFold(t.Text, strings.TrimSpace(text)) {
			return t.ID, nil
		}
	}
	id := corpus.TargetID(newID())
	_, err = a.Do(
		ctx,
		coder,
		corpus.SaveTarget{Target: corpus.Target{ID: id, Text: strings.TrimSpace(text), Position: len(targets)}},
	)
	return id, err
}

// RecentTags lists the n tags the coder used last, for the number keys; the
// rest of the codebook fills up.
func (a *App) RecentTags(ctx context.Context, coder corpus.Coder, n int) ([]corpus.TagSummary, error) {
	recent, err := a.store.RecentTags(ctx, coder, n)
	if err != nil {
		return nil, err
	}
	tags, err := a.store.Tags(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[corpus.TagID]corpus.TagSummary, len(tags))
	for _, t := range tags {
		byID[t.ID] = t
	}
	var out []corpus.TagSummary
	taken := map[corpus.TagID]bool{}
	take := func(id corpus.TagID) {
		if t, ok := byID[id]; ok && !taken[id] && len(out) < n {
			taken[id] = true
			out = append(out, t)
		}
	}
	for _, id := range recent {
		take(id)
	}
	for _, t := range tags {
		take(t.ID)
	}
	return out, nil
}

// MoveTag puts a tag below another one (empty: at the top), before the sibling
// at a place, and numbers the siblings again, as one change.
func (a *App) MoveTag(ctx context.Context, coder corpus.Coder, id, parent corpus.TagID, place int) error {
	tags, err := a.store.Tags(ctx)
	if err != nil {
		return err
	}
	var moved *corpus.Tag
	var siblings []corpus.Tag
	for _, t := range tags {
		if t.ID == id {
			moved = &t.Tag
		} else if t.Parent == parent {
			siblings = append(siblings, t.Tag)
		}
	}
	if moved == nil {
		return fmt.Errorf("the tag %s: %w", id, corpus.ErrNotFound)
	}
	moved.Parent = parent
	siblings = slices.Insert(siblings, min(max(place, 0), len(siblings)), *moved)
	var acts []corpus.Act
	for i, t := range siblings {
		if t.Position != i || t.ID == id {
			t.Position = i
			acts = append(acts, corpus.SaveTag{Tag: t})
		}
	}
	_, err = a.Do(ctx, coder, corpus.Many{Title: "move the tag " + moved.Name, Acts: acts})
	return err
}

// Recode gives the quotes of one tag another one, in the coder's name; without
// keep the first is taken off where this coder had put it. It returns how many
// quotes it concerned.
func (a *App) Recode(ctx context.Context, coder corpus.Coder, from, to corpus.TagID, keep bool) (int, error) {
	quotes, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{Tag: from, Coder: coder, AllActs: true, Limit: -1})
	if err != nil {
		return 0, err
	}
	var acts []corpus.Act
	for _, q := range quotes {
		acts = append(acts, corpus.PutTag{Quote: q.Quote.ID, Tag: to})
		if !keep {
			acts = append(acts, corpus.DropTag{Quote: q.Quote.ID, Tag: from})
		}
	}
	if len(acts) == 0 {
		return 0, fmt.Errorf("you have put this tag on no quote: %w", corpus.ErrInvalid)
	}
	_, err = a.Do(ctx, coder, corpus.Many{Title: fmt.Sprintf("recode %d quotes", len(quotes)), Acts: acts})
	return len(quotes), err
}

// TargetWordings are the changes of a target's text, newest first, as the journal
// names them.
func (a *App) TargetWordings(ctx context.Context, id corpus.TargetID) ([]corpus.Change, error) {
	return a.store.CodebookChanges(ctx, string(id), 50)
}

func examplesKey(tag corpus.TagID) string { return "examples:" + string(tag) }

// Examples are the quotes picked to show what a tag means.
func (a *App) Examples(ctx context.Context, tag corpus.TagID) ([]corpus.QuoteID, error) {
	kept, err := a.store.Setting(ctx, examplesKey(tag))
	if err != nil || kept == "" {
		return nil, err
	}
	var ids []corpus.QuoteID
	if err := json.Unmarshal([]byte(kept), &ids); err != nil {
		return nil, fmt.Errorf("read the examples of a tag: %w", err)
	}
	return ids, nil
}

// ToggleExample picks a quote as an example of a tag, or no longer.
func (a *App) ToggleExample(ctx context.Context, tag corpus.TagID, quote corpus.QuoteID) (picked bool, err error) {
	ids, err := a.Examples(ctx, tag)
	if err != nil {
		return false, err
	}
	if i := slices.Index(ids, quote); i >= 0 {
		ids = slices.Delete(ids, i, i+1)
	} else {
		ids, picked = append(ids, quote), true
	}
	return picked, a.store.SetSetting(ctx, examplesKey(tag), mustMarshal(ids))
}

// mustMarshal writes plain values, which cannot fail.
func mustMarshal(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// codebookColumns are those of a codebook in a file.
var codebookColumns = []string{"path", "color", "definition"}

// WriteCodebook writes the tags as CSV, parents before their children, with a byte
// order mark and guarded against formulas as exported tables are.
func (a *App) WriteCodebook(ctx context.Context, w io.Writer) error {
	tags, err := a.store.Tags(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{codebookColumns}
	for _, t := range tags {
		rows = append(rows, []string{SafeCell(t.Path), SafeCell(t.Color), SafeCell(t.Definition)})
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// ReadCodebook adds the tags of a CSV file, and takes its colours and definitions
// for those there are, as one change. It returns how many tags it concerned.
func (a *App) ReadCodebook(ctx context.Context, coder corpus.Coder, r io.Reader) (int, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return 0, fmt.Errorf("read the codebook: %w: %w", corpus.ErrInvalid, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	at := map[string]int{}
	for i, name := range header {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	if _, ok := at["path"]; !ok {
		return 0, fmt.Errorf("a codebook needs a column named path, such as Access/Police data: %w", corpus.ErrInvalid)
	}
	tags, err := a.store.Tags(ctx)
	if err != nil {
		return 0, err
	}
	b := codebookReader{byPath: map[string]corpus.Tag{}}
	for _, t := range tags {
		b.byPath[strings.ToLower(t.Path)] = t.Tag
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, fmt.Errorf("read the codebook: %w: %w", corpus.ErrInvalid, err)
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(record) {
				return strings.TrimSpace(exchange.Unguard(record[i]))
			}
			return ""
		}
		b.row(cell("path"), cell("color"), cell("definition"))
	}
	if len(b.acts) == 0 {
		return 0, fmt.Errorf("the file holds no tag that is new or different: %w", corpus.ErrInvalid)
	}
	_, err = a.Do(ctx, coder, corpus.Many{Title: fmt.Sprintf("read %d tags from a file", len(b.acts)), Acts: b.acts})
	return len(b.acts), err
}

// codebookReader gathers the acts of a codebook's rows.
type codebookReader struct {
	byPath map[string]corpus.Tag // lower case
	acts   []corpus.Act
}

// row adds a tag with the parents it lacks, or changes the one there is.
func (b *codebookReader) row(path, color, definition string) {
	var parent corpus.TagID
	var soFar []string
	names := strings.Split(path, corpus.TagPathSeparator)
	for i, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			return
		}
		soFar = append(soFar, name)
		key := strings.ToLower(strings.Join(soFar, corpus.TagPathSeparator))
		tag, known := b.byPath[key]
		if !known {
			tag = corpus.Tag{
				ID:       corpus.TagID(newID()),
				Parent:   parent,
				Name:     name,
				Color:    tagColors[len(b.byPath)%len(tagColors)],
				Position: len(b.byPath),
			}
		}
		changed := !known
		if i == len(names)-1 {
			if color != "" && color != tag.Color {
				tag.Color, changed = color, true
			}
			if definition != "" && definition != tag.Definition {
				tag.Definition, changed = definition, true
			}
		}
		if changed {
			b.acts = append(b.acts, corpus.SaveTag{Tag: tag})
		}
		b.byPath[key] = tag
		parent = tag.ID
	}
}
