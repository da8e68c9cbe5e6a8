// Package storetest makes small invented corpora for tests.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
)

// Open makes an empty corpus that is closed when the test ends: a file or, where
// the environment asks for it, tables in a database.
func Open(tb testing.TB) *store.Store {
	tb.Helper()
	if os.Getenv(OnPostgres) != "" {
		return openPostgres(tb)
	}
	return OpenFile(tb)
}

// OpenFile makes an empty corpus in a file.
func OpenFile(tb testing.TB) *store.Store {
	tb.Helper()
	s, err := store.Create(context.Background(), filepath.Join(tb.TempDir(), "test.quoth"), store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// Reopen closes a corpus and opens it again.
func Reopen(tb testing.TB, s *store.Store) *store.Store {
	tb.Helper()
	path := s.Path()
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	again, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { again.Close() })
	return again
}

// Keep is invented article number n with two quotes by one person.
func Keep(n int) corpus.Keep {
	first := fmt.Sprintf("“This is utterance number %d,” said Person %d of Office %d.", n, n, n)
	second := fmt.Sprintf("She added: “And one thing more about %d.”", n)
	text, paragraphs := corpus.JoinBlocks([]corpus.Block{{Text: first}, {Text: second}})
	address := fmt.Sprintf("https://example.invalid/%d", n)
	day := time.Date(2015+n%10, 1, 1+n%28, 0, 0, 0, 0, time.UTC)
	article := corpus.Article{
		ID:        corpus.NewArticleID(address, "", ""),
		URL:       address,
		Title:     fmt.Sprintf("Headline %d", n),
		Publisher: "The Example",
		Site:      "example.invalid",
		Language:  "en",
		Published: corpus.Date{Time: day, DayOnly: true},
		Collected: day,
	}
	page := corpus.Page{
		Body:      []byte("<p>" + first + "</p><p>" + second + "</p>"),
		MediaType: "text/html",
		URL:       address,
		Fetched:   day,
	}
	page.Hash = corpus.HashPage(page.Body)
	version := corpus.Version{
		ID:         corpus.NewVersionID(article.ID, text),
		Article:    article.ID,
		Text:       text,
		Paragraphs: paragraphs,
		Page:       page.Hash,
		Fetched:    day,
	}
	article.Current = version.ID
	article.Story = corpus.NewStoryID(string(article.ID))
	person := corpus.Person{ID: corpus.PersonID(fmt.Sprintf("person-%d", n)), Name: fmt.Sprintf("Person Invented%d", n)}
	office := corpus.Organization{
		ID:   corpus.OrganizationID(fmt.Sprintf("office-%d", n)),
		Name: fmt.Sprintf("Office %d", n),
	}
	keep := corpus.Keep{
		Article:       article,
		Version:       version,
		Page:          page,
		People:        []corpus.Person{person},
		Organizations: []corpus.Organization{office},
	}
	for _, words := range []string{fmt.Sprintf("“This is utterance number %d,”", n), fmt.Sprintf("“And one thing more about %d.”", n)} {
		keep.Quotes = append(keep.Quotes, quote(version, words, person, office))
	}
	return keep
}

// KeepMany is invented article number n with as many quotes as asked for, all by
// invented person number speaker.
func KeepMany(n, quotes, speaker int) corpus.Keep {
	keep := Keep(n)
	var blocks []corpus.Block
	var words []string
	for i := range quotes {
		words = append(words, fmt.Sprintf("“Utterance %d of article %d concerns the matter at hand,”", i, n))
		blocks = append(
			blocks,
			corpus.Block{
				Text: fmt.Sprintf(
					"%s said Person Invented%d of Office %d, in a paragraph of the length that papers print.",
					words[i],
					speaker,
					speaker,
				),
			},
		)
	}
	keep.Version.Text, keep.Version.Paragraphs = corpus.JoinBlocks(blocks)
	keep.Version.ID = corpus.NewVersionID(keep.Article.ID, keep.Version.Text)
	keep.Article.Current = keep.Version.ID
	keep.People[0].ID, keep.People[0].Name = corpus.PersonID(
		fmt.Sprintf("person-%d", speaker),
	), fmt.Sprintf(
		"Person Invented%d",
		speaker,
	)
	keep.Organizations[0].ID, keep.Organizations[0].Name = corpus.OrganizationID(
		fmt.Sprintf("office-%d", speaker),
	), fmt.Sprintf(
		"Office %d",
		speaker,
	)
	keep.Quotes = nil
	for i, w := range words {
		q := quote(keep.Version, w, keep.People[0], keep.Organizations[0])
		q.Confidence = float64((n*quotes+i)%100) / 100
		keep.Quotes = append(keep.Quotes, q)
	}
	return keep
}

func quote(version corpus.Version, words string, person corpus.Person, office corpus.Organization) corpus.Quote {
	start := strings.Index(version.Text, words)
	span := corpus.Span{Start: start, End: start + len(words)}
	content := []corpus.Span{span}
	return corpus.Quote{
		ID: corpus.NewQuoteID(version.ID, content), Article: version.Article, Version: version.ID,
		Attribution: corpus.Attribution{
			Kind: corpus.Direct, Utterance: corpus.Speech, Content: content,
			Quoted:  []corpus.Span{{Start: span.Start + len("“"), End: span.End - len("”")}},
			Speaker: person.Name, SpeakerType: corpus.PersonSpeaker, Organization: office.Name, Confidence: 0.5,
		},
		PersonID: person.ID, OrganizationID: office.ID, Origin: corpus.BySuggestion, Engine: "test 1",
		Anchors: []corpus.Anchor{corpus.NewAnchor(version.Text, span)},
	}
}

// Revised is the same article with another text and no quotes of its own.
func Revised(k corpus.Keep, text string) corpus.Keep {
	k.Version.Text = text
	k.Version.ID = corpus.NewVersionID(k.Article.ID, text)
	k.Version.Paragraphs = nil
	k.Article.Current = k.Version.ID
	k.Page.Body = []byte(text)
	k.Page.Hash = corpus.HashPage(k.Page.Body)
	k.Version.Page = k.Page.Hash
	k.Quotes, k.People, k.Organizations = nil, nil, nil
	return k
}

// dumped are the tables a person could lose something from; times are left out.
var dumped = []string{
	"articles", "versions", "quotes", "verdicts", "quote_tags", "judgements", "notes", "annotations", "tags",
	"targets", "people", "organizations", "events", "searches",
}

// Dump is everything in the corpus but its journal, as lines in a fixed order.
func Dump(tb testing.TB, s *store.Store) string {
	tb.Helper()
	db := Raw(tb, s)
	defer db.Close()
	var lines []string
	for _, table := range dumped {
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			tb.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			tb.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(names))
			for i := range values {
				values[i] = new(sql.NullString)
			}
			if err := rows.Scan(values...); err != nil {
				tb.Fatal(err)
			}
			line := table
			for i, v := range values {
				if names[i] == "rowid" { // a column on PostgreSQL alone
					continue
				}
				line += fmt.Sprintf(" %s=%q", names[i], v.(*sql.NullString).String)
			}
			lines = append(lines, line)
		}
		if err := rows.Err(); err != nil {
			tb.Fatal(err)
		}
		rows.Close()
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// Raw opens the database below a corpus for reading.
func Raw(tb testing.TB, s *store.Store) *sql.DB {
	tb.Helper()
	driver, address := "sqlite", "file:"+s.Path()+"?mode=ro"
	if store.IsServer(s.Path()) {
		driver, address = "pgx", s.Path()+"?search_path=quoth&default_transaction_read_only=on"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// Journal is the journal with its images, as lines; times and ids, which are new
// each time, are left out.
func Journal(tb testing.TB, s *store.Store) string {
	tb.Helper()
	db := Raw(tb, s)
	defer db.Close()
	rows, err := db.Query(`SELECT c.seq, c.coder, c.kind, c.title, c.touched, c.revocable, c.undone, c.redoable,
	  coalesce(r.ord, -1), coalesce(r.tbl, ''), coalesce(r.key, ''), coalesce(r.before, ''), coalesce(r.after, ''), coalesce(r.article, '')
	  FROM changes c LEFT JOIN change_rows r ON r.change = c.id ORDER BY c.seq, r.ord`)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		values := make([]any, 14)
		for i := range values {
			values[i] = new(string)
		}
		if err := rows.Scan(values...); err != nil {
			tb.Fatal(err)
		}
		line := ""
		for _, v := range values {
			line += fmt.Sprintf(" %q", *v.(*string))
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// Diff lists the lines that only one of two dumps has.
func Diff(got, want string) string {
	has := func(s string) map[string]bool {
		set := map[string]bool{}
		for _, line := range strings.Split(s, "\n") {
			set[line] = true
		}
		return set
	}
	a, b := has(got), has(want)
	var out []string
	for line := range a {
		if !b[line] {
			out = append(out, "+ "+line)
		}
	}
	for line := range b {
		if !a[line] {
			out = append(out, "- "+line)
		}
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// Newer closes a corpus, copies it and marks the copy as made by a newer
// version.
func Newer(tb testing.TB, s *store.Store) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "newer.quoth")
	if err := s.Copy(context.Background(), path); err != nil {
		tb.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("PRAGMA user_version = 9999"); err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		tb.Fatal(err)
	}
	return path
}
