package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"quoth/corpus"
)

// quoteData is how a quote lies in the data column: as suggested.
type quoteData struct {
	corpus.Attribution
	Person       corpus.PersonID       `json:"person,omitempty"`
	Organization corpus.OrganizationID `json:"organization_entry,omitempty"`
	Engine       string                `json:"engine,omitempty"`
	Anchors      []corpus.Anchor       `json:"anchors"`
	Link         float64               `json:"link,omitempty"`
}

const (
	quoteColumns      = `SELECT q.id, q.article, q.version, q.data, q.origin, q.story FROM quotes q `
	codedQuoteColumns = `SELECT q.id, q.article, q.version, q.data, q.origin, q.story, q.unplaced FROM quotes q `
)

func quoteRow(q corpus.Quote) map[string]any {
	return map[string]any{
		"id": q.ID, "article": q.Article, "version": q.Version, "position": corpus.Cover(q.Content).Start,
		"act": q.Utterance, "confidence": q.Confidence, "origin": q.Origin, "story": q.Story, "unplaced": 0,
		"data": mustJSON(quoteData{q.Attribution, q.PersonID, q.OrganizationID, q.Engine, q.Anchors, q.LinkConfidence}),
	}
}

func scanQuote(row scanner, more ...any) (corpus.Quote, error) {
	var q corpus.Quote
	var data string
	if err := row.Scan(
		append([]any{&q.ID, &q.Article, &q.Version, &data, &q.Origin, &q.Story}, more...)...); err != nil {
		return q, err
	}
	var d quoteData
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		return q, fmt.Errorf("read the quote %s: %w", q.ID, err)
	}
	q.Attribution, q.PersonID, q.OrganizationID, q.Engine, q.Anchors = d.Attribution, d.Person, d.Organization, d.Engine, d.Anchors
	q.LinkConfidence = d.Link
	return q, nil
}

const verdictColumns = `SELECT quote, coder, status, correction, queue, at FROM verdicts `

func scanVerdict(r *sql.Rows) (corpus.Verdict, error) {
	var v corpus.Verdict
	var correction, at string
	if err := r.Scan(&v.Quote, &v.Coder, &v.Status, &correction, &v.Queue, &at); err != nil {
		return v, err
	}
	v.When = parseStamp(at)
	return v, json.Unmarshal([]byte(correction), &v.Correction)
}

func scanTagged(r *sql.Rows) (corpus.Tagged, error) {
	var t corpus.Tagged
	var at string
	err := r.Scan(&t.Quote, &t.Tag, &t.Coder, &at)
	t.When = parseStamp(at)
	return t, err
}

func scanJudgement(r *sql.Rows) (corpus.Judgement, error) {
	var j corpus.Judgement
	var at string
	err := r.Scan(&j.Quote, &j.Target, &j.Coder, &j.Stance, &at)
	j.When = parseStamp(at)
	return j, err
}

func scanNote(r *sql.Rows) (corpus.Note, error) {
	var n corpus.Note
	var at string
	err := r.Scan(&n.Quote, &n.Text, &n.Coder, &at)
	n.When = parseStamp(at)
	return n, err
}

// notDeleted leaves out the quotes of deleted articles, of which there are few.
const notDeleted = `q.article NOT IN (SELECT id FROM articles WHERE deleted = 1)`

// quoteWhere turns a filter into fixed conditions with parameters.
func quoteWhere(f corpus.QuoteFilter) (string, []any) {
	where, args := []string{}, []any{}
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.IDs != nil {
		add(`q.id IN (SELECT value FROM json_each(?))`, mustJSON(f.IDs))
	}
	switch {
	case f.Article != "":
		add(`q.article = ?`, string(f.Article))
	case f.Articles != nil:
		add(`q.article IN (SELECT value FROM json_each(?))`, mustJSON(f.Articles))
	case f.IDs == nil:
		add(notDeleted)
	}
	if f.Person != "" {
		add(`q.person IN (SELECT id FROM people WHERE root = (SELECT root FROM people WHERE id = ?))`, string(f.Person))
	}
	if f.Organization != "" {
		add(
			`q.organization IN (SELECT id FROM organizations WHERE root = (SELECT root FROM organizations WHERE id = ?))`,
			string(f.Organization),
		)
	}
	coder := string(f.Coder)
	if f.Tag != "" {
		add(
			`q.id IN (SELECT quote FROM quote_tags WHERE tag = ? AND (? = '' OR coder = ?))`,
			string(f.Tag),
			coder,
			coder,
		)
	}
	if f.Target != "" {
		add(
			`q.id IN (SELECT quote FROM judgements WHERE target = ? AND (? = '' OR coder = ?))`,
			string(f.Target),
			coder,
			coder,
		)
	}
	switch {
	case f.Status == corpus.Suggested && f.Coder != "":
		add(`NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.quote = q.id AND v.coder = ?)`, coder)
	case f.Status != "" && f.Coder != "":
		add(
			`EXISTS (SELECT 1 FROM verdicts v WHERE v.quote = q.id AND v.coder = ? AND v.status = ?)`,
			coder,
			string(f.Status),
		)
	case f.Status != "":
		add(`q.status = ?`, string(f.Status))
	case f.Person != "" || f.Organization != "":
		add(`q.status <> 'rejected'`)
	}
	if !f.AllActs {
		add(`q.act = 'speech'`)
	}
	if len(where) == 0 {
		return "", nil
	}
	return "WHERE " + strings.Join(where, " AND ") + " ", args
}

