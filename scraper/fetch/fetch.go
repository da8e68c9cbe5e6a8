// Package fetch gets pages over HTTP, politely and safely: an honest
// User-Agent, one request at a time per host with a pause between, robots.txt,
// conditional requests, and limits on bytes, time, redirects and decompression.
// Everything fetched is hostile; addresses on private networks are refused
// unless the user named the host. No proxy is used.
package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Options are limits and pauses; the zero value of a field means its default.
type Options struct {
	UserAgent    string
	Timeout      time.Duration                              // of the network for one page, redirects included; 60 s
	Idle         time.Duration                              // without a byte in the middle of a page; 20 s
	MaxBytes     int64                                      // after decompression; 16 MB
	MaxRedirects int                                        // 10
	Delay        time.Duration                              // between two crawled pages of one host; 1 s
	Retries      int                                        // after 429, 5xx and broken connections; 2
	AllowPrivate func(hostPort string) bool                 // hosts that the user named; nil: none
	Now          func() time.Time                           // nil: time.Now
	Sleep        func(context.Context, time.Duration) error // tests set it with Now
	Transport    *http.Transport                            // nil: one of its own; its dialling is replaced
}

const (
	defaultTimeout   = 60 * time.Second
	defaultIdle      = 20 * time.Second
	defaultMaxBytes  = 16 << 20
	defaultRedirects = 10
	defaultDelay     = time.Second
	defaultRetries   = 2
	// maxRetryAfter is how long one item waits for a site that asks for time;
	// where it asks for more the host's items fail and say when to come back.
	maxRetryAfter = 2 * time.Minute
)

func (o Options) withDefaults() Options {
	setDefault(&o.Timeout, defaultTimeout)
	setDefault(&o.Idle, defaultIdle)
	setDefault(&o.MaxBytes, defaultMaxBytes)
	setDefault(&o.MaxRedirects, defaultRedirects)
	setDefault(&o.Delay, defaultDelay)
	setDefault(&o.Retries, defaultRetries)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{}
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Request is one page to get.
type Request struct {
	URL          string
	ETag         string // of what we have; the site may answer "not modified"
	LastModified string
	At           time.Time // of a time gate (RFC 7089): the moment of the copy asked for; zero: the last one
	Crawled      bool      // found by a program rather than given by a person: robots.txt binds
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
	Memento      time.Time // when an archive made this copy; zero for what is no copy
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

	mu     sync.Mutex
	logins map[string]*url.Userinfo // by scheme and host
}

// Login uses a name and a password for the host of an address as long as the
// client lives: for its scheme and host alone, so that no redirect carries them
// elsewhere or in the clear.
func (c *Client) Login(address string, login *url.Userinfo) {
	if u, err := parseAddress(address); err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.logins == nil {
			c.logins = map[string]*url.Userinfo{}
		}
		c.logins[u.Scheme+"://"+u.Host] = login
	}
}

func (c *Client) logIn(request *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if login := c.logins[request.URL.Scheme+"://"+request.URL.Host]; login != nil {
		password, _ := login.Password()
		request.SetBasicAuth(login.Username(), password)
	}
}

// New makes a client.
func New(o Options) *Client {
	c := &Client{o: o.withDefaults()}
	c.hosts.now, c.hosts.wait = c.o.Now, c.o.Sleep
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		panic(err) // cookiejar.New never fails
	}
	guard := &guard{named: c.o.AllowPrivate}
	transport := c.o.Transport.Clone()
	transport.Proxy = nil // a proxy would resolve names out of the guard's sight
	transport.DialContext = guard.dial
	transport.DisableCompression = true // unpacked here, with limits
	transport.ForceAttemptHTTP2 = true
	transport.MaxIdleConns = 32
	transport.IdleConnTimeout = 30 * time.Second
	transport.TLSHandshakeTimeout = dialTimeout
	transport.ResponseHeaderTimeout = 30 * time.Second
	transport.MaxResponseHeaderBytes = 256 << 10
	c.http = &http.Client{
		Jar: jar, Transport: transport,
		// Redirects are followed by Get, so that each hop waits for its host's
		// turn and asks its robots.txt.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Get fetches one page. Errors are *Error or the context's.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	here, err := parseAddress(r.URL)
	if u, bad := url.Parse(r.URL); bad == nil && u.User != nil {
		u.User = nil // not to be written into an error or a corpus
		r.URL = u.String()
	}
	if err != nil {
		return nil, &Error{URL: r.URL, Err: err}
	}
	v := &visit{client: c, request: r, budget: c.o.Timeout, out: &Response{URL: r.URL}}
	for hops := 0; ; hops++ {
		next, err := v.hop(ctx, here)
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, err
		case next == nil:
			return v.out, nil
		case hops == c.o.MaxRedirects:
			return nil, &Error{URL: r.URL, Err: ErrRedirects}
		}
		here = next
		v.out.Redirects = append(v.out.Redirects, next.String())
	}
}

