package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"quoth/scraper/fetch"
)

const megabyte = 1 << 20

func TestHostileAnswersEndInAnErrorOfTheirItem(t *testing.T) {
	gzipBomb := packed(t, "gzip", bytes.Repeat([]byte{'a'}, 40*megabyte))
	brotliBomb := packed(t, "br", bytes.Repeat([]byte{'a'}, 40*megabyte))
	zstdBomb := packed(t, "zstd", bytes.Repeat([]byte{'a'}, 40*megabyte))
	tests := []struct {
		name  string
		page  http.HandlerFunc
		want  error
		words string
	}{
		{
			name:  "an endless page stops at the limit",
			page:  endless,
			want:  fetch.ErrTooLarge,
			words: "larger than allowed (1 MB)",
		},
		{name: "a gzip bomb is not unpacked", page: encoded("gzip", gzipBomb), want: fetch.ErrBomb},
		{name: "a brotli bomb is not unpacked", page: encoded("br", brotliBomb), want: fetch.ErrBomb},
		{name: "a zstd bomb is not unpacked", page: encoded("zstd", zstdBomb), want: fetch.ErrBomb},
		{
			name: "a page that says gzip and is none fails",
			page: encoded("gzip", []byte("<p>plain</p>")),
			want: gzip.ErrHeader,
		},
		{
			name: "a gzip stream cut short fails",
			page: encoded("gzip", packed(t, "gzip", []byte("many words"))[:20]),
			want: io.ErrUnexpectedEOF,
		},
		{
			name:  "an unknown packing is named",
			page:  encoded("sdch", []byte("x")),
			want:  fetch.ErrPacking,
			words: "sdch",
		},
		{name: "a loop of redirects ends", page: status(302, "Location", "/page"), want: fetch.ErrRedirects},
		{
			name: "a redirect to a file of the machine is refused",
			page: status(302, "Location", "file:///etc/passwd"),
			want: fetch.ErrUnsupported,
		},
		{
			name:  "a redirect to a broken address is refused",
			page:  status(302, "Location", "http://[::1"),
			words: "Location",
		},
		{
			name: "a redirect to loopback by number is refused",
			page: status(302, "Location", "http://127.0.0.1:9/"),
			want: fetch.ErrPrivate,
		},
		{
			name: "a redirect to a name of loopback is refused",
			page: status(302, "Location", "http://localhost:9/"),
			want: fetch.ErrPrivate,
		},
		{
			name: "a redirect to the loopback of IPv6 is refused",
			page: status(302, "Location", "http://[::1]:9/"),
			want: fetch.ErrPrivate,
		},
		{
			name: "a redirect to a private network is refused",
			page: status(302, "Location", "http://10.0.0.1/"),
			want: fetch.ErrPrivate,
		},
		{
			name: "a redirect to a cloud's keys is refused",
			page: status(302, "Location", "http://169.254.169.254/latest/meta-data/"),
			want: fetch.ErrPrivate,
		},
		{name: "a 304 nobody asked for is no page", page: status(304), words: "Not Modified (304)"},
		{name: "a missing page says so", page: status(404), words: "no such page"},
		{name: "a closed door names the way round", page: status(403), words: "save the page in your browser"},
		{
			name:  "headers without an end are cut off",
			page:  status(200, "X-Long", strings.Repeat("x", megabyte)),
			words: "fetch http",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, map[string]http.HandlerFunc{"/page": test.page})
			response, err := fetch.New(s.options()).Get(t.Context(), fetch.Request{URL: s.URL + "/page"})
			var failed *fetch.Error
			if !errors.As(err, &failed) {
				t.Fatalf("got %v, %v; want a *fetch.Error", response, err)
			}
			if failed.URL != s.URL+"/page" || !strings.Contains(err.Error(), s.URL+"/page") {
				t.Errorf("the error %q does not name the address asked for", err)
			}
			if test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %q, want it to say %q", err, test.words)
			}
		})
	}
}

