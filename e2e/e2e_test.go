//go:build e2e

// Package e2e drives the built program as its users do: pages served on
// loopback, collected, coded, searched, charted and exported from the command
// line. QUOTH_BINARY names the program.
package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"quoth/assets"
)

var update = flag.Bool("update", false, "write the golden files anew")

// program runs the built program with folders of the test's own.
type program struct {
	t   *testing.T
	bin string
	dir string
}

func newProgram(t *testing.T) program {
	bin := os.Getenv("QUOTH_BINARY")
	if bin == "" {
		t.Skip("QUOTH_BINARY does not name the program: run make e2e")
	}
	return program{t, bin, t.TempDir()}
}

func (p program) corpus() string { return filepath.Join(p.dir, "story.quoth") }

func (p program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.bin, args...)
	cmd.Env = append(
		os.Environ(),
		"QUOTH_CACHE="+filepath.Join(p.dir, "cache"),
		"QUOTH_CONFIG="+filepath.Join(p.dir, "config"),
	)
	return cmd
}

// run runs a command and returns what it printed; it fails unless the exit code
// is want.
func (p program) run(want int, args ...string) string {
	p.t.Helper()
	cmd := p.command(args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := cmd.Run()
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	if code != want {
		p.t.Fatalf(
			"quoth %s: exit %d, want %d\n%s%s",
			strings.Join(args, " "),
			code,
			want,
			out.String(),
			problems.String(),
		)
	}
	return out.String()
}

func (p program) json(into any, args ...string) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.run(0, args...)), into); err != nil {
		p.t.Fatalf("quoth %s: %v", strings.Join(args, " "), err)
	}
}

func addresses(server *httptest.Server) []string {
	var out []string
	for _, name := range assets.SamplePageNames() {
		out = append(out, server.URL+"/"+name)
	}
	return out
}

type found struct {
	Total  int
	Quotes []struct {
		ID, Words, Speaker, Organization, Status string
		Tags                                     []string
	}
	Facets map[string][]struct {
		Label string
		Count int
	}
}

func TestTheWholeStory(t *testing.T) {
	p := newProgram(t)
	server := httptest.NewServer(http.FileServerFS(assets.SamplePages()))
	defer server.Close()

	add := append([]string{"add", "--corpus", p.corpus(), "--json"}, addresses(server)...)
	if lines := strings.Count(p.run(0, add...), `"state":"kept"`); lines != 20 {
		t.Errorf("%d articles kept, want 20", lines)
	}
	if again := p.run(
		0,
		add...); strings.Contains(again, `"state":"kept"`) ||
		strings.Count(again, `"already there"`) != 20 {
		t.Errorf("adding the same again: %s", again)
	}
	bad := p.run(1, "add", "--corpus", p.corpus(), server.URL+"/absent.html", filepath.Join(p.dir, "absent.txt"))
	if strings.Count(bad, "failed\t") != 2 {
		t.Errorf("two bad items gave %q", bad)
	}

	acts := filepath.Join(p.dir, "acts.jsonl")
	if err := os.WriteFile(acts, assets.SampleActs(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run(0, "code", "--corpus", p.corpus(), "--coder", "ada", acts)
	var r found
	p.json(&r, "search", "--corpus", p.corpus(), `speaker:"Tobias Renn" is:confirmed`, "--json", "--limit", "50")
	if r.Total < 5 || r.Quotes[0].Speaker != "Tobias Renn" || r.Quotes[0].Organization != "Lumina" {
		t.Errorf("search found %+v", r)
	}
	golden(t, "search.json", p.run(0, "search", "--corpus", p.corpus(), `"Grief is not a statistic"`, "--json"))
	golden(
		t,
		"stance.json",
		p.run(
			0,
			"stance",
			"--corpus",
			p.corpus(),
			"--target",
			"police access",
			"--by",
			"organization",
			"--json",
			"--most",
			"1",
		),
	)
	p.run(2, "search", "--corpus", p.corpus(), `speaker:"open`)

	// Undo through the command line, and the index follows.
	undo := filepath.Join(p.dir, "undo.jsonl")
	quote := r.Quotes[0].ID
	lines := fmt.Sprintf("{\"act\":\"tag\",\"quote\":%q,\"tag\":\"Passing\"}\n{\"act\":\"undo\"}\n", quote)
	if err := os.WriteFile(undo, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	golden(t, "code.jsonl", p.run(0, "code", "--corpus", p.corpus(), "--coder", "bea", "--json", undo))
	p.json(&r, "search", "--corpus", p.corpus(), "tag:Passing", "--json")
	if r.Total != 0 {
		t.Errorf("a tag that was taken back is still found on %d quotes", r.Total)
	}
	p.exports()
}

// exports reads each export back with a reader of another hand.
func (p program) exports() {
	p.t.Helper()
	var all found
	p.json(&all, "search", "--corpus", p.corpus(), "", "--json")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.run(0, "export", "--corpus", p.corpus(), "--format", "csv"), "\ufeff"))).
		ReadAll()
	if err != nil || len(rows)-1 != all.Total {
		p.t.Errorf("CSV has %d quotes, %v; search has %d", len(rows)-1, err, all.Total)
	}
	book := filepath.Join(p.dir, "quotes.xlsx")
	p.run(0, "export", "--corpus", p.corpus(), "--format", "xlsx", "--out", book)
	file, err := excelize.OpenFile(book)
	if err != nil {
		p.t.Fatal(err)
	}
	defer file.Close()
	if sheet, err := file.GetRows("Quotes"); err != nil || len(sheet)-1 != all.Total {
		p.t.Errorf("XLSX has %d quotes, %v; search has %d", len(sheet)-1, err, all.Total)
	}
	var some found
	p.json(&some, "search", "--corpus", p.corpus(), "encryption", "--json")
	if n := strings.Count(
		p.run(0, "export", "--corpus", p.corpus(), "--format", "jsonl", "encryption"),
		"\n",
	); n != some.Total {
		p.t.Errorf("JSONL has %d quotes of the query, search has %d", n, some.Total)
	}
}

