package exchange

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"quoth/corpus"
)

// Project is a coded corpus as a file of any program holds it, on its way in:
// texts, who coded what in them, the codebook and the people and organisations
// that are spoken of. An importer fills in what its file gives and leaves the
// rest empty; it looks nothing up and decides nothing. What is already in the
// corpus, and what meets what, app.ImportProject finds out.
type Project struct {
	Format        string // the importer's name: "qdpx", "dna", …
	Name          string // the project's own name; may be empty
	Articles      []ProjectArticle
	Codes         []ProjectCode // unused ones too
	Targets       []corpus.Target
	People        []ProjectEntry
	Organizations []ProjectEntry
	Quotes        []ProjectQuote
	Annotations   []ProjectAnnotation
	Events        []corpus.Event
	Memos         []ProjectNote // on the project
	Variables     []ProjectVariable
	Left          []string // what the file holds and Quoth has no place for: a sentence each, with its count
	Failed        []error  // parts that cannot be read, each with place and reason; the rest was read
}

// Range is a stretch of an article's text, in code points of the text as it
// stands in the file: half open, before line ends and accents are normalised.
type Range struct{ Start, End int }

// Words tie a stretch to what stands there, for files that give the words
// beside a place or instead of one. Where they are given they decide: a place
// with other words is looked for by them.
type Words struct{ Exact, Prefix, Suffix string }

// ProjectArticle is one text of the file.
type ProjectArticle struct {
	Key string // by which quotes and annotations name it
	// Article is what the file says of it. With an ID it is that very article of
	// a corpus; with a URL and no text it is one that must be there already.
	Article   corpus.Article
	Text      string // as in the file; empty where the file has none
	Page      []byte // a snapshot that comes with it; nil: the text itself
	MediaType string // of Page
	Doubts    []ProjectDoubt
	Tags      []ProjectTag  // on the article as a whole
	Memos     []ProjectNote // on the article
}

// ProjectVariable is something that other programs keep of texts under a name of
// the coders' own.
type ProjectVariable struct {
	Name    string
	Field   string   // which field of the article it fills; empty for a line of a memo
	Samples []string // a few of its values
}

// ProjectDoubt is a field of an article that a person is to look at.
type ProjectDoubt struct{ Field, Printed, Reason string }

// ProjectCode is a code of the codebook.
type ProjectCode struct {
	Path       string // as [CodePath] joins names
	Color      string // "#rrggbb", or empty
	Definition string
}

// ProjectEntry is a person or an organisation with what the file says of it.
type ProjectEntry struct {
	Name       string
	Aliases    []string
	Attributes map[string]string // corpus.GroupAttribute among them
	Note       string
	Title      string // of a person
}

// ProjectQuote is a statement: a stretch that somebody said. Several of the same
// stretch become one quote.
type ProjectQuote struct {
	Article string // a key
	Place   string // where in the file, for messages: "statement 17"
	Content []Range
	Words   Words // of the content; may be empty
	Quoted  []Range
	Cue     []Range
	Source  []Range

	Kind         corpus.Kind      // empty: told by the marks in the content
	Utterance    corpus.Utterance // empty: speech
	Speaker      string
	SpeakerType  corpus.SpeakerType // empty: a person
	Organization string
	Role         string
	Confidence   float64 // of a program's suggestion
	Engine       string  // what suggested it

	Coder      corpus.Coder // who marked it or confirms it; empty: a program suggests it
	Marked     bool         // by hand, whoever it was: no program suggested it
	Complete   bool         // the file says everything of it: a field that is empty is none
	Verdicts   []ProjectVerdict
	Tags       []ProjectTag
	Judgements []ProjectJudgement
	Notes      []ProjectNote
	Settled    []ProjectAdjudication
}

// What coders did with a quote.
type (
	ProjectVerdict struct {
		Coder  corpus.Coder
		Status corpus.Status // Confirmed, Corrected or Rejected
	}
	ProjectTag struct {
		Code  string // a path
		Coder corpus.Coder
	}
	ProjectJudgement struct {
		Target string // its text
		Stance corpus.Stance
		Coder  corpus.Coder
	}
	ProjectAdjudication struct {
		Target string // its text
		Stance corpus.Stance
		Coder  corpus.Coder // who settled it
		Reason string
	}
	ProjectNote struct {
		Text  string
		Coder corpus.Coder
	}
)

