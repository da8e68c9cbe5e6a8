package indexer

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWordsAreFoundWithoutCuttingTheWholeText compares with cutting all of it.
func TestWordsAreFoundWithoutCuttingTheWholeText(t *testing.T) {
	m, err := theMapping()
	if err != nil {
		t.Fatal(err)
	}
	words, exact := m.AnalyzerNamed(wordsAnalyzer), m.AnalyzerNamed(exactAnalyzer)
	random := rand.New(rand.NewPCG(4, 4))
	printed := []string{
		"party",
		"Parties",
		"party’s",
		"the",
		"café",
		"Cafés",
		"co-operation",
		"—",
		"“data”",
		"data,",
		"preparty",
		"naïve",
		"U.S.",
		"wolves",
		"wolf",
		"ﬁre",
		"Ｗide",
		"wide",
		"x\u00a0y",
		"\n\n",
		"закон",
		"警察",
		"shoes",
		"ches",
		"as",
		"s",
		"12:30",
	}
	pick := func(n int) string {
		var out []string
		for range n {
			out = append(out, printed[random.IntN(len(printed))])
		}
		return strings.Join(out, " ")
	}
	found := 0
	for range 20_000 {
		text, asked := pick(12), pick(1+random.IntN(3))
		if want := terms(words, asked); len(want) > 0 {
			p := phraseOf(words, want, true, true)
			if p.in(text) != byAll(p, text) {
				t.Fatalf("%q in %q: %v, by all words %v", want, text, p.in(text), byAll(p, text))
			}
			if p.in(text) {
				found++
			}
		}
		if want := terms(exact, asked); len(want) > 0 {
			if p := phraseOf(exact, want, false, true); p.in(text) != byAll(p, text) {
				t.Fatalf("%q printed in %q: %v, by all words %v", want, text, p.in(text), byAll(p, text))
			}
		}
		if want := terms(words, asked); len(want) == 2 {
			if n := nearOf(words, want, 1+random.IntN(4), true); n.in(text) != byAll(n, text) {
				t.Fatalf("%q near in %q: %v, by all words %v", want, text, n.in(text), byAll(n, text))
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d phrases were found at all", found)
	}
}

func byAll(n nearby, text string) bool { return n.holds(terms(n.analyzer, text)) }
