package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"quoth/corpus"
)

// entryCounts lists the entries of a registry by the speech filed under them,
// which is counted from one index; what lies in deleted articles is taken off.
// The column of quotes and the table go in, then a condition on the entries p.
// INDEXED BY is needed: without statistics the planner takes an index that makes
// it read all quotes.
const entryCounts = `
  WITH filed AS (SELECT q.%[1]s AS who, count(*) AS n FROM quotes q INDEXED BY quotes_by_%[1]s
      WHERE q.%[1]s IS NOT NULL AND q.act = 'speech' AND q.status <> 'rejected' GROUP BY q.%[1]s
    UNION ALL SELECT q.%[1]s, -count(*) FROM articles a CROSS JOIN quotes q ON q.article = a.id
      WHERE a.deleted = 1 AND q.%[1]s IS NOT NULL AND q.act = 'speech' AND q.status <> 'rejected' GROUP BY q.%[1]s),
  counted AS (SELECT who, sum(n) AS n FROM filed GROUP BY who)
  SELECT p.id, ifnull(sum(f.n), 0) AS n FROM %[2]s p LEFT JOIN %[2]s m ON m.root = p.id LEFT JOIN counted f ON f.who = m.id
  WHERE p.merged_into IS NULL %[3]s
  GROUP BY p.id ORDER BY n DESC, p.name, p.id LIMIT ? OFFSET ?`

// entryCount is an entry with the quotes filed under it.
type entryCount struct {
	id     string
	quotes int
}

func (s *Store) entriesByQuotes(
	ctx context.Context,
	column, tbl, words string,
	offset, limit int,
) (list []entryCount, total int, err error) {
	where, args := nameFilter(tbl, words)
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM `+tbl+` p WHERE p.merged_into IS NULL `+where, args...).
		Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := s.reader.QueryContext(
		ctx,
		fmt.Sprintf(entryCounts, column, tbl, where),
		append(args, limit, offset)...)
	list, err = collect(rows, err, func(r *sql.Rows) (entryCount, error) {
		var e entryCount
		err := r.Scan(&e.id, &e.quotes)
		return e, err
	})
	return list, total, err
}

// latestOf is how many quotes kept last tell a list somebody's role: reading all
// of a person quoted ten thousand times would hold the list up.
const latestOf = 20

// People lists a window of persons whose names hold all words, most quotes
// first, and the number of all. Articles and the days on which somebody was seen
// are left to [Store.PersonSummary]; role and organisation are those of the
// latest of the last twenty quotes kept.
func (s *Store) People(ctx context.Context, words string, offset, limit int) ([]corpus.PersonSummary, int, error) {
	entries, total, err := s.entriesByQuotes(ctx, "person", "people", words, offset, limit)
	if err != nil {
		return nil, 0, s.explain("list the people", err)
	}
	out := make([]corpus.PersonSummary, len(entries))
	for i, e := range entries {
		p := &out[i]
		if p.Person, err = s.Person(ctx, corpus.PersonID(e.id)); err != nil {
			return nil, 0, err
		}
		p.Quotes = e.quotes
		if err := s.latest(ctx, p, latestOf); err != nil {
			return nil, 0, err
		}
	}
	return out, total, nil
}

// PrintedForm is a name under which an entry was printed, with the quotes printed
// so and who says that they are this entry's.
type PrintedForm struct {
	Form        string
	First, Last string // YYYY-MM-DD, empty when no article is dated
	Quotes      int
	Decided     int      // of them, confirmed or corrected by a person
	Coders      []string // who decided
	Sure        float64  // mean probability of the program's links, 0 where it weighed none
}

// PrintedForms lists the names under which an entry and those merged into it were
// printed, most quotes first. Rejected quotes and deleted articles are left out.
func (s *Store) PrintedForms(ctx context.Context, kind corpus.EntryKind, id string) ([]PrintedForm, error) {
	t, field := registryTables[kind], "speaker"
	if kind == corpus.OrganizationEntry {
		field = "organization"
	}
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`
	  WITH filed AS (SELECT q.id, q.data ->> ?2 AS form, CAST(q.data ->> 'link' AS DOUBLE PRECISION) AS link, q.status, a.day
	    FROM %[1]s m CROSS JOIN quotes q ON q.%[2]s = m.id CROSS JOIN articles a ON a.id = q.article
	    WHERE m.root = (SELECT root FROM %[1]s WHERE id = ?1) AND q.status <> 'rejected' AND a.deleted = 0)
	  SELECT form, ifnull(min(nullif(day, '')), ''), ifnull(max(day), ''), count(*), count(*) FILTER (WHERE status IN ('confirmed', 'corrected')), ifnull(avg(nullif(link, 0)), 0),
	    (SELECT ifnull(json_group_array(DISTINCT v.coder), '[]') FROM filed f JOIN verdicts v ON v.quote = f.id WHERE f.form = filed.form)
	  FROM filed WHERE form <> '' GROUP BY form ORDER BY count(*) DESC, form`, t.table, t.column), id, field)
	forms, err := collect(rows, err, func(r *sql.Rows) (PrintedForm, error) {
		var f PrintedForm
		var coders string
		if err := r.Scan(&f.Form, &f.First, &f.Last, &f.Quotes, &f.Decided, &f.Sure, &coders); err != nil {
			return f, err
		}
		return f, json.Unmarshal([]byte(coders), &f.Coders)
	})
	return forms, s.explain("read the printed forms", err)
}

// PeopleIDs are the ids of persons whose names hold all words, without order.
func (s *Store) PeopleIDs(ctx context.Context, words string, limit int) ([]corpus.PersonID, error) {
	return entryIDs[corpus.PersonID](ctx, s, "people", words, limit)
}

// OrganizationIDs are those of organisations likewise.
func (s *Store) OrganizationIDs(ctx context.Context, words string, limit int) ([]corpus.OrganizationID, error) {
	return entryIDs[corpus.OrganizationID](ctx, s, "organizations", words, limit)
}

func entryIDs[ID ~string](ctx context.Context, s *Store, tbl, words string, limit int) ([]ID, error) {
	where, args := nameFilter(tbl, words)
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT p.id FROM `+tbl+` p WHERE p.merged_into IS NULL `+where+`LIMIT ?`,
		append(args, limit)...)
	ids, err := collect(rows, err, func(r *sql.Rows) (ID, error) {
		var id ID
		err := r.Scan(&id)
		return id, err
	})
	return ids, s.explain("look names up", err)
}

// Organizations lists a window of organisations likewise; how many people speak
// for one is left to [Store.OrganizationSummary].
func (s *Store) Organizations(
	ctx context.Context,
	words string,
	offset, limit int,
) ([]corpus.OrganizationSummary, int, error) {
	entries, total, err := s.entriesByQuotes(ctx, "organization", "organizations", words, offset, limit)
	if err != nil {
		return nil, 0, s.explain("list the organisations", err)
	}
	out := make([]corpus.OrganizationSummary, len(entries))
	for i, e := range entries {
		o := &out[i]
		if o.Organization, err = s.Organization(ctx, corpus.OrganizationID(e.id)); err != nil {
			return nil, 0, err
		}
		o.Quotes = e.quotes
	}
	return out, total, nil
}
