package scraper_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"quoth/assets"
	"quoth/corpus"
	"quoth/scraper"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
)

const (
	rss      = `<rss version="2.0"><channel><title>Harbour Herald</title><item><title>Weir stays</title><link>SITE/a</link><pubDate>Mon, 01 Jul 2019 07:30:00 +0100</pubDate></item><item><title>Pool shuts</title><link>/b</link></item><item><title>Lost</title></item></channel></rss>`
	atom     = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Herald</title><entry><title>Weir stays</title><link href="SITE/a"/><published>2019-07-01T07:30:00+01:00</published><author><name>Mara Quill</name></author></entry></feed>`
	jsonFeed = `{"version":"https://jsonfeed.org/version/1.1","title":"Harbour Herald","items":[{"id":"1","url":"SITE/a","title":"Weir stays","date_published":"2019-07-01T07:30:00+01:00"}]}`
	urlset   = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>SITE/a</loc><news:news><news:publication><news:name>Harbour Herald</news:name></news:publication><news:publication_date>2019-07-01</news:publication_date><news:title>Weir stays</news:title></news:news></url></urlset>`
	index    = `<sitemapindex><sitemap><loc>SITE/map.xml.gz</loc></sitemap></sitemapindex>`
	opml     = `<opml version="2.0"><body><outline text="Papers"><outline type="rss" text="Herald" xmlUrl="SITE/feed"/></outline></body></opml>`
)

// bare is a page that says nothing about itself, so that the list must.
var bare = body("text/html", "<p>The weir stays where it is.</p>")

func TestListsYieldTheirArticlesWithWhatTheySayOfThem(t *testing.T) {
	for _, test := range []struct {
		name, path string
		kind       scraper.InputKind
		date       string
	}{
		{"RSS", "/feed", "", "2019-07-01T07:30:00+01:00"},
		{"Atom", "/atom", "", "2019-07-01T07:30:00+01:00"},
		{"JSON Feed", "/json", "", "2019-07-01T07:30:00+01:00"},
		{"a news sitemap", "/map.xml", "", "2019-07-01"},
		{"a packed sitemap", "/map.xml.gz", "", "2019-07-01"},
		{"an index of sitemaps", "/index.xml", "", "2019-07-01"},
		{"a list of feeds", "/opml", "", "2019-07-01T07:30:00+01:00"},
		{"a home page that names its feed", "/", scraper.Site, "2019-07-01T07:30:00+01:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{
				"/feed": body(
					"application/rss+xml",
					rss,
				),
				"/atom": body("application/atom+xml", atom),
				"/json": body("application/json", jsonFeed),
				"/map.xml": body(
					"application/xml",
					urlset,
				),
				"/map.xml.gz": packed(urlset),
				"/index.xml":  body("text/xml", index),
				"/opml":       body("text/xml", opml),
				"/a":          bare,
				"/b":          bare,
				"/": body(
					"text/html",
					`<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>`,
				),
			})
			got := collect(t, options(s), scraper.Input{Kind: test.kind, Value: s.URL + test.path})
			r := got.results[s.URL+"/a"]
			if r.State != scraper.Read {
				t.Fatalf("the article ended %+v among %v", r, got.order)
			}
			a := r.Collected.Article
			if a.Title != "Weir stays" || a.Publisher != "Harbour Herald" && test.name != "" ||
				a.Published.String() != test.date ||
				a.FieldOrigins["title"] != corpus.FromFeed {
				t.Errorf("article %+v", a)
			}
		})
	}
}

func TestAnEntryWithoutAnAddressIsNamed(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/feed": body("application/rss+xml", rss), "/a": bare, "/b": bare})
	got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
	if got.count(scraper.Read) != 2 ||
		!strings.Contains(got.failure(t), `the entry "Lost" of the feed has no address`) {
		t.Errorf("%d read, failure %q", got.count(scraper.Read), got.failure(t))
	}
}

