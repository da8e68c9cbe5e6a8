package speakers

import (
	"strings"

	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// form is how a source names the speaker.
type form string

// The source forms, as the gold data calls them.
const (
	byName        form = "name"
	byPronoun     form = "pronoun"
	byDescription form = "nominal"
	byNothing     form = "none"
)

// query asks who one source is.
type query struct {
	form      form
	first     int // tokens of the source; of the content when there is no source
	last      int
	figure    int // of a name
	next      int // figure of the next quote whose source is a name, −1 for none
	pronoun   string
	gender    knowledge.Gender
	plural    bool
	text      string // the description as printed, without clauses behind it
	noun      string // its head in lower case
	role      role   // what the description says
	hasRole   bool
	bodyNoun  bool // "the company"
	document  bool // "the report"
	definite  bool
	recovered bool        // the source was found here, not handed over
	content   corpus.Span // first stretch of the content
	end       int         // end of the last stretch
}

var pronouns = map[string]knowledge.Gender{
	"he": knowledge.Male, "she": knowledge.Female, "him": knowledge.Male, "her": knowledge.Female, "his": knowledge.Male, "hers": knowledge.Female,
	"they": knowledge.Unknown, "it": knowledge.Unknown, "i": knowledge.Unknown, "we": knowledge.Unknown, "who": knowledge.Unknown, "which": knowledge.Unknown,
	"its": knowledge.Unknown, "their": knowledge.Unknown, "my": knowledge.Unknown, "our": knowledge.Unknown, "them": knowledge.Unknown, "whose": knowledge.Unknown,
	"me": knowledge.Unknown, "himself": knowledge.Male, "herself": knowledge.Female, "that": knowledge.Unknown,
}

// subjects are pronouns that are a source whatever words were taken in behind
// them.
var subjects = map[string]bool{"he": true, "she": true, "i": true, "we": true, "they": true}

// ask reads a source as a question.
func (s *story) ask(content, source, cue []corpus.Span) query {
	q := query{figure: -1, content: content[0], end: content[len(content)-1].End}
	if first, last := s.mainSubject(source, cue); last > first {
		q.first, q.last, q.recovered = first, last, true
		if gender, ok := pronouns[s.low(first)]; !ok || !s.asPronoun(&q, gender) {
			s.askNoun(&q)
		}
		return q
	}
	if len(source) == 0 || source[0].Empty() {
		if first, last := s.recover(content); last > first {
			q.first, q.last, q.recovered = first, last, true
			s.askNoun(&q)
			return q
		}
		q.form = byNothing
		q.first, q.last = s.tokensOf(content[0])
		return q
	}
	q.first, q.last = s.tokensOf(source[0])
	s.growLeft(&q)
	s.growRight(&q, cue)
	s.growChain(&q)
	for q.first < q.last && !s.word(q.first) {
		q.first++
	}
	if q.first >= q.last {
		q.form = byNothing
		return q
	}
	if gender, ok := pronouns[s.low(q.first)]; ok && s.asPronoun(&q, gender) {
		return q
	}
	s.askNoun(&q)
	return q
}

// growLeft takes in what a source was cut off from: the rest of a name, and the
// modifiers and article of a description.
func (s *story) growLeft(q *query) {
	if m := s.mentionAt(q.first); m >= 0 {
		q.first = s.cast.mentions[m].first
		return
	}
	if _, pronoun := pronouns[s.low(q.first)]; pronoun || s.lex.Stops[s.low(q.first)] || s.upper(q.first) && s.mentionAt(q.first) < 0 {
		return
	}
	start := s.phraseStart(q.first)
	if articles[s.low(start-1)] && s.sameSentence(start-1, q.first) {
		start--
	}
	q.first = start
}

// growRight takes in the name in apposition that ends before the cue where a
// source was cut off: "The chief at the | time, Ada Stone, said".
func (s *story) growRight(q *query, cue []corpus.Span) {
	if len(cue) == 0 {
		return
	}
	at, _ := s.tokensOf(cue[0])
	if at <= q.last || at > q.last+longestRest || !s.sameSentence(at, q.first) {
		return
	}
	end := at
	if s.low(end-1) == "," {
		end--
	}
	m := s.mentionEnding(end)
	if m < 0 || s.cast.mentions[m].first < q.last || s.figureAt(m).species != human || s.low(s.cast.mentions[m].prefix-1) != "," {
		return
	}
	for i := q.last; i < at; i++ {
		if s.quoted(i) || s.saying(i) {
			return
		}
	}
	q.first, q.last = s.cast.mentions[m].first, s.cast.mentions[m].last
}

// growChain finds the person at the head of a chain of appositions of which a
// source is only the last: "Ada Stone, of Selby, | one of the critics,".
func (s *story) growChain(q *query) {
	if s.low(q.first-1) != "," {
		return
	}
	if m := s.headMention(q.first, s.chunkEnd(q.first, q.last)); m >= 0 && s.figureAt(m).species == human {
		return
	}
	for i := q.first - 1; i >= 0 && q.first-i < maxPhrase && s.sameSentence(i, q.first) && !s.quoted(i) && !s.saying(i); i-- {
		m := s.mentionAt(i)
		if m < 0 || s.cast.mentions[m].possessive || s.figureAt(m).species != human || s.low(s.cast.mentions[m].last) != "," {
			continue
		}
		mention := s.cast.mentions[m]
		if head := mention.prefix; s.opensSentence(head) || s.quoted(head-1) || s.low(head-1) == "," && s.quoted(head-2) {
			q.first, q.last = mention.first, mention.last
			return
		}
		i = mention.prefix
	}
}

func (s *story) figureAt(m int) *figure { return s.cast.figures[s.cast.mentions[m].figure] }

// longestRest bounds the tokens that a source may be short of.
const longestRest = 10

// mainSubject finds the subject of the cue's sentence where the cue has none of
// its own: always for "…, arguing that", and where no source was handed over.
func (s *story) mainSubject(source, cue []corpus.Span) (first, last int) {
	if len(cue) == 0 {
		return 0, 0
	}
	at, _ := s.tokensOf(cue[0])
	if !s.ok(at) {
		return 0, 0
	}
	participle := strings.HasSuffix(s.low(at), "ing") && s.low(at) != "according" && (s.low(at-1) == "," || s.low(at-1) == "by" || s.low(at-1) == "before" || s.low(at-1) == "while")
	if len(source) > 0 && !participle {
		return 0, 0
	}
	start := s.Sentences[s.Tokens[at].Sentence].First
	p := s.Paragraphs[s.Tokens[at].Paragraph].Tokens
	for i := max(start, s.dateline(p.First, p.Last)); i < at && i < start+maxPhrase; i++ {
		if s.quoted(i) {
			return s.behindCue(at)
		}
		if g, ok := pronouns[s.low(i)]; ok && (g != knowledge.Unknown && s.low(i) != "his" && s.low(i) != "her" && s.low(i) != "him" || s.low(i) == "it" || s.low(i) == "they") {
			return i, i + 1
		}
		m := s.mentionAt(i)
		if end := s.opening(i, at); end > i && (m < 0 || s.cast.mentions[m].possessive) {
			return i, end
		}
		if m < 0 {
			continue
		}
		mention := s.cast.mentions[m]
		if s.lex.Parties[mention.folded] != "" {
			continue // "Democratic nominee Ada Stone"
		}
		if f := s.cast.figures[mention.figure]; !mention.possessive && !isLinkWord(s.low(mention.prefix-1)) && !isLinkWord(s.low(mention.prefix-2)) && s.lex.Places[f.name].Kind != "demonym" {
			return mention.first, mention.last
		}
		i = mention.last - 1
	}
	return 0, 0
}

// behindCue finds the person a few words behind a cue: “…,” said 9/11 widow Ada
// Stone.
func (s *story) behindCue(cue int) (first, last int) {
	for i := cue + 1; i < cue+9 && s.sameSentence(i, cue) && !s.quoted(i) && s.low(i) != ","; i++ {
		m := s.mentionAt(i)
		if m < 0 {
			continue
		}
		mention := s.cast.mentions[m]
		if f := s.cast.figures[mention.figure]; f.species == human && f.certain && !isLinkWord(s.low(mention.prefix-1)) && !mention.possessive {
			return mention.first, mention.last
		}
		return 0, 0
	}
	return 0, 0
}

// opening is where a description that begins at i ends: "The home ministry",
// "Nepal’s aviation authority"; i when none does.
func (s *story) opening(i, limit int) int {
	if m := s.mentionAt(i); !articles[s.low(i)] && (m < 0 || !s.cast.mentions[m].possessive || s.cast.mentions[m].first != i) {
		return i
	}
	for j := i + 1; j < min(limit, i+9); j++ {
		low := s.low(j)
		if s.mentionAt(j) < 0 && (isLinkWord(low) || s.saying(j) || s.low(j) == ",") {
			return i
		}
		if b := s.lex.Bodies[low]; (b.Noun || s.isRoleNoun(j)) && !s.upper(j) && !s.isRoleNoun(j+1) && !s.lex.Bodies[s.low(j+1)].Noun {
			return j + 1
		}
	}
	return i
}

// recover finds a subject that the words behind or before a quotation plainly
// give although no source was handed over: “…,” the centre said; “…,” Ada Stone,
// who leads it, told them.
func (s *story) recover(content []corpus.Span) (first, last int) {
	end := content[len(content)-1]
	words := strings.TrimRight(end.Text(s.Text), "\"”’»' ")
	if words == "" || !strings.ContainsAny(words[len(words)-1:], ",?!") {
		return 0, 0
	}
	i := s.tokenAt(end.End)
	for s.ok(i) && s.Tokens[i].Start < end.End+4 && !s.word(i) {
		i++
	}
	if !s.word(i) || s.quoted(i) || s.saying(i) || s.paragraphOf(i) != s.paragraphOf(s.tokenAt(end.Start)) {
		return 0, 0
	}
	if m := s.mentionStarting(i); m < 0 && !articles[s.low(i)] {
		return 0, 0
	}
	for j := i + 1; j < i+maxPhrase && s.sameSentence(i, j) && !s.quoted(j); j++ {
		if s.saying(j) || s.low(j) == "read" || s.low(j) == "reads" {
			return i, j
		}
	}
	return 0, 0
}

// asPronoun reads "he", "who" and possessives before a noun ("his critique").
func (s *story) asPronoun(q *query, gender knowledge.Gender) bool {
	low := s.low(q.first)
	possessive := low == "his" || low == "her" || low == "its" || low == "their"
	if q.last-q.first > 1 && s.word(q.first+1) && !possessive && low != "who" && !subjects[low] {
		return false
	}
	if possessive && q.last-q.first > 1 {
		// "her mother" is somebody else; "her tweet" is she.
		for i := q.first + 1; i < q.last && s.word(i); i++ {
			if s.isRoleNoun(i) || s.mentionAt(i) >= 0 {
				return false
			}
		}
	}
	q.form, q.pronoun, q.gender = byPronoun, low, gender
	q.plural = low == "they" || low == "their" || low == "them" || low == "we" || low == "our"
	return true
}

// askNoun reads a name or a description.
func (s *story) askNoun(q *query) {
	chunk := s.chunkEnd(q.first, q.last)
	if m := s.headMention(q.first, chunk); m >= 0 {
		q.form, q.figure = byName, s.cast.mentions[s.lift(m)].figure
		return
	}
	// "The company’s chief, Ada Stone, said": the name stands in apposition.
	if s.low(chunk) == "," && s.sameSentence(chunk, q.first) {
		if m := s.mentionStarting(chunk + 1); m >= 0 && s.cast.figures[s.cast.mentions[m].figure].species == human {
			if after := s.cast.mentions[m].last; s.cast.mentions[m].first < q.last || s.low(after) == "," || s.saying(after) {
				q.form, q.figure = byName, s.cast.mentions[m].figure
				return
			}
		}
	}
	if f := s.unlisted(q.first, chunk); f >= 0 {
		q.form, q.figure = byName, f
		return
	}
	s.describe(q, chunk)
}

// mentionStarting is the mention that begins at i, titles before it aside.
func (s *story) mentionStarting(i int) int {
	for n := 0; n < 5; n++ {
		if m := s.mentionAt(i + n); m >= 0 {
			return m
		}
		if !s.upper(i+n) && s.low(i+n) != "." {
			break
		}
	}
	return -1
}

// chunkEnd is where the first noun phrase with its of-phrases ends: at a comma,
// a relative pronoun, a bracket or a dash.
func (s *story) chunkEnd(first, last int) int {
	for i := first; i < last; i++ {
		switch s.low(i) {
		case ",", "who", "which", "that", "(", "—", "–", ";", ":":
			if i > first {
				return i
			}
		}
	}
	return last
}

// headMention is the name that heads a noun phrase: the one the phrase ends
// with and nothing governs, or the one its first links follow.
func (s *story) headMention(first, last int) int {
	end := last
	for end > first && (!s.word(end-1) || end-1 > first && postNominals[s.low(end-1)] && allUpper(s.printed(end-1))) {
		end--
	}
	link := first
	for link < end && !s.endsNoun(link, first) {
		link++
	}
	// Before the first link: "Jessica Dorsey of Utrecht University". A country or a
	// body does not speak where a person follows.
	other := -1
	if m := s.mentionAt(link - 1); m >= 0 && link > first && s.cast.mentions[m].first >= first-1 {
		if s.figureAt(m).species == human {
			return m
		}
		other = m
	}
	// One name across the link: "the Civil Aviation Authority of Nepal".
	if m := s.mentionAt(link); m >= 0 && s.cast.mentions[m].first >= first {
		other = m
	}
	// Behind an of-phrase with nothing between: "… for Norway and Denmark Ada Stone".
	m := s.mentionAt(end - 1)
	if m < 0 || s.figureAt(m).species != human {
		return other
	}
	begin := s.cast.mentions[m].prefix
	for k := s.mentionAt(begin); k >= 0 && k != m; k = s.mentionAt(begin) {
		begin = s.cast.mentions[k].last // "Norway Ada Stone": the country is no title
	}
	before := s.low(begin - 1)
	if office := begin - 2; before == "of" && begin < s.cast.mentions[m].first && s.isRoleNoun(office) && s.upper(office) && !s.isRoleNoun(begin) {
		return m // "Secretary of State Ada Stone"
	}
	if isLinkWord(before) || articles[before] || before == "and" || before == "'" || before == "’" || before == "s" {
		return other
	}
	return m
}

// lift finds the person to whom a source that is only the end of a noun phrase
// belongs: in "Ada Stone from Lumen says" the subject is no company.
func (s *story) lift(m int) int {
	mention := s.cast.mentions[m]
	before := mention.prefix - 1
	for i := 0; i < 4 && s.word(before) && (articles[s.low(before)] || s.upper(before) || s.compound(before)); i++ {
		before--
	}
	if s.cast.figures[mention.figure].species == human && s.cast.figures[mention.figure].certain || !governors[s.low(before)] {
		return m
	}
	for i := before - 1; i >= 0 && before-i < 14 && s.sameSentence(i, before) && !s.quoted(i) && !s.saying(i); i-- {
		if k := s.mentionAt(i); k >= 0 {
			if s.cast.figures[s.cast.mentions[k].figure].species == human && !s.cast.mentions[k].possessive {
				return k
			}
			i = s.cast.mentions[k].first
		}
	}
	return m
}

// governors put a name into the phrase of another one.
var governors = map[string]bool{"of": true, "from": true, "at": true, "in": true, "for": true, "with": true}

// endsNoun reports a word behind a noun that opens what depends on it: "of",
// "under", "obtained".
func (s *story) endsNoun(i, first int) bool {
	low := s.low(i)
	if isLinkWord(low) {
		return true
	}
	if i == first || s.upper(i) || s.mentionAt(i) >= 0 || s.glued(i) {
		return false
	}
	return s.lex.Stops[low] && !articles[low] || strings.HasSuffix(low, "ed") && s.mentionAt(i-1) < 0 && !articles[s.low(i-1)] && !s.lex.Stops[s.low(i-1)]
}

func isLinkWord(w string) bool { _, ok := roleLinks[w]; return ok }

// unlisted finds the figure of a source printed like a name that findNames did
// not take for one, such as a lower-case brand or a surname opening a sentence.
func (s *story) unlisted(first, last int) int {
	for first < last && (articles[s.low(first)] || s.lex.Titles[s.low(first)].Kind == "honorific" || s.low(first) == ".") {
		first++
	}
	name := s.phrase(first, last)
	if f := s.cast.byName(name); f >= 0 {
		return f
	}
	if last-first == 1 && s.upper(first) {
		folded := fold(name)
		for i, f := range s.cast.figures {
			if i >= maxFigures {
				break
			}
			if f.species == human && (surnameOf(f.folded) == folded || firstWord(f.folded) == folded) {
				return i
			}
		}
	}
	return -1
}

// describe fills in what a description says.
func (s *story) describe(q *query, chunk int) {
	q.form = byDescription
	first := q.first
	q.definite = s.low(first) == "the" || s.low(first) == "this" || s.low(first) == "that" || s.low(first) == "these"
	q.text = s.phrase(first, min(chunk, first+maxPhrase))
	q.role, q.hasRole = s.readRole(first, chunk)
	head := first
	for i := first; i < chunk && !s.endsNoun(i, first); i++ {
		if s.word(i) {
			head = i
		}
	}
	q.noun = s.low(head)
	if !q.hasRole || s.isRoleNoun(head) && q.role.noun != q.noun {
		q.hasRole = q.hasRole && q.role.noun == q.noun
	}
	b := s.lex.Bodies[q.noun]
	if b.Document && q.definite {
		q.text = s.phrase(first, head+1)
	}
	q.bodyNoun, q.document = b.Noun && !q.hasRole, b.Document && !(b.Noun && q.definite && q.noun == "paper")
	if at := s.writer(q, chunk); q.document && at > 0 {
		q.first = at
		s.describe(q, s.participleAhead(at, chunk))
		return
	}
	if q.bodyNoun && q.document && b.Group == "business" {
		q.document = false
	}
	q.gender = q.role.gender
	q.plural = strings.HasSuffix(q.noun, "s") && q.role.class == knowledge.Crowd || q.role.class == knowledge.Crowd
	if !q.hasRole && strings.HasSuffix(q.noun, "s") && !q.bodyNoun && !q.document {
		q.plural = true
	}
}

// writer is where the phrase begins that says whose a document is, without a name:
// "a statement by | a Selby spokesperson"; 0 where none does.
func (s *story) writer(q *query, chunk int) int {
	for i := q.first + 1; i+2 < chunk; i++ {
		if low := s.low(i); (low == "by" || low == "from") && articles[s.low(i+1)] && s.roleAhead(i+2, chunk) {
			return i + 1
		}
	}
	return 0
}

// roleAhead reports a role noun in lower case within the next words.
func (s *story) roleAhead(i, limit int) bool {
	for j := i; j < min(limit, i+4); j++ {
		if s.isRoleNoun(j) && !s.upper(j) {
			return true
		}
	}
	return false
}

// participleAhead is where a phrase ends: before "confirming the move".
func (s *story) participleAhead(first, chunk int) int {
	for i := first + 2; i < chunk; i++ {
		if strings.HasSuffix(s.low(i), "ing") && !s.upper(i) && s.isRoleNoun(i-1) {
			return i
		}
	}
	return chunk
}
