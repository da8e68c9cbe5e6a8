// Package charset reads bytes that were meant as text, whatever they were written
// in. Pages, text files and kept pages are all decoded here, by one rule: a byte
// order mark or the zeros of UTF-16 decide, then valid UTF-8, whatever is
// declared; a few broken bytes are still UTF-8; else what is declared holds,
// unless it is UTF-8 and most letters beyond ASCII are broken.
package charset

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"
)

// fewBroken is how many good letters beyond ASCII a text in UTF-8 has to each
// broken byte: it was cut in the middle of a letter, or spliced.
const fewBroken = 20

var bom = []byte("\xef\xbb\xbf")

// Decode turns bytes into UTF-8 and returns the name of what they were written
// in. contentType is what came with them ("text/html; charset=…"); it may be
// empty, and what a page says in its head is looked for.
func Decode(raw []byte, contentType string) (text []byte, name string, err error) {
	raw = MarkUTF16(bytes.TrimPrefix(raw, bom))
	if utf8.Valid(raw) {
		return raw, "utf-8", nil
	}
	if IsWide(raw) {
		return decode(raw, "")
	}
	good, broken := letters(raw)
	if good >= fewBroken*broken {
		return bytes.ToValidUTF8(raw, []byte("\uFFFD")), "utf-8", nil
	}
	if _, declared, _ := charset.DetermineEncoding(raw, contentType); declared == "utf-8" && broken > good {
		// What pages that are not what they say nearly always are.
		return decode(raw, "text/html; charset=windows-1252")
	}
	return decode(raw, contentType)
}

// IsWide reports whether bytes begin with a byte order mark of UTF-16.
func IsWide(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff})
}

func decode(raw []byte, contentType string) ([]byte, string, error) {
	encoding, name, _ := charset.DetermineEncoding(raw, contentType)
	decoded, _, err := transform.Bytes(encoding.NewDecoder(), raw)
	if err != nil {
		return nil, name, fmt.Errorf("read the text as %s: %w", name, err)
	}
	return bytes.TrimPrefix(decoded, bom), name, nil
}

// letters counts the letters beyond ASCII that are good UTF-8, and the bytes that
// are not.
func letters(raw []byte) (good, broken int) {
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			broken++
		} else {
			good++
		}
		i += size
	}
	return good, broken
}

// MarkUTF16 gives UTF-16 that has no byte order mark the one it lacks: all zero
// bytes of its beginning stand at even places, or all at odd ones, and there are
// many, as in markup and between words. All else is returned as it is.
func MarkUTF16(text []byte) []byte {
	if IsWide(text) {
		return text
	}
	head := text[:min(len(text), 1024)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 2; {
	case half < 4 || zeros[0] > 0 && zeros[1] > 0:
	case zeros[1]*10 >= half:
		return append([]byte{0xff, 0xfe}, text...)
	case zeros[0]*10 >= half:
		return append([]byte{0xfe, 0xff}, text...)
	}
	return text
}
