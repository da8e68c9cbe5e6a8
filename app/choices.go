package app

import (
	"context"
	"slices"
	"strings"

	"quoth/corpus"
)

// SpeakerChoice is somebody who may have said a quote, with the role and the
// organisation that come with them.
type SpeakerChoice struct {
	Name           string
	Type           corpus.SpeakerType
	PersonID       corpus.PersonID
	Role           string
	Organization   string
	OrganizationID corpus.OrganizationID
	Here           bool // speaks in the same article
}

// Correction is the choice as a correction of some quote.
func (c SpeakerChoice) Correction() SpeakerCorrection {
	return SpeakerCorrection{
		Speaker: c.Name, SpeakerType: c.Type, PersonID: c.PersonID, Role: c.Role, Organization: c.Organization,
		OrganizationID: c.OrganizationID, ClearOrganization: c.Organization == "", ClearRole: c.Role == "",
	}
}

// SpeakerChoices lists who may have said a quote of an article, by the beginning
// of a name or words of it: those who speak in the article first, in order of
// the text, then those of the registry, most quoted first. With nothing typed
// only the article's are given.
func (a *App) SpeakerChoices(
	ctx context.Context,
	article corpus.ArticleID,
	typed string,
	limit int,
) ([]SpeakerChoice, error) {
	choices, err := a.speakersOf(ctx, article)
	if err != nil {
		return nil, err
	}
	typed = corpus.FoldName(strings.TrimSpace(typed))
	choices = slices.DeleteFunc(
		choices,
		func(c SpeakerChoice) bool { return !strings.Contains(corpus.FoldName(c.Name), typed) },
	)
	slices.SortStableFunc(
		choices,
		func(x, y SpeakerChoice) int { return nameRank(x.Name, typed) - nameRank(y.Name, typed) },
	)
	if typed != "" && len(choices) < limit {
		people, _, err := a.store.People(ctx, typed, 0, limit)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if slices.ContainsFunc(choices, func(c SpeakerChoice) bool { return c.PersonID == p.ID }) {
				continue
			}
			choices = append(
				choices,
				SpeakerChoice{
					Name:         p.Name,
					Type:         corpus.PersonSpeaker,
					PersonID:     p.ID,
					Role:         p.Role,
					Organization: p.Organization,
				},
			)
		}
	}
	return choices[:min(len(choices), limit)], nil
}

// nameRank puts names that begin so before those with such a word, and these
// before the rest.
func nameRank(name, typed string) int {
	switch name = corpus.FoldName(name); {
	case strings.HasPrefix(name, typed):
		return 0
	case strings.Contains(name, " "+typed):
		return 1
	}
	return 2
}

// speakersOf lists who speaks in an article, each once, with the fullest role
// and organisation any of their quotes gives.
func (a *App) speakersOf(ctx context.Context, article corpus.ArticleID) ([]SpeakerChoice, error) {
	quotes, _, err := a.store.Quotes(
		ctx,
		corpus.QuoteFilter{Article: article, AllActs: true, Coder: a.seenBy(), Limit: -1},
	)
	if err != nil {
		return nil, err
	}
	var choices []SpeakerChoice
	at := map[string]int{}
	for _, q := range quotes {
		c := q.Current
		if c.Speaker == "" || q.Status == corpus.Rejected {
			continue
		}
		person, err := a.names.personEntry(ctx, c.PersonID)
		if err != nil {
			return nil, err
		}
		name, key := c.Speaker, string(c.SpeakerType)+" "+corpus.FoldName(c.Speaker)
		if person.name != "" {
			name, key = person.name, person.id
		}
		i, known := at[key]
		if !known {
			i = len(choices)
			at[key] = i
			choices = append(
				choices,
				SpeakerChoice{Name: name, Type: c.SpeakerType, PersonID: corpus.PersonID(person.id), Here: true},
			)
		}
		choice := &choices[i]
		if len(c.Role) > len(choice.Role) {
			choice.Role = c.Role
		}
		if choice.Organization == "" && c.Organization != "" {
			choice.Organization, choice.OrganizationID = c.Organization, c.OrganizationID
		}
	}
	return choices, nil
}

// follow fills in the role and the organisation of whom a quote is given to,
// where the coder said nothing of them: what belonged to another person does not
// stay. What was said of an unnamed source stays unless the person is known to
// have another.
func (a *App) follow(ctx context.Context, before corpus.CodedQuote, c SpeakerCorrection) (SpeakerCorrection, error) {
	was := before.Current
	same := c.PersonID != "" && c.PersonID == was.PersonID || corpus.FoldName(c.Speaker) == corpus.FoldName(was.Speaker)
	if c.Speaker == "" || same || c.SpeakerType == corpus.OrganizationSpeaker ||
		c.SpeakerType == corpus.UnnamedSpeaker {
		return c, nil
	}
	found, err := a.SpeakerChoices(ctx, was.Article, c.Speaker, 20)
	if err != nil {
		return c, err
	}
	var known SpeakerChoice
	for _, choice := range found {
		if c.PersonID != "" && choice.PersonID == c.PersonID ||
			c.PersonID == "" && corpus.FoldName(choice.Name) == corpus.FoldName(c.Speaker) {
			known = choice
			break
		}
	}
	another := was.SpeakerType == corpus.PersonSpeaker && was.Speaker != ""
	if c.Role == "" {
		c.Role = known.Role
		c.ClearRole = c.ClearRole || known.Role == "" && another
	}
	if c.Organization == "" && !c.ClearOrganization {
		c.Organization, c.OrganizationID = known.Organization, known.OrganizationID
		c.ClearOrganization = known.Organization == "" && another
	}
	return c, nil
}
