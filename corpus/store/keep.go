package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"quoth/corpus"
)

// keep writes what a collection found of one article. The same version again
// changes nothing; another text of a known article becomes its next version.
func (t *tx) keep(k corpus.Keep) (outcome, error) {
	if err := checkKeep(k); err != nil {
		return outcome{}, err
	}
	earlier, err := scanArticle(
		t.QueryRowContext(t.ctx, articleColumns+` FROM articles a WHERE id = ?`, string(k.Article.ID)),
	)
	known := err == nil
	if err != nil && err != sql.ErrNoRows {
		return outcome{}, err
	}
	if known && earlier.Deleted {
		return outcome{kind: "deleted", nothing: true}, nil
	}
	if same, err := t.exists("versions", string(k.Version.ID)); err != nil || same {
		return outcome{kind: "nothing", nothing: true}, err
	}
	if err := t.keepPage(k.Page); err != nil {
		return outcome{}, err
	}
	done := onArticle("keep", "keep “"+k.Article.Title+"”", k.Article.ID)
	done.touched.People, done.touched.Organizations = entriesOf(k.Quotes, k.People, k.Organizations)
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
	if err := t.registryOf(k.People, k.Organizations, k.Aliases, k.Merges); err != nil {
		return outcome{}, err
	}
	var pinned []corpus.Quote
	if known {
		if pinned, err = t.moveOn(k.Article.ID, earlier.Current, k.Version); err != nil {
			return outcome{}, err
		}
	}
	suggest := t.suggest
	if !known {
		suggest = t.suggestFresh
	}
	if err := suggest(k.Quotes, pinned); err != nil {
		return outcome{}, err
	}
	t.dirty.articles.add(string(k.Article.ID))
	done.touched, err = t.withStory(done.touched, k.Article)
	done.permanent = true
	return done, err
}

func checkKeep(k corpus.Keep) error {
	if k.Article.ID == "" || k.Version.ID == "" || k.Version.Article != k.Article.ID ||
		k.Article.Current != k.Version.ID ||
		k.Version.Page != k.Page.Hash {
		return fmt.Errorf("the article, its version and its page do not belong together: %w", corpus.ErrInvalid)
	}
	for _, q := range k.Quotes {
		if err := q.Validate(k.Version.Text); err != nil {
			return fmt.Errorf("the quote %s: %w: %w", q.ID, corpus.ErrInvalid, err)
		}
	}
	return nil
}

// entriesOf lists the registry entries that new quotes are filed under and those
// they brought.
func entriesOf(
	quotes []corpus.Quote,
	newPeople []corpus.Person,
	newOrganizations []corpus.Organization,
) ([]corpus.PersonID, []corpus.OrganizationID) {
	var people []corpus.PersonID
	var organizations []corpus.OrganizationID
	for _, p := range newPeople {
		people = append(people, p.ID)
	}
	for _, o := range newOrganizations {
		organizations = append(organizations, o.ID)
	}
	for _, q := range quotes {
		people, organizations = append(people, q.PersonID), append(organizations, q.OrganizationID)
	}
	return distinct(people), distinct(organizations)
}

// distinct sorts ids and leaves out the empty and the repeated ones.
func distinct[ID ~string](ids []ID) []ID {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0] == "" {
		ids = ids[1:]
	}
	return ids
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
	_, err := t.ExecContext(
		t.ctx,
		`INSERT INTO pages (hash, media_type, charset, url, redirects, fetched, etag, last_modified, notes, body)
	  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		string(
			p.Hash,
		),
		p.MediaType,
		p.Charset,
		p.URL,
		mustJSON(strs(p.Redirects)),
		stamp(p.Fetched),
		p.ETag,
		p.Modified,
		mustJSON(strs(p.Notes)),
		encoder.EncodeAll(p.Body, nil),
	)
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
func (t *tx) registryOf(
	people []corpus.Person,
	organizations []corpus.Organization,
	aliases []corpus.NewAlias,
	merges []corpus.EntryMerge,
) error {
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
	for _, m := range merges {
		if err := t.mergeProgram(m); err != nil {
			return err
		}
	}
	t.rows = noted
	return nil
}

// mergeProgram merges an entry of the program's into another one. What has
// changed meanwhile is left alone.
func (t *tx) mergeProgram(m corpus.EntryMerge) error {
	tbl := registryTables[m.Kind].table
	image, err := t.image(tbl, rowKey(m.From))
	if err != nil || image == "" {
		return err
	}
	var row map[string]any
	if err := json.Unmarshal([]byte(image), &row); err != nil {
		return err
	}
	var into string
	err = t.QueryRowContext(t.ctx, fmt.Sprintf(`SELECT id FROM %s WHERE id = ? AND merged_into IS NULL`, tbl), m.Into).
		Scan(&into)
	if err == sql.ErrNoRows || row["merged_into"] != nil || row["confirmed"] != float64(0) {
		return nil
	}
	if err != nil {
		return err
	}
	var decided bool
	if err := t.QueryRowContext(t.ctx, fmt.Sprintf(decidedQuotes, registryTables[m.Kind].column), m.From).
		Scan(&decided); err != nil ||
		decided {
		return err
	}
	row["merged_into"] = into
	return t.put(tbl, "", rowKey(m.From), row)
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

// suggestFresh writes the suggestions of an article that is new: nobody has
// acted on any, so that their derived columns are what the program says.
func (t *tx) suggestFresh(quotes, _ []corpus.Quote) error {
	for _, q := range quotes {
		data := mustJSON(quoteData{q.Attribution, q.PersonID, q.OrganizationID, q.Engine, q.Anchors, q.LinkConfidence})
		if _, err := t.ExecContext(
			t.ctx,
			`INSERT INTO quotes (id, article, version, position, act, data, confidence, origin, story, person, organization, role)
		  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(q.ID),
			string(q.Article),
			string(q.Version),
			corpus.Cover(q.Content).Start,
			string(q.Utterance),
			data,
			q.Confidence,
			string(q.Origin),
			string(q.Story),
			nullable(string(q.PersonID)),
			nullable(string(q.OrganizationID)),
			q.Role,
		); err != nil {
			return err
		}
	}
	return nil
}

func overlapsAny(q corpus.Quote, pinned []corpus.Quote) bool {
	for _, p := range pinned {
		if p.Version != q.Version {
			continue // it waits in the tray; its spans count bytes of another text
		}
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
