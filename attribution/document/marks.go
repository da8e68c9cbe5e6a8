package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/corpus"
)

// markKind tells double from single marks; everything else is decided by
// context, because glyphs lie: “like this“, ”or this”, "or” this.
type markKind byte

const (
	noMark markKind = iota
	doubleMark
	singleMark
)

var marks = map[rune]markKind{
	'"':  doubleMark,
	'“':  doubleMark,
	'”':  doubleMark,
	'„':  doubleMark,
	'‟':  doubleMark,
	'«':  doubleMark,
	'»':  doubleMark,
	'＂':  doubleMark,
	'「':  doubleMark,
	'」':  doubleMark,
	'\'': singleMark,
	'‘':  singleMark,
	'’':  singleMark,
	'‚':  singleMark,
	'‛':  singleMark,
	'‹':  singleMark,
	'›':  singleMark,
	'`':  singleMark,
}

// mark is one quotation mark in a paragraph with what stands beside it.
type mark struct {
	at, size      int
	kind          markKind
	glyph         rune
	before, after rune // 0 at the paragraph's edge
	announced     bool // behind a colon and a blank
	begins        bool // behind the end of a sentence and a blank, before a capital
}

// scanMarks finds the stretches in quotation marks of one paragraph. Double
// marks rule; single ones count only outside them, as the main style of British
// papers, and never where they are apostrophes.
func scanMarks(text string, span corpus.Span, stopped func(step int) bool) []Region {
	found := findMarks(text, span, stopped)
	var out []Region
	open := -1
	var again []corpus.Span
	for i, m := range found {
		switch {
		case open >= 0 && (m.kind == found[open].kind && closes(found, i, open) || mismatched(found[open], m)):
			out = appendRegion(out, text, found[open], m, m.at+m.size, false, again)
			open, again = -1, nil
		case open >= 0 && m.kind == doubleMark && found[open].kind == doubleMark && m.glyph == found[open].glyph && m.begins:
			again = append(again, corpus.Span{Start: m.at, End: m.at + m.size})
		case open < 0 && opens(found, i):
			open = i
		case open >= 0 && found[open].kind == singleMark && m.kind == doubleMark && opens(found, i):
			// A stray apostrophe never swallows a real quotation.
			open, again = i, nil
		}
	}
	if open >= 0 && found[open].kind == doubleMark {
		out = appendRegion(out, text, found[open], mark{at: span.End}, span.End, true, again)
	}
	return out
}

// isData reports a paragraph of data for machines, whose marks hold keys and
// values: {"name": "Ada", "age": 7}.
func isData(paragraph string) bool {
	keys := strings.Count(paragraph, "\":")
	return keys >= 2 && strings.Count(paragraph, "{")+strings.Count(paragraph, "[") > 0 &&
		4*keys >= strings.Count(paragraph, "\"")-2
}

func appendRegion(out []Region, text string, open, close mark, end int, unclosed bool, again []corpus.Span) []Region {
	inner := corpus.Span{Start: open.at + open.size, End: close.at}
	for inner.Start < inner.End && isSpaceAt(text, inner.Start) {
		inner.Start++
	}
	for inner.End > inner.Start && text[inner.End-1] == ' ' {
		inner.End--
	}
	if inner.Empty() || !hasWord(text[inner.Start:inner.End]) {
		return out
	}
	// What stands between two paragraphs of a quotation belongs to neither.
	for k := range again {
		for text[again[k].Start-1] == ' ' {
			again[k].Start--
		}
		for isSpaceAt(text, again[k].End) {
			again[k].End++
		}
	}
	return append(
		out,
		Region{
			Outer:    corpus.Span{Start: open.at, End: end},
			Inner:    inner,
			Unclosed: unclosed,
			Single:   open.kind == singleMark,
			Again:    again,
		},
	)
}

func isSpaceAt(text string, i int) bool { return text[i] == ' ' || text[i] == '\t' }

func hasWord(s string) bool {
	for _, r := range s {
		if isWordRune(r) {
			return true
		}
	}
	return false
}

