package bulk

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

var (
	byPrefix  = regexp.MustCompile(`(?i)^\s*(?:by|von|par|por|di|door|av|words by|written by|author)[:\s]+`)
	authorCut = regexp.MustCompile(`(?i)\s*(?:;|\||•|·|\band\b|\bund\b|\bet\b|&|\bwith\b)\s*`)
	// roleWords tell a function or a place behind a name from a name.
	roleWords = regexp.MustCompile(
		`(?i)\b(?:editor|correspondent|reporter|writer|producer|journalist|columnist|staff|critic|bureau|chief|redakteur(?:in)?|korrespondent(?:in)?|rédact\w*)\b|^in\s`,
	)
	inPlace = regexp.MustCompile(`\s+in\s+\p{Lu}[\p{L} .'-]*$`)
)

// readAuthors reads a printed byline: "By A. Writer and B. Writer, political
// editor", "Writer, A; Writer, B". The error says what is doubtful.
func readAuthors(printed string) ([]string, error) {
	printed = byPrefix.ReplaceAllString(tidy(printed), "")
	var out []string
	for _, part := range authorCut.Split(printed, -1) {
		part = strings.Trim(part, " ,.")
		if part == "" {
			continue
		}
		names, err := namesOf(part)
		if err != nil {
			return nil, err
		}
		out = append(out, names...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no name was found in it")
	}
	return out, nil
}

// namesOf reads a part between "and"s: one name, "Last, First", or names and
// functions with commas between.
func namesOf(part string) ([]string, error) {
	part = inPlace.ReplaceAllString(part, "")
	pieces := strings.Split(part, ",")
	for i := range pieces {
		pieces[i] = strings.TrimSpace(pieces[i])
	}
	if len(pieces) == 2 && isName(pieces[0]) && isName(pieces[1]) && !strings.Contains(pieces[0], " ") {
		return []string{pieces[1] + " " + pieces[0]}, nil // Last, First
	}
	var out []string
	for i, piece := range pieces {
		switch {
		case piece == "" || roleWords.MatchString(piece) && (i > 0 || len(out) > 0):
		case isName(piece):
			out = append(out, piece)
		default:
			return nil, fmt.Errorf("%q does not look like a name", cut(piece, 60))
		}
	}
	return out, nil
}

// isName holds for one to six words that begin with capitals, particles aside.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 {
		return false
	}
	capitals := 0
	for _, w := range words {
		r := []rune(w)
		switch {
		case strings.ContainsAny(w, "0123456789@:/?!"):
			return false
		case unicode.IsUpper(r[0]):
			capitals++
		case !particles[strings.ToLower(w)] && unicode.IsLower(r[0]):
			return false
		}
	}
	return capitals > 0 || !unicode.IsLower([]rune(words[0])[0])
}

// particles are small words inside names.
var particles = map[string]bool{
	"de":    true,
	"del":   true,
	"della": true,
	"der":   true,
	"den":   true,
	"di":    true,
	"da":    true,
	"dos":   true,
	"du":    true,
	"van":   true,
	"von":   true,
	"la":    true,
	"le":    true,
	"el":    true,
	"al":    true,
	"bin":   true,
	"ibn":   true,
	"y":     true,
	"e":     true,
	"ten":   true,
	"ter":   true,
	"zu":    true,
	"af":    true,
	"av":    true,
}
