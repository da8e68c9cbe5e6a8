package exchange

import (
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// bundleWriter writes the tidy bundle: a Frictionless data package
// (specs.frictionlessdata.io) as a ZIP file or a folder, with every table as CSV and as
// Parquet, a codebook, and scripts for R and Python. Tables grow beside each
// other, so each is kept aside on disk until the package is put together.
type bundleWriter struct {
	files  files
	o      Options
	tables []*bundleTable
}

type bundleTable struct {
	table
	csv, parquet *spool
	cells        *cellWriter
	columns      *parquetWriter
	rows         int
}

//go:embed scripts/stance.R
var stanceR []byte

//go:embed scripts/stance.py
var stancePython []byte

func newBundle(w io.Writer, o Options) (Writer, error) {
	b := &bundleWriter{files: newFiles(w, o), o: o}
	for _, t := range bundleTables {
		one, err := newBundleTable(t)
		if err != nil {
			b.drop()
			return nil, err
		}
		b.tables = append(b.tables, one)
	}
	return b, nil
}

func newBundleTable(t table) (*bundleTable, error) {
	one := &bundleTable{table: t}
	var err error
	if one.csv, err = newSpool(); err != nil {
		return nil, err
	}
	if one.parquet, err = newSpool(); err != nil {
		one.csv.drop()
		return nil, err
	}
	if _, err := one.csv.WriteString("\ufeff"); err != nil {
		return nil, err
	}
	one.cells, one.columns = &cellWriter{w: csv.NewWriter(one.csv)}, newParquet(one.parquet, t)
	names := make([]any, len(t.columns))
	for i, col := range t.columns {
		names[i] = col.name
	}
	return one, one.cells.row(names...)
}

func (t *bundleTable) put(values ...any) error {
	t.rows++
	if err := t.cells.row(values...); err != nil {
		return err
	}
	return t.columns.row(values...)
}

func (b *bundleWriter) Write(c *Chapter) error {
	for _, t := range b.tables {
		if t.chapter == nil {
			continue
		}
		if err := t.chapter(c, t.put); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}

func (b *bundleWriter) drop() {
	for _, t := range b.tables {
		t.csv.drop()
		t.parquet.drop()
	}
}

func (b *bundleWriter) Close() error {
	for _, t := range b.tables {
		if t.beside == nil {
			continue
		}
		if err := t.beside(b.o, t.put); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	for _, t := range b.tables {
		t.cells.w.Flush()
		if err := errors.Join(t.cells.w.Error(), t.columns.close()); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		for ending, kept := range map[string]*spool{".csv": t.csv, ".parquet": t.parquet} {
			out, err := b.files.create("data/" + t.name + ending)
			if err != nil {
				return err
			}
			if err := kept.pour(out); err != nil {
				return err
			}
		}
	}
	description, err := json.MarshalIndent(b.datapackage(), "", "  ")
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		body []byte
	}{{"datapackage.json", append(description, '\n')}, {"codebook.md", []byte(b.codebook())}, {"README.md", []byte(b.readme())}, {"stance.R", stanceR}, {"stance.py", stancePython}} {
		out, err := b.files.create(file.name)
		if err != nil {
			return err
		}
		if _, err := out.Write(file.body); err != nil {
			return err
		}
	}
	return b.files.close()
}

// The parts of datapackage.json.
type (
	dataPackage struct {
		Profile     string         `json:"profile"`
		Name        string         `json:"name"`
		Title       string         `json:"title"`
		Description string         `json:"description"`
		Created     string         `json:"created"`
		Query       string         `json:"quoth:query,omitempty"`
		Version     string         `json:"quoth:bundle"`
		Resources   []dataResource `json:"resources"`
	}
	dataResource struct {
		Profile     string     `json:"profile"`
		Name        string     `json:"name"`
		Path        string     `json:"path"`
		Format      string     `json:"format"`
		Mediatype   string     `json:"mediatype"`
		Encoding    string     `json:"encoding"`
		Description string     `json:"description"`
		Rows        int        `json:"quoth:rows"`
		Parquet     string     `json:"quoth:parquet"` // the same table
		Schema      dataSchema `json:"schema"`
	}
	dataSchema struct {
		Fields      []dataField      `json:"fields"`
		PrimaryKey  []string         `json:"primaryKey"`
		ForeignKeys []dataForeignKey `json:"foreignKeys,omitempty"`
		Missing     []string         `json:"missingValues"`
	}
	dataField struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Description string `json:"description"`
		Guarded     bool   `json:"quoth:guarded,omitempty"` // formulas have an apostrophe in front
	}
	dataForeignKey struct {
		Fields    []string      `json:"fields"`
		Reference dataReference `json:"reference"`
	}
	dataReference struct {
		Resource string   `json:"resource"`
		Fields   []string `json:"fields"`
	}
)

// bundleVersion changes when a column changes its meaning.
const bundleVersion = "1"

func (b *bundleWriter) datapackage() dataPackage {
	p := dataPackage{
		Profile:     "tabular-data-package",
		Name:        slug(b.o.Corpus),
		Title:       b.o.Corpus,
		Created:     b.o.When.UTC().Format(time.RFC3339),
		Query:       b.o.Query,
		Version:     bundleVersion,
		Description: "A coded corpus of news articles: who said what, for whom, and where they stand. Offsets count Unicode code points of the text in the table articles, from 0, the end exclusive. " + guardSentence,
	}
	for _, t := range b.tables {
		r := dataResource{
			Profile:     "tabular-data-resource",
			Name:        strings.ReplaceAll(t.name, "_", "-"),
			Path:        "data/" + t.name + ".csv",
			Format:      "csv",
			Mediatype:   "text/csv",
			Encoding:    "utf-8",
			Description: t.meaning,
			Rows:        t.rows,
			Parquet:     "data/" + t.name + ".parquet",
			Schema:      dataSchema{PrimaryKey: t.key, Missing: []string{""}},
		}
		for _, col := range t.table.columns {
			r.Schema.Fields = append(
				r.Schema.Fields,
				dataField{col.name, string(col.kind), col.meaning, col.kind == text},
			)
			if col.of != "" {
				key := b.keyOf(col.of)
				r.Schema.ForeignKeys = append(
					r.Schema.ForeignKeys,
					dataForeignKey{
						[]string{col.name},
						dataReference{strings.ReplaceAll(col.of, "_", "-"), []string{key}},
					},
				)
			}
		}
		p.Resources = append(p.Resources, r)
	}
	return p
}

const guardSentence = "In CSV files a text that a spreadsheet would run as a formula (one that begins, after any apostrophes, with = + - @, a tab or a carriage return) has one apostrophe put in front; take it off to have the text as it is. Parquet files hold texts as they are."

func (b *bundleWriter) keyOf(name string) string {
	for _, t := range b.tables {
		if t.name == name {
			return t.key[0]
		}
	}
	return ""
}

// slug is a name as data packages want it.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "corpus"
}

