package store

import (
	"context"
	"database/sql"
	"fmt"
	"sort"
	"strings"
	"time"

	"quoth/corpus"
)

// maxTagDepth bounds the tree, so that no walk over it can run away.
const maxTagDepth = 32

// tagPath joins the names of a tag and its ancestors.
func (t *tx) tagPath(id corpus.TagID) (string, error) {
	var names []string
	at := string(id)
	for depth := 0; at != ""; depth++ {
		if depth == maxTagDepth {
			return "", fmt.Errorf("the tag %s lies in a circle or too deep: %w", id, corpus.ErrInvalid)
		}
		var name string
		var parent sql.NullString
		if err := t.QueryRowContext(t.ctx, `SELECT name, parent FROM tags WHERE id = ?`, at).
			Scan(&name, &parent); err != nil {
			return "", t.missing(err, "the tag "+at)
		}
		names = append([]string{name}, names...)
		at = parent.String
	}
	return strings.Join(names, corpus.TagPathSeparator), nil
}

func (t *tx) saveTag(tag corpus.Tag) (outcome, error) {
	if err := tag.Validate(); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	verb := "change the tag "
	if tag.ID == "" {
		tag.ID = corpus.TagID(newID())
	}
	known, err := t.exists("tags", string(tag.ID))
	if err != nil {
		return outcome{}, err
	}
	if !known {
		verb = "add the tag "
	}
	var twins int
	if err := t.QueryRowContext(t.ctx, `SELECT count(*) FROM tags WHERE ifnull(parent, '') = ? AND lower(name) = lower(?) AND id <> ?`,
		string(tag.Parent), tag.Name, string(tag.ID)).
		Scan(&twins); err != nil {
		return outcome{}, err
	}
	if twins > 0 {
		return outcome{}, fmt.Errorf("there is a tag %q already: %w", tag.Name, corpus.ErrInvalid)
	}
	if err := t.put("tags", "", rowKey(string(tag.ID)), map[string]any{
		"id": tag.ID, "parent": nullable(string(tag.Parent)), "name": tag.Name, "color": tag.Color,
		"definition": tag.Definition, "position": tag.Position,
	}); err != nil {
		return outcome{}, err
	}
	path, err := t.tagPath(tag.ID) // also finds a circle
	return outcome{
		kind:    "codebook",
		title:   verb + path,
		created: string(tag.ID),
		touched: corpus.Touched{Tags: []corpus.TagID{tag.ID}},
	}, err
}

// usesOfTag are the quotes that carry a tag.
func (t *tx) usesOfTag(id corpus.TagID) ([]corpus.Tagged, []corpus.QuoteID, error) {
	rows, err := t.QueryContext(
		t.ctx,
		`SELECT quote, tag, coder, at FROM quote_tags WHERE tag = ? ORDER BY quote, coder`,
		string(id),
	)
	uses, err := collect(rows, err, scanTagged)
	quotes := make([]corpus.QuoteID, len(uses))
	for i, u := range uses {
		quotes[i] = u.Quote
	}
	return uses, quotes, err
}

func (t *tx) articleOf(id corpus.QuoteID) (string, error) {
	var article string
	err := t.QueryRowContext(t.ctx, `SELECT article FROM quotes WHERE id = ?`, string(id)).Scan(&article)
	return article, err
}

func (t *tx) dropTagEntry(id corpus.TagID) (outcome, error) {
	path, err := t.tagPath(id)
	if err != nil {
		return outcome{}, err
	}
	var children int
	if err := t.QueryRowContext(t.ctx, `SELECT count(*) FROM tags WHERE parent = ?`, string(id)).
		Scan(&children); err != nil {
		return outcome{}, err
	}
	if children > 0 {
		return outcome{}, fmt.Errorf(
			"the tag %s has %d tags below it: move or drop those first: %w",
			path,
			children,
			corpus.ErrInvalid,
		)
	}
	uses, quotes, err := t.usesOfTag(id)
	if err != nil {
		return outcome{}, err
	}
	for _, u := range uses {
		article, err := t.articleOf(u.Quote)
		if err != nil {
			return outcome{}, err
		}
		if err := t.drop("quote_tags", article, rowKey(string(u.Quote), string(id), string(u.Coder))); err != nil {
			return outcome{}, err
		}
	}
	articles, err := t.retag(id, "")
	if err != nil {
		return outcome{}, err
	}
	return outcome{
			kind:    "codebook",
			title:   "drop the tag " + path,
			touched: corpus.Touched{Tags: []corpus.TagID{id}, Quotes: quotes, Articles: articles},
		},
		t.drop(
			"tags",
			"",
			rowKey(string(id)),
		)
}

