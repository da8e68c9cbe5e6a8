package speakers

import (
	"strings"

	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
)

// species is the kind of thing a name stands for.
type species byte

const (
	unclear species = iota
	human
	body
	place
)

// mention is one place where a name is printed.
type mention struct {
	first, last int // tokens of the name itself, last excluded
	prefix      int // first token of capitalised titles or role words before it, first when there are none
	folded      string
	gender      knowledge.Gender // by a title beside it
	possessive  bool
	quoted      bool
	votes       [4]float64 // evidence by species
	figure      int        // index into cast.figures, −1 while unknown
}

// maxNameTokens bounds a run of capitalised words, so that a shouted page is
// cut into pieces rather than taken for one name.
const maxNameTokens = 14

// findNames lists the names of a text in order.
func findNames(r reader) []mention {
	var out []mention
	for _, p := range r.Paragraphs {
		if r.shouted(p.Tokens.First, p.Tokens.Last) {
			continue
		}
		for i := r.dateline(p.Tokens.First, p.Tokens.Last); i < p.Tokens.Last && !r.StoppedAt(i); {
			if !r.startsName(i) {
				i++
				continue
			}
			end := r.nameEnd(i, p.Tokens.Last)
			if end < p.Tokens.Last && r.compound(end) && r.upper(end) && r.sameSentence(i, end) {
				i = end + 1 // "South African-based"
				continue
			}
			out = r.splitRun(out, i, end)
			i = end
		}
	}
	return out
}

// dateline is the first token behind "KATHMANDU, July 1 (Reuters) -", first
// where a paragraph has none.
func (r reader) dateline(first, last int) int {
	bracket := false
	for i := first; i < min(last, first+18); i++ {
		switch r.low(i) {
		case ")":
			bracket = true
		case "-", "–", "—":
			if bracket || allUpper(r.printed(first)) && i > first {
				return i + 1
			}
			return first
		case ".", "“", "\"", "”":
			if r.Tokens[i].Len() > 1 || r.low(i) != "." {
				return first
			}
		}
	}
	return first
}

// shouted reports a heading in capitals or a headline in title case, where a
// capital says nothing.
func (r reader) shouted(first, last int) bool {
	words, capitals, lower := 0, 0, 0
	for i := first; i < last && words < 40; i++ {
		if !r.word(i) || len(r.low(i)) < 4 {
			continue
		}
		words++
		if r.upper(i) {
			capitals++
		}
		if !allUpper(r.printed(i)) {
			lower++
		}
	}
	if words >= 2 && lower == 0 {
		return true
	}
	return words >= 5 && capitals*10 >= words*9 && r.low(last-1) != "." && r.low(last-1) != "”"
}

func (r reader) startsName(i int) bool {
	if !r.word(i) || !r.upper(i) {
		return false
	}
	low := r.low(i)
	if low == "i" || r.contraction(low) || r.compound(i) {
		return false
	}
	next := r.upper(i+1) && r.sameSentence(i, i+1)
	_, first := r.lex.FirstNames[r.printed(i)]
	if r.lex.Stops[low] {
		return first && next && !r.opensSentence(i)
	}
	if months[low] {
		return first && next
	}
	if !r.opensSentence(i) || first && next {
		return true
	}
	if !r.lex.Common[low] {
		return !r.onlyOpens(i)
	}
	if !next {
		_, isPlace := r.lex.Places[r.printed(i)]
		return isPlace
	}
	return r.roleWord(i) || r.bodyAhead(i) || r.commonPair(i)
}

// onlyOpens reports a word that has its capital from the sentence, as the tagger
// sees it: "Bombastic talk show host Ada Stone".
func (r reader) onlyOpens(i int) bool {
	low, next := r.low(i), r.low(i+1)
	return r.names != nil && r.nameAt(i) == layers.NoName && r.word(i+1) && !r.upper(i+1) && !r.lex.Stops[next] && !r.lex.Verbs[next] && !particles[next] &&
		!lowerTails[next] && len(low) > 3 && !allUpper(r.printed(i)) && r.lex.Places[r.printed(i)].Kind == "" &&
		!r.isFirstName(i) &&
		r.printed(i)[1:] == low[1:] &&
		!r.capital[low]
}

