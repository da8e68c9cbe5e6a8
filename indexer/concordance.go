package indexer

import (
	"context"
	"sort"
	"strings"
)

// Line is one keyword in context.
type Line struct {
	ID, Left, Keyword, Right string
	Day                      string
}

// Lines is a concordance.
type Lines struct {
	Total int // documents that match
	Lines []Line
}

// concordanceDocuments is how many documents a concordance is made of at most.
const concordanceDocuments = 500

// Concordance lists the words found in their context, sorted by the words to
// the "left" or "right", or by "date".
func (x *Index) Concordance(ctx context.Context, r Request, order string) (Lines, error) {
	r.Limit, r.Sort, r.Snippets, r.Facets = concordanceDocuments, "oldest", true, nil
	result, err := x.Search(ctx, r)
	if err != nil {
		return Lines{}, err
	}
	out := Lines{Total: result.Total}
	for _, hit := range result.Hits {
		var left strings.Builder
		for i, f := range hit.Snippet {
			if f.Match {
				var right strings.Builder
				for _, after := range hit.Snippet[i+1:] {
					right.WriteString(after.Text)
				}
				out.Lines = append(out.Lines, Line{ID: hit.ID, Left: left.String(), Keyword: f.Text, Right: right.String()})
			}
			left.WriteString(f.Text)
		}
	}
	switch order {
	case "left":
		sort.SliceStable(out.Lines, func(i, j int) bool { return reversedWords(out.Lines[i].Left) < reversedWords(out.Lines[j].Left) })
	case "right":
		sort.SliceStable(out.Lines, func(i, j int) bool { return strings.ToLower(out.Lines[i].Right) < strings.ToLower(out.Lines[j].Right) })
	}
	return out, nil
}

// reversedWords sorts left contexts by the word next to the keyword, then the
// one before it.
func reversedWords(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
		words[i], words[j] = words[j], words[i]
	}
	return strings.Join(words, " ")
}
