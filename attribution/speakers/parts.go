package speakers

// Part is how far one annotated quote got through the stages, so that one sees
// where an answer breaks.
type Part struct {
	Form                string   // of the source: name, pronoun, nominal, none
	Cast                bool     // the article's figures hold the right speaker
	Among               bool     // the candidates of the question do; true for a source that names somebody
	Speaker             bool     // the answer is right
	Given               bool     // the article gives an organisation
	Asked               bool     // a right speaker was asked for one
	Body                bool     // the candidates hold the right organisation
	Organization        bool     // the answer is right
	Names               []string // candidate organisations, best first, of a wrong answer
	Name, Answer        string   // the speaker's name and the organisation answered
	Features            []string // of the answered organisation
	RightFeatures       []string // of the right one, where it is among the candidates
	RightName           string
	Candidates, Figures []string // speakers
}

// Parts answers an example and tells how far each quote got whose speaker is
// known.
func (r *Resolver) Parts(e Example) map[int]Part {
	run := r.start(e.Document, e.Names, e.Found, nil)
	for _, i := range run.order {
		run.answer(i)
	}
	run.noteDescribed()
	out := map[int]Part{}
	for _, i := range run.order {
		if _, known := e.Organization(i, ""); !known {
			continue
		}
		q, a := run.queries[i], run.answers[i]
		p := Part{Form: string(q.form)}
		for _, f := range run.cast.figures {
			p.Cast = p.Cast || e.Right(i, f.name)
			p.Figures = append(p.Figures, f.name)
		}
		p.Cast = p.Cast || q.text != "" && e.Right(i, q.text)
		answer := run.attribution(i)
		p.Name, p.Answer = answer.Speaker, answer.Organization
		p.Speaker = e.Right(i, answer.Speaker)
		p.Among = p.Speaker
		for _, c := range a.ranked {
			name := q.text
			if c.figure >= 0 {
				name = run.cast.figures[c.figure].name
			}
			p.Among = p.Among || e.Right(i, name)
			p.Candidates = append(p.Candidates, name)
		}
		none, _ := e.Organization(i, "")
		p.Given = !none
		p.Organization, _ = e.Organization(i, answer.Organization)
		if p.Speaker {
			p.Asked = true
			p.Body = p.Organization
			if a.figure >= 0 && !run.isBody(run.cast.figures[a.figure]) || a.figure < 0 && q.form == byDescription && !q.bodyNoun {
				x := run.relate(a.figure, &q)
				for n, c := range x.ranked() {
					name := ""
					if c.figure != len(x.order)-1 {
						name = x.printed(c.figure)
					}
					p.Names = append(p.Names, name)
					ok, _ := e.Organization(i, name)
					if n == 0 {
						p.Features = c.features
					}
					if ok && p.RightName == "" {
						p.RightName, p.RightFeatures = name, c.features
					}
					p.Body = p.Body || ok
				}
			}
		}
		out[i] = p
	}
	return out
}
