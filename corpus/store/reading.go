package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"quoth/corpus"
)

// articleTitle is an article's headline for the titles of changes.
func (t *tx) articleTitle(id corpus.ArticleID) (string, error) {
	var title string
	err := t.QueryRowContext(t.ctx, `SELECT title FROM articles WHERE id = ?`, string(id)).Scan(&title)
	return "“" + firstWords(title) + "”", t.missing(err, "the article "+string(id))
}

func (t *tx) markRead(coder corpus.Coder, a corpus.MarkRead) (outcome, error) {
	title, err := t.articleTitle(a.Article)
	if err != nil {
		return outcome{}, err
	}
	key := rowKey(string(a.Article), string(coder))
	switch a.State {
	case corpus.Unread:
		return onArticle(
				"progress",
				"mark as unread "+title,
				a.Article,
			), t.drop(
				"article_progress",
				string(a.Article),
				key,
			)
	case corpus.Read, corpus.Done:
	default:
		return outcome{}, fmt.Errorf("%q is no state of an article: use read or done: %w", a.State, corpus.ErrInvalid)
	}
	done := onArticle("progress", "mark as "+string(a.State)+" "+title, a.Article)
	if same, err := t.same("article_progress", key, map[string]any{"state": string(a.State)}); err != nil || same {
		return done, err
	}
	return done, t.put("article_progress", string(a.Article), key, map[string]any{
		"article": a.Article, "coder": coder, "state": a.State, "at": t.stamp(),
	})
}

func (t *tx) tagArticle(coder corpus.Coder, a corpus.TagArticle) (outcome, error) {
	title, err := t.articleTitle(a.Article)
	if err != nil {
		return outcome{}, err
	}
	path, err := t.tagPath(a.Tag)
	if err != nil {
		return outcome{}, err
	}
	done := onArticle("tag", "tag "+title+" with "+path, a.Article)
	done.touched.Tags = []corpus.TagID{a.Tag}
	key := rowKey(string(a.Article), string(a.Tag), string(coder))
	if image, err := t.image("article_tags", key); err != nil || image != "" {
		return done, err
	}
	return done, t.put("article_tags", string(a.Article), key, map[string]any{
		"article": a.Article, "tag": a.Tag, "coder": coder, "at": t.stamp(),
	})
}

func (t *tx) untagArticle(coder corpus.Coder, a corpus.UntagArticle) (outcome, error) {
	title, err := t.articleTitle(a.Article)
	if err != nil {
		return outcome{}, err
	}
	path, err := t.tagPath(a.Tag)
	if err != nil {
		return outcome{}, err
	}
	done := onArticle("untag", "take "+path+" off "+title, a.Article)
	done.touched.Tags = []corpus.TagID{a.Tag}
	return done, t.drop("article_tags", string(a.Article), rowKey(string(a.Article), string(a.Tag), string(coder)))
}

func (t *tx) writeMemo(coder corpus.Coder, a corpus.WriteMemo) (outcome, error) {
	done := outcome{kind: "memo", title: "memo on the project"}
	if a.Article != "" {
		title, err := t.articleTitle(a.Article)
		if err != nil {
			return outcome{}, err
		}
		done = onArticle("memo", "memo on "+title, a.Article)
	}
	key := rowKey(string(a.Article), string(coder))
	if strings.TrimSpace(a.Text) == "" {
		done.title = "remove the " + done.title
		return done, t.drop("memos", string(a.Article), key)
	}
	if same, err := t.same("memos", key, map[string]any{"text": a.Text}); err != nil || same {
		return done, err
	}
	return done, t.put("memos", string(a.Article), key, map[string]any{
		"article": a.Article, "coder": coder, "text": a.Text, "at": t.stamp(),
	})
}

