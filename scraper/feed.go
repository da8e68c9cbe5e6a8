package scraper

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/mmcdole/gofeed"

	"quoth/corpus"
	"quoth/scraper/extract"
)

// feedEntry is what a feed or a news sitemap says of an article; it fills what
// the page leaves out.
type feedEntry struct {
	title     string
	publisher string
	published corpus.Date
	modified  corpus.Date // of a sitemap: when the page last changed
	authors   []string
	text      string // HTML: what the feed itself has of the article
}

func (f *feedEntry) fill(a *corpus.Article) {
	if f == nil {
		return
	}
	if a.FieldOrigins == nil {
		a.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	if a.Title == "" && f.title != "" {
		a.Title, a.FieldOrigins["title"] = f.title, corpus.FromFeed
	}
	if a.Publisher == "" && f.publisher != "" {
		a.Publisher, a.FieldOrigins["publisher"] = f.publisher, corpus.FromFeed
	}
	if a.Published.IsZero() && !f.published.IsZero() {
		a.Published, a.FieldOrigins["published"] = f.published, corpus.FromFeed
	}
	if len(a.Authors) == 0 && len(f.authors) > 0 {
		a.Authors, a.FieldOrigins["authors"] = f.authors, corpus.FromFeed
	}
}

// maxFeedEntries bounds what one feed may ask us to fetch.
const maxFeedEntries = 5000

// listFeed lists the entries of a feed: RSS, Atom or JSON Feed, in UTF-8. address
// is where it was found; links are relative to it. Of a damaged feed it lists what
// can be made out, with a note.
func listFeed(self Item, address string, body []byte) (*listing, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read the feed %s: %w", self.Label, err)
	}
	list := &listing{}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	title, loose := looseFeed(body)
	switch {
	case err != nil && len(loose) == 0:
		return nil, fmt.Errorf("read the feed %s: it is no RSS, Atom or JSON feed: %w", self.Label, err)
	case err != nil || len(feed.Items) < len(loose):
		if err != nil {
			list.notes = append(
				list.notes,
				fmt.Sprintf("the feed is damaged; %d entries could be made out (%v)", len(loose), err),
			)
			feed = &gofeed.Feed{Title: title}
		}
		feed.Items = nil
		for _, e := range loose {
			feed.Items = append(feed.Items, e.item())
		}
	}
	aligned := len(loose) == len(feed.Items)
	for i, entry := range feed.Items {
		if i == maxFeedEntries {
			list.leave(len(feed.Items)-i, "entries beyond the limit of feeds left out")
			list.wrong(
				self,
				fmt.Sprintf("the feed has more than %d entries; %d were left out", maxFeedEntries, len(feed.Items)-i),
			)
			break
		}
		var also looseEntry
		if aligned {
			also = loose[i]
		}
		link, ok := entryLink(base, entry, also)
		if !ok {
			list.wrong(self, fmt.Sprintf("the entry %q of the feed has no address", entry.Title))
			continue
		}
		list.items = append(list.items, Item{
			Input: Input{
				Kind:  URL,
				Value: link,
			},
			URL:    link,
			Label:  link,
			Parent: self.URL,
			feed:   readEntry(feed, entry),
		})
	}
	return list, nil
}

// entryLink is the page of an entry: its link, what it is about (RDF), its
// identifier where that is an address. Enclosures, which are media, come last.
func entryLink(base *url.URL, entry *gofeed.Item, also looseEntry) (string, bool) {
	candidates := []string{entry.Link, also.link, also.about, entry.GUID}
	media := map[string]bool{}
	for _, e := range entry.Enclosures {
		media[e.URL] = true
	}
	for _, link := range entry.Links {
		if !media[link] {
			candidates = append(candidates, link)
		}
	}
	slices.SortStableFunc(candidates, func(a, b string) int {
		switch {
		case media[a] == media[b]:
			return 0
		case media[a]:
			return 1
		}
		return -1
	})
	for _, candidate := range append(candidates, entry.Links...) {
		link, err := base.Parse(strings.TrimSpace(candidate))
		isIdentifier := candidate == entry.GUID && !strings.HasPrefix(candidate, "http")
		if candidate != "" && !isIdentifier && err == nil && link.Host != "" &&
			(link.Scheme == "http" || link.Scheme == "https") {
			link.User = nil
			return link.String(), true
		}
	}
	return "", false
}