// commonPair reports two common words at the head of a sentence that are a name
// only together, since neither is one alone: "Open Lines".
func (r reader) commonPair(i int) bool {
	low := r.low(i + 1)
	b := r.lex.Bodies[low]
	return r.lex.Common[low] && !b.Noun && !b.Tail && !r.isFirstName(i+1) && !r.roleWord(i+1) && !r.upper(i+2)
}

// contraction reports "we'll", "they're" and the like.
func (r reader) contraction(low string) bool {
	base, _, ok := strings.Cut(low, "'")
	return ok &&
		(r.lex.Stops[base] || base == "i" || base == "let" || base == "here" || base == "there" || strings.HasSuffix(low, "n't"))
}

// compound reports a capitalised word whose last part is a common one in lower
// case: "London-based", "AI-powered". It tells nothing but an origin.
func (r reader) compound(i int) bool {
	printed := r.printed(i)
	at := strings.LastIndexByte(printed, '-')
	if at < 0 || at+1 == len(printed) || r.roleWord(i) {
		return false
	}
	tail := printed[at+1:]
	return tail == strings.ToLower(tail) && len(tail) > 2 && (r.lex.Common[tail] || strings.HasSuffix(tail, "ed"))
}

// bodyAhead reports a word for a body among the capitals that follow, so that
// "Environmental Protection Agency" keeps its first word.
func (r reader) bodyAhead(i int) bool {
	for j := i + 1; j < i+6 && r.word(j) && r.upper(j) && r.sameSentence(i, j); j++ {
		if r.bodyTail(j) {
			return true
		}
	}
	return false
}

var months = map[string]bool{
	"january":   true,
	"february":  true,
	"march":     true,
	"april":     true,
	"may":       true,
	"june":      true,
	"july":      true,
	"august":    true,
	"september": true,
	"october":   true,
	"november":  true,
	"december":  true,
	"jan":       true,
	"feb":       true,
	"aug":       true,
	"sept":      true,
	"oct":       true,
	"nov":       true,
	"dec":       true,
	"monday":    true,
	"tuesday":   true,
	"wednesday": true,
	"thursday":  true,
	"friday":    true,
	"saturday":  true,
	"sunday":    true,
	"mon":       true,
	"tue":       true,
	"wed":       true,
	"thu":       true,
	"fri":       true,
	"sat":       true,
	"sun":       true,
}

// particles stand in lower case inside the name of a person.
var particles = map[string]bool{
	"de":  true,
	"von": true,
	"van": true,
	"bin": true,
	"al":  true,
	"la":  true,
	"du":  true,
	"di":  true,
	"da":  true,
	"del": true,
	"der": true,
	"den": true,
	"dos": true,
	"ibn": true,
	"el":  true,
	"ul":  true,
	"ter": true,
}

// nameEnd is the token after the run of capitalised words that begins at i.
func (r reader) nameEnd(i, limit int) int {
	j := i + 1
	for j < limit && j-i < maxNameTokens && r.sameSentence(i, j) && r.Tokens[j].Region == r.Tokens[i].Region {
		next := r.extend(i, j)
		if next == j {
			break
		}
		j = next
	}
	return j
}

