package scraper_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/scraper"
	"quoth/scraper/archive"
)

func TestPagesOfAWebArchiveBecomeArticles(t *testing.T) {
	var b bytes.Buffer
	when := time.Date(2019, 7, 1, 8, 0, 0, 0, time.UTC)
	w := archive.NewWriter(&b, "test", func() time.Time { return when })
	page := []byte("<title>Weir stays</title><p>The weir stays.</p>")
	for _, c := range []*archive.Capture{
		{URL: "https://example.org/weir", Asked: "https://example.org/w", When: when, ContentType: "text/html", Body: page},
		{URL: "https://example.org/empty", When: when, ContentType: "text/html", Body: []byte("<p>")},
	} {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	path := writeFile(t, t.TempDir(), "pages.warc.gz", b.Bytes())
	got := collect(t, options(), scraper.Input{Value: path})
	r := got.results[path+"#1"]
	if r.State != scraper.Read || got.count(scraper.Failed) != 1 {
		t.Fatalf("%+v", got.results)
	}
	p := r.Collected.Page
	if r.Collected.Article.URL != "https://example.org/weir" || p.URL != "https://example.org/w" ||
		!p.Fetched.Equal(when) ||
		corpus.HashPage(p.Body) != corpus.HashPage(page) {
		t.Errorf("page %+v of %+v", p, r.Collected.Article)
	}
}

// TestNamesInArchivesLeadNowhere: nothing that an archive names is written or
// read outside it.
func TestNamesInArchivesLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	var warc bytes.Buffer
	w := archive.NewWriter(&warc, "test", time.Now)
	if err := w.Write(
		&archive.Capture{
			URL:         "file:///etc/passwd",
			When:        time.Now(),
			ContentType: "text/html",
			Body:        []byte("<p>root</p>"),
		},
	); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"archive/../../../evil.warc.gz", "/archive/evil.warc.gz", `archive\..\evil.warc.gz`, "../archive/evil.warc.gz"} {
		part, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		part.Write(warc.Bytes())
	}
	z.Close()
	path := writeFile(t, filepath.Join(dir, "in"), "evil.wacz", b.Bytes())
	collect(t, options(), scraper.Input{Value: path})
	err := filepath.WalkDir(dir, func(p string, entry os.DirEntry, err error) error {
		if strings.Contains(p, "evil") && p != path {
			t.Errorf("%s was written", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
