package scraper_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/scraper"
)

// TestDamagedFeedsGiveTheirEntries: one bad byte, a cut tag, an entity that is
// none, a byte that no XML may hold.
func TestDamagedFeedsGiveTheirEntries(t *testing.T) {
	item := func(name string) string {
		return "<item><title>" + name + "</title><link>SITE/" + name + "</link></item>"
	}
	for name, feed := range map[string]string{
		"a bad byte":            "<rss version='2.0'><channel><title>H</title>" + item("a") + "<item><title>caf\xe9</title><link>SITE/b</link></item></channel></rss>",
		"a control character":   "<rss version='2.0'><channel><title>H</title>" + item("a") + "<item><title>x\x0by</title><link>SITE/b</link></item></channel></rss>",
		"an unknown entity":     "<rss version='2.0'><channel><title>H &nonsense;</title>" + item("a") + item("b") + "</channel></rss>",
		"a bare ampersand":      "<rss version='2.0'><channel><title>H & B</title>" + item("a") + item("b") + "</channel></rss>",
		"cut in the middle":     "<rss version='2.0'><channel><title>H</title>" + item("a") + item("b") + "<item><title>lost",
		"a tag that is cut":     "<rss version='2.0'><channel><title>H</title>" + item("a") + "<item><title>b</title><link>SITE/b</link><descri",
		"an unclosed element":   "<rss version='2.0'><channel><title>H</title>" + item("a") + "<item><title>b</title><link>SITE/b</link><p>x</item></channel></rss>",
		"an unclosed entry":     "<rss version='2.0'><channel><title>H</title><item><title>a</title><link>SITE/a</link>" + item("b") + "</channel></rss>",
		"Atom, an entry cut":    "<feed xmlns='http://www.w3.org/2005/Atom'><title>H</title><entry><title>a</title><link href='SITE/a'/></entry><entry><title>b</title><link rel='alternate' href='SITE/b'/><conte",
		"JSON Feed that is cut": `{"version":"https://jsonfeed.org/version/1.1","title":"H","items":[{"id":"1","url":"SITE/a"},{"id":"2","url":"SITE/b"},{"id":"3","ur`,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/feed": body("application/xml", feed), "/a": bare, "/b": bare})
			got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
			for _, page := range []string{"/a", "/b"} {
				if r := got.results[s.URL+page]; r.State != scraper.Read || r.Collected.Article.Publisher == "" {
					t.Errorf("%s ended %+v, %v; of %v", page, r.State, r.Err, got.order)
				}
			}
		})
	}
}

func TestTheCharacterSetOfTheAnswerCounts(t *testing.T) {
	feed := "<?xml version='1.0'?><rss version='2.0'><channel><title>H</title><item><title>\xcf\xf0\xe8\xe2\xe5\xf2</title><link>SITE/a</link></item></channel></rss>"
	for contentType, want := range map[string]string{"application/xml; charset=windows-1251": "Привет", "text/xml; charset=\"koi8-r\"": "оПХБЕР"} {
		s := serve(t, map[string]http.HandlerFunc{"/feed": body(contentType, feed), "/a": bare})
		got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
		if title := got.results[s.URL+"/a"].Collected.Article.Title; title != want {
			t.Errorf("%s gives %q, want %q", contentType, title, want)
		}
	}
}

func TestAnEntryLeadsToItsArticle(t *testing.T) {
	for name, feed := range map[string]string{
		"rdf:about alone":            `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>H</title></channel><item rdf:about="SITE/a"><title>A</title></item></rdf:RDF>`,
		"an enclosure before it":     `<rss version="2.0"><channel><title>H</title><item><title>A</title><enclosure url="SITE/a.mp3" type="audio/mpeg" length="1"/><link>SITE/a</link></item></channel></rss>`,
		"Atom, an enclosure first":   `<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title>A</title><link rel="enclosure" type="audio/mpeg" href="SITE/a.mp3"/><link rel="alternate" href="SITE/a"/></entry></feed>`,
		"Atom, an enclosure and id":  `<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title>A</title><link rel="enclosure" type="audio/mpeg" href="SITE/a.mp3"/><id>SITE/a</id></entry></feed>`,
		"an enclosure and permalink": `<rss version="2.0"><channel><title>H</title><item><title>A</title><enclosure url="SITE/a.mp3" type="audio/mpeg" length="1"/><guid isPermaLink="true">SITE/a</guid></item></channel></rss>`,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, map[string]http.HandlerFunc{"/feed": body("application/xml", feed), "/a": bare})
			got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
			if r := got.results[s.URL+"/a"]; r.State != scraper.Read {
				t.Errorf("the article ended %q among %v", r.State, got.order)
			}
		})
	}
}

