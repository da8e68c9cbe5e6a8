package indexer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// QueryError says where a query cannot be understood, and what was expected
// there.
type QueryError struct {
	Query   string
	At      int // bytes into Query
	Message string
}

// Column is the place as people count it: characters from 1.
func (e *QueryError) Column() int {
	return utf8.RuneCountInString(e.Query[:min(e.At, len(e.Query))]) + 1
}

func (e *QueryError) Error() string { return fmt.Sprintf("at character %d: %s", e.Column(), e.Message) }

// Node is a part of a parsed query: And, Or, Not, Near, or Term.
type Node interface{ isNode() }

// The parts of a query.
type (
	// And holds when all parts do; with no parts it holds always.
	And struct{ Parts []Node }
	// Or holds when one part does.
	Or struct{ Parts []Node }
	// Not holds when its part does not.
	Not struct{ Part Node }
	// Near holds when two words stand at most Distance words apart, either
	// first.
	Near struct {
		Left, Right Term
		Distance    int
	}
	// Term is a word, a phrase, a pattern, or the value of a field.
	Term struct {
		Field   string // empty: the words of quotes, the words of articles
		Value   string
		Phrase  bool // "exact phrase"
		Pattern bool // terror*, en*ption: Value keeps its stars
		Fuzzy   bool // word~
		Exact   bool // =Facebook, ="Face Book"
		At      int  // bytes into the query
		typed   bool // still being typed
	}
)

func (And) isNode()  {}
func (Or) isNode()   {}
func (Not) isNode()  {}
func (Near) isNode() {}
func (Term) isNode() {}

// maxQueryBytes, maxDepth and maxDistance bound a query.
const (
	maxQueryBytes = 4096
	maxDepth      = 32
	maxDistance   = 50
)

// Parse reads a query. Errors are *QueryError.
func Parse(query string) (Node, error) {
	if len(query) > maxQueryBytes {
		return nil, &QueryError{
			query,
			maxQueryBytes,
			fmt.Sprintf("the query is too long: %d bytes are allowed", maxQueryBytes),
		}
	}
	if !utf8.ValidString(query) {
		return nil, &QueryError{strings.ToValidUTF8(query, "?"), 0, "the query is not valid text"}
	}
	if strings.TrimSpace(query) == "" {
		return And{}, nil
	}
	if err := checkTokens(query); err != nil {
		return nil, err
	}
	parsed, err := grammar.ParseString("", query)
	if err != nil {
		return nil, unexpected(query, err)
	}
	return converter{query}.query(*parsed, "")
}

// unexpected puts the grammar's own error into our words; checkTokens finds
// nearly all before it.
func unexpected(query string, err error) error {
	at := len(query)
	var where participle.Error
	if errors.As(err, &where) {
		at = min(where.Position().Offset, len(query))
	}
	return &QueryError{query, at, "expected a word, a \"phrase\", a field or a bracket here"}
}

// converter turns the grammar's tree into nodes.
type converter struct{ text string }

func (c converter) fail(at int, format string, args ...any) error {
	return &QueryError{c.text, at, fmt.Sprintf(format, args...)}
}

