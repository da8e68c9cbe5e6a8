package desktop

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// runner carries work off the interface goroutine and answers back to it. Tests
// use one that does everything at once.
type runner interface {
	background(work func())
	onScreen(show func())
	pause(ctx context.Context, d time.Duration) error // in the background only
	lasting() bool                                    // something may go on as long as the window is open
}

// screenRunner is that of the real window. Once the window is gone nothing is
// shown any more: the toolkit would run it on whatever goroutine asks.
type screenRunner struct{ over atomic.Bool }

func (*screenRunner) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (*screenRunner) lasting() bool          { return true }
func (*screenRunner) background(work func()) { go work() }

func (r *screenRunner) onScreen(show func()) {
	fyne.Do(func() {
		if !r.over.Load() {
			show()
		}
	})
}

// latest numbers the requests of one place on screen: a new one cancels the one
// before, and a late answer is dropped. It is used on the interface goroutine
// alone.
type latest struct {
	number int
	cancel context.CancelFunc
}

// growth reads a long list window by window.
type growth struct {
	latest
	asked int // how long the list was when more was asked for
}

// fresh forgets what was asked for: the list is read again.
func (g *growth) fresh() {
	if g.cancel != nil {
		g.cancel()
	}
	g.number++
	g.asked = 0
}

// due reports, once for each length of a list, that more of it is to be read.
func (g *growth) due(have int, more bool) bool {
	if !more || g.asked == have {
		return false
	}
	g.asked = have
	return true
}

// mostReread is how much of a long list is read again after an act.
const mostReread = 1000

// rereadOf is how much of a list is read again that was read so far.
func rereadOf(have, window int) int { return min(max(window, have), mostReread) }

// withTail is the beginning of a list, read again, with what was read behind it
// before. What moved to the front is not repeated.
func withTail[T any](first, before []T, id func(T) string) []T {
	if len(before) <= len(first) {
		return first
	}
	known := make(map[string]bool, len(first))
	for _, x := range first {
		known[id(x)] = true
	}
	for _, x := range before[len(first):] {
		if !known[id(x)] {
			first = append(first, x)
		}
	}
	return first
}

// load gets something in the background and shows it, unless a newer request of
// the same place came meanwhile or the corpus is being closed. Errors are shown
// once, in words.
func load[T any](w *Window, l *latest, get func(context.Context) (T, error), show func(T)) {
	s := w.session
	done, ok := s.begin()
	if !ok {
		return
	}
	if l.cancel != nil {
		l.cancel()
	}
	ctx, cancel := context.WithCancel(s.ctx)
	l.number++
	number := l.number
	l.cancel = cancel
	s.run.background(func() {
		defer done()
		value, err := get(ctx)
		s.run.onScreen(func() {
			defer cancel()
			if number != l.number || s != w.session || s.ctx.Err() != nil {
				return
			}
			if err != nil {
				if ctx.Err() == nil {
					w.fail(err)
				}
				return
			}
			show(value)
		})
	})
}

// loadOnce is load for what somebody asks for now and then, where an earlier
// answer does not matter.
func loadOnce[T any](w *Window, get func(context.Context) (T, error), show func(T)) {
	load(w, &latest{}, get, show)
}
