package app

import (
	"context"
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

// Documents describes articles with all their quotes and annotations. Deleted and
// unknown ones are absent.
func (s source) Documents(ctx context.Context, ids []corpus.ArticleID) (indexer.Documents, error) {
	var docs indexer.Documents
	articles, err := s.app.store.ArticlesByID(ctx, ids)
	if err != nil {
		return docs, err
	}
	there, current := make([]corpus.ArticleID, 0, len(ids)), make([]corpus.VersionID, 0, len(ids))
	for _, id := range ids {
		if article, ok := articles[id]; ok && !article.Deleted {
			there, current = append(there, id), append(current, article.Current)
		}
	}
	texts, err := s.app.store.Texts(ctx, current)
	if err != nil {
		return docs, err
	}
	annotations, err := s.app.store.AnnotationsOf(ctx, there)
	if err != nil {
		return docs, err
	}
	tags, err := s.app.store.ArticleTags(ctx, there)
	if err != nil {
		return docs, err
	}
	memos, err := s.app.store.Memos(ctx, there)
	if err != nil {
		return docs, err
	}
	about := map[corpus.ArticleID]*coded{}
	for _, id := range there {
		about[id] = &coded{}
	}
	for _, n := range annotations {
		about[n.Article].annotations = append(about[n.Article].annotations, n)
		docs.Annotations = append(docs.Annotations, annotationDoc(n, articles[n.Article]))
	}
	for _, t := range tags {
		about[t.Article].tags = append(about[t.Article].tags, t)
	}
	for _, m := range memos {
		about[m.Article].memos = append(about[m.Article].memos, m)
	}
	for i, id := range there {
		docs.Articles = append(docs.Articles, articleDoc(articles[id], texts[current[i]], *about[id]))
	}
	quotes, _, err := s.app.store.Quotes(ctx, corpus.QuoteFilter{Articles: there, AllActs: true, Limit: -1})
	if err != nil {
		return docs, err
	}
	docs.Quotes, err = s.quotes(ctx, quotes)
	return docs, err
}

// coded is what coders said of one article beside its quotes.
type coded struct {
	annotations []corpus.Annotation
	tags        []corpus.ArticleTag
	memos       []corpus.Memo
}

func annotationDoc(n corpus.Annotation, article corpus.Article) indexer.AnnotationDoc {
	return indexer.AnnotationDoc{
		ID:        n.ID,
		Article:   n.Article,
		Words:     n.Anchor.Exact,
		Note:      n.Note,
		Tags:      n.Tags,
		Coder:     n.Coder,
		Language:  article.Language,
		Publisher: article.Publisher,
		Site:      article.Site,
		Section:   article.Section,
		Authors:   article.Authors,
		Date:      article.Published,
		Collected: article.Collected,
	}
}

func articleDoc(article corpus.Article, text string, about coded) indexer.ArticleDoc {
	doc := indexer.ArticleDoc{
		ID: article.ID, Title: article.Title, Body: text, Language: article.Language,
		Publisher: article.Publisher, Site: article.Site, Section: article.Section,
		Authors: article.Authors, Date: article.Published, Collected: article.Collected, Story: article.Story,
	}
	coders := map[corpus.Coder]bool{}
	for _, a := range about.annotations {
		doc.Tags = append(doc.Tags, a.Tags...)
		coders[a.Coder] = true
		if a.Note != "" {
			doc.Notes += a.Note + "\n"
		}
	}
	for _, t := range about.tags {
		doc.Tags = append(doc.Tags, t.Tag)
		coders[t.Coder] = true
	}
	for _, m := range about.memos {
		doc.Notes += m.Text + "\n"
		coders[m.Coder] = true
	}
	for c := range coders {
		doc.Coders = append(doc.Coders, string(c))
	}
	return doc
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
	articles, texts, err := s.app.around(ctx, coded)
	if err != nil {
		return nil, err
	}
	docs := make([]indexer.QuoteDoc, 0, len(coded))
	for _, q := range coded {
		if article := articles[q.Current.Article]; !article.Deleted {
			docs = append(docs, quoteDoc(q, article, texts[q.Current.Version]))
		}
	}
	return docs, nil
}

// around reads the articles of quotes and the texts they stand in.
func (a *App) around(
	ctx context.Context,
	quotes []corpus.CodedQuote,
) (map[corpus.ArticleID]corpus.Article, map[corpus.VersionID]string, error) {
	var articleIDs []corpus.ArticleID
	var versionIDs []corpus.VersionID
	for _, q := range quotes {
		articleIDs, versionIDs = append(articleIDs, q.Current.Article), append(versionIDs, q.Current.Version)
	}
	articles, err := a.store.ArticlesByID(ctx, articleIDs)
	if err != nil {
		return nil, nil, err
	}
	texts, err := a.store.Texts(ctx, versionIDs)
	return articles, texts, err
}

// quoteDoc is what the index knows of a quote: ids, not names.
func quoteDoc(q corpus.CodedQuote, article corpus.Article, text string) indexer.QuoteDoc {
	c := store.Filed(q) // merges are followed when a query is built, so that taking one back is exact
	doc := indexer.QuoteDoc{
		ID:           q.Quote.ID,
		Article:      c.Article,
		Language:     article.Language,
		Kind:         string(c.Kind),
		Act:          string(c.Utterance),
		Status:       string(q.Status),
		Speaker:      c.PersonID,
		SpeakerName:  c.Speaker,
		Organization: c.OrganizationID,
		Role:         c.Role,
		Publisher:    article.Publisher,
		Site:         article.Site,
		Section:      article.Section,
		Authors:      article.Authors,
		Date:         article.Published,
		Collected:    article.Collected,
		Confidence:   c.Confidence,
		Story:        c.Story,
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
// what was annotated, the text and the headlines of articles.
func (s source) Text(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	switch kind {
	case indexer.AnnotationKind:
		return s.annotated(ctx, ids)
	case indexer.ArticleKind:
		return s.bodies(ctx, ids)
	case indexer.TitleKind:
		return s.titles(ctx, ids)
	}
	quotes := make([]corpus.QuoteID, len(ids))
	for i, id := range ids {
		quotes[i] = corpus.QuoteID(id)
	}
	docs, err := s.QuoteDocuments(ctx, quotes)
	texts := make(map[string]string, len(ids))
	for _, d := range docs {
		texts[string(d.ID)] = d.Text
	}
	return texts, err
}

func (s source) annotated(ctx context.Context, ids []string) (map[string]string, error) {
	wanted := make([]corpus.AnnotationID, len(ids))
	for i, id := range ids {
		wanted[i] = corpus.AnnotationID(id)
	}
	found, err := s.app.store.AnnotationsByID(ctx, wanted)
	texts := make(map[string]string, len(found))
	for _, n := range found {
		texts[string(n.ID)] = n.Anchor.Exact + "\n" + n.Note
	}
	return texts, err
}

func (s source) titles(ctx context.Context, ids []string) (map[string]string, error) {
	articles, err := s.app.store.ArticlesByID(ctx, articleIDs(ids))
	titles := make(map[string]string, len(articles))
	for id, article := range articles {
		titles[string(id)] = article.Title
	}
	return titles, err
}

func (s source) bodies(ctx context.Context, ids []string) (map[string]string, error) {
	texts, err := s.app.store.CurrentTexts(ctx, articleIDs(ids))
	bodies := make(map[string]string, len(texts))
	for id, text := range texts {
		bodies[string(id)] = text
	}
	return bodies, err
}

func articleIDs(ids []string) []corpus.ArticleID {
	out := make([]corpus.ArticleID, len(ids))
	for i, id := range ids {
		out[i] = corpus.ArticleID(id)
	}
	return out
}
