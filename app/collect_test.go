package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"quoth/app"
	"quoth/corpus"
)

func create(t *testing.T, o app.Options) *app.App {
	t.Helper()
	dir := t.TempDir()
	o.CacheDir = dir
	a, err := app.Create(t.Context(), filepath.Join(dir, "c.quoth"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// press is a loopback newspaper: a feed of n invented articles.
type press struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
	pages    int
	bad      string // a path that is answered with 404
	on       func(path string)
}

func newPress(t *testing.T, pages int) *press {
	t.Helper()
	p := &press{pages: pages}
	p.Server = httptest.NewServer(http.HandlerFunc(p.answer))
	t.Cleanup(p.Close)
	return p
}

func (p *press) answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	p.mu.Lock()
	p.requests = append(p.requests, r.URL.Path)
	pages, bad, on := p.pages, p.bad, p.on
	p.mu.Unlock()
	if on != nil {
		on(r.URL.Path)
	}
	var n int
	switch {
	case r.URL.Path == bad:
		http.NotFound(w, r)
	case r.URL.Path == "/feed":
		fmt.Fprint(w, `<rss version="2.0"><channel><title>The Loopback Post</title>`)
		for i := range pages {
			fmt.Fprintf(w, "<item><title>Headline %d</title><link>http://%s/%d</link></item>", i, r.Host, i)
		}
		fmt.Fprint(w, "</channel></rss>")
	default:
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<html><head><title>Headline %d</title></head><body><article><h1>Headline %d</h1>
		<p>The %s council number %d met on Monday evening to talk about the weir and the lock.</p>
		<p>“We shall not be moved by plan number %d of the board,” said Mara Quill, the director of Lumen Bakery, on Monday.</p></article></body></html>`, n, n, strings.Repeat("very ", n%7), n, n)
	}
}

func (p *press) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

func (p *press) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = nil
}

func add(t *testing.T, a *app.App, inputs ...app.Input) app.AddReport {
	t.Helper()
	report, err := a.Add(t.Context(), inputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestACancelledRunGoesOnWithWhatIsMissing(t *testing.T) {
	a := create(t, app.Options{})
	p := newPress(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	p.on = func(path string) {
		if n, err := strconv.Atoi(strings.TrimPrefix(path, "/")); err == nil && n >= 8 {
			<-ctx.Done() // a fast server must not be done before the run is cancelled
		}
	}
	var inputs []app.Input
	for i := range 12 {
		inputs = append(inputs, app.Input{Value: fmt.Sprintf("%s/%d", p.URL, i)})
	}
	kept := 0
	first, err := a.Add(ctx, inputs, func(r app.ItemReport) {
		if r.State == app.ItemKept {
			if kept++; kept == 5 {
				cancel()
			}
		}
	})
	if err != nil || first.Skipped == 0 || first.Kept < 5 {
		t.Fatalf("%+v, %v", first, err)
	}
	p.on = nil
	before := p.seen()
	p.forget()
	if n, err := a.Unfinished(t.Context()); err != nil || n != 12-first.Kept {
		t.Errorf("%d unfinished, %v; want %d", n, err, 12-first.Kept)
	}
	second, err := a.Resume(t.Context(), nil)
	if err != nil || first.Kept+second.Kept != 12 || second.Unchanged != 0 {
		t.Errorf("%d and %d kept, %+v, %v; want 12 in all", first.Kept, second.Kept, second, err)
	}
	if again := len(p.seen()); again > 12-first.Kept {
		t.Errorf("%d requests after %d, %d articles were missing", again, len(before), 12-first.Kept)
	}
	if n, err := a.Unfinished(t.Context()); err != nil || n != 0 {
		t.Errorf("%d unfinished in the end, %v", n, err)
	}
}

// The first write that fails ends fetching; what was read is named, and nothing
// is missing once the collection was gone on with.
func TestAWriteThatFailsEndsFetching(t *testing.T) {
	dir := t.TempDir()
	o := app.Options{CacheDir: dir}
	path := filepath.Join(dir, "c.quoth")
	a, err := app.Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	const pages = 10
	p := newPress(t, pages)
	fetched := 0
	p.on = func(path string) {
		if fetched++; fetched == 3 {
			if err := a.Close(); err != nil { // nothing can be written any more
				t.Error(err)
			}
		} else if fetched > 3 {
			time.Sleep(50 * time.Millisecond) // a slow site, as most are
		}
	}
	report, err := a.Add(t.Context(), []app.Input{{Value: p.URL + "/feed"}}, nil)
	if !errors.Is(err, corpus.ErrClosed) {
		t.Fatalf("adding to a corpus that is closed meanwhile: %v", err)
	}
	seen := len(p.seen())
	if seen > pages/2 {
		t.Errorf("%d of %d pages were fetched though nothing could be kept", seen, pages)
	}
	named := map[string]app.ItemState{}
	for _, r := range report.Items {
		named[r.Label] = r.State
	}
	for _, path := range p.seen() {
		if named[p.URL+path] == "" && path != "/feed" {
			t.Errorf("%s was fetched and is not in the report", path)
		}
	}
	if len(report.Items) != pages+1 || report.Kept+report.Skipped != pages || report.Failed > 0 {
		t.Errorf(
			"the report has %d items: %d kept, %d skipped, %d failed",
			len(report.Items),
			report.Kept,
			report.Skipped,
			report.Failed,
		)
	}
	p.on = nil
	a, err = app.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Resume(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	counts, err := a.Counts(t.Context())
	if err != nil || counts.Articles != pages {
		t.Errorf("after going on there are %d articles of %d (%v)", counts.Articles, pages, err)
	}
}

func TestAResumedCrawlStaysACrawl(t *testing.T) {
	a := create(t, app.Options{})
	p := newPress(t, 2)
	ctx, cancel := context.WithCancel(t.Context())
	p.on = func(path string) {
		if path == "/0" || path == "/1" {
			cancel()
		}
	}
	if _, err := a.Add(ctx, []app.Input{{Value: p.URL + "/feed"}}, nil); err != nil {
		t.Fatal(err)
	}
	p.on = nil
	p.forget()
	report, err := a.Resume(t.Context(), nil)
	if err != nil || report.Kept == 0 || report.Failed != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if slices.Contains(p.seen(), "/feed") {
		t.Error("the feed was fetched again")
	}
	for _, item := range report.Items {
		if item.Parent != p.URL+"/feed" {
			t.Errorf("%s came from %q: what was crawled is no longer known as crawled", item.Label, item.Parent)
		}
	}
}

func TestFailuresAreAListUntilTheyAreGot(t *testing.T) {
	a := create(t, app.Options{})
	p := newPress(t, 3)
	p.bad = "/1"
	missing := filepath.Join(t.TempDir(), "=absent.txt")
	add(t, a, app.Input{Value: p.URL + "/0"}, app.Input{Value: p.URL + "/1"}, app.Input{Value: missing})
	failures, err := a.Failures(t.Context())
	if err != nil || len(failures) != 2 {
		t.Fatalf("%+v, %v", failures, err)
	}
	var file bytes.Buffer
	if n, err := a.WriteFailures(
		t.Context(),
		&file,
	); err != nil || n != 2 ||
		!strings.Contains(file.String(), "no such page") {
		t.Errorf("wrote %d: %q, %v", n, file.String(), err)
	}
	p.bad = ""
	report, err := a.RetryFailures(t.Context(), nil)
	if err != nil || report.Kept != 1 || report.Failed != 1 {
		t.Errorf("%+v, %v; want one kept and one failed again", report, err)
	}
	if failures, err = a.Failures(t.Context()); err != nil || len(failures) != 1 || failures[0].Label != missing {
		t.Errorf("%+v, %v", failures, err)
	}
	if err := a.DropFailures(t.Context()); err != nil {
		t.Fatal(err)
	}
	if failures, err = a.Failures(t.Context()); err != nil || len(failures) != 0 {
		t.Errorf("%+v, %v", failures, err)
	}
}

func TestABulkFileFillsTheTrayAndAgainAddsNothing(t *testing.T) {
	a := create(t, app.Options{})
	body, err := os.ReadFile("../scraper/bulk/testdata/nexis-old.txt")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "nexis.txt")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	report := add(t, a, app.Input{Value: path})
	if report.Kept != 2 || report.Failed != 2 || report.Doubtful != 1 {
		t.Errorf("%d kept, %d failed, %d doubtful; want 2, 2 and 1", report.Kept, report.Failed, report.Doubtful)
	}
	needs, total, err := a.Needs(t.Context(), 0, 0)
	if err != nil || total != 2 {
		t.Fatalf("the tray holds %+v, %v", needs, err)
	}
	date, _ := corpus.ParseDate("2019-07-03")
	if _, err := a.Do(
		t.Context(),
		coder,
		corpus.EditArticle{ID: needs[0].Article, Update: corpus.ArticleUpdate{Published: &date}},
	); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(t.Context(), coder, corpus.Settle{Article: needs[0].Article, Field: "body"}); err != nil {
		t.Fatal(err)
	}
	again := add(t, a, app.Input{Value: path})
	if again.Kept != 0 || again.Unchanged != 2 {
		t.Errorf("again: %d kept, %d there; want none and 2", again.Kept, again.Unchanged)
	}
	if _, total, err = a.Needs(t.Context(), 0, 0); err != nil || total != 0 {
		t.Errorf("what a person decided is asked again: %d, %v", total, err)
	}
}

func TestImportSettingsAreRemembered(t *testing.T) {
	a := create(t, app.Options{})
	dir := t.TempDir()
	write := func(name, words string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("Kopf,Tag,Wörter\nWeir stays,07/06/2019,"+words+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := write("first.csv", "The weir stays where it is this year.")
	preview, err := a.PreviewImport(t.Context(), first, app.ImportSettings{})
	if err != nil || preview.Problem == nil || len(preview.Columns) != 3 || preview.Columns[2].Samples[0] == "" {
		t.Fatalf("preview %+v, %v; want columns and what is to be decided", preview, err)
	}
	settings := app.ImportSettings{
		Columns:    map[string]string{"title": "Kopf", "published": "Tag", "body": "Wörter"},
		DateLayout: "DD/MM/YYYY",
	}
	if report := add(t, a, app.Input{Value: first, Import: settings}); report.Kept != 1 {
		t.Fatalf("%+v", report)
	}
	second := write("second.csv", "Another text about the weir and the lock.")
	preview, err = a.PreviewImport(t.Context(), second, app.ImportSettings{})
	if err != nil || preview.Problem != nil || preview.Articles != 1 ||
		preview.Entries[0].Collected.Article.Published.Day() != "2019-06-07" {
		t.Errorf("preview of a second file %+v, %v", preview, err)
	}
	if report := add(t, a, app.Input{Value: second}); report.Kept != 1 || report.Failed != 0 {
		t.Errorf("the settings were forgotten: %+v", report)
	}
}

func TestWatchedSourcesAreFetchedWhenDue(t *testing.T) {
	now := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	a := create(t, app.Options{Now: func() time.Time { return now }})
	p := newPress(t, 1)
	ctx := t.Context()
	if err := a.SaveWatch(ctx, app.Watch{Address: p.URL + "/feed", Every: time.Minute}); err == nil {
		t.Error("a source may not be asked every minute")
	}
	if err := a.SaveWatch(ctx, app.Watch{Address: p.URL + "/feed", Title: "Post", Every: time.Hour}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name  string
		later time.Duration
		pages int
		kept  int
		asked bool
	}{
		{"the first time at once", 0, 1, 1, true},
		{"not before the hour is over", 30 * time.Minute, 2, 0, false},
		{"when the hour is over what is new", 31 * time.Minute, 2, 1, true},
	} {
		now = now.Add(step.later)
		p.pages = step.pages
		p.forget()
		report, err := a.FetchWatches(ctx, false, nil)
		if err != nil || report.Kept != step.kept || slices.Contains(p.seen(), "/feed") != step.asked {
			t.Errorf("%s: %d kept, asked %q, %v", step.name, report.Kept, p.seen(), err)
		}
	}
	list, err := a.Watches(ctx)
	if err != nil || len(list) != 1 || !list[0].Last.Equal(now) || list[0].Kept != 1 || list[0].Problem != "" {
		t.Errorf("%+v, %v", list, err)
	}
	p.bad = "/feed"
	now = now.Add(2 * time.Hour)
	if _, err := a.FetchWatches(ctx, false, nil); err != nil {
		t.Fatal(err)
	}
	if list, _ = a.Watches(ctx); !strings.Contains(list[0].Problem, "no such page") {
		t.Errorf("the problem is not told: %+v", list)
	}
	if err := a.DropWatch(ctx, p.URL+"/feed"); err != nil {
		t.Error(err)
	}
	if err := a.DropWatch(ctx, p.URL+"/feed"); err == nil {
		t.Error("what is not watched was dropped")
	}
}

func TestWatchListsGoOutAndComeBackAsOPML(t *testing.T) {
	a, b := create(t, app.Options{}), create(t, app.Options{})
	for _, address := range []string{"https://example.org/feed", "https://example.org/atom"} {
		if err := a.SaveWatch(t.Context(), app.Watch{Address: address, Title: "T " + address}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "list.opml")
	var out bytes.Buffer
	if n, err := a.ExportOPML(t.Context(), &out); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if n, err := b.ImportOPML(t.Context(), path, 0); err != nil || n != want {
			t.Errorf("%d added, %v; want %d", n, err, want)
		}
	}
}

func TestKeptPagesGoOutAndComeBackAsArchives(t *testing.T) {
	a := create(t, app.Options{})
	p := newPress(t, 0)
	add(
		t,
		a,
		app.Input{Value: p.URL + "/1"},
		app.Input{Value: p.URL + "/2"},
		app.Input{
			Kind: app.TextInput,
			Body: []byte("A head\n\nSome pasted words of a text that has no address at all."),
		},
	)
	want := pageHashes(t, a)
	for format, ending := range map[string]string{"warc": "warc.gz", "wacz": "wacz"} {
		path := filepath.Join(t.TempDir(), "pages."+ending)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		report, err := a.WriteArchive(t.Context(), file, format, nil, nil)
		file.Close()
		if err != nil || report.Pages != 2 || report.LeftOut != 1 {
			t.Fatalf("%s: %+v, %v", format, report, err)
		}
		b := create(t, app.Options{})
		if got := add(t, b, app.Input{Value: path}); got.Kept != 2 || got.Failed != 0 {
			t.Errorf("%s: %+v came back", format, got)
		}
		for id, hash := range pageHashes(t, b) {
			if want[id] != hash {
				t.Errorf("%s: the article %s came back with the page %s, want %s", format, id, hash, want[id])
			}
		}
		if again := add(t, a, app.Input{Value: path}); again.Kept != 0 || again.Unchanged != 2 {
			t.Errorf("%s: what is there was added again: %+v", format, again)
		}
	}
}

func pageHashes(t *testing.T, a *app.App) map[corpus.ArticleID]corpus.PageHash {
	t.Helper()
	articles, _, err := a.Articles(t.Context(), corpus.ArticleFilter{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[corpus.ArticleID]corpus.PageHash{}
	for _, article := range articles {
		reading, err := a.Read(t.Context(), article.ID)
		if err != nil {
			t.Fatal(err)
		}
		out[article.ID] = reading.Page.Hash
	}
	return out
}

func TestANewTextIsANewVersionAndWhatHasNoPlaceIsShown(t *testing.T) {
	a := create(t, app.Options{})
	quote := "We shall not be moved by any plan of the board"
	text := "" // of the one page
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(
			w,
			"<html><head><title>The weir and the lock</title></head><body><article><h1>The weir and the lock</h1><p>The council met on Monday evening to talk about the weir and the lock.</p>%s</article></body></html>",
			text,
		)
	}))
	defer server.Close()
	text = "<p>“" + quote + ",” said Mara Quill, the director of Lumen Bakery, on Monday.</p>"
	input := app.Input{Value: server.URL + "/weir"}
	if report := add(t, a, input); report.Kept != 1 || report.Quotes != 1 {
		t.Fatalf("%+v", report)
	}
	first := search(t, a, "moved").Quotes[0]
	if _, err := a.Do(t.Context(), coder, corpus.Confirm{Quote: first.Quote.ID}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name, words string
		state       app.ItemState
		unplaced    int
	}{
		{"the same text", "<p>“" + quote + ",” said Mara Quill, the director of Lumen Bakery, on Monday.</p>", app.ItemUnchanged, 0},
		{"a paragraph more before it", "<p>It was a long evening in the hall of the town.</p><p>“" + quote + ",” said Mara Quill, the director of Lumen Bakery, on Monday.</p>", app.ItemNewVersion, 0},
		{"the quote taken out", "<p>It was a long evening in the hall of the town, and nobody said anything.</p>", app.ItemNewVersion, 1},
	} {
		text = step.words
		report := add(t, a, input)
		cards, _, err := a.Unplaced(t.Context())
		if err != nil || report.Items[0].State != step.state || len(cards) != step.unplaced {
			t.Errorf(
				"%s: %s, %d in the tray, %v; want %s and %d",
				step.name,
				report.Items[0].State,
				len(cards),
				err,
				step.state,
				step.unplaced,
			)
		}
	}
}

func TestAnOlderCaptureDoesNotTakeThePlaceOfANewerText(t *testing.T) {
	now := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	a := create(t, app.Options{Now: func() time.Time { return now }})
	p := newPress(t, 0)
	add(t, a, app.Input{Value: p.URL + "/1"})
	path := filepath.Join(t.TempDir(), "old.warc")
	page := "<html><title>Headline 1</title><article><h1>Headline 1</h1><p>An older text of the same page, with words that were changed since then.</p></article>"
	record := fmt.Sprintf(
		"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: %s/1\r\nWARC-Date: 2029-01-01T00:00:00Z\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		p.URL,
		len(page),
		page,
	)
	if err := os.WriteFile(path, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	report := add(t, a, app.Input{Value: path})
	last := report.Items[len(report.Items)-1]
	if report.Kept != 0 || last.State != app.ItemUnchanged || !strings.Contains(strings.Join(last.Notes, ""), "older") {
		t.Errorf("%+v", last)
	}
}

func TestStoriesAreSplitAndJoinedByHand(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	query := `"A warrant is not an invitation"`
	once := func() int {
		r, err := a.Search(ctx, app.SearchRequest{Query: query, OncePerStory: true})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	cards := search(t, a, query).Quotes
	if len(cards) != 2 || once() != 1 {
		t.Fatalf("%d printings, %d once per story", len(cards), once())
	}
	printings := func() int {
		list, _, err := a.Articles(ctx, corpus.ArticleFilter{Words: ""})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(s corpus.ArticleSummary) bool { return s.ID == cards[1].Article.ID })
		return list[i].Printings
	}
	if printings() != 2 {
		t.Fatalf("%d printings", printings())
	}
	if _, err := a.SplitStory(ctx, coder, []corpus.ArticleID{cards[1].Article.ID}); err != nil {
		t.Fatal(err)
	}
	if printings() != 1 {
		t.Errorf("split: %d printings, want one", printings())
	}
	agree(t, ctx, a, "after the split")
	if _, err := a.JoinStories(ctx, coder, []corpus.ArticleID{cards[0].Article.ID, cards[1].Article.ID}); err != nil {
		t.Fatal(err)
	}
	if printings() != 2 || once() != 1 {
		t.Errorf("joined: %d printings, %d once per story", printings(), once())
	}
	for _, want := range []int{1, 2} {
		if _, err := a.Undo(ctx, coder); err != nil {
			t.Fatal(err)
		}
		if printings() != want {
			t.Errorf("taken back: %d printings, want %d", printings(), want)
		}
	}
}

func TestTheThresholdDecidesWhatIsOneStory(t *testing.T) {
	text := func(own string) app.Input {
		shared, alone := "", ""
		for i := range 80 {
			shared += fmt.Sprintf("The weir number %d stays where it is. ", i)
			if i < 20 {
				alone += fmt.Sprintf("And %s has word number %d of its own. ", own, i)
			}
		}
		return app.Input{Kind: app.TextInput, Title: own, Body: []byte(own + "\n\n" + shared + "\n\n" + alone)}
	}
	for threshold, want := range map[float64]int{0.4: 2, 0.95: 1} {
		a := create(t, app.Options{})
		if err := a.SetStoryThreshold(t.Context(), threshold); err != nil {
			t.Fatal(err)
		}
		add(t, a, text("Harbour"))
		add(t, a, text("Valley"))
		list, _, err := a.Articles(t.Context(), corpus.ArticleFilter{})
		if err != nil || len(list) != 2 || list[0].Printings != want {
			t.Errorf("threshold %g: %d printings, %v; want %d", threshold, list[0].Printings, err, want)
		}
	}
	if err := create(t, app.Options{}).SetStoryThreshold(t.Context(), 0.1); err == nil {
		t.Error("a threshold that finds nothing was accepted")
	}
}
