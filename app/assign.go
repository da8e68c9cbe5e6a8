package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/stance"
)

// DrawRequest asks for quotes for a coder to judge blind.
type DrawRequest struct {
	Coder    corpus.Coder    // who is to judge
	Target   corpus.TargetID // toward it; empty: to give verdicts
	N        int
	Stratify Stratum      // empty: a simple random sample
	JudgedBy corpus.Coder // only quotes that this coder has judged; empty: all quotes
	Query    string       // only quotes it finds
	Seed     uint64
	Title    string
}

// Stratum is what a sample is stratified by.
type Stratum string

// The strata.
const (
	ByStratumSpeaker      Stratum = "speaker"
	ByStratumOrganization Stratum = "organization"
	ByStratumPublisher    Stratum = "publisher"
	ByStratumYear         Stratum = "year"
	ByStratumStance       Stratum = "stance" // that the other coder gave
	ByStratumKind         Stratum = "kind"   // direct, mixed, indirect
)

// Strata lists them.
var Strata = []Stratum{
	ByStratumSpeaker,
	ByStratumOrganization,
	ByStratumPublisher,
	ByStratumYear,
	ByStratumStance,
	ByStratumKind,
}

// Draw draws a sample of quotes that the coder has not judged yet. It assigns
// nothing: give what it returns to [App.Assign].
func (a *App) Draw(ctx context.Context, r DrawRequest) (corpus.Assignment, error) {
	out := corpus.Assignment{Title: r.Title, Coder: r.Coder, Target: r.Target}
	if r.Coder == "" || r.N < 1 {
		return out, fmt.Errorf("a sample needs its coder and a number from 1: %w", corpus.ErrInvalid)
	}
	if r.Stratify != "" && !slices.Contains(Strata, r.Stratify) {
		return out, fmt.Errorf("there is no stratum %q: use %v: %w", r.Stratify, Strata, corpus.ErrInvalid)
	}
	cards, err := a.pool(ctx, r)
	if err != nil {
		return out, err
	}
	if len(cards) == 0 {
		return out, fmt.Errorf("there is no such quote that %s has not judged: %w", r.Coder, corpus.ErrNotFound)
	}
	strata := make([]string, len(cards))
	for i, c := range cards {
		strata[i] = stratumOf(c, r)
	}
	for _, i := range stance.DrawStratified(strata, r.N, r.Seed) {
		out.Quotes = append(out.Quotes, cards[i].Quote.ID)
	}
	out.Drawn = fmt.Sprintf("a random sample of %d of %d quotes", len(out.Quotes), len(cards))
	if r.JudgedBy != "" {
		out.Drawn += fmt.Sprintf(" that %s had judged", r.JudgedBy)
	}
	if r.Query != "" {
		out.Drawn += fmt.Sprintf(" found by “%s”", r.Query)
	}
	if r.Stratify != "" {
		out.Drawn += fmt.Sprintf(", stratified by %s in proportion", r.Stratify)
	}
	out.Drawn += fmt.Sprintf(", seed %d", r.Seed)
	return out, nil
}

// pool are the quotes a sample may hold, in a fixed order.
func (a *App) pool(ctx context.Context, r DrawRequest) ([]QuoteCard, error) {
	filter := corpus.QuoteFilter{Limit: -1}
	if r.Query != "" {
		var err error
		if filter.IDs, err = a.foundIDs(ctx, r.Query); err != nil || len(filter.IDs) == 0 {
			return nil, err
		}
	}
	quotes, _, err := a.store.Quotes(ctx, filter)
	if err != nil {
		return nil, err
	}
	quotes = slices.DeleteFunc(quotes, func(q corpus.CodedQuote) bool {
		return q.Unplaced || q.Status == corpus.Rejected || didJudge(q, r.Target, r.Coder) ||
			r.JudgedBy != "" && !didJudge(q, r.Target, r.JudgedBy)
	})
	slices.SortFunc(
		quotes,
		func(a, b corpus.CodedQuote) int { return strings.Compare(string(a.Quote.ID), string(b.Quote.ID)) },
	)
	return a.cards(ctx, quotes)
}

func (a *App) foundIDs(ctx context.Context, query string) ([]corpus.QuoteID, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, err
	}
	request, err := a.indexRequest(ctx, SearchRequest{Query: query})
	if err != nil {
		return nil, err
	}
	request.OnlyQuotes = true
	var ids []corpus.QuoteID
	for hit, err := range index.All(ctx, request) {
		if err != nil {
			return nil, queryError(err)
		}
		ids = append(ids, corpus.QuoteID(hit.ID))
	}
	return ids, nil
}

// didJudge reports whether a coder judged a quote toward a target or, without one,
// gave a verdict on it.
func didJudge(q corpus.CodedQuote, target corpus.TargetID, coder corpus.Coder) bool {
	if target == "" {
		return slices.ContainsFunc(q.Verdicts, func(v corpus.Verdict) bool { return v.Coder == coder })
	}
	return slices.ContainsFunc(
		q.Judgements,
		func(j corpus.Judgement) bool { return j.Coder == coder && j.Target == target },
	)
}

func stratumOf(c QuoteCard, r DrawRequest) string {
	switch r.Stratify {
	case ByStratumSpeaker:
		return c.Speaker
	case ByStratumOrganization:
		return c.Organization
	case ByStratumPublisher:
		return c.Article.Publisher
	case ByStratumKind:
		return string(c.Current.Kind)
	case ByStratumYear:
		day := c.Article.Published.Day()
		return day[:min(len(day), 4)]
	case ByStratumStance:
		said := map[string]bool{}
		for _, j := range c.Judgements {
			if j.Target == r.Target && (r.JudgedBy == "" || j.Coder == r.JudgedBy) {
				said[string(j.Stance)] = true
			}
		}
		return strings.Join(slices.Sorted(maps.Keys(said)), " ")
	}
	return ""
}

