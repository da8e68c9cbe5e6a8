package command_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoth/app/command"
)

// matrix is one of network --json.
type matrix struct {
	Index           int
	At, Start, Stop time.Time
	Statements      int
	Rows, Columns   []string
	Values          [][]float64
}

func networks(t *testing.T, r terminal, args ...string) []matrix {
	t.Helper()
	out, _ := r.run(0, append([]string{"network", "--json"}, args...)...)
	var answer struct{ Matrices []matrix }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return answer.Matrices
}

func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("QUOTH_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the development data is not here: %v", err)
	}
	return path
}

// TestNetworksOfAProjectOfDiscourseNetworkAnalyzer goes the whole way: a project is
// read into a corpus, twice, and the networks of that corpus are those that Discourse
// Network Analyzer computed from the project.
func TestNetworksOfAProjectOfDiscourseNetworkAnalyzer(t *testing.T) {
	project, references := shared(t, "dna/sample.dna"), shared(t, "dna/networks.jsonl")
	dir := t.TempDir()
	t.Setenv("QUOTH_CACHE", filepath.Join(dir, "cache"))
	r := terminal{t, filepath.Join(dir, "dna.quoth")}
	if _, told := r.run(0, "add", "--coder", "me", project); !strings.Contains(told, "7 kept with 40 quotes") {
		t.Errorf("the first reading: %s", told)
	}
	if _, told := r.run(
		0,
		"add",
		"--coder",
		"me",
		project,
	); !strings.Contains(
		told,
		"0 kept with 0 quotes, 7 already there",
	) {
		t.Errorf("the second reading: %s", told)
	}
	compareWithReferences(t, r, references)

	out := filepath.Join(dir, "back.dna")
	r.run(2, "export", "--format", "dna", "--out", out) // without a password
	r.run(0, "export", "--format", "dna", "--password", "sesame", "--out", out)
	back := terminal{t, filepath.Join(dir, "back.quoth")}
	if _, told := back.run(0, "add", "--coder", "me", out); !strings.Contains(told, "7 kept with 40 quotes") {
		t.Errorf("what was written is read as: %s", told)
	}
	compareWithReferences(t, back, references)
}

func compareWithReferences(t *testing.T, r terminal, references string) {
	t.Helper()
	file, err := os.Open(references)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	words := map[string]string{"person": "speaker", "concept": "target", "acrossrange": "range", "no": "none"}
	word := func(s string) string {
		if ours, ok := words[s]; ok {
			return ours
		}
		return s
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var want struct {
			Type, Variable1, Variable2, Aggregation, Normalization, Duplicates, Window, Kernel string
			Size                                                                               int
			Matrices                                                                           []struct {
				At, Start, Stop string
				Statements      int
				Rows, Columns   []string
				Values          [][]*float64
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		args := []string{
			"--type",
			want.Type,
			"--rows",
			word(want.Variable1),
			"--columns",
			word(want.Variable2),
			"--aggregation",
			want.Aggregation,
			"--normalization",
			word(want.Normalization),
			"--duplicates",
			word(want.Duplicates),
		}
		if want.Window != "no" {
			args = append(args, "--window", want.Window, "--size", strconv.Itoa(want.Size))
		}
		if want.Kernel != "no" {
			args = append(args, "--kernel", want.Kernel)
		}
		got := networks(t, r, args...)
		if len(got) != len(want.Matrices) {
			t.Errorf("%v: %d matrices, want %d", args, len(got), len(want.Matrices))
			continue
		}
		for i, w := range want.Matrices {
			g := got[i]
			if g.Index != i || g.At.Format("2006-01-02T15:04") != w.At ||
				g.Start.Format("2006-01-02T15:04") != w.Start ||
				g.Stop.Format("2006-01-02T15:04") != w.Stop ||
				g.Statements != w.Statements {
				t.Errorf("%v: matrix %d is at %v, want %s", args, i, g.At, w.At)
			}
			cell := map[[2]string]float64{}
			for a, row := range g.Rows {
				for b, column := range g.Columns {
					cell[[2]string{row, column}] = g.Values[a][b]
				}
			}
			for a, row := range w.Rows {
				for b, column := range w.Columns {
					if v := w.Values[a][b]; v != nil && (want.Type == "twomode" || row != column) &&
						math.Abs(cell[[2]string{row, column}]-*v) > 1e-9*math.Max(1, math.Abs(*v)) {
						t.Errorf(
							"%v, matrix %d: %s – %s is %v, want %v",
							args,
							i,
							row,
							column,
							cell[[2]string{row, column}],
							*v,
						)
					}
				}
			}
		}
	}
}

func TestNetworkOfTheSample(t *testing.T) {
	r := sampleTerminal(t)
	got := networks(t, r, "--type", "onemode", "--rows", "speaker", "--columns", "target", "--normalization", "average")
	if len(got) != 1 || len(got[0].Rows) < 3 || got[0].Statements == 0 {
		t.Fatalf("%+v", got)
	}
	years := networks(t, r, "--window", "years", "--size", "2")
	if len(years) < 2 {
		t.Errorf("%d windows", len(years))
	}
	if open := networks(
		t,
		r,
		"--window",
		"years",
		"--size",
		"2",
		"--from",
		"1900-01-01",
		"--to",
		"2099-12-31",
	); len(open) != len(years) ||
		!open[0].At.Equal(years[0].At) {
		t.Errorf("%d windows of an open range, want %d", len(open), len(years))
	}
	if cut := networks(
		t,
		r,
		"--from",
		"2015-01-01",
		"--to",
		"2016-12-31",
	); cut[0].Start.Format(time.RFC3339) != "2015-01-01T00:00:00Z" ||
		cut[0].Stop.Format(time.RFC3339) != "2016-12-31T23:59:59Z" {
		t.Errorf("from %v to %v", cut[0].Start, cut[0].Stop)
	}
	tagged := networks(t, r, "--rows", "publisher", "--columns", "tag")
	if len(tagged) != 1 || len(tagged[0].Columns) == 0 {
		t.Errorf("%+v", tagged)
	}
	whole := networks(t, r)[0]
	left := networks(t, r, "--exclude", "target="+whole.Columns[0])[0]
	if len(left.Columns) != len(whole.Columns)-1 {
		t.Errorf("%v less %s leaves %v", whole.Columns, whole.Columns[0], left.Columns)
	}
	alone := networks(t, r, "--only", "target="+whole.Columns[0])[0]
	if len(alone.Columns) != 1 || alone.Columns[0] != whole.Columns[0] {
		t.Errorf("only %s leaves %v", whole.Columns[0], alone.Columns)
	}
	if out, _ := r.run(0, "network", "--type", "onemode"); !strings.Contains(out, "ties") {
		t.Errorf("for people: %s", out)
	}
}

func TestNetworkRefusesWithWhatIsAllowed(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"--type star", "onemode, twomode"},
		{"--rows person", "speaker, organization, target, tag, group, publisher"},
		{"--columns concept", "speaker, organization, target, tag, group, publisher"},
		{"--aggregation sum", "ignore, congruence, conflict, subtract, combine"},
		{"--normalization zscore", "none, activity, prominence, average, jaccard, cosine"},
		{"--duplicates decade", "include, document, day, week, month, year, story, range"},
		{"--window decades", "seconds, minutes, hours, days, weeks, months, years, events"},
		{"--window days --kernel box", "uniform, gaussian, epanechnikov, triangular"},
		{"--window days --size 0", "1 or more"},
		{"--from yesterday", "YYYY-MM-DD"},
		{"--exclude Lumina", "FIELD=VALUE"},
		{"--exclude colour=red", "speaker"},
		{"--type onemode --aggregation combine", "ignore, congruence, conflict, subtract"},
		{"--rows target", "different variables"},
	} {
		var stdout, stderr bytes.Buffer
		args := append([]string{"network", "--corpus", "none.quoth", "--json"}, strings.Fields(c.args)...)
		if code := command.Run(
			context.Background(),
			args,
			command.Streams{Out: &stdout, Err: &stderr},
		); code != command.ExitUsage {
			t.Errorf("%s ended with %d: %s", c.args, code, &stderr)
		}
		if !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: %q does not say %q", c.args, &stderr, c.says)
		}
	}
}

