// Package scraper yields articles: from addresses, feeds, sitemaps, files,
// folders, exports of news databases and pasted text. It says of every single
// item what became of it; one that fails never stops the others. Fetching is in
// scraper/fetch, reading pages in scraper/extract, taking exports and tables
// apart in scraper/bulk, web archives in scraper/archive.
package scraper

import (
	"context"
	"net/url"
	"runtime"
	"time"

	"quoth/corpus"
	"quoth/scraper/archive"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
	"quoth/scraper/fetch"
)

// Extractor reads an article out of bytes; *extract.Extractor is one. It is
// used by several goroutines at once.
type Extractor interface {
	HTML(page []byte, hint extract.Hint) (corpus.Collected, error)
	Text(text []byte, hint extract.Hint) (corpus.Collected, error)
}

// InputKind says what an input is.
type InputKind string

// The kinds of input; empty means: find out.
const (
	URL     InputKind = "url" // also of a feed, a sitemap or an OPML list, which is noticed when it comes
	Feed    InputKind = "feed"
	Sitemap InputKind = "sitemap"
	Site    InputKind = "site" // a home page: its feeds and sitemaps are looked for
	File    InputKind = "file"
	Folder  InputKind = "folder"
	Text    InputKind = "text"
)

// Input is one thing to collect.
type Input struct {
	Kind  InputKind
	Value string // an address or a path
	Title string // of a pasted text; optional
	Body  []byte // of a pasted text

	Import bulk.Settings // of a file or folder; zero: what was remembered, else find out
	Dates  Dates         // of what a feed, sitemap, site or archive lists

	// Of an item of an earlier run that is gone on with: see [Item.Again].
	Parent string
	Memory string
}

// Dates are days, YYYY-MM-DD, inclusive; empty is open.
type Dates struct{ From, To string }

// outside reports whether a known day lies outside; an unknown one never does.
func (d Dates) outside(date corpus.Date) bool {
	day := date.Day()
	return day != "" && (d.From != "" && day < d.From || d.To != "" && day > d.To)
}

// State is how far an item has come.
type State string

// The states; the last six are final. Listed is the end of an item that holds
// others (a feed, a sitemap, a folder, a bulk file): those follow as items of
// their own.
const (
	Queued    State = "queued"
	Fetching  State = "fetching"
	Read      State = "read"
	Unchanged State = "already there" // it is as it was when it was last read
	Listed    State = "listed"
	Outside   State = "outside the days asked for" // of which it was read
	Skipped   State = "skipped"
	Failed    State = "failed"
)

// Final reports whether nothing more will happen to the item.
func (s State) Final() bool { return s != Queued && s != Fetching && s != Read }

// Item is one thing to get: mostly an article.
type Item struct {
	Input  Input
	URL    string // address or path; empty for pasted text
	Label  string // for people
	Parent string // the feed, sitemap, folder or bulk file it came from

	feed  *feedEntry                       // what the feed or sitemap says of it
	ready *bulk.Entry                      // an article of a bulk file, read already
	load  func() (*archive.Capture, error) // a page of a web archive
	login *url.Userinfo                    // of an address that a person gave with one; never written
	wrong error                            // why it cannot be got, known when it was listed
	depth int                              // of sitemaps within sitemaps
}

// Result is a report on an item: its progress, and in the end its article.
type Result struct {
	Item      Item
	State     State
	Collected *corpus.Collected // with Read
	Doubts    []bulk.Doubt      // with Read: fields that a person is to look at
	Children  []Item            // with Listed: what follows
	Left      []Left            // with Listed: what does not follow; with the children it is all that the item holds
	Notes     []string          // with Listed: how many follow, what was left out, what was announced
	Err       error             // with Failed and Skipped
}

// Known is what a page was when it was last fetched.
type Known struct{ ETag, LastModified, Hash string }

// Options are set once for a run.
type Options struct {
	UserAgent    string
	AllowPrivate func(hostPort string) bool // hosts that the user named
	Parallel     int                        // items at once; one per host at most; 0 means 16
	Delay        time.Duration              // between two crawled pages of a host; 0 means 1 s
	Known        func(ctx context.Context, url string) (Known, bool)
	Remembered   func(ctx context.Context, key string) (bulk.Settings, bool) // import settings of an earlier run
	TimeGate     string                                                      // of an archive that is asked for dead links; empty: none is
	Now          func() time.Time
	Fetch        fetch.Options // limits; its other fields are set from above
}

// Scraper collects articles.
type Scraper struct {
	extractor Extractor
	o         Options
	client    *fetch.Client
	reading   chan struct{} // holds a token per extraction under way: as many as processors
}

const defaultParallel = 16

// New makes a scraper for one run; its cookies and robots rules last as long.
func New(extractor Extractor, o Options) *Scraper {
	if o.Parallel <= 0 {
		o.Parallel = defaultParallel
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	f := o.Fetch
	f.UserAgent, f.AllowPrivate, f.Delay = o.UserAgent, o.AllowPrivate, o.Delay
	return &Scraper{
		extractor: extractor,
		o:         o,
		client:    fetch.New(f),
		reading:   make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
}

// read extracts an article, on as many processors as there are.
func (s *Scraper) read(body []byte, hint extract.Hint, asText bool) (corpus.Collected, error) {
	s.reading <- struct{}{}
	defer func() { <-s.reading }()
	if asText {
		return s.extractor.Text(body, hint)
	}
	return s.extractor.HTML(body, hint)
}
