package charset

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestTextIsReadWhateverItWasWrittenIn(t *testing.T) {
	words := strings.Repeat("Über die Brücke führt kein Weg zurück. ", 12)
	latin, err := charmap.Windows1252.NewEncoder().String(words)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(words)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ raw, contentType, want, charset string }{
		"nothing declared":                {words, "", words, "utf-8"},
		"UTF-8 that is called Latin 1":    {words, "text/html; charset=iso-8859-1", words, "utf-8"},
		"with a byte order mark":          {"\xef\xbb\xbf" + words, "", words, "utf-8"},
		"cut in a letter":                 {words + "\xc3", "", words + "\uFFFD", "utf-8"},
		"Latin 1 as declared":             {latin, "text/html; charset=iso-8859-1", words, "windows-1252"},
		"Latin 1 that is called UTF-8":    {latin, "text/html; charset=utf-8", words, "windows-1252"},
		"Latin 1 that its head misstates": {"<meta charset=utf-8>" + latin, "", "<meta charset=utf-8>" + words, "windows-1252"},
		"UTF-16":                          {"\xff\xfe" + wide, "", words, "utf-16le"},
		"UTF-16 without a mark":           {wide, "", words, "utf-16le"},
	} {
		text, charset, err := Decode([]byte(c.raw), c.contentType)
		if err != nil || string(text) != c.want || charset != c.charset {
			t.Errorf("%s: %.40q as %s, %v; want %.40q as %s", name, text, charset, err, c.want, c.charset)
		}
	}
}

// Between a few broken bytes and mostly broken ones, what is declared holds.
func TestHalfBrokenTextStaysWhatItSays(t *testing.T) {
	raw := []byte(strings.Repeat("ü", 30) + strings.Repeat("\xfc", 10))
	text, name, err := Decode(raw, "text/html; charset=utf-8")
	if err != nil || name != "utf-8" || bytes.Count(text, []byte("\uFFFD")) != 10 {
		t.Errorf("%q as %s, %v", text, name, err)
	}
}
