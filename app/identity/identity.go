// Package identity decides whether a speaker printed in one article is an
// entry that the registry knows. Names alone do not decide: title,
// organisation and date speak too. What is certain is linked, what is doubtful
// is proposed to a person, namesakes stay apart.
package identity

import (
	"strings"
	"unicode"

	"quoth/corpus"
)

// Mention is a speaker as one article gives it.
type Mention struct {
	Name         string // the fullest form the article gives
	Organization string
	Role         string
	Day          string // YYYY-MM-DD the article was published; empty when unknown
}

// Candidate is a person the registry knows under the mention's surname.
type Candidate struct {
	Person        corpus.Person
	Organizations []string // the names of all organisations seen with the person
	Roles         []string
	FirstSeen     string // YYYY-MM-DD
	LastSeen      string
}

// Decision says what to do with a mention.
type Decision struct {
	Link      corpus.PersonID // the entry it is; empty: make a new one
	Proposals []Proposal      // entries the new one may be the same as
}

// Proposal is an entry that may be the mention's, and why it is not certain.
type Proposal struct {
	Person corpus.PersonID
	Score  float64 // 0 to 1, for sorting only
	Reason string
}

// Person decides about one mention. It links when exactly one candidate agrees
// in full name without a contradiction in organisation, role or date, or, for a
// surname alone, when exactly one candidate of that surname speaks for the same
// organisation.
func Person(m Mention, candidates []Candidate) Decision {
	var certain, doubtful []Proposal
	for _, c := range candidates {
		proposal, ok := weigh(m, c)
		switch {
		case proposal.Score == 0:
		case ok:
			certain = append(certain, proposal)
		default:
			doubtful = append(doubtful, proposal)
		}
	}
	if len(certain) == 1 {
		return Decision{Link: certain[0].Person}
	}
	for i := range certain {
		certain[i].Reason = "several entries share the name"
	}
	return Decision{Proposals: append(certain, doubtful...)}
}

// farApartYears is the gap beyond which the same name at nothing known in
// common is a doubt rather than a certainty.
const farApartYears = 25

// weigh compares a mention with one candidate; ok means certain.
func weigh(m Mention, c Candidate) (p Proposal, ok bool) {
	p.Person = c.Person.ID
	name := NewName(m.Name)
	agreement := noAgreement
	for _, form := range append([]string{c.Person.Name}, c.Person.Aliases...) {
		agreement = max(agreement, name.compare(NewName(form)))
	}
	organization := compareOrganizations(m.Organization, c.Organizations)
	role := anyEqual(m.Role, c.Roles)
	switch {
	case agreement == sameFullName && organization == contradicts && !role:
		p.Score, p.Reason = 0.6, "the same name at another organisation"
	case agreement == sameFullName && yearsApart(m.Day, c) > farApartYears:
		p.Score, p.Reason = 0.5, "the same name many years apart"
	case agreement == sameFullName:
		p.Score, ok = 1, true
	case agreement == surnameOnly && organization == agrees:
		p.Score, ok = 0.9, true
	case agreement == initialsAgree && organization != contradicts:
		p.Score, p.Reason = 0.7, "the initials agree"
	case agreement == spelledAlike && organization != contradicts:
		p.Score, p.Reason = 0.6, "the names are spelled almost alike"
	case agreement == surnameOnly && organization != contradicts:
		p.Score, p.Reason = 0.3, "one is printed with the surname alone"
	}
	return p, ok
}

type organizationAgreement int

const (
	unknownAgreement organizationAgreement = iota
	agrees
	contradicts
)

func compareOrganizations(name string, seen []string) organizationAgreement {
	if name == "" || len(seen) == 0 {
		return unknownAgreement
	}
	for _, s := range seen {
		if SameOrganization(name, s) {
			return agrees
		}
	}
	return contradicts
}

// SameOrganization reports whether two printed names of organisations agree so
// far that they do not contradict each other: equal but for case, article and
// legal form, one contained in the other word by word, or one the other's
// initials.
func SameOrganization(a, b string) bool {
	wa, wb := organizationWords(a), organizationWords(b)
	if len(wa) == 0 || len(wb) == 0 {
		return false
	}
	if len(wa) > len(wb) {
		wa, wb = wb, wa
		a = b
	}
	return containsAll(wb, wa) || (len(wa) == 1 && wa[0] == initials(wb))
}

// legalForms and articles say nothing about which organisation is meant.
var organizationNoise = map[string]bool{
	"the": true, "inc": true, "ltd": true, "llc": true, "plc": true, "gmbh": true, "ag": true, "corp": true,
	"co": true, "company": true, "limited": true, "incorporated": true, "corporation": true, "group": true,
	"of": true, "for": true, "and": true,
}

func organizationWords(name string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(Fold(name), notWord) {
		if !organizationNoise[w] {
			words = append(words, w)
		}
	}
	return words
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

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			b.WriteRune(r)
			break
		}
	}
	return b.String()
}

func anyEqual(role string, roles []string) bool {
	for _, r := range roles {
		if role != "" && Fold(r) == Fold(role) {
			return true
		}
	}
	return false
}

func yearsApart(day string, c Candidate) int {
	year := func(day string) int {
		n := 0
		for _, r := range day[:min(4, len(day))] {
			if !unicode.IsDigit(r) {
				return 0
			}
			n = n*10 + int(r-'0')
		}
		return n
	}
	at, first, last := year(day), year(c.FirstSeen), year(c.LastSeen)
	if at == 0 || first == 0 || last == 0 {
		return 0
	}
	return max(first-at, at-last, 0)
}
