package attribution

import (
	"quoth/attribution/document"
	"quoth/corpus"
)

// cue is a reporting verb outside quotation marks with its subject.
type cue struct {
	token     int
	span      corpus.Span
	lemma     string
	utterance corpus.Utterance
	source    document.Range // the subject's tokens; empty without one
	inverted  bool           // said X
	sentence  int
}

// nounish are forms that are as often nouns as verbs: behind a determiner or an
// adjective they report nothing.
var nounish = wordSet(
	`report reports call calls claim claims comment comments answer answers reply replies demand demands promise promises
	pledge pledges post posts tweet tweets quote quotes order orders rule rules appeal appeals state states note notes remark remarks
	vow vows label labels brand brands question questions request requests warning meaning feeling thinking support supports vote votes hope hopes fear fears
	counter object objects voice voices present presents read reads cry cries slam hail blast express feels doubt worries term terms praise shout`,
)

var determiners = wordSet("the a an his her their its our my your this that these those no any some of 's s for")

// isCueVerb reports whether a token outside marks is a form of a reporting verb
// used as a verb.
func (t *text) isCueVerb(i int) bool {
	if i < 0 || i >= len(t.Tokens) || t.Tokens[i].Region >= 0 {
		return false
	}
	w := t.Tokens[i].Word
	if _, ok := t.lex.Verbs[w]; !ok {
		return false
	}
	if nounish[w] && i > 0 && t.Tokens[i-1].Sentence == t.Tokens[i].Sentence &&
		(determiners[t.Tokens[i-1].Word] || t.isAdjective(i-1)) {
		return false
	}
	return t.at[i] == nil
}

func (t *text) isAdjective(i int) bool {
	w := t.Tokens[i].Word
	return i > 0 && determiners[t.Tokens[i-1].Word] && t.Tokens[i].IsWord && !t.isRole(w) && t.at[i] == nil &&
		!t.lex.GroupNouns[w]
}

// findCues lists the cues of a run of tokens.
func (t *text) findCues(run document.Range) []*cue {
	var out []*cue
	for i := run.First; i < run.Last && !t.StoppedAt(i); i++ {
		switch {
		case t.Tokens[i].Region >= 0:
			continue
		case t.Tokens[i].Word == "according" && i+2 < run.Last && t.Tokens[i+1].Word == "to":
			c := &cue{
				token: i, span: corpus.Span{Start: t.Tokens[i].Start, End: t.Tokens[i+1].End}, lemma: "according to",
				utterance: corpus.Speech, inverted: true, sentence: t.Tokens[i].Sentence,
			}
			c.source = t.nounPhraseAfter(i+2, run.Last)
			out = append(out, c)
		case t.isCueVerb(i):
			verb := t.lex.Verbs[t.Tokens[i].Word]
			c := &cue{
				token:     i,
				span:      t.Tokens[i].Span,
				lemma:     verb.Lemma,
				utterance: verb.Utterance,
				sentence:  t.Tokens[i].Sentence,
			}
			t.findSource(c, run)
			out = append(out, c)
		}
	}
	return out
}

// findSource finds the subject: behind the verb in "…," said X, else before it.
func (t *text) findSource(c *cue, run document.Range) {
	i := c.token
	before := t.subjectBefore(i, run.First)
	if t.invertible(i, run) && c.lemma != "tell" { // "…," told her has its subject elsewhere
		after := t.nounPhraseAfter(i+1, run.Last)
		fits := after.Last > after.First && !t.objectOnly(after) && t.endsSubject(after.Last, run.Last)
		// Behind "Ada Stone, the chief of Lumen," no other subject is looked for.
		if fits && (t.quotedBefore(i) || before.Last == before.First || t.isPerson(after) && !t.isPerson(before)) {
			c.source, c.inverted = after, true
			return
		}
	}
	c.source = before
}

// quotedBefore reports a quotation that ends before the token, a comma between.
func (t *text) quotedBefore(i int) bool {
	for n := 0; n < 2 && i > 0; n++ {
		i--
		if t.Tokens[i].Region >= 0 {
			return true
		}
		if t.Tokens[i].IsWord {
			return false
		}
	}
	return false
}

// isPerson reports a run of tokens that ends with a person's name.
func (t *text) isPerson(r document.Range) bool {
	return r.Last > r.First && t.at[r.Last-1] != nil && t.at[r.Last-1].kind == personName
}

