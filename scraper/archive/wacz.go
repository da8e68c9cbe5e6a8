package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"quoth/internal/unzip"
)

// WACZ 1.1.1 is a ZIP of archive/*.warc.gz, an index, a list of pages and a
// description with the hashes of all (specs.webrecorder.net/wacz/1.1.1).

func listWACZ(ctx context.Context, path string) ([]Entry, []Left, error) {
	var all []Entry
	var left []Left
	err := eachWARC(path, func(s source) error {
		entries, more, err := scan(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.part, err)
		}
		all, left = append(all, entries...), append(left, more...)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = errors.New("it holds no pages")
	}
	return all, left, err
}

func loadWACZ(path string, e Entry) (c *Capture, err error) {
	found := false
	err = eachWARC(path, func(s source) error {
		if s.part != e.part {
			return nil
		}
		found = true
		c, err = s.load(e)
		return err
	})
	if err == nil && !found {
		err = fmt.Errorf("it has no %s", e.part)
	}
	return c, err
}

const (
	// maxInMemory is what of a WARC that is packed once more is held in memory.
	maxInMemory = 256 << 20
	// maxWACZ is what all of a WACZ may unpack to; its WARCs are packed already and
	// are read in place.
	maxWACZ = 1 << 40
)

// eachWARC hands over the WARCs of a WACZ. They are stored as they are, so that
// they can be read in place; one that is packed once more is unpacked in memory.
func eachWARC(path string, f func(source) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	archive, err := unzip.Open(file, info.Size(), maxWACZ)
	if err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		if !strings.HasPrefix(name, "archive/") ||
			!strings.HasSuffix(name, ".warc") && !strings.HasSuffix(name, ".warc.gz") {
			continue
		}
		s, err := sourceOf(file, part)
		if err != nil {
			return fmt.Errorf("%s: %w", part.Name, err)
		}
		if err := f(s); err != nil {
			return err
		}
	}
	return nil
}

func sourceOf(file *os.File, part *zip.File) (source, error) {
	s := source{part: part.Name}
	if part.Method == zip.Store {
		at, err := part.DataOffset()
		if err != nil {
			return s, err
		}
		s.ReaderAt, s.size = io.NewSectionReader(file, at, int64(part.CompressedSize64)), int64(part.CompressedSize64)
	} else {
		if part.UncompressedSize64 > maxInMemory {
			return s, fmt.Errorf("it unpacks to more than %d MB", maxInMemory>>20)
		}
		body, err := unzip.Read(part)
		if err != nil {
			return s, err
		}
		s.ReaderAt, s.size = bytes.NewReader(body), int64(len(body))
	}
	s.packed = isPacked(s.ReaderAt)
	return s, nil
}

// WACZWriter writes a WACZ.
type WACZWriter struct {
	zip       *zip.Writer
	warc      *Writer
	software  string
	now       func() time.Time
	sum       func() string
	index     []string
	pages     bytes.Buffer
	resources []resource
}

// resource is a file as the description lists it.
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
}

const warcName = "data.warc.gz"

// NewWACZWriter begins a WACZ.
func NewWACZWriter(w io.Writer, software string, now func() time.Time) (*WACZWriter, error) {
	z := &WACZWriter{zip: zip.NewWriter(w), software: software, now: now}
	part, err := z.zip.CreateHeader(&zip.FileHeader{Name: "archive/" + warcName, Method: zip.Store, Modified: now()})
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	z.sum = func() string { return "sha256:" + hex.EncodeToString(hash.Sum(nil)) }
	z.warc = NewWriter(io.MultiWriter(part, hash), software, now)
	_, err = z.pages.WriteString(`{"format":"json-pages-1.0","id":"pages","title":"Pages"}` + "\n")
	return z, err
}

// Write adds a page under its title.
func (z *WACZWriter) Write(c *Capture, title string) error {
	at, err := z.warc.write(c)
	if err != nil {
		return err
	}
	mime, _, _ := strings.Cut(c.ContentType, ";")
	line, err := json.Marshal(map[string]string{
		"url": c.URL, "mime": mime, "status": "200", "digest": blockDigest(c.Body),
		"offset": fmt.Sprint(at.offset), "length": fmt.Sprint(at.length), "filename": warcName,
	})
	if err != nil {
		return err
	}
	z.index = append(z.index, fmt.Sprintf("%s %s %s\n", surt(c.URL), c.When.UTC().Format("20060102150405"), line))
	page := struct {
		URL   string `json:"url"`
		TS    string `json:"ts"`
		Title string `json:"title"`
	}{c.URL, c.When.UTC().Format(time.RFC3339), title}
	return json.NewEncoder(&z.pages).Encode(page)
}

// Close writes the index, the list of pages and the description.
func (z *WACZWriter) Close() error {
	z.resources = append(z.resources, resource{warcName, "archive/" + warcName, z.sum(), z.warc.w.n})
	slices.Sort(z.index)
	if err := z.file("indexes/index.cdx", []byte(strings.Join(z.index, ""))); err != nil {
		return err
	}
	if err := z.file("pages/pages.jsonl", z.pages.Bytes()); err != nil {
		return err
	}
	description, err := json.MarshalIndent(map[string]any{
		"profile":      "data-package",
		"wacz_version": "1.1.1",
		"software":     z.software,
		"created":      z.now().UTC().Format(time.RFC3339),
		"resources":    z.resources,
	}, "", " ")
	if err != nil {
		return err
	}
	if err := z.file("datapackage.json", description); err != nil {
		return err
	}
	return z.zip.Close()
}

func (z *WACZWriter) file(name string, body []byte) error {
	part, err := z.zip.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	z.resources = append(
		z.resources,
		resource{
			name[strings.LastIndexByte(name, '/')+1:],
			name,
			"sha256:" + hex.EncodeToString(sum[:]),
			int64(len(body)),
		},
	)
	_, err = part.Write(body)
	return err
}

// surt is the form of an address that archives sort by: the host backwards.
func surt(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	host := strings.Split(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), ".")
	slices.Reverse(host)
	key := strings.Join(host, ",")
	if u.Port() != "" {
		key += ":" + u.Port()
	}
	key += ")" + u.EscapedPath()
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	return strings.ToLower(key)
}
