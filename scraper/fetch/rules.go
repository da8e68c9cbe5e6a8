package fetch

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// rules are what a robots.txt says to one program, as RFC 9309 reads it. It is read
// here because the libraries to be had leave the file out for one bad line, take the
// first of equal rules and match names by their beginning; rules_test.go has the
// cases.
type rules struct {
	list  []rule
	delay time.Duration // as asked for with Crawl-delay, which is beside the RFC
}

type rule struct {
	pattern string // normal, see normalPath
	allow   bool
}

var forbidAll = &rules{list: []rule{{pattern: "/"}}}

// parseRobots reads the rules of all groups for the agent, or of those for any where
// it is named in none. A line that makes no sense is left out.
func parseRobots(body []byte, agent string) *rules {
	var ours, anyones rules
	named := false                // some group is for the agent
	forUs, forAny := false, false // whom the group at hand is for
	begun := false                // the group has rules: the next name begins another one
	add := func(f func(*rules)) {
		begun = true
		if forUs {
			f(&ours)
		}
		if forAny {
			f(&anyones)
		}
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent", "useragent", "user agent":
			if begun {
				forUs, forAny, begun = false, false, false
			}
			forAny = forAny || strings.HasPrefix(value, "*")
			if strings.EqualFold(productToken(value), agent) {
				forUs, named = true, true
			}
		case "allow", "disallow":
			allow := strings.EqualFold(strings.TrimSpace(key), "allow")
			add(func(r *rules) {
				if value != "" {
					r.list = append(r.list, rule{normalPattern(value), allow})
				}
			})
		case "crawl-delay", "crawldelay":
			if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
				// Bounded before it is turned into a time, which it could overflow.
				add(
					func(r *rules) { r.delay = time.Duration(min(seconds, maxCrawlDelay.Seconds()) * float64(time.Second)) },
				)
			}
		}
	}
	if named {
		return &ours
	}
	return &anyones
}

// productToken is the name at the beginning of what a group says it is for.
func productToken(value string) string {
	end := strings.IndexFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if end >= 0 {
		return value[:end]
	}
	return value
}

// allows reports whether a path with its query may be fetched: the longest rule that
// fits decides, of equal ones one that allows.
func (r *rules) allows(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	path = strings.NewReplacer("*", "%2A", "$", "%24").Replace(normalPath(path))
	longest, allowed := -1, true
	for _, rule := range r.list {
		n := len(rule.pattern)
		if (n > longest || n == longest && rule.allow) && fits(rule.pattern, path) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// fits reports whether a pattern fits the beginning of a path: * stands for
// anything, $ at the end for the end.
func fits(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	pattern = strings.ReplaceAll(pattern, "$", "%24") // as in paths
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	if len(parts) == 1 {
		return !whole || rest == ""
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	if whole {
		return strings.HasSuffix(rest, last)
	}
	return strings.Contains(rest, last)
}

// normalPattern is a pattern in the form in which paths are compared. One without a
// slash at the beginning is meant with it.
func normalPattern(value string) string {
	if !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "*") {
		value = "/" + value
	}
	return normalPath(value)
}

// normalPath escapes what is not ASCII, writes escapes in capitals, and undoes those
// of characters that need none (RFC 9309 section 2.2.2): %2F is no slash.
func normalPath(path string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c, escaped := path[i], false
		if c == '%' && i+2 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c, escaped, i = byte(n), true, i+2
			}
		}
		if c > '~' || c <= ' ' || escaped && !unreserved(c) {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
