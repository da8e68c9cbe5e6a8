package fetch_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"quoth/scraper/fetch"
)

// clock is driven by hand: it moves only when somebody sleeps on it.
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

// request is what a server saw.
type request struct {
	path string
	at   time.Duration // since the clock began
}

// site is a server that records its requests.
type site struct {
	*httptest.Server
	clock *clock
	began time.Time

	mu       sync.Mutex
	requests []request
}

// serve starts a site. Paths without a page answer 404, robots.txt included.
func serve(t *testing.T, pages map[string]http.HandlerFunc) *site {
	t.Helper()
	s := &site{clock: newClock()}
	s.began = s.clock.Now()
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, request{r.URL.Path, s.clock.Now().Sub(s.began)})
		s.mu.Unlock()
		page := pages[r.URL.Path]
		if page == nil {
			http.NotFound(w, r)
			return
		}
		page(w, r)
	}))
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

func (s *site) host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		panic(err)
	}
	return u.Host
}

// seen lists the requests but those for robots.txt.
func (s *site) seen() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []request
	for _, r := range s.requests {
		if r.path != "/robots.txt" {
			out = append(out, r)
		}
	}
	return out
}

// options allow the given hosts and nothing else, with short limits.
func (s *site) options(hosts ...string) fetch.Options {
	hosts = append(hosts, s.host())
	return fetch.Options{
		UserAgent: "Quoth/1 (test)", MaxBytes: 1 << 20, Timeout: 5 * time.Second, Idle: 5 * time.Second,
		Now: s.clock.Now, Sleep: s.clock.Sleep,
		AllowPrivate: func(hostPort string) bool {
			for _, host := range hosts {
				if host == hostPort {
					return true
				}
			}
			return false
		},
	}
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(body))
	}
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// rawServer answers every connection with the same bytes and hangs up.
func rawServer(t *testing.T, reply string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			buffer := make([]byte, 4096)
			n, _ := conn.Read(buffer)
			if strings.Contains(string(buffer[:n]), "/robots.txt") {
				conn.Write([]byte("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
			} else {
				conn.Write([]byte(reply))
			}
			conn.Close()
		}
	}()
	return listener.Addr().String()
}
