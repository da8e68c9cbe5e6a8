package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"quoth/corpus"
)

// resuggest replaces the suggestions of articles; quotes that a person acted on
// stay as they are.
func (t *tx) resuggest(r corpus.Resuggest) (outcome, error) {
	done := outcome{kind: "resuggest", title: r.Title}
	for _, s := range r.Articles {
		if err := t.ctx.Err(); err != nil {
			return outcome{}, err
		}
		if err := t.resuggestOne(s, &done); err != nil {
			return outcome{}, err
		}
	}
	return done, nil
}

func (t *tx) resuggestOne(s corpus.Suggestions, done *outcome) error {
	v, err := scanVersion(t.QueryRowContext(t.ctx, versionColumns+`WHERE id = ?`, string(s.Version)))
	if err != nil {
		return t.missing(err, "the version "+string(s.Version))
	}
	for _, q := range s.Quotes {
		if err := q.Validate(v.Text); err != nil || q.Version != s.Version || q.Article != v.Article {
			return fmt.Errorf("the quote %s does not fit the version %s: %w", q.ID, s.Version, corpus.ErrInvalid)
		}
	}
	var current bool
	err = t.QueryRowContext(t.ctx, `SELECT current = ? AND deleted = 0 FROM articles WHERE id = ?`, string(s.Version), string(v.Article)).
		Scan(&current)
	if err != nil || !current {
		return err
	}
	open, pinned, err := suggestionsOf(t.ctx, t, v.Article, s.Version)
	if err != nil {
		return err
	}
	if err := t.registryOf(s.People, s.Organizations, s.Aliases, s.Merges); err != nil {
		return err
	}
	for _, m := range s.Merges { // quotes of other articles have another name now
		switch m.Kind {
		case corpus.PersonEntry:
			done.touched.People = append(done.touched.People, corpus.PersonID(m.From), corpus.PersonID(m.Into))
		case corpus.OrganizationEntry:
			done.touched.Organizations = append(
				done.touched.Organizations,
				corpus.OrganizationID(m.From),
				corpus.OrganizationID(m.Into),
			)
		}
	}
	stays := map[corpus.QuoteID]corpus.Quote{}
	for _, q := range s.Quotes {
		if !overlapsAny(q, pinned) {
			stays[q.ID] = q
		}
	}
	for _, q := range open {
		if now, ok := stays[q.ID]; ok {
			now.Story = q.Story // the words are the same, and so are their repetitions
			stays[q.ID] = now
			continue
		}
		if err := t.drop("quotes", string(v.Article), rowKey(string(q.ID))); err != nil {
			return err
		}
	}
	for _, q := range s.Quotes {
		if now, ok := stays[q.ID]; ok {
			if err := t.put("quotes", string(v.Article), rowKey(string(q.ID)), quoteRow(now)); err != nil {
				return err
			}
		}
	}
	t.dirty.articles.add(string(v.Article))
	done.touched.Articles = append(done.touched.Articles, v.Article)
	return nil
}

// queryer is a transaction or a pool.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func suggestionsOf(
	ctx context.Context,
	q queryer,
	article corpus.ArticleID,
	version corpus.VersionID,
) (open, pinned []corpus.Quote, err error) {
	read := func(where string) ([]corpus.Quote, error) {
		rows, err := q.QueryContext(
			ctx,
			quoteColumns+`WHERE article = ? AND version = ? AND unplaced = 0 AND `+where+` ORDER BY q.position, q.id`,
			string(article),
			string(version),
		)
		return collect(rows, err, func(r *sql.Rows) (corpus.Quote, error) { return scanQuote(r) })
	}
	if open, err = read("NOT " + isPinned); err != nil {
		return nil, nil, err
	}
	pinned, err = read(isPinned)
	return open, pinned, err
}

// Suggestions lists the quotes of a version that nobody acted on, and those that
// a person did.
func (s *Store) Suggestions(
	ctx context.Context,
	article corpus.ArticleID,
	version corpus.VersionID,
) (open, pinned []corpus.Quote, err error) {
	open, pinned, err = suggestionsOf(ctx, s.reader, article, version)
	return open, pinned, s.explain("read the suggestions", err)
}

// Reading is what an engine found in a version, kept until it is put in force,
// so that a run that was ended goes on where it was.
type Reading struct {
	Article corpus.ArticleID
	Version corpus.VersionID
	// Language of the article, where it is to be read.
	Language string
	Quotes   []corpus.Attribution
}

// KeepReadings keeps what an engine found; what another one found is dropped.
func (s *Store) KeepReadings(ctx context.Context, engine string, list []Reading) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM readings WHERE engine <> ?`, engine); err != nil {
			return err
		}
		for _, r := range list {
			_, err := t.ExecContext(ctx, `INSERT INTO readings (article, version, engine, quotes) VALUES (?, ?, ?, ?)
			  ON CONFLICT (article) DO UPDATE SET version = excluded.version, engine = excluded.engine, quotes = excluded.quotes`,
				string(r.Article), string(r.Version), engine, mustJSON(r.Quotes))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Unread lists articles whose current text an engine has not read.
func (s *Store) Unread(ctx context.Context, engine string, limit int) ([]Reading, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT a.id, a.current, a.language FROM articles a WHERE a.deleted = 0
	  AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.article = a.id AND r.version = a.current AND r.engine = ?) LIMIT ?`, engine, limit)
	list, err := collect(rows, err, func(r *sql.Rows) (Reading, error) {
		var one Reading
		return one, r.Scan(&one.Article, &one.Version, &one.Language)
	})
	return list, s.explain("list the articles to read", err)
}

// Readings lists up to limit of what an engine found, by article, behind one.
func (s *Store) Readings(ctx context.Context, engine string, after corpus.ArticleID, limit int) ([]Reading, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT r.article, r.version, r.quotes FROM readings r JOIN articles a ON a.id = r.article AND a.current = r.version
	  WHERE r.engine = ? AND r.article > ? AND a.deleted = 0 ORDER BY r.article LIMIT ?`,
		engine,
		string(after),
		limit,
	)
	list, err := collect(rows, err, func(r *sql.Rows) (Reading, error) {
		var one Reading
		var quotes []byte
		if err := r.Scan(&one.Article, &one.Version, &quotes); err != nil {
			return one, err
		}
		return one, json.Unmarshal(quotes, &one.Quotes)
	})
	return list, s.explain("read what was found", err)
}

// DropReadings forgets what engines found and is in force, or unwanted.
func (s *Store) DropReadings(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM readings`)
		return err
	})
}
