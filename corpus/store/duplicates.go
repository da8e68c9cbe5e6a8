package store

import (
	"context"
	"database/sql"
	"fmt"

	"quoth/corpus"
)

// decidedQuotes asks whether a coder has decided on a quote filed under an entry.
const decidedQuotes = `SELECT EXISTS (SELECT 1 FROM quotes WHERE %s = ? AND status <> 'suggested')`

// Decided reports whether a coder has decided on a quote filed under an entry:
// the program no longer moves it.
func (s *Store) Decided(ctx context.Context, kind corpus.EntryKind, id string) (bool, error) {
	var decided bool
	err := s.reader.QueryRowContext(ctx, fmt.Sprintf(decidedQuotes, registryTables[kind].column), id).Scan(&decided)
	return decided, s.explain("look for decisions", err)
}

// DecidedEntries are the entries that quotes are filed under on which a coder has
// decided.
func (s *Store) DecidedEntries(ctx context.Context, kind corpus.EntryKind) (map[string]bool, error) {
	column := registryTables[kind].column
	rows, err := s.reader.QueryContext(
		ctx,
		fmt.Sprintf(
			`SELECT DISTINCT m.root FROM quotes q JOIN %[2]s m ON m.id = q.%[1]s WHERE q.status IN ('confirmed', 'corrected', 'rejected')`,
			column,
			registryTables[kind].table,
		),
	)
	decided := map[string]bool{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id string
		err := r.Scan(&id)
		decided[id] = true
		return struct{}{}, err
	})
	return decided, s.explain("look for decisions", err)
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

// EntryQuotes counts the quotes filed under each unmerged entry, rejected ones
// left out.
func (s *Store) EntryQuotes(ctx context.Context, kind corpus.EntryKind) (map[string]int, error) {
	t := registryTables[kind]
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`SELECT m.root, sum(n) FROM
	    (SELECT %[2]s AS who, count(*) AS n FROM quotes INDEXED BY quotes_by_%[2]s WHERE %[2]s IS NOT NULL AND status <> 'rejected' GROUP BY %[2]s) c
	  JOIN %[1]s m ON m.id = who GROUP BY m.root`, t.table, t.column))
	counts := map[string]int{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id string
		var n int
		err := r.Scan(&id, &n)
		counts[id] = n
		return struct{}{}, err
	})
	return counts, s.explain("count the quotes of each entry", err)
}
