package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"quoth/corpus"
)

// Articles lists a window of articles and the number of all that match.
func (a *App) Articles(ctx context.Context, f corpus.ArticleFilter) ([]corpus.ArticleSummary, int, error) {
	return a.store.Articles(ctx, f)
}

// Page is the page as fetched, checked against its hash.
func (a *App) Page(ctx context.Context, hash corpus.PageHash) (corpus.Page, error) {
	return a.store.Page(ctx, hash)
}

// Read gathers what the reader shows of an article's current version.
func (a *App) Read(ctx context.Context, id corpus.ArticleID) (Reading, error) {
	article, err := a.store.Article(ctx, id)
	if err != nil {
		return Reading{}, err
	}
	return a.read(ctx, article, article.Current)
}

// ReadVersion gathers what the reader shows of one version.
func (a *App) ReadVersion(ctx context.Context, id corpus.VersionID) (Reading, error) {
	version, err := a.store.Version(ctx, id)
	if err != nil {
		return Reading{}, err
	}
	article, err := a.store.Article(ctx, version.Article)
	if err != nil {
		return Reading{}, err
	}
	return a.read(ctx, article, id)
}

func (a *App) read(ctx context.Context, article corpus.Article, version corpus.VersionID) (Reading, error) {
	r := Reading{Article: article}
	var err error
	if r.Versions, err = a.store.Versions(ctx, article.ID); err != nil {
		return r, err
	}
	if r.Version, err = a.store.Version(ctx, version); err != nil {
		return r, err
	}
	all, _, err := a.Cards(ctx, corpus.QuoteFilter{Article: article.ID, AllActs: true, Limit: -1})
	if err != nil {
		return r, err
	}
	for _, card := range all {
		if card.Current.Version == version {
			r.Quotes = append(r.Quotes, card)
		}
	}
	if err = a.readCoding(ctx, &r); err != nil {
		return r, err
	}
	if r.Version.Page != "" {
		if r.Page, err = a.store.Page(ctx, r.Version.Page); err != nil {
			return r, err
		}
		r.Page.Body = nil
	}
	if article.Story != "" {
		r.Printings, err = a.store.Printings(ctx, article.Story, article.ID)
	}
	return r, err
}

// readCoding reads what coders said of the article beside its quotes.
func (a *App) readCoding(ctx context.Context, r *Reading) error {
	id := []corpus.ArticleID{r.Article.ID}
	annotations, err := a.store.Annotations(ctx, r.Article.ID)
	if err != nil {
		return err
	}
	cards, err := a.annotationCards(ctx, a.visibleTo(annotations))
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Unplaced || card.Version != r.Version.ID {
			r.Tray = append(r.Tray, card)
		} else {
			r.Annotations = append(r.Annotations, card)
		}
	}
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return err
	}
	own, err := a.store.ArticleTags(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range own {
		if coder := a.seenBy(); coder == "" || coder == t.Coder {
			r.Tags = append(
				r.Tags,
				TagLabel{ID: t.Tag, Path: tags[t.Tag].Path, Color: tags[t.Tag].Color, Coder: t.Coder},
			)
		}
	}
	if r.Memos, err = a.store.Memos(ctx, id); err != nil {
		return err
	}
	if coder := a.seenBy(); coder != "" {
		r.Memos = slices.DeleteFunc(r.Memos, func(m corpus.Memo) bool { return m.Coder != coder })
	}
	return nil
}

// ReadState is how far a coder has come with an article.
func (a *App) ReadState(ctx context.Context, coder corpus.Coder, id corpus.ArticleID) (corpus.ReadState, error) {
	states, err := a.store.ReadState(ctx, coder, []corpus.ArticleID{id})
	return states[id], err
}

// Cards lists a window of quotes as screens show them, and the number of all
// that match.
func (a *App) Cards(ctx context.Context, f corpus.QuoteFilter) ([]QuoteCard, int, error) {
	if f.Coder == "" {
		f.Coder = a.seenBy()
	}
	quotes, total, err := a.store.Quotes(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	cards, err := a.cards(ctx, quotes)
	return cards, total, err
}

// Card is one quote as screens show it.
func (a *App) Card(ctx context.Context, id corpus.QuoteID) (QuoteCard, error) {
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: []corpus.QuoteID{id}, AllActs: true, Limit: -1})
	if err == nil && len(cards) == 0 {
		err = fmt.Errorf("the quote %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return QuoteCard{}, err
	}
	return cards[0], nil
}

