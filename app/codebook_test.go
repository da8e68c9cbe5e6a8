package app

import (
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/internal/generate"
)

func TestACodebookGoesOutAndComesInAgain(t *testing.T) {
	a, _ := generatedCorpus(t, 2)
	var out strings.Builder
	if err := a.WriteCodebook(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Harbour/Opening") {
		t.Fatalf("the file is %q", out.String())
	}
	if _, err := a.ReadCodebook(t.Context(), "ada", strings.NewReader(out.String())); err == nil {
		t.Error("the same codebook again is taken for news")
	}
	n, err := a.ReadCodebook(
		t.Context(),
		"ada",
		strings.NewReader("\ufeffPath,definition\nHarbour/Opening,when ships come in\nNew/Deep/Tag,\n"),
	)
	if err != nil || n != 4 {
		t.Fatalf("%d tags (%v), want one changed and three new", n, err)
	}
	tags, err := a.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, tag := range tags {
		found[tag.Path] = tag.Definition
	}
	if _, ok := found["New/Deep/Tag"]; !ok || found["Harbour/Opening"] != "when ships come in" {
		t.Errorf("the tags are %v", found)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if tags, _ = a.Tags(t.Context()); len(tags) != len(found)-3 {
		t.Errorf("after undo there are %d tags, want %d", len(tags), len(found)-3)
	}
	for _, bad := range []string{"", "name\nX\n", "path\n\"broken"} {
		if _, err := a.ReadCodebook(t.Context(), "ada", strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken for a codebook", bad)
		}
	}
}

func TestATagMovesBelowAnotherAndAmongItsSiblings(t *testing.T) {
	a, _ := generatedCorpus(t, 1)
	id := func(path string) corpus.TagID {
		t.Helper()
		tag, err := a.EnsureTag(t.Context(), "ada", path)
		if err != nil {
			t.Fatal(err)
		}
		return tag
	}
	if err := a.MoveTag(t.Context(), "ada", id("Fees"), id("Harbour"), 0); err != nil {
		t.Fatal(err)
	}
	tags, err := a.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, tag := range tags {
		paths = append(paths, tag.Path)
	}
	if got := strings.Join(paths, " "); !strings.Contains(got, "Harbour Harbour/Fees Harbour/Closing Harbour/Opening") {
		t.Errorf("the order is %s", got)
	}
	if err := a.MoveTag(t.Context(), "ada", id("Harbour"), id("Harbour/Fees"), 0); err == nil {
		t.Error("a tag moves below its own child")
	}
}

func TestRecodingMovesOneCodersTags(t *testing.T) {
	a, _ := generatedCorpus(t, 40)
	from, err := a.EnsureTag(t.Context(), generate.Coder, "Fees")
	if err != nil {
		t.Fatal(err)
	}
	to, err := a.EnsureTag(t.Context(), generate.Coder, "Night work")
	if err != nil {
		t.Fatal(err)
	}
	n, err := a.Recode(t.Context(), generate.Coder, from, to, false)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	if left, _, _ := a.Cards(t.Context(), corpus.QuoteFilter{Tag: from, Limit: -1}); len(left) != 0 {
		t.Errorf("%d quotes still carry the tag", len(left))
	}
	if _, err := a.Recode(t.Context(), "bob", to, from, true); err == nil {
		t.Error("bob recodes what he has not coded")
	}
}

func TestATargetsWordingsAreKept(t *testing.T) {
	a, _ := generatedCorpus(t, 1)
	target, err := a.EnsureTarget(t.Context(), "ada", "Roads should be quiet")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(
		t.Context(),
		"ada",
		corpus.SaveTarget{Target: corpus.Target{ID: target, Text: "Roads should be quiet at night"}},
	); err != nil {
		t.Fatal(err)
	}
	wordings, err := a.TargetWordings(t.Context(), target)
	if err != nil || len(wordings) != 2 || !strings.Contains(wordings[1].Title, "Roads should be quiet”") {
		t.Errorf("%v (%v), want both wordings, newest first", wordings, err)
	}
}

func TestAnExampleIsPickedAndLeftAgain(t *testing.T) {
	a, _ := generatedCorpus(t, 1)
	for _, want := range []bool{true, false} {
		picked, err := a.ToggleExample(t.Context(), "tag", "quote")
		if err != nil || picked != want {
			t.Fatalf("picked is %v (%v), want %v", picked, err, want)
		}
		ids, err := a.Examples(t.Context(), "tag")
		if err != nil || len(ids) != map[bool]int{true: 1}[want] {
			t.Errorf("the examples are %v (%v)", ids, err)
		}
	}
}