func TestABadItemNeverStopsTheOthers(t *testing.T) {
	others := serve(t, map[string]http.HandlerFunc{"/inside": article("secret")})
	for _, test := range []struct {
		name  string
		page  http.HandlerFunc
		words string
	}{
		{"a loop of redirects", redirect("SITE/bad"), "circles"},
		{"a redirect to a private address", redirect(others.URL + "/inside"), "private network"},
		{"a redirect to loopback by another name", redirect("http://localhost:1/"), "private network"},
		{"a missing page", http.NotFound, "no such page"},
		{"a picture", body("image/png", "\x89PNG"), "no page of text but image/png"},
		{"an empty page", body("text/html", ""), "it is empty"},
		{"a page without words", body("text/html", "<div></div>"), "no article text"},
		{"a home page", body("text/html", `<link rel="alternate" type="application/rss+xml" href="/feed">`), "/feed"},
		{"a page that breaks the reader", body("text/html", "PANIC"), "broke the reader"},
		{"a feed that is cut", body("application/rss+xml", rss[:60]), "feed"},
		{"a sitemap of nothing", body("text/xml", "<urlset></urlset>"), "lists no addresses"},
		{"a list of feeds without any", body("text/xml", "<opml><body/></opml>"), "names no feed"},
		{"gzip that is none", body("application/gzip", "\x1f\x8bnothing"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/bad": test.page, "/a": article("one"), "/b": article("two")})
			got := collect(
				t,
				options(s),
				scraper.Input{Value: s.URL + "/a"},
				scraper.Input{Value: s.URL + "/bad"},
				scraper.Input{Value: s.URL + "/b"},
			)
			if got.count(scraper.Read) != 2 || !strings.Contains(got.failure(t), test.words) {
				t.Errorf(
					"%d read, failure %q; want words about %q",
					got.count(scraper.Read),
					got.failure(t),
					test.words,
				)
			}
			if len(others.seen()) > 0 {
				t.Error("the private address was asked")
			}
		})
	}
}

func TestAnEndlessSitemapIndexEnds(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{})
	n := 0
	s.mux["/map"] = func(w http.ResponseWriter, r *http.Request) {
		n++
		fmt.Fprintf(
			w,
			"<sitemapindex><sitemap><loc>http://%s/map?%d</loc></sitemap><sitemap><loc>http://%s/map?%d</loc></sitemap></sitemapindex>",
			r.Host,
			2*n,
			r.Host,
			2*n+1,
		)
	}
	got := collect(t, options(s), scraper.Input{Value: s.URL + "/map"})
	if len(s.seen()) > 7 || got.count(scraper.Failed) == 0 {
		t.Errorf(
			"%d requests, %d items failed; want seven maps and their children refused",
			len(s.seen()),
			got.count(scraper.Failed),
		)
	}
}

func TestBombsAreBounded(t *testing.T) {
	entries := strings.Repeat("<item><link>SITE/x</link></item>", 6000)
	many := strings.Builder{}
	for i := range 6000 {
		fmt.Fprintf(&many, "<item><title>%d</title><link>SITE/p%d</link></item>", i, i)
	}
	laughs := `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><title>&c;</title></channel></rss>`
	for _, test := range []struct {
		name  string
		page  http.HandlerFunc
		words string
		most  int // requests
	}{
		{"a feed that repeats one address", body("application/rss+xml", "<rss><channel>"+entries+"</channel></rss>"), "more than 5000 entries", 2},
		{"a packed sitemap of zeros", packed("<urlset>" + strings.Repeat(" ", 60<<20)), "unpacks to more than 50 MB", 1},
		{"entities within entities", body("application/rss+xml", laughs), "", 1},
		{"elements within elements", body("application/xml", "<urlset>"+strings.Repeat("<a>", 200_000)), "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/bomb": test.page, "/x": article("one")})
			got := collect(t, options(s), scraper.Input{Value: s.URL + "/bomb"})
			if !strings.Contains(got.failureOrNone(), test.words) || len(s.seen()) > test.most {
				t.Errorf("failure %q after %d requests", got.failureOrNone(), len(s.seen()))
			}
		})
	}
}

