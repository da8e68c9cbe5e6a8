package archive

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Writer writes a WARC 1.1, each record a gzip member of its own, as readers
// that jump to records need. Pages are resource records: the answer's header is
// not kept, so none is invented. What else is known of a page stands in fields
// of our own, which other readers pass over.
type Writer struct {
	w        *counted
	software string
	now      func() time.Time
	began    bool
}

// NewWriter writes to w; software names the program in the first record.
func NewWriter(w io.Writer, software string, now func() time.Time) *Writer {
	return &Writer{w: &counted{w: w}, software: software, now: now}
}

type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// place is where a record went.
type place struct{ offset, length int64 }

// Write adds a page. Its address must be one that can be replayed.
func (w *Writer) Write(c *Capture) error {
	_, err := w.write(c)
	return err
}

func (w *Writer) write(c *Capture) (place, error) {
	if c.URL == "" {
		return place{}, errors.New("the page has no address")
	}
	if !w.began {
		w.began = true
		info := "software: " + w.software + "\r\nformat: WARC File Format 1.1\r\n"
		if _, err := w.record("warcinfo", "", "application/warc-fields", w.now(), nil, []byte(info)); err != nil {
			return place{}, err
		}
	}
	var more []field
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				more = append(more, field{name, v})
			}
		}
	}
	add("Quoth-Asked", c.Asked)
	add("Quoth-Redirect", c.Redirects...)
	add("Quoth-Note", c.Notes...)
	add("Quoth-ETag", c.ETag)
	add("Quoth-Last-Modified", c.LastModified)
	return w.record("resource", c.URL, c.ContentType, c.When, more, c.Body)
}

type field struct{ name, value string }

func (w *Writer) record(kind, url, contentType string, when time.Time, more []field, block []byte) (place, error) {
	var head bytes.Buffer
	put := func(name, value string) {
		fmt.Fprintf(&head, "%s: %s\r\n", name, strings.NewReplacer("\r", " ", "\n", " ").Replace(value))
	}
	head.WriteString("WARC/1.1\r\n")
	put("WARC-Type", kind)
	put("WARC-Record-ID", "<urn:uuid:"+uuid.NewString()+">")
	put("WARC-Date", when.UTC().Format(time.RFC3339Nano))
	if url != "" {
		put("WARC-Target-URI", url)
	}
	digest := blockDigest(block)
	put("WARC-Block-Digest", digest)
	if kind == "resource" {
		put("WARC-Payload-Digest", digest)
	}
	for _, f := range more {
		put(f.name, f.value)
	}
	put("Content-Type", contentType)
	put("Content-Length", fmt.Sprint(len(block)))
	head.WriteString("\r\n")

	at := w.w.n
	member := gzip.NewWriter(w.w)
	for _, part := range [][]byte{head.Bytes(), block, []byte("\r\n\r\n")} {
		if _, err := member.Write(part); err != nil {
			return place{}, err
		}
	}
	err := member.Close()
	return place{at, w.w.n - at}, err
}

// blockDigest is the form that all readers check.
func blockDigest(block []byte) string {
	sum := sha1.Sum(block)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}
