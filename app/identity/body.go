package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Body is a well-known organisation.
type Body struct {
	Name    string
	Country string // ISO 3166, EU, UN or -
	Kind    string // party, department, police, …
	PartOf  string // the whole it is a part of; empty for none
}

// addBody files a row of bodies.tsv under all its names.
func (t *tables) addBody(f []string) {
	body := &Body{Name: f[0], Country: f[1], Kind: f[2], PartOf: f[3]}
	file := func(key string) {
		if key != "" && !slices.Contains(t.bodies[key], body) {
			t.bodies[key] = append(t.bodies[key], body)
		}
	}
	for _, name := range append([]string{f[0]}, strings.Split(f[4], ";")...) {
		file(bodyWordsOf(name))
		if b := t.readBody(strings.TrimSpace(name)); b.organ {
			file(organKey(cmp.Or(b.country, CountryName(body.Country)), b.rest))
		}
	}
}

// bodyNoise says nothing about which body is meant.
var bodyNoise = wordSet(
	"the of for and a an inc ltd llc plc gmbh ag corp co company limited incorporated corporation group",
)

// bodyWordsOf folds the name of a body, articles and legal forms left out.
func bodyWordsOf(name string) string {
	words := strings.Fields(Fold(name))
	kept := words[:0:0]
	for _, w := range words {
		if !bodyNoise[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	if n := len(kept); n > 2 && kept[n-2] == "police" && (kept[n-1] == "service" || kept[n-1] == "force") {
		kept = kept[:n-1]
	}
	return strings.Join(kept, " ")
}

// Known finds the well-known body printed under a name; where several share it,
// the one of a country, else the first of the table. It is nil for others.
func Known(name, country string) *Body {
	t := knowledge()
	b := t.readBody(name)
	return t.known(name, b, country)
}

func (t *tables) known(name string, b bodyName, country string) *Body {
	if party := congress(name); party != "" {
		return t.bodies[party][0]
	}
	if found := t.bodies[bodyWordsOf(name)]; len(found) > 0 {
		return ofCountry(found, country)
	}
	if found := t.bodies[bodyWordsOf(b.printed)]; len(found) > 0 {
		return ofCountry(found, country)
	}
	if of := cmp.Or(b.country, CountryName(country)); b.organ && of != "" {
		if found := t.bodies[organKey(of, b.rest)]; len(found) > 0 {
			return found[0]
		}
	}
	if codes[codeOf(b.country)] == b.country &&
		b.country != "" { // "the US Justice Department"; Scottish Labour is a part
		for _, body := range t.bodies[b.rest] {
			if body.Country == codeOf(b.country) {
				return body
			}
		}
	}
	return nil
}

func ofCountry(bodies []*Body, country string) *Body {
	for _, b := range bodies {
		if b.Country == country {
			return b
		}
	}
	return bodies[0]
}

// BodyKey is what all printings of one body are found under.
func BodyKey(name, country string) string {
	t := knowledge()
	b := t.readBody(name)
	body := t.known(name, b, country)
	switch {
	case body != nil:
		return bodyWordsOf(body.Name)
	case b.organ && cmp.Or(b.country, country) != "":
		return organKey(cmp.Or(b.country, CountryName(country)), b.rest)
	case b.rest == "" && b.country != "":
		return Fold(b.country)
	}
	return bodyWordsOf(b.printed)
}

// Generic reports whether an article's name for a body is only what any article
// would call such a body: "the company", "the party".
func Generic(name string) bool {
	words := strings.Fields(Fold(name))
	if len(words) == 0 {
		return true
	}
	if Known(name, "") != nil {
		return false
	}
	if len(words) == 1 && lone[words[0]] {
		return true
	}
	letters := 0
	for _, w := range words {
		if !knowledge().generic[w] {
			return false
		}
		letters += len(w)
	}
	return true
}

// lone words name no body alone, only as a part of a name.
var lone = wordSet(
	"gp gps pr ai dj dvd mp3 aids olympic olympics games indigenous defense defence airlines crown pandemic lockdown brexit",
)

// Acronym is the initials of a name of two words or more, in lower case; empty
// for others. The second counts the small words too: "MoD".
func Acronym(printed string) (short, long string) {
	words := strings.Fields(Fold(printed))
	if len(words) < 2 {
		return "", ""
	}
	var s, l strings.Builder
	for _, w := range words {
		r := []rune(w)[0]
		if !bodyNoise[w] {
			s.WriteRune(r)
		}
		l.WriteRune(r)
	}
	return s.String(), l.String()
}

// LooksLikeAcronym reports whether a printed name is one word of three letters or
// more that could be initials.
func LooksLikeAcronym(printed string) bool {
	key := Fold(printed)
	return len(key) >= 3 && len(key) <= 7 && !strings.Contains(key, " ") && !knowledge().words[key]
}

// CountryOf is the country of a publisher, as far as its name or host tells.
func CountryOf(publisher string) string {
	p := strings.ToLower(strings.TrimSpace(publisher))
	if p == "" {
		return ""
	}
	known := knowledge().publishers
	if c, ok := known[p]; ok {
		return strings.TrimPrefix(c, "-")
	}
	if i := strings.LastIndexByte(p, '.'); i >= 0 {
		return known[p[i:]]
	}
	return ""
}

// bodiesAgree says how two bodies, given as keys, stand to each other.
type bodyRelation int

const (
	unrelated bodyRelation = iota
	opposed                // parties of one country, or bodies of one kind of different places
	related                // parts of one whole, or one name within the other
	sameBody
)

func relate(a, b string) bodyRelation {
	if a == b {
		return sameBody
	}
	x, y := Known(a, ""), Known(b, "")
	if x != nil && y != nil {
		switch {
		case x == y:
			return sameBody
		case x.Kind == "party" && y.Kind == "party":
			if x.PartOf != "" || y.PartOf != "" {
				if x.PartOf == y.Name || y.PartOf == x.Name {
					return related
				}
			}
			if x.Country == y.Country {
				return opposed
			}
		case x.PartOf != "" && (x.PartOf == y.PartOf || x.PartOf == y.Name) || y.PartOf != "" && y.PartOf == x.Name:
			return related
		}
		return unrelated
	}
	wa, wb := strings.Fields(a), strings.Fields(b)
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	if len(wa) == 0 {
		return unrelated
	}
	if containsAll(wb, wa) {
		return related
	}
	la, lb := wa[len(wa)-1], wb[len(wb)-1]
	if la == lb && len(wa) > 1 && knowledge().bodyWords[la] {
		return opposed // Kent Police and Essex Police
	}
	return unrelated
}

func containsAll(words, part []string) bool {
	have := map[string]bool{}
	for _, w := range words {
		have[w] = true
	}
	for _, w := range part {
		if !have[w] {
			return false
		}
	}
	return true
}
