package bulk

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"quoth/corpus"
)

// ProQuest text: articles between rules of underscores or below lines
// "Document n of N", each a title and labelled fields, of which "Full text:"
// holds the article.

var (
	proquestRule    = regexp.MustCompile(`^_{20,}$`)
	proquestDivider = regexp.MustCompile(`(?i)^Document (\d+) of (\d+)$`)
	proquestLabel   = regexp.MustCompile(`^([A-Z][A-Za-z/ ]{2,40}):(?:\s+|$)(.*)$`)
	proquestListed  = regexp.MustCompile(`^(\d+)\.\s+(.+)$`)
)

// proquestFields are the labels of ProQuest and the fields they fill. A line
// that begins with a label ends the field before it; other lines with a colon
// belong to the text.
var proquestFields = map[string]string{
	"author":                  Authors,
	"publication title":       Publisher,
	"publication date":        Published,
	"section":                 Section,
	"language of publication": Language,
	"language":                Language,
	"document url":            URL,
	"subject":                 Keywords,
	"title":                   Title,
	"full text":               Body,
	"publication info":        "",
	"proquest document link":  "",
	"abstract":                "",
	"links":                   "",
	"location":                "",
	"people":                  "",
	"company / organization":  "",
	"identifier / keyword":    "",
	"pages":                   "",
	"publication year":        "",
	"publisher":               "",
	"first page":              "",
	"place of publication":    "",
	"country of publication":  "",
	"publication subject":     "",
	"issn":                    "",
	"source type":             "",
	"document type":           "",
	"proquest document id":    "",
	"copyright":               "",
	"last updated":            "",
	"database":                "",
	"volume":                  "",
	"issue":                   "",
	"credit":                  "",
	"illustration":            "",
	"dateline":                "",
	"column":                  "",
	"correction":              "",
	"e-issn":                  "",
	"classification":          "",
	"year":                    "",
	"supplement":              "",
	"caption":                 "",
}

func looksProQuest(f File) bool {
	if !hasEnding(f, ".txt", ".text") {
		return false
	}
	if !bytes.Contains(f.Body, []byte("ProQuest")) && !bytes.Contains(f.Body, []byte("Full text:")) {
		return false // most texts; the labels need not be looked for
	}
	// An article about ProQuest has its name, but no labels at the beginning of
	// lines: the text's and two others.
	labels := map[string]bool{}
	for _, l := range splitLines(decode(f.Body)) {
		if name, _, ok := proquestField(l.text); ok {
			labels[name] = true
		}
	}
	return len(labels) > 2 && (labels["full text"] || labels["proquest document id"])
}

func readProQuest(ctx context.Context, f File, s Settings, _ PageReader) (*Book, error) {
	text := decode(f.Body)
	lines := splitLines(text)
	book := &Book{}
	numbers := map[int]bool{}
	for _, segment := range proquestSegments(lines) {
		if ctx.Err() != nil {
			break
		}
		number := len(book.Entries) + 1
		if m := proquestDivider.FindStringSubmatch(segment[0].text); m != nil {
			number, _ = strconv.Atoi(m[1])
			of, _ := strconv.Atoi(m[2])
			book.Announced = max(book.Announced, min(of, maxArticles))
			numbers[number] = true
		}
		page := corpus.Page{
			MediaType: "text/plain",
			Charset:   "utf-8",
			URL:       strconv.Itoa(number),
			Body:      slice(text, segment),
		}
		entry := readProQuestArticle(segment, s, page)
		entry.Label = label(number, book.Announced, entry.Collected.Article.Title)
		book.Entries = append(book.Entries, entry)
	}
	if len(numbers) > 0 {
		book.gaps(numbers)
		return book, nil
	}
	titles := proquestContents(lines)
	book.Announced = len(titles)
	book.compare(titles)
	return book, nil
}

