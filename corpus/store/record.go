package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// table describes a journalled table: its key and the columns a row image
// holds. Derived columns are left out, so that taking a change back never
// trips over them.
type table struct {
	key     []string
	columns []string // key columns included
}

var tables = map[string]table{
	"articles": {[]string{"id"}, []string{
		"id", "url", "title", "authors", "publisher", "site", "section", "published", "day",
		"modified", "language", "keywords", "origins", "collected", "story", "current", "deleted",
	}},
	"quotes": {
		[]string{"id"},
		[]string{"id", "article", "version", "position", "act", "data", "confidence", "origin", "story", "unplaced"},
	},
	"verdicts":   {[]string{"quote", "coder"}, []string{"quote", "coder", "status", "correction", "queue", "at"}},
	"quote_tags": {[]string{"quote", "tag", "coder"}, []string{"quote", "tag", "coder", "at"}},
	"judgements": {[]string{"quote", "target", "coder"}, []string{"quote", "target", "coder", "stance", "at"}},
	"notes":      {[]string{"quote", "coder"}, []string{"quote", "coder", "text", "at"}},
	"annotations": {
		[]string{"id"},
		[]string{"id", "article", "version", "anchor", "tags", "note", "coder", "created", "unplaced"},
	},
	"article_progress": {[]string{"article", "coder"}, []string{"article", "coder", "state", "at"}},
	"article_tags":     {[]string{"article", "tag", "coder"}, []string{"article", "tag", "coder", "at"}},
	"memos":            {[]string{"article", "coder"}, []string{"article", "coder", "text", "at"}},
	"adjudications":    {[]string{"quote", "target"}, []string{"quote", "target", "coder", "stance", "reason", "at"}},
	"assignments": {
		[]string{"id"},
		[]string{"id", "title", "coder", "target", "quotes", "drawn", "assigner", "created"},
	},
	"applied":  {[]string{"id"}, []string{"id", "coder", "at"}},
	"tags":     {[]string{"id"}, []string{"id", "parent", "name", "color", "definition", "position"}},
	"targets":  {[]string{"id"}, []string{"id", "text", "definition", "position"}},
	"events":   {[]string{"id"}, []string{"id", "day", "label", "note"}},
	"searches": {[]string{"id"}, []string{"id", "name", "query", "created"}},
	"people": {
		[]string{"id"},
		[]string{"id", "name", "aliases", "title", "attributes", "note", "merged_into", "confirmed"},
	},
	"organizations": {
		[]string{"id"},
		[]string{"id", "name", "aliases", "attributes", "note", "merged_into", "confirmed"},
	},
	"proposals": {[]string{"kind", "a", "b"}, []string{"kind", "a", "b", "score", "reason", "apart"}},
}

// rowChange is one row before and after a change, as JSON; "" is an absent row.
type rowChange struct {
	table, key, before, after, article string
}

// tx is one act's transaction. Journalled rows are written through put and
// drop alone, which note what was there before.
type tx struct {
	*sql.Tx
	*dialect
	ctx   context.Context
	store *Store
	rows  []rowChange
	dirty dirty

	again    bool                 // it may have been committed already, and the answer lost
	prepared map[string]*sql.Stmt // by their SQL: a transaction asks the same again and again
	when     time.Time            // of an act that is carried out as written; zero: now
}

// statement parses SQL once in a transaction; it is closed with it. The driver
// of PostgreSQL does so by itself, for as long as a connection lives: nil.
func (t *tx) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if t.dialect != sqliteDialect {
		return nil, nil
	}
	if s := t.prepared[query]; s != nil {
		return s, nil
	}
	s, err := t.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if t.prepared == nil {
		t.prepared = map[string]*sql.Stmt{}
	}
	t.prepared[query] = s
	return s, nil
}