// Assign gives the quotes of an assignment to its coder, as an act of the one who
// assigns.
func (a *App) Assign(ctx context.Context, by corpus.Coder, assignment corpus.Assignment) (corpus.Change, error) {
	return a.Do(ctx, by, corpus.SaveAssignment{Assignment: assignment})
}

// AssignmentProgress is how far a coder has come with an assignment.
type AssignmentProgress struct {
	corpus.Assignment
	Done int
	Next corpus.QuoteID // the first that is not judged; empty when all are
}

// Finished reports whether all is judged: then the coder may see what others said.
func (p AssignmentProgress) Finished() bool { return p.Next == "" }

// Assignments lists the assignments with their progress; of one coder, or of all.
func (a *App) Assignments(ctx context.Context, coder corpus.Coder) ([]AssignmentProgress, error) {
	all, err := a.store.Assignments(ctx)
	if err != nil {
		return nil, err
	}
	var out []AssignmentProgress
	for _, one := range all {
		if coder != "" && one.Coder != coder {
			continue
		}
		ids, err := a.store.Done(ctx, one)
		if err != nil {
			return nil, err
		}
		done := map[corpus.QuoteID]bool{}
		for _, id := range ids {
			done[id] = true
		}
		p := AssignmentProgress{Assignment: one, Done: len(done)}
		for _, id := range one.Quotes {
			if !done[id] {
				p.Next = id
				break
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// AssignedCards are the quotes of an assignment, in its order. Until all are judged
// they show the coder's own decisions alone, and nothing that the program suggests
// beyond the quote itself; only says whether that is so.
func (a *App) AssignedCards(ctx context.Context, id corpus.AssignmentID) (cards []QuoteCard, own bool, err error) {
	all, err := a.Assignments(ctx, "")
	if err != nil {
		return nil, false, err
	}
	i := slices.IndexFunc(all, func(p AssignmentProgress) bool { return p.ID == id })
	if i < 0 {
		return nil, false, fmt.Errorf("the assignment %s: %w", id, corpus.ErrNotFound)
	}
	filter := corpus.QuoteFilter{IDs: all[i].Quotes, AllActs: true, Limit: -1}
	if own = !all[i].Finished(); own {
		filter.Coder = all[i].Coder
	}
	quotes, _, err := a.store.Quotes(ctx, filter)
	if err != nil {
		return nil, own, err
	}
	cards, err = a.cards(ctx, quotes)
	for i := range cards {
		if own {
			cards[i].Current.Confidence, cards[i].Quote.Confidence = 0, 0
		}
	}
	return cards, own, err
}

// MustBeBlind reports whether a coder still has assigned quotes to judge, so that
// others' work is to be hidden from them.
func (a *App) MustBeBlind(ctx context.Context, coder corpus.Coder) (bool, error) {
	all, err := a.Assignments(ctx, coder)
	return slices.ContainsFunc(all, func(p AssignmentProgress) bool { return !p.Finished() }), err
}

// SampleSize helps to choose how many quotes two coders judge.
type SampleSize struct {
	ForAgreement int // Lacy and Riffe 1996
	ForAlpha     int // Bloch and Kraemer 1989
}

// SampleSizes is how many quotes to judge twice: for an expected share of agreement
// within a margin, of a population (0: endless), and to tell alpha from the smallest
// acceptable one where the rarest value has the given share; both with 95 %
// probability.
func SampleSizes(population int, expected, margin, smallest, rarest float64) (SampleSize, error) {
	for name, v := range map[string]float64{"expected agreement": expected, "margin": margin, "smallest alpha": smallest, "share of the rarest value": rarest} {
		if v <= 0 || v >= 1 {
			return SampleSize{}, fmt.Errorf("the %s lies between 0 and 1, not at %v: %w", name, v, corpus.ErrInvalid)
		}
	}
	out := SampleSize{
		stance.SampleForAgreement(population, expected, margin, 0.95),
		stance.SampleForAlpha(smallest, rarest, 0.95),
	}
	if population > 0 {
		out.ForAlpha = min(out.ForAlpha, population)
	}
	return out, nil
}

// Dispute is a quote on whose stance coders differ, side by side.
type Dispute struct {
	Card        QuoteCard
	Judgements  []corpus.Judgement // toward the target
	Notes       map[corpus.Coder]string
	Adjudicated *corpus.Adjudication
}

// Disputes lists the quotes on which coders differ toward a target, those that nobody
// has adjudicated first.
func (a *App) Disputes(ctx context.Context, target corpus.TargetID) ([]Dispute, error) {
	var ids []corpus.QuoteID
	judged, err := a.store.JudgedBy(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range judged {
		said := map[corpus.Stance]bool{}
		for _, j := range q.Judgements {
			if j.Target == target {
				said[j.Stance] = true
			}
		}
		if len(said) > 1 {
			ids = append(ids, q.Quote.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	quotes, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return nil, err
	}
	cards, err := a.cards(ctx, quotes)
	if err != nil {
		return nil, err
	}
	var out []Dispute
	for _, c := range cards {
		d := Dispute{Card: c, Notes: map[corpus.Coder]string{}, Adjudicated: c.Adjudicated(target)}
		for _, j := range c.Judgements {
			if j.Target == target {
				d.Judgements = append(d.Judgements, j)
			}
		}
		for _, n := range c.Notes {
			d.Notes[n.Coder] = n.Text
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Dispute) int { return cmp.Compare(settledRank(a), settledRank(b)) })
	return out, nil
}

func settledRank(d Dispute) int {
	if d.Adjudicated != nil {
		return 1
	}
	return 0
}
