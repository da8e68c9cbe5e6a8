package app

import (
	"context"
	"fmt"
	"strings"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/scraper/bulk"
)

// Need is a field of an article that an import was not sure of: a person is to
// look at it. It leaves the tray when a coder sets the field (corpus.EditArticle)
// or says that it is right (corpus.Settle), and comes back when that is undone.
type Need struct {
	Article   corpus.ArticleID
	Title     string
	Publisher string
	Field     string // "published", "authors", "body", …
	Printed   string // what the source says there
	Reason    string
	Now       string // what the article has there
}

// Needs lists a window of the tray, with the number of all in it.
func (a *App) Needs(ctx context.Context, offset, limit int) ([]Need, int, error) {
	doubts, total, err := a.store.Doubts(ctx, offset, limit)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Need, 0, len(doubts))
	for _, d := range doubts {
		article, err := a.store.Article(ctx, d.Article)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, Need{
			Article: d.Article, Title: article.Title, Publisher: article.Publisher,
			Field: d.Field, Printed: d.Printed, Reason: d.Reason, Now: fieldOf(article, d.Field),
		})
	}
	return out, total, nil
}

// fieldOf is a field in words.
func fieldOf(article corpus.Article, field string) string {
	switch field {
	case bulk.Title:
		return article.Title
	case bulk.Authors:
		return joinNames(article.Authors)
	case bulk.Publisher:
		return article.Publisher
	case bulk.Published:
		return article.Published.String()
	case bulk.Section:
		return article.Section
	case bulk.Language:
		return article.Language
	case bulk.URL:
		return article.URL
	case bulk.Keywords:
		return joinNames(article.Keywords)
	}
	return ""
}

func joinNames(names []string) string { return strings.Join(names, "; ") }

func (a *App) noteDoubts(ctx context.Context, id corpus.ArticleID, doubts []bulk.Doubt) error {
	rows := make([]store.Doubt, len(doubts))
	for i, d := range doubts {
		rows[i] = store.Doubt{Article: id, Field: d.Field, Printed: d.Printed, Reason: d.Reason}
	}
	if err := a.store.NoteDoubts(ctx, rows); err != nil {
		return fmt.Errorf("note what is doubtful: %w", err)
	}
	return nil
}

// Unplaced lists what people did that has no place in the newest text of its
// article, because the words changed: quotes as cards, and annotations. Nothing
// of it is lost; the article's earlier version shows where each stood.
func (a *App) Unplaced(ctx context.Context) ([]QuoteCard, []corpus.Annotation, error) {
	ids, annotations, err := a.store.Unplaced(ctx)
	if err != nil || len(ids) == 0 {
		return nil, annotations, err
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	return cards, annotations, err
}
