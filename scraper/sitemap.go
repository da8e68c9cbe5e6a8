package scraper

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html/charset"

	"quoth/corpus"
)

// Limits of sitemaps. The first two are those of sitemaps.org.
const (
	maxSitemapEntries = 50_000
	maxSitemapBytes   = 50 << 20
	maxSitemapDepth   = 2 // an index may list indexes, those may list sitemaps
)

// sitemapEntry is a page of a sitemap or a sitemap of an index, with what the
// news extension says of it.
type sitemapEntry struct {
	Location  string `xml:"loc"`
	Modified  string `xml:"lastmod"`
	Title     string `xml:"news>title"`
	Published string `xml:"news>publication_date"`
	Publisher string `xml:"news>publication>name"`
}

// listSitemap lists the pages of a sitemap or the sitemaps of an index, packed
// or not. address is where it was found.
func listSitemap(self Item, address string, body []byte) (*listing, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read the sitemap %s: %w", self.Label, err)
	}
	text, err := unpackSitemap(body)
	if err != nil {
		return nil, fmt.Errorf("read the sitemap %s: %w", self.Label, err)
	}
	list := &listing{}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.Strict, decoder.CharsetReader = false, charset.NewReaderLabel
	n := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			list.wrong(self, fmt.Sprintf("the sitemap is damaged after %d entries: %v", n, err))
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		if n++; n > maxSitemapEntries {
			continue
		}
		var entry sitemapEntry
		if err := decoder.DecodeElement(&entry, &start); err != nil {
			list.wrong(self, fmt.Sprintf("entry %d of the sitemap is damaged: %v", n, err))
			break
		}
		list.addEntry(self, base, entry, start.Name.Local == "sitemap")
	}
	if surplus := n - maxSitemapEntries; surplus > 0 {
		list.leave(surplus, "entries beyond the limit of sitemaps left out")
		list.wrong(
			self,
			fmt.Sprintf("the sitemap has more than %d entries; %d were left out", maxSitemapEntries, surplus),
		)
	}
	if len(list.items) == 0 {
		return nil, fmt.Errorf("read the sitemap %s: it lists no addresses", self.Label)
	}
	return list, nil
}

func (l *listing) addEntry(self Item, base *url.URL, entry sitemapEntry, isSitemap bool) {
	link, err := base.Parse(strings.TrimSpace(entry.Location))
	if err != nil || entry.Location == "" || link.Host == "" {
		l.wrong(self, fmt.Sprintf("an entry of the sitemap (%q) has no address", entry.Title))
		return
	}
	link.User = nil
	item := Item{
		Input:  Input{Kind: URL, Value: link.String()},
		URL:    link.String(),
		Label:  link.String(),
		Parent: self.URL,
	}
	if !isSitemap {
		item.feed = &feedEntry{title: strings.TrimSpace(entry.Title), publisher: strings.TrimSpace(entry.Publisher)}
		if published, err := corpus.ParseDate(strings.TrimSpace(entry.Published)); err == nil {
			item.feed.published = published
		}
		if modified, err := corpus.ParseDate(strings.TrimSpace(entry.Modified)); err == nil {
			item.feed.modified = modified
		}
		l.items = append(l.items, item)
		return
	}
	if item.depth = self.depth + 1; item.depth > maxSitemapDepth {
		item.wrong = fmt.Errorf("%s: sitemaps within sitemaps within sitemaps are not followed", item.Label)
	}
	item.Input.Kind = Sitemap
	l.items = append(l.items, item)
}

func unpackSitemap(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(unpacked, maxSitemapBytes+1))
	if len(text) > maxSitemapBytes {
		return nil, fmt.Errorf("it unpacks to more than %d MB", maxSitemapBytes>>20)
	}
	return text, err
}