// findMarks lists the marks of a paragraph; two apostrophes in a row, or two
// backticks, are one double mark.
func findMarks(text string, span corpus.Span, stopped func(step int) bool) []mark {
	var out []mark
	var before, earlier rune
	for i := span.Start; i < span.End && !stopped(i); {
		r, size := utf8.DecodeRuneInString(text[i:span.End])
		kind := marks[r]
		if kind == singleMark && (r == '\'' || r == '’' || r == '‘' || r == '`') {
			if next, nextSize := utf8.DecodeRuneInString(text[i+size : span.End]); next == r {
				kind, size = doubleMark, size+nextSize
			}
		}
		if kind != noMark {
			after, _ := utf8.DecodeRuneInString(text[i+size : span.End])
			if i+size == span.End {
				after = 0
			}
			blank := unicode.IsSpace(before)
			out = append(out, mark{
				at:        i,
				size:      size,
				kind:      kind,
				glyph:     r,
				before:    before,
				after:     after,
				announced: blank && earlier == ':',
				begins: blank && strings.ContainsRune(".!?…,'’", earlier) &&
					(unicode.IsUpper(after) || unicode.IsDigit(after) || after == '[' || after == '…'),
			})
		}
		before, earlier = r, before
		i += size
	}
	return out
}

func isEdge(r rune) bool { return r == 0 || unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

func opensBracket(r rune) bool {
	switch r {
	case '(', '[', '{', '—', '–', '-', ':', '/', '>', '“', '‘', '"', '\'', '„', '«':
		return true
	}
	return false
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// lookAhead bounds how many marks further a decision looks, so that a text of
// nothing but marks takes linear time.
const lookAhead = 24

// opens decides whether a mark may open a quotation: a blank, an edge or an
// opening bracket before it and something after it.
func opens(found []mark, i int) bool {
	m := found[i]
	if isEdge(m.after) && m.after != 0 && m.kind == singleMark || m.after == 0 {
		return false
	}
	if !isEdge(m.before) && !opensBracket(m.before) {
		return false
	}
	if unicode.IsSpace(m.after) && (m.glyph == '”' || m.glyph == '»') {
		return false // a closer whose opener is missing
	}
	if m.kind == singleMark && m.glyph == '’' {
		return false // an apostrophe: ’90s, ’em
	}
	if m.kind == doubleMark {
		return true
	}
	// A single mark opens only where a later one can close it; ’90s and ’em
	// have none.
	for j := i + 1; j < min(len(found), i+lookAhead); j++ {
		if found[j].kind == doubleMark {
			return mismatched(m, found[j])
		}
		if closes(found, j, i) {
			return true
		}
	}
	return false
}

// mismatched reports a quotation that opens with a single mark behind a colon or
// at its paragraph's start and closes with a double one: ‘We will wait.”
func mismatched(open, close mark) bool {
	begins := open.before == 0 || open.announced
	return open.kind == singleMark && close.kind == doubleMark && begins && !isEdge(close.before) && isEdge(close.after)
}

// closes decides whether a mark closes the quotation that opened at open: no
// letter or digit directly behind it, and for a mark with blanks on both sides
// only because a quotation is open.
func closes(found []mark, i, open int) bool {
	m := found[i]
	if letterOrDigit(m.after) {
		return false
	}
	if m.kind == doubleMark {
		// Behind a blank and before a word it would open; that is a nested or
		// repeated opener.
		return isEdge(m.after) || !isEdge(m.before) || unicode.IsPunct(m.after) && !opensBracket(m.after)
	}
	if isEdge(m.before) {
		return false
	}
	if (m.before == 's' || m.before == 'S') && unicode.IsSpace(m.after) && m.glyph != '›' {
		// The plural possessive: officers’ efforts. It is one where a better
		// closer follows before the next opener.
		for j := i + 1; j < min(len(found), i+lookAhead) && found[j].kind == singleMark; j++ {
			if isEdge(found[j].before) || letterOrDigit(found[j].after) && !letterOrDigit(found[j].before) {
				break
			}
			if !letterOrDigit(found[j].after) && found[j].before != 's' {
				return false
			}
		}
	}
	return open < i
}
