package main

import (
	"database/sql"
	"fmt"
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
	return &oracle{Articles: map[string]bool{}, Changes: map[string]bool{}, Purged: map[string]bool{}, Unsure: map[string]bool{}}
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

// hidden lists files that a killed program left under hidden names.
func hidden(folder string) int {
	entries, err := os.ReadDir(folder)
	n := 0
	for _, e := range entries {
		if err == nil && strings.HasPrefix(e.Name(), ".quoth-") {
			n++
		}
	}
	return n
}
