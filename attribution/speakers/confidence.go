package speakers

import (
	"math"

	"quoth/corpus"
)

// confidence is the probability that quote, speaker and organisation are all
// right, from a logistic model calibrated on held-back articles.
func (r *run) confidence(i int, out corpus.Attribution, how tie) float64 {
	sum := 0.0
	for _, f := range r.confidenceFeatures(i, out, how) {
		sum += r.model["confidence|"+f.name] * f.value
	}
	return min(max(1/(1+math.Exp(-sum)), 0.01), 0.99)
}

// feature is a named value of the confidence model.
type feature struct {
	name  string
	value float64
}

// confidenceFeatures tells how the answer was come by.
func (r *run) confidenceFeatures(i int, out corpus.Attribution, how tie) []feature {
	q, a, found := r.queries[i], r.answers[i], r.found[i]
	f := []feature{{"bias", 1}, {"form:" + string(q.form), 1}, {"share", a.share}, {"found", found.Score}, {"kind:" + string(found.Kind), 1}}
	if out.Organization == "" {
		f = append(f, feature{"no organization", 1})
	} else {
		f = append(f, feature{"tie:" + tieNames[how], 1})
	}
	f = append(f, feature{"type:" + string(out.SpeakerType), 1})
	words := 0
	for _, s := range found.Quoted {
		words += s.Len()
	}
	if words < 20 {
		f = append(f, feature{"short", 1})
	}
	if a.figure >= 0 {
		who := r.cast.figures[a.figure]
		if who.species == human && len(who.name) > 0 && firstWord(who.folded) == who.folded {
			f = append(f, feature{"one name", 1})
		}
		if who.species == human && len(who.roles) == 0 {
			f = append(f, feature{"no role", 1})
		}
		if who.known != nil {
			f = append(f, feature{"known", 1})
		}
	}
	if len(found.Cue) == 0 {
		f = append(f, feature{"no cue", 1})
	}
	return f
}

// Confidence is what the present weights give a trial.
func (r *Resolver) Confidence(t Trial) float64 {
	sum := 0.0
	for _, f := range t.features {
		sum += r.model["confidence|"+f.name] * f.value
	}
	return 1 / (1 + math.Exp(-sum))
}
