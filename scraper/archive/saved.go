package archive

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"regexp"
	"strings"
)

// savedMarks are how browsers and their extensions write into a saved page where
// it came from.
var savedMarks = []*regexp.Regexp{
	regexp.MustCompile(
		`<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->`,
	), // Chrome, Edge, Internet Explorer
	regexp.MustCompile(`(?s)<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)`), // SingleFile
	regexp.MustCompile(`(?i)<!--\s*Archive processed by [^>]*?(https?://[^\s>]+)`),
}

// SavedFrom is the address that a saved page names as its own; empty where it
// names none.
func SavedFrom(page []byte) string {
	head := page[:min(len(page), 4096)]
	for _, mark := range savedMarks {
		if m := mark.FindSubmatch(head); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// IsSavedParts reports whether a folder holds the pictures and styles of a page
// that a browser saved beside it: "Name_files" beside "Name.html".
func IsSavedParts(folder string) bool {
	for _, ending := range []string{"_files", "_Dateien", "_fichiers", "_archivos", ".files"} {
		base, ok := strings.CutSuffix(folder, ending)
		if !ok {
			continue
		}
		for _, page := range []string{base + ".html", base + ".htm", base + ".xhtml"} {
			if _, err := os.Stat(page); err == nil {
				return true
			}
		}
	}
	return false
}

// maxMHTMLParts bounds the parts looked at for the page.
const maxMHTMLParts = 2000

// loadMHTML reads the page of an MHTML file (RFC 2557): the first HTML part, or
// the one that "start" names.
func loadMHTML(path string) (*Capture, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > 8*maxPageBytes {
		return nil, fmt.Errorf("it is larger than %d MB", 8*maxPageBytes>>20)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return readMHTML(body)
}

func readMHTML(body []byte) (*Capture, error) {
	message, err := mail.ReadMessage(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	c := &Capture{URL: strings.TrimSpace(message.Header.Get("Snapshot-Content-Location"))}
	if when, err := message.Header.Date(); err == nil {
		c.When = when
	}
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("%w: its type cannot be read: %w", ErrDamaged, err)
	}
	if kind == "text/html" {
		return c, c.readPart(
			message.Header.Get("Content-Type"),
			message.Header.Get("Content-Transfer-Encoding"),
			message.Header.Get("Content-Location"),
			message.Body,
		)
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for range maxMHTMLParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		start := parameters["start"]
		if !isText(part.Header.Get("Content-Type")) || start != "" && part.Header.Get("Content-Id") != start {
			continue
		}
		return c, c.readPart(
			part.Header.Get("Content-Type"),
			part.Header.Get("Content-Transfer-Encoding"),
			part.Header.Get("Content-Location"),
			part,
		)
	}
	return nil, errors.New("it holds no page of HTML")
}

func (c *Capture) readPart(contentType, transfer, location string, in io.Reader) error {
	switch strings.ToLower(strings.TrimSpace(transfer)) {
	case "quoted-printable":
		in = quotedprintable.NewReader(in)
	case "base64":
		in = base64.NewDecoder(base64.StdEncoding, in)
	}
	body, err := io.ReadAll(io.LimitReader(in, maxPageBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case len(body) > maxPageBytes:
		return fmt.Errorf("the page is larger than %d MB", maxPageBytes>>20)
	}
	c.Body, c.ContentType = body, contentType
	if c.URL == "" {
		c.URL = strings.TrimSpace(location)
	}
	return nil
}
