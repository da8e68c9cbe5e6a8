package indexer

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/blevesearch/bleve/v2/search/query"
	"golang.org/x/sync/errgroup"
)

// The index does not know where words stand in bodies, nor how they are printed
// there: it finds the documents that hold them, and their texts are read.

// textsAtOnce is how many texts are read in one statement.
const textsAtOnce = 200

// checkedWords finds documents with all words in a field of bodies and keeps
// those whose text passes the test.
func (b *builder) checkedWords(field string, words []string, test func(text string) bool) (query.Query, error) {
	var all allOf
	for _, word := range words {
		all.must = append(all.must, term(field, word))
	}
	return b.checked(ArticleKind, all, test)
}

// checked keeps those documents of a query whose text of a kind passes a test.
// Tests run side by side.
func (b *builder) checked(kind string, of query.Query, test func(text string) bool) (query.Query, error) {
	candidates, err := b.v.run(running{Query: of})
	if err != nil {
		return nil, err
	}
	passed := make([][]bool, len(candidates.docs)) // by segment and place among the candidates
	group, ctx := errgroup.WithContext(b.v.ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for segment, docs := range candidates.docs {
		passed[segment] = make([]bool, len(docs))
		for from := 0; from < len(docs) && ctx.Err() == nil; from += textsAtOnce {
			to := min(from+textsAtOnce, len(docs))
			ids, err := b.ownIDs(segment, docs[from:to])
			if err != nil {
				return nil, errors.Join(err, group.Wait())
			}
			group.Go(func() error { return b.checkSome(ctx, kind, ids, passed[segment][from:to], test) })
		}
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("check the words of what was found: %w", err)
	}
	out := b.v.nothing()
	for segment, docs := range candidates.docs {
		for i, d := range docs {
			if passed[segment][i] {
				out[segment].Add(d)
			}
		}
	}
	return among{out}, b.v.ctx.Err()
}

func (b *builder) ownIDs(segment int, docs []uint32) ([]string, error) {
	ids := make([]string, len(docs))
	for i, d := range docs {
		id, err := b.v.id(doc{segment, d})
		if err != nil {
			return nil, err
		}
		_, ids[i] = ownID(id)
	}
	return ids, nil
}

func (b *builder) checkSome(
	ctx context.Context,
	kind string,
	ids []string,
	passed []bool,
	test func(text string) bool,
) error {
	texts, err := b.x.src.Text(ctx, kind, ids)
	for i, id := range ids {
		passed[i] = err == nil && test(texts[id])
	}
	return err
}
