package extract

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	htmldate "github.com/markusmobius/go-htmldate"
	xhtml "golang.org/x/net/html"

	"quoth/corpus"
)

// meta is what a page says about its article.
type meta struct {
	doc         *goquery.Document
	root        *xhtml.Node
	ld          ldArticle
	title       string
	articleBody string
	standfirst  string
	origins     map[string]corpus.FieldOrigin
}

// ldArticle are the fields of a schema.org NewsArticle that we read.
type ldArticle struct {
	Headline      string
	ArticleBody   string
	Description   string
	DatePublished string
	DateModified  string
	Section       string
	Language      string
	URL           string
	Authors       []string
	Publisher     string
	Keywords      []string
}

func readMeta(root *xhtml.Node) *meta {
	m := &meta{doc: goquery.NewDocumentFromNode(root), root: root, origins: map[string]corpus.FieldOrigin{}}
	m.doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		var v any
		if json.Unmarshal([]byte(strings.TrimSpace(s.Text())), &v) == nil {
			m.ld.read(v, 0)
		}
	})
	m.articleBody = html.UnescapeString(stripTags(m.ld.ArticleBody))
	m.title = m.headline()
	m.standfirst = m.summary()
	return m
}

// articleTypes are the schema.org types that describe an article.
var articleTypes = map[string]bool{"NewsArticle": true, "Article": true, "ReportageNewsArticle": true, "BlogPosting": true, "AnalysisNewsArticle": true,
	"OpinionNewsArticle": true, "LiveBlogPosting": true, "ReviewNewsArticle": true, "BackgroundNewsArticle": true, "AdvertiserContentArticle": true}

// maxLDDepth bounds how deep a JSON-LD tree is followed.
const maxLDDepth = 8

func (l *ldArticle) read(v any, depth int) {
	if depth > maxLDDepth {
		return
	}
	switch node := v.(type) {
	case []any:
		for _, item := range node {
			l.read(item, depth+1)
		}
	case map[string]any:
		if isArticle(node["@type"]) && l.Headline == "" {
			l.fill(node)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement"} {
			l.read(node[key], depth+1)
		}
	}
}

func isArticle(v any) bool {
	for _, name := range texts(v) {
		if articleTypes[name] {
			return true
		}
	}
	return false
}

func (l *ldArticle) fill(n map[string]any) {
	l.Headline, l.ArticleBody, l.Description = first(n["headline"]), first(n["articleBody"]), first(n["description"])
	l.DatePublished, l.DateModified = first(n["datePublished"]), first(n["dateModified"])
	l.Section, l.Language, l.URL = first(n["articleSection"]), first(n["inLanguage"]), first(n["url"])
	l.Authors, l.Publisher = names(n["author"]), strings.Join(names(n["publisher"])[:min(1, len(names(n["publisher"])))], "")
	for _, k := range texts(n["keywords"]) {
		for _, part := range strings.Split(k, ",") {
			if part = tidy(part); part != "" {
				l.Keywords = append(l.Keywords, part)
			}
		}
	}
}

// texts reads a string or a list of strings.
func texts(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{html.UnescapeString(x)}
	case []any:
		var out []string
		for _, item := range x {
			out = append(out, texts(item)...)
		}
		return out
	}
	return nil
}

func first(v any) string {
	if list := texts(v); len(list) > 0 {
		return strings.TrimSpace(list[0])
	}
	return ""
}

// names reads the names of persons or organisations in any of their shapes.
func names(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{html.UnescapeString(x)}
	case []any:
		var out []string
		for _, item := range x {
			out = append(out, names(item)...)
		}
		return out
	case map[string]any:
		return names(x["name"])
	}
	return nil
}

