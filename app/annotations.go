package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/indexer"
)

// AnnotationCard is an annotation with the names and words a screen shows.
type AnnotationCard struct {
	corpus.Annotation
	Words    string     // that were marked
	Hits     []Fragment // the words; Match marks what a search found; empty without one
	NoteHits []Fragment // the note likewise
	Before   string     // the words before in the paragraph, cut at about 200 bytes
	After    string
	Article  corpus.Article
	TagPaths []TagLabel
}

// annotationCards names what annotations carry. Texts are those of the versions
// the annotations stand in.
func (a *App) annotationCards(ctx context.Context, annotations []corpus.Annotation) ([]AnnotationCard, error) {
	var articleIDs []corpus.ArticleID
	var versionIDs []corpus.VersionID
	for _, n := range annotations {
		articleIDs, versionIDs = append(articleIDs, n.Article), append(versionIDs, n.Version)
	}
	articles, err := a.store.ArticlesByID(ctx, articleIDs)
	if err != nil {
		return nil, err
	}
	texts, err := a.store.Texts(ctx, versionIDs)
	if err != nil {
		return nil, err
	}
	tags, err := a.names.allTags(ctx)
	cards := make([]AnnotationCard, 0, len(annotations))
	for _, n := range annotations {
		card := AnnotationCard{Annotation: n, Words: n.Anchor.Exact, Article: articles[n.Article]}
		for _, id := range n.Tags {
			card.TagPaths = append(
				card.TagPaths,
				TagLabel{ID: id, Path: tags[id].Path, Color: tags[id].Color, Coder: n.Coder},
			)
		}
		if text := texts[n.Version]; !n.Unplaced && n.Anchor.Span.Validate(text) == nil {
			card.Before, card.After = contextBefore(text[:n.Anchor.Span.Start]), contextAfter(text[n.Anchor.Span.End:])
		}
		cards = append(cards, card)
	}
	return cards, err
}

// visibleTo leaves out what a blind coder must not see.
func (a *App) visibleTo(annotations []corpus.Annotation) []corpus.Annotation {
	coder := a.seenBy()
	if coder == "" {
		return annotations
	}
	return slices.DeleteFunc(annotations, func(n corpus.Annotation) bool { return n.Coder != coder })
}

// Annotation is one annotation as screens show it.
func (a *App) Annotation(ctx context.Context, id corpus.AnnotationID) (AnnotationCard, error) {
	found, err := a.store.AnnotationsByID(ctx, []corpus.AnnotationID{id})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("the annotation %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return AnnotationCard{}, err
	}
	cards, err := a.annotationCards(ctx, found)
	if err != nil {
		return AnnotationCard{}, err
	}
	return cards[0], nil
}

// annotationHits are the cards of annotations found, in the order of the hits.
func (a *App) annotationHits(ctx context.Context, hits []indexer.Hit, marks *indexer.Marks) ([]AnnotationCard, error) {
	ids := make([]corpus.AnnotationID, len(hits))
	for i, h := range hits {
		ids[i] = corpus.AnnotationID(h.ID)
	}
	found, err := a.store.AnnotationsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[corpus.AnnotationID]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	found = a.visibleTo(found)
	slices.SortFunc(found, func(x, y corpus.Annotation) int { return at[x.ID] - at[y.ID] })
	cards, err := a.annotationCards(ctx, found)
	for i := range cards {
		language := cards[i].Article.Language
		cards[i].Hits = fragments(marks.Highlight(language, cards[i].Words))
		cards[i].NoteHits = fragments(marks.Highlight(language, cards[i].Note))
	}
	return cards, err
}

// countAnnotations tells a search for quotes how many annotations it would find:
// asked where a query names what annotations have too.
func (a *App) countAnnotations(ctx context.Context, index *indexer.Index, r indexer.Request) (int, error) {
	if !slices.ContainsFunc(
		[]string{"tag:", "note:", "coder:", "has:tag", "has:note"},
		func(field string) bool { return strings.Contains(r.Query, field) },
	) {
		return 0, nil
	}
	r.Query = "in:annotations (" + r.Query + ")"
	r.Facets, r.Selected, r.Limit, r.Cursor, r.OncePerStory, r.Typing = nil, nil, 0, "", false, false
	found, err := index.Search(ctx, r)
	if err != nil {
		return 0, queryError(err)
	}
	return found.Total, nil
}

// Annotate saves an annotation of the coder with tags by their paths, making
// those that are missing, as one change. An empty id adds one.
func (a *App) Annotate(
	ctx context.Context,
	coder corpus.Coder,
	n corpus.Annotation,
	paths []string,
) (corpus.Change, error) {
	n.Tags = nil
	for _, path := range paths {
		if strings.TrimSpace(path) == "" {
			continue
		}
		tag, err := a.EnsureTag(ctx, coder, path)
		if err != nil {
			return corpus.Change{}, err
		}
		if !slices.Contains(n.Tags, tag) {
			n.Tags = append(n.Tags, tag)
		}
	}
	return a.Do(ctx, coder, corpus.SaveAnnotation{Annotation: n})
}

// HistoryOf lists what people did with one quote or annotation, oldest first.
func (a *App) HistoryOf(ctx context.Context, article corpus.ArticleID, id string) ([]corpus.Change, error) {
	changes, err := a.store.HistoryOf(ctx, article, id)
	if coder := a.seenBy(); coder != "" {
		changes = slices.DeleteFunc(changes, func(c corpus.Change) bool { return c.Coder != coder })
	}
	return changes, err
}

// ProjectMemos are what coders wrote on the project as a whole.
func (a *App) ProjectMemos(ctx context.Context) ([]corpus.Memo, error) {
	return a.store.Memos(ctx, []corpus.ArticleID{""})
}
