package store

import (
	"context"
	"database/sql"

	"quoth/corpus"
)

// SettingsUnder lists the settings whose keys begin with a prefix of letters.
func (s *Store) SettingsUnder(ctx context.Context, prefix string) (map[string]string, error) {
	type setting struct{ key, value string }
	rows, err := s.reader.QueryContext(ctx, `SELECT key, value FROM settings WHERE key LIKE ?`, prefix+"%")
	list, err := collect(rows, err, func(r *sql.Rows) (setting, error) {
		var one setting
		return one, r.Scan(&one.key, &one.value)
	})
	out := make(map[string]string, len(list))
	for _, one := range list {
		out[one.key] = one.value
	}
	return out, s.explain("read the settings "+prefix, err)
}

// StillThere are those of some articles that are not deleted, and how many of
// them hold something that a person did.
func (s *Store) StillThere(
	ctx context.Context,
	ids []corpus.ArticleID,
) (there []corpus.ArticleID, decided int, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT a.id,
	  EXISTS (SELECT 1 FROM quotes q WHERE q.article = a.id AND (q.status <> 'suggested' OR q.origin = 'person'
	    OR EXISTS (SELECT 1 FROM quote_tags t WHERE t.quote = q.id) OR EXISTS (SELECT 1 FROM judgements j WHERE j.quote = q.id)
	    OR EXISTS (SELECT 1 FROM notes n WHERE n.quote = q.id)))
	  OR EXISTS (SELECT 1 FROM annotations n WHERE n.article = a.id)
	  FROM articles a WHERE a.deleted = 0 AND a.id IN (SELECT value FROM json_each(?))`, mustJSON(ids))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id corpus.ArticleID
		var has bool
		err := r.Scan(&id, &has)
		if there = append(there, id); has {
			decided++
		}
		return struct{}{}, err
	})
	return there, decided, s.explain("look for articles", err)
}

// KeptAfter counts what programs have added to the corpus since a change.
func (s *Store) KeptAfter(ctx context.Context, change corpus.ChangeID) (n int, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT count(*) FROM changes WHERE kind = 'keep' AND seq > (SELECT seq FROM changes WHERE id = ?)`, string(change)).
		Scan(&n)
	return n, s.explain("read the journal", err)
}