// retag replaces a tag on every annotation and article; an empty one removes it.
// It lists the articles concerned.
func (t *tx) retag(from, into corpus.TagID) ([]corpus.ArticleID, error) {
	annotated, err := t.retagAnnotations(from, into)
	if err != nil {
		return nil, err
	}
	tagged, err := t.retagArticles(from, into)
	return append(annotated, tagged...), err
}

func (t *tx) retagAnnotations(from, into corpus.TagID) ([]corpus.ArticleID, error) {
	rows, err := t.QueryContext(
		t.ctx,
		annotationColumns+`WHERE EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?) ORDER BY id`,
		string(from),
	)
	annotations, err := collect(rows, err, scanAnnotation)
	if err != nil {
		return nil, err
	}
	var articles []corpus.ArticleID
	for _, a := range annotations {
		articles = append(articles, a.Article)
		var tags []corpus.TagID
		for _, tag := range a.Tags {
			if tag == from {
				tag = into
			}
			if tag != "" && !containsTag(tags, tag) {
				tags = append(tags, tag)
			}
		}
		a.Tags = tags
		if err := t.put("annotations", string(a.Article), rowKey(string(a.ID)), annotationRow(a)); err != nil {
			return nil, err
		}
	}
	return articles, nil
}

func containsTag(tags []corpus.TagID, id corpus.TagID) bool {
	for _, tag := range tags {
		if tag == id {
			return true
		}
	}
	return false
}

func (t *tx) mergeTags(from, into corpus.TagID) (outcome, error) {
	fromPath, err := t.tagPath(from)
	if err != nil {
		return outcome{}, err
	}
	intoPath, err := t.tagPath(into)
	if err != nil {
		return outcome{}, err
	}
	if from == into || strings.HasPrefix(intoPath+corpus.TagPathSeparator, fromPath+corpus.TagPathSeparator) {
		return outcome{}, fmt.Errorf(
			"%s cannot be merged into %s, which is itself or lies below it: %w",
			fromPath,
			intoPath,
			corpus.ErrInvalid,
		)
	}
	uses, quotes, err := t.usesOfTag(from)
	if err != nil {
		return outcome{}, err
	}
	for _, u := range uses {
		article, err := t.articleOf(u.Quote)
		if err != nil {
			return outcome{}, err
		}
		if err := t.drop("quote_tags", article, rowKey(string(u.Quote), string(from), string(u.Coder))); err != nil {
			return outcome{}, err
		}
		if err := t.put("quote_tags", article, rowKey(string(u.Quote), string(into), string(u.Coder)),
			map[string]any{"quote": u.Quote, "tag": into, "coder": u.Coder, "at": stamp(u.When)}); err != nil {
			return outcome{}, err
		}
	}
	articles, err := t.retag(from, into)
	if err != nil {
		return outcome{}, err
	}
	rows, err := t.QueryContext(t.ctx, tagColumns+`WHERE parent = ? ORDER BY id`, string(from))
	children, err := collect(rows, err, scanTag)
	if err != nil {
		return outcome{}, err
	}
	for _, child := range children {
		child.Parent = into
		if _, err := t.saveTag(child); err != nil {
			return outcome{}, err
		}
	}
	return outcome{
		kind: "codebook", title: "merge the tag " + fromPath + " into " + intoPath,
		touched: corpus.Touched{Tags: []corpus.TagID{from, into}, Quotes: quotes, Articles: articles},
	}, t.drop("tags", "", rowKey(string(from)))
}

