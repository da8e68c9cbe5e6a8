package main

import (
	"strings"
	"testing"

	"quoth/assets"
	"quoth/scraper/extract"
)

const twoTellings = `<html><head><title>Ferry stopped by fog</title></head><body><h1>Ferry stopped by fog</h1>
<div class="teaser"><p>The ferry lay at the quay all morning, the captain said.</p></div>
<div class="text"><p>Fog came in from the north before the first crossing on Sunday.</p>
<p>The ferry lay at the quay all morning, the captain said.</p><h2>What now</h2><p>It is to leave again on Monday if the wind turns in the night.</p></div>
<div class="comments"><p>I have never seen fog like this in all my years here.</p></div></body></html>`

func study(t *testing.T, page string) *extract.Study {
	t.Helper()
	e, err := extract.NewUntrained(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Study([]byte(page), extract.Hint{URL: "https://ferry.example/fog"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A text that stands on the page twice counts where it keeps the article's order.
func TestLabelsFollowTheOrderOfTheGold(t *testing.T) {
	s := study(t, twoTellings)
	labels := label(s, []string{
		"Fog came in from the north before the first crossing on Sunday.",
		"The ferry lay at the quay all morning, the captain said.",
		"What now",
		"It is to leave again on Monday if the wind turns in the night.",
	})
	var chosen []string
	for i, l := range labels {
		if l > belongs {
			chosen = append(chosen, strings.Fields(s.Block(i).Text)[0]+" "+s.NameWords(i)[0])
		}
	}
	if got := strings.Join(chosen, ", "); got != "Fog text, The text, What text, It text" {
		t.Fatalf("labelled as the article: %s", got)
	}
}

func TestPagesOfOnePublisherShareAFold(t *testing.T) {
	var pages []*page
	for _, name := range []string{"a", "a", "a", "b", "c", "d", "e", "e"} {
		pages = append(pages, &page{publisher: name})
	}
	folds := foldOf(pages, 3)
	sizes := map[int]int{}
	for _, p := range pages {
		sizes[folds[p.publisher]]++
	}
	if len(folds) != 5 || sizes[0] != 3 || sizes[1]+sizes[2] != 5 {
		t.Fatalf("folds %v of sizes %v", folds, sizes)
	}
}

// What a page's own publisher says of a word must not describe the page.
func TestEvidenceLeavesOutThePageItself(t *testing.T) {
	sampleOf := func(publisher string, inside bool) *sample {
		s := study(
			t,
			`<html><body><h1>A headline of five words</h1><div class="quaint"><p>One two three four five six seven eight.</p></div></body></html>`,
		)
		out := &sample{page: &page{publisher: publisher}, study: s, labels: make([]float32, s.Len())}
		for i := range s.Len() {
			out.names, out.words = append(out.names, s.NameWords(i)), append(out.words, s.TextWords(i))
			if inside && len(s.NameWords(i)) > 0 {
				out.labels[i] = 1
			}
		}
		return out
	}
	samples := []*sample{sampleOf("a", true), sampleOf("b", true), sampleOf("c", true), sampleOf("d", false)}
	e := newEvidence(samples)
	without, with := e.without("d")("quaint"), e.table()["quaint"]
	if without <= with || with <= 0 {
		t.Fatalf("the odds of a word without the page that speaks against it are %v, with it %v", without, with)
	}
	if got := e.without("a")("unheard"); got != 0 {
		t.Fatalf("a word nobody uses has odds %v", got)
	}
}