func (c converter) query(q queryRule, field string) (Node, error) {
	var parts []Node
	for _, all := range q.Either {
		part, err := c.all(all, field)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return Or{parts}, nil
}

func (c converter) all(a allRule, field string) (Node, error) {
	var parts []Node
	for _, p := range a.Parts {
		part, err := c.part(p, field)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return And{parts}, nil
}

func (c converter) part(p partRule, field string) (Node, error) {
	var node Node
	var err error
	switch {
	case p.Group != nil:
		node, err = c.query(*p.Group, field)
	case p.Field != nil:
		node, err = c.field(*p.Field, field)
	default:
		node, err = c.near(*p.Near, field)
	}
	if err == nil && len(p.Nots)%2 == 1 {
		node = Not{node}
	}
	return node, err
}

func (c converter) field(f fieldRule, outer string) (Node, error) {
	name := strings.ToLower(strings.TrimSuffix(f.Name, ":"))
	if outer != "" {
		return nil, c.fail(f.Pos.Offset, "%s: cannot stand inside the brackets of %s:", name, outer)
	}
	if f.Group != nil {
		return c.query(*f.Group, name)
	}
	return c.value(*f.Value, name)
}

func (c converter) near(n nearRule, field string) (Node, error) {
	left, err := c.value(n.Left, field)
	if err != nil || n.Right == nil {
		return left, err
	}
	right, err := c.value(*n.Right, field)
	if err != nil {
		return nil, err
	}
	for _, t := range []Term{left, right} {
		if t.Field != "" || t.Phrase || t.Pattern || t.Fuzzy || t.Exact {
			return nil, c.fail(t.At, "NEAR stands between two plain words")
		}
	}
	return Near{left, right, distanceOf(n.Near)}, nil
}

// distanceOf reads NEAR/5; 0 when the distance is missing or out of bounds.
func distanceOf(near string) int {
	distance, err := strconv.Atoi(strings.TrimPrefix(near, "NEAR/"))
	if err != nil || distance < 1 || distance > maxDistance {
		return 0
	}
	return distance
}

func (c converter) value(v valueRule, field string) (Term, error) {
	t := Term{Field: field, At: v.Pos.Offset}
	switch {
	case v.Exactly != "":
		t.Exact, t.Phrase, t.Value = true, true, trimMarks(v.Exactly[1:])
	case v.Phrase != "":
		t.Phrase, t.Value = true, trimMarks(v.Phrase)
	case field == "":
		t = plainWord(t, v.Word)
	default:
		t.Value, t.Exact = strings.CutPrefix(v.Word, "=")
	}
	if (field == "" || t.Phrase) && strings.IndexFunc(t.Value, isWordRune) < 0 {
		return t, c.fail(
			t.At,
			"expected a word to search for; %s holds neither letter nor digit",
			strings.TrimSpace(v.Word+v.Phrase+v.Exactly),
		)
	}
	if check, ok := valueChecks[field]; ok {
		if err := check(t.Value); err != nil {
			return t, c.fail(t.At, "%s", err)
		}
	}
	return t, nil
}

func trimMarks(s string) string { return strings.Trim(s, `"“”`) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// plainWord reads the marks on a word: =Word, wo*d, word~.
func plainWord(t Term, word string) Term {
	switch {
	case strings.HasPrefix(word, "=") && len(word) > 1:
		t.Exact, word = true, word[1:]
	case strings.Contains(word, "*"):
		t.Pattern = true
	case strings.HasSuffix(word, "~"):
		t.Fuzzy, word = true, strings.TrimSuffix(word, "~")
	}
	t.Value = word
	return t
}

// kinds names the tokens by their type.
var kinds = func() map[lexer.TokenType]string {
	out := map[lexer.TokenType]string{}
	for name, t := range tokens.Symbols() {
		out[t] = name
	}
	return out
}()

// startsPart says which tokens may begin a part of a query, endsPart which may
// end one.
var (
	startsPart = map[string]bool{
		"Word":    true,
		"Phrase":  true,
		"Exactly": true,
		"Open":    true,
		"Field":   true,
		"Not":     true,
	}
	endsPart = map[string]bool{"Word": true, "Phrase": true, "Exactly": true, "Close": true}
	isValue  = map[string]bool{"Word": true, "Phrase": true, "Exactly": true}
)

type token struct {
	kind, text string
	at         int
}

func readTokens(query string) ([]token, error) {
	lex, err := tokens.LexString("", query)
	if err != nil {
		return nil, unexpected(query, err)
	}
	all, err := lexer.ConsumeAll(lex)
	if err != nil {
		return nil, unexpected(query, err)
	}
	var out []token
	for _, t := range all {
		if kind := kinds[t.Type]; kind != "Blank" && !t.EOF() {
			out = append(out, token{kind, t.Value, t.Pos.Offset})
		}
	}
	return out, nil
}

// checkTokens finds what is wrong between neighbours, so that an error points
// at the mark that is wrong rather than at where the grammar gave up.
func checkTokens(query string) error {
	list, err := readTokens(query)
	if err != nil {
		return err
	}
	fail := func(at int, format string, args ...any) error {
		return &QueryError{query, at, fmt.Sprintf(format, args...)}
	}
	var open []int
	for i, t := range list {
		before, after := "", ""
		if i > 0 {
			before = list[i-1].kind
		}
		if i+1 < len(list) {
			after = list[i+1].kind
		}
		switch t.kind {
		case "Unclosed":
			return fail(t.at, "these quotation marks are not closed: expected \" at the end of the phrase")
		case "Open":
			if open = append(open, t.at); len(open) > maxDepth {
				return fail(t.at, "too many brackets inside each other: %d are allowed", maxDepth)
			}
			if after == "Close" {
				return fail(t.at, "expected something between these brackets")
			}
		case "Close":
			if len(open) == 0 {
				return fail(t.at, "this bracket closes nothing: expected ( before it")
			}
			open = open[:len(open)-1]
		case "Or", "And":
			if !endsPart[before] || !startsPart[after] {
				return fail(t.at, "%s needs something on both sides", strings.ToUpper(t.kind))
			}
		case "Not":
			if !startsPart[after] {
				return fail(t.at, "expected what to leave out behind the minus")
			}
		case "Near":
			if distanceOf(t.text) == 0 {
				return fail(t.at, "NEAR needs a distance of 1 to %d words, as in NEAR/5", maxDistance)
			}
			if !isValue[before] || !isValue[after] {
				return fail(t.at, "NEAR needs a word on both sides")
			}
			if i > 1 && list[i-2].kind == "Field" {
				return fail(t.at, "NEAR stands between two plain words, not between fields")
			}
		case "Field":
			if name := strings.ToLower(strings.TrimSuffix(t.text, ":")); !knownFields[name] {
				return fail(
					t.at,
					"there is no field %q: expected one of %s; put the words in quotation marks to search for a colon",
					name,
					fieldNames(),
				)
			}
			if !isValue[after] && after != "Open" && after != "Unclosed" {
				return fail(t.at+len(t.text), "%s expected a value behind the colon: %s", t.text, helpOf(t.text))
			}
		}
	}
	if len(open) > 0 {
		return fail(open[len(open)-1], "this bracket is not closed: expected ) at its end")
	}
	return nil
}
