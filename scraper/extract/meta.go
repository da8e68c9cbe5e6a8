package extract

import (
	"html"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"quoth/corpus"
	"quoth/language"
)

// meta is what a page says about its article, field by field with where each
// came from.
type meta struct {
	*survey
	ld          ldArticle
	headlineAt  int // the block that is the headline; -1 where none is
	title       string
	stem        string // the distinguishing part of the host's name where it is long enough to tell
	site        string // the name of the site, as far as it is known
	articleBody string // what the page says its text is
	described   string // the page's own summary
	agencies    map[string]bool
	origins     map[string]corpus.FieldOrigin
}

func readMeta(s *survey, hint Hint, agencies map[string]bool) *meta {
	m := &meta{survey: s, ld: readLD(s.ld), agencies: agencies, origins: map[string]corpus.FieldOrigin{}}
	m.articleBody = html.UnescapeString(stripTags(m.ld.ArticleBody))
	m.stem = hostStem(m.canonical(hint))
	m.site = orElse(m.content("og:site_name"), tidy(m.ld.Publisher))
	m.described = tidy(
		html.UnescapeString(
			orElse(m.ld.Description, m.content("og:description", "description", "twitter:description")),
		),
	)
	m.title = m.headline()
	m.headlineAt = m.findHeadline()
	return m
}

// hostStem is "example" of https://www.example.co.uk/; empty where it is shorter
// than five letters.
func hostStem(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(u.Hostname())
	if err != nil {
		return ""
	}
	stem, _, _ := strings.Cut(domain, ".")
	if stem = squeeze(stem); len(stem) >= 5 {
		return stem
	}
	return ""
}

// content is the content of the first meta tag of these names.
func (m *meta) content(names ...string) string {
	for _, name := range names {
		for _, v := range m.metas[name] {
			if v = tidy(html.UnescapeString(v)); v != "" {
				return v
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

// article gathers the metadata; the rest is completed from the body.
func (m *meta) article(hint Hint) corpus.Article {
	a := corpus.Article{Title: m.title, FieldOrigins: m.origins}
	a.URL = m.canonical(hint)
	if u, err := url.Parse(a.URL); err == nil {
		a.Site = strings.TrimPrefix(u.Hostname(), "www.")
	}
	a.Publisher = m.publisher(a.Site)
	a.Authors = m.authors(a.Site)
	a.Section = m.section()
	a.Modified = parseDate(
		orElse(m.ld.DateModified, m.content("article:modified_time", "datemodified", "date.modified", "last-modified")),
	)
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
	for _, candidate := range []string{m.link, m.content("og:url"), m.ld.URL} {
		u, err := base.Parse(strings.TrimSpace(candidate))
		if candidate == "" || err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Path == "" ||
			u.Path == "/" {
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
	if p := m.content("og:site_name", "application-name", "publisher", "dc.publisher"); p != "" {
		return m.note("publisher", corpus.FromMeta, p)
	}
	return m.note("publisher", corpus.FromURL, site)
}

func (m *meta) section() string {
	if s := tidy(m.ld.Section); s != "" {
		return m.note("section", corpus.FromJSONLD, s)
	}
	return m.note(
		"section",
		corpus.FromMeta,
		m.content("article:section", "section", "parsely-section", "cxenseparse:section"),
	)
}

func (m *meta) keywords() []string {
	if len(m.ld.Keywords) > 0 {
		m.origins["keywords"] = corpus.FromJSONLD
		return m.ld.Keywords
	}
	var out []string
	for _, tag := range m.metas["article:tag"] {
		out = append(out, splitKeywords(html.UnescapeString(tag))...)
	}
	if len(out) == 0 {
		out = splitKeywords(m.content("news_keywords", "keywords", "parsely-tags", "sailthru.tags"))
	}
	if len(out) > 0 {
		m.origins["keywords"] = corpus.FromMeta
	}
	return out
}

// complete fills in what the body tells.
func (e *Extractor) complete(m *meta, a *corpus.Article, body string, bodyAt int) {
	a.Published = m.published(bodyAt)
	if a.Published.IsZero() {
		if a.Published = addressDate(a.URL); !a.Published.IsZero() {
			m.origins["published"] = corpus.FromURL
		}
	}
	if len(a.Authors) == 0 {
		a.Authors = m.writtenAuthors(bodyAt)
	}
	a.Language, _ = language.Of(orElse(body, m.title), orElse(m.survey.language, m.ld.Language))
	m.note("language", corpus.FromText, a.Language)
	if a.Title == "" && body != "" {
		a.Title, _, _ = strings.Cut(body[:min(len(body), 80)], "\n")
		a.Title = tidy(strings.ToValidUTF8(a.Title, ""))
		m.origins["title"] = corpus.FromText
	}
}
