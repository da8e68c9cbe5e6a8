package scraper

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/publicsuffix"
)

// Items makes the items that Collect would, to know them before.
func Items(inputs []Input) []Item {
	out := make([]Item, len(inputs))
	for i, in := range inputs {
		out[i] = newItem(in)
	}
	return out
}

// newItem makes an item of an input, finding out its kind where it has none.
func newItem(in Input) Item {
	in.Value = strings.TrimSpace(in.Value)
	if in.Kind == "" {
		in.Kind = Detect(in.Value)
	}
	item := Item{Input: in, URL: in.Value, Label: in.Value, Parent: in.Parent, feed: remember(in.Memory)}
	switch in.Kind {
	case URL, Feed, Sitemap, Site:
		if !strings.Contains(in.Value, "://") {
			item.URL = "https://" + in.Value
		}
		if bare, login := withoutLogin(item.URL); login != nil {
			item.URL, item.Label, item.Input.Value, item.login = bare, bare, bare, login
		}
	case Text:
		item.URL, item.Label = "", in.Title
		if in.Title == "" {
			item.Label = "pasted text"
		}
	}
	return item
}

// withoutLogin takes the name and password off an address: they are used for its
// host in this run and written nowhere.
func withoutLogin(address string) (bare string, login *url.Userinfo) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address, nil
	}
	login, u.User = u.User, nil
	return u.String(), login
}

// HasLogin reports whether an address holds a name or a password.
func HasLogin(address string) bool {
	_, login := withoutLogin(address)
	return login != nil
}

var bareAddress = regexp.MustCompile(`^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?(/.*)?$`)

// Detect says what a value is: a folder or file that is there, an address (with
// or without "https://"), else a file, which will be reported as missing.
func Detect(value string) InputKind {
	value = strings.TrimSpace(value)
	lower := strings.ToLower(value)
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") {
		return URL
	}
	if info, err := os.Stat(value); err == nil {
		if info.IsDir() {
			return Folder
		}
		return File
	}
	host, path, _ := strings.Cut(lower, "/")
	host, _, _ = strings.Cut(host, ":")
	_, known := publicsuffix.PublicSuffix(host)
	if bareAddress.MatchString(value) && known && (path != "" || !readable[filepath.Ext(lower)]) {
		return URL
	}
	return File
}

// sniffed is how much of an answer is looked at to tell what it is.
const sniffed = 4096

// listKind says whether an answer is a feed or a sitemap; empty: neither.
func listKind(body []byte) InputKind {
	start := bytes.TrimLeft(bytes.TrimPrefix(body[:min(len(body), sniffed)], []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		return Sitemap // nothing else comes packed
	case bytes.HasPrefix(start, []byte("{")):
		if bytes.Contains(start, []byte("jsonfeed.org/version")) {
			return Feed
		}
		return ""
	case !bytes.HasPrefix(start, []byte("<")):
		return ""
	}
	root := rootElement(start)
	switch root {
	case "urlset", "sitemapindex":
		return Sitemap
	case "opml":
		return opml
	case "channel": // CDF, of which the parser knows nothing
		return Feed
	case "html":
		return ""
	}
	switch gofeed.DetectFeedType(bytes.NewReader(start)) {
	case gofeed.FeedTypeAtom, gofeed.FeedTypeRSS:
		return Feed
	}
	return ""
}

var firstElement = regexp.MustCompile(`<(?:[\w.-]+:)?([A-Za-z][\w.-]*)`)

func rootElement(start []byte) string {
	if found := firstElement.FindSubmatch(start); found != nil {
		return strings.ToLower(string(found[1]))
	}
	return ""
}
