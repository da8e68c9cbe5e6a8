package indexer

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/search/query"
)

// wordFields are the fields that plain words are looked for in: those of the
// languages the index holds.
func (b *builder) wordFields() ([]string, error) {
	base := "text"
	if b.kind == ArticleKind {
		base = "body"
	}
	present, err := b.v.snapshot.Fields()
	if err != nil {
		return nil, err
	}
	fields := []string{base}
	for _, name := range languageNames() {
		if f := languageField(base, name); slices.Contains(present, f) {
			fields = append(fields, f)
		}
	}
	if b.kind == ArticleKind {
		fields = append(fields, "title")
	}
	return fields, nil
}

// hasPlaces says which fields know where their words stand.
func hasPlaces(field string) bool { return !strings.HasPrefix(field, "body") }

// analyzer is the one of a field of words.
func (b *builder) analyzer(field string) analysis.Analyzer {
	name := wordsAnalyzer
	if i := strings.IndexByte(field, '_'); i > 0 {
		name += field[i:]
	}
	return b.x.analyzer(name)
}

// terms are a text's words as a field has them.
func terms(a analysis.Analyzer, text string) []string {
	var out []string
	for _, token := range a.Analyze([]byte(text)) {
		out = append(out, string(token.Term))
	}
	return out
}

// term answers a word, a phrase, a pattern, or a field.
func (b *builder) term(t Term, positive bool) (clause, error) {
	if t.Field != "" {
		return b.field(t, positive)
	}
	if positive {
		b.marks = append(b.marks, t)
	}
	if t.Exact {
		q, err := b.exactly(t)
		return clause{Query: q}, err
	}
	fields, err := b.wordFields()
	if err != nil {
		return clause{}, err
	}
	var either []query.Query
	if t.Pattern && b.isBeginning(t) {
		if either = b.beginning(t); b.kind != ArticleKind || t.typed {
			return clause{Query: anyOf(either)}, nil
		}
	}
	for _, field := range fields {
		q, err := b.wordsIn(field, t)
		if err != nil {
			return clause{}, err
		}
		if q != nil {
			either = append(either, q)
		}
	}
	if len(either) == 0 {
		return clause{}, b.fail(t, "%q holds no word to search for", t.Value)
	}
	return clause{anyOf(either), !t.Pattern && !t.Fuzzy && !t.Phrase}, nil
}

// wordsIn matches words in one field; nil where the field's language sees no
// word in them.
func (b *builder) wordsIn(field string, t Term) (query.Query, error) {
	if t.Pattern {
		return b.pattern(field, t), nil
	}
	a := b.analyzer(field)
	words := terms(a, t.Value)
	switch {
	case len(words) == 0:
		return nil, nil
	case t.Fuzzy:
		return almost(field, words[0], fuzziness(words[0])), nil
	case len(words) == 1:
		return term(field, words[0]), nil
	case hasPlaces(field):
		return placed{field, words, phrasePlaces}, nil // also for co-operation: one word to a reader
	}
	return b.checkedWords(field, words, phraseOf(a, words, true, field == "body").in)
}

// fuzziness is one edit for words of up to seven characters and two for longer
// ones: two edits make a palace of police.
func fuzziness(word string) int {
	if len([]rune(word)) <= 7 {
		return 1
	}
	return 2
}

// isBeginning reports whether a pattern is a beginning short enough to be
// indexed as such.
func (b *builder) isBeginning(t Term) bool {
	word, ok := strings.CutSuffix(t.Value, "*")
	n := len([]rune(word))
	return ok && !strings.Contains(word, "*") && n >= minBeginLetters && n <= maxBeginLetters &&
		len(terms(b.x.words, word)) == 1
}

func (b *builder) beginning(t Term) []query.Query {
	word := fold(b.x.words, strings.TrimSuffix(t.Value, "*"))
	return []query.Query{term("begin", word)}
}

