package speakers

import (
	"sort"
	"strconv"
	"strings"

	"quoth/attribution/speakers/knowledge"
)

// candidate is one figure a source may mean, with what speaks for it. nobody
// stands for "nobody the article names".
type candidate struct {
	figure   int
	features []string
	score    float64
}

const nobody = -1

// windows bound how many mentions a question looks back and ahead.
const (
	lookBack  = 60
	lookAhead = 24
)

// said is an utterance already resolved.
type said struct {
	figure    int
	paragraph int
	end       int // byte offset
}

// candidates lists the figures around a question with their features. history
// holds the speakers of the quotes before, the latest last.
func (s *story) candidates(q query, history []said, speaks map[int]bool) []candidate {
	at := s.mentionsBefore(q.first)
	seen := map[int]int{} // figure → index in out
	var out []candidate
	recent := 0
	paragraph := s.paragraphOf(q.first)
	add := func(i int, behind bool) {
		m := s.cast.mentions[i]
		if s.contentCovers(q, i) || !s.fits(q, m.figure) {
			return
		}
		if _, ok := seen[m.figure]; ok {
			return
		}
		seen[m.figure] = len(out)
		c := candidate{figure: m.figure}
		if behind {
			c.features = append(c.features, "later")
			if q.form == byDescription && q.definite {
				c.features = append(c.features, "later:definite")
			}
			if s.Tokens[m.first].Paragraph == paragraph {
				c.features = append(c.features, "later:paragraph")
			}
		} else if !m.quoted {
			recent++
			c.features = append(c.features, "recent:"+strconv.Itoa(min(recent, 4)))
		}
		if n := len(history); n > 0 && !behind && s.Tokens[m.first].Start > history[n-1].end {
			c.features = append(c.features, "since the last quote")
			if s.subject(m) {
				c.features = append(c.features, "subject since the last quote")
			}
		}
		c.features = s.describeMention(c.features, q, m, behind)
		c.features = s.describeFigure(c.features, q, m.figure, history, speaks, paragraph)
		out = append(out, c)
	}
	for i := at - 1; i >= max(0, at-lookBack); i-- {
		if !s.cast.mentions[i].quoted {
			add(i, false)
		}
	}
	for i := at - 1; i >= max(0, at-lookBack/3); i-- {
		add(i, false)
	}
	for i := at; i < min(len(s.cast.mentions), at+lookAhead); i++ {
		add(i, true)
	}
	for i := len(history) - 1; i >= 0 && i >= len(history)-3; i-- {
		if f := history[i].figure; f >= 0 && s.fits(q, f) {
			if _, ok := seen[f]; !ok {
				seen[f] = len(out)
				out = append(out, candidate{figure: f, features: s.describeFigure([]string{"far"}, q, f, history, speaks, paragraph)})
			}
		}
	}
	for i := range s.far(q) {
		if _, ok := seen[i]; !ok && s.fits(q, i) {
			seen[i] = len(out)
			out = append(out, candidate{figure: i, features: s.describeFigure([]string{"far"}, q, i, history, speaks, paragraph)})
		}
	}
	return append(out, candidate{figure: nobody, features: s.nobody(q)})
}

// far yields figures out of the windows that a description may still mean: the
// ones most often named, and those whose name holds its noun.
func (s *story) far(q query) func(func(int) bool) {
	return func(yield func(int) bool) {
		if q.form != byDescription {
			return
		}
		for i, f := range s.cast.figures {
			if i >= maxFigures {
				return
			}
			often := float64(len(f.mentions)) > 0.4*s.weight
			if (often || q.bodyNoun && holds(f.folded, q.noun)) && len(f.mentions) > 0 && s.cast.mentions[f.mentions[0]].first < q.first && !yield(i) {
				return
			}
		}
	}
}

// holds reports a word of a folded name.
func holds(folded, word string) bool {
	return strings.Contains(" "+folded+" ", " "+word+" ")
}

func (s *story) paragraphOf(token int) int {
	if !s.ok(token) {
		return len(s.Paragraphs) - 1
	}
	return s.Tokens[token].Paragraph
}

// mentionsBefore is the number of mentions that begin before a token.
func (s *story) mentionsBefore(token int) int {
	return sort.Search(len(s.cast.mentions), func(i int) bool { return s.cast.mentions[i].first >= token })
}

// contentCovers reports a name inside the quote's own words: nobody who speaks
// is named by himself there.
func (s *story) contentCovers(q query, i int) bool {
	m := s.cast.mentions[i]
	start := s.Tokens[m.first].Start
	return m.quoted && start >= q.content.Start && start < q.end
}

