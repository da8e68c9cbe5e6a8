package scraper

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync"

	"quoth/corpus"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
)

// maxListed bounds how many items feeds, sitemaps and folders may bring to one
// run.
const maxListed = 50_000

// Collect gets all inputs, several at once, and reports on each item through
// emit, which is called from one goroutine at a time. Cancelling ctx is a
// normal ending: what was not reached is reported as skipped. It returns an
// error only for that cancelled context.
func (s *Scraper) Collect(ctx context.Context, inputs []Input, emit func(Result)) error {
	r := &run{
		s:     s,
		emit:  emit,
		slots: make(chan struct{}, s.o.Parallel),
		lanes: map[string]*lane{},
		seen:  map[string]bool{},
	}
	for _, in := range inputs {
		item := newItem(in)
		if item.login != nil {
			s.client.Login(item.URL, item.login)
		}
		r.push(ctx, item)
	}
	r.working.Wait()
	return ctx.Err()
}

// run is one Collect. Its items wait in lanes, one for each host, so that a
// slow or polite host keeps only its own items waiting.
type run struct {
	s       *Scraper
	working sync.WaitGroup
	slots   chan struct{} // holds a token per item under way

	emitting sync.Mutex
	emit     func(Result)

	mu     sync.Mutex
	lanes  map[string]*lane
	seen   map[string]bool // addresses that were listed
	listed int
	files  int
}

// lane is a queue with at most one goroutine that works it off.
type lane struct {
	waiting []Item
	working bool
}

func (r *run) tell(result Result) {
	r.emitting.Lock()
	defer r.emitting.Unlock()
	r.emit(result)
}

func (r *run) push(ctx context.Context, item Item) {
	r.tell(Result{Item: item, State: Queued})
	r.mu.Lock()
	defer r.mu.Unlock()
	name := r.laneOf(item)
	l := r.lanes[name]
	if l == nil {
		l = &lane{}
		r.lanes[name] = l
	}
	l.waiting = append(l.waiting, item)
	if !l.working {
		l.working = true
		r.working.Go(func() { r.drain(ctx, l) })
	}
}

// laneOf is the host of an address; files take turns in a few lanes.
func (r *run) laneOf(item Item) string {
	switch item.Input.Kind {
	case URL, Feed, Sitemap, Site:
		if u, err := url.Parse(item.URL); err == nil {
			return u.Host
		}
	}
	r.files++
	return fmt.Sprint("file ", r.files%runtime.GOMAXPROCS(0))
}

func (r *run) drain(ctx context.Context, l *lane) {
	for {
		r.mu.Lock()
		if len(l.waiting) == 0 {
			l.working = false
			r.mu.Unlock()
			return
		}
		item := l.waiting[0]
		l.waiting = l.waiting[1:]
		r.mu.Unlock()
		r.slots <- struct{}{}
		r.one(ctx, item)
		<-r.slots
	}
}

// one gets one item and pushes those that it holds.
func (r *run) one(ctx context.Context, item Item) {
	if err := ctx.Err(); err != nil {
		r.tell(failed(ctx, item, err))
		return
	}
	r.tell(Result{Item: item, State: Fetching})
	got, err := r.s.get(ctx, item)
	switch {
	case err != nil:
		r.tell(failed(ctx, item, err))
	case got.list != nil:
		children := r.admit(item, got.list)
		notes := []string{fmt.Sprintf("%d listed", len(children))}
		for _, l := range got.list.left {
			notes = append(notes, l.String())
		}
		r.tell(
			Result{
				Item:     item,
				State:    Listed,
				Notes:    append(notes, got.list.notes...),
				Children: children,
				Left:     got.list.left,
			},
		)
		for _, child := range children {
			r.push(ctx, child)
		}
	case got.unchanged:
		r.tell(Result{Item: item, State: Unchanged})
	case item.Input.Dates.outside(got.article.Article.Published):
		r.tell(
			Result{Item: item, State: Outside, Notes: []string{"published on " + got.article.Article.Published.Day()}},
		)
	default:
		r.tell(Result{Item: item, State: Read, Collected: got.article, Doubts: got.doubts})
	}
}

// admit leaves out what was listed before and what is too much, and counts it:
// the children and what was left out are all that the container holds.
func (r *run) admit(parent Item, l *listing) (children []Item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	surplus := 0
	for _, item := range l.items {
		item.Input.Dates = parent.Input.Dates
		key := extract.CanonicalURL(item.URL)
		toFetch := item.ready == nil && item.load == nil && item.wrong == nil
		switch {
		case item.wrong == nil && item.listedOutside(parent.Input.Dates):
			l.leave(1, "outside the days asked for")
			continue
		case toFetch && item.Input.Kind != File && r.seen[key]:
			l.leave(1, "listed before")
			continue
		case toFetch && r.listed >= maxListed:
			surplus++
			continue
		case toFetch:
			r.listed++
		}
		r.seen[key] = true
		children = append(children, item)
	}
	if surplus > 0 {
		l.leave(surplus, "beyond what one run lists")
		l.wrong(
			parent,
			fmt.Sprintf(
				"more than %d addresses and files were listed in one run; %d were left out: add them in smaller parts",
				maxListed,
				surplus,
			),
		)
		children = append(children, l.items[len(l.items)-1])
	}
	return children
}

// failed reports an error; a cancelled run skips rather than fails.
func failed(ctx context.Context, item Item, err error) Result {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return Result{Item: item, State: Skipped, Err: fmt.Errorf("%s was not reached: %w", item.Label, err)}
	}
	return Result{Item: item, State: Failed, Err: err}
}

// got is what an item turned out to be: an article, one that has not changed,
// or a list of others.
type got struct {
	article   *corpus.Collected
	doubts    []bulk.Doubt
	unchanged bool
	list      *listing
}

// get gets one item. A page that breaks a library loses itself, not the batch.
func (s *Scraper) get(ctx context.Context, item Item) (g got, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			g, err = got{}, fmt.Errorf(
				"read %s: the page broke the reader (%v): please report it with the page",
				item.Label,
				broken,
			)
		}
	}()
	switch {
	case item.wrong != nil:
		return got{}, item.wrong
	case item.ready != nil:
		return got{article: &item.ready.Collected, doubts: item.ready.Doubts}, nil
	case item.load != nil:
		return s.capture(item)
	}
	switch item.Input.Kind {
	case URL, Feed, Sitemap, Site:
		return s.address(ctx, item)
	case Folder:
		list, err := s.folder(ctx, item)
		return got{list: list}, err
	case File:
		return s.file(ctx, item)
	case Text:
		return s.pasted(item)
	}
	return got{}, fmt.Errorf(
		"%s: there is no kind of input %q; use url, feed, sitemap, site, file, folder or text",
		item.Label,
		item.Input.Kind,
	)
}
