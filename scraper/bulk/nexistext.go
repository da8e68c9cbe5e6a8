package bulk

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
	"quoth/scraper/dates"
)

// The older text export: "n of N DOCUMENTS", newspaper and date in the middle
// of the line, headline, labels in capitals, the text in lines of 80 columns,
// labels again.

var (
	nexisDivider = regexp.MustCompile(
		`(?i)^(\d+) (?:of|von|de|di|van) (\d+) (?:DOCUMENTS|DOKUMENTEN?|DOCUMENTOS|DOCUMENTI|DOCUMENTEN)$`,
	)
	nexisOldLabel  = regexp.MustCompile(`^(\p{Lu}[\p{Lu}-]{3,24}):(?:\s+|$)(.*)$`)
	nexisHeadOfTXT = regexp.MustCompile(
		`(?im)^\s*\d+ (?:of|von|de|di|van) \d+ (?:DOCUMENTS|DOKUMENTEN?|DOCUMENTOS|DOCUMENTI|DOCUMENTEN)\s*$`,
	)
)

// nexisOldFields says of each label whether it stands before the text or behind
// it, and which field it fills.
var nexisOldFields = map[string]struct {
	field  string
	behind bool
}{
	"BYLINE": {
		Authors,
		false,
	},
	"SECTION":         {Section, false},
	"LENGTH":          {"", false},
	"HIGHLIGHT":       {"", false},
	"DATELINE":        {"", false},
	"SERIES":          {"", false},
	"HEADLINE":        {Title, false},
	"CORRECTION-DATE": {"", false},
	"LOAD-DATE": {
		"",
		true,
	},
	"LANGUAGE":         {Language, true},
	"PUBLICATION-TYPE": {"", true},
	"SUBJECT":          {"", true},
	"GRAPHIC":          {"", true},
	"DOCUMENT-TYPE": {
		"",
		true,
	},
	"JOURNAL-CODE": {"", true},
	"PUB-TYPE":     {"", true},
	"TYPE":         {"", true},
	"CORRECTION":   {"", true},
	"CITY": {
		"",
		true,
	},
	"COUNTRY":      {"", true},
	"STATE":        {"", true},
	"PERSON":       {"", true},
	"COMPANY":      {"", true},
	"ORGANIZATION": {"", true},
	"GEOGRAPHIC":   {"", true},
	"NOTES":        {"", true},
	"URL":          {URL, true},
	"AUTOR": {
		Authors,
		false,
	},
	"AUTORIN":  {Authors, false},
	"RUBRIK":   {Section, false},
	"LÄNGE":    {"", false},
	"UPDATE":   {"", true},
	"SPRACHE":  {Language, true},
	"AUTEUR":   {Authors, false},
	"RUBRIQUE": {Section, false},
	"LONGUEUR": {"", false},
	"LANGUE":   {Language, true},
	"SECCIÓN":  {Section, false},
	"LONGITUD": {"", false},
	"IDIOMA":   {Language, true},
}

func looksNexisText(f File) bool {
	if !hasEnding(f, ".txt", ".text") {
		return false
	}
	if nexisHeadOfTXT.Match(f.Body[:min(len(f.Body), 64<<10)]) {
		return slices.ContainsFunc(splitLines(decode(f.Body)), func(l line) bool {
			_, known := nexisOldFields[labelOf(nexisOldLabel.FindStringSubmatch(l.text))]
			return known
		})
	}
	small := bytes.ToLower(f.Body)
	return slices.ContainsFunc(nexisEnds, func(end string) bool { return bytes.Contains(small, []byte(end)) }) &&
		hasNexisAnchors(splitLines(decode(f.Body)))
}

func readNexisText(ctx context.Context, f File, s Settings, _ PageReader) (*Book, error) {
	text := decode(f.Body)
	lines := splitLines(text)
	first := -1
	for i, l := range lines {
		if nexisDivider.MatchString(l.text) {
			first = i
			break
		}
	}
	if first < 0 {
		return readNexisLines(ctx, text, lines, s, "text/plain"), nil
	}
	book := &Book{}
	numbers := map[int]bool{}
	for at := first; at < len(lines) && ctx.Err() == nil; {
		end := at + 1
		for end < len(lines) && !nexisDivider.MatchString(lines[end].text) {
			end++
		}
		m := nexisDivider.FindStringSubmatch(lines[at].text)
		number, _ := strconv.Atoi(m[1])
		of, _ := strconv.Atoi(m[2])
		book.Announced = max(book.Announced, min(of, maxArticles))
		numbers[number] = true
		page := corpus.Page{MediaType: "text/plain", Charset: "utf-8", URL: m[1], Body: slice(text, lines[at:end])}
		entry := readNexisOld(lines[at+1:end], s, page)
		entry.Label = label(number, of, entry.Collected.Article.Title)
		book.Entries = append(book.Entries, entry)
		at = end
	}
	book.gaps(numbers)
	return book, nil
}

