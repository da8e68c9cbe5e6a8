//go:build !unix

package storetest

import (
	"testing"

	"quoth/corpus/store"
)

// OnPostgres is the environment variable that has [Open] make its corpora in a
// database.
const OnPostgres = "QUOTH_TEST_POSTGRES"

// Database is a PostgreSQL server of a test's own.
type Database struct{ Port int }

// Postgres skips the test.
func Postgres(tb testing.TB) *Database {
	tb.Helper()
	tb.Skip("skipped: the tests start PostgreSQL on Unix systems alone")
	return nil
}

// OwnPostgres skips the test.
func OwnPostgres(tb testing.TB) *Database { return Postgres(tb) }

// StopPostgres does nothing.
func StopPostgres() {}

// New, Address, Start, Stop and Kill are those of Unix systems.
func (d *Database) New(testing.TB) string { return "" }

func (d *Database) Address(string) string { return "" }

func (d *Database) Start() error { return nil }

func (d *Database) Stop() {}

func (d *Database) Kill() {}

func openPostgres(tb testing.TB) *store.Store {
	tb.Helper()
	tb.Skip("skipped: the tests start PostgreSQL on Unix systems alone")
	return nil
}
