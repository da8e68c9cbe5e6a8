package desktop

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

// stepped is a runner whose background work and answers wait until a test says
// that they go on, in whatever order it likes.
type stepped struct {
	mu     sync.Mutex
	jobs   []func() // background work that was not begun
	shows  []func() // answers that were not shown
	atOnce bool     // both run when they are asked for
}

func (r *stepped) lasting() bool                              { return false }
func (r *stepped) pause(context.Context, time.Duration) error { return nil }

func (r *stepped) background(work func()) {
	r.mu.Lock()
	atOnce := r.atOnce
	if !atOnce {
		r.jobs = append(r.jobs, work)
	}
	r.mu.Unlock()
	if atOnce {
		work()
	}
}

func (r *stepped) onScreen(show func()) {
	r.mu.Lock()
	atOnce := r.atOnce
	if !atOnce {
		r.shows = append(r.shows, show)
	}
	r.mu.Unlock()
	if atOnce {
		show()
	}
}

// run does the i-th piece of work that waits; its answers wait then.
func (r *stepped) run(t *testing.T, i int) {
	t.Helper()
	if job, ok := r.take(&r.jobs, i); ok {
		job()
		return
	}
	t.Fatalf("no work number %d waits", i)
}

// show shows the i-th answer that waits.
func (r *stepped) show(t *testing.T, i int) {
	t.Helper()
	if show, ok := r.take(&r.shows, i); ok {
		show()
		return
	}
	t.Fatalf("no answer number %d waits", i)
}

func (r *stepped) take(list *[]func(), i int) (func(), bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i >= len(*list) {
		return nil, false
	}
	f := (*list)[i]
	*list = slices.Delete(*list, i, i+1)
	return f, true
}

// settle goes on until nothing waits any more.
func (r *stepped) settle() {
	for {
		if job, ok := r.take(&r.jobs, 0); ok {
			job()
		} else if show, ok := r.take(&r.shows, 0); ok {
			show()
		} else {
			return
		}
	}
}

// waiting is how much work was not begun.
func (r *stepped) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.jobs)
}
