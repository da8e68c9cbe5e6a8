package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/parquet-go/jsonlite"

	"quoth/corpus"
)

// exportWindow is how many registry entries are read at once.
const exportWindow = 500

// AllPeople streams the registry of people, merged ones too; MergedInto is the
// entry that stands for them in the end.
func (s *Store) AllPeople(ctx context.Context) iter.Seq2[corpus.Person, error] {
	return windows(func(last string) ([]corpus.Person, error) {
		rows, err := s.reader.QueryContext(
			ctx,
			`SELECT id, name, aliases, title, attributes, note, coalesce(nullif(root, id), ''), confirmed
		  FROM people WHERE id > ? ORDER BY id LIMIT ?`,
			last,
			exportWindow,
		)
		people, err := collect(rows, err, func(r *sql.Rows) (corpus.Person, error) { return scanPerson(r) })
		return people, s.explain("read the people", err)
	}, func(p corpus.Person) string { return string(p.ID) })
}

// AllOrganizations is the same for organisations.
func (s *Store) AllOrganizations(ctx context.Context) iter.Seq2[corpus.Organization, error] {
	return windows(func(last string) ([]corpus.Organization, error) {
		rows, err := s.reader.QueryContext(
			ctx,
			`SELECT id, name, aliases, attributes, note, coalesce(nullif(root, id), ''), confirmed
		  FROM organizations WHERE id > ? ORDER BY id LIMIT ?`,
			last,
			exportWindow,
		)
		entries, err := collect(
			rows,
			err,
			func(r *sql.Rows) (corpus.Organization, error) { return scanOrganization(r) },
		)
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
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id FROM articles INDEXED BY articles_by_day WHERE deleted = 0 ORDER BY day, id`,
	)
	ids, err := collect(rows, err, scanID[corpus.ArticleID])
	return ids, s.explain("list the articles", err)
}

// ArticlesOfQuotes lists the articles that some quotes stand in, the oldest first;
// those of deleted articles are left out.
func (s *Store) ArticlesOfQuotes(ctx context.Context, quotes iter.Seq[[]corpus.QuoteID]) ([]corpus.ArticleID, error) {
	found := map[corpus.ArticleID]bool{}
	for ids := range quotes {
		rows, err := s.reader.QueryContext(
			ctx,
			`SELECT DISTINCT article FROM quotes WHERE id IN (SELECT value FROM json_each(?))`,
			mustJSON(ids),
		)
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
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id FROM articles WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?)) ORDER BY day, id`,
		mustJSON(list),
	)
	ids, err := collect(rows, err, scanID[corpus.ArticleID])
	return ids, s.explain("list the articles", err)
}

func scanID[ID ~string](r *sql.Rows) (ID, error) {
	var id ID
	err := r.Scan(&id)
	return id, err
}

// DecidedOn tells which quotes of a corpus a coder may have done something with.
// Most quotes of a large corpus are suggestions that nobody has looked at, and
// asking what was done with each of them costs more than reading it.
type DecidedOn struct {
	how  map[string]bool // the tables that hold a decision
	seed maphash.Seed
	bits []uint64 // one for the hash of each quote that was decided on: a Bloom filter of one function
}

const decidedBits = 1 << 25 // 4 MB, however large the corpus

func (d *DecidedOn) place(id string) (word int, bit uint64) {
	at := maphash.String(d.seed, id) % decidedBits
	return int(at / 64), 1 << (at % 64)
}

// maybe is false only where nobody had decided anything; nil knows nothing.
func (d *DecidedOn) maybe(id corpus.QuoteID) bool {
	if d == nil {
		return true
	}
	word, bit := d.place(string(id))
	return d.bits[word]&bit != 0
}

// decisionTables are where coders' decisions on quotes lie.
var decisionTables = []string{"verdicts", "quote_tags", "judgements", "notes", "adjudications"}

// holds is false only where a table was empty; nil knows nothing.
func (d *DecidedOn) holds(tbl string) bool { return d == nil || d.how[tbl] }

// DecidedOn reads which quotes have decisions.
func (s *Store) DecidedOn(ctx context.Context) (*DecidedOn, error) {
	d := &DecidedOn{how: map[string]bool{}, seed: maphash.MakeSeed(), bits: make([]uint64, decidedBits/64)}
	for _, tbl := range decisionTables {
		rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`SELECT quote FROM %s`, tbl))
		if err != nil {
			return nil, s.explain("read the decisions", err)
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, s.explain("read the decisions", err)
			}
			word, bit := d.place(id)
			d.bits[word] |= bit
			d.how[tbl] = true
		}
		if err := rows.Err(); err != nil {
			return nil, s.explain("read the decisions", err)
		}
	}
	return d, nil
}

