package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/gofrs/flock"

	"quoth/corpus"
)

// Options say how to open an index.
type Options struct {
	OnRebuild func(reason string) // called when the index is rebuilt; may be nil
}

// Index is an open index. Its methods are safe for concurrent use.
type Index struct {
	dir       string
	src       Source
	onRebuild func(reason string)
	lock      *flock.Flock
	mapping   mapping.IndexMapping
	words     analysis.Analyzer // of English and all languages without their own
	exact     analysis.Analyzer

	writing sync.Mutex // one catches up or rebuilds at a time
	last    corpus.ChangeID

	mu      sync.RWMutex // held for reading while a search runs
	live    *live
	damage  error // why the index is no longer trusted
	closed  bool
	closing context.CancelFunc // stops what runs in the background
	working sync.WaitGroup
}

// slots is how many processes may hold an index of one corpus: each has its own
// copy, because Bleve lets one process at an index.
const slots = 64

// The keys of what the index remembers of itself.
var (
	keyCorpus  = []byte("quoth.corpus")
	keyMapping = []byte("quoth.mapping")
	keyChange  = []byte("quoth.change")
	keyCount   = []byte("quoth.count")
)

// Open opens the first index of the corpus in dir that no other process holds,
// or makes it. One that is damaged, or of a journal that does not know its last
// change, is rebuilt at once; one that an earlier version of Quoth made goes
// on answering while the new one is made beside it.
func Open(ctx context.Context, dir string, src Source, o Options) (*Index, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the search index: %w", err)
	}
	for slot := range slots {
		path := filepath.Join(dir, strconv.Itoa(slot))
		lock := flock.New(path + ".lock")
		held, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock the search index %s: %w", path, err)
		}
		if !held {
			continue
		}
		x, err := openSlot(ctx, path, lock, src, o)
		if err != nil {
			return nil, errors.Join(err, lock.Unlock())
		}
		return x, nil
	}
	return nil, fmt.Errorf(
		"%d programs search this corpus at the moment, and no more can: close one of them: %w",
		slots,
		corpus.ErrLocked,
	)
}

