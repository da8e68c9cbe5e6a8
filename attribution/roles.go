package attribution

import (
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/corpus"
)

// description is a noun phrase that says what a person is: "the company's
// policy chief", "a member of the Metropolitan police".
type description struct {
	span         corpus.Span
	role         string
	noun         string
	organization string
	group        string // "the company": an organisation named elsewhere
}

// longestDescription bounds a description in tokens.
const longestDescription = 24

// describe reads the description in a run of tokens; ok is false when the run
// names no role.
func (t *text) describe(run document.Range) (d description, ok bool) {
	if run.Last-run.First > longestDescription {
		run.Last = run.First + longestDescription
	}
	noun := -1
	for i := run.First; i < run.Last; i++ {
		if t.isRole(t.Tokens[i].Word) {
			noun = i
			if i+1 < run.Last && !t.isRole(t.Tokens[i+1].Word) {
				break // the head is the last of a row: "policy chief", "chief constable"
			}
		}
	}
	if noun < 0 {
		return d, false
	}
	d.noun = t.Tokens[noun].Word
	d.span = corpus.Span{Start: t.Tokens[run.First].Start, End: t.Tokens[run.Last-1].End}
	first := run.First
	for i := run.First; i <= noun; i++ {
		if m := t.mentionAt(i); m != nil && m.kind != personName && m.tokens.Last <= noun {
			d.organization = t.nameOf(m)
			first = m.tokens.Last
			if first < noun && (t.Tokens[first].Word == "'s" || t.Tokens[first].Word == "s" || isApostrophe(t.Tokens[first].Word)) {
				first++
				for first < noun && t.Tokens[first].Word == "s" {
					first++
				}
			}
			i = m.tokens.Last - 1
		} else if t.lex.GroupNouns[t.Tokens[i].Word] && i < noun {
			d.group = t.Tokens[i].Word
		}
	}
	if first >= noun {
		first = noun
	}
	d.role = t.Text[t.Tokens[first].Start:t.Tokens[run.Last-1].End]
	if d.organization == "" || t.isPlace(d.organization) {
		if after := t.organizationAfter(noun+1, run.Last); after != "" {
			d.organization = after
		}
	}
	return d, true
}

func isApostrophe(w string) bool { return w == "'" || w == "’" }

func (t *text) isRole(word string) bool {
	if t.lex.RoleNouns[word] {
		return true
	}
	head := word[strings.LastIndexByte(word, '-')+1:]
	return head != word && t.lex.RoleNouns[head] || strings.HasSuffix(word, "s") && t.lex.RoleNouns[strings.TrimSuffix(word, "s")]
}

// organizationAfter finds "of the Metropolitan police", "at Oxford Properties",
// "for Lumen" behind a role.
func (t *text) organizationAfter(from, to int) string {
	found := ""
	for i := from; i < to; i++ {
		m := t.mentionAt(i)
		if m == nil || m.kind == personName || i == 0 {
			continue
		}
		if !t.isPlace(t.nameOf(m)) || found == "" && !t.afterWord(i, "in") {
			if found == "" || m.kind == organizationName {
				found = t.nameOf(m)
			}
			if m.kind == organizationName {
				return found
			}
		}
		i = m.tokens.Last - 1
	}
	if t.isPlace(found) {
		return ""
	}
	return found
}

func (t *text) afterWord(i int, word string) bool { return i > 0 && t.Tokens[i-1].Word == word }

// isPlace holds for names that are countries, states and cities: a person does
// not speak for a bare place.
func (t *text) isPlace(name string) bool { return places[strings.ToLower(name)] }

var places = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Split(placeNames, ",") {
		set[strings.TrimSpace(name)] = true
	}
	return set
}()

// placeNames are countries, regions and large cities that stand before roles.
const placeNames = `uk, us, u.s, usa, britain, great britain, england, scotland, wales, ireland, northern ireland, france, germany, spain,
italy, portugal, netherlands, belgium, austria, switzerland, sweden, norway, denmark, finland, poland, ukraine, russia, turkey,
greece, china, india, pakistan, japan, south korea, north korea, australia, new zealand, canada, mexico, brazil, argentina, israel,
iran, iraq, syria, egypt, nigeria, kenya, south africa, europe, asia, africa, america, united states, united kingdom, london, paris, berlin,
washington, new york, brussels, moscow, beijing, tokyo, delhi, sydney, toronto, california, texas, florida, eu, european,
american, british, english, french, german, italian, spanish, russian, chinese, indian, israeli, iranian, turkish, australian, canadian, irish, scottish, welsh, dutch, swedish,
west, east, north, south, middle east`

// learnRoles reads appositions and titles around every name of a person.
func (t *text) learnRoles() {
	for _, m := range t.mentions {
		if m.kind != personName || m.entity == nil || m.quoted {
			continue
		}
		if d, ok := t.roleBehind(m); ok {
			t.learn(m.entity, d, "apposition behind the name")
		}
		if d, ok := t.roleBefore(m); ok {
			t.learn(m.entity, d, "title before the name")
		}
		if organization := t.ofOrganization(m); organization != "" && m.entity.organization == "" {
			m.entity.organization, m.entity.organizationReason = organization, "named with the person"
		}
	}
}

