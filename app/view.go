package app

import (
	"io"
	"time"

	"quoth/corpus"
	"quoth/scraper"
)

// Input is one thing to collect.
type Input struct {
	Kind  InputKind // empty: find out
	Value string    // an address, a path
	Title string    // of a pasted text; optional
	Body  []byte    // of a pasted text

	Import   ImportSettings // of a file or folder; zero: as remembered, else find out
	From, To string         // days, YYYY-MM-DD: only what lists date within them; empty is open
	TimeGate string         // of an archive that is asked for dead links (RFC 7089); empty: none is

	Coder corpus.Coder // in whose name a coded corpus is imported; empty: the user of the machine

	again *again // of an item of an earlier run
}

// InputKind says what an input is.
type InputKind = scraper.InputKind

// The kinds of input.
const (
	URLInput     = scraper.URL
	FeedInput    = scraper.Feed
	SitemapInput = scraper.Sitemap
	SiteInput    = scraper.Site
	FileInput    = scraper.File
	FolderInput  = scraper.Folder
	TextInput    = scraper.Text
)

// ItemState is how far one item of a collection has come: as far as the scraper
// brings it, and from there to the corpus.
type ItemState = scraper.State

// The states of an item. Those of the scraper carry its names; the others say
// what became of an article that was read.
const (
	ItemQueued     = scraper.Queued
	ItemFetching   = scraper.Fetching
	ItemKept       = ItemState("kept")
	ItemNewVersion = ItemState("new version")
	ItemUnchanged  = scraper.Unchanged
	ItemDeleted    = ItemState("deleted earlier") // the coder deleted this article; it stays so
	ItemListed     = scraper.Listed               // it holds others, which follow
	ItemOutside    = scraper.Outside
	ItemSkipped    = scraper.Skipped // cancelled before its turn, or read when nothing could be written any more; Resume gets it
	ItemFailed     = scraper.Failed
)

// ItemReport says what happened to one item.
type ItemReport struct {
	Key     string // the same for all reports on one item of one collection
	Label   string // the address, the file name, "pasted text"
	Parent  string // the feed or folder it came from
	State   ItemState
	Article corpus.ArticleID // when kept or already there
	Title   string
	Quotes  int // speech found
	Doubts  int // fields that a person is to look at
	Notes   []string
	Err     error // with ItemFailed and ItemSkipped
}

// AddReport sums a collection up.
type AddReport struct {
	Items     []ItemReport // final reports, in order of completion
	Kept      int          // new articles and new versions
	Unchanged int
	Outside   int // not of the days asked for
	Doubtful  int // kept with a field that a person is to look at
	Failed    int
	Skipped   int
	Quotes    int
}

// Reading is everything the reader shows of one article.
type Reading struct {
	Article     corpus.Article
	Version     corpus.Version
	Versions    []corpus.Version        // newest first
	Quotes      []QuoteCard             // speech and the rest, in order of the text
	Annotations []AnnotationCard        // in order of the text
	Tray        []AnnotationCard        // whose words are not in this version
	Tags        []TagLabel              // of the whole article
	Memos       []corpus.Memo           // on the article
	Printings   []corpus.ArticleSummary // other articles of the same story
	Page        corpus.Page             // without its body
}

// Fragment is a piece of a text, emphasised or not.
type Fragment struct {
	Text  string
	Match bool
}

// QuoteCard is a quote with the names and words a screen shows.
type QuoteCard struct {
	corpus.CodedQuote
	Words        []Fragment // the content; Match marks the words inside quotation marks
	Hits         []Fragment // the content; Match marks what a search found; empty without one
	Before       string     // the words before the content in its paragraph, cut at about 200 bytes
	After        string
	Printed      string // the source as printed: "he", "a spokesman"; empty when no words attribute it
	Speaker      string // the registry's name, or the description of an unnamed speaker
	Organization string // the registry's name
	Article      corpus.Article
	TagPaths     []TagLabel
	Printings    int // near-identical quotes in other articles, itself included
}

// TagLabel is a tag as a chip shows it.
type TagLabel struct {
	ID    corpus.TagID
	Path  string
	Color string
	Coder corpus.Coder
}

// Sort orders search results.
type Sort string

// The orders of results.
const (
	ByRelevance  Sort = "relevance"
	ByNewest     Sort = "newest"
	ByOldest     Sort = "oldest"
	BySpeaker    Sort = "speaker"
	ByConfidence Sort = "confidence"
)

// SearchRequest asks for a window of results. The query language is described
// in assets/help/search.md.
type SearchRequest struct {
	Query        string
	InArticles   bool
	AllActs      bool // attitudes and others too
	OncePerStory bool
	Facets       []string            // names of facets to count: "speaker", "organization", "publisher", "tag", "target", "stance", "status", "lang", "kind", "year", "month"
	Selected     map[string][]string // facet name → values: OR inside one, AND across
	Sort         Sort
	Limit        int    // 0 means 50
	Cursor       string // from the result before
	Typing       bool   // the last word may not be finished yet: its beginning is looked for

	within []corpus.ArticleID // only of these articles
}