// Remove removes the indexes of a corpus that no process holds; they can be made
// again.
func Remove(dir string) error {
	var errs []error
	for slot := range slots {
		path := filepath.Join(dir, strconv.Itoa(slot))
		if _, err := os.Stat(path); err != nil {
			continue
		}
		lock := flock.New(path + ".lock")
		held, err := lock.TryLock()
		if err == nil && held {
			err = errors.Join(os.RemoveAll(path), os.RemoveAll(path+asideSuffix), lock.Unlock())
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func openSlot(ctx context.Context, path string, lock *flock.Flock, src Source, o Options) (*Index, error) {
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	x := &Index{dir: path, src: src, onRebuild: o.OnRebuild, lock: lock, closing: cancel}
	var err error
	if x.mapping, err = theMapping(); err != nil {
		cancel()
		return nil, err
	}
	x.words, x.exact = x.analyzer(wordsAnalyzer), x.analyzer(exactAnalyzer)
	os.RemoveAll(path + asideSuffix) // left by a process that was killed
	reason, large := "", false
	if _, err := os.Stat(path); err == nil {
		x.live, large, x.damage = openSafely(ctx, path)
		if ctx.Err() != nil {
			x.abandon()
			return nil, ctx.Err()
		}
		if x.damage == nil {
			reason, x.damage = x.fitness(ctx)
		}
	} else {
		x.damage = errNone
	}
	if x.damage != nil {
		if err := x.mend(ctx); err != nil {
			x.abandon()
			return nil, err
		}
	} else if reason != "" {
		x.rebuildAside(background, reason)
	}
	if x.damage == nil && large {
		opened := x.live
		x.inBackground(func() { x.watchHealth(background, opened) })
	}
	return x, nil
}

// abandon lets go of an index whose opening failed or was cancelled.
func (x *Index) abandon() {
	x.closing()
	if x.live != nil {
		x.live.closeSafely()
		x.live = nil
	}
}

// errNone says that there is no index yet, which needs no announcement.
var errNone = errors.New("there is none yet")

// analyzer is an analyser by its name.
func (x *Index) analyzer(name string) analysis.Analyzer { return x.mapping.AnalyzerNamed(name) }

// openSafely opens an index and, unless it is large, checks its files; Bleve
// panics on some damage, and waits for ever for another process unless told not
// to.
func openSafely(ctx context.Context, path string) (opened *live, large bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // reading what a file no longer has is a fault
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it is damaged: %v", r)
		}
		if err != nil && opened != nil { // damaged, or the looking was cancelled
			opened.closeSafely()
			opened = nil
		}
	}()
	if err := checkManifest(path); err != nil {
		return nil, false, err
	}
	index, err := bleve.OpenUsing(path, bleveConfig())
	if err != nil {
		return nil, false, fmt.Errorf("it is damaged: %w", err)
	}
	opened = newLive(path, index)
	err = opened.checkSegments(ctx, promptBytes)
	if errors.Is(err, errLarge) {
		return opened, true, nil
	}
	return opened, false, err
}

// fitness says why an index cannot be used as it is: old when it answers like
// the present one but is to be replaced, bad when it must not answer at all.
func (x *Index) fitness(ctx context.Context) (old string, bad error) {
	if got := x.live.remembered(keyCorpus); got != x.src.CorpusID() {
		return "", errors.New("it belongs to another corpus")
	}
	version := x.live.remembered(keyMapping)
	if sameFields(version) && version != mappingVersion {
		old = "it was made by an earlier version of Quoth"
	} else if version != mappingVersion {
		return "", errors.New("it was made by another version of Quoth")
	}
	if count, err := x.live.bleve.DocCount(); err != nil ||
		x.live.remembered(keyCount) != strconv.FormatUint(count, 10) {
		return "", errors.New("it does not hold what it should")
	}
	x.last = corpus.ChangeID(x.live.remembered(keyChange))
	if _, err := x.src.Changes(ctx, x.last, 1); errors.Is(err, corpus.ErrNotFound) {
		return "", errors.New("the corpus was restored from a backup")
	}
	return old, nil
}

// sameFields reports whether an index of another version has the fields that
// queries ask for: the number before the point says so.
func sameFields(version string) bool {
	fields, _, ok := strings.Cut(version, ".")
	return ok && strings.HasPrefix(mappingVersion, fields+".")
}

func (l *live) remembered(key []byte) string {
	value, err := l.bleve.GetInternal(key)
	if err != nil {
		return ""
	}
	return string(value)
}

// reading does something with the index as it is now. Damage that Bleve panics
// on, or that was noticed since, has the index rebuilt first; then the same is
// done again.
func (x *Index) reading(ctx context.Context, do func(*view) error) error {
	err := x.readOnce(ctx, do)
	var damage *damageError
	if !errors.As(err, &damage) {
		return err
	}
	x.distrust(damage.in, damage)
	x.writing.Lock()
	err = x.mend(ctx)
	x.writing.Unlock()
	if err != nil {
		return err
	}
	return x.readOnce(ctx, do)
}

// damageError says that an index cannot answer before it is rebuilt.
type damageError struct {
	in    *live
	cause any
}

func (e *damageError) Error() string { return fmt.Sprintf("it is damaged: %v", e.cause) }

func (x *Index) readOnce(ctx context.Context, do func(*view) error) (err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	switch {
	case x.closed:
		return errors.New("the search index is closed")
	case x.damage != nil:
		return &damageError{x.live, x.damage}
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &damageError{x.live, r}
		}
	}()
	v, err := x.live.view(ctx)
	if err != nil {
		return err
	}
	defer v.close()
	return do(v)
}

// distrust notes damage of an index, unless another has taken its place; the
// next search mends it.
func (x *Index) distrust(l *live, damage error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.damage == nil && !x.closed && x.live == l {
		x.damage = damage
	}
}

func (x *Index) inBackground(do func()) {
	x.working.Add(1)
	go func() {
		defer x.working.Done()
		do()
	}()
}

// Close stops what runs in the background and closes the index.
func (x *Index) Close() error {
	x.closing()
	x.working.Wait()
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	var err error
	if x.live != nil {
		if err = x.live.close(); err == nil && x.damage == nil {
			err = writeManifest(x.dir)
		}
	}
	if err = errors.Join(err, x.lock.Unlock()); err != nil {
		return fmt.Errorf("close the search index: %w", err)
	}
	return nil
}
