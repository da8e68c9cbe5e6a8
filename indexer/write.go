package indexer

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Bleve writes and merges in goroutines of its own. Where one of them panics on
// damage, what waits for it waits for ever, unless it is told.

// broken tells open indexes, by their folder, what ended their background work.
var broken sync.Map // path → chan error

const tellBroken = "quoth"

func init() {
	// Called in Bleve's own goroutines before they merge: there, too, a file that
	// was cut is to be a panic, which Bleve recovers from, and not the end.
	scorch.RegistryEventCallbacks[tellBroken] = func(scorch.Event) bool {
		debug.SetPanicOnFault(true)
		return true
	}
	scorch.RegistryAsyncErrorCallbacks[tellBroken] = func(err error, path string) {
		var failure *scorch.ScorchError
		if !errors.As(err, &failure) || failure.ErrType != scorch.ErrAsyncPanic {
			return // whoever waits gets the error
		}
		if told, ok := broken.Load(filepath.Dir(path)); ok {
			select {
			case told.(chan error) <- err:
			default: // once is enough
			}
		}
	}
}

func bleveConfig() map[string]any {
	return map[string]any{"bolt_timeout": "1s", "asyncErrorCallbackName": tellBroken, "eventCallbackName": tellBroken}
}

// newLive watches over an index that was opened in a folder.
func newLive(path string, index bleve.Index) *live {
	told := make(chan error, 1)
	broken.Store(path, told)
	return &live{path: path, bleve: index, columns: newColumns(), broken: told}
}

func (l *live) close() error {
	broken.Delete(l.path)
	return l.bleve.Close()
}

// closeSafely closes an index whose insides may be damaged; what it says no
// longer matters.
func (l *live) closeSafely() {
	defer func() { _ = recover() }()
	l.close()
}

// errDamagedWrite says that an index cannot be written because it is damaged.
var errDamagedWrite = errors.New("the search index is damaged where it is written")

// write puts a batch on disk.
func (l *live) write(batch *bleve.Batch) error {
	done := make(chan error, 1)
	go func() {
		debug.SetPanicOnFault(true)
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("%w: %v", errDamagedWrite, r)
			}
		}()
		done <- l.bleve.Batch(batch)
	}()
	select {
	case err := <-done:
		return err
	case err := <-l.broken:
		return fmt.Errorf("%w: %w", errDamagedWrite, err)
	}
}

// reopen goes back to what is on disk, after a batch could not be written (a
// full disk): Bleve would try again without end.
func (x *Index) reopen(ctx context.Context) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.live.closeSafely()
	x.live, _, x.damage = openSafely(ctx, x.dir)
	if x.damage == nil {
		_, x.damage = x.fitness(ctx)
	}
}
