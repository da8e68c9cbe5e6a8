package speakers

import (
	"strings"

	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// attribution puts one answer into the words of the corpus.
func (r *run) attribution(i int) corpus.Attribution {
	f, q, a := r.found[i], r.queries[i], r.answers[i]
	out := corpus.Attribution{Kind: f.Kind, Utterance: f.Utterance, Content: f.Content, Quoted: f.Quoted, Cue: f.Cue, Source: f.Source}
	if len(f.Source) <= 1 && (q.recovered || q.form == byName && q.last > q.first) {
		if source := r.grown(q, f.Cue); source.Validate(r.Text) == nil {
			out.Source = []corpus.Span{source}
		}
	}
	if len(f.Cue) == 0 && !a.signed.Empty() {
		out.Cue, out.Source = []corpus.Span{a.signed}, []corpus.Span{a.signature}
	}
	out.Reasons = append(append([]corpus.Reason(nil), f.Reasons...), a.reasons...)
	var how tie
	if a.figure >= 0 {
		how = r.named(&out, q, r.cast.figures[a.figure])
	} else if a.text != "" {
		how = r.unnamed(&out, q, a)
	}
	r.answers[i].how = how
	out.Confidence = r.confidence(i, out, how)
	return out
}

// named fills in a figure the article names.
func (r *run) named(out *corpus.Attribution, q query, f *figure) tie {
	out.Speaker, out.SpeakerType = trimName(f.name), corpus.PersonSpeaker
	if f.species == body || f.species == place || f.species == unclear && len(f.roles) == 0 && !strings.Contains(f.folded, " ") && f.gender == knowledge.Unknown {
		out.SpeakerType = corpus.OrganizationSpeaker
		out.Organization = out.Speaker
		out.Reasons = append(out.Reasons, corpus.Reason{Stage: "organization", Text: "an organisation speaks for itself"})
		if f.known != nil && f.known.Organization != "" {
			out.Organization = f.known.Organization
		}
		return byPlaceOf
	}
	var how tie
	if best := f.bestRole(); best != nil {
		out.Role = best.text
	}
	if best := r.bestBody(f); best != nil {
		how = best.tie
		out.Organization = r.bodyName(*best)
		out.Reasons = append(out.Reasons, corpus.Reason{Stage: "organization", Text: "the organisation " + tieWords[best.tie], Span: best.span})
	}
	if k := f.known; k != nil {
		if k.Organization != "" {
			out.Organization, how = k.Organization, byPlaceOf
			out.Reasons = append(out.Reasons, corpus.Reason{Stage: "organization", Text: "confirmed in this corpus"})
		}
		if k.Role != "" {
			out.Role = k.Role
		}
	}
	return how
}

// unnamed fills in somebody the article does not name.
func (r *run) unnamed(out *corpus.Attribution, q query, a answer) tie {
	out.Speaker, out.SpeakerType = a.text, corpus.UnnamedSpeaker
	if q.bodyNoun {
		out.SpeakerType, out.Organization = corpus.OrganizationSpeaker, strings.TrimPrefix(a.text, "the ")
		out.Organization = strings.TrimPrefix(out.Organization, "The ")
		return noTie
	}
	if !q.hasRole {
		return noTie
	}
	out.Role = q.role.noun
	body := q.role
	r.findGroup(&body)
	if body.tie == noTie {
		return noTie
	}
	out.Organization = r.bodyName(body)
	out.Reasons = append(out.Reasons, corpus.Reason{Stage: "organization", Text: "the organisation " + tieWords[body.tie], Span: body.span})
	return body.tie
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
var executives = map[string]bool{"officer": true, "ceo": true, "cfo": true, "cto": true, "executive": true, "spokesman": true, "spokeswoman": true, "spokesperson": true, "chairman": true}

func trimName(name string) string {
	for _, article := range []string{"The ", "the "} {
		if strings.HasPrefix(name, article) {
			return name[len(article):]
		}
	}
	return strings.TrimSpace(name)
}
