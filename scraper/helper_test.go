package scraper_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/scraper"
	"quoth/scraper/extract"
)

// clock moves only when somebody sleeps on it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// site is a loopback server that notes its requests and when they came.
type site struct {
	*httptest.Server
	clock *clock
	mux   map[string]http.HandlerFunc

	mu       sync.Mutex
	requests []string
	times    []time.Duration
}

func serve(t testing.TB, pages map[string]http.HandlerFunc) *site {
	t.Helper()
	s := &site{clock: newClock(), mux: pages}
	began := s.clock.Now()
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if r.URL.Path != "/robots.txt" {
			s.requests = append(s.requests, r.URL.Path)
			s.times = append(s.times, s.clock.Now().Sub(began))
		}
		s.mu.Unlock()
		page := s.mux[r.URL.Path]
		if page == nil {
			http.NotFound(w, r)
			return
		}
		page(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// body answers with bytes; SITE in them stands for the server's address.
func body(mediaType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		fmt.Fprint(w, strings.ReplaceAll(text, "SITE", "http://"+r.Host))
	}
}

func packed(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		w.Write(gz(strings.ReplaceAll(text, "SITE", "http://"+r.Host)))
	}
}

func gz(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

func article(words string) http.HandlerFunc {
	return body("text/html; charset=utf-8", "<html><title>"+words+"</title><p>"+words+"</p></html>")
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.ReplaceAll(to, "SITE", "http://"+r.Host), http.StatusFound)
	}
}

// tagReader stands for the extractor: the title, and the paragraphs as they are.
type tagReader struct{}

var (
	titleTag = regexp.MustCompile(`<title>(.*?)</title>`)
	dateTag  = regexp.MustCompile(`<time>(.*?)</time>`)
	paraTag  = regexp.MustCompile(`<p>(.*?)</p>`)
)

func (tagReader) HTML(page []byte, hint extract.Hint) (corpus.Collected, error) {
	var c corpus.Collected
	if bytes.Contains(page, []byte("PANIC")) {
		panic("a page that breaks its reader")
	}
	c.Article.URL = extract.CanonicalURL(hint.URL)
	if m := titleTag.FindSubmatch(page); m != nil {
		c.Article.Title = string(m[1])
	}
	if m := dateTag.FindSubmatch(page); m != nil {
		c.Article.Published, _ = corpus.ParseDate(string(m[1]))
	}
	for _, m := range paraTag.FindAllSubmatch(page, -1) {
		c.Blocks = append(c.Blocks, corpus.Block{Text: string(m[1])})
	}
	if len(c.Blocks) == 0 {
		return c, extract.ErrNoText
	}
	return c, nil
}

func (tagReader) Text(text []byte, _ extract.Hint) (corpus.Collected, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return corpus.Collected{}, extract.ErrNoText
	}
	return corpus.Collected{Blocks: []corpus.Block{{Text: string(text)}}}, nil
}

// options allow the given sites alone.
func options(sites ...*site) scraper.Options {
	named := map[string]bool{}
	for _, s := range sites {
		if u, err := url.Parse(s.URL); err == nil {
			named[u.Host] = true
		}
	}
	o := scraper.Options{UserAgent: "Quoth/1 (test)", AllowPrivate: func(host string) bool { return named[host] }}
	if len(sites) > 0 {
		o.Now, o.Fetch.Now, o.Fetch.Sleep = sites[0].clock.Now, sites[0].clock.Now, sites[0].clock.Sleep
	}
	return o
}

// collected is how a run ended.
type collected struct {
	results map[string]scraper.Result // the final one of each item, by its address
	order   []string
}

// collect runs a collection and holds it to its promise: every item is queued
// once and ends once.
func collect(t testing.TB, o scraper.Options, inputs ...scraper.Input) collected {
	t.Helper()
	return collectWith(t, t.Context(), tagReader{}, o, inputs...)
}

func collectWith(
	t testing.TB,
	ctx context.Context,
	e scraper.Extractor,
	o scraper.Options,
	inputs ...scraper.Input,
) collected {
	t.Helper()
	c := collected{results: map[string]scraper.Result{}}
	queued := map[string]int{}
	scraper.New(e, o).Collect(ctx, inputs, func(r scraper.Result) {
		key := r.Item.URL
		switch r.State {
		case scraper.Queued:
			queued[key]++
		case scraper.Fetching:
		default:
			queued[key]--
			c.results[key] = r
			c.order = append(c.order, key)
		}
		if (r.State == scraper.Failed || r.State == scraper.Skipped) && (r.Err == nil || r.Item.Label == "") {
			t.Errorf("%s failed without a name or a reason: %+v", key, r)
		}
	})
	for key, n := range queued {
		if n != 0 {
			t.Errorf("%s was queued %d times more than it ended", key, n)
		}
	}
	return c
}

func (c collected) count(state scraper.State) int {
	n := 0
	for _, r := range c.results {
		if r.State == state {
			n++
		}
	}
	return n
}

// failure is the error of the one item that failed.
func (c collected) failure(t testing.TB) string {
	t.Helper()
	var found []string
	for _, r := range c.results {
		if r.State == scraper.Failed {
			found = append(found, r.Err.Error())
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d items failed: %q, want one", len(found), found)
	}
	return found[0]
}

func writeFile(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
