package store

import (
	"context"
	"unicode/utf8"

	"quoth/corpus"
)

// QuoteText is a quote in words, with what stands around it in the article.
type QuoteText struct {
	Content, Quoted string // stretches joined by " … "
	Article         corpus.Article
	Before, After   string // at most contextBytes of the text next to the content
}

// contextBytes bounds the words shown around a quote.
const contextBytes = 200

// QuoteWords gives quotes as corrected in words. Unknown ids are left out, and
// words are empty where a quote's spans do not fit its text.
func (s *Store) QuoteWords(ctx context.Context, ids []corpus.QuoteID) (map[corpus.QuoteID]QuoteText, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	quotes, _, err := s.Quotes(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return nil, err
	}
	out := make(map[corpus.QuoteID]QuoteText, len(quotes))
	articles := map[corpus.ArticleID]corpus.Article{}
	texts := map[corpus.VersionID]string{}
	for _, q := range quotes {
		current := q.Current
		if _, ok := articles[current.Article]; !ok {
			if articles[current.Article], err = s.Article(ctx, current.Article); err != nil {
				return nil, err
			}
		}
		if _, ok := texts[current.Version]; !ok {
			version, err := s.Version(ctx, current.Version)
			if err != nil {
				return nil, err
			}
			texts[current.Version] = version.Text
		}
		words := QuoteText{Article: articles[current.Article]}
		if text := texts[current.Version]; current.Validate(text) == nil {
			cover := corpus.Cover(current.Content)
			words.Content, words.Quoted = corpus.JoinSpans(
				text,
				current.Content,
			), corpus.JoinSpans(
				text,
				current.Quoted,
			)
			words.Before, words.After = before(text, cover.Start), after(text, cover.End)
		}
		out[q.Quote.ID] = words
	}
	return out, nil
}

func before(text string, end int) string {
	start := max(0, end-contextBytes)
	for start < end && !utf8.RuneStart(text[start]) {
		start++
	}
	return text[start:end]
}

func after(text string, start int) string {
	end := min(len(text), start+contextBytes)
	for end > start && end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[start:end]
}
