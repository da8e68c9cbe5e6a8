package bulk

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"quoth/corpus"
	"quoth/scraper/dates"
)

// Nexis Uni: a cover, then articles of a bold headline, the newspaper, a line
// with the date, labelled lines, "Body", the paragraphs, "Classification" and
// "End of Document". The text between "Body" and "End of Document" is anchored
// on those two lines, never on blank ones. Its text export has the same lines.

// nexisEnds close an article, in the languages of the database's screens.
var nexisEnds = []string{
	"end of document",
	"ende des dokuments",
	"fin du document",
	"fin del documento",
	"fine del documento",
	"einde van document",
	"fim do documento",
}

var (
	nexisEnd       = regexp.MustCompile(`(?i)^(?:` + strings.Join(nexisEnds, "|") + `)$`)
	nexisBody      = regexp.MustCompile(`(?i)^(?:body|textkörper|corps|cuerpo|corpo)$`)
	nexisTail      = regexp.MustCompile(`(?i)^classification$|^load-date:`)
	nexisAnnounced = regexp.MustCompile(`(?i)^documents?\s*\((\d+)\)$`)
	nexisListed    = regexp.MustCompile(`^(\d+)\.\s+(.+)$`)
	nexisCover     = regexp.MustCompile(
		`(?i)^(?:user name|date and time|job number|documents?\s*\(\d+\)|client/matter|search terms|search type|content type|narrowed by|news timeline|about lexisnexis|privacy policy|terms & conditions)\b`,
	)
	nexisBookmark = regexp.MustCompile(`^Bookmark_\d+$`)
	nexisBodyMark = regexp.MustCompile(`^Body(?:_\d+)?$`)
	nexisLabels   = regexp.MustCompile(
		`(?i)(?:^|\s)(section|length|byline|author|highlight|dateline|load[- ]date|language|publication-type|document-type|subject|graphic|series|correction-date|correction|rubrik|länge|autor|sprache|rubrique|longueur|auteur|langue|sección|longitud|autores|idioma|sectie|lengte|taal)\s*:\s*`,
	)
	copyrightLine   = regexp.MustCompile(`(?i)^(?:copyright\b|©|all rights reserved|\(c\) \d{4})`)
	correctionThere = regexp.MustCompile(`(?i)^correction appended$`)
)

// nexisFields maps a label to the field it fills; "" leaves it out of the text
// without keeping it.
var nexisFields = map[string]string{
	"section":          Section,
	"byline":           Authors,
	"author":           Authors,
	"language":         Language,
	"subject":          "",
	"length":           "",
	"highlight":        "",
	"dateline":         "",
	"load-date":        "",
	"publication-type": "",
	"graphic":          "",
	"series":           "",
	"correction":       "",
	"correction-date":  "",
	"rubrik":           Section,
	"rubrique":         Section,
	"sección":          Section,
	"sectie":           Section,
	"autor":            Authors,
	"autores":          Authors,
	"auteur":           Authors,
	"sprache":          Language,
	"langue":           Language,
	"idioma":           Language,
	"taal":             Language,
}

func looksNexisDOCX(f File) bool {
	if !looksDOCX(f) {
		return false
	}
	document, err := readZipPart(f, documentPart)
	if err != nil {
		return false
	}
	lines, _ := docxLines(document)
	return hasNexisAnchors(lines)
}

func hasNexisAnchors(lines []line) bool {
	body, end := false, false
	for _, l := range lines {
		body = body || nexisBody.MatchString(l.text)
		end = end || body && nexisEnd.MatchString(l.text)
	}
	return body && end
}

func readNexisDOCX(ctx context.Context, f File, s Settings, _ PageReader) (*Book, error) {
	document, err := readZipPart(f, documentPart)
	if err != nil {
		return nil, err
	}
	lines, damage := docxLines(document)
	book := readNexisLines(ctx, string(document), lines, s, docxType)
	if damage != nil {
		book.Entries = append(book.Entries, Entry{Label: "the rest of " + f.Name, Err: damage})
	}
	return book, nil
}

// readNexisLines reads the modern layout out of paragraphs or lines.
func readNexisLines(ctx context.Context, text string, lines []line, s Settings, mediaType string) *Book {
	book := &Book{}
	segments := nexisSegments(lines)
	var titles map[int]string
	book.Announced, titles = nexisAnnounces(lines)
	for i, segment := range segments {
		if ctx.Err() != nil {
			break
		}
		entry := readNexisArticle(
			segment,
			s,
			corpus.Page{MediaType: mediaType, Charset: "utf-8", URL: strconv.Itoa(i + 1), Body: slice(text, segment)},
		)
		entry.Label = label(i+1, book.Announced, entry.Collected.Article.Title)
		book.Entries = append(book.Entries, entry)
	}
	book.compare(titles)
	return book
}

// nexisAnnounces reads the cover: how many documents, and their titles by
// number.
func nexisAnnounces(lines []line) (count int, titles map[int]string) {
	titles = map[int]string{}
	for _, l := range lines {
		if nexisBody.MatchString(l.text) {
			break
		}
		if m := nexisAnnounced.FindStringSubmatch(l.text); m != nil {
			count, _ = strconv.Atoi(m[1])
		} else if m := nexisListed.FindStringSubmatch(l.text); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n <= maxArticles {
				titles[n] = m[2]
			}
		}
	}
	return count, titles
}

