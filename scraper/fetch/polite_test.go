package fetch_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quoth/scraper/fetch"
)

func robots(rules string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(rules)) }
}

func get(t *testing.T, c *fetch.Client, r fetch.Request) *fetch.Response {
	t.Helper()
	response, err := c.Get(t.Context(), r)
	if err != nil {
		t.Fatalf("get %+v: %v", r, err)
	}
	return response
}

func TestPausesBetweenPagesOfAHost(t *testing.T) {
	tests := []struct {
		name    string
		robots  string
		crawled bool
		want    []time.Duration
	}{
		{"crawled pages keep the ordinary pause", "", true, []time.Duration{0, time.Second, 2 * time.Second}},
		{
			"a crawl-delay is kept",
			"User-agent: *\nCrawl-delay: 4\n",
			true,
			[]time.Duration{0, 4 * time.Second, 8 * time.Second},
		},
		{
			"a delay for us alone is kept",
			"User-agent: quoth\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 2\n",
			true,
			[]time.Duration{0, 7 * time.Second, 14 * time.Second},
		},
		{
			"a delay of an hour is not",
			"User-agent: *\nCrawl-delay: 3600\n",
			true,
			[]time.Duration{0, 30 * time.Second, 60 * time.Second},
		},
		{"addresses that a person gave go at once", "User-agent: *\nCrawl-delay: 4\n", false, []time.Duration{0, 0, 0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/robots.txt": robots(test.robots), "/page": text("<p>words")})
			c := fetch.New(s.options())
			for range test.want {
				get(t, c, fetch.Request{URL: s.URL + "/page", Crawled: test.crawled})
			}
			for i, seen := range s.seen() {
				if seen.at != test.want[i] {
					t.Errorf("request %d came after %s, want %s", i, seen.at, test.want[i])
				}
			}
		})
	}
}

func TestOneRequestAtATimePerHost(t *testing.T) {
	var now, most atomic.Int32
	s := serve(t, map[string]http.HandlerFunc{"/page": func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(time.Millisecond)
	}})
	c := fetch.New(s.options())
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/page"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests at once, want 1", most.Load())
	}
}

func TestRobotsBindsProgramsAndTellsPeople(t *testing.T) {
	rules := "User-agent: *\nDisallow: /private\nAllow: /private/open\n"
	tests := []struct {
		name    string
		path    string
		crawled bool
		refused bool
		note    bool
	}{
		{"a crawled page that is forbidden is not fetched", "/private/a", true, true, false},
		{"a crawled page that is allowed is fetched", "/public", true, false, false},
		{"the longer rule wins", "/private/open", true, false, false},
		{"a crawled redirect into the forbidden part is not followed", "/lead", true, true, false},
		{"a person's address is fetched with a note", "/private/a", false, false, true},
		{"a person's allowed address has no note", "/public", false, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{
				"/robots.txt": robots(rules), "/private/a": text("a"), "/private/open": text("b"), "/public": text("c"),
				"/lead": status(302, "Location", "/private/a"),
			})
			response, err := fetch.New(s.options()).
				Get(t.Context(), fetch.Request{URL: s.URL + test.path, Crawled: test.crawled})
			if errors.Is(err, fetch.ErrRobots) != test.refused {
				t.Fatalf("got %v, refused should be %v", err, test.refused)
			}
			forbidden := slices.ContainsFunc(s.seen(), func(r request) bool { return r.path == "/private/a" })
			if test.crawled && forbidden {
				t.Error("the forbidden page was requested")
			}
			if err == nil && (len(response.Notes) > 0) != test.note {
				t.Errorf("notes %q, want one: %v", response.Notes, test.note)
			}
		})
	}
}

func TestABrokenRobotsFileForbidsCrawling(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/robots.txt": status(500), "/page": text("a")})
	_, err := fetch.New(s.options()).Get(t.Context(), fetch.Request{URL: s.URL + "/page", Crawled: true})
	if !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("got %v, want %v", err, fetch.ErrRobots)
	}
}

func TestRobotsIsAskedOncePerHost(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/robots.txt": robots(""), "/page": text("a")})
	c := fetch.New(s.options())
	for range 3 {
		get(t, c, fetch.Request{URL: s.URL + "/page", Crawled: true})
	}
	if asked := len(s.requests) - len(s.seen()); asked != 1 {
		t.Errorf("robots.txt was asked for %d times, want 1", asked)
	}
}

