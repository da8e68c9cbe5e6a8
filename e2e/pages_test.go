//go:build e2e

package e2e

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// TestRealPages adds the benchmark pages of the development data over loopback
// and reports how many were kept, how many quotes were found, and the pace
// beside html.Parse alone in the same run. It asserts no times.
func TestRealPages(t *testing.T) {
	p := newProgram(t)
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = "../../shared"
	}
	files, err := filepath.Glob(filepath.Join(data, "data/pages/benchmark/*.html.gz"))
	if err != nil || len(files) == 0 {
		t.Skipf("no development pages at %s: set QUOTH_DATA", data)
	}
	pages := map[string][]byte{}
	var parsing time.Duration
	var lines []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write(body)
	}))
	defer server.Close()
	for i, file := range files {
		name := fmt.Sprintf("page%03d.html", i)
		pages[name] = unpack(t, file)
		lines = append(lines, server.URL+"/"+name)
		start := time.Now()
		if _, err := html.Parse(bytes.NewReader(pages[name])); err != nil {
			t.Fatal(err)
		}
		parsing += time.Since(start)
	}
	cmd := p.command("add", "--corpus", p.corpus(), "-")
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	start := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(start)
	kept := strings.Count(string(out), "kept\t")
	if kept < len(files)*9/10 {
		t.Fatalf("%d of %d pages kept, %v\n%s", kept, len(files), err, out)
	}
	summary := strings.TrimSpace(string(out)[strings.LastIndex(strings.TrimSpace(string(out)), "\n")+1:])
	n := float64(len(files))
	t.Logf("%s; %.0f pages/s end to end, %.0f pages/s html.Parse alone", summary, n/wall.Seconds(), n/parsing.Seconds())
}

func unpack(t *testing.T, file string) []byte {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
