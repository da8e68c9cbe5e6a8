package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoth/corpus"
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
