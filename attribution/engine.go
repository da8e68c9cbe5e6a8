// Package attribution finds who said what, for whom, in a text: quotations in
// any style of marks and reported speech, their cue and source, the speaker by
// full name, the organisation and the role. It is pure: a text in, quotes out;
// tables of language knowledge are handed to it as files.
//
// The stages, each in its own file or package, with plain types between them:
//
//	document   tokens, sentences, paragraphs, stretches in quotation marks
//	mentions   names in the text: person, organisation, other
//	entities   mentions of one person or organisation tied together
//	roles      what an article says a person is, and for whom
//	cues       reporting verbs with their subjects
//	link       stretches tied to cues: content, cue, source
//	resolve    sources to speakers: names, pronouns, descriptions
//
// A trained model can take the place of any stage: the types stay.
package attribution

import (
	"io/fs"
	"sort"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/corpus"
)

// version names the engine's rules; it changes with its answers.
const version = "rules 1"

// Engine attributes quotes. It is safe for concurrent use.
type Engine struct{ lex *grammar.Lexicon }

// New loads the engine. models is where trained models lie; this engine has
// none yet. An error means a broken build.
func New(models, tables fs.FS) (*Engine, error) {
	lex, err := grammar.Load(tables)
	if err != nil {
		return nil, err
	}
	return &Engine{lex: lex}, nil
}

// Version names the engine, for the provenance of its suggestions.
func (e *Engine) Version() string { return version }

// Quotes finds the quotes of a text, in order of their first byte. known is what
// the corpus has confirmed of names and affiliations; it wins over the engine's
// own guesses. The same text and known always give the same answer. Spans are
// bytes of text.
func (e *Engine) Quotes(source string, known []corpus.Known) []corpus.Attribution {
	t := newText(e.lex, source, known)
	t.learnRoles()
	found := t.link()
	t.resolve(found)
	out := make([]corpus.Attribution, 0, len(found))
	for _, f := range found {
		a := f.attribution(t)
		if a.Validate(source) == nil {
			out = append(out, a)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Content[0].Start < out[j].Content[0].Start })
	return out
}

// text is one text on its way through the stages.
type text struct {
	*document.Document
	lex      *grammar.Lexicon
	mentions []*mention
	at       map[int]*mention // by every token of a mention
	entities *entities
}

func newText(lex *grammar.Lexicon, source string, known []corpus.Known) *text {
	t := &text{Document: document.New(source, lex.Abbreviations), lex: lex, at: map[int]*mention{}}
	t.mentions = findMentions(t.Document, lex, lowerWords(t.Document))
	for _, m := range t.mentions {
		for i := m.tokens.First; i < m.tokens.Last; i++ {
			t.at[i] = m
		}
	}
	t.promote()
	t.entities = gatherEntities(t.Document, lex, t.mentions, known)
	return t
}

// promote takes names of two or three words for persons where a role or a
// reporting verb stands beside them, though the first name is not in the table.
func (t *text) promote() {
	for _, m := range t.mentions {
		if m.kind != otherName || len(m.words) < 2 || len(m.words) > 4 || t.isPlace(m.span.Text(t.Text)) {
			continue
		}
		before, after := m.tokens.First-1, m.tokens.Last
		role := before >= 0 && t.isRole(t.Tokens[before].Word) && t.Tokens[before].Sentence == m.sentence
		if _, ok := t.roleBehind(m); ok || role || t.isCueVerb(after) || t.isCueVerb(before) {
			m.kind = personName
		}
	}
}

// mentionAt is the name that a token belongs to; nil for none.
func (t *text) mentionAt(i int) *mention { return t.at[i] }

// nameOf is the fullest form of a name.
func (t *text) nameOf(m *mention) string {
	if m.entity != nil {
		return m.entity.name
	}
	return m.span.Text(t.Text)
}
