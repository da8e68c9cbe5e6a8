package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quoth/corpus"
)

// outcome is what carrying out an act says of itself.
type outcome struct {
	kind, title, created string
	touched              corpus.Touched
	permanent            bool // cannot be taken back
	nothing              bool // nothing was done: no entry in the journal
}

// Do carries out one act of a coder: rows, journal entry and derived columns in
// one transaction. Errors: corpus.ErrInvalid, ErrNotFound, ErrReadOnly. A change
// of kind "nothing" or "deleted" was not written.
func (s *Store) Do(ctx context.Context, coder corpus.Coder, act corpus.Act) (corpus.Change, error) {
	if coder == "" {
		return corpus.Change{}, fmt.Errorf("every act needs its coder: %w", corpus.ErrInvalid)
	}
	upon, named := act.(corpus.Upon)
	if named {
		act = upon.Act
	}
	id := cmp.Or(upon.ID, corpus.ChangeID(newID()))
	var change corpus.Change
	err := s.writeFor(ctx, coder, func(t *tx) error {
		if upon.ID != "" || t.again {
			var known bool
			var err error
			if change, known, err = t.carriedOut(id); err != nil || known {
				return err
			}
		}
		done, err := t.carryOut(coder, act)
		if err != nil {
			return err
		}
		if upon.Seen > 0 {
			if err := t.clash(coder, upon.Seen); err != nil {
				return err
			}
		}
		if !done.permanent && len(t.rows) == 0 && !done.nothing {
			done = outcome{kind: "nothing", nothing: true}
		}
		change = corpus.Change{
			Coder:   coder,
			When:    s.now().UTC(),
			Kind:    done.kind,
			Title:   done.title,
			Touched: done.touched,
			Created: done.created,
		}
		if done.nothing {
			return nil
		}
		change.ID = id
		if _, err := t.ExecContext(
			ctx,
			`UPDATE changes SET redoable = 0 WHERE coder = ? AND redoable = 1`,
			string(coder),
		); err != nil {
			return err
		}
		return t.journal(&change, !done.permanent && len(t.rows) > 0)
	})
	if err != nil {
		return corpus.Change{}, err
	}
	switch act.(type) {
	case corpus.PurgeArticle, corpus.PurgeQuote:
		return change, s.emptyLog(context.WithoutCancel(ctx))
	}
	return change, nil
}

// carriedOut finds a change by its id: an act that is asked for again.
func (t *tx) carriedOut(id corpus.ChangeID) (corpus.Change, bool, error) {
	change, err := scanChange(t.QueryRowContext(t.ctx, changeColumns+`WHERE id = ?`, string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return corpus.Change{}, false, nil
	}
	return change, err == nil, err
}

// write runs f in a transaction for a program and derives what f made stale.
// When power fails, the last of such work may be lost, and with it nothing that
// was kept before: it can be done again. See [Store.Sync].
func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	return s.writeFor(ctx, corpus.Program, f)
}

// writeFor is write for a coder. An act of a person is on the disk when writeFor
// returns, and with it all that was written before.
func (s *Store) writeFor(ctx context.Context, coder corpus.Coder, f func(*tx) error) error {
	if s.server != nil {
		if err := s.server.mayActAs(coder); err != nil {
			return err
		}
	}
	err := s.writeOnce(ctx, coder, f, false)
	if s.server == nil || !errors.Is(err, corpus.ErrUnreachable) {
		return err
	}
	// A connection that was lost may come back: a server that is started anew, a
	// network that was away. What was asked last may have been carried out.
	wait, end := retryFirst, time.Now().Add(s.patience)
	for errors.Is(err, corpus.ErrUnreachable) && time.Now().Before(end) {
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		wait = min(2*wait, retryLast)
		err = s.writeOnce(ctx, coder, f, true)
	}
	return err
}

// How long is waited for a server that went away.
const (
	patience   = 10 * time.Second
	retryFirst = 50 * time.Millisecond
	retryLast  = time.Second
)

