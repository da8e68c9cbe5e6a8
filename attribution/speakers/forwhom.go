package speakers

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// forWhom is the class of the weights that tell whom somebody speaks for: a
// choice among the bodies an article names, and none, from how they stand to
// the places where the speaker is named.
const forWhom = "for"

// employer is a body somebody may speak for.
type employer struct {
	figure int // −1 for one that is only printed, or for none
	name   string
	span   corpus.Span // the words that tie it to the speaker best
	near   int         // symbols between it and the speaker there
	tail   string      // the last of them
}

// anchor is a place that stands for the speaker: a name, or the noun of a
// description.
type anchor struct{ first, prefix, last int }

// Bounds that keep the choice linear in the text.
const (
	mostAnchors  = 16 // places of a speaker that are looked at
	mostNear     = 12 // names to each side of a place
	mostCentral  = 8  // bodies the article names most
	longestPath  = 40 // tokens between a speaker and a body
	pathInFull   = 7  // symbols of a path that is a feature as a whole
	mostTraining = 48 // candidates of one question
)

// relation gathers what stands between one speaker and the bodies.
type relation struct {
	*run
	speaker int // figure, −1 for a description
	query   *query
	roles   []role
	anchors []anchor
	order   []employer
	have    map[string]int // by figure number or name
	facts   []map[string]bool
}

// relate finds the bodies that figure, or else the description of q, may speak
// for, with their features; the last candidate is none.
func (r *run) relate(figure int, q *query) *relation {
	x := &relation{run: r, speaker: figure, query: q, have: map[string]int{}}
	if figure >= 0 {
		f := r.cast.figures[figure]
		x.roles = f.roles
		for _, i := range f.mentions {
			if m := r.cast.mentions[i]; !m.quoted && len(x.anchors) < mostAnchors {
				x.anchors = append(x.anchors, anchor{m.first, m.prefix, m.last})
			}
		}
		for _, i := range r.described[figure] {
			if head := r.headOf(&r.queries[i]); head >= 0 && len(x.anchors) < mostAnchors+4 {
				x.anchors = append(x.anchors, anchor{head, head, head + 1})
			}
		}
	} else if head := r.headOf(q); head >= 0 {
		x.anchors = append(x.anchors, anchor{head, head, head + 1})
		if q.hasRole {
			x.roles = []role{q.role}
		}
	}
	x.readRoles()
	for n, a := range x.anchors {
		x.around(n, a)
	}
	for _, f := range r.central {
		x.candidate(f)
	}
	x.describe()
	x.add("none", employer{figure: nobody})
	x.describeNone()
	return x
}

// headOf is the noun of a description, −1 where it has none.
func (r *run) headOf(q *query) int {
	for i := q.first; i < min(q.last, q.first+maxPhrase); i++ {
		if r.low(i) == q.noun && q.noun != "" {
			return i
		}
	}
	return -1
}

func (x *relation) add(key string, e employer) int {
	if i, ok := x.have[key]; ok {
		return i
	}
	x.have[key] = len(x.order)
	x.order, x.facts = append(x.order, e), append(x.facts, map[string]bool{})
	return len(x.order) - 1
}

// candidate is the place of a figure among the candidates, −1 where it cannot be
// one.
func (x *relation) candidate(figure int) int {
	f := x.cast.figures[figure]
	if figure == x.speaker || f.species == human && f.certain || x.lex.Places[f.name].Kind == "demonym" ||
		len(x.order) >= mostTraining {
		return -1
	}
	if len(f.mentions) == 1 && x.lex.Common[f.folded] && x.opensSentence(x.cast.mentions[f.mentions[0]].first) {
		return -1 // the capital is the sentence's: "Harbour master Ada Stone"
	}
	return x.add("#"+strconv.Itoa(figure), employer{figure: figure, name: f.name, near: longestPath})
}

