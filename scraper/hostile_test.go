package scraper_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quoth/scraper"
)

// endless sends words until nobody listens.
func endless(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	words := bytes.Repeat([]byte("<p>word</p>"), 1000)
	for r.Context().Err() == nil {
		if _, err := w.Write(words); err != nil {
			return
		}
	}
}

// loris sends the beginning of a page and then nothing.
func loris(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<p>once upon")
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

func bomb(size int) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(bytes.Repeat([]byte{' '}, size))
	z.Close()
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(b.Bytes())
	}
}

// raw answers every request but that for robots.txt with the same bytes.
func raw(t *testing.T, answer string) string {
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
			if bytes.Contains(buffer[:n], []byte("/robots.txt")) {
				fmt.Fprint(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			} else {
				fmt.Fprint(conn, answer)
			}
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

// peak follows the heap while f runs, in bytes above where it began.
func peak(f func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	var most atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return most.Load() - min(most.Load(), before)
}

// TestAHostileBatchCostsOnlyItsOwnItems runs everything bad at once beside good
// pages: each bad item ends in words of its own, the good ones are read, and the
// memory stays bounded.
func TestAHostileBatchCostsOnlyItsOwnItems(t *testing.T) {
	secret := serve(t, map[string]http.HandlerFunc{"/": article("secret")})
	untrusted := httptest.NewTLSServer(article("nobody can say who answers"))
	t.Cleanup(untrusted.Close)
	pages := map[string]struct {
		page  http.HandlerFunc
		words string
	}{
		"/loris":   {loris, "stopped sending"},
		"/endless": {endless, "larger than allowed"},
		"/bomb":    {bomb(200 << 20), "unpacks to far more"},
		"/circle":  {redirect("SITE/circle"), "circles"},
		"/inside":  {redirect(secret.URL), "private network"},
		"/name":    {redirect("http://localhost:1/"), "private network"},
		"/file":    {redirect("file:///etc/passwd"), "only http and https"},
		"/feed":    {body("application/rss+xml", "<rss><channel>"+strings.Repeat("<item/>", 20_000)), ""},
		"/deep":    {body("text/html", strings.Repeat("<div>", 200_000)), "no article text"},
		"/zeros":   {body("text/html", strings.Repeat("\x00", 1000)), ""},
	}
	mux := map[string]http.HandlerFunc{}
	var inputs []scraper.Input
	s := serve(t, mux)
	for path, p := range pages {
		mux[path] = p.page
		inputs = append(inputs, scraper.Input{Value: s.URL + path})
	}
	good := 5
	for i := range good {
		path := fmt.Sprint("/good", i)
		mux[path] = article(fmt.Sprint("good words ", i))
		inputs = append(inputs, scraper.Input{Value: s.URL + path})
	}
	short := raw(t, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>short</p>")
	noise := raw(t, "this is no HTTP\r\n\r\n")
	for _, host := range []string{short, noise, strings.TrimPrefix(untrusted.URL, "https://")} {
		scheme := "http://"
		if strings.HasSuffix(untrusted.URL, host) {
			scheme = "https://"
		}
		inputs = append(inputs, scraper.Input{Value: scheme + host + "/"})
	}
	o := options(s)
	named := o.AllowPrivate
	o.AllowPrivate = func(host string) bool {
		return named(host) || host == short || host == noise || strings.HasSuffix(untrusted.URL, host)
	}
	o.Fetch.MaxBytes, o.Fetch.Idle, o.Fetch.Timeout = 1<<20, 300*time.Millisecond, 5*time.Second
	var got collected
	used := peak(func() { got = collect(t, o, inputs...) })
	if got.count(scraper.Read) != good {
		t.Errorf("%d good pages read, want %d", got.count(scraper.Read), good)
	}
	for path, p := range pages {
		r := got.results[s.URL+path]
		if p.words != "" && (r.State != scraper.Failed || !strings.Contains(r.Err.Error(), p.words)) {
			t.Errorf("%s ended %q, %v; want words about %q", path, r.State, r.Err, p.words)
		}
	}
	for host, words := range map[string]string{"http://" + short + "/": "broke off", "http://" + noise + "/": "", untrusted.URL + "/": "certificate is not valid"} {
		if r := got.results[host]; r.State != scraper.Failed || !strings.Contains(r.Err.Error(), words) {
			t.Errorf("%s ended %q, %v; want words about %q", host, r.State, r.Err, words)
		}
	}
	if len(secret.seen()) > 0 {
		t.Error("a private address that nobody named was asked")
	}
	if used > 150<<20 {
		t.Errorf("the heap grew by %d MB", used>>20)
	}
	t.Logf("the heap grew by %d MB at most", used>>20)
}
