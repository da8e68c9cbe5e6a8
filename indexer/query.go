package indexer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// QueryError says where a query cannot be understood.
type QueryError struct {
	Query   string
	At      int // bytes into Query
	Message string
}

func (e *QueryError) Error() string { return fmt.Sprintf("%s (at %d)", e.Message, e.At) }

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
	// Near holds when two words stand at most Distance words apart.
	Near struct {
		Left, Right Term
		Distance    int
	}
	// Term is a word, a phrase, a prefix, or the value of a field.
	Term struct {
		Field  string // empty: the words of quotes, the words of articles
		Value  string
		Phrase bool // "exact phrase"
		Prefix bool // terror*
		Fuzzy  bool // word~
		Exact  bool // =Facebook
		At     int  // bytes into the query
	}
)

func (And) isNode()  {}
func (Or) isNode()   {}
func (Not) isNode()  {}
func (Near) isNode() {}
func (Term) isNode() {}

// Field explains one field of the query language, for help and completion.
type Field struct{ Name, Help string }

// Fields lists the fields of the query language.
func Fields() []Field {
	return []Field{
		{"speaker", "who said it"}, {"org", "the organisation spoken for"}, {"role", "the speaker's function as printed"},
		{"publisher", "the outlet's name"}, {"site", "the outlet's host name"}, {"author", "who wrote the article (in:articles)"},
		{"title", "the headline (in:articles)"}, {"tag", "a tag, with those below it"}, {"target", "judged toward this proposition"},
		{"stance", "support, oppose, neutral, mixed"}, {"status", "suggested, confirmed, corrected, rejected, disputed"},
		{"coder", "who coded it"}, {"kind", "direct, mixed, indirect"}, {"act", "speech, attitude, other"}, {"lang", "language, two letters"}, {"note", "words of notes"},
		{"date", "published: 2015, 2015-10, 2015-10..2016-03"}, {"collected", "when it was added"},
		{"has", "stance, tag, note, speaker, org"}, {"is", "confirmed, suggested, …"}, {"in", "quotes or articles"},
	}
}

var knownFields = func() map[string]bool {
	known := map[string]bool{}
	for _, f := range Fields() {
		known[f.Name] = true
	}
	return known
}()

// maxQueryBytes and maxDepth bound a query.
const (
	maxQueryBytes = 4096
	maxDepth      = 32
)

// Parse reads a query:
//
//	query  = part { ["OR"] part }         words beside each other are joined by AND
//	part   = ["-"] ( "(" query ")" | term )
//	term   = [field ":"] ( word | "phrase" ) | word NEAR/n word
//
// OR binds weaker than AND. Errors are *QueryError.
func Parse(query string) (Node, error) {
	if len(query) > maxQueryBytes {
		return nil, &QueryError{query[:40], 0, "the query is too long"}
	}
	if !utf8.ValidString(query) {
		return nil, &QueryError{strings.ToValidUTF8(query, "?"), 0, "the query is not valid text"}
	}
	p := &parser{query: query}
	node, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.peek() == ')' {
		return nil, p.fail(p.at, "this bracket closes nothing")
	}
	return node, nil
}

type parser struct {
	query string
	at    int
}

func (p *parser) fail(at int, message string) error { return &QueryError{p.query, at, message} }

func (p *parser) skip() {
	for p.at < len(p.query) {
		r, size := utf8.DecodeRuneInString(p.query[p.at:])
		if !unicode.IsSpace(r) {
			return
		}
		p.at += size
	}
}

// peek is the next byte that is no blank; 0 at the end.
func (p *parser) peek() byte {
	p.skip()
	if p.at == len(p.query) {
		return 0
	}
	return p.query[p.at]
}

// keyword takes a whole word if it is next.
func (p *parser) keyword(word string) bool {
	p.skip()
	rest := p.query[p.at:]
	if !strings.HasPrefix(rest, word) {
		return false
	}
	if after := rest[len(word):]; after != "" && !strings.HasPrefix(after, "(") {
		if r, _ := utf8.DecodeRuneInString(after); !unicode.IsSpace(r) {
			return false
		}
	}
	p.at += len(word)
	return true
}