func readEntry(feed *gofeed.Feed, entry *gofeed.Item) *feedEntry {
	f := &feedEntry{title: strings.TrimSpace(entry.Title), publisher: strings.TrimSpace(feed.Title)}
	f.published = feedDate(entry.Published, entry.PublishedParsed)
	if f.published.IsZero() {
		f.published = feedDate(entry.Updated, entry.UpdatedParsed)
	}
	for _, author := range entry.Authors {
		if name := strings.TrimSpace(author.Name); name != "" {
			f.authors = append(f.authors, name)
		}
	}
	if f.text = entry.Content; f.text == "" {
		f.text = entry.Description
	}
	f.text = cutText(f.text)
	return f
}

// maxEntryText bounds what is held of each entry while it waits.
const maxEntryText = 1 << 20

func cutText(text string) string {
	if len(text) > maxEntryText {
		return strings.ToValidUTF8(text[:maxEntryText], "")
	}
	return text
}

// ownText makes an article of what the feed itself has of it, for a page that
// cannot be fetched or read. It is kept as what it is: the note says so. ok is
// false where the feed has no text.
func (s *Scraper) ownText(item Item, why error) (got, bool) {
	if item.feed == nil || strings.TrimSpace(item.feed.text) == "" {
		return got{}, false
	}
	c, err := textOfEntry(item.feed.text)
	if err != nil {
		return got{}, false
	}
	item.feed.fill(&c.Article)
	c.Article.URL = extract.CanonicalURL(item.URL)
	c.Article.FieldOrigins["body"] = corpus.FromFeed
	c.Page = corpus.Page{
		MediaType: "text/html",
		Charset:   "utf-8",
		URL:       item.URL,
		Fetched:   s.o.Now(),
		Body:      []byte(item.feed.text),
		Notes: []string{
			fmt.Sprintf("the text is the feed's own, which may be a part: the page could not be read (%v)", why),
		},
	}
	return got{article: &c}, true
}

// textOfEntry reads the blocks of an entry's HTML.
func textOfEntry(text string) (corpus.Collected, error) {
	root, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		return corpus.Collected{}, err
	}
	root.Find("script, style, template, noscript").Remove()
	root.Find("br").ReplaceWithHtml("\n")
	root.Find("p, div, li, h1, h2, h3, h4, h5, h6, blockquote, tr").AppendHtml("\n\n").PrependHtml("\n\n")
	var c corpus.Collected
	for paragraph := range strings.SplitSeq(root.Text(), "\n\n") {
		if words := strings.Join(strings.Fields(paragraph), " "); words != "" {
			c.Blocks = append(c.Blocks, corpus.Block{Kind: corpus.PlainParagraph, Text: words})
		}
	}
	if len(c.Blocks) == 0 {
		return c, extract.ErrNoText
	}
	return c, nil
}

// feedLayouts are the layouts of feeds that name a zone: the date keeps it, so
// that its day is the printed day.
var feedLayouts = []string{time.RFC3339, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"}

// feedDate reads a date as printed, else takes the parser's, which is in UTC.
func feedDate(printed string, parsed *time.Time) corpus.Date {
	printed = strings.TrimSpace(printed)
	for _, layout := range feedLayouts {
		if t, err := time.Parse(layout, printed); err == nil {
			return corpus.Date{Time: t}
		}
	}
	switch {
	case parsed == nil:
		return corpus.Date{}
	case len(printed) == len(time.DateOnly):
		return corpus.Date{Time: *parsed, DayOnly: true}
	}
	return corpus.Date{Time: *parsed}
}
