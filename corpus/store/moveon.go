package store

import (
	"database/sql"

	"quoth/corpus"
)

// isPinned holds for quotes that a person acted on, rejected ones included.
const isPinned = `(origin = 'person' OR status <> 'suggested'
  OR EXISTS (SELECT 1 FROM quote_tags x WHERE x.quote = q.id) OR EXISTS (SELECT 1 FROM judgements x WHERE x.quote = q.id)
  OR EXISTS (SELECT 1 FROM notes x WHERE x.quote = q.id) OR EXISTS (SELECT 1 FROM verdicts x WHERE x.quote = q.id)
  OR EXISTS (SELECT 1 FROM adjudications x WHERE x.quote = q.id))`

// pinnedQuotes are the quotes of a version that a person acted on, and those of
// its article that wait in the tray; the suggestions of the version nobody
// acted on are dropped.
func (t *tx) pinnedQuotes(article corpus.ArticleID, version corpus.VersionID) ([]corpus.Quote, error) {
	rows, err := t.QueryContext(
		t.ctx,
		quoteColumns+`WHERE article = ? AND (version = ? OR unplaced = 1) AND `+isPinned+` ORDER BY q.position, q.id`,
		string(article),
		string(version),
	)
	pinned, err := collect(rows, err, func(r *sql.Rows) (corpus.Quote, error) { return scanQuote(r) })
	if err != nil {
		return nil, err
	}
	_, err = t.ExecContext(t.ctx, `DELETE FROM quotes AS q WHERE version = ? AND NOT `+isPinned, string(version))
	return pinned, err
}

// moveOn takes the quotes and annotations that people made over to the new text.
// What cannot be placed stays with the text it was in, flagged for the tray, and
// is looked for again in the next version.
func (t *tx) moveOn(article corpus.ArticleID, from corpus.VersionID, to corpus.Version) ([]corpus.Quote, error) {
	pinned, err := t.pinnedQuotes(article, from)
	if err != nil {
		return nil, err
	}
	texts := map[corpus.VersionID]string{}
	var placed []corpus.Quote
	for _, q := range pinned {
		if _, ok := texts[q.Version]; !ok {
			var text string
			if err := t.QueryRowContext(t.ctx, `SELECT text FROM versions WHERE id = ?`, string(q.Version)).
				Scan(&text); err != nil {
				return nil, err
			}
			texts[q.Version] = text
		}
		moved, ok := moveQuote(q, texts[q.Version], to)
		if ok {
			if ok, err = t.moveCorrections(q, texts[q.Version], to); err != nil {
				return nil, err
			}
		}
		if !ok {
			moved = q
		}
		row := quoteRow(moved)
		if ok {
			placed = append(placed, moved)
		} else {
			row["unplaced"] = 1
		}
		if err := t.write("quotes", rowKey(string(q.ID)), mustJSON(row)); err != nil {
			return nil, err
		}
		t.dirty.quotes.add(string(q.ID))
	}
	return placed, t.moveAnnotations(article, to)
}

func (t *tx) moveAnnotations(article corpus.ArticleID, to corpus.Version) error {
	rows, err := t.QueryContext(t.ctx, annotationColumns+`WHERE article = ? ORDER BY id`, string(article))
	annotations, err := collect(rows, err, scanAnnotation)
	if err != nil {
		return err
	}
	for _, a := range annotations {
		if span, ok := a.Anchor.Find(to.Text); ok {
			a.Version, a.Anchor, a.Unplaced = to.ID, corpus.NewAnchor(to.Text, span), false
		} else {
			a.Unplaced = true
		}
		if err := t.write("annotations", rowKey(string(a.ID)), mustJSON(annotationRow(a))); err != nil {
			return err
		}
	}
	return nil
}

// moveSpans finds the words of spans in a new text; ok is false when one is not
// there.
func moveSpans(spans []corpus.Span, old, text string) (moved []corpus.Span, ok bool) {
	moved = make([]corpus.Span, 0, len(spans))
	for _, s := range spans {
		span, ok := corpus.NewAnchor(old, s).Find(text)
		if !ok {
			return nil, false
		}
		moved = append(moved, span)
	}
	return moved, true
}

// moveQuote finds a quote's words in a new text. Content must be found whole;
// cue and source that are not are left out, and so are reasons.
func moveQuote(q corpus.Quote, old string, to corpus.Version) (moved corpus.Quote, ok bool) {
	moved = q
	if moved.Content, ok = moveSpans(q.Content, old, to.Text); !ok {
		return q, false
	}
	if moved.Quoted, ok = moveSpans(q.Quoted, old, to.Text); !ok {
		return q, false
	}
	moved.Cue, _ = moveSpans(q.Cue, old, to.Text)
	moved.Source, _ = moveSpans(q.Source, old, to.Text)
	moved.Reasons = nil
	moved.Version, moved.Anchors = to.ID, nil
	if moved.Validate(to.Text) != nil {
		return q, false
	}
	for _, s := range moved.Content {
		moved.Anchors = append(moved.Anchors, corpus.NewAnchor(to.Text, s))
	}
	return moved, true
}

// moveCorrections takes over the spans that coders corrected. When one cannot
// be found nothing is written and ok is false.
func (t *tx) moveCorrections(q corpus.Quote, old string, to corpus.Version) (ok bool, err error) {
	rows, err := t.QueryContext(t.ctx, verdictColumns+`WHERE quote = ? ORDER BY coder`, string(q.ID))
	verdicts, err := collect(rows, err, scanVerdict)
	if err != nil {
		return false, err
	}
	for _, v := range verdicts {
		if v.Correction == nil {
			continue
		}
		for _, spans := range []*[]corpus.Span{v.Correction.Content, v.Correction.Quoted} {
			if spans == nil {
				continue
			}
			if *spans, ok = moveSpans(*spans, old, to.Text); !ok {
				return false, nil
			}
		}
	}
	for _, v := range verdicts {
		if _, err := t.ExecContext(t.ctx, `UPDATE verdicts SET correction = ? WHERE quote = ? AND coder = ?`,
			mustJSON(v.Correction), string(v.Quote), string(v.Coder)); err != nil {
			return false, err
		}
	}
	return true, nil
}
