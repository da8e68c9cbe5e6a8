package app

import (
	"context"

	"quoth/corpus"
	"quoth/indexer"
)

// Collocate is a word that stands near the words found more often than chance
// would have it. The measures are explained in assets/help/search.md.
type Collocate struct {
	Word          string
	Together      int // times it stands near
	Left, Right   int // of these
	Everywhere    int // times in all quotes
	LogLikelihood float64
	LogDice       float64
}

// Collocates is a table of collocates.
type Collocates struct {
	Found int // quotes that match
	Read  int // of these, the newest that were counted
	Times int // the words found stand there so often
	Words []Collocate
}

// CollocateOptions say what is near and what comes first. Zero values are the
// usual ones: five words on each side, together at least three times, a hundred
// words by log-likelihood.
type CollocateOptions struct {
	Window, Minimum, Most int
	ByLogDice             bool
}

// Collocates lists the words around those a query finds.
func (a *App) Collocates(ctx context.Context, r SearchRequest, o CollocateOptions) (Collocates, error) {
	index, request, err := a.asked(ctx, r)
	if err != nil {
		return Collocates{}, err
	}
	by := "log-likelihood"
	if o.ByLogDice {
		by = "log-dice"
	}
	table, err := index.Collocates(
		ctx,
		request,
		indexer.CollocateOptions{Window: o.Window, Minimum: o.Minimum, Most: o.Most, By: by},
	)
	if err != nil {
		return Collocates{}, queryError(err)
	}
	out := Collocates{
		Found: table.Found,
		Read:  table.Read,
		Times: table.Nodes,
		Words: make([]Collocate, len(table.Words)),
	}
	for i, c := range table.Words {
		out.Words[i] = Collocate(c)
	}
	return out, nil
}

// PeriodCount is one step of a frequency over time.
type PeriodCount struct {
	Period     string // "2015" or "2015-10"
	Found      int    // quotes that match
	Words      int    // of all quotes of that time
	PerMillion float64
}

// Frequency counts what a query finds by "year" or "month", per million words of
// all quotes of that time.
func (a *App) Frequency(ctx context.Context, r SearchRequest, by string) ([]PeriodCount, error) {
	index, request, err := a.asked(ctx, r)
	if err != nil {
		return nil, err
	}
	counts, err := index.Frequency(ctx, request, by)
	if err != nil {
		return nil, queryError(err)
	}
	out := make([]PeriodCount, len(counts))
	for i, c := range counts {
		out[i] = PeriodCount(c)
	}
	return out, nil
}

// asked opens the index and turns a request into its words.
func (a *App) asked(ctx context.Context, r SearchRequest) (*indexer.Index, indexer.Request, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, indexer.Request{}, err
	}
	request, err := a.indexRequest(ctx, r)
	return index, request, err
}

// MoreLike lists quotes that say something like this one, most alike first. They
// are found by their words.
func (a *App) MoreLike(ctx context.Context, quote corpus.QuoteID, limit int) ([]QuoteCard, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, err
	}
	hits, err := index.MoreLike(ctx, indexer.QuoteKind, string(quote), limit)
	if err != nil {
		return nil, err
	}
	return a.quoteHits(ctx, hits, nil)
}
