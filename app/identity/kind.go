package identity

import (
	"strings"
	"unicode"
)

// Kind says what a printed name of a speaker is.
type Kind int

// The kinds: a person, a body, or words that are neither.
const (
	IsPerson Kind = iota
	IsBody
	IsNothing
)

// leadWords stand before a name by mistake of segmentation: places, peoples,
// bodies ("Commons Oliver Heald", "Welshman Ray Reardon").
func leadWord(word string) bool {
	k := knowledge()
	return k.given[word] == 0 &&
		(k.places[word] || k.countries[word] != "" || k.words[word] || k.words[strings.TrimSuffix(word, "s")] || k.generic[word] || k.bodies[word] != nil || strings.HasSuffix(word, "man") || strings.HasSuffix(word, "ite"))
}

// Person cleans a printed name of a person and says what it is. Evidence from its
// article helps where the words do not tell: whether a role is printed, and
// whether the article writes a title before the name.
func Person(printed string, role string, titled bool) (name string, kind Kind) {
	words := strings.Fields(printed)
	k := knowledge()
	for len(words) >= 2 && small[strings.ToLower(words[0])] && isUpperFirst(words[1]) {
		words = words[1:]
	}
	for len(words) >= 2 && (k.leadsAName(words[0]) || len(words) > 2 && suffixes[Fold(words[0])]) {
		words = words[1:]
	}
	for len(words) >= 3 && leadWord(Fold(words[0])) && k.given[Fold(words[1])] != 0 && k.titles[Fold(words[0])] == 0 && !hasTitle(words[0]) {
		words = words[1:]
	}
	name = strings.Join(words, " ")
	n := NewName(name)
	for len(words) > 1 && hasTitle(words[0]) {
		words = words[1:]
	}
	for len(words) > 1 && suffixes[Fold(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = Fold(w)
	}
	if n.Folded == "" {
		return name, IsNothing
	}
	hasGiven := len(all) > 1 && k.given[all[0]] != 0
	if b := Known(name, ""); b != nil && !(hasGiven && b.Kind == "company") {
		return name, IsBody
	}
	if titled || n.Gender != 0 {
		return name, IsPerson
	}
	if Generic(name) {
		return name, IsNothing
	}
	if strings.ContainsFunc(name, unicode.IsDigit) {
		return name, IsBody
	}
	last := all[len(all)-1]
	if len(all) == 1 {
		switch {
		case len([]rune(last)) == 1, k.places[last], strings.HasSuffix(last, "shire"):
			return name, IsNothing
		case k.given[last] != 0:
			return name, IsPerson
		case k.bodyWords[last] || k.generic[last] || k.words[strings.TrimSuffix(last, "s")] && strings.HasSuffix(last, "s") && role == "":
			return name, IsNothing
		case isAdverb(last):
			return name, IsNothing
		case inCaps(name) || camel(name):
			return name, IsBody
		case k.words[last] && role == "":
			return name, IsNothing
		}
		return name, IsPerson
	}
	if hasGiven {
		// "Grant Thornton Ltd", "Christian Aid Trust": a given name may begin a body's.
		if tails[last] || inCaps(words[len(words)-1]) {
			return name, IsBody
		}
		return name, IsPerson
	}
	if first, _, prefixed := strings.Cut(strings.ToLower(words[0]), "-"); prefixed && prefixes[first] {
		return name, IsNothing // "Anti-Terrorism Crimes"
	}
	if (closers[last] || k.placeWords[last]) && !k.surnames[last] && role == "" {
		return name, IsNothing // "Groundhog Day", "West End"
	}
	if k.roleNouns[last] && !k.surnames[last] {
		return name, IsNothing // "Roman Catholic Archbishop"
	}
	common, bodyish := 0, 0
	plain := func(w string) bool {
		return (k.words[w] || k.words[strings.TrimSuffix(w, "s")] || k.places[w] || bodyNoise[w] || k.generic[w]) &&
			!k.surnames[w]
	}
	for i, w := range all {
		switch {
		case tailWord(w) || inCaps(words[i]) && (len(w) > 2 || k.bodies[w] != nil):
			bodyish++
		case plain(w):
			common++
		}
	}
	switch {
	case bodyish > 0:
		return name, IsBody
	case common == len(all), k.places[n.Folded]:
		return name, IsNothing
	case role == "" && plain(all[0]) && (plain(last) || len(all) > 2 && common*2 >= len(all)):
		return name, IsNothing
	}
	return name, IsPerson
}

// prefixes begin no name of a person, closers end none.
var (
	prefixes = wordSet("anti pro non post pre ex semi multi")
	closers  = wordSet(
		"day night week month year end eve christmas crimes offences season festival book film song team games cup",
	)
)

// leadsAName holds for what somebody is, before the name: "Bookmaker Ladbrokes",
// "Chart-topper Adele".
func (t *tables) leadsAName(word string) bool {
	w := Fold(word)
	if i := strings.LastIndexByte(w, ' '); i >= 0 {
		w = w[i+1:]
	}
	return t.roleNouns[w] && !t.surnames[w] && t.given[w] == 0 && !hasTitle(word)
}

// isAdverb holds for what is a common word with its ending: "Separately", not
// "Kelly".
func isAdverb(word string) bool {
	const shortest = 8
	base, ok := strings.CutSuffix(word, "ly")
	return ok && len(word) >= shortest &&
		(knowledge().words[base] || knowledge().words[base+"e"] || knowledge().words[base+"y"] || knowledge().words[word])
}

func hasTitle(word string) bool {
	_, ok := knowledge().titles[Fold(word)]
	return ok
}

// Introduces reports whether a word before a name shows that it is a person's: a
// title or a given name.
func Introduces(word string) bool {
	w := Fold(word)
	return hasTitle(w) || knowledge().given[w] != 0 && !knowledge().words[w]
}

// tailWord closes or marks the name of a body and is nobody's surname.
func tailWord(w string) bool {
	k := knowledge()
	return k.bodyWords[w] && !k.surnames[w] && k.given[w] == 0 || tails[w]
}

var tails = wordSet(
	"council government ministry party department commission committee association union trust police university college institute foundation " +
		"office agency authority federation society service services corporation bank group news times radio television tv entertainment playhouse " +
		"theatre airlines airways games studios records media systems technologies software holdings partners solutions international online united " +
		"rovers athletic tigers club fc parliament congress senate court hospital school church nhs bbc mps meps msps act bill award awards cup prize show",
)

// inCaps holds for two letters and more, all of them capitals: "BBC", not "JK".
func inCaps(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 2 && !(letters == 2 && !strings.ContainsAny(word, "AEIOU")) && !suffixes[Fold(word)]
}

// camel holds for names with a capital inside, prefixes of surnames aside:
// "HuffPost", not "McCabe".
func camel(word string) bool {
	runes := []rune(word)
	for i := 2; i < len(runes); i++ {
		if unicode.IsUpper(runes[i]) && unicode.IsLower(runes[i-1]) {
			switch strings.ToLower(string(runes[:i])) {
			case "mc", "mac", "de", "di", "du", "la", "le", "van", "von", "fitz", "el", "al", "o", "ber":
				return false
			}
			return true
		}
	}
	return false
}
