package extract

import (
	"bytes"
	"unicode/utf8"

	"quoth/scraper/charset"
)

// decode turns a page into UTF-8 with line ends of one kind.
func decode(page []byte, hint Hint) (text []byte, name string, err error) {
	zeros := bytes.Count(page[:min(len(page), 4096)], []byte{0})
	if zeros > 8 && !utf8.Valid(page) && !charset.IsWide(charset.MarkUTF16(page)) {
		return nil, "", ErrNotText
	}
	contentType := hint.ContentType
	if hint.Charset != "" {
		contentType = "text/html; charset=" + hint.Charset
	}
	text, name, err = charset.Decode(page, contentType)
	return lineEnds(text), name, err
}

func lineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}
