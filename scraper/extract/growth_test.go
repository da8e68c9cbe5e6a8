//go:build unix

package extract_test

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"quoth/scraper/extract"
)

// A page eight times as long may cost this many times as much for each byte:
// quadratic work costs eight times as much.
const growth = 4

func TestTimeAndMemoryGrowLinearlyWithThePage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	e := extractor(t)
	for name, page := range hostile {
		t.Run(name, func(t *testing.T) {
			const small = 4000
			least, most := []byte(page(small)), []byte(page(8*small))
			longer := float64(len(most)) / float64(len(least))
			var slow error
			for range 3 {
				if slow = compareCost(e, least, most, longer); slow == nil {
					return
				}
			}
			t.Error(slow)
		})
	}
}

func compareCost(e *extract.Extractor, least, most []byte, longer float64) error {
	timeA, bytesA := cost(e, least)
	timeB, bytesB := cost(e, most)
	if timeB > 50*time.Millisecond && float64(timeB) > growth*longer*float64(timeA) {
		return fmt.Errorf("%d bytes take %v, %d bytes %v", len(least), timeA, len(most), timeB)
	}
	if bytesB > 4<<20 && float64(bytesB) > growth*longer*float64(bytesA) {
		return fmt.Errorf("%d bytes allocate %d, %d bytes %d", len(least), bytesA, len(most), bytesB)
	}
	return nil
}

// cost is the least processor time of three readings, which a busy machine leaves
// alone, and what one allocates.
func cost(e *extract.Extractor, page []byte) (least time.Duration, allocated uint64) {
	least = time.Hour
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := processorTime()
		_, _ = e.HTML(page, extract.Hint{}) // any answer will do
		least = min(least, processorTime()-start)
		runtime.ReadMemStats(&after)
		allocated = after.TotalAlloc - before.TotalAlloc
	}
	return least, allocated
}

// processorTime is what this process has used, of all its threads.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