// extend returns where the run [first, j) ends when it takes in token j, or j
// when it does not.
func (r reader) extend(first, j int) int {
	low := r.low(j)
	capital := func(k int) bool {
		return r.word(k) && r.upper(k) && r.sameSentence(first, k) && !r.lex.Stops[r.low(k)]
	}
	switch {
	case r.word(j) && r.upper(j):
		if r.lex.Stops[low] || months[low] && !r.isFirstName(j) || r.glued(j) || r.contraction(low) || r.compound(j) {
			return j
		}
		return j + 1
	case low == "." && r.glued(j) && capital(j+1) && !r.glued(j+1) && (r.Tokens[j-1].Len() <= 2 || strings.Contains(r.low(j-1), ".") || r.lex.Titles[r.low(j-1)].Kind != "" || r.low(j-1) == "st"):
		return j + 2
	case low == "&" && capital(j+1):
		return j + 2
	case particles[low] && capital(j+1):
		return j + 2
	case particles[low] && particles[r.low(j+1)] && capital(j+2):
		return j + 3
	case low == "of" && j == first+1 && r.lex.Common[r.low(first)] && !r.roleWord(first) && !r.opensSentence(first) && capital(j+1):
		return j + 2 // "Rest of World", "Line of Control"
	case (low == "of" || low == "for" || low == "on") && r.hasBodyWord(first, j):
		if capital(j + 1) {
			return j + 2
		}
		if articles[r.low(j+1)] && capital(j+2) {
			return j + 3
		}
	case low == "and" && r.hasBodyWord(first, j) && capital(j+1) && r.hasOf(first, j):
		if _, person := r.lex.FirstNames[r.printed(j+1)]; !person {
			return j + 2
		}
	case lowerTails[low] && j-first <= 3 && r.Tokens[j-1].IsUpper:
		return j + 1
	}
	return j
}

func (r reader) isFirstName(i int) bool {
	_, ok := r.lex.FirstNames[r.printed(i)]
	return ok
}

// lowerTails close the name of a body although printed in lower case: "the
// Metropolitan police", "the Harris campaign".
var lowerTails = map[string]bool{
	"police":         true,
	"army":           true,
	"navy":           true,
	"military":       true,
	"government":     true,
	"administration": true,
	"campaign":       true,
	"ministry":       true,
	"department":     true,
	"agency":         true,
	"embassy":        true,
	"parliament":     true,
	"party":          true,
}

func (r reader) hasBodyWord(first, last int) bool {
	for i := first; i < last; i++ {
		if b := r.lex.Bodies[r.low(i)]; (b.Tail || b.Noun) && r.upper(i) {
			return true
		}
	}
	return false
}

func (r reader) hasOf(first, last int) bool {
	for i := first; i < last; i++ {
		if w := r.low(i); w == "of" || w == "for" {
			return true
		}
	}
	return false
}

// roleWord reports a title or role noun.
func (r reader) roleWord(i int) bool {
	low := r.low(i)
	if r.lex.Titles[low].Kind != "" {
		return true
	}
	if _, ok := r.lex.Roles[low]; ok {
		return true
	}
	// "Major-Gen", "Vice-President": every part a title.
	parts := strings.Split(low, "-")
	for _, part := range parts {
		if r.lex.Titles[part].Kind == "" {
			return false
		}
	}
	return len(parts) > 1
}

// splitRun cuts a run of capitalised words into what stands before a name
// (titles, roles, places, parties) and the name, and appends the name.
func (r reader) splitRun(out []mention, first, last int) []mention {
	if n := last - first; n > 1 && r.lex.Stops[r.low(first)] && !r.isFirstName(first) {
		first++
	}
	for last-1 > first && postNominals[r.low(last-1)] && allUpper(r.printed(last-1)) {
		last-- // "Ada Stone MP"
	}
	name := first
	if !r.bodyTail(last-1) && !r.bodyOf(first, last) {
		name = r.afterTitles(first, last)
		if name == last {
			return out // a role alone: "the Prime Minister"
		}
		name = r.afterOrigin(name, last)
	}
	if last-name == 1 && r.lex.Common[r.low(name)] && isNumber(r.low(last)) {
		return out // "Level 3", "Chapter 11"
	}
	m := mention{
		first:  name,
		last:   last,
		prefix: first,
		folded: fold(r.phrase(name, last)),
		quoted: r.quoted(name),
		figure: -1,
	}
	_, m.possessive = r.possessive(last)
	m.gender = r.titleGender(first, name)
	r.vote(&m)
	if name > first {
		out = r.prefixNames(out, first, name)
	}
	return append(out, m)
}

// prefixNames keeps a body or place that stands before a person's name in the
// same run: "AFP Global News Director Phil Chetwynd".
func (r reader) prefixNames(out []mention, first, last int) []mention {
	end := first
	for end < last && !r.roleWord(end) && (acronymLike(r.printed(end)) || r.lex.Places[r.phrase(first, end+1)].Kind != "") {
		end++
	}
	if end == first {
		return out
	}
	m := mention{
		first:  first,
		last:   end,
		prefix: first,
		folded: fold(r.phrase(first, end)),
		quoted: r.quoted(first),
		figure: -1,
	}
	r.vote(&m)
	return append(out, m)
}

