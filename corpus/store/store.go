// Package store keeps a corpus in one SQLite file, or in a database of PostgreSQL.
// Everything a person does goes through [Store.Do], which writes the change and
// what takes it back in one transaction; the rest are questions.
//
// Of a file, one process writes: an advisory lock beside the file says who. Others may
// read meanwhile. The file is in WAL mode while open and one plain file again
// after Close.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"quoth/corpus"
)

// busyTimeout is how long SQLite waits for a lock of another process.
const busyTimeout = 5 * time.Second

// applicationID marks a Quoth corpus in the file's header: "Quth".
const applicationID = 0x51757468

// Options says how to open a corpus.
type Options struct {
	ReadOnly bool
	Now      func() time.Time // nil: time.Now
	// Password is asked for the password of a database where neither its address,
	// PGPASSWORD nor ~/.pgpass has the right one; nil: nobody can be asked.
	Password func(place string) (string, error)
}

// Store is an open corpus. Its methods are safe for concurrent use, with Close
// too: once it is closed, or being closed, they return corpus.ErrClosed.
type Store struct {
	path     string
	id       string
	readOnly bool
	now      func() time.Time
	writer   *pool // one connection; nil when reading only
	reader   *pool
	lock     *locks  // of a file
	server   *server // nil: a file
	durable  bool    // the writer's connection puts each act on the disk before it is done
	closed   atomic.Bool
	patience time.Duration // how long an act waits for a server that went away
}

// Create makes a new corpus, a file or the tables in a database (see
// [IsServer]), and opens it. It refuses an existing one with os.ErrExist.
func Create(ctx context.Context, path string, o Options) (*Store, error) {
	if o.ReadOnly {
		return nil, fmt.Errorf("create %s: %w", Shown(path), corpus.ErrReadOnly)
	}
	if IsServer(path) {
		return createServer(ctx, path, o)
	}
	if exists(path) {
		return nil, fmt.Errorf("create the corpus %s: %w", path, os.ErrExist)
	}
	sweep(filepath.Dir(path))
	// It is made under another name, so that a program that is killed meanwhile
	// leaves no half corpus under this one.
	file, err := os.CreateTemp(filepath.Dir(path), newFileTemplate)
	if err != nil {
		return nil, fmt.Errorf("create the corpus %s: %w", path, err)
	}
	making := file.Name()
	defer func() {
		for _, rest := range []string{"", walSuffix, "-shm", lockSuffix} {
			os.Remove(making + rest) // nothing is left of it when all went well
		}
	}()
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("create the corpus %s: %w", path, err)
	}
	fresh, err := open(ctx, making, o, true)
	if err != nil {
		return nil, fmt.Errorf("create the corpus %s: %w", path, err)
	}
	if err := errors.Join(fresh.Close(), place(making, path)); err != nil {
		return nil, fmt.Errorf("create the corpus %s: %w", path, err)
	}
	return open(ctx, path, o, false)
}

// Open opens a corpus, a file or a database. Errors: os.ErrNotExist,
// corpus.ErrNotACorpus, ErrNewer, ErrLocked, ErrDamaged, ErrUnreachable,
// ErrNotAllowed. A file of an older version is copied to NAME.before-N before it
// is upgraded.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if IsServer(path) {
		return openServer(ctx, path, o)
	}
	return open(ctx, path, o, false)
}

