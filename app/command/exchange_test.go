package command_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"quoth/app/command"
)

// TestWrongCallsEndWithTwo holds the exit code that scripts tell a wrong call by.
func TestWrongCallsEndWithTwo(t *testing.T) {
	t.Setenv("QUOTH_CACHE", t.TempDir())
	path := filepath.Join(t.TempDir(), "s.quoth")
	call := func(args ...string) (int, string, string) {
		var out, err bytes.Buffer
		code := command.Run(
			context.Background(),
			args,
			command.Streams{In: strings.NewReader(""), Out: &out, Err: &err},
		)
		return code, out.String(), err.String()
	}
	if code, _, message := call("sample", "--corpus", path); code != 0 {
		t.Fatal(message)
	}
	target := "Platforms should give police"
	for _, args := range [][]string{
		{"stance", "--corpus", path, "--target", target, "--by", "nonsense"},
		{"stance", "--corpus", path, "--target", target, "--most", "-1"},
		{"stance", "--corpus", path, "--target", target, "--period", "nonsense"},
		{"search", "--corpus", path, "--sort", "nonsense", "police"},
		{"search", "--corpus", path, "--concordance", "nonsense", "police"},
		{"export", "--corpus", path, "--format", "nonsense"},
		{"export", "--corpus", path, "--format", "csv", "--of", "nonsense"},
		{"export", "--corpus", path, "--format", "csv", "--out", t.TempDir()},
		{"collocates", "--corpus", path, "--most", "-1", "police"},
		{"collocates", "--corpus", path, "--window", "0", "police"},
		{"frequency", "--corpus", path, "--by", "nonsense", "police"},
		{"search", "--corpus", path, "--limit", "0", "police"},
		{"like", "--corpus", path, "--limit", "-1", "x"},
		{"searches", "new", "--corpus", path, "--limit", "-1", "x"},
		{"archive", "--corpus", path, "--format", "nonsense", "--out", filepath.Join(t.TempDir(), "a")},
		{"story", "--corpus", path, "nonsense", "x"},
		{"purge", "--corpus", path, "--article", "x"},
		{"purge", "--corpus", path, "--yes"},
	} {
		if code, _, message := call(args...); code != 2 || message == "" {
			t.Errorf("%v ended with %d, want 2: %s", args, code, message)
		}
	}
	if code, _, message := call(
		"purge",
		"--corpus",
		path,
		"--article",
		"x",
		"--yes",
	); code != 1 ||
		!strings.Contains(message, "x") {
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
		if code, out, message := call(
			append([]string{"purge", "--corpus", path, "--yes", "--json"}, args...)...); code != 0 ||
			!strings.Contains(out, args[1]) {
			t.Errorf("purge %v ended with %d: %s%s", args, code, out, message)
		}
	}
	if _, after, _ := call(
		"list",
		"--corpus",
		path,
		"--json",
	); strings.Contains(after, first.ID) ||
		strings.Contains(after, first.Quotes[0].ID) {
		t.Error("what was purged is still there")
	}
}