// bodyOf reports a body whose kind stands before "of" or "for": "Association of
// Chief Police Officers".
func (r reader) bodyOf(first, last int) bool {
	for i := first; i+2 < last; i++ {
		if w := r.low(i + 1); (w == "of" || w == "for") && r.bodyTail(i) {
			return true
		}
	}
	return false
}

// postNominals stand behind the name of a person.
var postNominals = map[string]bool{
	"mp":  true,
	"msp": true,
	"mep": true,
	"mla": true,
	"ms":  true,
	"am":  true,
	"td":  true,
	"kc":  true,
	"qc":  true,
	"sc":  true,
	"obe": true,
	"cbe": true,
	"mbe": true,
	"dbe": true,
	"phd": true,
	"md":  true,
	"dj":  true,
}

func (r reader) bodyTail(i int) bool {
	return r.lex.Bodies[r.low(i)].Tail && !r.isFirstName(i)
}

// afterTitles is the first token behind the last title or role word of a run;
// last when the run is nothing but a role.
func (r reader) afterTitles(first, last int) int {
	for i := last - 1; i >= first; i-- {
		if !r.roleWord(i) || r.nameAt(i) == layers.Organization && r.nameAt(i+1) == layers.Organization {
			continue // the tagger sees one name: "General Electric"
		}
		if r.lex.Titles[r.low(i)].Kind == "royal" {
			switch {
			case i > first && !r.roleWord(i-1) || i+1 < last && suffixes[r.low(i+1)]:
				continue // "Martin Luther King Jr."
			case i == last-1:
				return last
			}
			return i
		}
		next := i + 1
		if r.low(next) == "." {
			next++
		}
		switch {
		case i == last-1 && (i == first || !r.isFirstName(first) || r.roleWord(first)):
			return last
		case i == last-1:
			continue // a surname that is also a role: "Nigel Farmer"
		case i == first && r.isFirstName(i) && r.lex.Titles[r.low(i)].Kind == "" && (last-first == 2 || !r.isFirstName(i+1)):
			continue // "Dean Smith"
		case i > first && r.isFirstName(i-1) && i == last-2 && !r.isFirstName(i+1):
			continue // "John Bishop Smith"
		case r.low(next) == "of" || r.low(next) == "for":
			return last
		}
		return next
	}
	return first
}

// afterOrigin skips a place, a demonym or a party before a person: "South
// Carolina Lindsey Graham", "Denmark Ada Stone".
func (r reader) afterOrigin(first, last int) int {
	for n := min(3, last-first-1); n > 0; n-- {
		rest := first + n
		p := r.lex.Places[r.phrase(first, rest)]
		_, party := r.lex.Parties[r.low(first)]
		known := p.Kind != "" || party && n == 1 || n == 1 && acronymLike(r.printed(first)) && r.Tokens[first].Len() > 2
		if !known || !r.isFirstName(rest) || last-rest < 2 && p.Kind != "demonym" && !party {
			continue
		}
		return rest
	}
	// "State Marco Rubio" behind "Secretary of", "Brave Ada King" at the start.
	for rest := first + 1; rest <= last-2 && rest <= first+2; rest++ {
		if r.nameAt(rest-1) == layers.Organization && r.nameAt(rest) == layers.Organization {
			break // the tagger sees one name: "Endless Summer Gardens"
		}
		if r.isFirstName(rest-1) || !r.lex.Common[r.low(rest-1)] && !r.opensSentence(first) {
			break
		}
		if r.isFirstName(rest) && r.upper(rest+1) {
			return rest
		}
	}
	return first
}

func (r reader) titleGender(first, last int) knowledge.Gender {
	for i := last - 1; i >= first; i-- {
		if t := r.lex.Titles[r.low(i)]; t.Kind != "" && t.Gender != knowledge.Unknown {
			return t.Gender
		}
		if role := r.lex.Roles[r.low(i)]; role.Gender != knowledge.Unknown {
			return role.Gender
		}
	}
	return knowledge.Unknown
}

