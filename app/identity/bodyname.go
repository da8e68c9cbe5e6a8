package identity

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bodyName is a printed name of a body, cut up.
type bodyName struct {
	printed string // the words that name it, as printed: "Rabobank" of "Dutch bank Rabobank"
	country string // that the name tells, as places.tsv has it; empty for none
	rest    string // folded, without the country; empty when the name is a country's alone
	organ   bool   // what every state has one of: "foreign ministry"
}

// organs are words that an organ of a state is called by, organWords what else
// may stand in its name.
var (
	organs = wordSet(
		"ministry department government parliament senate congress court army navy military embassy cabinet presidency police bank force forces",
	)
	organWords = wordSet(
		"foreign affairs external internal interior home defence defense finance treasury justice health education trade commerce " +
			"economy economic energy oil agriculture transport transportation culture environment labour labor tourism science public security " +
			"national supreme constitutional high central air armed upper lower federal state intelligence investment communications industry " +
			"planning development information and of the for in",
	)
	// closing words name what a body is, not the body, where they are printed in
	// lower case: "the Le Monde newspaper".
	closing = wordSet(
		"newspaper magazine journal website union group firm company chain charity airline brand network channel broadcaster retailer " +
			"consultancy campaigners",
	)
	// small words stand inside a name, never before it.
	small = wordSet("of and for in on at to from by with the a an as over under")
	// loose words close too much to tell what is introduced by them.
	loose = wordSet("tv radio international online united games act bill show awards award prize cup news department")
)

// readBody cuts a name up. What stands before it to describe it is no part of it:
// "US operator Sprint", "UK-based bank Standard Chartered".
func (t *tables) readBody(printed string) bodyName {
	words := strings.Fields(printed)
	for len(words) > 1 && (words[0] == "the" || words[0] == "The") {
		words = words[1:]
	}
	words = t.withoutDescription(words)
	closed := false
	if n := len(words); n > 1 && closing[words[n-1]] && t.isName(words[:n-1]) {
		words, closed = words[:n-1], true
	}
	b := bodyName{printed: strings.Join(words, " ")}
	country, used := t.countryAt(words)
	b.rest = bodyWordsOf(strings.Join(words[used:], " "))
	switch {
	case used == len(words) && used > 0:
		b.country, b.rest = country, ""
	case used > 0:
		b.country = country
		b.organ = isOrgan(b.rest)
		if closed && !b.organ && strings.ContainsAny(words[used-1], "’'") { // "Uganda's New Vision newspaper"
			b.printed = strings.Join(words[used:], " ")
		}
	default: // "the government of Nigeria", "Ministry of Foreign Affairs (Pakistan)"
		for i := len(words) - 1; i > 0 && i >= len(words)-3; i-- {
			if country, used := t.countryAt(trimmed(words[i:])); used > 0 && used == len(words)-i {
				if rest := bodyWordsOf(strings.Join(words[:i], " ")); isOrgan(rest) {
					b.country, b.rest, b.organ = country, rest, true
				}
			}
		}
		b.organ = b.organ || isOrgan(b.rest)
	}
	return b
}

// withoutDescription drops what ends in a common noun printed in lower case, with
// a name in capitals behind it.
func (t *tables) withoutDescription(words []string) []string {
	for i := len(words) - 2; i >= 1; i-- {
		w := words[i]
		if !(t.bodyWords[w] || t.generic[w]) || w != strings.ToLower(w) || organs[w] && w != "bank" || small[w] {
			continue
		}
		behind := words[i+1:]
		if !allCapital(behind) || len(behind) == 1 && t.generic[Fold(behind[0])] {
			return words
		}
		for _, before := range words[:i] {
			if small[before] || strings.ContainsAny(before, "’'") {
				return words
			}
		}
		return behind
	}
	return words
}

func trimmed(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.Trim(w, "(),")
	}
	return out
}

func allCapital(words []string) bool {
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !unicode.IsDigit(r) && !bodyNoise[w] {
			return false
		}
	}
	return true
}

