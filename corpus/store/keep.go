package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"quoth/corpus"
)

// keep writes what a collection found of one article. The same version again
// changes nothing; another text of a known article becomes its next version.
func (t *tx) keep(k corpus.Keep) (outcome, error) {
	if err := checkKeep(k); err != nil {
		return outcome{}, err
	}
	earlier, err := scanArticle(t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(k.Article.ID)))
	known := err == nil
	if err != nil && err != sql.ErrNoRows {
		return outcome{}, err
	}
	if same, err := t.exists("versions", string(k.Version.ID)); err != nil || same {
		return outcome{kind: "nothing", nothing: true}, err
	}
	if known && earlier.Deleted {
		return outcome{kind: "deleted", nothing: true}, nil
	}
	if err := t.keepPage(k.Page); err != nil {
		return outcome{}, err
	}
	done := onArticle("keep", "keep “"+k.Article.Title+"”", k.Article.ID)
	if known {
		done.kind, done.title = "new version", "new version of “"+k.Article.Title+"”"
		k.Article.Collected = earlier.Collected
		for field, origin := range earlier.FieldOrigins {
			if origin == corpus.FromCoder {
				k.Article = keepEdited(k.Article, earlier, field)
			}
		}
	}
	if err := t.write("articles", rowKey(string(k.Article.ID)), mustJSON(articleRow(k.Article))); err != nil {
		return outcome{}, err
	}
	if err := t.keepVersion(k.Version); err != nil {
		return outcome{}, err
	}
	if err := t.keepBands(k.Article.ID, k.Bands); err != nil {
		return outcome{}, err
	}
	if err := t.registryOf(k.People, k.Organizations, k.Aliases, k.Proposals); err != nil {
		return outcome{}, err
	}
	var pinned []corpus.Quote
	if known {
		if pinned, err = t.moveOn(k.Article.ID, earlier.Current, k.Version); err != nil {
			return outcome{}, err
		}
	}
	if err := t.suggest(k.Quotes, pinned); err != nil {
		return outcome{}, err
	}
	t.dirty.articles.add(string(k.Article.ID))
	done.touched, err = t.withStory(done.touched, k.Article)
	done.permanent = true
	return done, err
}

func checkKeep(k corpus.Keep) error {
	if k.Article.ID == "" || k.Version.ID == "" || k.Version.Article != k.Article.ID || k.Article.Current != k.Version.ID || k.Version.Page != k.Page.Hash {
		return fmt.Errorf("the article, its version and its page do not belong together: %w", corpus.ErrInvalid)
	}
	for _, q := range k.Quotes {
		if err := q.Validate(k.Version.Text); err != nil {
			return fmt.Errorf("the quote %s: %w: %w", q.ID, corpus.ErrInvalid, err)
		}
	}
	return nil
}

