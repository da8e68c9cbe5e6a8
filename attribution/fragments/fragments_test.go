package fragments_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"quoth/assets"
	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/attribution/layers"
	"quoth/corpus"
)

var tagger = sync.OnceValue(func() *layers.Tagger {
	tables, err := layers.LoadTables(assets.Tables())
	if err != nil {
		panic(err)
	}
	t, err := layers.Load(assets.Models(), tables)
	if err != nil {
		panic(err)
	}
	return t
})

// find marks the words inside “…” as quoted, cue and source as given.
func find(t *testing.T, text, cue, source string) (*layers.Text, document.Found) {
	t.Helper()
	doc := document.New(text, nil)
	if len(doc.Regions) != 1 {
		t.Fatalf("%q has %d marked stretches", text, len(doc.Regions))
	}
	span := func(words string) []corpus.Span {
		if i := strings.Index(text, words); words != "" && i >= 0 {
			return []corpus.Span{{Start: i, End: i + len(words)}}
		}
		return nil
	}
	region := doc.Regions[0]
	return tagger().Tag(doc),
		document.Found{
			Kind:    corpus.Mixed,
			Content: []corpus.Span{region.Outer},
			Quoted:  []corpus.Span{region.Inner},
			Cue:     span(cue),
			Source:  span(source),
			Score:   0.95,
		}
}

func TestTrainingTellsSaidWordsFromTerms(t *testing.T) {
	said := []string{
		"She called it “a farce”.",
		"He called it “a scandal”.",
		"They called it “a shame”.",
		"He called her “a fool”.",
		"She called him “a liar”.",
	}
	terms := []string{
		"The so-called “segments” are what they call short.",
		"The new “limits” are what we call hard.",
		"A thin “leaf” is what they call it.",
		"The old “elders” are what we call trees.",
		"Some fast “sharpies” are what they call boats.",
	}
	var examples []fragments.Example
	for range 5 {
		for _, text := range said {
			x, f := find(t, text, "called", strings.Fields(text)[0])
			examples = append(
				examples,
				fragments.Example{Features: fragments.Look(x).Features(f, 0), Said: true, Weight: 1},
			)
		}
		for _, text := range terms {
			x, f := find(t, text, "call", "")
			examples = append(examples, fragments.Example{Features: fragments.Look(x).Features(f, 0), Weight: 1})
		}
	}
	m := fragments.Train(examples)
	x, f := find(t, "Ada called it “a triumph”.", "called", "Ada")
	if got := m.Keep(x, []document.Found{f}); len(got) != 1 {
		t.Errorf("said words were left out, probability %.2f", m.Said(fragments.Look(x), f, 0))
	}
	x, f = find(t, "The grey “sarsens” are what they call stones.", "call", "")
	if got := m.Keep(x, []document.Found{f}); len(got) != 0 {
		t.Errorf("a term was kept, probability %.2f", m.Said(fragments.Look(x), f, 0))
	}
}

// sure takes every phrase for speech.
var sure = fragments.Model{"bias": 10, "join words": 1, "join score": 1}

func TestNamesAreNotSaid(t *testing.T) {
	for text, kept := range map[string]int{
		"Short routes called “segments” are popular.":   0,
		"Nobody ever said the word “goodbye” to her.":   0,
		"The plan, called “a disgrace” by Quill, fell.": 1,
		"Quill has called “a disgrace” what we do.":     1,
	} {
		x, f := find(t, text, "called", "Quill")
		if got := sure.Keep(x, []document.Found{f}); len(got) != kept {
			t.Errorf("%q: %d finds kept, want %d", text, len(got), kept)
		}
	}
}

func TestAReportAroundATermStaysAReport(t *testing.T) {
	text := "Quill said the harbour would open its new “night pass” scheme to everybody in May."
	x, f := find(t, text, "said", "Quill")
	f.Content = []corpus.Span{{Start: strings.Index(text, "the harbour"), End: len(text) - 1}}
	got := fragments.Model{"bias": -10, "join words": 1, "join score": 1}.Keep(x, []document.Found{f})
	if len(got) != 1 || got[0].Kind != corpus.Indirect || len(got[0].Quoted) != 0 {
		t.Errorf("got %+v, want one report without quoted words", got)
	}
}

func TestLongerWordsAreNotJudged(t *testing.T) {
	x, _ := find(t, "The rules are “we all go home by ten and stay there until spring”.", "", "")
	if fragments.Judged(x.Document, 0) {
		t.Error("a phrase of eleven words is speech without a judge")
	}
}

func TestWeightsSurviveTheFile(t *testing.T) {
	var file bytes.Buffer
	if err := (fragments.Model{"bias": 1.5, "words:1": -0.25}).Write(&file); err != nil {
		t.Fatal(err)
	}
	m, err := fragments.Load(fstest.MapFS{"attribution/fragments.tsv": {Data: file.Bytes()}})
	if err != nil || m["bias"] != 1.5 || m["words:1"] != -0.25 {
		t.Errorf("read %v, %v", m, err)
	}
}

func TestABrokenModelIsNamedWithItsLine(t *testing.T) {
	_, err := fragments.Load(fstest.MapFS{"attribution/fragments.tsv": {Data: []byte("# head\nbias\n")}})
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error = %v, want the line", err)
	}
}
