package scraper

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"quoth/corpus"
)

// feedEntry is what a feed or a news sitemap says of an article; it fills what
// the page leaves out.
type feedEntry struct {
	title     string
	publisher string
	published corpus.Date
	modified  corpus.Date // of a sitemap: when the page last changed
	authors   []string
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

// listFeed lists the entries of a feed: RSS, Atom or JSON Feed. address is
// where it was found; links are relative to it.
func listFeed(self Item, address string, body []byte) (*listing, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read the feed %s: %w", self.Label, err)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read the feed %s: it is no RSS, Atom or JSON feed: %w", self.Label, err)
	}
	list := &listing{}
	for i, entry := range feed.Items {
		if i == maxFeedEntries {
			list.wrong(self, fmt.Sprintf("the feed has more than %d entries; %d were left out", maxFeedEntries, len(feed.Items)-i))
			break
		}
		link, ok := entryLink(base, entry)
		if !ok {
			list.wrong(self, fmt.Sprintf("the entry %q of the feed has no address", entry.Title))
			continue
		}
		list.items = append(list.items, Item{
			Input: Input{Kind: URL, Value: link}, URL: link, Label: link, Parent: self.URL, feed: readEntry(feed, entry),
		})
	}
	return list, nil
}

// entryLink is the page of an entry; some feeds give it only as the identifier.
func entryLink(base *url.URL, entry *gofeed.Item) (string, bool) {
	for _, candidate := range append([]string{entry.Link}, append(entry.Links, entry.GUID)...) {
		link, err := base.Parse(strings.TrimSpace(candidate))
		isIdentifier := candidate == entry.GUID && !strings.HasPrefix(candidate, "http")
		if candidate != "" && !isIdentifier && err == nil && link.Host != "" && (link.Scheme == "http" || link.Scheme == "https") {
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
	return f
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
