package desktop

import (
	"context"
	"maps"
	"slices"
	"sync"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/corpus"
)

// session owns a corpus while it is open. All work of the window goes through it:
// questions run beside each other and end when it is closed, acts run one after
// the other in the order in which they were asked for, and those that were asked
// for are kept.
type session struct {
	app    *app.App
	run    runner
	ctx    context.Context // ends when the session does
	cancel context.CancelFunc

	mu      sync.Mutex
	ended   bool // nothing new begins
	working sync.WaitGroup
	acts    []func(context.Context) // waiting, the first one first
	writing bool                    // a goroutine carries them out

	closing  sync.Once
	closeErr error
}

func newSession(ctx context.Context, a *app.App, run runner) *session {
	s := &session{app: a, run: run}
	s.ctx, s.cancel = context.WithCancel(ctx)
	return s
}

// begin reports whether the session goes on, and holds its end up until done is
// called.
func (s *session) begin() (done func(), ok bool) {
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, false
	}
	s.working.Add(1)
	return s.working.Done, true
}

// aside runs work in the background beside everything else; its context is
// cancelled when the session ends. It reports whether the session goes on.
func (s *session) aside(work func(context.Context)) bool {
	done, ok := s.begin()
	if ok {
		s.run.background(func() {
			defer done()
			work(s.ctx)
		})
	}
	return ok
}

// inOrder runs an act after all those asked for before it. Its context is not
// cancelled by the session's end: what a person did is kept. It reports whether
// the session goes on.
func (s *session) inOrder(act func(context.Context)) bool {
	done, ok := s.begin()
	if !ok {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acts = append(s.acts, func(ctx context.Context) {
		defer done()
		act(ctx)
	})
	if !s.writing {
		s.writing = true
		// The lock is not held while acts run, not even where a runner of tests
		// runs them at once.
		s.mu.Unlock()
		s.run.background(s.carryOut)
		s.mu.Lock()
	}
	return true
}

// carryOut runs the acts that wait until there are none.
func (s *session) carryOut() {
	ctx := context.WithoutCancel(s.ctx)
	for {
		s.mu.Lock()
		if len(s.acts) == 0 {
			s.writing = false
			s.mu.Unlock()
			return
		}
		act := s.acts[0]
		s.acts = s.acts[1:]
		s.mu.Unlock()
		act(ctx)
	}
}

// end cancels what runs and lets nothing new begin.
func (s *session) end() {
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	s.cancel()
}

// close ends the session, waits for what was begun and closes the corpus; who
// calls it while it is being closed waits, too. It is not called on the interface
// goroutine.
func (s *session) close() error {
	s.closing.Do(func() {
		s.end()
		s.working.Wait()
		s.closeErr = s.app.Close()
	})
	return s.closeErr
}

// arrivals are corpora that were opened in the background and are not shown yet.
type arrivals struct {
	mu   sync.Mutex
	apps map[*app.App]bool
}

func (r *arrivals) add(a *app.App) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.apps == nil {
		r.apps = map[*app.App]bool{}
	}
	r.apps[a] = true
}

// take reports whether a corpus still waits to be shown.
func (r *arrivals) take(a *app.App) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	waits := r.apps[a]
	delete(r.apps, a)
	return waits
}

// takeAll is for a window that is gone.
func (r *arrivals) takeAll() []*app.App {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Collect(maps.Keys(r.apps))
	r.apps = nil
	return all
}

// act carries something out for the coder, after all acts before it, and shows
// why it failed. settled, on the interface goroutine, learns how it ended; it may
// be nil.
func (w *Window) act(f func(context.Context, *app.App, corpus.Coder) error, settled func(error)) {
	s, coder := w.session, w.settings.Coder
	ok := s.inOrder(func(ctx context.Context) {
		err := f(ctx, s.app, coder)
		if err != nil && s.ctx.Err() != nil {
			fyne.LogError("an act, while the corpus was being closed", err) // there may be no window any more
		}
		s.run.onScreen(func() {
			if settled != nil {
				settled(err)
			}
			if err != nil {
				w.fail(err)
			}
		})
	})
	if !ok {
		w.fail(corpus.ErrClosed)
	}
}

// aside runs something long in the background; it is cancelled when the corpus is
// closed. Acts do not wait for it.
func (w *Window) aside(f func(context.Context, *app.App) error) {
	s := w.session
	ok := s.aside(func(ctx context.Context) {
		if err := f(ctx, s.app); err != nil && ctx.Err() == nil {
			s.run.onScreen(func() { w.fail(err) })
		}
	})
	if !ok {
		w.fail(corpus.ErrClosed)
	}
}
