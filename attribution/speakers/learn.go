package speakers

import (
	"io"
	"maps"
	"slices"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// Example is an article whose quotes have known speakers, for training.
type Example struct {
	Document *document.Document
	Names    []layers.Name // of the tokens, by a tagger that has not seen the article
	Found    []document.Found
	// Right reports whether a speaker's name (or, with the empty name, nobody
	// named) is right for quote i; nil where nothing is known.
	Right func(i int, speaker string) bool
	// Correct tells what of an answer is right, for the confidence.
	Correct func(i int, a corpus.Attribution) Verdict
	// Organization reports whether a name (or, with the empty name, none) is right
	// for whom the speaker of quote i speaks for, and whether that is known.
	Organization func(i int, name string) (right, known bool)
	Weight       float64                          // 1 for gold, less for silver
	named        func(i int, speaker string) bool // Right of all quotes where Right is of some
}

// Untrained loads the tables only; its answers to pronouns and descriptions
// mean nothing before Train.
func Untrained(r *Resolver) *Resolver {
	return &Resolver{lex: r.lex, model: maps.Clone(priors), names: r.names}
}

// priors are where the weights of descriptions start and what shrinkage pulls
// them to: the gold data has too few descriptions to learn these from nothing.
var priors = model{
	"description|role noun": 1.5, "description|role words": 1, "description|role overlap": 1, "description|role class": 0.5,
	"description|no role": -0.5, "description|later:definite": -1.5, "description|spoke last": 0.8, "description|nobody:indefinite:voice": 2,
	"description|nobody:crowd": 2, "description|nobody:indefinite:crowd": 1, "description|nobody:indefinite:post": 1.5, "description|nobody:indefinite:trade": 1, "description|nobody:lede": -1.5, "description|nobody:a": 1, "description|nobody:plural": 1.5,
	"body|name holds the noun": 1.5, "body|same group": 1, "body|other group": -0.5, "body|looks like a body": 0.5, "body|certain": 0.5,
	"body|place": -1, "it|place": -1, "it|certain": 0.5, "it|looks like a body": 0.5, "it|subject": 0.8, "it|says": 0.8,
	"it|speaks by name": 0.5, "it|governed": -0.8, "body|says": 0.5, "body|subject": 0.4, "body|speaks by name": 0.4, "body|governed": -0.3, "document|person": -1, "document|beside the document": 1.5, "document|spoke last": 1, "document|nobody:document": 1, "none|since the last quote": 0.5, "none|spoke last": 1,
	"for|rules": 1.5, "for|tie:of": 0.5, "for|tie:at or for": 0.7, "for|tie:noun before the role": 0.7, "for|tie:possessive": 0.7, "for|tie:from": 0.5, "for|tie:party": 0.3,
	"description|speaks next": 0.5, "description|speaks next:lede": 1.5,
}

// Train learns the weights of the ranker from examples and from prepared
// questions. The result is the same for the same ones.
func (r *Resolver) Train(questions []Question) {
	r.model = fit(questions)
}

// Questions are what an example asks the ranker and the model of organisations.
// Who spoke where the example does not tell is what the present weights answer.
func (r *Resolver) Questions(e Example) []Question {
	return append(append(r.questions(e), r.questions(e.withoutFarSources())...), r.organizationQuestions(e)...)
}

// forgetGenders blanks the gender of two figures in five. American politicians
// all have first names the table knows; the world's speakers do not, and the
// ranker must not learn to mistrust those it cannot tell.
func (r *run) forgetGenders() {
	for i, f := range r.cast.figures {
		if i%5 < 2 {
			f.gender = knowledge.Unknown
		}
	}
}

// withoutFarSources drops the sources that stand in another sentence than the
// quote: in an engine's findings such quotes come without one. Only these are
// then asked for.
func (e Example) withoutFarSources() Example {
	out := e
	out.Found = append([]document.Found(nil), e.Found...)
	dropped := map[int]bool{}
	for i, f := range e.Found {
		if len(f.Source) == 0 || len(f.Content) == 0 {
			continue
		}
		between := corpus.Span{Start: f.Source[0].End, End: f.Content[0].Start}
		if f.Source[0].End < f.Content[0].Start && strings.ContainsAny(between.Text(e.Document.Text), ".\n") {
			out.Found[i].Source, dropped[i] = nil, true
		}
	}
	out.Right = func(i int, speaker string) bool { return dropped[i] && e.Right(i, speaker) }
	out.named = e.Right
	return out
}

// questions walks through an article with the right answers as history.
func (r *Resolver) questions(e Example) []Question {
	run := r.start(e.Document, e.Names, e.Found, nil)
	if e.Weight < 1 {
		run.forgetGenders()
	}
	var out []Question
	for _, i := range run.order {
		q := run.queries[i]
		figure := q.figure
		if f, _ := run.shortcut(q); q.form != byName && f >= 0 {
			figure = f
		} else if q.form != byName {
			asked := Question{class: q.class(), candidates: run.candidates(q, run.history, run.speaks), weight: e.Weight}
			found := false
			for _, c := range asked.candidates {
				name := ""
				if c.figure >= 0 {
					name = run.cast.figures[c.figure].name
				} else {
					name = q.text
				}
				ok := e.Right(i, name)
				if (ok || e.named != nil && e.named(i, name)) && figure < 0 {
					figure = c.figure // the history is right even where nothing is asked
				}
				found = found || ok
				asked.right = append(asked.right, ok)
			}
			if n := len(asked.right) - 1; found && figure >= 0 {
				asked.right[n] = false // a name says more than the description
			}
			if found && len(asked.candidates) > 1 {
				out = append(out, asked)
			}
			if figure < 0 {
				figure = r.model.rank(q.class(), slices.Clone(asked.candidates))[0].figure
			}
		}
		run.remember(i, figure)
	}
	return out
}

// WriteModel writes the weights as New reads them.
func (r *Resolver) WriteModel(w io.Writer) error { return r.model.write(w) }
