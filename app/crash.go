package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"time"
)

// A crash leaves what helps to find its cause on this machine, and nothing is
// sent: the stack, which holds names of functions and numbers, and of the words of
// the panic only those of the runtime, as others may quote an article.

const crashFile = "crash.log"

// maxCrashLog bounds what earlier crashes may take up.
const maxCrashLog = 256 << 10

// CrashLog is where crashes are noted.
func CrashLog() (string, error) {
	path, err := settingsPath()
	return filepath.Join(filepath.Dir(path), crashFile), err
}

// StartCrashLog has the runtime write a crash of this process, in whatever
// goroutine, into the log, and first puts the log of an earlier one in order.
// crashed reports whether there is a new one since the last start.
func StartCrashLog() (crashed bool, err error) {
	path, err := CrashLog()
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fmt.Errorf("keep a crash log: %w", err)
	}
	raw := path + ".new"
	if crashed, err = tidyCrash(raw, path); err != nil {
		return crashed, fmt.Errorf("keep a crash log: %w", err)
	}
	file, err := os.OpenFile(raw, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return crashed, fmt.Errorf("keep a crash log: %w", err)
	}
	defer file.Close() // the runtime has its own handle
	return crashed, debug.SetCrashOutput(file, debug.CrashOptions{})
}

// tidyCrash adds what the runtime wrote to the log, without words that may be an
// article's.
func tidyCrash(raw, log string) (bool, error) {
	text, err := os.ReadFile(raw)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(bytes.TrimSpace(text)) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	when := time.Time{}
	if info, err := os.Stat(raw); err == nil {
		when = info.ModTime()
	}
	earlier, err := os.ReadFile(log)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return true, err
	}
	entry := fmt.Sprintf(
		"quoth %s (%s), %s\n%s\n",
		Version,
		Commit(),
		when.UTC().Format(time.RFC3339),
		withoutWords(text),
	)
	all := append(earlier, entry...)
	if len(all) > maxCrashLog {
		all = all[len(all)-maxCrashLog:]
	}
	if err := os.WriteFile(log, all, 0o600); err != nil {
		return true, err
	}
	return true, os.Remove(raw)
}

var (
	stackBegins  = regexp.MustCompile(`(?m)^goroutine \d+ `)
	runtimeWords = regexp.MustCompile(
		`(?m)^(?:panic: )?(?:runtime error: (?:index out of range|slice bounds out of range|invalid memory address|integer divide by zero|makeslice|hash of unhashable|nil map)[^\n“"]*|fatal error: [^\n“"]*|\[signal [^\n]*\])$`,
	)
)

// withoutWords keeps the stack, and of what stands before it the runtime's own
// words.
func withoutWords(text []byte) []byte {
	head, stack := text, []byte(nil)
	if at := stackBegins.FindIndex(text); at != nil {
		head, stack = text[:at[0]], text[at[0]:]
	}
	kept := bytes.Join(runtimeWords.FindAll(head, -1), []byte("\n"))
	if len(kept) == 0 {
		kept = []byte("panic: (its words are left out, as they may be an article's)")
	}
	return append(append(kept, '\n'), stack...)
}
