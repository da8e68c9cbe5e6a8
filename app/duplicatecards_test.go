package app

import "testing"

func TestPairsThatShareAnEntryStandOnOneCard(t *testing.T) {
	pair := func(a, b string) ProposalView {
		p := ProposalView{NameA: a, NameB: b}
		p.A, p.B = a, b
		return p
	}
	cards := groupDuplicates(
		[]ProposalView{
			pair("Donald Trump", "Trump"),
			pair("Ann Reed", "A. Reed"),
			pair("Donald Trump", "President Trump"),
			pair("Trump", "Mr Trump"),
			pair("Trump", "President Trump"),
		},
	)
	if len(cards) != 2 || cards[0].Name != "Donald Trump" || len(cards[0].Others) != 3 || len(cards[1].Others) != 1 {
		t.Errorf("the cards are %+v", cards)
	}
}
