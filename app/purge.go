package app

import (
	"cmp"
	"context"

	"quoth/corpus"
)

// Purge removes an article, or a quote, for good: one of the ids is empty. It
// cannot be undone. Error: corpus.ErrNotFound.
func (a *App) Purge(
	ctx context.Context,
	coder corpus.Coder,
	article corpus.ArticleID,
	quote corpus.QuoteID,
) (corpus.Change, error) {
	var act corpus.Act = corpus.PurgeArticle{ID: article}
	if quote != "" {
		act = corpus.PurgeQuote{ID: quote}
	}
	return a.Do(ctx, cmp.Or(coder, defaultCoder()), act)
}
