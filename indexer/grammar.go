package indexer

import (
	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// tokens of the query language, tried in this order. Blanks part tokens and are
// dropped; an open mark takes the rest, so that its error can point at it.
var tokens = lexer.MustSimple([]lexer.SimpleRule{
	{Name: "Blank", Pattern: `[\s\p{Zs}]+`},
	{Name: "Exactly", Pattern: `=["“”][^"“”]*["“”]`},
	{Name: "Phrase", Pattern: `["“”][^"“”]*["“”]`},
	{Name: "Unclosed", Pattern: `=?["“”][^"“”]*`},
	{Name: "Open", Pattern: `\(`},
	{Name: "Close", Pattern: `\)`},
	{Name: "Near", Pattern: `NEAR(/[^\s()"“”]*)?(?:\b|$)`},
	{Name: "Or", Pattern: `OR\b`},
	{Name: "And", Pattern: `AND\b`},
	{Name: "Not", Pattern: `-|NOT\b`},
	{Name: "Field", Pattern: `\p{L}+:`},
	{Name: "Word", Pattern: `[^\s\p{Zs}()"“”]+`},
})

// The grammar:
//
//	query = all { "OR" all }
//	all   = { part [ "AND" ] }
//	part  = { "-" | "NOT" } ( "(" query ")" | field ( "(" query ")" | value ) | near )
//	near  = value [ "NEAR/n" value ]
//	value = word | "phrase" | ="phrase"
//
// Words beside each other must all be found; OR binds weaker than that.
type (
	queryRule struct {
		Either []allRule `parser:"@@ ( 'OR' @@ )*"`
	}
	allRule struct {
		Parts []partRule `parser:"( @@ 'AND'? )+"`
	}
	partRule struct {
		Nots  []string   `parser:"@Not*"`
		Group *queryRule `parser:"( '(' @@ ')'"`
		Field *fieldRule `parser:"| @@"`
		Near  *nearRule  `parser:"| @@ )"`
	}
	fieldRule struct {
		Pos   lexer.Position
		Name  string     `parser:"@Field"`
		Group *queryRule `parser:"( '(' @@ ')'"`
		Value *valueRule `parser:"| @@ )"`
	}
	nearRule struct {
		Left  valueRule  `parser:"@@"`
		Near  string     `parser:"( @Near"`
		Right *valueRule `parser:"@@ )?"`
	}
	valueRule struct {
		Pos     lexer.Position
		Exactly string `parser:"  @Exactly"`
		Phrase  string `parser:"| @Phrase"`
		Word    string `parser:"| @Word"`
	}
)

var grammar = participle.MustBuild[queryRule](participle.Lexer(tokens), participle.Elide("Blank"))
