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
	people        map[corpus.PersonID]string
	organizations map[corpus.OrganizationID]string
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

// person is the name of the entry that stands for this one; empty for no id and for an entry that is gone.
func (n *nameCache) person(ctx context.Context, id corpus.PersonID) (string, error) {
	return cached(n, &n.people, id, func() (string, error) {
		p, err := n.store.Person(ctx, id)
		if err == nil && p.MergedInto != "" {
			p, err = n.store.Person(ctx, p.MergedInto)
		}
		return p.Name, err
	})
}

func (n *nameCache) organization(ctx context.Context, id corpus.OrganizationID) (string, error) {
	return cached(n, &n.organizations, id, func() (string, error) {
		o, err := n.store.Organization(ctx, id)
		if err == nil && o.MergedInto != "" {
			o, err = n.store.Organization(ctx, o.MergedInto)
		}
		return o.Name, err
	})
}

func cached[ID ~string](n *nameCache, names *map[ID]string, id ID, load func() (string, error)) (string, error) {
	if id == "" {
		return "", nil
	}
	n.mu.Lock()
	name, ok := (*names)[id]
	n.mu.Unlock()
	if ok {
		return name, nil
	}
	name, err := load()
	if err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return "", err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if *names == nil {
		*names = map[ID]string{}
	}
	(*names)[id] = name
	return name, nil
}

func (n *nameCache) allTags(ctx context.Context) (map[corpus.TagID]corpus.TagSummary, error) {
	n.mu.Lock()
	tags := n.tags
	n.mu.Unlock()
	if tags != nil {
		return tags, nil
	}
	list, err := n.store.Tags(ctx)
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
