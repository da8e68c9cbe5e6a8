package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"quoth/corpus"
)

// exportWindow is how many registry entries are read at once.
const exportWindow = 500

// AllPeople streams the registry of people, merged ones too; MergedInto is the
// entry that stands for them in the end.
func (s *Store) AllPeople(ctx context.Context) iter.Seq2[corpus.Person, error] {
	return windows(func(last string) ([]corpus.Person, error) {
		rows, err := s.reader.QueryContext(ctx, `SELECT id, name, aliases, title, attributes, note, coalesce(nullif(root, id), ''), confirmed
		  FROM people WHERE id > ? ORDER BY id LIMIT ?`, last, exportWindow)
		people, err := collect(rows, err, func(r *sql.Rows) (corpus.Person, error) { return scanPerson(r) })
		return people, s.explain("read the people", err)
	}, func(p corpus.Person) string { return string(p.ID) })
}

// AllOrganizations is the same for organisations.
func (s *Store) AllOrganizations(ctx context.Context) iter.Seq2[corpus.Organization, error] {
	return windows(func(last string) ([]corpus.Organization, error) {
		rows, err := s.reader.QueryContext(ctx, `SELECT id, name, aliases, attributes, note, coalesce(nullif(root, id), ''), confirmed
		  FROM organizations WHERE id > ? ORDER BY id LIMIT ?`, last, exportWindow)
		entries, err := collect(rows, err, func(r *sql.Rows) (corpus.Organization, error) { return scanOrganization(r) })
		return entries, s.explain("read the organisations", err)
	}, func(o corpus.Organization) string { return string(o.ID) })
}

// AllAffiliations streams where and as what people were seen in print.
func (s *Store) AllAffiliations(ctx context.Context) iter.Seq2[corpus.Affiliation, error] {
	return func(yield func(corpus.Affiliation, error) bool) {
		for p, err := range s.AllPeople(ctx) {
			if err != nil {
				yield(corpus.Affiliation{}, err)
				return
			}
			if p.MergedInto != "" {
				continue
			}
			affiliations, err := s.Affiliations(ctx, p.ID)
			if err != nil {
				yield(corpus.Affiliation{}, err)
				return
			}
			for _, a := range affiliations {
				if (a.Organization != "" || a.Role != "") && !yield(a, nil) {
					return
				}
			}
		}
	}
}

// windows streams a table a window at a time, so that no read transaction stays
// open meanwhile.
func windows[T any](read func(last string) ([]T, error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		last := ""
		for {
			items, err := read(last)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
				last = key(item)
			}
			if len(items) == 0 {
				return
			}
		}
	}
}

// ArticlesByDay lists the ids of all articles that are not deleted, the oldest
// first.
func (s *Store) ArticlesByDay(ctx context.Context) ([]corpus.ArticleID, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id FROM articles INDEXED BY articles_by_day WHERE deleted = 0 ORDER BY day, id`)
	ids, err := collect(rows, err, scanID[corpus.ArticleID])
	return ids, s.explain("list the articles", err)
}

// ArticlesOfQuotes lists the articles that some quotes stand in, the oldest first;
// those of deleted articles are left out.
func (s *Store) ArticlesOfQuotes(ctx context.Context, quotes iter.Seq[[]corpus.QuoteID]) ([]corpus.ArticleID, error) {
	found := map[corpus.ArticleID]bool{}
	for ids := range quotes {
		rows, err := s.reader.QueryContext(ctx, `SELECT DISTINCT article FROM quotes WHERE id IN (SELECT value FROM json_each(?))`, mustJSON(ids))
		articles, err := collect(rows, err, scanID[corpus.ArticleID])
		if err != nil {
			return nil, s.explain("look up the articles", err)
		}
		for _, id := range articles {
			found[id] = true
		}
	}
	list := make([]corpus.ArticleID, 0, len(found))
	for id := range found {
		list = append(list, id)
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT id FROM articles WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?)) ORDER BY day, id`, mustJSON(list))
	ids, err := collect(rows, err, scanID[corpus.ArticleID])
	return ids, s.explain("list the articles", err)
}

