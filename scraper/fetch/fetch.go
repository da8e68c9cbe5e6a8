// Package fetch gets pages over HTTP, politely and safely: an honest
// User-Agent, one request at a time per host with a pause between, robots.txt,
// conditional requests, and limits on bytes, time, redirects and decompression.
// Everything fetched is hostile; addresses on private networks are refused
// unless the user named the host.
package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/net/publicsuffix"
)

// Limits and pauses; the zero value of a field means its default.
type Options struct {
	UserAgent    string
	Timeout      time.Duration                              // for one page, redirects included; 60 s
	MaxBytes     int64                                      // after decompression; 16 MB
	MaxRedirects int                                        // 10
	Delay        time.Duration                              // between two crawled pages of one host; 1 s
	Retries      int                                        // after 429, 503 and network errors; 2
	AllowPrivate func(hostPort string) bool                 // hosts that the user named; nil: none
	Sleep        func(context.Context, time.Duration) error // tests set it
}

const (
	defaultTimeout   = 60 * time.Second
	defaultMaxBytes  = 16 << 20
	defaultRedirects = 10
	defaultDelay     = time.Second
	defaultRetries   = 2
	maxRetryAfter    = 2 * time.Minute
	maxRatio         = 200 // decompressed to compressed bytes
)

// Errors of a fetch; *Error wraps them and names the address.
var (
	ErrTooLarge     = errors.New("the page is larger than allowed")
	ErrPrivate      = errors.New("the address lies in a private network, which pages may not lead to")
	ErrRedirects    = errors.New("too many redirects")
	ErrRobots       = errors.New("the site's robots.txt forbids programs this address")
	ErrUnsupported  = errors.New("only http and https addresses can be fetched")
	ErrBomb         = errors.New("the page unpacks to far more than it holds")
	ErrNotAnArticle = errors.New("the address holds no page of text")
)

// Error is a failed fetch of one address.
type Error struct {
	URL        string
	Status     int           // HTTP status; 0 when there was no answer
	RetryAfter time.Duration // as asked by the site
	Err        error
}

func (e *Error) Error() string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("fetch %s: %v", e.URL, e.Err)
	case e.Status == http.StatusNotFound || e.Status == http.StatusGone:
		return fmt.Sprintf("fetch %s: there is no such page (%d)", e.URL, e.Status)
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status == http.StatusPaymentRequired:
		return fmt.Sprintf("fetch %s: the site does not let us in (%d); save the page in your browser and add the file", e.URL, e.Status)
	case e.Status == http.StatusTooManyRequests:
		return fmt.Sprintf("fetch %s: the site asks to wait (%d); try again later", e.URL, e.Status)
	}
	return fmt.Sprintf("fetch %s: the site answered %d %s", e.URL, e.Status, http.StatusText(e.Status))
}

func (e *Error) Unwrap() error { return e.Err }

// Request is one page to get.
type Request struct {
	URL          string
	ETag         string // of what we have; the site may answer "not modified"
	LastModified string
	Crawled      bool // found by a program rather than given by a person: robots.txt binds
}

// Response is a page.
type Response struct {
	URL          string   // asked for
	Final        string   // where it was found
	Redirects    []string // on the way, the final one last
	Status       int
	NotModified  bool
	ContentType  string
	ETag         string
	LastModified string
	Body         []byte
	Notes        []string
}

// Client fetches pages. It is safe for concurrent use; cookies last as long as
// the client.
type Client struct {
	o      Options
	http   *http.Client
	hosts  hosts
	robots robots
}

// New makes a client.
func New(o Options) *Client {
	c := &Client{o: o.withDefaults()}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		panic(err) // New never fails
	}
	dialer := &net.Dialer{Timeout: 15 * time.Second, Control: refusePrivate}
	open := &net.Dialer{Timeout: 15 * time.Second}
	c.http = &http.Client{
		Jar: jar,
		Transport: &http.Transport{
			// The address is checked where it is dialled, after every look-up, so
			// that neither a redirect nor a second answer of the name server leads
			// inside.
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if c.o.AllowPrivate != nil && c.o.AllowPrivate(address) {
					return open.DialContext(ctx, network, address)
				}
				return dialer.DialContext(ctx, network, address)
			},
			DisableCompression:     true, // decompressed here, with limits
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           32,
			IdleConnTimeout:        30 * time.Second,
			TLSHandshakeTimeout:    15 * time.Second,
			ResponseHeaderTimeout:  30 * time.Second,
			MaxResponseHeaderBytes: 256 << 10,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > c.o.MaxRedirects {
				return ErrRedirects
			}
			if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
				return ErrUnsupported
			}
			return nil
		},
	}
	return c
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.MaxRedirects == 0 {
		o.MaxRedirects = defaultRedirects
	}
	if o.Delay == 0 {
		o.Delay = defaultDelay
	}
	if o.Retries == 0 {
		o.Retries = defaultRetries
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refusePrivate is called with the address that a connection is about to use.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast() || ip.IsMulticast() || ip.IsUnspecified() || isSharedSpace(ip) {
		return ErrPrivate
	}
	return nil
}

// isSharedSpace holds for 100.64.0.0/10 (RFC 6598) and the "this network" block.
func isSharedSpace(ip net.IP) bool {
	v4 := ip.To4()
	return v4 != nil && (v4[0] == 100 && v4[1]&0xc0 == 64 || v4[0] == 0)
}

