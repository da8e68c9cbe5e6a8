package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Column is a column of a table as a preview shows it.
type Column struct {
	Name    string
	Field   string   // the field it fills; empty for none
	Samples []string // the first cells that are not empty
}

// Preview is how a file would be imported.
type Preview struct {
	Format    string
	Title     string // of the format, for people
	Key       string // under what the settings are remembered
	Columns   []Column
	Settings  Settings // as used, the guessed columns included
	Announced int
	Articles  int // that can be read
	Damaged   int
	Doubtful  int // articles with a field for the tray
	Entries   []Entry
	Notes     []string
	Problem   error // nothing can be imported yet: what is to be decided
}

// previewed is how many articles a preview shows, and how many cells of a
// column.
const (
	previewed = 8
	sampled   = 3
)

// Key is under what settings for such a file are remembered: tables with the
// same columns share them.
func (f *Format) Key(ctx context.Context, file File) string {
	if f.table == nil {
		return "format:" + f.Name
	}
	t, err := f.table(ctx, file, nil)
	if err != nil {
		return "format:" + f.Name
	}
	return t.key()
}

func (t *table) key() string {
	folded := make([]string, len(t.columns))
	for i, c := range t.columns {
		folded[i] = foldHeading(c)
	}
	sum := sha256.Sum256([]byte(strings.Join(folded, "\x00")))
	return "columns:" + hex.EncodeToString(sum[:8])
}

// Preview reads a file as an import would and says what would come of it.
func (f *Format) Preview(ctx context.Context, file File, s Settings, r PageReader) (*Preview, error) {
	p := &Preview{Format: f.Name, Title: f.Title, Key: f.Key(ctx, file), Settings: s}
	if f.table != nil {
		t, err := f.table(ctx, file, s.Columns)
		if err != nil {
			return nil, err
		}
		if len(p.Settings.Columns) == 0 {
			p.Settings.Columns = guessColumns(t.columns)
		}
		p.Columns = t.describe(p.Settings.Columns)
	}
	book, err := f.Read(ctx, file, s, r)
	if err != nil {
		if len(p.Columns) == 0 {
			return nil, err
		}
		p.Problem = err
		return p, nil
	}
	p.Announced, p.Articles, p.Notes = book.Announced, book.Read(), book.Notes
	p.Damaged = len(book.Entries) - p.Articles
	for _, e := range book.Entries {
		if len(e.Doubts) > 0 {
			p.Doubtful++
		}
	}
	p.Entries = book.Entries[:min(len(book.Entries), previewed)]
	return p, nil
}

func (t *table) describe(mapping map[string]string) []Column {
	out := make([]Column, len(t.columns))
	for i, name := range t.columns {
		out[i].Name = name
		for field, column := range mapping {
			if foldHeading(column) == foldHeading(name) {
				out[i].Field = field
			}
		}
		for _, r := range t.rows {
			if i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
				out[i].Samples = append(out[i].Samples, cut(tidy(r.cells[i]), 80))
			}
			if len(out[i].Samples) == sampled {
				break
			}
		}
	}
	return out
}

// NamePreview is what a pattern reads out of one file name.
type NamePreview struct {
	Name   string
	Fields map[string]string // as they would be kept
	Doubts []Doubt
}

// PreviewNames shows what a pattern would read out of file names.
func PreviewNames(names []string, s Settings) ([]NamePreview, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("preview the file names: %w", err)
	}
	out := make([]NamePreview, len(names))
	for i, name := range names {
		var e Entry
		s.Apply(&e, name)
		a := e.Collected.Article
		out[i] = NamePreview{Name: name, Fields: map[string]string{}, Doubts: e.Doubts}
		for field, value := range map[string]string{
			Title: a.Title, Authors: strings.Join(a.Authors, "; "), Publisher: a.Publisher, Published: a.Published.String(),
			Section: a.Section, Language: a.Language, Keywords: strings.Join(a.Keywords, "; "), URL: a.URL,
		} {
			if value != "" {
				out[i].Fields[field] = value
			}
		}
	}
	return out, nil
}
