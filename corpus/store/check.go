package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
)

// Fault is something in a corpus that is not as it should be.
type Fault struct {
	Kind string `json:"kind"` // one of the kinds below
	Item string `json:"item"` // the id, key or place of what is wrong
	What string `json:"what"` // for people
	Mend bool   `json:"mend"` // Repair can rebuild it from what is sound
}

// The kinds of faults.
const (
	FaultFile      = "file"      // SQLite's own check of its pages and indexes
	FaultReference = "reference" // a row refers to one that is not there
	FaultJournal   = "journal"   // a row is not as the journal left it
	FaultPage      = "page"      // the bytes of a page are not those of its hash
	FaultText      = "text"      // a version's text is not that of its id
	FaultAnchor    = "anchor"    // a quote or note does not lie on its words
	FaultDerived   = "derived"   // a column that follows from others does not
	FaultIndex     = "index"     // the search index disagrees with the corpus
)

// mostFaults bounds what is listed of one kind; what is beyond is counted.
const mostFaults = 100

// faults gathers them, with a count of each kind.
type faults struct {
	list   []Fault
	counts map[string]int
}

func (f *faults) add(kind, item string, mend bool, format string, args ...any) {
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	if f.counts[kind]++; f.counts[kind] <= mostFaults {
		f.list = append(f.list, Fault{kind, item, fmt.Sprintf(format, args...), mend})
	}
}

func (f *faults) all() []Fault {
	for kind, n := range f.counts {
		if n > mostFaults {
			f.list = append(f.list, Fault{kind, "", fmt.Sprintf("and %d more of this kind", n-mostFaults), false})
		}
	}
	return f.list
}

// Check looks whether all of a corpus is sound and lists what is not. It reads
// everything and changes nothing. progress is told each step; it may be nil. The
// error is that of a check that could not be made.
func (s *Store) Check(ctx context.Context, progress func(step string)) ([]Fault, error) {
	var found faults
	for _, step := range []struct {
		name string
		look func(context.Context, *faults) error
	}{
		{"the file", s.checkFile},
		{"references", s.checkReferences},
		{"pages", s.checkPages},
		{"texts and what lies on them", s.checkTexts},
		{"the journal", s.checkJournal},
		{"what follows from other rows", s.checkDerived},
	} {
		if progress != nil {
			progress(step.name)
		}
		if err := step.look(ctx, &found); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			// What cannot even be read is a fault of the file.
			found.add(FaultFile, step.name, false, "%v", s.explain("read "+step.name, err))
		}
	}
	return found.all(), nil
}

func (s *Store) checkFile(ctx context.Context, found *faults) error {
	if s.server != nil {
		return nil // the server guards its files, and references with them
	}
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`PRAGMA integrity_check(%d)`, mostFaults))
	said, err := collect(rows, err, scanText)
	for _, line := range said {
		if line != "ok" {
			found.add(FaultFile, s.path, false, "%s", line)
		}
	}
	return err
}

func scanText(r *sql.Rows) (text string, err error) {
	err = r.Scan(&text)
	return text, err
}

func (s *Store) checkReferences(ctx context.Context, found *faults) error {
	if s.server != nil {
		return nil
	}
	rows, err := s.reader.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var from, to string
		var row, key any
		if err := rows.Scan(&from, &row, &to, &key); err != nil {
			return err
		}
		found.add(
			FaultReference,
			fmt.Sprint(from, " row ", row),
			false,
			"it refers to a row of %s that is not there",
			to,
		)
	}
	return rows.Err()
}

func (s *Store) checkPages(ctx context.Context, found *faults) error {
	rows, err := s.reader.QueryContext(ctx, `SELECT hash FROM pages ORDER BY hash`)
	hashes, err := collect(rows, err, scanText)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := s.Page(ctx, corpus.PageHash(hash)); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			found.add(FaultPage, hash, false, "%v", err)
		}
	}
	return nil
}

