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

// FileAnew files speakers that stand among people and are none as organisations,
// or as nobody, as one act of a coder; it tells how many quotes are concerned.
// The change is that of kind "nothing" when there are none.
func (a *App) FileAnew(ctx context.Context, coder corpus.Coder) (corpus.Change, int, error) {
	anew, quotes, err := a.misfiled(ctx)
	if err != nil || len(anew) == 0 {
		return corpus.Change{Kind: "nothing"}, 0, err
	}
	change, err := a.Do(
		ctx,
		coder,
		corpus.Resuggest{
			Articles: anew,
			Title:    fmt.Sprintf("file the speakers of %d quotes that are no people", quotes),
		},
	)
	return change, quotes, err
}

// misfiled are the suggestions of articles in which speakers stand among people
// that the linker would file as organisations now, or as nobody, and how many
// quotes are theirs. What a person acted on stays.
func (a *App) misfiled(ctx context.Context) (anew []corpus.Suggestions, count int, err error) {
	names, err := a.store.RegistryNames(ctx, corpus.PersonEntry)
	if err != nil {
		return nil, 0, err
	}
	decided, err := a.store.DecidedEntries(ctx, corpus.PersonEntry)
	if err != nil {
		return nil, 0, err
	}
	wrong := map[corpus.ArticleID][]corpus.QuoteID{}
	for _, n := range names {
		if n.Confirmed || decided[n.Root] || slices.ContainsFunc(n.Forms, func(form string) bool {
			_, kind := identity.Person(form, "", false)
			return kind == identity.IsPerson
		}) {
			continue
		}
		quotes, _, err := a.store.Quotes(
			ctx,
			corpus.QuoteFilter{Person: corpus.PersonID(n.Root), AllActs: true, Limit: -1},
		)
		if err != nil {
			return nil, 0, err
		}
		for _, q := range quotes {
			wrong[q.Quote.Article] = append(wrong[q.Quote.Article], q.Quote.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(wrong)) {
		one, n, err := a.fileAnew(ctx, id, wrong[id])
		if err != nil {
			return nil, 0, err
		}
		if n > 0 {
			anew, count = append(anew, one), count+n
		}
	}
	return anew, count, nil
}

// fileAnew links some quotes of an article again, those whose speaker its text
// shows to be no person.
func (a *App) fileAnew(
	ctx context.Context,
	id corpus.ArticleID,
	quotes []corpus.QuoteID,
) (anew corpus.Suggestions, changed int, err error) {
	article, err := a.store.Article(ctx, id)
	if err != nil {
		return anew, 0, err
	}
	version, err := a.store.Version(ctx, article.Current)
	if err != nil {
		return anew, 0, err
	}
	open, _, err := a.store.Suggestions(ctx, id, version.ID)
	if err != nil {
		return anew, 0, err
	}
	keep := corpus.Keep{Article: article, Version: version}
	sorter := linker{keep: &corpus.Keep{Version: version}}
	var places []int
	for i, q := range open {
		if now := q; slices.Contains(quotes, q.ID) {
			if sorter.sort(&now); now.SpeakerType != q.SpeakerType {
				places, keep.Quotes = append(places, i), append(keep.Quotes, q)
			}
		}
	}
	if len(places) == 0 {
		return anew, 0, nil
	}
	unlink(&keep)
	if err := a.linkSpeakers(ctx, &keep); err != nil {
		return anew, 0, err
	}
	for i, place := range places {
		open[place] = keep.Quotes[i]
	}
	return corpus.Suggestions{
		Version: version.ID, Quotes: open, People: keep.People, Organizations: keep.Organizations,
		Aliases: keep.Aliases, Merges: keep.Merges,
	}, len(places), nil
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
		if name := n.Forms[0]; identity.Generic(name) || identity.Ambiguous(name) && identity.Known(name, "") == nil {
			continue // nobody's in particular, or of any country
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
