package bulk

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"quoth/corpus"
	"quoth/scraper/dates"
	"quoth/scraper/extract"
)

// Factiva writes each article as a div whose class begins with "article", with
// a table of two columns: a code of two or three letters, and its value.

var hintless extract.Hint

// factivaFields maps codes to fields; the codes of the text are read apart.
var factivaFields = map[string]string{
	"HD": Title, "BY": Authors, "PD": Published, "SN": Publisher, "SE": Section, "LA": Language, "NS": "", "IPD": "",
}

var (
	factivaCode = regexp.MustCompile(`^[A-Z]{2,3}$`)
	factivaHead = regexp.MustCompile(`(?i)<div[^>]+class=["']?article\b`)
)

// factivaLanguages maps the first part of a class such as "enArticle".
var factivaClass = regexp.MustCompile(`\b([a-z]{2})Article\b`)

// factivaSigned are the rows that a coded article has; enoughCodes of them, the
// headline among them, make one. Web pages have div.article and the word
// "Headline" as well, but no such rows.
var factivaSigned = regexp.MustCompile(
	`(?i)<td[^>]*>\s*(?:<b[^>]*>\s*)?(HD|BY|WC|PD|ET|SN|SC|LA|CY|LP|TD|AN|NS|RE|IN|CO|PUB|IPD|IPC)\s*(?:&nbsp;|\x{a0})?\s*(?:</b>|</td>)`,
)

const enoughCodes = 3

// factivaPlain are the classes of the layout without codes, which carry the
// language: "enHeadline", "articleParagraph enarticleParagraph".
var (
	factivaHeadline  = regexp.MustCompile(`(?i)class=["']?[a-z]{2}Headline\b`)
	factivaParagraph = regexp.MustCompile(`(?i)class=["']?articleParagraph [a-z]{2}articleParagraph\b`)
)

// looksFactiva reports whether a page has what only Factiva writes: article
// divs with rows of codes, or headline and paragraphs with its own classes.
func looksFactiva(f File) bool {
	if !hasEnding(f, ".html", ".htm", ".xhtml") || !factivaHead.Match(f.Body) {
		return false
	}
	codes := map[string]bool{}
	for _, found := range factivaSigned.FindAllSubmatch(f.Body, 100) {
		codes[strings.ToUpper(string(found[1]))] = true
	}
	return len(codes) >= enoughCodes && codes["HD"] || factivaHeadline.Match(f.Body) && factivaParagraph.Match(f.Body)
}

func readFactiva(ctx context.Context, f File, s Settings, _ PageReader) (*Book, error) {
	text := decode(f.Body)
	parts := factivaParts(text)
	book := &Book{}
	for i, part := range parts {
		if ctx.Err() != nil {
			break
		}
		page := corpus.Page{MediaType: "text/html", Charset: "utf-8", URL: strconv.Itoa(i + 1), Body: []byte(part)}
		entry := readFactivaArticle(part, s, page)
		entry.Label = label(i+1, len(parts), entry.Collected.Article.Title)
		book.Entries = append(book.Entries, entry)
	}
	return book, nil
}

// factivaParts cuts the file into the divs of its articles, byte for byte. One
// that is not closed ends where the next begins.
func factivaParts(text string) []string {
	var out []string
	tokens := html.NewTokenizer(strings.NewReader(text))
	at, start, depth := 0, -1, 0
	flush := func(end int) {
		if start >= 0 {
			out = append(out, text[start:end])
		}
		start = -1
	}
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			flush(len(text))
			return out
		}
		raw := len(tokens.Raw())
		name, more := tokens.TagName()
		if string(name) == "div" {
			switch {
			case kind == html.StartTagToken && isArticleDiv(tokens, more):
				flush(at)
				start, depth = at, 1
			case kind == html.StartTagToken:
				depth++
			case kind == html.EndTagToken:
				if depth--; depth == 0 {
					flush(at + raw)
				}
			}
		}
		at += raw
	}
}

func isArticleDiv(tokens *html.Tokenizer, more bool) bool {
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if string(key) == "class" && (string(value) == "article" || bytes.HasPrefix(value, []byte("article "))) {
			return true
		}
	}
	return false
}

func readFactivaArticle(part string, s Settings, page corpus.Page) Entry {
	d := newDraft(s)
	root, err := goquery.NewDocumentFromReader(strings.NewReader(part))
	if err != nil {
		d.entry.Err = fmt.Errorf("it cannot be read: %w", err)
		return *d.entry
	}
	if class, _ := root.Find("div").First().Attr("class"); factivaClass.MatchString(class) {
		d.set(Language, factivaClass.FindStringSubmatch(class)[1], FromExport)
	}
	var texts []string
	words, coded := 0, false
	clockTime := ""
	root.Find("tr").Each(func(_ int, row *goquery.Selection) {
		cells := row.ChildrenFiltered("td")
		code := tidy(cells.First().Text())
		if cells.Length() < 2 || !factivaCode.MatchString(code) {
			return
		}
		coded = true
		value := cells.Eq(1)
		switch code {
		case "LP", "TD":
			texts = append(texts, cellParagraphs(value)...)
		case "WC":
			words = readWordCount(value.Text())
		case "ET":
			clockTime = tidy(value.Text())
		case "SN":
			d.set(Publisher, value.Text(), FromExport)
		case "SE":
			d.set(Section, value.Text(), FromExport)
		default:
			if field := factivaFields[code]; field != "" {
				d.set(field, value.Text(), FromExport)
			}
		}
	})
	if !coded {
		texts, words = d.readFactivaPlain(root)
	}
	_ = clockTime // the clock is printed without its zone: the day alone is certain
	if len(texts) == 0 {
		d.entry.Err = fmt.Errorf("%s: it has no text (fields LP and TD)", orUntitled(d.article().Title))
		return *d.entry
	}
	return d.finish(blocksOf(texts), words, page)
}

func cellParagraphs(cell *goquery.Selection) []string {
	var out []string
	cell.Find("p").Each(func(_ int, p *goquery.Selection) {
		if t := tidy(p.Text()); t != "" {
			out = append(out, t)
		}
	})
	if len(out) == 0 {
		if t := tidy(cell.Text()); t != "" {
			out = append(out, t)
		}
	}
	return out
}

var factivaWords = regexp.MustCompile(`(?i)^([\d,.]+) words$`)

// readFactivaPlain reads the layout without codes: a headline, then divs of
// which one says how many words, the next the date, the next the source.
func (d *draft) readFactivaPlain(root *goquery.Document) (texts []string, words int) {
	headline := root.Find("[class$=Headline]").First()
	d.set(Title, headline.Text(), FromExport)
	root.Find("div.author").Each(func(_ int, div *goquery.Selection) { d.set(Authors, div.Text(), FromExport) })
	place := 0
	root.Find("div div").Each(func(_ int, div *goquery.Selection) {
		text := norm.NFC.String(tidy(div.Text()))
		switch {
		case div.HasClass("author") || div.Find("[class$=Headline], div").Length() > 0 || text == "":
		case factivaWords.MatchString(text):
			words, place = readWordCount(text), 1
		case place == 1 && dates.IsLine(text):
			d.set(Published, text, FromExport)
			place = 2
		case place == 2 && !dates.HasClock(text):
			d.set(Publisher, text, FromExport)
			place = 3
		}
	})
	root.Find("p.articleParagraph").Each(func(_ int, p *goquery.Selection) {
		if t := tidy(p.Text()); t != "" {
			texts = append(texts, t)
		}
	})
	return texts, words
}
