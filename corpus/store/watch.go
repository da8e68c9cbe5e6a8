package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// pollEvery is how often the journal is asked for whether it has grown, where no
// notice comes: a proxy in front of the database may not hand them on.
const pollEvery = 1500 * time.Millisecond

// Shared reports whether others may write the corpus at the same time.
func (s *Store) Shared() bool { return s.server != nil }

// Watch calls grown whenever somebody has written the journal of a shared corpus,
// on one goroutine, and again when the database can be reached after it could
// not. It returns when ctx ends.
func (s *Store) Watch(ctx context.Context, grown func()) {
	if s.server == nil {
		return
	}
	last := int64(-1)
	for wait := retryFirst; ctx.Err() == nil; wait = min(2*wait, pollEvery) {
		conn, err := pgx.ConnectConfig(ctx, s.server.config)
		if err == nil {
			wait = retryFirst
			s.listen(ctx, conn, &last, grown)
			conn.Close(context.WithoutCancel(ctx)) // it is broken, or no longer needed
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// listen waits for notices until the connection or ctx ends.
func (s *Store) listen(ctx context.Context, conn *pgx.Conn, last *int64, grown func()) {
	var channel string
	if conn.QueryRow(ctx, `SELECT 'quoth_' || 'changes'::regclass::oid::text`).Scan(&channel) != nil {
		return
	}
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return
	}
	for {
		var now int64
		if conn.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM changes`).Scan(&now) != nil {
			return
		}
		if now != *last {
			grown()
		}
		*last = now
		waiting, stop := context.WithTimeout(ctx, pollEvery)
		_, err := conn.WaitForNotification(waiting)
		late := waiting.Err() != nil && ctx.Err() == nil
		stop()
		if err != nil && !late {
			return
		}
	}
}
