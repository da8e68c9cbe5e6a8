//go:build unix

package app

import (
	"encoding/csv"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

// BenchmarkKeep links and keeps the articles of a table of
//
//	go run ./internal/generate/invent -articles 20000 -names 2000 large.csv
//
// their quotes read off what the generator writes, and tells what an article of
// the first and of the last tenth costs:
//
//	QUOTH_BENCH_TABLE=large.csv go test -run xxx -bench Keep -benchtime 1x ./app
func BenchmarkKeep(b *testing.B) {
	table := os.Getenv("QUOTH_BENCH_TABLE")
	if table == "" {
		b.Skip("QUOTH_BENCH_TABLE names no table")
	}
	all := generatedArticles(b, table)
	for b.Loop() {
		a, err := Create(b.Context(), b.TempDir()+"/c.quoth", Options{CacheDir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		var cost [10]time.Duration
		var heap [10]uint64
		for tenth := range cost {
			part := all[len(all)*tenth/10 : len(all)*(tenth+1)/10]
			before := cpuTime(b)
			for batch := range slices.Chunk(part, mostKeptAtOnce) {
				keepBatch(b, a, batch)
			}
			cost[tenth] = (cpuTime(b) - before) / time.Duration(len(part))
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			heap[tenth] = m.HeapAlloc
		}
		b.ReportMetric(float64(cost[0].Microseconds()), "µs/first")
		b.ReportMetric(float64(cost[9].Microseconds()), "µs/last")
		b.ReportMetric(float64(heap[0])/1e6, "MB/first")
		b.ReportMetric(float64(heap[9])/1e6, "MB/last")
		b.ReportMetric(float64(len(a.registry.people)), "people")
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// keepBatch links and keeps articles in one transaction, as a collection does.
func keepBatch(tb testing.TB, a *App, batch []corpus.Keep) {
	tb.Helper()
	kept := make([]corpus.Keep, len(batch))
	var messages []message
	for i, k := range batch {
		kept[i] = k
		if err := a.prepare(tb.Context(), &kept[i], nearcopy.Sign(k.Version.Text), messages); err != nil {
			tb.Fatal(err)
		}
		messages = append(messages, message{keep: &kept[i]})
	}
	if _, err := a.store.KeepAll(tb.Context(), kept); err != nil {
		tb.Fatal(err)
	}
}

func cpuTime(tb testing.TB) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

var said = regexp.MustCompile(`(“[^”]*”) (\pL+) (\pL+ \pL+), the ([^.]*?) of the ([^.]*)\.`)

func generatedArticles(tb testing.TB, path string) []corpus.Keep {
	file, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	rows := csv.NewReader(file)
	head, err := rows.Read()
	if err != nil {
		tb.Fatal(err)
	}
	var out []corpus.Keep
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			tb.Fatal(err)
		}
		get := func(name string) string { return row[slices.Index(head, name)] }
		day, _ := time.Parse(time.DateOnly, get("date"))
		address := "https://paper.invalid/" + strconv.Itoa(len(out))
		var blocks []corpus.Block
		for paragraph := range strings.SplitSeq(get("text"), "\n") {
			if paragraph != "" {
				blocks = append(blocks, corpus.Block{Text: paragraph})
			}
		}
		out = append(out, NewKeep(corpus.Collected{
			Article: corpus.Article{
				URL:       address,
				Title:     get("title"),
				Publisher: get("publisher"),
				Published: corpus.Date{Time: day, DayOnly: true},
			},
			Page:   corpus.Page{URL: address, Body: []byte(address), Fetched: day},
			Blocks: blocks,
		}, generatedQuotes))
	}
}

// generatedQuotes are what the generator's sentences say.
func generatedQuotes(text string) []corpus.Attribution {
	var out []corpus.Attribution
	for _, m := range said.FindAllStringSubmatchIndex(text, -1) {
		span := func(i int) []corpus.Span { return []corpus.Span{{Start: m[2*i], End: m[2*i+1]}} }
		out = append(out, corpus.Attribution{
			Kind:         corpus.Direct,
			Utterance:    corpus.Speech,
			Content:      span(1),
			Cue:          span(2),
			Source:       span(3),
			Confidence:   0.9,
			Speaker:      text[m[6]:m[7]],
			SpeakerType:  corpus.PersonSpeaker,
			Role:         text[m[8]:m[9]],
			Organization: text[m[10]:m[11]],
		})
	}
	return out
}
