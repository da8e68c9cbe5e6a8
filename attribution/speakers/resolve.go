package speakers

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// Resolver finds speakers. It is safe for concurrent use.
type Resolver struct {
	lex   *knowledge.Tables
	model model
	names *NameTagger
}

// New loads the tables and the weights. An error names the file at fault.
func New(tables, models fs.FS) (*Resolver, error) {
	lex, err := knowledge.Load(tables)
	if err != nil {
		return nil, err
	}
	m, err := loadModel(models)
	if err != nil {
		return nil, err
	}
	names, err := loadNames(models, lex)
	if err != nil {
		return nil, err
	}
	return &Resolver{lex: lex, model: m, names: names}, nil
}

// Names labels the tokens of an English text for Resolve.
func (r *Resolver) Names(x *layers.Text) []layers.Name { return r.names.Tag(x) }

// Resolve gives each found quote its speaker, in the order of found. names are
// the labels of the tokens, nil in languages without a tagger. known is
// what the corpus has confirmed; it wins over what the text suggests.
func (r *Resolver) Resolve(
	doc *document.Document,
	names []layers.Name,
	found []document.Found,
	known []corpus.Known,
) []corpus.Attribution {
	run := r.start(doc, names, found, known)
	for _, i := range run.order {
		if run.Stopped() {
			return nil
		}
		run.answer(i)
	}
	run.noteDescribed()
	out := make([]corpus.Attribution, len(found))
	for i := range found {
		if run.Stopped() {
			return nil
		}
		out[i] = run.attribution(i)
	}
	return out
}

// run is one call of Resolve.
type run struct {
	*story
	model   model
	found   []document.Found
	queries []query
	answers []answer
	order   []int // quotes in text order
	history []said
	speaks  map[int]bool

	central   []int          // the bodies named most
	described map[int][]int  // figure → quotes whose source describes it
	inQuotes  map[[2]int]int // speaker and body → times the body is named in the speaker's quotes
	spokenFor map[int]int    // body → persons whom the phrases around their names tie to it
	tiedTo    map[int]int    // person → that body
	we        map[int]int    // figure → first persons plural in the words quoted
	bodies    map[int]chosen // figure → whom it speaks for
	surnames  map[string]int // how many persons share one
}

// answer is who a quote's source turned out to be.
type answer struct {
	figure            int // −1 for somebody without a name
	described         int // the quote whose description stands for that somebody, −1 for this one
	text              string
	ranked            []candidate
	share             float64 // of the best candidate
	reasons           []corpus.Reason
	body              chosen      // whom the speaker speaks for
	signed, signature corpus.Span // the dash and the name of a signed quotation
}

func (r *Resolver) start(
	doc *document.Document,
	names []layers.Name,
	found []document.Found,
	known []corpus.Known,
) *run {
	run := &run{
		story:  newStory(doc, names, r.lex, r.model, known),
		model:  r.model,
		found:  found,
		speaks: map[int]bool{},
	}
	run.queries = make([]query, len(found))
	run.answers = make([]answer, len(found))
	for i, f := range found {
		if len(f.Content) == 0 {
			run.queries[i] = query{form: byNothing, figure: nobody}
			continue
		}
		run.order = append(run.order, i)
		run.queries[i] = run.ask(f.Content, f.Source, f.Cue)
		if q := run.queries[i]; q.form == byName {
			run.speaks[q.figure] = true
		}
	}
	run.bodies, run.surnames = map[int]chosen{}, map[string]int{}
	for _, f := range run.cast.figures {
		if f.species == human && f.folded != "" {
			run.surnames[surnameOf(f.folded)]++
		}
	}
	run.findCentral()
	sort.SliceStable(run.order, func(a, b int) bool {
		return found[run.order[a]].Content[0].Start < found[run.order[b]].Content[0].Start
	})
	next := nobody
	for k := len(run.order) - 1; k >= 0; k-- {
		q := &run.queries[run.order[k]]
		q.next = next
		if q.form == byName {
			next = q.figure
		}
	}
	return run
}