// keepEdited keeps a field that a coder corrected by hand.
func keepEdited(now, earlier corpus.Article, field string) corpus.Article {
	switch field {
	case "title":
		now.Title = earlier.Title
	case "authors":
		now.Authors = earlier.Authors
	case "publisher":
		now.Publisher = earlier.Publisher
	case "section":
		now.Section = earlier.Section
	case "published":
		now.Published = earlier.Published
	case "language":
		now.Language = earlier.Language
	}
	if now.FieldOrigins == nil {
		now.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	now.FieldOrigins[field] = corpus.FromCoder
	return now
}

func (t *tx) keepPage(p corpus.Page) error {
	if corpus.HashPage(p.Body) != p.Hash {
		return fmt.Errorf("the page's bytes do not have the hash %s: %w", p.Hash, corpus.ErrInvalid)
	}
	encoder, _ := codec()
	_, err := t.ExecContext(t.ctx, `INSERT INTO pages (hash, media_type, charset, url, redirects, fetched, etag, last_modified, notes, body)
	  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		string(p.Hash), p.MediaType, p.Charset, p.URL, mustJSON(strs(p.Redirects)), stamp(p.Fetched), p.ETag, p.Modified,
		mustJSON(strs(p.Notes)), encoder.EncodeAll(p.Body, nil))
	return err
}

func (t *tx) keepVersion(v corpus.Version) error {
	paragraphs := v.Paragraphs
	if paragraphs == nil {
		paragraphs = []corpus.Paragraph{}
	}
	_, err := t.ExecContext(t.ctx, `INSERT INTO versions (id, article, number, text, paragraphs, page, fetched)
	  VALUES (?1, ?2, 1 + (SELECT ifnull(max(number), 0) FROM versions WHERE article = ?2), ?3, ?4, ?5, ?6)`,
		string(v.ID), string(v.Article), v.Text, mustJSON(paragraphs), string(v.Page), stamp(v.Fetched))
	return err
}

// registryOf writes the registry entries that new quotes need. They are a
// program's: rows without images, as bulk work keeps none.
func (t *tx) registryOf(people []corpus.Person, organizations []corpus.Organization, aliases []corpus.NewAlias, proposals []corpus.MergeProposal) error {
	noted := t.rows
	for _, p := range people {
		if err := t.putPerson(p); err != nil {
			return err
		}
	}
	for _, o := range organizations {
		if err := t.putOrganization(o); err != nil {
			return err
		}
	}
	for _, a := range aliases {
		if err := t.addAlias(a); err != nil {
			return err
		}
	}
	for _, p := range proposals {
		if _, err := t.ExecContext(t.ctx, `INSERT INTO proposals (kind, a, b, score, reason) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			string(p.Kind), p.A, p.B, p.Score, p.Reason); err != nil {
			return err
		}
	}
	t.rows = noted
	return nil
}

func (t *tx) addAlias(a corpus.NewAlias) error {
	tbl := registryTables[a.Kind].table
	image, err := t.image(tbl, rowKey(a.ID))
	if err != nil || image == "" {
		return err
	}
	var row map[string]any
	if err := json.Unmarshal([]byte(image), &row); err != nil {
		return err
	}
	var names []string
	if err := json.Unmarshal([]byte(row["aliases"].(string)), &names); err != nil {
		return err
	}
	if a.Name == row["name"] || contains(names, a.Name) {
		return nil
	}
	row["aliases"] = mustJSON(append(names, a.Name))
	return t.put(tbl, "", rowKey(a.ID), row)
}

// suggest writes suggestions, those left out whose words overlap a quote that a
// person acted on.
func (t *tx) suggest(quotes, pinned []corpus.Quote) error {
	for _, q := range quotes {
		if overlapsAny(q, pinned) {
			continue
		}
		if err := t.write("quotes", rowKey(string(q.ID)), mustJSON(quoteRow(q))); err != nil {
			return err
		}
		t.dirty.quotes.add(string(q.ID))
	}
	return nil
}

func overlapsAny(q corpus.Quote, pinned []corpus.Quote) bool {
	for _, p := range pinned {
		for _, a := range p.Content {
			for _, b := range q.Content {
				if a.Overlaps(b) {
					return true
				}
			}
		}
	}
	return false
}

// isPinned holds for quotes that a person acted on, rejected ones included.
const isPinned = `(origin = 'person' OR status <> 'suggested'
  OR EXISTS (SELECT 1 FROM quote_tags x WHERE x.quote = q.id) OR EXISTS (SELECT 1 FROM judgements x WHERE x.quote = q.id)
  OR EXISTS (SELECT 1 FROM notes x WHERE x.quote = q.id) OR EXISTS (SELECT 1 FROM verdicts x WHERE x.quote = q.id))`

// pinnedQuotes are the quotes of a version that a person acted on; the
// suggestions among them nobody acted on are dropped.
func (t *tx) pinnedQuotes(version corpus.VersionID) ([]corpus.Quote, error) {
	rows, err := t.QueryContext(t.ctx, quoteColumns+`WHERE version = ? AND `+isPinned, string(version))
	pinned, err := collect(rows, err, func(r *sql.Rows) (corpus.Quote, error) { return scanQuote(r) })
	if err != nil {
		return nil, err
	}
	_, err = t.ExecContext(t.ctx, `DELETE FROM quotes AS q WHERE version = ? AND NOT `+isPinned, string(version))
	return pinned, err
}

