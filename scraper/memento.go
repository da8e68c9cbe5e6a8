package scraper

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"quoth/scraper/extract"
	"quoth/scraper/fetch"
)

// isDead reports whether an error says that a page is gone for good: the site
// says so, or the site itself is gone.
func isDead(err error) bool {
	var failed *fetch.Error
	if !errors.As(err, &failed) {
		return false
	}
	var name *net.DNSError
	return failed.Status == http.StatusNotFound || failed.Status == http.StatusGone ||
		errors.As(err, &name) && name.IsNotFound
}

// memento asks the time gate (RFC 7089) for an archived copy of a dead page: the
// one nearest to the day it was published where that is known, else the last.
func (s *Scraper) memento(ctx context.Context, item Item, dead error) (got, error) {
	request := fetch.Request{URL: strings.TrimSuffix(s.o.TimeGate, "/") + "/" + item.URL, Crawled: item.Parent != ""}
	if item.feed != nil {
		request.At = item.feed.published.Time
	}
	response, err := s.client.Get(ctx, request)
	switch {
	case ctx.Err() != nil:
		return got{}, ctx.Err()
	case err != nil:
		return got{}, fmt.Errorf("%w; the archive has no copy either (%w)", dead, err)
	case response.Memento.IsZero():
		return got{}, fmt.Errorf("%w; %s gave no archived copy", dead, s.o.TimeGate)
	}
	copied := response.Final
	response.Notes = append(
		response.Notes,
		fmt.Sprintf(
			"the page is gone; this is the archive's copy of %s: %s",
			response.Memento.UTC().Format("2006-01-02 15:04 MST"),
			copied,
		),
	)
	response.URL, response.Final = item.URL, item.URL
	response.ETag, response.LastModified = "", "" // the archive's, not the site's
	g, err := s.page(item, response, s.o.Now())
	if err == nil {
		g.article.Article.URL = extract.CanonicalURL(item.URL) // a copy names the archive's address as its own
	}
	return g, err
}