// ExecContext is that of [sql.Tx], with SQL parsed once.
func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := t.statement(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return t.Tx.ExecContext(ctx, t.say(query), args...)
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext is that of [sql.Tx], with SQL parsed once.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := t.statement(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return t.Tx.QueryContext(ctx, t.say(query), args...)
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext is that of [sql.Tx], with SQL parsed once.
func (t *tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := t.statement(ctx, query)
	if err != nil || s == nil {
		return t.Tx.QueryRowContext(ctx, t.say(query), args...) // which says an error when it is scanned
	}
	return s.QueryRowContext(ctx, args...)
}

// stamp is the moment of the act at hand.
func (t *tx) stamp() string {
	if !t.when.IsZero() {
		return stamp(t.when)
	}
	return stamp(t.store.now())
}

// dirty gathers what must be derived anew before the transaction ends.
type dirty struct {
	quotes, articles, people, organizations set
}

type set map[string]bool

func (s *set) add(id string) {
	if *s == nil {
		*s = set{}
	}
	if id != "" {
		(*s)[id] = true
	}
}

// onConflict replaces the row that is there.
func (t table) onConflict() string {
	updates := make([]string, len(t.columns))
	for i, c := range t.columns {
		updates[i] = fmt.Sprintf("%s = excluded.%s", c, c)
	}
	return fmt.Sprintf("ON CONFLICT (%s) DO UPDATE SET %s", strings.Join(t.key, ", "), strings.Join(updates, ", "))
}

// keyed is the key as the JSON array that [rowKey] gives.
func (t table) keyed() string {
	parts := make([]string, len(t.key))
	for i, c := range t.key {
		parts[i] = "json_quote(" + c + ")"
	}
	return "'[' || " + strings.Join(parts, " || ',' || ") + " || ']'"
}

// where matches the key given as one JSON array.
func (t table) where() string {
	parts := make([]string, len(t.key))
	for i, c := range t.key {
		parts[i] = fmt.Sprintf("%s = ?1 ->> %d", c, i)
	}
	return strings.Join(parts, " AND ")
}

// rowKey is the JSON array of a row's key.
func rowKey(parts ...string) string {
	key, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(key)
}

// image reads a row; "" when it is absent.
func (t *tx) image(name, key string) (string, error) {
	var image string
	query := fmt.Sprintf(`SELECT %s FROM %s WHERE %s`, t.object(tables[name]), name, tables[name].where())
	err := t.QueryRowContext(t.ctx, query, key).Scan(&image)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return image, err
}

// write makes a row what its image says.
func (t *tx) write(name, key, image string) error {
	desc := tables[name]
	if image == "" {
		_, err := t.ExecContext(t.ctx, fmt.Sprintf(`DELETE FROM %s WHERE %s`, name, desc.where()), key)
		return err
	}
	_, err := t.ExecContext(t.ctx, t.upsert(name, desc), image)
	return err
}

// put writes a row and notes what was there; article is the one whose content
// the row holds, or empty. A row that stays the same is not noted.
func (t *tx) put(name, article, key string, row map[string]any) error {
	before, err := t.image(name, key)
	if err != nil {
		return err
	}
	image, err := json.Marshal(row)
	if err != nil {
		return err
	}
	if err := t.write(name, key, string(image)); err != nil {
		return err
	}
	return t.note(name, article, key, before)
}

// drop removes a row and notes what was there.
func (t *tx) drop(name, article, key string) error {
	before, err := t.image(name, key)
	if err != nil || before == "" {
		return err
	}
	if err := t.write(name, key, ""); err != nil {
		return err
	}
	return t.note(name, article, key, before)
}

func (t *tx) note(name, article, key, before string) error {
	after, err := t.image(name, key)
	if err != nil {
		return err
	}
	if before != after {
		t.rows = append(t.rows, rowChange{name, key, before, after, article})
		t.touch(name, key, before, after)
	}
	return nil
}

// touch notes which derived columns depend on a journalled row.
func (t *tx) touch(name, key string, images ...string) {
	id := keyPart(key)
	switch name {
	case "verdicts":
		t.dirty.quotes.add(id)
	case "quotes":
		t.dirty.quotes.add(id)
		for _, image := range images {
			t.dirty.articles.add(field(image, "article"))
		}
	case "people":
		t.dirty.people.add(id)
	case "organizations":
		t.dirty.organizations.add(id)
	}
}

func field(image, name string) string {
	var row map[string]any
	if json.Unmarshal([]byte(image), &row) != nil {
		return ""
	}
	value, _ := row[name].(string)
	return value
}

// exists reports whether a table has a row with this id.
func (t *tx) exists(name, id string) (bool, error) {
	var one int
	err := t.QueryRowContext(t.ctx, fmt.Sprintf(`SELECT 1 FROM %s WHERE id = ?`, name), id).Scan(&one)
	if err == sql.ErrNoRows {
		return false, nil
	}
	return err == nil, err
}

// mustJSON marshals values that always can be: strings, lists, our own types.
func mustJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// number is how a flag lies in a row image.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// same reports whether a row has these values already. Saying a thing twice is
// no second act, though its moment differs.
func (t *tx) same(name, key string, values map[string]any) (bool, error) {
	image, err := t.image(name, key)
	if err != nil || image == "" {
		return false, err
	}
	var row map[string]any
	if err := json.Unmarshal([]byte(image), &row); err != nil {
		return false, err
	}
	for column, value := range values {
		if row[column] != value {
			return false, nil
		}
	}
	return true, nil
}
