package indexer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// builder turns a parsed query into Bleve's.
type builder struct {
	x        *Index
	ctx      context.Context
	text     string
	names    Names
	articles bool // in:articles was met, or asked for
	acts     bool // act: was met: not only speech
	marks    []matcher
}

func (b *builder) node(n Node, positive bool) (query.Query, error) {
	switch n := n.(type) {
	case And:
		if len(n.Parts) == 0 {
			return bleve.NewMatchAllQuery(), nil
		}
		parts, err := b.nodes(n.Parts, positive)
		if err != nil {
			return nil, err
		}
		return bleve.NewConjunctionQuery(parts...), nil
	case Or:
		parts, err := b.nodes(n.Parts, positive)
		if err != nil {
			return nil, err
		}
		return bleve.NewDisjunctionQuery(parts...), nil
	case Not:
		part, err := b.node(n.Part, !positive)
		if err != nil {
			return nil, err
		}
		none := bleve.NewBooleanQuery()
		none.AddMust(bleve.NewMatchAllQuery())
		none.AddMustNot(part)
		return none, nil
	case Near:
		return b.near(n, positive)
	case Term:
		if n.Field != "" {
			return b.field(n)
		}
		return b.words(n, positive)
	}
	return nil, fmt.Errorf("unknown part of a query: %T", n)
}