// QuotesOf lists all quotes of some articles with what coders did, by article
// and place, for exports: reasons and anchors, which those do not need, are left
// out, for reading them takes most of the time. It counts nothing.
func (s *Store) QuotesOf(
	ctx context.Context,
	articles []corpus.ArticleID,
	coder corpus.Coder,
	decided *DecidedOn,
) ([]corpus.CodedQuote, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx) // watching it costs as much as the rows, of which there are few
	rows, err := s.reader.QueryContext(ctx, `SELECT q.id, q.article, q.version, q.data, q.origin, q.story, q.unplaced
	  FROM json_each(?) CROSS JOIN quotes q INDEXED BY quotes_by_article ON q.article = json_each.value`, mustJSON(slices.Sorted(slices.Values(articles))))
	quotes, err := collect(rows, err, scanExported)
	if err != nil {
		return nil, s.explain("read the quotes", err)
	}
	byPlace := func(x, y corpus.CodedQuote) int {
		return cmp.Or(
			strings.Compare(string(x.Quote.Article), string(y.Quote.Article)),
			cmp.Compare(
				corpus.Cover(x.Quote.Content).Start,
				corpus.Cover(y.Quote.Content).Start,
			),
			strings.Compare(string(x.Quote.ID), string(y.Quote.ID)),
		)
	}
	if !slices.IsSortedFunc(quotes, byPlace) { // the index has them so but for quotes of one place
		slices.SortFunc(quotes, byPlace)
	}
	return quotes, s.complete(ctx, coder, quotes, decided)
}

// VersionsByID reads several texts in one statement; unknown ones are absent.
func (s *Store) VersionsByID(ctx context.Context, ids []corpus.VersionID) (map[corpus.VersionID]corpus.Version, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		versionColumns+`WHERE id IN (SELECT value FROM json_each(?))`,
		mustJSON(ids),
	)
	versions, err := collect(rows, err, func(r *sql.Rows) (corpus.Version, error) { return scanVersion(r) })
	out := make(map[corpus.VersionID]corpus.Version, len(versions))
	for _, v := range versions {
		out[v.ID] = v
	}
	return out, s.explain("read the texts", err)
}

// ExportVersions reads several texts in one statement, without their paragraphs;
// unknown ones are absent.
func (s *Store) ExportVersions(
	ctx context.Context,
	ids []corpus.VersionID,
) (map[corpus.VersionID]corpus.Version, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id, article, text, page FROM versions WHERE id IN (SELECT value FROM json_each(?))`,
		mustJSON(ids),
	)
	out := make(map[corpus.VersionID]corpus.Version, len(ids))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var v corpus.Version
		err := r.Scan(&v.ID, &v.Article, &v.Text, &v.Page)
		out[v.ID] = v
		return struct{}{}, err
	})
	return out, s.explain("read the texts", err)
}

// scanExported reads a quote without its reasons and anchors.
func scanExported(r *sql.Rows) (corpus.CodedQuote, error) {
	var c corpus.CodedQuote
	q := &c.Quote
	var data string
	// Scan looks into a named type for each value, and into a string for none.
	if err := r.Scan(
		(*string)(&q.ID),
		(*string)(&q.Article),
		(*string)(&q.Version),
		&data,
		(*string)(&q.Origin),
		(*string)(&q.Story),
		&c.Unplaced,
	); err != nil {
		return c, err
	}
	if err := readQuoteData(q, data); err != nil {
		return c, fmt.Errorf("read the quote %s: %w", q.ID, err)
	}
	return c, nil
}

// readQuoteData is json.Unmarshal of quoteData without reasons and anchors, in a
// fifth of its time.
func readQuoteData(q *corpus.Quote, data string) (err error) {
	it := jsonlite.Iterate(data)
	it.Next()
	text := func(s *string) { *s, err = it.String() }
	spans := func(list *[]corpus.Span) { *list, err = readSpans(it) }
	for key, e := range it.Object {
		if e != nil {
			return e
		}
		switch key {
		case "kind":
			text((*string)(&q.Kind))
		case "act":
			text((*string)(&q.Utterance))
		case "content":
			spans(&q.Content)
		case "quoted":
			spans(&q.Quoted)
		case "cue":
			spans(&q.Cue)
		case "source":
			spans(&q.Source)
		case "speaker":
			text(&q.Speaker)
		case "speaker_type":
			text((*string)(&q.SpeakerType))
		case "organization":
			text(&q.Organization)
		case "role":
			text(&q.Role)
		case "confidence":
			q.Confidence, err = it.Float()
		case "person":
			text((*string)(&q.PersonID))
		case "organization_entry":
			text((*string)(&q.OrganizationID))
		case "engine":
			text(&q.Engine)
		}
		if err != nil {
			return err
		}
	}
	return it.Err()
}

func readSpans(it *jsonlite.Iterator) ([]corpus.Span, error) {
	var out []corpus.Span
	for _, err := range it.Array {
		if err != nil {
			return nil, err
		}
		var s corpus.Span
		for key, err := range it.Object {
			if err != nil {
				return nil, err
			}
			n, err := it.Int()
			if err != nil {
				return nil, err
			}
			if key == "start" {
				s.Start = int(n)
			} else {
				s.End = int(n)
			}
		}
		out = append(out, s)
	}
	return out, nil
}
