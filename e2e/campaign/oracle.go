package main

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	_ "modernc.org/sqlite" // its own way to the rows, past the program
)

// oracle is what the program has acknowledged on one corpus.
type oracle struct {
	Articles map[string]bool // titles that were reported as kept
	Changes  map[string]bool // acts that were reported as done
	Purged   map[string]bool // articles that were reported as purged
	Unsure   map[string]bool // articles that a purge was killed over
}

func newOracle() *oracle {
	return &oracle{
		Articles: map[string]bool{},
		Changes:  map[string]bool{},
		Purged:   map[string]bool{},
		Unsure:   map[string]bool{},
	}
}

// compare looks at the rows: nothing acknowledged is lost, nothing is doubled,
// what was purged is gone; then the program's own check must find all sound.
func (o *oracle) compare(binary, corpus string, env []string) []string {
	var wrong []string
	db, err := sql.Open("sqlite", "file:"+corpus)
	if err != nil {
		return []string{err.Error()}
	}
	has := func(what, query, value string, want bool) {
		var n int
		if err := db.QueryRow(query, value).Scan(&n); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s %q: %v", what, value, err))
		} else if (n > 0) != want || n > 1 {
			wrong = append(wrong, fmt.Sprintf("%s %q is there %d times", what, value, n))
		}
	}
	purged := 0
	for title := range o.Articles {
		if o.Purged[title] || o.Unsure[title] {
			purged++
			continue
		}
		has("the article", `SELECT count(*) FROM articles WHERE title = ?`, title, true)
	}
	for title := range o.Purged {
		has("the purged article", `SELECT count(*) FROM articles WHERE title = ?`, title, false)
	}
	for change := range o.Changes {
		has("the act", `SELECT count(*) FROM changes WHERE id = ?`, change, true)
	}
	var said string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		wrong = append(wrong, fmt.Sprintf("integrity_check: %s %v", said, err))
	}
	db.Close()
	check := exec.Command(binary, "check", "--corpus", corpus)
	check.Env = env
	if out, err := check.CombinedOutput(); err != nil {
		wrong = append(wrong, "quoth check: "+strings.TrimSpace(string(out)))
	}
	return wrong
}

// firstRelease is a corpus that version 0.1.0 made.
const firstRelease = "app/testdata/first-release.quoth.gz"

func unpack(from, to string) error {
	packed, err := os.Open(from)
	if err != nil {
		return err
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(unpacked)
	if err != nil {
		return err
	}
	return os.WriteFile(to, body, 0o600)
}

// kept are the tables that hold what people did and collected.
var kept = []string{
	"pages",
	"articles",
	"versions",
	"quotes",
	"verdicts",
	"quote_tags",
	"judgements",
	"notes",
	"targets",
	"tags",
	"changes",
}

// rows counts them.
func rows(corpus string) (map[string]int, error) {
	db, err := sql.Open("sqlite", "file:"+corpus)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	out := map[string]int{}
	for _, table := range kept {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", table, err)
		}
		out[table] = n
	}
	return out, nil
}