func TestSlowAnswersEndWithTheirTime(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			time.Sleep(time.Millisecond)
		}
	}
	stall := func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("<p>the beginning"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	tests := []struct {
		name string
		page http.HandlerFunc
		want error
	}{
		{"no answer at all", hang, fetch.ErrTimeout},
		{"a byte at a time, for ever", drip, fetch.ErrTimeout},
		{"a page that stops in the middle", stall, fetch.ErrStalled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, map[string]http.HandlerFunc{"/page": test.page})
			o := s.options()
			o.Timeout, o.Idle = 400*time.Millisecond, 100*time.Millisecond
			_, err := fetch.New(o).Get(t.Context(), fetch.Request{URL: s.URL + "/page"})
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestALongChainOfSlowRedirectsSharesOneBudget(t *testing.T) {
	n := 0
	s := serve(t, map[string]http.HandlerFunc{"/page": func(w http.ResponseWriter, r *http.Request) {
		n++
		time.Sleep(60 * time.Millisecond)
		http.Redirect(w, r, fmt.Sprintf("/page?%d", n), http.StatusFound)
	}})
	o := s.options()
	o.Timeout, o.MaxRedirects = 150*time.Millisecond, 1000
	_, err := fetch.New(o).Get(t.Context(), fetch.Request{URL: s.URL + "/page"})
	if !errors.Is(err, fetch.ErrTimeout) || len(s.seen()) > 4 {
		t.Errorf("got %v after %d requests, want a timeout within 4", err, len(s.seen()))
	}
}

func TestConnectionsThatLie(t *testing.T) {
	tests := []struct{ name, reply, words string }{
		{
			"a page shorter than announced broke off",
			"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>short",
			"broke off",
		},
		{
			"a chunk shorter than announced broke off",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<p>short",
			"broke off",
		},
		{"an answer that is not HTTP is an error", "SSH-2.0-OpenSSH_9.6\r\n", "malformed"},
		{
			"two lengths are an error",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
			"Content-Length",
		},
		{"no answer is an error", "", "broke off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, nil)
			address := rawServer(t, test.reply)
			_, err := fetch.New(s.options(address)).Get(t.Context(), fetch.Request{URL: "http://" + address + "/page"})
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v, want it to say %q", err, test.words)
			}
		})
	}
}

func TestBadCertificatesAreRefusedInWords(t *testing.T) {
	secure := httptest.NewTLSServer(text("<p>secret"))
	defer secure.Close()
	s := serve(t, nil)
	host := strings.TrimPrefix(secure.URL, "https://")
	_, err := fetch.New(s.options(host)).Get(t.Context(), fetch.Request{URL: secure.URL})
	if err == nil || !strings.Contains(err.Error(), "certificate is not valid") {
		t.Errorf("got %v, want words about the certificate", err)
	}
	_, err = fetch.New(s.options()).Get(t.Context(), fetch.Request{URL: "https://" + s.host()})
	if err == nil || !strings.Contains(err.Error(), "does not speak https") {
		t.Errorf("got %v, want words about https", err)
	}
}

func TestNothingListening(t *testing.T) {
	s := serve(t, nil)
	host := s.host()
	s.Close()
	_, err := fetch.New(s.options(host)).Get(t.Context(), fetch.Request{URL: "http://" + host})
	if !errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(err.Error(), "nothing answers") {
		t.Errorf("got %v, want a refused connection in words", err)
	}
}

func TestCancellingEndsWithTheContextsError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, map[string]http.HandlerFunc{"/page": func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}})
	_, err := fetch.New(s.options()).Get(ctx, fetch.Request{URL: s.URL + "/page"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func endless(w http.ResponseWriter, r *http.Request) {
	block := bytes.Repeat([]byte("word "), 10_000)
	for r.Context().Err() == nil {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func encoded(coding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		w.Write(body)
	}
}

func packed(t *testing.T, coding string, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "br":
		w = brotli.NewWriterLevel(&out, 4)
	case "zstd":
		var err error
		if w, err = zstd.NewWriter(&out); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
