package speakers

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
)

// ofKind is the class of the weights that tell persons, bodies and places apart.
const ofKind = "kind"

// sureKind is the probability from which a name's kind is more than a default.
const sureKind = 0.8

// nameForm is one form of a name in one article with what its mentions show.
type nameForm struct {
	folded   string
	mentions []int
	features []string
}

// forms gathers the forms of the mentions, in order of their first mention.
func (c *cast) forms(r reader) []*nameForm {
	c.longer = map[string]bool{}
	byFold := map[string]*nameForm{}
	var out []*nameForm
	for i, m := range c.mentions {
		f := byFold[m.folded]
		if f == nil {
			f = &nameForm{folded: m.folded}
			byFold[m.folded] = f
			out = append(out, f)
		}
		f.mentions = append(f.mentions, i)
	}
	tails := map[string]bool{}
	for _, f := range out {
		if words := strings.Fields(f.folded); len(words) > 1 {
			c.longer[words[0]], c.longer[words[len(words)-1]] = true, true
		}

		if words := strings.Fields(f.folded); len(words) > 1 && r.isFirstName(c.mentions[f.mentions[0]].first) {
			tails[words[len(words)-1]] = true
		}
	}
	for _, f := range out {
		f.features = c.describeForm(r, f, tails)
	}
	return out
}

// thermometer gives a feature for each step that a value reaches.
func thermometer(out []string, name string, value float64, steps ...float64) []string {
	for _, s := range steps {
		if value >= s {
			out = append(out, name+"≥"+strconv.FormatFloat(s, 'g', 2, 64))
		}
	}
	return out
}

var tagNames = map[layers.Name]string{
	layers.Person:       "person",
	layers.Organization: "body",
	layers.Location:     "place",
	layers.OtherName:    "other",
	layers.NoName:       "no",
}

