package indexer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"quoth/corpus"
)

// clause is a part of a query as Bleve's; scored where it says how well a
// document fits, not only that it does.
type clause struct {
	query.Query
	scored bool
}

// builder turns a parsed query into Bleve's.
type builder struct {
	x     *Index
	v     *view
	text  string
	names Names
	kind  string // of the documents wanted
	asked scope
	marks []Term // the words to highlight
}

// scope is what a query says anywhere about which documents are meant at all.
type scope struct {
	in       string // a key of inKinds, or nothing
	anyAct   bool   // act: is used
	rejected bool   // status: or is: is used
}

func scopeOf(n Node) scope {
	var s scope
	switch n := n.(type) {
	case And:
		for _, p := range n.Parts {
			s = s.with(scopeOf(p))
		}
	case Or:
		for _, p := range n.Parts {
			s = s.with(scopeOf(p))
		}
	case Not:
		s = scopeOf(n.Part)
	case Term:
		switch n.Field {
		case "in":
			s.in = strings.ToLower(n.Value)
		case "act":
			s.anyAct = true
		case "status", "is":
			s.rejected = true
		}
	}
	return s
}

func (s scope) with(t scope) scope {
	if t.in != "" {
		s.in = t.in
	}
	return scope{s.in, s.anyAct || t.anyAct, s.rejected || t.rejected}
}

// inKinds are the kinds of document that in: names.
var inKinds = map[string]string{"quotes": QuoteKind, "articles": ArticleKind, "annotations": AnnotationKind}

// shownMarks are the marks of what is found when nothing more is asked for.
var shownMarks = map[string]string{QuoteKind: shownQuote, ArticleKind: shownArticle, AnnotationKind: shownAnnotation}

// shown says what is found when nothing more is asked for: documents that bear
// a mark, or, where a query asks for more than these, a filter.
func (b *builder) shown() (sets, query.Query, error) {
	if b.kind != QuoteKind || !b.asked.anyAct && !b.asked.rejected {
		only, err := b.v.postings("shown", shownMarks[b.kind])
		return only, nil, err
	}
	all := allOf{filter: []query.Query{term("type", QuoteKind)}}
	if !b.asked.anyAct {
		all.filter = append(all.filter, term("act", string(corpus.Speech)))
	}
	if !b.asked.rejected {
		all.not = append(all.not, term("status", string(corpus.Rejected)))
	}
	return nil, all, nil
}

// whole makes the query of a request: its words among what is shown.
func (b *builder) whole(parsed Node) (running, error) {
	words, err := b.node(parsed, true)
	if err != nil {
		return running{}, err
	}
	only, filter, err := b.shown()
	if err != nil {
		return running{}, err
	}
	r := running{Query: words.Query, scored: words.scored, only: only}
	switch {
	case filter == nil:
	case words.scored:
		r.Query = allOf{must: []query.Query{words.Query}, filter: []query.Query{filter}}
	case words.Query == nil:
		r.Query = filter
	default:
		r.Query = allOf{filter: []query.Query{filter, words.Query}}
	}
	return r, nil
}

// node builds a part; the zero clause stands for everything. positive is false
// under a minus: such words are not highlighted.
func (b *builder) node(n Node, positive bool) (clause, error) {
	switch n := n.(type) {
	case And:
		return b.and(n, positive)
	case Or:
		var parts []query.Query
		scored := false
		for _, p := range n.Parts {
			c, err := b.node(p, positive)
			if err != nil {
				return clause{}, err
			}
			if c.Query == nil {
				c.Query = bleve.NewMatchAllQuery()
			}
			parts, scored = append(parts, c.Query), scored || c.scored
		}
		return clause{anyOf(parts), scored}, nil
	case Not:
		c, err := b.node(n.Part, !positive)
		if err != nil {
			return clause{}, err
		}
		if c.Query == nil {
			return clause{}, b.fail(firstTerm(n.Part), "this cannot be left out")
		}
		return clause{Query: allOf{not: []query.Query{c.Query}}}, nil
	case Near:
		return b.near(n, positive)
	case Term:
		return b.term(n, positive)
	}
	return clause{}, fmt.Errorf("unknown part of a query: %T", n)
}