func (c collected) failureOrNone() string {
	for _, r := range c.results {
		if r.State == scraper.Failed {
			return r.Err.Error()
		}
	}
	return ""
}

func TestCrawledPagesKeepThePauseAndRobots(t *testing.T) {
	links := ""
	for _, p := range []string{"/one", "/two", "/private/three", "/four"} {
		links += "<item><link>SITE" + p + "</link></item>"
	}
	s := serve(t, map[string]http.HandlerFunc{
		"/robots.txt": body("text/plain", "User-agent: *\nCrawl-delay: 4\nDisallow: /private\n"),
		"/feed":       body("application/rss+xml", "<rss><channel>"+links+"</channel></rss>"),
		"/one":        article("1"), "/two": article("2"), "/private/three": article("3"), "/four": article("4"),
	})
	got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
	if want := []string{"/feed", "/one", "/two", "/four"}; !slices.Equal(s.seen(), want) {
		t.Errorf("requests %q, want %q", s.seen(), want)
	}
	for i := 1; i < len(s.times); i++ {
		if pause := s.times[i] - s.times[i-1]; pause < 4*time.Second {
			t.Errorf("request %d came %s after the one before, want the crawl delay", i, pause)
		}
	}
	if !strings.Contains(got.failure(t), "robots.txt forbids") {
		t.Errorf("failure %q", got.failure(t))
	}
}

