// Package exchange writes coded corpora for other programs and reads theirs.
//
// Out, everything is streamed an article at a time ([Chapter]); a format is a row
// of the table behind [Formats] with its writer. In, an importer turns a file
// into a [Project], the neutral coded corpus that app.ImportProject takes in.
// Spans count bytes inside and code points in every file. What each format holds
// and what it loses stands in docs/formats.md.
package exchange

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// Chapter is what goes out of one article: a text, who said what in it, and what
// coders marked besides. An article comes once for each of its versions that
// something stands in. Spans are bytes of Version.Text.
type Chapter struct {
	Article     corpus.Article
	Version     corpus.Version
	Rows        []Row // by place in the text
	Annotations []Annotation
	Tags        []Tag         // on the article as a whole
	Memos       []corpus.Memo // on the article

	offsets *corpus.RuneOffsets
}

// Row is one quote on its way out.
type Row struct {
	Quote            corpus.Quote // as corrected
	Status           corpus.Status
	Unplaced         bool   // its words are not in the article's current text
	SpeakerName      string // the registry's name
	OrganizationName string
	Group            string // of the speaker, else of the organisation; empty for none
	Verdicts         []corpus.Verdict
	Tags             []Tag
	Judgements       []Judgement
	Notes            []corpus.Note
	Adjudications    []Adjudication
}

// Tag is a tag on a quote or an annotation with its path in the codebook.
type Tag struct {
	ID    corpus.TagID
	Path  string
	Coder corpus.Coder
	When  time.Time
}

// Judgement is a stance with its target's text.
type Judgement struct {
	corpus.Judgement
	Target string
}

// Adjudication is the stance that stands where coders differ, with its target's
// text.
type Adjudication struct {
	corpus.Adjudication
	Target string
}

// Annotation is a span that a coder marked beside the quotes.
type Annotation struct {
	corpus.Annotation
	Codes []Tag
}

// Code is a tag of the codebook with its path.
type Code struct {
	corpus.Tag
	Path string
}

// Options describe where an export comes from, and what of the corpus is not in
// its articles.
type Options struct {
	Corpus string
	Query  string // empty: everything
	When   time.Time
	Of     string // which table or sort of record, of formats that have several; empty: the format's first

	Codes         []Code // in tree order, unused ones too
	Targets       []corpus.Target
	Events        []corpus.Event
	Memos         []corpus.Memo // on the project
	Coders        []corpus.Coder
	People        iter.Seq2[corpus.Person, error]       // merged ones too, with what stands for them
	Organizations iter.Seq2[corpus.Organization, error] // likewise
	Affiliations  iter.Seq2[corpus.Affiliation, error]

	Page     func(corpus.PageHash) (corpus.Page, error) // a page as it was fetched; nil where pages stay
	Password string                                     // of formats that have one
	// Create makes a file, in folders of its own, by its name with slashes: formats of
	// several files go there instead of into a ZIP.
	Create func(name string) (io.WriteCloser, error)
}

// people ranges over the registry; nothing where none was given.
func (o Options) people() iter.Seq2[corpus.Person, error] { return orNone(o.People) }

func (o Options) organizations() iter.Seq2[corpus.Organization, error] {
	return orNone(o.Organizations)
}
func (o Options) affiliations() iter.Seq2[corpus.Affiliation, error] { return orNone(o.Affiliations) }

func orNone[T any](seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	if seq == nil {
		return func(func(T, error) bool) {}
	}
	return seq
}

// Writer takes chapters one by one. Close finishes the file but does not close
// what is below.
type Writer interface {
	Write(*Chapter) error
	Close() error
}

// Format is one way out.
type Format struct {
	Name  string
	Ext   string
	Title string
	// Whole says that the format is meant to bring a corpus elsewhere: attitudes and
	// rejected quotes go along, and articles in which nobody said anything.
	Whole bool
	Of    []string // what Options.Of may be, the first by default; nil for one thing only
	Files bool     // it is a ZIP of several files, which may be a folder as well
	Loses string   // what of a corpus it cannot hold, a sentence; empty for nothing
	open  func(io.Writer, Options) (Writer, error)
}

// Formats lists the ways out.
func Formats() []Format { return formats }

