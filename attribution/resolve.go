package attribution

import (
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/corpus"
)

// speaker is who said a quote, as far as the article tells.
type speaker struct {
	name         string
	kind         corpus.SpeakerType
	organization string
	role         string
	form         sourceForm
	entity       *entity
}

// sourceForm is how the words of the text name the speaker.
type sourceForm byte

const (
	noSource sourceForm = iota
	nameSource
	pronounSource
	descriptionSource
)

// resolve finds the speaker of every quote, first to last: who spoke before
// tells who "he" is.
func (t *text) resolve(quotes []*found) {
	var history []*entity
	for i, f := range quotes {
		f.speaker = t.speakerOf(f, quotes[:i], history)
		if e := f.speaker.entity; e != nil {
			history = append(history, e)
		}
	}
	t.lookAhead(quotes)
	for _, f := range quotes {
		t.fillOrganization(f)
	}
}

func (t *text) speakerOf(f *found, before []*found, history []*entity) speaker {
	if f.carried || f.cue == nil {
		return t.carriedSpeaker(f, before)
	}
	source := f.cue.source
	if source.Last == source.First {
		return t.carriedSpeaker(f, before)
	}
	words := t.Text[t.Tokens[source.First].Start:t.Tokens[source.Last-1].End]
	first := t.Tokens[source.First].Word
	if source.Last == source.First+1 && (subjectPronouns[first] || objects[first]) {
		return t.pronoun(f, first, source, history)
	}
	if m := t.personIn(source); m != nil {
		f.because("mention", "“"+words+"” names "+m.entity.name, m.span)
		return speaker{name: m.entity.name, kind: corpus.PersonSpeaker, form: nameSource, entity: m.entity}
	}
	if d, ok := t.describe(source); ok {
		return t.described(f, d, words, source, history)
	}
	return t.institution(f, words, source)
}

func (f *found) because(stage, words string, span corpus.Span) {
	f.reasons = append(f.reasons, corpus.Reason{Stage: stage, Text: words, Span: span})
}

// carriedSpeaker is the speaker of the quote before, when it is near.
func (t *text) carriedSpeaker(f *found, before []*found) speaker {
	for i := len(before) - 1; i >= 0; i-- {
		b := before[i]
		if f.paragraph-b.paragraph > 3 {
			break
		}
		if b.speaker.name != "" && (len(b.regions) > 0 || b.utterance == corpus.Speech) {
			s := b.speaker
			if f.cue == nil {
				s.form = noSource
			}
			f.because("mention", s.name+" spoke before and nobody else is named", corpus.Span{})
			return s
		}
	}
	return speaker{}
}

// personIn is the person a source names, the one it ends with preferred.
func (t *text) personIn(source document.Range) *mention {
	for i := source.Last - 1; i >= source.First; i-- {
		if m := t.at[i]; m != nil && m.entity != nil && m.entity.kind == personName {
			if i+1 < source.Last && isPossessiveToken(t.Tokens[i+1].Word) {
				continue // "Smith's lawyer" is not Smith
			}
			return m
		}
	}
	return nil
}

func isPossessiveToken(w string) bool { return w == "'" || w == "’" || w == "s" || w == "'s" }

var pronounGender = map[string]grammar.Gender{"he": grammar.Male, "him": grammar.Male, "she": grammar.Female}

// pronoun finds whom he, she, who mean: the nearest person who fits, those who
// were subjects or spoke last preferred; names inside quotation marks mislead.
func (t *text) pronoun(f *found, word string, source document.Range, history []*entity) speaker {
	at := t.Tokens[source.First].Start
	if word == "i" || word == "we" {
		return speaker{}
	}
	if word == "who" || word == "which" {
		if m := t.nearestBefore(at, f.cue.sentence); m != nil {
			f.because("mention", "“"+word+"” is "+m.entity.name, m.span)
			return t.entitySpeaker(m.entity, pronounSource)
		}
		return speaker{}
	}
	if word == "it" || word == "they" {
		return t.groupPronoun(f, word, at, history)
	}
	var best *entity
	var bestMention *mention
	bestScore := -1 << 30
	last := (*entity)(nil)
	if len(history) > 0 {
		last = history[len(history)-1]
	}
	for i := len(t.mentions) - 1; i >= 0; i-- {
		m := t.mentions[i]
		if m.span.Start >= at || m.entity == nil || m.entity.kind != personName {
			continue
		}
		if g := m.entity.gender; g != grammar.Unknown && g != pronounGender[word] {
			continue
		}
		distance := t.Tokens[source.First].Sentence - m.sentence
		if distance > 40 {
			break
		}
		score := -4 * distance
		if m.quoted {
			score -= 25
		}
		if m.entity == last {
			score += 10
		}
		if m.entity.gender == pronounGender[word] {
			score += 4
		}
		if t.isSubject(m) {
			score += 6
		}
		if score > bestScore {
			best, bestMention, bestScore = m.entity, m, score
		}
	}
	if best == nil {
		return speaker{}
	}
	if best.gender == grammar.Unknown {
		best.gender = pronounGender[word]
	}
	f.because("mention", "“"+word+"” is "+best.name, bestMention.span)
	return t.entitySpeaker(best, pronounSource)
}

