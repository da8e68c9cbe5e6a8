package scraper

import (
	"bytes"
	"encoding/json"
	"html"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// A feed with one bad byte or a cut tag is no XML, and a parser of XML loses all
// of it. What follows reads the entries one by one as tags and text, as readers of
// feeds do, and keeps those that can be made out.

// looseEntry is an entry as its tags say.
type looseEntry struct {
	title, link, about, id string
	published, updated     string
	authors                []string
	summary, content       string // HTML
}

// rawText are elements whose content a tokenizer of HTML takes for plain text up
// to the end tag; in a feed they are elements like others.
var (
	rawText = regexp.MustCompile(
		`(?i)<(/?)(title|textarea|script|style|iframe|noembed|noframes|noscript|plaintext|xmp)\b`,
	)
	rawTexts = regexp.MustCompile(
		`(?i)<(/?)x-(title|textarea|script|style|iframe|noembed|noframes|noscript|plaintext|xmp)\b`,
	)
)

// fields of an entry by the local name of their element.
var looseFields = map[string]func(e *looseEntry, text string){
	"title":     func(e *looseEntry, text string) { first(&e.title, text) },
	"link":      func(e *looseEntry, text string) { first(&e.link, text) },
	"guid":      func(e *looseEntry, text string) { first(&e.id, text) },
	"id":        func(e *looseEntry, text string) { first(&e.id, text) },
	"pubdate":   func(e *looseEntry, text string) { first(&e.published, text) },
	"published": func(e *looseEntry, text string) { first(&e.published, text) },
	"issued":    func(e *looseEntry, text string) { first(&e.published, text) },
	"date":      func(e *looseEntry, text string) { first(&e.published, text) },
	"updated":   func(e *looseEntry, text string) { first(&e.updated, text) },
	"modified":  func(e *looseEntry, text string) { first(&e.updated, text) },
	"creator":   func(e *looseEntry, text string) { e.author(text) },
	"author":    func(e *looseEntry, text string) { e.author(text) },
	"name":      func(e *looseEntry, text string) { e.author(text) },
	"summary":   func(e *looseEntry, text string) { first(&e.summary, text) },
	"abstract":  func(e *looseEntry, text string) { first(&e.summary, text) },
	"description": func(e *looseEntry, text string) {
		first(&e.summary, text)
	},
	"content": func(e *looseEntry, text string) { first(&e.content, text) },
	"encoded": func(e *looseEntry, text string) { first(&e.content, text) },
	"body":    func(e *looseEntry, text string) { first(&e.content, text) },
}

// notOfEntries are prefixes whose elements only share a name with an entry's.
var notOfEntries = map[string]bool{
	"media":  true,
	"itunes": true,
	"source": true,
	"georss": true,
	"gd":     true,
	"slash":  true,
}

func first(field *string, text string) {
	if text = strings.TrimSpace(text); *field == "" {
		*field = text
	}
}

func (e *looseEntry) author(text string) {
	if text = strings.TrimSpace(
		text,
	); text != "" && !strings.ContainsAny(text, "<@") &&
		!slices.Contains(e.authors, text) {
		e.authors = append(e.authors, text)
	}
}

// looseEntries reads the entries of a feed that need not be well-formed. An
// entry that is not closed ends where the next begins, or with the feed.
func looseEntries(feed []byte) (entries []looseEntry) {
	tokens := nethtml.NewTokenizer(bytes.NewReader(rawText.ReplaceAll(feed, []byte("<${1}x-${2}"))))
	tokens.AllowCDATA(true)
	var current *looseEntry
	field, depth := "", 0 // the element that is read, and those of its name within it
	markup := false       // its text holds tags as such, not escaped ones
	var text strings.Builder
	closeField := func() {
		if read := looseFields[field]; read != nil && current != nil {
			words := text.String()
			if markup {
				words = rawTexts.ReplaceAllString(words, "<$1$2")
			}
			read(current, words)
		}
		field, depth = "", 0
		text.Reset()
	}
	closeEntry := func() {
		closeField()
		if current != nil {
			entries = append(entries, *current)
		}
		current = nil
	}
	for {
		kind := tokens.Next()
		if kind == nethtml.ErrorToken {
			closeEntry()
			return entries
		}
		raw := string(tokens.Raw())
		if kind == nethtml.TextToken {
			if field != "" {
				words := string(tokens.Text())
				text.WriteString(rawTexts.ReplaceAllString(words, "<$1$2"))
			}
			continue
		}
		if kind == nethtml.CommentToken || kind == nethtml.DoctypeToken {
			continue
		}
		tag := tokens.Token()
		prefix, local, found := strings.Cut(tag.Data, ":")
		if !found {
			prefix, local = "", prefix
		}
		local = strings.TrimPrefix(local, "x-")
		switch {
		case kind == nethtml.EndTagToken && (local == "item" || local == "entry"):
			closeEntry()
		case kind == nethtml.StartTagToken && (local == "item" || local == "entry"):
			closeEntry()
			current = &looseEntry{about: attribute(tag, "rdf:about", "about", "href", "resource")}
		case current == nil:
		case field != "" && local == field && kind == nethtml.StartTagToken:
			depth++
			text.WriteString(raw)
		case field != "" && local == field && kind == nethtml.EndTagToken:
			if depth--; depth <= 0 {
				closeField()
			} else {
				text.WriteString(raw)
			}
		case field != "" && field != "author":
			markup = true
			text.WriteString(raw)
		case kind == nethtml.EndTagToken:
		case local == "link":
			current.addLink(tag)
			if kind == nethtml.StartTagToken && attribute(tag, "href") == "" {
				field, depth, markup = "link", 1, false
			}
		case looseFields[local] != nil && kind == nethtml.StartTagToken && !notOfEntries[prefix]:
			closeField()
			field, depth, markup = local, 1, false
		}
	}
}

// addLink takes the address of a link that leads to the article: of Atom's links
// the alternate one.
func (e *looseEntry) addLink(tag nethtml.Token) {
	rel := strings.ToLower(attribute(tag, "rel"))
	if rel == "" || rel == "alternate" {
		first(&e.link, attribute(tag, "href"))
	}
}

func attribute(tag nethtml.Token, names ...string) string {
	for _, name := range names {
		for _, a := range tag.Attr {
			if a.Key == name {
				return strings.TrimSpace(a.Val)
			}
		}
	}
	return ""
}

// looseFeed is the title of a feed that is no XML, and its entries.
func looseFeed(feed []byte) (title string, entries []looseEntry) {
	if bytes.HasPrefix(bytes.TrimSpace(feed), []byte("{")) {
		head, _, _ := bytes.Cut(feed, []byte(`"items"`))
		if m := jsonTitle.FindSubmatch(head); m != nil {
			_ = json.Unmarshal(m[1], &title) // a title that cannot be read is none
		}
		return title, looseJSON(feed)
	}
	if m := looseTitle.FindSubmatch(feed[:min(len(feed), sniffed)]); m != nil {
		title = strings.TrimSpace(html.UnescapeString(string(m[1])))
	}
	return title, looseEntries(feed)
}

var jsonTitle = regexp.MustCompile(`"title"\s*:\s*("(?:[^"\\]|\\.)*")`)

var looseTitle = regexp.MustCompile(
	`(?is)<(?:channel|feed|rss|rdf:rdf)\b[^>]*>.{0,200}?<title[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]{1,200})`,
)

// looseJSON reads the entries of a JSON Feed up to where it is damaged.
func looseJSON(feed []byte) (entries []looseEntry) {
	at := bytes.Index(feed, []byte(`"items"`))
	if at < 0 {
		return nil
	}
	list := bytes.IndexByte(feed[at:], '[')
	if list < 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(feed[at+list:]))
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	for decoder.More() {
		var item struct {
			ID         any    `json:"id"`
			URL, Title string `json:",omitempty"`
			Summary    string `json:"summary"`
			Text       string `json:"content_text"`
			HTML       string `json:"content_html"`
			Published  string `json:"date_published"`
			Modified   string `json:"date_modified"`
		}
		if decoder.Decode(&item) != nil {
			break
		}
		e := looseEntry{
			title:     item.Title,
			link:      item.URL,
			published: item.Published,
			updated:   item.Modified,
			summary:   html.EscapeString(item.Summary),
			content:   item.HTML,
		}
		if id, ok := item.ID.(string); ok {
			e.id = id
		}
		if e.content == "" {
			e.content = html.EscapeString(item.Text)
		}
		entries = append(entries, e)
	}
	return entries
}