// writeOnce runs f in one transaction; again: it may have been committed already.
func (s *Store) writeOnce(ctx context.Context, coder corpus.Coder, f func(*tx) error, again bool) error {
	if s.readOnly {
		return fmt.Errorf("write %s: %w", s.path, corpus.ErrReadOnly)
	}
	if s.closed.Load() {
		return fmt.Errorf("write %s: %w", s.path, corpus.ErrClosed)
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return s.explain("write "+s.path, err)
	}
	defer conn.Close()
	sqlTx, err := s.begin(ctx, conn, coder != corpus.Program)
	if err != nil {
		return s.explain("write "+s.path, err)
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, dialect: s.writer.dialect, ctx: ctx, store: s, again: again}
	if err := f(t); err != nil {
		if isConstraint(err) {
			return fmt.Errorf("%w (%w)", corpus.ErrInvalid, err)
		}
		return s.explain("write the corpus", err)
	}
	if err := t.derive(); err != nil {
		return s.explain("write the corpus", err)
	}
	if err := sqlTx.Commit(); err != nil {
		if isForeignKey(err) {
			return fmt.Errorf("something else still uses it: %w", corpus.ErrConflict)
		}
		return s.explain("write the corpus", err)
	}
	return nil
}

// begin starts the transaction of an act.
func (s *Store) begin(ctx context.Context, conn *sql.Conn, durable bool) (*sql.Tx, error) {
	if s.server != nil {
		return s.server.begin(ctx, conn, durable)
	}
	if err := s.durably(ctx, conn, durable); err != nil {
		return nil, err
	}
	return conn.BeginTx(ctx, nil)
}

// durably sets whether the writer's connection waits for the disk at the end of
// each transaction (https://sqlite.org/pragma.html#pragma_synchronous). conn is that one
// connection; holding it guards s.durable.
func (s *Store) durably(ctx context.Context, conn *sql.Conn, durable bool) error {
	if durable == s.durable {
		return nil
	}
	mode := "NORMAL"
	if durable {
		mode = "FULL"
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = "+mode); err != nil {
		return err
	}
	s.durable = durable
	return nil
}

// Sync puts on the disk what programs have written: at the end of bulk work. It
// waits for nobody; what a reader still needs stays in the log, which is on the
// disk too.
func (s *Store) Sync(ctx context.Context) error {
	if s.readOnly {
		return nil
	}
	if s.server != nil { // a commit that waits for the disk brings along those that did not
		_, err := s.writer.ExecContext(ctx, `SELECT pg_logical_emit_message(true, 'quoth', '')`)
		return s.explain("put the corpus on the disk", err)
	}
	_, err := s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
	return s.explain("put the corpus on the disk", err)
}

// journal writes the entry and the images that take it back.
func (t *tx) journal(change *corpus.Change, revocable bool) error {
	if change.ID == "" {
		change.ID = corpus.ChangeID(newID())
	}
	err := t.QueryRowContext(
		t.ctx,
		`INSERT INTO changes (id, coder, at, kind, title, created, undoes, touched, revocable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		string(change.ID),
		string(change.Coder),
		stamp(change.When),
		change.Kind,
		change.Title,
		change.Created,
		string(change.Undoes),
		mustJSON(change.Touched),
		number(revocable),
	).Scan(&change.Seq)
	if err != nil || !revocable {
		return err
	}
	for i, r := range t.rows {
		if _, err := t.ExecContext(t.ctx,
			`INSERT INTO change_rows (change, ord, tbl, key, before, after, article) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			string(change.ID), i, r.table, r.key, r.before, r.after, r.article); err != nil {
			return err
		}
	}
	return nil
}

// Undo takes back the coder's last act. Errors: corpus.ErrNothing,
// corpus.ErrConflict with who built on it.
func (s *Store) Undo(ctx context.Context, coder corpus.Coder) (corpus.Change, error) {
	return s.revoke(ctx, coder, "undo")
}

// Redo does the coder's last undone act again, as long as the coder has not
// done anything else since.
func (s *Store) Redo(ctx context.Context, coder corpus.Coder) (corpus.Change, error) {
	return s.revoke(ctx, coder, "redo")
}

// The act that Undo or Redo concerns.
const (
	lastDone   = `SELECT seq, id, coder, at, kind, title, created, undoes, undone, touched FROM changes WHERE coder = ? AND revocable = 1 AND undone = 0 ORDER BY seq DESC LIMIT 1`
	lastUndone = `SELECT seq, id, coder, at, kind, title, created, undoes, undone, touched FROM changes WHERE coder = ? AND redoable = 1 ORDER BY undone DESC LIMIT 1`
)

var candidates = map[string]string{"undo": lastDone, "redo": lastUndone}