func TestWhatHasNotChangedIsSaidSo(t *testing.T) {
	page := "<p>the same words</p>"
	s := serve(t, map[string]http.HandlerFunc{
		"/tagged": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `"v1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, page)
		},
		"/plain": body("text/html", page),
	})
	o := options(s)
	o.Known = func(_ context.Context, address string) (scraper.Known, bool) {
		return scraper.Known{ETag: `"v1"`, Hash: string(corpus.HashPage([]byte(page)))}, true
	}
	got := collect(t, o, scraper.Input{Value: s.URL + "/tagged"}, scraper.Input{Value: s.URL + "/plain"})
	if got.count(scraper.Unchanged) != 2 {
		t.Errorf("%+v, want two unchanged", got.results)
	}
}

func TestACancelledRunSkipsTheRest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}, "/b": article("two")})
	got := collectWith(
		t,
		ctx,
		tagReader{},
		options(s),
		scraper.Input{Value: s.URL + "/a"},
		scraper.Input{Value: s.URL + "/b"},
	)
	if got.count(scraper.Skipped) != 2 || got.count(scraper.Failed) != 0 {
		t.Errorf("%+v, want both skipped", got.results)
	}
}

func TestOnlyTheDaysAskedFor(t *testing.T) {
	dated := func(day string) http.HandlerFunc {
		return body("text/html", "<time>"+day+"</time><p>words of an article</p>")
	}
	s := serve(t, map[string]http.HandlerFunc{
		"/feed": body(
			"application/rss+xml",
			`<rss><channel><item><link>SITE/in</link><pubDate>Mon, 01 Jul 2019 07:30:00 +0000</pubDate></item>
		  <item><link>SITE/early</link><pubDate>Sat, 01 Jun 2019 07:30:00 +0000</pubDate></item><item><link>SITE/late</link></item><item><link>SITE/undated</link></item></channel></rss>`,
		),
		"/map": body(
			"text/xml",
			`<urlset><url><loc>SITE/stale</loc><lastmod>2019-05-01</lastmod></url><url><loc>SITE/in2</loc><lastmod>2019-09-01</lastmod></url></urlset>`,
		),
		"/in": dated(
			"2019-07-01",
		),
		"/in2":     dated("2019-07-31"),
		"/early":   dated("2019-06-01"),
		"/late":    dated("2019-08-01"),
		"/undated": article("words"),
	})
	days := scraper.Dates{From: "2019-07-01", To: "2019-07-31"}
	got := collect(
		t,
		options(s),
		scraper.Input{Value: s.URL + "/feed", Dates: days},
		scraper.Input{Value: s.URL + "/map", Dates: days},
	)
	for path, want := range map[string]scraper.State{"/in": scraper.Read, "/in2": scraper.Read, "/late": scraper.Outside, "/undated": scraper.Read} {
		if r := got.results[s.URL+path]; r.State != want {
			t.Errorf("%s ended %q, want %q", path, r.State, want)
		}
	}
	for _, path := range []string{"/early", "/stale"} {
		if slices.Contains(s.seen(), path) {
			t.Errorf("%s was fetched although its list says that it is outside", path)
		}
	}
	if notes := got.results[s.URL+"/feed"].Notes; !slices.Contains(notes, "1 outside the days asked for") {
		t.Errorf("notes %q", notes)
	}
}

func TestADeadLinkIsFoundInAnArchive(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"/feed": body(
			"application/rss+xml",
			`<rss><channel><item><link>SITE/gone</link><pubDate>Mon, 01 Jul 2019 07:30:00 +0000</pubDate></item></channel></rss>`,
		),
	})
	var asked string
	gate := serve(t, map[string]http.HandlerFunc{})
	gate.mux["/web/"+s.URL+"/gone"] = func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("Accept-Datetime")
		redirect("SITE/copy/2019")(w, r)
	}
	gate.mux["/copy/2019"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Memento-Datetime", "Tue, 02 Jul 2019 10:00:00 GMT")
		article("the archived words")(w, r)
	}
	gate.mux["/web/"+s.URL+"/never"] = http.NotFound
	o := options(s, gate)
	o.TimeGate = gate.URL + "/web/"
	got := collect(t, o, scraper.Input{Value: s.URL + "/feed"}, scraper.Input{Value: s.URL + "/never"})
	r := got.results[s.URL+"/gone"]
	if r.State != scraper.Read || r.Collected.Article.URL != s.URL+"/gone" || r.Collected.Page.URL != s.URL+"/gone" {
		t.Fatalf("the dead page ended %+v", r)
	}
	if asked != "Mon, 01 Jul 2019 07:30:00 GMT" ||
		!strings.Contains(strings.Join(r.Collected.Page.Notes, " "), "copy of 2019-07-02") {
		t.Errorf("asked for %q, notes %q", asked, r.Collected.Page.Notes)
	}
	if !strings.Contains(got.failure(t), "archive has no copy either") {
		t.Errorf("failure %q", got.failure(t))
	}
	o.TimeGate = ""
	if got := collect(t, o, scraper.Input{Value: s.URL + "/gone"}); got.count(scraper.Failed) != 1 {
		t.Error("without a time gate nothing is asked for elsewhere")
	}
}

func TestPagesThatLieAboutTheirCharset(t *testing.T) {
	reader, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	page := func(text string) string {
		return "<html><head><meta charset=utf-8><title>A title of words</title></head><body><article><p>" + text + "</p></article></body></html>"
	}
	want := "The café on the quay served naïve crème brûlée to every guest who asked for it on Monday night."
	latin := make([]byte, 0, len(want))
	for _, r := range want {
		latin = append(latin, byte(r))
	}
	s := serve(t, map[string]http.HandlerFunc{
		"/latin as utf-8": body("text/html; charset=utf-8", page(string(latin))),
		"/utf-8 as latin": body("text/html; charset=iso-8859-1", page(want)),
		"/unknown":        body("text/html; charset=x-nonsense", page(want)),
	})
	var inputs []scraper.Input
	for path := range s.mux {
		inputs = append(inputs, scraper.Input{Value: s.URL + strings.ReplaceAll(path, " ", "%20")})
	}
	got := collectWith(t, t.Context(), reader, options(s), inputs...)
	for address, r := range got.results {
		if r.State != scraper.Read {
			t.Errorf("%s: %+v", address, r)
			continue
		}
		if text, _ := corpus.JoinBlocks(r.Collected.Blocks); !strings.HasSuffix(text, want) {
			t.Errorf("%s: read %q", address, text)
		}
	}
}

func TestABulkFileYieldsItsArticlesOneByOne(t *testing.T) {
	path := writeFile(t, t.TempDir(), "export.txt", mustRead(t, "bulk/testdata/nexis-old.txt"))
	got := collect(t, options(), scraper.Input{Value: path})
	if got.count(scraper.Read) != 2 || got.count(scraper.Failed) != 2 {
		t.Fatalf(
			"%d read, %d failed; want two and two: %+v",
			got.count(scraper.Read),
			got.count(scraper.Failed),
			got.order,
		)
	}
	if notes := got.results[path].Notes; !slices.Contains(notes, "4 announced") {
		t.Errorf("notes %q", notes)
	}
	if r := got.results[path+"#2"]; len(r.Doubts) != 2 || r.Collected.Page.URL != "file:export.txt#2" ||
		r.Item.Parent != path {
		t.Errorf("the second article came as %+v", r)
	}
	if _, ok := got.results[path+"#2"].Item.Again(); ok {
		t.Error("a part of a file is not gone on with by itself")
	}
}

func TestSettingsOfAnEarlierImportAreRemembered(t *testing.T) {
	path := writeFile(t, t.TempDir(), "t.csv", []byte("Kopf,Wörter\nWeir stays,The weir stays where it is.\n"))
	o := options()
	if got := collect(t, o, scraper.Input{Value: path}); !strings.Contains(got.failure(t), "say which one") {
		t.Errorf("failure %q", got.failure(t))
	}
	var key string
	o.Remembered = func(_ context.Context, k string) (bulk.Settings, bool) {
		key = k
		return bulk.Settings{Columns: map[string]string{"title": "Kopf", "body": "Wörter"}}, true
	}
	got := collect(t, o, scraper.Input{Value: path})
	if r := got.results[path]; r.State != scraper.Read || r.Collected.Article.Title != "Weir stays" ||
		!strings.HasPrefix(key, "columns:") {
		t.Errorf("%+v with the key %q", r, key)
	}
}

func TestAFolderIsReadWithoutItsHiddenAndForeignFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	writeFile(t, dir, "2019-07-01_Harbour Herald_Weir stays.txt", []byte("The weir stays where it is."))
	writeFile(t, dir, "below/odd.txt", []byte("Another text of some words."))
	writeFile(t, dir, ".hidden/no.txt", []byte("no"))
	writeFile(
		t,
		dir,
		"page.html",
		[]byte("<!-- saved from url=(0026)https://example.org/article -->\n<p>saved words</p>"),
	)
	writeFile(t, dir, "page_files/ad.html", []byte("<p>an advertisement</p>"))
	writeFile(t, dir, "photo.jpg", []byte("no"))
	if err := os.Symlink(writeFile(t, outside, "secret.txt", []byte("secret")), dir+"/link.txt"); err != nil {
		t.Log("no links here:", err)
	}
	got := collect(
		t,
		options(),
		scraper.Input{
			Value: dir,
			Import: bulk.Settings{
				Names: "{published}_{publisher}_{title}",
				Fixed: map[string]string{"section": "Local"},
			},
		},
	)
	if got.count(scraper.Read) != 3 {
		t.Fatalf("%d read: %q", got.count(scraper.Read), got.order)
	}
	for key, r := range got.results {
		switch {
		case strings.HasSuffix(key, "stays.txt"):
			a := r.Collected.Article
			if a.Title != "Weir stays" || a.Publisher != "Harbour Herald" || a.Published.Day() != "2019-07-01" ||
				a.Section != "Local" ||
				len(r.Doubts) != 0 {
				t.Errorf("%+v, doubts %+v", a, r.Doubts)
			}
		case strings.HasSuffix(key, "odd.txt"):
			if len(r.Doubts) != 3 {
				t.Errorf("a name that does not fit gives %+v", r.Doubts)
			}
		case strings.HasSuffix(key, "page.html"):
			if r.Collected.Article.URL != "https://example.org/article" {
				t.Errorf("the saved page came from %q", r.Collected.Article.URL)
			}
		}
	}
}

func TestACorrectionIsKeptApartFromTheText(t *testing.T) {
	s := serve(
		t,
		map[string]http.HandlerFunc{
			"/a": body(
				"text/html",
				"<p>The weir stays.</p><p>So does the lock.</p><p>This article was amended on 3 July 2019 to correct a name.</p>",
			),
		},
	)
	r := collect(t, options(s), scraper.Input{Value: s.URL + "/a"}).results[s.URL+"/a"]
	if len(r.Collected.Blocks) != 2 ||
		!strings.Contains(strings.Join(r.Collected.Page.Notes, ""), "amended on 3 July") {
		t.Errorf("blocks %+v, notes %q", r.Collected.Blocks, r.Collected.Page.Notes)
	}
}

func TestAnItemThatIsGoneOnWithIsTheSame(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/feed": body("application/atom+xml", atom), "/a": bare})
	first := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"}).results[s.URL+"/a"]
	in, ok := first.Item.Again()
	if !ok {
		t.Fatal("a page of a feed can be gone on with")
	}
	second := collect(t, options(s), in).results[s.URL+"/a"]
	if fmt.Sprintf("%+v", first.Collected.Article) != fmt.Sprintf("%+v", second.Collected.Article) ||
		second.Item.Parent != first.Item.Parent {
		t.Errorf("first %+v\nthen  %+v", first.Collected.Article, second.Collected.Article)
	}
}

func TestDiscoverNamesFeedsAndSitemaps(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"/": body(
			"text/html",
			`<link rel="alternate" type="application/rss+xml" title="News" href="/feed"><link rel=alternate type="application/feed+json" href="/json"><link rel="alternate" hreflang="de" href="/de">`,
		),
		"/robots.txt": body("text/plain", "Sitemap: SITE/map.xml\n"),
		"/bare":       body("text/html", "nothing"),
	})
	found, err := scraper.New(tagReader{}, options(s)).Discover(t.Context(), s.URL)
	want := []scraper.Found{
		{scraper.Feed, s.URL + "/feed", "News"},
		{scraper.Feed, s.URL + "/json", ""},
		{scraper.Sitemap, s.URL + "/map.xml", ""},
	}
	if err != nil || !slices.Equal(found, want) {
		t.Errorf("found %+v, %v; want %+v", found, err, want)
	}
	s.mux["/robots.txt"] = nil
	if _, err := scraper.New(tagReader{}, options(s)).Discover(t.Context(), s.URL+"/bare"); err == nil {
		t.Error("a page without feeds gave no error")
	}
}

func TestOPMLGoesOutAndComesBack(t *testing.T) {
	var b strings.Builder
	feeds := []scraper.Subscription{
		{Title: "Harbour & Weir", Address: "https://example.org/feed?a=1&b=2"},
		{Address: "https://example.org/atom"},
	}
	if err := scraper.WriteOPML(&b, "Mine", feeds); err != nil {
		t.Fatal(err)
	}
	path := writeFile(t, t.TempDir(), "mine.opml", []byte(b.String()))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var children []scraper.Item
	scraper.New(tagReader{}, options()).Collect(ctx, []scraper.Input{{Value: path}}, func(r scraper.Result) {
		if r.State == scraper.Listed {
			children = r.Children
			cancel() // the feeds themselves are not asked for
		}
	})
	if len(children) != 2 || children[0].URL != feeds[0].Address ||
		children[0].Label != "Harbour & Weir ("+feeds[0].Address+")" ||
		children[1].Input.Kind != scraper.Feed {
		t.Errorf("came back as %+v", children)
	}
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
