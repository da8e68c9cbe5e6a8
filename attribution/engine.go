// Package attribution finds who said what, for whom, in a text: quotations in
// any style of marks and reported speech, their cue and source, the speaker by
// full name, the organisation and the role. It is pure: a text in, quotes out;
// tables of language knowledge are handed to it as files.
//
// The stages, each in its own file or package, with plain types between them:
//
//	document   tokens, sentences, paragraphs, stretches in quotation marks
//	mentions   names in the text: person, organisation, other
//	cues       reporting verbs with their subjects
//	link       stretches tied to cues: content, cue, source
//	fragments  marked words and phrases that nobody said, left out
//	speakers   sources to speakers: names, pronouns, descriptions, organisations
//
// A trained model can take the place of any stage: the types stay.
package attribution

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"quoth/attribution/core"
	"quoth/attribution/document"
	"quoth/attribution/foreign"
	"quoth/attribution/fragments"
	"quoth/attribution/grammar"
	"quoth/attribution/layers"
	"quoth/attribution/speakers"
	"quoth/corpus"
)

// rulesVersion names the code; it changes where answers change though no weight
// and no table does.
const rulesVersion = "4"

// Engine attributes quotes. It is safe for concurrent use.
type Engine struct {
	lex       *grammar.Lexicon
	rules     *Rules
	layers    *layers.Tagger
	core      *core.Model
	foreign   foreign.Languages
	speakers  *speakers.Resolver
	fragments fragments.Model
	version   string
}

// New loads the engine from the folders of models and tables. An error means a
// broken build.
func New(models, tables fs.FS) (*Engine, error) {
	known, err := layers.LoadTables(tables)
	if err != nil {
		return nil, err
	}
	rules := &Rules{known.Lexicon}
	tagger, err := layers.Load(models, known)
	if err != nil {
		return nil, err
	}
	trained, err := core.Load(models)
	if err != nil {
		return nil, err
	}
	others, err := foreign.Load(tables)
	if err != nil {
		return nil, err
	}
	resolver, err := speakers.New(tables, models)
	if err != nil {
		return nil, err
	}
	phrases, err := fragments.Load(models)
	if err != nil {
		return nil, err
	}
	return &Engine{
		lex:       rules.lex,
		rules:     rules,
		layers:    tagger,
		core:      trained,
		foreign:   others,
		speakers:  resolver,
		fragments: phrases,
		version:   VersionOf(models, tables),
	}, nil
}

// Version names the engine, for the provenance of its suggestions: two engines
// of one version give the same answers.
func (e *Engine) Version() string { return e.version }

// VersionOf is the version of an engine of these weights and tables: the number
// of the code and the head of the SHA-256 of all files, names included.
func VersionOf(models, tables fs.FS) string {
	h := sha256.New()
	for _, files := range []fs.FS{models, tables} {
		_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) == ".md" || strings.HasPrefix(path.Base(name), "extract") ||
				strings.HasPrefix(name, "scraper/") {
				return err
			}
			data, err := fs.ReadFile(files, name)
			fmt.Fprintf(h, "%s %d\n", name, len(data))
			h.Write(data)
			return err
		})
	}
	return fmt.Sprintf("attribution %s-%x", rulesVersion, h.Sum(nil)[:6])
}

// Quotes finds the quotes of a text, in order of their first byte. language is
// its ISO 639-1 code, told by the text itself where it is empty. known is what
// the corpus has confirmed of names and affiliations; it wins over the engine's
// own guesses. The same text, language and known always give the same answer.
// Spans are bytes of text. The error is that of the context, which every stage looks at.
func (e *Engine) Quotes(
	ctx context.Context,
	source, language string,
	known []corpus.Known,
) ([]corpus.Attribution, error) {
	doc, names, found := e.find(ctx, source, language)
	out := make([]corpus.Attribution, 0, len(found))
	for _, a := range e.speakers.Resolve(doc, names, found, known) {
		if a.Validate(source) == nil {
			out = append(out, a)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Content[0].Start < out[j].Content[0].Start })
	return out, ctx.Err()
}

// find gives the quotes of a text before their speakers are known, and the names
// of an English text.
func (e *Engine) find(
	ctx context.Context,
	source, language string,
) (*document.Document, []layers.Name, []document.Found) {
	if language, ok := e.foreign.In(language, source); ok {
		doc := document.NewContext(ctx, source, e.lex.Abbreviations)
		return doc, nil, language.Find(doc)
	}
	x, found := e.propose(ctx, source)
	return x.Document, e.speakers.Names(x), e.fragments.Keep(x, found)
}

// Propose gives what the trained stages and the rules find in an English text,
// before marked phrases that nobody said are left out.
func (e *Engine) Propose(source string) (*layers.Text, []document.Found) {
	return e.propose(context.Background(), source)
}

func (e *Engine) propose(ctx context.Context, source string) (*layers.Text, []document.Found) {
	x, rules := e.withLayers(ctx, source)
	return x, e.trained(x, rules)
}

// Layers gives an English text its layers and what the rules alone find in it.
func (e *Engine) Layers(source string) (*layers.Text, []document.Found) {
	return e.withLayers(context.Background(), source)
}

func (e *Engine) withLayers(ctx context.Context, source string) (*layers.Text, []document.Found) {
	doc, rules := e.rules.find(ctx, source)
	return e.layers.Tag(doc), rules
}

// text is one text on its way through the stages.
type text struct {
	*document.Document
	lex      *grammar.Lexicon
	mentions []*mention
	at       map[int]*mention // by every token of a mention
}

func newText(ctx context.Context, lex *grammar.Lexicon, source string) *text {
	t := &text{Document: document.NewContext(ctx, source, lex.Abbreviations), lex: lex, at: map[int]*mention{}}
	t.mentions = findMentions(t.Document, lex, lowerWords(t.Document))
	for _, m := range t.mentions {
		for i := m.tokens.First; i < m.tokens.Last; i++ {
			t.at[i] = m
		}
	}
	t.promote()
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
		if t.roleFollows(m) || role || t.isCueVerb(after) || t.isCueVerb(before) {
			m.kind = personName
		}
	}
}