func (a *App) cards(ctx context.Context, quotes []corpus.CodedQuote) ([]QuoteCard, error) {
	articles, texts, err := a.around(ctx, quotes)
	if err != nil {
		return nil, err
	}
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return nil, err
	}
	printings, err := a.store.QuotePrintings(ctx, quoteStories(quotes))
	if err != nil {
		return nil, err
	}
	cards := make([]QuoteCard, len(quotes))
	for i, q := range quotes {
		card := newCard(q, texts[q.Current.Version], tags)
		card.Article = articles[q.Current.Article]
		card.Printings = max(1, printings[q.Current.Story])
		if err := a.nameCard(ctx, &card); err != nil {
			return nil, err
		}
		cards[i] = card
	}
	return cards, nil
}

func quoteStories(quotes []corpus.CodedQuote) []corpus.StoryID {
	stories := make([]corpus.StoryID, 0, len(quotes))
	for _, q := range quotes {
		if q.Current.Story != "" {
			stories = append(stories, q.Current.Story)
		}
	}
	return stories
}

func (a *App) nameCard(ctx context.Context, card *QuoteCard) error {
	person, err := a.names.person(ctx, card.Current.PersonID)
	if err != nil {
		return err
	}
	organization, err := a.names.organization(ctx, card.Current.OrganizationID)
	if err != nil {
		return err
	}
	card.Speaker, card.Organization = card.Current.Speaker, card.Current.Organization
	if person != "" {
		card.Speaker = person
	}
	if organization != "" {
		card.Organization = organization
		if card.Current.SpeakerType == corpus.OrganizationSpeaker {
			card.Speaker = organization
		}
	}
	return nil
}

// newCard cuts the words of a quote out of its text. Spans that do not fit the
// text (a damaged file) leave the words empty rather than end the program.
func newCard(q corpus.CodedQuote, text string, tags map[corpus.TagID]corpus.TagSummary) QuoteCard {
	card := QuoteCard{CodedQuote: q, Organization: q.Current.Organization}
	for _, t := range q.Tags {
		card.TagPaths = append(
			card.TagPaths,
			TagLabel{ID: t.Tag, Path: tags[t.Tag].Path, Color: tags[t.Tag].Color, Coder: t.Coder},
		)
	}
	if q.Current.Validate(text) != nil {
		return card
	}
	card.Words = emphasise(text, q.Current.Content, q.Current.Quoted)
	card.Printed = corpus.JoinSpans(text, q.Current.Source)
	cover := corpus.Cover(q.Current.Content)
	card.Before = contextBefore(text[:cover.Start])
	card.After = contextAfter(text[cover.End:])
	return card
}

// emphasise cuts content into fragments; those inside quoted match. Stretches
// that do not touch are joined by an ellipsis.
func emphasise(text string, content, quoted []corpus.Span) []Fragment {
	var out []Fragment
	add := func(s string, match bool) {
		if s != "" {
			out = append(out, Fragment{Text: s, Match: match})
		}
	}
	for i, c := range content {
		if i > 0 {
			add(" … ", false)
		}
		at := c.Start
		for _, q := range quoted {
			if !c.Overlaps(q) {
				continue
			}
			start, end := max(c.Start, q.Start), min(c.End, q.End)
			add(text[at:start], false)
			add(text[start:end], true)
			at = end
		}
		add(text[at:c.End], false)
	}
	return out
}

const contextBytes = 200

// contextBefore is the end of the paragraph that text stops in, at most
// contextBytes, cut at a word.
func contextBefore(text string) string {
	if i := strings.LastIndex(text, corpus.ParagraphBreak); i >= 0 {
		text = text[i+len(corpus.ParagraphBreak):]
	}
	if len(text) <= contextBytes {
		return text
	}
	text = text[len(text)-contextBytes:]
	if i := strings.IndexByte(text, ' '); i >= 0 {
		return "…" + text[i:]
	}
	return "…" + strings.ToValidUTF8(text, "")
}

// contextAfter is the rest of the paragraph that text begins in, likewise.
func contextAfter(text string) string {
	if i := strings.Index(text, corpus.ParagraphBreak); i >= 0 {
		text = text[:i]
	}
	if len(text) <= contextBytes {
		return text
	}
	text = text[:contextBytes]
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		return text[:i] + " …"
	}
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text + "…"
}
