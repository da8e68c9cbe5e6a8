package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"quoth/corpus"
)

const articleColumns = `SELECT a.id, a.url, a.title, a.authors, a.publisher, a.site, a.section, a.published, a.modified, a.language,
  a.keywords, a.origins, a.collected, a.story, a.current, a.deleted`

func scanArticle(row scanner, more ...any) (corpus.Article, error) {
	var a corpus.Article
	var authors, published, modified, keywords, origins, collected string
	err := row.Scan(append([]any{
		&a.ID, &a.URL, &a.Title, &authors, &a.Publisher, &a.Site, &a.Section, &published, &modified, &a.Language,
		&keywords, &origins, &collected, &a.Story, &a.Current, &a.Deleted,
	}, more...)...)
	if err != nil {
		return a, err
	}
	a.Collected = parseStamp(collected)
	if err := json.Unmarshal([]byte(authors), &a.Authors); err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(keywords), &a.Keywords); err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(origins), &a.FieldOrigins); err != nil {
		return a, err
	}
	if err := a.Published.UnmarshalText([]byte(published)); err != nil {
		return a, err
	}
	return a, a.Modified.UnmarshalText([]byte(modified))
}

func articleRow(a corpus.Article) map[string]any {
	origins := a.FieldOrigins
	if origins == nil {
		origins = map[string]corpus.FieldOrigin{}
	}
	return map[string]any{
		"id":        a.ID,
		"url":       a.URL,
		"title":     a.Title,
		"authors":   mustJSON(strs(a.Authors)),
		"publisher": a.Publisher,
		"site":      a.Site,
		"section":   a.Section,
		"published": a.Published.String(),
		"day":       a.Published.Day(),
		"modified":  a.Modified.String(),
		"language":  a.Language,
		"keywords":  mustJSON(strs(a.Keywords)),
		"origins":   mustJSON(origins),
		"collected": stamp(a.Collected),
		"story":     a.Story,
		"current":   a.Current,
		"deleted":   number(a.Deleted),
	}
}

// Article is the metadata of an article, a deleted one too.
func (s *Store) Article(ctx context.Context, id corpus.ArticleID) (corpus.Article, error) {
	a, err := scanArticle(s.reader.QueryRowContext(ctx, articleColumns+` FROM articles a WHERE id = ?`, string(id)))
	return a, s.explain("read the article "+string(id), err)
}

// ArticlesByID reads the metadata of several articles in one statement; unknown
// ones are absent.
func (s *Store) ArticlesByID(ctx context.Context, ids []corpus.ArticleID) (map[corpus.ArticleID]corpus.Article, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		articleColumns+` FROM articles a WHERE id IN (SELECT value FROM json_each(?))`,
		mustJSON(ids),
	)
	list, err := collect(rows, err, func(r *sql.Rows) (corpus.Article, error) { return scanArticle(r) })
	out := make(map[corpus.ArticleID]corpus.Article, len(list))
	for _, a := range list {
		out[a.ID] = a
	}
	return out, s.explain("read the articles", err)
}

// ArticleByURL finds an article by its canonical address or by one its pages
// were fetched from.
func (s *Store) ArticleByURL(ctx context.Context, address string) (corpus.Article, bool, error) {
	a, err := scanArticle(s.reader.QueryRowContext(ctx, articleColumns+` FROM articles a WHERE id IN
	  (SELECT id FROM articles WHERE url = ?1 AND url <> '' UNION ALL SELECT v.article FROM versions v JOIN pages p ON p.hash = v.page WHERE p.url = ?1) LIMIT 1`, address))
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, s.explain("look for the article "+address, err)
}

// articleOrders maps the orders to SQL; ids make them total.
var articleOrders = map[corpus.ArticleSort]string{
	corpus.NewestFirst:   "a.day DESC, a.id",
	corpus.OldestFirst:   "a.day, a.id",
	corpus.LastCollected: "a.collected DESC, a.id",
	corpus.ByTitle:       "a.title, a.id",
	corpus.MostToReview:  "a.to_review DESC, a.day DESC, a.id",
}

const summaryColumns = articleColumns + `, a.quotes, a.to_review,
  (SELECT count(*) FROM articles b WHERE b.story = a.story AND a.story <> '' AND b.deleted = 0),
  (SELECT count(*) FROM annotations n WHERE n.article = a.id) FROM articles a `

func scanSummary(r *sql.Rows) (corpus.ArticleSummary, error) {
	var sum corpus.ArticleSummary
	var err error
	sum.Article, err = scanArticle(r, &sum.Quotes, &sum.ToReview, &sum.Printings, &sum.Annotations)
	sum.Printings = max(1, sum.Printings)
	return sum, err
}

// defaultWindow is how many rows a list gives when no limit is asked for.
const defaultWindow = 200

func window(limit int) int {
	if limit == 0 {
		return defaultWindow
	}
	return limit
}

