package store

import (
	"database/sql"
	"fmt"

	"quoth/corpus"
)

// derive computes the derived columns that the transaction made stale.
func (t *tx) derive() error {
	for id := range t.dirty.people {
		if err := t.deriveEntry("people", id); err != nil {
			return err
		}
	}
	for id := range t.dirty.organizations {
		if err := t.deriveEntry("organizations", id); err != nil {
			return err
		}
	}
	for id := range t.dirty.quotes {
		if err := t.deriveQuote(corpus.QuoteID(id)); err != nil {
			return err
		}
	}
	for id := range t.dirty.articles {
		if err := t.deriveArticle(id); err != nil {
			return err
		}
	}
	return nil
}

// deriveQuote sets a quote's status and whom it is filed under.
func (t *tx) deriveQuote(id corpus.QuoteID) error {
	q, err := t.storedQuote(id)
	if err == sql.ErrNoRows {
		return nil // dropped in this very transaction
	}
	if err != nil {
		return err
	}
	rows, err := t.QueryContext(t.ctx, verdictColumns+`WHERE quote = ? ORDER BY at, coder`, string(id))
	verdicts, err := collect(rows, err, scanVerdict)
	if err != nil {
		return err
	}
	current := applyCorrections(q, verdicts)
	_, err = t.ExecContext(
		t.ctx,
		`UPDATE quotes SET status = ?, person = ?, organization = ?, role = ? WHERE id = ?`,
		string(
			corpus.StatusOf(verdicts),
		),
		nullable(string(current.PersonID)),
		nullable(string(current.OrganizationID)),
		current.Role,
		string(id),
	)
	t.dirty.articles.add(string(q.Article))
	return err
}

func applyCorrections(q corpus.Quote, verdicts []corpus.Verdict) corpus.Quote {
	for _, v := range verdicts {
		if v.Correction != nil {
			q = v.Correction.Apply(q)
		}
	}
	return q
}

// deriveArticle counts an article's quotes. The index is named because without
// statistics the planner takes the one over all suggestions.
func (t *tx) deriveArticle(id string) error {
	_, err := t.ExecContext(t.ctx, `UPDATE articles SET
	    quotes    = (SELECT count(*) FROM quotes INDEXED BY quotes_by_article WHERE article = ?1 AND act = 'speech' AND status <> 'rejected' AND version = articles.current),
	    to_review = (SELECT count(*) FROM quotes INDEXED BY quotes_by_article WHERE article = ?1 AND act = 'speech' AND status = 'suggested' AND version = articles.current)
	  WHERE id = ?1`, id)
	return err
}

// deriveEntry sets which entry a registry entry is merged into in the end, for
// itself and all merged into it.
func (t *tx) deriveEntry(tbl, id string) error {
	alone, err := t.ExecContext(t.ctx, fmt.Sprintf(`UPDATE %[1]s SET root = id WHERE id = ?1 AND merged_into IS NULL
	  AND NOT EXISTS (SELECT 1 FROM %[1]s m WHERE m.merged_into = ?1)`, tbl), id)
	if err != nil {
		return err
	}
	if n, err := alone.RowsAffected(); err != nil || n > 0 {
		return err
	}
	if _, err := t.ExecContext(t.ctx, fmt.Sprintf(`
	  WITH RECURSIVE
	    family (id) AS (SELECT id FROM %[1]s WHERE id = ?1 UNION SELECT e.id FROM %[1]s e JOIN family f ON e.merged_into = f.id),
	    path (start, at) AS (SELECT id, id FROM family
	      UNION SELECT p.start, e.merged_into FROM path p JOIN %[1]s e ON e.id = p.at WHERE e.merged_into IS NOT NULL)
	  UPDATE %[1]s SET root = (SELECT p.at FROM path p JOIN %[1]s e ON e.id = p.at WHERE p.start = %[1]s.id AND e.merged_into IS NULL)
	  WHERE id IN (SELECT id FROM family)`, tbl), id); err != nil {
		return err
	}
	return nil
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}
