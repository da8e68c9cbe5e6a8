package store

import (
	"context"
	"strings"

	"quoth/corpus"
)

// purgeSteps remove an article for good: its page, texts, quotes, what coders
// did with them, registry entries that only it gave, and the journal's images of
// all that. ?1 is the article. The journal keeps that changes happened, without
// their words.
var purgeSteps = []string{
	`CREATE TEMP TABLE IF NOT EXISTS purged_entries (id TEXT PRIMARY KEY)`,
	`CREATE TEMP TABLE IF NOT EXISTS purged_pages (hash TEXT PRIMARY KEY)`,
	`DELETE FROM purged_entries`,
	`DELETE FROM purged_pages`,
	`INSERT INTO purged_pages SELECT page FROM versions WHERE article = ?1 ON CONFLICT DO NOTHING`,
	// Entries as suggested, too: a correction may have moved the quote away.
	`INSERT INTO purged_entries SELECT person FROM quotes WHERE article = ?1 AND person IS NOT NULL ON CONFLICT DO NOTHING`,
	`INSERT INTO purged_entries SELECT organization FROM quotes WHERE article = ?1 AND organization IS NOT NULL ON CONFLICT DO NOTHING`,
	`INSERT INTO purged_entries SELECT data ->> 'person' FROM quotes WHERE article = ?1 AND data ->> 'person' IS NOT NULL ON CONFLICT DO NOTHING`,
	`INSERT INTO purged_entries SELECT data ->> 'organization_entry' FROM quotes WHERE article = ?1 AND data ->> 'organization_entry' IS NOT NULL ON CONFLICT DO NOTHING`,

	`DELETE FROM change_rows WHERE article = ?1`,
	`UPDATE changes SET title = kind, revocable = 0, redoable = 0 WHERE instr(touched, json_quote(?1)) > 0
	   OR EXISTS (SELECT 1 FROM quotes q WHERE q.article = ?1 AND instr(changes.touched, json_quote(q.id)) > 0)`,
	`DELETE FROM verdicts WHERE quote IN (SELECT id FROM quotes WHERE article = ?1)`,
	`DELETE FROM quote_tags WHERE quote IN (SELECT id FROM quotes WHERE article = ?1)`,
	`DELETE FROM judgements WHERE quote IN (SELECT id FROM quotes WHERE article = ?1)`,
	`DELETE FROM adjudications WHERE quote IN (SELECT id FROM quotes WHERE article = ?1)`,
	`DELETE FROM notes WHERE quote IN (SELECT id FROM quotes WHERE article = ?1)`,
	`DELETE FROM annotations WHERE article = ?1`,
	`DELETE FROM article_progress WHERE article = ?1`,
	`DELETE FROM article_tags WHERE article = ?1`,
	`DELETE FROM memos WHERE article = ?1`,
	`DELETE FROM quotes WHERE article = ?1`,
	`DELETE FROM story_bands WHERE article = ?1`,
	`DELETE FROM versions WHERE article = ?1`,
	`DELETE FROM pages WHERE hash IN (SELECT hash FROM purged_pages) AND hash NOT IN (SELECT page FROM versions)`,
	`DELETE FROM articles WHERE id = ?1`,

	// Of the entries, those stay that a coder made or that other articles name.
	`DELETE FROM purged_entries WHERE
	   EXISTS (SELECT 1 FROM people p WHERE p.id = purged_entries.id AND (p.confirmed = 1 OR p.merged_into IS NOT NULL))
	   OR EXISTS (SELECT 1 FROM people p WHERE p.merged_into = purged_entries.id)
	   OR EXISTS (SELECT 1 FROM quotes q WHERE q.person = purged_entries.id)
	   OR EXISTS (SELECT 1 FROM organizations o WHERE o.id = purged_entries.id AND (o.confirmed = 1 OR o.merged_into IS NOT NULL))
	   OR EXISTS (SELECT 1 FROM organizations o WHERE o.merged_into = purged_entries.id)
	   OR EXISTS (SELECT 1 FROM quotes q WHERE q.organization = purged_entries.id)`,
	`UPDATE changes SET title = kind, revocable = 0, redoable = 0 WHERE EXISTS
	   (SELECT 1 FROM change_rows r JOIN purged_entries e ON r.key = '[' || json_quote(e.id) || ']' WHERE r.change = changes.id AND r.tbl IN ('people', 'organizations'))`,
	`DELETE FROM change_rows WHERE tbl IN ('people', 'organizations') AND key IN (SELECT '[' || json_quote(id) || ']' FROM purged_entries)`,
	`DELETE FROM people WHERE id IN (SELECT id FROM purged_entries)`,
	`DELETE FROM organizations WHERE id IN (SELECT id FROM purged_entries)`,
	`DELETE FROM proposals WHERE a IN (SELECT id FROM purged_entries) OR b IN (SELECT id FROM purged_entries)`,
}

func (t *tx) purgeArticle(id corpus.ArticleID) (outcome, error) {
	if known, err := t.exists("articles", string(id)); err != nil || !known {
		return outcome{}, orNotFound(err, "the article "+string(id))
	}
	for _, step := range purgeSteps {
		args := []any{string(id)}
		if !strings.Contains(step, "?1") {
			args = nil
		}
		if _, err := t.ExecContext(t.ctx, step, args...); err != nil {
			return outcome{}, err
		}
	}
	done := onArticle("purge", "purge an article", id)
	done.permanent = true
	return done, nil
}

// purgeQuoteSteps remove a quote for good; ?1 is the quote, ?2 its article.
var purgeQuoteSteps = []string{
	`DELETE FROM change_rows WHERE article = ?2 AND key ->> 0 = ?1`,
	`UPDATE changes SET title = kind, revocable = 0, redoable = 0 WHERE instr(touched, json_quote(?1)) > 0`,
	`DELETE FROM verdicts WHERE quote = ?1`,
	`DELETE FROM quote_tags WHERE quote = ?1`,
	`DELETE FROM judgements WHERE quote = ?1`,
	`DELETE FROM notes WHERE quote = ?1`,
	`DELETE FROM adjudications WHERE quote = ?1`,
	`DELETE FROM quotes WHERE id = ?1`,
}

func (t *tx) purgeQuote(id corpus.QuoteID) (outcome, error) {
	q, err := t.quote(id)
	if err != nil {
		return outcome{}, err
	}
	for _, step := range purgeQuoteSteps {
		args := []any{string(id)}
		if strings.Contains(step, "?2") {
			args = append(args, string(q.Article))
		}
		if _, err := t.ExecContext(t.ctx, step, args...); err != nil {
			return outcome{}, err
		}
	}
	t.dirty.articles.add(string(q.Article))
	return outcome{
		kind: "purge", title: "purge a quote", permanent: true,
		touched: corpus.Touched{Articles: []corpus.ArticleID{q.Article}},
	}, nil
}

// emptyLog folds the write-ahead log into the file, so that what was deleted is
// not left in it: rows are overwritten when deleted (secure_delete). A reader in
// the middle of a question puts that off until the corpus is closed.
func (s *Store) emptyLog(ctx context.Context) error {
	if s.server != nil {
		return nil // docs/team.md says what an administrator does
	}
	_, err := s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return s.explain("fold the write-ahead log in", err)
}
