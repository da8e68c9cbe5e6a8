package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/corpus/store"
)

// certain is the probability from which two entries are merged without a question,
// in an act that is undone as one.
const certain = 0.9

// CertainMerges lists the merges that the linker would have made had it met the
// articles of this corpus itself: what earlier versions left in several entries.
// Entries that a person made, keeps apart or has decided on are left alone.
func (a *App) CertainMerges(ctx context.Context) ([]corpus.EntryMerge, error) {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return nil, err
	}
	people, err := a.certainPeople(ctx)
	if err != nil {
		return nil, err
	}
	bodies, err := a.certainBodies(ctx)
	return append(people, bodies...), err
}

// Heal makes the certain merges, as one act of a coder. The change is that of
// kind "nothing" when there are none.
func (a *App) Heal(ctx context.Context, coder corpus.Coder) (corpus.Change, int, error) {
	merges, err := a.CertainMerges(ctx)
	if err != nil || len(merges) == 0 {
		return corpus.Change{Kind: "nothing"}, 0, err
	}
	acts := make([]corpus.Act, len(merges))
	for i, m := range merges {
		acts[i] = corpus.MergePeople{From: corpus.PersonID(m.From), Into: corpus.PersonID(m.Into)}
		if m.Kind == corpus.OrganizationEntry {
			acts[i] = corpus.MergeOrganizations{
				From: corpus.OrganizationID(m.From),
				Into: corpus.OrganizationID(m.Into),
			}
		}
	}
	change, err := a.Do(
		ctx,
		coder,
		corpus.Many{Title: fmt.Sprintf("merge %d entries that are certain to be others", len(acts)), Acts: acts},
	)
	return change, len(acts), err
}

func (a *App) certainPeople(ctx context.Context) ([]corpus.EntryMerge, error) {
	r := &a.registry
	decided, err := a.store.DecidedEntries(ctx, corpus.PersonEntry)
	if err != nil {
		return nil, err
	}
	var merges []corpus.EntryMerge
	gone := map[*personEntry]bool{}
	for _, key := range slices.Sorted(maps.Keys(r.byKey)) {
		block := r.byKey[key]
		if strings.HasPrefix(key, " ") || len(block) < 2 {
			continue
		}
		if err := r.learnOf(ctx, a.store, block); err != nil {
			return nil, err
		}
		block = slices.DeleteFunc(slices.Clone(block), func(e *personEntry) bool { return gone[e] })
		slices.SortFunc(block, func(x, y *personEntry) int {
			if x == y {
				return 0
			}
			if keepBefore(x, y) {
				return -1
			}
			return 1
		})
		var kept []*personEntry
		var profiles []*identity.Profile
		for _, e := range block {
			choice := identity.Choose(&e.profile, profiles)
			if choice.Index < 0 || choice.Probability < certain || e.confirmed || decided[string(e.id)] ||
				r.apart[[2]string{string(e.id), string(kept[choice.Index].id)}] {
				together := &identity.Profile{} // what is found here is no knowledge of the registry yet
				together.Join(&e.profile)
				kept, profiles = append(kept, e), append(profiles, together)
				continue
			}
			gone[e] = true
			profiles[choice.Index].Join(&e.profile)
			merges = append(merges, corpus.EntryMerge{
				Kind: corpus.PersonEntry, From: string(e.id), Into: string(kept[choice.Index].id),
				Score: choice.Probability, Reason: choice.Weighed.Reason(),
			})
		}
	}
	return merges, nil
}

func (a *App) certainBodies(ctx context.Context) ([]corpus.EntryMerge, error) {
	names, err := a.store.RegistryNames(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	decided, err := a.store.DecidedEntries(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	apart, err := a.store.KeptApart(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	quotes, err := a.store.EntryQuotes(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(names, func(x, y store.RegistryName) int {
		if x.Confirmed != y.Confirmed {
			if x.Confirmed {
				return -1
			}
			return 1
		}
		return cmp.Compare(quotes[y.Root], quotes[x.Root])
	})
	var merges []corpus.EntryMerge
	first := map[string]string{}
	for _, n := range names {
		if identity.Generic(n.Forms[0]) {
			continue
		}
		key := identity.BodyKey(n.Forms[0], "")
		into, ok := first[key]
		switch {
		case !ok:
			first[key] = n.Root
		case !n.Confirmed && !decided[n.Root] && !apart[[2]string{n.Root, into}]:
			merges = append(
				merges,
				corpus.EntryMerge{
					Kind:   corpus.OrganizationEntry,
					From:   n.Root,
					Into:   into,
					Score:  1,
					Reason: "names of one organisation",
				},
			)
		}
	}
	return merges, nil
}

// CertainMerge is a merge that is certain, with the names of both entries.
type CertainMerge struct {
	From, FromAbout, Into, IntoAbout string
	Reason                           string
}

// Certain names the merges of [App.CertainMerges].
func (a *App) Certain(ctx context.Context) ([]CertainMerge, error) {
	merges, err := a.CertainMerges(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]CertainMerge, len(merges))
	for i, m := range merges {
		out[i].Reason = m.Reason
		if out[i].From, out[i].FromAbout, err = a.entryLine(ctx, m.Kind, m.From); err != nil {
			return nil, err
		}
		if out[i].Into, out[i].IntoAbout, err = a.entryLine(ctx, m.Kind, m.Into); err != nil {
			return nil, err
		}
	}
	return out, nil
}
