package speakers

import (
	"fmt"
	"strings"

	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// attribution puts one answer into the words of the corpus.
func (r *run) attribution(i int) corpus.Attribution {
	f, q, a := r.found[i], r.queries[i], r.answers[i]
	out := corpus.Attribution{
		Kind:      f.Kind,
		Utterance: f.Utterance,
		Content:   f.Content,
		Quoted:    f.Quoted,
		Cue:       f.Cue,
		Source:    f.Source,
	}
	if len(f.Source) <= 1 && (q.recovered || q.form == byName && q.last > q.first) {
		if source := r.grown(q, f.Cue); source.Validate(r.Text) == nil {
			out.Source = []corpus.Span{source}
		}
	}
	if len(f.Cue) == 0 && !a.signed.Empty() {
		out.Cue, out.Source = []corpus.Span{a.signed}, []corpus.Span{a.signature}
	}
	out.Reasons = append(append([]corpus.Reason(nil), f.Reasons...), a.reasons...)
	r.fill(i, &out)
	out.Probabilities, out.Confidence = r.model.sure(r.evidenceOf(i, out))
	if p := out.Probabilities.Speaker; p < evenOdds && a.figure >= 0 && q.form != byName && r.names != nil &&
		r.cast.figures[a.figure].known == nil {
		r.retract(i, &out, p)
	}
	return out
}

// evenOdds is the probability below which no name is given where the text gives
// none either: a description, or nobody, misleads less than a wrong name. Of
// languages without a tagger the probabilities know nothing.
const evenOdds = 0.5

// retract takes an answer back whose speaker is right with probability p.
func (r *run) retract(i int, out *corpus.Attribution, p float64) {
	q, a := r.queries[i], &r.answers[i]
	a.reason("ranker", fmt.Sprintf("%s (%.0f %%) is too unsure to be named", out.Speaker, 100*p), corpus.Span{})
	a.figure, a.described, a.text, a.share = nobody, -1, q.text, 1-p
	out.Speaker, out.SpeakerType, out.Organization, out.Role = "", "", "", ""
	out.Reasons = append(append([]corpus.Reason(nil), r.found[i].Reasons...), a.reasons...)
	r.fill(i, out)
	out.Probabilities, _ = r.model.sure(r.evidenceOf(i, *out))
	out.Probabilities.Speaker = min(out.Probabilities.Speaker, 1-p)
	out.Confidence = r.model.whole(out.Probabilities)
}

// fill writes the speaker and whom he speaks for into an attribution.
func (r *run) fill(i int, out *corpus.Attribution) {
	q, a := r.queries[i], r.answers[i]
	switch {
	case a.figure >= 0:
		r.answers[i].body = r.named(out, a.figure)
	case a.text != "":
		if a.described >= 0 {
			q = r.queries[a.described]
		}
		r.answers[i].body = r.unnamed(out, q, a)
	}
}

// named fills in a figure the article names.
func (r *run) named(out *corpus.Attribution, figure int) chosen {
	f := r.cast.figures[figure]
	out.Speaker, out.SpeakerType = trimName(f.name), corpus.PersonSpeaker
	if r.isBody(f) {
		out.SpeakerType = corpus.OrganizationSpeaker
		c := chosen{name: out.Speaker, kind: "itself", why: "an organisation speaks for itself", share: 1}
		if f.known != nil && f.known.Organization != "" {
			c.name = f.known.Organization
		}
		c.put(out)
		return c
	}
	if best := f.bestRole(); best != nil {
		out.Role = best.text
	}
	c := r.speaksFor(figure, nil)
	if k := f.known; k != nil {
		if k.Organization != "" {
			c = chosen{name: k.Organization, kind: "known", why: "confirmed in this corpus", share: 1}
		}
		if k.Role != "" {
			out.Role = k.Role
		}
	}
	c.put(out)
	return c
}

// unnamed fills in somebody the article does not name.
func (r *run) unnamed(out *corpus.Attribution, q query, a answer) chosen {
	out.Speaker, out.SpeakerType = a.text, corpus.UnnamedSpeaker
	if q.bodyNoun {
		out.SpeakerType = corpus.OrganizationSpeaker
		c := chosen{name: trimName(a.text), kind: "described", share: 1}
		out.Organization = c.name
		return c
	}
	if q.hasRole {
		out.Role = q.role.noun
	}
	if q.form != byDescription {
		return chosen{kind: "none", share: 1}
	}
	c := r.speaksFor(nobody, &q)
	c.put(out)
	return c
}

// put writes an organisation and the reason for it into an attribution.
func (c chosen) put(out *corpus.Attribution) {
	out.Organization = c.name
	if c.name != "" {
		out.Reasons = append(out.Reasons, corpus.Reason{Stage: "organization", Text: c.why, Span: c.span})
	}
}

// isBody reports a figure that speaks for itself.
func (r *run) isBody(f *figure) bool {
	open := f.species == unclear || f.species == human && !f.certain
	return f.species == body || f.species == place ||
		open && len(f.roles) == 0 && !strings.Contains(f.folded, " ") && f.gender == knowledge.Unknown
}

// chosen is whom a speaker speaks for.
type chosen struct {
	name       string // "" for nobody
	kind       string // how it was come by: itself, known, described, none, chosen
	how        tie
	why        string
	span       corpus.Span
	share      float64 // probability, as the model has it
	candidates int
	facts      []string
}

// speaksFor chooses whom a figure, or the description of q, speaks for.
func (r *run) speaksFor(figure int, q *query) chosen {
	if c, ok := r.bodies[figure]; ok && figure >= 0 {
		return c
	}
	x := r.relate(figure, q)
	ranked := x.ranked()
	best := ranked[0]
	c := chosen{kind: "none", share: share(ranked), candidates: len(ranked), facts: best.features}
	if best.figure != len(x.order)-1 {
		c.name, c.span = x.printed(best.figure), x.order[best.figure].span
		c.kind, c.why = "chosen", "the organisation is named with the speaker"
		for t := byPlaceOf; t > noTie; t-- {
			if x.facts[best.figure]["tie:"+tieNames[t]] {
				c.how, c.why = t, "the organisation "+tieWords[t]
				break
			}
		}
	}
	if figure >= 0 {
		r.bodies[figure] = c
	}
	return c
}

// bestRole is the first role that still counts, else the first one.
func (f *figure) bestRole() *role {
	for i := range f.roles {
		if r := &f.roles[i]; r.noun != "" && !r.former {
			return r
		}
	}
	for i := range f.roles {
		if f.roles[i].noun != "" {
			return &f.roles[i]
		}
	}
	return nil
}

// bestBody is the role with the strongest tie to a body, the first of equals.
// Former ones do not count but for a party.
func (r *run) bestBody(f *figure) *role {
	var best *role
	for i := range f.roles {
		x := &f.roles[i]
		if x.former && x.tie != byParty {
			if x.party == "" {
				continue
			}
			x.tie, x.body, x.figure = byParty, x.party, -1
		}
		r.findGroup(x)
		r.homeBody(x)
		if x.tie > noTie && (best == nil || strength[x.tie] > strength[best.tie]) {
			best = x
		}
	}
	return best
}

// strength orders ties: which of several bodies wins. Within one strength the
// first printed one does.
var strength = map[tie]int{byParty: 1, byFrom: 3, byOf: 4, byNoun: 4, byOwner: 4, byPlaceOf: 5}

// bodyName is the fullest name of a role's body.
func (r *run) bodyName(x role) string {
	if x.figure >= 0 {
		if f := r.cast.figures[x.figure]; f.name != "" && f.species != human {
			if f.known != nil || len(f.name) >= len(x.body) || initialsOf(f.folded) == fold(x.body) {
				return trimName(f.name)
			}
		}
	}
	return trimName(x.body)
}

// findGroup resolves "a company spokesperson" to the body the article is about:
// the nearest one named before.
func (r *run) findGroup(x *role) {
	if x.tie != noTie || x.group == "" {
		return
	}
	at := r.tokenAt(x.span.Start)
	q := query{form: byDescription, first: at, bodyNoun: true, noun: x.group, definite: true, figure: nobody}
	for _, c := range r.model.rank(q.class(), r.candidates(q, nil, r.speaks)) {
		if c.figure >= 0 {
			x.tie, x.figure, x.body = byNoun, c.figure, r.cast.figures[c.figure].name
			return
		}
	}
}

// homes are the bodies that roles belong to without saying so.
var homes = map[string]string{"justice": "court", "judge": "court"}

// homeBody ties a role that names no body to the one the article is about: a
// justice to the court, an executive to the company last named.
func (r *run) homeBody(x *role) {
	if x.tie != noTie || x.former || x.noun == "" {
		return
	}
	if noun := homes[x.noun]; noun != "" {
		for i, f := range r.cast.figures[:min(len(r.cast.figures), maxFigures)] {
			if f.species == body && holds(f.folded, noun) {
				x.tie, x.figure, x.body = byNoun, i, f.name
				return
			}
		}
	}
	if executives[x.noun] && !strings.Contains(x.text, " of ") && !strings.Contains(x.text, " for ") {
		x.group = "company"
		r.findGroup(x)
	}
}

// executives work for the company an article is about when it names none.
var executives = map[string]bool{
	"officer":      true,
	"ceo":          true,
	"cfo":          true,
	"cto":          true,
	"executive":    true,
	"spokesman":    true,
	"spokeswoman":  true,
	"spokesperson": true,
	"chairman":     true,
}

func trimName(name string) string {
	for _, article := range []string{"The ", "the "} {
		if strings.HasPrefix(name, article) {
			return name[len(article):]
		}
	}
	return strings.TrimSpace(name)
}
