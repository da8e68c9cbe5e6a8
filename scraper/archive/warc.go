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
	"sync"
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

// source is where a WARC or an ARC lies: a file, or a part of a WACZ.
type source struct {
	io.ReaderAt
	size   int64
	packed bool
	part   string
}

// record is one record of a WARC or an ARC, its block not read yet.
type record struct {
	header textproto.MIMEHeader
	length int64
	block  *io.LimitedReader
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

func listWARC(ctx context.Context, path string) ([]Entry, []Left, error) {
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

// scan walks the records of a WARC or an ARC. A packed member holds one record,
// as the standard asks, but a file packed by a general tool is one member that
// holds them all.
func scan(ctx context.Context, s source) (entries []Entry, left []Left, err error) {
	unpackable := max(s.size*maxUnpackable, leastUnpacked)
	others, revisits, damaged, records := 0, 0, 0, 0
	for at := int64(0); at < s.size; {
		in, err := s.open(at)
		shared := &member{}
		for err == nil {
			if ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			entry := Entry{offset: at, part: s.part}
			if inner := in.at(); s.packed && inner > 0 {
				entry.inner, entry.member = inner, shared
			} else {
				entry.offset += inner
			}
			began := in.at()
			err = in.look(&entry, maxLength(s.size))
			if unpackable -= in.at() - began; unpackable < 0 {
				in.close()
				return nil, nil, errors.New("it unpacks to far more than it holds")
			}
			switch {
			case errors.Is(err, errNoPage):
				others, err = others+1, nil
			case errors.Is(err, errRevisit):
				revisits, err = revisits+1, nil
			case err == nil:
				entries = append(entries, entry)
			case errors.Is(err, io.EOF):
				continue // the end of the file or of the member
			default:
				if damaged++; damaged > maxDamaged {
					in.close()
					return nil, nil, fmt.Errorf("more than %d of its records are damaged: is it a WARC?", maxDamaged)
				}
				entry.Err = fmt.Errorf("the record at byte %d: %w", entry.offset+entry.inner, err)
				entries = append(entries, entry)
				if entry.inner > 0 && errors.Is(err, errNoRecord) {
					err = in.resync()
				} else {
					at = s.resync(entry.offset + 1)
				}
			}
			records++
		}
		if in != nil {
			in.close()
		}
		switch {
		case errors.Is(err, io.EOF) && s.packed:
			at = in.raw.at
		case errors.Is(err, io.EOF):
			at = s.size
		case in == nil: // not even the head of a packed member
			if damaged++; damaged > maxDamaged {
				return nil, nil, fmt.Errorf("more than %d of its records are damaged: is it a WARC?", maxDamaged)
			}
			entries = append(
				entries,
				Entry{offset: at, part: s.part, Err: fmt.Errorf("the record at byte %d: %w", at, err)},
			)
			records++
			at = s.resync(at + 1)
		}
	}
	if records == 0 {
		return nil, nil, errors.New("it holds no records: is it a WARC?")
	}
	return entries, leftOut(
		Left{others, "records that are no pages left out"},
		Left{revisits, "records that refer to an earlier one left out"},
	), nil
}

var (
	errNoPage   = errors.New("the record holds no page")
	errRevisit  = errors.New("the record refers to another")
	errNoRecord = errors.New("no record begins there")
)

// member is what a packed member of several records unpacks to: unpacked once for
// all of them.
type member struct {
	once sync.Once
	body []byte // nil where it is too large to be held
}

func (m *member) unpack(s source, offset int64) []byte {
	m.once.Do(func() {
		in, err := s.open(offset)
		if err != nil {
			return
		}
		defer in.close()
		// What is damaged behind the records that are asked for does no harm.
		if body, _ := io.ReadAll(io.LimitReader(in, maxInMemory+1)); len(body) <= maxInMemory {
			m.body = body
		}
	})
	return m.body
}

// stream reads records one after the other: of a plain file from an offset on,
// of a packed one those of a member.
type stream struct {
	*bufio.Reader
	raw      *positioned // the file
	unpacked *positioned // what Reader reads from: raw, or what it unpacks to
	start    int64
	close    func()
}

// open begins at an offset.
func (s source) open(at int64) (*stream, error) {
	raw := &positioned{Reader: bufio.NewReaderSize(io.NewSectionReader(s.ReaderAt, at, s.size-at), 64<<10), at: at}
	if !s.packed {
		return &stream{
			Reader:   bufio.NewReaderSize(raw, 64<<10),
			raw:      raw,
			unpacked: raw,
			start:    at,
			close:    func() {},
		}, nil
	}
	packed, err := gzip.NewReader(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	packed.Multistream(false)
	unpacked := &positioned{Reader: bufio.NewReaderSize(packed, 64<<10)}
	return &stream{
		Reader:   bufio.NewReaderSize(unpacked, 64<<10),
		raw:      raw,
		unpacked: unpacked,
		close:    func() { packed.Close() },
	}, nil
}

// at is how far the stream was read, in unpacked bytes from where it was opened.
func (in *stream) at() int64 { return in.unpacked.at - int64(in.Buffered()) - in.start }

// next reads the head of the next record; io.EOF where there is none.
func (in *stream) next(longest int64) (*record, error) {
	if err := in.skipBlank(); err != nil {
		return nil, err
	}
	begin, err := in.Peek(5)
	r := &record{}
	if string(begin) == "WARC/" {
		r.header, err = readHead(in.Reader, "WARC/")
		if err == nil {
			r.length, err = strconv.ParseInt(strings.TrimSpace(r.header.Get("Content-Length")), 10, 64)
		}
	} else {
		r.header, r.length, err = readARCHead(in.Reader)
	}
	if err == nil && (r.length < 0 || r.length > longest) {
		err = errors.New("its length cannot be right")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", ErrDamaged, errNoRecord, err)
	}
	r.block = &io.LimitedReader{R: in.Reader, N: r.length}
	if r.kind() == arcKind {
		r.header.Set("Warc-Type", "resource")
		if begin, _ := in.Peek(5); string(begin) == "HTTP/" && r.length > 5 {
			r.header.Set("Warc-Type", "response")
		}
	}
	return r, nil
}

// look reads the next record whole and fills the entry with what it says. For
// records that are no pages the error is errNoPage.
func (in *stream) look(entry *Entry, longest int64) error {
	r, err := in.next(longest)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, ErrDamaged):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	entry.URL, entry.When = r.url(), r.when()
	verdict := isPage(r, r.block)
	_, err = io.Copy(io.Discard, r.block)
	if err == nil && r.block.N > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		// Damage that shows at the end of a packed member is this record's.
		if err = in.skipBlank(); errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return verdict
}

// skipBlank reads over the line ends between records.
func (in *stream) skipBlank() error {
	for {
		b, err := in.ReadByte()
		switch {
		case err != nil:
			return err
		case b != '\r' && b != '\n':
			return in.UnreadByte()
		}
	}
}

// resync goes on to the next line that begins a record.
func (in *stream) resync() error {
	for {
		if _, err := in.ReadSlice('\n'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if begin, _ := in.Peek(7); string(begin) == "WARC/1." {
			return nil
		}
	}
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

// isPage looks at the head of a block. What a crawler notes about its own work
// has an address that no page has: metadata:// of wget, urn: of Browsertrix.
func isPage(r *record, block io.Reader) error {
	switch scheme, _, _ := strings.Cut(strings.ToLower(r.url()), ":"); scheme {
	case "metadata", "urn", "warcinfo", "dns", "filedesc":
		return errNoPage
	}
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

// seek opens the stream at an entry's record.
func (s source) seek(e Entry) (*stream, error) {
	if e.inner > 0 {
		if body := e.member.unpack(s, e.offset); body != nil {
			s = source{ReaderAt: bytes.NewReader(body), size: int64(len(body))}
			return s.open(min(e.inner, s.size))
		}
	}
	in, err := s.open(e.offset)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, in, e.inner); err != nil {
		in.close()
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return in, nil
}

// maxLength bounds the length that a record of a file may claim.
func maxLength(size int64) int64 { return size*maxUnpackable + leastUnpacked }

// load reads one page and checks it against its digest.
func (s source) load(e Entry) (*Capture, error) {
	if e.Err != nil {
		return nil, e.Err
	}
	in, err := s.seek(e)
	if err != nil {
		return nil, err
	}
	defer in.close()
	r, err := in.next(maxLength(s.size))
	if err != nil {
		return nil, err
	}
	if r.length > maxPageBytes {
		return nil, fmt.Errorf("the page is larger than %d MB", maxPageBytes>>20)
	}
	block := make([]byte, r.length)
	if _, err := io.ReadFull(in, block); err != nil {
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
	if strings.EqualFold(value, hex.EncodeToString(sum)) ||
		strings.EqualFold(
			strings.TrimRight(value, "="),
			strings.TrimRight(base32.StdEncoding.EncodeToString(sum), "="),
		) {
		return nil
	}
	return fmt.Errorf("%w: its bytes are not what its digest says", ErrDamaged)
}
