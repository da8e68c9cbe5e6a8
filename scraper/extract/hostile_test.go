package extract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/scraper/extract"
)

const (
	sentence = "A perfectly ordinary sentence stands in this paragraph, long enough to be read as text by anybody."
	story    = "<article><h1>A headline</h1><p>" + sentence + "</p><p>The second paragraph goes on about it, “word for word”, as articles do.</p></article>"
)

// hostile pages grow with n; what they hold beside story must neither take the
// extractor down nor more than linear time.
var hostile = map[string]func(n int) string{
	"deep nesting":              func(n int) string { return strings.Repeat("<div>", n) + story },
	"deep nesting that closes":  func(n int) string { return strings.Repeat("<div>", n) + story + strings.Repeat("</div>", n) },
	"deep lists":                func(n int) string { return strings.Repeat("<ul><li>", n/2) + story },
	"deep tables":               func(n int) string { return strings.Repeat("<table><tr><td>", n/3) + story },
	"attributes of one tag":     func(n int) string { return "<div" + attributes(n) + ">" + story },
	"attributes of bold tags":   func(n int) string { return strings.Repeat("<b"+attributes(n/4)+">", 4) + story },
	"body tags with attributes": func(n int) string { return numbered("<body a%d=b>", n) + story },
	"html tags with attributes": func(n int) string { return numbered("<html a%d=b>", n) + story },
	"unclosed bold":             func(n int) string { return story + strings.Repeat("<b><p>x", n) },
	"unclosed links":            func(n int) string { return story + strings.Repeat("<a href=x>y ", n) },
	"brackets":                  func(n int) string { return story + strings.Repeat("<", 4*n) },
	"entities":                  func(n int) string { return story + "<p>" + strings.Repeat("&amp;&notanentity", n) },
	"unclosed comments":         func(n int) string { return story + strings.Repeat("<!-- x ", n) },
	"one endless word":          func(n int) string { return story + "<p>" + strings.Repeat("x", 8*n) },
	"one endless paragraph":     func(n int) string { return story + "<p>" + strings.Repeat("word, ", n) },
	"many paragraphs": func(n int) string {
		return story + strings.Repeat("<p>Another sentence for the count, and no end of it.</p>", n/4)
	},
	"many different blocks":  func(n int) string { return story + numbered("<div class='c%d'><p>Sentence of a kind.</p></div>", n/4) },
	"many times and bylines": func(n int) string { return story + strings.Repeat("<time datetime=x>y</time><a rel=author>z</a>", n/4) },
	"bylines inside bylines": func(n int) string {
		return story + strings.Repeat("<span class=author>z ", 300) + strings.Repeat("<i>word</i> ", n)
	},
	"headings": func(n int) string { return strings.Repeat("<h1>A headline</h1>", n/4) + story },
	"headlines of other stories": func(n int) string {
		return story + numbered("<div><h1>Another story number %d</h1><p>"+sentence+"</p></div>", n/16)
	},
	"lists of comments": func(n int) string {
		return story + numbered("<div class='comments c%d'><p>"+sentence+"</p></div>", n/16)
	},
	"copies of a text": func(n int) string {
		return story + numbered("<div><p>"+strings.Repeat(sentence+" %[1]d. ", 8)+"</p></div>", n/64)
	},
	"meta tags":               func(n int) string { return numbered("<meta name=m%d content=x>", n/4) + story },
	"titles":                  func(n int) string { return strings.Repeat("<title>a | b | c</title>", n/8) + story },
	"one title of separators": func(n int) string { return "<title>" + strings.Repeat("a | ", n) + "</title>" + story },
	"line breaks":             func(n int) string { return story + "<p>" + strings.Repeat("x<br><br>", n) },
	"JSON-LD nested":          func(n int) string { return ldScript(strings.Repeat(`{"author":`, n)) + story },
	"JSON-LD cut": func(n int) string {
		return ldScript(`{"@type":"NewsArticle","articleBody":"`+strings.Repeat("word ", n)) + story
	},
	"JSON-LD of many articles": func(n int) string {
		return ldScript(
			`{"@graph":[`+strings.Repeat(`{"@type":"NewsArticle","headline":"x","author":{"@id":"a"}},`, n/8)+`{}]}`,
		) + story
	},
	"JSON-LD of many authors": func(n int) string {
		return ldScript(
			`{"@type":"NewsArticle","author":[`+strings.Repeat(`"Ada Writer, Bo Typer and C",`, n/8)+`"x"]}`,
		) + story
	},
	"script of quotes": func(n int) string { return "<script>" + strings.Repeat(`\"{"a":"`, n) + "</script>" + story },
	"cut in a tag":     func(n int) string { return story + strings.Repeat(" ", n) + "<p class=" },
	"unclosed script":  func(n int) string { return story + "<script>var x = '" + strings.Repeat("y", n) },
	"end tags":         func(n int) string { return story + strings.Repeat("</span></p></b>", n/4) },
	"invisible runes":  func(n int) string { return story + "<p>" + strings.Repeat("\u200b\u00ad", n) },
	"combining marks":  func(n int) string { return story + "<p>e" + strings.Repeat("\u0301", n) },
}

func ldScript(s string) string { return `<script type="application/ld+json">` + s + "</script>" }

func attributes(n int) string { return numbered(" a%d=b", n) }

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestHostilePagesEndInAnArticleOrAClearError(t *testing.T) {
	e := extractor(t)
	for name, page := range hostile {
		t.Run(name, func(t *testing.T) {
			c, err := e.HTML([]byte(page(10_000)), extract.Hint{URL: "https://outlet.example/page"})
			if err != nil {
				if !errors.Is(err, extract.ErrNoText) && !strings.Contains(err.Error(), "parse the page") {
					t.Errorf("error %v says nothing", err)
				}
				return
			}
			if text, _ := corpus.JoinBlocks(c.Blocks); text == "" {
				t.Error("an article without text")
			}
		})
	}
}

func TestDeepNestingDoesNotHideTheArticle(t *testing.T) {
	e := extractor(t)
	for _, name := range []string{"deep nesting", "deep nesting that closes", "attributes of one tag", "body tags with attributes"} {
		c, err := e.HTML([]byte(hostile[name](10_000)), extract.Hint{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text, _ := corpus.JoinBlocks(c.Blocks); !strings.Contains(text, sentence) {
			t.Errorf("%s: the article is %.80q", name, text)
		}
	}
}

func TestAPageOfAHundredMegabytesIsRefusedAtOnce(t *testing.T) {
	page := make([]byte, 100<<20)
	if _, err := extractor(t).HTML(page, extract.Hint{}); !errors.Is(err, extract.ErrTooLarge) {
		t.Errorf("error %v, want %v", err, extract.ErrTooLarge)
	}
}