// SearchResult is one window of results.
type SearchResult struct {
	Total           int
	Quotes          []QuoteCard
	Articles        []ArticleHit
	Annotations     []AnnotationCard // with in:annotations
	AlsoAnnotations int              // that in:annotations would find, of a search for quotes that names a tag, a note or a coder
	Facets          []Facet
	Next            string // cursor of the next window; empty at the end
	Took            time.Duration
}

// ArticleHit is an article with the words a search found.
type ArticleHit struct {
	corpus.ArticleSummary
	Hits []Fragment
	Best []QuoteCard // up to two of its quotes that the query finds too
}

// Facet counts the values of one field over all hits.
type Facet struct {
	Name   string // as in SearchRequest.Facets
	Values []FacetValue
}

// FacetValue is one value with its count.
type FacetValue struct {
	Value    string // an id, or the value itself
	Label    string // for people
	Count    int
	Selected bool
}

// ConcordanceLine is one keyword in context.
type ConcordanceLine struct {
	Left, Keyword, Right string
	Quote                corpus.QuoteID
	Article              corpus.ArticleID
	Speaker              string
	Day                  string
	Stances              []corpus.Stance
}

// Concordance are keywords in context. Where a query finds more quotes than can be
// read at once, the newest are, and the lines are sorted among those.
type Concordance struct {
	Lines []ConcordanceLine // at most 1,000
	Found int               // quotes that match
	Read  int               // quotes whose text was read
}

// ConcordanceSort orders a concordance.
type ConcordanceSort string

// The orders of a concordance.
const (
	SortByLeft  ConcordanceSort = "left"
	SortByRight ConcordanceSort = "right"
	SortByDate  ConcordanceSort = "date"
)

// Completion is a proposal for the word under the cursor of a query.
type Completion struct {
	Insert string // replaces the word
	Label  string
	Help   string
}

// PersonDetail is everything the People page shows of one person.
type PersonDetail struct {
	corpus.PersonSummary
	Affiliations      []corpus.Affiliation
	OrganizationNames map[corpus.OrganizationID]string
	Quotes            []QuoteCard // newest first, the first fifty
	ByYear            []YearCount
	Stances           []TargetStances
	Proposals         []ProposalView
	Forms             []PrintedForm // most quotes first
}

// OrganizationDetail is the same for an organisation.
type OrganizationDetail struct {
	corpus.OrganizationSummary
	People    []corpus.PersonSummary
	Quotes    []QuoteCard
	ByYear    []YearCount
	Stances   []TargetStances
	Proposals []ProposalView
	Forms     []PrintedForm
}

// PrintedForm is a name under which an entry was printed, and who says that the
// quotes printed so are this entry's.
type PrintedForm struct {
	Form        string
	First, Last string // YYYY-MM-DD, empty when no article is dated
	Quotes      int
	Decided     int      // of them, by people
	Coders      []string // who decided
	Sure        float64  // mean probability of the program's links; 0 where it weighed none
}

// YearCount is a number of quotes in one year.
type YearCount struct {
	Year  int
	Count int
}

// TargetStances counts judgements toward one target.
type TargetStances struct {
	Target corpus.Target
	Counts map[corpus.Stance]int
}

// ProposalView is a merge proposal with names.
type ProposalView struct {
	corpus.MergeProposal
	ID               string // what the pair is called, as in "quoth proposals --accept ID"
	NameA, NameB     string
	DetailA, DetailB string // role, organisation, number of quotes
}

// ExportRequest says what to export.
type ExportRequest struct {
	Format       string // a name from ExportFormats
	Query        string // empty: all quotes
	Selected     map[string][]string
	Quotes       []corpus.QuoteID   // these alone, whatever the query
	Articles     []corpus.ArticleID // all of these alone, likewise
	OncePerStory bool
	AllActs      bool   // attitudes and others too; formats that are whole hold them anyway
	Rejected     bool   // rejected quotes too, without a query; likewise
	EveryCoder   bool   // coders' own judgements even where one was adjudicated; likewise
	Of           string // one of the format's Of; empty: the first
	Password     string // of formats that have one
	// Create makes a file of a folder by its name with slashes, for formats of several
	// files; nil puts them into one ZIP.
	Create func(name string) (io.WriteCloser, error)
}

// ExportReport says what went out, and what of the corpus did not.
type ExportReport struct {
	Articles, Quotes, Annotations int
	Rejected                      int // of the quotes
	LeftRejected                  int // rejected quotes that were left out
	OtherActs                     int // attitudes and others that were left out
}

// ExportFormat is one way out.
type ExportFormat struct {
	Name, Extension, Title string
	Whole                  bool     // it holds the whole corpus: attitudes, rejected quotes, articles without quotes
	Of                     []string // what ExportRequest.Of may be; nil for one thing only
	Files                  bool     // a ZIP of several files, or with ExportRequest.Create a folder
	Loses                  string   // what it cannot hold; empty for nothing
}
