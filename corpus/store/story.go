package store

import (
	"context"
	"database/sql"

	"quoth/corpus"
)

// StoryCandidate is an article that may be another printing of a new one.
type StoryCandidate struct {
	Article corpus.ArticleID
	Version corpus.VersionID
	Story   corpus.StoryID
}

// mostCandidates bounds how many texts a new article is compared with.
const mostCandidates = 20

// ArticlesWithBands finds the articles that share a band with a new one, those
// that share most first.
func (s *Store) ArticlesWithBands(ctx context.Context, bands []int64) ([]StoryCandidate, error) {
	if len(bands) == 0 {
		return nil, nil
	}
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT a.id, a.current, a.story FROM story_bands b JOIN articles a ON a.id = b.article
	  WHERE b.band IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY a.id ORDER BY count(*) DESC, a.id LIMIT ?`, mustJSON(bands), mostCandidates)
	out, err := collect(rows, err, func(r *sql.Rows) (StoryCandidate, error) {
		var c StoryCandidate
		err := r.Scan(&c.Article, &c.Version, &c.Story)
		return c, err
	})
	return out, s.explain("look for other printings", err)
}

func (t *tx) keepBands(article corpus.ArticleID, bands []int64) error {
	if _, err := t.ExecContext(t.ctx, `DELETE FROM story_bands WHERE article = ?`, string(article)); err != nil {
		return err
	}
	_, err := t.ExecContext(
		t.ctx,
		`INSERT INTO story_bands (band, article) SELECT CAST(value AS BIGINT), ?2 FROM json_each(?1) WHERE value IS NOT NULL ON CONFLICT DO NOTHING`,
		mustJSON(bands),
		string(article),
	)
	return err
}

// withStory adds the other articles whose place in their story a new article
// may change: those of its own story and those that print one of its quotes.
func (t *tx) withStory(touched corpus.Touched, article corpus.Article) (corpus.Touched, error) {
	rows, err := t.QueryContext(t.ctx, `
	  SELECT id FROM articles WHERE story = ?1 AND story <> '' AND id <> ?2
	  UNION SELECT o.article FROM quotes q INDEXED BY quotes_by_article CROSS JOIN quotes o INDEXED BY quotes_by_story
	    ON o.story = q.story AND o.story <> '' AND o.article <> q.article WHERE q.article = ?2 ORDER BY 1`,
		string(article.Story), string(article.ID))
	others, err := collect(rows, err, func(r *sql.Rows) (corpus.ArticleID, error) {
		var id corpus.ArticleID
		err := r.Scan(&id)
		return id, err
	})
	touched.Articles = append(touched.Articles, others...)
	return touched, err
}

// Printings lists the other articles of a story, oldest first.
func (s *Store) Printings(
	ctx context.Context,
	story corpus.StoryID,
	except corpus.ArticleID,
) ([]corpus.ArticleSummary, error) {
	// The plus signs keep the planner from reading all articles by day.
	rows, err := s.reader.QueryContext(
		ctx,
		summaryColumns+`WHERE a.story = ? AND a.story <> '' AND a.id <> ? AND +a.deleted = 0 ORDER BY +a.day, +a.id LIMIT 200`,
		string(story),
		string(except),
	)
	out, err := collect(rows, err, scanSummary)
	return out, s.explain("list the printings", err)
}

// QuotePrintings counts the articles that print the quotes of each story.
func (s *Store) QuotePrintings(ctx context.Context, stories []corpus.StoryID) (map[corpus.StoryID]int, error) {
	out := make(map[corpus.StoryID]int, len(stories))
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT q.story, count(DISTINCT q.article) FROM quotes q JOIN articles a ON a.id = q.article
	  WHERE q.story IN (SELECT value FROM json_each(?)) AND q.story <> '' AND a.deleted = 0 GROUP BY q.story`,
		mustJSON(stories),
	)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var story corpus.StoryID
		var n int
		err := r.Scan(&story, &n)
		out[story] = n
		return struct{}{}, err
	})
	return out, s.explain("count the printings", err)
}

// FirstOfStories finds the earliest quote and the earliest article of each
// story: by day, then by when it was collected, then by id.
func (s *Store) FirstOfStories(
	ctx context.Context,
	stories []corpus.StoryID,
) (map[corpus.StoryID]corpus.QuoteID, map[corpus.StoryID]corpus.ArticleID, error) {
	quotes := make(map[corpus.StoryID]corpus.QuoteID, len(stories))
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT story, id FROM (SELECT q.story, q.id, row_number() OVER (PARTITION BY q.story ORDER BY a.day = '', a.day, a.collected, q.id) AS place
	    FROM quotes q JOIN articles a ON a.id = q.article
	    WHERE q.story IN (SELECT value FROM json_each(?)) AND q.story <> '' AND a.deleted = 0) x WHERE place = 1`, mustJSON(stories))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var story corpus.StoryID
		var id corpus.QuoteID
		err := r.Scan(&story, &id)
		quotes[story] = id
		return struct{}{}, err
	})
	if err != nil {
		return nil, nil, s.explain("find the first printings", err)
	}
	articles := make(map[corpus.StoryID]corpus.ArticleID, len(stories))
	rows, err = s.reader.QueryContext(ctx, `
	  SELECT story, id FROM (SELECT story, id, row_number() OVER (PARTITION BY story ORDER BY day = '', day, collected, id) AS place
	    FROM articles WHERE story IN (SELECT value FROM json_each(?)) AND story <> '' AND deleted = 0) x WHERE place = 1`, mustJSON(stories))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var story corpus.StoryID
		var id corpus.ArticleID
		err := r.Scan(&story, &id)
		articles[story] = id
		return struct{}{}, err
	})
	return quotes, articles, s.explain("find the first printings", err)
}
