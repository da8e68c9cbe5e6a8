package scraper

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
	"quoth/scraper/fetch"
)

// address fetches an address and reads what is there: an article or, where a
// person gave it or a sitemap lists it as one, a list of addresses.
func (s *Scraper) address(ctx context.Context, item Item) (got, error) {
	request := fetch.Request{URL: item.URL, Crawled: item.Parent != ""}
	var known Known
	if s.o.Known != nil && item.Input.Kind == URL {
		known, _ = s.o.Known(ctx, item.URL)
		request.ETag, request.LastModified = known.ETag, known.LastModified
	}
	response, err := s.client.Get(ctx, request)
	if err != nil {
		if s.o.TimeGate != "" && item.Input.Kind == URL && isDead(err) {
			g, dead := s.memento(ctx, item, err)
			if dead == nil {
				return g, nil
			}
			err = dead
		}
		if own, ok := s.ownText(item, err); ok && ctx.Err() == nil {
			return own, nil
		}
		return got{}, err
	}
	if response.NotModified || known.Hash != "" && string(corpus.HashPage(response.Body)) == known.Hash {
		return got{unchanged: true}, nil
	}
	listed := response.Body
	if marked := markedEncoding(listed); marked != nil {
		listed = decoded(listed, marked)
	}
	kind := listKind(listed)
	if item.Input.Kind != URL {
		kind = item.Input.Kind
	}
	mayList := item.Parent == "" || item.Input.Kind != URL
	if list := listers[kind]; list != nil && mayList {
		if kind == Feed {
			listed = decodeFeed(response.Body, response.ContentType)
		}
		found, err := list(item, response.Final, listed)
		return got{list: found}, err
	}
	g, err := s.page(item, response, s.o.Now())
	if err != nil && ctx.Err() == nil {
		if own, ok := s.ownText(item, err); ok {
			return own, nil
		}
	}
	return g, err
}

// listers read what holds addresses; opml is only ever noticed, never asked for.
var listers = map[InputKind]func(self Item, address string, body []byte) (*listing, error){
	Feed: listFeed, Sitemap: listSitemap, opml: listOPML, Site: listSite,
}

// page reads an article out of what was fetched, at that time.
func (s *Scraper) page(item Item, response *fetch.Response, fetched time.Time) (got, error) {
	mediaType := mediaTypeOf(response)
	switch {
	case !isPage(mediaType):
		return got{}, &fetch.Error{
			URL: item.URL,
			Err: fmt.Errorf("%w but %s; save it and add the file if you need it", fetch.ErrNotAnArticle, mediaType),
		}
	case len(bytes.TrimSpace(response.Body)) == 0:
		return got{}, &fetch.Error{URL: item.URL, Err: fmt.Errorf("%w: it is empty", fetch.ErrNotAnArticle)}
	}
	hint := extract.Hint{URL: response.Final, ContentType: response.ContentType}
	c, err := s.read(response.Body, hint, mediaType == "text/plain")
	if err != nil {
		return got{}, fmt.Errorf("read %s: %w%s", item.URL, err, offered(response))
	}
	item.feed.fill(&c.Article)
	c.Page = corpus.Page{
		MediaType: mediaType,
		Charset:   c.Page.Charset,
		URL:       response.URL,
		Redirects: response.Redirects,
		Fetched:   fetched,
		ETag:      response.ETag,
		Modified:  response.LastModified,
		Notes:     response.Notes,
		Body:      response.Body,
	}
	setCorrectionsApart(&c)
	return got{article: &c}, nil
}

// setCorrectionsApart takes a correction printed with the article out of its
// text and notes it with the page.
func setCorrectionsApart(c *corpus.Collected) {
	var corrections []string
	if c.Blocks, corrections = bulk.Corrections(c.Blocks); len(corrections) > 0 {
		c.Page.Notes = append(slices.Clone(c.Page.Notes), corrections...)
	}
}

// mediaTypeOf is the media type as sent, or as seen where the site sent none or
// one that says nothing.
func mediaTypeOf(response *fetch.Response) string {
	sent, _, _ := strings.Cut(strings.ToLower(response.ContentType), ";")
	sent = strings.TrimSpace(sent)
	seen, _, _ := strings.Cut(http.DetectContentType(response.Body), ";")
	switch sent {
	case "", "application/octet-stream", "application/force-download", "unknown/unknown":
		return seen
	case "text/plain":
		if seen == "text/html" {
			return seen
		}
	}
	return sent
}

// pageTypes are the media types that hold words for people.
var pageTypes = map[string]bool{
	"text/html": true, "text/plain": true, "text/xml": true, "text/markdown": true,
	"application/xhtml+xml": true, "application/xml": true,
}

func isPage(mediaType string) bool { return pageTypes[mediaType] }
