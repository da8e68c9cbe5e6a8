package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"quoth/corpus"
)

// copiedTables are all tables but meta, with the keys in whose order their rows
// are carried over: where a copy was broken off it goes on behind the last row.
var copiedTables = []struct {
	name string
	key  []string
}{
	{"settings", []string{"key"}},
	{"pages", []string{"hash"}},
	{"articles", []string{"id"}},
	{"versions", []string{"id"}},
	{"story_bands", []string{"band", "article"}},
	{"people", []string{"id"}},
	{"organizations", []string{"id"}},
	{"proposals", []string{"kind", "a", "b"}},
	{"quotes", []string{"id"}},
	{"verdicts", []string{"quote", "coder"}},
	{"tags", []string{"id"}},
	{"quote_tags", []string{"quote", "tag", "coder"}},
	{"targets", []string{"id"}},
	{"judgements", []string{"quote", "target", "coder"}},
	{"notes", []string{"quote", "coder"}},
	{"annotations", []string{"id"}},
	{"events", []string{"id"}},
	{"searches", []string{"id"}},
	{"changes", []string{"seq"}},
	{"change_rows", []string{"change", "ord"}},
	{"doubts", []string{"article", "field"}},
	{"collecting", []string{"key"}},
	{"article_progress", []string{"article", "coder"}},
	{"article_tags", []string{"article", "tag", "coder"}},
	{"memos", []string{"article", "coder"}},
	{"adjudications", []string{"quote", "target"}},
	{"assignments", []string{"id"}},
	{"applied", []string{"id"}},
	{"readings", []string{"article"}},
}

// A batch of a copy: so much may be lost when it is broken off.
const (
	batchRows  = 2000
	batchBytes = 16 << 20
)

// CopyTo makes a corpus of its own at another place, a file or an empty database,
// with the whole journal. It refuses one that is there with os.ErrExist. Where an
// earlier copy of the same state was broken off it goes on. progress may be nil.
func (s *Store) CopyTo(ctx context.Context, place string, o Options, progress func(done, total int)) error {
	if s.server == nil && !IsServer(place) {
		return s.copyFile(ctx, place)
	}
	from, err := s.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil && s.server == nil { // SQLite knows one isolation, which is stricter
		from, err = s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	}
	if err != nil {
		return s.explain("copy to "+Shown(place), err)
	}
	defer from.Rollback()
	source := &copySource{Tx: from, dialect: s.reader.dialect}
	if source.state, err = source.stateOf(ctx); err != nil {
		return s.explain("copy to "+Shown(place), err)
	}
	if IsServer(place) {
		err = s.copyToServer(ctx, source, place, o, progress)
	} else {
		err = s.copyToFile(ctx, source, place, progress)
	}
	return s.explain("copy to "+Shown(place), err)
}

// copySource is one state of a corpus that is copied.
type copySource struct {
	*sql.Tx
	*dialect
	state string // names it: the corpus and its last change
}

func (c *copySource) stateOf(ctx context.Context) (string, error) {
	var id, last string
	err := c.QueryRowContext(ctx, `SELECT value, coalesce((SELECT id FROM changes ORDER BY seq DESC LIMIT 1), '') FROM meta WHERE key = 'id'`).
		Scan(&id, &last)
	return id + " " + last, err
}

// sink is where rows are copied to.
type sink interface {
	columns(ctx context.Context, table string) ([]string, error)
	// last reads the key of the last row that is there; nil for none.
	last(ctx context.Context, table string, key []string) ([]any, error)
	write(ctx context.Context, table string, columns []string, rows [][]any) error
}

// copyRowsTo carries all rows over.
func (c *copySource) copyRowsTo(ctx context.Context, to sink, progress func(done, total int)) error {
	total, done := 0, 0
	for _, t := range copiedTables {
		var n int
		if err := c.QueryRowContext(ctx, `SELECT count(*) FROM `+t.name).Scan(&n); err != nil {
			return err
		}
		total += n
	}
	for _, t := range copiedTables {
		columns, err := to.columns(ctx, t.name)
		if err != nil {
			return err
		}
		at, err := to.last(ctx, t.name, t.key)
		if err != nil {
			return err
		}
		if at != nil {
			n, err := c.before(ctx, t.name, t.key, at)
			if err != nil {
				return err
			}
			done += n
		}
		for {
			rows, err := c.batch(ctx, t.name, t.key, columns, at)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			if err := to.write(ctx, t.name, columns, rows); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			at = keyOf(columns, t.key, rows[len(rows)-1])
			if done += len(rows); progress != nil {
				progress(done, total)
			}
		}
	}
	return nil
}

