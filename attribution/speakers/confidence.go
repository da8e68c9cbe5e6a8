package speakers

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"quoth/corpus"
)

// The classes of the weights that tell how likely an answer is right: logistic
// models of how it was come by, calibrated on articles whose publishers no
// weights had seen. The last joins the three into the probability of the whole.
const (
	quoteRight        = "quote"
	speakerRight      = "speaker"
	organizationRight = "organization"
	allRight          = "all"
)

// evidence is what the three models see of an answer.
type evidence struct{ quote, speaker, organization []string }

// sure gives the probabilities of an answer and of the whole.
func (m model) sure(e evidence) (p corpus.Probabilities, all float64) {
	p = corpus.Probabilities{
		Quote:        m.chance(quoteRight, e.quote),
		Speaker:      m.chance(speakerRight, e.speaker),
		Organization: m.chance(organizationRight, e.organization),
	}
	return p, m.whole(p)
}

func (m model) chance(class string, features []string) float64 {
	return within(logistic(m.score(class, features)))
}

// whole is the product of the probabilities, corrected for what they share.
func (m model) whole(p corpus.Probabilities) float64 {
	product := p.Quote * p.Speaker * p.Organization
	return within(logistic(m[allRight+"|bias"] + m[allRight+"|product"]*logit(product)))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// within keeps a probability from being certain: nothing here is.
func within(p float64) float64 { return min(max(p, 0.01), 0.99) }

// evidenceOf tells how the answer to quote i was come by.
func (r *run) evidenceOf(i int, out corpus.Attribution) evidence {
	return evidence{r.quoteEvidence(i), r.speakerEvidence(i, out), r.organizationEvidence(i, out)}
}

func (r *run) quoteEvidence(i int) []string {
	q, found := r.queries[i], r.found[i]
	f := []string{"bias", "form:" + string(q.form), "kind:" + string(found.Kind)}
	f = thermometer(f, "score", found.Score, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
	words := 0
	for _, s := range found.Quoted {
		words += len(strings.Fields(s.Text(r.Text)))
	}
	f = thermometer(f, "words", float64(words), 2, 3, 5, 8, 15)
	f = thermometer(f, "said", found.Said, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1)
	f = append(f, "pieces:"+strconv.Itoa(min(len(found.Quoted), 3)))
	if len(found.Cue) == 0 {
		f = append(f, "no cue", "no cue:"+string(found.Kind))
	}
	if words < 5 {
		f = append(f, "short:"+string(q.form), "short:"+string(found.Kind))
	}
	if r.paragraphOf(q.first) == 0 {
		f = append(f, "first paragraph")
	}
	return f
}

var shareSteps = []float64{0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995}

func (r *run) speakerEvidence(i int, out corpus.Attribution) []string {
	q, a, found := r.queries[i], r.answers[i], r.found[i]
	class := q.class()
	if q.form == byName {
		class = "name"
	}
	f := []string{
		"bias",
		"class:" + class,
		"type:" + string(out.SpeakerType),
		"class type:" + class + " " + string(out.SpeakerType),
	}
	if q.form != byName {
		f = thermometer(f, "share", a.share, shareSteps...)
		if len(a.ranked) == 0 {
			f = append(f, "by grammar")
		}
		f = append(f, "candidates:"+bucket(len(a.ranked)))
		if out.SpeakerType == corpus.UnnamedSpeaker {
			f = thermometer(f, "nobody", a.share, 0.5, 0.8, 0.95)
		}
	}
	if len(found.Cue) == 0 {
		f = append(f, "no cue")
	}
	if q.recovered {
		f = append(f, "recovered")
	}
	f = thermometer(f, "score", found.Score, 0.5, 0.8, 0.95)
	people := 0
	for _, x := range r.cast.figures[:min(len(r.cast.figures), maxFigures)] {
		if x.species == human && x.unnamed == 0 {
			people++
		}
	}
	f = append(f, "people:"+bucket(people), "class people:"+class+" "+bucket(people))
	if n := len(r.history); n > 0 {
		f = append(f, "quotes:"+bucket(n))
	}
	if a.figure < 0 {
		if n := len(strings.Fields(a.text)); n > 0 {
			f = append(f, "described words:"+bucket(n))
		} else {
			f = append(f, "nobody")
		}
		return f
	}
	who := r.cast.figures[a.figure]
	if !who.certain {
		f = append(f, "kind uncertain", "kind uncertain:"+speciesNames[who.species])
	}
	words := strings.Fields(who.folded)
	f = append(
		f,
		"name words:"+string(out.SpeakerType)+strconv.Itoa(min(len(words), 4)),
		"named:"+bucket(len(who.mentions)),
	)
	if who.species == human && len(words) > 0 {
		if r.surnames[surnameOf(who.folded)] > 1 {
			f = append(f, "surname of several")
		}
		if len(who.roles) == 0 {
			f = append(f, "no role")
		}
	}
	if q.form == byName && out.Source != nil {
		f = append(f, "source words:"+bucket(q.last-q.first))
		if fold(r.phrase(q.first, q.last)) == who.folded {
			f = append(f, "full form")
		}
	}
	if who.known != nil {
		f = append(f, "known")
	}
	tagged, all := 0, 0
	for _, k := range who.mentions[:min(len(who.mentions), 8)] {
		m := r.cast.mentions[k]
		for t := m.first; t < m.last; t++ {
			all++
			if speciesOf[r.nameAt(t)] == who.species {
				tagged++
			}
		}
	}
	if all > 0 {
		f = thermometer(f, "tagged so", float64(tagged)/float64(all), 0.3, 0.7, 1)
	}
	return f
}

func (r *run) organizationEvidence(i int, out corpus.Attribution) []string {
	q, a := r.queries[i], r.answers[i]
	c := a.body
	f := []string{"bias", "type:" + string(out.SpeakerType), "how:" + c.kind}
	switch {
	case c.kind == "itself" || c.kind == "known":
		// an organisation is as right as the speaker is
		if a.figure >= 0 {
			who := r.cast.figures[a.figure]
			f = append(
				f,
				"itself:"+speciesNames[who.species]+strconv.FormatBool(who.certain),
				"itself named:"+bucket(len(who.mentions)),
			)
		}
	default:
		f = thermometer(f, "share", c.share, shareSteps...)
		f = thermometer(f, "share "+c.kind, c.share, 0.5, 0.8, 0.95)
		f = append(f, "candidates:"+bucket(c.candidates), "tie:"+tieNames[c.how]+" "+c.kind)
		for _, fact := range c.facts {
			switch {
			case strings.HasPrefix(fact, "kind:"),
				strings.HasPrefix(fact, "certain:"),
				strings.HasPrefix(fact, "none:"),
				strings.HasPrefix(fact, "none we"),
				fact == "nearest",
				strings.HasPrefix(
					fact,
					"odds",
				),
				strings.HasPrefix(fact, "label:"),
				strings.HasPrefix(fact, "whole label"),
				fact == "cut from a label",
				fact == "part of another",
				fact == "holds another",
				fact == "others speak for it",
				fact == "one word",
				fact == "never in the sentence",
				fact == "printed only",
				fact == "only body",
				fact == "most named",
				fact == "another is tied",
				fact == "rules":
				f = append(f, "fact "+fact)
			}
		}
		f = append(f, "words:"+bucket(len(strings.Fields(c.name))))
	}
	if a.figure >= 0 {
		f = append(
			f,
			"named:"+bucket(len(r.cast.figures[a.figure].mentions)),
			"roles:"+bucket(len(r.cast.figures[a.figure].roles)),
		)
	}
	if q.form != byName {
		f = thermometer(f, "speaker", a.share, 0.5, 0.8, 0.95)
	}
	return f
}

// Verdict tells what of an answer is right.
type Verdict struct {
	Counts                       bool // false where that is not known
	Quote, Speaker, Organization bool // the latter two only where the quote is right
}

// Trial is one answered quote of a held-back article.
type Trial struct {
	evidence
	Verdict
}

// Right reports whether the whole answer is right.
func (t Trial) Right() bool { return t.Quote && t.Speaker && t.Organization }

// Sure is what the present weights give a trial.
func (r *Resolver) Sure(t Trial) (corpus.Probabilities, float64) { return r.model.sure(t.evidence) }

// Trials answers the examples with the present weights and keeps, for each
// quote, the evidence and what is right.
func (r *Resolver) Trials(examples []Example) []Trial {
	var out []Trial
	for _, e := range examples {
		run := r.start(e.Document, e.Names, e.Found, nil)
		for _, i := range run.order {
			run.answer(i)
		}
		run.noteDescribed()
		for _, i := range run.order {
			a := run.attribution(i)
			if v := e.Correct(i, a); v.Counts {
				out = append(out, Trial{run.evidenceOf(i, a), v})
			}
		}
	}
	return out
}

// Calibrate fits the weights of the probabilities to trials from held-back
// articles: logistic regression with a little shrinkage.
func (r *Resolver) Calibrate(trials []Trial) {
	for k := range r.model {
		if isCalibration(k) {
			delete(r.model, k)
		}
	}
	var quote, speaker, organization []outcome
	for _, t := range trials {
		quote = append(quote, outcome{t.quote, t.Quote})
		if t.Quote {
			speaker = append(speaker, outcome{t.speaker, t.Speaker})
			organization = append(organization, outcome{t.organization, t.Organization})
		}
	}
	for class, list := range map[string][]outcome{quoteRight: quote, speakerRight: speaker, organizationRight: organization} {
		for f, v := range regress(list) {
			r.model[class+"|"+f] = v
		}
	}
	r.model[allRight+"|bias"], r.model[allRight+"|product"] = r.correction(trials)
}

func isCalibration(weight string) bool {
	class, _, _ := strings.Cut(weight, "|")
	return class == quoteRight || class == speakerRight || class == organizationRight || class == allRight
}

// CalibratedAs takes over the probabilities of another resolver.
func (r *Resolver) CalibratedAs(other *Resolver) {
	for k, v := range other.model {
		if isCalibration(k) {
			r.model[k] = v
		}
	}
}

// outcome is an answer's evidence for one of its parts, and whether that is
// right.
type outcome struct {
	features []string
	right    bool
}

// regress fits a logistic model by batch gradient, so that the order of the
// outcomes does not matter.
func regress(list []outcome) map[string]float64 {
	const steps, rate, shrink = 600, 1.0, 0.0015
	number := map[string]int{}
	var names []string
	rows := make([][]int, len(list))
	for i, o := range list {
		for _, f := range o.features {
			if _, ok := number[f]; !ok {
				number[f] = len(names)
				names = append(names, f)
			}
			rows[i] = append(rows[i], number[f])
		}
	}
	w, gradient := make([]float64, len(names)), make([]float64, len(names))
	for range steps {
		clear(gradient)
		for i, o := range list {
			sum := 0.0
			for _, f := range rows[i] {
				sum += w[f]
			}
			miss := -logistic(sum)
			if o.right {
				miss++
			}
			for _, f := range rows[i] {
				gradient[f] += miss
			}
		}
		for f, g := range gradient {
			w[f] += rate / 4 * (g/float64(max(len(list), 1)) - shrink*w[f])
		}
	}
	out := map[string]float64{}
	for i, name := range names {
		out[name] = w[i]
	}
	return out
}

// correction fits bias and slope of the whole on the logit of the product.
func (r *Resolver) correction(trials []Trial) (bias, slope float64) {
	slope = 1
	x := make([]float64, len(trials))
	for i, t := range trials {
		p := corpus.Probabilities{
			Quote:        r.model.chance(quoteRight, t.quote),
			Speaker:      r.model.chance(speakerRight, t.speaker),
			Organization: r.model.chance(organizationRight, t.organization),
		}
		x[i] = logit(p.Quote * p.Speaker * p.Organization)
	}
	for range 2000 {
		var gb, gs float64
		for i, t := range trials {
			miss := -logistic(bias + slope*x[i])
			if t.Right() {
				miss++
			}
			gb += miss
			gs += miss * x[i]
		}
		n := float64(max(len(trials), 1))
		bias += 0.3 * gb / n
		slope += 0.1 * gs / n
	}
	return bias, slope
}

// AUROC is the chance that a right answer is surer than a wrong one.
func AUROC(scores []float64, right []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return scores[order[a]] < scores[order[b]] })
	var rank, sum, good float64
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && scores[order[j]] == scores[order[i]] {
			j++
		}
		middle := rank + float64(j-i+1)/2
		for k := i; k < j; k++ {
			if right[order[k]] {
				sum += middle
				good++
			}
		}
		rank += float64(j - i)
		i = j
	}
	bad := float64(len(scores)) - good
	return (sum - good*(good+1)/2) / max(good*bad, 1)
}
