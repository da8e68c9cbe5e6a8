package speakers

import (
	"strings"

	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// figure is one person, body or place of an article with every mention of it.
type figure struct {
	name     string // the fullest form the article gives
	folded   string
	species  species
	gender   knowledge.Gender
	mentions []int // indexes into cast.mentions, in order
	roles    []role
	known    *corpus.Known
	guess    bool // the gender is a guess from pronouns
	certain  bool // the species is more than a default
	unnamed  int  // one more than the quote whose description it is; 0 for one with a name
}

// cast is everybody an article names.
type cast struct {
	mentions []mention
	figures  []*figure
	bodies   map[string]int     // folded form of a body or place → figure
	merged   map[int]int        // figure → the one it became, until settled
	odds     map[string]float64 // form → probability of its species
	longer   map[string]bool    // words that open or close a longer form
	certain  map[string]bool    // forms whose species is more than a default
}

// gather ties mentions to figures: bodies with their acronyms, full names of
// persons, then short forms.
func gather(r reader, m model, known []corpus.Known) *cast {
	c := &cast{mentions: r.refine(findNames(r)), bodies: map[string]int{}}
	species := c.decideSpecies(r, m)
	c.addFull(r, species)
	c.addBodies(r, species)
	c.preferPlainNames(r)
	c.addShort(r, species)
	c.addAcronyms(r)
	c.orderMentions()
	c.applyKnown(r, known)
	c.findGenders(r)
	return c
}

// addFull makes a figure of each full name of a person; names that differ in
// middle names or in length are one person.
func (c *cast) addFull(r reader, kinds map[string]species) {
	byLast := map[string][]int{}
	for i := range c.mentions {
		m := &c.mentions[i]
		if known := byLast[lastWord(m.folded)]; len(known) > 0 && m.last-m.first > 1 &&
			r.hasBodyWord(m.first, m.last-1) &&
			!r.isFirstName(m.first) {
			m.figure = known[len(known)-1] // "Speaking to the Daily Mail Stone said"
			continue
		}
		if kinds[m.folded] != human || !strings.Contains(m.folded, " ") {
			continue
		}
		last := surnameOf(m.folded)
		for _, f := range byLast[last] {
			if samePerson(c.figures[f].folded, m.folded) {
				m.figure = f
			}
		}
		if m.figure < 0 {
			m.figure = c.add(human, m.folded)
			byLast[last] = append(byLast[last], m.figure)
		}
		c.lengthen(c.figures[m.figure], r, m)
	}
}

func (c *cast) add(s species, folded string) int {
	c.figures = append(c.figures, &figure{species: s, folded: folded})
	return len(c.figures) - 1
}

// lengthen keeps the fullest form, the first of equal ones.
func (c *cast) lengthen(f *figure, r reader, m *mention) {
	name := r.phrase(m.first, m.last)
	f.certain = f.certain || c.certain[m.folded]
	if f.name == "" || len(strings.Fields(m.folded)) > len(strings.Fields(f.folded)) {
		f.name, f.folded = name, m.folded
	}
	if m.gender != knowledge.Unknown {
		f.gender = m.gender
	}
}

// preferPlainNames undoes a fullest form whose first word belongs to no name:
// "Crooked Ada King" where the article mostly prints "Ada King".
func (c *cast) preferPlainNames(r reader) {
	counts := map[int]map[string]int{}
	for _, m := range c.mentions {
		if m.figure < 0 || c.figures[m.figure].species != human {
			continue
		}
		if counts[m.figure] == nil {
			counts[m.figure] = map[string]int{}
		}
		counts[m.figure][m.folded]++
	}
	for _, m := range c.mentions {
		if m.figure < 0 || c.figures[m.figure].species != human {
			continue
		}
		f := c.figures[m.figure]
		shorter := strings.HasSuffix(f.folded, " "+m.folded) && strings.Contains(m.folded, " ")
		first, _, _ := strings.Cut(f.name, " ")
		_, named := r.lex.FirstNames[first]
		if shorter && !named && !royals[strings.ToLower(first)] && r.isFirstName(m.first) &&
			counts[m.figure][m.folded] > counts[m.figure][f.folded] {
			f.name, f.folded = r.phrase(m.first, m.last), m.folded
		}
	}
}

var suffixes = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true}

