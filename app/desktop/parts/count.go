package parts

import "strings"

// Count writes a number with its noun, one of [Nouns].
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + T(noun)
	}
	return Number(n) + " " + T(Nouns[noun])
}

// Nouns are the things that screens count, with their plurals.
var Nouns = map[string]string{
	"quote":          "quotes",
	"article":        "articles",
	"person":         "people",
	"organisation":   "organisations",
	"other article":  "other articles",
	"other printing": "other printings",
	"speaker":        "speakers",
	"version":        "versions",
	"use":            "uses",
	"file":           "files",
	"tag":            "tags",
	"annotation":     "annotations",
}

// NonEmpty are those of a list that hold more than blanks.
func NonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// Times counts how often something was printed: speech and all else.
func Times(n int) string {
	if n == 1 {
		return T("once")
	}
	return Tf("%s times", Number(n))
}
