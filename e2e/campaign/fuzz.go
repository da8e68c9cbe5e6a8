package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// fuzzStep is how long one test is fuzzed at a time; the corpora that Go keeps in
// its cache carry over.
const fuzzStep = time.Minute

// fuzzing runs every fuzz test for so long in all, the least fuzzed first.
func fuzzing(s *state, each time.Duration) error {
	tests, err := fuzzTests()
	if err != nil {
		return err
	}
	for {
		slices.SortStableFunc(tests, func(a, b string) int { return s.Fuzz[a] - s.Fuzz[b] })
		test := tests[0]
		left := each - time.Duration(s.Fuzz[test])*time.Second
		if left <= 0 {
			return nil
		}
		step := min(fuzzStep, left)
		folder, name, _ := strings.Cut(test, " ")
		cmd := exec.Command(
			"go",
			"test",
			"-tags",
			"headless",
			"-run",
			"^$",
			"-fuzz",
			"^"+name+"$",
			"-fuzztime",
			step.String(),
			folder,
		)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			s.Wrong = append(s.Wrong, fmt.Sprintf("%s: %v\n%s", test, err, out))
			s.Fuzz[test] += int(each.Seconds()) // found; to be put right before it goes on
		}
		s.Fuzz[test] += max(int(step.Seconds()), 1)
		s.Runs["fuzz "+name] = s.Fuzz[test]
		if err := s.save(); err != nil {
			return err
		}
	}
}

// fuzzTests lists the fuzz tests of the project as "folder name".
func fuzzTests() ([]string, error) {
	out, err := exec.Command("git", "grep", "-H", "-o", "-E", "--no-line-number", "^func Fuzz[A-Za-z]+", "--", "*_test.go").
		Output()
	if err != nil {
		return nil, fmt.Errorf("look for fuzz tests: %w", err)
	}
	var tests []string
	for line := range strings.Lines(string(out)) {
		file, name, ok := strings.Cut(strings.TrimSpace(line), ":func ")
		at := strings.LastIndexByte(file, '/')
		if ok && at > 0 {
			tests = append(tests, "./"+file[:at]+" "+name)
		}
	}
	if len(tests) == 0 {
		return nil, fmt.Errorf("no fuzz test was found")
	}
	return tests, nil
}