func scanID[ID ~string](r *sql.Rows) (ID, error) {
	var id ID
	err := r.Scan(&id)
	return id, err
}

// QuotesOf lists all quotes of some articles with what coders did, by article
// and place, for exports: reasons and anchors, which those do not need, are left
// out, for reading them takes most of the time. It counts nothing.
func (s *Store) QuotesOf(ctx context.Context, articles []corpus.ArticleID, coder corpus.Coder) ([]corpus.CodedQuote, error) {
	return s.codedBy(ctx, coder, scanExported, `WHERE q.article IN (SELECT value FROM json_each(?)) ORDER BY q.article, q.position, q.id`, mustJSON(articles))
}

// VersionsByID reads several texts in one statement; unknown ones are absent.
func (s *Store) VersionsByID(ctx context.Context, ids []corpus.VersionID) (map[corpus.VersionID]corpus.Version, error) {
	rows, err := s.reader.QueryContext(ctx, versionColumns+`WHERE id IN (SELECT value FROM json_each(?))`, mustJSON(ids))
	versions, err := collect(rows, err, func(r *sql.Rows) (corpus.Version, error) { return scanVersion(r) })
	out := make(map[corpus.VersionID]corpus.Version, len(versions))
	for _, v := range versions {
		out[v.ID] = v
	}
	return out, s.explain("read the texts", err)
}

// ExportVersions reads several texts in one statement, without their paragraphs;
// unknown ones are absent.
func (s *Store) ExportVersions(ctx context.Context, ids []corpus.VersionID) (map[corpus.VersionID]corpus.Version, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, article, text, page FROM versions WHERE id IN (SELECT value FROM json_each(?))`, mustJSON(ids))
	out := make(map[corpus.VersionID]corpus.Version, len(ids))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var v corpus.Version
		err := r.Scan(&v.ID, &v.Article, &v.Text, &v.Page)
		out[v.ID] = v
		return struct{}{}, err
	})
	return out, s.explain("read the texts", err)
}

// exportedData is quoteData without reasons and anchors.
type exportedData struct {
	Kind              corpus.Kind           `json:"kind"`
	Utterance         corpus.Utterance      `json:"act"`
	Content           []corpus.Span         `json:"content"`
	Quoted            []corpus.Span         `json:"quoted"`
	Cue               []corpus.Span         `json:"cue"`
	Source            []corpus.Span         `json:"source"`
	Speaker           string                `json:"speaker"`
	SpeakerType       corpus.SpeakerType    `json:"speaker_type"`
	Organization      string                `json:"organization"`
	Role              string                `json:"role"`
	Confidence        float64               `json:"confidence"`
	Person            corpus.PersonID       `json:"person"`
	OrganizationEntry corpus.OrganizationID `json:"organization_entry"`
	Engine            string                `json:"engine"`
}

func scanExported(row scanner, more ...any) (corpus.Quote, error) {
	var q corpus.Quote
	var data []byte
	if err := row.Scan(append([]any{&q.ID, &q.Article, &q.Version, &data, &q.Origin, &q.Story}, more...)...); err != nil {
		return q, err
	}
	var d exportedData
	if err := json.Unmarshal(data, &d); err != nil {
		return q, fmt.Errorf("read the quote %s: %w", q.ID, err)
	}
	q.Attribution = corpus.Attribution{Kind: d.Kind, Utterance: d.Utterance, Content: d.Content, Quoted: d.Quoted, Cue: d.Cue, Source: d.Source,
		Speaker: d.Speaker, SpeakerType: d.SpeakerType, Organization: d.Organization, Role: d.Role, Confidence: d.Confidence}
	q.PersonID, q.OrganizationID, q.Engine = d.Person, d.OrganizationEntry, d.Engine
	return q, nil
}
