package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/corpus/store"
)

// linkSpeakers ties the speakers and organisations of an article's quotes to
// registry entries: to those that are certainly the same, else to new ones,
// with proposals where they may be the same.
func (a *App) linkSpeakers(ctx context.Context, keep *corpus.Keep) error {
	l := linker{store: a.store, candidates: &a.candidates, day: keep.Article.Published.Day()}
	for i := range keep.Quotes {
		if err := l.quote(ctx, &keep.Quotes[i]); err != nil {
			return fmt.Errorf("link the speaker %q to the registry: %w", keep.Quotes[i].Speaker, err)
		}
	}
	keep.People, keep.Organizations = l.people, l.organizations
	keep.Aliases, keep.Proposals = l.aliases, l.proposals
	return nil
}

// linker links the quotes of one article; each name is decided once.
type linker struct {
	store      *store.Store
	candidates *candidates
	day        string

	people        []corpus.Person
	organizations []corpus.Organization
	aliases       []corpus.NewAlias
	proposals     []corpus.MergeProposal

	personOf       map[string]corpus.PersonID
	organizationOf map[string]corpus.OrganizationID
}

func (l *linker) quote(ctx context.Context, q *corpus.Quote) error {
	var err error
	if q.Organization != "" {
		if q.OrganizationID, err = l.organization(ctx, q.Organization); err != nil {
			return err
		}
	}
	switch q.SpeakerType {
	case corpus.OrganizationSpeaker:
		if q.OrganizationID == "" && q.Speaker != "" {
			q.OrganizationID, err = l.organization(ctx, q.Speaker)
		}
	case corpus.PersonSpeaker:
		if q.Speaker != "" {
			q.PersonID, err = l.person(ctx, identity.Mention{Name: q.Speaker, Organization: q.Organization, Role: q.Role, Day: l.day})
		}
	}
	return err
}

func (l *linker) person(ctx context.Context, m identity.Mention) (corpus.PersonID, error) {
	key := identity.Fold(m.Name)
	if id, ok := l.personOf[key]; ok {
		return id, nil
	}
	candidates, err := l.candidates.of(ctx, l.store, store.PersonKey(m.Name))
	if err != nil {
		return "", err
	}
	decision := identity.Person(m, known(candidates))
	id := decision.Link
	if id == "" {
		id = corpus.PersonID(newID())
		l.people = append(l.people, corpus.Person{ID: id, Name: m.Name})
	} else {
		l.alias(corpus.PersonEntry, string(id), m.Name, personNames(candidates, id))
	}
	for _, p := range decision.Proposals {
		l.proposals = append(l.proposals, corpus.MergeProposal{
			Kind: corpus.PersonEntry, A: string(p.Person), B: string(id), Score: p.Score, Reason: p.Reason})
	}
	l.candidates.linked(store.PersonKey(m.Name), id, m)
	if l.personOf == nil {
		l.personOf = map[string]corpus.PersonID{}
	}
	l.personOf[key] = id
	return id, nil
}

// known turns what the store knows into what identity weighs.
func known(candidates []store.PersonCandidate) []identity.Candidate {
	out := make([]identity.Candidate, len(candidates))
	for i, c := range candidates {
		out[i] = identity.Candidate{Person: c.Person, Organizations: c.Organizations, Roles: c.Roles, FirstSeen: c.FirstSeen, LastSeen: c.LastSeen}
	}
	return out
}

func personNames(candidates []store.PersonCandidate, id corpus.PersonID) []string {
	for _, c := range candidates {
		if c.Person.ID == id {
			return append([]string{c.Person.Name}, c.Person.Aliases...)
		}
	}
	return nil
}

// alias adds a printed form that the entry does not have yet.
func (l *linker) alias(kind corpus.EntryKind, id, printed string, names []string) {
	for _, name := range names {
		if strings.EqualFold(name, printed) {
			return
		}
	}
	l.aliases = append(l.aliases, corpus.NewAlias{Kind: kind, ID: id, Name: printed})
}

func (l *linker) organization(ctx context.Context, name string) (corpus.OrganizationID, error) {
	key := store.OrganizationKey(name)
	if id, ok := l.organizationOf[key]; ok {
		return id, nil
	}
	same, err := l.store.OrganizationsNamed(ctx, key)
	if err != nil {
		return "", err
	}
	var id corpus.OrganizationID
	if len(same) == 1 {
		id = same[0].ID
		l.alias(corpus.OrganizationEntry, string(id), name, append([]string{same[0].Name}, same[0].Aliases...))
	} else {
		id = corpus.OrganizationID(newID())
		l.organizations = append(l.organizations, corpus.Organization{ID: id, Name: name})
		if err := l.proposeOrganizations(ctx, name, id, same); err != nil {
			return "", err
		}
	}
	if l.organizationOf == nil {
		l.organizationOf = map[string]corpus.OrganizationID{}
	}
	l.organizationOf[key] = id
	return id, nil
}

// proposeOrganizations proposes namesakes and the entry whose name is this
// one's initials.
func (l *linker) proposeOrganizations(ctx context.Context, name string, id corpus.OrganizationID, namesakes []corpus.Organization) error {
	propose := func(entries []corpus.Organization, score float64, reason string) {
		for _, o := range entries {
			l.proposals = append(l.proposals, corpus.MergeProposal{
				Kind: corpus.OrganizationEntry, A: string(o.ID), B: string(id), Score: score, Reason: reason})
		}
	}
	propose(namesakes, 0.8, "several entries share the name")
	if acronym := identity.Acronym(name); len(acronym) > 2 {
		short, err := l.store.OrganizationsNamed(ctx, acronym)
		if err != nil {
			return err
		}
		propose(short, 0.6, "one name is the initials of the other")
	}
	return nil
}

// newID is a UUIDv7: what people and registries make sorts by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