// checkTexts looks at each version, and at the quotes and notes that lie on it.
func (s *Store) checkTexts(ctx context.Context, found *faults) error {
	rows, err := s.reader.QueryContext(ctx, `SELECT id FROM versions ORDER BY id`)
	ids, err := collect(rows, err, scanText)
	if err != nil {
		return err
	}
	for _, id := range ids {
		v, err := s.Version(ctx, corpus.VersionID(id))
		if err != nil {
			found.add(FaultText, id, false, "it cannot be read: %v", err)
			continue
		}
		if corpus.NewVersionID(v.Article, v.Text) != v.ID {
			found.add(FaultText, id, false, "the text of article %s was changed", v.Article)
		}
		for _, p := range v.Paragraphs {
			if err := p.Span.Validate(v.Text); err != nil {
				found.add(FaultText, id, false, "a paragraph of article %s: %v", v.Article, err)
				break
			}
		}
		if err := s.checkAnchors(ctx, found, v); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) checkAnchors(ctx context.Context, found *faults, v corpus.Version) error {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, data, 'quote' FROM quotes WHERE version = ?1 AND unplaced = 0
	  UNION ALL SELECT id, '{"anchors":[' || anchor || ']}', 'annotation' FROM annotations WHERE version = ?1 AND unplaced = 0`, string(v.ID))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, data, kind string
		var placed struct {
			Anchors []corpus.Anchor `json:"anchors"`
			Content []corpus.Span   `json:"content"`
		}
		if err := rows.Scan(&id, &data, &kind); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &placed); err != nil {
			found.add(FaultAnchor, id, false, "the %s cannot be read: %v", kind, err)
			continue
		}
		for _, a := range placed.Anchors {
			if a.Span.Validate(v.Text) != nil || a.Span.Text(v.Text) != a.Exact {
				found.add(
					FaultAnchor,
					id,
					false,
					"the %s does not lie on its words (%.40q) in article %s",
					kind,
					a.Exact,
					v.Article,
				)
				break
			}
		}
		for _, span := range placed.Content {
			if span.Validate(v.Text) != nil {
				found.add(FaultAnchor, id, false, "the %s lies outside the text of article %s", kind, v.Article)
				break
			}
		}
	}
	return rows.Err()
}

// journalled are the tables that acts alone write, each write with its images:
// their rows are as the last act left them.
var journalled = []string{
	"verdicts", "judgements", "notes", "quote_tags", "tags", "targets", "events", "searches",
	"article_progress", "article_tags", "memos", "adjudications", "assignments", "applied",
}

// checkJournal compares rows with the journal: a row is as the last change that
// stands left it, and as the first found it where all were taken back.
func (s *Store) checkJournal(ctx context.Context, found *faults) error {
	for _, name := range journalled {
		t := tables[name]
		rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`
		  WITH said AS (
		    SELECT r.key, coalesce(
		      (SELECT x.after  FROM change_rows x JOIN changes c ON c.id = x.change WHERE x.tbl = ?1 AND x.key = r.key AND c.undone = 0 ORDER BY c.seq DESC, x.ord DESC LIMIT 1),
		      (SELECT x.before FROM change_rows x JOIN changes c ON c.id = x.change WHERE x.tbl = ?1 AND x.key = r.key ORDER BY c.seq, x.ord LIMIT 1)) AS image
		    FROM (SELECT DISTINCT key FROM change_rows WHERE tbl = ?1) r),
		  there AS (SELECT %s AS key, %s AS image FROM %s)
		  SELECT said.key, said.image, coalesce(there.image, '') FROM said LEFT JOIN there ON there.key = said.key
		  WHERE said.image <> coalesce(there.image, '')`, t.keyed(), s.reader.object(t), name), name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for rows.Next() {
			var key, said, is string
			if err := rows.Scan(&key, &said, &is); err != nil {
				rows.Close()
				return err
			}
			if !sameJSON(said, is) {
				found.add(FaultJournal, name+" "+key, false, "the row is not as the journal left it")
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// sameJSON compares images of which an older one may lack a column that was added
// since.
func sameJSON(a, b string) bool {
	var x, y map[string]any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil || (len(x) == 0) != (len(y) == 0) {
		return false
	}
	for key, value := range x {
		if other, ok := y[key]; ok && fmt.Sprint(other) != fmt.Sprint(value) {
			return false
		}
	}
	return true
}

// derivedChecks find rows of which a derived column is wrong.
var derivedChecks = []struct{ what, query string }{
	{"the counts of an article", `SELECT id FROM articles WHERE
	   quotes    <> (SELECT count(*) FROM quotes q WHERE q.article = articles.id AND q.act = 'speech' AND q.status <> 'rejected' AND q.version = articles.current) OR
	   to_review <> (SELECT count(*) FROM quotes q WHERE q.article = articles.id AND q.act = 'speech' AND q.status = 'suggested' AND q.version = articles.current)`},
	{
		"the status of a quote without a verdict",
		`SELECT id FROM quotes WHERE status <> 'suggested' AND id NOT IN (SELECT quote FROM verdicts)`,
	},
	{
		"the status of a quote with a verdict",
		`SELECT id FROM quotes WHERE status = 'suggested' AND id IN (SELECT quote FROM verdicts)`,
	},
	{
		"where an entry leads",
		`SELECT id FROM people WHERE merged_into IS NULL AND root <> id UNION ALL SELECT id FROM organizations WHERE merged_into IS NULL AND root <> id`,
	},
}

func (s *Store) checkDerived(ctx context.Context, found *faults) error {
	for _, c := range derivedChecks {
		rows, err := s.reader.QueryContext(ctx, c.query)
		ids, err := collect(rows, err, scanText)
		if err != nil {
			return err
		}
		for _, id := range ids {
			found.add(FaultDerived, id, true, "%s does not follow from the rest", c.what)
		}
	}
	return nil
}

// Repair rebuilds what follows from sound rows: SQLite's indexes, statuses,
// counts, and where entries lead. What people did is not touched.
func (s *Store) Repair(ctx context.Context) error {
	if s.readOnly {
		return fmt.Errorf("repair %s: %w", s.path, corpus.ErrReadOnly)
	}
	if s.server == nil {
		if _, err := s.writer.ExecContext(ctx, `REINDEX`); err != nil {
			return s.explain("rebuild the indexes", err)
		}
	}
	return s.writeFor(ctx, "repair", func(t *tx) error {
		for _, from := range []struct {
			tbl  string
			into *set
		}{{"people", &t.dirty.people}, {"organizations", &t.dirty.organizations}, {"quotes", &t.dirty.quotes}, {"articles", &t.dirty.articles}} {
			rows, err := t.QueryContext(ctx, `SELECT id FROM `+from.tbl)
			ids, err := collect(rows, err, scanText)
			if err != nil {
				return err
			}
			for id := range slices.Values(ids) {
				from.into.add(id)
			}
		}
		return nil
	})
}

const salvageTables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`

// Lost is what of a table could not be read out of a damaged file.
type Lost struct {
	Table string `json:"table"`
	Why   string `json:"why"`
}

// Salvage writes what can be read of a damaged corpus as a corpus of its own at
// dest, which must not exist, and names what could not be. The damaged file is
// not changed.
func Salvage(ctx context.Context, path, dest string, o Options) (kept int, lost []Lost, err error) {
	if path, err = resolve(path); err != nil {
		return 0, nil, fmt.Errorf("repair %s: %w", path, err)
	}
	fresh, err := Create(ctx, dest, o)
	if err != nil {
		return 0, nil, err
	}
	defer func() {
		if closeErr := fresh.Close(); err == nil {
			err = closeErr
		}
	}()
	conn, err := fresh.writer.Conn(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Close()
	for _, step := range []string{`PRAGMA foreign_keys = 0`, `ATTACH '` + strings.ReplaceAll(location(path, "mode=ro"), "'", "''") + `' AS damaged`} {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return 0, nil, fresh.explain("read "+path, err)
		}
	}
	rows, err := conn.QueryContext(ctx, salvageTables)
	names, err := collect(rows, err, scanText)
	if err != nil {
		return 0, nil, err
	}
	if _, err := conn.ExecContext(ctx, `DELETE FROM main.meta`); err != nil {
		return 0, nil, err
	}
	for _, name := range names {
		n, miss := salvageTable(ctx, conn, name)
		kept += n
		if miss != nil {
			lost = append(lost, *miss)
		}
	}
	if _, err := conn.ExecContext(
		ctx,
		`INSERT OR IGNORE INTO main.meta (key, value) VALUES ('id', ?)`,
		newID(),
	); err != nil {
		return kept, lost, err
	}
	return kept, lost, nil
}

// salvageTable copies the rows that can be read: from the beginning up to the
// damage, then from the end.
func salvageTable(ctx context.Context, conn *sql.Conn, name string) (int, *Lost) {
	columns, err := sharedColumns(ctx, conn, name)
	if err != nil || len(columns) == 0 {
		return 0, &Lost{name, fmt.Sprintf("the damaged file does not have it (%v)", err)}
	}
	n, err := copyRows(ctx, conn, name, columns, "")
	if err == nil {
		return n, nil
	}
	back, _ := copyRows(ctx, conn, name, columns, " ORDER BY 1 DESC")
	return n + back, &Lost{name, fmt.Sprintf("rows at damaged places could not be read (%v)", err)}
}

// copyRows copies row by row: one statement that failed half-way would be taken
// back whole. A row that is there already is not counted again.
func copyRows(ctx context.Context, conn *sql.Conn, name string, columns []string, order string) (n int, err error) {
	list := strings.Join(columns, ", ")
	if _, err := conn.ExecContext(ctx, `BEGIN`); err != nil {
		return 0, err
	}
	defer func() {
		if _, endErr := conn.ExecContext(ctx, `COMMIT`); err == nil {
			err = endErr
		}
	}()
	rows, err := conn.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM damaged.%s%s`, list, name, order))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	insert := fmt.Sprintf(
		`INSERT OR IGNORE INTO main.%s (%s) VALUES (?%s)`,
		name,
		list,
		strings.Repeat(", ?", len(columns)-1),
	)
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return n, err
		}
		// A row that the schema refuses is damage, too; the next ones may be whole.
		if done, err := conn.ExecContext(ctx, insert, values...); err == nil {
			added, _ := done.RowsAffected()
			n += int(added)
		}
	}
	return n, rows.Err()
}

// sharedColumns lists the columns that a table has in both files.
func sharedColumns(ctx context.Context, conn *sql.Conn, name string) ([]string, error) {
	rows, err := conn.QueryContext(
		ctx,
		`SELECT a.name FROM pragma_table_info(?1, 'damaged') a JOIN pragma_table_info(?1, 'main') b ON a.name = b.name ORDER BY b.cid`,
		name,
	)
	return collect(rows, err, scanText)
}