// moveOn takes the quotes and annotations that people made over to the new text.
// What cannot be placed stays with the old one and is flagged for the tray.
func (t *tx) moveOn(article corpus.ArticleID, from corpus.VersionID, to corpus.Version) ([]corpus.Quote, error) {
	var old string
	if err := t.QueryRowContext(t.ctx, `SELECT text FROM versions WHERE id = ?`, string(from)).Scan(&old); err != nil {
		return nil, err
	}
	pinned, err := t.pinnedQuotes(from)
	if err != nil {
		return nil, err
	}
	var placed []corpus.Quote
	for _, q := range pinned {
		moved, ok := moveQuote(q, old, to)
		row := quoteRow(moved)
		if !ok {
			row = quoteRow(q)
			row["unplaced"] = 1
		} else {
			placed = append(placed, moved)
		}
		if err := t.write("quotes", rowKey(string(q.ID)), mustJSON(row)); err != nil {
			return nil, err
		}
		t.dirty.quotes.add(string(q.ID))
	}
	rows, err := t.QueryContext(t.ctx, annotationColumns+`WHERE article = ? AND version = ?`, string(article), string(from))
	annotations, err := collect(rows, err, scanAnnotation)
	if err != nil {
		return nil, err
	}
	for _, a := range annotations {
		if span, ok := a.Anchor.Find(to.Text); ok {
			a.Version, a.Anchor, a.Unplaced = to.ID, corpus.NewAnchor(to.Text, span), false
		} else {
			a.Unplaced = true
		}
		if err := t.write("annotations", rowKey(string(a.ID)), mustJSON(annotationRow(a))); err != nil {
			return nil, err
		}
	}
	return placed, nil
}

// moveQuote finds a quote's words in a new text. Content must be found whole;
// cue, source and reasons that are not are left out.
func moveQuote(q corpus.Quote, old string, to corpus.Version) (corpus.Quote, bool) {
	move := func(spans []corpus.Span) ([]corpus.Span, bool) {
		out := make([]corpus.Span, 0, len(spans))
		for _, s := range spans {
			span, ok := corpus.NewAnchor(old, s).Find(to.Text)
			if !ok {
				return nil, false
			}
			out = append(out, span)
		}
		return out, true
	}
	moved := q
	var ok bool
	if moved.Content, ok = move(q.Content); !ok {
		return q, false
	}
	if moved.Quoted, ok = move(q.Quoted); !ok {
		return q, false
	}
	moved.Cue, _ = move(q.Cue)
	moved.Source, _ = move(q.Source)
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

// resuggest replaces the suggestions of a version; quotes that a person acted
// on stay as they are.
func (t *tx) resuggest(r corpus.Resuggest) (outcome, error) {
	v, err := scanVersion(t.QueryRowContext(t.ctx, versionColumns+`WHERE id = ?`, string(r.Version)))
	if err != nil {
		return outcome{}, t.missing(err, "the version "+string(r.Version))
	}
	for _, q := range r.Quotes {
		if err := q.Validate(v.Text); err != nil || q.Version != r.Version || q.Article != v.Article {
			return outcome{}, fmt.Errorf("the quote %s does not fit the version %s: %w", q.ID, r.Version, corpus.ErrInvalid)
		}
	}
	pinned, err := t.pinnedQuotes(r.Version)
	if err != nil {
		return outcome{}, err
	}
	if err := t.registryOf(r.People, r.Organizations, r.Aliases, r.Proposals); err != nil {
		return outcome{}, err
	}
	if err := t.suggest(r.Quotes, pinned); err != nil {
		return outcome{}, err
	}
	t.dirty.articles.add(string(v.Article))
	done := onArticle("resuggest", "find quotes anew", v.Article)
	done.permanent = true
	return done, nil
}
