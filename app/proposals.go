package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"quoth/app/identity"
	"quoth/corpus"
)

// Which pairs are worth a person's answer.
const (
	leastProbable       = 0.2 // below this an answer would almost always be no
	proposalsAThousand  = 3   // quotes
	fewestProposals     = 20
	largestGroup        = 120 // namesakes that are compared each with each
	shortestSpelledBody = 8   // letters of a name that one letter may tell apart
)

// Proposals lists pairs of entries that may be the same, one for each pair, those
// first whose answer would move most. They are found each time from names and from
// what print tells, so none is out of date; pairs that somebody keeps apart are
// left out. Nothing is merged.
func (a *App) Proposals(ctx context.Context) ([]ProposalView, error) {
	r := &a.registry
	r.mu.Lock()
	found, err := a.findProposals(ctx)
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	views := make([]ProposalView, len(found))
	for i, p := range found {
		if views[i], err = a.proposalView(ctx, p); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// Duplicates are the proposals of one registry.
func (a *App) Duplicates(ctx context.Context, kind corpus.EntryKind) ([]ProposalView, error) {
	all, err := a.Proposals(ctx)
	return slices.DeleteFunc(all, func(p ProposalView) bool { return p.Kind != kind }), err
}

// proposalsOf are those of one entry. Of a person's, only the namesakes are looked
// at.
func (a *App) proposalsOf(ctx context.Context, kind corpus.EntryKind, id string) ([]ProposalView, error) {
	if kind == corpus.OrganizationEntry {
		all, err := a.Duplicates(ctx, kind)
		return slices.DeleteFunc(all, func(p ProposalView) bool { return p.A != id && p.B != id }), err
	}
	r := &a.registry
	r.mu.Lock()
	found, err := a.proposePersonsOwn(ctx, corpus.PersonID(id))
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	views := make([]ProposalView, len(found))
	for i, p := range found {
		if views[i], err = a.proposalView(ctx, p.MergeProposal); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// mostOwnProposals is how many pairs a person's own page asks about.
const mostOwnProposals = 5

func (a *App) proposePersonsOwn(ctx context.Context, id corpus.PersonID) ([]usefulProposal, error) {
	r := &a.registry
	if err := r.load(ctx, a.store); err != nil {
		return nil, err
	}
	self := r.people[id]
	if self == nil {
		return nil, nil // merged away
	}
	namesakes, err := r.candidates(ctx, a.store, self.profile.Names)
	if err != nil {
		return nil, err
	}
	var pairs [][2]*personEntry
	for _, e := range namesakes {
		if e != self && !r.apart[[2]string{string(e.id), string(id)}] {
			pairs = append(pairs, [2]*personEntry{self, e})
		}
	}
	out := weighPairs(pairs)
	slices.SortFunc(out, byUse)
	return out[:min(len(out), mostOwnProposals)], nil
}

func byUse(x, y usefulProposal) int {
	return cmp.Or(cmp.Compare(y.use, x.use), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
}

func (a *App) proposalView(ctx context.Context, p corpus.MergeProposal) (ProposalView, error) {
	view := ProposalView{MergeProposal: p, ID: proposalID(p)}
	var err error
	if view.NameA, view.DetailA, err = a.entryLine(ctx, p.Kind, p.A); err != nil {
		return view, err
	}
	view.NameB, view.DetailB, err = a.entryLine(ctx, p.Kind, p.B)
	return view, err
}

// proposalID is what a pair is called, whichever way round it is proposed.
func proposalID(p corpus.MergeProposal) string {
	x, y := p.A, p.B
	if y < x {
		x, y = y, x
	}
	sum := sha256.Sum256([]byte(string(p.Kind) + "\x00" + x + "\x00" + y))
	return hex.EncodeToString(sum[:5])
}

// AcceptProposal merges the two entries of a proposal and of those like it: the
// same two names once more. It is one act.
func (a *App) AcceptProposal(ctx context.Context, coder corpus.Coder, id string) (corpus.Change, error) {
	return a.settleProposal(ctx, coder, id, func(p ProposalView) corpus.Act {
		if p.Kind == corpus.OrganizationEntry {
			return corpus.MergeOrganizations{From: corpus.OrganizationID(p.B), Into: corpus.OrganizationID(p.A)}
		}
		return corpus.MergePeople{From: corpus.PersonID(p.B), Into: corpus.PersonID(p.A)}
	})
}

// RejectProposal keeps the two entries of a proposal, and of those like it, apart
// for good.
func (a *App) RejectProposal(ctx context.Context, coder corpus.Coder, id string) (corpus.Change, error) {
	return a.settleProposal(ctx, coder, id, func(p ProposalView) corpus.Act {
		return corpus.KeepApart{Kind: p.Kind, A: p.A, B: p.B}
	})
}

func (a *App) settleProposal(
	ctx context.Context,
	coder corpus.Coder,
	id string,
	act func(ProposalView) corpus.Act,
) (corpus.Change, error) {
	all, err := a.Proposals(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	i := slices.IndexFunc(all, func(p ProposalView) bool { return p.ID == id })
	if i < 0 {
		return corpus.Change{}, fmt.Errorf(
			"the proposal %s: %w: list them again, it may be settled",
			id,
			corpus.ErrNotFound,
		)
	}
	chosen := all[i]
	acts := []corpus.Act{act(chosen)}
	moved := map[string]bool{chosen.B: true}
	for j, p := range all {
		if j != i && p.like(chosen) && !moved[p.A] && !moved[p.B] {
			acts = append(acts, act(p))
			moved[p.B] = true
		}
	}
	if len(acts) == 1 {
		return a.Do(ctx, coder, acts[0])
	}
	return a.Do(
		ctx,
		coder,
		corpus.Many{
			Title: fmt.Sprintf("settle %d proposals: %s, %s", len(acts), chosen.NameA, chosen.NameB),
			Acts:  acts,
		},
	)
}

// like reports whether another proposal asks about the same two names.
func (p ProposalView) like(o ProposalView) bool {
	a, b, c, d := identity.Fold(p.NameA), identity.Fold(p.NameB), identity.Fold(o.NameA), identity.Fold(o.NameB)
	return p.Kind == o.Kind && (a == c && b == d || a == d && b == c)
}

// findProposals is called with the registry's lock held.
func (a *App) findProposals(ctx context.Context) ([]corpus.MergeProposal, error) {
	r := &a.registry
	if err := r.load(ctx, a.store); err != nil {
		return nil, err
	}
	people, err := a.proposePeople(ctx)
	if err != nil {
		return nil, err
	}
	bodies, err := a.proposeBodies(ctx)
	if err != nil {
		return nil, err
	}
	all := append(people, bodies...)
	counts, err := a.store.Counts(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, byUse)
	all = all[:min(len(all), max(fewestProposals, counts.Quotes*proposalsAThousand/1000))]
	out := make([]corpus.MergeProposal, len(all))
	for i, p := range all {
		out[i] = p.MergeProposal
	}
	return out, nil
}

// usefulProposal is a proposal with what an answer would be worth.
type usefulProposal struct {
	corpus.MergeProposal
	use float64
}

func useful(p corpus.MergeProposal, quotes int) usefulProposal {
	return usefulProposal{p, p.Score * math.Log2(1+float64(quotes))}
}

// pairsOf gives each pair of entries whose names may be one person's once.
func (r *registry) pairsOf() [][2]*personEntry {
	groups := map[string][]*personEntry{}
	for key, list := range r.byKey {
		if strings.HasPrefix(key, " ") {
			continue
		}
		if len(list) <= largestGroup {
			groups["surname "+key] = list
			continue
		}
		for _, e := range list { // namesakes by the hundred: only those whose given names begin alike
			for _, n := range e.profile.Names {
				if len(n.Given) > 0 {
					initial := "surname " + key + " " + n.Given[0][:1]
					groups[initial] = append(groups[initial], e)
				}
			}
		}
	}
	for _, e := range r.people {
		for _, n := range e.profile.Names {
			if n.Full() && n.Surname != "" { // the surname may be misprinted
				key := "given " + n.Given[0] + " " + n.Surname[:1]
				groups[key] = append(groups[key], e)
			}
		}
	}
	seen := map[[2]*personEntry]bool{}
	var out [][2]*personEntry
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		list := groups[key]
		slices.SortFunc(list, func(a, b *personEntry) int { return cmp.Compare(a.id, b.id) })
		list = slices.Compact(slices.Clone(list))
		for i, x := range list[:min(len(list), largestGroup)] {
			for _, y := range list[i+1 : min(len(list), largestGroup)] {
				if pair := [2]*personEntry{x, y}; !seen[pair] {
					seen[pair] = true
					if _, ok := identity.Weigh(
						&x.profile,
						&y.profile,
					); ok &&
						!r.apart[[2]string{string(x.id), string(y.id)}] {
						out = append(out, pair)
					}
				}
			}
		}
	}
	return out
}

func (a *App) proposePeople(ctx context.Context) ([]usefulProposal, error) {
	r := &a.registry
	pairs := r.pairsOf()
	if err := r.learn(ctx, a.store, pairs); err != nil {
		return nil, err
	}
	return weighPairs(pairs), nil
}

// weighPairs gives the pairs that are worth an answer.
func weighPairs(pairs [][2]*personEntry) []usefulProposal {
	var out []usefulProposal
	for _, pair := range pairs {
		into, from := pair[0], pair[1]
		if keepBefore(from, into) {
			into, from = from, into
		}
		w, ok := identity.Weigh(&from.profile, &into.profile)
		if !ok || w.Probability() < leastProbable || from.profile.Quotes == 0 && into.profile.Quotes == 0 {
			continue
		}
		out = append(out, useful(corpus.MergeProposal{
			Kind: corpus.PersonEntry, A: string(into.id), B: string(from.id),
			Score: w.Probability(), Reason: w.Reason(),
		}, from.profile.Quotes))
	}
	return out
}

// keepBefore reports whether an entry should stay rather than another one.
func keepBefore(a, b *personEntry) bool {
	if a.confirmed != b.confirmed {
		return a.confirmed
	}
	if open := a.profile.Open(); open != b.profile.Open() {
		return !open
	}
	return cmp.Or(cmp.Compare(b.profile.Quotes, a.profile.Quotes), cmp.Compare(a.id, b.id)) < 0
}

func (a *App) proposeBodies(ctx context.Context) ([]usefulProposal, error) {
	r := &a.registry
	quotes, err := a.store.EntryQuotes(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	apart, err := a.store.KeptApart(ctx, corpus.OrganizationEntry)
	if err != nil {
		return nil, err
	}
	var out []usefulProposal
	propose := func(long, short *bodyEntry, score float64, reason string) {
		if long.id == short.id || apart[[2]string{string(long.id), string(short.id)}] {
			return
		}
		out = append(
			out,
			useful(
				corpus.MergeProposal{
					Kind:   corpus.OrganizationEntry,
					A:      string(long.id),
					B:      string(short.id),
					Score:  score,
					Reason: reason,
				},
				min(quotes[string(long.id)], quotes[string(short.id)]),
			),
		)
	}
	byStart := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(r.bodies)) {
		e := r.bodies[key]
		if identity.LooksLikeAcronym(key) {
			if long := r.byName[key]; len(long) == 1 {
				propose(long[0], e, 0.5, "one is the other's initials")
			}
		}
		if runes := []rune(key); len(runes) >= shortestSpelledBody {
			for _, half := range []string{"< " + string(runes[:len(runes)/2]), "> " + string(runes[len(runes)-len(runes)/2+1:])} {
				for _, other := range byStart[half] {
					if identity.OneEditApart(key, other) {
						propose(r.bodies[other], e, 0.6, "the names differ by one letter")
						break
					}
				}
				byStart[half] = append(byStart[half], key)
			}
		}
	}
	slices.SortFunc(out, func(x, y usefulProposal) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return slices.CompactFunc(out, func(x, y usefulProposal) bool { return x.A == y.A && x.B == y.B }), nil
}
