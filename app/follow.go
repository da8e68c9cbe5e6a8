package app

import (
	"context"
	"sync"
)

// An import of many articles is indexed while it goes on, so that the first search
// after it need not wait for all of them. A smaller one is caught up with by the
// search itself, in a second or two.
const (
	followFrom  = 500 // articles kept in a run
	followEvery = 120 // of them: what a search meanwhile may have to wait for
)

// follower has the index follow an import in the background. Its methods are
// called from the goroutine that keeps. An index that cannot follow holds nothing
// up: the next search says what is wrong.
type follower struct {
	app     *App
	kept    int // in this run
	waiting int // of them, not indexed
	begun   bool
	mu      sync.Mutex // held while the index catches up
	group   sync.WaitGroup
}

// more notes articles that were kept.
func (f *follower) more(ctx context.Context, n int) {
	f.kept += n
	f.waiting += n
	if f.kept < followFrom || f.begun && f.waiting < followEvery || !f.mu.TryLock() {
		return // one that is still at work is let be: the next one does more
	}
	f.begun, f.waiting = true, 0
	f.group.Go(func() {
		defer f.mu.Unlock()
		_, _ = f.app.searchIndex(ctx)
	})
}

// end indexes the rest, if the run was one that is followed.
func (f *follower) end(ctx context.Context) {
	f.group.Wait()
	if f.begun {
		_, _ = f.app.searchIndex(ctx)
		return
	}
	f.app.catchUp(ctx)
}
