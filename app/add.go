package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"quoth/app/nearcopy"
	"quoth/attribution"
	"quoth/corpus"
	"quoth/scraper"
)

// UserAgent says to sites who asks.
const UserAgent = "Quoth/" + Version + " (desktop research reader)"

// Add collects articles and keeps them with their quotes. A failed item never
// stops the others; each is reported. The same input again adds nothing twice.
// Cancelling ctx is a normal ending: what was kept stays, the rest is reported
// as skipped and can be gone on with, see Resume. The error is about the whole
// collection only: no models, a file that cannot be written. The first such write
// ends fetching too; what was read and not kept is reported as skipped.
//
// progress is called from one goroutine at a time; it may be nil.
func (a *App) Add(ctx context.Context, inputs []Input, progress func(ItemReport)) (AddReport, error) {
	if a.ReadOnly() {
		return AddReport{}, fmt.Errorf("add articles to %s: %w", a.Path(), corpus.ErrReadOnly)
	}
	extractor, err := a.Extractor()
	if err != nil {
		return AddReport{}, err
	}
	engine, err := a.Engine()
	if err != nil {
		return AddReport{}, err
	}
	known, err := a.store.Known(ctx)
	if err != nil {
		return AddReport{}, fmt.Errorf("read the confirmed names: %w", err)
	}
	projects, inputs := splitProjects(inputs)
	c := &collection{
		app:      a,
		engine:   engine,
		known:    known,
		progress: progress,
		pending:  newPending(a, inputs),
		began:    a.options.Now(),
		follow:   follower{app: a},
	}
	if err := c.addProjects(ctx, projects); err != nil {
		return c.report, err
	}
	if err := c.pending.await(ctx, inputs); err != nil {
		return AddReport{}, err
	}
	err = c.run(ctx, scraper.New(extractor, a.scraperOptions(inputs)), inputs)
	if err == nil && ctx.Err() == nil {
		err = c.pending.close(ctx)
	}
	if err == nil {
		err = a.rememberImports(context.WithoutCancel(ctx), inputs)
	}
	err = errors.Join(err, c.noteImport(context.WithoutCancel(ctx)))
	// What programs write waits for no disk; at the end of the run it is there.
	err = errors.Join(err, a.store.Sync(context.WithoutCancel(ctx)))
	c.follow.end(context.WithoutCancel(ctx))
	return c.report, err
}

// scraperOptions are those of a run over inputs.
func (a *App) scraperOptions(inputs []Input) scraper.Options {
	o := scraper.Options{
		UserAgent:    UserAgent,
		AllowPrivate: namedHosts(inputs),
		Known:        a.knownPage,
		Remembered:   a.rememberedImport,
		Now:          a.options.Now,
	}
	for _, in := range inputs {
		if in.TimeGate != "" {
			o.TimeGate = in.TimeGate
			break
		}
	}
	return o
}

// collection is one run of Add. Fetching and extracting run in the scraper's
// goroutines, attribution in a few workers, keeping in one writer.
type collection struct {
	app      *App
	engine   *attribution.Engine
	known    []corpus.Known
	progress func(ItemReport)
	pending  *pending
	report   AddReport
	began    time.Time // what was fetched since is of this run
	batch    []message // articles that are kept next, all at once
	stop     func()    // ends fetching
	follow   follower
}

// message is one report on its way to the writer, with what is to be kept.
type message struct {
	report    ItemReport
	keep      *corpus.Keep
	signature nearcopy.Signature
	result    scraper.Result
}

