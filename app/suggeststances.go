package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/stance/suggest"
)

// StanceSuggestions are suggestions for the quotes of a corpus toward a target.
type StanceSuggestions struct {
	Target      corpus.Target
	Judged      map[corpus.Stance]int // quotes they were learned from
	Unsettled   int                   // judged quotes left out: rejected, or their coders differ and nobody has adjudicated
	Suggestions []StanceSuggestion    // the surest first
	Looked      int                   // quotes they were made for, shown or not
	Shares      []suggest.Share       // of the stances among these; empty with fewer than suggest.FewForShares judged
	Errors      suggest.Errors        // what the shares were corrected by; empty likewise
}

// StanceSuggestion is one of them.
type StanceSuggestion struct {
	Card QuoteCard
	suggest.Suggestion
}

// SuggestionsNeed is how many judged quotes it takes to learn how suggestions err.
const SuggestionsNeed = suggest.FewForShares

// suggestMost is how many quotes are looked at for one target: those that have
// most words in common with it and with what was judged.
const suggestMost = 500

// SuggestStances suggests stances toward a target for quotes that no one has
// judged toward it: at most limit, the surest first. They are learned from all
// coders' judgements; a quote on which coders differ teaches nothing until it is
// adjudicated. progress
// hears how many texts are read; it may be nil. Error: corpus.ErrNotFound.
func (a *App) SuggestStances(
	ctx context.Context,
	target corpus.TargetID,
	limit int,
	progress func(done, of int),
) (StanceSuggestions, error) {
	out := StanceSuggestions{Judged: map[corpus.Stance]int{}}
	targets, err := a.Targets(ctx)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(targets, func(t corpus.TargetSummary) bool { return t.ID == target })
	if at < 0 {
		return out, fmt.Errorf("the target %q: %w", target, corpus.ErrNotFound)
	}
	out.Target = targets[at].Target
	rows, judged, err := a.judgedRows(ctx, &out)
	if err != nil {
		return out, err
	}
	cards, err := a.unjudged(ctx, out.Target.Text, judged)
	if err != nil {
		return out, err
	}
	for _, card := range cards {
		rows = append(rows, SuggestRow{Target: out.Target.Text, Text: TextOf(card.Current)})
	}
	suggester, err := NewSuggester(a.options.CacheDir)
	if err != nil {
		return out, err
	}
	answers, err := suggester.Suggest(ctx, rows, progress)
	if err != nil {
		return out, err
	}
	out.Looked = len(cards)
	if out.Errors, err = suggester.errorsOf(ctx, rows); err != nil && !errors.Is(err, suggest.ErrTooFew) {
		return out, err
	}
	first := len(rows) - len(cards)
	for _, answer := range answers {
		out.Suggestions = append(out.Suggestions, StanceSuggestion{cards[answer.Row-first], answer.Suggestion})
	}
	if estimate, ok := estimateOf(out.Errors, out.Suggestions); ok {
		out.Shares = estimate.Shares
	}
	slices.SortStableFunc(
		out.Suggestions,
		func(x, y StanceSuggestion) int { return cmp.Compare(y.Probability, x.Probability) },
	)
	out.Suggestions = out.Suggestions[:min(limit, len(out.Suggestions))]
	return out, nil
}

// estimateOf estimates how stances are shared among quotes for which they are only
// suggested.
func estimateOf(errs suggest.Errors, suggestions []StanceSuggestion) (suggest.Estimate, bool) {
	stances, articles := make([]corpus.Stance, len(suggestions)), map[corpus.ArticleID]bool{}
	for i, s := range suggestions {
		stances[i] = s.Stance
		articles[s.Card.Article.ID] = true
	}
	return errs.Estimate(stances, len(articles))
}

// judgedRows are the judged quotes of a target whose stance is settled, and the
// ids of all judged ones.
func (a *App) judgedRows(ctx context.Context, out *StanceSuggestions) ([]SuggestRow, []corpus.QuoteID, error) {
	var rows []SuggestRow
	var all []corpus.QuoteID
	for judged, err := range a.store.Judged(ctx, out.Target.ID) {
		if err != nil {
			return nil, nil, fmt.Errorf("read the judgements: %w", err)
		}
		all = append(all, judged.Quote.ID)
		stance, settled := corpus.Settled(judged.Judgements, judged.Adjudicated, corpus.Unanimity, "")
		if !settled || judged.Status == corpus.Rejected {
			out.Unsettled++
			continue
		}
		out.Judged[stance]++
		rows = append(rows, SuggestRow{Target: out.Target.Text, Text: TextOf(judged.Quote), Stance: stance})
	}
	return rows, all, nil
}

// unjudged finds quotes that may be about a target: by its words, then by those
// of quotes that were judged.
func (a *App) unjudged(ctx context.Context, target string, judged []corpus.QuoteID) ([]QuoteCard, error) {
	var cards []QuoteCard
	seen := map[corpus.QuoteID]bool{}
	for _, id := range judged {
		seen[id] = true
	}
	take := func(found []QuoteCard) {
		for _, card := range found {
			id := card.Quote.ID
			if seen[id] || card.Status == corpus.Rejected || len(cards) >= suggestMost {
				continue
			}
			seen[id] = true
			cards = append(cards, card)
		}
	}
	if words := suggest.ContentWords(target); len(words) > 0 {
		found, err := a.Search(
			ctx,
			SearchRequest{Query: strings.Join(words, " OR "), Sort: ByRelevance, Limit: suggestMost},
		)
		if err != nil {
			return nil, err
		}
		take(found.Quotes)
	}
	const examples, alike = 10, 30
	for _, id := range judged[:min(examples, len(judged))] {
		found, err := a.MoreLike(ctx, id, alike)
		if err != nil {
			return nil, err
		}
		take(found)
	}
	return cards, nil
}

// TextOf is the content of a quote, its parts joined.
func TextOf(q corpus.Quote) string {
	parts := make([]string, len(q.Anchors))
	for i, anchor := range q.Anchors {
		parts[i] = anchor.Exact
	}
	return strings.Join(parts, " … ")
}