// codebook says in words what the tables and the codes mean.
func (b *bundleWriter) codebook() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Codebook of %s\n\n## Codes\n", inLine(b.o.Corpus))
	for _, c := range b.o.Codes {
		fmt.Fprintf(&s, "\n- **%s** (%s) %s", inLine(c.Path), c.Color, inLine(c.Definition))
	}
	s.WriteString("\n\n## Targets\n")
	for _, t := range b.o.Targets {
		fmt.Fprintf(&s, "\n- **%s** %s", inLine(t.Text), inLine(t.Definition))
	}
	s.WriteString("\n\n## Tables\n")
	for _, t := range b.tables {
		fmt.Fprintf(
			&s,
			"\n### %s (%d rows)\n\n%s Key: %s.\n\n| column | type | meaning |\n|---|---|---|\n",
			t.name,
			t.rows,
			t.meaning,
			strings.Join(t.key, ", "),
		)
		for _, col := range t.table.columns {
			fmt.Fprintf(&s, "| %s | %s | %s |\n", col.name, col.kind, col.meaning)
		}
	}
	return s.String()
}

// inLine is a text on one line of a Markdown file.
func inLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (b *bundleWriter) readme() string {
	about := "everything in the corpus"
	if b.o.Query != "" {
		about = "what the query `" + inLine(b.o.Query) + "` finds"
	}
	return fmt.Sprintf(`# %s

A Frictionless data package, made by Quoth on %s of %s.

- data/: every table as CSV and as Parquet. codebook.md says what each column means, datapackage.json says it to programs.
- stance.py, stance.R: read the package and reproduce the stance chart of a target.
  Python with pandas: python3 stance.py FOLDER "TARGET" [speaker|organization|publisher|group] [year|quarter|month]
  R without packages: Rscript stance.R FOLDER "TARGET" [speaker|organization|publisher|group] [year|quarter|month]
- Offsets count Unicode code points of the column text of the table articles, from 0, the end exclusive.
- %s
`, inLine(b.o.Corpus), b.o.When.UTC().Format(time.DateOnly), about, guardSentence)
}
