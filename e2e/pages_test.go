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
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/sync/errgroup"
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

// TestSavedPages adds every page of the development data as a file, as people
// save pages: all in one run and each in a run of its own. None is refused.
func TestSavedPages(t *testing.T) {
	p := newProgram(t)
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = "../../shared"
	}
	packed, err := filepath.Glob(filepath.Join(data, "data/pages/*/*.html.gz"))
	nested, _ := filepath.Glob(filepath.Join(data, "data/pages/*/*/*.html.gz"))
	if packed = append(packed, nested...); err != nil || len(packed) == 0 {
		t.Skipf("no development pages at %s: set QUOTH_DATA", data)
	}
	folder := t.TempDir()
	var files []string
	for i, file := range packed {
		saved := filepath.Join(folder, fmt.Sprintf("page%03d.html", i))
		if err := os.WriteFile(saved, unpack(t, file), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, saved)
	}
	out, _ := p.command("add", "--corpus", p.corpus(), folder).CombinedOutput()
	if refused := failedLines(string(out)); len(refused) > 0 {
		t.Errorf("in one run %d of %d pages were refused:\n%s", len(refused), len(files), strings.Join(refused, "\n"))
	}
	var mu sync.Mutex
	var alone []string
	var runs errgroup.Group
	runs.SetLimit(runtime.GOMAXPROCS(0))
	for i, file := range files {
		runs.Go(func() error {
			own := filepath.Join(folder, fmt.Sprintf("%03d.quoth", i))
			out, _ := p.command("add", "--corpus", own, file).CombinedOutput()
			mu.Lock()
			defer mu.Unlock()
			alone = append(alone, failedLines(string(out))...)
			if !strings.Contains(string(out), "kept\t") {
				alone = append(alone, string(out))
			}
			return os.Remove(own)
		})
	}
	if err := runs.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(alone) > 0 {
		t.Errorf("one by one %d of %d pages were refused:\n%s", len(alone), len(files), strings.Join(alone, "\n"))
	}
	t.Logf("%d pages in one run and one by one, none refused", len(files))
}

func failedLines(out string) []string {
	var lines []string
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "failed\t") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
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
