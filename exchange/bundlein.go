package exchange

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"quoth/corpus"
)

// looksBundle reports whether a file or a folder is a tidy bundle: a data package
// that Quoth wrote.
func looksBundle(f File) bool {
	body, err := bundleFile(f, "datapackage.json")
	return err == nil && strings.Contains(string(body), `"quoth:bundle"`)
}

// bundleFile reads a file of a bundle, packed or in a folder.
func bundleFile(f File, name string) ([]byte, error) {
	if f.Names != nil {
		return f.Beside(name)
	}
	if !looksPacked(f) {
		return nil, errors.New("it is not a ZIP file")
	}
	p, err := openPack(f.Body)
	if err != nil {
		return nil, err
	}
	member := p.files[name]
	if member == nil {
		return nil, fmt.Errorf("it holds no %s", name)
	}
	return p.read(member)
}

// record is a row of a table by the names of its columns, guards taken off.
type record map[string]string

func (r record) number(name string) int {
	n, err := strconv.Atoi(r[name])
	if err != nil {
		return -1
	}
	return n
}

func (r record) span(start, end string) Range { return Range{r.number(start), r.number(end)} }

// readRecords reads a table of a bundle; one that is not there is empty, as
// bundles of other versions may be.
func readRecords(f File, name string, columns []string) ([]record, error) {
	body, err := bundleFile(f, "data/"+name+".csv")
	if err != nil {
		return nil, nil
	}
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff")))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("data/%s.csv: %w", name, err)
	}
	at := map[string]int{}
	for i, column := range header {
		at[column] = i
	}
	for _, column := range columns {
		if _, ok := at[column]; !ok {
			return nil, fmt.Errorf("data/%s.csv has no column %s", name, column)
		}
	}
	var out []record
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("data/%s.csv: %w", name, err)
		}
		r := record{}
		for column, i := range at {
			if i < len(row) {
				r[column] = Unguard(row[i])
			}
		}
		out = append(out, r)
	}
}

// bundleReader turns the tables of a bundle into a project.
type bundleReader struct {
	file    File
	out     *Project
	err     error
	quotes  map[string]*ProjectQuote
	article map[string]string // article and version → key
	codes   map[string]string // id → path
}

func (b *bundleReader) table(name string, columns ...string) []record {
	if b.err != nil {
		return nil
	}
	var rows []record
	rows, b.err = readRecords(b.file, name, columns)
	return rows
}

func readBundle(_ context.Context, f File) (*Project, error) {
	var about struct {
		Title string `json:"title"`
	}
	body, err := bundleFile(f, "datapackage.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, &about); err != nil {
		return nil, fmt.Errorf("datapackage.json: %w", err)
	}
	b := &bundleReader{
		file:    f,
		out:     &Project{Name: about.Title},
		quotes:  map[string]*ProjectQuote{},
		article: map[string]string{},
		codes:   map[string]string{},
	}
	b.codebook()
	b.articles()
	b.statements()
	b.decisions()
	b.annotations()
	b.registry()
	return b.out, b.err
}

func (b *bundleReader) codebook() {
	for _, r := range b.table("codes", "code_id", "path") {
		b.codes[r["code_id"]] = r["path"]
		b.out.Codes = append(b.out.Codes, ProjectCode{Path: r["path"], Color: r["color"], Definition: r["definition"]})
	}
	for _, r := range b.table("targets", "target") {
		b.out.Targets = append(b.out.Targets, corpus.Target{Text: r["target"], Definition: r["definition"]})
	}
	for _, r := range b.table("events", "day", "label") {
		b.out.Events = append(b.out.Events, corpus.Event{Day: r["day"], Label: r["label"], Note: r["note"]})
	}
}