func (t *text) learn(e *entity, d description, why string) {
	if e.nouns == nil {
		e.nouns = map[string]bool{}
	}
	e.nouns[d.noun] = true
	if e.known != nil {
		return
	}
	if e.role == "" {
		e.role = strings.TrimPrefix(d.role, "the ")
	}
	if e.organization != "" || former[firstWord(d.role)] {
		return
	}
	switch {
	case d.organization != "" && !t.isPlace(d.organization):
		e.organization, e.organizationReason = d.organization, why
	case d.group != "":
		if group := t.groupBefore(d.span.Start, d.group); group != nil {
			e.organization, e.organizationReason = group.name, "“the "+d.group+"” is "+group.name
		}
	}
}

var former = wordSet("former ex ex- late onetime retired")

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(s, "the ")), " ")
	return word
}

// roleBehind reads "NAME, the country's most senior officer," and "NAME, who
// heads Lumen,".
func (t *text) roleBehind(m *mention) (description, bool) {
	i := m.tokens.Last
	if i >= len(t.Tokens) || t.Tokens[i].Sentence != m.sentence || (t.Tokens[i].Word != "," && t.Tokens[i].Word != "(") {
		return description{}, false
	}
	end := i + 1
	for end < len(t.Tokens) && t.Tokens[end].Sentence == m.sentence && t.Tokens[end].IsWord && end-i < longestDescription && !t.isCueVerb(end) {
		end++
	}
	// A list behind the role belongs to it: "president of Immigration, Refugees".
	return t.describe(document.Range{First: i + 1, Last: end})
}

// roleBefore reads "Lumen's director of policy NAME" and "the company's policy
// chief, NAME".
func (t *text) roleBefore(m *mention) (description, bool) {
	end := m.tokens.First
	for end > 0 && (t.isTitleToken(end-1) || t.Tokens[end-1].Word == ".") && t.Tokens[end-1].Sentence == m.sentence && t.Tokens[end-1].IsUpper {
		end--
	}
	last := end
	if last > 0 && t.Tokens[last-1].Word == "," && t.Tokens[last-1].Sentence == m.sentence {
		last--
	}
	first := last
	for first > 0 && t.Tokens[first-1].Sentence == m.sentence && last-first < longestDescription && t.Tokens[first-1].Region < 0 {
		w := t.Tokens[first-1]
		if !w.IsWord && w.Word != "'" && w.Word != "’" && w.Word != "-" && w.Word != "&" {
			break
		}
		if t.isCueVerb(first-1) || clauseWords[w.Word] {
			break
		}
		first--
	}
	if end < m.tokens.First && first == last {
		first, last = end, m.tokens.First
	}
	if first >= last {
		return description{}, false
	}
	d, ok := t.describe(document.Range{First: first, Last: m.tokens.First})
	if !ok {
		return d, false
	}
	d.role = strings.TrimRight(d.role, " ,")
	return d, true
}

func (t *text) isTitleToken(i int) bool {
	_, ok := t.lex.Titles[t.Tokens[i].Word]
	return ok
}

// clauseWords begin a clause, so no description reaches over them.
var clauseWords = wordSet("that which who when while where because if but although though as than then and-or was were is are been be has have had will would could should said it he she they we")

// ofOrganization reads "NAME of Greenpeace", "NAME from Lumen".
func (t *text) ofOrganization(m *mention) string {
	i := m.tokens.Last
	if i+1 >= len(t.Tokens) || !(t.Tokens[i].Word == "of" || t.Tokens[i].Word == "from" || t.Tokens[i].Word == "at") {
		return ""
	}
	i++
	if t.Tokens[i].Word == "the" && i+1 < len(t.Tokens) {
		i++
	}
	if o := t.mentionAt(i); o != nil && o.kind == organizationName {
		return t.nameOf(o)
	}
	return ""
}

// groupBefore finds the organisation that "the company", "the force" stands
// for: the last one named before whose name fits, else the most named.
func (t *text) groupBefore(at int, noun string) *entity {
	var best *entity
	for _, m := range t.mentions {
		if m.span.Start >= at && best != nil {
			break
		}
		if m.entity == nil || m.entity.kind == personName || t.isPlace(m.entity.name) || m.quoted {
			continue
		}
		if fits(noun, m.words, t.lex) {
			best = m.entity
		}
	}
	return best
}

// groupFits says which words in a name make a noun fit it; a noun not listed
// fits any organisation.
var groupFits = map[string]map[string]bool{
	"force": wordSet("police constabulary force met army"), "police": wordSet("police constabulary"),
	"ministry": wordSet("ministry department"), "department": wordSet("department ministry"), "university": wordSet("university college"),
	"court": wordSet("court"), "party": wordSet("party labour labor conservatives democrats republicans greens"), "council": wordSet("council"),
	"committee": wordSet("committee"), "regulator": wordSet("authority commission regulator office ofcom"), "union": wordSet("union"), "hospital": wordSet("hospital"),
	"commission": wordSet("commission"), "charity": wordSet("charity trust foundation"), "school": wordSet("school academy"), "parliament": wordSet("parliament"),
	"institute": wordSet("institute"), "agency": wordSet("agency"), "government": wordSet("government"), "club": wordSet("club united city fc"),
}

func fits(noun string, words []string, lex *grammar.Lexicon) bool {
	want, special := groupFits[noun]
	institution := false
	for _, w := range words {
		if special && want[w] {
			return true
		}
		institution = institution || publicBody[w]
	}
	return !special && !institution
}

// publicBody marks names that "the company" never means.
var publicBody = wordSet("police ministry department court council committee parliament university government commission house army senate congress party court")
