// Package identity decides whether a speaker printed in one article is an entry
// that the registry knows. It weighs evidence: how the names agree, title, role,
// organisation, party, field of life, dates, publisher, and how much the corpus
// has of an entry. The sum is the logarithm of odds: zero is as likely as not.
//
// A full name joins the entry it fits best unless something speaks against it; a
// surname alone joins where one candidate stands out. What is doubtful is left
// to a person.
package identity

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// Profile is what print tells of one person: of one article, or of all that an
// entry has gathered.
type Profile struct {
	Names      []Name
	Bodies     map[string]int // BodyKey → quotes
	Roles      map[string]int // folded role → quotes
	Publishers map[string]int
	First      string // YYYY-MM-DD first and last seen; empty when no article is dated
	Last       string
	Quotes     int

	fields     map[string]int // of life, as roles and bodies tell; see fieldsOf
	roleFields map[string]int // those that a role tells
}

// Seen adds quotes of one person in one article, or of several at once.
type Seen struct {
	Body, Role, Publisher string // BodyKey, role as printed, publisher; empty when not told
	First, Last           string
	Quotes                int
}

// AddName adds a printed form; it reports whether it was new.
func (p *Profile) AddName(n Name) bool {
	for _, have := range p.Names {
		if have.Folded == n.Folded && have.Younger == n.Younger {
			return false
		}
	}
	p.Names = append(p.Names, n)
	return true
}

// Add adds what was seen of the person.
func (p *Profile) Add(s Seen) {
	if p.Bodies == nil {
		p.Bodies, p.Roles, p.Publishers = map[string]int{}, map[string]int{}, map[string]int{}
		p.fields, p.roleFields = map[string]int{}, map[string]int{}
	}
	p.Quotes += s.Quotes
	for text, counts := range map[string]map[string]int{s.Body: p.Bodies, Fold(s.Role): p.Roles, s.Publisher: p.Publishers} {
		if text != "" {
			counts[text] += s.Quotes
		}
	}
	for f := range fieldsOf(s.Role, s.Body) {
		p.fields[f] += s.Quotes
	}
	for f := range fieldsOf(s.Role, "") {
		p.roleFields[f] += s.Quotes
	}
	if s.First != "" && (p.First == "" || s.First < p.First) {
		p.First = s.First
	}
	p.Last = max(p.Last, s.Last)
}

// Join adds all of another profile.
func (p *Profile) Join(o *Profile) {
	for _, n := range o.Names {
		p.AddName(n)
	}
	p.Add(Seen{First: o.First, Last: o.Last, Quotes: o.Quotes})
	for from, into := range map[*map[string]int]map[string]int{&o.Bodies: p.Bodies, &o.Roles: p.Roles, &o.Publishers: p.Publishers, &o.fields: p.fields, &o.roleFields: p.roleFields} {
		for k, n := range *from {
			into[k] += n
		}
	}
}

// fieldsOf are the fields of life that a role and a body tell.
func fieldsOf(role, body string) map[string]bool {
	out := map[string]bool{}
	k := knowledge()
	for _, w := range strings.Fields(Fold(role) + " " + body) {
		if f := k.fields[w]; f != "" {
			out[f] = true
		}
	}
	if b := Known(
		body,
		"",
	); b != nil &&
		(b.Kind == "party" || b.Kind == "government" || b.Kind == "department" || b.Kind == "parliament") {
		out["politics"] = true
	}
	return out
}

// The weights, in logarithms of odds. They were set on pairs judged by hand; see
// testdata/pairs.tsv.
const (
	weightSame       = 3.0 // a full name
	weightNickname   = -1.2
	weightSound      = 1.0
	weightSpelled    = -1.0
	weightInitials   = 0.4
	weightLone       = -0.8 // a surname alone
	weightFrequent   = -1.2 // a surname that many have
	weightGivenAlone = -1.0 // the lone word is a given name

	weightBody           = 2.0
	weightRelated        = 1.0
	weightOpposed        = -1.5
	weightOtherBody      = -0.5
	weightRole           = 1.0
	weightFormal         = -1.5 // Jr behind a middle initial
	weightSameRank       = 1.5  // two surnames, both a lord's
	weightRank           = -1.0 // a lord's surname, and a full name that is none
	weightFieldsByBody   = -2.0 // likewise, where an organisation alone tells one of them
	weightFields         = -3.2 // nothing of the two lives meets
	weightGender         = -4.0
	weightGeneration     = -9.0
	weightSameDays       = 0.5
	weightYearApart      = -0.15 // for each year beyond ten
	weightPublisher      = 0.5
	weightProminence     = 0.3 // for each doubling of quotes
	mostProminence       = 1.8
	weightLoneProminence = 0.5 // likewise, where one name is a surname alone
	mostLoneProminence   = 4.0
	contradicts          = -2.5
	farApart             = 10 // years
	mostYearsCounted     = 60
	probableLoneMatch    = 0.6 // of a surname alone
)

// Evidence is one thing that speaks for or against two printings being of one person.
type Evidence struct {
	Weight float64
	Text   string
}