// TestAFeedsOwnTextIsKeptAsSuch: the page is gone or no page; what the feed has of
// it is kept, and said to be the feed's.
func TestAFeedsOwnTextIsKeptAsSuch(t *testing.T) {
	feed := `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Herald</title>` +
		`<item><title>Gone</title><link>SITE/gone</link><description>Short.</description><content:encoded><![CDATA[<p>The weir stays.</p><p>So said the council.<script>x()</script></p>]]></content:encoded></item>` +
		`<item><title>Film</title><link>SITE/film</link><description>Only &lt;b&gt;words&lt;/b&gt; about it.</description></item>` +
		`<item><title>Nothing</title><link>SITE/nothing</link></item></channel></rss>`
	s := serve(
		t,
		map[string]http.HandlerFunc{"/feed": body("application/rss+xml", feed), "/film": body("video/mp4", "xxxx")},
	)
	got := collect(t, options(s), scraper.Input{Value: s.URL + "/feed"})
	for page, want := range map[string]string{"/gone": "The weir stays.\n\nSo said the council.", "/film": "Only words about it."} {
		r := got.results[s.URL+page]
		if r.State != scraper.Read {
			t.Fatalf("%s ended %q, %v", page, r.State, r.Err)
		}
		text, _ := corpus.JoinBlocks(r.Collected.Blocks)
		a := r.Collected.Article
		if text != want || a.FieldOrigins["body"] != corpus.FromFeed ||
			!strings.Contains(strings.Join(r.Collected.Page.Notes, " "), "the feed's own") ||
			len(r.Collected.Page.Body) == 0 ||
			a.URL == "" ||
			a.Publisher != "Harbour Herald" {
			t.Errorf("%s: %q, %+v, notes %q", page, text, a, r.Collected.Page.Notes)
		}
	}
	if r := got.results[s.URL+"/nothing"]; r.State != scraper.Failed {
		t.Errorf("an entry without a text ended %q", r.State)
	}
}

// wacz packs files as they are.
func wacz(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCountsAddUp: of each kind of container, what follows and what is left out
// are all that it holds, and every item that follows ends.
func TestCountsAddUp(t *testing.T) {
	dir := t.TempDir()
	page := []byte("<title>A</title><p>The weir stays.</p>")
	writeFile(t, dir, "folder/a.html", page)
	writeFile(t, dir, "folder/b.txt", []byte("The pool shuts.\n\nOn Monday."))
	writeFile(t, dir, "folder/c.jpg", []byte("x"))
	writeFile(t, dir, "folder/.hidden.html", page)
	writeFile(t, dir, "folder/.git/x.html", page)
	record := func(url, status, kind string) string {
		answer := "HTTP/1.1 " + status + "\r\nContent-Type: " + kind + "\r\n\r\n<title>A</title><p>Words.</p>"
		return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url + "\r\nContent-Type: application/http\r\nContent-Length: " + strconv.Itoa(
			len(answer),
		) + "\r\n\r\n" + answer + "\r\n\r\n"
	}
	warc := record(
		"http://a.example/1",
		"200 OK",
		"text/html",
	) + record(
		"http://a.example/2",
		"404 Gone",
		"text/html",
	) +
		"no record\r\n\r\n" + record(
		"http://a.example/3",
		"200 OK",
		"image/png",
	) + record(
		"http://a.example/4",
		"200 OK",
		"text/html",
	)
	s := serve(t, map[string]http.HandlerFunc{
		"/a":    bare,
		"/b":    bare,
		"/feed": body("application/rss+xml", rss),
		"/twice": body(
			"application/rss+xml",
			`<rss version="2.0"><channel><title>H</title><item><link>SITE/a</link></item><item><link>SITE/a</link></item><item><title>Lost</title></item></channel></rss>`,
		),
		"/map": body(
			"application/xml",
			`<urlset><url><loc>SITE/a</loc></url><url><loc>SITE/a</loc></url><url><loc></loc></url><url><loc>SITE/old</loc><lastmod>1999-01-01</lastmod></url></urlset>`,
		),
		"/opml": body(
			"text/xml",
			`<opml><body><outline xmlUrl="SITE/feed"/><outline text="none" xmlUrl="no address"/></body></opml>`,
		),
		"/index": body("text/xml", `<sitemapindex><sitemap><loc>SITE/map</loc></sitemap></sitemapindex>`),
	})
	for _, test := range []struct {
		name  string
		input scraper.Input
		holds int
	}{
		{"a folder", scraper.Input{Value: dir + "/folder"}, 5},
		{"a WARC", scraper.Input{Value: writeFile(t, dir, "x.warc", []byte(warc))}, 5},
		{"a WARC packed as one", scraper.Input{Value: writeFile(t, dir, "x.warc.gz", gz(warc))}, 5},
		{"a WACZ", scraper.Input{Value: writeFile(t, dir, "x.wacz", wacz(t, map[string]string{"archive/a.warc": warc, "archive/b.warc.gz": string(gz(warc)), "pages/pages.jsonl": "{}"}))}, 10},
		{"a table", scraper.Input{Value: writeFile(t, dir, "x.csv", []byte("title,text\nA,One two.\n,\nB,\nC,Three four.\n"))}, 4},
		{"a feed", scraper.Input{Value: s.URL + "/twice"}, 3},
		{"a sitemap", scraper.Input{Value: s.URL + "/map", Dates: scraper.Dates{From: "2000-01-01"}}, 4},
		{"an index of sitemaps", scraper.Input{Value: s.URL + "/index"}, 1},
		{"a list of feeds", scraper.Input{Value: s.URL + "/opml"}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := collect(t, options(s), test.input)
			r := got.results[test.input.Value]
			if r.State != scraper.Listed {
				t.Fatalf("ended %q, %v", r.State, r.Err)
			}
			counted := len(r.Children)
			for _, l := range r.Left {
				counted += l.Count
			}
			if counted != test.holds {
				t.Errorf("%d follow and %v are left of %d", len(r.Children), r.Left, test.holds)
			}
			for _, child := range r.Children {
				if _, ended := got.results[child.URL]; !ended {
					t.Errorf("%s never ended: %v", child.URL, slices.Collect(maps.Keys(got.results)))
				}
			}
		})
	}
}
