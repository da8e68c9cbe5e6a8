// Package archive reads and writes web archives, so that any page kept can be
// replayed elsewhere and any page archived elsewhere can be read here: WARC
// (ISO 28500, packed or not), its forerunner ARC, WACZ, and the MHTML and HTML files that browsers
// save. No file is ever unpacked to a path that an archive names.
//
// WARC is read and written here because no library of it is to be had through
// the module proxy; a test has another reader, warcio, read what is written.
package archive

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Capture is one page of an archive.
type Capture struct {
	URL          string // where it was found
	Asked        string // the address asked for, where a redirect led to URL; else empty
	Redirects    []string
	When         time.Time // of the capture
	ContentType  string    // with the character set, as sent
	ETag         string
	LastModified string
	Notes        []string
	Body         []byte // unpacked
}

// Entry is the place of a capture in an archive, or what is wrong with it.
type Entry struct {
	URL  string
	When time.Time
	Err  error // the record is damaged

	offset int64   // of its record, or of the packed member that holds it
	inner  int64   // of its record within what the member unpacks to
	member *member // with inner: shared by its records
	part   string  // of a WACZ: the WARC within it
}

// Left is how much of an archive was left out, and why.
type Left struct {
	Count  int
	Reason string // for people: "records that are no pages left out"
}

// leftOut keeps those that count something.
func leftOut(all ...Left) []Left {
	return slices.DeleteFunc(all, func(l Left) bool { return l.Count == 0 })
}

// ErrDamaged is a record that is not what it says.
var ErrDamaged = errors.New("the record is damaged")

// Is reports whether a file is an archive of pages, by its name.
func Is(name string) bool {
	lower := strings.ToLower(filepath.Base(name))
	for _, ending := range []string{".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz", ".mhtml", ".mht"} {
		if strings.HasSuffix(lower, ending) {
			return true
		}
	}
	return false
}

// List finds the pages of an archive: answers with status 200 that are HTML or
// text. A damaged record becomes an entry with an error, and reading goes on at
// the next one. What was left out and the entries add up to all records.
func List(ctx context.Context, path string) (entries []Entry, left []Left, err error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".wacz":
		entries, left, err = listWACZ(ctx, path)
	case ".mhtml", ".mht":
		var c *Capture
		if c, err = loadMHTML(path); err == nil {
			entries = []Entry{{URL: c.URL, When: c.When}}
		}
	default:
		entries, left, err = listWARC(ctx, path)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the archive %s: %w", filepath.Base(path), err)
	}
	return entries, left, nil
}

// Load reads one page of the archive that List has listed.
func Load(path string, e Entry) (*Capture, error) {
	var c *Capture
	var err error
	switch strings.ToLower(filepath.Ext(path)) {
	case ".wacz":
		c, err = loadWACZ(path, e)
	case ".mhtml", ".mht":
		c, err = loadMHTML(path)
	default:
		c, err = loadWARC(path, e)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s in %s: %w", e.URL, filepath.Base(path), err)
	}
	return c, nil
}
