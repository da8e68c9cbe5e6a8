package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/indexer"
)

// Variant is another outlet's wording of an utterance.
type Variant struct {
	Card   QuoteCard
	Pieces []Fragment // its words; Match marks those the quote asked about has not
	Shared float64    // words in common by the words of the shorter of both, 0 to 1
	Story  bool       // a printing of the same story
}

// variantsShared is how much two wordings must share to be taken for one
// utterance; below it sentences of the same speech meet by their function words.
const variantsShared = 0.7

// variantCandidates is how many quotes alike are compared.
const variantCandidates = 60

// Variants lists the printings of a quote: those of its story, and quotes of
// other stories in nearly the same words, earliest first.
func (a *App) Variants(ctx context.Context, quote corpus.QuoteID) ([]Variant, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, err
	}
	card, err := a.Card(ctx, quote)
	if err != nil {
		return nil, err
	}
	hits, err := index.MoreLike(ctx, indexer.QuoteKind, string(quote), variantCandidates)
	if err != nil {
		return nil, err
	}
	story := map[string]bool{}
	if card.Current.Story != "" {
		printings, err := index.Printings(ctx, indexer.QuoteKind, string(card.Current.Story))
		if err != nil {
			return nil, err
		}
		for _, id := range printings {
			story[id] = true
			hits = append(hits, indexer.Hit{Kind: indexer.QuoteKind, ID: id})
		}
	}
	cards, err := a.quoteHits(ctx, uniqueHits(hits, string(quote)), nil)
	if err != nil {
		return nil, err
	}
	var out []Variant
	words := plainWords(card.Words)
	for _, c := range cards {
		pieces, shared := index.Compare(words, plainWords(c.Words))
		same := story[string(c.Quote.ID)]
		if same || shared >= variantsShared {
			out = append(out, Variant{Card: c, Pieces: fragments(pieces), Shared: shared, Story: same})
		}
	}
	sortVariants(out)
	return out, nil
}

// uniqueHits drops repetitions and one id.
func uniqueHits(hits []indexer.Hit, without string) []indexer.Hit {
	seen := map[string]bool{without: true}
	return slices.DeleteFunc(hits, func(h indexer.Hit) bool {
		again := seen[h.ID]
		seen[h.ID] = true
		return again
	})
}

func plainWords(words []Fragment) string {
	var b strings.Builder
	for _, f := range words {
		b.WriteString(f.Text)
	}
	return b.String()
}

// sortVariants puts the earliest first; undated ones come last.
func sortVariants(list []Variant) {
	slices.SortStableFunc(list, func(a, b Variant) int {
		first, second := a.Card.Article.Published.Day(), b.Card.Article.Published.Day()
		if (first == "") != (second == "") {
			return -cmp.Compare(first, second)
		}
		return cmp.Or(cmp.Compare(first, second), cmp.Compare(a.Card.Quote.ID, b.Card.Quote.ID))
	})
}