func (c *cast) describeForm(r reader, f *nameForm, tails map[string]bool) []string {
	m := c.mentions[f.mentions[0]]
	words := strings.Fields(f.folded)
	if len(words) == 0 {
		return nil
	}
	var votes [4]float64
	tags, tokens := map[layers.Name]int{}, 0
	seen := map[string]bool{}
	for _, i := range f.mentions[:min(len(f.mentions), 20)] {
		x := c.mentions[i]
		for s := range votes {
			votes[s] += min(x.votes[s], 4)
		}
		for k := x.first; k < x.last; k++ {
			if r.word(k) {
				tags[r.nameAt(k)]++
				tokens++
			}
		}
		before, behind := r.low(x.prefix-1), r.low(x.last)
		switch before {
		case "the", "in", "at", "of", "from", "for", "by", "to", "with", "a":
			seen["before:"+before] = true
		}
		for k := x.prefix - 1; k > x.prefix-3; k-- {
			if role, ok := r.lex.Roles[r.low(k-1)]; ok && roleLinks[r.low(k)] != noTie {
				seen["role "+string(role.Class)+" "+r.low(k)] = true // "director of Lumen", "mayor of Selby"
			}
		}
		if role, ok := r.lex.Roles[r.low(x.last)]; ok && !r.upper(x.last) {
			seen["then role "+string(role.Class)] = true // "Lumen spokesman"
		}
		switch behind {
		case "'", "’":
			seen["possessive"] = true
		case "who", "which", "(", "and", "has", "is", "are", "have":
			seen["behind:"+behind] = true
		case ",":
			seen["behind:, "+map[bool]string{true: "the", false: "-"}[articles[r.low(x.last+1)]]] = true
		}
		if r.lex.Verbs[behind] {
			seen["says"] = true
		}
		if r.word(x.last) && !r.upper(x.last) {
			seen["then:"+behind] = true
		}
		if r.word(x.prefix-1) && !r.upper(x.prefix-1) && r.sameSentence(x.prefix-1, x.first) {
			seen["behind word:"+before] = true
		}
		if next := r.meantBy(x.last); next != "" {
			seen["taken up:"+next] = true
		}
		if r.lex.Verbs[before] {
			seen["said by"] = true
		}
		if x.prefix < x.first {
			seen["title"] = true
		}
		if r.personTitleBefore(x.first) {
			seen["role before"] = true
		}
	}
	out := []string{
		"bias",
		"words:" + strconv.Itoa(min(len(words), 5)),
		"last:" + words[len(words)-1],
		"first:" + words[0],
	}
	last := words[len(words)-1]
	out = append(out, "ends:"+last[max(0, len(last)-3):])
	for s, name := range []string{"", "human", "body", "place"} {
		if s > 0 {
			out = thermometer(out, name, votes[s], 0.5, 1, 2, 3, 4, 6, 9)
		}
	}
	if r.names != nil {
		for tag, name := range tagNames {
			share := float64(tags[tag]) / float64(max(tokens, 1))
			out = thermometer(out, "tag "+name, share, 0.2, 0.5, 0.8)
			if share >= 0.5 {
				out = append(out, "tag "+name+" words:"+strconv.Itoa(min(len(words), 3)))
			}
		}
	}
	class := r.class(m.first)
	end := r.class(m.last - 1)
	for bit := range 16 {
		if class&(1<<bit) != 0 {
			out = append(out, "first class:"+strconv.Itoa(bit))
		}
		if end&(1<<bit) != 0 {
			out = append(out, "last class:"+strconv.Itoa(bit))
		}
	}
	if p := r.lex.Places[r.phrase(m.first, m.last)]; p.Kind != "" {
		out = append(out, "place:"+p.Kind)
	}
	if r.lex.Institutions[f.folded] {
		out = append(out, "institution")
	}
	if tails[f.folded] {
		out = append(out, "surname of a longer form")
	}
	if kind := r.lex.WellKnown[strings.TrimPrefix(f.folded, "the ")]; kind != "" {
		out = append(out, "well known", "well known:"+kind)
	}
	if len(words) == 1 && !c.longer[f.folded] {
		out = append(out, "never longer", "never longer:"+bucket(len(f.mentions)))
	}
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// meantBy is the first word within the next sentence that takes up a name:
// "she", "its", "the company".
func (r reader) meantBy(i int) string {
	if !r.ok(i) {
		return ""
	}
	for j := i; j < min(i+farthestTakenUp, len(r.Tokens)) && r.Tokens[j].Sentence <= r.Tokens[i].Sentence+1 && r.sameParagraph(i, j); j++ {
		switch low := r.low(j); {
		case r.quoted(j) != r.quoted(i):
		case low == "he" || low == "his" || low == "him":
			return "he"
		case low == "she" || low == "her":
			return "she"
		case low == "it" || low == "its" || low == "they" || low == "their":
			return low
		case low == "the" && r.lex.Bodies[r.low(j+1)].Noun && !r.upper(j+1):
			return "the body"
		case j > i+1 && r.upper(j) && !r.opensSentence(j):
			return "" // another name may be meant
		}
	}
	return ""
}

// farthestTakenUp bounds that look in tokens.
const farthestTakenUp = 30

// kinds are the candidates of a form.
func kinds(features []string) []candidate {
	out := make([]candidate, 4)
	for s := unclear; s <= place; s++ {
		list := make([]string, len(features))
		for i, f := range features {
			list[i] = speciesNames[s] + " " + f
		}
		out[s] = candidate{figure: int(s), features: list}
	}
	return out
}

// kind is the likeliest species of a form and its probability.
func (m model) kind(features []string) (species, float64) {
	best, sum := unclear, 0.0
	var scores [4]float64
	for s := unclear; s <= place; s++ {
		for _, f := range features {
			scores[s] += m[ofKind+"|"+speciesNames[s]+" "+f]
		}
		if scores[s] > scores[best] {
			best = s
		}
	}
	for _, x := range scores {
		sum += math.Exp(x - scores[best])
	}
	return best, 1 / sum
}

// decideSpecies tells for every form of a name what it stands for.
func (c *cast) decideSpecies(r reader, m model) map[string]species {
	c.certain, c.odds = map[string]bool{}, map[string]float64{}
	out := map[string]species{}
	for _, f := range c.forms(r) {
		if r.names == nil {
			c.vote(f, out)
			continue
		}
		kind, p := m.kind(f.features)
		c.odds[f.folded] = p
		out[f.folded], c.certain[f.folded] = kind, p >= sureKind && kind != unclear
	}
	return out
}

// vote adds the votes of a form's mentions, in a text without labels.
func (c *cast) vote(f *nameForm, out map[string]species) {
	var votes [4]float64
	for _, i := range f.mentions {
		for s, v := range c.mentions[i].votes {
			votes[s] += min(v, 4)
		}
	}
	best := unclear
	for s := human; s <= place; s++ {
		if votes[s] > votes[best] {
			best = s
		}
	}
	out[f.folded] = best
	for _, i := range f.mentions {
		if c.mentions[i].votes[best] >= 2 {
			c.certain[f.folded] = true
		}
	}
}

// KindQuestions are what the names of a text ask of the weights that tell
// persons, bodies and places apart; kindOf tells a name's kind, and whether it
// is known.
func (r *Resolver) KindQuestions(
	doc *document.Document,
	names []layers.Name,
	weight float64,
	kindOf func(first, last int, folded string) (layers.Name, bool),
) []Question {
	x := newReader(doc, r.lex, names)
	c := &cast{mentions: x.refine(findNames(x))}
	var out []Question
	for _, f := range c.forms(x) {
		m := c.mentions[f.mentions[0]]
		kind, known := kindOf(doc.Tokens[m.first].Start, doc.Tokens[m.last-1].End, f.folded)
		if !known {
			continue
		}
		q := Question{class: ofKind, weight: weight, candidates: kinds(f.features), right: make([]bool, 4)}
		q.right[speciesOf[kind]] = true
		out = append(out, q)
	}
	return out
}

// Join takes in the weights of another resolver.
func (r *Resolver) Join(other *Resolver) {
	for k, v := range other.model {
		r.model[k] = v
	}
}