var formats = []Format{
	{Name: "csv", Ext: ".csv", Title: "CSV table", Of: tableNames(), open: newCSV},
	{Name: "xlsx", Ext: ".xlsx", Title: "Excel workbook", open: newXLSX},
	{
		Name:  "jsonl",
		Ext:   ".jsonl",
		Title: "JSON lines, everything",
		Of:    []string{"quotes", "annotations"},
		open:  newJSONL,
	},
	{
		Name:  "bundle",
		Ext:   ".zip",
		Files: true,
		Title: "Tidy tables for R and Python (Frictionless data package, CSV and Parquet)",
		Whole: true,
		open:  newBundle,
	},
	{
		Name:  "qdpx",
		Ext:   ".qdpx",
		Title: "REFI-QDA project (NVivo, ATLAS.ti, MAXQDA, QualCoder)",
		Whole: true,
		open:  newQDPX,
	},
	{Name: "qdc", Ext: ".qdc", Title: "REFI-QDA codebook", open: newQDC},
	{
		Name:  "dna",
		Ext:   ".dna",
		Title: "Project of Discourse Network Analyzer",
		Whole: true,
		Loses: dnaLoses,
		open:  newDNA,
	},
	{Name: "w3c", Ext: ".jsonld", Title: "Web Annotations (JSON-LD)", Whole: true, open: newW3C},
	{Name: "brat", Ext: ".zip", Files: true, Title: "brat standoff", Whole: true, open: newBrat},
	{
		Name:  "conll",
		Ext:   ".conll",
		Title: "CoNLL with BIO tags for content, cue and source",
		Whole: true,
		open:  newCoNLL,
	},
	{Name: "tei", Ext: ".xml", Title: "TEI with said and who", Whole: true, open: newTEI},
	{Name: "ris", Ext: ".ris", Title: "RIS (reference managers)", Of: entriesOf, Loses: textLoss, open: newRIS},
	{Name: "bibtex", Ext: ".bib", Title: "BibTeX", Of: entriesOf, Loses: textLoss, open: newBibTeX},
	{Name: "csl", Ext: ".json", Title: "CSL-JSON (citeproc)", Of: entriesOf, Loses: textLoss, open: newCSL},
	{
		Name:  "zotero",
		Ext:   ".zip",
		Files: true,
		Title: "Zotero RDF with snapshots",
		Loses: "offsets, and what coders did except in the words of notes",
		open:  newZotero,
	},
	{
		Name:  "taguette",
		Ext:   ".csv",
		Title: "Taguette highlights, or a project (.sqlite3)",
		Of:    []string{"highlights", "project"},
		Loses: "who coded, notes, speakers, places and texts; what is not tagged",
		open:  newTaguette,
	},
	{Name: "graphml", Ext: ".graphml", Title: "Network of speakers and targets (Gephi, R)", open: newGraphML},
}

const textLoss = "the text, offsets, and what coders did except in the words of notes"

// FormatNamed finds a way out by its name.
func FormatNamed(name string) (Format, error) {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		var names []string
		for _, f := range formats {
			names = append(names, f.Name)
		}
		return Format{}, fmt.Errorf("there is no format %q: use %s", name, strings.Join(names, ", "))
	}
	return formats[i], nil
}

// New opens a writer of a format.
func New(format string, w io.Writer, o Options) (Writer, error) {
	f, err := FormatNamed(format)
	if err != nil {
		return nil, err
	}
	switch {
	case o.Of == "" && len(f.Of) > 0:
		o.Of = f.Of[0]
	case o.Of != "" && !slices.Contains(f.Of, o.Of):
		if len(f.Of) == 0 {
			return nil, fmt.Errorf("%s holds one thing only: leave %q out", format, o.Of)
		}
		return nil, fmt.Errorf("%s does not hold %q: use %s", format, o.Of, strings.Join(f.Of, ", "))
	}
	return f.open(w, o)
}

// runes converts offsets of the chapter's text to code points.
func (c *Chapter) runes() *corpus.RuneOffsets {
	if c.offsets == nil {
		offsets := corpus.NewRuneOffsets(c.Version.Text)
		c.offsets = &offsets
	}
	return c.offsets
}

// span is a stretch in code points.
func (c *Chapter) span(s corpus.Span) Range {
	return Range{c.runes().Rune(s.Start), c.runes().Rune(s.End)}
}

func (c *Chapter) words(spans []corpus.Span) string { return corpus.JoinSpans(c.Version.Text, spans) }

// checkRow refuses a quote that does not fit its text: a damaged corpus.
func (c *Chapter) checkRow(r *Row) error {
	if err := r.Quote.Validate(c.Version.Text); err != nil {
		return fmt.Errorf("the quote %s does not fit its text: %w", r.Quote.ID, err)
	}
	return nil
}

// placed reports whether the annotation stands in the chapter's text.
func (c *Chapter) placed(a *Annotation) bool {
	return !a.Unplaced && a.Version == c.Version.ID && a.Anchor.Span.Validate(c.Version.Text) == nil
}

// coders are all who decided on the quote, sorted.
func (r *Row) coders() []string {
	var out []string
	add := func(c corpus.Coder) {
		if !slices.Contains(out, string(c)) {
			out = append(out, string(c))
		}
	}
	for _, v := range r.Verdicts {
		add(v.Coder)
	}
	for _, t := range r.Tags {
		add(t.Coder)
	}
	for _, j := range r.Judgements {
		add(j.Coder)
	}
	for _, n := range r.Notes {
		add(n.Coder)
	}
	for _, a := range r.Adjudications {
		add(a.Coder)
	}
	slices.Sort(out)
	return out
}
