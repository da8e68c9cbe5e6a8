package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"quoth/corpus"
)

// derive computes the derived columns that the transaction made stale.
func (t *tx) derive() error {
	for id := range t.dirty.people {
		if err := t.deriveEntry("people", "person", id); err != nil {
			return err
		}
	}
	for id := range t.dirty.organizations {
		if err := t.deriveEntry("organizations", "organization", id); err != nil {
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
	rows, err := t.QueryContext(t.ctx, verdictColumns+`WHERE quote = ? ORDER BY at`, string(id))
	verdicts, err := collect(rows, err, scanVerdict)
	if err != nil {
		return err
	}
	current := applyCorrections(q, verdicts)
	_, err = t.ExecContext(t.ctx, `UPDATE quotes SET status = ?, person = ?, organization = ?, role = ? WHERE id = ?`,
		string(corpus.StatusOf(verdicts)), nullable(string(current.PersonID)), nullable(string(current.OrganizationID)), current.Role, string(id))
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
// itself and all merged into it, and under which words it is found.
func (t *tx) deriveEntry(tbl, kind, id string) error {
	if _, err := t.ExecContext(t.ctx, fmt.Sprintf(`
	  WITH RECURSIVE
	    family (id) AS (SELECT ?1 UNION SELECT e.id FROM %[1]s e JOIN family f ON e.merged_into = f.id),
	    path (start, at) AS (SELECT id, id FROM family
	      UNION SELECT p.start, e.merged_into FROM path p JOIN %[1]s e ON e.id = p.at WHERE e.merged_into IS NOT NULL)
	  UPDATE %[1]s SET root = (SELECT p.at FROM path p JOIN %[1]s e ON e.id = p.at WHERE p.start = %[1]s.id AND e.merged_into IS NULL)
	  WHERE id IN (SELECT id FROM family)`, tbl), id); err != nil {
		return err
	}
	if _, err := t.ExecContext(t.ctx, `DELETE FROM name_keys WHERE kind = ? AND entry = ?`, kind, id); err != nil {
		return err
	}
	var name, aliases string
	err := t.QueryRowContext(t.ctx, fmt.Sprintf(`SELECT name, aliases FROM %s WHERE id = ?`, tbl), id).Scan(&name, &aliases)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	var forms []string
	if err := json.Unmarshal([]byte(aliases), &forms); err != nil {
		return err
	}
	for key := range nameKeys(kind, append(forms, name)) {
		if _, err := t.ExecContext(t.ctx, `INSERT INTO name_keys (kind, key, entry) VALUES (?, ?, ?)`, kind, key, id); err != nil {
			return err
		}
	}
	return nil
}

// nameKeys are the folded words an entry is looked up by: a person's by the last
// word of each form, an organisation by the whole of each form.
func nameKeys(kind string, forms []string) set {
	keys := set{}
	for _, form := range forms {
		if kind == string(corpus.OrganizationEntry) {
			keys.add(OrganizationKey(form))
			continue
		}
		keys.add(PersonKey(form))
	}
	return keys
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}
