package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"

	"quoth/corpus"
)

//go:embed migrations/*.sql migrations/postgres/*.sql
var embedded embed.FS

// migrations are the embedded ones, except in tests.
var migrations fs.FS = embedded

// steps are the migrations in order; the file's user_version counts those it
// has had.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	sort.Strings(names)
	return names, err
}

// header reads what kind of file this is.
func header(ctx context.Context, db *pool) (application, version int, err error) {
	if err = db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&application); err != nil {
		return 0, 0, err
	}
	err = db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
	return application, version, err
}

// ErrOutdated is what reading a file of an older version gives: opening it for
// writing brings it up to date.
var ErrOutdated = fmt.Errorf(
	"it was made by an older Quoth and must be brought up to date first: %w",
	corpus.ErrUnsupported,
)

// check refuses files that this program cannot read as they are.
func (s *Store) check(ctx context.Context) error {
	application, version, err := header(ctx, s.reader)
	if err != nil {
		return s.explain("open "+s.path, err)
	}
	all, err := steps()
	if err != nil {
		return err
	}
	switch {
	case application != applicationID:
		return fmt.Errorf("open %s: %w", s.path, corpus.ErrNotACorpus)
	case version > len(all):
		return fmt.Errorf(
			"open %s (format %d, this Quoth knows up to %d): %w",
			s.path,
			version,
			len(all),
			corpus.ErrNewer,
		)
	case version < len(all):
		return fmt.Errorf("open %s for reading: %w", s.path, ErrOutdated)
	}
	return nil
}

// migrate brings the file up to date: each step and its record share one
// transaction, so that a crash between two steps leaves a file that opens.
func (s *Store) migrate(ctx context.Context, fresh bool) error {
	application, version, err := header(ctx, s.writer)
	if err != nil {
		return s.explain("open "+s.path, err)
	}
	if !fresh && application != applicationID {
		return fmt.Errorf("open %s: %w", s.path, corpus.ErrNotACorpus)
	}
	all, err := steps()
	if err != nil {
		return err
	}
	if version > len(all) {
		return fmt.Errorf(
			"open %s (format %d, this Quoth knows up to %d): %w",
			s.path,
			version,
			len(all),
			corpus.ErrNewer,
		)
	}
	if !fresh && version < len(all) {
		backup := fmt.Sprintf("%s.before-%d", s.path, len(all))
		if err := s.Copy(ctx, backup); err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("copy the corpus before bringing it up to date: %w", err)
		}
	}
	for number := version + 1; number <= len(all); number++ {
		if err := s.step(ctx, all[number-1], number); err != nil {
			return s.explain("bring the corpus up to date with "+all[number-1], err)
		}
	}
	if version < len(all) {
		return s.emptyLog(ctx) // the file itself now says what it is
	}
	return nil
}

func (s *Store) step(ctx context.Context, name string, number int) error {
	statements, err := fs.ReadFile(migrations, name)
	if err != nil {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
		return err
	}
	if number == 1 {
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('id', ?)`, newID()); err != nil {
			return err
		}
	}
	// Pragmas take no parameters; both values are numbers of this program.
	if _, err := tx.ExecContext(
		ctx,
		fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, number),
	); err != nil {
		return err
	}
	return tx.Commit()
}