// retagArticles replaces a tag on every article; an empty one removes it. It
// lists the articles.
func (t *tx) retagArticles(from, into corpus.TagID) ([]corpus.ArticleID, error) {
	rows, err := t.QueryContext(t.ctx, articleTagColumns+`WHERE tag = ? ORDER BY article, coder`, string(from))
	uses, err := collect(rows, err, scanArticleTag)
	if err != nil {
		return nil, err
	}
	var articles []corpus.ArticleID
	for _, u := range uses {
		articles = append(articles, u.Article)
		if err := t.drop(
			"article_tags",
			string(u.Article),
			rowKey(string(u.Article), string(from), string(u.Coder)),
		); err != nil {
			return nil, err
		}
		if into == "" {
			continue
		}
		if err := t.put("article_tags", string(u.Article), rowKey(string(u.Article), string(into), string(u.Coder)),
			map[string]any{"article": u.Article, "tag": into, "coder": u.Coder, "at": stamp(u.When)}); err != nil {
			return nil, err
		}
	}
	return articles, nil
}

const articleTagColumns = `SELECT article, tag, coder, at FROM article_tags `

func scanArticleTag(r *sql.Rows) (corpus.ArticleTag, error) {
	var t corpus.ArticleTag
	var at string
	err := r.Scan(&t.Article, &t.Tag, &t.Coder, &at)
	t.When = parseStamp(at)
	return t, err
}

func scanMemo(r *sql.Rows) (corpus.Memo, error) {
	var m corpus.Memo
	var at string
	err := r.Scan(&m.Article, &m.Coder, &m.Text, &at)
	m.When = parseStamp(at)
	return m, err
}

// ArticleTags lists the tags that coders put on whole articles.
func (s *Store) ArticleTags(ctx context.Context, articles []corpus.ArticleID) ([]corpus.ArticleTag, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		articleTagColumns+`WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, at, tag`,
		mustJSON(articles),
	)
	tags, err := collect(rows, err, scanArticleTag)
	return tags, s.explain("read the tags of articles", err)
}

// Memos lists what coders wrote on articles, by article and time. The project's
// memos stand under the empty id.
func (s *Store) Memos(ctx context.Context, articles []corpus.ArticleID) ([]corpus.Memo, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT article, coder, text, at FROM memos
	  WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, at, coder`, mustJSON(articles))
	memos, err := collect(rows, err, scanMemo)
	return memos, s.explain("read the memos", err)
}

// ReadState is how far a coder has come with each of some articles; unread ones
// are absent.
func (s *Store) ReadState(
	ctx context.Context,
	coder corpus.Coder,
	articles []corpus.ArticleID,
) (map[corpus.ArticleID]corpus.ReadState, error) {
	states := map[corpus.ArticleID]corpus.ReadState{}
	rows, err := s.reader.QueryContext(ctx, `SELECT article, state FROM article_progress
	  WHERE coder = ? AND article IN (SELECT value FROM json_each(?))`, string(coder), mustJSON(articles))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id corpus.ArticleID
		var state corpus.ReadState
		err := r.Scan(&id, &state)
		states[id] = state
		return struct{}{}, err
	})
	return states, s.explain("read how far articles were read", err)
}

// withReading adds to rows of the list of articles how far the coder has come,
// and the tags.
func (s *Store) withReading(ctx context.Context, coder corpus.Coder, list []corpus.ArticleSummary) error {
	ids := make([]corpus.ArticleID, len(list))
	at := make(map[corpus.ArticleID]int, len(list))
	for i, a := range list {
		ids[i], at[a.ID] = a.ID, i
	}
	tags, err := s.ArticleTags(ctx, ids)
	if err != nil {
		return err
	}
	for _, t := range tags {
		if row := &list[at[t.Article]]; !containsTag(row.Tags, t.Tag) {
			row.Tags = append(row.Tags, t.Tag)
		}
	}
	states, err := s.ReadState(ctx, coder, ids)
	for id, state := range states {
		list[at[id]].State = state
	}
	return err
}

// HistoryOf lists the changes of one quote or annotation of an article, oldest
// first. What a program suggested has none.
func (s *Store) HistoryOf(ctx context.Context, article corpus.ArticleID, id string) ([]corpus.Change, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		changeColumns+`WHERE id IN (SELECT change FROM change_rows WHERE article = ? AND key ->> 0 = ?) ORDER BY seq`,
		string(article),
		id,
	)
	changes, err := scanChanges(rows, err)
	return changes, s.explain("read the journal", err)
}
