package store

import (
	"context"

	"quoth/corpus"
)

// CodebookChanges lists what was done to one entry of the codebook, newest
// first, changes that were taken back left out.
func (s *Store) CodebookChanges(ctx context.Context, id string, limit int) ([]corpus.Change, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		changeColumns+`WHERE kind = 'codebook' AND undone = 0 AND instr(touched, ?) > 0 ORDER BY seq DESC LIMIT ?`,
		`"`+id+`"`,
		limit,
	)
	changes, err := scanChanges(rows, err)
	return changes, s.explain("read the journal", err)
}