// fold is a word without case and accents; its ending stays.
func fold(a analysis.Analyzer, word string) string {
	// A digit at the end keeps the stemmer away.
	folded := terms(a, word+"0")
	if len(folded) != 1 {
		return strings.ToLower(word)
	}
	return strings.TrimSuffix(folded[0], "0")
}

// pattern looks a word with stars up in a field's dictionary. What is still
// being typed also finds the word as far as it goes: "encryptions" has no word
// that begins so, because endings are cut off.
func (b *builder) pattern(field string, t Term) query.Query {
	parts := strings.Split(t.Value, "*")
	for i, p := range parts {
		parts[i] = fold(b.x.words, p)
	}
	if len(parts) != 2 || parts[1] != "" {
		q := bleve.NewWildcardQuery(strings.Join(parts, "*"))
		q.SetField(field)
		return q
	}
	begin := begins(field, parts[0])
	if stem := terms(b.analyzer(field), parts[0]); len(stem) == 1 && stem[0] != parts[0] {
		return anyOf([]query.Query{begin, term(field, stem[0])})
	}
	return begin
}

// exactly matches words as they are printed, case and all. The index knows the
// printed words of quotes and headlines; their order, and bodies, are checked
// against the text.
func (b *builder) exactly(t Term) (query.Query, error) {
	printed := terms(b.x.exact, t.Value)
	if len(printed) == 0 {
		return nil, b.fail(t, "%q holds no word to search for", t.Value)
	}
	var all allOf
	for _, word := range printed {
		all.filter = append(all.filter, term("exact", word))
	}
	kind := b.kind
	if b.kind == ArticleKind {
		kind = TitleKind
	}
	inOrder := phraseOf(b.x.exact, printed, false, true).in
	var known query.Query = all
	if len(printed) > 1 {
		var err error
		if known, err = b.checked(kind, all, inOrder); err != nil {
			return nil, err
		}
	}
	if b.kind != ArticleKind {
		return known, nil
	}
	folded := allOf{}
	for _, word := range terms(b.x.words, t.Value) {
		folded.filter = append(folded.filter, term("body", word))
	}
	fields, err := b.wordFields()
	if err != nil {
		return nil, err
	}
	bodies := []query.Query{folded}
	for _, field := range fields[1 : len(fields)-1] { // those of other languages
		words := allOf{}
		for _, word := range terms(b.analyzer(field), t.Value) {
			words.filter = append(words.filter, term(field, word))
		}
		bodies = append(bodies, words)
	}
	body, err := b.checked(ArticleKind, anyOf(bodies), inOrder)
	return anyOf([]query.Query{known, body}), err
}

// near matches two words at most so many words apart, either first.
func (b *builder) near(n Near, positive bool) (clause, error) {
	fields, err := b.wordFields()
	if err != nil {
		return clause{}, err
	}
	if positive {
		b.marks = append(b.marks, n.Left, n.Right)
	}
	var either []query.Query
	for _, field := range fields {
		a := b.analyzer(field)
		left, right := terms(a, n.Left.Value), terms(a, n.Right.Value)
		if len(left) != 1 || len(right) != 1 {
			return clause{}, b.fail(n.Left, "NEAR stands between two single words")
		}
		words := []string{left[0], right[0]}
		if !hasPlaces(field) {
			near, err := b.checkedWords(field, words, nearOf(a, words, n.Distance, field == "body").in)
			if err != nil {
				return clause{}, err
			}
			either = append(either, near)
			continue
		}
		either = append(either, placed{field, words, nearPlaces(n.Distance)})
	}
	return clause{Query: anyOf(either)}, nil
}

func holdsNear(at, words []string, distance int) bool {
	for i, left := range at {
		if left != words[0] {
			continue
		}
		for j := max(0, i-distance); j < min(len(at), i+distance+1); j++ {
			if j != i && at[j] == words[1] {
				return true
			}
		}
	}
	return false
}
