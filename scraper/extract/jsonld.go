package extract

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"

	xhtml "golang.org/x/net/html"
)

// ldArticle are the fields of a schema.org NewsArticle that we read.
type ldArticle struct {
	Headline, Alternative    string
	ArticleBody, Description string
	DatePublished            string
	DateModified             string
	Section, Language, URL   string
	Authors                  []string
	Publisher                string
	Keywords                 []string
	Live                     []ldEntry // entries of a live blog
	pagePublished            string    // of the page around it, where the article has none
}

// ldEntry is an entry of a live blog.
type ldEntry struct{ Time, Headline, Text string }

// articleTypes are the schema.org types that describe an article.
var articleTypes = map[string]bool{
	"NewsArticle":              true,
	"Article":                  true,
	"ReportageNewsArticle":     true,
	"BlogPosting":              true,
	"AnalysisNewsArticle":      true,
	"OpinionNewsArticle":       true,
	"LiveBlogPosting":          true,
	"ReviewNewsArticle":        true,
	"BackgroundNewsArticle":    true,
	"AdvertiserContentArticle": true,
	"AskPublicNewsArticle":     true,
	"SatiricalArticle":         true,
	"Report":                   true,
	"TechArticle":              true,
	"ScholarlyArticle":         true,
	"SocialMediaPosting":       true,
}

// ldReader reads the JSON-LD of one page; nodes that only name others by @id are
// followed.
type ldReader struct {
	ldArticle
	byID map[string]map[string]any
}

// maxLDDepth bounds how deep a JSON-LD tree is followed.
const maxLDDepth = 8

// readLD reads the scripts of a page; what is no JSON even after mending is left
// out.
func readLD(scripts []string) ldArticle {
	r := &ldReader{byID: map[string]map[string]any{}}
	var roots []any
	for _, script := range scripts {
		if v, ok := parseLD(script); ok {
			roots = append(roots, v)
			r.index(v, 0)
		}
	}
	for _, v := range roots {
		r.read(v, 0)
	}
	return r.ldArticle
}

var (
	trailingComma = regexp.MustCompile(`,\s*([}\]])`)
	commentMarks  = strings.NewReplacer(
		"<!--",
		"",
		"-->",
		"",
		"//<![CDATA[",
		"",
		"//]]>",
		"",
		"<![CDATA[",
		"",
		"]]>",
		"",
	)
	bareControls = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")
)

// parseLD reads a script, mended where it is not quite JSON: line ends inside
// strings, comments, commas before a closing bracket.
func parseLD(script string) (any, bool) {
	var v any
	if json.Unmarshal([]byte(strings.TrimSpace(script)), &v) == nil {
		return v, true
	}
	mended := strings.TrimRight(strings.TrimSpace(bareControls.Replace(commentMarks.Replace(script))), ";")
	mended = trailingComma.ReplaceAllString(mended, "$1")
	decoder := json.NewDecoder(strings.NewReader(mended)) // a first value with rubbish after it will do
	return v, decoder.Decode(&v) == nil
}

func (r *ldReader) index(v any, depth int) {
	if depth > maxLDDepth {
		return
	}
	switch node := v.(type) {
	case []any:
		for _, item := range node {
			r.index(item, depth+1)
		}
	case map[string]any:
		if id, ok := node["@id"].(string); ok && len(node) > 1 && r.byID[id] == nil {
			r.byID[id] = node
		}
		for _, child := range node {
			switch child.(type) {
			case []any, map[string]any:
				r.index(child, depth+1)
			}
		}
	}
}

// ldHolders are the fields below which pages put their article.
var ldHolders = []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"}

func (r *ldReader) read(v any, depth int) {
	if depth > maxLDDepth {
		return
	}
	switch node := v.(type) {
	case []any:
		for _, item := range node {
			r.read(item, depth+1)
		}
	case map[string]any:
		switch {
		case isArticle(node["@type"]):
			r.fill(node)
		case first(node["datePublished"]) != "" && r.pagePublished == "":
			r.pagePublished = first(node["datePublished"])
		}
		for _, key := range ldHolders {
			r.read(node[key], depth+1)
		}
	}
}

func isArticle(v any) bool {
	for _, name := range texts(v) {
		if articleTypes[strings.TrimPrefix(strings.TrimPrefix(name, "http://schema.org/"), "https://schema.org/")] {
			return true
		}
	}
	return false
}

// fill takes what the first article says; later ones, which are often other
// stories, only complete one of the same headline.
func (r *ldReader) fill(n map[string]any) {
	headline := orElse(first(n["headline"]), first(n["name"]))
	if r.Headline != "" && headline != "" && fold(headline) != fold(r.Headline) {
		return
	}
	for _, f := range []struct {
		to   *string
		from any
	}{
		{&r.Headline, headline},
		{&r.Alternative, n["alternativeHeadline"]},
		{&r.ArticleBody, n["articleBody"]},
		{&r.ArticleBody, n["text"]},
		{&r.Description, n["description"]},
		{&r.DatePublished, n["datePublished"]},
		{&r.DateModified, n["dateModified"]},
		{&r.Section, n["articleSection"]},
		{&r.Language, n["inLanguage"]},
		{&r.URL, n["url"]},
	} {
		if *f.to == "" {
			*f.to = first(f.from)
		}
	}
	for _, key := range []string{"author", "creator"} {
		if len(r.Authors) == 0 {
			r.Authors = r.names(n[key], 0)
		}
	}
	if publishers := r.names(n["publisher"], 0); r.Publisher == "" && len(publishers) > 0 {
		r.Publisher = publishers[0]
	}
	if len(r.Keywords) == 0 {
		for _, k := range texts(n["keywords"]) {
			r.Keywords = append(r.Keywords, splitKeywords(k)...)
		}
	}
	r.live(n["liveBlogUpdate"])
}

// live reads the entries of a live blog.
func (r *ldReader) live(v any) {
	entries, _ := v.([]any)
	for _, item := range entries {
		if e, ok := item.(map[string]any); ok && len(r.Live) < 2000 {
			r.Live = append(
				r.Live,
				ldEntry{first(e["datePublished"]), tidy(first(e["headline"])), first(e["articleBody"])},
			)
		}
	}
}

func splitKeywords(list string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' || r == '、' }) {
		if part = tidy(part); part != "" {
			out = append(out, part)
		}
	}
	return out
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
func (r *ldReader) names(v any, depth int) []string {
	if depth > maxLDDepth {
		return nil
	}
	switch x := v.(type) {
	case string:
		return []string{html.UnescapeString(html.UnescapeString(x))}
	case []any:
		var out []string
		for _, item := range x {
			out = append(out, r.names(item, depth+1)...)
		}
		return out
	case map[string]any:
		if list := r.names(x["name"], depth+1); len(list) > 0 {
			return list
		}
		if name := strings.TrimSpace(first(x["givenName"]) + " " + first(x["familyName"])); name != "" {
			return []string{name}
		}
		if id, ok := x["@id"].(string); ok && len(x) == 1 && r.byID[id] != nil {
			return r.names(r.byID[id], depth+1)
		}
	}
	return nil
}

// stripTags turns HTML in a field into lines of text.
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
		for _, b := range look(n).blocks {
			lines = append(lines, b.Text)
		}
	}
	return strings.Join(lines, "\n")
}