func open(ctx context.Context, path string, o Options, fresh bool) (_ *Store, err error) {
	if path, err = resolve(path); err != nil {
		return nil, fmt.Errorf("open the corpus %s: %w", path, err)
	}
	s := &Store{path: path, readOnly: o.ReadOnly, now: orNow(o.Now)}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if !fresh {
		if err := checkFile(path); err != nil {
			return nil, err
		}
	}
	if !o.ReadOnly {
		if s.lock, err = takeLocks(path); err != nil {
			return nil, err
		}
	} else if err := refuseOtherNames(path); err != nil {
		return nil, fmt.Errorf("open %s for reading: %w", path, err)
	}
	if s.reader, err = connect(path, true); err != nil {
		return nil, fmt.Errorf("open the corpus %s: %w", path, err)
	}
	s.reader.SetMaxOpenConns(readers())
	if o.ReadOnly {
		if err := s.check(ctx); err != nil {
			return nil, err
		}
	} else {
		if s.writer, err = connect(path, false); err != nil {
			return nil, fmt.Errorf("open the corpus %s: %w", path, err)
		}
		s.writer.SetMaxOpenConns(1)
		if err := s.migrate(ctx, fresh); err != nil {
			return nil, err
		}
	}
	if err := s.reader.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'id'`).Scan(&s.id); err != nil {
		return nil, s.explain("read the corpus", err)
	}
	return s, nil
}

func orNow(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// readers is how many questions are answered at once.
func readers() int { return max(4, runtime.GOMAXPROCS(0)) }

// connect opens a pool whose every connection has the pragmas: SQLite keeps
// them per connection.
func connect(path string, readOnly bool) (*pool, error) {
	query := url.Values{}
	pragmas := []string{
		"foreign_keys(1)",
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"secure_delete(1)",
		"cache_size(-16000)",
	}
	if readOnly {
		query.Set("mode", "ro")
	} else {
		pragmas = append(pragmas, "journal_mode(wal)", "synchronous(normal)" /* see durably */)
		query.Set("_txlock", "immediate")
	}
	if readOnly && needsImmutable(path) {
		query.Set("immutable", "1")
	}
	query["_pragma"] = pragmas
	db, err := sql.Open("sqlite", location(path, query.Encode()))
	return &pool{DB: db, dialect: sqliteDialect}, err
}

// Close waits for questions that are being answered and for the act that is
// being written, folds the write-ahead log into the file, so that one file can be
// carried away, and releases the lock. Closing again does nothing.
func (s *Store) Close() error {
	if !s.closed.CompareAndSwap(false, true) {
		return nil
	}
	var errs []error
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
		awaitIdle(s.reader)
	}
	switch {
	case s.server != nil && s.writer != nil:
		errs = append(errs, s.writer.Close())
		awaitIdle(s.writer)
	case s.writer != nil:
		errs = append(errs, s.emptyLog(context.Background()))
		// Without a log the file can be read where nothing can be written, and
		// reading leaves nothing beside it. While another process reads, that
		// must wait for the next writer to close.
		s.writer.Exec(`PRAGMA busy_timeout = 0; PRAGMA journal_mode = delete`)
		errs = append(errs, s.writer.Close())
	}
	errs = append(errs, s.lock.release())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the corpus %s: %w", s.path, err)
	}
	return nil
}

// awaitIdle waits until the connections in use are given back, though not for
// ever: closing a pool does not wait for them, and a reader holds its snapshot in
// the write-ahead log. A caller that cancels its questions first waits for nothing.
func awaitIdle(pool *pool) {
	for end := time.Now().Add(busyTimeout); pool.Stats().InUse > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// ID is the corpus's own identifier; copies share it.
func (s *Store) ID() string { return s.id }

// Path is the file, absolute, or the address of the database without a password.
func (s *Store) Path() string { return s.path }

// ReadOnly reports whether acts are refused.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Copy writes a safe copy of the corpus at any time, see [Store.CopyTo].
func (s *Store) Copy(ctx context.Context, dest string) error {
	return s.CopyTo(ctx, dest, Options{}, nil)
}

// copyFile copies a file; it refuses an existing one with os.ErrExist. A copy
// that was cut short keeps the ending ".part".
func (s *Store) copyFile(ctx context.Context, dest string) error {
	if _, err := os.Lstat(dest); err == nil {
		return fmt.Errorf("copy to %s: %w", dest, os.ErrExist)
	}
	part := dest + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("copy to %s: %w", dest, err)
	}
	// SQLite writes into an empty file, which has the mode of a corpus.
	if err := os.WriteFile(part, nil, fileMode); err != nil {
		return fmt.Errorf("copy to %s: %w", dest, err)
	}
	// VACUUM INTO reads one snapshot, so writers may go on meanwhile.
	if _, err := s.reader.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		os.Remove(part)
		return s.explain("copy to "+dest, err)
	}
	if err := errors.Join(syncFile(part), place(part, dest)); err != nil {
		os.Remove(part)
		return fmt.Errorf("copy to %s: %w", dest, err)
	}
	return nil
}

// syncFile puts a file on the disk: SQLite does not wait for what it copies.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// explain wraps an error of the database once, with the reason that callers can
// act on.
func (s *Store) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", doing, corpus.ErrNotFound)
	}
	if s.closed.Load() && !errors.Is(err, corpus.ErrClosed) {
		return fmt.Errorf("%s: %w (%w)", doing, corpus.ErrClosed, err)
	}
	var e *sqlite.Error
	reason := serverReason(err)
	if errors.As(err, &e) {
		reason = reasons[e.Code()&0xff]
	}
	if reason != nil {
		return fmt.Errorf("%s: %w (%w)", doing, reason, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

var errDiskFull = errors.New("the disk is full: make room and try again; nothing already kept is lost")

// reasons are SQLite's primary result codes that somebody can act on.
var reasons = map[int]error{
	sqlite3.SQLITE_NOTADB:   corpus.ErrNotACorpus,
	sqlite3.SQLITE_CORRUPT:  corpus.ErrDamaged,
	sqlite3.SQLITE_BUSY:     corpus.ErrLocked,
	sqlite3.SQLITE_LOCKED:   corpus.ErrLocked,
	sqlite3.SQLITE_READONLY: corpus.ErrReadOnly,
	sqlite3.SQLITE_FULL:     errDiskFull,
}

func isForeignKey(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY || isCode(err, "23503")
}

func isConstraint(err error) bool {
	var e *sqlite.Error
	// Of PostgreSQL, class 22 too: what a column's type refuses, such as a text with
	// a zero byte.
	state := code(err)
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT || strings.HasPrefix(state, "23") ||
		strings.HasPrefix(state, "22")
}

// Now is the time by which acts are dated: a database's own.
func (s *Store) Now() time.Time { return s.now() }

// NewChangeID is an id for an act to be, see [corpus.Upon].
func NewChangeID() corpus.ChangeID { return corpus.ChangeID(newID()) }

// newID is a UUIDv7: what people make sorts by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// stamp is the text of a moment in the file: UTC, sortable.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000Z") }

func parseStamp(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{} // a damaged stamp reads as unknown
	}
	return t
}
