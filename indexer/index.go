package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	bolterrors "go.etcd.io/bbolt/errors"

	"quoth/corpus"
)

// Options say how to open an index.
type Options struct {
	OnRebuild func(reason string) // told when the index is made anew; may be nil
}

// Index is an open index. Its methods are safe for concurrent use.
type Index struct {
	dir      string
	src      Source
	bleve    bleve.Index
	analyzer analysis.Analyzer
	exact    analysis.Analyzer

	mu   sync.Mutex // one catches up at a time
	last corpus.ChangeID
}

// slots is how many processes may hold an index of one corpus: each has its own
// copy, because Bleve lets one process at an index.
const slots = 8

// The keys of what the index remembers of itself.
var (
	keyCorpus  = []byte("quoth.corpus")
	keyMapping = []byte("quoth.mapping")
	keyChange  = []byte("quoth.change")
	keyCount   = []byte("quoth.count")
)

// Open opens the first index of the corpus in dir that no other process holds,
// or makes it. One that is damaged, of another mapping, or of a journal that
// does not know its last change is made anew.
func Open(ctx context.Context, dir string, src Source, o Options) (*Index, error) {
	for slot := range slots {
		path := filepath.Join(dir, strconv.Itoa(slot))
		x, err := openSlot(ctx, path, src, o)
		if err == nil {
			return x, nil
		}
		if !errors.Is(err, errHeld) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%d programs have this corpus open: close one: %w", slots, corpus.ErrLocked)
}

// errHeld says that another process has this slot.
var errHeld = errors.New("another process holds this index")

func openSlot(ctx context.Context, path string, src Source, o Options) (*Index, error) {
	x := &Index{dir: path, src: src}
	reason := "there is none yet"
	if _, err := os.Stat(path); err == nil {
		opened, err := openSafely(path)
		switch {
		case errors.Is(err, errHeld):
			return nil, err
		case err != nil:
			reason = "it is damaged: " + err.Error()
		default:
			x.bleve = opened
			if reason = x.unfit(ctx); reason == "" {
				return x, x.loadAnalyzers()
			}
			opened.Close()
		}
		if o.OnRebuild != nil {
			o.OnRebuild(reason)
		}
	}
	if err := x.rebuild(ctx); err != nil {
		return nil, fmt.Errorf("make the search index in %s: %w", path, err)
	}
	return x, nil
}

// openSafely opens an index; Bleve panics on some damage, and waits for ever for
// another process unless told not to.
func openSafely(path string) (index bleve.Index, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	index, err = bleve.OpenUsing(path, map[string]any{"bolt_timeout": "1s"})
	if err != nil && isTimeout(err) {
		return nil, errHeld
	}
	return index, err
}

// isTimeout recognises bolt's error for a file that another process has locked.
func isTimeout(err error) bool { return errors.Is(err, bolterrors.ErrTimeout) }

// unfit says why an index cannot be used as it is; empty when it can.
func (x *Index) unfit(ctx context.Context) string {
	if got := x.remembered(keyCorpus); got != x.src.CorpusID() {
		return "it belongs to another corpus"
	}
	if got := x.remembered(keyMapping); got != mappingVersion {
		return "it was made by another version of Quoth"
	}
	if count, err := x.bleve.DocCount(); err != nil || x.remembered(keyCount) != strconv.FormatUint(count, 10) {
		return "it does not hold what it should"
	}
	x.last = corpus.ChangeID(x.remembered(keyChange))
	if _, err := x.src.Changes(ctx, x.last, 1); errors.Is(err, corpus.ErrNotFound) {
		return "the corpus was restored from a backup"
	}
	return ""
}

func (x *Index) remembered(key []byte) string {
	value, err := x.bleve.GetInternal(key)
	if err != nil {
		return ""
	}
	return string(value)
}

func (x *Index) loadAnalyzers() error {
	x.analyzer = x.bleve.Mapping().AnalyzerNamed(wordsAnalyzer)
	x.exact = x.bleve.Mapping().AnalyzerNamed(exactAnalyzer)
	if x.analyzer == nil || x.exact == nil {
		return errors.New("the search index lacks its analysers")
	}
	return nil
}

// rebuild makes the index from nothing out of the corpus.
func (x *Index) rebuild(ctx context.Context) error {
	if err := os.RemoveAll(x.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(x.dir), 0o700); err != nil {
		return err
	}
	m, err := newMapping()
	if err != nil {
		return err
	}
	if x.bleve, err = bleve.NewUsing(x.dir, m, bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, map[string]any{"bolt_timeout": "1s"}); err != nil {
		return err
	}
	if err := x.loadAnalyzers(); err != nil {
		return err
	}
	// What is changed meanwhile comes by catching up from here.
	if x.last, err = x.src.LastChange(ctx); err != nil {
		return err
	}
	var window []corpus.ArticleID
	for id, err := range x.src.AllArticles(ctx) {
		if err != nil {
			return err
		}
		if window = append(window, id); len(window) == articleWindow {
			if err := x.indexArticles(ctx, window, false); err != nil {
				return err
			}
			window = window[:0]
		}
	}
	if err := x.indexArticles(ctx, window, false); err != nil {
		return err
	}
	return x.remember(x.last)
}

// articleWindow and changeWindow bound what is held in memory at once.
const (
	articleWindow = 50
	changeWindow  = 500
)

// remember writes how far the index has come, durably with all before it.
func (x *Index) remember(last corpus.ChangeID) error {
	count, err := x.bleve.DocCount()
	if err != nil {
		return err
	}
	batch := x.bleve.NewBatch()
	batch.SetInternal(keyCorpus, []byte(x.src.CorpusID()))
	batch.SetInternal(keyMapping, []byte(mappingVersion))
	batch.SetInternal(keyChange, []byte(last))
	batch.SetInternal(keyCount, []byte(strconv.FormatUint(count, 10)))
	if err := x.bleve.Batch(batch); err != nil {
		return err
	}
	x.last = last
	return nil
}

// CatchUp applies the changes of the journal after the last one seen, in order.
// Doing it twice does no harm. progress may be nil.
func (x *Index) CatchUp(ctx context.Context, progress func(done int)) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	done := 0
	for {
		changes, err := x.src.Changes(ctx, x.last, changeWindow)
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
		if err := x.apply(ctx, changes); err != nil {
			return err
		}
		if err := x.remember(changes[len(changes)-1].ID); err != nil {
			return fmt.Errorf("write the search index: %w", err)
		}
		if done += len(changes); progress != nil {
			progress(done)
		}
	}
}

