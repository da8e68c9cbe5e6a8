// Command bench builds an invented corpus of a chosen size, asks the search
// index and SQLite's FTS5 the same questions about the same documents in the
// same run, and prints a table. Nothing of it is asserted: times belong to the
// machine, ratios to the design.
//
//	go run ./indexer/bench -quotes 100000
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"quoth/indexer"
)

func main() {
	quotes := flag.Int("quotes", 100_000, "how many quotes; articles are a 7.6th of it")
	rounds := flag.Int("rounds", 200, "how many queries of each sort")
	skipFTS := flag.Bool("no-fts", false, "leave SQLite out")
	dir := flag.String("dir", "", "where the indexes go; empty: a temporary folder, removed afterwards")
	profile := flag.String("profile", "", "write a CPU profile of the import (or of what -only asks) to this file")
	only := flag.String(
		"only",
		"",
		"ask only the questions with this in their name, and profile these instead of the import",
	)
	onCPU := flag.Bool(
		"cpu",
		false,
		"measure CPU time of the process instead of the wall clock: for machines that do other things too",
	)
	flag.Parse()
	if *onCPU {
		clock = cpuTime
	}
	if err := run(*quotes, *rounds, *skipFTS, *dir, *profile, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(quotes, rounds int, skipFTS bool, dir, profile, only string) error {
	if dir == "" {
		temp, err := os.MkdirTemp("", "quoth-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	c := newCorpus(quotes)
	ctx := context.Background()
	fmt.Printf(
		"%d articles, %d quotes, %d MB of text; %d CPUs, %s\n",
		c.articles,
		c.quotes,
		c.textBytes()>>20,
		runtime.NumCPU(),
		runtime.Version(),
	)
	importProfile, queryProfile := profile, ""
	if only != "" {
		importProfile, queryProfile = "", profile
	}
	stop, err := profiled(importProfile)
	if err != nil {
		return err
	}
	index, err := importIndex(ctx, c, filepath.Join(dir, "index"))
	stop()
	if err != nil {
		return err
	}
	defer func() { index.Close() }()
	var fts *ftsIndex
	if !skipFTS {
		if fts, err = importFTS(c, filepath.Join(dir, "fts.sqlite")); err != nil {
			return err
		}
		defer fts.close()
	}
	if index, err = coldOpen(ctx, c, index, filepath.Join(dir, "index")); err != nil {
		return err
	}
	if stop, err = profiled(queryProfile); err != nil {
		return err
	}
	defer stop()
	return measureAll(ctx, c, index, fts, rounds, only)
}

func profiled(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

// clock is the time that queries are measured by.
var clock = func() time.Duration { return time.Since(began) }

var began = time.Now()

// cpuTime is what the process has used on all its threads, the kernel's work for
// it included.
func cpuTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// importIndex builds the index with everything on and prints speed, heap and
// size.
func importIndex(ctx context.Context, c *fakeCorpus, dir string) (*indexer.Index, error) {
	runtime.GC()
	peak, stop := watchHeap()
	start, used := time.Now(), cpuTime()
	index, err := indexer.Open(ctx, dir, c, indexer.Options{})
	if err != nil {
		return nil, err
	}
	took := time.Since(start)
	used = cpuTime() - used
	stop()
	size := folderSize(dir)
	fmt.Printf(
		"import        %8.0f documents/s (%.1f s, %.1f s of CPU), peak heap %d MB of which %d MB are the generator's, %.2f MB per MB of text\n",
		float64(
			c.articles+c.quotes,
		)/took.Seconds(),
		took.Seconds(),
		used.Seconds(),
		*peak>>20,
		c.ownBytes()>>20,
		float64(size)/float64(c.textBytes()),
	)
	return index, nil
}

func coldOpen(ctx context.Context, c *fakeCorpus, index *indexer.Index, dir string) (*indexer.Index, error) {
	if err := index.Close(); err != nil {
		return nil, err
	}
	start := time.Now()
	index, err := indexer.Open(
		ctx,
		dir,
		c,
		indexer.Options{OnRebuild: func(reason string) { fmt.Println("made anew:", reason) }},
	)
	if err != nil {
		return nil, err
	}
	opened := time.Since(start)
	if _, err := index.Search(ctx, indexer.Request{Query: c.word(), Names: c, Limit: 20}); err != nil {
		return nil, err
	}
	first := time.Since(start) - opened
	start = time.Now()
	if _, err := index.Search(
		ctx,
		indexer.Request{Query: c.word(), Names: c, Limit: 20, Sort: "newest", Facets: allFacets},
	); err != nil {
		return nil, err
	}
	fmt.Printf(
		"cold open     %8.0f ms, first search %.0f ms, first with all facets %.0f ms; size when at rest %.2f MB per MB\n",
		ms(opened),
		ms(first),
		ms(time.Since(start)),
		float64(folderSize(dir))/float64(c.textBytes()),
	)
	return index, nil
}

// watchHeap keeps the largest heap seen; stop ends the watching.
func watchHeap() (peak *uint64, stop func()) {
	peak = new(uint64)
	var done atomic.Bool
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for !done.Load() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapAlloc)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return peak, func() { done.Store(true); <-finished; debug.FreeOSMemory() }
}

func folderSize(dir string) (size int64) {
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasSuffix(path, ".lock") {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return size
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
