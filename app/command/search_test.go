package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"quoth/app"
	"quoth/app/command"
)

// terminal is a corpus and the commands that are run on it.
type terminal struct {
	t    *testing.T
	path string
}

func sampleTerminal(t *testing.T) terminal {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("QUOTH_CACHE", filepath.Join(dir, "cache"))
	a, err := app.Sample(t.Context(), filepath.Join(dir, "sample.quoth"), app.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return terminal{t, filepath.Join(dir, "sample.quoth")}
}

// run gives what a command prints; it must end with the code wanted.
func (r terminal) run(want int, args ...string) (out, told string) {
	r.t.Helper()
	var stdout, stderr bytes.Buffer
	at := 1
	if args[0] == "searches" {
		at = 2
	}
	args = append(append(append([]string{}, args[:at]...), "--corpus", r.path), args[at:]...)
	if code := command.Run(
		context.Background(),
		args,
		command.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr},
	); code != want {
		r.t.Fatalf("%v ended with %d, want %d:\n%s", args, code, want, &stderr)
	}
	return stdout.String(), stderr.String()
}

func TestTheVerbsOfSearching(t *testing.T) {
	r := sampleTerminal(t)
	out, _ := r.run(0, "search", "encryption", "--json", "--limit", "1")
	var found struct {
		Total  int
		Quotes []struct{ ID, Words string }
		Next   string
	}
	if err := json.Unmarshal(
		[]byte(out),
		&found,
	); err != nil || found.Total < 2 || len(found.Quotes) != 1 ||
		found.Next == "" {
		t.Fatalf("search found %s, %v", out, err)
	}
	second, _ := r.run(0, "search", "encryption", "--json", "--limit", "1", "--cursor", found.Next)
	if strings.Contains(second, found.Quotes[0].ID) {
		t.Error("the second window has the quote of the first")
	}
	_, told := r.run(2, "search", `é "open`)
	if !strings.Contains(told, "\n  é \"open\n    ^\n") {
		t.Errorf("the mistake is not pointed at: %s", told)
	}
	out, _ = r.run(0, "search", "in:articles warrant")
	if !strings.Contains(out, "quotes") {
		t.Errorf("articles: %s", out)
	}
	out, _ = r.run(0, "export", "--format", "jsonl", "in:articles encryption")
	if strings.Count(out, "\n") < found.Total {
		t.Errorf("a search for articles exports fewer quotes than it finds:\n%s", out)
	}
	out, _ = r.run(0, "search", "encryption", "--concordance", "right")
	if strings.Count(out, "\n") < found.Total {
		t.Errorf("the concordance has fewer lines than there are quotes:\n%s", out)
	}
	out, _ = r.run(0, "collocates", "encryption OR data", "--minimum", "2", "--json")
	if !strings.Contains(out, `"log_likelihood"`) {
		t.Errorf("collocates: %s", out)
	}
	r.run(2, "collocates", "is:confirmed")
	out, _ = r.run(0, "frequency", "encryption")
	if !strings.Contains(out, "per million words") {
		t.Errorf("frequency: %s", out)
	}
	r.run(2, "frequency", "encryption", "--by", "week")
	r.run(0, "like", found.Quotes[0].ID)
	r.run(1, "like", "nosuch")
	r.run(1, "variants", "nosuch")
	again, _ := r.run(0, "search", `"A warrant is not an invitation"`, "--json", "--limit", "1")
	if err := json.Unmarshal([]byte(again), &found); err != nil {
		t.Fatal(err)
	}
	out, _ = r.run(0, "variants", found.Quotes[0].ID)
	if !strings.Contains(out, "100 % of the words") {
		t.Errorf("variants: %s", out)
	}
}

func TestTheVerbsOfSavedSearches(t *testing.T) {
	r := sampleTerminal(t)
	r.run(0, "searches", "save", "--coder", "ada", "Warrants", "warrant")
	r.run(2, "searches", "save", "--coder", "ada", "Broken", `"warrant`)
	r.run(2, "searches", "save", "Nobody", "warrant")
	if out, _ := r.run(0, "searches", "list"); !strings.HasPrefix(out, "Warrants\t0 new\t") {
		t.Errorf("the list: %s", out)
	}
	r.run(0, "searches", "new", "Warrants", "--seen")
	r.run(2, "searches", "new", "Unknown")
	r.run(0, "searches", "save", "--coder", "ada", "Warrants", "warrant has:stance")
	if out, _ := r.run(0, "searches", "list"); strings.Count(out, "\n") != 1 || !strings.Contains(out, "has:stance") {
		t.Errorf("saving under the same name changes it: %s", out)
	}
	r.run(0, "searches", "drop", "--coder", "ada", "Warrants")
	if out, _ := r.run(0, "searches", "list"); out != "" {
		t.Errorf("after dropping: %s", out)
	}
}