// endsSubject tells "said Ada Stone, the …" and "said Ada Stone on Friday" from
// "said Ada Stone would join", whose name is no subject of said.
func (t *text) endsSubject(i, limit int) bool {
	if i >= limit || t.Tokens[i].Region >= 0 || !t.Tokens[i].IsWord {
		return true
	}
	w := t.Tokens[i].Word
	return stopsPhrase[w] || prepositions[w] || isAdverb(w) || t.isCueVerb(i) || w == "s"
}

// invertible holds where a comma, a mark or the sentence's start stands before
// the verb and no subject.
func (t *text) invertible(i int, run document.Range) bool {
	if i == run.First {
		return i+1 < run.Last && t.Tokens[i+1].IsUpper
	}
	before := t.Tokens[i-1]
	return !before.IsWord && before.Word != ")" && before.Word != "'" || before.Region >= 0
}

// objectOnly holds for phrases that are never subjects: him, them, me.
func (t *text) objectOnly(r document.Range) bool {
	return r.Last == r.First+1 && objects[t.Tokens[r.First].Word]
}

var objects = wordSet("him them me us that what how why if whether there it this")

var subjectPronouns = wordSet("he she they i we it who which")

// skippable words stand between a subject and its verb.
var skippable = wordSet(
	`has have had also later then repeatedly previously recently is was were are be been will would could should can may might must
	did does do not never often once again further already reportedly simply publicly quickly immediately soon still just even ever only now today yesterday n't
	yet specifically openly angrily privately personally firmly strongly initially subsequently himself herself both sarcastically went on`,
)

// subjectBefore finds the noun phrase that ends before a verb.
func (t *text) subjectBefore(verb, first int) document.Range {
	i := verb - 1
	for i >= first && (skippable[t.Tokens[i].Word] || isAdverb(t.Tokens[i].Word)) && t.Tokens[i].Region < 0 && t.at[i] == nil {
		i--
	}
	if i < first || t.Tokens[i].Region >= 0 {
		return document.Range{}
	}
	w := t.Tokens[i]
	switch {
	case subjectPronouns[w.Word]:
		return document.Range{First: i, Last: i + 1}
	case w.Word == "and" || w.Word == "but" || w.Word == "or":
		return t.subjectOfConjunct(i, first)
	case w.Word == "," || w.Word == ")" || w.Word == "–" || w.Word == "—":
		return t.headBeforeClause(i, first)
	case t.at[i] != nil:
		return t.phraseEndingWithName(i, first)
	case w.IsWord && !determiners[w.Word] && !clauseWords[w.Word]:
		return t.nominalEndingAt(i, first)
	}
	return document.Range{}
}

func isAdverb(w string) bool {
	return len(w) > 4 && w[len(w)-2:] == "ly" && w != "family" && w != "italy"
}

// subjectOfConjunct gives "said … and added" the subject of the verb before.
func (t *text) subjectOfConjunct(i, first int) document.Range {
	for j := i - 1; j >= first; j-- {
		if t.isCueVerb(j) {
			return t.subjectBefore(j, first)
		}
	}
	return document.Range{}
}

// headBeforeClause skips an apposition or a relative clause: "Stone, who was
// speaking at …, believes". The head is the last name of a person before an
// inner comma, else the last name or noun before one.
func (t *text) headBeforeClause(i, first int) document.Range {
	var best document.Range
	for j := i - 1; j > first; j-- {
		if t.Tokens[j].Region >= 0 ||
			(t.Tokens[j].Word != "," && t.Tokens[j].Word != "(" && t.Tokens[j].Word != "–" && t.Tokens[j].Word != "—") {
			continue
		}
		m := t.at[j-1]
		switch {
		case m != nil && m.kind == personName:
			return m.tokens
		case m != nil && best.Last == 0:
			best = t.phraseEndingWithName(j-1, first)
		case m == nil && best.Last == 0 && t.Tokens[j-1].IsWord && t.nominal(t.Tokens[j-1].Word):
			best = t.nominalEndingAt(j-1, first)
		}
	}
	if best.Last == 0 {
		// "In a statement, said": look for a name anywhere before.
		for j := i - 1; j >= first; j-- {
			if m := t.at[j]; m != nil && m.kind == personName && t.Tokens[j].Region < 0 {
				return m.tokens
			}
		}
	}
	return best
}

func (t *text) nominal(w string) bool {
	return t.isRole(w) || t.lex.GroupNouns[w] || t.lex.DocumentNouns[w]
}

