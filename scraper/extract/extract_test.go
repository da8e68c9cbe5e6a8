package extract_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/assets"
	"quoth/corpus"
	"quoth/scraper/extract"
)

var update = flag.Bool("update", false, "write the golden files anew")

func extractor(t testing.TB) *extract.Extractor {
	t.Helper()
	e, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// golden is what a careful reader copies from a page.
type golden struct {
	URL, Title, Publisher, Published, Language string
	Authors, Blocks                            []string
}

// TestGoldenPages reads every page of testdata/golden and compares it with the
// .json beside it. A pair more needs no Go.
func TestGoldenPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/golden/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no golden pages: %v", err)
	}
	texts, _ := filepath.Glob("testdata/golden/*.txt")
	e := extractor(t)
	for _, path := range append(pages, texts...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			read := e.HTML
			if strings.HasSuffix(path, ".txt") {
				read = e.Text
			}
			c, err := read(page, extract.Hint{URL: "https://outlet.example/page?utm_source=x"})
			if err != nil {
				t.Fatal(err)
			}
			got := golden{c.Article.URL, c.Article.Title, c.Article.Publisher, c.Article.Published.String(), c.Article.Language, c.Article.Authors, nil}
			for _, b := range c.Blocks {
				got.Blocks = append(got.Blocks, string(b.Kind)+": "+b.Text)
			}
			data, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			pair := strings.TrimSuffix(path, filepath.Ext(path)) + ".json"
			if *update {
				if err := os.WriteFile(pair, append(data, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(pair)
			if err != nil {
				t.Fatal(err)
			}
			if string(data) != strings.TrimSpace(string(want)) {
				t.Errorf("got %s\nwant %s", data, want)
			}
		})
	}
}

func TestBadPagesEndInAClearError(t *testing.T) {
	e := extractor(t)
	for name, test := range map[string]struct {
		page []byte
		want error
	}{
		"nothing":        {nil, extract.ErrNoText},
		"only furniture": {[]byte("<nav><a href=/>Home</a></nav><footer>©</footer>"), extract.ErrNoText},
		"too large":      {make([]byte, extract.MaxBytes+1), extract.ErrTooLarge},
		"not text":       {append([]byte("\x89PNG\r\n\xff"), make([]byte, 200)...), extract.ErrNotText},
	} {
		if _, err := e.HTML(test.page, extract.Hint{}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestHostilePagesEnd(t *testing.T) {
	e := extractor(t)
	body := "<p>A perfectly ordinary sentence stands in this paragraph, long enough to be read as text.</p>"
	for name, page := range map[string]string{
		"deep nesting":       strings.Repeat("<div>", 10_000) + body,
		"many attributes":    "<div " + strings.Repeat("a=b ", 100_000) + ">" + body,
		"cut in a tag":       "<article>" + body + "<p class=",
		"unclosed script":    body + "<script>var x = '",
		"a million brackets": strings.Repeat("<", 1_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.HTML([]byte(page), extract.Hint{})
			if err != nil && !errors.Is(err, extract.ErrNoText) && !strings.Contains(err.Error(), "parse the page") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	e := extractor(t)
	latin := []byte("<html><head><meta charset=iso-8859-1><title>Caf\xe9</title></head><body><article><h1>Caf\xe9</h1><p>Le caf\xe9 est ferm\xe9 depuis lundi, a d\xe9clar\xe9 la propri\xe9taire devant les clients.</p><p>Une deuxi\xe8me phrase suit pour la longueur du texte.</p></article></body></html>")
	c, err := e.HTML(latin, extract.Hint{})
	if err != nil || c.Article.Title != "Café" || !strings.Contains(c.Blocks[0].Text, "fermé") {
		t.Errorf("title %q, blocks %v, %v", c.Article.Title, c.Blocks, err)
	}
	utf := []byte("<html><head><meta charset=iso-8859-1></head><body><article><h1>Café</h1><p>Le café est fermé depuis lundi, a déclaré la propriétaire devant les clients.</p></article></body></html>")
	if c, err = e.HTML(utf, extract.Hint{ContentType: "text/html; charset=iso-8859-1"}); err != nil || c.Article.Title != "Café" {
		t.Errorf("a page that lies about its charset gives %q, %v", c.Article.Title, err)
	}
}

func TestCanonicalURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://Example.com/a?utm_source=x&id=3#top": "https://example.com/a?id=3",
		"http://example.com:80/a":                     "http://example.com/a",
		"not an address":                              "not an address",
	} {
		if got := extract.CanonicalURL(in); got != want {
			t.Errorf("CanonicalURL(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<article><h1>A</h1><p>b<br><br>c</p><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[{}]}</script>"))
	e := extractor(f)
	f.Fuzz(func(t *testing.T, page []byte) {
		c, err := e.HTML(page, extract.Hint{URL: "https://x.example/"})
		if err != nil {
			return
		}
		if text, _ := corpus.JoinBlocks(c.Blocks); text == "" {
			t.Fatal("an article without text")
		}
	})
}