func TestNetworkFiles(t *testing.T) {
	r := sampleTerminal(t)
	dir := t.TempDir()
	for _, format := range []string{"graphml", "visone", "gexf", "csv", "dl", "edges", "svg", "png", "pdf"} {
		path := filepath.Join(dir, "n."+format)
		r.run(0, "network", "--type", "onemode", "--format", format, "--out", path)
		if info, err := os.Stat(path); err != nil || info.Size() < 100 {
			t.Errorf("%s: %v", format, err)
		}
	}
	r.run(0, "network", "--format", "png", "--picture", "heatmap", "--out", filepath.Join(dir, "h.png"))
	r.run(
		0,
		"network",
		"--window",
		"years",
		"--size",
		"2",
		"--format",
		"graphml",
		"--out",
		filepath.Join(dir, "w.graphml"),
	)
	if files, _ := filepath.Glob(filepath.Join(dir, "w-0*.graphml")); len(files) < 2 {
		t.Errorf("a window made %v", files)
	}
	r.run(2, "network", "--window", "years", "--size", "2", "--format", "graphml")
	out, _ := r.run(
		0,
		"network",
		"--type",
		"onemode",
		"--json",
		"--with",
		"communities,centralities,polarization",
		"--backbone",
		"nested",
	)
	var answer struct {
		Matrices []struct {
			Communities  struct{ Groups int }
			Centralities []struct{ Node string }
		}
		Polarization []struct{ Label string }
		Changes      struct {
			Exploratory bool
			Changes     []struct{ Label string }
		} `json:"polarization_changes"`
		Backbone []struct{ Column string }
	}
	if err := json.Unmarshal(
		[]byte(out),
		&answer,
	); err != nil || answer.Matrices[0].Communities.Groups == 0 || len(answer.Matrices[0].Centralities) == 0 ||
		len(answer.Polarization) == 0 || !answer.Changes.Exploratory || answer.Changes.Changes == nil ||
		len(answer.Backbone) == 0 {
		t.Errorf("%+v, %v", answer, err)
	}
	out, told := r.run(0, "network", "--rows", "speaker", "--json", "--suggestions", "--consensus", "majority")
	var marked struct {
		Suggestions, Counted, Divided *int
		Consensus                     string
	}
	if err := json.Unmarshal(
		[]byte(out),
		&marked,
	); err != nil || marked.Suggestions == nil || marked.Counted == nil || marked.Divided == nil ||
		marked.Consensus != "majority" ||
		!strings.Contains(told, "are suggestions of a program") {
		t.Errorf("suggestions and consensus are not told: %+v, %q, %v", marked, told, err)
	}
	for _, bad := range []string{"--consensus=one", "--format=ods", "--picture=pie", "--backbone=spine", "--with=glory", "--alpha=2", "--period=week"} {
		r.run(2, "network", bad)
	}
}
