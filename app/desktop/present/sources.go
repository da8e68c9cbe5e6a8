package present

import (
	"context"

	"quoth/app"
	"quoth/corpus"
)

// NeedsShown is how many doubtful fields, lost quotes and failures are listed.
const NeedsShown = 30

// Sources is what the Sources view shows: where articles come from, and what went
// wrong on the way. Lists hold at most NeedsShown; the counts beside them are of
// all.
type Sources struct {
	Watches    []app.Watch
	Needs      []app.Need
	NeedsTotal int
	Failures   []app.Failure
	Failed     int
	Unfinished int
	Unplaced   []app.QuoteCard     // quotes whose words a newer version no longer has
	Loose      []corpus.Annotation // annotations likewise
	Lost       int                 // both
}

// SourcesSource is asked for what the view shows; *app.App is one.
type SourcesSource interface {
	Watches(context.Context) ([]app.Watch, error)
	Needs(ctx context.Context, offset, limit int) ([]app.Need, int, error)
	Failures(context.Context) ([]app.Failure, error)
	Unfinished(context.Context) (int, error)
	Unplaced(context.Context) ([]app.QuoteCard, []corpus.Annotation, error)
}

// LoadSources asks for it.
func LoadSources(ctx context.Context, from SourcesSource) (s Sources, err error) {
	if s.Watches, err = from.Watches(ctx); err != nil {
		return s, err
	}
	if s.Needs, s.NeedsTotal, err = from.Needs(ctx, 0, NeedsShown); err != nil {
		return s, err
	}
	if s.Failures, err = from.Failures(ctx); err != nil {
		return s, err
	}
	if s.Unfinished, err = from.Unfinished(ctx); err != nil {
		return s, err
	}
	if s.Unplaced, s.Loose, err = from.Unplaced(ctx); err != nil {
		return s, err
	}
	s.Failed, s.Lost = len(s.Failures), len(s.Unplaced)+len(s.Loose)
	s.Failures, s.Unplaced, s.Loose = first(s.Failures), first(s.Unplaced), first(s.Loose)
	return s, nil
}

func first[T any](list []T) []T { return list[:min(len(list), NeedsShown)] }
