package indexer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
)

// Marks are the words a query looked for. They find their places in texts: the
// index stores none, so that the few that are shown are analysed again. Marks are
// for one goroutine.
type Marks struct {
	x          *Index
	terms      []Term
	byLanguage map[string]*languageMarks
}

// languageMarks are marks as one language has their words.
type languageMarks struct {
	x        *Index
	words    analysis.Analyzer
	matchers []matcher
	folds    map[string]folded // of words met before: most of a text's are
}

// folded is a printed word as its language has it, and only without case and
// accents.
type folded struct{ word, plain string }

// matcher finds the words of one term in a text.
type matcher struct {
	terms   []string       // one word, or the words of a phrase
	pattern *regexp.Regexp // of a word with stars
	fuzzy   bool
	exact   bool // compare as printed
}

func (m *Marks) empty() bool { return m == nil || len(m.terms) == 0 }

// in are the marks for texts of a language.
func (m *Marks) in(lang string) *languageMarks {
	name := wordLanguage(lang)
	l := m.byLanguage[name]
	if l == nil {
		l = &languageMarks{x: m.x, words: m.x.analyzer(name), folds: map[string]folded{}}
		for _, t := range m.terms {
			l.matchers = append(l.matchers, l.matcher(t))
		}
		if m.byLanguage == nil {
			m.byLanguage = map[string]*languageMarks{}
		}
		m.byLanguage[name] = l
	}
	return l
}

func (l *languageMarks) matcher(t Term) matcher {
	switch {
	case t.Exact:
		return matcher{terms: terms(l.x.exact, t.Value), exact: true}
	case !t.Pattern:
		return matcher{terms: terms(l.words, t.Value), fuzzy: t.Fuzzy}
	}
	parts := strings.Split(t.Value, "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(fold(l.x.words, p))
	}
	m := matcher{pattern: regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")}
	if t.typed { // also finds the word as far as it goes
		m.terms = terms(l.words, strings.TrimSuffix(t.Value, "*"))
	}
	return m
}

// stretch is a place in a text, in bytes.
type stretch struct{ start, end int }

// places lists the places of the words in a text, in order, without overlap. The
// text is cut into words as printed, so that offsets are its own (folding
// accents moves them); each word is then compared as the index has it.
func (l *languageMarks) places(text string) []stretch {
	tokens := l.x.exact.Analyze([]byte(text))
	printed, words := make([]string, len(tokens)), make([]folded, len(tokens))
	for i, t := range tokens {
		printed[i] = string(t.Term)
		words[i] = l.fold(printed[i])
	}
	var out []stretch
	for i := 0; i < len(tokens); i++ {
		for _, m := range l.matchers {
			if n := m.at(printed[i:], words[i:]); n > 0 {
				out = append(out, stretch{tokens[i].Start, tokens[i+n-1].End})
				i += n - 1
				break
			}
		}
	}
	return out
}

func (l *languageMarks) fold(printed string) folded {
	f, ok := l.folds[printed]
	if !ok {
		f = folded{word: strings.ToLower(printed), plain: fold(l.x.words, printed)}
		if again := terms(l.words, printed); len(again) == 1 {
			f.word = again[0]
		}
		l.folds[printed] = f
	}
	return f
}

// at is how many words the matcher matches at the beginning of a text; 0 for
// none.
func (m matcher) at(printed []string, words []folded) int {
	if m.pattern != nil && (m.pattern.MatchString(words[0].word) || m.pattern.MatchString(words[0].plain)) {
		return 1
	}
	n := len(m.terms)
	switch {
	case n == 0 || n > len(words):
		return 0
	case m.fuzzy:
		if !editDistance(words[0].word, m.terms[0], fuzziness(m.terms[0])) {
			return 0
		}
		return 1
	case m.exact:
		if !slices.Equal(printed[:n], m.terms) {
			return 0
		}
		return n
	}
	for i, term := range m.terms {
		if words[i].word != term {
			return 0
		}
	}
	return n
}

// editDistance reports whether two words are at most so many edits apart
// (Levenshtein).
func editDistance(a, b string, most int) bool {
	ra, rb := []rune(a), []rune(b)
	if len(ra)-len(rb) > most || len(rb)-len(ra) > most {
		return false
	}
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range ra {
		before := row[0]
		row[0] = i + 1
		for j, s := range rb {
			cost := before
			if r != s {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(rb)] <= most
}
