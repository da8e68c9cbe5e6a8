package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"quoth/corpus"
)

// Doubt is a field of an article that an import was not sure of.
type Doubt struct {
	Article corpus.ArticleID
	Field   string // as in corpus.Article.FieldOrigins
	Printed string // what the source says there
	Reason  string
}

// NoteDoubts keeps what an import was not sure of. What a program notes is no
// act of a person, so the journal does not list it.
func (s *Store) NoteDoubts(ctx context.Context, doubts []Doubt) error {
	if len(doubts) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, d := range doubts {
			if _, err := t.ExecContext(
				ctx,
				`INSERT INTO doubts (article, field, printed, reason, at) VALUES (?, ?, ?, ?, ?)
			  ON CONFLICT (article, field) DO UPDATE SET printed = excluded.printed, reason = excluded.reason`,
				string(d.Article),
				d.Field,
				d.Printed,
				d.Reason,
				stamp(s.now()),
			); err != nil {
				return err
			}
		}
		return nil
	})
}

// openDoubts are those of articles that are there, and that no coder has settled
// by setting the field.
const openDoubts = ` FROM doubts d JOIN articles a ON a.id = d.article
  WHERE a.deleted = 0 AND ifnull(a.origins ->> d.field, '') <> 'coder' `

// Doubts lists a window of what a person is to look at, with the number of all.
func (s *Store) Doubts(ctx context.Context, offset, limit int) ([]Doubt, int, error) {
	var total int
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*)`+openDoubts).Scan(&total); err != nil {
		return nil, 0, s.explain("count the doubtful fields", err)
	}
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT d.article, d.field, d.printed, d.reason`+openDoubts+`ORDER BY a.collected, d.article, d.field LIMIT ? OFFSET ?`,
		window(limit),
		offset,
	)
	out, err := collect(rows, err, func(r *sql.Rows) (Doubt, error) {
		var d Doubt
		err := r.Scan(&d.Article, &d.Field, &d.Printed, &d.Reason)
		return d, err
	})
	return out, total, s.explain("list the doubtful fields", err)
}

// settle says that a field is right: its origin is the coder from now on.
func (t *tx) settle(a corpus.Settle) (outcome, error) {
	article, err := scanArticle(
		t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(a.Article)),
	)
	if err != nil {
		return outcome{}, t.missing(err, "the article "+string(a.Article))
	}
	if a.Field == "" {
		return outcome{}, fmt.Errorf("which field is right? %w", corpus.ErrInvalid)
	}
	if article.FieldOrigins == nil {
		article.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	article.FieldOrigins[a.Field] = corpus.FromCoder
	done := onArticle("settle", fmt.Sprintf("the %s of “%s” is right", a.Field, article.Title), a.Article)
	return done, t.put("articles", string(a.Article), rowKey(string(a.Article)), articleRow(article))
}

// regroup moves articles and quotes to other stories.
func (t *tx) regroup(a corpus.Regroup) (outcome, error) {
	done := outcome{kind: "regroup", title: a.Title}
	for _, id := range slices.Sorted(maps.Keys(a.Articles)) {
		article, err := scanArticle(
			t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(id)),
		)
		if err != nil {
			return outcome{}, t.missing(err, "the article "+string(id))
		}
		done.touched.Articles = append(done.touched.Articles, id)
		if done.touched, err = t.withStory(done.touched, article); err != nil { // whom it leaves
			return outcome{}, err
		}
		article.Story = a.Articles[id]
		if err := t.put("articles", string(id), rowKey(string(id)), articleRow(article)); err != nil {
			return outcome{}, err
		}
		if done.touched, err = t.withStory(done.touched, article); err != nil { // whom it joins
			return outcome{}, err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.Quotes)) {
		q, err := t.quote(id)
		if err != nil {
			return outcome{}, err
		}
		q.Story = a.Quotes[id]
		if err := t.put("quotes", string(q.Article), rowKey(string(id)), quoteRow(q)); err != nil {
			return outcome{}, err
		}
	}
	done.touched.Articles = distinct(done.touched.Articles)
	return done, nil
}

// Pending is an item that a collection has still to get, or could not get.
type Pending struct {
	Key    string // the item's address or path
	Label  string // for people
	Parent string
	Input  string // what to go on with, in the words of whoever collects
	Reason string // why it failed; empty while it waits
	At     time.Time
}

// AddPending notes what is to be got; what failed before waits again.
func (s *Store) AddPending(ctx context.Context, items []Pending) error {
	if len(items) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, p := range items {
			if err := t.putPending(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// FailPending notes why an item could not be got.
func (s *Store) FailPending(ctx context.Context, p Pending) error {
	return s.write(ctx, func(t *tx) error { return t.putPending(p) })
}

func (t *tx) putPending(p Pending) error {
	_, err := t.ExecContext(
		t.ctx,
		`INSERT INTO collecting (key, label, parent, input, reason, at) VALUES (?, ?, ?, ?, ?, ?)
	  ON CONFLICT (key) DO UPDATE SET label = excluded.label, parent = excluded.parent, reason = excluded.reason, at = excluded.at,
	    input = CASE excluded.input WHEN '' THEN collecting.input ELSE excluded.input END`,
		p.Key,
		p.Label,
		p.Parent,
		p.Input,
		p.Reason,
		stamp(t.store.now()),
	)
	return err
}

// DropPending forgets items: they were got, or are no longer wanted.
func (s *Store) DropPending(ctx context.Context, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(
			ctx,
			`DELETE FROM collecting WHERE key IN (SELECT value FROM json_each(?))`,
			mustJSON(keys),
		)
		return err
	})
}

// PendingItems lists what waits, or what failed.
func (s *Store) PendingItems(ctx context.Context, failed bool) ([]Pending, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT key, label, parent, input, reason, at FROM collecting WHERE (reason <> '') = ? ORDER BY at, key`,
		failed,
	)
	out, err := collect(rows, err, func(r *sql.Rows) (Pending, error) {
		var p Pending
		var at string
		err := r.Scan(&p.Key, &p.Label, &p.Parent, &p.Input, &p.Reason, &at)
		p.At = parseStamp(at)
		return p, err
	})
	return out, s.explain("list what is still to be collected", err)
}

// Unplaced lists what people did that could not be placed in the newest text of
// its article: quotes and annotations, by article.
func (s *Store) Unplaced(ctx context.Context) ([]corpus.QuoteID, []corpus.Annotation, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT q.id FROM quotes q JOIN articles a ON a.id = q.article
	  WHERE q.unplaced = 1 AND a.deleted = 0 ORDER BY q.article, q.position`)
	quotes, err := collect(rows, err, func(r *sql.Rows) (corpus.QuoteID, error) {
		var id corpus.QuoteID
		err := r.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, nil, s.explain("list what could not be placed", err)
	}
	rows, err = s.reader.QueryContext(
		ctx,
		annotationColumns+`WHERE unplaced = 1 AND article IN (SELECT id FROM articles WHERE deleted = 0) ORDER BY article, created`,
	)
	annotations, err := collect(rows, err, scanAnnotation)
	return quotes, annotations, s.explain("list what could not be placed", err)
}
