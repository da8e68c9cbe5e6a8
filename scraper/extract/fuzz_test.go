package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"quoth/corpus"
	"quoth/scraper/extract"
)

// FuzzHTML holds that any bytes end in an article that can be kept or in an
// error.
func FuzzHTML(f *testing.F) {
	f.Add(
		[]byte(
			"<article><h1>A</h1><p>b<br><br>c</p><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[{}]}</script>",
		),
	)
	for _, page := range hostile {
		f.Add([]byte(page(40)))
	}
	pages, err := filepath.Glob(filepath.Join("testdata", "golden", "*.html"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range pages {
		page, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page)
	}
	e := extractor(f)
	f.Fuzz(func(t *testing.T, page []byte) {
		if c, err := e.HTML(page, extract.Hint{URL: "https://x.example/"}); err == nil {
			checkArticle(t, c)
		}
	})
}

// FuzzText holds the same of plain text.
func FuzzText(f *testing.F) {
	f.Add([]byte("A headline\n\nBy Ada Writer\n\nMarch 3, 2016\n\n" + sentence))
	f.Add([]byte("\xff\xfeA\x00"))
	e := extractor(f)
	f.Fuzz(func(t *testing.T, page []byte) {
		if c, err := e.Text(page, extract.Hint{}); err == nil {
			checkArticle(t, c)
		}
	})
}

func checkArticle(t *testing.T, c corpus.Collected) {
	t.Helper()
	text, _ := corpus.JoinBlocks(c.Blocks)
	switch {
	case text == "":
		t.Fatal("an article without text")
	case !utf8.ValidString(text) || !utf8.ValidString(c.Article.Title):
		t.Fatalf("broken letters in %q, %q", c.Article.Title, text)
	case !norm.NFC.IsNormalString(c.Article.Title):
		t.Fatalf("the headline %q is not NFC", c.Article.Title)
	case strings.Contains(text, "\r"):
		t.Fatalf("a carriage return in %q", text)
	}
	for _, b := range c.Blocks {
		if strings.Contains(b.Text, corpus.ParagraphBreak) {
			t.Fatalf("a block holds two paragraphs: %q", b.Text)
		}
	}
	for _, a := range c.Article.Authors {
		if strings.TrimSpace(a) == "" {
			t.Fatalf("an empty author in %q", c.Article.Authors)
		}
	}
}
