package scraper

import (
	"net/url"
	"testing"
)

// fuzzList holds for every input: no panic; either items or an error; every item
// leads to a web address or says what is wrong.
func fuzzList(f *testing.F, list func(Item, string, []byte) (*listing, error)) {
	f.Fuzz(func(t *testing.T, body []byte) {
		listKind(body)
		self := Item{Input: Input{Kind: Feed}, URL: "https://example.org/list", Label: "list"}
		l, err := list(self, self.URL, body)
		if err != nil {
			return
		}
		for _, item := range l.items {
			if item.wrong != nil {
				continue
			}
			if u, err := url.Parse(item.URL); err == nil && (u.Host == "" || u.Scheme == "") {
				t.Fatalf("the item %q is no web address", item.URL)
			}
		}
	})
}

func FuzzFeed(f *testing.F) {
	f.Add(
		[]byte(
			`<rss version="2.0"><channel><title>x</title><item><title>a</title><link>https://example.org/a</link><pubDate>Mon, 01 Jul 2019 07:30:00 +0100</pubDate></item></channel></rss>`,
		),
	)
	f.Add(
		[]byte(
			`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><author><name>x</name></author></entry></feed>`,
		),
	)
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://example.org/a"}]}`))
	fuzzList(f, listFeed)
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc>https://example.org/a</loc><lastmod>2019-07-01</lastmod></url></urlset>`))
	f.Add([]byte(`<sitemapindex><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>`))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	fuzzList(f, listSitemap)
}

func FuzzOPML(f *testing.F) {
	f.Add(
		[]byte(
			`<opml version="2.0"><body><outline text="x"><outline xmlUrl="https://example.org/feed" title="y"/></outline></body></opml>`,
		),
	)
	fuzzList(f, listOPML)
}
