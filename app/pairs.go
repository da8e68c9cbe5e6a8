package app

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"quoth/app/identity"
	"quoth/corpus"
)

// SpeakerPair is two quotes whose speakers, by their names, may be one person:
// what the linker is judged by.
type SpeakerPair struct {
	A, B        corpus.QuoteID
	NameA       string
	NameB       string
	Same        bool    // the linker has them in one entry
	Probability float64 // that they are one person
	Reason      string
}

// SpeakerPairs draws pairs of quotes of different articles: the first half from
// two entries with similar names, the others from one entry.
func (a *App) SpeakerPairs(ctx context.Context, n int, seed uint64) ([]SpeakerPair, error) {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return nil, err
	}
	byEntry, err := a.quotesByEntry(ctx)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seed, seed))
	apart := r.pairsOf()
	random.Shuffle(len(apart), func(i, j int) { apart[i], apart[j] = apart[j], apart[i] })
	var out []SpeakerPair
	for _, pair := range apart {
		x, y := byEntry[pair[0].id], byEntry[pair[1].id]
		if len(out) == n/2 {
			break
		}
		if len(x) > 0 && len(y) > 0 {
			out = append(out, SpeakerPair{A: x[random.IntN(len(x))].ID, B: y[random.IntN(len(y))].ID})
		}
	}
	ids := make([]corpus.PersonID, 0, len(byEntry))
	for id, quotes := range byEntry {
		if quotes[0].Article != quotes[len(quotes)-1].Article {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for _, id := range ids[:min(len(ids), n-len(out))] {
		quotes := byEntry[id]
		one := quotes[random.IntN(len(quotes))]
		others := slices.DeleteFunc(slices.Clone(quotes), func(q corpus.Quote) bool { return q.Article == one.Article })
		out = append(out, SpeakerPair{A: one.ID, B: others[random.IntN(len(others))].ID})
	}
	return out, a.weighSpeakerPairs(ctx, out, byEntry)
}

// quotesByEntry are the quotes of each unmerged person, by article.
func (a *App) quotesByEntry(ctx context.Context) (map[corpus.PersonID][]corpus.Quote, error) {
	list, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{Limit: -1, AllActs: true})
	if err != nil {
		return nil, err
	}
	byEntry := map[corpus.PersonID][]corpus.Quote{}
	for _, q := range list {
		if q.Current.PersonID == "" {
			continue
		}
		entry, err := a.names.personEntry(ctx, q.Current.PersonID)
		if err != nil {
			return nil, err
		}
		byEntry[corpus.PersonID(entry.id)] = append(byEntry[corpus.PersonID(entry.id)], q.Current)
	}
	for _, quotes := range byEntry {
		slices.SortFunc(
			quotes,
			func(x, y corpus.Quote) int { return cmp.Or(cmp.Compare(x.Article, y.Article), cmp.Compare(x.ID, y.ID)) },
		)
	}
	return byEntry, nil
}

// WeighSpeakerPairs fills in what the linker makes of pairs of quotes; a pair of
// which this corpus lacks a quote keeps empty names.
func (a *App) WeighSpeakerPairs(ctx context.Context, pairs []SpeakerPair) error {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return err
	}
	byEntry, err := a.quotesByEntry(ctx)
	if err != nil {
		return err
	}
	return a.weighSpeakerPairs(ctx, pairs, byEntry)
}

// weighSpeakerPairs is called with the registry's lock held. The probability of
// two in one entry is that of the less certain link.
func (a *App) weighSpeakerPairs(
	ctx context.Context,
	pairs []SpeakerPair,
	byEntry map[corpus.PersonID][]corpus.Quote,
) error {
	r := &a.registry
	type placed struct {
		corpus.Quote
		entry corpus.PersonID
	}
	quotes := map[corpus.QuoteID]placed{}
	for id, list := range byEntry {
		for _, q := range list {
			quotes[q.ID] = placed{q, id}
		}
	}
	for i := range pairs {
		p := &pairs[i]
		x, okX := quotes[p.A]
		y, okY := quotes[p.B]
		if !okX || !okY {
			continue
		}
		p.NameA, p.NameB, p.Same = x.Speaker, y.Speaker, x.entry == y.entry
		if p.Same {
			p.Probability = 1
			for _, q := range []placed{x, y} {
				if q.LinkConfidence > 0 && q.LinkConfidence < p.Probability {
					p.Probability = q.LinkConfidence
				}
			}
			continue
		}
		e, f := r.people[x.entry], r.people[y.entry]
		if e == nil || f == nil {
			return fmt.Errorf("the entries of %s and %s: %w", p.A, p.B, corpus.ErrNotFound)
		}
		if err := r.learnOf(ctx, a.store, []*personEntry{e, f}); err != nil {
			return err
		}
		if w, ok := identity.Weigh(&e.profile, &f.profile); ok {
			p.Probability, p.Reason = w.Probability(), w.Reason()
		}
	}
	return nil
}