// Articles lists a window of articles and the number of all that match.
func (s *Store) Articles(ctx context.Context, f corpus.ArticleFilter) ([]corpus.ArticleSummary, int, error) {
	where, args := "WHERE a.deleted = ? ", []any{number(f.Deleted)}
	for _, word := range strings.Fields(f.Words) {
		where += "AND instr(lower(a.title || ' ' || a.authors || ' ' || a.publisher), lower(?)) > 0 "
		args = append(args, word)
	}
	if f.Publisher != "" {
		where, args = where+"AND a.publisher = ? ", append(args, f.Publisher)
	}
	if f.From != "" {
		where, args = where+"AND a.day >= ? ", append(args, f.From)
	}
	if f.To != "" {
		where, args = where+"AND a.day <= ? AND a.day <> '' ", append(args, f.To)
	}
	if f.Tag != "" {
		where, args = where+"AND a.id IN (SELECT article FROM article_tags WHERE tag = ?) ", append(args, string(f.Tag))
	}
	if f.InState {
		where += "AND ifnull((SELECT state FROM article_progress p WHERE p.article = a.id AND p.coder = ?), '') = ? "
		args = append(args, string(f.Coder), string(f.State))
	}
	var total int
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM articles a `+where, args...).
		Scan(&total); err != nil {
		return nil, 0, s.explain("count the articles", err)
	}
	order, ok := articleOrders[f.Sort]
	if !ok {
		order = articleOrders[corpus.NewestFirst]
	}
	rows, err := s.reader.QueryContext(
		ctx,
		summaryColumns+where+`ORDER BY `+order+` LIMIT ? OFFSET ?`,
		append(args, window(f.Limit), f.Offset)...)
	out, err := collect(rows, err, scanSummary)
	if err == nil {
		err = s.withReading(ctx, f.Coder, out)
	}
	return out, total, s.explain("list the articles", err)
}

// ArticleSummaries are some rows of the list of articles; unknown ones are
// absent.
func (s *Store) ArticleSummaries(
	ctx context.Context,
	ids []corpus.ArticleID,
) (map[corpus.ArticleID]corpus.ArticleSummary, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		summaryColumns+`WHERE a.id IN (SELECT value FROM json_each(?))`,
		mustJSON(ids),
	)
	list, err := collect(rows, err, scanSummary)
	out := make(map[corpus.ArticleID]corpus.ArticleSummary, len(list))
	for _, a := range list {
		out[a.ID] = a
	}
	return out, s.explain("read the articles", err)
}

// ArticleIDs streams the ids of all articles that are not deleted.
func (s *Store) ArticleIDs(ctx context.Context) iter.Seq2[corpus.ArticleID, error] {
	return func(yield func(corpus.ArticleID, error) bool) {
		last := ""
		for {
			// A window at a time, so that no read transaction stays open meanwhile.
			rows, err := s.reader.QueryContext(
				ctx,
				`SELECT id FROM articles WHERE deleted = 0 AND id > ? ORDER BY id LIMIT 1000`,
				last,
			)
			ids, err := collect(rows, err, func(r *sql.Rows) (string, error) {
				var id string
				err := r.Scan(&id)
				return id, err
			})
			if err != nil {
				yield("", s.explain("list the articles", err))
				return
			}
			for _, id := range ids {
				if !yield(corpus.ArticleID(id), nil) {
					return
				}
				last = id
			}
			if len(ids) == 0 {
				return
			}
		}
	}
}

const versionColumns = `SELECT id, article, number, text, paragraphs, page, fetched FROM versions `

func scanVersion(row scanner) (corpus.Version, error) {
	var v corpus.Version
	var paragraphs, fetched string
	if err := row.Scan(&v.ID, &v.Article, &v.Number, &v.Text, &paragraphs, &v.Page, &fetched); err != nil {
		return v, err
	}
	v.Fetched = parseStamp(fetched)
	return v, json.Unmarshal([]byte(paragraphs), &v.Paragraphs)
}

// Version is a text of an article.
func (s *Store) Version(ctx context.Context, id corpus.VersionID) (corpus.Version, error) {
	v, err := scanVersion(s.reader.QueryRowContext(ctx, versionColumns+`WHERE id = ?`, string(id)))
	return v, s.explain("read the version "+string(id), err)
}

// Texts reads the words of several versions in one statement; unknown ones are
// absent.
func (s *Store) Texts(ctx context.Context, ids []corpus.VersionID) (map[corpus.VersionID]string, error) {
	return texts[corpus.VersionID](
		ctx,
		s,
		`SELECT id, text FROM versions WHERE id IN (SELECT value FROM json_each(?))`,
		mustJSON(ids),
	)
}

// CurrentTexts reads the words of several articles as they are now, in one
// statement; unknown ones are absent.
func (s *Store) CurrentTexts(ctx context.Context, ids []corpus.ArticleID) (map[corpus.ArticleID]string, error) {
	return texts[corpus.ArticleID](ctx, s, `SELECT a.id, v.text FROM articles a JOIN versions v ON v.id = a.current
	  WHERE a.id IN (SELECT value FROM json_each(?))`, mustJSON(ids))
}

func texts[ID ~string](ctx context.Context, s *Store, query, ids string) (map[ID]string, error) {
	out := map[ID]string{}
	rows, err := s.reader.QueryContext(ctx, query, ids)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id ID
		var text string
		err := r.Scan(&id, &text)
		out[id] = text
		return struct{}{}, err
	})
	return out, s.explain("read the texts", err)
}

// Versions lists the texts of an article, newest first.
func (s *Store) Versions(ctx context.Context, article corpus.ArticleID) ([]corpus.Version, error) {
	rows, err := s.reader.QueryContext(ctx, versionColumns+`WHERE article = ? ORDER BY number DESC`, string(article))
	out, err := collect(rows, err, func(r *sql.Rows) (corpus.Version, error) { return scanVersion(r) })
	return out, s.explain("read the versions of "+string(article), err)
}

// maxPageBytes bounds what a kept page may unpack to: the file may come from
// anywhere.
const maxPageBytes = 256 << 20

// codec packs and unpacks pages; both are safe for concurrent use.
var codec = sync.OnceValues(func() (*zstd.Encoder, *zstd.Decoder) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are constant
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxPageBytes), zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	return encoder, decoder
})

const pageColumns = `SELECT hash, media_type, charset, url, redirects, fetched, etag, last_modified, notes`

func scanPage(row scanner, more ...any) (corpus.Page, error) {
	var p corpus.Page
	var redirects, fetched, notes string
	err := row.Scan(
		append(
			[]any{&p.Hash, &p.MediaType, &p.Charset, &p.URL, &redirects, &fetched, &p.ETag, &p.Modified, &notes},
			more...)...)
	if err != nil {
		return p, err
	}
	p.Fetched = parseStamp(fetched)
	if err := json.Unmarshal([]byte(redirects), &p.Redirects); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(notes), &p.Notes)
}

// Page is a page as fetched. Its bytes are checked against their hash:
// corpus.ErrDamaged when they differ.
func (s *Store) Page(ctx context.Context, hash corpus.PageHash) (corpus.Page, error) {
	var packed []byte
	p, err := scanPage(
		s.reader.QueryRowContext(ctx, pageColumns+`, body FROM pages WHERE hash = ?`, string(hash)),
		&packed,
	)
	if err != nil {
		return p, s.explain("read the page "+string(hash), err)
	}
	_, decoder := codec()
	if p.Body, err = decoder.DecodeAll(packed, nil); err != nil {
		return p, fmt.Errorf("unpack the page %s: %w (%w)", hash, corpus.ErrDamaged, err)
	}
	if corpus.HashPage(p.Body) != hash {
		return p, fmt.Errorf("the page %s is not what was fetched: %w", hash, corpus.ErrDamaged)
	}
	return p, nil
}

// PageByURL is the page last fetched from an address, without its body.
func (s *Store) PageByURL(ctx context.Context, address string) (corpus.Page, bool, error) {
	p, err := scanPage(
		s.reader.QueryRowContext(ctx, pageColumns+` FROM pages WHERE url = ? ORDER BY fetched DESC LIMIT 1`, address),
	)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, s.explain("look for the page "+address, err)
}

func (t *tx) editArticle(a corpus.EditArticle) (outcome, error) {
	article, err := scanArticle(t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(a.ID)))
	if err != nil {
		return outcome{}, t.missing(err, "the article "+string(a.ID))
	}
	u := a.Update
	if article.FieldOrigins == nil {
		article.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	edit := func(name string, set bool, do func()) {
		if set {
			do()
			article.FieldOrigins[name] = corpus.FromCoder
		}
	}
	edit("title", u.Title != nil, func() { article.Title = *u.Title })
	edit("authors", u.Authors != nil, func() { article.Authors = *u.Authors })
	edit("publisher", u.Publisher != nil, func() { article.Publisher = *u.Publisher })
	edit("section", u.Section != nil, func() { article.Section = *u.Section })
	edit("published", u.Published != nil, func() { article.Published = *u.Published })
	edit("language", u.Language != nil, func() { article.Language = *u.Language })
	return onArticle(
			"edit",
			"edit “"+article.Title+"”",
			a.ID,
		), t.put(
			"articles",
			string(a.ID),
			rowKey(string(a.ID)),
			articleRow(article),
		)
}

func onArticle(kind, title string, id corpus.ArticleID) outcome {
	return outcome{kind: kind, title: title, touched: corpus.Touched{Articles: []corpus.ArticleID{id}}}
}

func (t *tx) deleteArticle(id corpus.ArticleID) (outcome, error) {
	article, err := scanArticle(t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(id)))
	if err != nil {
		return outcome{}, t.missing(err, "the article "+string(id))
	}
	article.Deleted = true
	done := onArticle("delete", "delete “"+article.Title+"”", id)
	return done, t.put("articles", string(id), rowKey(string(id)), articleRow(article))
}