// Weighed is the sum of the evidence.
type Weighed struct {
	Score    float64 // logarithm of odds
	Evidence []Evidence
	agree    agreement
}

// Probability turns the sum into odds of one.
func (w Weighed) Probability() float64 { return 1 / (1 + math.Exp(-w.Score)) }

// Reason says in one line what decided, strongest first.
func (w Weighed) Reason() string {
	list := slices.Clone(w.Evidence)
	slices.SortStableFunc(list, func(a, b Evidence) int {
		return cmpFloat(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	var words []string
	for _, e := range list {
		if math.Abs(e.Weight) >= 0.3 {
			words = append(words, e.Text)
		}
	}
	return strings.Join(words, "; ")
}

// Contradicted reports whether something but the name speaks against it.
func (w Weighed) Contradicted() bool {
	return slices.ContainsFunc(w.Evidence, func(e Evidence) bool { return e.Weight <= contradicts })
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (w *Weighed) add(weight float64, text string) {
	if weight != 0 {
		w.Score += weight
		w.Evidence = append(w.Evidence, Evidence{weight, text})
	}
}

// nameWeights is what an agreement of names is worth.
var nameWeights = map[agreement]Evidence{
	sameName:  {weightSame, "the same name"},
	nicknames: {weightNickname, "one given name is a form of the other"},
	soundAlike: {
		weightSound,
		"one spelling of the name sounds as the other",
	},
	spelledAlike:  {weightSpelled, "the names are spelled almost alike"},
	initialsAgree: {weightInitials, "the initials agree"},
	surnameOnly: {
		weightLone,
		"one is printed with the surname alone",
	},
	firstOnly: {weightLone, "one is printed with the family name alone"},
}

// Weigh compares what print tells of two people; ok is false when their names
// cannot be one person's.
func Weigh(a, b *Profile) (w Weighed, ok bool) {
	var name Name
	full := !a.Open() && !b.Open() // then their shorter forms say nothing more
	for _, x := range a.Names {
		for _, y := range b.Names {
			if full && (!x.Full() || !y.Full()) {
				continue
			}
			if g := x.compare(y); g > w.agree {
				w.agree, name = g, x
				if y.Single() || len(y.Given) > len(x.Given) && !x.Single() {
					name = y
				}
			}
		}
	}
	if w.agree == differ {
		return w, false
	}
	w.add(nameWeights[w.agree].Weight, nameWeights[w.agree].Text)
	if knowledge().surnames[name.Surname] {
		w.add(weightFrequent, "many people have this surname")
	}
	if name.Single() && knowledge().given[name.Surname] != 0 {
		w.add(weightGivenAlone, "it may be a given name")
	}
	apart := w.weighBodies(a, b)
	w.weighPersons(a, b)
	if !apart { // that two lives were led at one time says nothing for their being one
		w.weighMeetings(a, b)
	}
	w.weighTimes(a, b)
	return w, true
}

func (w *Weighed) weighPersons(a, b *Profile) {
	if x, y := genderOf(a), genderOf(b); x != 0 && y != 0 && x != y {
		w.add(weightGender, "the titles tell a woman from a man")
	}
	switch x, y := rankOf(a), rankOf(b); {
	case a.Open() && b.Open() && x != "" && x == y:
		w.add(weightSameRank, "the same title")
	case (x == "") != (y == "") && a.Open() != b.Open():
		w.add(weightRank, "one has a title of nobility")
	}
	if w.agree != surnameOnly && generation(a) != generation(b) {
		if formal(a) || formal(b) {
			w.add(weightFormal, "one is printed with Jr or III")
		} else {
			w.add(weightGeneration, "one is the younger of the name")
		}
	}
}

// weighMeetings adds what makes it likely that one paper means one person.
func (w *Weighed) weighMeetings(a, b *Profile) {
	each, most := weightProminence, mostProminence
	if w.agree == surnameOnly || w.agree == firstOnly { // of a family, papers mean whom they quote
		each, most = weightLoneProminence, mostLoneProminence
	}
	if prominence := min(each*math.Log2(float64(1+max(a.Quotes, b.Quotes))), most); prominence > 0 {
		w.add(prominence, "often quoted here")
	}
	for p := range a.Publishers {
		if b.Publishers[p] > 0 {
			w.add(weightPublisher, "the same publisher")
			break
		}
	}
	if gap, ok := yearsBetween(a, b); ok && gap <= 1 {
		w.add(weightSameDays, "the same time")
	}
}

func genderOf(p *Profile) byte {
	for _, n := range p.Names {
		if n.Gender != 0 {
			return n.Gender
		}
	}
	return 0
}

// formal reports whether a profile has Jr or III only behind middle names, as some
// papers write whoever is called so: "Joseph R. Biden Jr.". Who is told from a
// father is written "Donald Trump Jr.".
func formal(p *Profile) bool {
	return generation(p) && !slices.ContainsFunc(p.Names, func(n Name) bool { return n.Younger && len(n.Given) < 2 })
}

func rankOf(p *Profile) string {
	for _, n := range p.Names {
		if n.Rank != "" {
			return n.Rank
		}
	}
	return ""
}

func generation(p *Profile) bool {
	younger := false
	for _, n := range p.Names {
		if !n.Single() && !n.Younger {
			return false
		}
		younger = younger || n.Younger
	}
	return younger
}

// weighBodies compares organisations, roles and fields of life; it reports whether
// these are of two lives.
func (w *Weighed) weighBodies(a, b *Profile) (apart bool) {
	relation, which := closest(a.Bodies, b.Bodies)
	switch {
	case len(a.Bodies) == 0 || len(b.Bodies) == 0:
	case relation == sameBody:
		w.add(weightBody, "the same organisation ("+which+")")
	case relation == related:
		w.add(weightRelated, "organisations that belong together ("+which+")")
	case relation == opposed:
		w.add(weightOpposed, "organisations that exclude each other")
	default:
		w.add(weightOtherBody, "another organisation")
	}
	for role := range a.Roles {
		if b.Roles[role] > 0 {
			w.add(weightRole, "the same role ("+role+")")
			break
		}
	}
	if relation != sameBody && relation != related && len(a.fields) > 0 && len(b.fields) > 0 &&
		!fieldsMeet(a.fields, b.fields) {
		weight := weightFields
		if len(a.roleFields) == 0 || len(b.roleFields) == 0 {
			weight = weightFieldsByBody
		}
		w.add(weight, "different fields: "+list(a.fields)+", "+list(b.fields))
		return true
	}
	return false
}

// closest is the closest relation of two sets of bodies, and by which.
func closest(a, b map[string]int) (best bodyRelation, which string) {
	for _, x := range slices.Sorted(maps.Keys(a)) {
		if b[x] > 0 {
			return sameBody, x
		}
	}
	const mostCompared = 12 // bodies of an entry: those of a person quoted for decades say little
	small, large := a, b
	if len(small) > len(large) {
		small, large = large, small
	}
	for i, x := range slices.Sorted(maps.Keys(small)) {
		for j, y := range slices.Sorted(maps.Keys(large)) {
			if i == mostCompared || j == mostCompared {
				break
			}
			if r := relate(x, y); r > best {
				best, which = r, y
			}
		}
	}
	return best, which
}

func fieldsMeet(a, b map[string]int) bool {
	meets := knowledge().meets
	for x := range a {
		for y := range b {
			if x == y || meets[[2]string{x, y}] {
				return true
			}
		}
	}
	return false
}

func list(set map[string]int) string { return strings.Join(slices.Sorted(maps.Keys(set)), " and ") }

// weighTimes counts the years between.
func (w *Weighed) weighTimes(a, b *Profile) {
	if gap, ok := yearsBetween(a, b); ok && gap > farApart {
		w.add(weightYearApart*(min(gap, mostYearsCounted)-farApart), fmt.Sprintf("%.0f years apart", gap))
	}
}

// yearsBetween is the gap between the days on which two were seen.
func yearsBetween(a, b *Profile) (years float64, ok bool) {
	a1, ok1 := day(a.First)
	a2, ok2 := day(a.Last)
	b1, ok3 := day(b.First)
	b2, ok4 := day(b.Last)
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, false
	}
	gap := max(a1.Sub(b2), b1.Sub(a2), 0)
	return gap.Hours() / 24 / 365.25, true
}

func day(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s[:min(len(s), len(layout))]); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Choice is an entry that a mention may be, with what speaks for it.
type Choice struct {
	Index       int // into the candidates; -1: none, the mention is somebody new
	Probability float64
	Weighed     Weighed
}

// Choose decides which of the candidates a mention is. A full name is the one it
// fits best unless the evidence is against it; a name that leaves the given name
// open must stand out among all candidates.
func Choose(mention *Profile, candidates []*Profile) Choice {
	best := Choice{Index: -1}
	total := 1.0 // somebody the corpus does not know
	for i, c := range candidates {
		w, ok := Weigh(mention, c)
		if !ok {
			continue
		}
		total += math.Exp(w.Score)
		better := best.Index < 0 || w.Score > best.Weighed.Score
		if best.Index >= 0 && (w.agree == sameName) != (best.Weighed.agree == sameName) && w.Score > 0 &&
			best.Weighed.Score > 0 {
			better = w.agree == sameName // a full name before what only resembles it
		}
		if better {
			best = Choice{Index: i, Weighed: w}
		}
	}
	if best.Index < 0 {
		return best
	}
	best.Probability = best.Weighed.Probability()
	if best.Weighed.agree >= spelledAlike {
		if best.Weighed.Score < 0 {
			best.Index = -1
		}
		return best
	}
	best.Probability = math.Exp(best.Weighed.Score) / total
	if best.Probability < probableLoneMatch {
		best.Index = -1
	}
	return best
}

// Open reports whether a profile has no form with a given name written out, so
// that a fuller name met later may be its own.
func (p *Profile) Open() bool {
	for _, n := range p.Names {
		if n.Full() {
			return false
		}
	}
	return true
}
