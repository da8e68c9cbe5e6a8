// Package exchange writes tagged corpora for other programs: one row a quote,
// in CSV, XLSX or JSON lines, with everything needed to check it against its
// source; a project for programs of qualitative analysis; a network. Formats are
// entries of one table. Tables stream, so that a hundred thousand quotes cost no
// more memory than one.
package exchange

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"quoth/corpus"
)

// Row is one quote on its way out. Spans are bytes of Version.Text; what is
// written counts code points.
type Row struct {
	Quote            corpus.Quote // as corrected
	Article          corpus.Article
	Version          corpus.Version
	Status           corpus.Status
	SpeakerName      string // the registry's name
	OrganizationName string
	Group            string // of the speaker, else of the organisation; empty for none
	Verdicts         []corpus.Verdict
	Tags             []Tag
	Judgements       []Judgement
	Notes            []corpus.Note
}

// Tag is a tag on the quote with its path in the codebook.
type Tag struct {
	ID    corpus.TagID
	Path  string
	Coder corpus.Coder
}

// Judgement is a stance with its target's text.
type Judgement struct {
	corpus.Judgement
	Target string
}

// Options describe where an export comes from.
type Options struct {
	Corpus string
	Query  string
	When   time.Time
}

// Writer takes rows one by one. Close finishes the file but does not close what
// is below.
type Writer interface {
	Write(Row) error
	Close() error
}

// Format is one way out.
type Format struct {
	Name  string
	Ext   string
	Title string
	open  func(io.Writer, Options) (Writer, error)
}

// Formats lists the ways out.
func Formats() []Format {
	return []Format{
		{"csv", ".csv", "CSV table", newCSV},
		{"xlsx", ".xlsx", "Excel workbook", newXLSX},
		{"jsonl", ".jsonl", "JSON lines, everything", newJSONL},
		{"qdpx", ".qdpx", "REFI-QDA project (NVivo, ATLAS.ti, MAXQDA)", newQDPX},
		{"graphml", ".graphml", "Network of speakers and targets (Gephi, R)", newGraphML},
	}
}

