package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"quoth/corpus"
)

// schemaName is where a corpus lies in its database: apart from what others keep
// there.
const schemaName = "quoth"

// server is a corpus in a database of PostgreSQL. Many may write it: acts are
// carried out one after the other, each under a lock of the database that is held
// to the end of its transaction. An advisory lock is taken, not a row's: readers
// and writers of rows never meet it, coders need no right to update anything for
// it, and it leaves nothing behind to be cleaned up.
type server struct {
	config  *pgx.ConnConfig
	login   string
	manages bool // may act under any name
}

// IsServer reports whether a place is a database, not a file:
// postgres://user@host/name.
func IsServer(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// secrets are the parameters of an address that nobody else may read.
var secrets = []string{"password", "sslpassword", "passfile"}

// Shown is a place as it may be shown and kept: the address of a database
// without its password.
func Shown(place string) string {
	if !IsServer(place) {
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "postgres://…" // what it holds is not known, and may be a password
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	for _, secret := range secrets {
		query.Del(secret)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// PlaceName is what people call a corpus by: the file's name without folder and
// ending, or the database's.
func PlaceName(place string) string {
	if IsServer(place) {
		if u, err := url.Parse(place); err == nil {
			return strings.Trim(u.Path, "/")
		}
	}
	name := path.Base(strings.ReplaceAll(place, string(os.PathSeparator), "/"))
	return strings.TrimSuffix(name, path.Ext(name))
}

// parseServer reads an address. The password is looked for where psql looks:
// PGPASSWORD, then ~/.pgpass.
func parseServer(place string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(place)
	if err != nil {
		var e *pgconn.ParseConfigError
		if errors.As(err, &e) && e.Unwrap() != nil {
			err = e.Unwrap() // the text of the other one repeats the address
		}
		return nil, fmt.Errorf(
			"the address %s cannot be read (%w): write postgres://user@host/database: %w",
			Shown(place),
			err,
			corpus.ErrInvalid,
		)
	}
	config.RuntimeParams["search_path"] = schemaName
	config.RuntimeParams["application_name"] = "quoth"
	return config, nil
}

// connectServer opens a pool of connections to a database.
func connectServer(config *pgx.ConnConfig, readOnly bool) *pool {
	c := config.Copy()
	if readOnly {
		c.RuntimeParams["default_transaction_read_only"] = "on"
	}
	return &pool{stdlib.OpenDB(*c), postgresDialect, readOnly}
}

// createServer makes an empty corpus in a database.
func createServer(ctx context.Context, place string, o Options) (*Store, error) {
	s, err := reach(ctx, place, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := s.makeSchema(ctx); err != nil {
		return nil, s.explain("create the corpus "+s.path, err)
	}
	return openServer(ctx, place, o)
}

// reach connects to a database, asking for the password where none was given.
func reach(ctx context.Context, place string, o Options) (*Store, error) {
	config, err := parseServer(place)
	if err != nil {
		return nil, err
	}
	s := &Store{
		path:     Shown(place),
		readOnly: o.ReadOnly,
		now:      orNow(o.Now),
		server:   &server{config: config},
		patience: patience,
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil && o.Password != nil && wantsPassword(err) {
		password, askErr := o.Password(s.path)
		if askErr != nil {
			return nil, errors.Join(s.explain("open "+s.path, err), askErr)
		}
		config.Password = password
		conn, err = pgx.ConnectConfig(ctx, config)
	}
	if err != nil {
		return nil, s.explain("open "+s.path, err)
	}
	if o.Now == nil {
		s.now = serverClock(ctx, conn)
	}
	if err := s.server.identify(ctx, conn); err != nil {
		conn.Close(ctx)
		return nil, s.explain("open "+s.path, err)
	}
	conn.Close(ctx)
	s.reader = connectServer(config, true)
	s.reader.SetMaxOpenConns(readers())
	s.reader.SetMaxIdleConns(readers())
	if !o.ReadOnly {
		s.writer = connectServer(config, false)
		s.writer.SetMaxOpenConns(1) // the acts of one process keep their order
	}
	return s, nil
}

// serverClock is the time of a server: the clocks of those who work on one corpus
// may differ, and what they do is ordered by its moment.
func serverClock(ctx context.Context, conn *pgx.Conn) func() time.Time {
	var there time.Time
	asked := time.Now()
	if conn.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&there) != nil {
		return time.Now
	}
	ahead := there.Sub(asked.Add(time.Since(asked) / 2))
	return func() time.Time { return time.Now().Add(ahead) }
}

func openServer(ctx context.Context, place string, o Options) (_ *Store, err error) {
	s, err := reach(ctx, place, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	format, err := s.serverFormat(ctx)
	if err != nil {
		return nil, err
	}
	known, err := serverFormats()
	if err != nil {
		return nil, err
	}
	newest := known[len(known)-1].number
	switch {
	case format > newest:
		return nil, fmt.Errorf(
			"open %s (format %d, this Quoth knows up to %d): %w",
			s.path,
			format,
			newest,
			corpus.ErrNewer,
		)
	case format < newest:
		return nil, fmt.Errorf(
			"open %s: its owner must bring it up to date with quoth team upgrade: %w",
			s.path,
			corpus.ErrUnsupported,
		)
	}
	if err := s.reader.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'id'`).Scan(&s.id); err != nil {
		return nil, s.explain("read the corpus", err)
	}
	return s, nil
}

// serverFormat reads how new the schema is.
func (s *Store) serverFormat(ctx context.Context) (int, error) {
	var unfinished sql.NullString
	var format string
	err := s.reader.QueryRowContext(ctx, `SELECT value, (SELECT value FROM meta WHERE key = 'copying') FROM meta WHERE key = 'format'`).
		Scan(&format, &unfinished)
	switch {
	case isCode(err, "42P01", "3F000") || errors.Is(err, sql.ErrNoRows): // no such table, no such schema
		return 0, fmt.Errorf("open %s: the database holds no corpus yet: %w", s.path, corpus.ErrNotACorpus)
	case err != nil:
		return 0, s.explain("open "+s.path, err)
	case unfinished.Valid:
		return 0, fmt.Errorf(
			"open %s: a copy into it was broken off: call quoth copy again: %w",
			s.path,
			corpus.ErrNotACorpus,
		)
	}
	return strconv.Atoi(format)
}

// serverMigration is a step of the schema on PostgreSQL.
type serverMigration struct {
	number int
	file   string
}

// serverFormats are the steps in order. The first makes the schema of its format
// from nothing.
func serverFormats() ([]serverMigration, error) {
	names, err := fs.Glob(migrations, "migrations/postgres/*.sql")
	sort.Strings(names)
	var out []serverMigration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("the migration %s has no number: %w", name, err)
		}
		out = append(out, serverMigration{n, name})
	}
	if err == nil && len(out) == 0 {
		err = errors.New("no migrations for PostgreSQL")
	}
	return out, err
}

// makeSchema makes the tables of an empty corpus, all or none.
func (s *Store) makeSchema(ctx context.Context) error {
	if s.writer == nil {
		return corpus.ErrReadOnly
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Two that create it at once: one waits, and then finds it there.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(applicationID)); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, schemaName+".meta").
		Scan(&there); err != nil {
		return err
	}
	if there {
		return fmt.Errorf("the database holds a corpus already: %w", os.ErrExist)
	}
	if _, err := tx.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS `+schemaName); err != nil {
		return err
	}
	if err := applyFormats(ctx, tx, 0); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('id', $1)`, newID()); err != nil {
		return err
	}
	return tx.Commit()
}

// applyFormats brings a schema of an earlier format up to date.
func applyFormats(ctx context.Context, tx *sql.Tx, from int) error {
	all, err := serverFormats()
	if err != nil {
		return err
	}
	for _, step := range all {
		if step.number <= from {
			continue
		}
		statements, err := fs.ReadFile(migrations, step.file)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
			return fmt.Errorf("%s: %w", step.file, err)
		}
		if _, err := tx.ExecContext(
			ctx,
			`INSERT INTO meta (key, value) VALUES ('format', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
			strconv.Itoa(step.number),
		); err != nil {
			return err
		}
	}
	return nil
}

// lockAct waits until it is this act's turn, and says whether its commit waits
// for the disk: an act of a person does.
const lockAct = `SELECT pg_advisory_xact_lock((1366652008::bigint << 32) | 'changes'::regclass::oid::bigint),
  set_config('synchronous_commit', CASE WHEN $1 THEN current_setting('synchronous_commit') ELSE 'off' END, true)`

// begin starts the transaction of an act.
func (v *server) begin(ctx context.Context, conn *sql.Conn, durable bool) (*sql.Tx, error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, lockAct, durable); err != nil {
		tx.Rollback()
		return nil, err
	}
	return tx, nil
}

// code is the SQLSTATE of an error of PostgreSQL; "" where it is none.
func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func isCode(err error, codes ...string) bool {
	is := code(err)
	for _, c := range codes {
		if is == c {
			return true
		}
	}
	return false
}

// wantsPassword reports whether a server turned us away for want of the right
// password.
func wantsPassword(err error) bool { return isCode(err, "28P01", "28000") }

// serverReason is what somebody can do about an error of PostgreSQL
// (https://www.postgresql.org/docs/current/errcodes-appendix.html); nil where
// nobody can.
func serverReason(err error) error {
	switch c := code(err); {
	case wantsPassword(err):
		return corpus.ErrNotAllowed
	case c == "42501":
		return corpus.ErrNotAllowed
	case c == "25006":
		return corpus.ErrReadOnly
	case c == "53100":
		return errDiskFull
	case c == "55P03":
		return corpus.ErrLocked
	case strings.HasPrefix(c, "08"), strings.HasPrefix(c, "57P"), c == "53300":
		return corpus.ErrUnreachable
	case c != "":
		return nil
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || isBroken(err) {
		return corpus.ErrUnreachable
	}
	return nil
}