// surnameOf is the last word of a folded name that is not Jr or III.
func surnameOf(folded string) string {
	words := strings.Fields(folded)
	for len(words) > 1 && suffixes[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words[len(words)-1]
}

// samePerson holds for "mark j rowley" and "mark rowley", "roma jayne" and
// "emma roma jayne", given that the surname is the same.
func samePerson(a, b string) bool {
	if strings.HasSuffix(a, " "+b) || strings.HasSuffix(b, " "+a) {
		return true
	}
	return firstWord(a) == firstWord(b) && surnameOf(a) == surnameOf(b)
}

// addBodies makes a figure of each body and place, and of unclear names of
// several words.
func (c *cast) addBodies(r reader, kinds map[string]species) {
	surnames := map[string]bool{}
	for _, f := range c.figures {
		if f.certain {
			surnames[surnameOf(f.folded)] = true
		}
	}
	for i := range c.mentions {
		m := &c.mentions[i]
		kind := kinds[m.folded]
		if m.figure >= 0 || kind != body && kind != place {
			continue
		}
		if kind == body && surnames[m.folded] && !r.lex.Institutions[m.folded] {
			continue // "the Holt files" are about the person of that surname
		}
		f, ok := c.bodies[m.folded]
		if !ok {
			f = c.add(kind, m.folded)
			c.figures[f].name, c.figures[f].certain = r.phrase(m.first, m.last), c.certain[m.folded]
			c.bodies[m.folded] = f
		}
		m.figure = f
	}
}

// addShort ties single names and what is left: a surname to the person last
// seen with it, a first name, a misspelt surname, the first word of a body's name.
func (c *cast) addShort(r reader, kinds map[string]species) {
	persons := c.index()
	seen := map[string]int{} // surname or first name → figure last meant
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.figure >= 0 {
			if f := c.figures[m.figure]; f.species == human {
				seen[surnameOf(f.folded)], seen[firstWord(f.folded)] = m.figure, m.figure
			}
			continue
		}
		m.figure = persons.find(c, m, seen)
		if m.figure >= 0 {
			seen[m.folded] = m.figure
			if m.gender != knowledge.Unknown && c.figures[m.figure].gender == knowledge.Unknown {
				c.figures[m.figure].gender = m.gender
			}
			continue
		}
		c.addAlone(r, m, kinds)
	}
}

func (c *cast) addAlone(r reader, m *mention, kinds map[string]species) {
	if f, ok := c.bodies[m.folded]; ok {
		m.figure = f
		return
	}
	kind := kinds[m.folded]
	m.figure = c.add(kind, m.folded)
	c.lengthen(c.figures[m.figure], r, m)
	c.bodies[m.folded] = m.figure
}

// shortForms finds the persons a short form can mean.
type shortForms struct{ last, first map[string][]int }

func (c *cast) index() shortForms {
	s := shortForms{map[string][]int{}, map[string][]int{}}
	for i, f := range c.figures {
		if f.species != human {
			continue
		}
		last := surnameOf(f.folded)
		s.last[last] = append(s.last[last], i)
		if _, tail, ok := strings.Cut(last, "-"); ok {
			s.last[tail] = append(s.last[tail], i)
		}
		words := strings.Fields(f.folded)
		for n := 1; n < len(words)-1; n++ {
			tail := strings.Join(words[n:], " ")
			s.last[tail] = append(s.last[tail], i)
		}
		s.first[words[0]] = append(s.first[words[0]], i)
		if royals[words[0]] && len(words) > 1 {
			s.first[words[1]] = append(s.first[words[1]], i)
		}
	}
	return s
}

var royals = map[string]bool{"king": true, "queen": true, "prince": true, "princess": true, "pope": true}

func (s shortForms) find(c *cast, m *mention, seen map[string]int) int {
	if last, ok := seen[m.folded]; ok {
		for _, f := range append(append([]int(nil), s.last[m.folded]...), s.first[m.folded]...) {
			if f == last && c.choose([]int{f}, m, seen) == f {
				return f
			}
		}
	}
	for _, options := range [][]int{s.last[m.folded], s.first[m.folded]} {
		if f := c.choose(options, m, seen); f >= 0 {
			return f
		}
	}
	return s.misspelt(c, m, seen)
}