func (s *Store) revoke(ctx context.Context, coder corpus.Coder, way string) (corpus.Change, error) {
	var change corpus.Change
	id := corpus.ChangeID(newID())
	err := s.writeFor(ctx, coder, func(t *tx) error {
		if t.again {
			var known bool
			var err error
			if change, known, err = t.carriedOut(id); err != nil || known {
				return err
			}
		}
		concerned, err := scanChange(t.QueryRowContext(ctx, candidates[way], string(coder)))
		if errors.Is(err, sql.ErrNoRows) {
			return corpus.ErrNothing
		}
		if err != nil {
			return err
		}
		if err := t.takeBack(concerned, way == "undo"); err != nil {
			return fmt.Errorf("%s “%s”: %w", way, concerned.Title, err)
		}
		change = corpus.Change{
			ID: id, Coder: coder, When: s.now().UTC(), Kind: way, Title: way + ": " + concerned.Title,
			Undoes: concerned.ID, Touched: concerned.Touched,
		}
		if err := t.journal(&change, false); err != nil {
			return err
		}
		undone := int64(0)
		if way == "undo" {
			undone = change.Seq
		}
		_, err = t.ExecContext(
			ctx,
			`UPDATE changes SET undone = ?, redoable = ? WHERE id = ?`,
			undone,
			number(way == "undo"),
			string(concerned.ID),
		)
		return err
	})
	if err != nil {
		return corpus.Change{}, err
	}
	return change, nil
}

func (t *tx) changeRows(id corpus.ChangeID) ([]rowChange, error) {
	rows, err := t.QueryContext(
		t.ctx,
		`SELECT tbl, key, before, after, article FROM change_rows WHERE change = ? ORDER BY ord`,
		string(id),
	)
	return collect(rows, err, func(r *sql.Rows) (rowChange, error) {
		var c rowChange
		err := r.Scan(&c.table, &c.key, &c.before, &c.after, &c.article)
		return c, err
	})
}

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(...any) error }

func scanChange(row scanner, more ...any) (corpus.Change, error) {
	var c corpus.Change
	var at, touched string
	var undone int64
	if err := row.Scan(
		append(
			[]any{&c.Seq, &c.ID, &c.Coder, &at, &c.Kind, &c.Title, &c.Created, &c.Undoes, &undone, &touched},
			more...)...); err != nil {
		return c, err
	}
	c.When, c.Undone = parseStamp(at), undone != 0
	return c, json.Unmarshal([]byte(touched), &c.Touched)
}

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, rows.Err()
}

const changeColumns = `SELECT seq, id, coder, at, kind, title, created, undoes, undone, touched FROM changes `

func scanChanges(rows *sql.Rows, err error) ([]corpus.Change, error) {
	return collect(rows, err, func(r *sql.Rows) (corpus.Change, error) { return scanChange(r) })
}

// NextUndo tells which acts Undo and Redo would concern; nil for none.
func (s *Store) NextUndo(ctx context.Context, coder corpus.Coder) (undo, redo *corpus.Change, err error) {
	find := func(query string) (*corpus.Change, error) {
		c, err := scanChange(s.reader.QueryRowContext(ctx, query, string(coder)))
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return &c, s.explain("read the journal", err)
	}
	if undo, err = find(lastDone); err != nil {
		return nil, nil, err
	}
	redo, err = find(lastUndone)
	return undo, redo, err
}

// Changes lists the journal after a change, oldest first; "" means from the
// beginning. Error: corpus.ErrNotFound when the change is not in the journal.
func (s *Store) Changes(ctx context.Context, after corpus.ChangeID, limit int) ([]corpus.Change, error) {
	seq := int64(0)
	if after != "" {
		if err := s.reader.QueryRowContext(ctx, `SELECT seq FROM changes WHERE id = ?`, string(after)).
			Scan(&seq); err != nil {
			return nil, s.explain(fmt.Sprintf("find the change %s in the journal", after), err)
		}
	}
	rows, err := s.reader.QueryContext(ctx, changeColumns+`WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit)
	changes, err := scanChanges(rows, err)
	return changes, s.explain("read the journal", err)
}

// History lists the journal, newest first.
func (s *Store) History(ctx context.Context, offset, limit int) ([]corpus.Change, error) {
	rows, err := s.reader.QueryContext(ctx, changeColumns+`ORDER BY seq DESC LIMIT ? OFFSET ?`, limit, offset)
	changes, err := scanChanges(rows, err)
	return changes, s.explain("read the journal", err)
}

// LastChange is the newest entry of the journal; "" for none.
func (s *Store) LastChange(ctx context.Context) (corpus.ChangeID, error) {
	var id corpus.ChangeID
	err := s.reader.QueryRowContext(ctx, `SELECT id FROM changes ORDER BY seq DESC LIMIT 1`).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, s.explain("read the journal", err)
}

// CreatedID is the id of what an act made, where it made one thing.
func CreatedID(c corpus.Change) string { return c.Created }
