package app

import (
	"context"
	"slices"
	"strings"
	"sync"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/corpus/store"
)

// registry holds the names of all entries by what they may be met under, and of
// those that were met what print has told of them, so that linking an article
// asks the file for nothing that an earlier one has asked for. It follows what
// the linker does; after an act of a person on the registry it is read again.
type registry struct {
	mu     sync.Mutex
	loaded bool

	people map[corpus.PersonID]*personEntry
	byKey  map[string][]*personEntry // identity.Name.Key, and FirstKey after a blank
	bodies map[string]*bodyEntry     // identity.BodyKey
	byName map[string][]*bodyEntry   // initials of names of several words
	apart  map[[2]string]bool
}

// personEntry is an unmerged person.
type personEntry struct {
	id        corpus.PersonID
	profile   identity.Profile
	printed   map[string]bool // forms that need no alias any more
	confirmed bool
	known     bool // profile holds what the file's quotes tell
}

// bodyEntry is an unmerged organisation.
type bodyEntry struct {
	id      corpus.OrganizationID
	name    string
	key     string
	printed map[string]bool
}

// forget drops everything: the registry was changed by a person.
func (r *registry) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loaded = false
	r.people, r.byKey, r.bodies, r.byName, r.apart = nil, nil, nil, nil, nil
}

// changed notes an act of a person. One on a quote changes what is known of
// people, not who there is.
func (r *registry) changed(t corpus.Touched) {
	if len(t.People) > 0 || len(t.Organizations) > 0 {
		r.forget()
		return
	}
	if len(t.Quotes) == 0 && len(t.Articles) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.people {
		if e.known {
			e.known, e.profile = false, identity.Profile{Names: e.profile.Names}
		}
	}
}

// load reads all names once. Called with mu held.
func (r *registry) load(ctx context.Context, s *store.Store) error {
	if r.loaded {
		return nil
	}
	people, err := s.RegistryNames(ctx, corpus.PersonEntry)
	if err != nil {
		return err
	}
	organizations, err := s.RegistryNames(ctx, corpus.OrganizationEntry)
	if err != nil {
		return err
	}
	if r.apart, err = s.KeptApart(ctx, corpus.PersonEntry); err != nil {
		return err
	}
	r.people, r.byKey = make(
		map[corpus.PersonID]*personEntry,
		len(people),
	), make(
		map[string][]*personEntry,
		len(people),
	)
	r.bodies, r.byName = make(map[string]*bodyEntry, len(organizations)), map[string][]*bodyEntry{}
	for _, n := range people {
		r.addPerson(corpus.PersonID(n.Root), n.Confirmed, n.Forms...)
	}
	for _, n := range organizations {
		r.addBody(corpus.OrganizationID(n.Root), n.Forms...)
	}
	r.loaded = true
	return nil
}

// addPerson files an entry, or more forms of one, under its names.
func (r *registry) addPerson(id corpus.PersonID, confirmed bool, forms ...string) *personEntry {
	e := r.people[id]
	if e == nil {
		e = &personEntry{id: id, printed: map[string]bool{}}
		r.people[id] = e
	}
	e.confirmed = e.confirmed || confirmed
	for _, form := range forms {
		e.printed[strings.ToLower(form)] = true
		n := identity.NewName(form)
		if !e.profile.AddName(n) {
			continue
		}
		r.file(n.Key(), e)
		if first := n.FirstKey(); first != "" {
			r.file(" "+first, e)
		}
	}
	return e
}

func (r *registry) file(key string, e *personEntry) {
	if !slices.Contains(r.byKey[key], e) {
		r.byKey[key] = append(r.byKey[key], e)
	}
}

// addBody files an organisation. Where two have one name the first stands.
func (r *registry) addBody(id corpus.OrganizationID, forms ...string) *bodyEntry {
	var e *bodyEntry
	for i, form := range forms {
		if i > 0 && identity.Ambiguous(form) {
			e.printed[strings.ToLower(form)] = true
			continue
		}
		key := identity.BodyKey(form, "")
		if e == nil {
			e = &bodyEntry{id: id, name: forms[0], key: key, printed: map[string]bool{}}
		}
		e.printed[strings.ToLower(form)] = true
		if r.bodies[key] == nil {
			r.bodies[key] = e
		}
		for _, initials := range initialsOf(form) {
			if !slices.Contains(r.byName[initials], e) {
				r.byName[initials] = append(r.byName[initials], e)
			}
		}
	}
	return e
}

