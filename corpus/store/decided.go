package store

import (
	"context"
	"time"

	"quoth/corpus"
)

// DecidedSince counts the quotes that a coder gave a verdict on since a moment.
func (s *Store) DecidedSince(ctx context.Context, coder corpus.Coder, since time.Time) (int, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM verdicts WHERE coder = ? AND at >= ?`, string(coder), stamp(since)).
		Scan(&n)
	return n, s.explain("count the decisions", err)
}
