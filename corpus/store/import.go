package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"quoth/corpus"
)

// takeIn carries out an import. The articles it shows were kept before, hidden;
// taking the change back hides them again, with the suggestions in them.
func (t *tx) takeIn(im corpus.Import) (outcome, error) {
	done := outcome{kind: "import", title: im.Title}
	for _, id := range im.Show {
		article, err := scanArticle(
			t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(id)),
		)
		if err != nil {
			return outcome{}, t.missing(err, "the article "+string(id))
		}
		article.Deleted = false
		if err := t.put("articles", string(id), rowKey(string(id)), articleRow(article)); err != nil {
			return outcome{}, err
		}
		done.touched.Articles = append(done.touched.Articles, id)
		if done.touched, err = t.withStory(done.touched, article); err != nil {
			return outcome{}, err
		}
	}
	for _, c := range im.Acts { // what quotes refer to comes first
		if !isEntry(c.Act) {
			continue
		}
		if err := t.actOf(c, &done); err != nil {
			return outcome{}, err
		}
	}
	for _, p := range im.Proposals {
		key := rowKey(string(p.Kind), p.A, p.B)
		if known, err := t.image("proposals", key); err != nil || known != "" {
			if err != nil {
				return outcome{}, err
			}
			continue
		}
		if err := t.put(
			"proposals",
			"",
			key,
			map[string]any{"kind": p.Kind, "a": p.A, "b": p.B, "score": p.Score, "reason": p.Reason, "apart": 0},
		); err != nil {
			return outcome{}, err
		}
	}
	for _, q := range im.Suggest {
		if err := t.replaceSuggestion(q); err != nil {
			return outcome{}, err
		}
		done.touched.Quotes = append(done.touched.Quotes, q.ID)
	}
	for _, q := range im.Quotes {
		if err := t.addQuote(q); err != nil {
			return outcome{}, err
		}
		done.touched.Quotes = append(done.touched.Quotes, q.ID)
	}
	for _, a := range im.Tray {
		a.Unplaced = true
		if a.ID == "" {
			a.ID = corpus.AnnotationID(newID())
		}
		a.Created = t.store.now()
		if err := t.put("annotations", string(a.Article), rowKey(string(a.ID)), annotationRow(a)); err != nil {
			return outcome{}, err
		}
		done.touched.Articles = append(done.touched.Articles, a.Article)
	}
	for _, c := range im.Acts {
		if isEntry(c.Act) {
			continue
		}
		if err := t.ctx.Err(); err != nil {
			return outcome{}, err
		}
		if err := t.actOf(c, &done); err != nil {
			return outcome{}, err
		}
	}
	done.touched.Articles = distinct(done.touched.Articles)
	done.touched.Quotes = distinct(done.touched.Quotes)
	done.touched.People = distinct(done.touched.People)
	done.touched.Organizations = distinct(done.touched.Organizations)
	done.touched.Tags = distinct(done.touched.Tags)
	done.touched.Targets = distinct(done.touched.Targets)
	return done, nil
}

// isEntry reports acts on the registry and the codebook.
func isEntry(act corpus.Act) bool {
	switch act.(type) {
	case corpus.SavePerson, corpus.SaveOrganization, corpus.SaveTag, corpus.SaveTarget, corpus.SaveEvent:
		return true
	}
	return false
}

func (t *tx) actOf(c corpus.CoderAct, done *outcome) error {
	switch c.Act.(type) {
	case corpus.PurgeArticle, corpus.PurgeQuote, corpus.Keep, corpus.Resuggest, corpus.Many, corpus.Import:
		return fmt.Errorf("%T cannot be part of an import: %w", c.Act, corpus.ErrInvalid)
	}
	if c.Coder == "" {
		return fmt.Errorf("every act needs its coder: %w", corpus.ErrInvalid)
	}
	before := len(t.rows)
	one, err := t.carryOut(c.Coder, c.Act)
	if err != nil {
		return err
	}
	if len(t.rows) > before {
		done.touched = joinTouched(done.touched, one.touched)
	}
	return nil
}

// replaceSuggestion replaces a suggestion that nobody decided on.
func (t *tx) replaceSuggestion(q corpus.Quote) error {
	var text string
	if err := t.QueryRowContext(t.ctx, `SELECT text FROM versions WHERE id = ?`, string(q.Version)).
		Scan(&text); err != nil {
		return t.missing(err, "the version "+string(q.Version))
	}
	if err := q.Validate(text); err != nil {
		return fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	var free int
	if err := t.QueryRowContext(t.ctx, `SELECT count(*) FROM quotes q WHERE id = ? AND NOT `+isPinned, string(q.ID)).
		Scan(&free); err != nil ||
		free == 0 {
		return err
	}
	return t.put("quotes", string(q.Article), rowKey(string(q.ID)), quoteRow(q))
}

// addQuote adds a quote as it is; one that is there already stays.
func (t *tx) addQuote(q corpus.Quote) error {
	if known, err := t.exists("quotes", string(q.ID)); err != nil || known {
		return err
	}
	var text string
	if err := t.QueryRowContext(t.ctx, `SELECT text, article FROM versions WHERE id = ?`, string(q.Version)).
		Scan(&text, &q.Article); err != nil {
		return t.missing(err, "the version "+string(q.Version))
	}
	if err := q.Validate(text); err != nil {
		return fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	q.Anchors = nil
	for _, span := range q.Content {
		q.Anchors = append(q.Anchors, corpus.NewAnchor(text, span))
	}
	return t.put("quotes", string(q.Article), rowKey(string(q.ID)), quoteRow(q))
}

// DeletedByCoder reports whether a coder deleted an article and has not taken
// that back. Else a hidden one was brought by an import that was taken back, or
// broken off.
func (s *Store) DeletedByCoder(ctx context.Context, id corpus.ArticleID) (bool, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM changes WHERE kind IN ('delete', 'many') AND undone = 0 AND instr(touched, json_quote(?1)) > 0
	  AND EXISTS (SELECT 1 FROM change_rows r WHERE r.change = changes.id AND r.tbl = 'articles' AND r.article = ?1 AND instr(r.after, '"deleted":1') > 0)`, string(id)).
		Scan(&n)
	return n > 0, s.explain("read the journal", err)
}

// ArticleOfText finds the article with a headline one of whose texts is this one.
func (s *Store) ArticleOfText(ctx context.Context, title, text string) (corpus.ArticleID, bool, error) {
	var id corpus.ArticleID
	err := s.reader.QueryRowContext(ctx, `SELECT a.id FROM articles a JOIN versions v ON v.article = a.id
	  WHERE a.deleted IN (0, 1) AND a.title = ? AND v.text = ? ORDER BY a.deleted, a.id LIMIT 1`, title, text).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return id, err == nil, s.explain("look for an article", err)
}

// OnlyArticleTitled finds the one article that is there with a headline; none
// where several have it.
func (s *Store) OnlyArticleTitled(ctx context.Context, title string) (corpus.Article, bool, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		articleColumns+` FROM articles a WHERE a.deleted = 0 AND a.title = ? LIMIT 2`,
		title,
	)
	found, err := collect(rows, err, func(r *sql.Rows) (corpus.Article, error) { return scanArticle(r) })
	if err != nil || len(found) != 1 {
		return corpus.Article{}, false, s.explain("look for an article", err)
	}
	return found[0], true, nil
}