// vote notes what the name and its neighbours tell about its species.
func (r reader) vote(m *mention) {
	n := m.last - m.first
	if r.isFirstName(m.first) && n > 1 {
		m.votes[human] += 2
	} else if r.isFirstName(m.first) {
		m.votes[human] += 0.6
	}
	if m.first > m.prefix || r.personTitleBefore(m.first) {
		m.votes[human] += 2
	}
	if r.bodyTail(m.last-1) && n > 1 {
		m.votes[body] += 3
	}
	if n > 1 && r.hasBodyWord(m.first, m.last) {
		m.votes[body] += 2.6
	}
	if r.lex.Institutions[m.folded] {
		m.votes[body] += 4
	}
	if r.hasOf(m.first, m.last) {
		m.votes[body] += 2
	}
	if n == 1 && acronymLike(r.printed(m.first)) && r.Tokens[m.first].Len() > 2 {
		m.votes[body] += 2
	}
	if n > 1 && !r.isFirstName(m.first) && r.lex.Places[r.printed(m.last-1)].Kind != "" {
		m.votes[body] += 1.2
	}
	if r.low(m.prefix-1) == "the" && m.prefix == m.first {
		m.votes[body] += 1.5
	}
	if n > 1 && r.lex.PlaceWords[r.low(m.last-1)] {
		m.votes[place] += 3.5
	}
	if p := r.lex.Places[r.phrase(m.first, m.last)]; p.Kind != "" {
		m.votes[place] += 3
	}
	r.voteAround(m)
	if n == 2 || n == 3 {
		m.votes[human] += 0.5
	}
	r.voteNouns(m)
}

func (r reader) voteAround(m *mention) {
	next := r.low(m.last)
	if next == "," && r.word(m.last+1) && isAge(r.low(m.last+1)) {
		m.votes[human] += 3
	}
	if next == "who" || next == "," && r.low(m.last+1) == "who" {
		m.votes[human] += 2
	}
	if next == "which" || next == "," && r.low(m.last+1) == "which" {
		m.votes[body] += 1.5
	}
	if before := r.low(m.prefix - 1); before == "at" || before == "from" || before == "in" {
		m.votes[body] += 0.4
		m.votes[place] += 0.3
	}
	if (r.low(m.prefix-1) == "in" || r.low(m.prefix-1) == "near") && m.last-m.first == 1 {
		m.votes[place] += 0.6
	}
	if r.lex.Verbs[next] || r.lex.Verbs[r.low(m.prefix-1)] {
		m.votes[human] += 0.4
	}
}

// voteNouns looks for a common noun for a body beside the name: "startup Phantom
// Space", "Etlaq, the company behind the port".
func (r reader) voteNouns(m *mention) {
	if b := r.lex.Bodies[r.low(m.first-1)]; b.Noun && !r.upper(m.first-1) && r.sameSentence(m.first, m.first-1) {
		m.votes[body] += 2.5
	}
	if r.low(m.last) != "," || !articles[r.low(m.last+1)] {
		return
	}
	for i := m.last + 2; i < m.last+7 && r.sameSentence(i, m.first) && r.word(i) && !isLinkWord(r.low(i)); i++ {
		if r.roleWord(i) && !r.lex.Bodies[r.low(i)].Noun {
			return
		}
		if _, owner := r.possessive(i + 1); owner {
			return // "Ada Stone, the company’s director"
		}
		if b := r.lex.Bodies[r.low(i)]; b.Noun && !r.upper(i) && !r.lex.Bodies[r.low(i+1)].Noun {
			m.votes[body] += 2.5
			return
		}
	}
}

// personTitleBefore reports a lower-case role noun directly before the name:
// "spokesman Sean Spicer".
func (r reader) personTitleBefore(i int) bool {
	role, ok := r.lex.Roles[r.low(i-1)]
	return ok && role.Class != knowledge.Crowd && r.sameSentence(i, i-1) && !r.upper(i-1)
}

func isAge(s string) bool {
	return len(s) == 2 && s[0] >= '1' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9'
}

func isNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
