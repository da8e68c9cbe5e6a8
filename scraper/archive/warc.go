package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http/httputil"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"

	"quoth/scraper/fetch"
)

// Limits of an archive.
const (
	maxPageBytes  = 32 << 20
	maxHeadBytes  = 256 << 10 // of a record's or an answer's header
	maxUnpackable = 200       // times the size of the file, that its members unpack to
	leastUnpacked = 64 << 20
	maxDamaged    = 1000
)

// source is where a WARC lies: a file, or a part of a WACZ.
type source struct {
	io.ReaderAt
	size   int64
	packed bool
	part   string
}

// record is one record of a WARC, its block not read yet.
type record struct {
	header textproto.MIMEHeader
	length int64
	block  *bufio.Reader
}

func (r *record) kind() string { return strings.ToLower(r.header.Get("Warc-Type")) }

func (r *record) url() string {
	return strings.Trim(strings.TrimSpace(r.header.Get("Warc-Target-Uri")), "<>")
}

func (r *record) when() time.Time {
	t, err := time.Parse(time.RFC3339, r.header.Get("Warc-Date"))
	if err != nil {
		return time.Time{}
	}
	return t
}

// positioned is a reader that knows where it is. As an io.ByteReader it is never
// read past the end of a packed member.
type positioned struct {
	*bufio.Reader
	at int64
}

func (p *positioned) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	p.at += int64(n)
	return n, err
}

func (p *positioned) ReadByte() (byte, error) {
	b, err := p.Reader.ReadByte()
	if err == nil {
		p.at++
	}
	return b, err
}

func listWARC(ctx context.Context, path string) ([]Entry, []string, error) {
	file, s, err := openWARC(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	return scan(ctx, s)
}

func openWARC(path string) (*os.File, source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, source{}, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, source{}, err
	}
	return file, source{ReaderAt: file, size: info.Size(), packed: isPacked(file)}, nil
}

func isPacked(r io.ReaderAt) bool {
	var magic [2]byte
	_, err := r.ReadAt(magic[:], 0)
	return err == nil && magic == [2]byte{0x1f, 0x8b}
}

// scan walks the records of a WARC.
func scan(ctx context.Context, s source) (entries []Entry, notes []string, err error) {
	left := max(s.size*maxUnpackable, leastUnpacked)
	others, revisits, damaged := 0, 0, 0
	for at := int64(0); at < s.size; {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		entry, next, unpacked, err := s.look(at)
		entry.offset, entry.part = at, s.part
		if left -= unpacked; left < 0 {
			return nil, nil, errors.New("it unpacks to far more than it holds")
		}
		switch {
		case errors.Is(err, errNoPage):
			others++
		case errors.Is(err, errRevisit):
			revisits++
		case err != nil:
			if damaged++; damaged > maxDamaged {
				return nil, nil, fmt.Errorf("more than %d of its records are damaged: is it a WARC?", maxDamaged)
			}
			entry.Err = fmt.Errorf("the record at byte %d: %w", at, err)
			entries = append(entries, entry)
			next = s.resync(at + 1)
		default:
			entries = append(entries, entry)
		}
		at = next
	}
	if len(entries) == 0 && others+revisits == 0 {
		return nil, nil, errors.New("it holds no records: is it a WARC?")
	}
	if others > 0 {
		notes = append(notes, fmt.Sprintf("%d records that are no pages left out", others))
	}
	if revisits > 0 {
		notes = append(notes, fmt.Sprintf("%d records that refer to an earlier one left out", revisits))
	}
	return entries, notes, nil
}

var (
	errNoPage  = errors.New("the record holds no page")
	errRevisit = errors.New("the record refers to another")
)

// look reads the header of the record at an offset and finds the next one. For
// records that are no pages the error is errNoPage.
func (s source) look(at int64) (entry Entry, next, unpacked int64, err error) {
	r, in, done, err := s.open(at)
	if err != nil {
		return entry, at, 0, err
	}
	defer done()
	entry.URL, entry.When = r.url(), r.when()
	block := &io.LimitedReader{R: r.block, N: r.length}
	verdict := isPage(r, block)
	skipped, err := io.Copy(io.Discard, block)
	if err == nil && block.N > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		// What follows the block up to the next record; in a packed file that
		// is the rest of the member.
		var rest int64
		rest, err = s.skipEnd(r)
		skipped += rest
	}
	if err != nil {
		return entry, at, skipped, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return entry, s.position(in, r), r.length, verdict
}

// position is where the next record begins.
func (s source) position(in *positioned, r *record) int64 {
	if s.packed {
		return in.at
	}
	return in.at - int64(r.block.Buffered())
}

// skipEnd reads over the line ends behind a block.
func (s source) skipEnd(r *record) (int64, error) {
	if s.packed {
		return io.Copy(io.Discard, io.LimitReader(r.block, leastUnpacked))
	}
	for n := int64(0); ; n++ {
		b, err := r.block.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		case b != '\r' && b != '\n':
			return n, r.block.UnreadByte()
		}
	}
}

