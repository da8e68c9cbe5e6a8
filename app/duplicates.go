package app

import (
	"context"
	"slices"
	"sort"
	"strings"

	"quoth/corpus"
	"quoth/corpus/store"
)

// mostDuplicates is how many pairs are proposed at once.
const mostDuplicates = 100

// Duplicates proposes pairs of one registry that may be the same: those the
// program met while it read, and those whose names alone look alike. Surest
// first; pairs that somebody keeps apart are left out. Nothing is merged.
func (a *App) Duplicates(ctx context.Context, kind corpus.EntryKind) ([]ProposalView, error) {
	found, err := a.store.Proposals(ctx)
	if err != nil {
		return nil, err
	}
	names, err := a.store.EntryNames(ctx, kind)
	if err != nil {
		return nil, err
	}
	apart, err := a.store.KeptApart(ctx, kind)
	if err != nil {
		return nil, err
	}
	alike := likePeople
	if kind == corpus.OrganizationEntry {
		alike = likeOrganizations
	}
	var all []corpus.MergeProposal
	known := map[[2]string]bool{}
	for _, p := range append(found, alike(names)...) {
		if p.Kind == kind && !apart[[2]string{p.A, p.B}] && !known[[2]string{p.A, p.B}] && !known[[2]string{p.B, p.A}] {
			known[[2]string{p.A, p.B}] = true
			all = append(all, p)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Score > all[j].Score })
	var views []ProposalView
	for _, p := range all[:min(len(all), mostDuplicates)] {
		view := ProposalView{MergeProposal: p}
		if view.NameA, view.DetailA, err = a.entryLine(ctx, kind, p.A); err != nil {
			return nil, err
		}
		if view.NameB, view.DetailB, err = a.entryLine(ctx, kind, p.B); err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// forms of address say nothing about who somebody is.
var formsOfAddress = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "sir": true, "dame": true, "dr": true, "prof": true, "professor": true,
	"lord": true, "lady": true, "baroness": true, "rev": true, "judge": true, "senator": true, "president": true, "herr": true, "frau": true, "monsieur": true, "madame": true}

// personName is a name cut up: given names without forms of address, surname.
type personName struct {
	id, whole, surname string
	given              []string
}

func cutName(n store.EntryName) personName {
	out := personName{id: n.ID, whole: corpus.FoldName(n.Name), surname: store.PersonKey(n.Name)}
	for _, w := range strings.Fields(out.whole) {
		w = strings.Trim(w, ".")
		if w == out.surname {
			break
		}
		if !formsOfAddress[w] {
			out.given = append(out.given, w)
		}
	}
	return out
}

// likePeople compares each name with those of its surname and, for spelling,
// with those of its given name.
func likePeople(names []store.EntryName) []corpus.MergeProposal {
	bySurname, byGiven := map[string][]personName{}, map[string][]personName{}
	for _, n := range names {
		p := cutName(n)
		bySurname[p.surname] = append(bySurname[p.surname], p)
		if len(p.given) > 0 && p.surname != "" {
			key := p.given[0] + " " + p.surname[:1]
			byGiven[key] = append(byGiven[key], p)
		}
	}
	var out []corpus.MergeProposal
	pairs(bySurname, func(a, b personName, group int) {
		if score, reason := likeGiven(a, b, group); score > 0 {
			out = append(out, proposal(corpus.PersonEntry, a, b, score, reason))
		}
	})
	pairs(byGiven, func(a, b personName, _ int) {
		if a.surname != b.surname && len(a.surname) > 4 && slices.Equal(a.given, b.given) && oneLetterApart(a.surname, b.surname) {
			out = append(out, proposal(corpus.PersonEntry, a, b, 0.7, "the surnames differ by one letter"))
		}
	})
	return out
}

// largestGroup bounds how many namesakes are compared with each other: beyond it
// a name says too little.
const largestGroup = 60

func pairs(groups map[string][]personName, f func(a, b personName, group int)) {
	for _, group := range groups {
		for i := range group[:min(len(group), largestGroup)] {
			for j := i + 1; j < min(len(group), largestGroup); j++ {
				f(group[i], group[j], len(group))
			}
		}
	}
}

// likeGiven compares two names of one surname.
func likeGiven(a, b personName, namesakes int) (score float64, reason string) {
	switch {
	case slices.Equal(a.given, b.given):
		return 0.95, "the same name but for a form of address or accents"
	case len(a.given) == 0 || len(b.given) == 0:
		if namesakes == 2 {
			return 0.6, "one is a surname that only the other one has"
		}
		return 0, ""
	case initialOf(a.given[0], b.given[0]) || initialOf(b.given[0], a.given[0]):
		return 0.8, "one given name is the other's initial"
	case a.given[0] == b.given[0]:
		return 0.85, "the same but for a middle name"
	case min(len(a.given[0]), len(b.given[0])) > 3 && oneLetterApart(a.given[0], b.given[0]):
		return 0.65, "the given names differ by one letter"
	}
	return 0, ""
}

// initialOf reports whether short is the first letter of long.
func initialOf(short, long string) bool {
	return len([]rune(short)) == 1 && strings.HasPrefix(long, short) && short != long
}

// oneLetterApart reports whether one letter was changed, left out or added.
func oneLetterApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) == len(y) {
		return slices.Equal(x[i+1:], y[i+1:])
	}
	return slices.Equal(x[i:], y[i+1:])
}

// likeOrganizations compares organisations by their names without articles and
// legal forms, and by initials.
func likeOrganizations(names []store.EntryName) []corpus.MergeProposal {
	byKey, byInitials := map[string]personName{}, map[string]personName{}
	var out []corpus.MergeProposal
	for _, n := range names {
		p := personName{id: n.ID, whole: corpus.FoldName(n.Name), surname: store.OrganizationKey(n.Name)}
		if p.surname == "" {
			continue
		}
		if other, ok := byKey[p.surname]; ok {
			out = append(out, proposal(corpus.OrganizationEntry, other, p, 0.95, "the same name but for an article or a legal form"))
		}
		byKey[p.surname] = p
		if words := strings.Fields(p.surname); len(words) > 2 {
			var initials strings.Builder
			for _, w := range words {
				initials.WriteRune([]rune(w)[0])
			}
			byInitials[initials.String()] = p
		}
	}
	for initials, long := range byInitials {
		if short, ok := byKey[initials]; ok {
			out = append(out, proposal(corpus.OrganizationEntry, long, short, 0.7, "one is the other's initials"))
		}
	}
	return out
}

// proposal keeps the entry with the longer name.
func proposal(kind corpus.EntryKind, a, b personName, score float64, reason string) corpus.MergeProposal {
	if len(b.whole) > len(a.whole) {
		a, b = b, a
	}
	return corpus.MergeProposal{Kind: kind, A: a.id, B: b.id, Score: score, Reason: reason}
}
