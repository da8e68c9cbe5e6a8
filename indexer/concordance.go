package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Line is one keyword in context.
type Line struct {
	ID, Left, Keyword, Right string

	key string // sorted by
}

// Lines is a concordance.
type Lines struct {
	Total int // documents that match
	Read  int // documents whose lines were sorted
	Lines []Line
}

// Concordance lists the words found in their context, sorted by the words to
// the "left" or "right" (of the newest documents, where there are more than some
// thousands), or by "date", oldest first: r.Limit lines.
func (x *Index) Concordance(ctx context.Context, r Request, order string) (Lines, error) {
	var out Lines
	err := x.reading(ctx, func(v *view) error {
		if r.Sort, r.Facets = "newest", nil; order == "date" {
			r.Sort = "oldest"
		}
		f, err := x.find(v, r)
		if err != nil {
			return err
		}
		out = Lines{Total: f.hits.total}
		out.Read, err = x.eachText(v, f, lexisDocuments, func(k rank, lang, text string) {
			_, id := ownID(k.id)
			out.Lines = append(out.Lines, f.marks.lines(id, lang, text)...)
		})
		return err
	})
	if err != nil {
		return Lines{}, err
	}
	sortLines(out.Lines, order)
	out.Lines = out.Lines[:min(len(out.Lines), r.Limit)]
	return out, nil
}

// lines are the keywords of one text in their context.
func (m *Marks) lines(id, lang, text string) []Line {
	if m.empty() {
		return nil
	}
	var out []Line
	for _, s := range m.in(lang).places(text) {
		out = append(out, Line{ID: id, Left: text[:s.start], Keyword: text[s.start:s.end], Right: text[s.end:]})
	}
	return out
}

// sortLines puts the words next to the keyword in order; by date they are.
func sortLines(lines []Line, order string) {
	for i, l := range lines {
		switch order {
		case "left":
			lines[i].key = reversedWords(l.Left)
		case "right":
			lines[i].key = strings.Join(wordsOf(l.Right), " ")
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Compare(a.key, b.key) })
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWordRune(r) })
}

// reversedWords sorts left contexts by the word next to the keyword, then the
// one before it.
func reversedWords(s string) string {
	words := wordsOf(s)
	slices.Reverse(words)
	return strings.Join(words, " ")
}