// fits leaves out figures that the source cannot mean.
func (s *story) fits(q query, figure int) bool {
	f := s.cast.figures[figure]
	if f.species == place && s.lex.Places[f.name].Kind == "demonym" {
		return false
	}
	switch {
	case q.form == byPronoun && (q.pronoun == "it" || q.pronoun == "its" || q.pronoun == "which"):
		return f.species == body || f.species == place || f.species == unclear
	case q.form == byPronoun && q.gender != knowledge.Unknown:
		return f.species == human && f.gender != opposite(q.gender) || f.species == unclear && f.guess
	case q.form == byPronoun && (q.pronoun == "who" || q.pronoun == "i"):
		return f.species == human || f.species == body
	case q.form == byDescription && q.bodyNoun:
		return f.species == body || f.species == unclear
	case q.form == byDescription && q.document:
		return f.species != place
	case q.form == byDescription && q.hasRole:
		return f.species == human && (q.gender == knowledge.Unknown || f.gender != opposite(q.gender))
	}
	return f.species == human || f.species == body || f.species == unclear
}

func opposite(g knowledge.Gender) knowledge.Gender {
	switch g {
	case knowledge.Male:
		return knowledge.Female
	case knowledge.Female:
		return knowledge.Male
	}
	return 255
}

// describeMention gives features of the mention nearest to the source.
func (s *story) describeMention(f []string, q query, m mention, behind bool) []string {
	if s.ok(q.first) {
		distance, side := s.Tokens[q.first].Sentence-s.Tokens[m.first].Sentence, "sentences:"
		if behind {
			distance, side = -distance, "sentences ahead:"
		}
		f = append(f, side+bucket(distance))
		f = append(f, "paragraphs:"+bucket(abs(s.Tokens[q.first].Paragraph-s.Tokens[m.first].Paragraph)))
	}
	if m.quoted {
		f = append(f, "quoted")
	}
	if m.possessive {
		f = append(f, "possessive")
	}
	if s.subject(m) {
		f = append(f, "subject")
		if s.Tokens[m.first].Sentence == s.Tokens[min(q.first, len(s.Tokens)-1)].Sentence-1 && !behind {
			f = append(f, "subject:before")
		}
	}
	if s.lex.Verbs[s.low(m.last)] || s.lex.Verbs[s.low(m.prefix-1)] {
		f = append(f, "says")
	}
	if q.document && s.sentenceHolds(m, q.noun) {
		f = append(f, "beside the document")
	}
	switch s.low(m.prefix - 1) {
	case "of", "in", "to", "with", "at", "by", "for", "from", "about", "against", "on":
		f = append(f, "governed")
	}
	return f
}

// sentenceHolds reports a word in the sentence of a name, outside of marks: "said
// in a statement" tells whose statement it is.
func (s *story) sentenceHolds(m mention, word string) bool {
	run := s.Sentences[s.Tokens[m.first].Sentence]
	for i := run.First; i < min(run.Last, run.First+longestLook); i++ {
		if s.low(i) == word && !s.quoted(i) {
			return true
		}
	}
	return false
}

// longestLook bounds the tokens of a sentence that are looked at.
const longestLook = 80

// subject reports a name near the beginning of its sentence that no possessive
// or preposition takes.
func (s *story) subject(m mention) bool {
	first := s.Sentences[s.Tokens[m.first].Sentence].First
	if m.possessive || isLinkWord(s.low(m.prefix-1)) {
		return false
	}
	for i := m.prefix - 1; i >= first && m.prefix-i < 12; i-- {
		if s.mentionAt(i) >= 0 || s.low(i) == "," && m.prefix-i < 3 {
			return false
		}
	}
	return m.prefix-first < 12
}