// answer resolves one quote and remembers it for the ones behind.
func (r *run) answer(i int) {
	q := r.queries[i]
	a := answer{figure: nobody, described: -1}
	switch q.form {
	case byName:
		a.figure, a.share = q.figure, 1
		a.reason("mention", "the source names "+r.cast.figures[q.figure].name, r.span(q.first, q.last))
	default:
		if f, why := r.shortcut(q); f >= 0 {
			a.figure, a.share = f, 0.95
			a.reason("mention", why, r.span(q.first, q.last))
			if m, dash := r.signature(q); q.form == byNothing && m >= 0 {
				a.signed, a.signature = r.span(dash, dash+1), r.span(r.cast.mentions[m].prefix, r.cast.mentions[m].last)
			}
			break
		}
		a.ranked = r.model.rank(q.class(), r.candidates(q, r.history, r.speaks))
		a.figure, a.share = a.ranked[0].figure, share(a.ranked)
		r.explain(&a, q)
	}
	who := a.figure
	if a.figure < 0 {
		a.text = q.text
	} else if f := r.cast.figures[a.figure]; f.unnamed > 0 {
		a.figure, a.described, a.text = nobody, f.unnamed-1, f.name
	} else {
		r.learnFrom(q, a.figure)
	}
	r.answers[i] = a
	r.remember(i, who)
}

// learnFrom gives a figure the role that a description of it tells: "a member of
// the Metropolitan police" tells whom he speaks for.
func (r *run) learnFrom(q query, figure int) {
	if figure < 0 || !q.hasRole || q.role.tie == noTie {
		return
	}
	if f := r.cast.figures[figure]; f.species == human && len(f.roles) < maxRoles && f.mayBe(q.role) {
		f.roles = append(f.roles, q.role)
	}
}

// remember notes who spoke quote i. A person who is only described can be meant
// by a pronoun that follows.
func (r *run) remember(i, who int) {
	q := r.queries[i]
	if who < 0 && q.form == byDescription && !q.bodyNoun && !q.document && q.text != "" {
		who = len(r.cast.figures)
		f := &figure{name: q.text, folded: fold(q.text), species: human, gender: q.gender, unnamed: i + 1}
		if q.hasRole {
			f.roles = []role{q.role}
		}
		r.cast.figures = append(r.cast.figures, f)
	}
	r.history = append(r.history, said{figure: who, paragraph: r.paragraphOf(q.first), end: q.end})
}

// mayBe reports that nothing the article calls a figure is of another class than
// a role: a president is no "official at Lumen".
func (f *figure) mayBe(r role) bool {
	for _, x := range f.roles {
		if x.noun != "" && x.class != r.class {
			return false
		}
	}
	return true
}

func (a *answer) reason(stage, text string, span corpus.Span) {
	a.reasons = append(a.reasons, corpus.Reason{Stage: stage, Text: text, Span: span})
}

func (r *run) explain(a *answer, q query) {
	what := map[form]string{byPronoun: "the pronoun", byDescription: "the description", byNothing: "a quote without a source"}[q.form]
	span := corpus.Span{}
	if q.form != byNothing {
		span = r.span(q.first, q.last)
	}
	if a.figure < 0 {
		a.reason("mention", what+" fits nobody the article names", span)
		return
	}
	why := topFeatures(r.model, q.class(), a.ranked[0].features)
	a.reason(
		"ranker",
		fmt.Sprintf("%s means %s (%.0f %%): %s", what, r.cast.figures[a.figure].name, 100*a.share, why),
		span,
	)
}

// topFeatures names the three features that spoke most for a candidate.
func topFeatures(m model, class string, features []string) string {
	sorted := append([]string(nil), features...)
	sort.SliceStable(sorted, func(i, j int) bool { return m[class+"|"+sorted[i]] > m[class+"|"+sorted[j]] })
	var words []string
	for _, f := range sorted {
		name, _, _ := strings.Cut(f, ":")
		if said := reasonWords[f]; said != "" {
			words = append(words, said)
		} else if said := reasonWords[name]; said != "" && !slices.Contains(words, said) {
			words = append(words, said)
		}
		if len(words) == 3 {
			break
		}
	}
	return strings.Join(words, ", ")
}

