package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"sort"
	"strings"

	"quoth/corpus"
)

const annotationColumns = `SELECT id, article, version, anchor, tags, note, coder, created, unplaced FROM annotations `

func scanAnnotation(r *sql.Rows) (corpus.Annotation, error) {
	var a corpus.Annotation
	var anchor, tags, created string
	if err := r.Scan(
		&a.ID,
		&a.Article,
		&a.Version,
		&anchor,
		&tags,
		&a.Note,
		&a.Coder,
		&created,
		&a.Unplaced,
	); err != nil {
		return a, err
	}
	a.Created = parseStamp(created)
	if err := json.Unmarshal([]byte(anchor), &a.Anchor); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(tags), &a.Tags)
}

func annotationRow(a corpus.Annotation) map[string]any {
	if a.Tags == nil {
		a.Tags = []corpus.TagID{}
	}
	return map[string]any{
		"id": a.ID, "article": a.Article, "version": a.Version, "anchor": mustJSON(a.Anchor), "tags": mustJSON(a.Tags),
		"note": a.Note, "coder": a.Coder, "created": stamp(a.Created), "unplaced": number(a.Unplaced),
	}
}

func (t *tx) saveAnnotation(coder corpus.Coder, a corpus.Annotation) (outcome, error) {
	var text string
	if err := t.QueryRowContext(t.ctx, `SELECT text, article FROM versions WHERE id = ?`, string(a.Version)).
		Scan(&text, &a.Article); err != nil {
		return outcome{}, t.missing(err, "the version "+string(a.Version))
	}
	if err := a.Anchor.Span.Validate(text); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	a.Anchor = corpus.NewAnchor(text, a.Anchor.Span)
	for _, tag := range a.Tags {
		if _, err := t.tagPath(tag); err != nil {
			return outcome{}, err
		}
	}
	a.Coder, a.Created, a.Unplaced = coder, parseStamp(t.stamp()), false
	if a.ID == "" {
		a.ID = corpus.AnnotationID(newID())
	}
	title := "annotate “" + firstWords(a.Anchor.Exact) + "”"
	rows, err := t.QueryContext(t.ctx, annotationColumns+`WHERE id = ?`, string(a.ID))
	earlier, err := collect(rows, err, scanAnnotation)
	switch {
	case err != nil:
		return outcome{}, err
	case len(earlier) == 1 && earlier[0].Coder != coder:
		return outcome{}, fmt.Errorf(
			"the annotation %s is %s's, not yours to change: %w",
			a.ID,
			earlier[0].Coder,
			corpus.ErrInvalid,
		)
	case len(earlier) == 1:
		a.Created, title = earlier[0].Created, "change the annotation of “"+firstWords(a.Anchor.Exact)+"”"
	}
	return outcome{
			kind: "annotate", title: title, created: string(a.ID),
			touched: corpus.Touched{Articles: []corpus.ArticleID{a.Article}, Tags: a.Tags},
		},
		t.put("annotations", string(a.Article), rowKey(string(a.ID)), annotationRow(a))
}

func firstWords(s string) string {
	words := strings.Fields(s)
	if len(words) > 6 {
		return strings.Join(words[:6], " ") + " …"
	}
	return strings.Join(words, " ")
}

func (t *tx) dropAnnotation(coder corpus.Coder, id corpus.AnnotationID) (outcome, error) {
	rows, err := t.QueryContext(t.ctx, annotationColumns+`WHERE id = ?`, string(id))
	found, err := collect(rows, err, scanAnnotation)
	switch {
	case err != nil:
		return outcome{}, err
	case len(found) == 0:
		return outcome{}, fmt.Errorf("the annotation %s: %w", id, corpus.ErrNotFound)
	case found[0].Coder != coder:
		return outcome{}, fmt.Errorf(
			"the annotation %s is %s's, not yours to delete: %w",
			id,
			found[0].Coder,
			corpus.ErrInvalid,
		)
	}
	a := found[0]
	return outcome{
			kind: "annotate", title: "delete the annotation of “" + firstWords(a.Anchor.Exact) + "”",
			touched: corpus.Touched{Articles: []corpus.ArticleID{a.Article}, Tags: a.Tags},
		},
		t.drop("annotations", string(a.Article), rowKey(string(id)))
}

// Annotations lists the annotations of an article in order of the text.
func (s *Store) Annotations(ctx context.Context, article corpus.ArticleID) ([]corpus.Annotation, error) {
	rows, err := s.reader.QueryContext(ctx, annotationColumns+`WHERE article = ? ORDER BY created, id`, string(article))
	annotations, err := collect(rows, err, scanAnnotation)
	sort.SliceStable(
		annotations,
		func(i, j int) bool { return annotations[i].Anchor.Span.Start < annotations[j].Anchor.Span.Start },
	)
	return annotations, s.explain("read the annotations", err)
}

// AnnotationsByID reads annotations of articles that are not deleted; unknown
// ones are absent.
func (s *Store) AnnotationsByID(ctx context.Context, ids []corpus.AnnotationID) ([]corpus.Annotation, error) {
	rows, err := s.reader.QueryContext(ctx, annotationColumns+`WHERE id IN (SELECT value FROM json_each(?))
	  AND article IN (SELECT id FROM articles WHERE deleted = 0)`, mustJSON(ids))
	annotations, err := collect(rows, err, scanAnnotation)
	return annotations, s.explain("read the annotations", err)
}

// AnnotationsOf lists the annotations of several articles, by article, in order
// of their making.
func (s *Store) AnnotationsOf(ctx context.Context, articles []corpus.ArticleID) ([]corpus.Annotation, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		annotationColumns+`WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, created, id`,
		mustJSON(articles),
	)
	annotations, err := collect(rows, err, scanAnnotation)
	return annotations, s.explain("read the annotations", err)
}

// AllAnnotations streams the annotations of all articles that are not deleted.
func (s *Store) AllAnnotations(ctx context.Context) iter.Seq2[corpus.Annotation, error] {
	return func(yield func(corpus.Annotation, error) bool) {
		last := ""
		for {
			// A window at a time, so that no read transaction stays open meanwhile.
			rows, err := s.reader.QueryContext(
				ctx,
				annotationColumns+`WHERE id > ? AND article IN (SELECT id FROM articles WHERE deleted = 0)
			  ORDER BY id LIMIT 500`,
				last,
			)
			annotations, err := collect(rows, err, scanAnnotation)
			if err != nil {
				yield(corpus.Annotation{}, s.explain("read the annotations", err))
				return
			}
			for _, a := range annotations {
				if !yield(a, nil) {
					return
				}
				last = string(a.ID)
			}
			if len(annotations) == 0 {
				return
			}
		}
	}
}
