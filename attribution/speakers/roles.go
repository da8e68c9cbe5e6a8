package speakers

import (
	"strings"

	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// role is what a phrase says somebody is, and for whom.
type role struct {
	text   string // as printed, without a leading article
	noun   string // head noun in lower case; empty when only a body is told
	class  knowledge.RoleClass
	gender knowledge.Gender
	span   corpus.Span
	body   string // the body spoken for as printed; empty when none is told
	figure int    // that body's figure, −1 when it is none
	group  string // "company": a body to be found elsewhere in the article
	tie    tie    // how the body is tied to the noun
	party  string
	former bool
}

// tie is how a phrase ties a body to a person, weakest first.
type tie byte

const (
	noTie     tie = iota
	byParty       // Republican senator
	byFrom        // Lauren Nel from Natural Justice
	byOf          // head of Gartner
	byNoun        // Gartner analyst
	byOwner       // Facebook's director
	byPlaceOf     // at Gartner, for Gartner
)

// tieNames are the names of the ties in the confidence model; tieWords say them
// to a person.
var (
	tieNames = map[tie]string{
		byParty:   "party",
		byFrom:    "from",
		byOf:      "of",
		byNoun:    "noun before the role",
		byOwner:   "possessive",
		byPlaceOf: "at or for",
	}
	tieWords = map[tie]string{
		byParty:   "is named with the party",
		byFrom:    "is where the name is “from”",
		byOf:      "is whose role it is (“of”)",
		byNoun:    "stands before the role",
		byOwner:   "owns the role (’s)",
		byPlaceOf: "is where the role is (“at”, “for”)",
	}
)

// maxPhrase bounds a phrase of role and body in tokens.
const maxPhrase = 28

var roleLinks = map[string]tie{
	"at":   byPlaceOf,
	"for":  byPlaceOf,
	"with": byPlaceOf,
	"of":   byOf,
	"from": byFrom,
	"in":   noTie,
	"to":   noTie,
	"on":   noTie,
	"by":   noTie,
}

// formerWords turn a role into one that no longer counts.
var formerWords = map[string]bool{
	"former":   true,
	"ex":       true,
	"then":     true,
	"late":     true,
	"retired":  true,
	"previous": true,
	"one-time": true,
	"onetime":  true,
	"ex-":      true,
}

// readRole reads a noun phrase as role and body. ok is false when its head is
// no role noun.
func (s *story) readRole(first, last int) (out role, ok bool) {
	last = min(last, first+maxPhrase)
	for first < last && (articles[s.low(first)] || s.low(first) == "now" || s.low(first) == "currently") {
		first++
	}
	for last > first && !s.word(last-1) {
		last--
	}
	link := first
	for link < last {
		if _, isLink := roleLinks[s.low(link)]; isLink {
			break
		}
		link++
	}
	head := link - 1
	for head >= first && !s.isRoleNoun(head) {
		head--
	}
	if head < first {
		return role{}, false
	}
	out = role{text: s.phrase(first, last), noun: s.low(head), span: s.span(first, last), figure: -1}
	out.class, out.gender = s.roleClass(head), s.roleGender(head)
	for i := first; i < head; i++ {
		out.former = out.former || formerWords[s.low(i)]
		if party := s.partyAt(i); party != "" && s.upper(i) {
			out.party = party
		}
	}
	if party := s.partyAt(head); party != "" {
		out.party = party
	}
	s.bodyBefore(&out, first, head)
	s.bodyAfter(&out, link, last)
	if out.tie == noTie && out.party != "" {
		out.tie, out.body = byParty, out.party
	}
	return out, true
}

// partyAt is the party that a word stands for, together with the one before:
// "Liberal Democrat".
func (s *story) partyAt(i int) string {
	if party := s.lex.Parties[s.low(i-1)+" "+s.low(i)]; party != "" {
		return party
	}
	return s.lex.Parties[s.low(i)]
}

var articles = map[string]bool{"the": true, "a": true, "an": true}

func (s *story) isRoleNoun(i int) bool {
	if _, ok := s.lex.Roles[s.low(i)]; ok {
		return true
	}
	t := s.lex.Titles[s.low(i)]
	return t.Kind == "rank"
}

func (s *story) roleClass(i int) knowledge.RoleClass {
	if r, ok := s.lex.Roles[s.low(i)]; ok {
		return r.Class
	}
	return knowledge.Post
}

func (s *story) roleGender(i int) knowledge.Gender { return s.lex.Roles[s.low(i)].Gender }

// bodyBefore reads the body from the words before the role noun: a possessor,
// the name of a body, or a common noun for one.
func (s *story) bodyBefore(out *role, first, head int) {
	for i := first; i < head; i++ {
		if _, yes := s.possessive(i); yes {
			s.owner(out, first, i)
			return
		}
	}
	for i := first; i < head; i++ {
		m := s.mentionAt(i)
		if m < 0 {
			continue
		}
		f := s.cast.figures[s.cast.mentions[m].figure]
		end := min(s.cast.mentions[m].last, head)
		if f.employs() && !s.otherRole(end, head) &&
			!s.doubtful(s.cast.mentions[m].first, end, s.cast.mentions[m].figure) &&
			out.class != knowledge.Trade &&
			out.class != knowledge.Kin {
			out.set(s, byNoun, s.phrase(s.cast.mentions[m].first, end), s.cast.mentions[m].figure)
			return
		}
		i = end - 1
	}
	if out.class == knowledge.Office {
		s.bodyCapitals(out, first, head)
		return // "Foreign Secretary" names no body, "MK Party MP" does
	}
	if out.class == knowledge.Trade || out.class == knowledge.Kin {
		return // "TikTok creator"
	}
	s.capitalsBefore(out, first, head)
	for i := head - 1; i >= first && out.tie == noTie; i-- {
		if b := s.lex.Bodies[s.low(i)]; b.Noun && !s.upper(i) && !s.isRoleNoun(i) {
			out.group = s.low(i)
		}
	}
}

// capitalsBefore takes the capitalised words that open a phrase and are no
// common ones ("AFP Global News Director", "UiPath CEO"), or those that end in a
// word for a body ("National Assembly speaker").
func (s *story) capitalsBefore(out *role, first, head int) {
	if s.bodyCapitals(out, first, head) {
		return
	}
	start := first
	for start < head && (s.lex.Places[s.printed(start)].Kind != "" || formerWords[s.low(start)]) {
		start++
	}
	end := start
	for end < head && s.upper(end) && !s.isRoleNoun(end) && !s.lex.Common[s.low(end)] && s.lex.Parties[s.low(end)] == "" && !s.compound(end) && !dullAcronyms[s.low(end)] {
		end++
	}
	if end > start && !s.otherRole(end, head) {
		if start > first && s.lex.Bodies[s.low(end-1)].Tail {
			start-- // "US Marines"
		}
		name := s.phrase(start, end)
		if figure := s.cast.byName(name); !s.doubtful(start, end, figure) {
			out.set(s, byNoun, name, figure)
		}
	}
}

// otherRole reports a trade between a name and the role noun, which takes the
// name for itself: "TikTok creator and partnership manager".
func (s *story) otherRole(first, head int) bool {
	for i := first; i < head; i++ {
		if s.isRoleNoun(i) && s.roleClass(i) == knowledge.Trade {
			return true
		}
	}
	return false
}

// doubtful reports a single word whose capital may come from the head of the
// sentence: "Harbour master Ada Stone".
func (s *story) doubtful(first, last, figure int) bool {
	if last-first > 1 || !s.opensSentence(first) || acronymLike(s.printed(first)) {
		return false
	}
	return figure < 0 || !s.cast.figures[figure].certain && len(s.cast.figures[figure].mentions) < 2
}

// bodyCapitals takes capitalised words that end in a word for a body.
func (s *story) bodyCapitals(out *role, first, head int) bool {
	end := head
	for end > first && !(s.upper(end-1) && s.lex.Bodies[s.low(end-1)].Tail) {
		end--
	}
	start := end
	for start > first && s.upper(start-1) && s.lex.Places[s.printed(start-1)].Kind == "" {
		start--
	}
	if end-start < 2 {
		return false
	}
	name := s.phrase(start, end)
	out.set(s, byNoun, name, s.cast.byName(name))
	return true
}

// dullAcronyms stand before roles and name no body.
var dullAcronyms = map[string]bool{
	"ai":  true,
	"it":  true,
	"pr":  true,
	"hr":  true,
	"tv":  true,
	"vp":  true,
	"us":  true,
	"uk":  true,
	"eu":  true,
	"rpa": true,
	"r&d": true,
	"dna": true,
}

// owner reads "Facebook's", "the company's" before a role.
func (s *story) owner(out *role, first, apostrophe int) {
	m := s.mentionEnding(apostrophe)
	if m < 0 {
		if b := s.lex.Bodies[s.low(apostrophe-1)]; b.Noun {
			out.group = s.low(apostrophe - 1)
		}
		return
	}
	f := s.cast.figures[s.cast.mentions[m].figure]
	if f.employs() {
		out.set(s, byOwner, s.phrase(max(first, s.cast.mentions[m].first), apostrophe), s.cast.mentions[m].figure)
	}
}

func (out *role) set(s *story, t tie, name string, figure int) {
	if t <= out.tie {
		return
	}
	out.tie, out.body, out.figure, out.group = t, name, figure, ""
}

// bodyAfter reads the body from "… at Gartner", "… of the Metropolitan police".
func (s *story) bodyAfter(out *role, link, last int) {
	for i := link; i < last; i++ {
		t, isLink := roleLinks[s.low(i)]
		if s.low(i) == "," || s.low(i) == ";" || s.low(i) == "who" || s.low(i) == "which" {
			return
		}
		if !isLink || t == noTie {
			continue
		}
		s.bodyBehind(out, t, i+1, last)
	}
}

// bodyBehind reads one body that begins at i or a few words later: "the
// Metropolitan police", "launch startup Phantom Space", "the Eastern Cape’s
// executive council", "the company".
func (s *story) bodyBehind(out *role, t tie, i, last int) {
	if articles[s.low(i)] || s.low(i) == "its" {
		i++
	}
	for j := i; j < min(last, i+8); j++ {
		if _, isLink := roleLinks[s.low(j)]; isLink || s.low(j) == "," || s.low(j) == "and" {
			return
		}
		m := s.mentionAt(j)
		if m < 0 {
			if b := s.lex.Bodies[s.low(j)]; b.Noun && out.tie == noTie && j == i {
				if end := s.bodyOfPlace(j, last); end > j {
					out.set(s, t, s.phrase(j, end), -1)
					return
				}
				out.group = s.low(j)
			}
			continue
		}
		mention := s.cast.mentions[m]
		f := s.cast.figures[mention.figure]
		if dullAcronyms[mention.folded] {
			continue
		}
		if after, yes := s.possessive(mention.last); yes && after < last {
			s.possessedBody(out, t, j, after, last)
			return
		}
		if f.species == place && (s.lex.Places[f.name].Kind != "" || f.certain && !strings.Contains(f.folded, " ")) {
			j = mention.last - 1
			continue
		}
		if f.employs() || f.species == place { // a place that no table lists: "the Selby Arena"
			out.set(s, t, s.phrase(j, mention.last), mention.figure)
		}
		return
	}
}

// bodyOfPlace is where a body that its place names ends: "council of Selby"; the
// noun's own token where none does.
func (s *story) bodyOfPlace(noun, last int) int {
	if s.low(noun+1) != "of" {
		return noun
	}
	if m := s.mentionAt(
		noun + 2,
	); m >= 0 && s.cast.mentions[m].last <= last &&
		s.cast.figures[s.cast.mentions[m].figure].species != human {
		return s.cast.mentions[m].last
	}
	return noun
}

// possessedBody reads "Eastern Cape’s executive council": the owner belongs to
// the name when a word for a body closes the phrase, else the owner is the body.
func (s *story) possessedBody(out *role, t tie, first, after, last int) {
	m := s.mentionAt(first)
	owner := s.cast.figures[s.cast.mentions[m].figure]
	if owner.employs() {
		out.set(s, t, s.phrase(first, s.cast.mentions[m].last), s.cast.mentions[m].figure)
		return
	}
	for k := after; k < min(last, after+5) && s.word(k) && !s.lex.Stops[s.low(k)]; k++ {
		if b := s.lex.Bodies[s.low(k)]; b.Tail || b.Noun {
			out.set(s, t, s.phrase(first, k+1), -1)
			return
		}
	}
}

// employs reports a figure that can be the body somebody works for: no place and
// no person unless that is only a default.
func (f *figure) employs() bool {
	return f.species == body || f.species == unclear || !f.certain
}

// learnRoles reads the phrases around every mention of a person.
func (s *story) learnRoles() {
	for i := range s.cast.mentions {
		if s.StoppedAt(i) {
			return
		}
		m := s.cast.mentions[i]
		f := s.cast.figures[m.figure]
		if f.species == place || m.quoted || len(f.roles) > maxRoles {
			continue
		}
		if f.species == body {
			continue
		}
		for _, read := range []func(mention) (role, bool){s.roleBefore, s.roleReversed, s.roleBehind, s.bodyFrom} {
			if r, ok := read(m); ok && r.class != knowledge.Crowd {
				f.roles = append(f.roles, r)
			}
		}
	}
}

// maxRoles bounds what is kept of one figure.
const maxRoles = 24

// roleBefore reads "Communications Minister Fahmi Fadzil", "Lumen’s director
// of policy for Norway and Denmark Ada Stone".
func (s *story) roleBefore(m mention) (role, bool) {
	last := m.first
	if s.low(last-1) == "." {
		last--
	}
	if last-1 < 0 || !s.sameSentence(m.first, last-1) || s.quoted(last-1) != m.quoted {
		return role{}, false
	}
	if !s.isRoleNoun(last - 1) {
		return s.longRoleBefore(m)
	}
	return s.readRole(s.phraseStart(last-1), last)
}

// phraseStart walks left from a role noun over its modifiers and a possessor.
func (s *story) phraseStart(head int) int {
	i := head
	for s.low(i) != "one" && i-1 >= 0 && head-i < 9 && s.sameSentence(head, i-1) && s.quoted(i-1) == s.quoted(head) {
		low := s.low(i - 1)
		if s.word(i-1) && low != "s" && !s.lex.Stops[low] && !s.saying(i-1) && roleLinks[low] == noTie {
			i--
			continue
		}
		if low == "s" && s.glued(i-1) {
			if m := s.mentionEnding(i - 2); m >= 0 {
				return s.cast.mentions[m].first
			}
			if s.lex.Bodies[s.low(i-3)].Noun {
				return i - 3
			}
		}
		if low == "." && s.word(i-2) && s.upper(i-2) && s.glued(i-1) && s.Tokens[i-2].Len() <= 5 {
			i -= 2
			continue
		}
		break
	}
	return i
}

func (s *story) saying(i int) bool { return s.lex.Verbs[s.low(i)] && !s.upper(i) }

// longRoleBefore finds a role noun some words before the name with only the
// words of its of-phrase between.
func (s *story) longRoleBefore(m mention) (role, bool) {
	if !s.word(m.first-1) || s.lex.Stops[s.low(m.first-1)] || roleLinks[s.low(m.first-1)] != noTie {
		return role{}, false
	}
	for i := m.first - 1; i >= 0 && m.first-i < 14 && s.sameSentence(m.first, i); i-- {
		if !s.word(i) && s.low(i) != "’" && s.low(i) != "'" || s.saying(i) {
			return role{}, false
		}
		if s.isRoleNoun(i) && !s.upper(i) && roleLinks[s.low(i+1)] != noTie {
			return s.readRole(s.phraseStart(i), m.first)
		}
	}
	return role{}, false
}

// roleReversed reads "The head of Transnet’s engineering centre, Tauqeer Ahmed,".
func (s *story) roleReversed(m mention) (role, bool) {
	comma := m.prefix - 1
	if s.low(comma) != "," || !s.sameSentence(comma, m.first) {
		return role{}, false
	}
	if w := s.low(m.last); w != "," && !s.saying(m.last) && w != "." && w != "(" {
		return role{}, false
	}
	i := comma
	for i-1 >= 0 && comma-i < maxPhrase && s.sameSentence(comma, i-1) && s.low(i-1) != "," && s.low(i-1) != ";" && s.quoted(i-1) == m.quoted {
		if w := s.low(i - 1); s.saying(i-1) || w == "and" && s.saying(i) || w == "—" || w == "–" || w == ":" {
			break
		}
		i--
		if (s.low(i) == "the" || s.low(i) == "a" || s.low(i) == "an") && roleLinks[s.low(i-1)] == noTie &&
			s.low(i-1) != "of" {
			break
		}
	}
	for j := i; j < comma; j++ {
		if k := s.mentionAt(
			j,
		); k >= 0 && s.cast.figures[s.cast.mentions[k].figure].species == human &&
			!s.cast.mentions[k].possessive {
			return role{}, false
		}
	}
	return s.readRole(i, comma)
}

// roleBehind reads ", the chief commercial officer at Etlaq,", ", who is now
// CEO of …", " is the director of …".
func (s *story) roleBehind(m mention) (role, bool) {
	i := m.last
	if s.low(i) == "(" {
		for s.ok(i) && s.sameSentence(i, m.first) && s.low(i) != ")" && i-m.last < 12 {
			if r, ok := s.partyBracket(i); ok {
				return r, true
			}
			i++
		}
		i++
	}
	copula := map[string]bool{"is": true, "was": false, "became": true, "serves": true, "works": true}
	switch {
	case s.low(i) == "," || s.low(i) == "—" || s.low(i) == "–" || s.low(i) == "-":
		i++
		if isAge(s.low(i)) {
			i += 2
		}
		if s.low(i) == "who" {
			return s.relative(m, i+1)
		}
	case copula[s.low(i)]:
		i++
		if s.low(i) == "as" {
			i++
		}
	case s.isRoleNoun(i) && allUpper(s.printed(i)):
	case leads[s.low(i)] || belongs[s.low(i)] != "":
		return s.relative(m, i)
	default:
		return role{}, false
	}
	return s.readRoleUntil(m, i, articles[s.low(i)])
}

// partyBracket reads "(R-Fla.)".
func (s *story) partyBracket(i int) (role, bool) {
	if s.low(i) != "(" || !s.word(i+1) {
		return role{}, false
	}
	party := ""
	switch w := s.low(i + 1); {
	case w == "r" || len(w) > 2 && w[:2] == "r-":
		party = "Republican Party"
	case w == "d" || len(w) > 2 && w[:2] == "d-":
		party = "Democratic Party"
	default:
		party = s.lex.Parties[w]
	}
	if party == "" {
		return role{}, false
	}
	return role{span: s.span(i, i+2), figure: -1, tie: byParty, body: party, party: party}, true
}

var leads = map[string]bool{
	"heads":   true,
	"leads":   true,
	"runs":    true,
	"chairs":  true,
	"founded": true,
	"directs": true,
	"owns":    true,
	"manages": true,
	"edits":   true,
}

// belongs are verbs that with their preposition tie a person to a body.
var belongs = map[string]string{"works": "for", "sits": "on", "serves": "on"}

// relative reads what stands behind "X, who".
func (s *story) relative(m mention, i int) (role, bool) {
	for j := i; j < i+18 && s.sameSentence(j, m.first) && s.low(j) != "," && !s.quoted(j); j++ {
		switch {
		case leads[s.low(j)]:
			out := role{text: s.low(j), noun: "head", class: knowledge.Post, span: s.span(j, j+1), figure: -1}
			s.bodyBehind(&out, byOf, j+1, j+8)
			return out, out.body != ""
		case belongs[s.low(j)] != "" && (s.low(j+1) == belongs[s.low(j)] || s.low(j+1) == "at"):
			out := role{text: s.low(j), noun: "member", class: knowledge.Post, span: s.span(j, j+2), figure: -1}
			s.bodyBehind(&out, byOf, j+2, j+10)
			return out, out.body != ""
		case s.low(j) == "is":
			if r, ok := s.readRoleUntil(m, j+1, true); ok {
				return r, true
			}
		}
	}
	return role{}, false
}

// readRoleUntil reads a role that begins at i and ends at the next comma, verb
// of saying or end of sentence.
func (s *story) readRoleUntil(m mention, i int, article bool) (role, bool) {
	end := i
	for end < i+maxPhrase && s.sameSentence(end, m.first) && s.quoted(end) == m.quoted {
		low := s.low(end)
		if low == "," || low == ";" || low == "—" || low == "–" || low == "who" || low == "which" ||
			low == "." && !s.word(end+1) ||
			s.saying(end) ||
			low == ")" ||
			low == "(" ||
			low == ":" {
			break
		}
		end++
	}
	r, ok := s.readRole(i, end)
	if !ok || s.personBefore(i, r.noun, end) {
		return role{}, false
	}
	if !article && s.lex.Stops[s.low(i)] && s.low(i) != "now" {
		return role{}, false
	}
	return r, true
}

// personBefore reports a person named before the role noun and not as its
// owner: then the phrase is about somebody else.
func (s *story) personBefore(first int, noun string, last int) bool {
	for j := first; j < last && s.low(j) != noun; j++ {
		if k := s.mentionAt(
			j,
		); k >= 0 && s.cast.figures[s.cast.mentions[k].figure].species == human &&
			!s.cast.mentions[k].possessive {
			return true
		}
	}
	return false
}

// bodyFrom reads "Lauren Nel from Natural Justice", "Ali of Gartner".
func (s *story) bodyFrom(m mention) (role, bool) {
	i := m.last
	t := roleLinks[s.low(i)]
	if s.low(i) == "," && s.low(i+1) != "in" {
		i++
		t = roleLinks[s.low(i)]
	}
	if t == noTie || !s.sameSentence(i, m.first) || s.low(i) == "for" || s.low(i) == "with" {
		return role{}, false
	}
	out := role{span: s.span(i, i+3), figure: -1}
	s.bodyBehind(&out, byFrom, i+1, i+9)
	if out.tie == noTie || out.figure < 0 {
		return role{}, false
	}
	f := s.cast.figures[out.figure]
	return out, f.species == body && f.certain || f.species != place && strings.Contains(f.folded, " ")
}
