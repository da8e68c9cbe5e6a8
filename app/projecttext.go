package app

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"quoth/corpus"
	"quoth/exchange"
)

// givenText is a text of a file as a corpus keeps it: line ends "\n", accents
// composed, otherwise letter for letter, so that what other programs count in it
// can be found again.
type givenText struct {
	text string
	// from and to are the bytes at which a stretch that starts or ends at a code
	// point of the given text does so here. They differ only inside what was
	// composed: a stretch never cuts a letter.
	from, to []int
}

func readGiven(raw string) givenText {
	raw = strings.ToValidUTF8(raw, "\uFFFD")
	n := utf8.RuneCountInString(raw)
	g := givenText{from: make([]int, 0, n+1), to: make([]int, 0, n+1)}
	var b strings.Builder
	b.Grow(len(raw))
	for at := 0; at < len(raw); {
		if raw[at] == '\r' {
			g.mark(b.Len(), b.Len())
			at++
			if at < len(raw) && raw[at] == '\n' {
				continue // the line end is the "\n" behind it
			}
			b.WriteByte('\n')
			continue
		}
		size := norm.NFC.NextBoundaryInString(raw[at:], true)
		if size <= 0 {
			_, size = utf8.DecodeRuneInString(raw[at:])
		}
		segment := raw[at : at+size]
		if i := strings.IndexByte(segment, '\r'); i > 0 {
			size, segment = i, segment[:i]
		}
		at += size
		composed := norm.NFC.String(segment)
		start := b.Len()
		b.WriteString(composed)
		if composed == segment {
			for i := range segment {
				g.mark(start+i, start+i)
			}
			continue
		}
		for i := range segment {
			if i == 0 {
				g.mark(start, start)
			} else {
				g.mark(start, b.Len())
			}
		}
	}
	g.text = strings.ReplaceAll(b.String(), "\x00", " ")
	g.mark(len(g.text), len(g.text))
	return g
}

func (g *givenText) mark(from, to int) { g.from, g.to = append(g.from, from), append(g.to, to) }

// span is where a stretch of the given text lies here; ok is false where it does
// not lie in the text or covers nothing.
func (g *givenText) span(r exchange.Range) (s corpus.Span, ok bool) {
	if r.Start < 0 || r.End >= len(g.to) || r.Start >= r.End {
		return s, false
	}
	s = corpus.Span{Start: g.from[r.Start], End: g.to[r.End]}
	return s, s.Validate(g.text) == nil
}

// paragraphsOf cuts a text into paragraphs: at blank lines where it has some,
// else at every line end.
func paragraphsOf(text string) []corpus.Paragraph {
	cut := "\n"
	if strings.Contains(text, corpus.ParagraphBreak) {
		cut = corpus.ParagraphBreak
	}
	paragraphs := []corpus.Paragraph{}
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.Index(text[at:], cut); i >= 0 {
			end = at + i
		}
		words := text[at:end]
		start := at + len(words) - len(strings.TrimLeft(words, " \t\n\u00a0"))
		if words = strings.TrimSpace(words); words != "" {
			paragraphs = append(
				paragraphs,
				corpus.Paragraph{Span: corpus.Span{Start: start, End: start + len(words)}, Kind: corpus.PlainParagraph},
			)
		}
		at = end + len(cut)
	}
	return paragraphs
}

// marksOf reports how much of a content stands in quotation marks, for quotes that
// come without that: the words inside each pair, and the kind they make.
func marksOf(text string, content []corpus.Span) (corpus.Kind, []corpus.Span) {
	var quoted []corpus.Span
	inside, outside := 0, 0
	for _, c := range content {
		words := c.Text(text)
		at := 0
		for at < len(words) {
			r, size := utf8.DecodeRuneInString(words[at:])
			closing, opens := markPairs[r]
			end := -1
			if opens {
				end = strings.IndexRune(words[at+size:], closing)
			}
			if end <= 0 {
				outside += letters(words[at : at+size])
				at += size
				continue
			}
			s := corpus.Span{Start: c.Start + at + size, End: c.Start + at + size + end}
			quoted = append(quoted, s)
			inside += letters(s.Text(text))
			at += size + end + utf8.RuneLen(closing)
		}
		if len(quoted) == 0 && marked(text, c) {
			quoted = append(quoted, c)
			inside, outside = inside+letters(words), 0
		}
	}
	switch {
	case inside == 0:
		return corpus.Indirect, nil
	case outside == 0:
		return corpus.Direct, quoted
	}
	return corpus.Mixed, quoted
}

// markPairs are quotation marks that open, with what closes them. The straight
// single one is an apostrophe too often to count.
var markPairs = map[rune]rune{'“': '”', '"': '"', '«': '»', '„': '“', '‘': '’', '‹': '›', '「': '」', '『': '』'}

func letters(s string) int {
	return len(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,.;:!?…-–—\n\t", r) }))
}

// marked reports whether marks stand right around a span.
func marked(text string, s corpus.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
	after, _ := utf8.DecodeRuneInString(text[s.End:])
	closing, opens := markPairs[before]
	return opens && closing == after
}
