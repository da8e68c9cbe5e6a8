package indexer

import (
	"context"

	"quoth/corpus"
)

// BestQuotes lists the quotes of some articles that a search for articles finds
// too, up to n of each, best first, and the marks of the words found.
func (x *Index) BestQuotes(
	ctx context.Context,
	r Request,
	articles []corpus.ArticleID,
	n int,
) (map[corpus.ArticleID][]Hit, *Marks, error) {
	var marks *Marks
	out := map[corpus.ArticleID][]Hit{}
	r.Within, r.OnlyQuotes, r.Facets, r.Selected, r.OncePerStory, r.Sort = articles, true, nil, nil, false, "relevance"
	err := x.reading(ctx, func(v *view) error {
		f, err := x.find(v, r)
		if err != nil {
			return err
		}
		marks = f.marks
		columns, err := v.column("article")
		if err != nil {
			return err
		}
		names := v.live.columns.dictionary("article").all()
		ranks, _, err := f.order.first(f.hits, nil, f.hits.total)
		if err != nil {
			return err
		}
		for _, k := range ranks {
			article := corpus.ArticleID(names[columns[k.doc.segment].at(k.doc.number)])
			if len(out[article]) < n {
				_, id := ownID(k.id)
				out[article] = append(out[article], Hit{Kind: QuoteKind, ID: id, Score: float64(k.score)})
			}
		}
		return nil
	})
	return out, marks, err
}