// phraseEndingWithName is a name; with a role noun behind an organisation's name
// the phrase is a description and handled by nominalEndingAt.
func (t *text) phraseEndingWithName(i, first int) document.Range {
	m := t.at[i]
	run := m.tokens
	if m.kind == personName {
		return run
	}
	// "a member of the Metropolitan police", "a spokesman for Lumen".
	for j := run.First - 1; j >= first && run.First-j < 8; j-- {
		w := t.Tokens[j]
		if w.Region >= 0 || !w.IsWord || t.isCueVerb(j) || clauseWords[w.Word] {
			break
		}
		if t.isRole(w.Word) {
			return document.Range{First: t.phraseStart(j, first), Last: run.Last}
		}
	}
	return run
}

// nominalEndingAt is a description whose last word is at i: "the company",
// "Lumen's policy chief", "officials".
func (t *text) nominalEndingAt(i, first int) document.Range {
	w := t.Tokens[i].Word
	if !t.nominal(w) {
		// The head may have a tail: "a spokesman for the firm", "people familiar with it".
		for j := i - 1; j >= first && i-j < 8; j-- {
			x := t.Tokens[j]
			if x.Region >= 0 || !x.IsWord || t.isCueVerb(j) || clauseWords[x.Word] {
				break
			}
			if t.nominal(x.Word) {
				return document.Range{First: t.phraseStart(j, first), Last: i + 1}
			}
		}
		return document.Range{}
	}
	start := i
	for j := i - 1; j >= first && i-j < 8; j-- {
		x := t.Tokens[j]
		if x.Region >= 0 || !x.IsWord || t.isCueVerb(j) || clauseWords[x.Word] {
			break
		}
		if t.isRole(x.Word) && j+1 < len(t.Tokens) &&
			(t.Tokens[j+1].Word == "for" || t.Tokens[j+1].Word == "of" || t.Tokens[j+1].Word == "from") {
			start = j
		}
	}
	return document.Range{First: t.phraseStart(start, first), Last: i + 1}
}

// phraseStart goes back over adjectives, names and possessives to the
// determiner.
func (t *text) phraseStart(i, first int) int {
	for i > first {
		w := t.Tokens[i-1]
		if w.Region >= 0 || t.isCueVerb(i-1) || clauseWords[w.Word] || prepositions[w.Word] ||
			(!w.IsWord && w.Word != "'" && w.Word != "’" && w.Word != "-") ||
			w.Word == "and" {
			return i
		}
		i--
		if determiners[w.Word] && w.Word != "'s" && w.Word != "s" && w.Word != "of" {
			return i
		}
	}
	return i
}

var prepositions = wordSet(
	"in on at by for from with without to of about into over under after before during against between through",
)

// nounPhraseAfter is the phrase that begins at i: a name with what stands before
// it, a pronoun, a description up to the next comma or verb.
func (t *text) nounPhraseAfter(i, limit int) document.Range {
	if i >= limit || t.Tokens[i].Region >= 0 {
		return document.Range{}
	}
	if subjectPronouns[t.Tokens[i].Word] || objects[t.Tokens[i].Word] {
		return document.Range{First: i, Last: i + 1}
	}
	last := i
	for j := i; j < limit && j-i < longestDescription; j++ {
		if t.Tokens[j].Region >= 0 {
			break
		}
		if m := t.at[j]; m != nil {
			last = m.tokens.Last
			j = last - 1
			if m.kind == personName {
				return document.Range{First: t.nameOnly(i, m), Last: last}
			}
			continue
		}
		w := t.Tokens[j]
		if w.Word == "." && j > i && t.lex.Abbreviations[t.Tokens[j-1].Word] && j+1 < limit && t.Tokens[j+1].IsUpper {
			continue // "Rep. Elijah Cummings"
		}
		if !w.IsWord && w.Word != "'" && w.Word != "’" && w.Word != "-" || t.isCueVerb(j) || stopsPhrase[w.Word] {
			break
		}
		last = j + 1
	}
	if last == i {
		return document.Range{}
	}
	for j := i; j < last; j++ {
		if t.nominal(t.Tokens[j].Word) || t.at[j] != nil {
			return document.Range{First: i, Last: last}
		}
	}
	return document.Range{}
}

// nameOnly leaves titles and roles before a person's name out of the source.
func (t *text) nameOnly(i int, m *mention) int {
	if m.tokens.First > i {
		return m.tokens.First
	}
	return i
}

var stopsPhrase = wordSet(
	"in on at to that as when while who which after before during about yesterday today last this and but monday tuesday wednesday thursday friday saturday sunday",
)