// readRoles makes candidates of the bodies that the phrases around the speaker
// name, and notes how.
func (x *relation) readRoles() {
	if x.speaker >= 0 {
		f := x.cast.figures[x.speaker]
		if best := x.bestBody(f); best != nil {
			x.note(x.ofRole(*best), "rules")
		}
	}
	strongest := noTie
	for i := range x.roles {
		ro := x.roles[i]
		x.findGroup(&ro)
		if x.speaker >= 0 {
			x.homeBody(&ro)
		}
		if ro.tie == noTie {
			continue
		}
		strongest = max(strongest, ro.tie)
		at := x.ofRole(ro)
		if at < 0 {
			continue
		}
		if x.order[at].span.Empty() {
			x.order[at].span = ro.span
		}
		state := ""
		if ro.former {
			state = "former "
		}
		x.note(at, "tie:"+state+tieNames[ro.tie])
		x.note(at, "tie class:"+state+tieNames[ro.tie]+" "+string(ro.class))
		if x.roles[i].tie == noTie {
			x.note(at, "tie found:"+ro.noun)
		}
		if ro.party != "" && ro.tie == byParty {
			x.note(at, "party")
		}
	}
	for i := range x.order {
		for _, t := range []tie{byParty, byFrom, byOf, byNoun, byOwner, byPlaceOf} {
			if x.facts[i]["tie:"+tieNames[t]] && strongest > t {
				x.note(i, "weaker tie:"+tieNames[t])
			}
		}
	}
}

// ofRole is the candidate a role names.
func (x *relation) ofRole(ro role) int {
	if ro.figure >= 0 {
		if i := x.candidate(ro.figure); i >= 0 {
			if len(ro.body) > len(x.order[i].name) {
				x.order[i].name = ro.body
			}
			return i
		}
	}
	if ro.body == "" {
		return -1
	}
	if f := x.cast.byName(ro.body); f >= 0 {
		if i := x.candidate(f); i >= 0 {
			return i
		}
	}
	return x.add(strings.TrimPrefix(fold(ro.body), "the "), employer{figure: nobody, name: ro.body})
}

func (x *relation) note(candidate int, fact string) {
	if candidate >= 0 {
		x.facts[candidate][fact] = true
	}
}

// around looks at the names before and behind one place of the speaker.
func (x *relation) around(n int, a anchor) {
	at := x.mentionsBefore(a.first)
	sentence, paragraph := x.Tokens[a.first].Sentence, x.Tokens[a.first].Paragraph
	nearest := longestPath + 1
	var close []int
	for side := -1; side <= 1; side += 2 {
		i := at
		if side < 0 {
			i--
		}
		for k := 0; k < mostNear && i >= 0 && i < len(x.cast.mentions); k, i = k+1, i+side {
			m := x.cast.mentions[i]
			if m.first >= a.prefix && m.first < a.last {
				continue
			}
			apart := x.Tokens[m.first].Paragraph - paragraph
			if abs(apart) > 2 {
				break
			}
			same := x.Tokens[m.first].Sentence == sentence
			f := x.cast.figures[m.figure]
			if !same && f.species != body && f.species != unclear {
				continue
			}
			c := x.candidate(m.figure)
			if c < 0 {
				continue
			}
			if !same {
				x.note(c, "sentences:"+signed(x.Tokens[m.first].Sentence-sentence))
				if x.subject(m) {
					x.note(c, "sentence subject:"+signed(x.Tokens[m.first].Sentence-sentence))
				}
				continue
			}
			if d := x.pair(c, a, m, n == 0); d < nearest {
				nearest, close = d, append(close[:0], c)
			}
		}
	}
	for _, c := range close {
		x.note(c, "nearest")
	}
}

