package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"golang.org/x/sync/errgroup"

	"quoth/corpus"
)

// asideSuffix marks a folder in which an index is being made. It gets its own
// name when it is complete, so that a killed process leaves none that looks
// whole.
const asideSuffix = ".new"

// builtAside is an index in the making.
type builtAside struct {
	*live
	last corpus.ChangeID // the journal's end when it was begun
}

// articleWindow bounds what is held in memory at once: about a thousand
// documents. Smaller batches cost merging, larger ones memory.
const articleWindow = 120

// bulkGC lets the heap grow further between collections while an index is made,
// where nearly all garbage is young.
const bulkGC = 150

// build makes an index from nothing out of the corpus. Reading the corpus and
// indexing overlap.
func (x *Index) build(ctx context.Context, path string) (*builtAside, error) {
	if err := os.RemoveAll(path); err != nil {
		return nil, err
	}
	m, err := theMapping()
	if err != nil {
		return nil, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(bulkGC))
	made, err := bleve.NewUsing(path, m, bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, bleveConfig())
	if err != nil {
		return nil, err
	}
	aside := &builtAside{live: newLive(path, made)}
	// What is changed meanwhile comes by catching up from here.
	if aside.last, err = x.src.LastChange(ctx); err == nil {
		err = x.fill(ctx, aside)
	}
	if err != nil {
		return nil, errors.Join(err, aside.close(), os.RemoveAll(path))
	}
	return aside, nil
}

func (x *Index) fill(ctx context.Context, aside *builtAside) error {
	group, ctx := errgroup.WithContext(ctx)
	windows := make(chan Documents, 1)
	group.Go(func() error {
		defer close(windows)
		return x.readAll(ctx, windows)
	})
	var count atomic.Uint64
	for range fillers {
		group.Go(func() error {
			for w := range windows {
				batch := aside.bleve.NewBatch()
				if err := addDocuments(batch, w); err != nil {
					return err
				}
				count.Add(uint64(w.Len()))
				if err := aside.write(batch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	batch := aside.bleve.NewBatch()
	x.remember(batch, aside.last, count.Load())
	return aside.write(batch)
}

// fillers is how many batches are made at once: analysing runs on all
// processors, turning the words into a segment on one for each batch.
const fillers = 1

func (x *Index) readAll(ctx context.Context, windows chan<- Documents) error {
	var ids []corpus.ArticleID
	flush := func() error {
		docs, err := x.src.Documents(ctx, ids)
		if err != nil {
			return fmt.Errorf("read what to index: %w", err)
		}
		ids = nil
		select {
		case windows <- docs:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for id, err := range x.src.AllArticles(ctx) {
		if err != nil {
			return err
		}
		if ids = append(ids, id); len(ids) == articleWindow {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func addDocuments(batch *bleve.Batch, d Documents) error {
	for _, a := range d.Articles {
		if err := batch.Index(docID(ArticleKind, string(a.ID)), a.fields()); err != nil {
			return err
		}
	}
	for _, q := range d.Quotes {
		if err := batch.Index(docID(QuoteKind, string(q.ID)), q.fields()); err != nil {
			return err
		}
	}
	for _, a := range d.Annotations {
		if err := batch.Index(docID(AnnotationKind, string(a.ID)), a.fields()); err != nil {
			return err
		}
	}
	return nil
}

// remember writes how far the index has come into the batch that takes it there.
func (x *Index) remember(batch *bleve.Batch, last corpus.ChangeID, count uint64) {
	batch.SetInternal(keyCorpus, []byte(x.src.CorpusID()))
	batch.SetInternal(keyMapping, []byte(mappingVersion))
	batch.SetInternal(keyChange, []byte(last))
	batch.SetInternal(keyCount, []byte(strconv.FormatUint(count, 10)))
}

// mend rebuilds the index where it is not trusted, while searches wait.
func (x *Index) mend(ctx context.Context) error {
	x.mu.RLock()
	damage := x.damage
	x.mu.RUnlock()
	if damage == nil {
		return nil
	}
	if x.onRebuild != nil && damage != errNone {
		x.onRebuild(damage.Error())
	}
	x.mu.Lock()
	if x.live != nil {
		x.live.closeSafely()
		x.live = nil
	}
	x.mu.Unlock()
	aside, err := x.build(ctx, x.dir+asideSuffix)
	if err != nil {
		return fmt.Errorf("make the search index in %s: %w", x.dir, err)
	}
	return x.replace(ctx, aside)
}

// replace puts an index made aside into the place of the present one. Both are
// closed for the moment the folders change names, because Bleve opens by path.
func (x *Index) replace(ctx context.Context, aside *builtAside) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := aside.close(); err != nil {
		return err
	}
	if x.live != nil {
		x.live.closeSafely()
		x.live = nil
	}
	x.damage = errReplaced // until all below is done
	if err := errors.Join(
		os.RemoveAll(x.dir),
		os.RemoveAll(manifestPath(x.dir)),
		os.Rename(x.dir+asideSuffix, x.dir),
	); err != nil {
		return fmt.Errorf("put the new search index in its place: %w", err)
	}
	opened, _, err := openSafely(ctx, x.dir)
	if err != nil {
		return fmt.Errorf("open the new search index: %w", err)
	}
	x.live, x.last, x.damage = opened, aside.last, nil
	return nil
}

// errReplaced says that one index is gone and the other not yet there.
var errReplaced = errors.New("its replacement failed")

// rebuildAside makes a new index in the background while the present one
// answers and catches up.
func (x *Index) rebuildAside(ctx context.Context, reason string) {
	if x.onRebuild != nil {
		x.onRebuild(reason)
	}
	x.inBackground(func() {
		aside, err := x.build(ctx, x.dir+asideSuffix)
		if err != nil {
			return // the present one goes on answering; the next opening tries again
		}
		x.writing.Lock()
		defer x.writing.Unlock()
		_ = x.replace(ctx, aside) // where it fails the next search rebuilds the index
	})
}