// Quotes lists a window of quotes with what coders did with them, and the
// number of all that match. With IDs they come in the order given; else by
// article and place, newest article first for a person or organisation.
func (s *Store) Quotes(ctx context.Context, f corpus.QuoteFilter) ([]corpus.CodedQuote, int, error) {
	where, args := quoteWhere(f)
	var total int
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM quotes q `+where, args...).Scan(&total); err != nil {
		return nil, 0, s.explain("count the quotes", err)
	}
	order := `ORDER BY q.article, q.position, q.id `
	if f.Person != "" || f.Organization != "" || f.Tag != "" || f.Target != "" {
		order = `ORDER BY (SELECT day FROM articles WHERE id = q.article) DESC, q.article, q.position, q.id `
	}
	if f.IDs != nil {
		where = `JOIN (SELECT value, min(key) AS place FROM json_each(?) GROUP BY value) e ON e.value = q.id ` + where
		order = `ORDER BY e.place `
		args = append([]any{mustJSON(f.IDs)}, args...)
	}
	quotes, err := s.coded(ctx, f.Coder, where+order+`LIMIT ? OFFSET ?`, append(args, window(f.Limit), f.Offset)...)
	return quotes, total, err
}

// Quote is one quote with what coders did with it.
func (s *Store) Quote(ctx context.Context, id corpus.QuoteID) (corpus.CodedQuote, error) {
	quotes, err := s.coded(ctx, "", `WHERE q.id = ?`, string(id))
	if err == nil && len(quotes) == 0 {
		err = fmt.Errorf("the quote %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return corpus.CodedQuote{}, err
	}
	return quotes[0], nil
}

// coded reads the quotes that rest selects, then all their decisions: six
// statements however many quotes.
func (s *Store) coded(ctx context.Context, coder corpus.Coder, rest string, args ...any) ([]corpus.CodedQuote, error) {
	rows, err := s.reader.QueryContext(ctx, codedQuoteColumns+rest, args...)
	out, err := collect(rows, err, func(r *sql.Rows) (corpus.CodedQuote, error) {
		var c corpus.CodedQuote
		var err error
		c.Quote, err = scanQuote(r, &c.Unplaced)
		return c, err
	})
	if err != nil {
		return nil, s.explain("read the quotes", err)
	}
	return out, s.complete(ctx, coder, out, nil)
}

// complete fills in what coders did (with a coder, what this one did) with those
// quotes that may have been decided on, and what follows from it for all.
func (s *Store) complete(
	ctx context.Context,
	coder corpus.Coder,
	quotes []corpus.CodedQuote,
	decided *DecidedOn,
) error {
	at := map[corpus.QuoteID]*corpus.CodedQuote{}
	for i := range quotes {
		if id := quotes[i].Quote.ID; decided.maybe(id) {
			at[id] = &quotes[i]
		}
	}
	if err := s.decisions(ctx, coder, at, decided); err != nil {
		return s.explain("read the decisions", err)
	}
	for i := range quotes {
		c := &quotes[i]
		c.Status = corpus.StatusOf(c.Verdicts)
		c.Current = applyCorrections(c.Quote, c.Verdicts)
	}
	return s.followMerges(ctx, quotes)
}

// decisions fills in what coders did; with a coder, what this one did.
func (s *Store) decisions(
	ctx context.Context,
	coder corpus.Coder,
	at map[corpus.QuoteID]*corpus.CodedQuote,
	decided *DecidedOn,
) error {
	if len(at) == 0 {
		return nil
	}
	const these = `WHERE quote IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR coder = ?2) ORDER BY at, coder`
	list := mustJSON(slices.Collect(maps.Keys(at)))
	query := func(columns string) (*sql.Rows, error) {
		return s.reader.QueryContext(ctx, columns+these, list, string(coder))
	}
	return errors.Join(
		eachDecision(decided.holds("verdicts"), query, verdictColumns, scanVerdict, func(v corpus.Verdict) {
			at[v.Quote].Verdicts = append(at[v.Quote].Verdicts, v)
		}),
		eachDecision(
			decided.holds("quote_tags"),
			query,
			`SELECT quote, tag, coder, at FROM quote_tags `,
			scanTagged,
			func(t corpus.Tagged) {
				at[t.Quote].Tags = append(at[t.Quote].Tags, t)
			},
		),
		eachDecision(
			decided.holds("judgements"),
			query,
			`SELECT quote, target, coder, stance, at FROM judgements `,
			scanJudgement,
			func(j corpus.Judgement) {
				at[j.Quote].Judgements = append(at[j.Quote].Judgements, j)
			},
		),
		eachDecision(
			decided.holds("notes"),
			query,
			`SELECT quote, text, coder, at FROM notes `,
			scanNote,
			func(n corpus.Note) {
				at[n.Quote].Notes = append(at[n.Quote].Notes, n)
			},
		),
		eachDecision(
			decided.holds("adjudications"),
			query,
			adjudicationColumns,
			scanAdjudication,
			func(a corpus.Adjudication) {
				at[a.Quote].Adjudications = append(at[a.Quote].Adjudications, a)
			},
		),
	)
}

// eachDecision reads the decisions of one table, unless it is known to be empty.
func eachDecision[T any](
	holds bool,
	query func(string) (*sql.Rows, error),
	columns string,
	scan func(*sql.Rows) (T, error),
	put func(T),
) error {
	if !holds {
		return nil
	}
	rows, err := query(columns)
	list, err := collect(rows, err, scan)
	for _, item := range list {
		put(item)
	}
	return err
}

// followMerges files the current quotes under the entries that stand for theirs.
func (s *Store) followMerges(ctx context.Context, quotes []corpus.CodedQuote) error {
	people, organizations := map[corpus.PersonID]bool{}, map[corpus.OrganizationID]bool{}
	for _, q := range quotes {
		people[q.Current.PersonID] = true
		organizations[q.Current.OrganizationID] = true
	}
	personRoots, err := roots(ctx, s, "people", people)
	if err != nil {
		return s.explain("follow merges", err)
	}
	organizationRoots, err := roots(ctx, s, "organizations", organizations)
	if err != nil {
		return s.explain("follow merges", err)
	}
	for i := range quotes {
		c := &quotes[i].Current
		if root, ok := personRoots[c.PersonID]; ok {
			c.PersonID = root
		}
		if root, ok := organizationRoots[c.OrganizationID]; ok {
			c.OrganizationID = root
		}
	}
	return nil
}

func roots[ID ~string](ctx context.Context, s *Store, tbl string, ids map[ID]bool) (map[ID]ID, error) {
	list := make([]ID, 0, len(ids))
	for id := range ids {
		if id != "" {
			list = append(list, id)
		}
	}
	out := make(map[ID]ID, len(list))
	if len(list) == 0 {
		return out, nil
	}
	rows, err := s.reader.QueryContext(
		ctx,
		fmt.Sprintf(`SELECT id, root FROM %s WHERE id IN (SELECT value FROM json_each(?)) AND root <> id`, tbl),
		mustJSON(list),
	)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id, root ID
		err := r.Scan(&id, &root)
		out[id] = root
		return struct{}{}, err
	})
	return out, err
}

// Filed is a quote as corrected, under the entries it is filed under: merges are
// not followed. An index holds these ids, so that merging costs nothing; a
// query asks for all of an entry's [Store.PersonFamilies].
func Filed(c corpus.CodedQuote) corpus.Quote { return applyCorrections(c.Quote, c.Verdicts) }

// JudgedQuote is a quote, as corrected, with what coders judged toward one target.
type JudgedQuote struct {
	Quote       corpus.Quote
	Article     corpus.Article
	Status      corpus.Status
	Judgements  []corpus.Judgement
	Adjudicated *corpus.Adjudication
}

// Judged streams all quotes that were judged toward a target, those of deleted
// articles left out.
func (s *Store) Judged(ctx context.Context, target corpus.TargetID) iter.Seq2[JudgedQuote, error] {
	return func(yield func(JudgedQuote, error) bool) {
		rows, err := s.reader.QueryContext(ctx, `
		  SELECT q.id FROM quotes q JOIN articles a ON a.id = q.article WHERE a.deleted = 0 AND q.id IN
		    (SELECT quote FROM judgements WHERE target = ?1 UNION SELECT quote FROM adjudications WHERE target = ?1) ORDER BY q.id`, string(target))
		ids, err := collect(rows, err, func(r *sql.Rows) (corpus.QuoteID, error) {
			var id corpus.QuoteID
			err := r.Scan(&id)
			return id, err
		})
		if err != nil {
			yield(JudgedQuote{}, s.explain("read the judgements", err))
			return
		}
		for batch := range slices.Chunk(ids, 500) {
			if !s.judged(ctx, target, batch, yield) {
				return
			}
		}
	}
}

func (s *Store) judged(
	ctx context.Context,
	target corpus.TargetID,
	ids []corpus.QuoteID,
	yield func(JudgedQuote, error) bool,
) bool {
	quotes, _, err := s.Quotes(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		yield(JudgedQuote{}, err)
		return false
	}
	var of []corpus.ArticleID
	for _, q := range quotes {
		of = append(of, q.Quote.Article)
	}
	articles, err := s.ArticlesByID(ctx, of)
	if err != nil {
		yield(JudgedQuote{}, err)
		return false
	}
	for _, q := range quotes {
		article, ok := articles[q.Quote.Article]
		if !ok {
			continue // gone meanwhile
		}
		one := JudgedQuote{Quote: q.Current, Article: article, Status: q.Status, Adjudicated: q.Adjudicated(target)}
		for _, j := range q.Judgements {
			if j.Target == target {
				one.Judgements = append(one.Judgements, j)
			}
		}
		if !yield(one, nil) {
			return false
		}
	}
	return true
}

// QuotesByYear counts the quotes of a filter by the year of their article.
func (s *Store) QuotesByYear(ctx context.Context, f corpus.QuoteFilter) (map[int]int, error) {
	where, args := quoteWhere(f)
	out := map[int]int{}
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT CAST(substr(a.day, 1, 4) AS INTEGER), count(*) FROM quotes q CROSS JOIN articles a ON a.id = q.article `+
			where+`AND a.day <> '' AND a.deleted = 0 GROUP BY 1`,
		args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var year, n int
		err := r.Scan(&year, &n)
		out[year] = n
		return struct{}{}, err
	})
	return out, s.explain("count quotes by year", err)
}