// reasonWords say a feature in words that a person can check on the page; those
// that tell a reader nothing are left out.
var reasonWords = map[string]string{
	"recent:1":                     "the name nearest before",
	"recent:2":                     "one of the names nearest before",
	"later":                        "named right after",
	"later:paragraph":              "named later in the paragraph",
	"subject":                      "the subject of its sentence",
	"subject:before":               "the subject of the sentence before",
	"subject since the last quote": "the subject since the last quote",
	"since the last quote":         "named since the last quote",
	"says":                         "named beside a word of saying",
	"beside the document":          "named beside the document",
	"spoke last":                   "spoke last",
	"spoke before last":            "spoke before that",
	"speaks by name":               "is quoted by name elsewhere",
	"most named":                   "named most in the article",
	"often named":                  "named often in the article",
	"gender agrees":                "the pronoun agrees",
	"role noun":                    "has this role",
	"role words":                   "is described so",
	"role class":                   "has a role of this kind",
	"role overlap":                 "is described alike",
	"name holds the noun":          "the name says what it is",
	"same group":                   "is of this kind",
	"paragraphs:0":                 "in the same paragraph",
	"sentences:0":                  "in the same sentence",
	"sentences:1":                  "in the sentence before",
	"looks like a body":            "reads like an organisation",
}

// shortcut resolves what grammar decides: "Stone, who …", "TNO's report".
func (r *run) shortcut(q query) (figure int, why string) {
	if q.form == byNothing {
		if m, _ := r.signature(q); m >= 0 {
			return r.cast.mentions[m].figure, "the name behind the dash signs the quotation"
		}
		return nobody, ""
	}
	if q.form == byPronoun && (q.pronoun == "who" || q.pronoun == "which") {
		end := q.first
		if r.low(end-1) == "," {
			end--
		}
		if m := r.mentionEnding(end); m >= 0 {
			return r.cast.mentions[m].figure, "the relative pronoun follows the name"
		}
	}
	if q.form == byDescription && q.document {
		return r.issuer(q)
	}
	return nobody, ""
}

// signature reads the name that signs a quotation: “…” ― Ada Stone. It gives the
// mention, −1 for none, and the dash.
func (r *run) signature(q query) (mention, dash int) {
	i := r.tokenAt(q.end)
	for r.ok(i) && (r.quoted(i) || r.low(i) == "." || r.low(i) == ",") && r.Tokens[i].Start < q.end+4 {
		i++
	}
	switch r.low(i) {
	case "―", "—", "–", "-", "~":
	default:
		return -1, i
	}
	m := r.mentionStarting(i + 1)
	if m < 0 || r.figureAt(m).species == place || r.quoted(r.cast.mentions[m].first) {
		return -1, i
	}
	if after := r.cast.mentions[m].last; r.sameParagraph(i, after) && r.low(after) != "," && r.low(after) != "." &&
		r.low(after) != "(" {
		return -1, i
	}
	return m, i
}

// issuer finds who a document speaks for where its phrase says so: "TNO's
// report", "a statement from the ministry".
func (r *run) issuer(q query) (int, string) {
	for i := q.first; i < q.last; i++ {
		low := r.low(i)
		if _, yes := r.possessive(i); yes {
			if m := r.mentionEnding(i); m >= 0 && r.figureAt(m).species != place {
				return r.cast.mentions[m].figure, "the document's owner speaks in it"
			}
		}
		if low == "by" || low == "from" || low == "of" && r.lex.Bodies[r.low(i-1)].Document {
			if m := r.mentionStarting(
				i + 1 + articleAt(r, i+1),
			); m >= 0 && r.figureAt(m).species != place &&
				r.figureAt(m).species != unclear {
				return r.cast.mentions[m].figure, "the document comes from them"
			}
		}
	}
	return nobody, ""
}

func articleAt(r *run, i int) int {
	if articles[r.low(i)] {
		return 1
	}
	return 0
}