// proquestContents reads the table of contents.
func proquestContents(lines []line) map[int]string {
	titles := map[int]string{}
	inside := false
	for _, l := range lines {
		switch {
		case strings.EqualFold(l.text, "table of contents"):
			inside = true
		case inside && proquestRule.MatchString(l.text):
			return titles
		case inside:
			if m := proquestListed.FindStringSubmatch(l.text); m != nil {
				if n, err := strconv.Atoi(m[1]); err == nil && n == len(titles)+1 {
					titles[n] = m[2]
				}
			}
		}
	}
	return titles
}

// proquestSegments cuts the file at its rules and dividers and keeps what holds
// an article's labels.
func proquestSegments(lines []line) [][]line {
	var out [][]line
	start := 0
	flush := func(end int) {
		segment := lines[start:end]
		for len(segment) > 0 && segment[0].text == "" {
			segment = segment[1:]
		}
		if hasProQuestLabels(segment) {
			out = append(out, segment)
		}
	}
	for i, l := range lines {
		switch {
		case proquestRule.MatchString(l.text):
			flush(i)
			start = i + 1
		case proquestDivider.MatchString(l.text):
			flush(i)
			start = i
		}
	}
	flush(len(lines))
	return out
}

// hasProQuestLabels holds where at least two known labels begin lines, so that
// a cover or a closing remark is no article.
func hasProQuestLabels(lines []line) bool {
	n := 0
	for _, l := range lines {
		if proquestDivider.MatchString(l.text) {
			n++
		}
		if name, _, ok := proquestField(l.text); ok && name != "links" {
			n++
		}
	}
	return n > 1
}

func proquestField(text string) (name, value string, ok bool) {
	m := proquestLabel.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(m[1]))
	_, ok = proquestFields[name]
	return name, m[2], ok
}

func readProQuestArticle(lines []line, s Settings, page corpus.Page) Entry {
	d := newDraft(s)
	values := map[string][]line{}
	current := ""
	for i, l := range lines {
		if i == 0 && proquestDivider.MatchString(l.text) {
			continue
		}
		name, value, ok := proquestField(l.text)
		// Inside the full text only the labels that follow one end it.
		if ok && !(current == "full text" && !endsFullText[name]) {
			current = name
			if _, again := values[name]; !again {
				values[name] = []line{{text: tidy(value)}}
			} else {
				current = "" // the first one counts
			}
			continue
		}
		if current == "" && l.text != "" && len(values) == 0 {
			if d.article().Title == "" {
				d.set(Title, l.text, FromExport)
			}
			continue
		}
		if current != "" {
			values[current] = append(values[current], l)
		}
	}
	for name, field := range proquestFields {
		if field == "" || field == Body || len(values[name]) == 0 {
			continue
		}
		d.set(field, strings.Join(paragraphs(values[name]), " "), FromExport)
	}
	d.cleanProQuest()
	if words := values["correction"]; len(words) > 0 {
		page.Notes = append(page.Notes, correctionNote+strings.Join(paragraphs(words), " "))
	}
	texts := paragraphs(values["full text"])
	if len(texts) == 0 {
		d.entry.Err = fmt.Errorf(
			"%s: it has no “Full text:”; the export may hold abstracts only",
			orUntitled(d.article().Title),
		)
		return *d.entry
	}
	return d.finish(blocksOf(texts), 0, page)
}

// endsFullText are the labels that can follow the text.
var endsFullText = map[string]bool{
	"subject":                true,
	"title":                  true,
	"publication title":      true,
	"location":               true,
	"people":                 true,
	"company / organization": true,
	"identifier / keyword":   true,
	"copyright":              true,
	"correction":             true,
	"credit":                 true,
	"illustration":           true,
	"publication year":       true,
	"proquest document id":   true,
	"pages":                  true,
}

// cleanProQuest takes the place off the outlet's name, "The Post; London (UK)",
// and the reader's account off the address.
func (d *draft) cleanProQuest() {
	a := d.article()
	name, _, _ := strings.Cut(a.Publisher, ";")
	a.Publisher = strings.TrimSpace(name)
	a.URL, _, _ = strings.Cut(a.URL, "?")
}
