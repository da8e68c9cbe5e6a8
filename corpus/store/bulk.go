package store

import (
	"context"

	"quoth/corpus"
)

// KeepAll keeps several articles in one transaction, each with its own entry in
// the journal, as [Store.Do] would one by one: a disk is asked to hold on to them
// once. Either all are kept or none. The changes are in the order of keeps; one
// of kind "nothing" or "deleted" was not written.
func (s *Store) KeepAll(ctx context.Context, keeps []corpus.Keep) ([]corpus.Change, error) {
	changes := make([]corpus.Change, len(keeps))
	err := s.write(ctx, func(t *tx) error {
		for i, k := range keeps {
			done, err := t.keep(k)
			if err != nil {
				return err
			}
			changes[i] = corpus.Change{
				Coder:   corpus.Program,
				When:    s.now().UTC(),
				Kind:    done.kind,
				Title:   done.title,
				Touched: done.touched,
			}
			if done.nothing {
				continue
			}
			if err := t.journal(&changes[i], false); err != nil {
				return err
			}
			t.rows = nil // a kept article is never taken back: it has no images
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}