// pair notes the path between one place of the speaker and one name in its
// sentence; it returns the path's length.
func (x *relation) pair(c int, a anchor, m mention, first bool) int {
	side, from, to := ">", a.last, m.prefix
	if m.first < a.first {
		side, from, to = "<", m.last, a.prefix
	}
	if to-from > longestPath {
		x.note(c, "far in sentence"+side)
		return longestPath
	}
	path := x.path(from, to)
	if len(path) < x.order[c].near {
		x.order[c].near, x.order[c].span = len(path), x.span(m.first, m.last)
		x.order[c].tail = side + strings.Join(path[max(0, len(path)-2):], " ")
	}
	joined := strings.Join(path, " ")
	if len(path) <= pathInFull {
		x.note(c, "path"+side+joined)
		if first {
			x.note(c, "first path"+side+joined)
		}
	}
	head, tail := path, path
	if len(path) > 2 {
		head, tail = path[:2], path[len(path)-2:]
	}
	x.note(c, "opens"+side+strings.Join(head, " "))
	x.note(c, "closes"+side+strings.Join(tail, " "))
	if len(path) > 3 {
		x.note(c, "closes wide"+side+strings.Join(path[len(path)-3:], " "))
		x.note(c, "opens wide"+side+strings.Join(path[:3], " "))
	}
	if e := x.order[c]; e.figure >= 0 {
		x.note(c, "closes"+side+strings.Join(tail, " ")+"|"+speciesNames[x.cast.figures[e.figure].species])
	}
	x.note(c, "length"+side+bucket(len(path)))
	for _, s := range []string{"SAY", "PER", "Q", "ORG", "and", ";", "who", "but"} {
		if slices.Contains(path, s) {
			x.note(c, "between"+side+s)
		}
	}
	x.note(c, "before:"+x.plainWord(m.prefix-1))
	x.note(c, "behind:"+x.plainWord(m.last))
	if role := x.roleBetween(from, to); role != "" {
		x.note(c, "role between:"+role+side+tail[len(tail)-1])
	}
	if m.quoted {
		x.note(c, "quoted")
	}
	if m.possessive {
		x.note(c, "possessive"+side)
	}
	return len(path)
}

// roleBetween is the role noun nearest to the end of a stretch.
func (x *relation) roleBetween(from, to int) string {
	for i := to - 1; i >= from; i-- {
		if x.isRoleNoun(i) && x.mentionAt(i) < 0 {
			return x.low(i)
		}
	}
	return ""
}

// plainWord is a word that grammar is made of, or its kind.
func (s *story) plainWord(i int) string {
	if s.mentionAt(i) >= 0 {
		return "NAME"
	}
	symbol := s.symbol(i)
	if symbol == "w" && len(s.low(i)) <= 4 {
		return s.low(i)
	}
	return symbol
}

// path puts the words between two places into symbols.
func (s *story) path(from, to int) []string {
	var out []string
	for i := from; i < to; {
		if m := s.mentionAt(i); m >= 0 {
			out = append(
				out,
				map[species]string{human: "PER", body: "ORG", place: "LOC", unclear: "NAM"}[s.figureAt(m).species],
			)
			i = max(s.cast.mentions[m].last, i+1)
			continue
		}
		if next, yes := s.possessive(i); yes {
			out, i = append(out, "'s"), next
			continue
		}
		symbol := s.symbol(i)
		if n := len(out); symbol != "" && (n == 0 || out[n-1] != symbol || symbol != "w" && symbol != "Cap") {
			out = append(out, symbol)
		}
		i++
	}
	return out
}

// linking are the words that stand for themselves in a path.
var linking = map[string]bool{
	"of":      true,
	"at":      true,
	"for":     true,
	"from":    true,
	"with":    true,
	"in":      true,
	"to":      true,
	"on":      true,
	"by":      true,
	"as":      true,
	"and":     true,
	"but":     true,
	"who":     true,
	"which":   true,
	"that":    true,
	"is":      true,
	"was":     true,
	"has":     true,
	"his":     true,
	"her":     true,
	"its":     true,
	"their":   true,
	"whose":   true,
	"where":   true,
	"after":   true,
	"against": true,
	"about":   true,
	"former":  true,
	"ex":      true,
	"or":      true,
	"than":    true,
	"when":    true,
	"while":   true,
}

// symbol is a token in a path; articles are left out.
func (s *story) symbol(i int) string {
	low := s.low(i)
	switch {
	case low == "":
		return "END"
	case articles[low]:
		return ""
	case !s.word(i):
		switch low {
		case "—", "–", "-":
			return "-"
		case "“", "”", "\"", "‘", "'", "’":
			return "Q"
		}
		return low
	case linking[low]:
		return low
	case formerWords[low]:
		return "former"
	case s.isRoleNoun(i):
		return "R:" + string(s.roleClass(i))
	case s.lex.Parties[low] != "" && s.upper(i):
		return "PARTY"
	case leads[low] || belongs[low] != "" || low == "founder" || low == "joined":
		return "LEADS"
	case s.saying(i):
		return "SAY"
	case s.lex.Bodies[low].Noun && !s.upper(i):
		return "BODY"
	case isNumber(low):
		return "NUM"
	case s.upper(i):
		return "Cap"
	}
	return "w"
}