// and joins parts. Fields that one search cannot answer because they belong to
// the other kind of document are answered together, so that speaker: and stance:
// of a search for articles mean the same quote.
func (b *builder) and(n And, positive bool) (clause, error) {
	var all allOf
	elsewhere := map[string][]Node{} // by the kind of document that knows it
	sides := b.targetsOf(n)
	scored := false
	for _, p := range n.Parts {
		if t, ok := p.(Term); ok && b.belongsTo(t) != b.kind {
			elsewhere[b.belongsTo(t)] = append(elsewhere[b.belongsTo(t)], p)
			continue
		}
		inner, negated := p, false
		if not, ok := p.(Not); ok {
			inner, negated = not.Part, true
		}
		var c clause
		var err error
		if t, ok := inner.(Term); ok && t.Field == "stance" && len(sides) > 0 {
			c, err = b.stanceToward(t, sides)
		} else {
			c, err = b.node(inner, positive != negated)
		}
		switch {
		case err != nil:
			return clause{}, err
		case negated && c.Query == nil:
			return clause{}, b.fail(firstTerm(p), "this cannot be left out")
		case negated:
			all.not = append(all.not, c.Query)
		case c.Query == nil:
		case c.scored:
			all.must, scored = append(all.must, c.Query), true
		default:
			all.filter = append(all.filter, c.Query)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(elsewhere)) {
		joined, err := b.join(kind, And{elsewhere[kind]})
		if err != nil {
			return clause{}, err
		}
		all.filter = append(all.filter, joined)
	}
	if len(all.must)+len(all.filter)+len(all.not) == 0 {
		return clause{}, nil
	}
	return clause{all, scored}, nil
}

// targetsOf lists the target: parts beside each other, for a stance: beside them.
func (b *builder) targetsOf(n And) []Term {
	var targets []Term
	for _, p := range n.Parts {
		if t, ok := p.(Term); ok && t.Field == "target" {
			targets = append(targets, t)
		}
	}
	return targets
}

// stanceToward matches a stance toward the targets named beside it.
func (b *builder) stanceToward(t Term, sides []Term) (clause, error) {
	if b.belongsTo(t) != b.kind {
		return b.term(t, true)
	}
	var judged []string
	for _, side := range sides {
		targets, err := b.names.Targets(b.v.ctx, side.Value)
		if err != nil {
			return clause{}, err
		}
		for _, id := range targets {
			judged = append(judged, string(id)+"="+strings.ToLower(t.Value))
		}
	}
	return clause{Query: anyTerm("stance", judged)}, nil
}

func firstTerm(n Node) Term {
	switch n := n.(type) {
	case And:
		if len(n.Parts) > 0 {
			return firstTerm(n.Parts[0])
		}
	case Or:
		return firstTerm(n.Parts[0])
	case Not:
		return firstTerm(n.Part)
	case Near:
		return n.Left
	case Term:
		return n
	}
	return Term{}
}

func (b *builder) fail(t Term, format string, args ...any) error {
	return &QueryError{Query: b.text, At: t.At, Message: fmt.Sprintf(format, args...)}
}

// quoteFields are known of quotes only, articleFields of articles only.
var (
	quoteFields   = []string{"speaker", "org", "group", "role", "target", "stance", "status", "is", "kind", "act"}
	articleFields = []string{"title"}
)

// belongsTo is the kind of document that knows what a part asks for.
func (b *builder) belongsTo(t Term) string {
	switch {
	case slices.Contains(articleFields, t.Field):
		return ArticleKind
	case slices.Contains(quoteFields, t.Field),
		t.Field == "has" && slices.Contains([]string{"stance", "speaker", "org"}, strings.ToLower(t.Value)):
		return QuoteKind
	}
	return b.kind
}

// join answers a part by another kind of document: articles with a quote that
// fits, or quotes and annotations of articles that fit.
func (b *builder) join(kind string, n Node) (query.Query, error) {
	other := &builder{x: b.x, v: b.v, text: b.text, names: b.names, kind: kind, asked: b.asked}
	found, err := other.whole(n)
	if err != nil {
		return nil, err
	}
	found.scored = false
	hits, err := b.v.run(found)
	if err != nil {
		return nil, err
	}
	columns, err := b.v.column("article")
	if err != nil {
		return nil, err
	}
	wanted := make([]bool, b.v.live.columns.dictionary("article").size())
	for segment, docs := range hits.docs {
		for _, d := range docs {
			wanted[columns[segment].at(d)] = true
		}
	}
	of, err := b.v.run(running{Query: term("type", b.kind)})
	if err != nil {
		return nil, err
	}
	return among{of.keep(func(d doc) bool { return wanted[columns[d.segment].at(d.number)] }).sets()}, nil
}

// field answers a part with a field.
func (b *builder) field(t Term, positive bool) (clause, error) {
	if kind := b.belongsTo(t); kind != b.kind {
		joined, err := b.join(kind, t)
		return clause{Query: joined}, err
	}
	answer, ok := fieldAnswers[t.Field]
	if !ok {
		return clause{}, b.fail(t, "there is no field %q", t.Field)
	}
	q, err := answer(b, t)
	if err != nil || q == nil {
		return clause{}, err
	}
	if b.kind == ArticleKind &&
		slices.Contains([]string{"tag", "coder", "note"}, t.Field) { // an article's own, or of a quote of it
		joined, err := b.join(QuoteKind, t)
		return clause{Query: anyOf([]query.Query{q, joined})}, err
	}
	return clause{Query: q, scored: t.Field == "title" || t.Field == "note"}, nil
}

// fieldAnswers says how each field is answered; nothing matches everything.
var fieldAnswers map[string]func(*builder, Term) (query.Query, error)

func init() { // the answers build queries, which look answers up
	fieldAnswers = map[string]func(*builder, Term) (query.Query, error){
		"in":        func(*builder, Term) (query.Query, error) { return nil, nil },
		"speaker":   (*builder).speaker,
		"org":       (*builder).organization,
		"group":     (*builder).group,
		"tag":       (*builder).tag,
		"target":    (*builder).target,
		"role":      valued("role"),
		"publisher": valued("publisher"),
		"author":    valued("author"),
		"section":   valued("section"),
		"site":      (*builder).site,
		"stance":    whole("stance"),
		"status":    whole("status"),
		"is":        whole("status"),
		"coder":     valued("coder"),
		"kind":      whole("kind"),
		"act":       whole("act"),
		"lang":      whole("lang"),
		"has":       whole("has"),
		"date":      period("day", "month", "year"),
		"collected": period("collected", "", ""),
		"title":     func(b *builder, t Term) (query.Query, error) { return b.wordsIn("title", t) },
		"note":      func(b *builder, t Term) (query.Query, error) { return b.wordsIn("note", t) },
	}
}

// whole matches the whole value of a field.
func whole(field string) func(*builder, Term) (query.Query, error) {
	return func(_ *builder, t Term) (query.Query, error) { return term(field, strings.ToLower(t.Value)), nil }
}

// valued matches values that hold the words in their order: The Times by
// publisher:times, The New York Times not by publisher:"the times"; or that are
// just these: publisher:="The Times".
func valued(field string) func(*builder, Term) (query.Query, error) {
	return func(b *builder, t Term) (query.Query, error) {
		if t.Exact {
			return term(field, t.Value), nil
		}
		values, err := b.v.valuesWith(field, t.Value)
		return anyTerm(field, values), err
	}
}

func (b *builder) speaker(t Term) (query.Query, error) {
	people, err := b.names.People(b.v.ctx, t.Value)
	if err != nil {
		return nil, err
	}
	unnamed, err := b.v.valuesWith("unnamed", t.Value)
	return anyOf([]query.Query{anyTerm("speaker", people), anyTerm("unnamed", unnamed)}), err
}

func (b *builder) organization(t Term) (query.Query, error) {
	organizations, err := b.names.Organizations(b.v.ctx, t.Value)
	if err != nil {
		return nil, err
	}
	printed, err := b.v.valuesWith("organization_name", t.Value)
	return anyOf([]query.Query{anyTerm("organization", organizations), anyTerm("organization_name", printed)}), err
}

func (b *builder) group(t Term) (query.Query, error) {
	g, err := b.names.Group(b.v.ctx, t.Value)
	if err != nil {
		return nil, err
	}
	spokenFor := allOf{
		filter: []query.Query{anyTerm("organization", g.Organizations)},
		not:    []query.Query{anyTerm("speaker", g.Elsewhere)},
	}
	return anyOf([]query.Query{anyTerm("speaker", g.People), spokenFor}), nil
}

func (b *builder) tag(t Term) (query.Query, error) {
	tags, err := b.names.Tags(b.v.ctx, t.Value)
	return anyTerm("tag", tags), err
}

func (b *builder) target(t Term) (query.Query, error) {
	targets, err := b.names.Targets(b.v.ctx, t.Value)
	return anyTerm("target", targets), err
}

// site matches a host and those below it.
func (b *builder) site(t Term) (query.Query, error) {
	host := strings.TrimPrefix(strings.ToLower(t.Value), "www.")
	if t.Exact {
		return term("site", t.Value), nil
	}
	sites, err := b.v.valuesWhere("site", func(value string) bool {
		value = strings.TrimPrefix(value, "www.")
		return value == host || strings.HasSuffix(value, "."+host)
	})
	return anyTerm("site", sites), err
}

// period matches days by the largest unit whose bounds the period keeps, so
// that twenty years are twenty terms and not seven thousand. The days are those
// printed, whatever the time zone.
func period(days, months, years string) func(*builder, Term) (query.Query, error) {
	return func(b *builder, t Term) (query.Query, error) {
		from, to, err := Period(t.Value)
		if err != nil {
			return nil, b.fail(t, "%s", err)
		}
		field, layout := days, "2006-01-02"
		switch {
		case years != "" && (from.IsZero() || from.YearDay() == 1) && (to.IsZero() || to.YearDay() == 1):
			field, layout = years, "2006"
		case months != "" && (from.IsZero() || from.Day() == 1) && (to.IsZero() || to.Day() == 1):
			field, layout = months, "2006-01"
		}
		low, high := "", ""
		if !from.IsZero() {
			low = from.Format(layout)
		}
		if !to.IsZero() {
			high = to.Format(layout)
		}
		q := bleve.NewTermRangeQuery(low, high)
		q.SetField(field)
		return q, nil
	}
}
