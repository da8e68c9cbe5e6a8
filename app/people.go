package app

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"quoth/corpus"
)

// People lists a window of persons whose names hold the words, most quotes
// first.
func (a *App) People(ctx context.Context, words string, offset, limit int) ([]corpus.PersonSummary, int, error) {
	return a.store.People(ctx, words, offset, limit)
}

// Organizations lists a window of organisations likewise.
func (a *App) Organizations(
	ctx context.Context,
	words string,
	offset, limit int,
) ([]corpus.OrganizationSummary, int, error) {
	return a.store.Organizations(ctx, words, offset, limit)
}

// Groups lists the groups that people and organisations were put in.
func (a *App) Groups(ctx context.Context) ([]string, error) { return a.store.Groups(ctx) }

// cardsShown is how many quotes a detail page shows of one entry.
const cardsShown = 50

// PersonDetail gathers what the People page shows of one person.
func (a *App) PersonDetail(ctx context.Context, id corpus.PersonID) (PersonDetail, error) {
	var d PersonDetail
	var err error
	if d.PersonSummary, err = a.store.PersonSummary(ctx, id); err != nil {
		return d, err
	}
	if d.Affiliations, err = a.store.Affiliations(ctx, id); err != nil {
		return d, err
	}
	d.OrganizationNames = map[corpus.OrganizationID]string{}
	for _, f := range d.Affiliations {
		if d.OrganizationNames[f.Organization], err = a.names.organization(ctx, f.Organization); err != nil {
			return d, err
		}
	}
	filter := corpus.QuoteFilter{Person: id}
	if d.Quotes, d.ByYear, d.Stances, err = a.entryQuotes(ctx, filter); err != nil {
		return d, err
	}
	if d.Forms, err = a.printedForms(ctx, corpus.PersonEntry, string(id)); err != nil {
		return d, err
	}
	d.Proposals, err = a.proposalsOf(ctx, corpus.PersonEntry, string(id))
	return d, err
}

// OrganizationDetail gathers what the People page shows of one organisation.
func (a *App) OrganizationDetail(ctx context.Context, id corpus.OrganizationID) (OrganizationDetail, error) {
	var d OrganizationDetail
	var err error
	if d.OrganizationSummary, err = a.store.OrganizationSummary(ctx, id); err != nil {
		return d, err
	}
	if d.People, err = a.store.PeopleOf(ctx, id); err != nil {
		return d, err
	}
	filter := corpus.QuoteFilter{Organization: id}
	if d.Quotes, d.ByYear, d.Stances, err = a.entryQuotes(ctx, filter); err != nil {
		return d, err
	}
	if d.Forms, err = a.printedForms(ctx, corpus.OrganizationEntry, string(id)); err != nil {
		return d, err
	}
	d.Proposals, err = a.proposalsOf(ctx, corpus.OrganizationEntry, string(id))
	return d, err
}

func (a *App) printedForms(ctx context.Context, kind corpus.EntryKind, id string) ([]PrintedForm, error) {
	forms, err := a.store.PrintedForms(ctx, kind, id)
	out := make([]PrintedForm, len(forms))
	for i, f := range forms {
		out[i] = PrintedForm(f)
	}
	return out, err
}

// entryQuotes reads the quotes of one registry entry: the newest as cards, all
// of them as counts.
func (a *App) entryQuotes(
	ctx context.Context,
	f corpus.QuoteFilter,
) ([]QuoteCard, []YearCount, []TargetStances, error) {
	f.Limit = cardsShown
	cards, _, err := a.Cards(ctx, f)
	if err != nil {
		return nil, nil, nil, err
	}
	byYear, err := a.store.QuotesByYear(ctx, f)
	if err != nil {
		return nil, nil, nil, err
	}
	var years []YearCount
	for year, count := range byYear {
		years = append(years, YearCount{Year: year, Count: count})
	}
	sort.Slice(years, func(i, j int) bool { return years[i].Year < years[j].Year })
	counts, err := a.store.StanceCounts(ctx, f)
	if err != nil {
		return nil, nil, nil, err
	}
	targets, err := a.store.Targets(ctx)
	var stances []TargetStances
	for _, t := range targets {
		if c := counts[t.ID]; len(c) > 0 {
			stances = append(stances, TargetStances{Target: t.Target, Counts: c})
		}
	}
	return cards, years, stances, err
}

// entryLine is an entry's name and a line that distinguishes it from its namesakes.
func (a *App) entryLine(ctx context.Context, kind corpus.EntryKind, id string) (name, detail string, err error) {
	if kind == corpus.OrganizationEntry {
		o, err := a.store.OrganizationSummary(ctx, corpus.OrganizationID(id))
		return o.Name, countOf(o.Quotes, "quote"), err
	}
	p, err := a.store.PersonSummary(ctx, corpus.PersonID(id))
	var parts []string
	for _, part := range []string{p.Role, p.Organization} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return p.Name, strings.Join(append(parts, countOf(p.Quotes, "quote")), " · "), err
}

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
