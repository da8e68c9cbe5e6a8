package extract

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"
)

// decode turns a page into UTF-8. Valid UTF-8 is taken as it is, whatever the
// page declares: guessing is slow and pages lie.
func decode(page []byte, hint Hint) (text []byte, name string, err error) {
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	page = MarkUTF16(page)
	if utf8.Valid(page) {
		return lineEnds(page), "utf-8", nil
	}
	wide := bytes.HasPrefix(page, []byte{0xff, 0xfe}) || bytes.HasPrefix(page, []byte{0xfe, 0xff})
	if !wide && bytes.Count(page[:min(len(page), 4096)], []byte{0}) > 8 {
		return nil, "", ErrNotText
	}
	if !wide && nearlyUTF8(page) {
		return lineEnds(bytes.ToValidUTF8(page, []byte("\uFFFD"))), "utf-8", nil
	}
	contentType := hint.ContentType
	if hint.Charset != "" {
		contentType = "text/html; charset=" + hint.Charset
	}
	encoding, name, _ := charset.DetermineEncoding(page, contentType)
	decoded, _, err := transform.Bytes(encoding.NewDecoder(), page)
	if err != nil {
		return nil, "", fmt.Errorf("read the page as %s: %w", name, err)
	}
	return lineEnds(decoded), name, nil
}

// MarkUTF16 gives UTF-16 that has no byte order mark the one it lacks: all zero
// bytes of its beginning stand at even places, or all at odd ones, and there are
// many, as in markup and between words. All else is returned as it is.
func MarkUTF16(text []byte) []byte {
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

// nearlyUTF8 holds for a page that is UTF-8 but for a few broken bytes, as one
// cut in the middle of a letter is: at least twenty good letters beyond ASCII to
// each broken one.
func nearlyUTF8(page []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(page); {
		if page[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(page[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good >= 20*bad
}

func lineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}
