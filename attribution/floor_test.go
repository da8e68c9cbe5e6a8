package attribution_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"quoth/attribution"
	"quoth/corpus"
)

// floors are the bars of the scores on PolNeAR dev, in the words of
// eval/quotes.py; what is measured lies above them (see the model card).
var floors = []string{
	"direct/linked.all>=0.94", "direct/exact.content>=0.83", "direct/exact.all>=0.70",
	"direct+mixed/linked.all>=0.91", "direct+mixed/exact.all>=0.60",
	"speech/linked.all>=0.875", "all kinds/overlap.all>=0.845",
}

// TestScoresOnHeldBackArticlesStayAboveTheBars answers the development articles
// and has the scorers of the shared folder judge the answers.
func TestScoresOnHeldBackArticlesStayAboveTheBars(t *testing.T) {
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = "../../shared"
	}
	articles, err := polnear(filepath.Join(data, "data/polnear/dev.jsonl.gz"))
	if err != nil {
		t.Skipf("no development articles: set QUOTH_DATA (%v)", err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the scorers with")
	}
	e := engine(t)
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	write(t, path, articles, e)
	args := []string{filepath.Join(data, "eval/quotes.py"), "--pred", path}
	for _, f := range floors {
		args = append(args, "--need", f)
	}
	if out, err := exec.Command(python, args...).CombinedOutput(); err != nil {
		t.Errorf("PolNeAR: %v\n%s", err, out)
	}

	articles, err = speakersGold(filepath.Join(data, "data/speakers/dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, articles, e)
	out, err := exec.Command(python, filepath.Join(data, "eval/speakers.py"), "--pred", path).CombinedOutput()
	if err != nil {
		t.Fatalf("speakers: %v\n%s", err, out)
	}
	for name, floor := range map[string]struct {
		figure string
		least  float64
	}{
		"stretches": {`single stretches found .*F1 ([\d.]+)`, 0.92},
		"found":     {`quotes found \(overlap.*F1 ([\d.]+)`, 0.85},
		"speaker":   {`speaker, on all gold quotes +([\d.]+)`, 0.82},
		"triples":   {`the same on single stretches .*F1 ([\d.]+)`, 0.65},
	} {
		m := regexp.MustCompile(floor.figure).FindSubmatch(out)
		if m == nil {
			t.Fatalf("speakers.py prints no figure for %s:\n%s", name, out)
		}
		if got, _ := strconv.ParseFloat(string(m[1]), 64); got < floor.least {
			t.Errorf("speakers: %s %.3f, the bar is %.2f", name, got, floor.least)
		}
	}
}

type articleText struct{ ID, Text string }

func polnear(path string) ([]articleText, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return readLines(unzipped, func(raw []byte) (articleText, error) {
		var a articleText
		return a, json.Unmarshal(raw, &a)
	})
}

func speakersGold(path string) ([]articleText, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readLines(f, func(raw []byte) (articleText, error) {
		var a struct{ Country, Publisher, Version, Text string }
		err := json.Unmarshal(raw, &a)
		return articleText{a.Country + "_" + a.Publisher + "_" + a.Version, a.Text}, err
	})
}

func readLines(r io.Reader, read func([]byte) (articleText, error)) ([]articleText, error) {
	var out []articleText
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		a, err := read(lines.Bytes())
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, lines.Err()
}

// write stores the engine's answers as "quoth quotes --json" prints them.
func write(t *testing.T, path string, articles []articleText, e *attribution.Engine) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	for _, a := range articles {
		runes := corpus.NewRuneOffsets(a.Text)
		quotes := []map[string]any{}
		for _, q := range must(e.Quotes(t.Context(), a.Text, "", nil)) {
			quotes = append(quotes, map[string]any{
				"kind":    q.Kind,
				"content": runes.Spans(q.Content),
				"quoted":  runes.Spans(q.Quoted),
				"cue":     runes.Spans(q.Cue),
				"source": runes.Spans(
					q.Source,
				),
				"speaker":      q.Speaker,
				"organization": q.Organization,
				"role":         q.Role,
				"confidence":   q.Confidence,
			})
		}
		if err := out.Encode(map[string]any{"file": a.ID, "quotes": quotes}); err != nil {
			t.Fatal(err)
		}
	}
}