// isSubject holds for a name that begins its sentence or stands before a verb of
// saying.
func (t *text) isSubject(m *mention) bool {
	return t.Sentences[m.sentence].First >= m.tokens.First-1 || t.isCueVerb(m.tokens.Last) || m.tokens.First > 0 && t.isCueVerb(m.tokens.First-1)
}

func (t *text) nearestBefore(at, sentence int) *mention {
	var best *mention
	for _, m := range t.mentions {
		if m.span.End <= at && m.sentence == sentence && m.entity != nil && !m.quoted {
			best = m
		}
	}
	return best
}

// groupPronoun finds what it and they mean: the organisation that spoke last or
// was named last.
func (t *text) groupPronoun(f *found, word string, at int, history []*entity) speaker {
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].kind != personName {
			f.because("mention", "“"+word+"” is "+history[i].name+", who spoke before", corpus.Span{})
			return t.entitySpeaker(history[i], pronounSource)
		}
	}
	for i := len(t.mentions) - 1; i >= 0; i-- {
		m := t.mentions[i]
		if m.span.Start < at && m.entity != nil && m.entity.kind == organizationName && !m.quoted {
			f.because("mention", "“"+word+"” is "+m.entity.name, m.span)
			return t.entitySpeaker(m.entity, pronounSource)
		}
	}
	return speaker{}
}

func (t *text) entitySpeaker(e *entity, form sourceForm) speaker {
	kind := corpus.OrganizationSpeaker
	if e.kind == personName {
		kind = corpus.PersonSpeaker
	}
	return speaker{name: e.name, kind: kind, form: form, entity: e}
}

// described finds whom a description means: a person the article calls so, the
// person it spoke of last for a definite one, or nobody with a name.
func (t *text) described(f *found, d description, words string, source document.Range, history []*entity) speaker {
	s := speaker{name: words, kind: corpus.UnnamedSpeaker, form: descriptionSource, role: strings.TrimPrefix(d.role, "the ")}
	s.organization = d.organization
	if t.isPlace(s.organization) {
		s.organization = ""
	}
	if s.organization == "" && d.group != "" {
		if group := t.groupBefore(t.Tokens[source.First].Start, d.group); group != nil {
			s.organization = group.name
		}
	}
	definite := definiteWords[t.Tokens[source.First].Word]
	plural := strings.HasSuffix(d.noun, "s") && t.lex.RoleNouns[strings.TrimSuffix(d.noun, "s")]
	if !definite || plural {
		return s
	}
	var named *entity
	for _, e := range t.entities.all {
		if e.kind == personName && e.nouns[d.noun] && firstMention(e) < t.Tokens[source.First].Start+2000 && (s.organization == "" || e.organization == "" || sameName(e.organization, s.organization)) {
			named = e
		}
	}
	if named == nil && len(history) > 0 && s.organization == "" && !t.isSpokes(d.noun) {
		if last := history[len(history)-1]; last.kind == personName {
			named = last
		}
	}
	if named == nil {
		return s
	}
	f.because("mention", "“"+words+"” is "+named.name, d.span)
	out := t.entitySpeaker(named, descriptionSource)
	out.role = s.role
	if named.organization == "" && s.organization != "" {
		named.organization, named.organizationReason = s.organization, "the description “"+words+"”"
	}
	return out
}

var definiteWords = wordSet("the his her their its this that")

func (t *text) isSpokes(noun string) bool { return strings.HasPrefix(noun, "spokes") }

func firstMention(e *entity) int {
	if len(e.mentions) == 0 {
		return 0
	}
	return e.mentions[0].span.Start
}

func sameName(a, b string) bool {
	a, b = corpus.FoldName(a), corpus.FoldName(b)
	return a == b || strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" ") || strings.HasSuffix(a, " "+b) || strings.HasSuffix(b, " "+a)
}