// parseAddress reads an address that can be fetched; it takes off the fragment
// and a password, which is not to be written into a corpus.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, ErrUnsupported
	}
	u.Host = strings.ToLower(u.Host)
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// visit is one Get under way.
type visit struct {
	client  *Client
	request Request
	budget  time.Duration // of network time that is left
	out     *Response
}

// hop asks one address, several times if need be. It returns where the answer
// sends us, or nil when the page is in out.
func (v *visit) hop(ctx context.Context, here *url.URL) (next *url.URL, err error) {
	c := v.client
	host, release, err := c.hosts.enter(ctx, here.Host, func() time.Duration { return c.pause(v.request, here) })
	if err != nil {
		return nil, err
	}
	defer release()
	if err := host.refusal(v.request.URL, c.o.Now()); err != nil {
		return nil, err
	}
	if err := v.askRobots(ctx, here); err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		next, err = v.once(ctx, here)
		var failed *Error
		if err == nil || !errors.As(err, &failed) || !failed.retryable() || ctx.Err() != nil {
			return next, err
		}
		if failed.RetryAfter > maxRetryAfter {
			host.closed = c.o.Now().Add(failed.RetryAfter)
			return nil, err
		}
		if try == c.o.Retries {
			return nil, err
		}
		if err := c.o.Sleep(ctx, max(failed.RetryAfter, time.Second<<try)); err != nil {
			return nil, err
		}
	}
}

// pause is how long to wait before the next page of a host: a person's single
// address goes at once.
func (c *Client) pause(r Request, u *url.URL) time.Duration {
	if !r.Crawled {
		return 0
	}
	return max(c.o.Delay, c.robots.delay(u))
}

const robotsNote = "the site's robots.txt asks programs not to fetch this address; it was fetched because a person gave it"

func (v *visit) askRobots(ctx context.Context, here *url.URL) error {
	switch {
	case v.client.robots.allowed(ctx, v.client, here):
		return nil
	case v.request.Crawled:
		return &Error{URL: v.request.URL, Err: ErrRobots}
	case len(v.out.Notes) == 0:
		v.out.Notes = append(v.out.Notes, robotsNote)
	}
	return nil
}

// once makes one request within the time that is left of the visit's budget.
func (v *visit) once(ctx context.Context, here *url.URL) (next *url.URL, err error) {
	began := time.Now() // the network's own time, whatever clock tests set
	defer func() { v.budget -= time.Since(began) }()
	ctx, cancel := context.WithTimeoutCause(ctx, v.budget, ErrTimeout)
	defer cancel()
	answer, err := v.client.ask(ctx, here, v.request)
	if err != nil {
		return nil, &Error{URL: v.request.URL, Err: err}
	}
	if next, err := answer.redirect(here); next != nil || err != nil {
		if err != nil {
			err = &Error{URL: v.request.URL, Err: err}
		}
		return next, err
	}
	notModified := answer.status == http.StatusNotModified && v.request.ETag+v.request.LastModified != ""
	if answer.status != http.StatusOK && !notModified {
		retry := parseRetryAfter(answer.header.Get("Retry-After"), v.client.o.Now())
		return nil, &Error{URL: v.request.URL, Status: answer.status, RetryAfter: retry}
	}
	out := v.out
	out.Final, out.Status, out.NotModified, out.Body = here.String(), answer.status, notModified, answer.body
	if made, err := http.ParseTime(answer.header.Get("Memento-Datetime")); err == nil {
		out.Memento = made
	}
	out.ContentType, out.ETag, out.LastModified = answer.header.Get(
		"Content-Type",
	), answer.header.Get(
		"ETag",
	), answer.header.Get(
		"Last-Modified",
	)
	return nil, nil
}

// answer is what came back: the body only with status 200.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// redirect is where the answer sends us; nil when it does not.
func (a *answer) redirect(here *url.URL) (*url.URL, error) {
	location := a.header.Get("Location")
	if a.status < 301 || a.status > 308 || a.status == http.StatusNotModified || location == "" {
		return nil, nil
	}
	next, err := here.Parse(location)
	if err != nil {
		return nil, ErrUnsupported
	}
	return parseAddress(next.String())
}

func (c *Client) ask(ctx context.Context, u *url.URL, r Request) (*answer, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	at := ""
	if !r.At.IsZero() {
		at = r.At.UTC().Format(http.TimeFormat)
	}
	for name, value := range map[string]string{
		"Accept-Datetime": at,
		"User-Agent":      c.o.UserAgent, "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
		"Accept-Language": "*", "Accept-Encoding": acceptedPackings, "If-None-Match": r.ETag, "If-Modified-Since": r.LastModified,
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	c.logIn(request)
	got, err := c.http.Do(request)
	if err != nil {
		return nil, plain(ctx, err)
	}
	defer got.Body.Close()
	out := &answer{status: got.StatusCode, header: got.Header}
	if got.StatusCode != http.StatusOK {
		return out, nil
	}
	stalled := time.AfterFunc(c.o.Idle, func() { stop(ErrStalled) })
	defer stalled.Stop()
	if out.body, err = readBody(got, c.o.MaxBytes, func() { stalled.Reset(c.o.Idle) }); err != nil {
		return nil, plain(ctx, err)
	}
	return out, nil
}