// describe notes what is true of each candidate as a whole.
func (x *relation) describe() {
	bodies := 0
	for _, e := range x.order {
		if e.figure >= 0 && x.cast.figures[e.figure].species == body {
			bodies++
		}
	}
	anyTie := false
	for i := range x.order {
		for fact := range x.facts[i] {
			anyTie = anyTie || strings.HasPrefix(fact, "tie:") && !strings.HasPrefix(fact, "tie:former")
		}
	}
	names := make([]string, len(x.order))
	for i, e := range x.order {
		names[i] = fold(e.name)
	}
	for i, e := range x.order {
		words := strings.Fields(names[i])
		if len(words) == 0 {
			continue
		}
		last := words[len(words)-1]
		kind := x.kindOf(e, words)
		x.note(i, "kind:"+kind)
		x.note(i, "last:"+last)
		if len(words) == 1 {
			x.note(i, "one word")
		}
		x.describeName(i, names)
		for _, c := range x.classes() {
			x.note(i, "role and kind:"+c+" "+kind)
		}
		for _, n := range x.nouns() {
			x.note(i, "noun and kind:"+n+" "+kind)
		}
		if len(x.roles) == 0 {
			x.note(i, "no role and kind:"+kind)
		}
		if anyTie && !x.tied(i) {
			x.note(i, "another is tied")
		} else if !anyTie {
			x.note(i, "none is tied")
		}
		if e.figure < 0 {
			x.note(i, "printed only")
			continue
		}
		f := x.cast.figures[e.figure]
		x.note(i, "species:"+speciesNames[f.species])
		if f.species == body {
			for _, fact := range thermometer(nil, "odds", x.cast.odds[f.folded], 0.6, 0.8, 0.9, 0.97) {
				x.note(i, fact)
			}
		}
		if n := x.spokenFor[e.figure]; n > 1 || n == 1 && x.tiedTo[x.speaker] != e.figure {
			x.note(i, "others speak for it")
			x.note(i, "others speak for it:"+bucket(n))
		}
		if f.certain {
			x.note(i, "certain:"+speciesNames[f.species])
		}
		if e.tail != "" {
			what := speciesNames[f.species]
			if f.certain {
				what += "!"
			}
			x.note(i, "best:"+e.tail+"|"+what)
			x.note(i, "best:"+e.tail+"|roles "+strings.Join(x.classes(), " "))
			x.note(i, "best length:"+bucket(e.near)+"|"+what)
		}
		if f.species == body && bodies == 1 {
			x.note(i, "only body")
		}
		x.note(i, "named:"+bucket(len(f.mentions)))
		if len(f.mentions) > 0 {
			m := x.cast.mentions[f.mentions[0]]
			if x.Tokens[m.first].Paragraph == 0 {
				x.note(i, "in the first paragraph")
			}
			if len(x.central) > 0 && x.central[0] == e.figure {
				x.note(i, "most named")
				x.note(i, "most named:"+kind)
			}
		}
		if x.speaks[e.figure] {
			x.note(i, "speaks itself")
		}
		near := false
		for fact := range x.facts[i] {
			near = near || strings.HasPrefix(fact, "length")
		}
		if !near {
			x.note(i, "never in the sentence")
			x.note(i, "never in the sentence:"+kind)
		}
		if d, ok := x.inQuotes[[2]int{x.speaker, e.figure}]; ok && x.speaker >= 0 {
			x.note(i, "named in the quotes:"+bucket(d))
		}
	}
}