func keyOf(columns, key []string, row []any) []any {
	out := make([]any, len(key))
	for i, k := range key {
		for j, c := range columns {
			if c == k {
				out[i] = row[j]
			}
		}
	}
	return out
}

func marks(n int) string { return "(?" + strings.Repeat(", ?", n-1) + ")" }

// before counts the rows up to a key.
func (c *copySource) before(ctx context.Context, table string, key []string, at []any) (n int, err error) {
	query := fmt.Sprintf(`SELECT count(*) FROM %s WHERE (%s) <= %s`, table, strings.Join(key, ", "), marks(len(key)))
	return n, c.QueryRowContext(ctx, c.say(query), at...).Scan(&n)
}

// batch reads rows behind a key.
func (c *copySource) batch(ctx context.Context, table string, key, columns []string, after []any) ([][]any, error) {
	where := ""
	if after != nil {
		where = fmt.Sprintf(`WHERE (%s) > %s `, strings.Join(key, ", "), marks(len(key)))
	}
	rows, err := c.QueryContext(
		ctx,
		c.say(fmt.Sprintf(`SELECT %s FROM %s %sORDER BY %s LIMIT %d`, strings.Join(columns, ", "), table, where,
			strings.Join(key, ", "), batchRows)),
		after...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]any
	for bytes := 0; bytes < batchBytes && rows.Next(); {
		values, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			at[i] = &values[i]
		}
		if err := rows.Scan(at...); err != nil {
			return nil, err
		}
		for _, v := range values {
			switch v := v.(type) {
			case string:
				bytes += len(v)
			case []byte:
				bytes += len(v)
			}
		}
		out = append(out, values)
	}
	return out, rows.Err()
}

// lastKey is [sink.last] in a database.
func lastKey(ctx context.Context, db *sql.Conn, table string, key []string) ([]any, error) {
	values, at := make([]any, len(key)), make([]any, len(key))
	for i := range values {
		at[i] = &values[i]
	}
	err := db.QueryRowContext(ctx, fmt.Sprintf(`SELECT %s FROM %s ORDER BY %s DESC LIMIT 1`, strings.Join(key, ", "), table, strings.Join(key, " DESC, "))).
		Scan(at...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return values, err
}

// fileSink writes rows into a file that has no name yet.
type fileSink struct{ conn *sql.Conn }

func (f fileSink) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := f.conn.QueryContext(ctx, `SELECT name FROM pragma_table_info(?)`, table)
	columns, err := collect(rows, err, scanText)
	if table == "quotes" {
		columns = append(columns, "rowid") // the order of keeping
	}
	return columns, err
}

func (f fileSink) last(ctx context.Context, table string, key []string) ([]any, error) {
	return lastKey(ctx, f.conn, table, key)
}

func (f fileSink) write(ctx context.Context, table string, columns []string, rows [][]any) error {
	tx, err := f.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(
		ctx,
		fmt.Sprintf(`INSERT INTO %s (%s) VALUES %s`, table, strings.Join(columns, ", "), marks(len(columns))),
	)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *Store) copyToFile(
	ctx context.Context,
	source *copySource,
	dest string,
	progress func(done, total int),
) (err error) {
	if exists(dest) {
		return os.ErrExist
	}
	part := dest + ".part"
	to, err := unfinishedFile(ctx, part, source.state)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	conn, err := to.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(
		ctx,
		`PRAGMA foreign_keys = 0`,
	); err != nil { // entries refer to each other in no order
		return err
	}
	if err := source.copyRowsTo(ctx, fileSink{conn}, progress); err != nil {
		return err
	}
	id, _, _ := strings.Cut(source.state, " ")
	for _, step := range []string{`UPDATE meta SET value = ? WHERE key = 'id'`, `DELETE FROM meta WHERE key = 'copying' AND ? <> ''`} {
		if _, err := conn.ExecContext(ctx, step, id); err != nil {
			return err
		}
	}
	if err := errors.Join(conn.Close(), to.Close()); err != nil {
		return err
	}
	return errors.Join(syncFile(part), place(part, dest))
}

