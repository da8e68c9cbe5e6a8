package desktop

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

// started is when the program began, for the time to the first list.
var started = time.Now()

// tracing is set by QUOTH_TRACE=1: durations that a person feels go to the
// standard error, one a line, each with the memory of the Go heap.
var tracing = os.Getenv("QUOTH_TRACE") != ""

// trace starts a clock; what it returns stops it and writes what took how long.
// The time ends when the window has been told what to show; painting follows in
// the same frame.
func (w *Window) trace(what string) (done func()) {
	if !tracing {
		return func() {}
	}
	return traceSince(what, time.Now())
}

func traceSince(what string, start time.Time) func() {
	return func() {
		if !tracing {
			return
		}
		took := time.Since(start)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Fprintf(
			os.Stderr,
			"trace\t%s\t%.1f ms\theap %d MB\n",
			what,
			float64(took.Microseconds())/1000,
			m.HeapInuse>>20,
		)
	}
}

// firstList writes how long it took from the start of the program until the
// window had its first list.
func (w *Window) firstList() {
	if !w.listed {
		w.listed = true
		traceSince("first list since the start of the program", started)()
	}
}

// actBegun and acted measure from a key that does something to a quote until its
// card shows it.
func (w *Window) actBegun() { w.actAt = time.Now() }

func (w *Window) acted() {
	if !w.actAt.IsZero() {
		traceSince("an act, from the key until it is shown", w.actAt)()
		w.actAt = time.Time{}
	}
}
