package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"quoth/app/nearcopy"
	"quoth/corpus"
	"quoth/corpus/store"
)

// groupStory groups wire copy: an article that is nearly the same as one the
// corpus has joins its story, and quotes of the same words share one.
// The batch are articles that will be kept before it.
func (a *App) groupStory(ctx context.Context, keep *corpus.Keep, signature nearcopy.Signature, batch []message) error {
	keep.Bands = signature.Bands()
	story, err := a.storyOf(ctx, keep.Article.ID, signature, batch)
	if err != nil {
		return err
	}
	keep.Article.Story = story
	for i := range keep.Quotes {
		q := &keep.Quotes[i]
		q.Story = quoteStory(keep.Article.Story, keep.Version.Text, q.Attribution)
	}
	return nil
}

// storyOf finds the story of a text: that of its article where it is known, so
// that what people grouped by hand stays, else that of the most similar article
// above the threshold, else one of its own.
func (a *App) storyOf(
	ctx context.Context,
	id corpus.ArticleID,
	signature nearcopy.Signature,
	batch []message,
) (corpus.StoryID, error) {
	if known, err := a.store.Article(ctx, id); err == nil && known.Story != "" {
		return known.Story, nil
	}
	story := corpus.NewStoryID(string(id))
	best, err := a.StoryThreshold(ctx)
	if err != nil {
		return "", err
	}
	candidates, err := a.store.ArticlesWithBands(ctx, signature.Bands())
	if err != nil {
		return "", fmt.Errorf("look for other printings: %w", err)
	}
	for _, c := range candidates {
		other, err := a.signed.of(ctx, a.store, c.Version)
		if err != nil {
			return "", fmt.Errorf("compare with another printing: %w", err)
		}
		if share := signature.Similarity(other); share >= best {
			best, story = share, c.Story
		}
	}
	for _, m := range batch {
		if share := signature.Similarity(m.signature); share >= best {
			best, story = share, m.keep.Article.Story
		}
	}
	return story, nil
}

// signatures remembers those of texts that new ones were compared with: wire
// copy comes in numbers.
type signatures struct {
	mu  sync.Mutex
	all map[corpus.VersionID]nearcopy.Signature
}

// mostSignatures bounds what is remembered; a signature has 650 bytes.
const mostSignatures = 4096

func (s *signatures) of(ctx context.Context, from *store.Store, id corpus.VersionID) (nearcopy.Signature, error) {
	s.mu.Lock()
	known, ok := s.all[id]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	version, err := from.Version(ctx, id)
	if err != nil {
		return nearcopy.Signature{}, err
	}
	signature := nearcopy.Sign(version.Text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil || len(s.all) >= mostSignatures {
		s.all = map[corpus.VersionID]nearcopy.Signature{}
	}
	s.all[id] = signature
	return signature, nil
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