func (b *bundleReader) articles() {
	authors := map[string][]string{}
	for _, r := range b.table("authors", "article_id", "version_id", "author") {
		key := r["article_id"] + "/" + r["version_id"]
		authors[key] = append(authors[key], r["author"])
	}
	tags, memos := map[string][]ProjectTag{}, map[string][]ProjectNote{}
	for _, r := range b.table("article_tags", "article_id", "path", "coder") {
		tags[r["article_id"]] = append(tags[r["article_id"]], ProjectTag{r["path"], corpus.Coder(r["coder"])})
	}
	for _, r := range b.table("memos", "article_id", "memo", "coder") {
		note := ProjectNote{r["memo"], corpus.Coder(r["coder"])}
		if r["article_id"] == "" {
			b.out.Memos = append(b.out.Memos, note)
		} else {
			memos[r["article_id"]] = append(memos[r["article_id"]], note)
		}
	}
	for _, r := range b.table("articles", "article_id", "version_id", "title", "text") {
		key := r["article_id"] + "/" + r["version_id"]
		b.article[key] = key
		a := ProjectArticle{Key: key, Text: r["text"], Article: corpus.Article{
			ID: corpus.ArticleID(r["article_id"]), URL: r["url"], Title: r["title"], Authors: authors[key],
			Publisher: r["publisher"], Site: r["site"], Section: r["section"], Language: r["language"],
		}}
		a.Article.Published = joinDate(r["published"], r["published_time"], r["published_zone"])
		if t, err := time.Parse(time.RFC3339, r["collected"]); err == nil {
			a.Article.Collected = t
		}
		if r["current"] != "false" {
			a.Tags, a.Memos = tags[r["article_id"]], memos[r["article_id"]]
		}
		b.out.Articles = append(b.out.Articles, a)
	}
}

// joinDate puts the three cells of a date together.
func joinDate(day, clock, zone string) corpus.Date {
	if clock != "" && zone != "" {
		if d, err := corpus.ParseDate(day + "T" + clock + strings.TrimPrefix(zone, "UTC")); err == nil {
			return d
		}
	}
	d, _ := corpus.ParseDate(day) // what is no day is unknown
	return d
}

func (b *bundleReader) statements() {
	parts := map[string]map[string][]Range{}
	for _, r := range b.table("spans", "quote_id", "part", "start", "end") {
		if parts[r["quote_id"]] == nil {
			parts[r["quote_id"]] = map[string][]Range{}
		}
		parts[r["quote_id"]][r["part"]] = append(parts[r["quote_id"]][r["part"]], r.span("start", "end"))
	}
	rows := b.table("quotes", "quote_id", "article_id", "version_id", "start", "end")
	b.out.Quotes = make([]ProjectQuote, 0, len(rows))
	for _, r := range rows {
		id := r["quote_id"]
		q := ProjectQuote{
			Article:      r["article_id"] + "/" + r["version_id"],
			Place:        "the quote " + id,
			Content:      parts[id]["content"],
			Quoted:       parts[id]["quoted"],
			Cue:          parts[id]["cue"],
			Source:       parts[id]["source"],
			Kind:         corpus.Kind(r["kind"]),
			Utterance:    corpus.Utterance(r["act"]),
			Speaker:      r["speaker"],
			SpeakerType:  corpus.SpeakerType(r["speaker_type"]),
			Organization: r["organization"],
			Role:         r["role"],
			Engine:       r["engine"],
			Complete:     true,
			Marked:       r["origin"] == string(corpus.ByPerson),
		}
		q.Confidence, _ = strconv.ParseFloat(r["confidence"], 64)
		if len(q.Content) == 0 {
			q.Content = []Range{r.span("start", "end")}
		}
		b.out.Quotes = append(b.out.Quotes, q)
	}
	for i, r := range rows {
		b.quotes[r["quote_id"]] = &b.out.Quotes[i]
	}
}

// decision is the quote a row is about; a row about none is named.
func (b *bundleReader) decision(table string, n int, r record) *ProjectQuote {
	q := b.quotes[r["quote_id"]]
	if q == nil {
		b.out.fail(fmt.Sprintf("data/%s.csv, row %d", table, n+2), "there is no quote %q", r["quote_id"])
	}
	return q
}

