package scraper

import (
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// trueCharset contradicts a page that says it is UTF-8 and is not: where more
// bytes break UTF-8 than characters keep it, the page is Windows-1252, which such
// pages nearly always are. Empty leaves the page's word.
func trueCharset(page []byte, contentType string) string {
	if utf8.Valid(page) {
		return ""
	}
	if _, declared, _ := charset.DetermineEncoding(page, contentType); declared != "utf-8" {
		return ""
	}
	kept, broken := 0, 0
	for i := 0; i < len(page); {
		if page[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(page[i:])
		if r == utf8.RuneError && size == 1 {
			broken++
		} else {
			kept++
		}
		i += size
	}
	if broken > kept {
		return "windows-1252"
	}
	return ""
}
