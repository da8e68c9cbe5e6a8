package indexer

import (
	"context"
	"iter"
	"time"
	"unicode"
	"unicode/utf8"
)

// Search answers one window of a query: hits, their number, facets, in one
// round trip. Errors: *QueryError.
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	var result Result
	err := x.reading(ctx, func(v *view) error {
		start := time.Now()
		f, err := x.find(v, r)
		if err != nil {
			return err
		}
		after, err := parseCursor(r.Cursor)
		if err != nil {
			return err
		}
		ranks, more, err := f.order.first(f.hits, after, r.Limit)
		if err != nil {
			return err
		}
		result = Result{
			Total:         f.hits.total,
			InArticles:    f.kind == ArticleKind,
			InAnnotations: f.kind == AnnotationKind,
			Marks:         f.marks,
			Facets:        map[string][]FacetCount{},
		}
		for _, k := range ranks {
			kind, id := ownID(k.id)
			result.Hits = append(result.Hits, Hit{Kind: kind, ID: id, Score: float64(k.score)})
		}
		if more && len(ranks) > 0 {
			result.Next = f.order.cursor(ranks[len(ranks)-1])
		}
		for _, facet := range f.facets {
			if facet.counted {
				result.Facets[facet.name] = facet.top()
			}
		}
		result.Took = time.Since(start)
		return nil
	})
	return result, err
}

// finding is what a query found, before a window of it is shown.
type finding struct {
	hits   hits
	facets []*facet
	order  *sorter
	marks  *Marks
	kind   string
}

func (x *Index) find(v *view, r Request) (finding, error) {
	parsed, err := Parse(r.Query)
	if err != nil {
		return finding{}, err
	}
	if r.Typing {
		parsed = unfinished(parsed, r.Query)
	}
	b := &builder{x: x, v: v, text: r.Query, names: r.Names, kind: QuoteKind, asked: scopeOf(parsed)}
	switch {
	case r.OnlyQuotes:
	case b.asked.in != "":
		b.kind = inKinds[b.asked.in]
	case r.InArticles:
		b.kind = ArticleKind
	}
	b.asked.anyAct = b.asked.anyAct || r.AllActs
	b.asked.rejected = b.asked.rejected || len(r.Selected["status"]) > 0
	q, err := b.whole(parsed)
	if err != nil {
		return finding{}, err
	}
	f := finding{marks: &Marks{x: x, terms: b.marks}, kind: b.kind}
	order := r.Sort
	if order == "" {
		order = "relevance"
	}
	q.scored = q.scored && order == "relevance"
	if f.order, err = v.sorter(order, q.scored); err != nil {
		return finding{}, err
	}
	if r.Within != nil {
		within, err := v.sets(anyTerm("article", r.Within))
		if err != nil {
			return finding{}, err
		}
		if q.few = true; q.only != nil {
			within = within.and(q.only)
		}
		q.only = within
	}
	if f.hits, err = v.run(q); err != nil {
		return finding{}, err
	}
	if f.facets, err = v.facets(r.Facets, r.Selected); err != nil {
		return finding{}, err
	}
	if r.OncePerStory {
		if f.hits, err = v.oncePerStory(f.hits, f.facets); err != nil {
			return finding{}, err
		}
	}
	f.hits = sift(f.hits, f.facets)
	return f, nil
}

// unfinished makes the last word of a query a beginning, unless something stands
// behind it. A single letter is left out: it would find nearly everything.
func unfinished(n Node, query string) Node {
	if last, _ := utf8.DecodeLastRuneInString(query); !isWordRune(last) && !unicode.Is(unicode.Mn, last) {
		return n
	}
	switch n := n.(type) {
	case And:
		if len(n.Parts) == 0 {
			return n
		}
		parts := append([]Node{}, n.Parts...)
		last := unfinished(parts[len(parts)-1], query)
		if parts = parts[:len(parts)-1]; last != nil {
			parts = append(parts, last)
		}
		return And{parts}
	case Term:
		if n.Field != "" || n.Phrase || n.Exact || n.Fuzzy || n.Pattern {
			return n
		}
		if len([]rune(n.Value)) < minBeginLetters {
			return And{}
		}
		n.Value, n.Pattern, n.typed = n.Value+"*", true, true
		return n
	}
	return n
}

// All lists every hit of a request, however many, in its order: the documents
// as they are when it starts, whatever is indexed meanwhile.
func (x *Index) All(ctx context.Context, r Request) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		var ranks []rank
		err := x.reading(ctx, func(v *view) error {
			f, err := x.find(v, r)
			if err == nil {
				ranks, _, err = f.order.first(f.hits, nil, f.hits.total)
			}
			return err
		})
		if err != nil {
			yield(Hit{}, err)
			return
		}
		for _, k := range ranks {
			kind, id := ownID(k.id)
			if !yield(Hit{Kind: kind, ID: id, Score: float64(k.score)}, nil) {
				return
			}
		}
	}
}