func (p *parser) or(depth int) (Node, error) {
	if depth > maxDepth {
		return nil, p.fail(p.at, "too many brackets inside each other")
	}
	var parts []Node
	for {
		part, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		at := p.at
		if !p.keyword("OR") {
			break
		}
		if and, ok := part.(And); ok && len(and.Parts) == 0 || p.peek() == 0 || p.peek() == ')' {
			return nil, p.fail(at, "OR needs something on both sides")
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return Or{parts}, nil
}

func (p *parser) and(depth int) (Node, error) {
	var parts []Node
	for {
		next := p.peek()
		if next == 0 || next == ')' {
			break
		}
		at := p.at
		if p.keyword("OR") {
			p.at = at
			break
		}
		if p.keyword("AND") {
			continue
		}
		part, err := p.part(depth)
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

func (p *parser) part(depth int) (Node, error) {
	at := p.at
	switch {
	case p.query[p.at] == '-' || p.keyword("NOT"):
		if p.query[at] == '-' {
			p.at++
		}
		if next := p.peek(); next == 0 || next == ')' || next == '-' {
			return nil, p.fail(at, "the minus needs something to leave out")
		}
		part, err := p.part(depth + 1)
		if depth > maxDepth {
			return nil, p.fail(at, "too many minuses")
		}
		return Not{part}, err
	case p.query[p.at] == '(':
		p.at++
		node, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.peek() != ')' {
			return nil, p.fail(at, "this bracket is not closed")
		}
		p.at++
		return node, nil
	}
	term, err := p.term()
	if err != nil {
		return nil, err
	}
	return p.near(term)
}

// near reads "word NEAR/5 word" behind its first word.
func (p *parser) near(left Term) (Node, error) {
	p.skip()
	at := p.at
	if !strings.HasPrefix(p.query[p.at:], "NEAR/") {
		return left, nil
	}
	p.at += len("NEAR/")
	start := p.at
	for p.at < len(p.query) && p.query[p.at] >= '0' && p.query[p.at] <= '9' {
		p.at++
	}
	distance, err := strconv.Atoi(p.query[start:p.at])
	if err != nil || distance < 1 || distance > 50 {
		return nil, p.fail(at, "NEAR needs a distance of 1 to 50 words: NEAR/5")
	}
	if next := p.peek(); next == 0 || next == ')' {
		return nil, p.fail(at, "NEAR needs a word on both sides")
	}
	right, err := p.term()
	if err != nil {
		return nil, err
	}
	if left.Field != "" || right.Field != "" {
		return nil, p.fail(at, "NEAR stands between plain words")
	}
	return Near{left, right, distance}, nil
}

func (p *parser) term() (Term, error) {
	t := Term{At: p.at}
	if p.query[p.at] == '"' || strings.HasPrefix(p.query[p.at:], "“") {
		var err error
		t.Value, err = p.phrase()
		t.Phrase = true
		return t, err
	}
	word := p.word()
	if i := strings.IndexByte(word, ':'); i > 0 && isFieldName(word[:i]) {
		t.Field = strings.ToLower(word[:i])
		if !knownFields[t.Field] {
			return t, p.fail(t.At, fmt.Sprintf("there is no field %q; put the words in quotation marks to search for a colon", t.Field))
		}
		p.at = t.At + i + 1
		return p.value(t)
	}
	return p.plainWord(t, word)
}

func isFieldName(s string) bool {
	for _, r := range s {
		if r < 'a' || r > 'z' {
			if r < 'A' || r > 'Z' {
				return false
			}
		}
	}
	return true
}

// value reads what stands behind a field's colon.
func (p *parser) value(t Term) (Term, error) {
	if p.at == len(p.query) || p.query[p.at] == ' ' || p.query[p.at] == ')' {
		return t, p.fail(p.at, "the field "+t.Field+": needs a value")
	}
	if p.query[p.at] == '"' || strings.HasPrefix(p.query[p.at:], "“") {
		var err error
		t.Value, err = p.phrase()
		t.Phrase = true
		return t, err
	}
	at := p.at
	t.Value = p.word()
	if t.Field == "date" || t.Field == "collected" {
		if _, _, err := Period(t.Value); err != nil {
			return t, p.fail(at, err.Error())
		}
	}
	return t, nil
}

func (p *parser) plainWord(t Term, word string) (Term, error) {
	switch {
	case strings.HasPrefix(word, "=") && len(word) > 1:
		t.Exact, t.Value = true, word[1:]
	case strings.HasSuffix(word, "*") && len(word) > 1:
		t.Prefix, t.Value = true, strings.TrimSuffix(word, "*")
	case strings.HasSuffix(word, "~") && len(word) > 1:
		t.Fuzzy, t.Value = true, strings.TrimSuffix(word, "~")
	default:
		t.Value = word
	}
	if strings.IndexFunc(t.Value, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return t, p.fail(t.At, fmt.Sprintf("%q holds no word to search for", word))
	}
	return t, nil
}

// word reads up to the next blank or bracket.
func (p *parser) word() string {
	start := p.at
	for p.at < len(p.query) {
		r, size := utf8.DecodeRuneInString(p.query[p.at:])
		if unicode.IsSpace(r) || r == '(' && p.at > start || r == ')' || r == '"' && p.at > start {
			break
		}
		p.at += size
	}
	return p.query[start:p.at]
}

// phrase reads words in straight or curly marks.
func (p *parser) phrase() (string, error) {
	start := p.at
	_, size := utf8.DecodeRuneInString(p.query[p.at:])
	p.at += size
	from := p.at
	for p.at < len(p.query) {
		r, size := utf8.DecodeRuneInString(p.query[p.at:])
		if r == '"' || r == '”' || r == '“' {
			value := p.query[from:p.at]
			p.at += size
			if strings.TrimSpace(value) == "" {
				return "", p.fail(start, "nothing stands between these marks")
			}
			return value, nil
		}
		p.at += size
	}
	return "", p.fail(start, "these quotation marks are not closed")
}

// Period reads a day, a month, a year, or two of them with ".." between: the
// first moment and the first one after, in UTC. An open side is zero.
func Period(s string) (from, to time.Time, err error) {
	left, right, ranged := strings.Cut(s, "..")
	if !ranged {
		right = left
	}
	if left == "" && right == "" {
		return from, to, fmt.Errorf("%q names no time: use 2015, 2015-10, 2015-10-06 or 2015..2017", s)
	}
	if left != "" {
		if from, _, err = moment(left); err != nil {
			return from, to, err
		}
	}
	if right != "" {
		if _, to, err = moment(right); err != nil {
			return from, to, err
		}
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, fmt.Errorf("%q ends before it begins", s)
	}
	return from, to, nil
}

func moment(s string) (from, to time.Time, err error) {
	for _, unit := range []struct {
		layout  string
		y, m, d int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if from, err = time.Parse(unit.layout, s); err == nil {
			return from, from.AddDate(unit.y, unit.m, unit.d), nil
		}
	}
	return from, to, fmt.Errorf("%q is no date: use 2015, 2015-10, 2015-10-06 or 2015..2017", s)
}