func TestUnchangedPagesCostNoBody(t *testing.T) {
	const stamp = "Wed, 01 May 2030 10:00:00 GMT"
	s := serve(t, map[string]http.HandlerFunc{"/page": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", stamp)
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == stamp {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write([]byte("words"))
	}})
	c := fetch.New(s.options())
	first := get(t, c, fetch.Request{URL: s.URL + "/page"})
	if first.NotModified || string(first.Body) != "words" {
		t.Fatalf("the first answer is %+v", first)
	}
	second := get(t, c, fetch.Request{URL: s.URL + "/page", ETag: first.ETag, LastModified: first.LastModified})
	if !second.NotModified || len(second.Body) != 0 {
		t.Errorf("the second answer is %+v, want not modified", second)
	}
}

func TestRetriesWaitAsTheSiteAsks(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   []time.Duration
	}{
		{
			"a busy site is asked again with growing pauses",
			status(503),
			[]time.Duration{0, time.Second, 3 * time.Second},
		},
		{"an error of the server is asked again", status(500), []time.Duration{0, time.Second, 3 * time.Second}},
		{
			"Retry-After in seconds is kept",
			status(429, "Retry-After", "20"),
			[]time.Duration{0, 20 * time.Second, 40 * time.Second},
		},
		{
			"Retry-After as a date is kept",
			status(429, "Retry-After", "Wed, 01 May 2030 12:00:30 GMT"),
			[]time.Duration{0, 30 * time.Second, 32 * time.Second},
		},
		{"a site that asks for an hour is left alone", status(429, "Retry-After", "3600"), []time.Duration{0}},
		{"a missing page is not asked for again", status(404), []time.Duration{0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/page": test.answer})
			_, err := fetch.New(s.options()).Get(t.Context(), fetch.Request{URL: s.URL + "/page"})
			if err == nil {
				t.Fatal("no error")
			}
			var got []time.Duration
			for _, r := range s.seen() {
				got = append(got, r.at)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("requests at %v, want %v", got, test.want)
			}
		})
	}
}

func TestAHostThatAskedForAnHourIsLeftAloneByTheOthersToo(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/a": status(429, "Retry-After", "3600"), "/b": text("b")})
	c := fetch.New(s.options())
	for _, path := range []string{"/a", "/b"} {
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL + path, Crawled: true})
		if err == nil || !strings.Contains(err.Error(), "asks us to wait (429; again in") {
			t.Errorf("%s: got %v, want words about waiting", path, err)
		}
	}
	if n := len(s.seen()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	s.clock.Sleep(t.Context(), time.Hour)
	get(t, c, fetch.Request{URL: s.URL + "/b", Crawled: true})
}

func TestRedirectsAreRecordedAndCookiesKept(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"/short": func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "consent", Value: "yes"})
			http.Redirect(w, r, "/middle#part", http.StatusMovedPermanently)
		},
		"/middle": status(307, "Location", "page"),
		"/page": func(w http.ResponseWriter, r *http.Request) {
			cookie, err := r.Cookie("consent")
			if err == nil {
				w.Write([]byte(cookie.Value + " " + r.Header.Get("User-Agent")))
			}
		},
	})
	got := get(t, fetch.New(s.options()), fetch.Request{URL: s.URL + "/short"})
	if want := []string{
		s.URL + "/middle",
		s.URL + "/page",
	}; !slices.Equal(got.Redirects, want) ||
		got.Final != want[1] {
		t.Errorf("redirects %q, final %q, want %q", got.Redirects, got.Final, want)
	}
	if string(got.Body) != "yes Quoth/1 (test)" {
		t.Errorf("the server saw %q", got.Body)
	}
}

func TestPackedPagesAreUnpacked(t *testing.T) {
	for _, coding := range []string{"gzip", "br", "zstd"} {
		s := serve(t, map[string]http.HandlerFunc{"/page": encoded(coding, packed(t, coding, []byte("<p>words")))})
		if got := get(t, fetch.New(s.options()), fetch.Request{URL: s.URL + "/page"}); string(got.Body) != "<p>words" {
			t.Errorf("%s: got %q", coding, got.Body)
		}
	}
}