// ProjectAnnotation is a coded stretch that is no quote by itself.
type ProjectAnnotation struct {
	Article string
	Place   string
	Range   Range
	Words   Words
	Codes   []string // paths
	Note    string
	Coder   corpus.Coder
	// Decides says that the codes go to the quote of this stretch where there is
	// one, as coding in other programs means; else it stays an annotation.
	Decides bool
}

// codePathStand is what a "/" in a code's name becomes: the slash separates a
// code from the one above it.
const codePathStand = "∕"

// CodePath joins the names of a code and those above it.
func CodePath(names ...string) string {
	clean := make([]string, 0, len(names))
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" {
			clean = append(clean, strings.ReplaceAll(n, corpus.TagPathSeparator, codePathStand))
		}
	}
	return strings.Join(clean, corpus.TagPathSeparator)
}

// fail notes a part of the file that cannot be read.
func (p *Project) fail(place, format string, args ...any) {
	p.Failed = append(p.Failed, fmt.Errorf("%s: %w", place, fmt.Errorf(format, args...)))
}

// leave notes what has no place in a corpus; nothing for none.
func (p *Project) leave(n int, what string) {
	if n > 0 {
		p.Left = append(p.Left, fmt.Sprintf("%d %s", n, what))
	}
}

// noteVariables takes down what one text has in the variables, and which fields
// they filled.
func (p *Project) noteVariables(values, used map[string]string) {
	const samples = 3
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(p.Variables, func(v ProjectVariable) bool { return v.Name == name })
		if i < 0 {
			i = len(p.Variables)
			p.Variables = append(p.Variables, ProjectVariable{Name: name})
		}
		v := &p.Variables[i]
		v.Field = cmp.Or(v.Field, used[name])
		if value := values[name]; value != "" && len(v.Samples) < samples && !slices.Contains(v.Samples, value) {
			v.Samples = append(v.Samples, value)
		}
	}
}

// checkFields refuses fields that no article has and variables that the file has
// not.
func (p *Project) checkFields(fields map[string]string) error {
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if _, ok := fieldNames[field]; !ok {
			return fmt.Errorf("no variable can fill %q: use %s", field, strings.Join(ArticleFields(), ", "))
		}
		var names []string
		for _, v := range p.Variables {
			names = append(names, v.Name)
		}
		if !slices.Contains(names, fields[field]) {
			return fmt.Errorf(
				"its texts have no variable %q; they have %s",
				fields[field],
				cmp.Or(strings.Join(names, ", "), "none"),
			)
		}
	}
	return nil
}

// check refuses a project whose parts do not belong together, which is a fault
// of its importer or a damaged file, and moves what points nowhere to Failed.
func (p *Project) check() {
	known := make(map[string]bool, len(p.Articles))
	for _, a := range p.Articles {
		known[a.Key] = true
	}
	p.Quotes = slices.DeleteFunc(p.Quotes, func(q ProjectQuote) bool {
		if !known[q.Article] {
			p.fail(cmp.Or(q.Place, "a quote"), "its text %q is not in the file", q.Article)
		}
		return !known[q.Article]
	})
	p.Annotations = slices.DeleteFunc(p.Annotations, func(a ProjectAnnotation) bool {
		if !known[a.Article] {
			p.fail(cmp.Or(a.Place, "an annotation"), "its text %q is not in the file", a.Article)
		}
		return !known[a.Article]
	})
}

// File is what an importer reads.
type File struct {
	Name string // without its folder
	Path string // where it lies; for formats that are databases or folders
	Body []byte // nil for a folder
	// Beside reads a file of the same folder, for formats that come in several;
	// a name that leads out of it is refused.
	Beside func(name string) ([]byte, error)
	// Names lists the files of a folder; nil for a single file.
	Names []string
	// Fields says which variable or column fills which field of an article (field →
	// name); others are recognised by their usual names.
	Fields map[string]string
}