func (b *bundleReader) decisions() {
	for n, r := range b.table("verdicts", "quote_id", "coder", "status") {
		if q := b.decision("verdicts", n, r); q != nil {
			q.Verdicts = append(q.Verdicts, ProjectVerdict{corpus.Coder(r["coder"]), corpus.Status(r["status"])})
		}
	}
	for n, r := range b.table("judgements", "quote_id", "target", "coder", "stance") {
		q := b.decision("judgements", n, r)
		if q == nil {
			continue
		}
		stance, err := corpus.ParseStance(r["stance"])
		if err != nil {
			b.out.fail(fmt.Sprintf("data/judgements.csv, row %d", n+2), "%w", err)
			continue
		}
		q.Judgements = append(q.Judgements, ProjectJudgement{r["target"], stance, corpus.Coder(r["coder"])})
	}
	for n, r := range b.table("adjudications", "quote_id", "target", "stance", "coder") {
		q := b.decision("adjudications", n, r)
		if stance, err := corpus.ParseStance(r["stance"]); q != nil && err == nil {
			q.Settled = append(
				q.Settled,
				ProjectAdjudication{r["target"], stance, corpus.Coder(r["coder"]), r["reason"]},
			)
		}
	}
	for n, r := range b.table("tags", "quote_id", "path", "coder") {
		if q := b.decision("tags", n, r); q != nil {
			q.Tags = append(q.Tags, ProjectTag{cmp.Or(b.codes[r["code_id"]], r["path"]), corpus.Coder(r["coder"])})
		}
	}
	for n, r := range b.table("notes", "quote_id", "coder", "note") {
		if q := b.decision("notes", n, r); q != nil {
			q.Notes = append(q.Notes, ProjectNote{r["note"], corpus.Coder(r["coder"])})
		}
	}
}

func (b *bundleReader) annotations() {
	codes := map[string][]string{}
	for _, r := range b.table("annotation_tags", "annotation_id", "path") {
		codes[r["annotation_id"]] = append(codes[r["annotation_id"]], cmp.Or(b.codes[r["code_id"]], r["path"]))
	}
	for _, r := range b.table("annotations", "annotation_id", "article_id", "version_id", "words", "coder") {
		b.out.Annotations = append(b.out.Annotations, ProjectAnnotation{
			Article: r["article_id"] + "/" + r["version_id"],
			Place:   "the annotation " + r["annotation_id"],
			Range: r.span(
				"start",
				"end",
			),
			Words: Words{Exact: r["words"]},
			Codes: codes[r["annotation_id"]],
			Note:  r["note"],
			Coder: corpus.Coder(r["coder"]),
		})
	}
}

func (b *bundleReader) registry() {
	names, attributes := map[string][]string{}, map[string]map[string]string{}
	for _, r := range b.table("names", "entry_id", "name") {
		names[r["entry_id"]] = append(names[r["entry_id"]], r["name"])
	}
	for _, r := range b.table("attributes", "entry_id", "attribute", "value") {
		if attributes[r["entry_id"]] == nil {
			attributes[r["entry_id"]] = map[string]string{}
		}
		attributes[r["entry_id"]][r["attribute"]] = r["value"]
	}
	b.out.People = b.entries("people", "person_id", names, attributes)
	b.out.Organizations = b.entries("organizations", "organization_id", names, attributes)
}

// entries reads a registry: what is merged into an entry becomes names of it.
func (b *bundleReader) entries(
	table, id string,
	names map[string][]string,
	attributes map[string]map[string]string,
) []ProjectEntry {
	rows := b.table(table, id, "name")
	for _, r := range rows {
		if into := r["merged_into"]; into != "" {
			names[into] = append(append(names[into], r["name"]), names[r[id]]...)
		}
	}
	var out []ProjectEntry
	for _, r := range rows {
		if r["merged_into"] == "" && r["confirmed"] == "true" {
			out = append(
				out,
				ProjectEntry{
					Name:       r["name"],
					Aliases:    names[r[id]],
					Attributes: attributes[r[id]],
					Note:       r["note"],
					Title:      r["title"],
				},
			)
		}
	}
	return out
}
