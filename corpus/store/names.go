package store

import (
	"strings"

	"quoth/corpus"
)

// NameKey folds a name for [Store.PeopleNamed] and [Store.OrganizationsNamed],
// which reduce it to the key their entries are filed under.
func NameKey(name string) string { return corpus.FoldName(name) }

// PersonKey is the folded surname that an entry is found under.
func PersonKey(name string) string {
	words := strings.Fields(corpus.FoldName(name))
	for len(words) > 1 && nameSuffixes[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// nameSuffixes stand behind a surname.
var nameSuffixes = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true, "mp": true, "msp": true,
	"mep": true, "qc": true, "kc": true, "obe": true, "cbe": true, "mbe": true, "phd": true, "md": true}

// OrganizationKey is the folded whole name, articles and legal forms left out,
// that an entry is found under.
func OrganizationKey(name string) string {
	var words []string
	for _, w := range strings.Fields(corpus.FoldName(name)) {
		if !organizationNoise[w] {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// organizationNoise says nothing about which organisation is meant.
var organizationNoise = map[string]bool{"the": true, "of": true, "for": true, "and": true, "inc": true, "ltd": true, "llc": true,
	"plc": true, "gmbh": true, "ag": true, "corp": true, "co": true, "company": true, "group": true, "limited": true,
	"incorporated": true, "corporation": true}
