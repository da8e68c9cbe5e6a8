// Campaign hurts the built program on purpose and looks whether anything that was
// acknowledged is lost. It can be stopped and goes on where it was.
//
//	go run ./e2e/campaign -binary bin/quoth-headless [-dir campaign] [-kills 1000] [-full 100] [-faults 500] [-fuzz 10m] [-only kills,full,faults,fuzz]
//
// kills: kill -9 at random moments of all that changes or reads a corpus (verbs);
// full: a disk that is full, or read-only (needs root for a tmpfs, left out otherwise);
// faults: a file system of its own that breaks in the middle (faulty.go; needs FUSE);
// fuzz: every fuzz test of the project for so long. What the program said to have kept
// is compared with the rows by a reader of its own (oracle.go). It runs in the folder
// of the checkout.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// state is how far the campaign has come.
type state struct {
	path string

	Runs  map[string]int `json:"runs"`  // by part and verb
	Wrong []string       `json:"wrong"` // what was found, each with its circumstances
	Fuzz  map[string]int `json:"fuzz"`  // seconds, by test
}

func load(path string) (*state, error) {
	s := &state{path: path, Runs: map[string]int{}, Fuzz: map[string]int{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, json.Unmarshal(text, s)
}

// save is called after every run, so that stopping loses nothing.
func (s *state) save() error {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	part := s.path + ".part"
	if err := os.WriteFile(part, text, 0o600); err != nil {
		return err
	}
	return os.Rename(part, s.path)
}

func (s *state) count(part string) int {
	n := 0
	for name, runs := range s.Runs {
		if strings.HasPrefix(name, part+" ") {
			n += runs
		}
	}
	return n
}

func main() {
	dir := flag.String("dir", "campaign", "the folder that holds how far it has come")
	binary := flag.String("binary", "bin/quoth-headless", "the built program")
	kills := flag.Int("kills", 1000, "kills in all")
	full := flag.Int("full", 100, "full and read-only disks in all")
	faults := flag.Int("faults", 500, "runs on a file system that breaks, in all")
	fuzz := flag.Duration("fuzz", 10*time.Minute, "for each fuzz test in all")
	only := flag.String("only", "kills,full,faults,fuzz", "the parts to run")
	flag.Parse()
	if err := run(*dir, *binary, *kills, *full, *faults, *fuzz, strings.Split(*only, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "campaign:", err)
		os.Exit(1)
	}
}

func run(dir, binary string, kills, full, faults int, fuzz time.Duration, parts []string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	s, err := load(filepath.Join(dir, "state.json"))
	if err != nil {
		return fmt.Errorf("go on with the campaign: %w", err)
	}
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"kills", func() error { return killing(s, dir, binary, kills) }},
		{"full", func() error { return filling(s, dir, binary, full) }},
		{"faults", func() error { return breaking(s, dir, binary, faults) }},
		{"fuzz", func() error { return fuzzing(s, fuzz) }},
	} {
		if slices.Contains(parts, part.name) {
			if err := part.run(); err != nil {
				return fmt.Errorf("%s: %w", part.name, err)
			}
		}
	}
	s.report()
	if len(s.Wrong) > 0 {
		return fmt.Errorf("%d things are wrong", len(s.Wrong))
	}
	return nil
}

func (s *state) report() {
	names := make([]string, 0, len(s.Runs))
	for name := range s.Runs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("%-24s %5d\n", name, s.Runs[name])
	}
	fmt.Printf("%-24s %5d\n", "wrong", len(s.Wrong))
	for _, w := range s.Wrong {
		fmt.Println("  " + w)
	}
}