// item gives an entry to what reads those of a feed that is whole.
func (e looseEntry) item() *gofeed.Item {
	item := &gofeed.Item{
		Title:       e.title,
		Link:        e.link,
		GUID:        e.id,
		Published:   e.published,
		Updated:     e.updated,
		Description: e.summary,
		Content:     e.content,
	}
	for _, name := range e.authors {
		item.Authors = append(item.Authors, &gofeed.Person{Name: name})
	}
	return item
}

// xmlEncoding is the encoding that an XML declaration names.
var xmlEncoding = regexp.MustCompile(`^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["']([\w.:-]+)["']`)

// decodeFeed turns a feed into UTF-8: by its byte order mark, the character set
// of the answer (RFC 7303), its own declaration, as it is where that is valid, else
// as Windows-1252. What no XML may hold becomes a replacement character.
func decodeFeed(body []byte, contentType string) []byte {
	declared := ""
	if m := xmlEncoding.FindSubmatch(body[:min(len(body), sniffed)]); m != nil {
		declared = string(m[2])
	}
	_, parameters, _ := mime.ParseMediaType(contentType)
	text := body
	if marked := markedEncoding(body); marked != nil {
		text = decoded(body, marked)
	} else {
		for _, name := range []string{parameters["charset"], declared, "utf-8", "windows-1252"} {
			e, canonical := charset.Lookup(strings.Trim(name, `"' `))
			if e == nil ||
				canonical == "utf-8" && !utf8.Valid(body) && len(bytes.TrimSpace(body)) > 0 && !mostlyUTF8(body) {
				continue
			}
			if strings.HasPrefix(canonical, "utf-16") && !bytes.Contains(body[:min(len(body), 8)], []byte{0}) {
				continue // its declaration is read, so it is not UTF-16
			}
			text = decoded(body, e)
			break
		}
	}
	text = xmlEncoding.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("$1"))
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return utf8.RuneError
		}
		return r
	}, text)
}

func decoded(body []byte, e encoding.Encoding) []byte {
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return text
}

// mostlyUTF8 reports whether more characters keep UTF-8 than bytes break it.
func mostlyUTF8(body []byte) bool {
	kept, broken := 0, 0
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			kept++
		}
		i += size
	}
	return kept > broken
}

// markedEncoding is the encoding of a text with a byte order mark, or of XML that
// begins with "<" in two or four bytes; nil for others.
func markedEncoding(body []byte) encoding.Encoding {
	for _, m := range []struct {
		mark string
		as   encoding.Encoding
	}{
		{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"\x00\x00\x00<", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"<\x00\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"\xef\xbb\xbf", unicode.UTF8BOM},
		{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"\x00<\x00", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"<\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	} {
		if bytes.HasPrefix(body, []byte(m.mark)) {
			return m.as
		}
	}
	return nil
}
