package exchange

import (
	"database/sql"
	"io"
	"os"

	_ "modernc.org/sqlite" // the driver
)

// database is a file of SQLite that is written aside, in one transaction, and
// poured out when it is whole. The first error stays, and all after it does nothing.
type database struct {
	path string
	db   *sql.DB
	tx   *sql.Tx
	err  error
}

func newDatabase() (*database, error) {
	file, err := os.CreateTemp("", "quoth-export-*.db")
	if err != nil {
		return nil, err
	}
	d := &database{path: file.Name()}
	if err := file.Close(); err != nil {
		return nil, err
	}
	if d.db, err = sql.Open("sqlite", d.path); err == nil {
		d.db.SetMaxOpenConns(1)
		d.tx, err = d.db.Begin()
	}
	if err != nil {
		d.drop()
		return nil, err
	}
	return d, nil
}

// do runs a statement and returns the id of the row that it made.
func (d *database) do(query string, args ...any) int64 {
	if d.err != nil {
		return 0
	}
	result, err := d.tx.Exec(query, args...)
	if err != nil {
		d.err = err
		return 0
	}
	id, err := result.LastInsertId()
	d.err = err
	return id
}

// pour writes the whole file and removes it.
func (d *database) pour(w io.Writer) error {
	defer d.drop()
	if d.err != nil {
		return d.err
	}
	if err := d.tx.Commit(); err != nil {
		return err
	}
	d.tx = nil
	if err := d.db.Close(); err != nil {
		return err
	}
	file, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}

func (d *database) drop() {
	if d.tx != nil {
		_ = d.tx.Rollback() // the file goes anyway
	}
	if d.db != nil {
		_ = d.db.Close()
	}
	_ = os.Remove(d.path)
}
