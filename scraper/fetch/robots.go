package fetch

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// robots remembers the robots.txt of every host of a run.
type robots struct {
	mu  sync.Mutex
	all map[string]*robotstxt.RobotsData
}

// maxCrawlDelay bounds what a robots.txt may ask for.
const maxCrawlDelay = 30 * time.Second

// allowed asks the host's robots.txt. One that cannot be had allows all, as RFC
// 9309 says for 4xx; for no answer at all the page itself will tell.
func (r *robots) allowed(ctx context.Context, c *Client, u *url.URL) bool {
	r.mu.Lock()
	data, known := r.all[u.Host]
	r.mu.Unlock()
	if !known {
		data = c.fetchRobots(ctx, u)
		r.mu.Lock()
		if r.all == nil {
			r.all = map[string]*robotstxt.RobotsData{}
		}
		r.all[u.Host] = data
		r.mu.Unlock()
	}
	return data == nil || data.TestAgent(u.EscapedPath()+query(u), agent(c.o.UserAgent))
}

func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	return "?" + u.RawQuery
}

// agent is the product name that robots.txt files address.
func agent(userAgent string) string {
	name, _, _ := strings.Cut(userAgent, "/")
	return name
}

func (c *Client) fetchRobots(ctx context.Context, u *url.URL) *robotstxt.RobotsData {
	response, err := c.once(ctx, Request{URL: u.Scheme + "://" + u.Host + "/robots.txt"})
	if err != nil {
		var failed *Error
		if errors.As(err, &failed) && failed.Status >= 500 {
			data, _ := robotstxt.FromString("User-agent: *\nDisallow: /\n") // RFC 9309: a broken one forbids
			return data
		}
		return nil
	}
	data, err := robotstxt.FromBytes(response.Body)
	if err != nil {
		return nil
	}
	return data
}

// delay is the pause the host's robots.txt asks for.
func (r *robots) delay(hostName string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	data := r.all[hostName]
	if data == nil {
		return 0
	}
	if group := data.FindGroup("Quoth"); group != nil {
		return min(group.CrawlDelay, maxCrawlDelay)
	}
	return 0
}
