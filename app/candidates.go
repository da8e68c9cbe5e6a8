package app

import (
	"context"
	"slices"
	"sync"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/corpus/store"
)

// candidates remembers whom a name may mean while articles are collected, so
// that a speaker of ten thousand quotes is not counted through anew for each
// article. What is remembered is dropped as soon as a keep adds to it anything
// but a day, and all of it after any act of a person.
type candidates struct {
	mu  sync.Mutex
	all map[string][]store.PersonCandidate // by store.PersonKey
}

// mostCandidateKeys bounds how many names are remembered.
const mostCandidateKeys = 20_000

func (c *candidates) of(ctx context.Context, s *store.Store, key string) ([]store.PersonCandidate, error) {
	c.mu.Lock()
	known, ok := c.all[key]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	found, err := s.PeopleNamed(ctx, key)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil || len(c.all) >= mostCandidateKeys {
		c.all = map[string][]store.PersonCandidate{}
	}
	c.all[key] = found
	return found, nil
}

// linked notes that a mention was linked to an entry.
func (c *candidates) linked(key string, id corpus.PersonID, m identity.Mention) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := slices.Clone(c.all[key])
	i := slices.IndexFunc(known, func(k store.PersonCandidate) bool { return k.Person.ID == id })
	if i < 0 || !knows(known[i], m) {
		delete(c.all, key)
		return
	}
	if m.Day != "" {
		known[i].LastSeen = max(known[i].LastSeen, m.Day)
		if known[i].FirstSeen == "" || m.Day < known[i].FirstSeen {
			known[i].FirstSeen = m.Day
		}
	}
	c.all[key] = known
}

// knows reports whether a mention adds nothing to what is known of an entry.
func knows(k store.PersonCandidate, m identity.Mention) bool {
	name := identity.Fold(m.Name)
	sameName := func(printed string) bool { return identity.Fold(printed) == name }
	if !sameName(k.Person.Name) && !slices.ContainsFunc(k.Person.Aliases, sameName) {
		return false
	}
	organization := identity.Fold(m.Organization)
	if m.Organization != "" && !slices.ContainsFunc(k.Organizations, func(o string) bool { return identity.Fold(o) == organization }) {
		return false
	}
	return slices.Contains(k.Roles, m.Role)
}

// forget drops everything: a person has changed the registry.
func (c *candidates) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = nil
}