// ext is the file's ending in lower case.
func (f File) ext() string { return strings.ToLower(filepath.Ext(f.Name)) }

// head is the beginning of the body, a byte order mark left out.
func (f File) head() string {
	const sniffed = 64 << 10
	return strings.TrimPrefix(string(f.Body[:min(len(f.Body), sniffed)]), "\ufeff")
}

// text is the body as UTF-8, a byte order mark left out.
func (f File) text() (string, error) {
	if !utf8.Valid(f.Body) {
		return "", fmt.Errorf("it is not UTF-8: save it with that encoding")
	}
	return strings.TrimPrefix(string(f.Body), "\ufeff"), nil
}

// Importer reads the coded corpora of one format.
type Importer struct {
	Name  string
	Title string
	Exts  []string // endings it comes with; "/" is a folder
	Maps  bool     // File.Fields is heeded
	looks func(File) bool
	read  func(context.Context, File) (*Project, error)
}

// Importers lists the ways in. Detection is strict: each looks at the contents
// too, so that a page or a table of articles is never taken for one of these.
func Importers() []Importer {
	return importers
}

var importers = []Importer{
	{"qdpx", "REFI-QDA project", []string{".qdpx"}, true, looksQDPX, readQDPX},
	{"bundle", "tidy bundle of Quoth", []string{".zip", "/"}, false, looksBundle, readBundle},
	{"zotero", "Zotero RDF", []string{".rdf", ".zip", "/"}, false, looksZotero, readZotero},
	{"brat", "brat standoff", []string{".ann", ".zip", "/"}, false, looksBrat, readBrat},
	{"w3c", "Web Annotations", []string{".json", ".jsonld"}, false, looksW3C, readW3C},
	{"hypothesis", "Hypothesis export", []string{".json", ".jsonl"}, false, looksHypothesis, readHypothesis},
	{"citron", "quotations of Citron", []string{".json"}, false, looksCitron, readCitron},
	{"csl", "CSL-JSON", []string{".json"}, false, looksCSL, readCSL},
	{"conll", "CoNLL with BIO tags", []string{".conll", ".bio", ".iob", ".tsv", ".txt"}, false, looksCoNLL, readCoNLL},
	{"tei", "TEI", []string{".xml", ".tei"}, false, looksTEI, readTEI},
	{"ris", "RIS", []string{".ris"}, false, looksRIS, readRIS},
	{"bibtex", "BibTeX", []string{".bib", ".bibtex"}, false, looksBibTeX, readBibTeX},
	{
		"taguette",
		"Taguette export",
		[]string{".csv", ".sqlite3", ".taguette", ".db"},
		false,
		looksTaguette,
		readTaguette,
	},
	{"qdc", "REFI-QDA codebook", []string{".qdc"}, false, looksQDC, readQDC},
	{"dna", "project of Discourse Network Analyzer", []string{".dna"}, false, looksLikeDNA, readDNA},
}

// DetectImport says which importer reads a file; nil for none.
func DetectImport(f File) *Importer {
	for i := range importers {
		if (slices.Contains(importers[i].Exts, f.ext()) || f.Names != nil && slices.Contains(importers[i].Exts, "/")) &&
			importers[i].looks(f) {
			return &importers[i]
		}
	}
	return nil
}

// MayImport reports whether some importer reads files of this name, so that only
// those need to be looked into.
func MayImport(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return slices.ContainsFunc(importers, func(i Importer) bool { return slices.Contains(i.Exts, ext) })
}

// Read reads a file whole. The error is about the file: it is not what it says,
// or too damaged to be read at all.
func (i *Importer) Read(ctx context.Context, f File) (*Project, error) {
	p, err := i.read(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read %s as %s: %w", f.Name, i.Title, err)
	}
	if err := p.checkFields(f.Fields); err != nil {
		return nil, fmt.Errorf("read %s as %s: %w: %w", f.Name, i.Title, corpus.ErrInvalid, err)
	}
	p.Format = i.Name
	p.check()
	return p, nil
}
