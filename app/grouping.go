package app

import (
	"context"
	"fmt"
	"strconv"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

const thresholdSetting = "story threshold"

// StoryThreshold is the share of five-word runs in common from which a new
// article joins another's story, 0 to 1.
func (a *App) StoryThreshold(ctx context.Context) (float64, error) {
	text, err := a.store.Setting(ctx, thresholdSetting)
	if err != nil || text == "" {
		return nearcopy.SameStory, err
	}
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || share < nearcopy.LeastThreshold || share > 1 {
		return nearcopy.SameStory, nil // a setting of another version's
	}
	return share, nil
}

// SetStoryThreshold changes it for articles that arrive from now on; groups that
// are there stay, people may join and split them.
func (a *App) SetStoryThreshold(ctx context.Context, share float64) error {
	if share < nearcopy.LeastThreshold || share > 1 {
		return fmt.Errorf(
			"a threshold of %g: use a share between %g and 1: %w",
			share,
			nearcopy.LeastThreshold,
			corpus.ErrInvalid,
		)
	}
	return a.store.SetSetting(ctx, thresholdSetting, strconv.FormatFloat(share, 'g', 4, 64))
}

// JoinStories puts articles into the story of the first one. It can be undone.
func (a *App) JoinStories(ctx context.Context, coder corpus.Coder, articles []corpus.ArticleID) (corpus.Change, error) {
	if len(articles) < 2 {
		return corpus.Change{}, fmt.Errorf("join at least two articles: %w", corpus.ErrInvalid)
	}
	first, err := a.store.Article(ctx, articles[0])
	if err != nil {
		return corpus.Change{}, err
	}
	story := first.Story
	if story == "" {
		story = corpus.NewStoryID(string(first.ID))
	}
	return a.regroup(ctx, coder, fmt.Sprintf("join %d articles into one story", len(articles)), story, articles)
}

// SplitStory takes articles out of their story, into one story of their own. It
// can be undone.
func (a *App) SplitStory(ctx context.Context, coder corpus.Coder, articles []corpus.ArticleID) (corpus.Change, error) {
	if len(articles) == 0 {
		return corpus.Change{}, fmt.Errorf("which articles are another story? %w", corpus.ErrInvalid)
	}
	first, err := a.store.Article(ctx, articles[0])
	if err != nil {
		return corpus.Change{}, err
	}
	story := corpus.NewStoryID(string(first.ID))
	if story == first.Story {
		story = corpus.NewStoryID(string(first.ID) + " apart") // the story has its name from this article
	}
	return a.regroup(ctx, coder, fmt.Sprintf("split %d articles from their story", len(articles)), story, articles)
}

// regroup moves articles with their short quotes, which count as repeated within
// one story only.
func (a *App) regroup(
	ctx context.Context,
	coder corpus.Coder,
	title string,
	story corpus.StoryID,
	articles []corpus.ArticleID,
) (corpus.Change, error) {
	act := corpus.Regroup{
		Title:    title,
		Articles: map[corpus.ArticleID]corpus.StoryID{},
		Quotes:   map[corpus.QuoteID]corpus.StoryID{},
	}
	for _, id := range articles {
		act.Articles[id] = story
		quotes, _, err := a.store.Quotes(ctx, corpus.QuoteFilter{Article: id, AllActs: true, Limit: -1})
		if err != nil {
			return corpus.Change{}, err
		}
		for _, q := range quotes {
			version, err := a.store.Version(ctx, q.Quote.Version)
			if err != nil {
				return corpus.Change{}, err
			}
			if q.Quote.Validate(version.Text) == nil {
				act.Quotes[q.Quote.ID] = quoteStory(story, version.Text, q.Quote.Attribution)
			}
		}
	}
	return a.Do(ctx, coder, act)
}