// StanceCounts counts the judgements on the quotes of a filter.
func (s *Store) StanceCounts(
	ctx context.Context,
	f corpus.QuoteFilter,
) (map[corpus.TargetID]map[corpus.Stance]int, error) {
	where, args := quoteWhere(f)
	out := map[corpus.TargetID]map[corpus.Stance]int{}
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT j.target, j.stance, count(*) FROM quotes q JOIN judgements j ON j.quote = q.id `+where+`GROUP BY 1, 2`,
		args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var target corpus.TargetID
		var stance corpus.Stance
		var n int
		if err := r.Scan(&target, &stance, &n); err != nil {
			return struct{}{}, err
		}
		if out[target] == nil {
			out[target] = map[corpus.Stance]int{}
		}
		out[target][stance] = n
		return struct{}{}, nil
	})
	return out, s.explain("count stances", err)
}

// Counts describes the corpus.
func (s *Store) Counts(ctx context.Context) (corpus.Counts, error) {
	var c corpus.Counts
	err := s.reader.QueryRowContext(ctx, `
	  SELECT count(*), ifnull(sum(quotes), 0), ifnull(sum(to_review), 0) FROM articles WHERE deleted = 0`).Scan(&c.Articles, &c.Quotes, &c.ToReview)
	if err != nil {
		return c, s.explain("count the corpus", err)
	}
	c.Confirmed = c.Quotes - c.ToReview
	err = s.reader.QueryRowContext(ctx, `SELECT (SELECT count(DISTINCT quote) FROM judgements),
	  (SELECT count(*) FROM annotations WHERE article IN (SELECT id FROM articles WHERE deleted = 0))`).Scan(&c.Judged, &c.Annotations)
	return c, s.explain("count the corpus", err)
}

// Setting reads a setting; empty when unset.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := s.reader.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, key).Scan(&value)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return value, s.explain("read the setting "+key, err)
}

// SetSetting keeps a setting. It is no act: the journal does not know it.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(
			ctx,
			`INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
			key,
			value,
		)
		return err
	})
}
