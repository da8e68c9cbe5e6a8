package exchange

import (
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"quoth/corpus"
)

// taguetteSchema is what Taguette's import of a project reads, as version 1.5 has it.
const taguetteSchema = `
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('db5e31a0233d');
CREATE TABLE users (login VARCHAR(30) NOT NULL PRIMARY KEY, created DATETIME NOT NULL, hashed_password VARCHAR(192), disabled BOOLEAN NOT NULL,
  password_set_date DATETIME, language VARCHAR(10), email VARCHAR(256), email_sent DATETIME);
CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL, created DATETIME NOT NULL);
CREATE TABLE project_members (project_id INTEGER NOT NULL REFERENCES projects, user_login VARCHAR(30) NOT NULL REFERENCES users, privileges VARCHAR(11) NOT NULL,
  PRIMARY KEY (project_id, user_login));
CREATE TABLE documents (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL, filename VARCHAR(200) NOT NULL,
  created DATETIME NOT NULL, project_id INTEGER NOT NULL REFERENCES projects, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL);
CREATE TABLE commands (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL, user_login VARCHAR(30) NOT NULL REFERENCES users,
  project_id INTEGER NOT NULL REFERENCES projects, document_id INTEGER, payload TEXT NOT NULL);
CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL REFERENCES projects, path VARCHAR(200) NOT NULL, description TEXT NOT NULL,
  UNIQUE (project_id, path));
CREATE TABLE highlights (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES documents, start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL, snippet TEXT NOT NULL);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL REFERENCES highlights, tag_id INTEGER NOT NULL REFERENCES tags, PRIMARY KEY (highlight_id, tag_id));
INSERT INTO users VALUES ('admin', '1970-01-01 00:00:00', NULL, 0, NULL, NULL, NULL, NULL);
`

// Lengths that Taguette takes.
const (
	taguetteName = 50
	taguetteTag  = 200
)

// taguetteProject writes a project of Taguette, a database that is poured out when
// it is closed. Texts are HTML; offsets count the bytes of their words.
type taguetteProject struct {
	*database
	out  io.Writer
	when string
	tags map[string]int64
}

func newTaguetteProject(w io.Writer, o Options) (Writer, error) {
	aside, err := newDatabase()
	if err != nil {
		return nil, err
	}
	t := &taguetteProject{database: aside, out: w, when: o.When.UTC().Format(time.DateTime), tags: map[string]int64{}}
	t.do(taguetteSchema)
	t.do(`INSERT INTO projects VALUES (1, ?, '', ?)`, shortened(o.Corpus, taguetteName), t.when)
	t.do(`INSERT INTO project_members VALUES (1, 'admin', 'ADMIN')`)
	for _, c := range o.Codes {
		t.tag(taguettePaths([]string{c.Path})[0], c.Definition)
	}
	if t.err != nil {
		t.drop()
	}
	return t, t.err
}

// shortened is a text of at most so many letters, and never empty.
func shortened(s string, most int) string {
	runes := []rune(printable(s))
	switch {
	case len(runes) > most:
		return string(runes[:most-1]) + "…"
	case len(runes) == 0:
		return "–"
	}
	return string(runes)
}

func (t *taguetteProject) tag(path, definition string) int64 {
	path = shortened(path, taguetteTag)
	id, ok := t.tags[path]
	if !ok {
		id = t.do(`INSERT INTO tags (project_id, path, description) VALUES (1, ?, ?)`, path, printable(definition))
		t.tags[path] = id
	}
	return id
}

func (t *taguetteProject) Write(c *Chapter) error {
	list, err := c.highlights()
	if err != nil {
		return err
	}
	contents := "<p>" + strings.ReplaceAll(
		html.EscapeString(c.Version.Text),
		corpus.ParagraphBreak,
		"</p>"+corpus.ParagraphBreak+"<p>",
	) + "</p>"
	document := t.do(
		`INSERT INTO documents (name, description, filename, created, project_id, text_direction, contents) VALUES (?, ?, ?, ?, 1, ?, ?)`,
		shortened(
			c.Article.Title,
			taguetteName,
		),
		c.Article.URL,
		string(c.Version.ID)+".html",
		t.when,
		direction(c.Article.Language),
		contents,
	)
	for _, h := range list {
		if h.span.Empty() {
			continue
		}
		id := t.do(
			`INSERT INTO highlights (document_id, start_offset, end_offset, snippet) VALUES (?, ?, ?, ?)`,
			document,
			h.span.Start,
			h.span.End,
			html.EscapeString(h.span.Text(c.Version.Text)),
		)
		for _, tag := range h.tags {
			t.do(`INSERT OR IGNORE INTO highlight_tags VALUES (?, ?)`, id, t.tag(tag, ""))
		}
	}
	if t.err != nil {
		return fmt.Errorf("the article %s: %w", c.Article.ID, t.err)
	}
	return nil
}

// direction is how a language is written, in Taguette's words.
func direction(language string) string {
	switch language {
	case "ar", "fa", "he", "ur", "yi":
		return "RIGHT_TO_LEFT"
	}
	return "LEFT_TO_RIGHT"
}

func (t *taguetteProject) Close() error { return t.pour(t.out) }