// describeName notes how a candidate's name stands to the names of the others
// and to what the tagger takes for a name.
func (x *relation) describeName(i int, names []string) {
	for k, other := range names {
		if k == i || other == "" {
			continue
		}
		switch {
		case len(other) > len(names[i]) && holds(other, names[i]):
			x.note(i, "part of another")
		case len(other) < len(names[i]) && holds(names[i], other):
			x.note(i, "holds another")
		}
	}
	e := x.order[i]
	first, last := x.tokensOf(e.span)
	if e.figure >= 0 {
		if f := x.cast.figures[e.figure]; len(f.mentions) > 0 {
			m := x.cast.mentions[f.mentions[0]]
			first, last = m.first, m.last
		}
	} else {
		last = first + strings.Count(names[i], " ") + 1
	}
	if first >= last || x.names == nil || !x.ok(first) || !x.ok(last-1) {
		return
	}
	inside := x.nameAt(first)
	for k := first; k < last; k++ {
		if x.nameAt(k) != inside {
			inside = layers.OtherName
		}
	}
	x.note(i, "label:"+tagNames[inside])
	if inside != layers.NoName && inside != layers.OtherName {
		if x.nameAt(first-1) == inside && x.sameSentence(first, first-1) ||
			x.nameAt(last) == inside && x.sameSentence(first, last) {
			x.note(i, "cut from a label")
		} else {
			x.note(i, "whole label:"+tagNames[inside])
		}
	}
}

func (x *relation) tied(i int) bool {
	for _, t := range tieNames {
		if x.facts[i]["tie:"+t] {
			return true
		}
	}
	return false
}

var speciesNames = map[species]string{human: "person", body: "body", place: "place", unclear: "unclear"}

// kindOf sorts a body by the word that tells what it is.
func (x *relation) kindOf(e employer, words []string) string {
	for i := len(words) - 1; i >= 0; i-- {
		if g := x.lex.Bodies[words[i]]; g.Group != "" {
			return g.Group
		}
	}
	folded := strings.TrimPrefix(strings.Join(words, " "), "the ")
	if kind := x.lex.WellKnown[folded]; kind != "" {
		return kind
	}
	for _, party := range x.lex.Parties {
		if party == e.name {
			return "party"
		}
	}
	switch {
	case x.lex.Institutions[folded]:
		return "institution"
	case acronymLike(e.name):
		return "acronym"
	case e.figure >= 0 && x.cast.figures[e.figure].species == place:
		return "place"
	}
	return "-"
}