// open reads the header of the record at an offset.
func (s source) open(at int64) (*record, *positioned, func(), error) {
	in := &positioned{Reader: bufio.NewReaderSize(io.NewSectionReader(s.ReaderAt, at, s.size-at), 64<<10), at: at}
	var block io.Reader = in
	done := func() {}
	if s.packed {
		member, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		member.Multistream(false)
		block, done = member, func() { member.Close() }
	}
	r := &record{block: bufio.NewReaderSize(block, 64<<10)}
	var err error
	if r.header, err = readHead(r.block, "WARC/"); err == nil {
		r.length, err = strconv.ParseInt(strings.TrimSpace(r.header.Get("Content-Length")), 10, 64)
	}
	if err == nil && (r.length < 0 || r.length > s.size*maxUnpackable+leastUnpacked) {
		err = errors.New("its length cannot be right")
	}
	if err != nil {
		done()
		return nil, nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return r, in, done, nil
}

// readHead reads a first line with a prefix and the header fields below it, up to
// the blank line and not a byte further.
func readHead(r *bufio.Reader, prefix string) (textproto.MIMEHeader, error) {
	var lines bytes.Buffer
	for {
		line, err := r.ReadSlice('\n')
		if lines.Write(line); lines.Len() > maxHeadBytes {
			return nil, errors.New("its header is too long")
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	head := textproto.NewReader(bufio.NewReader(&lines))
	first, err := head.ReadLine()
	if err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	if !strings.HasPrefix(first, prefix) {
		return nil, fmt.Errorf("it does not begin with %s", prefix)
	}
	header, err := head.ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if header == nil {
		header = textproto.MIMEHeader{}
	}
	header.Set("Status-Line", first)
	return header, nil
}

// isPage looks at the head of a block.
func isPage(r *record, block io.Reader) error {
	switch r.kind() {
	case "revisit":
		return errRevisit
	case "resource":
		if isText(r.header.Get("Content-Type")) {
			return nil
		}
	case "response":
		head, err := readHead(bufio.NewReader(io.LimitReader(block, maxHeadBytes)), "HTTP/")
		if err == nil && statusOf(head) == 200 && isText(head.Get("Content-Type")) {
			return nil
		}
	}
	return errNoPage
}

func statusOf(head textproto.MIMEHeader) int {
	fields := strings.Fields(head.Get("Status-Line"))
	if len(fields) < 2 {
		return 0
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return status
}

func isText(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	switch strings.TrimSpace(kind) {
	case "text/html", "application/xhtml+xml", "text/plain":
		return true
	}
	return false
}

// resync finds where the next record may begin.
func (s source) resync(at int64) int64 {
	mark := []byte("\nWARC/1.")
	skip := int64(1)
	if s.packed {
		mark, skip = []byte{0x1f, 0x8b, 8}, 0
	}
	const window = 1 << 20
	buffer := make([]byte, window)
	for at < s.size {
		n, err := s.ReadAt(buffer, at)
		if i := bytes.Index(buffer[:n], mark); i >= 0 {
			return at + int64(i) + skip
		}
		if err != nil || n < len(mark) {
			break
		}
		at += int64(n - len(mark) + 1)
	}
	return s.size
}

func loadWARC(path string, e Entry) (*Capture, error) {
	file, s, err := openWARC(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return s.load(e)
}

// load reads one page and checks it against its digest.
func (s source) load(e Entry) (*Capture, error) {
	if e.Err != nil {
		return nil, e.Err
	}
	r, _, done, err := s.open(e.offset)
	if err != nil {
		return nil, err
	}
	defer done()
	if r.length > maxPageBytes {
		return nil, fmt.Errorf("the page is larger than %d MB", maxPageBytes>>20)
	}
	block := make([]byte, r.length)
	if _, err := io.ReadFull(r.block, block); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err := checkDigest(r.header.Get("Warc-Block-Digest"), block); err != nil {
		return nil, err
	}
	c := &Capture{URL: r.url(), When: r.when(), ContentType: r.header.Get("Content-Type"), Body: block}
	if r.kind() == "response" {
		return c, c.readAnswer(block)
	}
	c.Asked = r.header.Get("Quoth-Asked")
	c.Redirects = r.header["Quoth-Redirect"]
	c.Notes = r.header["Quoth-Note"]
	c.ETag, c.LastModified = r.header.Get("Quoth-Etag"), r.header.Get("Quoth-Last-Modified")
	return c, nil
}

// readAnswer takes an HTTP answer apart.
func (c *Capture) readAnswer(block []byte) error {
	in := bufio.NewReader(bytes.NewReader(block))
	head, err := readHead(in, "HTTP/")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if strings.EqualFold(head.Get("Transfer-Encoding"), "chunked") {
		// Some crawlers keep the header of a body that they have put together.
		if whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body))); err == nil {
			body = whole
		}
	}
	if coding := head.Get("Content-Encoding"); coding != "" {
		if plain, err := fetch.Unpack(coding, body, maxPageBytes); err == nil {
			body = plain
		} else if !errors.Is(err, fetch.ErrPacking) && looksPacked(body) {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	c.Body, c.ContentType = body, head.Get("Content-Type")
	c.ETag, c.LastModified = head.Get("Etag"), head.Get("Last-Modified")
	return nil
}

// looksPacked holds for bytes that are no text: the body of an answer that says
// how it is packed and was not unpacked when it was archived.
func looksPacked(body []byte) bool {
	return bytes.HasPrefix(body, []byte{0x1f, 0x8b}) || bytes.HasPrefix(body, []byte{0x28, 0xb5, 0x2f, 0xfd})
}

// checkDigest compares a block with what its record says of it.
func checkDigest(digest string, block []byte) error {
	name, value, ok := strings.Cut(digest, ":")
	if !ok {
		return nil
	}
	var sum []byte
	switch strings.ToLower(name) {
	case "sha1":
		s := sha1.Sum(block) // the digest of most archives; it guards against damage, not against forgery
		sum = s[:]
	case "sha256":
		s := sha256.Sum256(block)
		sum = s[:]
	default:
		return nil
	}
	if strings.EqualFold(value, hex.EncodeToString(sum)) || strings.EqualFold(strings.TrimRight(value, "="), strings.TrimRight(base32.StdEncoding.EncodeToString(sum), "=")) {
		return nil
	}
	return fmt.Errorf("%w: its bytes are not what its digest says", ErrDamaged)
}
