package speakers

import (
	"maps"
	"strings"
	"testing"

	"quoth/assets"
	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/corpus"
)

// TestBelowEvenOddsNobodyIsNamed makes every speaker unsure: only the one whom
// the source names is still given.
func TestBelowEvenOddsNobodyIsNamed(t *testing.T) {
	r, err := New(assets.Tables(), assets.Models())
	if err != nil {
		t.Fatal(err)
	}
	const text = "Tom Reed opened the pier. “It was cold,” he said. “It was dear,” Tom Reed said."
	doc := document.New(text, nil)
	var found []document.Found
	for i, source := range []string{"he said", "Tom Reed said"} {
		at := strings.Index(text, source)
		content := []corpus.Span{doc.Regions[i].Inner}
		found = append(found, document.Found{
			Kind: corpus.Direct, Utterance: corpus.Speech, Content: content, Quoted: content, Score: 0.9,
			Source: []corpus.Span{{Start: at, End: at + len(strings.TrimSuffix(source, " said"))}},
		})
	}
	speakers := func(bias float64) []string {
		unsure := &Resolver{lex: r.lex, model: maps.Clone(r.model), names: r.names}
		unsure.model[speakerRight+"|bias"] += bias
		var out []string
		for _, a := range unsure.Resolve(doc, make([]layers.Name, len(doc.Tokens)), found, nil) {
			if a.Speaker == "" && a.Probabilities.Organization == 0 {
				t.Errorf("an answer taken back has no probabilities: %+v", a)
			}
			out = append(out, a.Speaker)
		}
		return out
	}
	if got := speakers(10); got[0] != "Tom Reed" || got[1] != "Tom Reed" {
		t.Errorf("speakers %q where all are sure", got)
	}
	if got := speakers(-20); got[0] != "" || got[1] != "Tom Reed" {
		t.Errorf("speakers %q where none is sure, want the named one alone", got)
	}
}
