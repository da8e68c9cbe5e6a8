package bulk

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/scraper/charset"

	"golang.org/x/text/unicode/norm"
)

// decode turns a text file into UTF-8; what declares nothing is taken for
// Windows-1252, which old exports are written in.
func decode(body []byte) string {
	decoded, _, err := charset.Decode(body, "")
	if err != nil {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	return string(decoded)
}

// tidy puts a printed line in order: NFC, one blank between words, nothing
// invisible.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u2060':
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, norm.NFC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// line is a line or a paragraph of a bulk file with its place in it.
type line struct {
	text       string // tidied
	bold       bool   // all of it
	mark       string // the first bookmark set in it
	start, end int    // bytes of the file's text
}

// splitLines cuts a text into lines with their places; lines end with \n, \r\n
// or a form feed.
func splitLines(text string) []line {
	var out []line
	for start := 0; start < len(text); {
		end := strings.IndexAny(text[start:], "\n\f")
		if end < 0 {
			end = len(text)
		} else {
			end += start + 1
		}
		out = append(out, line{text: tidy(text[start:end]), start: start, end: end})
		start = end
	}
	return out
}

// paragraphs joins lines to paragraphs at blank lines.
func paragraphs(lines []line) []string {
	var out []string
	var words []string
	flush := func() {
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
		words = nil
	}
	for _, l := range lines {
		if l.text == "" {
			flush()
			continue
		}
		words = append(words, l.text)
	}
	flush()
	return out
}

// slice is the part of a text that lines cover.
func slice(text string, lines []line) []byte {
	if len(lines) == 0 {
		return nil
	}
	return []byte(text[lines[0].start:lines[len(lines)-1].end])
}

func countWords(texts ...string) int {
	n := 0
	for _, t := range texts {
		n += len(strings.Fields(t))
	}
	return n
}

// label names an article within its file.
func label(number, of int, title string) string {
	place := fmt.Sprint(number)
	if of > 0 {
		place = fmt.Sprintf("%d of %d", number, of)
	}
	if title == "" {
		return place
	}
	return place + ": " + cut(title, 80)
}

// cut shortens a text for people, at a rune.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