func (c *collection) run(ctx context.Context, s *scraper.Scraper, inputs []Input) error {
	read := make(chan scraper.Result)
	ready := make(chan message)
	g, gctx := errgroup.WithContext(ctx)
	gctx, c.stop = context.WithCancel(gctx)
	defer c.stop()
	var collecting errgroup.Group
	collecting.Go(func() error {
		defer close(read)
		return s.Collect(gctx, scraperInputs(inputs), func(r scraper.Result) { read <- r })
	})
	workers, _ := errgroup.WithContext(context.WithoutCancel(ctx))
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			for r := range read {
				ready <- c.attribute(ctx, r)
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(ready)
		return workers.Wait()
	})
	writeErr := c.keepAll(ctx, ready)
	collectErr := collecting.Wait()
	if err := g.Wait(); err != nil {
		return err
	}
	if writeErr != nil {
		return writeErr
	}
	if collectErr != nil && !errors.Is(collectErr, context.Canceled) {
		return fmt.Errorf("collect: %w", collectErr)
	}
	return nil
}

// attribute finds the quotes of an article that was read. When the run is
// cancelled meanwhile, the article waits for the next one.
func (c *collection) attribute(ctx context.Context, r scraper.Result) message {
	report := itemReport(r)
	if r.State != scraper.Read || r.Collected == nil {
		return message{report: report, result: r}
	}
	keep := bareKeep(*r.Collected)
	if _, err := c.app.store.Version(context.Background(), keep.Version.ID); errors.Is(err, corpus.ErrNotFound) {
		quotes, err := c.engine.Quotes(ctx, keep.Version.Text, keep.Article.Language, c.known)
		if err != nil {
			report.State = ItemSkipped
			return message{report: report, result: r}
		}
		addQuotes(&keep, quotes) // a text that is there has its quotes
	}
	keep.Article.Collected = c.app.options.Now().UTC()
	report.Title = keep.Article.Title
	report.Notes = r.Collected.Page.Notes
	report.Doubts = len(r.Doubts)
	for i := range keep.Quotes {
		keep.Quotes[i].Engine = c.engine.Version()
		if keep.Quotes[i].Utterance == corpus.Speech {
			report.Quotes++
		}
	}
	return message{report, &keep, nearcopy.Sign(keep.Version.Text), r}
}

func (c *collection) tell(r ItemReport) {
	if r.State.Final() {
		c.report.Items = append(c.report.Items, r)
		switch r.State {
		case ItemKept, ItemNewVersion:
			c.report.Kept++
			c.report.Quotes += r.Quotes
			if r.Doubts > 0 {
				c.report.Doubtful++
			}
		case ItemOutside:
			c.report.Outside++
		case ItemUnchanged, ItemDeleted:
			c.report.Unchanged++
		case ItemFailed:
			c.report.Failed++
		case ItemSkipped:
			c.report.Skipped++
		}
	}
	if c.progress != nil {
		c.progress(r)
	}
}

// isOlder reports whether a text was captured before the one that its article
// has: an archive may hold what a page said long ago. What this run fetched is
// never older, and a time to come, which a wrong clock has written, tells nothing.
func (c *collection) isOlder(ctx context.Context, keep corpus.Keep) bool {
	if !keep.Version.Fetched.Before(c.began) {
		return false
	}
	known, err := c.app.store.Article(ctx, keep.Article.ID)
	if err != nil || known.Current == keep.Version.ID {
		return false
	}
	current, err := c.app.store.Version(ctx, known.Current)
	return err == nil && keep.Version.Fetched.Before(current.Fetched) && !current.Fetched.After(c.app.options.Now())
}

// NewKeep gives a collected article its identifiers, its text and its quotes.
// quotes reads a text; it must be safe for concurrent use.
func NewKeep(c corpus.Collected, quotes func(text string) []corpus.Attribution) corpus.Keep {
	keep := bareKeep(c)
	addQuotes(&keep, quotes(keep.Version.Text))
	return keep
}

