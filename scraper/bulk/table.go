package bulk

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/scraper/dates"
)

// headings are the column names that say which field a column holds, folded;
// the first that a table has wins.
var headings = map[string][]string{
	Title: {
		"title",
		"headline",
		"article title",
		"head",
		"hd",
		"titel",
		"überschrift",
		"schlagzeile",
		"titre",
		"titulo",
		"título",
		"titolo",
		"titular",
	},
	Body: {
		"body",
		"text",
		"full text",
		"fulltext",
		"article text",
		"article body",
		"content",
		"article",
		"story",
		"maintext",
		"volltext",
		"artikeltext",
		"inhalt",
		"texte",
		"texte intégral",
		"texto",
		"testo",
		"tekst",
	},
	Authors: {
		"authors",
		"author",
		"byline",
		"by",
		"autor",
		"autoren",
		"autorin",
		"auteur",
		"auteurs",
		"autore",
		"autores",
		"journalist",
		"writer",
	},
	Publisher: {
		"publisher",
		"source",
		"publication",
		"newspaper",
		"outlet",
		"media",
		"publication title",
		"quelle",
		"zeitung",
		"medium",
		"publikation",
		"journal",
		"fuente",
		"periódico",
		"fonte",
		"testata",
		"krant",
		"bron",
		"source name",
		"media name",
	},
	Published: {
		"published",
		"date",
		"publication date",
		"pub date",
		"publish date",
		"published at",
		"date published",
		"pubdate",
		"datum",
		"erscheinungsdatum",
		"fecha",
		"data",
		"date de publication",
		"day",
		"publication day",
	},
	Section:  {"section", "desk", "category", "ressort", "rubrik", "rubrique"},
	Language: {"language", "lang", "sprache", "langue"},
	Keywords: {"keywords", "topics", "subjects", "subject", "schlagwörter"},
	URL:      {"url", "link", "web address", "address", "permalink", "document url", "web url"},
}

// row is one record of a table.
type row struct {
	number int // as people count: the heading is 1
	cells  []string
	raw    []byte // as it stands in the file
	err    error
}

// table is a file with one article a row.
type table struct {
	columns   []string
	rows      []row
	blank     int // rows without a word
	beyond    int // rows that there was no room for
	mediaType string
	isSerial  func(string) (corpus.Date, bool) // a date kept as a number; nil for none
}

// guessColumns finds the columns that hold fields by their headings.
func guessColumns(columns []string) map[string]string {
	found := map[string]string{}
	for field, names := range headings {
		for _, name := range names {
			i := slices.IndexFunc(columns, func(c string) bool { return foldHeading(c) == name })
			if i >= 0 {
				found[field] = columns[i]
				break
			}
		}
	}
	return found
}

func foldHeading(s string) string {
	return strings.Join(
		strings.Fields(strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(strings.ToLower(s))),
		" ",
	)
}

// columnIndexes resolves a mapping to positions. Columns go by name or by
// number, from 1.
func (t *table) columnIndexes(mapping map[string]string) (map[string]int, error) {
	if len(mapping) == 0 {
		mapping = guessColumns(t.columns)
	}
	at := map[string]int{}
	for field, name := range mapping {
		if !slices.Contains(Fields(), field) {
			return nil, fmt.Errorf("there is no field %q; the fields are %s", field, strings.Join(Fields(), ", "))
		}
		i := slices.IndexFunc(
			t.columns,
			func(c string) bool { return strings.EqualFold(strings.TrimSpace(c), strings.TrimSpace(name)) },
		)
		if i < 0 {
			i = slices.IndexFunc(t.columns, func(c string) bool { return foldHeading(c) == foldHeading(name) })
		}
		if i < 0 {
			return nil, fmt.Errorf(
				"the table has no column %q for %s; its columns are %s",
				name,
				field,
				strings.Join(t.columns, ", "),
			)
		}
		at[field] = i
	}
	if _, ok := at[Body]; !ok {
		return nil, fmt.Errorf(
			"no column of the table is known to hold the text of the articles; its columns are %s: say which one (body=COLUMN)",
			strings.Join(t.columns, ", "),
		)
	}
	return at, nil
}

// book reads a table's rows into articles.
func (t *table) book(s Settings) (*Book, error) {
	at, err := t.columnIndexes(s.Columns)
	if err != nil {
		return nil, err
	}
	book := &Book{Blank: t.blank, beyond: t.beyond}
	order, shown := "", ""
	if i, ok := at[Published]; ok && s.DateLayout == "" {
		order, shown = t.dateOrder(i)
	}
	if order != "" {
		book.Notes = append(book.Notes, fmt.Sprintf("dates read as %s, as %q shows", order, shown))
	}
	for _, r := range t.rows {
		entry := t.entry(r, at, order, s)
		entry.Label = label(r.number, 0, entry.Collected.Article.Title)
		entry.Label = "row " + entry.Label
		book.Entries = append(book.Entries, entry)
	}
	return book, nil
}

// dateOrder looks whether the dates of a column tell by themselves which of two
// numbers is the day: one of them is above 12, and none contradicts.
func (t *table) dateOrder(column int) (order, shown string) {
	for _, r := range t.rows {
		if column >= len(r.cells) {
			continue
		}
		printed, first, second := dates.Slashed(r.cells[column])
		this := ""
		switch {
		case first > 12:
			this = "D/M/YYYY"
		case second > 12:
			this = "M/D/YYYY"
		}
		switch {
		case this == "" || this == order:
		case order == "":
			order, shown = this, printed
		default:
			return "", "" // they contradict each other
		}
	}
	return order, shown
}

func (t *table) entry(r row, at map[string]int, order string, s Settings) Entry {
	d := newDraft(s)
	if r.err != nil {
		d.entry.Err = r.err
		return *d.entry
	}
	cell := func(field string) string {
		i, ok := at[field]
		if !ok || i >= len(r.cells) {
			return ""
		}
		return r.cells[i]
	}
	for _, field := range Fields() {
		switch field {
		case Body:
		case Published:
			d.setDate(cell(field), order, t.isSerial)
		default:
			d.set(field, cell(field), FromColumn)
		}
	}
	texts := cellText(cell(Body))
	if len(texts) == 0 {
		d.entry.Err = errors.New("the cell for the text is empty")
		return *d.entry
	}
	d.origin(Body, FromColumn)
	return d.finish(
		blocksOf(texts),
		0,
		corpus.Page{MediaType: t.mediaType, Charset: "utf-8", URL: fmt.Sprint("row ", r.number), Body: r.raw},
	)
}

// setDate reads a cell with a date; order settles what cannot be told apart.
func (d *draft) setDate(printed, order string, serial func(string) (corpus.Date, bool)) {
	if serial != nil && d.layout == "" {
		if date, ok := serial(printed); ok {
			d.article().Published = date
			d.origin(Published, FromColumn)
			return
		}
	}
	if _, err := dates.Read(printed, d.layout); errors.Is(err, dates.ErrAmbiguous) && order != "" {
		slashed, _, _ := dates.Slashed(printed)
		if date, err := dates.ReadLayout(slashed, order); err == nil {
			d.article().Published = date
			d.origin(Published, FromColumn)
			return
		}
	}
	d.set(Published, printed, FromColumn)
}

// cellText reads a cell's paragraphs: at blank lines, or at every line where
// none is blank.
func cellText(cell string) []string {
	lines := splitLines(strings.ReplaceAll(cell, "\r", "\n"))
	if joined := paragraphs(lines); len(joined) > 1 {
		return joined
	}
	var out []string
	for _, l := range lines {
		if l.text != "" {
			out = append(out, l.text)
		}
	}
	return out
}
