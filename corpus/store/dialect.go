package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The store's SQL is written once, as SQLite reads it. What PostgreSQL calls
// otherwise is said here, and nowhere else: [postgresWords] puts one query in its
// words, and the schema in migrations/postgres has the few functions it lacks.

// dialect is how a database is asked.
type dialect struct {
	say    func(query string) string         // puts a query of the store in its words
	object func(t table) string              // a row's image
	upsert func(name string, t table) string // writes a row from its image, ?1
}

var sqliteDialect = &dialect{
	say: func(query string) string { return query },
	object: func(t table) string {
		parts := make([]string, len(t.columns))
		for i, c := range t.columns {
			parts[i] = fmt.Sprintf("'%s', %s", c, c)
		}
		return "json_object(" + strings.Join(parts, ", ") + ")"
	},
	upsert: func(name string, t table) string {
		values := make([]string, len(t.columns))
		for i, c := range t.columns {
			values[i] = fmt.Sprintf("?1 ->> '%s'", c)
		}
		return fmt.Sprintf(
			`INSERT INTO %s (%s) VALUES (%s) %s`,
			name,
			strings.Join(t.columns, ", "),
			strings.Join(values, ", "),
			t.onConflict(),
		)
	},
}

var postgresDialect = &dialect{
	say: postgresWords,
	// Byte for byte what SQLite's json_object gives, so that images can be carried
	// from one to the other.
	object: func(t table) string {
		parts := make([]string, len(t.columns))
		for i, c := range t.columns {
			parts[i] = fmt.Sprintf(`"%s":' || as_json(%s)`, c, c)
		}
		return "'{" + strings.Join(parts, " || ',") + " || '}'"
	},
	upsert: func(name string, t table) string {
		list := strings.Join(t.columns, ", ")
		return fmt.Sprintf(
			`INSERT INTO %s (%s) SELECT %s FROM json_populate_record(NULL::%s, ?1::json) %s`,
			name,
			list,
			list,
			name,
			t.onConflict(),
		)
	},
}

// pool is a database with the words in which it is asked.
type pool struct {
	*sql.DB
	*dialect
	asks bool // it only asks, so that it may ask again where a connection was lost
}

// ExecContext is that of [sql.DB], in the words of the database.
func (p *pool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.DB.ExecContext(ctx, p.say(query), args...)
}

// QueryContext is that of [sql.DB], in the words of the database.
func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	query = p.say(query)
	rows, err := p.DB.QueryContext(ctx, query, args...)
	// Where the server was started again, each connection that was left idle is lost.
	for again := 0; p.asks && again < readers() && wasIdle(err); again++ {
		rows, err = p.DB.QueryContext(ctx, query, args...)
	}
	return rows, err
}

// QueryRowContext is that of [sql.DB], in the words of the database.
func (p *pool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.DB.QueryRowContext(ctx, p.say(query), args...)
}

// said holds what was put in PostgreSQL's words: the store asks the same again
// and again, and what it builds of parts has few forms.
var said sync.Map

// postgresWords puts a query in PostgreSQL's words.
func postgresWords(query string) string {
	if known, ok := said.Load(query); ok {
		return known.(string)
	}
	words := strings.Join(rewrite(tokens(query)), "")
	said.Store(query, words)
	return words
}

// oneToken is a text in quotes, a parameter, a word, an operator of several
// signs, white space, or a single sign.
var oneToken = regexp.MustCompile(
	`'(?:[^']|'')*'|\?\d*|[A-Za-z_][A-Za-z_0-9]*|\d+(?:\.\d+)?|->>|::|\|\||[<>!]=|<>|\s+|.`,
)

func tokens(query string) []string { return oneToken.FindAllString(query, -1) }

// calls are functions that PostgreSQL has under another name.
var calls = map[string]string{"ifnull": "coalesce", "instr": "strpos", "json_group_array": "json_agg"}

func rewrite(in []string) []string {
	var out []string
	parameters := 0
	parameter := func(token string) string {
		if n, err := strconv.Atoi(token[1:]); err == nil {
			parameters = max(parameters, n)
			return "$" + token[1:]
		}
		parameters++
		return "$" + strconv.Itoa(parameters)
	}
	for i := 0; i < len(in); i++ {
		token := in[i]
		switch {
		case token[0] == '?':
			// A negative limit is none.
			if word := lastWord(out); word == "LIMIT" {
				out = append(out, "nullif("+parameter(token)+"::bigint, -1)")
				continue
			}
			out = append(out, parameter(token))
		case token == "INDEXED": // BY name: the planner has statistics
			i += len([]string{" ", "BY", " ", "name"})
		case token == "CROSS": // fixes the order of tables, for a planner without statistics
			i++
		case token == "+" && isName(at(in, i+1)) && !isOperand(lastToken(out)):
			// A plus sign keeps SQLite's planner off an index.
		case calls[token] != "" && at(in, i+1) == "(":
			out = append(out, calls[token])
		case token == "json_each" && at(in, i+1) == "(":
			end := closing(in, i+1)
			out = append(out, "json_array_elements_text(coalesce(nullif(")
			for _, inner := range in[i+2 : end] {
				if inner[0] == '?' {
					inner = parameter(inner)
				}
				out = append(out, inner)
			}
			out = append(out, ", 'null'), '[]')::json) WITH ORDINALITY AS json_each(value, key)")
			i = end
		case token == "lower" && at(in, i+1) == "(":
			// SQLite's knows the letters of English alone, as that of the collation C.
			end := closing(in, i+1)
			in[end] = ` COLLATE "C")`
			out = append(out, token)
		case token == "->>":
			i = member(in, i, &out, parameter)
		default:
			out = append(out, token)
		}
	}
	return out
}

// member writes a ->> b for texts: JSON lies in columns of text, whose collation
// what is read out of them keeps. It returns the place of the last token of b.
func member(in []string, i int, out *[]string, parameter func(string) string) int {
	list := *out
	for len(list) > 0 && strings.TrimSpace(list[len(list)-1]) == "" {
		list = list[:len(list)-1]
	}
	start := len(list) - 1
	if start >= 2 && list[start-1] == "." {
		start -= 2
	}
	left := strings.Join(list[start:], "")
	for i++; strings.TrimSpace(in[i]) == ""; {
		i++
	}
	right := in[i]
	if right[0] == '?' {
		right = parameter(right)
	}
	if at(in, i+1) == "." {
		right, i = right+"."+in[i+2], i+2
	}
	*out = append(list[:start:start], `((`+left+`::json ->> `+right+`) COLLATE "C")`)
	return i
}

// closing is the place of the bracket that closes the one at i.
func closing(in []string, i int) int {
	for depth := 0; i < len(in); i++ {
		switch strings.TrimSpace(in[i]) {
		case "(":
			depth++
		case ")", `COLLATE "C")`:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	panic("an open bracket in a query of the store")
}

func at(in []string, i int) string {
	if i >= len(in) {
		return ""
	}
	return in[i]
}

func lastToken(out []string) string {
	for i := len(out) - 1; i >= 0; i-- {
		if token := strings.TrimSpace(out[i]); token != "" {
			return token
		}
	}
	return ""
}

func lastWord(out []string) string { return strings.ToUpper(lastToken(out)) }

func isName(token string) bool {
	return token != "" && (token[0] == '_' || token[0] >= 'a' && token[0] <= 'z')
}

// isOperand reports whether a plus sign behind a token adds to it.
func isOperand(token string) bool {
	switch {
	case token == "" || token == "(" || token == ",":
		return false
	case token == strings.ToUpper(token) && token != strings.ToLower(token): // AND, BY
		return false
	}
	return true
}