func initialsOf(name string) []string {
	short, long := identity.Acronym(name)
	if short == long {
		return []string{short}
	}
	return []string{short, long}
}

// findPerson finds the entry that a name given by a person means; empty for none.
func (a *App) findPerson(ctx context.Context, name string, seen identity.Seen) (corpus.PersonID, error) {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return "", err
	}
	n := identity.NewName(name)
	found, err := r.candidates(ctx, a.store, []identity.Name{n})
	if err != nil {
		return "", err
	}
	if seen.Body != "" {
		seen.Body = identity.BodyKey(seen.Body, "")
	}
	seen.Quotes = 1
	mention := &identity.Profile{Names: []identity.Name{n}}
	mention.Add(seen)
	profiles := make([]*identity.Profile, len(found))
	for i, e := range found {
		profiles[i] = &e.profile
	}
	if choice := identity.Choose(mention, profiles); choice.Index >= 0 {
		return found[choice.Index].id, nil
	}
	// Who writes a name that is there in these very words means that one, unless
	// something speaks against it.
	var same *personEntry
	for _, e := range found {
		if e.printed[strings.ToLower(name)] && (same == nil || e.id < same.id) {
			if w, ok := identity.Weigh(mention, &e.profile); ok && !w.Contradicted() {
				same = e
			}
		}
	}
	if same == nil {
		return "", nil
	}
	return same.id, nil
}

// findOrganization finds the entry of a name; empty for none.
func (a *App) findOrganization(ctx context.Context, name string) (corpus.OrganizationID, error) {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return "", err
	}
	if e := r.bodies[identity.BodyKey(name, "")]; e != nil {
		return e.id, nil
	}
	return "", nil
}

// candidates are the entries that a name may mean, with what is known of them.
func (r *registry) candidates(ctx context.Context, s *store.Store, names []identity.Name) ([]*personEntry, error) {
	var found []*personEntry
	add := func(key string) {
		for _, e := range r.byKey[key] {
			if !slices.Contains(found, e) {
				found = append(found, e)
			}
		}
	}
	for _, n := range names {
		add(n.Key())
		if n.Single() {
			add(" " + n.Key())
		}
	}
	return found, r.learnOf(ctx, s, found)
}

// learn reads what print tells of all entries of some pairs.
func (r *registry) learn(ctx context.Context, s *store.Store, pairs [][2]*personEntry) error {
	const atOnce = 2000
	var list []*personEntry
	for i, p := range pairs {
		list = append(list, p[0], p[1])
		if len(list) >= atOnce || i == len(pairs)-1 {
			if err := r.learnOf(ctx, s, list); err != nil {
				return err
			}
			list = list[:0]
		}
	}
	return nil
}

// learnOf reads what print tells of entries, where that is not known yet.
func (r *registry) learnOf(ctx context.Context, s *store.Store, entries []*personEntry) error {
	var unknown []corpus.PersonID
	for _, e := range entries {
		if !e.known {
			unknown = append(unknown, e.id)
			e.known = true
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	seen, err := s.PeopleSeen(ctx, unknown)
	for _, id := range unknown {
		e := r.people[id]
		if err != nil {
			e.known = false
			continue
		}
		for _, f := range seen[id] {
			body := ""
			if f.Organization != "" {
				body = identity.BodyKey(f.Organization, "")
			}
			e.profile.Add(
				identity.Seen{
					Body:      body,
					Role:      f.Role,
					Publisher: f.Publisher,
					First:     f.First,
					Last:      f.Last,
					Quotes:    f.Quotes,
				},
			)
		}
	}
	return err
}

// merged takes an entry that another one now stands for out of the names.
func (r *registry) merged(from, into *personEntry) {
	for _, n := range from.profile.Names {
		keys := []string{n.Key()}
		if first := n.FirstKey(); first != "" {
			keys = append(keys, " "+first)
		}
		for _, key := range keys {
			r.byKey[key] = slices.DeleteFunc(r.byKey[key], func(e *personEntry) bool { return e == from })
			r.file(key, into)
		}
	}
	for form := range from.printed {
		into.printed[form] = true
	}
	into.profile.Join(&from.profile)
	delete(r.people, from.id)
}
