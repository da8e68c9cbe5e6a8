package indexer

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"quoth/corpus"
)

// changeWindow is how many changes are applied in one batch at most.
const changeWindow = 500

// CatchUp applies the changes of the journal after the last one seen, in order.
// The batch that applies them also moves the mark, so that each has its effect
// exactly once, killed processes included. progress may be nil. When CatchUp
// returns, what it applied is found and is on disk.
func (x *Index) CatchUp(ctx context.Context, progress func(done int)) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.mend(ctx); err != nil {
		return err
	}
	for done := 0; ; {
		changes, err := x.src.Changes(ctx, x.last, changeWindow)
		if errors.Is(err, corpus.ErrNotFound) {
			x.distrust(x.live, errors.New("the corpus was restored from a backup"))
			if err = x.mend(ctx); err == nil {
				continue
			}
		}
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
		if err := x.applySafely(ctx, changes); err != nil {
			return err
		}
		if done += len(changes); progress != nil {
			progress(done)
		}
	}
}

// applySafely applies changes; an index that is too damaged to take them is made
// again, which takes them too.
func (x *Index) applySafely(ctx context.Context, changes []corpus.Change) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			x.distrust(x.live, fmt.Errorf("it is damaged: %v", r))
			err = x.mend(ctx)
		}
	}()
	err = x.apply(ctx, changes)
	var unwritten *writeError
	switch {
	case errors.Is(err, errDamagedWrite):
		x.distrust(x.live, fmt.Errorf("it is damaged: %w", err))
		return x.mend(ctx)
	case errors.As(err, &unwritten):
		x.reopen(ctx)
	}
	return err
}

// writeError says why a batch is not on disk.
type writeError struct{ error }

func (e *writeError) Error() string { return "write the search index: " + e.error.Error() }
func (e *writeError) Unwrap() error { return e.error }

// apply indexes again what the changes touched.
func (x *Index) apply(ctx context.Context, changes []corpus.Change) error {
	articles, quotes := map[corpus.ArticleID]bool{}, map[corpus.QuoteID]bool{}
	for _, c := range changes {
		for _, id := range c.Touched.Articles {
			articles[id] = true
		}
		for _, id := range c.Touched.Quotes {
			quotes[id] = true
		}
	}
	last := changes[len(changes)-1].ID
	u, err := x.newUpdate(ctx)
	if err != nil {
		return err
	}
	for window := range slices.Chunk(keys(articles), articleWindow) {
		if err := u.articles(window); err != nil {
			return err
		}
	}
	for window := range slices.Chunk(keys(quotes), changeWindow) {
		if err := u.quotes(window); err != nil {
			return err
		}
	}
	if err := u.commit(last); err != nil {
		return err
	}
	x.last = last
	return nil
}

func keys[K ~string](set map[K]bool) []K {
	out := make([]K, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// update gathers what one batch changes and how many documents there are
// afterwards.
type update struct {
	ctx   context.Context
	x     *Index
	batch *bleve.Batch
	size  int             // documents in the batch
	there map[string]bool // whether a document is in the index once the batch is applied; those touched so far
	count uint64
}

func (x *Index) newUpdate(ctx context.Context) (*update, error) {
	count, err := strconv.ParseUint(x.live.remembered(keyCount), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read how many documents the search index holds: %w", err)
	}
	return &update{ctx: ctx, x: x, batch: x.live.bleve.NewBatch(), there: map[string]bool{}, count: count}, nil
}

// commit writes the batch with the mark. A batch that is not the last of its
// changes keeps the old mark: killed after it, the changes are applied again,
// which does no harm.
func (u *update) commit(last corpus.ChangeID) error {
	u.x.remember(u.batch, last, u.count)
	if err := u.x.live.write(u.batch); err != nil {
		return &writeError{err}
	}
	u.batch, u.size = u.x.live.bleve.NewBatch(), 0
	return nil
}

// articles takes articles with all their quotes and annotations out and puts them in as they
// are now.
func (u *update) articles(ids []corpus.ArticleID) error {
	found, err := u.lookUp(anyTerm("article", ids))
	if err != nil {
		return err
	}
	for _, id := range found {
		u.remove(id)
	}
	docs, err := u.x.src.Documents(u.ctx, ids)
	if err != nil {
		return fmt.Errorf("read what to index: %w", err)
	}
	return u.add(docs)
}

// quotes does the same for single quotes; those that are gone are taken out.
func (u *update) quotes(ids []corpus.QuoteID) error {
	docs := make([]string, len(ids))
	for i, id := range ids {
		docs[i] = docID(QuoteKind, string(id))
	}
	if _, err := u.lookUp(bleve.NewDocIDQuery(docs)); err != nil {
		return err
	}
	fresh, err := u.x.src.QuoteDocuments(u.ctx, ids)
	if err != nil {
		return fmt.Errorf("read what to index: %w", err)
	}
	kept := map[string]bool{}
	for _, q := range fresh {
		kept[docID(QuoteKind, string(q.ID))] = true
	}
	for _, id := range docs {
		if !kept[id] {
			u.remove(id)
		}
	}
	return u.add(Documents{Quotes: fresh})
}

// lookUp lists the documents of a query and notes that they are there, unless
// this update has already said otherwise.
func (u *update) lookUp(q query.Query) ([]string, error) {
	v, err := u.x.live.view(u.ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	found, err := v.run(running{Query: q})
	if err != nil {
		return nil, err
	}
	var ids []string
	for segment, docs := range found.docs {
		for _, d := range docs {
			id, err := v.id(doc{segment, d})
			if err != nil {
				return nil, err
			}
			if _, known := u.there[id]; !known {
				u.there[id] = true
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (u *update) remove(id string) {
	if u.there[id] {
		u.there[id] = false
		u.count--
	}
	u.batch.Delete(id)
}

// add puts documents in and writes the batch where it has grown large.
func (u *update) add(d Documents) error {
	put := func(id string) {
		if !u.there[id] {
			u.there[id] = true
			u.count++
		}
	}
	for _, a := range d.Articles {
		put(docID(ArticleKind, string(a.ID)))
	}
	for _, q := range d.Quotes {
		put(docID(QuoteKind, string(q.ID)))
	}
	for _, a := range d.Annotations {
		put(docID(AnnotationKind, string(a.ID)))
	}
	if err := addDocuments(u.batch, d); err != nil {
		return err
	}
	if u.size += d.Len(); u.size < largeBatch {
		return nil
	}
	return u.commit(u.x.last)
}

// largeBatch is how many documents a batch may hold before it is written.
const largeBatch = 1000