// Get fetches one page. Errors are *Error or the context's.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, &Error{URL: r.URL, Err: ErrUnsupported}
	}
	release, err := c.hosts.enter(ctx, u.Host, c.pause(r, u), c.o.Sleep)
	if err != nil {
		return nil, err
	}
	defer release()
	note, err := c.checkRobots(ctx, r, u)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		response, err := c.once(ctx, r)
		var failed *Error
		if err == nil || !errors.As(err, &failed) || !failed.retryable() || try == c.o.Retries || ctx.Err() != nil {
			if response != nil && note != "" {
				response.Notes = append(response.Notes, note)
			}
			return response, err
		}
		wait := min(max(failed.RetryAfter, time.Second<<try), maxRetryAfter)
		if err := c.o.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

func (e *Error) retryable() bool {
	var netErr net.Error
	switch {
	case e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout:
		return true
	case errors.Is(e.Err, ErrPrivate) || errors.Is(e.Err, ErrRedirects) || errors.Is(e.Err, ErrTooLarge) || errors.Is(e.Err, ErrBomb):
		return false
	}
	return errors.As(e.Err, &netErr) && !netErr.Timeout() && e.Status == 0 && errors.Is(e.Err, syscall.ECONNRESET)
}

// pause is how long to wait before the next page of a host: a person's single
// address goes at once.
func (c *Client) pause(r Request, u *url.URL) time.Duration {
	if !r.Crawled {
		return 0
	}
	return max(c.o.Delay, c.robots.delay(u.Host))
}

func (c *Client) checkRobots(ctx context.Context, r Request, u *url.URL) (note string, err error) {
	allowed := c.robots.allowed(ctx, c, u)
	switch {
	case allowed:
		return "", nil
	case r.Crawled:
		return "", &Error{URL: r.URL, Err: ErrRobots}
	}
	return "the site's robots.txt asks programs not to fetch this address; it was fetched because a person gave it", nil
}

func (c *Client) once(ctx context.Context, r Request) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, &Error{URL: r.URL, Err: err}
	}
	for name, value := range map[string]string{"User-Agent": c.o.UserAgent, "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
		"Accept-Language": "*", "Accept-Encoding": "gzip, br, zstd", "If-None-Match": r.ETag, "If-Modified-Since": r.LastModified} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, &Error{URL: r.URL, Err: plain(err)}
	}
	defer answer.Body.Close()
	out := &Response{URL: r.URL, Final: answer.Request.URL.String(), Status: answer.StatusCode, ContentType: answer.Header.Get("Content-Type"),
		ETag: answer.Header.Get("ETag"), LastModified: answer.Header.Get("Last-Modified"), NotModified: answer.StatusCode == http.StatusNotModified}
	out.Redirects = redirects(answer)
	if out.NotModified {
		return out, nil
	}
	if answer.StatusCode != http.StatusOK {
		return nil, &Error{URL: r.URL, Status: answer.StatusCode, RetryAfter: retryAfter(answer.Header.Get("Retry-After"))}
	}
	if out.Body, err = c.read(answer); err != nil {
		return nil, &Error{URL: r.URL, Err: plain(err)}
	}
	return out, nil
}

// plain takes the address off the errors of net/http, which repeat it.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func redirects(answer *http.Response) []string {
	var out []string
	for r := answer.Request; r != nil && r.Response != nil; r = r.Response.Request {
		out = append([]string{r.URL.String()}, out...)
	}
	return out
}

func retryAfter(header string) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(header)); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if t, err := http.ParseTime(header); err == nil {
		return max(time.Until(t), 0)
	}
	return 0
}

// read decompresses an answer within the limits.
func (c *Client) read(answer *http.Response) ([]byte, error) {
	packed := &counter{r: io.LimitReader(answer.Body, c.o.MaxBytes+1)}
	var body io.Reader = packed
	switch strings.ToLower(answer.Header.Get("Content-Encoding")) {
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return nil, fmt.Errorf("unpack the page: %w", err)
		}
		body = unpacked
	case "br":
		body = brotli.NewReader(packed)
	case "zstd":
		unpacked, err := zstd.NewReader(packed, zstd.WithDecoderMaxMemory(uint64(c.o.MaxBytes)*2), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, fmt.Errorf("unpack the page: %w", err)
		}
		defer unpacked.Close()
		body = unpacked
	}
	data, err := io.ReadAll(io.LimitReader(body, c.o.MaxBytes+1))
	switch {
	case int64(len(data)) > c.o.MaxBytes && int64(len(data)) > maxRatio*packed.n:
		return nil, ErrBomb
	case int64(len(data)) > c.o.MaxBytes:
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("read the page: %w", err)
	}
	return data, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// hosts lets one request at a time to each host, with a pause between.
type hosts struct {
	mu  sync.Mutex
	all map[string]*host
}

type host struct {
	turn chan struct{} // holds one token
	last time.Time
}

func (h *hosts) enter(ctx context.Context, name string, pause time.Duration, wait func(context.Context, time.Duration) error) (release func(), err error) {
	h.mu.Lock()
	if h.all == nil {
		h.all = map[string]*host{}
	}
	one := h.all[name]
	if one == nil {
		one = &host{turn: make(chan struct{}, 1)}
		h.all[name] = one
	}
	h.mu.Unlock()
	select {
	case one.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if left := pause - time.Since(one.last); !one.last.IsZero() && left > 0 {
		if err := wait(ctx, left); err != nil {
			<-one.turn
			return nil, err
		}
	}
	return func() {
		one.last = time.Now()
		<-one.turn
	}, nil
}
