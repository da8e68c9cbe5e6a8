package fetch

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// maxCrawlDelay bounds what a robots.txt may ask for.
	maxCrawlDelay = 30 * time.Second
	// maxRobotsBytes is what of a robots.txt is read, RFC 9309 section 2.5.
	maxRobotsBytes = 500 << 10
	// maxRobotsRedirects is from RFC 9309 section 2.3.1.2.
	maxRobotsRedirects = 5
	// robotsTimeout keeps a hanging robots.txt from using up the page's time.
	robotsTimeout = 15 * time.Second
)

// robots remembers the robots.txt of every host of a run.
type robots struct {
	mu  sync.Mutex
	all map[string]*rules // by scheme and host; nil: it forbids nothing
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// allowed asks the host's robots.txt, which is fetched once. The caller holds
// the host's turn.
func (r *robots) allowed(ctx context.Context, c *Client, u *url.URL) bool {
	r.mu.Lock()
	data, known := r.all[origin(u)]
	r.mu.Unlock()
	if !known {
		data = c.fetchRobots(ctx, u)
		if ctx.Err() != nil {
			return true // not an answer; the page's own request ends with the context's error
		}
		r.mu.Lock()
		if r.all == nil {
			r.all = map[string]*rules{}
		}
		r.all[origin(u)] = data
		r.mu.Unlock()
	}
	return data == nil || data.allows(u.RequestURI())
}

// agent is the product name that robots.txt files address.
func agent(userAgent string) string {
	name, _, _ := strings.Cut(userAgent, "/")
	return name
}

// fetchRobots gets the rules of a host, nil where there are none. A server
// error forbids all, as RFC 9309 says, and so does one that is asked too much; where nothing answers at all the page
// itself will tell.
func (c *Client) fetchRobots(ctx context.Context, u *url.URL) *rules {
	ctx, cancel := context.WithTimeout(ctx, robotsTimeout)
	defer cancel()
	here := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range maxRobotsRedirects + 1 {
		answer, err := c.ask(ctx, here, Request{})
		if err != nil {
			return nil
		}
		next, err := answer.redirect(here)
		switch {
		case err != nil:
			return nil
		case next != nil:
			here = next
			continue
		case answer.status >= http.StatusInternalServerError, answer.status == http.StatusTooManyRequests:
			return forbidAll
		case answer.status != http.StatusOK:
			return nil
		}
		return parseRobots(answer.body[:min(len(answer.body), maxRobotsBytes)], agent(c.o.UserAgent))
	}
	return nil
}

// delay is the pause the host's robots.txt asks for.
func (r *robots) delay(u *url.URL) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if data := r.all[origin(u)]; data != nil {
		return data.delay
	}
	return 0
}