func (t *tx) saveTarget(target corpus.Target) (outcome, error) {
	if target.Text = strings.TrimSpace(target.Text); target.Text == "" {
		return outcome{}, fmt.Errorf("a target needs a proposition: %w", corpus.ErrInvalid)
	}
	if target.ID == "" {
		target.ID = corpus.TargetID(newID())
	}
	return outcome{
			kind:    "codebook",
			title:   "target “" + target.Text + "”",
			created: string(target.ID),
			touched: corpus.Touched{Targets: []corpus.TargetID{target.ID}},
		},
		t.put(
			"targets",
			"",
			rowKey(string(target.ID)),
			map[string]any{
				"id": target.ID, "text": target.Text, "definition": target.Definition, "position": target.Position,
			},
		)
}

func (t *tx) dropTarget(id corpus.TargetID) (outcome, error) {
	var text string
	if err := t.QueryRowContext(t.ctx, `SELECT text FROM targets WHERE id = ?`, string(id)).Scan(&text); err != nil {
		return outcome{}, t.missing(err, "the target "+string(id))
	}
	rows, err := t.QueryContext(
		t.ctx,
		`SELECT quote, target, coder, stance, at FROM judgements WHERE target = ? ORDER BY quote, coder`,
		string(id),
	)
	judgements, err := collect(rows, err, scanJudgement)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{
		kind:    "codebook",
		title:   "drop the target “" + text + "”",
		touched: corpus.Touched{Targets: []corpus.TargetID{id}},
	}
	for _, j := range judgements {
		article, err := t.articleOf(j.Quote)
		if err != nil {
			return done, err
		}
		if err := t.drop("judgements", article, rowKey(string(j.Quote), string(id), string(j.Coder))); err != nil {
			return done, err
		}
		done.touched.Quotes = append(done.touched.Quotes, j.Quote)
	}
	rows, err = t.QueryContext(t.ctx, adjudicationColumns+`WHERE target = ? ORDER BY quote`, string(id))
	adjudications, err := collect(rows, err, scanAdjudication)
	if err != nil {
		return outcome{}, err
	}
	for _, a := range adjudications {
		article, err := t.articleOf(a.Quote)
		if err != nil {
			return done, err
		}
		if err := t.drop("adjudications", article, rowKey(string(a.Quote), string(id))); err != nil {
			return done, err
		}
	}
	return done, t.drop("targets", "", rowKey(string(id)))
}

func (t *tx) saveEvent(e corpus.Event) (outcome, error) {
	if _, err := time.Parse(time.DateOnly, e.Day); err != nil || strings.TrimSpace(e.Label) == "" {
		return outcome{}, fmt.Errorf("an event needs a day (YYYY-MM-DD) and a label: %w", corpus.ErrInvalid)
	}
	if e.ID == "" {
		e.ID = corpus.EventID(newID())
	}
	return outcome{kind: "event", title: "event “" + e.Label + "”", created: string(e.ID)},
		t.put(
			"events",
			"",
			rowKey(string(e.ID)),
			map[string]any{"id": e.ID, "day": e.Day, "label": e.Label, "note": e.Note},
		)
}

func (t *tx) saveSearch(s corpus.SavedSearch) (outcome, error) {
	if strings.TrimSpace(s.Name) == "" {
		return outcome{}, fmt.Errorf("a saved search needs a name: %w", corpus.ErrInvalid)
	}
	if s.ID == "" {
		s.ID = corpus.SearchID(newID())
	}
	return outcome{kind: "search", title: "save the search “" + s.Name + "”", created: string(s.ID)},
		t.put(
			"searches",
			"",
			rowKey(string(s.ID)),
			map[string]any{"id": s.ID, "name": s.Name, "query": s.Query, "created": stamp(t.store.now())},
		)
}

// dropRow removes a row that nothing refers to.
func (t *tx) dropRow(tbl, id, title string) (outcome, error) {
	if known, err := t.exists(tbl, id); err != nil || !known {
		return outcome{}, orNotFound(err, "what to drop, "+id+",")
	}
	return outcome{kind: "drop", title: title}, t.drop(tbl, "", rowKey(id))
}

