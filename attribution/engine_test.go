package attribution_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quoth/assets"
	"quoth/attribution"
	"quoth/corpus"
)

func engine(t testing.TB) *attribution.Engine {
	t.Helper()
	e, err := attribution.New(assets.Models(), assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// line is a quote as the golden files write it; reported speech without marks is
// left out.
func lines(text string, quotes []corpus.Attribution) []string {
	var out []string
	for _, q := range quotes {
		if q.Kind != corpus.Indirect {
			out = append(
				out,
				fmt.Sprintf("%s | %s | %s | %s", q.Kind, q.Speaker, q.Organization, corpus.JoinSpans(text, q.Quoted)),
			)
		}
	}
	return out
}

// TestGoldenTexts reads testdata/golden/*.txt: an invented text, a line of four
// dashes, and the quotes that a careful reader finds, one a line. Adding one
// needs no Go.
func TestGoldenTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	e := engine(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, expected, ok := strings.Cut(string(data), "\n----\n")
			if !ok {
				t.Fatal("the line of four dashes is missing")
			}
			var want []string
			for _, l := range strings.Split(strings.TrimSpace(expected), "\n") {
				if l != "" {
					want = append(want, l)
				}
			}
			if got := lines(text, quotes(t, e, text)); !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestSeed finds all quotes of the article the project began with, which is not
// part of the project.
func TestSeed(t *testing.T) {
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = "../../shared"
	}
	raw, err := os.ReadFile(filepath.Join(data, "data/seed/gold.json"))
	if err != nil {
		t.Skipf("no seed article: set QUOTH_DATA (%v)", err)
	}
	var gold struct {
		File   string
		Quotes []struct {
			Kind, Speaker, Organization string
			Content                     [][2]int
		}
	}
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(filepath.Join(data, "data/seed", gold.File))
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	offsets := corpus.NewRuneOffsets(text)
	found := quotes(t, engine(t), text)
	for _, g := range gold.Quotes {
		start := offsets.Byte(g.Content[0][0])
		ok := false
		for _, q := range found {
			if len(q.Quoted) == len(g.Content) && q.Quoted[0].Start == start && string(q.Kind) == g.Kind &&
				q.Speaker == g.Speaker &&
				strings.EqualFold(q.Organization, g.Organization) {
				ok = true
			}
		}
		if !ok {
			t.Errorf(
				"the quote %q by %s for %s is not found so",
				text[start:min(start+40, len(text))],
				g.Speaker,
				g.Organization,
			)
		}
	}
}

func TestWhatTheCorpusHasConfirmedWins(t *testing.T) {
	const text = "“The boats are late again this week,” Quill said.\n\n“They will be on time in May,” she added."
	known := []corpus.Known{
		{
			Name:         "Mara Quill",
			Aliases:      []string{"Quill"},
			Type:         corpus.PersonSpeaker,
			Organization: "Bluewater",
			Role:         "director",
		},
	}
	for _, q := range must(engine(t).Quotes(t.Context(), text, "", known)) {
		if q.Speaker != "Mara Quill" || q.Organization != "Bluewater" {
			t.Errorf("speaker %q for %q, want what was confirmed", q.Speaker, q.Organization)
		}
	}
}

func TestTheSameTextGivesTheSameAnswer(t *testing.T) {
	data, err := os.ReadFile("testdata/golden/seed-twin.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := quotes(t, engine(t), string(data))
	for range 5 {
		if got := quotes(t, engine(t), string(data)); !reflect.DeepEqual(got, want) {
			t.Fatal("two runs differ")
		}
	}
}

// TestNoTextIsQuadratic feeds texts made of nothing but trouble, twice as long
// each time: the time must not grow with the square.
func TestNoTextIsQuadratic(t *testing.T) {
	e := engine(t)
	for name, piece := range map[string]string{
		"openers": "“a ", "apostrophes": "'a ", "names": "Mara Quill ", "one paragraph": "“We will,” said Mara Quill of Lumen. ", "paragraphs": "“We will,” she said.\n\n", "said": "said ",
	} {
		small, large := fastest(e, strings.Repeat(piece, 4000)), fastest(e, strings.Repeat(piece, 32000))
		// Eight times the text: linear is 8, quadratic 64.
		if ratio := float64(large) / float64(small); ratio > 32 {
			t.Errorf("%s: eight times the text takes %.0f times as long", name, ratio)
		}
	}
}

// fastest is the shortest of four runs: two things measured in one run may be
// compared.
func fastest(e *attribution.Engine, text string) time.Duration {
	best := time.Hour
	for range 4 {
		start := time.Now()
		must(e.Quotes(context.Background(), text, "", nil))
		best = min(best, time.Since(start))
	}
	return best
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func quotes(t testing.TB, e *attribution.Engine, text string) []corpus.Attribution {
	t.Helper()
	return must(e.Quotes(t.Context(), text, "", nil))
}

// TestACancelledTextStopsSoon cancels in the middle of a text of unbalanced marks:
// what is left of the run must be a small part of a whole one.
func TestACancelledTextStopsSoon(t *testing.T) {
	e := engine(t)
	text := strings.Repeat("“he said a ", 40_000)
	start := time.Now()
	must(e.Quotes(t.Context(), text, "", nil))
	whole := time.Since(start)
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	time.AfterFunc(whole/3, func() { cancelled = time.Now(); cancel() })
	_, err := e.Quotes(ctx, text, "", nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that of the context", err)
	}
	if late := time.Since(cancelled); late > whole/5 {
		t.Errorf("went on for %v after the end was asked for; the whole text takes %v", late, whole)
	}
}

func TestTheVersionIsOfTheWeightsAndTables(t *testing.T) {
	e := engine(t)
	if again := engine(t).Version(); again != e.Version() {
		t.Errorf("%q and %q of the same files", e.Version(), again)
	}
	changed := fstest.MapFS{}
	for _, name := range []string{"places.tsv", "parties.tsv"} {
		changed[name] = &fstest.MapFile{Data: must(fs.ReadFile(assets.Tables(), name))}
	}
	before := attribution.VersionOf(assets.Models(), changed)
	changed["parties.tsv"].Data = append(changed["parties.tsv"].Data, "rhino\tRhinoceros Party\n"...)
	if after := attribution.VersionOf(assets.Models(), changed); after == before {
		t.Error("a table that differs gives the same version")
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add("“A b c,” said Mara Quill. ''D''\n\n‘e’ he added: \"f")
	e := engine(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, q := range quotes(t, e, text) {
			if err := q.Validate(text); err != nil {
				t.Fatalf("%v in %q", err, text)
			}
		}
	})
}