// isName holds for words in capitals that may be all of a body's name.
func (t *tables) isName(words []string) bool {
	name, last := Fold(strings.Join(words, " ")), Fold(words[len(words)-1])
	return allCapital(words) && !t.places[name] && t.countries[name] == "" && (!t.words[last] || t.bodyWords[last]) &&
		!small[strings.ToLower(words[0])]
}

// countryAt is the country that words begin with, or whose people they name, and
// how many words do.
func (t *tables) countryAt(words []string) (country string, used int) {
	for n := min(3, len(words)); n > 0; n-- {
		name := Fold(strings.Join(words[:n], " "))
		if n == 1 {
			name = strings.TrimSuffix(name, "based")
			name = strings.TrimSpace(name)
		}
		if c := t.countries[name]; c != "" && isUpperFirst(words[0]) {
			return c, n
		}
	}
	return "", 0
}

func isUpperFirst(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// isOrgan reports whether all words of a folded name are those of organs of a
// state.
func isOrgan(folded string) bool {
	found := false
	for _, w := range strings.Fields(folded) {
		found = found || organs[w]
		if !organs[w] && !organWords[w] {
			return false
		}
	}
	return found
}

// organKey is what the organ of one state is found under, whichever way round it
// is printed: "Foreign Ministry", "Ministry of Foreign Affairs".
func organKey(country, rest string) string {
	var words []string
	for _, w := range strings.Fields(rest) {
		switch w {
		case "affairs", "national":
			continue
		case "defence":
			w = "defense"
		}
		words = append(words, w)
	}
	slices.Sort(words)
	return strings.Join(append(words, strings.Fields(Fold(country))...), " ")
}

// codes are the countries that bodies.tsv and publisher-countries.tsv tell by a
// code, as places.tsv has them.
var codes = map[string]string{
	"GB": "United Kingdom",
	"US": "United States",
	"CA": "Canada",
	"AU": "Australia",
	"NZ": "New Zealand",
	"IE": "Ireland",
	"IN": "India",
	"ZA": "South Africa",
	"DE": "Germany",
	"FR": "France",
	"CN": "China",
	"RU": "Russia",
	"AT": "Austria",
	"CH": "Switzerland",
	"ES": "Spain",
	"IT": "Italy",
	"JP": "Japan",
	"IL": "Israel",
	"UA": "Ukraine",
}

// codeOf is the code of a country, its name where there is none.
func codeOf(country string) string {
	switch country {
	case "England", "Wales", "Scotland", "Northern Ireland":
		return "GB"
	}
	for code, name := range codes {
		if name == country {
			return code
		}
	}
	return country
}

// CountryName is the name of a country given by its code or name.
func CountryName(country string) string { return cmp.Or(codes[country], country) }

// congress is how American papers tell the party of a member: "R-Texas".
func congress(printed string) string {
	if len(printed) >= 3 && printed[1] == '-' && printed[2] >= 'A' && printed[2] <= 'Z' &&
		!strings.Contains(printed, " ") {
		switch printed[0] {
		case 'R':
			return "republican party"
		case 'D':
			return "democratic party"
		}
	}
	return ""
}

// Ambiguous reports whether several countries have a body of this name, so that
// only its article can tell which is meant.
func Ambiguous(name string) bool {
	t := knowledge()
	b := t.readBody(name)
	return b.country == "" &&
		(b.organ && len(strings.Fields(b.rest)) > 0 && len(t.bodies[b.rest]) != 1 || len(t.bodies[b.rest]) > 1)
}

// BodyName is a printed name without what only describes the body.
func BodyName(printed string) string {
	b := knowledge().readBody(printed)
	if b.rest == "" && b.country != "" { // "Russians"
		return b.country
	}
	return b.printed
}

// CountryBefore is the country that a text prints before a body: "Pakistan's
// Ministry of Foreign Affairs"; empty for none.
func CountryBefore(text, body string) string {
	const furthest = 60 // bytes: three words
	t := knowledge()
	for rest := text; body != ""; {
		at := strings.Index(rest, body)
		if at < 0 {
			break
		}
		before := strings.Fields(rest[max(0, at-furthest):at])
		for n := min(3, len(before)); n > 0; n-- {
			if c, used := t.countryAt(before[len(before)-n:]); used == n {
				return codeOf(c)
			}
		}
		rest = rest[at+len(body):]
	}
	return ""
}

// CountryOfText is the country that a text is about: one named far more often, it
// or its people, regions and cities, than any other.
func CountryOfText(text string) string {
	t := knowledge()
	const (
		fewest   = 3 // mentions that make an article one of a country's
		farAhead = 2 // times as many as the next
	)
	counts := map[string]int{}
	last := ""
	for word := range strings.FieldsSeq(text) {
		if !isUpperFirst(word) {
			last = ""
			continue
		}
		word = Fold(strings.Trim(word, "“”\"‘’'.,;:()"))
		c := cmp.Or(t.countries[last+" "+word], t.countries[word], t.located[word])
		last = word
		if c != "" && t.given[word] == 0 { // Jordan, Georgia
			counts[codeOf(c)]++
		}
	}
	first, second := "", ""
	for c, n := range counts {
		switch {
		case n > counts[first] || n == counts[first] && c < first:
			first, second = c, first
		case n > counts[second]:
			second = c
		}
	}
	if counts[first] >= fewest && counts[first] >= farAhead*counts[second] {
		return first
	}
	return ""
}

// Introduced is the name by which a text first prints a body that it calls by one
// word later on: the word and what closes the name of a body behind it ("Octopus
// Energy"), or, of a word that many bodies are called by, the names before it
// ("Tampa Bay Times"). It is empty where the text has no such name, or several.
func Introduced(text, word string) string {
	t := knowledge()
	folded := Fold(word)
	if !isUpperFirst(word) || t.countries[folded] != "" || t.located[folded] != "" || t.given[folded] != 0 {
		return ""
	}
	common := (t.bodyWords[folded] || tails[folded]) && folded != "tv" && folded != "radio"
	if !common && (t.words[folded] || t.generic[folded]) {
		return ""
	}
	full := ""
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return full
		}
		at := from + i
		from = at + len(word)
		if r, _ := utf8.DecodeRuneInString(
			text[from:],
		); unicode.IsLetter(r) ||
			at > 0 && text[at-1] != ' ' && text[at-1] != '\n' {
			continue
		}
		if !common {
			return t.closedBy(word, text[from:]) // as it is introduced, or not at all
		}
		if strings.HasPrefix(text[from:], " of ") {
			continue
		}
		switch found := t.namesBefore(text[:at]); {
		case found == "":
		case full == "" || full == found+word:
			full = found + word
		default:
			return ""
		}
	}
}