// describeFigure gives features of the figure as a whole.
func (s *story) describeFigure(f []string, q query, figure int, history []said, speaks map[int]bool, paragraph int) []string {
	who := s.cast.figures[figure]
	if n := len(history); n > 0 {
		last := history[n-1]
		near := bucket(paragraph - last.paragraph)
		if last.figure == figure {
			f = append(f, "spoke last", "spoke last:"+near)
		} else if n > 1 && history[n-2].figure == figure {
			f = append(f, "spoke before last")
		}
	}
	if speaks[figure] {
		f = append(f, "speaks by name")
	}
	if figure == q.next && who.unnamed == 0 {
		f = append(f, "speaks next")
		if q.form == byDescription && !q.definite {
			f = append(f, "speaks next:indefinite")
		}
		if paragraph <= 1 || len(history) == 0 {
			f = append(f, "speaks next:lede")
		}
	}
	if who.unnamed > 0 {
		return s.describeUnnamed(append(f, "unnamed"), q, who)
	}
	share := float64(len(who.mentions)) / max(s.weight, 1)
	switch {
	case share > 0.99:
		f = append(f, "most named")
	case share > 0.5:
		f = append(f, "often named")
	case len(who.mentions) == 1:
		f = append(f, "named once")
	}
	if who.certain {
		f = append(f, "certain")
	}
	if q.bodyNoun || q.pronoun == "it" {
		if words := strings.Fields(who.folded); len(words) > 0 && (s.lex.Bodies[words[len(words)-1]].Tail || acronymLike(who.name) || s.lex.Institutions[who.folded]) {
			f = append(f, "looks like a body")
		}
	}
	switch who.species {
	case human:
		f = append(f, "person")
	case body:
		f = append(f, "body")
	case place:
		f = append(f, "place")
	}
	if q.gender != knowledge.Unknown && who.gender == q.gender {
		f = append(f, "gender agrees")
		if who.guess {
			f = append(f, "gender guessed")
		}
	}
	if q.form == byDescription {
		f = s.describeMatch(f, q, who)
	}
	return f
}

// describeUnnamed gives features of somebody who spoke before and is only
// described.
func (s *story) describeUnnamed(f []string, q query, who *figure) []string {
	if q.gender != knowledge.Unknown && who.gender == q.gender {
		f = append(f, "gender agrees")
	}
	if q.form == byDescription {
		f = s.describeMatch(f, q, who)
	}
	return f
}

// describeMatch gives features of how a description fits a figure.
func (s *story) describeMatch(f []string, q query, who *figure) []string {
	if q.bodyNoun {
		group := s.lex.Bodies[q.noun].Group
		words := strings.Fields(who.folded)
		for _, w := range words {
			if w == q.noun && !anyBody[w] {
				return append(f, "name holds the noun")
			}
		}
		if g := s.lex.Bodies[words[len(words)-1]].Group; g != "" && g == group {
			return append(f, "same group")
		} else if g != "" {
			return append(f, "other group")
		}
		return f
	}
	if q.definite {
		f = append(f, "definite")
	} else {
		f = append(f, "indefinite")
	}
	for _, r := range who.roles {
		if r.noun != "" && r.noun == q.noun {
			f = append(f, "role noun")
			if overlap(r.text, q.text) > 1 {
				f = append(f, "role words")
			}
			return f
		}
	}
	n := len(f)
	for _, r := range who.roles {
		if r.class == q.role.class && q.hasRole {
			f = append(f, "role class")
			break
		}
	}
	for _, r := range who.roles {
		if overlap(r.text, q.text) > 0 {
			f = append(f, "role overlap")
			break
		}
	}
	if len(f) > n {
		return f
	}
	if len(who.roles) == 0 {
		return append(f, "no role")
	}
	return append(f, "other role")
}

// anyBody are nouns that stand in names and are said of every body: a name that
// holds one is no likelier meant.
var anyBody = map[string]bool{"company": true, "group": true, "organisation": true, "organization": true}

// overlap counts words of four letters or more two phrases share.
func overlap(a, b string) int {
	have := map[string]bool{}
	parts := func(s string) []string {
		return strings.FieldsFunc(fold(s), func(c rune) bool { return c == ' ' || c == '-' })
	}
	for _, w := range parts(a) {
		if len(w) > 3 {
			have[w] = true
		}
	}
	n := 0
	for _, w := range parts(b) {
		if have[w] {
			n++
			have[w] = false
		}
	}
	return n
}

// nobody gives the features of leaving a source as it is.
func (s *story) nobody(q query) []string {
	f := []string{"nobody"}
	if q.form == byDescription {
		switch {
		case q.document:
			f = append(f, "nobody:document")
		case q.bodyNoun:
			f = append(f, "nobody:body")
		case q.hasRole:
			f = append(f, "nobody:"+string(q.role.class))
			if !q.definite {
				f = append(f, "nobody:indefinite:"+string(q.role.class))
			}
		}
		if q.definite {
			f = append(f, "nobody:definite")
		} else if articles[s.low(q.first)] {
			f = append(f, "nobody:a")
		} else if q.plural {
			f = append(f, "nobody:plural")
		}
		if s.paragraphOf(q.first) <= 1 {
			f = append(f, "nobody:lede")
		}
	}
	return f
}

func bucket(n int) string {
	switch {
	case n < 0:
		return "before"
	case n <= 2:
		return strconv.Itoa(n)
	case n <= 5:
		return "3-5"
	case n <= 12:
		return "6-12"
	}
	return "far"
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
