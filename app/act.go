package app

import (
	"context"
	"sync"

	"quoth/corpus"
)

// Do carries out a coder's act and tells the subscribers; search knows it when Do
// returns.
func (a *App) Do(ctx context.Context, coder corpus.Coder, act corpus.Act) (corpus.Change, error) {
	change, err := a.store.Do(ctx, coder, a.upon(act))
	if err == nil && purges(act) {
		err = a.forgetVectors()
	}
	return a.done(ctx, change, err)
}

func purges(act corpus.Act) bool {
	switch act.(type) {
	case corpus.PurgeArticle, corpus.PurgeQuote:
		return true
	}
	return false
}

// forgetVectors removes what stance suggestions kept of the texts they read:
// records hold no text, but they are of it. What is still wanted is read again.
func (a *App) forgetVectors() error {
	suggester, err := NewSuggester(a.options.CacheDir)
	if err != nil {
		return err
	}
	return suggester.Forget()
}

// Undo takes back the coder's last act. Errors: corpus.ErrNothing,
// corpus.ErrConflict where somebody has since built on it.
func (a *App) Undo(ctx context.Context, coder corpus.Coder) (corpus.Change, error) {
	change, err := a.store.Undo(ctx, coder)
	return a.done(ctx, change, err)
}

// Redo does the coder's last undone act again.
func (a *App) Redo(ctx context.Context, coder corpus.Coder) (corpus.Change, error) {
	change, err := a.store.Redo(ctx, coder)
	return a.done(ctx, change, err)
}

func (a *App) done(ctx context.Context, change corpus.Change, err error) (corpus.Change, error) {
	if err != nil {
		return change, err
	}
	a.colleagues.made(change.ID, change.Seq)
	a.names.forget(change.Touched)
	a.registry.changed(change.Touched)
	a.catchUp(ctx)
	a.subscribers.tell(change)
	return change, nil
}

// catchUp brings an index that is open up to date. An index that cannot follow
// loses nothing: it is a projection, so it is closed here, and the next search
// opens it again, reports what is wrong or rebuilds it.
func (a *App) catchUp(ctx context.Context) {
	a.indexMu.Lock()
	defer a.indexMu.Unlock()
	if a.index == nil {
		return
	}
	if err := a.index.CatchUp(ctx, nil); err != nil && ctx.Err() == nil {
		a.index.Close() // its error adds nothing to the one the next search gives
		a.index = nil
	}
}

// NextUndo reports which acts Undo and Redo would concern; nil for none.
func (a *App) NextUndo(ctx context.Context, coder corpus.Coder) (undo, redo *corpus.Change, err error) {
	return a.store.NextUndo(ctx, coder)
}

// History lists changes, newest first.
func (a *App) History(ctx context.Context, offset, limit int) ([]corpus.Change, error) {
	return a.store.History(ctx, offset, limit)
}

// Subscribe calls f after every change, on whatever goroutine made it. A search
// that f begins knows the change. The function it returns ends that.
//
// Of a corpus that several work on, f is told of what others do too, in the order
// of the journal.
func (a *App) Subscribe(f func(corpus.Change)) (cancel func()) {
	a.watchColleagues()
	return a.subscribers.add(f)
}

type subscribers struct {
	mu   sync.Mutex
	next int
	all  map[int]func(corpus.Change)
}

func (s *subscribers) add(f func(corpus.Change)) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[int]func(corpus.Change){}
	}
	id := s.next
	s.next++
	s.all[id] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.all, id)
	}
}

func (s *subscribers) tell(change corpus.Change) {
	s.mu.Lock()
	listeners := make([]func(corpus.Change), 0, len(s.all))
	for _, f := range s.all {
		listeners = append(listeners, f)
	}
	s.mu.Unlock()
	for _, f := range listeners {
		f(change)
	}
}