// bareKeep is an article with its identifiers and its text, accents composed
// whatever the page wrote, so that a word is found however it is typed.
func bareKeep(c corpus.Collected) corpus.Keep {
	blocks := slices.Clone(c.Blocks)
	for i := range blocks {
		blocks[i].Text = norm.NFC.String(blocks[i].Text)
	}
	text, paragraphs := corpus.JoinBlocks(blocks)
	article, page := c.Article, c.Page
	article.ID = corpus.NewArticleID(article.URL, article.Title, text)
	page.Hash = corpus.HashPage(page.Body)
	version := corpus.Version{
		ID: corpus.NewVersionID(article.ID, text), Article: article.ID, Text: text,
		Paragraphs: paragraphs, Page: page.Hash, Fetched: page.Fetched,
	}
	article.Current = version.ID
	return corpus.Keep{Article: article, Version: version, Page: page}
}

// addQuotes adds the quotes that were found in the article's text.
func addQuotes(keep *corpus.Keep, quotes []corpus.Attribution) {
	version := keep.Version
	seen := map[corpus.QuoteID]bool{}
	for _, found := range quotes {
		q := corpus.Quote{
			ID: corpus.NewQuoteID(version.ID, found.Content), Article: version.Article, Version: version.ID,
			Attribution: found, Origin: corpus.BySuggestion,
		}
		if seen[q.ID] {
			continue // two cues over the same words are one quote
		}
		seen[q.ID] = true
		for _, span := range found.Content {
			q.Anchors = append(q.Anchors, corpus.NewAnchor(version.Text, span))
		}
		keep.Quotes = append(keep.Quotes, q)
	}
}

func itemReport(r scraper.Result) ItemReport {
	report := ItemReport{
		Key:    r.Item.URL,
		Label:  r.Item.Label,
		Parent: r.Item.Parent,
		State:  r.State,
		Notes:  r.Notes,
		Err:    r.Err,
	}
	if report.Label == "" {
		report.Label = r.Item.URL
	}
	if report.Key == "" {
		report.Key = report.Label
	}
	if report.State == scraper.Read { // it is attributed and written next
		report.State = ItemFetching
	}
	return report
}

func scraperInputs(inputs []Input) []scraper.Input {
	out := make([]scraper.Input, len(inputs))
	for i, in := range inputs {
		out[i] = scraper.Input{
			Kind: in.Kind, Value: in.Value, Title: in.Title, Body: in.Body,
			Import: in.Import, Dates: scraper.Dates{From: in.From, To: in.To},
		}
		if in.again != nil {
			out[i].Parent, out[i].Memory = in.again.Parent, in.again.Memory
		}
	}
	return out
}

// namedHosts allows private addresses only on hosts that the user named.
func namedHosts(inputs []Input) func(host string) bool {
	named := map[string]bool{}
	for _, host := range hostsNamed(inputs) {
		named[host] = true
	}
	return func(host string) bool {
		host = strings.ToLower(host)
		if named[host] {
			return true
		}
		bare, _, err := net.SplitHostPort(host)
		return err == nil && named[bare]
	}
}

// hostsNamed lists the hosts that the user named, with and without their port.
// An item of an earlier run names none itself: it brings those of its run.
func hostsNamed(inputs []Input) []string {
	named := map[string]bool{}
	name := func(address string) {
		if u, err := url.Parse(strings.TrimSpace(address)); err == nil && u.Host != "" {
			named[strings.ToLower(u.Host)] = true
			named[strings.ToLower(u.Hostname())] = true
		}
	}
	for _, in := range inputs {
		name(in.TimeGate)
		if in.again == nil {
			name(in.Value)
			continue
		}
		for _, host := range in.again.Named {
			named[host] = true
		}
	}
	return slices.Sorted(maps.Keys(named))
}

// knownPage tells the scraper what a page was when it was last fetched, so that
// it can ask whether it has changed.
func (a *App) knownPage(ctx context.Context, address string) (scraper.Known, bool) {
	page, ok, err := a.store.PageByURL(ctx, address)
	if err != nil || !ok {
		return scraper.Known{}, false // asking again costs one request, no more
	}
	return scraper.Known{ETag: page.ETag, LastModified: page.Modified, Hash: string(page.Hash)}, true
}
