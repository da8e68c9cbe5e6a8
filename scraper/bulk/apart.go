package bulk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"
)

// Libraries that a damaged file can break, hang or make eat all memory run apart:
// the program starts itself again under another name, hands over the file and gets
// the result, and ends the child when it takes too long or is asked to stop.

// apartName is what the child is called, in lists of processes too. The name of the
// reader follows.
const apartName = "quoth-reading-apart"

// apartLimits bound the child.
type apartLimits struct {
	time   time.Duration
	memory uint64 // bytes of the heap
}

var pdfLimits = apartLimits{time: time.Minute, memory: 1 << 30}

// apartReaders are what a child can do; each turns a file into something that JSON
// can carry.
var apartReaders = map[string]func(file []byte) (any, error){
	"pdf": func(file []byte) (any, error) {
		text, notes, err := readPDFPages(file)
		return pdfRead{text, notes}, err
	},
}

// deepest bounds the stack of a child, for files of parts within parts.
const deepest = 64 << 20

// How a child ends that has no answer.
const (
	apartTooLong = 3
	apartTooMuch = 4
)

// A child never gets as far as main. Whatever program imports this package can be its
// own child, the test programs too.
func init() {
	if len(os.Args) == 4 && os.Args[0] == apartName {
		os.Exit(beApart(os.Args[1], os.Args[2], os.Args[3]))
	}
}

// apartAnswer goes from the child to its parent.
type apartAnswer struct {
	Result json.RawMessage `json:"result"`
	Error  string          `json:"error"`
}

func beApart(name, longest, most string) int {
	var limits apartLimits
	var err error
	limits.time, err = time.ParseDuration(longest)
	if _, scanned := fmt.Sscan(most, &limits.memory); err != nil || scanned != nil {
		return 2
	}
	debug.SetMemoryLimit(int64(limits.memory / 2)) // what is garbage goes first
	debug.SetMaxStack(deepest)
	go watch(limits)
	answer := apartAnswer{}
	file, err := io.ReadAll(os.Stdin)
	if err == nil {
		answer.Result, err = readApart(name, file)
	}
	if err != nil {
		answer.Error = err.Error()
	}
	if json.NewEncoder(os.Stdout).Encode(answer) != nil {
		return 2
	}
	return 0
}

func readApart(name string, file []byte) (result json.RawMessage, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("it is damaged (%v)", broken)
		}
	}()
	read, ok := apartReaders[name]
	if !ok {
		return nil, fmt.Errorf("there is no reader %q", name)
	}
	found, err := read(file)
	if err != nil {
		return nil, err
	}
	return json.Marshal(found)
}

// watch ends the process at its limits, also when its parent is gone.
func watch(limits apartLimits) {
	const often = 20 * time.Millisecond
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for end := time.Now().Add(limits.time); time.Now().Before(end); time.Sleep(often) {
		if metrics.Read(heap); heap[0].Value.Uint64() > limits.memory {
			os.Exit(apartTooMuch)
		}
	}
	os.Exit(apartTooLong)
}

// apart has a child read a file.
func apart(ctx context.Context, name string, file []byte, limits apartLimits, result any) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start a reader: %w", err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = []string{apartName, name, limits.time.String(), fmt.Sprint(limits.memory)}
	cmd.Stdin = bytes.NewReader(file)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err = cmd.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &ended) && ended.ExitCode() == apartTooLong:
		return fmt.Errorf("it could not be read within %s: it may be damaged", limits.time)
	case errors.As(err, &ended) && ended.ExitCode() == apartTooMuch:
		return fmt.Errorf("it takes more than %d MB of memory to read: it may be damaged", limits.memory>>20)
	case errors.As(err, &ended):
		line, _, _ := strings.Cut(said.String(), "\n")
		return fmt.Errorf("it broke its reader (%s): it may be damaged", strings.TrimSpace(line))
	case err != nil:
		return fmt.Errorf("start a reader: %w", err)
	}
	var answer apartAnswer
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return fmt.Errorf("its reader said nothing that can be understood: %w", err)
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	return json.Unmarshal(answer.Result, result)
}
