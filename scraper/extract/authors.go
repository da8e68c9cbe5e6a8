package extract

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	byPrefix  = regexp.MustCompile(`(?i)^\s*(by|von|par|por|di|door|av|words by|written by|author|text)[:\s]+`)
	authorCut = regexp.MustCompile(`(?i)\s*(?:,|;|\||•|·|\band\b|\bund\b|\bet\b|&|\bwith\b|\n)\s*`)
	roleWord  = regexp.MustCompile(`(?i)\b(editor|correspondent|reporter|writer|producer|journalist|columnist|staff|redakteur|korrespondent|published|updated|min read|follow|twitter|https?:)\b`)
)

// cleanAuthors turns bylines into names: "By A. Writer and B. Writer, political
// editor" gives the two names.
func cleanAuthors(given []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, line := range given {
		line = byPrefix.ReplaceAllString(tidy(line), "")
		for _, name := range authorCut.Split(line, -1) {
			name = strings.Trim(byPrefix.ReplaceAllString(name, ""), " .@-–—")
			key := fold(name)
			switch {
			case key == "" || seen[key] || len(name) > 60 || strings.Contains(name, "/") || strings.Count(name, " ") > 5:
				continue
			case roleWord.MatchString(name) && len(out) > 0:
				continue // a role behind the name
			case strings.HasPrefix(strings.ToLower(name), "http"):
				continue
			}
			seen[key] = true
			out = append(out, name)
		}
	}
	return out
}

// trackers are query parameters that say who sent the reader, not what the page
// is.
var trackers = regexp.MustCompile(`(?i)^(utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|ref|ref_src|cmpid|cmp|ocid|ito|smid|sr_share|xtor|at_.*|ns_.*|guccounter|_ga|s_cid|spm|share|partner)$`)

// CanonicalURL drops what does not tell pages apart: tracking parameters,
// fragments, default ports, the case of the host.
func CanonicalURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		u.Host = u.Hostname()
	}
	u.Fragment = ""
	query := u.Query()
	for key := range query {
		if trackers.MatchString(key) {
			query.Del(key)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}
