package extract_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html"

	"quoth/scraper/extract"
)

// BenchmarkPagesAgainstParsing reads the development pages whole (charset,
// metadata, body) and parses the same bytes alone, in one run; the metric
// times-parse is the quotient.
func BenchmarkPagesAgainstParsing(b *testing.B) {
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = "../../../shared"
	}
	paths, err := filepath.Glob(filepath.Join(data, "data/pages/*/*.html.gz"))
	if err != nil {
		b.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(data, "data/pages/*/*/*.html.gz"))
	if err != nil {
		b.Fatal(err)
	}
	var pages [][]byte
	for _, path := range append(paths, more...) {
		pages = append(pages, unpacked(b, path))
	}
	if len(pages) == 0 {
		b.Skip("no development pages: set QUOTH_DATA")
	}
	e := extractor(b)
	var whole, alone time.Duration
	for b.Loop() {
		for _, page := range pages {
			start := time.Now()
			_, _ = e.HTML(page, extract.Hint{}) // a page without an article costs as much
			whole += time.Since(start)
			start = time.Now()
			if _, err := html.Parse(bytes.NewReader(page)); err != nil {
				b.Fatal(err)
			}
			alone += time.Since(start)
		}
	}
	b.ReportMetric(float64(whole)/float64(alone), "times-parse")
	b.ReportMetric(float64(whole.Milliseconds())/float64(b.N*len(pages)), "ms/page")
}

func unpacked(b *testing.B, path string) []byte {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil {
		b.Fatal(err)
	}
	return page
}