// compare says which of the announced articles are missing.
func (b *Book) compare(titles map[int]string) {
	missing := b.Announced - len(b.Entries)
	if missing <= 0 {
		return
	}
	found := map[string]bool{}
	for _, e := range b.Entries {
		found[foldTitle(e.Collected.Article.Title)] = true
	}
	var names []string
	for n := 1; n <= b.Announced && len(names) < 5; n++ {
		if title := titles[n]; title != "" && !found[foldTitle(title)] {
			names = append(names, fmt.Sprintf("%d. %s", n, cut(title, 80)))
		}
	}
	reason := fmt.Sprintf("the cover announces %d articles, %d were found", b.Announced, len(b.Entries))
	if len(names) > 0 {
		reason += "; missing: " + strings.Join(names, "; ")
	}
	b.Entries = append(b.Entries, Entry{Label: "missing articles", Err: fmt.Errorf("%s", reason)})
}

func foldTitle(s string) string { return corpus.FoldName(s) }

// nexisSegments cuts the lines into articles: at the bookmarks where there are
// some, and after every "End of Document".
func nexisSegments(lines []line) [][]line {
	var out [][]line
	start, started := 0, false
	for i, l := range lines {
		switch {
		case nexisBookmark.MatchString(l.mark):
			if started && hasWords(lines[start:i]) {
				out = append(out, lines[start:i]) // the one before lost its end
			}
			start, started = i, true
		case nexisEnd.MatchString(l.text):
			if !started {
				start = nexisHeadStart(lines, start, i)
			}
			out = append(out, lines[start:i+1])
			start, started = i+1, false
		}
	}
	if rest := lines[min(start, len(lines)):]; hasBody(rest) || started && hasWords(rest) {
		out = append(out, rest)
	}
	return out
}

// nexisHeadStart leaves the cover out of the first article where no bookmark
// says where it begins: it ends with the last line of a cover's kind.
func nexisHeadStart(lines []line, start, end int) int {
	first := start
	for i := start; i < end && !nexisBody.MatchString(lines[i].text); i++ {
		listed := nexisListed.MatchString(lines[i].text) && !dates.IsLine(lines[i].text) // "3. Juli 2019" is a day
		if nexisCover.MatchString(lines[i].text) || listed {
			first = i + 1
		}
	}
	return first
}

func hasBody(lines []line) bool {
	for _, l := range lines {
		if nexisBody.MatchString(l.text) {
			return true
		}
	}
	return false
}

func hasWords(lines []line) bool {
	for _, l := range lines {
		if l.text != "" {
			return true
		}
	}
	return false
}

// readNexisArticle reads one article of the modern layout.
func readNexisArticle(lines []line, s Settings, page corpus.Page) Entry {
	d := newDraft(s)
	body := -1
	for i, l := range lines {
		if nexisBody.MatchString(l.text) || nexisBodyMark.MatchString(l.mark) && l.text != "" && len(l.text) < 8 {
			body = i
			break
		}
	}
	head := lines
	if body >= 0 {
		head = lines[:body]
	}
	announced := d.readNexisHead(head)
	if body < 0 {
		d.entry.Err = fmt.Errorf(
			"%s: it has no line “Body”, so its text cannot be told from its head",
			orUntitled(d.article().Title),
		)
		return *d.entry
	}
	texts, ended := d.readNexisBody(lines[body+1:])
	if !ended {
		d.doubt(Body, "", "the line “End of Document” is missing: the article may be cut")
	}
	return d.finish(blocksOf(texts), announced, page)
}

func orUntitled(title string) string {
	if title == "" {
		return "an article without a headline"
	}
	return "“" + cut(title, 80) + "”"
}

// readNexisHead reads headline, newspaper, date and labels; it returns the
// announced length in words.
func (d *draft) readNexisHead(head []line) (words int) {
	place := 0 // 0 headline, 1 newspaper, 2 date, 3 labels
	for _, l := range head {
		switch {
		case l.text == "":
		case copyrightLine.MatchString(l.text):
		case correctionThere.MatchString(l.text):
		case place > 0 && nexisLabels.MatchString(l.text):
			place = 3
			words = max(words, d.readNexisLabels(l.text))
		case place == 0:
			d.set(Title, l.text, FromExport)
			place = 1
		case place <= 2 && dates.IsLine(l.text):
			d.set(Published, l.text, FromExport)
			place = 3
		case place == 1:
			d.set(Publisher, l.text, FromExport)
			place = 2
		}
	}
	return words
}

// nexisLengths are the labels of the number of words.
var nexisLengths = map[string]bool{"length": true, "länge": true, "longueur": true, "longitud": true, "lengte": true}

// readNexisLabels reads the labelled fields of a line; several may share one.
func (d *draft) readNexisLabels(text string) (words int) {
	found := nexisLabels.FindAllStringSubmatchIndex(text, -1)
	for i, m := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		name, value := strings.ToLower(text[m[2]:m[3]]), strings.TrimSpace(text[m[1]:end])
		switch {
		case nexisLengths[name]:
			words = readWordCount(value)
		case name == "correction" && value != "":
			d.entry.Collected.Page.Notes = append(d.entry.Collected.Page.Notes, correctionNote+value)
		case nexisFields[name] != "":
			d.set(nexisFields[name], value, FromExport)
		}
	}
	return words
}

// readNexisBody reads the paragraphs up to the classification, and the
// classification's fields.
func (d *draft) readNexisBody(lines []line) (texts []string, ended bool) {
	tail := false
	for _, l := range lines {
		switch {
		case l.text == "":
		case nexisEnd.MatchString(l.text):
			return texts, true
		case nexisTail.MatchString(l.text):
			tail = true
		case tail:
			d.readNexisLabels(l.text)
		case correctionThere.MatchString(l.text):
		default:
			texts = append(texts, l.text)
		}
	}
	return texts, false
}
