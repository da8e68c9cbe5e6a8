package extract

import (
	"encoding/json"
	"strings"
)

// shortestString is the least number of bytes of a string in a script that is
// looked at.
const shortestString = 400

// longStrings are the long strings of a script, unescaped; strings that are
// data themselves are taken apart once more.
func longStrings(script string) []string {
	var out []string
	for _, s := range quoted(script) {
		if strings.Contains(s, `\"`) || strings.Contains(s, `":"`) {
			if inner := quoted(s); len(inner) > 0 && len(s) > 4*shortestString && strings.Contains(s, `":"`) {
				out = append(out, inner...)
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// quoted finds what stands between double quotation marks, in one pass.
func quoted(text string) []string {
	var out []string
	start := -1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			if start < 0 {
				start = i
				continue
			}
			if i-start > shortestString {
				var s string
				if json.Unmarshal([]byte(text[start:i+1]), &s) == nil {
					out = append(out, s)
				}
			}
			start = -1
		case '\n':
			start = -1 // no string of JSON runs over lines
		}
	}
	return out
}
