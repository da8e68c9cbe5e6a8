package fetch

import (
	"strings"
	"testing"
	"time"
)

// TestRobotsAsTheRFCReadsThem: each case is a section of RFC 9309 or a class of
// files that sites have.
func TestRobotsAsTheRFCReadsThem(t *testing.T) {
	for _, test := range []struct {
		name, file string
		allowed    string // paths, with blanks between
		refused    string
	}{
		{"an empty file", "", "/ /a", ""},
		{"nothing is forbidden", "User-agent: *\nDisallow:\n", "/ /a", ""},
		{"all is forbidden", "User-agent: *\nDisallow: /\n", "/robots.txt", "/ /a /a?b"},
		{"a star forbids all", "User-agent: *\nDisallow: *\n", "/robots.txt", "/ /a"},
		{"a rule is a beginning", "User-agent: *\nDisallow: /fish\n", "/ /Fish /a/fish /catfish", "/fish /fish.html /fishes/a /fish?id=1"},
		{"a rule without a slash is meant with it", "User-agent: *\nDisallow: fish\n", "/a/fish", "/fish"},

		// 2.2.2: the longest rule, and of equal ones Allow.
		{"the longer rule", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", "/b /a/b /a/b/x", "/a /a/x /a/b/c"},
		{"equal rules, Disallow first", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", ""},
		{"equal rules, Allow first", "User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", ""},
		{"equal roots", "User-agent: *\nDisallow: /\nAllow: /\n", "/ /a", ""},
		{"a longer pattern before a shorter path", "User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page /pages", "/page.htm /x.htm"},
		{"an equal pattern and path", "User-agent: *\nAllow: /ab\nDisallow: /*b\n", "/ab", "/xb"},

		// 2.2.3: special characters.
		{"a star inside", "User-agent: *\nDisallow: /fish*.php\n", "/Fish.php /fish /a/fish.php", "/fish.php /fishes/x.php?id=1"},
		{"a pattern begins at the root", "User-agent: *\nDisallow: /a*b\n", "/x/a/b", "/a/b /ab"},
		{"a star at the end is nothing", "User-agent: *\nDisallow: /fish*\n", "/x", "/fish /fishes"},
		{"the end", "User-agent: *\nDisallow: /*.php$\n", "/a.php?x /a.php5 /a", "/a.php /b/c.php"},
		{"the end without a star", "User-agent: *\nDisallow: /a$\n", "/ab /a/", "/a"},
		{"only the home page", "User-agent: *\nAllow: /$\nDisallow: /\n", "/", "/a"},
		{"a dollar inside is itself", "User-agent: *\nDisallow: /a$b\n", "/a", "/a$b"},
		{"two stars are one", "User-agent: *\nDisallow: /a**b\n", "/a", "/axb"},
		{"parts do not overlap", "User-agent: *\nDisallow: /ab*ba$\n", "/aba", "/abba /ab-ba"},
		{"an escaped star is itself", "User-agent: *\nDisallow: /a%2Ab\n", "/axb", "/a*b /a%2ab"},

		// 2.2.2: escapes.
		{"escapes that need none", "User-agent: *\nDisallow: /foo/bar/%62%61%7A\n", "/foo/bar/b", "/foo/bar/baz /foo/bar/%62az"},
		{"an escaped slash is none", "User-agent: *\nDisallow: /a/b\nDisallow: /c%2Fd\n", "/a%2Fb /c/d", "/a/b /c%2fd /c%2Fd"},
		{"letters of other scripts", "User-agent: *\nDisallow: /ツ\nDisallow: /%c3%a9\n", "/e", "/ツ /%E3%83%84 /é /%C3%A9"},
		{"a percent sign that escapes nothing", "User-agent: *\nDisallow: /100%\n", "/10", "/100% /100%zz"},

		// 2.2.1: names.
		{"our group alone counts", "User-agent: *\nDisallow: /\n\nUser-agent: quoth\nDisallow: /a\n", "/b", "/a"},
		{"our group before the others'", "User-agent: Quoth\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n", "/b", "/a"},
		{"our group forbids nothing", "User-agent: *\nDisallow: /\n\nUser-agent: QUOTH\nDisallow:\n", "/ /a", ""},
		{"our name with a version", "User-agent: quoth/1.0\nDisallow: /a\n", "", "/a"},
		{"a name that only begins as ours", "User-agent: quothbot\nDisallow: /\n", "/a", ""},
		{"a name that ours begins with", "User-agent: q\nDisallow: /\n\nUser-agent: quo\nDisallow: /\n", "/a", ""},
		{"two names of one group", "User-agent: other\nUser-agent: quoth\nDisallow: /a\n", "/b", "/a"},
		{"two groups of one name", "User-agent: quoth\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: quoth\nDisallow: /b\n", "/c", "/a /b"},
		{"a group for nobody's sake", "User-agent: other\nDisallow: /\n", "/a", ""},
		{"a sitemap between the names and the rules", "User-agent: quoth\nSitemap: https://x.example/s.xml\nDisallow: /a\n", "/b", "/a"},

		// 2.2.4 and 2.3: what sites write.
		{"rules before any name", "Disallow: /\n\nUser-agent: *\nDisallow: /a\n", "/b", "/a"},
		{"a delay that is no number", "User-agent: *\nCrawl-delay: soon\nDisallow: /a\n", "/b", "/a"},
		{"a mark of the encoding", "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "/b", "/a"},
		{"line ends of all kinds", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n", "/c", "/a /b"},
		{"comments and blanks", "  user-AGENT :  *  # all\n  DISALLOW :  /a  # this\n", "/b", "/a"},
		{"a page instead of the file", "<!doctype html><html><body>Not found: /</body></html>", "/ /a", ""},
	} {
		r := parseRobots([]byte(test.file), "Quoth")
		for _, path := range strings.Fields(test.allowed) {
			if !r.allows(path) {
				t.Errorf("%s: %s is refused", test.name, path)
			}
		}
		for _, path := range strings.Fields(test.refused) {
			if r.allows(path) {
				t.Errorf("%s: %s is allowed", test.name, path)
			}
		}
	}
}

func TestCrawlDelayOfTheGroup(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"":                                  0,
		"User-agent: *\nCrawl-delay: 1.5\n": 1500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 4\n\nUser-agent: quoth\nDisallow: /a\n": 0,
		"User-agent: *\nCrawl-delay: 1e300\n":                                maxCrawlDelay,
		"User-agent: *\nCrawl-delay: -1\n":                                   0,
		"User-agent: *\nCrawl-delay: NaN\n":                                  0,
	} {
		if got := parseRobots([]byte(file), "Quoth").delay; got != want {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
	}
}

// FuzzRobots holds that any file answers, that its own address may always be
// fetched, and that equal spellings of a path are answered alike.
func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /%61\n", "/a?b")
	f.Add("User-agent: quoth\nUser-agent: x\nCrawl-delay: 3\nDisallow: *", "/%2F")
	f.Fuzz(func(t *testing.T, file, path string) {
		r := parseRobots([]byte(file), "Quoth")
		if !r.allows("/robots.txt") {
			t.Fatal("robots.txt itself is refused")
		}
		if r.allows(path) != r.allows(normalPath(path)) {
			t.Fatalf("%q and %q are answered differently", path, normalPath(path))
		}
		if r.delay < 0 || r.delay > maxCrawlDelay {
			t.Fatalf("a delay of %s", r.delay)
		}
	})
}