// volatile are the parts of an answer that differ from run to run or from engine to
// engine: registry ids, confidence, versions.
var volatile = regexp.MustCompile(
	`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|"confidence":[0-9.e-]+|quotes found by [^;]*; |Quoth [0-9.]+[^)]*\)`,
)

// golden compares an answer with the file that holds its contract.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = volatile.ReplaceAllString(got, "VARIES")
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n got %s\nwant %s", name, got, want)
	}
}

// TestEveryArticleReportedAsKeptSurvivesKill kills add in the middle: what it
// reported as kept must be there with its quotes, and search must know it.
func TestEveryArticleReportedAsKeptSurvivesKill(t *testing.T) {
	p := newProgram(t)
	var served atomic.Int32
	pages := http.FileServerFS(assets.SamplePages())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".html") && served.Add(1) > 12 {
			select { // the last pages never come: the program is killed waiting
			case <-r.Context().Done():
			case <-time.After(20 * time.Second):
			}
			return
		}
		pages.ServeHTTP(w, r)
	}))
	defer server.Close()
	cmd := p.command(append([]string{"add", "--corpus", p.corpus(), "--json"}, addresses(server)...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	type item struct {
		State, Article string
		Quotes         int
	}
	var kept []item
	reports := json.NewDecoder(out)
	for len(kept) < 10 {
		var one item
		if err := reports.Decode(&one); err != nil {
			t.Fatalf("after %d articles: %v", len(kept), err)
		}
		if one.State == "kept" {
			kept = append(kept, one)
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	for _, one := range kept {
		var r struct{ Quotes []struct{ Article string } }
		p.json(&r, "search", "--corpus", p.corpus(), "", "--json", "--limit", "500")
		n := 0
		for _, q := range r.Quotes {
			if q.Article == one.Article {
				n++
			}
		}
		if n != one.Quotes {
			t.Errorf("article %s has %d quotes in search, %d were reported", one.Article, n, one.Quotes)
		}
	}
}

func TestASecondWriterIsToldSo(t *testing.T) {
	p := newProgram(t)
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	}))
	defer server.Close()
	defer close(release)
	first := p.command("add", "--corpus", p.corpus(), server.URL+"/slow.html")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	defer first.Wait()
	defer first.Process.Kill()
	for range 200 {
		if _, err := os.Stat(p.corpus()); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond) // let the first one finish making the file
	var problems bytes.Buffer
	second := p.command("add", "--corpus", p.corpus(), "x.html")
	second.Stderr = &problems
	if err := second.Run(); err == nil || !strings.Contains(problems.String(), "Another Quoth is writing this corpus") {
		t.Errorf("the second writer said %q, %v", problems.String(), err)
	}
	p.run(0, "search", "--corpus", p.corpus(), "x") // reading is possible
}