// closedBy is a name with the one word behind it that closes the name of a body.
func (t *tables) closedBy(word, behind string) string {
	next, ok := strings.CutPrefix(behind, " ")
	if !ok {
		return ""
	}
	next, further, _ := strings.Cut(next, " ")
	end := strings.TrimRightFunc(next, unicode.IsPunct)
	if cut := strings.IndexAny(end, "’'\n"); cut >= 0 {
		end = end[:cut]
	}
	folded := Fold(end)
	if !isUpperFirst(end) || !tailWord(folded) || loose[folded] || bodyNoise[folded] ||
		end == next && isUpperFirst(further) {
		return ""
	}
	return word + " " + end
}

// namesBefore are the words in capitals at the end of a text, up to three, with a
// blank behind: no common word, no possessive.
func (t *tables) namesBefore(text string) string {
	const most = 3
	start := len(text)
	for range most {
		if start == 0 || text[start-1] != ' ' {
			break
		}
		begin := strings.LastIndexAny(text[:start-1], " \n") + 1
		word := text[begin : start-1]
		if !isUpperFirst(word) || strings.ContainsAny(word, ".,;:”’'\"“(") || bodyNoise[strings.ToLower(word)] {
			break
		}
		if opens := begin == 0 || text[begin-1] == '\n' ||
			begin > 1 && strings.ContainsAny(text[begin-2:begin-1], ".!?\"”:"); opens &&
			t.words[Fold(word)] {
			break
		}
		start = begin
	}
	return text[start:]
}
