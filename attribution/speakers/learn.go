package speakers

import (
	"io"
	"maps"
	"math"
	"math/rand"
	"slices"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// Example is an article whose quotes have known speakers, for training.
type Example struct {
	Document *document.Document
	Found    []document.Found
	// Right reports whether a speaker's name (or, with the empty name, nobody
	// named) is right for quote i; nil where nothing is known.
	Right func(i int, speaker string) bool
	// Correct reports whether a whole answer is right, for the confidence; counts
	// is false where that is not known.
	Correct func(i int, a corpus.Attribution) (right, counts bool)
	Weight  float64                          // 1 for gold, less for silver
	named   func(i int, speaker string) bool // Right of all quotes where Right is of some
}

// Untrained loads the tables only; its answers to pronouns and descriptions
// mean nothing before Train.
func Untrained(r *Resolver) *Resolver { return &Resolver{lex: r.lex, model: model{}} }

// rates of the ranker's training, chosen by cross-validation over publishers.
const (
	rounds       = 2
	epochs       = 25
	learningRate = 0.08
	shrinkage    = 0.002
)

// priors are where the weights of descriptions start and what shrinkage pulls
// them to: the gold data has too few descriptions to learn these from nothing.
var priors = model{
	"description|role noun": 1.5, "description|role words": 1, "description|role overlap": 1, "description|role class": 0.5,
	"description|no role": -0.5, "description|later:definite": -1.5, "description|spoke last": 0.8, "description|nobody:indefinite:voice": 2,
	"description|nobody:crowd": 2, "description|nobody:indefinite:crowd": 1, "description|nobody:indefinite:post": 1.5, "description|nobody:indefinite:trade": 1, "description|nobody:lede": -1.5, "description|nobody:a": 1, "description|nobody:plural": 1.5,
	"body|name holds the noun": 1.5, "body|same group": 1, "body|other group": -0.5, "body|looks like a body": 0.5, "body|certain": 0.5,
	"body|place": -1, "it|place": -1, "it|certain": 0.5, "it|looks like a body": 0.5, "it|subject": 0.8, "it|says": 0.8,
	"it|speaks by name": 0.5, "it|governed": -0.8, "body|says": 0.5, "body|subject": 0.4, "body|speaks by name": 0.4, "body|governed": -0.3, "document|person": -1, "document|beside the document": 1.5, "document|spoke last": 1, "document|nobody:document": 1, "none|since the last quote": 0.5, "none|spoke last": 1,
}

// question is one training example of the ranker.
type question struct {
	class      string
	candidates []candidate
	right      []bool
	weight     float64
}

// Train learns the ranker's weights from examples by stochastic gradient on a
// softmax over the candidates of each question. The result is the same for the
// same examples.
func (r *Resolver) Train(examples []Example) {
	r.model = model{}
	maps.Copy(r.model, priors)
	for range rounds {
		r.model = r.learned(examples)
	}
}

// learned is a new set of weights; who spoke where no example tells is what the
// present ones answer.
func (r *Resolver) learned(examples []Example) model {
	var questions []question
	for _, e := range examples {
		questions = append(questions, r.questions(e)...)
		questions = append(questions, r.questions(e.withoutFarSources())...)
	}
	random := rand.New(rand.NewSource(1))
	m := model{}
	maps.Copy(m, priors)
	for epoch := 0; epoch < epochs; epoch++ {
		random.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
		rate := learningRate / (1 + 0.1*float64(epoch))
		for _, q := range questions {
			m.learn(q, rate*q.weight)
		}
	}
	return m
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
func (r *Resolver) questions(e Example) []question {
	run := r.start(e.Document, e.Found, nil)
	if e.Weight < 1 {
		run.forgetGenders()
	}
	var out []question
	for _, i := range run.order {
		q := run.queries[i]
		figure := q.figure
		if f, _ := run.shortcut(q); q.form != byName && f >= 0 {
			figure = f
		} else if q.form != byName {
			asked := question{class: q.class(), candidates: run.candidates(q, run.history, run.speaks), weight: e.Weight}
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
		run.history = append(run.history, said{figure: figure, paragraph: run.paragraphOf(q.first), end: q.end})
	}
	return out
}

// learn moves the weights along the gradient of the log of the summed
// probability of the right candidates.
func (m model) learn(q question, rate float64) {
	var top float64
	for i := range q.candidates {
		q.candidates[i].score = m.score(q.class, q.candidates[i].features)
		top = max(top, q.candidates[i].score)
	}
	var all, good float64
	for i, c := range q.candidates {
		p := math.Exp(c.score - top)
		all += p
		if q.right[i] {
			good += p
		}
	}
	for i, c := range q.candidates {
		p := math.Exp(c.score-top) / all
		step := -p
		if q.right[i] {
			step += math.Exp(c.score-top) / max(good, 1e-12)
		}
		for _, f := range c.features {
			key := q.class + "|" + f
			m[key] += rate * (step - shrinkage*(m[key]-priors[key]))
		}
	}
}

// trial is one answer with what the confidence model sees of it.
type trial struct {
	features []feature
	correct  bool
}

// Trials answers the examples with the present weights and keeps, for each
// quote, the confidence features and whether the answer is right.
func (r *Resolver) Trials(examples []Example) []Trial {
	var out []Trial
	for _, e := range examples {
		run := r.start(e.Document, e.Found, nil)
		for _, i := range run.order {
			run.answer(i)
		}
		for _, i := range run.order {
			a := run.attribution(i)
			if right, counts := e.Correct(i, a); counts {
				out = append(out, Trial{trial{run.confidenceFeatures(i, a, run.answers[i].how), right}, a.Confidence})
			}
		}
	}
	return out
}

// Trial is one answered quote of a held-back article.
type Trial struct {
	trial
	Confidence float64
}

// Correct reports whether the answer was right.
func (t Trial) Correct() bool { return t.correct }

// Calibrate fits the confidence model to trials from held-back articles:
// logistic regression with a little shrinkage.
func (r *Resolver) Calibrate(trials []Trial) {
	for k := range r.model {
		if len(k) > 11 && k[:11] == "confidence|" {
			delete(r.model, k)
		}
	}
	w := map[string]float64{}
	const steps, rate, shrink = 400, 0.5, 0.03
	for range steps {
		gradient := map[string]float64{}
		for _, t := range trials {
			sum := 0.0
			for _, f := range t.features {
				sum += w[f.name] * f.value
			}
			miss := -1 / (1 + math.Exp(-sum))
			if t.correct {
				miss++
			}
			for _, f := range t.features {
				gradient[f.name] += miss * f.value
			}
		}
		for f, g := range gradient {
			w[f] += rate * (g/float64(len(trials)) - shrink*w[f])
		}
	}
	for f, v := range w {
		r.model["confidence|"+f] = v
	}
}

// WriteModel writes the weights as New reads them.
func (r *Resolver) WriteModel(w io.Writer) error { return r.model.write(w) }
