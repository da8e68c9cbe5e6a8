package corpus

// ArticleSort orders a list of articles.
type ArticleSort string

// The orders of articles.
const (
	NewestFirst   ArticleSort = "newest"
	OldestFirst   ArticleSort = "oldest"
	LastCollected ArticleSort = "collected"
	ByTitle       ArticleSort = "title"
	MostToReview  ArticleSort = "review"
)

// ArticleFilter asks for a window of articles.
type ArticleFilter struct {
	Words     string // all must occur in title, author or publisher
	Publisher string
	From, To  string    // days, YYYY-MM-DD, inclusive; empty is open
	Deleted   bool      // the deleted ones instead
	Tag       TagID     // that a coder put on the whole article
	Coder     Coder     // whose progress is told and asked for
	State     ReadState // with InState: as far as the coder has come
	InState   bool
	Sort      ArticleSort
	Offset    int
	Limit     int // 0 means 200
}

// ArticleSummary is one row of a list of articles.
type ArticleSummary struct {
	Article
	Quotes      int       `json:"quotes"`    // speech
	ToReview    int       `json:"to_review"` // speech without a verdict
	Printings   int       `json:"printings"` // articles of its story, itself included
	Annotations int       `json:"annotations"`
	State       ReadState `json:"state,omitempty"` // of the coder asked for
	Tags        []TagID   `json:"tags,omitempty"`  // of the whole article
}

// QuoteFilter asks for a window of quotes straight from the corpus, without a
// search. Empty fields do not restrict.
type QuoteFilter struct {
	IDs          []QuoteID
	Article      ArticleID
	Articles     []ArticleID // of any of these
	Person       PersonID
	Organization OrganizationID
	Tag          TagID
	Target       TargetID // judged toward it
	Status       Status
	AllActs      bool  // attitudes and others too, not only speech
	Coder        Coder // only this coder's decisions count (blind coding)
	Offset       int
	Limit        int // 0 means 200, negative means all
}

// QueueOrder is how the review queue is sorted; each decision records it.
type QueueOrder string

// The orders of the review queue.
const (
	LikelyByArticle QueueOrder = "likely first, by article" // what a person would confirm, as articles have it; weak ones last
	LikelyBySpeaker QueueOrder = "likely first, by speaker" // likewise, most quoted speakers first
	UncertainFirst  QueueOrder = "uncertain first"
	FrequentFirst   QueueOrder = "frequent speakers first"
	RandomOrder     QueueOrder = "random"
	ReadingOrder    QueueOrder = "reading order"
	UsefulFirst     QueueOrder = "most useful first" // uncertain, by frequent speakers, not yet judged toward the target
)

// PersonSummary is one row of the People page.
type PersonSummary struct {
	Person
	Quotes       int    `json:"quotes"`
	Articles     int    `json:"articles"`
	FirstSeen    string `json:"first_seen"`
	LastSeen     string `json:"last_seen"`
	Organization string `json:"organization"` // the latest one seen
	Role         string `json:"role"`         // the latest one seen
}

// OrganizationSummary is one row of the People page.
type OrganizationSummary struct {
	Organization
	Quotes    int    `json:"quotes"`
	People    int    `json:"people"`
	FirstSeen string `json:"first_seen"`
	LastSeen  string `json:"last_seen"`
}

// TagSummary is a tag with its place in the tree and its uses.
type TagSummary struct {
	Tag
	Path        string `json:"path"`
	Depth       int    `json:"depth"`
	Uses        int    `json:"uses"` // quotes, annotations and articles that carry it
	Quotes      int    `json:"quotes"`
	Annotations int    `json:"annotations"`
	Articles    int    `json:"articles"`
}

// TargetSummary is a target with its judgements counted.
type TargetSummary struct {
	Target
	Judged map[Stance]int `json:"judged"`
}

// Counts describes a corpus in one line.
type Counts struct {
	Articles    int `json:"articles"`
	Quotes      int `json:"quotes"` // speech, rejected ones left out
	Confirmed   int `json:"confirmed"`
	ToReview    int `json:"to_review"`
	Judged      int `json:"judged"`
	Annotations int `json:"annotations"`
}
