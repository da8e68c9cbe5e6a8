package store

import (
	"context"
	"database/sql"

	"quoth/corpus"
)

// EntryName is a registry entry with its name alone.
type EntryName struct{ ID, Name string }

// EntryNames lists all entries of a registry that are not merged away.
func (s *Store) EntryNames(ctx context.Context, kind corpus.EntryKind) ([]EntryName, error) {
	tbl := "people"
	if kind == corpus.OrganizationEntry {
		tbl = "organizations"
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT id, name FROM `+tbl+` WHERE merged_into IS NULL ORDER BY id`)
	names, err := collect(rows, err, func(r *sql.Rows) (EntryName, error) {
		var n EntryName
		err := r.Scan(&n.ID, &n.Name)
		return n, err
	})
	return names, s.explain("list the names", err)
}

// KeptApart are the pairs that somebody said are not the same, either way round.
func (s *Store) KeptApart(ctx context.Context, kind corpus.EntryKind) (map[[2]string]bool, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT a, b FROM proposals WHERE kind = ? AND apart = 1`, string(kind))
	apart := map[[2]string]bool{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var a, b string
		err := r.Scan(&a, &b)
		apart[[2]string{a, b}], apart[[2]string{b, a}] = true, true
		return struct{}{}, err
	})
	return apart, s.explain("list who is kept apart", err)
}
