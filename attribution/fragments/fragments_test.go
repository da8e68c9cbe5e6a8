package fragments_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/corpus"
)

// find marks the words inside “…” as quoted, "said" or "called" as the cue.
func find(t *testing.T, text, cue, source string) (*document.Document, document.Found) {
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
	inner := doc.Regions[0].Inner
	return doc, document.Found{Kind: corpus.Mixed, Content: []corpus.Span{inner}, Quoted: []corpus.Span{inner}, Cue: span(cue), Source: span(source)}
}

func TestTrainingTellsSaidWordsFromTerms(t *testing.T) {
	said := []string{"She called it “a farce”.", "He called it “a scandal”.", "They called it “a shame”.", "He called her “a fool”.", "She called him “a liar”."}
	terms := []string{"The routes called “segments” are short.", "The rules called “limits” are hard.", "The pages called “leaves” are thin.", "The trees called “elders” are old.", "The boats called “sharpies” are fast."}
	var examples []fragments.Example
	for range 5 {
		for _, text := range said {
			doc, f := find(t, text, "called", strings.Fields(text)[0])
			examples = append(examples, fragments.Example{Features: fragments.Features(doc, f), Said: true, Weight: 1})
		}
		for _, text := range terms {
			doc, f := find(t, text, "called", "")
			examples = append(examples, fragments.Example{Features: fragments.Features(doc, f), Weight: 1})
		}
	}
	m := fragments.Train(examples)
	doc, f := find(t, "Ada called it “a triumph”.", "called", "Ada")
	if got := m.Keep(doc, []document.Found{f}); len(got) != 1 {
		t.Errorf("said words were left out, probability %.2f", m.Said(doc, f))
	}
	doc, f = find(t, "The stones called “sarsens” are grey.", "called", "")
	if got := m.Keep(doc, []document.Found{f}); len(got) != 0 {
		t.Errorf("a term was kept, probability %.2f", m.Said(doc, f))
	}
}

func TestLongerWordsAreNotJudged(t *testing.T) {
	doc, f := find(t, "The rules called “we all go home by ten” are hard.", "called", "")
	if fragments.Judged(f, doc.Text) {
		t.Error("a phrase of six words is speech without a judge")
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