// unfinishedFile opens the file of a copy that was broken off, when it is of the
// same state, or begins one.
func unfinishedFile(ctx context.Context, part, state string) (*Store, error) {
	if exists(part) {
		to, err := open(ctx, part, Options{}, false)
		if err == nil {
			var of string
			if err = to.writer.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'copying'`).
				Scan(&of); err == nil &&
				of == state {
				return to, nil
			}
			to.Close()
		}
		if err := os.Remove(part); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(part, nil, fileMode); err != nil {
		return nil, err
	}
	to, err := open(ctx, part, Options{}, true)
	if err != nil {
		return nil, err
	}
	if _, err := to.writer.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('copying', ?)`, state); err != nil {
		return nil, errors.Join(err, to.Close())
	}
	return to, nil
}

// serverSink writes rows into a database by COPY.
type serverSink struct{ conn *sql.Conn }

func (v serverSink) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := v.conn.QueryContext(
		ctx,
		`SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
	  ORDER BY attnum`,
		table,
	)
	return collect(rows, err, scanText)
}

func (v serverSink) last(ctx context.Context, table string, key []string) ([]any, error) {
	return lastKey(ctx, v.conn, table, key)
}

func (v serverSink) write(ctx context.Context, table string, columns []string, rows [][]any) error {
	return v.conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
}

// setAside is what is taken off tables while rows are loaded, and put back at the
// end: loading is several times as fast without, and entries refer to each other
// in no order.
type setAside struct {
	State string   `json:"state"`
	Back  []string `json:"back"` // the statements that put it back, in order
}

// takeOff are the statements that take keys and indexes off, each with the one
// that puts it back.
const takeOff = `SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
    'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid), 2 AS place
  FROM pg_constraint WHERE connamespace = 'quoth'::regnamespace AND contype = 'f'
  UNION ALL SELECT 'DROP INDEX ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), 1
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'quoth'::regnamespace AND c.relkind = 'i'
    AND NOT EXISTS (SELECT 1 FROM pg_constraint x WHERE x.conindid = i.indexrelid)
  ORDER BY 3, 2`

func (s *Store) copyToServer(
	ctx context.Context,
	source *copySource,
	place string,
	o Options,
	progress func(done, total int),
) error {
	to, err := reach(ctx, place, Options{Now: o.Now, Password: o.Password})
	if err != nil {
		return err
	}
	defer to.Close()
	aside, err := to.prepareCopy(ctx, source.state)
	if err != nil {
		return err
	}
	conn, err := to.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := source.copyRowsTo(ctx, serverSink{conn}, progress); err != nil {
		return err
	}
	id, _, _ := strings.Cut(source.state, " ")
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, statement := range append(aside.Back,
		`SELECT setval(pg_get_serial_sequence('quotes', 'rowid'), (SELECT 1 + coalesce(max(rowid), 0) FROM quotes), false)`,
		`ALTER TABLE changes ENABLE TRIGGER USER`, `DELETE FROM meta WHERE key = 'copying'`) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE meta SET value = $1 WHERE key = 'id'`, id); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ANALYZE`)
	return err
}

// prepareCopy makes empty tables without indexes, or finds those of a copy of the
// same state that was broken off.
func (s *Store) prepareCopy(ctx context.Context, state string) (setAside, error) {
	aside := setAside{State: state}
	var said string
	err := s.writer.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'copying'`).Scan(&said)
	if err == nil {
		var earlier setAside
		if err := json.Unmarshal([]byte(said), &earlier); err != nil {
			return aside, fmt.Errorf("what an earlier copy left: %w: %w", corpus.ErrDamaged, err)
		}
		if earlier.State == state {
			return earlier, nil
		}
		if _, err := s.writer.ExecContext(ctx, `DROP SCHEMA `+schemaName+` CASCADE`); err != nil {
			return aside, err
		}
	} else if !errors.Is(err, sql.ErrNoRows) && !isCode(err, "42P01", "3F000") {
		return aside, err
	}
	if err := s.makeSchema(ctx); err != nil {
		return aside, err
	}
	rows, err := s.writer.QueryContext(ctx, takeOff)
	steps, err := collect(rows, err, func(r *sql.Rows) (pair [2]string, err error) {
		var place int
		err = r.Scan(&pair[0], &pair[1], &place)
		return pair, err
	})
	if err != nil {
		return aside, err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return aside, err
	}
	defer tx.Rollback()
	for _, step := range steps {
		if _, err := tx.ExecContext(ctx, step[0]); err != nil {
			return aside, err
		}
		aside.Back = append(aside.Back, step[1])
	}
	if _, err := tx.ExecContext(ctx, `ALTER TABLE changes DISABLE TRIGGER USER`); err != nil {
		return aside, err
	}
	if _, err := tx.ExecContext(
		ctx,
		`INSERT INTO meta (key, value) VALUES ('copying', $1)`,
		mustJSON(aside),
	); err != nil {
		return aside, err
	}
	return aside, tx.Commit()
}