// New opens a writer of a format.
func New(format string, w io.Writer, o Options) (Writer, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == format {
			return f.open(w, o)
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("there is no format %q: use %s", format, strings.Join(names, ", "))
}

// listSeparator joins several values in one cell.
const listSeparator = "; "

// column is one column of the tables: its name is a promise to scripts.
type column struct {
	name, meaning string
	value         func(facts) any // string, int or float64
}

// facts is a row with what several columns share.
type facts struct {
	Row
	offsets corpus.RuneOffsets
	cover   corpus.Span
}

func newFacts(r Row) (facts, error) {
	if err := r.Quote.Validate(r.Version.Text); err != nil {
		return facts{}, fmt.Errorf("the quote %s does not fit its text: %w", r.Quote.ID, err)
	}
	return facts{Row: r, offsets: corpus.NewRuneOffsets(r.Version.Text), cover: corpus.Cover(r.Quote.Content)}, nil
}

func (f facts) words(spans []corpus.Span) string { return corpus.JoinSpans(f.Version.Text, spans) }

// columns are the columns of CSV and XLSX, in order.
var columns = []column{
	{"quote_id", "identifier of the quote", func(f facts) any { return string(f.Quote.ID) }},
	{"content", "all that is attributed, quotation marks included; stretches joined by …", func(f facts) any { return f.words(f.Quote.Content) }},
	{"quoted", "the words inside the marks", func(f facts) any { return f.words(f.Quote.Quoted) }},
	{"speaker", "the speaker's name in the registry, or the description of an unnamed one", func(f facts) any { return f.SpeakerName }},
	{"speaker_type", "person, organization or unnamed", func(f facts) any { return string(f.Quote.SpeakerType) }},
	{"speaker_printed", "the words that name the speaker in the text", func(f facts) any { return f.words(f.Quote.Source) }},
	{"organization", "the organisation spoken for", func(f facts) any { return f.OrganizationName }},
	{"group", "the group a coder put the speaker in, else that of the organisation", func(f facts) any { return f.Group }},
	{"role", "the speaker's function as printed", func(f facts) any { return f.Quote.Role }},
	{"tags", "paths in the codebook", func(f facts) any { return strings.Join(f.tagPaths(), listSeparator) }},
	{"stances", "target = stance (coder)", func(f facts) any { return strings.Join(f.stances(), listSeparator) }},
	{"notes", "coders' notes", func(f facts) any { return f.notes() }},
	{"coders", "everybody who decided on the quote", func(f facts) any { return strings.Join(f.coders(), listSeparator) }},
	{"status", "suggested, confirmed, corrected, rejected or disputed", func(f facts) any { return string(f.Status) }},
	{"published", "date of the article: RFC 3339 or a day", func(f facts) any { return f.Article.Published.String() }},
	{"publisher", "the outlet's name", func(f facts) any { return f.Article.Publisher }},
	{"title", "the headline", func(f facts) any { return f.Article.Title }},
	{"authors", "the byline", func(f facts) any { return strings.Join(f.Article.Authors, listSeparator) }},
	{"url", "canonical address of the article", func(f facts) any { return f.Article.URL }},
	{"site", "host name", func(f facts) any { return f.Article.Site }},
	{"section", "the outlet's section", func(f facts) any { return f.Article.Section }},
	{"language", "ISO 639-1", func(f facts) any { return f.Article.Language }},
	{"kind", "direct, mixed or indirect", func(f facts) any { return string(f.Quote.Kind) }},
	{"act", "speech, attitude or other", func(f facts) any { return string(f.Quote.Utterance) }},
	{"cue", "the words that attribute", func(f facts) any { return f.words(f.Quote.Cue) }},
	{"confidence", "probability that quote, speaker and organisation are right", func(f facts) any { return f.Quote.Confidence }},
	{"start", "first code point of the content in the version's text", func(f facts) any { return f.offsets.Rune(f.cover.Start) }},
	{"end", "code point behind the content", func(f facts) any { return f.offsets.Rune(f.cover.End) }},
	{"prefix", "the words before, to find the place again", func(f facts) any { return corpus.NewAnchor(f.Version.Text, f.cover).Prefix }},
	{"suffix", "the words behind", func(f facts) any { return corpus.NewAnchor(f.Version.Text, f.cover).Suffix }},
	{"article_id", "identifier of the article", func(f facts) any { return string(f.Article.ID) }},
	{"version_id", "identifier of the text", func(f facts) any { return string(f.Version.ID) }},
	{"page_sha256", "SHA-256 of the page as fetched", func(f facts) any { return string(f.Version.Page) }},
	{"person_id", "registry entry", func(f facts) any { return string(f.Quote.PersonID) }},
	{"organization_id", "registry entry", func(f facts) any { return string(f.Quote.OrganizationID) }},
	{"story", "near-identical quotes share one", func(f facts) any { return string(f.Quote.Story) }},
	{"origin", "suggestion or person", func(f facts) any { return string(f.Quote.Origin) }},
	{"engine", "what suggested it", func(f facts) any { return f.Quote.Engine }},
	{"collected", "when the article was added, RFC 3339", func(f facts) any { return f.Article.Collected.UTC().Format(time.RFC3339) }},
}

func (f facts) tagPaths() []string {
	seen := map[string]bool{}
	var out []string
	for _, t := range f.Tags {
		if !seen[t.Path] {
			seen[t.Path] = true
			out = append(out, t.Path)
		}
	}
	sort.Strings(out)
	return out
}

func (f facts) stances() []string {
	var out []string
	for _, j := range f.Judgements {
		out = append(out, fmt.Sprintf("%s = %s (%s)", j.Target, j.Stance, j.Coder))
	}
	return out
}

func (f facts) notes() string {
	var out []string
	for _, n := range f.Notes {
		out = append(out, n.Text)
	}
	return strings.Join(out, "\n")
}

func (f facts) coders() []string {
	set := map[string]bool{}
	for _, v := range f.Verdicts {
		set[string(v.Coder)] = true
	}
	for _, t := range f.Tags {
		set[string(t.Coder)] = true
	}
	for _, j := range f.Judgements {
		set[string(j.Coder)] = true
	}
	for _, n := range f.Notes {
		set[string(n.Coder)] = true
	}
	out := make([]string, 0, len(set))
	for c := range set {
		out = append(out, c)
	}
	sort.Strings(out)
	return out
}