const tagColumns = `SELECT id, ifnull(parent, ''), name, color, definition, position FROM tags `

func scanTag(r *sql.Rows) (corpus.Tag, error) {
	var tag corpus.Tag
	err := r.Scan(&tag.ID, &tag.Parent, &tag.Name, &tag.Color, &tag.Definition, &tag.Position)
	return tag, err
}

// Tags lists the codebook in tree order, with its uses counted.
func (s *Store) Tags(ctx context.Context) ([]corpus.TagSummary, error) {
	tags, err := s.TagTree(ctx)
	if err != nil {
		return nil, err
	}
	at := make(map[corpus.TagID]*corpus.TagSummary, len(tags))
	for i := range tags {
		at[tags[i].ID] = &tags[i]
	}
	err = s.countUses(ctx, at)
	for i := range tags {
		tags[i].Uses = tags[i].Quotes + tags[i].Annotations + tags[i].Articles
	}
	return tags, s.explain("count the uses of tags", err)
}

// TagTree lists the codebook in tree order. It counts no uses, which costs the
// same however much was tagged.
func (s *Store) TagTree(ctx context.Context) ([]corpus.TagSummary, error) {
	rows, err := s.reader.QueryContext(ctx, tagColumns+`ORDER BY position, lower(name)`)
	tags, err := collect(rows, err, scanTag)
	if err != nil {
		return nil, s.explain("read the codebook", err)
	}
	children := map[corpus.TagID][]corpus.Tag{}
	for _, tag := range tags {
		children[tag.Parent] = append(children[tag.Parent], tag)
	}
	var out []corpus.TagSummary
	var walk func(parent corpus.TagID, path string, depth int)
	walk = func(parent corpus.TagID, path string, depth int) {
		for _, tag := range children[parent] {
			own := path + tag.Name
			out = append(out, corpus.TagSummary{Tag: tag, Path: own, Depth: depth})
			walk(tag.ID, own+corpus.TagPathSeparator, depth+1)
		}
	}
	walk("", "", 0)
	return out, nil
}

