// Package bulk takes apart what researchers hold already: exports of news
// databases, tables, newsletters, PDF. One file often holds many articles; each
// comes out by itself, a damaged one is named and never stops the others, the
// count that a cover announces is compared with what was read, and a field that
// is not certain is handed over as a [Doubt] instead of a guess.
//
// To add a format: a row in Formats and a file with its reader.
package bulk

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/scraper/charset"
	"quoth/scraper/extract"
)

// Limits of one file.
const (
	MaxBytes    = 256 << 20 // of the file
	maxUnpacked = 512 << 20 // of what is packed in it
	maxArticles = 1_000_000 // a bound on memory; the file's own limit is reached first
)

// Where fields of an import came from, beside the origins of package corpus.
const (
	FromExport corpus.FieldOrigin = "export" // a labelled field of the file
	FromColumn corpus.FieldOrigin = "column" // a column of a table
)

// The fields of an article that an import can set.
const (
	Title     = "title"
	Authors   = "authors"
	Publisher = "publisher"
	Published = "published"
	Section   = "section"
	Language  = "language"
	Keywords  = "keywords"
	URL       = "url"
	Body      = "body"
)

// Fields lists them in the order of a preview.
func Fields() []string {
	return []string{Title, Authors, Publisher, Published, Section, Language, Keywords, URL, Body}
}

// Doubt is a field that is not certain: a person is to look at it.
type Doubt struct {
	Field   string // one of Fields
	Printed string // what the file says there; empty where it says nothing
	Reason  string // for people
}

// Entry is one article of a file, or what is wrong with it.
type Entry struct {
	Label     string // "3 of 12: its headline"
	Collected corpus.Collected
	Doubts    []Doubt
	Err       error // it could not be read; the rest is empty then
}

// Book is what a file holds.
type Book struct {
	Format    string
	Announced int // articles, as the file's own cover says; 0 where it says nothing
	Entries   []Entry
	Blank     int // rows of a table without a word
	Notes     []string

	beyond int // articles that there was no room for
}

// Title names the format for people.
func (b *Book) Title() string {
	if f, err := ByName(b.Format); err == nil {
		return f.Title
	}
	return b.Format
}

// Read counts the articles that could be read.
func (b *Book) Read() int {
	n := 0
	for _, e := range b.Entries {
		if e.Err == nil {
			n++
		}
	}
	return n
}

// Settings are what a person decides about an import; the zero value lets the
// reader find out.
type Settings struct {
	Format     string            `json:"format,omitempty"`      // a name from Formats
	Columns    map[string]string `json:"columns,omitempty"`     // of a table: field → column
	Names      string            `json:"names,omitempty"`       // a pattern over file names, see CompileNames
	Fixed      map[string]string `json:"fixed,omitempty"`       // field → value for every article
	DateLayout string            `json:"date_layout,omitempty"` // "DD/MM/YYYY"; empty: only what is unambiguous
}

// IsZero reports whether nothing was decided.
func (s Settings) IsZero() bool {
	return s.Format == "" && len(s.Columns) == 0 && s.Names == "" && len(s.Fixed) == 0 && s.DateLayout == ""
}

// File is what is to be read.
type File struct {
	Name string // without its folder
	Body []byte
}

// PageReader reads single pages; *extract.Extractor is one.
type PageReader interface {
	HTML(page []byte, hint extract.Hint) (corpus.Collected, error)
	Text(text []byte, hint extract.Hint) (corpus.Collected, error)
}

// Format is one kind of file.
type Format struct {
	Name  string // as in Settings.Format
	Title string // for people
	looks func(File) bool
	read  func(context.Context, File, Settings, PageReader) (*Book, error)
	table func(ctx context.Context, f File, columns map[string]string) (*table, error) // instead of read, of a table
}

// Formats are the kinds of file that are taken apart, the most telling first.
var Formats = []Format{
	{Name: "nexis-docx", Title: "Nexis Uni, DOCX", looks: looksNexisDOCX, read: readNexisDOCX},
	{Name: "nexis-txt", Title: "Nexis or LexisNexis, text", looks: looksNexisText, read: readNexisText},
	{Name: "factiva-html", Title: "Factiva, HTML", looks: looksFactiva, read: readFactiva},
	{Name: "proquest-txt", Title: "ProQuest, text", looks: looksProQuest, read: readProQuest},
	{Name: "xlsx", Title: "Excel table, one article a row", looks: looksXLSX, table: xlsxTable},
	{Name: "csv", Title: "CSV table, one article a row", looks: looksCSV, table: csvTable},
	{Name: "eml", Title: "newsletter, EML", looks: looksEML, read: readEML},
	{Name: "pdf", Title: "PDF with text", looks: looksPDF, read: readPDF},
	{Name: "docx", Title: "DOCX, one article", looks: looksDOCX, read: readDOCX},
}

// Detect says how a file is to be read; nil for an ordinary page or text.
func Detect(f File) *Format {
	if guesses := guess(f); len(guesses) > 0 {
		return guesses[0]
	}
	return nil
}

