package indexer

import (
	"context"
	"regexp"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
)

// matcher finds the words of one term of a query in a text.
type matcher struct {
	terms   []string // one word, or the words of a phrase
	pattern *regexp.Regexp
	fuzzy   bool
	exact   bool // compare as printed
}

// snippetBytes is about how much of a long text a snippet shows.
const snippetBytes = 320

// snippets fills in the words around what was found: the index stores no text,
// so the texts of the few hits shown are read and analysed anew.
func (x *Index) snippets(ctx context.Context, hits []Hit, marks []matcher) error {
	if len(hits) == 0 {
		return nil
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	texts, err := x.src.Text(ctx, hits[0].Kind, ids)
	if err != nil {
		return err
	}
	for i := range hits {
		hits[i].Snippet = x.snippet(texts[hits[i].ID], marks, hits[i].Kind == ArticleKind)
	}
	return nil
}

type stretch struct{ start, end int }

func (x *Index) snippet(text string, marks []matcher, cut bool) []Fragment {
	found := x.places(text, marks)
	offset := 0
	if cut && len(text) > snippetBytes {
		text, found, offset = cutOut(text, found)
	}
	var out []Fragment
	at := 0
	for _, s := range found {
		s.start, s.end = s.start-offset, s.end-offset
		if s.start < at || s.end > len(text) {
			continue
		}
		if s.start > at {
			out = append(out, Fragment{Text: text[at:s.start]})
		}
		out = append(out, Fragment{Text: text[s.start:s.end], Match: true})
		at = s.end
	}
	if at < len(text) {
		out = append(out, Fragment{Text: text[at:]})
	}
	return out
}

// cutOut cuts a long text to the words around the first match.
func cutOut(text string, found []stretch) (string, []stretch, int) {
	start := 0
	if len(found) > 0 {
		start = max(0, found[0].start-snippetBytes/3)
	}
	end := min(len(text), start+snippetBytes)
	if i := strings.IndexAny(text[start:end], " \n"); start > 0 && i >= 0 {
		start += i + 1
	}
	if i := strings.LastIndexAny(text[start:end], " \n"); end < len(text) && i > 0 {
		end = start + i
	}
	var inside []stretch
	for _, s := range found {
		if s.start >= start && s.end <= end {
			inside = append(inside, s)
		}
	}
	return text[start:end], inside, start
}

// places lists the places of the matchers' words, in order, without overlap. The
// text is cut into words as printed, so that offsets are its own; each word is
// then compared as the index has it.
func (x *Index) places(text string, marks []matcher) []stretch {
	tokens := x.exact.Analyze([]byte(text))
	printed, folded := make([]string, len(tokens)), make([]string, len(tokens))
	for i, t := range tokens {
		printed[i], folded[i] = string(t.Term), x.fold(t)
	}
	var out []stretch
	for i := 0; i < len(tokens); i++ {
		for _, m := range marks {
			words := folded
			if m.exact {
				words = printed
			}
			if n := m.at(words, i); n > 0 {
				out = append(out, stretch{tokens[i].Start, tokens[i+n-1].End})
				i += n - 1
				break
			}
		}
	}
	return out
}

func (x *Index) fold(t *analysis.Token) string {
	if again := x.words.Analyze(t.Term); len(again) == 1 {
		return string(again[0].Term)
	}
	return strings.ToLower(string(t.Term))
}

// at is how many words from i on the matcher matches; 0 for none.
func (m matcher) at(words []string, i int) int {
	if m.pattern != nil {
		if m.pattern.MatchString(words[i]) {
			return 1
		}
		return 0
	}
	if m.fuzzy {
		if len(m.terms) > 0 && editDistance(words[i], m.terms[0], fuzziness(m.terms[0])) {
			return 1
		}
		return 0
	}
	if len(m.terms) == 0 || i+len(m.terms) > len(words) {
		return 0
	}
	for j, term := range m.terms {
		if words[i+j] != term {
			return 0
		}
	}
	return len(m.terms)
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
