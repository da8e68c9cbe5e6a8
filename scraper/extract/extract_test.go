package extract_test

import (
	"errors"
	"strings"
	"testing"

	"quoth/assets"
	"quoth/corpus"
	"quoth/scraper/extract"
)

func extractor(t testing.TB) *extract.Extractor {
	t.Helper()
	e, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return e
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

func TestPagesAreReadInTheCharsetTheyAreWrittenIn(t *testing.T) {
	const words = "<article><h1>Café</h1><p>Le café est fermé depuis lundi, a déclaré la propriétaire devant ses clients étonnés.</p>" +
		"<p>Une deuxième phrase suit, pour que le texte ait la longueur d’un article, même très court.</p></article>"
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "<html><body>" + words + "</body></html>" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, test := range map[string]struct {
		page []byte
		hint extract.Hint
		want string
	}{
		"declared as Latin 1 and in Latin 1":      {[]byte("<meta charset=iso-8859-1>" + latin1(words)), extract.Hint{}, "windows-1252"},
		"declared as Latin 1 but in UTF-8":        {[]byte("<meta charset=iso-8859-1>" + words), extract.Hint{ContentType: "text/html; charset=iso-8859-1"}, "utf-8"},
		"declared as UTF-8 but in Latin 1":        {[]byte("<meta charset=utf-8>" + latin1(words)), extract.Hint{}, "windows-1252"},
		"with a byte order mark":                  {[]byte("\xef\xbb\xbf" + words), extract.Hint{}, "utf-8"},
		"in UTF-16":                               {utf16, extract.Hint{}, "utf-16le"},
		"in UTF-8, cut in the middle of a letter": {[]byte(strings.Repeat(words, 3) + "<p>caf\xc3"), extract.Hint{}, "utf-8"},
	} {
		c, err := extractor(t).HTML(test.page, test.hint)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text, _ := corpus.JoinBlocks(
			c.Blocks,
		); !strings.Contains(text, "fermé depuis lundi, a déclaré la propriétaire") ||
			c.Page.Charset != test.want {
			t.Errorf("%s: charset %q, want %q; text %q", name, c.Page.Charset, test.want, text)
		}
	}
}

// latin1 keeps the low byte of each letter; the typographic apostrophe becomes
// that of Windows-1252.
func latin1(s string) string {
	var out []byte
	for _, r := range strings.ReplaceAll(s, "’", "\u0092") {
		out = append(out, byte(r))
	}
	return string(out)
}

func TestTheCanonicalAddressTellsPagesApartAndNothingElse(t *testing.T) {
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