// TestVerbsSpeakJSON: what a verb says, it says to programs too, as JSON lines.
func TestVerbsSpeakJSON(t *testing.T) {
	t.Setenv("QUOTH_CACHE", t.TempDir())
	folder := t.TempDir()
	path := filepath.Join(folder, "s.quoth")
	call := func(args ...string) []map[string]any {
		t.Helper()
		var out, err bytes.Buffer
		if code := command.Run(
			context.Background(),
			args,
			command.Streams{In: strings.NewReader(""), Out: &out, Err: &err},
		); code != 0 {
			t.Fatalf("%v ended with %d: %s", args, code, err.String())
		}
		var lines []map[string]any
		for d := json.NewDecoder(&out); ; {
			var line map[string]any
			if err := d.Decode(&line); errors.Is(err, io.EOF) {
				return lines
			} else if err != nil {
				t.Fatalf("%v: %v", args, err)
			}
			lines = append(lines, line)
		}
	}
	has := func(lines []map[string]any, keys ...string) {
		t.Helper()
		if len(lines) == 0 {
			t.Fatal("nothing was said")
		}
		for _, key := range keys {
			if _, ok := lines[0][key]; !ok {
				t.Errorf("there is no %q in %v", key, lines[0])
			}
		}
	}
	has(call("sample", "--corpus", path, "--json"), "item", "state", "quotes")
	articles := call("list", "--corpus", path, "--json")
	call("searches", "save", "--corpus", path, "--coder", "ada", "Police", "police")
	has(call("searches", "list", "--corpus", path, "--json"), "name", "query", "new", "total")
	call("watch", "add", "--corpus", path, "https://feeds.example/rss")
	has(call("watch", "list", "--corpus", path, "--json"), "address", "every", "last")
	has(call("watch", "export", "--corpus", path, "--json", "--out", filepath.Join(folder, "l.opml")), "written")
	has(call("watch", "import", "--corpus", path, "--json", filepath.Join(folder, "l.opml")), "added")
	has(call("archive", "--corpus", path, "--json", "--out", filepath.Join(folder, "a.wacz")), "pages", "left_out")
	has(
		call(
			"story",
			"--corpus",
			path,
			"--json",
			"--coder",
			"ada",
			"join",
			articles[0]["id"].(string),
			articles[1]["id"].(string),
		),
		"change",
		"title",
	)
	if failures := call("failures", "--corpus", path, "--json"); len(failures) != 0 {
		t.Errorf("failures of a sample that has none: %v", failures)
	}
	bundle := filepath.Join(folder, "bundle")
	has(call("export", "--corpus", path, "--format", "bundle", "--json", "--out", bundle+"/"), "quotes", "articles")
	zipped := filepath.Join(folder, "b.zip")
	call("export", "--corpus", path, "--format", "bundle", "--out", zipped)
	for _, name := range []string{bundle, zipped} {
		if seen := call(
			"preview",
			"--corpus",
			path,
			"--json",
			name,
		); seen[0]["format"] != "bundle" ||
			seen[0]["articles"] != float64(len(articles)) {
			t.Errorf("the bundle %s is seen as %v", name, seen[0])
		}
	}
	table := filepath.Join(folder, "t.csv")
	if err := os.WriteFile(table, []byte("title,text\nThe mill,It reopened.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	has(call("preview", "--corpus", path, "--json", table), "format", "columns", "entries")
}

// TestReadingBringsACorpusUpToDate: whoever asks a question of a corpus of the first
// release gets an answer, and where the file cannot be written the reason.
func TestReadingBringsACorpusUpToDate(t *testing.T) {
	t.Setenv("QUOTH_CACHE", t.TempDir())
	packed, err := os.Open("../testdata/first-release.quoth.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range [][]string{{"export", "--format", "csv"}, {"list"}, {"search", "harbour"}, {"check"}} {
		path := filepath.Join(t.TempDir(), "first.quoth")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, message bytes.Buffer
		args := append([]string{verb[0], "--corpus", path}, verb[1:]...)
		if code := command.Run(
			t.Context(),
			args,
			command.Streams{In: strings.NewReader(""), Out: &out, Err: &message},
		); code != 0 {
			t.Errorf("%v ended with %d: %s", verb, code, message.String())
		}
		if before, _ := filepath.Glob(path + ".before-*"); len(before) != 1 {
			t.Errorf("%v: beside it lie %v, want the file as it was", verb, before)
		}
	}
	path := filepath.Join(t.TempDir(), "taken.quoth")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	holder := flock.New(path + ".lock")
	if ok, err := holder.TryLock(); !ok || err != nil {
		t.Skip("files cannot be locked here")
	}
	defer holder.Unlock()
	var message bytes.Buffer
	code := command.Run(
		t.Context(),
		[]string{"list", "--corpus", path},
		command.Streams{In: strings.NewReader(""), Out: io.Discard, Err: &message},
	)
	if code == 0 || !strings.Contains(message.String(), "up to date") {
		t.Errorf("an old corpus that another program has open: %d %s", code, message.String())
	}
}
