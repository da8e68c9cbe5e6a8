package scraper

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quoth/scraper/fetch"
)

// Found is a feed or a sitemap that a site names.
type Found struct {
	Kind    InputKind // Feed or Sitemap
	Address string
	Title   string
}

// feedTypes are the media types by which pages name their feeds.
var feedTypes = map[string]bool{
	"application/rss+xml":   true,
	"application/atom+xml":  true,
	"application/feed+json": true,
	"application/json":      true,
	"text/xml":              true,
}

// Discover looks for the feeds that a home page names and the sitemaps that the
// site's robots.txt names. It asks for those two and nothing else.
func (s *Scraper) Discover(ctx context.Context, address string) ([]Found, error) {
	item := newItem(Input{Kind: Site, Value: address})
	if item.login != nil {
		s.client.Login(item.URL, item.login)
	}
	response, err := s.client.Get(ctx, fetch.Request{URL: item.URL})
	if err != nil {
		return nil, err
	}
	found := declaredFeeds(response)
	if robots, err := url.Parse(response.Final); err == nil {
		answer, err := s.client.Get(ctx, fetch.Request{URL: robots.Scheme + "://" + robots.Host + "/robots.txt"})
		if err == nil {
			found = append(found, declaredSitemaps(answer.Body)...)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf(
			"%s names no feed and no sitemap; add the address of one, or of single pages",
			item.Label,
		)
	}
	return found, nil
}

// declaredFeeds reads the feeds that a page names in its head. It looks at tags
// alone: building the tree of a hostile page can take minutes.
func declaredFeeds(response *fetch.Response) []Found {
	base, err := url.Parse(response.Final)
	if err != nil {
		return nil
	}
	var out []Found
	seen := map[string]bool{}
	tags := html.NewTokenizer(bytes.NewReader(response.Body[:min(len(response.Body), maxHead)]))
	for tags.Next() != html.ErrorToken && len(out) < maxDeclared {
		tag := tags.Token()
		if tag.DataAtom != atom.Link || tag.Type == html.EndTagToken {
			continue
		}
		attributes := map[string]string{}
		for _, a := range tag.Attr {
			attributes[a.Key] = strings.TrimSpace(a.Val)
		}
		address, err := base.Parse(attributes["href"])
		isFeed := slices.Contains(strings.Fields(strings.ToLower(attributes["rel"])), "alternate") &&
			feedTypes[strings.ToLower(attributes["type"])]
		if !isFeed || err != nil || address.Host == "" || seen[address.String()] {
			continue
		}
		seen[address.String()] = true
		out = append(out, Found{Feed, address.String(), attributes["title"]})
	}
	return out
}

// maxHead is how much of a page is searched for feeds.
const maxHead = 1 << 20

// maxDeclared bounds what one site may name.
const maxDeclared = 100

func declaredSitemaps(robots []byte) []Found {
	var out []Found
	for line := range bytes.Lines(robots) {
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "sitemap") || len(out) == maxDeclared {
			continue
		}
		if address, err := url.Parse(strings.TrimSpace(value)); err == nil && address.Host != "" {
			out = append(out, Found{Sitemap, address.String(), ""})
		}
	}
	return out
}

// listSite lists the feeds of a home page, for inputs of the kind Site.
func listSite(self Item, address string, body []byte) (*listing, error) {
	list := &listing{}
	for _, f := range declaredFeeds(&fetch.Response{Final: address, Body: body}) {
		list.items = append(list.items, newItem(Input{Kind: f.Kind, Value: f.Address, Parent: self.URL}))
	}
	if len(list.items) == 0 {
		return nil, fmt.Errorf("%s names no feed; look for its sitemap, or add single pages", self.Label)
	}
	return list, nil
}

// offered tells, behind the error about a page without an article, which feeds
// it names: a home page was given.
func offered(response *fetch.Response) string {
	var names []string
	for _, f := range declaredFeeds(response) {
		if names = append(names, f.Address); len(names) == 3 {
			break
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; the page names these feeds, which can be added: " + strings.Join(names, ", ")
}