// institution is an organisation, a document or a body without a name.
func (t *text) institution(f *found, words string, source document.Range) speaker {
	for i := source.Last - 1; i >= source.First; i-- {
		if m := t.at[i]; m != nil && m.entity != nil {
			f.because("mention", "“"+words+"” is "+m.entity.name, m.span)
			s := speaker{name: m.entity.name, kind: corpus.OrganizationSpeaker, form: nameSource, entity: m.entity, organization: m.entity.name}
			if len(m.words) == 1 && m.entity.kind == otherName && !t.isPlace(m.entity.name) && t.lex.FirstNames[m.words[0]] != grammar.Unknown {
				s.kind, s.organization = corpus.PersonSpeaker, ""
			}
			return s
		}
	}
	for i := source.First; i < source.Last; i++ {
		w := t.Tokens[i].Word
		if !t.lex.GroupNouns[w] {
			continue
		}
		if group := t.groupBefore(t.Tokens[source.First].Start, w); group != nil && definiteWords[t.Tokens[source.First].Word] {
			f.because("mention", "“"+words+"” is "+group.name, corpus.Span{Start: t.Tokens[source.First].Start, End: t.Tokens[source.Last-1].End})
			return speaker{name: group.name, kind: corpus.OrganizationSpeaker, form: descriptionSource, entity: group, organization: group.name}
		}
	}
	return speaker{name: words, kind: corpus.UnnamedSpeaker, form: descriptionSource}
}

// aheadParagraphs is how far below its description or its first words a speaker
// may be named.
const aheadParagraphs = 3

// lookAhead names speakers that the article names only later: the description of
// the first lines ("a high-ranking member of the Metropolitan police"), and a
// quotation before anybody has spoken.
func (t *text) lookAhead(quotes []*found) {
	for i, f := range quotes {
		unnamedDescription := f.speaker.form == descriptionSource && f.speaker.kind == corpus.UnnamedSpeaker && !t.isSpokesPhrase(f.speaker.name)
		if f.speaker.name != "" && !unnamedDescription {
			continue
		}
		for _, next := range quotes[i+1:] {
			if next.paragraph-f.paragraph > aheadParagraphs {
				break
			}
			e := next.speaker.entity
			if e == nil || e.kind != personName || next.speaker.form != nameSource || !t.introducedAfter(e, f) {
				continue
			}
			if unnamedDescription && (!t.isSingular(f.speaker.name) || !agreesWith(e, f.speaker.organization)) {
				break
			}
			description := f.speaker
			f.because("mention", e.name+", named next, is meant", e.mentions[0].span)
			f.speaker = t.entitySpeaker(e, description.form)
			f.speaker.role = description.role
			if description.organization != "" && (e.organization == "" || e.known == nil && !e.namedOrganization()) {
				e.organization, e.organizationReason = description.organization, "the description “"+description.name+"”"
			}
			break
		}
	}
}

func (e *entity) namedOrganization() bool { return e.organization != "" }

func agreesWith(e *entity, organization string) bool {
	return organization == "" || e.organization == "" || sameName(e.organization, organization)
}

// introducedAfter holds for a person first named below the quote.
func (t *text) introducedAfter(e *entity, f *found) bool {
	return len(e.mentions) > 0 && e.mentions[0].span.Start > f.start(t)
}

func (t *text) isSpokesPhrase(s string) bool {
	return strings.Contains(strings.ToLower(s), "spokes")
}

func (t *text) isSingular(phrase string) bool {
	first := firstWord(phrase)
	return first == "a" || first == "an" || first == "one" || strings.HasPrefix(strings.ToLower(phrase), "the ") || strings.HasPrefix(strings.ToLower(phrase), "a ") || strings.HasPrefix(strings.ToLower(phrase), "an ")
}

// fillOrganization gives a quote the organisation its speaker speaks for.
func (t *text) fillOrganization(f *found) {
	s := &f.speaker
	if s.entity == nil {
		return
	}
	if s.entity.kind != personName {
		if s.organization == "" && s.kind == corpus.OrganizationSpeaker {
			s.organization = s.entity.name
		}
		return
	}
	if s.organization == "" {
		s.organization = t.fullest(s.entity.organization)
	}
	if s.role == "" {
		s.role = s.entity.role
	}
	if s.organization != "" {
		f.because("organization", s.organization+": "+s.entity.organizationReason, corpus.Span{})
	}
}

// fullest is the best printed form of an organisation's name in the article.
func (t *text) fullest(name string) string {
	if e := t.entities.byName[strings.ToLower(name)]; e != nil {
		return e.name
	}
	return name
}

// confidence is the chance that quote, speaker and organisation are all right.
// The table was measured with speakers.py on the development articles; see
// ARCHITECTURE.md.
func (f *found) confidence() float64 {
	base := map[sourceForm]float64{nameSource: 0.70, pronounSource: 0.55, descriptionSource: 0.45, noSource: 0.45}[f.speaker.form]
	if f.speaker.name == "" {
		base = 0.1
	}
	if f.kind == corpus.Mixed {
		base -= 0.1
	}
	if f.kind == corpus.Indirect {
		base -= 0.15
	}
	return max(base, 0.05)
}
