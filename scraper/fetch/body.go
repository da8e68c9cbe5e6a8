package fetch

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// acceptedPackings is what we can unpack.
const acceptedPackings = "gzip, br, zstd"

// maxRatio is from how many unpacked bytes to one packed a page is called a
// bomb. The best of real pages reach 30.
const maxRatio = 200

// maxZstdWindow bounds what a zstd stream may make us hold; RFC 9659 caps
// content codings at 8 MB.
const maxZstdWindow = 8 << 20

// readBody unpacks an answer within limit bytes.
func readBody(answer *http.Response, limit int64, idle func()) ([]byte, error) {
	packed := &counter{r: io.LimitReader(answer.Body, limit+1), tick: idle}
	body, done, err := unpack(answer.Header.Get("Content-Encoding"), packed)
	if err != nil {
		return nil, fmt.Errorf("unpack the page: %w", err)
	}
	defer done()
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case int64(len(data)) > limit && int64(len(data)) > maxRatio*packed.n:
		return nil, ErrBomb
	case int64(len(data)) > limit, packed.n > limit:
		return nil, fmt.Errorf("%w (%d MB)", ErrTooLarge, limit>>20)
	case err != nil:
		return nil, fmt.Errorf("read the page: %w", err)
	}
	return data, nil
}

// Unpack unpacks a body that was kept as it was sent, within limit bytes.
func Unpack(coding string, body []byte, limit int64) ([]byte, error) {
	in, done, err := unpack(coding, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer done()
	out, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case int64(len(out)) > limit && int64(len(out)) > maxRatio*int64(len(body)):
		return nil, ErrBomb
	case int64(len(out)) > limit:
		return nil, fmt.Errorf("%w (%d MB)", ErrTooLarge, limit>>20)
	}
	return out, err
}

func unpack(coding string, packed io.Reader) (body io.Reader, done func(), err error) {
	done = func() {}
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "", "identity":
		return packed, done, nil
	case "gzip", "x-gzip":
		body, err = gzip.NewReader(packed)
		return body, done, err
	case "br":
		return brotli.NewReader(packed), done, nil
	case "zstd":
		decoder, err := zstd.NewReader(packed, zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, done, err
		}
		return decoder, decoder.Close, nil
	}
	return nil, done, fmt.Errorf("%w (%s)", ErrPacking, coding)
}

// counter counts the bytes of a page as sent and says when some arrived.
type counter struct {
	r    io.Reader
	n    int64
	tick func()
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if n > 0 {
		c.tick()
	}
	return n, err
}

// parseRetryAfter reads the header in both its forms; 0 when there is none.
func parseRetryAfter(header string, now time.Time) time.Duration {
	if t, err := http.ParseTime(header); err == nil {
		return max(t.Sub(now), 0)
	}
	var seconds int64
	if _, err := fmt.Sscanf(header, "%d", &seconds); err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 1<<32))*time.Second, longestRetryAfter)
}

// longestRetryAfter keeps a silly answer from closing a host for ever.
const longestRetryAfter = 24 * time.Hour
