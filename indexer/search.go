package indexer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"sort"
	"strings"

	"github.com/blevesearch/bleve/v2"
)

// orders are the sort keys; the id comes last, so that every order is total and
// a cursor stays right.
var orders = map[string][]string{
	"":           {"-_score", "-_id"},
	"relevance":  {"-_score", "-_id"},
	"newest":     {"-_id"},
	"oldest":     {"_id"},
	"speaker":    {"speaker_sort", "_id"},
	"confidence": {"-confidence", "-_id"},
}

// facetSize is how many values a facet lists.
const facetSize = 50

// Search answers one window of a query. Errors: *QueryError.
func (x *Index) Search(ctx context.Context, r Request) (result Result, err error) {
	defer recoverDamage(&err)
	q, b, err := x.build(ctx, r)
	if err != nil {
		return Result{}, err
	}
	request := bleve.NewSearchRequestOptions(q, r.Limit, 0, false)
	order, ok := orders[r.Sort]
	if !ok {
		return Result{}, fmt.Errorf("there is no order %q", r.Sort)
	}
	request.SortBy(order)
	if r.Cursor != "" {
		if request.SearchAfter, err = decodeCursor(r.Cursor, len(order)); err != nil {
			return Result{}, err
		}
	}
	for _, name := range r.Facets {
		if field, ok := facetFields[name]; ok {
			request.AddFacet(name, bleve.NewFacetRequest(field, facetSize))
		}
	}
	found, err := x.bleve.SearchInContext(ctx, request)
	if err != nil {
		return Result{}, fmt.Errorf("search the index: %w", err)
	}
	result = Result{Total: int(found.Total), Took: found.Took, Facets: map[string][]FacetCount{}}
	for _, hit := range found.Hits {
		kind, id := ownID(hit.ID)
		result.Hits = append(result.Hits, Hit{Kind: kind, ID: id, Score: hit.Score})
	}
	if n := len(found.Hits); n == r.Limit && n > 0 {
		result.Next = encodeCursor(found.Hits[n-1].Sort)
	}
	for name, facet := range found.Facets {
		for _, value := range facet.Terms.Terms() {
			if value.Term != "" && !(name == "stance" && strings.Contains(value.Term, "=")) {
				result.Facets[name] = append(result.Facets[name], FacetCount{value.Term, value.Count})
			}
		}
	}
	if r.Snippets {
		err = x.snippets(ctx, result.Hits, b.marks)
	}
	return result, err
}

// recoverDamage turns a panic of a damaged index into an error.
func recoverDamage(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the search index is damaged (%v); it will be made anew when the corpus is next opened", r)
	}
}

func encodeCursor(keys []string) string {
	data, err := json.Marshal(keys)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func decodeCursor(cursor string, n int) ([]string, error) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	var keys []string
	if err == nil {
		err = json.Unmarshal(data, &keys)
	}
	if err != nil || len(keys) != n {
		return nil, fmt.Errorf("the cursor does not belong to this search")
	}
	return keys, nil
}

// allWindow is how many hits are read at once by All.
const allWindow = 1000

// All lists every hit of a request, however many, in its order.
func (x *Index) All(ctx context.Context, r Request) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		r.Limit, r.Cursor, r.Facets, r.Snippets = allWindow, "", nil, false
		for {
			result, err := x.Search(ctx, r)
			if err != nil {
				yield(Hit{}, err)
				return
			}
			for _, hit := range result.Hits {
				if !yield(hit, nil) {
					return
				}
			}
			if result.Next == "" {
				return
			}
			r.Cursor = result.Next
		}
	}
}

// Line is one keyword in context.
type Line struct{ ID, Left, Keyword, Right string }

// Lines is a concordance.
type Lines struct {
	Total int // quotes that match
	Lines []Line
}

// concordanceQuotes is how many quotes a concordance is made of at most.
const concordanceQuotes = 500

// Concordance lists the words found in their context, sorted by the words to
// the left or right, or by date.
func (x *Index) Concordance(ctx context.Context, r Request, order string) (Lines, error) {
	r.Limit, r.Sort, r.Snippets, r.Facets = concordanceQuotes, "oldest", true, nil
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
