package app

import (
	"context"
	"errors"
	"fmt"

	"quoth/corpus"
)

// MarkQuote adds a quote that the program missed: the words a coder marked, with
// who said them; no name where that is unknown.
func (a *App) MarkQuote(
	ctx context.Context,
	coder corpus.Coder,
	v corpus.Version,
	span corpus.Span,
	speaker SpeakerChoice,
) error {
	found := corpus.Attribution{
		Kind:       corpus.Direct,
		Utterance:  corpus.Speech,
		Content:    []corpus.Span{span},
		Quoted:     []corpus.Span{span},
		Confidence: 1,
	}
	quote := corpus.Quote{Article: v.Article, Version: v.ID, Attribution: found}
	var acts []corpus.Act
	if speaker.Name != "" {
		correction, made, err := a.correction(ctx, speaker.Correction())
		if err != nil {
			return err
		}
		acts, quote = append(acts, made...), correction.Apply(quote)
	}
	_, err := a.Do(ctx, coder, corpus.Many{Title: "mark a quote", Acts: append(acts, corpus.MarkQuote{Quote: quote})})
	return err
}

// TagAll puts a tag on every quote that a search finds, as one change.
func (a *App) TagAll(ctx context.Context, coder corpus.Coder, r SearchRequest, path string) error {
	tag, err := a.EnsureTag(ctx, coder, path)
	if err != nil {
		return err
	}
	index, err := a.searchIndex(ctx)
	if err != nil {
		return err
	}
	request, err := a.indexRequest(ctx, r)
	if err != nil {
		return err
	}
	request.OnlyQuotes = true
	var acts []corpus.Act
	for hit, err := range index.All(ctx, request) {
		if err != nil {
			return queryError(err)
		}
		acts = append(acts, corpus.PutTag{Quote: corpus.QuoteID(hit.ID), Tag: tag})
	}
	if len(acts) == 0 {
		return fmt.Errorf("no quote to tag: %w", corpus.ErrInvalid)
	}
	_, err = a.Do(ctx, coder, corpus.Many{Title: fmt.Sprintf("tag %d quotes with %s", len(acts), path), Acts: acts})
	return err
}

// QueryProblem says in words why a query cannot be understood; ok is false for
// other errors.
func QueryProblem(err error) (words string, ok bool) {
	var bad *QueryError
	if !errors.As(err, &bad) {
		return "", false
	}
	return bad.Message, true
}