func (x *relation) classes() []string {
	var out []string
	for _, ro := range x.roles {
		if c := string(ro.class); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func (x *relation) nouns() []string {
	var out []string
	for _, ro := range x.roles {
		if ro.noun != "" && !slices.Contains(out, ro.noun) {
			out = append(out, ro.noun)
		}
	}
	return out
}

// describeNone notes what speaks for nobody's being spoken for.
func (x *relation) describeNone() {
	i := len(x.order) - 1
	x.note(i, "none")
	for _, c := range x.classes() {
		x.note(i, "none:"+c)
	}
	for _, n := range x.nouns() {
		x.note(i, "none noun:"+n)
	}
	if len(x.roles) == 0 {
		x.note(i, "none:no role")
	}
	x.note(i, "none of:"+bucket(len(x.order)-1))
	tied := false
	for k := range x.order {
		tied = tied || x.tied(k)
	}
	x.note(i, "none tied:"+strconv.FormatBool(tied))
	if x.speaker < 0 {
		x.note(i, "none:unnamed")
		if x.query != nil && x.query.document {
			x.note(i, "none:document")
		}
		return
	}
	f := x.cast.figures[x.speaker]
	if !strings.Contains(f.folded, " ") {
		x.note(i, "none:one name")
	}
	if f.gender == knowledge.Unknown {
		x.note(i, "none:gender unknown")
	}
	x.note(i, "none named:"+bucket(len(f.mentions)))
	if n, said := x.we[x.speaker]; said {
		x.note(i, "none we:"+bucket(n))
	}
}

func signed(n int) string {
	if n < 0 {
		return "-" + bucket(-n)
	}
	return "+" + bucket(n)
}

// ranked are the candidates with their scores, best first.
func (x *relation) ranked() []candidate {
	out := make([]candidate, len(x.order))
	for i := range x.order {
		features := make([]string, 0, len(x.facts[i]))
		for fact := range x.facts[i] {
			features = append(features, fact)
		}
		sort.Strings(features)
		out[i] = candidate{figure: i, features: features}
	}
	return x.model.rank(forWhom, out)
}

// printed is the name of a candidate, the fullest form.
func (x *relation) printed(i int) string {
	e := x.order[i]
	if e.figure < 0 {
		return trimName(e.name)
	}
	return x.bodyName(role{figure: e.figure, body: e.name})
}

// findCentral lists the bodies an article names most, for relate.
func (r *run) findCentral() {
	for i, f := range r.cast.figures {
		if f.species == body {
			r.central = append(r.central, i)
		}
	}
	sort.SliceStable(r.central, func(a, b int) bool {
		return len(r.cast.figures[r.central[a]].mentions) > len(r.cast.figures[r.central[b]].mentions)
	})
	r.central = r.central[:min(len(r.central), mostCentral)]
}

// organizationQuestions are what an example asks of the organisations.
func (r *Resolver) organizationQuestions(e Example) []Question {
	if e.Organization == nil {
		return nil
	}
	run := r.start(e.Document, e.Names, e.Found, nil)
	figures := make([]int, len(e.Found))
	for _, i := range run.order {
		figures[i] = nobody
		right := e.Right
		if e.named != nil {
			right = e.named
		}
		q := run.queries[i]
		if q.form == byName && right(i, run.cast.figures[q.figure].name) {
			figures[i] = q.figure
		}
		for k := 0; k < len(run.cast.figures) && figures[i] < 0; k++ {
			if right(i, run.cast.figures[k].name) {
				figures[i] = k
			}
		}
		run.answers[i].figure = figures[i]
		run.learnFrom(q, figures[i])
	}
	run.noteDescribed()
	var out []Question
	done := map[int]bool{}
	often := map[int]float64{}
	for _, i := range run.order {
		if _, known := e.Organization(i, ""); known {
			often[figures[i]]++
		}
	}
	for _, i := range run.order {
		if _, known := e.Organization(i, ""); !known {
			continue
		}
		f := figures[i]
		var x *relation
		switch {
		case f >= 0 && (done[f] || run.isBody(run.cast.figures[f])):
			continue
		case f >= 0:
			done[f] = true
			x = run.relate(f, nil)
		case run.queries[i].form == byDescription && !run.queries[i].bodyNoun:
			x = run.relate(nobody, &run.queries[i])
		default:
			continue
		}
		asked := Question{class: forWhom, weight: e.Weight}
		if f >= 0 {
			asked.weight *= math.Sqrt(often[f]) // who speaks much counts more
		}
		found := false
		for _, c := range x.ranked() {
			name := ""
			if c.figure != len(x.order)-1 {
				name = x.printed(c.figure)
			}
			ok, _ := e.Organization(i, name)
			asked.candidates, asked.right, found = append(asked.candidates, c), append(asked.right, ok), found || ok
		}
		if found && len(asked.candidates) > 1 {
			out = append(out, asked)
		}
	}
	return out
}

// noteDescribed lists, by figure, the answered quotes whose source is a
// description.
func (r *run) noteDescribed() {
	r.described = map[int][]int{}
	for _, i := range r.order {
		if f := r.answers[i].figure; f >= 0 && r.queries[i].form == byDescription {
			r.described[f] = append(r.described[f], i)
		}
	}
	r.spokenFor, r.tiedTo = map[int]int{}, map[int]int{}
	for i, f := range r.cast.figures[:min(len(r.cast.figures), maxFigures)] {
		if f.species != human || len(f.roles) == 0 {
			continue
		}
		if best := r.bestBody(f); best != nil && best.figure >= 0 {
			r.spokenFor[best.figure]++
			r.tiedTo[i] = best.figure
		}
	}
	r.we = map[int]int{}
	r.inQuotes = map[[2]int]int{}
	for _, i := range r.order {
		if f := r.answers[i].figure; f >= 0 {
			for _, span := range r.found[i].Quoted {
				first := r.tokenAt(span.Start)
				n := r.we[f]
				for k := first; r.ok(k) && r.Tokens[k].Start < span.End; k++ {
					if w := r.low(k); w == "we" || w == "our" || w == "us" || w == "we're" || w == "we've" {
						n++
					}
				}
				r.we[f] = n
				for k := r.mentionsBefore(first); k < len(r.cast.mentions) && r.Tokens[r.cast.mentions[k].first].Start < span.End; k++ {
					if other := r.cast.mentions[k].figure; r.cast.figures[other].species == body {
						r.inQuotes[[2]int{f, other}]++
					}
				}
			}
		}
	}
}
