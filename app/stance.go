package app

import (
	"cmp"
	"context"
	"fmt"
	"sort"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/stance"
)

// The figures of a stance chart. Fewer than stanceMinimum judged quotes in a
// period are drawn hollow: an interval over so few says little.
const (
	stanceMinimum = 4
	stanceLevel   = 0.95
	stanceLines   = 6
)

// Stance draws the series of a target: one line per speaker, organisation or
// publisher.
func (a *App) Stance(ctx context.Context, r StanceRequest) (StanceChart, error) {
	chart := StanceChart{By: r.By, Period: r.Period, Level: stanceLevel, Minimum: stanceMinimum}
	targets, err := a.store.Targets(ctx)
	if err != nil {
		return chart, err
	}
	found := false
	for _, t := range targets {
		if t.ID == r.Target {
			chart.Target, found = t.Target, true
		}
	}
	if !found {
		return chart, fmt.Errorf("the target %q: %w", r.Target, corpus.ErrNotFound)
	}
	if chart.Events, err = a.store.Events(ctx); err != nil {
		return chart, err
	}
	lines, err := a.stanceLines(ctx, r)
	if err != nil {
		return chart, err
	}
	drawn, others := chooseLines(lines, r)
	chart.Others = others
	var observations []stance.Observation
	for _, l := range drawn {
		observations = append(observations, l.observations...)
	}
	series, err := stance.Build(observations, stance.Options{
		Period: stance.Period(r.Period), OncePerStory: r.OncePerStory,
		Level: stanceLevel, Minimum: stanceMinimum, Seed: 1,
	})
	if err != nil {
		return chart, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	fillChart(&chart, drawn, series)
	return chart, nil
}

// stanceLine gathers what one line of the chart is made of.
type stanceLine struct {
	StanceKey
	speakers     map[string]bool
	observations []stance.Observation
}

func (a *App) stanceLines(ctx context.Context, r StanceRequest) ([]*stanceLine, error) {
	lines := map[string]*stanceLine{}
	for judged, err := range a.store.Judgements(ctx, r.Target) {
		if err != nil {
			return nil, fmt.Errorf("read the judgements: %w", err)
		}
		settled := judged.Status == corpus.Confirmed || judged.Status == corpus.Corrected
		if judged.Status == corpus.Rejected || (r.ConfirmedOnly && !settled) || judged.Article.Published.IsZero() {
			continue
		}
		if day := judged.Article.Published.Day(); day < r.From || (r.To != "" && day > r.To) {
			continue
		}
		key, label, err := a.stanceKey(ctx, r.By, judged)
		if err != nil {
			return nil, err
		}
		if key == "" {
			continue
		}
		line := lines[key]
		if line == nil {
			line = &stanceLine{StanceKey: StanceKey{Key: key, Label: label}, speakers: map[string]bool{}}
			lines[key] = line
		}
		line.Judged++
		line.speakers[speakerKey(judged.Quote)] = true
		line.observations = append(line.observations, stance.Observation{
			Quote: judged.Quote.ID, Article: judged.Quote.Article, Story: judged.Quote.Story, Key: key,
			When: judged.Article.Published.Time, Stance: judged.Stance, Confirmed: settled,
		})
	}
	all := make([]*stanceLine, 0, len(lines))
	for _, l := range lines {
		all = append(all, l)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Judged != all[j].Judged {
			return all[i].Judged > all[j].Judged
		}
		return all[i].Label < all[j].Label
	})
	return all, nil
}

func speakerKey(q corpus.Quote) string {
	if q.PersonID != "" {
		return string(q.PersonID)
	}
	return q.Speaker
}

// noGroup is the line of those whom nobody put in a group: left out, they would
// make the others look like all there is.
const noGroup = "no group"

func (a *App) stanceKey(ctx context.Context, by StanceBy, j store.JudgedQuote) (key, label string, err error) {
	switch by {
	case StanceByPublisher:
		return j.Article.Publisher, j.Article.Publisher, nil
	case StanceByGroup:
		label, err = a.names.group(ctx, j.Quote)
		return cmp.Or(label, noGroup), cmp.Or(label, noGroup), err
	case StanceByOrganization:
		label, err = a.names.organization(ctx, j.Quote.OrganizationID)
		return string(j.Quote.OrganizationID), label, err
	}
	if j.Quote.PersonID != "" {
		label, err = a.names.person(ctx, j.Quote.PersonID)
		return string(j.Quote.PersonID), label, err
	}
	return j.Quote.Speaker, j.Quote.Speaker, nil
}

// chooseLines splits the lines into those to draw and the rest.
func chooseLines(lines []*stanceLine, r StanceRequest) (drawn []*stanceLine, others []StanceKey) {
	most := r.Most
	if most == 0 {
		most = stanceLines
	}
	wanted := map[string]bool{}
	for _, k := range r.Keys {
		wanted[k] = true
	}
	for _, l := range lines {
		if wanted[l.Key] || wanted[l.Label] || (len(wanted) == 0 && len(drawn) < most) {
			drawn = append(drawn, l)
		} else {
			others = append(others, l.StanceKey)
		}
	}
	return drawn, others
}

func fillChart(chart *StanceChart, lines []*stanceLine, built stance.Chart) {
	for _, p := range built.Periods {
		chart.Periods = append(chart.Periods, StancePeriod{Label: p.Label, Start: p.Start, End: p.End})
	}
	byKey := map[string]stance.Series{}
	for _, s := range built.Series {
		byKey[s.Key] = s
	}
	for _, l := range lines {
		s := byKey[l.Key]
		series := StanceSeries{StanceKey: l.StanceKey, Speakers: len(l.speakers)}
		open := map[corpus.QuoteID]bool{}
		for _, o := range l.observations {
			open[o.Quote] = !o.Confirmed
		}
		for _, p := range s.Points {
			point := StancePoint{Period: p.Period, Counts: p.Counts, Judged: p.Judged, Net: p.Net, Low: p.Low, High: p.High, Few: p.Few, Quotes: p.Quotes}
			for _, q := range p.Quotes {
				if open[q] {
					point.Open++
				}
			}
			series.Points = append(series.Points, point)
		}
		if s.Change != nil {
			series.Change = &StanceChange{Period: s.Change.Period, P: s.Change.P}
		}
		chart.Series = append(chart.Series, series)
	}
}
