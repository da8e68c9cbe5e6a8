package bulk

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// Readers that behave as a broken library does; they are there before a child looks
// for them.
var _ = func() bool {
	apartReaders["spin"] = func([]byte) (any, error) {
		for n := 0; ; n++ {
			if n < 0 {
				return n, nil
			}
		}
	}
	apartReaders["eat"] = func([]byte) (any, error) {
		var all [][]byte
		for {
			all = append(all, bytes.Repeat([]byte("x"), 1<<20))
			if len(all) < 0 {
				return all, nil
			}
		}
	}
	apartReaders["panic"] = func([]byte) (any, error) { panic("broken") }
	apartReaders["fall"] = func([]byte) (any, error) { return fall(1), nil }
	apartReaders["exit"] = func([]byte) (any, error) { os.Exit(7); return nil, nil }
	apartReaders["echo"] = func(file []byte) (any, error) { return string(file), nil }
	return true
}()

// fall overflows the stack, which nothing can recover from.
func fall(n int) int { return fall(n+1) + 1 }

func TestAReaderThatBreaksIsNamedAndGone(t *testing.T) {
	wide := apartLimits{time: time.Minute, memory: 4 << 30}
	for _, test := range []struct {
		reader string
		limits apartLimits
		words  string
	}{
		{"spin", apartLimits{time: time.Second, memory: 1 << 30}, "could not be read within 1s"},
		{"eat", apartLimits{time: time.Minute, memory: 64 << 20}, "more than 64 MB"},
		{"panic", wide, "damaged (broken)"},
		{"fall", wide, "broke its reader"},
		{"exit", wide, "broke its reader"},
		{"none", wide, "no reader"},
	} {
		t.Run(test.reader, func(t *testing.T) {
			var got string
			err := apart(t.Context(), test.reader, []byte("words"), test.limits, &got)
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v, want words about %q", err, test.words)
			}
		})
	}
}

func TestAReaderIsEndedWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	err := apart(ctx, "spin", nil, apartLimits{time: time.Hour, memory: 1 << 30}, new(string))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAReaderAnswers(t *testing.T) {
	words := strings.Repeat("words “of” all kinds\n", 100_000)
	var got string
	if err := apart(t.Context(), "echo", []byte(words), pdfLimits, &got); err != nil || got != words {
		t.Errorf("%d bytes of %d came back, %v", len(got), len(words), err)
	}
}
