package app

import (
	"context"
	"errors"
	"iter"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/indexer"
)

// source is the corpus as the index reads it.
type source struct{ app *App }

func (s source) CorpusID() string { return s.app.store.ID() }

func (s source) LastChange(ctx context.Context) (corpus.ChangeID, error) {
	return s.app.store.LastChange(ctx)
}

func (s source) Changes(ctx context.Context, after corpus.ChangeID, limit int) ([]corpus.Change, error) {
	return s.app.store.Changes(ctx, after, limit)
}

func (s source) AllArticles(ctx context.Context) iter.Seq2[corpus.ArticleID, error] {
	return s.app.store.ArticleIDs(ctx)
}

// Documents describes articles with all their quotes. Deleted and unknown ones
// are absent.
func (s source) Documents(ctx context.Context, ids []corpus.ArticleID) ([]indexer.ArticleDoc, []indexer.QuoteDoc, error) {
	var articles []indexer.ArticleDoc
	var quotes []indexer.QuoteDoc
	for _, id := range ids {
		article, err := s.app.store.Article(ctx, id)
		if errors.Is(err, corpus.ErrNotFound) || article.Deleted {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		doc, err := s.article(ctx, article)
		if err != nil {
			return nil, nil, err
		}
		articles = append(articles, doc)
		coded, _, err := s.app.store.Quotes(ctx, corpus.QuoteFilter{Article: id, AllActs: true, Limit: -1})
		if err != nil {
			return nil, nil, err
		}
		docs, err := s.quotes(ctx, coded)
		if err != nil {
			return nil, nil, err
		}
		quotes = append(quotes, docs...)
	}
	return articles, quotes, nil
}

func (s source) article(ctx context.Context, article corpus.Article) (indexer.ArticleDoc, error) {
	version, err := s.app.store.Version(ctx, article.Current)
	if err != nil {
		return indexer.ArticleDoc{}, err
	}
	annotations, err := s.app.store.Annotations(ctx, article.ID)
	if err != nil {
		return indexer.ArticleDoc{}, err
	}
	doc := indexer.ArticleDoc{
		ID: article.ID, Title: article.Title, Body: version.Text, Language: article.Language,
		Publisher: article.Publisher, Site: article.Site, Section: article.Section,
		Authors: article.Authors, Date: article.Published, Collected: article.Collected, Story: article.Story,
	}
	coders := map[corpus.Coder]bool{}
	for _, a := range annotations {
		doc.Tags = append(doc.Tags, a.Tags...)
		coders[a.Coder] = true
		if a.Note != "" {
			doc.Notes += a.Note + "\n"
		}
	}
	for c := range coders {
		doc.Coders = append(doc.Coders, string(c))
	}
	return doc, nil
}

// QuoteDocuments describes quotes; those of deleted articles are absent.
func (s source) QuoteDocuments(ctx context.Context, ids []corpus.QuoteID) ([]indexer.QuoteDoc, error) {
	coded, _, err := s.app.store.Quotes(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return nil, err
	}
	return s.quotes(ctx, coded)
}

func (s source) quotes(ctx context.Context, coded []corpus.CodedQuote) ([]indexer.QuoteDoc, error) {
	articles := map[corpus.ArticleID]corpus.Article{}
	texts := map[corpus.VersionID]string{}
	docs := make([]indexer.QuoteDoc, 0, len(coded))
	for _, q := range coded {
		article, ok := articles[q.Current.Article]
		if !ok {
			var err error
			if article, err = s.app.store.Article(ctx, q.Current.Article); err != nil {
				return nil, err
			}
			articles[article.ID] = article
		}
		if article.Deleted {
			continue
		}
		if _, ok := texts[q.Current.Version]; !ok {
			version, err := s.app.store.Version(ctx, q.Current.Version)
			if err != nil {
				return nil, err
			}
			texts[version.ID] = version.Text
		}
		docs = append(docs, quoteDoc(q, article, texts[q.Current.Version]))
	}
	return docs, nil
}

// quoteDoc is what the index knows of a quote: ids, not names.
func quoteDoc(q corpus.CodedQuote, article corpus.Article, text string) indexer.QuoteDoc {
	c := store.Filed(q) // merges are followed when a query is built, so that taking one back is exact
	doc := indexer.QuoteDoc{
		ID: q.Quote.ID, Article: c.Article, Language: article.Language,
		Kind: string(c.Kind), Act: string(c.Utterance), Status: string(q.Status),
		Speaker: c.PersonID, SpeakerName: c.Speaker, Organization: c.OrganizationID, Role: c.Role,
		Publisher: article.Publisher, Site: article.Site, Section: article.Section, Authors: article.Authors, Date: article.Published,
		Collected: article.Collected, Confidence: c.Confidence, Story: c.Story,
	}
	if c.OrganizationID == "" {
		doc.OrganizationName = c.Organization
	}
	if c.Validate(text) == nil {
		doc.Text = corpus.JoinSpans(text, c.Content)
	}
	coders := map[corpus.Coder]bool{}
	for _, v := range q.Verdicts {
		coders[v.Coder] = true
	}
	for _, t := range q.Tags {
		doc.Tags = append(doc.Tags, t.Tag)
		coders[t.Coder] = true
	}
	for _, j := range q.Judgements {
		doc.Targets = append(doc.Targets, j.Target)
		doc.Stances = append(doc.Stances, string(j.Stance), string(j.Target)+"="+string(j.Stance))
		coders[j.Coder] = true
	}
	for _, n := range q.Notes {
		doc.Notes += n.Text + "\n"
		coders[n.Coder] = true
	}
	for c := range coders {
		doc.Coders = append(doc.Coders, string(c))
	}
	return doc
}

// Text gives the words that the index does not store: the content of quotes,
// the text of articles.
func (s source) Text(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	texts := make(map[string]string, len(ids))
	if kind == indexer.ArticleKind {
		for _, id := range ids {
			article, err := s.app.store.Article(ctx, corpus.ArticleID(id))
			if errors.Is(err, corpus.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			version, err := s.app.store.Version(ctx, article.Current)
			if err != nil {
				return nil, err
			}
			texts[id] = version.Text
		}
		return texts, nil
	}
	quotes := make([]corpus.QuoteID, len(ids))
	for i, id := range ids {
		quotes[i] = corpus.QuoteID(id)
	}
	docs, err := s.QuoteDocuments(ctx, quotes)
	for _, d := range docs {
		texts[string(d.ID)] = d.Text
	}
	return texts, err
}
