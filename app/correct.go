package app

import (
	"context"
	"fmt"

	"quoth/app/identity"
	"quoth/corpus"
)

// SpeakerCorrection says who really said a quote. Where the speaker changes, role
// and organisation follow the new one; else empty fields stay as suggested.
// ClearOrganization and ClearRole say that there is none.
type SpeakerCorrection struct {
	Quote             corpus.QuoteID
	Speaker           string
	SpeakerType       corpus.SpeakerType // empty: a person, unless the name is a known organisation
	PersonID          corpus.PersonID    // the entry chosen from the registry; empty: found or made by name
	Organization      string
	OrganizationID    corpus.OrganizationID
	ClearOrganization bool
	Role              string
	ClearRole         bool
	Queue             string
}

// CorrectSpeaker corrects one quote, finding or making the registry entries it
// needs in the same change. It also returns the article's other quotes that the
// program gave to the same speaker and nobody decided on, so that the
// correction can be offered to them ([App.CorrectSpeakers]).
func (a *App) CorrectSpeaker(
	ctx context.Context,
	coder corpus.Coder,
	c SpeakerCorrection,
) (corpus.Change, []corpus.QuoteID, error) {
	before, err := a.store.Quote(ctx, c.Quote)
	if err != nil {
		return corpus.Change{}, nil, err
	}
	change, err := a.CorrectSpeakers(ctx, coder, []corpus.QuoteID{c.Quote}, c)
	if err != nil {
		return change, nil, err
	}
	others, err := a.sameSuggestion(ctx, before)
	return change, others, err
}

// SameSpeaker lists the article's other quotes that the program gave to the same
// speaker and nobody decided on.
func (a *App) SameSpeaker(ctx context.Context, id corpus.QuoteID) ([]QuoteCard, error) {
	q, err := a.store.Quote(ctx, id)
	if err != nil {
		return nil, err
	}
	same, err := a.sameSuggestion(ctx, q)
	if err != nil || len(same) == 0 {
		return nil, err
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: same, AllActs: true, Limit: -1})
	return cards, err
}

func (a *App) sameSuggestion(ctx context.Context, q corpus.CodedQuote) ([]corpus.QuoteID, error) {
	all, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{Article: q.Quote.Article, AllActs: true, Limit: -1})
	var same []corpus.QuoteID
	for _, other := range all {
		if other.Quote.ID != q.Quote.ID && other.Status == corpus.Suggested &&
			other.Quote.Version == q.Quote.Version && other.Quote.Speaker == q.Quote.Speaker {
			same = append(same, other.Quote.ID)
		}
	}
	return same, err
}

// CorrectSpeakers gives several quotes the same speaker in one change.
func (a *App) CorrectSpeakers(
	ctx context.Context,
	coder corpus.Coder,
	quotes []corpus.QuoteID,
	c SpeakerCorrection,
) (corpus.Change, error) {
	if len(quotes) == 0 {
		return corpus.Change{}, fmt.Errorf("no quote to correct: %w", corpus.ErrInvalid)
	}
	before, err := a.store.Quote(ctx, quotes[0])
	if err != nil {
		return corpus.Change{}, err
	}
	if c, err = a.follow(ctx, before, c); err != nil {
		return corpus.Change{}, err
	}
	correction, acts, err := a.correction(ctx, c)
	if err != nil {
		return corpus.Change{}, err
	}
	for _, q := range quotes {
		acts = append(acts, corpus.Correct{Quote: q, Correction: correction, Queue: c.Queue})
	}
	title := "correct a quote"
	if c.Speaker != "" {
		title = "correct the speaker to " + c.Speaker
	}
	if len(quotes) > 1 {
		title = fmt.Sprintf("%s in %d quotes", title, len(quotes))
	}
	return a.Do(ctx, coder, corpus.Many{Title: title, Acts: acts})
}

// correction resolves names to registry entries; acts makes the new ones.
func (a *App) correction(ctx context.Context, c SpeakerCorrection) (corpus.Correction, []corpus.Act, error) {
	var out corpus.Correction
	var acts []corpus.Act
	organizationID, made, err := a.organizationEntry(ctx, c.Organization, c.OrganizationID)
	if err != nil {
		return out, nil, err
	}
	acts = append(acts, made...)
	if c.Organization != "" || c.ClearOrganization {
		out.Organization, out.OrganizationID = &c.Organization, &organizationID
	}
	if c.Role != "" || c.ClearRole {
		out.Role = &c.Role
	}
	if c.Speaker == "" {
		return out, acts, nil
	}
	speakerType := c.SpeakerType
	if speakerType == "" {
		speakerType = corpus.PersonSpeaker
		same, err := a.findOrganization(ctx, c.Speaker)
		if err != nil {
			return out, nil, err
		}
		if same != "" && c.PersonID == "" {
			speakerType = corpus.OrganizationSpeaker
		}
	}
	var person corpus.PersonID
	switch speakerType {
	case corpus.PersonSpeaker:
		if person, made, err = a.personEntry(ctx, c); err != nil {
			return out, nil, err
		}
		acts = append(acts, made...)
	case corpus.OrganizationSpeaker:
		if organizationID, made, err = a.organizationEntry(ctx, c.Speaker, ""); err != nil {
			return out, nil, err
		}
		acts = append(acts, made...)
		out.Organization, out.OrganizationID = &c.Speaker, &organizationID
	}
	out.Speaker, out.SpeakerType, out.PersonID = &c.Speaker, &speakerType, &person
	return out, acts, nil
}

func (a *App) personEntry(ctx context.Context, c SpeakerCorrection) (corpus.PersonID, []corpus.Act, error) {
	if c.PersonID != "" {
		return c.PersonID, nil, nil
	}
	id, err := a.findPerson(ctx, c.Speaker, identity.Seen{Body: c.Organization, Role: c.Role})
	if err != nil || id != "" {
		return id, nil, err
	}
	id = corpus.PersonID(newID())
	return id, []corpus.Act{corpus.SavePerson{Person: corpus.Person{ID: id, Name: c.Speaker, Confirmed: true}}}, nil
}

func (a *App) organizationEntry(
	ctx context.Context,
	name string,
	chosen corpus.OrganizationID,
) (corpus.OrganizationID, []corpus.Act, error) {
	if name == "" || chosen != "" {
		return chosen, nil, nil
	}
	id, err := a.findOrganization(ctx, name)
	if err != nil || id != "" {
		return id, nil, err
	}
	id = corpus.OrganizationID(newID())
	return id, []corpus.Act{
		corpus.SaveOrganization{Organization: corpus.Organization{ID: id, Name: name, Confirmed: true}},
	}, nil
}
