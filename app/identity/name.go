package identity

import (
	"strings"
	"unicode"

	"quoth/corpus"
)

// Fold makes a printed name comparable; see corpus.FoldName.
func Fold(s string) string { return corpus.FoldName(s) }

func notWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '-'
}

// honorifics stand before a name and belong to nobody's name.
var honorifics = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "sir": true, "dame": true, "lord": true,
	"lady": true, "dr": true, "prof": true, "professor": true, "rev": true, "reverend": true, "hon": true,
	"president": true, "senator": true, "sen": true, "rep": true, "representative": true, "governor": true,
	"gov": true, "judge": true, "justice": true, "general": true, "gen": true, "colonel": true, "col": true,
	"captain": true, "capt": true, "lieutenant": true, "lt": true, "sergeant": true, "sgt": true,
	"inspector": true, "superintendent": true, "commissioner": true, "chief": true, "constable": true,
	"detective": true, "officer": true, "minister": true, "secretary": true, "baroness": true, "baron": true,
	"herr": true, "frau": true, "monsieur": true, "madame": true,
}

// suffixes stand behind a name.
var suffixes = map[string]bool{
	"jr": true, "sr": true, "ii": true, "iii": true, "iv": true, "mp": true, "msp": true, "mep": true,
	"qc": true, "kc": true, "obe": true, "cbe": true, "mbe": true, "phd": true, "md": true,
}

// Name is a printed name cut into given names and surname.
type Name struct {
	Given   []string
	Surname string
}

// NewName reads a printed name. The surname is the last word that is no
// suffix; honorifics are dropped, unless nothing would be left.
func NewName(printed string) Name {
	words := strings.FieldsFunc(Fold(printed), notWord)
	for len(words) > 1 && honorifics[words[0]] {
		words = words[1:]
	}
	for len(words) > 1 && suffixes[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return Name{}
	}
	last := len(words) - 1
	return Name{Given: words[:last], Surname: strings.TrimSuffix(words[last], "'s")}
}

type nameAgreement int

const (
	noAgreement nameAgreement = iota
	surnameOnly
	spelledAlike
	initialsAgree
	sameFullName
)

func (n Name) compare(o Name) nameAgreement {
	switch {
	case n.Surname == "" || n.Surname != o.Surname:
		return noAgreement
	case len(n.Given) == 0 && len(o.Given) == 0:
		return surnameOnly
	case len(n.Given) == 0 || len(o.Given) == 0:
		return surnameOnly
	case n.Given[0] == o.Given[0] && middleAgree(n.Given[1:], o.Given[1:]):
		return sameFullName
	case isInitialOf(n.Given[0], o.Given[0]) || isInitialOf(o.Given[0], n.Given[0]):
		return initialsAgree
	case alike(n.Given[0], o.Given[0]):
		return spelledAlike
	}
	return noAgreement
}

// middleAgree reports whether middle names do not contradict: one side may
// leave them out or shorten them to initials.
func middleAgree(a, b []string) bool {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] && !isInitialOf(a[i], b[i]) && !isInitialOf(b[i], a[i]) {
			return false
		}
	}
	return true
}

func isInitialOf(initial, name string) bool {
	return len([]rune(initial)) == 1 && strings.HasPrefix(name, initial)
}

// alike reports names of four letters or more that one edit tells apart, or of
// which one begins the other ("Dan", "Daniel").
func alike(a, b string) bool {
	if len(a) >= 3 && len(b) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return true
	}
	return len(a) >= 4 && len(b) >= 4 && oneEditApart([]rune(a), []rune(b))
}

func oneEditApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return string(a[min(i+1, len(a)):]) == string(b[min(i+1, len(b)):])
	}
	return string(a[i:]) == string(b[i+1:])
}

// Acronym is the initials of a name of two words or more, in lower case; empty
// for others.
func Acronym(printed string) string {
	if words := organizationWords(printed); len(words) > 1 {
		return initials(words)
	}
	return ""
}
