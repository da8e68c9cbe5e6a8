package app

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

// groupStory groups wire copy: an article that is nearly the same as one the
// corpus has joins its story, and quotes of the same words share one.
func (a *App) groupStory(ctx context.Context, keep *corpus.Keep) error {
	signature := nearcopy.Sign(keep.Version.Text)
	keep.Bands = signature.Bands()
	candidates, err := a.store.ArticlesWithBands(ctx, keep.Bands)
	if err != nil {
		return fmt.Errorf("look for other printings: %w", err)
	}
	keep.Article.Story = corpus.NewStoryID(string(keep.Article.ID))
	best := nearcopy.SameStory
	for _, c := range candidates {
		if c.Article == keep.Article.ID {
			keep.Article.Story = c.Story
			break
		}
		text, err := a.store.Version(ctx, c.Version)
		if err != nil {
			return fmt.Errorf("compare with another printing: %w", err)
		}
		if share := signature.Similarity(nearcopy.Sign(text.Text)); share >= best {
			best, keep.Article.Story = share, c.Story
		}
	}
	for i := range keep.Quotes {
		q := &keep.Quotes[i]
		q.Story = quoteStory(keep.Article.Story, keep.Version.Text, q.Attribution)
	}
	return nil
}

// repeatedWords is the length from which the same words are the same utterance
// wherever they stand; shorter ones ("very good") only within one story.
const repeatedWords = 6

// quoteStory is the same for quotes of the same words, case, punctuation and
// marks aside.
func quoteStory(article corpus.StoryID, text string, found corpus.Attribution) corpus.StoryID {
	spans := found.Quoted
	if len(spans) == 0 {
		spans = found.Content
	}
	words := strings.FieldsFunc(strings.ToLower(corpus.JoinSpans(text, spans)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	utterance := strings.Join(words, " ")
	if len(words) < repeatedWords {
		utterance = string(article) + " " + utterance
	}
	return corpus.NewStoryID(utterance)
}
