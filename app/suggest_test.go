package app

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/stance/suggest"
)

func TestSuggestLines(t *testing.T) {
	s, err := NewSuggester(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{
		`{"target":"We should ban leaf blowers","text":"They are dreadfully loud and harm everyone's hearing."}`,
		`{"target":"We should ban leaf blowers","text":"They are a wonderful help to gardeners.","speaker":"x"}`,
		`{"target":"We should ban leaf blowers","text":"The noise is harmful, it has to stop.","stance":"support"}`,
		`{"target":"","text":"no target"}`,
		`not JSON`,
		`{"target":"T","text":"x","stance":"perhaps"}`,
		``,
		`{"target":"Another","text":"alone"}`,
	}
	answer := func() (string, error) {
		var out bytes.Buffer
		err := s.SuggestLines(t.Context(), strings.NewReader(strings.Join(lines, "\n")), &out, nil)
		return out.String(), err
	}
	first, err := answer()
	for _, want := range []string{"line 4", "line 5", "line 6"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
	var indexes []int
	stances := map[int]corpus.Stance{}
	for _, line := range strings.Split(strings.TrimSpace(first), "\n") {
		var a suggestAnswerLine
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		indexes = append(indexes, a.Index)
		stances[a.Index] = a.Stance
	}
	if !slices.Equal(indexes, []int{0, 1, 7}) {
		t.Errorf("answered lines %v, want 0, 1 and 7", indexes)
	}
	if stances[0] != corpus.Support || stances[1] != corpus.Oppose {
		t.Errorf("blame of what is to be banned is %s and praise is %s", stances[0], stances[1])
	}
	if again, _ := answer(); again != first {
		t.Error("the same lines have other answers the second time")
	}
}

func TestSuggestStancesLeavesOutWhatWasJudged(t *testing.T) {
	cache := t.TempDir()
	a, err := Sample(t.Context(), filepath.Join(t.TempDir(), "Sample.quoth"), Options{CacheDir: cache}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	targets, err := a.Targets(t.Context())
	if err != nil || len(targets) == 0 {
		t.Fatal(err)
	}
	found, err := a.SuggestStances(t.Context(), targets[0].ID, 20, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Suggestions) == 0 {
		t.Fatal("no suggestions")
	}
	if len(found.Judged) == 0 {
		t.Error("it does not say what it learned from")
	}
	for i, s := range found.Suggestions {
		if slices.ContainsFunc(s.Card.Judgements, func(j corpus.Judgement) bool { return j.Target == targets[0].ID }) {
			t.Errorf("%s was judged already", s.Card.Quote.ID)
		}
		if i > 0 && s.Probability > found.Suggestions[i-1].Probability {
			t.Error("the surest do not come first")
		}
	}
	suggestionsOfAChartAreApart(t, a, found)
	vectors := filepath.Join(cache, vectorsFile)
	if _, err := os.Stat(vectors); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Purge(t.Context(), "me", found.Suggestions[0].Card.Article.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(vectors); !os.IsNotExist(err) {
		t.Error("what was purged is still in the vectors")
	}
}

// suggestionsOfAChartAreApart judges enough quotes to learn how suggestions err.
func suggestionsOfAChartAreApart(t *testing.T, a *App, found StanceSuggestions) {
	t.Helper()
	target := found.Target.ID
	request := StanceRequest{Target: target, Suggestions: true, Most: 3}
	judged := 0
	for _, n := range found.Judged {
		judged += n
	}
	if judged < suggest.FewForShares {
		few, err := a.Stance(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if few.Suggested == nil || few.Suggested.Reason == "" || few.Suggested.Drawn > 0 {
			t.Errorf("%d judged quotes draw %+v", judged, few.Suggested)
		}
	}
	for i, s := range found.Suggestions {
		if judged+i >= suggest.FewForShares+4 {
			break
		}
		if _, err := a.Do(
			t.Context(),
			"me",
			corpus.Judge{Quote: s.Card.Quote.ID, Target: target, Stance: corpus.Stances[i%2]},
		); err != nil {
			t.Fatal(err)
		}
	}
	without, err := a.Stance(t.Context(), StanceRequest{Target: target, Most: 3})
	if err != nil {
		t.Fatal(err)
	}
	if without.Suggested != nil {
		t.Error("suggestions are drawn though nobody asked")
	}
	with, err := a.Stance(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if with.Judged != without.Judged || with.Drawn != without.Drawn {
		t.Errorf(
			"with suggestions %d of %d judged are drawn, without %d of %d",
			with.Drawn,
			with.Judged,
			without.Drawn,
			without.Judged,
		)
	}
	n := with.Suggested
	if n == nil || n.Drawn == 0 {
		t.Fatalf("no suggestion is drawn: %+v", n)
	}
	accounted := n.Drawn
	for _, o := range n.LeftOut {
		accounted += len(o.Quotes)
	}
	if accounted != n.Quotes {
		t.Errorf("%d of %d suggestions are drawn or left out with a reason", accounted, n.Quotes)
	}
	for _, line := range with.Series {
		for _, p := range line.Suggested {
			if p.Low >= p.High || p.Net < p.Low || p.Net > p.High {
				t.Errorf("%s: %+.2f with the interval %+.2f to %+.2f", line.Label, p.Net, p.Low, p.High)
			}
			if p.Period < 0 || p.Period >= len(with.Periods) {
				t.Errorf("%s: a point in period %d of %d", line.Label, p.Period, len(with.Periods))
			}
		}
	}
	var figures, drawing bytes.Buffer
	if err := with.WriteCSV(&figures); err != nil {
		t.Fatal(err)
	}
	if err := with.Picture().PNG(&drawing, 1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(figures.String(), ",suggested\n") || !strings.Contains(figures.String(), ",judged\n") {
		t.Error("the figures do not tell judged from suggested")
	}
	if _, err := png.Decode(&drawing); err != nil {
		t.Error(err)
	}
}