// gaps names the numbered articles that are missing.
func (b *Book) gaps(numbers map[int]bool) {
	var missing []string
	for n := 1; n <= b.Announced; n++ {
		if !numbers[n] {
			missing = append(missing, strconv.Itoa(n))
		}
	}
	if len(missing) == 0 {
		return
	}
	names := strings.Join(missing[:min(len(missing), 20)], ", ")
	b.Entries = append(b.Entries, Entry{
		Label: "missing articles",
		Err: fmt.Errorf(
			"the file announces %d articles, %d were found; missing: number %s",
			b.Announced,
			len(numbers),
			names,
		),
	})
}

// chunk is a run of lines without a blank one.
type chunk []line

func (c chunk) text() string {
	words := make([]string, len(c))
	for i, l := range c {
		words[i] = l.text
	}
	return strings.Join(words, " ")
}

// without leaves out the lines of a kind.
func (c chunk) without(kind *regexp.Regexp) chunk {
	var out chunk
	for _, l := range c {
		if !kind.MatchString(l.text) {
			out = append(out, l)
		}
	}
	return out
}

func chunks(lines []line) []chunk {
	var out []chunk
	start := -1
	for i, l := range lines {
		switch {
		case l.text == "" && start >= 0:
			out, start = append(out, lines[start:i]), -1
		case l.text != "" && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, lines[start:])
	}
	return out
}

// readNexisOld reads one article of the older layout.
func readNexisOld(lines []line, s Settings, page corpus.Page) Entry {
	d := newDraft(s)
	all := chunks(lines)
	at := d.readOldHead(all)
	words := 0
	var texts []string
	behind := false
	for _, c := range all[at:] {
		text := c.text()
		m := nexisOldLabel.FindStringSubmatch(text)
		kind, known := nexisOldFields[labelOf(m)]
		switch {
		case known && (kind.behind || len(texts) == 0):
			behind = behind || kind.behind
			words = max(words, d.readOldLabel(m[1], m[2], kind.field))
		case copyrightLine.MatchString(text), correctionThere.MatchString(text):
		case !behind:
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		d.entry.Err = fmt.Errorf("%s: it has no text", orUntitled(d.article().Title))
		return *d.entry
	}
	return d.finish(blocksOf(texts), words, page)
}

func labelOf(match []string) string {
	if match == nil {
		return ""
	}
	return match[1]
}

// readOldHead reads newspaper, date and headline: the chunks before the first
// label or text. It returns where the labels begin.
func (d *draft) readOldHead(all []chunk) int {
	date := -1
	for i, c := range all[:min(len(all), 5)] {
		if dates.IsLine(c.text()) {
			date = i
			break
		}
	}
	if date < 0 {
		if len(all) == 0 {
			return 0
		}
		d.set(Publisher, all[0].text(), FromExport)
		d.doubt(Published, "", "no line of the head is a date")
		date = 0
	} else {
		for _, c := range all[:date] {
			if !copyrightLine.MatchString(c.text()) {
				d.set(Publisher, c.text(), FromExport)
				break
			}
		}
		d.set(Published, all[date].text(), FromExport)
	}
	for i := date + 1; i < len(all); i++ {
		text := all[i].text()
		m := nexisOldLabel.FindStringSubmatch(text)
		if _, known := nexisOldFields[labelOf(m)]; known {
			return i
		}
		if copyrightLine.MatchString(text) {
			continue
		}
		d.set(Title, all[i].without(correctionThere).text(), FromExport)
		return i + 1
	}
	return len(all)
}

func (d *draft) readOldLabel(name, value, field string) (words int) {
	switch {
	case name == "LENGTH":
		return readWordCount(value)
	case name == "CORRECTION" && value != "":
		d.entry.Collected.Page.Notes = append(d.entry.Collected.Page.Notes, correctionNote+value)
	case field != "":
		d.set(field, value, FromExport)
	}
	return 0
}
