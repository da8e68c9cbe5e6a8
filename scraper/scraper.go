// Package scraper yields articles: from addresses, feeds, files, folders and
// pasted text. It says of every single item what became of it; one that fails
// never stops the others. Fetching is in scraper/fetch, reading pages in
// scraper/extract.
package scraper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"quoth/corpus"
	"quoth/scraper/extract"
	"quoth/scraper/fetch"
)

// Extractor reads an article out of bytes; *extract.Extractor is one.
type Extractor interface {
	HTML(page []byte, hint extract.Hint) (corpus.Collected, error)
	Text(text []byte, hint extract.Hint) (corpus.Collected, error)
}

// InputKind says what an input is.
type InputKind string

// The kinds of input; empty means: find out.
const (
	URL    InputKind = "url"
	Feed   InputKind = "feed"
	File   InputKind = "file"
	Folder InputKind = "folder"
	Text   InputKind = "text"
)

// Input is one thing to collect.
type Input struct {
	Kind  InputKind
	Value string // an address or a path
	Title string // of a pasted text; optional
	Body  []byte // of a pasted text
}

// State is how far an item has come.
type State string

// The states; the last four are final.
const (
	Queued    State = "queued"
	Fetching  State = "fetching"
	Read      State = "read"
	Unchanged State = "unchanged"
	Skipped   State = "skipped"
	Failed    State = "failed"
)

// Item is one article to get.
type Item struct {
	Input  Input
	URL    string // address or path; empty for pasted text
	Label  string // for people
	Parent string // the feed or folder it came from
	feed   *feedItem
}

// Result is a report on an item: its progress, and in the end its article.
type Result struct {
	Item      Item
	State     State
	Collected *corpus.Collected // with Read
	Err       error             // with Failed and Skipped
}

// Known is what a page was when it was last fetched.
type Known struct{ ETag, LastModified, Hash string }

// Options are set once for a run.
type Options struct {
	UserAgent    string
	AllowPrivate func(hostPort string) bool // hosts that the user named
	Parallel     int                        // items at once, of different hosts; 0 means 8
	Delay        time.Duration              // between two crawled pages of a host
	Known        func(ctx context.Context, url string) (Known, bool)
	Now          func() time.Time
	Fetch        fetch.Options // limits; its other fields are set from above
}

// Scraper collects articles.
type Scraper struct {
	extractor Extractor
	o         Options
	client    *fetch.Client
}

const defaultParallel = 8

// New makes a scraper for one run; its cookies and robots rules last as long.
func New(extractor Extractor, o Options) *Scraper {
	if o.Parallel == 0 {
		o.Parallel = defaultParallel
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	f := o.Fetch
	f.UserAgent, f.AllowPrivate, f.Delay = o.UserAgent, o.AllowPrivate, o.Delay
	return &Scraper{extractor: extractor, o: o, client: fetch.New(f)}
}

// Detect says what a value is: an address, a folder, a file.
func Detect(value string) InputKind {
	lower := strings.ToLower(strings.TrimSpace(value))
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") {
		return URL
	}
	if info, err := os.Stat(value); err == nil && info.IsDir() {
		return Folder
	}
	return File
}

// Collect gets all inputs, several at once, and reports on each item through
// emit, which is called from one goroutine at a time. Cancelling ctx is a
// normal ending: what was not reached is reported as skipped. It returns an
// error only for that cancelled context.
func (s *Scraper) Collect(ctx context.Context, inputs []Input, emit func(Result)) error {
	var mu sync.Mutex
	tell := func(r Result) {
		mu.Lock()
		defer mu.Unlock()
		emit(r)
	}
	g := new(errgroup.Group)
	g.SetLimit(s.o.Parallel)
	for _, in := range inputs {
		for item, err := range s.items(ctx, in) {
			if err != nil {
				tell(failed(ctx, item, err))
				continue
			}
			tell(Result{Item: item, State: Queued})
			g.Go(func() error {
				tell(s.one(ctx, item, tell))
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// failed reports an error; a cancelled run skips rather than fails.
func failed(ctx context.Context, item Item, err error) Result {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return Result{Item: item, State: Skipped, Err: fmt.Errorf("%s was not reached: %w", item.Label, err)}
	}
	return Result{Item: item, State: Failed, Err: err}
}

// one gets one item.
func (s *Scraper) one(ctx context.Context, item Item, tell func(Result)) Result {
	if err := ctx.Err(); err != nil {
		return failed(ctx, item, err)
	}
	tell(Result{Item: item, State: Fetching})
	var collected corpus.Collected
	var unchanged bool
	var err error
	switch item.Input.Kind {
	case URL, Feed:
		collected, unchanged, err = s.page(ctx, item)
	case Text:
		collected, err = s.pasted(item)
	default:
		collected, err = s.file(item)
	}
	switch {
	case err != nil:
		return failed(ctx, item, err)
	case unchanged:
		return Result{Item: item, State: Unchanged}
	}
	return Result{Item: item, State: Read, Collected: &collected}
}

// page fetches and reads an address.
func (s *Scraper) page(ctx context.Context, item Item) (c corpus.Collected, unchanged bool, err error) {
	request := fetch.Request{URL: item.URL, Crawled: item.Parent != ""}
	known := Known{}
	if s.o.Known != nil {
		known, _ = s.o.Known(ctx, item.URL)
		request.ETag, request.LastModified = known.ETag, known.LastModified
	}
	response, err := s.client.Get(ctx, request)
	if err != nil {
		return c, false, err
	}
	if response.NotModified || known.Hash != "" && string(corpus.HashPage(response.Body)) == known.Hash {
		return c, true, nil
	}
	if !isText(response.ContentType) {
		return c, false, &fetch.Error{URL: item.URL, Err: fmt.Errorf("%w (%s)", fetch.ErrNotAnArticle, response.ContentType)}
	}
	hint := extract.Hint{URL: response.Final, ContentType: response.ContentType}
	if strings.HasPrefix(response.ContentType, "text/plain") {
		c, err = s.extractor.Text(response.Body, hint)
	} else {
		c, err = s.extractor.HTML(response.Body, hint)
	}
	if err != nil {
		return c, false, fmt.Errorf("read %s: %w", item.URL, err)
	}
	item.feed.fill(&c.Article)
	mediaType, _, _ := strings.Cut(response.ContentType, ";")
	c.Page = corpus.Page{MediaType: mediaType, Charset: c.Page.Charset, URL: item.URL, Redirects: response.Redirects, Fetched: s.o.Now(),
		ETag: response.ETag, Modified: response.LastModified, Notes: response.Notes, Body: response.Body}
	return c, false, nil
}

func isText(contentType string) bool {
	contentType = strings.ToLower(contentType)
	return contentType == "" || strings.HasPrefix(contentType, "text/") || strings.Contains(contentType, "html") || strings.Contains(contentType, "xml")
}

// pasted reads a text that somebody pasted.
func (s *Scraper) pasted(item Item) (corpus.Collected, error) {
	c, err := s.extractor.Text(item.Input.Body, extract.Hint{})
	if err != nil {
		return c, fmt.Errorf("read the pasted text: %w", err)
	}
	if item.Input.Title != "" {
		c.Article.Title = item.Input.Title
		c.Article.FieldOrigins["title"] = corpus.FromCoder
	}
	c.Page = corpus.Page{MediaType: "text/plain", Charset: "utf-8", URL: "pasted text", Fetched: s.o.Now(), Body: item.Input.Body}
	return c, nil
}