func stripTags(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	nodes, err := xhtml.ParseFragment(strings.NewReader(s), nil)
	if err != nil {
		return s
	}
	var lines []string
	for _, n := range nodes {
		for _, b := range readBlocks(n) {
			lines = append(lines, b.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// content is the content of the first meta tag of these names.
func (m *meta) content(names ...string) string {
	for _, name := range names {
		for _, attribute := range []string{"property", "name", "itemprop"} {
			if v, ok := m.doc.Find(`meta[` + attribute + `="` + name + `"]`).First().Attr("content"); ok && strings.TrimSpace(v) != "" {
				return tidy(html.UnescapeString(v))
			}
		}
	}
	return ""
}

func (m *meta) note(field string, origin corpus.FieldOrigin, value string) string {
	if value != "" {
		m.origins[field] = origin
	}
	return value
}

// headline prefers JSON-LD, then og:title, then the page's first h1; a title
// that the h1 agrees with is free of the site's name.
func (m *meta) headline() string {
	h1 := tidy(m.doc.Find("h1").First().Text())
	if t := tidy(m.ld.Headline); t != "" {
		if h1 != "" && strings.HasPrefix(fold(h1), fold(strings.TrimSuffix(t, "…"))) {
			return m.note("title", corpus.FromMarkup, h1) // the headline in full
		}
		return m.note("title", corpus.FromJSONLD, t)
	}
	og := m.content("og:title", "twitter:title")
	if og != "" {
		if h1 != "" && strings.HasPrefix(fold(og), fold(h1)) {
			return m.note("title", corpus.FromMarkup, h1)
		}
		return m.note("title", corpus.FromMeta, withoutSite(og, m.content("og:site_name")))
	}
	if h1 != "" {
		return m.note("title", corpus.FromMarkup, h1)
	}
	return m.note("title", corpus.FromMarkup, withoutSite(tidy(m.doc.Find("title").First().Text()), ""))
}

// withoutSite cuts " | The Example" off a title.
func withoutSite(title, site string) string {
	for _, sep := range []string{" | ", " – ", " — ", " - "} {
		if i := strings.LastIndex(title, sep); i > len(title)/3 && (site == "" && sep == " | " || site != "" && strings.EqualFold(strings.TrimSpace(title[i+len(sep):]), site)) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// standfirsts are where sites put their summary.
const standfirsts = `[class*="standfirst"], [class*="Standfirst"], [class*="article-summary"], [class*="article__summary"], [class*="lead-text"], [class*="article-lead"],
  [class*="dek"], [class*="subheadline"], [itemprop="description"]:not(meta), [class*="article__intro"], [class*="article-intro"]`

// summary is the page's description where it stands visibly on the page.
func (m *meta) summary() string {
	described := fold(m.ld.Description)
	if described == "" {
		described = fold(m.content("og:description", "description"))
	}
	found := ""
	m.doc.Find(standfirsts).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		text := tidy(s.Text())
		if key := fold(text); len(key) > 30 && len(key) < 600 && described != "" && (key == described || strings.HasPrefix(key, strings.TrimSuffix(described, " "))) {
			found = text
			return false
		}
		return true
	})
	return found
}

// article gathers the metadata; the rest is completed from the body.
func (m *meta) article(hint Hint) corpus.Article {
	a := corpus.Article{Title: m.title, FieldOrigins: m.origins}
	a.URL = m.canonical(hint)
	if u, err := url.Parse(a.URL); err == nil {
		a.Site = strings.TrimPrefix(u.Hostname(), "www.")
	}
	a.Authors = m.authors()
	a.Publisher = m.publisher(a.Site)
	a.Section = m.section()
	a.Published = m.published()
	a.Modified = parseDate(orElse(m.ld.DateModified, m.content("article:modified_time", "dateModified")))
	a.Keywords = m.keywords()
	return a
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// canonical is the page's own address for itself where it is one of the same
// site, else where it was fetched.
func (m *meta) canonical(hint Hint) string {
	base, err := url.Parse(hint.URL)
	if err != nil {
		base = &url.URL{}
	}
	link, _ := m.doc.Find(`link[rel="canonical"]`).First().Attr("href")
	for _, candidate := range []string{link, m.content("og:url"), m.ld.URL} {
		u, err := base.Parse(strings.TrimSpace(candidate))
		if candidate == "" || err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Path == "" || u.Path == "/" {
			continue
		}
		return CanonicalURL(u.String())
	}
	if base.Scheme == "http" || base.Scheme == "https" {
		return CanonicalURL(hint.URL)
	}
	return ""
}

func (m *meta) publisher(site string) string {
	if p := tidy(m.ld.Publisher); p != "" {
		return m.note("publisher", corpus.FromJSONLD, p)
	}
	if p := m.content("og:site_name", "application-name", "publisher"); p != "" {
		return m.note("publisher", corpus.FromMeta, p)
	}
	return m.note("publisher", corpus.FromURL, site)
}

func (m *meta) section() string {
	if s := tidy(m.ld.Section); s != "" {
		return m.note("section", corpus.FromJSONLD, s)
	}
	return m.note("section", corpus.FromMeta, m.content("article:section", "section"))
}

func (m *meta) keywords() []string {
	if len(m.ld.Keywords) > 0 {
		m.origins["keywords"] = corpus.FromJSONLD
		return m.ld.Keywords
	}
	var out []string
	m.doc.Find(`meta[property="article:tag"]`).Each(func(_ int, s *goquery.Selection) {
		if v := tidy(s.AttrOr("content", "")); v != "" {
			out = append(out, v)
		}
	})
	if len(out) == 0 {
		for _, part := range strings.Split(m.content("news_keywords", "keywords"), ",") {
			if part = tidy(part); part != "" {
				out = append(out, part)
			}
		}
	}
	if len(out) > 0 {
		m.origins["keywords"] = corpus.FromMeta
	}
	return out
}

// authors reads the byline from JSON-LD, meta tags, then markup.
func (m *meta) authors() []string {
	if list := cleanAuthors(m.ld.Authors); len(list) > 0 {
		m.origins["authors"] = corpus.FromJSONLD
		return list
	}
	var given []string
	m.doc.Find(`meta[name="author"], meta[property="article:author"], meta[name="byl"], meta[name="parsely-author"]`).Each(func(_ int, s *goquery.Selection) {
		given = append(given, s.AttrOr("content", ""))
	})
	if list := cleanAuthors(given); len(list) > 0 {
		m.origins["authors"] = corpus.FromMeta
		return list
	}
	var marked []string
	m.doc.Find(`[rel="author"], [itemprop="author"], .byline, .author, [class*="byline__name"], [class*="author-name"]`).EachWithBreak(func(i int, s *goquery.Selection) bool {
		marked = append(marked, s.Text())
		return i < 4
	})
	list := cleanAuthors(marked)
	if len(list) > 0 {
		m.origins["authors"] = corpus.FromMarkup
	}
	return list
}

// published reads the date of publication, never that of a change where another
// is given: JSON-LD, meta tags, time tags, then the text by go-htmldate.
func (m *meta) published() corpus.Date {
	if d := parseDate(m.ld.DatePublished); !d.IsZero() {
		m.origins["published"] = corpus.FromJSONLD
		return d
	}
	if d := parseDate(m.content("article:published_time", "datePublished", "pubdate", "publishdate", "parsely-pub-date", "date", "dc.date", "DC.date.issued", "sailthru.date", "cXenseParse:recs:publishtime")); !d.IsZero() {
		m.origins["published"] = corpus.FromMeta
		return d
	}
	var found corpus.Date
	m.doc.Find("time[datetime], [itemprop=datePublished]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		found = parseDate(orElse(s.AttrOr("datetime", ""), s.AttrOr("content", "")))
		return found.IsZero()
	})
	if !found.IsZero() {
		m.origins["published"] = corpus.FromMarkup
		return found
	}
	result, err := htmldate.FromDocument(m.root, htmldate.Options{UseOriginalDate: true, ExtractTime: true, SkipExtensiveSearch: true})
	if err != nil || result.IsZero() {
		return corpus.Date{}
	}
	m.origins["published"] = corpus.FromText
	return corpus.Date{Time: result.DateTime, DayOnly: !result.HasTime}
}

// dateLayouts are how pages write dates for machines.
var dateLayouts = []string{time.RFC3339, "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.999-0700", "2006-01-02T15:04-0700",
	"2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
	time.RFC1123, time.RFC1123Z, time.RFC850, "Mon, 2 Jan 2006 15:04:05 -0700", "2006/01/02 15:04:05", "January 2, 2006", "2 January 2006", "Jan 2, 2006"}

func parseDate(s string) corpus.Date {
	s = strings.TrimSpace(s)
	if d, err := corpus.ParseDate(s); err == nil {
		return plausible(d)
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(corpus.Date{Time: t, DayOnly: !strings.Contains(layout, "15")})
		}
	}
	return corpus.Date{}
}

// plausible drops dates before newspapers had pages and far in the future.
func plausible(d corpus.Date) corpus.Date {
	if d.Time.Year() < 1800 || d.Time.Year() > 2100 {
		return corpus.Date{}
	}
	return d
}

// complete fills in what the body tells.
func (m *meta) complete(a *corpus.Article, body string) {
	declared := orElse(m.ld.Language, m.doc.Find("html").AttrOr("lang", ""))
	a.Language = language(body, declared)
	m.origins["language"] = corpus.FromText
	m.origins["body"] = corpus.FromMarkup
	if a.Title == "" {
		a.Title = body[:min(len(body), 80)]
		if i := strings.IndexByte(a.Title, '\n'); i > 0 {
			a.Title = a.Title[:i]
		}
		a.Title = strings.ToValidUTF8(a.Title, "")
		m.origins["title"] = corpus.FromText
	}
}
