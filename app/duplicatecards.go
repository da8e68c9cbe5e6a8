package app

import (
	"context"
	"fmt"

	"quoth/corpus"
)

// DuplicateCard is one entry of a registry with all that may be the same.
type DuplicateCard struct {
	Kind         corpus.EntryKind
	ID           string // the entry to keep
	Name, Detail string
	Others       []DuplicateOther
}

// DuplicateOther is an entry that may be the card's.
type DuplicateOther struct {
	ID           string
	Name, Detail string
	Reason       string
	Quotes       []QuoteCard // the newest, a few
}

// quotesToTell is how many quotes help to tell one entry from another.
const quotesToTell = 2

// DuplicateCards gathers the proposals of one registry, one card for each entry to
// keep, in the order of the proposals.
func (a *App) DuplicateCards(ctx context.Context, kind corpus.EntryKind) ([]DuplicateCard, error) {
	proposals, err := a.Duplicates(ctx, kind)
	if err != nil {
		return nil, err
	}
	cards := groupDuplicates(proposals)
	for c := range cards {
		for o := range cards[c].Others {
			other := &cards[c].Others[o]
			filter := corpus.QuoteFilter{Limit: quotesToTell, Person: corpus.PersonID(other.ID)}
			if kind == corpus.OrganizationEntry {
				filter.Person, filter.Organization = "", corpus.OrganizationID(other.ID)
			}
			if other.Quotes, _, err = a.Cards(ctx, filter); err != nil {
				return nil, err
			}
		}
	}
	return cards, nil
}

// groupDuplicates puts pairs that share an entry on one card.
func groupDuplicates(proposals []ProposalView) []DuplicateCard {
	var cards []DuplicateCard
	at := map[string]int{} // the card of each entry
	add := func(card int, id, name, detail, reason string) {
		cards[card].Others = append(
			cards[card].Others,
			DuplicateOther{ID: id, Name: name, Detail: detail, Reason: reason},
		)
		at[id] = card
	}
	for _, p := range proposals {
		a, knowsA := at[p.A]
		b, knowsB := at[p.B]
		switch {
		case knowsA && knowsB: // both stand somewhere already
		case knowsA:
			add(a, p.B, p.NameB, p.DetailB, p.Reason)
		case knowsB:
			add(b, p.A, p.NameA, p.DetailA, p.Reason)
		default:
			at[p.A] = len(cards)
			cards = append(cards, DuplicateCard{Kind: p.Kind, ID: p.A, Name: p.NameA, Detail: p.DetailA})
			add(at[p.A], p.B, p.NameB, p.DetailB, p.Reason)
		}
	}
	return cards
}

// SettleDuplicates merges entries of a card into the one to keep, or keeps them
// apart from it for good, as one act.
func (a *App) SettleDuplicates(
	ctx context.Context,
	coder corpus.Coder,
	card DuplicateCard,
	others []string,
	merge bool,
) (corpus.Change, error) {
	title := fmt.Sprintf("merge %d entries into %s", len(others), card.Name)
	if !merge {
		title = fmt.Sprintf("keep %d entries apart from %s", len(others), card.Name)
	}
	var acts []corpus.Act
	for _, id := range others {
		switch {
		case !merge:
			acts = append(acts, corpus.KeepApart{Kind: card.Kind, A: card.ID, B: id})
		case card.Kind == corpus.OrganizationEntry:
			acts = append(
				acts,
				corpus.MergeOrganizations{From: corpus.OrganizationID(id), Into: corpus.OrganizationID(card.ID)},
			)
		default:
			acts = append(acts, corpus.MergePeople{From: corpus.PersonID(id), Into: corpus.PersonID(card.ID)})
		}
	}
	return a.Do(ctx, coder, corpus.Many{Title: title, Acts: acts})
}
