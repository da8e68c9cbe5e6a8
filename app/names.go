package app

import (
	"context"
	"errors"
	"sync"

	"quoth/corpus"
	"quoth/corpus/store"
)

// nameCache remembers the names of registry entries and tags that screens
// show again and again. A change forgets what it touched.
type nameCache struct {
	store *store.Store

	mu            sync.Mutex
	people        map[corpus.PersonID]entry
	organizations map[corpus.OrganizationID]entry
	tags          map[corpus.TagID]corpus.TagSummary
}

func (n *nameCache) forget(t corpus.Touched) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(t.People) > 0 {
		n.people = nil // a merge renames the whole family
	}
	if len(t.Organizations) > 0 {
		n.organizations = nil
	}
	if len(t.Tags) > 0 {
		n.tags = nil
	}
}

// entry is a thing that has an id and a name for people; without a name it is
// gone. group is the one a coder put it in, if any.
type entry struct{ id, name, group string }

// person is the name of the entry that stands for this one; empty for no id and for an entry that is gone.
func (n *nameCache) person(ctx context.Context, id corpus.PersonID) (string, error) {
	e, err := n.personEntry(ctx, id)
	return e.name, err
}

// personEntry is the entry that stands for this one.
func (n *nameCache) personEntry(ctx context.Context, id corpus.PersonID) (entry, error) {
	return cached(n, &n.people, id, func() (entry, error) {
		p, err := n.store.Person(ctx, id)
		if err == nil && p.MergedInto != "" {
			p, err = n.store.Person(ctx, p.MergedInto)
		}
		return entry{string(p.ID), p.Name, p.Attributes[corpus.GroupAttribute]}, err
	})
}

func (n *nameCache) organization(ctx context.Context, id corpus.OrganizationID) (string, error) {
	e, err := n.organizationEntry(ctx, id)
	return e.name, err
}

func (n *nameCache) organizationEntry(ctx context.Context, id corpus.OrganizationID) (entry, error) {
	return cached(n, &n.organizations, id, func() (entry, error) {
		o, err := n.store.Organization(ctx, id)
		if err == nil && o.MergedInto != "" {
			o, err = n.store.Organization(ctx, o.MergedInto)
		}
		return entry{string(o.ID), o.Name, o.Attributes[corpus.GroupAttribute]}, err
	})
}

// group is the group of a speaker: their own, else that of the organisation they
// speak for.
func (n *nameCache) group(ctx context.Context, q corpus.Quote) (string, error) {
	person, err := n.personEntry(ctx, q.PersonID)
	if err != nil || person.group != "" {
		return person.group, err
	}
	organization, err := n.organizationEntry(ctx, q.OrganizationID)
	return organization.group, err
}

func cached[ID ~string](n *nameCache, entries *map[ID]entry, id ID, load func() (entry, error)) (entry, error) {
	if id == "" {
		return entry{}, nil
	}
	n.mu.Lock()
	e, ok := (*entries)[id]
	n.mu.Unlock()
	if ok {
		return e, nil
	}
	e, err := load()
	if err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return entry{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if *entries == nil {
		*entries = map[ID]entry{}
	}
	(*entries)[id] = e
	return e, nil
}

func (n *nameCache) allTags(ctx context.Context) (map[corpus.TagID]corpus.TagSummary, error) {
	n.mu.Lock()
	tags := n.tags
	n.mu.Unlock()
	if tags != nil {
		return tags, nil
	}
	list, err := n.store.TagTree(ctx)
	if err != nil {
		return nil, err
	}
	tags = make(map[corpus.TagID]corpus.TagSummary, len(list))
	for _, t := range list {
		tags[t.ID] = t
	}
	n.mu.Lock()
	n.tags = tags
	n.mu.Unlock()
	return tags, nil
}
