package extract

import (
	"net/url"
	"regexp"
	"strings"
)

// trackers are query parameters that say who sent the reader, not what the page
// is.
var trackers = regexp.MustCompile(
	`(?i)^(utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|ref|ref_src|cmpid|cmp|ocid|ito|smid|sr_share|xtor|at_.*|ns_.*|guccounter|_ga|s_cid|spm|share|partner)$`,
)

// CanonicalURL drops what does not tell pages apart: tracking parameters,
// fragments, default ports, the case of the host; and a password, which is not to
// be written into a corpus.
func CanonicalURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		u.Host = u.Hostname()
	}
	u.Fragment, u.User = "", nil
	query := u.Query()
	for key := range query {
		if trackers.MatchString(key) {
			query.Del(key)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}