// choose takes the only option, the one a title's gender allows, or the one
// last meant; before any mention, the first.
func (c *cast) choose(options []int, m *mention, seen map[string]int) int {
	var fitting []int
	for _, f := range options {
		if g := c.figures[f].likelyGender(); m.gender == knowledge.Unknown || g == knowledge.Unknown || g == m.gender {
			fitting = append(fitting, f)
		}
	}
	if len(fitting) == 0 {
		return -1
	}
	if last, ok := seen[m.folded]; ok && len(fitting) > 1 {
		for _, f := range fitting {
			if f == last {
				return f
			}
		}
	}
	return fitting[0]
}

// misspelt ties a surname of five letters or more that differs in one letter
// from a full name's.
func (s shortForms) misspelt(c *cast, m *mention, seen map[string]int) int {
	if len(m.folded) < 5 || strings.Contains(m.folded, " ") || m.votes[place] > 1 {
		return -1
	}
	found := -1
	for i, f := range c.figures {
		if i >= maxFigures {
			break
		}
		last := surnameOf(f.folded)
		if f.species == human && last[0] == m.folded[0] && oneOff(last, m.folded) {
			if found < 0 || seen[last] == i {
				found = i
			}
		}
	}
	return found
}

// maxFigures bounds pairwise comparisons, so that a text of names alone takes
// linear time.
const maxFigures = 400

// oneOff reports that a and b differ by one letter changed, added or left out, or
// by two that changed places.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return swapped || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// orderMentions lists each figure's mentions.
func (c *cast) orderMentions() {
	for _, f := range c.figures {
		f.mentions = f.mentions[:0]
	}
	for i := range c.mentions {
		if f := c.mentions[i].figure; f >= 0 {
			c.figures[f].mentions = append(c.figures[f].mentions, i)
		}
	}
}

// likelyGender is the known gender; see findGenders for where it comes from.
func (f *figure) likelyGender() knowledge.Gender { return f.gender }

// findGenders fills in genders: titles first, then the first name, then the
// pronouns that open sentences behind a person named alone.
func (c *cast) findGenders(r reader) {
	votes := c.pronounVotes(r)
	for i, f := range c.figures {
		if f.species != human || f.gender != knowledge.Unknown {
			continue
		}
		first, _, _ := strings.Cut(f.name, " ")
		if royals[strings.ToLower(first)] {
			f.gender = r.lex.Titles[strings.ToLower(first)].Gender
			continue
		}
		f.gender = r.lex.FirstNames[first]
		if v := votes[i]; f.gender == knowledge.Unknown && v != 0 {
			f.gender, f.guess = knowledge.Male, true
			if v < 0 {
				f.gender = knowledge.Female
			}
		}
	}
}

// pronounVotes counts he (+) and she (−) in the same or next sentence behind a
// person who is alone in theirs.
func (c *cast) pronounVotes(r reader) map[int]int {
	alone := map[int]int{} // sentence → figure, −1 for several
	for _, m := range c.mentions {
		if m.quoted || m.figure < 0 || c.figures[m.figure].species != human {
			continue
		}
		s := r.Tokens[m.first].Sentence
		if f, ok := alone[s]; ok && f != m.figure {
			alone[s] = -1
		} else if !ok {
			alone[s] = m.figure
		}
	}
	votes := map[int]int{}
	for i, t := range r.Tokens {
		if t.Region >= 0 || !t.IsWord {
			continue
		}
		value := 0
		switch t.Word {
		case "he", "his", "him":
			value = 1
		case "she", "her", "hers":
			value = -1
		default:
			continue
		}
		f, ok := alone[t.Sentence]
		if !ok && t.Sentence > 0 && r.sameParagraph(i, r.Sentences[t.Sentence-1].First) {
			f, ok = alone[t.Sentence-1]
		}
		if ok && f >= 0 {
			votes[f] += value
		}
	}
	return votes
}