// countUses counts what carries each tag; what lies in deleted articles is not
// counted, because no search finds it.
func (s *Store) countUses(ctx context.Context, tags map[corpus.TagID]*corpus.TagSummary) error {
	// From the uses to the articles: there are fewer uses than quotes, which the
	// planner cannot know.
	const kept = ` CROSS JOIN articles ON articles.id = article WHERE articles.deleted = 0 GROUP BY `
	for _, count := range []struct {
		query string
		field func(*corpus.TagSummary) *int
	}{
		{
			`SELECT tag, count(DISTINCT quote) FROM quote_tags CROSS JOIN quotes ON quotes.id = quote` + kept + `tag`,
			func(t *corpus.TagSummary) *int { return &t.Quotes },
		},
		{
			`SELECT value, count(*) FROM (SELECT article, value FROM annotations, json_each(annotations.tags)) AS uses` + kept + `value`,
			func(t *corpus.TagSummary) *int { return &t.Annotations },
		},
		{
			`SELECT tag, count(DISTINCT article) FROM article_tags` + kept + `tag`,
			func(t *corpus.TagSummary) *int { return &t.Articles },
		},
	} {
		rows, err := s.reader.QueryContext(ctx, count.query)
		_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var id corpus.TagID
			var n int
			err := r.Scan(&id, &n)
			if t := tags[id]; t != nil {
				*count.field(t) = n
			}
			return struct{}{}, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RecentTags are the tags the coder used last, at most n.
func (s *Store) RecentTags(ctx context.Context, coder corpus.Coder, n int) ([]corpus.TagID, error) {
	// The newest hundred uses of each sort hold the last few different tags in
	// practice.
	rows, err := s.reader.QueryContext(ctx, `WITH used (tag, at) AS (
	    SELECT * FROM (SELECT tag, at FROM quote_tags WHERE coder = ?1 ORDER BY at DESC LIMIT 100) q
	    UNION ALL SELECT value, created FROM (SELECT tags, created FROM annotations WHERE coder = ?1 ORDER BY created DESC LIMIT 100) x, json_each(x.tags))
	  SELECT tag FROM used GROUP BY tag ORDER BY max(at) DESC LIMIT ?2`, string(coder), n)
	ids, err := collect(rows, err, func(r *sql.Rows) (corpus.TagID, error) {
		var id corpus.TagID
		err := r.Scan(&id)
		return id, err
	})
	return ids, s.explain("read the recent tags", err)
}

// TargetList lists the propositions. It counts no judgements, which costs the
// same however much was judged.
func (s *Store) TargetList(ctx context.Context) ([]corpus.Target, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id, text, definition, position FROM targets ORDER BY position, text`,
	)
	targets, err := collect(rows, err, func(r *sql.Rows) (corpus.Target, error) {
		var t corpus.Target
		err := r.Scan(&t.ID, &t.Text, &t.Definition, &t.Position)
		return t, err
	})
	return targets, s.explain("read the targets", err)
}

// Targets lists the propositions with their judgements counted.
func (s *Store) Targets(ctx context.Context) ([]corpus.TargetSummary, error) {
	list, err := s.TargetList(ctx)
	if err != nil {
		return nil, err
	}
	targets := make([]corpus.TargetSummary, len(list))
	for i, t := range list {
		targets[i] = corpus.TargetSummary{Target: t, Judged: map[corpus.Stance]int{}}
	}
	at := map[corpus.TargetID]int{}
	for i, t := range targets {
		at[t.ID] = i
	}
	counts, err := s.reader.QueryContext(ctx, `SELECT target, stance, count(*) FROM judgements GROUP BY target, stance`)
	_, err = collect(counts, err, func(r *sql.Rows) (struct{}, error) {
		var id corpus.TargetID
		var stance corpus.Stance
		var n int
		err := r.Scan(&id, &stance, &n)
		if i, ok := at[id]; ok {
			targets[i].Judged[stance] = n
		}
		return struct{}{}, err
	})
	return targets, s.explain("count the judgements", err)
}

// Events lists the dated events in order.
func (s *Store) Events(ctx context.Context) ([]corpus.Event, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, day, label, note FROM events ORDER BY day, id`)
	events, err := collect(rows, err, func(r *sql.Rows) (corpus.Event, error) {
		var e corpus.Event
		err := r.Scan(&e.ID, &e.Day, &e.Label, &e.Note)
		return e, err
	})
	return events, s.explain("read the events", err)
}

// Searches lists the saved searches by name.
func (s *Store) Searches(ctx context.Context) ([]corpus.SavedSearch, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, name, query, created FROM searches ORDER BY name, id`)
	searches, err := collect(rows, err, func(r *sql.Rows) (corpus.SavedSearch, error) {
		var search corpus.SavedSearch
		var created string
		err := r.Scan(&search.ID, &search.Name, &search.Query, &created)
		search.Created = parseStamp(created)
		return search, err
	})
	return searches, s.explain("read the saved searches", err)
}

// Coders lists everybody who has acted here or whose acts were imported,
// programs left out.
func (s *Store) Coders(ctx context.Context) ([]corpus.Coder, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT coder FROM changes WHERE coder <> ?1
	  UNION SELECT coder FROM verdicts WHERE coder <> ?1 UNION SELECT coder FROM quote_tags WHERE coder <> ?1
	  UNION SELECT coder FROM judgements WHERE coder <> ?1 UNION SELECT coder FROM notes WHERE coder <> ?1
	  UNION SELECT coder FROM annotations WHERE coder <> ?1`, string(corpus.Program))
	coders, err := collect(rows, err, func(r *sql.Rows) (corpus.Coder, error) {
		var c corpus.Coder
		err := r.Scan(&c)
		return c, err
	})
	sort.Slice(coders, func(i, j int) bool { return coders[i] < coders[j] })
	return coders, s.explain("read the coders", err)
}
