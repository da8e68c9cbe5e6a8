package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"quoth/app/command"
)

// TestWrongCallsEndWithTwo holds the exit code that scripts tell a wrong call by.
func TestWrongCallsEndWithTwo(t *testing.T) {
	t.Setenv("QUOTH_CACHE", t.TempDir())
	path := filepath.Join(t.TempDir(), "s.quoth")
	call := func(args ...string) (int, string, string) {
		var out, err bytes.Buffer
		code := command.Run(context.Background(), args, command.Streams{In: strings.NewReader(""), Out: &out, Err: &err})
		return code, out.String(), err.String()
	}
	if code, _, message := call("sample", "--corpus", path); code != 0 {
		t.Fatal(message)
	}
	target := "Platforms should give police"
	for _, args := range [][]string{
		{"stance", "--corpus", path, "--target", target, "--by", "nonsense"}, {"stance", "--corpus", path, "--target", target, "--most", "-1"},
		{"stance", "--corpus", path, "--target", target, "--period", "nonsense"}, {"search", "--corpus", path, "--sort", "nonsense", "police"},
		{"search", "--corpus", path, "--concordance", "nonsense", "police"}, {"export", "--corpus", path, "--format", "nonsense"},
		{"export", "--corpus", path, "--format", "csv", "--of", "nonsense"}, {"purge", "--corpus", path, "--article", "x"}, {"purge", "--corpus", path, "--yes"},
	} {
		if code, _, message := call(args...); code != 2 || message == "" {
			t.Errorf("%v ended with %d, want 2: %s", args, code, message)
		}
	}
	if code, _, message := call("purge", "--corpus", path, "--article", "x", "--yes"); code != 1 || !strings.Contains(message, "x") {
		t.Errorf("purging what is not there ended with %d: %s", code, message)
	}
	_, listed, _ := call("list", "--corpus", path, "--json")
	var first struct {
		ID     string
		Quotes []struct{ ID string }
	}
	if err := json.NewDecoder(strings.NewReader(listed)).Decode(&first); err != nil || len(first.Quotes) == 0 {
		t.Fatalf("list --json: %v", err)
	}
	for _, args := range [][]string{{"--quote", first.Quotes[0].ID}, {"--article", first.ID}} {
		if code, out, message := call(append([]string{"purge", "--corpus", path, "--yes", "--json"}, args...)...); code != 0 || !strings.Contains(out, args[1]) {
			t.Errorf("purge %v ended with %d: %s%s", args, code, out, message)
		}
	}
	if _, after, _ := call("list", "--corpus", path, "--json"); strings.Contains(after, first.ID) || strings.Contains(after, first.Quotes[0].ID) {
		t.Error("what was purged is still there")
	}
}
