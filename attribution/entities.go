package attribution

import (
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/corpus"
)

// entity is one person or organisation of the article with all its mentions.
type entity struct {
	kind         mentionKind
	name         string // the fullest form
	surname      string // of a person, lower case
	gender       grammar.Gender
	mentions     []*mention
	organization string
	organizationReason,
	role string
	known *corpus.Known
	nouns map[string]bool // what descriptions call it: "boss", "officer"
}

// entities are the persons and organisations of one article.
type entities struct {
	all       []*entity
	bySurname map[string][]*entity
	byName    map[string]*entity
}

// gatherEntities ties mentions together: a full name and its surname are one
// person, a known name or alias is what the corpus says.
func gatherEntities(d *document.Document, lex *grammar.Lexicon, mentions []*mention, known []corpus.Known) *entities {
	e := &entities{bySurname: map[string][]*entity{}, byName: map[string]*entity{}}
	names := knownNames(known)
	for _, m := range mentions {
		if k := names[strings.Join(m.words, " ")]; k != nil {
			e.addKnown(m, k)
		}
	}
	for _, m := range mentions {
		if m.entity == nil && m.kind == personName && len(m.words) > 1 {
			e.addPerson(d, lex, m)
		}
	}
	for _, m := range mentions {
		if m.entity == nil && m.kind != organizationName {
			e.tieShort(d, lex, m)
		}
	}
	for _, m := range mentions {
		if m.entity == nil {
			e.addOther(d, m)
		}
	}
	return e
}

func knownNames(known []corpus.Known) map[string]*corpus.Known {
	out := map[string]*corpus.Known{}
	for i := range known {
		for _, name := range append([]string{known[i].Name}, known[i].Aliases...) {
			out[strings.Join(strings.Fields(corpus.FoldName(name)), " ")] = &known[i]
		}
	}
	return out
}

func (e *entities) add(m *mention, made *entity) {
	m.entity = made
	made.mentions = append(made.mentions, m)
}

func (e *entities) addKnown(m *mention, k *corpus.Known) {
	key := strings.ToLower(k.Name)
	made := e.byName[key]
	if made == nil {
		kind := personName
		if k.Type == corpus.OrganizationSpeaker {
			kind = organizationName
		}
		words := strings.Fields(key)
		made = &entity{kind: kind, name: k.Name, surname: words[len(words)-1], known: k, organization: k.Organization, role: k.Role}
		if k.Organization != "" {
			made.organizationReason = "the corpus has confirmed it"
		}
		e.register(key, made)
	}
	m.kind = made.kind
	e.add(m, made)
}

func (e *entities) register(key string, made *entity) {
	e.byName[key] = made
	e.all = append(e.all, made)
	if made.kind == personName {
		e.bySurname[made.surname] = append(e.bySurname[made.surname], made)
	}
}

func (e *entities) addPerson(d *document.Document, lex *grammar.Lexicon, m *mention) {
	key := strings.Join(m.words, " ")
	made := e.byName[key]
	if made == nil {
		// "Tyler James MacDonald" and "Tyler MacDonald" are one person.
		for _, other := range e.bySurname[m.words[len(m.words)-1]] {
			if strings.HasPrefix(strings.ToLower(other.name), m.words[0]+" ") {
				made = other
			}
		}
	}
	if made == nil {
		made = &entity{kind: personName, name: m.span.Text(d.Text), surname: m.words[len(m.words)-1], gender: lex.FirstNames[m.words[0]]}
		e.register(key, made)
	}
	if made.known == nil && len(m.span.Text(d.Text)) > len(made.name) {
		made.name = m.span.Text(d.Text)
	}
	made.learnGender(lex, m)
	e.add(m, made)
}

func (p *entity) learnGender(lex *grammar.Lexicon, m *mention) {
	if g := lex.Titles[m.title]; g != grammar.Unknown {
		p.gender = g
	}
}

// tieShort ties a surname, a first name or a titled name to its person.
func (e *entities) tieShort(d *document.Document, lex *grammar.Lexicon, m *mention) {
	last := m.words[len(m.words)-1]
	if len(m.words) > 2 {
		return
	}
	if same := e.bySurname[last]; len(same) > 0 {
		best := same[0]
		for _, p := range same {
			if p.mentions != nil && p.mentions[0].span.Start < m.span.Start {
				best = p // the one met last before here
			}
		}
		if len(m.words) == 1 || m.title != "" {
			m.kind = personName
			best.learnGender(lex, m)
			e.add(m, best)
			return
		}
	}
	if len(m.words) == 1 {
		var match *entity
		for _, p := range e.all {
			if p.kind == personName && strings.HasPrefix(strings.ToLower(p.name), m.words[0]+" ") {
				match = p
			}
		}
		if match != nil {
			m.kind = personName
			e.add(m, match)
			return
		}
	}
	if m.kind == personName {
		key := strings.Join(m.words, " ")
		made := &entity{kind: personName, name: m.span.Text(d.Text), surname: last, gender: lex.FirstNames[m.words[0]]}
		e.register(key, made)
		made.learnGender(lex, m)
		e.add(m, made)
	}
}

func (e *entities) addOther(d *document.Document, m *mention) {
	key := strings.Join(m.words, " ")
	made := e.byName[key]
	if made == nil {
		made = &entity{kind: m.kind, name: m.span.Text(d.Text)}
		e.register(key, made)
	} else if titleCased(m.span.Text(d.Text)) && !titleCased(made.name) {
		made.name = m.span.Text(d.Text)
	}
	e.add(m, made)
}

func titleCased(s string) bool {
	for _, w := range strings.Fields(s) {
		if !beginsUpper(w) {
			return false
		}
	}
	return true
}