// guess lists the formats that a file looks like, the most telling first.
func guess(f File) []*Format {
	f.Body = charset.MarkUTF16(f.Body)
	if bytes.HasPrefix(f.Body, []byte("\xff\xfe")) || bytes.HasPrefix(f.Body, []byte("\xfe\xff")) {
		f.Body = []byte(decode(f.Body)) // UTF-16, as Windows saves text
	}
	var out []*Format
	for i := range Formats {
		if Formats[i].looks(f) {
			out = append(out, &Formats[i])
		}
	}
	return out
}

// ReadGuessed reads a file as what it looks like. A guess whose reader finds no
// article was wrong: the next one is tried, and where none is left and the file
// may be an ordinary page or text, both results are nil, which means to read it
// as one. Settings are asked for by the format that is tried.
func ReadGuessed(ctx context.Context, f File, settings func(*Format) Settings, r PageReader) (*Book, error) {
	var first error
	for _, format := range guess(f) {
		book, err := format.Read(ctx, f, settings(format), r)
		if err == nil && book.Read() > 0 {
			return book, nil
		}
		if err == nil {
			err = book.Entries[0].Err
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if first != nil && !IsPlain(f) {
		return nil, first
	}
	return nil, nil
}

// IsPlain reports whether a file can be read without a format: a page or a text,
// by its ending.
func IsPlain(f File) bool {
	return hasEnding(f, ".html", ".htm", ".xhtml", ".txt", ".text", ".md")
}

// ByName finds a format by its name.
func ByName(name string) (*Format, error) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		var names []string
		for _, f := range Formats {
			names = append(names, f.Name)
		}
		return nil, fmt.Errorf("there is no import format %q; use one of %s", name, strings.Join(names, ", "))
	}
	return &Formats[i], nil
}

// Read takes a file apart. The error is about the file as a whole; what is
// wrong with one article is in its entry.
func (f *Format) Read(ctx context.Context, file File, s Settings, r PageReader) (*Book, error) {
	if len(file.Body) > MaxBytes {
		return nil, fmt.Errorf("it is larger than %d MB: split it", MaxBytes>>20)
	}
	book, err := f.book(ctx, file, s, r)
	if err != nil {
		return nil, err
	}
	book.Format = f.Name
	if surplus := max(0, len(book.Entries)-maxArticles) + book.beyond; surplus > 0 {
		book.Entries = book.Entries[:min(len(book.Entries), maxArticles)]
		book.Entries = append(
			book.Entries,
			Entry{
				Label: file.Name,
				Err:   fmt.Errorf("it holds more than %d articles; %d were left out: split it", maxArticles, surplus),
			},
		)
	}
	if len(book.Entries) == 0 {
		return nil, fmt.Errorf("it looks like %s, but no article was found in it", f.Title)
	}
	for i := range book.Entries {
		e := &book.Entries[i]
		if e.Err == nil {
			s.Apply(e, file.Name)
			e.Collected.Page.URL = pageName(file, e.Collected.Page.URL)
		}
	}
	return book, nil
}

func (f *Format) book(ctx context.Context, file File, s Settings, r PageReader) (*Book, error) {
	if f.table == nil {
		return f.read(ctx, file, s, r)
	}
	t, err := f.table(ctx, file, s.Columns)
	if err != nil {
		return nil, err
	}
	return t.book(s)
}

// Apply puts in what a person fixed for all articles, and what the name of the
// file says.
func (s Settings) Apply(e *Entry, fileName string) {
	d := draft{entry: e, layout: s.DateLayout}
	if s.Names != "" {
		d.readName(s.Names, strings.TrimSuffix(fileName, filepath.Ext(fileName)))
	}
	for field, value := range s.Fixed {
		d.replace(field, value, corpus.FromCoder)
	}
}

// readName reads the fields that the file's name carries.
func (d *draft) readName(pattern, name string) {
	names, err := CompileNames(pattern)
	if err != nil {
		return // refused when the settings were given, see Validate
	}
	found := names.Match(name)
	for _, field := range names.Fields() {
		if value := found[field]; value != "" {
			d.replace(field, value, corpus.FromFileName)
		} else {
			d.doubt(field, name, "the name of the file does not fit the pattern")
		}
	}
}

// Validate checks settings before they are used.
func (s Settings) Validate() error {
	if s.Format != "" {
		if _, err := ByName(s.Format); err != nil {
			return err
		}
	}
	if s.Names != "" {
		if _, err := CompileNames(s.Names); err != nil {
			return err
		}
	}
	for _, chosen := range []map[string]string{s.Columns, s.Fixed} {
		for field := range chosen {
			if !slices.Contains(Fields(), field) {
				return fmt.Errorf("there is no field %q; the fields are %s", field, strings.Join(Fields(), ", "))
			}
		}
	}
	return nil
}

func pageName(file File, part string) string {
	if part == "" {
		return "file:" + file.Name
	}
	return "file:" + file.Name + "#" + part
}

func hasEnding(f File, endings ...string) bool {
	return slices.Contains(endings, strings.ToLower(filepath.Ext(f.Name)))
}
