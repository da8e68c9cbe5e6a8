// Package indexer answers queries. It is a Bleve index that is derived from a
// corpus and can be thrown away at any time: it stores no text, only ids, and
// remembers the last change of the journal it has applied. It catches up from
// there; where it cannot (damage, another mapping, a change the journal does not
// know) it is rebuilt without asking.
package indexer

import (
	"context"
	"iter"
	"time"

	"quoth/corpus"
)

// The kinds of document, and of text: an article has two.
const (
	QuoteKind   = "quote"
	ArticleKind = "article"
	TitleKind   = "title"
	// AnnotationKind is a stretch of an article that a coder marked.
	AnnotationKind = "note"
)

// QuoteDoc is a quote as the index knows it.
type QuoteDoc struct {
	ID           corpus.QuoteID
	Article      corpus.ArticleID
	Text         string // the words of the content
	Language     string
	Kind         string
	Act          string
	Status       string
	Speaker      corpus.PersonID
	SpeakerName  string // as resolved in the text; all there is of unnamed speakers
	Organization corpus.OrganizationID
	// OrganizationName is as printed, where the registry has no entry.
	OrganizationName string
	Role             string
	Publisher        string
	Site             string
	Section          string
	Authors          []string // of the article
	Tags             []corpus.TagID
	Targets          []corpus.TargetID
	Stances          []string // "support", and "TARGET=support"
	Coders           []string
	Notes            string
	Date             corpus.Date
	Collected        time.Time
	Confidence       float64
	Story            corpus.StoryID
}

// ArticleDoc is an article as the index knows it.
type ArticleDoc struct {
	ID        corpus.ArticleID
	Title     string
	Body      string
	Language  string
	Publisher string
	Site      string
	Section   string
	Authors   []string
	Tags      []corpus.TagID // of its annotations and its own, as are Coders
	Notes     string         // of its annotations, and memos
	Coders    []string
	Date      corpus.Date
	Collected time.Time
	Story     corpus.StoryID
}

// AnnotationDoc is an annotation as the index knows it.
type AnnotationDoc struct {
	ID        corpus.AnnotationID
	Article   corpus.ArticleID
	Words     string // that were marked
	Note      string
	Tags      []corpus.TagID
	Coder     corpus.Coder
	Language  string
	Publisher string
	Site      string
	Section   string
	Authors   []string // of the article
	Date      corpus.Date
	Collected time.Time
}

// Documents are what the index holds of some articles.
type Documents struct {
	Articles    []ArticleDoc
	Quotes      []QuoteDoc
	Annotations []AnnotationDoc
}

// Len is the number of documents.
func (d Documents) Len() int { return len(d.Articles) + len(d.Quotes) + len(d.Annotations) }

// Source is the corpus as the index reads it.
type Source interface {
	CorpusID() string
	LastChange(ctx context.Context) (corpus.ChangeID, error)
	// Changes lists the journal after a change; corpus.ErrNotFound when the
	// journal does not know it.
	Changes(ctx context.Context, after corpus.ChangeID, limit int) ([]corpus.Change, error)
	// Documents describes articles with all their quotes and annotations; deleted
	// ones are absent.
	Documents(ctx context.Context, articles []corpus.ArticleID) (Documents, error)
	QuoteDocuments(ctx context.Context, ids []corpus.QuoteID) ([]QuoteDoc, error)
	AllArticles(ctx context.Context) iter.Seq2[corpus.ArticleID, error]
	// Text gives the words of quotes, annotations, bodies or headlines, by id.
	Text(ctx context.Context, kind string, ids []string) (map[string]string, error)
}

// Names resolves names in a query to ids when the query is built, so that
// merging and renaming cost nothing.
type Names interface {
	People(ctx context.Context, name string) ([]corpus.PersonID, error)
	Organizations(ctx context.Context, name string) ([]corpus.OrganizationID, error)
	Tags(ctx context.Context, path string) ([]corpus.TagID, error)
	Targets(ctx context.Context, text string) ([]corpus.TargetID, error)
	Group(ctx context.Context, name string) (Group, error)
}

// Group is who belongs to a group. A person's own group goes before that of the
// organisation they speak for, so those in other groups are told too.
type Group struct {
	People        []corpus.PersonID
	Organizations []corpus.OrganizationID
	Elsewhere     []corpus.PersonID // people in other groups
}

// Request is a query with its window.
type Request struct {
	Query        string
	Names        Names
	InArticles   bool
	OnlyQuotes   bool // look for quotes, whatever the query says
	AllActs      bool // attitudes and others too
	OncePerStory bool
	Facets       []string
	Selected     map[string][]string // facet → values: OR inside one, AND across
	Within       []corpus.ArticleID  // only of these articles; nil: of all
	Typing       bool                // the last word may not be finished yet
	Sort         string              // "relevance", "newest", "oldest", "speaker", "confidence"
	Limit        int
	Cursor       string
}

// Result is one window of hits.
type Result struct {
	Total         int
	InArticles    bool // the hits are articles
	InAnnotations bool // the hits are annotations
	Hits          []Hit
	Marks         *Marks // of the words found, to show them in texts
	Facets        map[string][]FacetCount
	Next          string
	Took          time.Duration
}

// Hit is one document found.
type Hit struct {
	Kind  string
	ID    string
	Score float64
}

// Fragment is a piece of a text, found or not.
type Fragment struct {
	Text  string
	Match bool
}

// FacetCount counts one value.
type FacetCount struct {
	Value    string
	Count    int
	Selected bool
}