// apply indexes anew what the changes touched.
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
	var window []corpus.ArticleID
	for id := range articles {
		if window = append(window, id); len(window) == articleWindow {
			if err := x.indexArticles(ctx, window, true); err != nil {
				return err
			}
			window = nil
		}
	}
	if err := x.indexArticles(ctx, window, true); err != nil {
		return err
	}
	ids := make([]corpus.QuoteID, 0, len(quotes))
	for id := range quotes {
		ids = append(ids, id)
	}
	return x.indexQuotes(ctx, ids)
}

// indexArticles indexes articles with all their quotes; replace first takes out
// what the index has of them.
func (x *Index) indexArticles(ctx context.Context, ids []corpus.ArticleID, replace bool) error {
	if len(ids) == 0 {
		return ctx.Err()
	}
	articles, quotes, err := x.src.Documents(ctx, ids)
	if err != nil {
		return fmt.Errorf("read what to index: %w", err)
	}
	batch := x.bleve.NewBatch()
	if replace {
		if err := x.deleteArticles(ctx, batch, ids); err != nil {
			return err
		}
	}
	for _, a := range articles {
		if err := batch.Index(docID(ArticleKind, a.Date.Day(), string(a.ID)), a.fields()); err != nil {
			return err
		}
	}
	for _, q := range quotes {
		if err := batch.Index(docID(QuoteKind, q.Date.Day(), string(q.ID)), q.fields()); err != nil {
			return err
		}
	}
	return x.bleve.Batch(batch)
}

// deleteArticles takes all documents of articles out, wherever their day put
// them.
func (x *Index) deleteArticles(ctx context.Context, batch *bleve.Batch, ids []corpus.ArticleID) error {
	for _, id := range ids {
		q := bleve.NewTermQuery(string(id))
		q.SetField("article")
		found, err := x.bleve.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, maxArticleDocs, 0, false))
		if err != nil {
			return fmt.Errorf("find what to take out of the index: %w", err)
		}
		for _, hit := range found.Hits {
			batch.Delete(hit.ID)
		}
		if len(found.Hits) == maxArticleDocs {
			return fmt.Errorf("the article %s has more than %d quotes", id, maxArticleDocs)
		}
	}
	return nil
}

// maxArticleDocs bounds the quotes of one article.
const maxArticleDocs = 50_000

func (x *Index) indexQuotes(ctx context.Context, ids []corpus.QuoteID) error {
	if len(ids) == 0 {
		return nil
	}
	docs, err := x.src.QuoteDocuments(ctx, ids)
	if err != nil {
		return fmt.Errorf("read what to index: %w", err)
	}
	batch := x.bleve.NewBatch()
	for _, q := range docs {
		if err := batch.Index(docID(QuoteKind, q.Date.Day(), string(q.ID)), q.fields()); err != nil {
			return err
		}
	}
	return x.bleve.Batch(batch)
}

// Close closes the index.
func (x *Index) Close() error {
	if err := x.bleve.Close(); err != nil {
		return fmt.Errorf("close the search index: %w", err)
	}
	return nil
}
