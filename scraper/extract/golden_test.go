package extract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/scraper/extract"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what a careful reader copies from a page. A block is its kind, a
// colon and its words.
type golden struct {
	URL, Title, Publisher, Published, Language string
	Authors, Blocks                            []string
	Origins                                    map[string]corpus.FieldOrigin `json:",omitempty"`
}

// TestGoldenPages compares the article that is read out of every page of
// testdata/golden with the .json beside it, field by field; a field that the
// .json leaves out is not compared. A further pair needs no Go.
func TestGoldenPages(t *testing.T) {
	e := extractor(t)
	pages := 0
	for _, pattern := range []string{"*.html", "*.txt"} {
		found, err := filepath.Glob(filepath.Join("testdata", "golden", pattern))
		if err != nil {
			t.Fatal(err)
		}
		pages += len(found)
		for _, path := range found {
			t.Run(
				strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)),
				func(t *testing.T) { checkPair(t, e, path) },
			)
		}
	}
	if pages == 0 {
		t.Fatal("testdata/golden holds no pages")
	}
}

func checkPair(t *testing.T, e *extract.Extractor, path string) {
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := e.HTML
	if filepath.Ext(path) == ".txt" {
		read = e.Text
	}
	c, err := read(page, extract.Hint{URL: "https://outlet.example/page?utm_source=x"})
	if err != nil {
		t.Fatal(err)
	}
	got := golden{
		c.Article.URL,
		c.Article.Title,
		c.Article.Publisher,
		c.Article.Published.String(),
		c.Article.Language,
		c.Article.Authors,
		nil,
		c.Article.FieldOrigins,
	}
	for _, b := range c.Blocks {
		got.Blocks = append(got.Blocks, string(b.Kind)+": "+b.Text)
	}
	pair := strings.TrimSuffix(path, filepath.Ext(path)) + ".json"
	if *update {
		got.Origins = nil
		writeJSON(t, pair, got)
		return
	}
	data, err := os.ReadFile(pair)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]json.RawMessage
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatalf("%s: %v", pair, err)
	}
	compare(t, got, want)
}

func compare(t *testing.T, got golden, want map[string]json.RawMessage) {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(marshal(t, got), &fields); err != nil {
		t.Fatal(err)
	}
	for field, wanted := range want {
		var a, b any
		if json.Unmarshal(fields[field], &a) != nil || json.Unmarshal(wanted, &b) != nil {
			t.Fatalf("%s is no field of an article", field)
		}
		if have, wish := string(
			marshal(t, a),
		), string(
			marshal(t, b),
		); have != wish &&
			(strings.TrimSpace(have) != "null" || strings.TrimSpace(wish) != "[]") {
			t.Errorf("%s\n got %s\nwant %s", field, have, wish)
		}
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func writeJSON(t *testing.T, path string, v any) {
	t.Helper()
	if err := os.WriteFile(path, marshal(t, v), 0o644); err != nil {
		t.Fatal(err)
	}
}
