// Package document cuts a text into paragraphs, sentences, tokens and stretches
// in quotation marks: plain types that every later stage of attribution shares.
// It knows no names, no verbs and no languages beyond its marks and
// abbreviations.
package document

import (
	"context"
	"sort"

	"quoth/corpus"
)

// Token is a word or one punctuation character.
type Token struct {
	corpus.Span
	Word      string // lower case, ’ folded to '
	IsWord    bool
	IsUpper   bool // begins with a capital letter
	Sentence  int  // index into Document.Sentences
	Paragraph int  // index into Document.Paragraphs
	Region    int  // index into Document.Regions whose marks it stands in, or −1
}

// Range is a run of tokens, half open.
type Range struct{ First, Last int }

// Paragraph is a paragraph's place and its tokens.
type Paragraph struct {
	corpus.Span
	Tokens Range
}

// Region is a stretch in quotation marks within one paragraph. A quotation
// whose paragraph does not close it goes on in the next one's first region.
type Region struct {
	Outer     corpus.Span // marks included
	Inner     corpus.Span // the words inside the marks
	Paragraph int
	Words     int  // tokens that are words
	Unclosed  bool // the paragraph ends before the mark does
	Continues bool // goes on from the region before, which was left unclosed
	Single    bool // in single marks
	// Again are the openers inside Inner at which the quotation begins anew, as
	// each paragraph of it does, where the paragraphs have been run together.
	Again []corpus.Span
}

// Parts are the words inside the marks, one span for each paragraph that the
// quotation was printed in.
func (r Region) Parts() []corpus.Span {
	out := make([]corpus.Span, 0, len(r.Again)+1)
	start := r.Inner.Start
	for _, mark := range r.Again {
		out = append(out, corpus.Span{Start: start, End: mark.Start})
		start = mark.End
	}
	return append(out, corpus.Span{Start: start, End: r.Inner.End})
}

// Document is a text cut up.
type Document struct {
	Text       string
	Tokens     []Token
	Sentences  []Range
	Paragraphs []Paragraph
	Regions    []Region

	// ctx is that of the one call the document is cut up for, as the requests of
	// net/http carry theirs: every stage looks at it through Stopped.
	ctx context.Context
}

// New cuts a text up. abbreviations are words after which a full stop ends no
// sentence. It takes time linear in the text.
func New(text string, abbreviations map[string]bool) *Document {
	return NewContext(context.Background(), text, abbreviations)
}

// NewContext cuts a text up for a call with a context. Once the context is done
// the document is cut short, and the stages that read it return early with
// answers that mean nothing: the caller looks at the context at the end.
func NewContext(ctx context.Context, text string, abbreviations map[string]bool) *Document {
	d := &Document{Text: text, ctx: ctx}
	for _, span := range paragraphs(text) {
		if d.Stopped() {
			break
		}
		d.addParagraph(span, abbreviations)
	}
	return d
}

// Stopped reports whether nobody waits for the answer any more.
func (d *Document) Stopped() bool { return d.ctx != nil && d.ctx.Err() != nil }

// StoppedAt is Stopped for inner loops: it looks at every 256th step only.
func (d *Document) StoppedAt(step int) bool { return step&255 == 0 && d.Stopped() }

func (d *Document) addParagraph(span corpus.Span, abbreviations map[string]bool) {
	index, first := len(d.Paragraphs), len(d.Tokens)
	d.Tokens = tokenize(d.Tokens, d.Text, span, d.StoppedAt)
	tokens := Range{first, len(d.Tokens)}
	d.Paragraphs = append(d.Paragraphs, Paragraph{span, tokens})
	var regions []Region
	if !isData(d.Text[span.Start:span.End]) {
		regions = scanMarks(d.Text, span, d.StoppedAt)
	}
	for _, r := range regions {
		r.Paragraph = index
		if n := len(d.Regions); n > 0 {
			before := d.Regions[n-1]
			r.Continues = before.Unclosed && before.Paragraph == index-1 && r.Outer.Start == span.Start
		}
		d.Regions = append(d.Regions, r)
	}
	d.place(tokens, index, len(d.Regions)-len(regions))
	d.cutSentences(tokens, abbreviations)
}

// place notes for each token its paragraph and region.
func (d *Document) place(tokens Range, paragraph, region int) {
	for i := tokens.First; i < tokens.Last; i++ {
		t := &d.Tokens[i]
		t.Paragraph, t.Region = paragraph, -1
		for region < len(d.Regions) && d.Regions[region].Outer.End <= t.Start {
			region++
		}
		if region < len(d.Regions) && d.Regions[region].Outer.Contains(t.Span) {
			t.Region = region
			if t.IsWord {
				d.Regions[region].Words++
			}
		}
	}
}

// TokensIn are the tokens that begin inside span; span must lie in paragraph.
func (d *Document) TokensIn(paragraph int, span corpus.Span) Range {
	p := d.Paragraphs[paragraph].Tokens
	at := func(offset int) int {
		return p.First + sort.Search(p.Last-p.First, func(i int) bool { return d.Tokens[p.First+i].Start >= offset })
	}
	return Range{at(span.Start), at(span.End)}
}

// RegionAt is the region whose words hold a byte, or −1.
func (d *Document) RegionAt(offset int) int {
	at := sort.Search(len(d.Regions), func(i int) bool { return d.Regions[i].Inner.End > offset })
	if at < len(d.Regions) && d.Regions[at].Inner.Start <= offset {
		return at
	}
	return -1
}
