package app

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
)

// TestNetworkCountsSuggestionsOnlyWhenAsked holds the network with suggestions against
// the one without.
func TestNetworkCountsSuggestionsOnlyWhenAsked(t *testing.T) {
	a, err := Sample(t.Context(), filepath.Join(t.TempDir(), "Sample.quoth"), Options{CacheDir: t.TempDir()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	request := NetworkRequest{NetworkOptions: NewNetworkOptions(NetworkNames{Rows: "speaker"})}
	plain, err := a.Network(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	request.Suggestions = true
	more, err := a.Network(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if plain.Suggested != 0 || more.Suggested == 0 || more.Kept != plain.Kept+more.Suggested {
		t.Errorf("%d statements without; %d with, %d of them suggestions", plain.Kept, more.Kept, more.Suggested)
	}
	judged := map[corpus.QuoteID]map[string]bool{}
	for _, s := range plain.Statements {
		if s.Suggested {
			t.Errorf("a suggestion that nobody asked for: %+v", s)
		}
		if judged[s.Quote] == nil {
			judged[s.Quote] = map[string]bool{}
		}
		judged[s.Quote][s.Target] = true
	}
	for _, s := range more.Statements {
		if s.Suggested && (judged[s.Quote][s.Target] || s.Stance == "" || s.Coder != "" || s.Target == "") {
			t.Errorf("a suggestion: %+v", s)
		}
	}
	for n, want := range map[*Network]int{plain: 0, more: 1} {
		m, _ := n.First()
		for name, p := range map[string]NetworkPicture{"network": n.View(m, 0).Picture(400, 300, LightTheme(), nil), "heat map": n.HeatMap(m, LightTheme(), nil)} {
			lines := 0
			for _, s := range p.Shapes {
				if strings.HasSuffix(s.Words, "suggestions that no one has judged") {
					lines++
				}
			}
			if lines != want {
				t.Errorf("%s with %d suggestions: %d lines tell of them", name, n.Suggested, lines)
			}
		}
	}
	request.Rows, request.Columns = "speaker", "tag"
	if _, err := a.Network(t.Context(), request); err == nil {
		t.Error("a network of tags has no stances to suggest")
	}
}

// TestSettledStatements counts the adjudicated stance, else that of the rule.
func TestSettledStatements(t *testing.T) {
	of := func(quote, coder string, stance corpus.Stance) store.Statement {
		return store.Statement{
			Quote:  corpus.QuoteID(quote),
			Coder:  corpus.Coder(coder),
			Target: "bridge",
			Stance: stance,
		}
	}
	judgements := []store.Statement{
		of("agreed", "ann", corpus.Support), of("agreed", "bob", corpus.Support),
		of("most", "ann", corpus.Oppose), of("most", "bob", corpus.Oppose), of("most", "cem", corpus.Support),
		of("even", "ann", corpus.Oppose), of("even", "bob", corpus.Support),
		of("judged", "ann", corpus.Oppose), of("judged", "bob", corpus.Support),
	}
	adjudicated := []store.Statement{of("judged", "cem", corpus.Neutral)}
	for rule, want := range map[corpus.Consensus]map[corpus.QuoteID]corpus.Stance{
		corpus.Majority:  {"agreed": corpus.Support, "most": corpus.Oppose, "judged": corpus.Neutral},
		corpus.Unanimity: {"agreed": corpus.Support, "judged": corpus.Neutral},
	} {
		got, divided := settledStatements(judgements, adjudicated, rule)
		if len(got) != len(want) || len(want)+divided != 4 {
			t.Errorf("%s: %d settled and %d divided of 4", rule, len(got), divided)
		}
		for _, s := range got {
			if want[s.Quote] != s.Stance {
				t.Errorf("%s: %s is %q, want %q", rule, s.Quote, s.Stance, want[s.Quote])
			}
		}
	}
}

// TestNetworkOfSettledStances makes one statement of what two coders judged and a
// third adjudicated, where a rule of consensus is given.
func TestNetworkOfSettledStances(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	var q corpus.QuoteID
	for _, card := range openQuotes(t, a, 10) {
		if !card.Article.Published.IsZero() && card.Current.Speaker != "" {
			q = card.Quote.ID
			break
		}
	}
	mustCode(t, a, "ada", judge(q, corpus.Support))
	mustCode(t, a, "ben", judge(q, corpus.Oppose))
	kept := func(consensus corpus.Consensus) *Network {
		t.Helper()
		options := NewNetworkOptions(NetworkNames{Rows: "speaker"})
		options.Exclude = []NetworkExclusion{{Field: "target", Values: []string{proposition}, Only: true}}
		n, err := a.Network(t.Context(), NetworkRequest{NetworkOptions: options, Consensus: consensus})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if each, one := kept(""), kept(corpus.Majority); each.Kept != 2 || one.Kept != 0 || one.Divided != 1 {
		t.Errorf("divided: %d statements of coders; %d settled, %d divided", each.Kept, one.Kept, one.Divided)
	}
	mustCode(t, a, "cem", fmt.Sprintf(`{"act":"adjudicate","quote":%q,"target":%q,"stance":"oppose"}`, q, proposition))
	if each, one := kept(
		"",
	), kept(
		corpus.Majority,
	); each.Kept != 2 || one.Kept != 1 || one.Divided != 0 ||
		one.Statements[0].Stance != corpus.Oppose {
		t.Errorf("adjudicated: %d statements of coders; %d settled, %d divided", each.Kept, one.Kept, one.Divided)
	}
}
