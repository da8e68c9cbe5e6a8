package main

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver the corpus itself uses
)

// ftsIndex is the yardstick: SQLite's FTS5 over the same quotes and articles,
// with the fields of facets in an ordinary table beside it.
type ftsIndex struct {
	db   *sql.DB
	path string
}

const ftsSchema = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -65536;
CREATE VIRTUAL TABLE q USING fts5(text, content='', contentless_delete=1, prefix='2 3 4', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE a USING fts5(title, body, content='', tokenize="unicode61 remove_diacritics 2");
CREATE TABLE meta (id INTEGER PRIMARY KEY, quote TEXT, day TEXT, speaker TEXT, organization TEXT, publisher TEXT, status TEXT, lang TEXT, year TEXT, month TEXT);
CREATE TABLE tags (quote TEXT, tag TEXT);
`

func importFTS(c *fakeCorpus, path string) (*ftsIndex, error) {
	os.Remove(path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(ftsSchema); err != nil {
		return nil, fmt.Errorf("make the FTS5 tables: %w", err)
	}
	start := time.Now()
	row := 0
	for from := 0; from < c.articles; from += 500 {
		if row, err = insertArticles(db, c, from, min(from+500, c.articles), row); err != nil {
			return nil, err
		}
	}
	if _, err := db.Exec(`CREATE INDEX tags_by_quote ON tags (quote)`); err != nil {
		return nil, err
	}
	took := time.Since(start)
	size := folderSize(path) + folderSize(path+"-wal")
	fmt.Printf(
		"FTS5 import   %8.0f documents/s (%.1f s), %.2f MB per MB of text\n",
		float64(c.articles+c.quotes)/took.Seconds(),
		took.Seconds(),
		float64(size)/float64(c.textBytes()),
	)
	return &ftsIndex{db: db, path: path}, nil
}

func insertArticles(db *sql.DB, c *fakeCorpus, from, to, row int) (int, error) {
	tx, err := db.Begin()
	if err != nil {
		return row, err
	}
	defer tx.Rollback()
	for n := from; n < to; n++ {
		article, quotes := c.article(n)
		if _, err := tx.Exec(
			`INSERT INTO a(rowid, title, body) VALUES (?, ?, ?)`,
			n+1,
			article.Title,
			article.Body,
		); err != nil {
			return row, err
		}
		for _, q := range quotes {
			row++
			if _, err := tx.Exec(`INSERT INTO q(rowid, text) VALUES (?, ?)`, row, q.Text); err != nil {
				return row, err
			}
			day := q.Date.Day()
			if _, err := tx.Exec(
				`INSERT INTO meta VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				row,
				string(q.ID),
				day,
				string(q.Speaker),
				string(q.Organization),
				q.Publisher,
				q.Status,
				q.Language,
				day[:4],
				day[:7],
			); err != nil {
				return row, err
			}
			for _, t := range q.Tags {
				if _, err := tx.Exec(`INSERT INTO tags VALUES (?, ?)`, string(q.ID), string(t)); err != nil {
					return row, err
				}
			}
		}
	}
	return row, tx.Commit()
}

func (f *ftsIndex) close() { f.db.Close() }

// match asks for the twenty best.
func (f *ftsIndex) match(query string) error {
	return f.drain(`SELECT rowid FROM q WHERE q MATCH ? ORDER BY rank LIMIT 20`, query)
}

func (f *ftsIndex) newest(query string) error {
	return f.drain(
		`SELECT m.quote FROM q JOIN meta m ON m.id = q.rowid WHERE q MATCH ? ORDER BY m.day DESC, m.quote DESC LIMIT 20`,
		query,
	)
}

func (f *ftsIndex) facets(query string, names []string) error {
	for _, name := range names {
		if err := f.drain(
			`SELECT m.`+name+`, count(*) FROM q JOIN meta m ON m.id = q.rowid WHERE q MATCH ? GROUP BY 1 ORDER BY 2 DESC LIMIT 50`,
			query,
		); err != nil {
			return err
		}
	}
	return f.match(query)
}

func (f *ftsIndex) drain(query string, args ...any) error {
	rows, err := f.db.Query(query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// ftsWords writes words as FTS5 wants them.
func ftsWords(words string) string { return `"` + strings.Join(strings.Fields(words), `" "`) + `"` }