func (b *builder) nodes(list []Node, positive bool) ([]query.Query, error) {
	out := make([]query.Query, 0, len(list))
	for _, n := range list {
		q, err := b.node(n, positive)
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

func (b *builder) fail(t Term, format string, args ...any) error {
	return &QueryError{Query: b.text, At: t.At, Message: fmt.Sprintf(format, args...)}
}

// terms are a text's words as the index has them.
func (b *builder) terms(text string) []string {
	var out []string
	for _, token := range b.x.analyzer.Analyze([]byte(text)) {
		out = append(out, string(token.Term))
	}
	return out
}

// words matches a plain word or phrase in the words of the document.
func (b *builder) words(t Term, positive bool) (query.Query, error) {
	return b.wordsIn("text", t, positive)
}

func (b *builder) wordsIn(field string, t Term, positive bool) (query.Query, error) {
	if t.Exact {
		return b.exact(t, positive)
	}
	terms := b.terms(t.Value)
	if len(terms) == 0 {
		return nil, b.fail(t, "%q holds no word to search for", t.Value)
	}
	mark := matcher{terms: terms, prefix: t.Pattern, fuzzy: t.Fuzzy}
	if positive && field == "text" {
		b.marks = append(b.marks, mark)
	}
	last := terms[len(terms)-1]
	switch {
	case t.Pattern:
		q := bleve.NewWildcardQuery(strings.ToLower(t.Value))
		q.SetField(field)
		return q, nil
	case t.Fuzzy:
		q := bleve.NewFuzzyQuery(last)
		q.SetField(field)
		q.SetFuzziness(fuzziness(last))
		return q, nil
	case len(terms) > 1:
		q := bleve.NewPhraseQuery(terms, field) // also for don't, co-operation: one word to a reader
		return q, nil
	}
	return term(field, last), nil
}

// fuzziness is one edit for short words and two for long ones.
func fuzziness(word string) int {
	if len([]rune(word)) < 6 {
		return 1
	}
	return 2
}

// exact matches a word as it is printed, case and all.
func (b *builder) exact(t Term, positive bool) (query.Query, error) {
	tokens := b.x.exact.Analyze([]byte(t.Value))
	parts := make([]query.Query, 0, len(tokens))
	for _, token := range tokens {
		parts = append(parts, term("exact", string(token.Term)))
	}
	if len(parts) == 0 {
		return nil, b.fail(t, "%q holds no word to search for", t.Value)
	}
	if positive {
		b.marks = append(b.marks, matcher{terms: b.terms(t.Value)})
	}
	return bleve.NewConjunctionQuery(parts...), nil
}

func term(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

func anyTerm[T ~string](field string, values []T) query.Query {
	if len(values) == 0 {
		return bleve.NewMatchNoneQuery()
	}
	parts := make([]query.Query, len(values))
	for i, v := range values {
		parts[i] = term(field, string(v))
	}
	return bleve.NewDisjunctionQuery(parts...)
}

// near matches two words at most so many words apart, either one first: as many
// phrases with gaps as there are distances.
func (b *builder) near(n Near, positive bool) (query.Query, error) {
	left, right := b.terms(n.Left.Value), b.terms(n.Right.Value)
	if len(left) != 1 || len(right) != 1 {
		return nil, b.fail(n.Left, "NEAR stands between single words")
	}
	var either []query.Query
	for gap := 0; gap < n.Distance; gap++ {
		for _, pair := range [][2]string{{left[0], right[0]}, {right[0], left[0]}} {
			phrase := make([][]string, gap+2)
			phrase[0], phrase[gap+1] = []string{pair[0]}, []string{pair[1]}
			for i := 1; i <= gap; i++ {
				phrase[i] = []string{""} // any word
			}
			either = append(either, query.NewMultiPhraseQuery(phrase, "text"))
		}
	}
	if positive {
		b.marks = append(b.marks, matcher{terms: left}, matcher{terms: right})
	}
	return bleve.NewDisjunctionQuery(either...), nil
}

// plainFields are fields matched by their whole value.
var plainFields = map[string]string{"stance": "stance", "status": "status", "coder": "coder", "kind": "kind", "lang": "lang", "has": "has", "is": "status", "site": "site"}

// wordFieldsOf are fields matched by their words.
var wordFieldsOf = map[string]string{"role": "role", "publisher": "publisher_words", "author": "author", "title": "title", "note": "note"}

func (b *builder) field(t Term) (query.Query, error) {
	switch t.Field {
	case "in":
		if t.Value != "articles" && t.Value != "quotes" {
			return nil, b.fail(t, "in: is followed by quotes or articles")
		}
		b.articles = t.Value == "articles"
		return bleve.NewMatchAllQuery(), nil
	case "act":
		b.acts = true
		return term("act", t.Value), nil
	case "date", "collected":
		return b.period(t)
	case "speaker":
		people, err := b.names.People(b.ctx, t.Value)
		if err != nil {
			return nil, err
		}
		named, err := b.wordsIn("speaker_name", Term{Value: t.Value, Phrase: true, At: t.At}, true)
		if err != nil {
			return nil, err
		}
		if len(people) == 0 {
			return named, nil
		}
		return anyTerm("speaker", people), nil
	case "org":
		organizations, err := b.names.Organizations(b.ctx, t.Value)
		return anyTerm("organization", organizations), err
	case "tag":
		tags, err := b.names.Tags(b.ctx, t.Value)
		return anyTerm("tag", tags), err
	case "target":
		targets, err := b.names.Targets(b.ctx, t.Value)
		return anyTerm("target", targets), err
	}
	if field, ok := plainFields[t.Field]; ok {
		return term(field, t.Value), nil
	}
	return b.wordsIn(wordFieldsOf[t.Field], Term{Value: t.Value, At: t.At, Phrase: true}, true)
}

func (b *builder) period(t Term) (query.Query, error) {
	from, to, err := Period(t.Value)
	if err != nil {
		return nil, b.fail(t, "%s", err)
	}
	if from.IsZero() {
		from = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC) // undated articles are at year one
	}
	inclusive, exclusive := true, false
	q := bleve.NewDateRangeInclusiveQuery(from, to, &inclusive, &exclusive)
	q.SetField(map[string]string{"date": "date", "collected": "collected"}[t.Field])
	return q, nil
}

// facetFields are the fields of facets.
var facetFields = map[string]string{"speaker": "speaker", "organization": "organization", "publisher": "publisher", "tag": "tag", "target": "target",
	"stance": "stance", "status": "status", "lang": "lang", "kind": "kind", "year": "year", "month": "month"}

// build makes the whole query of a request: the words, and as filters the kind
// of document and what was selected in facets.
func (x *Index) build(ctx context.Context, r Request) (query.Query, *builder, error) {
	parsed, err := Parse(r.Query)
	if err != nil {
		return nil, nil, err
	}
	b := &builder{x: x, ctx: ctx, text: r.Query, names: r.Names, articles: r.InArticles, acts: r.AllActs}
	words, err := b.node(parsed, true)
	if err != nil {
		return nil, nil, err
	}
	kind := QuoteKind
	if b.articles {
		kind = ArticleKind
	}
	filters := []query.Query{term("type", kind)}
	if !b.acts {
		filters = append(filters, term("act", "speech"))
	}
	if !b.articles && !strings.Contains(r.Query, "status:") && !strings.Contains(r.Query, "is:") && len(r.Selected["status"]) == 0 {
		rejected := bleve.NewBooleanQuery()
		rejected.AddMust(bleve.NewMatchAllQuery())
		rejected.AddMustNot(term("status", "rejected"))
		filters = append(filters, rejected)
	}
	if r.OncePerStory {
		filters = append(filters, term("first", "true"))
	}
	for facet, values := range r.Selected {
		if field, ok := facetFields[facet]; ok && len(values) > 0 {
			filters = append(filters, anyTerm(field, values))
		}
	}
	all := bleve.NewBooleanQuery()
	all.AddMust(words)
	all.AddFilter(bleve.NewConjunctionQuery(filters...))
	return all, b, nil
}
