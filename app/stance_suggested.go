package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/stance/suggest"
)

// suggestedChart gathers what is suggested for the lines of a chart. The zero value
// has none.
type suggestedChart struct {
	errors suggest.Errors
	byKey  map[string][]suggestedQuote
}

type suggestedQuote struct {
	id      corpus.QuoteID
	article corpus.ArticleID
	day     time.Time
	stance  corpus.Stance
}

// suggestedLines suggests stances for the quotes that nobody judged, where the request
// asks for it, and puts each on its line; a line that has nothing else is added to
// lines, after the others. Without enough judged quotes to learn how suggestions err
// none is drawn, and the chart says so.
func (a *App) suggestedLines(
	ctx context.Context,
	r StanceRequest,
	chart *StanceChart,
	g *gathered,
	lines *[]*stanceLine,
) (suggestedChart, error) {
	if !r.Suggestions {
		return suggestedChart{}, nil
	}
	found, err := a.SuggestStances(ctx, r.Target, suggestMost, r.Progress)
	if err != nil {
		return suggestedChart{}, err
	}
	note := &SuggestedStances{Quotes: found.Looked, Right: math.NaN(), MostRead: found.Looked == suggestMost}
	for _, n := range found.Judged {
		note.Learned += n
	}
	chart.Suggested = note
	switch {
	case found.Looked == 0:
		note.Reason = "no quote that nobody has judged seems to be about the target"
	case found.Errors.Quotes() == 0:
		note.Reason = fmt.Sprintf(
			"%d judged quotes are too few to learn how suggestions err: it takes %d",
			note.Learned,
			suggest.FewForShares,
		)
	}
	if note.Reason != "" {
		return suggestedChart{}, nil
	}
	note.Right = found.Errors.Right()
	out := suggestedChart{errors: found.Errors, byKey: map[string][]suggestedQuote{}}
	keys, left := map[string]StanceKey{}, map[OmissionReason][]corpus.QuoteID{}
	stories := map[corpus.StoryID]bool{}
	for _, p := range g.kept {
		stories[p.Quote.Story] = true
	}
	ordered := slices.Clone(found.Suggestions)
	slices.SortFunc(ordered, func(x, y StanceSuggestion) int {
		if c := x.Card.Article.Published.Time.Compare(y.Card.Article.Published.Time); c != 0 {
			return c
		}
		return cmp.Compare(x.Card.Quote.ID, y.Card.Quote.ID)
	})
	for _, s := range ordered {
		quote, id := s.Card.Current, s.Card.Quote.ID
		key, err := a.stanceKey(
			ctx,
			r.By,
			store.JudgedQuote{Quote: quote, Article: s.Card.Article, Status: s.Card.Status},
		)
		if err != nil {
			return suggestedChart{}, err
		}
		reason := outsideChart(r, s.Card.Article.Published.Day(), settledStatus(s.Card.Status))
		switch {
		case reason != "":
		case r.OncePerStory && quote.Story != "" && stories[quote.Story]:
			reason = OmittedRepeat
		case key.Key == "":
			reason = noKey[r.By]
		}
		if reason != "" {
			left[reason] = append(left[reason], id)
			continue
		}
		stories[quote.Story] = true
		keys[key.Key] = key
		out.byKey[key.Key] = append(
			out.byKey[key.Key],
			suggestedQuote{id, s.Card.Article.ID, s.Card.Article.Published.Time, s.Stance},
		)
	}
	for _, line := range *lines {
		delete(keys, line.Key)
	}
	more := slices.SortedFunc(maps.Keys(keys), func(x, y string) int {
		if c := len(out.byKey[y]) - len(out.byKey[x]); c != 0 {
			return c
		}
		return cmp.Compare(x, y)
	})
	for _, key := range more {
		*lines = append(*lines, &stanceLine{StanceKey: keys[key], speakers: map[string]bool{}})
	}
	note.LeftOut = omissions(left)
	return out, nil
}

// days are those of the suggestions in the lines that are drawn.
func (s suggestedChart) days(drawn []*stanceLine) []time.Time {
	var out []time.Time
	for _, l := range drawn {
		for _, q := range s.byKey[l.Key] {
			out = append(out, q.day)
		}
	}
	return out
}

// fill adds the points of suggestions to the series of a chart.
func (s suggestedChart) fill(chart *StanceChart) {
	if s.byKey == nil {
		return
	}
	var all []suggestedQuote
	for i := range chart.Series {
		line := &chart.Series[i]
		byPeriod := map[int][]suggestedQuote{}
		for _, q := range s.byKey[line.Key] {
			at := slices.IndexFunc(
				chart.Periods,
				func(p StancePeriod) bool { return q.day.Format(time.DateOnly) < p.End.Format(time.DateOnly) },
			)
			byPeriod[at] = append(byPeriod[at], q)
		}
		for _, period := range slices.Sorted(maps.Keys(byPeriod)) {
			line.Suggested = append(line.Suggested, s.point(period, byPeriod[period]))
			all = append(all, byPeriod[period]...)
		}
	}
	chart.Suggested.Drawn = len(all)
	chart.Suggested.Total = s.point(0, all).Estimate
	other := StanceOmission{Reason: OmittedOther}
	for key, quotes := range s.byKey {
		if slices.ContainsFunc(chart.Series, func(l StanceSeries) bool { return l.Key == key }) {
			continue
		}
		for _, q := range quotes {
			other.Quotes = append(other.Quotes, q.id)
		}
	}
	if len(other.Quotes) > 0 {
		slices.Sort(other.Quotes)
		chart.Suggested.LeftOut = append(chart.Suggested.LeftOut, other)
	}
}

func (s suggestedChart) point(period int, quotes []suggestedQuote) SuggestedPoint {
	p := SuggestedPoint{Period: period, Counts: map[corpus.Stance]int{}}
	articles := map[corpus.ArticleID]bool{}
	stances := make([]corpus.Stance, len(quotes))
	for i, q := range quotes {
		p.Counts[q.stance]++
		p.Quotes = append(p.Quotes, q.id)
		articles[q.article] = true
		stances[i] = q.stance
	}
	p.Articles = len(articles)
	p.Estimate, _ = s.errors.Estimate(stances, p.Articles)
	return p
}

// Words say what is suggested, and how far it can be trusted.
func (s SuggestedStances) Words() string {
	if s.Reason != "" {
		return "No suggestion is drawn: " + s.Reason + "."
	}
	words := fmt.Sprintf(
		"× suggested, not judged: %d of %s that nobody judged, learned from %d judged ones, of which %.0f %% would have been suggested right;"+
			" net stance and 95 %% interval with these errors taken out",
		s.Drawn,
		plural(s.Quotes, "quote"),
		s.Learned,
		100*s.Right,
	)
	if s.Drawn > 0 {
		words += fmt.Sprintf(", in all %+.2f (%+.2f to %+.2f)", s.Total.Net, s.Total.Low, s.Total.High)
	}
	if s.MostRead {
		words += fmt.Sprintf("; only the %d nearest to the target were read", s.Quotes)
	}
	return words + "."
}
